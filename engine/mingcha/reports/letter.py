"""What to write to a unit about a finding: a request to check, in the style of official letters (公函)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PureWindowsPath
from typing import NamedTuple

from ..checking import Place
from ..findings import Basis, Finding
from ..knowledge import Rule
from ..whereabouts import where
from .cases import Case, Told
from .drawing import unseen
from .marking import located, walk
from .words import Words

_LONG_NUMBER = re.compile(r"(?<![\d.,])\d{4,}\.\d+")
"""An amount: codes and years have no decimals."""
_MOST_RELATIONS, _MOST_LAWS, _LONGEST = 3, 5, 800


class Frame(NamedTuple):
    """What a letter has around the findings: heading, addressee and opening; closing, sender and date left open."""

    opening: str
    closing: str


def frame(case: Case, words: Words) -> Frame:
    """The frame of a letter to a unit about its disclosure, in plain text, without names of persons."""
    values = {
        "unit": plain(case.record.unit) or words("letter.nobody"),
        "hash": case.record.sha256[:16],
        **_disclosed(case, words),
    }
    opening, closing = (
        "\n".join(words(f"letter.{part}", **values) for part in parts)
        for parts in (("title", "to", "opening"), ("closing", "end"))
    )
    return Frame(opening, closing)


def subject(case: Case, words: Words) -> str:
    """How a letter calls the disclosure: whose it is, its year and kind, the file."""
    return words("letter.subject", **_disclosed(case, words))


def _disclosed(case: Case, words: Words) -> dict[str, str]:
    record = case.record
    return {
        "year": words("letter.year", year=record.year) if record.year else "",
        "kind": words(f"letter.kind.{record.kind}") if record.kind in _KINDS else words("letter.kind.unknown"),
        "document": named(record.document),
    }


_KINDS = ("budget", "final_account")


def body(told: Told, rule: Rule | None, disclosed: str, words: Words) -> str:
    """What is said of one finding: where, what is printed, what it should be, why, on which legal basis, what is asked.

    Args:
        told: the finding.
        rule: that is broken, where the knowledge has it.
        disclosed: how the disclosure is called (``subject``).
        words: of the language.
    """
    return words("letter.indent") + "".join(_sentences(told, rule, disclosed, words)).strip()


def _sentences(told: Told, rule: Rule | None, disclosed: str, words: Words) -> Iterator[str]:
    finding = told.finding
    if finding.places:
        place = finding.places[0]
        printed = words("letter.printed", text=plain(place.text)) if place.text else words("letter.blank")
        yield words("letter.place", subject=disclosed, place=place_told(place, words), printed=printed)
    yield words("letter.seen", message=_ended(plain(finding.message), words))
    amounts = _amounts(told, words)
    if amounts and not _says(finding.message, finding):
        yield amounts
    why = _relations(told, words.lang)
    if why:
        yield words(
            "letter.relations", relations=words("letter.apart").join(_LONG_NUMBER.sub(_grouped, plain(one)) for one in why)
        )
    elif rule is not None:
        yield words("letter.why", why=_ended(plain(rule.why[words.lang]), words))
    if finding.basis:
        laws = (_law(basis, words) for basis in finding.basis[:_MOST_LAWS])
        yield words("letter.basis", laws=words("letter.apart").join(laws))
    if finding.correction:
        yield words("letter.correct", correction=_ended(plain(finding.correction), words))
    yield words("letter.ask")
    yield words("letter.sure", confidence=sure(finding.confidence))


def _says(message: str, finding: Finding) -> bool:
    """Whether the message names the amount that is stated and the one that is expected: a letter says them once."""
    return all(amount and (amount in message or grouped(amount) in message) for amount in (finding.stated, finding.expected))


def _amounts(told: Told, words: Words) -> str:
    finding = told.finding
    if finding.stated is None or finding.expected is None or finding.difference is None:
        return ""
    return words(
        "letter.right" if located(told) else "letter.compared",
        expected=grouped(finding.expected),
        stated=grouped(finding.stated),
        difference=grouped(finding.difference.removeprefix("-")),
        unit=finding.unit_of_money or "",
    )


def _relations(told: Told, lang: str) -> list[str]:
    """The relations that fail, written out, without the names of their rules."""
    failed = [node for node in walk(told.proof) if node.kind == "failed"]
    named = [one for node in failed for one in node.children if one.kind == "identity"]
    return [node.words[lang].partition(" ")[2] for node in named[:_MOST_RELATIONS]]


def _law(basis: Basis, words: Words) -> str:
    told = words("letter.law", law=basis.law, article=basis.article, demands=basis.demands)
    return told + words(f"letter.verified.{basis.verified}")


def named(document: str) -> str:
    """The file name of a document, wherever it lay."""
    return plain(PureWindowsPath(document).name)


def place_told(place: Place, words: Words) -> str:
    """A place in words: the table, the row and the column, or the section and the subject; then the line, page or cell."""
    at = where(place.spot, place.line, words.lang) if place.line is not None or place.spot is not None else ""
    section, column = ("", place.column) if place.table else (place.column, "")
    if "".join(column.split()) in place.table:  # a form has no columns, it is named twice
        column = ""
    parts = {"table": place.table, "section": section, "row": place.row, "column": column}
    named_ = [words(f"letter.named.{name}", text=plain(text)) for name, text in parts.items() if text]
    called = words("letter.joint").join(named_)
    return words("letter.at", called=called, at=at) if called and at else called or at


def plain(text: str) -> str:
    """A text of a document in one line, without characters that cannot be seen; a very long one is cut."""
    line = " ".join(unseen(text[:_LONGEST]).split())
    return line if len(text) <= _LONGEST else line + "…"


def grouped(amount: str) -> str:
    """An amount with separators of thousands."""
    whole, point, decimals = amount.removeprefix("-").partition(".")
    return "-" * amount.startswith("-") + (f"{int(whole):,}" if whole.isdigit() else whole) + point + decimals


def _grouped(number: re.Match[str]) -> str:
    return grouped(number[0])


def _ended(sentence: str, words: Words) -> str:
    return sentence.rstrip("。. ") + words("letter.stop")


def sure(confidence: float) -> str:
    """A confidence or a probability as a percentage; what is not certain is never told as 100 %."""
    return f"{confidence if confidence == 1 else min(confidence, 0.99):.0%}"
