"""What to write to a unit about a finding: a request to check, in the style of official letters (公函)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PureWindowsPath

from ..checking import Place
from ..findings import Finding
from ..knowledge import Rule
from ..whereabouts import where
from .cases import Case, Told
from .drawing import unseen
from .marking import walk
from .words import Words

_MOST_RELATIONS, _MOST_LAWS, _LONGEST = 3, 5, 200


def letter(case: Case, told: Sequence[tuple[Told, Rule | None]], words: Words) -> str:
    """A letter to a unit about findings of its disclosure.

    Args:
        case: the disclosure.
        told: the findings, each with the rule that is broken where the knowledge has it.
        words: of the language.

    Returns:
        Plain text in lines, without names of persons; the date and the sender are left to fill in.
    """
    record = case.record
    values = {
        "unit": plain(record.unit) or words("letter.nobody"),
        "year": words("letter.year", year=record.year) if record.year else "",
        "kind": words(f"letter.kind.{record.kind or 'unknown'}"),
        "document": plain(PureWindowsPath(record.document).name),
        "hash": record.sha256[:16],
        "count": len(told),
    }
    items = [item(one, rule, words, number if len(told) > 1 else 0) for number, (one, rule) in enumerate(told, 1)]
    parts = ("title", "to", "opening" if len(told) > 1 else "opening_one", "", "closing", "end")
    return "\n".join("\n".join(items) if not part else words(f"letter.{part}", **values) for part in parts)


def item(told: Told, rule: Rule | None, words: Words, number: int = 0) -> str:
    """What is said of one finding: where, what is printed, what it should be, why, on which legal basis, what is asked."""
    finding = told.finding
    heading = words("letter.heading", number=number, title=plain(finding.title)) + "\n" if number else ""
    return heading + words("letter.indent") + "".join(_sentences(told, rule, words))


def _sentences(told: Told, rule: Rule | None, words: Words) -> Iterator[str]:
    finding = told.finding
    if finding.places:
        place = finding.places[0]
        printed = words("letter.printed", text=plain(place.text)) if place.text else words("letter.blank")
        yield words("letter.place", place=place_told(place, words), printed=printed)
    yield words("letter.seen", message=_ended(plain(finding.message), words))
    yield from _amounts(finding, words)
    why = list(_relations(told, words.lang))
    if why:
        yield words("letter.relations", relations=words("letter.apart").join(map(plain, why)))
    elif rule is not None:
        yield words("letter.why", why=_ended(plain(rule.why[words.lang]), words))
    laws = [_law(basis.law, basis.article, basis.demands, basis.verified, words) for basis in finding.basis[:_MOST_LAWS]]
    if laws:
        yield words("letter.basis", laws=words("letter.apart").join(laws))
    if finding.correction:
        yield words("letter.correct", correction=_ended(plain(finding.correction), words))
    yield words("letter.ask")
    yield words("letter.sure", confidence=sure(finding.confidence))


def _amounts(finding: Finding, words: Words) -> Iterator[str]:
    if finding.stated is None or finding.expected is None or finding.difference is None:
        return
    said = "letter.right" if finding.diagnosis else "letter.compared"
    unit = finding.unit_of_money or ""
    yield words(said, expected=finding.expected, stated=finding.stated, difference=finding.difference.removeprefix("-"), unit=unit)


def _relations(told: Told, lang: str) -> list[str]:
    """The relations that fail, written out, without the names of their rules."""
    failed = [node for node in walk(told.proof) if node.kind == "failed"]
    named = [one for node in failed for one in node.children if one.kind == "identity"]
    return [node.words[lang].partition(" ")[2] for node in named[:_MOST_RELATIONS]]


def _law(law: str, article: str, demands: str, verified: str, words: Words) -> str:
    return words("letter.law", law=law, article=article, demands=demands) + words(f"letter.verified.{verified}")


def place_told(place: Place, words: Words) -> str:
    """A place in words: the line, page or cell, the table, the row, the column."""
    at = where(place.spot, place.line, words.lang) if place.line is not None or place.spot is not None else ""
    parts = {"table": place.table, "row": place.row, "column": place.column}
    named = [words(f"letter.named.{name}", text=plain(text)) for name, text in parts.items() if text]
    return words("letter.joint").join(part for part in (at, *named) if part)


def plain(text: str) -> str:
    """A text of a document in one line, without characters that cannot be seen; a very long one is cut."""
    line = " ".join(unseen(text[: 4 * _LONGEST] if len(text) > 4 * _LONGEST else text).split())
    return line if len(text) <= 4 * _LONGEST else line + "…"


def _ended(sentence: str, words: Words) -> str:
    return sentence.rstrip("。. ") + words("letter.stop")


def sure(confidence: float) -> str:
    """A confidence or a probability as a percentage; what is not certain is never told as 100 %."""
    return f"{confidence if confidence == 1 else min(confidence, 0.99):.0%}"
