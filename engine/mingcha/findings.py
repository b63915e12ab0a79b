"""Matters to findings: what the user is told, with places, amounts, basis and evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from .amounts import print_exact
from .arithmetic import holds
from .checking import Place, Violation
from .checking.violation import place_of, with_unit
from .knowledge import Rule
from .matters import Matter
from .telling import Printed, as_told, message_of, printed
from .understanding import Disclosure, Figure
from .vocabulary.relations import SEVERITIES
from .whereabouts import where

if TYPE_CHECKING:
    from .diagnosing import Diagnosis

__all__ = [
    "LANGUAGES",
    "SEVERITIES",
    "Alternative",
    "Basis",
    "Evidence",
    "Finding",
    "basis_of",
    "finding_of",
    "findings_of",
    "sentences",
]

LANGUAGES = ("zh", "en")


class Basis(Struct, frozen=True, gc=False):
    """A law the finding rests on; ``verified`` says how far the citation was checked."""

    law: str
    article: str
    demands: str
    verified: str


class Evidence(Struct, frozen=True, gc=False):
    """A failed relation: the rule, its places, and how far it is off, in the money unit of the finding."""

    rule: str
    places: tuple[Place, ...]
    residual: str | None


class Alternative(Struct, frozen=True, gc=False):
    """Another place that may be the wrong one: what it should state then, in the money unit of the finding, and how likely."""

    place: Place
    expected: str
    probability: float


class Finding(Struct, frozen=True, gc=False):
    """One finding, as findings.jsonl holds it.

    Attributes:
        id: stable hash of document content, rule or diagnosis, and places.
        stated, expected, difference: decimal numbers in ``unit_of_money``, or None; what is expected is as precise as the
            message tells it.
        places: the wrong one first, then those that repeat it, then what it was compared with; ``line`` is 1-based.
        diagnosis: the cause, or None where only the violation is known.
        because: the relations that fail, of all rules.
        correction: what the unit should do, or None where no cause is known.
        alternatives: what else could explain the same, the likeliest first.
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
    correction: str | None = None
    alternatives: tuple[Alternative, ...] = ()


_CUT_OFF = {
    "zh": "（差额不足一个末位单位，可能是舍去尾数而未四舍五入，仅作提示）",
    "en": " (less than one unit of the last place: decimals may have been cut off instead of rounded; a hint only)",
}
_CAPPED = {
    "zh": "（错数的查找超出上限而中止，可能由另一错数所致）",
    "en": " (the search for wrong figures was cut short: this may follow from another one)",
}
_GIVEN = {"zh": "（{stated} 有误，已按更正后的 {right} 计算）", "en": " ({stated} is wrong itself; reckoned with {right})"}
_MORE = {"zh": "；另有 {count} 处相同", "en": "; more places alike: {count}"}
_SEE = {"zh": "；同一问题还见{places}", "en": "; the same in {places}"}
_LINES = {"zh": "第 {lines} 行", "en": "line {lines}"}
_FAILED = {"zh": "依据：{count} 项勾稽不符", "en": " Evidence: relations that fail: {count}"}
_TAILS = {
    "zh": "依据：{count} 项勾稽有尾差",
    "en": " Evidence: relations that are off by less than one unit of the last place: {count}",
}
_MENDED = {"zh": "，更正后全部相符", "en": ", all hold after the correction"}
_SOUND = {"zh": "；另有 {count} 项相符的关系印证", "en": "; that hold and confirm it: {count}"}
_DOUBT = {"zh": "把握不大，也可能是{others}。", "en": " Not sure: it may also be that {others}."}
_OTHER = {"zh": "{place}应为 {right}", "en": "{place} should state {right}"}
_AT = {"zh": "{where}{table}『{row}』", "en": '{where} {table} "{row}"'}
_STOP = {"zh": "。", "en": "."}
_APART = {"zh": "；", "en": "; "}
_LISTED = {"zh": "、", "en": ", "}
_CHECK_SCAN = {"zh": "识别自扫描件，把握不足，请核对扫描件。", "en": " It was recognised with some doubt: check the scan."}
_CHECK_COLUMNS = {
    "zh": "表格各栏之间没有框线，按位置对齐读取，请核对原件。",
    "en": " No rules part the columns of the table, which were told by position: check the original.",
}
_PUT_RIGHT = {
    "zh": "其中“{raw}”按勾稽关系或科目表更正为“{text}”。",
    "en": ' "{raw}" as recognised was put right to "{text}".',
}
_MAX_LINES, _MAX_SENTENCES, _MAX_COMPARED = 10, 3, 12
SURE, _AS_LIKELY, _MOST_OTHERS = 0.75, 0.5, 2
"""Below which probability other explanations are told, those at least so much as likely, and how many."""
_DIGITS = 4
"""Of a probability: its last bits may differ from machine to machine."""


