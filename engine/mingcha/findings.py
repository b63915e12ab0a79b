"""Violations to findings: what the user is told, with places, amounts, basis and evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from .amounts import print_exact
from .checking import Outcome, Place, Violation
from .knowledge import Knowledge, Rule
from .understanding import Disclosure

SEVERITIES = ("info", "warning", "error")
LANGUAGES = ("zh", "en")


class Basis(Struct, frozen=True, gc=False):
    """A law the finding rests on; ``verified`` says how far the citation was checked."""

    law: str
    article: str
    demands: str
    verified: str


class Evidence(Struct, frozen=True, gc=False):
    """A failed identity: the rule, its places, and how far it is off, in the money unit of the finding."""

    rule: str
    places: tuple[Place, ...]
    residual: str | None


class Finding(Struct, frozen=True, gc=False):
    """One finding, as findings.jsonl holds it.

    Attributes:
        id: stable hash of document content, rule and places.
        stated, expected, difference: decimal numbers in ``unit_of_money``, or None.
        places: the wrong one first, then what it was compared with; ``line`` is 1-based.
        diagnosis: the cause, or None where only the violation is known.
    """

    id: str
    document: str
    sha256: str
    unit: str
    year: int
    rule: str
    kind: str
    severity: str
    confidence: float
    title: str
    message: str
    places: tuple[Place, ...]
    stated: str | None
    expected: str | None
    difference: str | None
    unit_of_money: str | None
    diagnosis: str | None
    because: tuple[Evidence, ...]
    basis: tuple[Basis, ...]


_CUT_OFF = {
    "zh": "（差额不足一个末位单位，可能是舍去尾数而未四舍五入，仅作提示）",
    "en": " (less than one unit of the last place: decimals may have been cut off instead of rounded; a hint only)",
}
_MORE = {"zh": "；另有 {count} 处相同", "en": "; more places alike: {count}"}
_STOP = {"zh": "。", "en": "."}
_INNER = {"“": "‘", "”": "’"}


def findings_of(disclosure: Disclosure, outcomes: Sequence[Outcome], knowledge: Knowledge, lang: str) -> list[Finding]:
    """All findings of one disclosure, in the order of their first lines, then rules, then ids."""
    rules = {rule.id: rule for rule in knowledge.rules}
    found: list[Finding] = []
    for outcome in outcomes:
        if not outcome.violations:
            continue
        rule = rules[outcome.rule]
        hints = [violation for violation in outcome.violations if violation.hint]
        found.extend(_finding(rule, [violation], disclosure, lang) for violation in outcome.violations if not violation.hint)
        if hints:
            found.append(_finding(rule, hints, disclosure, lang))
    unique: dict[str, Finding] = {finding.id: finding for finding in found}
    return sorted(unique.values(), key=lambda finding: (finding.places[0].line or 0, finding.rule, finding.id))


def _finding(rule: Rule, violations: Sequence[Violation], disclosure: Disclosure, lang: str) -> Finding:
    """One finding for one violation, or for all mere hints of a rule together."""
    first = violations[0]
    places = tuple(dict.fromkeys(place for violation in violations for place in violation.places))
    stated, expected, difference = amounts = _printed(first)
    message = _message(rule, first, amounts, lang)
    if first.hint:
        more = _MORE[lang].format(count=len(violations) - 1) if len(violations) > 1 else ""
        message = message.rstrip(_STOP[lang]) + more + _CUT_OFF[lang] + _STOP[lang]
    identity = "\0".join([disclosure.sha256, rule.id, *(f"{p.line}:{p.table}:{p.row}:{p.column}:{p.text}" for p in places)])
    return Finding(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        document=disclosure.document,
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        rule=rule.id,
        kind=rule.kind,
        severity="info" if first.hint else rule.severity,
        confidence=rule.confidence,
        title=rule.title[lang],
        message=message,
        places=places,
        stated=stated,
        expected=expected,
        difference=difference,
        unit_of_money=first.unit if first.figures else None,
        diagnosis=None,
        because=tuple(
            Evidence(rule.id, violation.places, difference if violation is first else _printed(violation)[2])
            for violation in violations
            if violation.stated is not None
        ),
        basis=tuple(
            Basis(
                entry["law"],
                entry["article"],
                entry["demands"] if lang == "zh" else entry.get("demands_en", entry["demands"]),
                entry["verified"],
            )
            for entry in rule.basis
        ),
    )


_Printed = tuple[str | None, str | None, str | None]


def _printed(violation: Violation) -> _Printed:
    """The stated and the expected amount and their difference, in the violation's money unit."""
    stated, expected, unit = violation.stated, violation.expected, violation.unit
    return (
        None if stated is None else print_exact(stated, unit),
        None if expected is None else print_exact(expected, unit),
        None if stated is None or expected is None else print_exact(stated - expected, unit),
    )


def _message(rule: Rule, violation: Violation, amounts: _Printed, lang: str) -> str:
    words: dict[str, Any] = dict(violation.words)
    for name, amount in zip(("stated", "expected", "difference"), amounts, strict=True):
        if amount is not None:
            words.setdefault(name, (amount.removeprefix("-") if name == "difference" else amount) + violation.unit)
    return _nested(rule.say[lang].format(**words))


def _nested(text: str) -> str:
    """Quotation marks inside others become single ones; a text whose marks do not pair stays as it is."""
    depth, told = 0, []
    for character in text:
        depth -= character == "”"
        if depth < 0:
            return text
        told.append(_INNER.get(character, character) if depth else character)
        depth += character == "“"
    return text if depth else "".join(told)
