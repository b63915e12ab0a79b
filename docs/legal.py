"""The page of the laws: the articles cited, the rules that rest on each, and how far each citation was checked."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping

from docs.book import Book
from docs.tables import plain, table
from mingcha.knowledge import Rule, shipped

_Basis = Mapping[str, str]
_Resting = Iterable[tuple[Rule, _Basis]]


def legal_basis(book: Book) -> str:
    """The page as Markdown, the laws in the order of rulebook.yaml, their articles in their own."""
    labels = book.labels
    resting: dict[str, dict[str, list[tuple[Rule, _Basis]]]] = {law: {} for law in book.words["laws"]}
    for rule in book.knowledge.rules:
        for basis in rule.basis:
            resting.setdefault(basis["law"], {}).setdefault(basis["article"], []).append((rule, basis))
    parts = [f"# {labels['legal_title']} {{ #top }}", labels["legal_about"], labels["verified_about"]]
    meanings = book.words["verified"].values()
    parts.append("\n".join(f"- **{one[book.lang]}**{labels['colon']}{one['about'][book.lang]}" for one in meanings))
    listed = _listed()
    heads = [labels[name] for name in ("article", "demands", "verified", "rules")]
    for number, law in enumerate((law for law, articles in resting.items() if articles), 1):
        parts.append(f"## {plain(_title(law, book))} {{ #law-{number} }}")
        parts += [f"{labels['version']}{labels['colon']}{version}" for version in _told(listed, law, "version")]
        articles = sorted(resting[law].items(), key=lambda entry: _in_order(entry[0]))
        parts.append(table(heads, (_row(law, article, rules, listed, book) for article, rules in articles)))
    return "\n\n".join(parts) + "\n"


def demand(law: _Basis, book: Book) -> str:
    """What the law demands, as Markdown."""
    return plain(law.get("demands_en", law["demands"]) if book.lang == "en" else law["demands"])


def verified(law: _Basis, book: Book) -> str:
    """How far the citation was checked, as Markdown."""
    return whole(book.name("verified", law["verified"]))


def whole(text: str) -> str:
    """``text`` as Markdown that no line break divides."""
    return f'<span class="whole">{plain(text)}</span>'


def _listed() -> list[dict[str, str]]:
    """The list of articles, where the knowledge has one."""
    path = shipped() / "laws.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _told(listed: Iterable[Mapping[str, str]], law: str, field: str, article: str = "") -> list[str]:
    """What the list says of a law, or of one of its articles, without what it says twice."""
    found = (one[field] for one in listed if one["law"] == law and article in ("", one["article"]))
    return [text for text in dict.fromkeys(found) if text]


def _title(law: str, book: Book) -> str:
    name = book.name("laws", law)
    return name if book.lang == "zh" else f"{name} ({law})"


def _row(law: str, article: str, resting: _Resting, listed: Iterable[Mapping[str, str]], book: Book) -> tuple[str, ...]:
    resting = list(resting)
    rules = {rule.id: f"[{rule.id}](rules/{rule.family}/{rule.id}.md)" for rule, _ in resting}
    demands = dict.fromkeys(demand(basis, book) for _, basis in resting)
    checked = dict.fromkeys(verified(basis, book) for _, basis in resting)
    seen = (f"<small>{plain(place)}</small>" for place in _told(listed, law, "seen", article))
    return whole(article), "<br>".join(demands), "<br>".join([*checked, *seen]), " ".join(rules.values())


def _in_order(article: str) -> tuple[tuple[int, ...], str]:
    """第十四条第二款 as 14, 2, so that articles stand in the order of the law."""
    return tuple(_number(found) for found in re.findall("[一二三四五六七八九十百]+", article)), article


def _number(numeral: str) -> int:
    total = digit = 0
    for value in (int(unicodedata.numeric(character)) for character in numeral):
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return total + digit