def findings_of(disclosure: Disclosure, matters: Iterable[Matter], lang: str) -> list[tuple[Finding, Matter]]:
    """Each matter told, beside the matter, in the order of the findings' first lines, then rules, then ids."""
    told = {finding.id: (finding, matter) for matter in matters for finding in [finding_of(matter, disclosure, lang)]}
    return sorted(told.values(), key=lambda one: (one[0].places[0].line or 0, one[0].rule, one[0].id))


def finding_of(matter: Matter, disclosure: Disclosure, lang: str) -> Finding:
    """The finding that tells of one matter; what rests on doubtful reading of a scan or a PDF is no error, and says so."""
    finding = _diagnosed(matter, disclosure, lang) if matter.diagnoses else _violated(matter, disclosure, lang)
    notes = _notes(finding, matter, disclosure, lang)
    if not notes:
        return finding
    severity = min(finding.severity, "warning", key=SEVERITIES.index)
    return replace(finding, severity=severity, message=finding.message + notes)


def message_in(lang: str, finding: Finding, matter: Matter, disclosure: Disclosure) -> str:
    """The message of the finding that tells of a matter, whichever language the finding is in."""
    message = _located(matter, finding.alternatives, lang) if matter.diagnoses else _message(matter, disclosure, lang)
    return message + _notes(finding, matter, disclosure, lang)


def _notes(finding: Finding, matter: Matter, disclosure: Disclosure, lang: str) -> str:
    """What is said of doubtful reading; "" where there is no doubt."""
    if not disclosure.whereabouts.lines:
        return ""
    doubtful = [place for place in finding.places if _doubtful(place, disclosure)] or _loose(matter, finding)
    aligned = any(place.spot is not None and place.spot.aligned for place in finding.places if place.column)
    put_right = {place.spot.raw: place.text for place in doubtful if place.spot is not None and place.spot.raw}
    notes = _CHECK_COLUMNS[lang] if aligned else ""
    notes += "".join(_PUT_RIGHT[lang].format(raw=raw, text=text) for raw, text in put_right.items())
    return notes + (_CHECK_SCAN[lang] if doubtful else "")


def _loose(matter: Matter, finding: Finding) -> list[Place]:
    """The places of a scan where a code or a name may have been misread, however sure its figures are.

    So it may be where amounts differ and no cause was located, and where several figures of one row would be wrong.
    """
    recognised = [place for place in finding.places if place.spot is not None and place.spot.score < 1]
    lines = [change.figure.line for change in matter.changes]
    unlocated = not matter.diagnoses and finding.stated is not None
    return recognised if unlocated or len(set(lines)) < len(lines) else []


def _doubtful(place: Place, disclosure: Disclosure) -> bool:
    """Whether a place was recognised and may say something else, or stands on a page of a scan that is partly illegible.

    That a recognised cell is blank is never sure, and where one cell is illegible another may have been lost.
    """
    spot = place.spot
    if spot is None or spot.score == 1:
        return False
    scores = disclosure.whereabouts.scores
    return spot.score < scores.sure or not place.text or disclosure.whereabouts.legibility(spot) < scores.legible


