"""Facts of floor space: an area that is divided in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..reading import Paragraph
from .fact import Fact, Value, place_at
from .texts import Texts


def area_facts(texts: Texts) -> Iterator[Fact]:
    """Each area said to be made up of others (其中), with the sum of these and by how much that is more."""
    for block in texts.paragraphs:
        if "其中" in block.text:
            yield from _divided(block)


def _divided(block: Paragraph) -> Iterator[Fact]:
    text = block.text
    for whole in _WHOLE.finditer(text):
        said = _same_depth(text[whole.end() :])
        parts = list(_AREA.finditer(said))
        if len(parts) < _LEAST_PARTS or _OTHER.search(said[: parts[-1].end()]) or _ABOUT.search(text[: whole.start()]):
            continue
        amounts = [_amount(part[1]) for part in parts]
        over = max(sum(amounts) - _amount(whole[1]), Decimal(0))
        values: dict[str, Value] = {
            "whole": f"{whole[1]}平方米",
            "parts": "、".join(part[1] for part in parts),
            "sum": f"{sum(amounts)}",
            # What the last places may add up to is rounding.
            "over": str(over) if over > len(amounts) * _LAST_PLACE else "",
            "line": block.line,
        }
        yield Fact("area", values, place_at(block.line, whole[0] + said[: parts[-1].end()]))


def _same_depth(text: str) -> str:
    """The rest of the sentence, or of the bracket it stands in, without what is put in further brackets."""
    said, depth = [], 0
    for character in text:
        if depth == 0 and character in "。；;）)":
            break
        depth += (character in "（(") - (character in "）)")
        if depth == 0 and character not in "）)":
            said.append(character)
    return "".join(said).split("其中")[0]


def _amount(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


_AREA = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:平方米|㎡)")
_WHOLE = re.compile(_AREA.pattern + r"\s*[，,、（(]\s*其中\s*[：:]?")
# Areas of another kind, or that take in what was said before.
_OTHER = re.compile(r"[均共总合每约]|此外|另|新增|比|较|出租|出借|闲置|占地|用地|租")
_ABOUT = re.compile(r"[约近余超]为?\s*\Z")
_LEAST_PARTS, _LAST_PLACE = 2, Decimal("0.01")