def _violated(matter: Matter, disclosure: Disclosure, lang: str) -> Finding:
    """What is told where only violations are known."""
    rule, first = matter.rules[0], matter.violations[0]
    places = _places(matter.violations)
    unit = first.unit if first.figures else None
    return Finding(
        id=_id(disclosure, rule.id, places),
        document=disclosure.document,
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        rule=rule.id,
        kind=rule.kind,
        severity="info" if first.hint else rule.severity,
        confidence=rule.confidence,
        title=rule.title[lang],
        message=_message(matter, disclosure, lang),
        places=places,
        **printed(first)._asdict(),
        unit_of_money=unit,
        diagnosis=None,
        because=_because(matter.violations, first.unit),
        basis=_basis(matter.rules, lang),
    )


def _message(matter: Matter, disclosure: Disclosure, lang: str) -> str:
    """The first violation in words, and how many are like it."""
    first, count = matter.violations[0], len(matter.violations) - 1
    message = message_of(first, matter.rules[0], lang, disclosure.whereabouts)
    if matter.plain:
        return message
    named = {place.line for place in first.places}
    others = {place.line: place for place in _places(matter.violations) if place.line and place.line not in named}
    lines = [others[line] for line in sorted(others)]
    tail = ""
    if first.hint or not lines:
        tail = _MORE[lang].format(count=count) if count else ""
    else:
        tail = _SEE[lang].format(places=_listed(lines[:_MAX_LINES], lang) + ("…" if len(lines) > _MAX_LINES else ""))
    notes = (_CUT_OFF[lang] if first.hint else "") + (_CAPPED[lang] if matter.capped else "")
    notes += "".join(_GIVEN[lang].format(stated=with_unit(figure), right=_told(figure, fen)) for figure, fen in first.given)
    return message.rstrip(_STOP[lang]) + tail + notes + _STOP[lang]


def _told(figure: Figure, fen: int) -> str:
    """The right amount of a figure, as precise as that is told, with its unit."""
    return print_exact(as_told(fen, figure), figure.unit) + figure.unit


def _listed(places: Sequence[Place], lang: str) -> str:
    """Places in words; lines of a text by their numbers only."""
    if all(place.spot is None for place in places):
        return _LINES[lang].format(lines=_LISTED[lang].join(str(place.line) for place in places))
    return _LISTED[lang].join(dict.fromkeys(where(place.spot, place.line, lang) for place in places))


def _diagnosed(matter: Matter, disclosure: Disclosure, lang: str) -> Finding:
    """What is told of a located cause: the wrong figure, what it should be, why; the violations are the evidence."""
    first, wrong, telling = matter.diagnoses[0], matter.changes[0], matter.violations[0]
    unit = wrong.figure.unit
    spoilt = tuple(dict.fromkeys(place_of(change.figure, disclosure) for change in matter.changes))
    compared = [place for place in _places(matter.violations) if place not in spoilt]
    places = (*spoilt, *compared[:_MAX_COMPARED])
    stated, right = wrong.figure.fen, as_told(wrong.right, wrong.figure)
    others = _alternatives(matter.diagnoses, unit, disclosure)
    amounts = Printed(print_exact(stated, unit), print_exact(right, unit), print_exact(stated - right, unit))
    if stated == wrong.right:  # it stands in the wrong place, or something beside it is missing
        amounts = printed(telling, unit)
    return Finding(
        id=_id(disclosure, first.id, places),
        document=disclosure.document,
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        rule=matter.rules[0].id,
        kind=matter.rules[0].kind if first.kind in {rule.kind for rule in matter.rules} else first.kind,
        severity=max((diagnosis.severity for diagnosis in matter.diagnoses), key=SEVERITIES.index),
        confidence=round(first.confidence, _DIGITS),
        title=first.title[lang],
        message=_located(matter, others, lang),
        places=places,
        **amounts._asdict(),
        unit_of_money=unit if amounts.stated is not None else None,
        diagnosis=first.id,
        because=_because(matter.violations, unit),
        basis=_basis(matter.rules, lang),
        correction=sentences([diagnosis.correction[lang] for diagnosis in matter.diagnoses], lang),
        alternatives=others,
    )


def _located(matter: Matter, others: Sequence[Alternative], lang: str) -> str:
    """What went wrong in words, what else may be wrong, and what shows it."""
    wrong = sentences([diagnosis.sentence[lang] for diagnosis in matter.diagnoses], lang)
    doubt = _doubt(matter.diagnoses[0].suspect.probability, others, matter.changes[0].figure.unit, lang)
    return wrong + doubt + _evidence(matter, lang)


def sentences(said: Iterable[str], lang: str) -> str:
    """The first few of what is said, each once, as one sentence that tells how many there are more."""
    once = [sentence.rstrip(_STOP[lang]) for sentence in dict.fromkeys(said)]
    more = len(once) - _MAX_SENTENCES
    shown = _APART[lang].join(once[:_MAX_SENTENCES])
    return shown + (_MORE[lang].format(count=more) if more > 0 else "") + _STOP[lang]


def _doubt(probability: float, others: Sequence[Alternative], unit: str, lang: str) -> str:
    """What else may be wrong, where that is nearly as likely."""
    near = [other for other in others if other.probability >= _AS_LIKELY * probability]
    if probability >= SURE or not near:
        return ""
    told = (
        _OTHER[lang].format(
            place=_AT[lang]
            .format(where=where(other.place.spot, other.place.line, lang), table=other.place.table, row=other.place.row)
            .replace("  ", " "),
            right=other.expected + unit,
        )
        for other in near[:_MOST_OTHERS]
    )
    return _DOUBT[lang].format(others=_LISTED[lang].join(told))


def _evidence(matter: Matter, lang: str) -> str:
    sound = sum(holds(identity) for diagnosis in matter.diagnoses for identity in diagnosis.suspect.confirmed)
    failed = (_TAILS if matter.hint else _FAILED)[lang].format(count=len(matter.violations))
    failed += _MENDED[lang] if matter.mended and not matter.hint else ""
    return failed + (_SOUND[lang].format(count=sound) if sound else "") + _STOP[lang]


def _alternatives(diagnoses: Iterable[Diagnosis], unit: str, disclosure: Disclosure) -> tuple[Alternative, ...]:
    """By their first figure and its amount: explanations that differ in other figures are one to whoever looks it up."""
    found: dict[tuple[Place, str], float] = {}
    for diagnosis in diagnoses:
        for other in diagnosis.suspect.alternatives:
            for change in other.changes[:1]:
                told = place_of(change.figure, disclosure), print_exact(as_told(change.right, change.figure), unit)
                found[told] = found.get(told, 0.0) + other.probability
    return tuple(Alternative(place, right, round(odds, _DIGITS)) for (place, right), odds in found.items())


def _places(violations: Iterable[Violation]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for violation in violations for place in violation.places))


def _because(violations: Sequence[Violation], unit: str) -> tuple[Evidence, ...]:
    """What failed; a violation without amounts is no evidence for itself, only beside others."""
    return tuple(
        Evidence(violation.rule, violation.places, printed(violation, unit).difference)
        for violation in violations
        if violation.stated is not None or len(violations) > 1
    )


def _basis(rules: Iterable[Rule], lang: str) -> tuple[Basis, ...]:
    return tuple(dict.fromkeys([basis for rule in rules for basis in basis_of(rule, lang)]))


@lru_cache(maxsize=4096)
def basis_of(rule: Rule, lang: str) -> tuple[Basis, ...]:
    """The laws a rule rests on."""
    return tuple(
        Basis(
            entry["law"],
            entry["article"],
            entry["demands"] if lang == "zh" else entry.get("demands_en", entry["demands"]),
            entry["verified"],
        )
        for entry in rule.basis
    )


def _id(disclosure: Disclosure, cause: str, places: Iterable[Place]) -> str:
    told = (f"{place.line}:{place.table}:{place.row}:{place.column}:{place.text}" for place in places)
    return hashlib.sha256("\0".join([disclosure.sha256, cause, *told]).encode()).hexdigest()[:16]
