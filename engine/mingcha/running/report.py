"""What a run gives: what became of each document, all findings, and how often each rule ended in which state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ..checking import NOT_APPLICABLE, Outcome
from ..findings import Finding
from ..peers.profile import Profile
from ..understanding import Disclosure
from ..whereabouts import where
from .one import Screening

if TYPE_CHECKING:
    from ..diagnosing import Failure


class NotApplicable(Struct, frozen=True):
    """Rules that a document is out of the scope of, and why, in words by language."""

    why: Mapping[str, str]
    rules: tuple[str, ...]


class DocumentReport(Struct, frozen=True):
    """What became of one document.

    Attributes:
        status: read, partly or failed; ``problems`` say why.
        numbers, figures: numeric cells of the tables, and how many of them are amounts at a coordinate.
        unread: numbers that were not understood, in tables and text.
        findings: how many of each severity; ``rules`` the state each rule ended in.
        not_applicable: those that do not apply, by reason.
        capped: whether locating wrong figures was ended by its cap on what it tries.
        corrected: cells of a scan that were put right by inference: where, what was read, what they say.
        failures: diagnoses that could not be tried on it, with the facts and the reason.
        problems: what was left out or is worth knowing, with the reason.
    """

    document: str
    status: str
    sha256: str = ""
    unit: str = ""
    year: int = 0
    kind: str = ""
    tables: int = 0
    numbers: int = 0
    figures: int = 0
    unread: int = 0
    claims: int = 0
    findings: dict[str, int] = {}
    rules: dict[str, str] = {}
    not_applicable: tuple[NotApplicable, ...] = ()
    capped: bool = False
    corrected: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Run(Struct):
    """What a run gave.

    Attributes:
        knowledge: hash of the knowledge used.
        documents: one report each, in order.
        rules: for every rule how many documents ended in each state.
        diagnoses: how many findings have which cause.
        findings: of all documents, in order.
        profiles: of the documents that could be read, in order.
        passed_over: files of a folder or an archive whose names say that they are no document.
        peers: hash of that part of the knowledge which says what a feature means and who is whose peer.
    """

    knowledge: str
    documents: list[DocumentReport] = field(default_factory=list)
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    diagnoses: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    peers: str = ""

    @property
    def failed(self) -> list[DocumentReport]:
        """The documents that were not read as a whole."""
        return [report for report in self.documents if report.status != "read"]


def report_of(screening: Screening, lang: str) -> DocumentReport:
    """What became of a document that was screened."""
    disclosure = screening.disclosure
    counts: dict[str, Any] = Counter([finding.severity for finding in screening.findings])
    return DocumentReport(
        document=disclosure.document,
        status="partly" if any(problem.left_out for problem in screening.problems) else "read",
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        kind=disclosure.kind,
        tables=len(disclosure.tables),
        numbers=sum([table.numbers for table in disclosure.tables]),
        figures=sum([table.figures for table in disclosure.tables]),
        unread=len(disclosure.unread),
        claims=len(disclosure.claims),
        findings=dict(sorted(counts.items())),
        rules={outcome.rule: outcome.state for outcome in screening.outcomes},
        not_applicable=_not_applicable(screening.outcomes),
        capped=screening.capped,
        corrected=tuple(_corrections(disclosure, lang)),
        failures=tuple(_told(failure, lang) for failure in screening.failures),
        problems=tuple(
            f"{where(disclosure.whereabouts.spot(problem.line), problem.line, 'en')}: {problem.reason}"
            if problem.line
            else problem.reason
            for problem in screening.problems
        ),
    )


_READ_AS = {
    "zh": "{where}『{row}』识别为“{raw}”，更正为“{text}”",
    "en": '{where} "{row}": read as "{raw}", put right to "{text}"',
}


def _corrections(disclosure: Disclosure, lang: str) -> Iterator[str]:
    if not disclosure.whereabouts.cells:
        return
    labels = {(figure.line, figure.cell): (figure.row, figure.text) for figure in disclosure.figures}
    for line, cell, spot in disclosure.whereabouts.corrected():
        row, text = labels.get((line, cell), ("", ""))
        if not text:
            text = row = _name_in(line, disclosure)
        yield _READ_AS[lang].format(where=where(spot, line, lang), row=row, raw=spot.raw, text=text)


def _name_in(line: int, disclosure: Disclosure) -> str:
    """The name, or else the code, of the account in a line."""
    rows = (row for table in disclosure.tables for listing in table.listings for row in listing.lines if row.line == line)
    return next((row.label or row.code for row in rows), "")


def _told(failure: Failure, lang: str) -> str:
    facts = "; ".join(fact[lang] for fact in failure.facts)
    return f"{failure.rule}: {failure.reason} ({facts})"


def _not_applicable(outcomes: Iterable[Outcome]) -> tuple[NotApplicable, ...]:
    whys: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for outcome in outcomes:
        if outcome.state == NOT_APPLICABLE:
            whys.setdefault(tuple(outcome.why.items()), []).append(outcome.rule)
    return tuple(NotApplicable(dict(why), tuple(rules)) for why, rules in whys.items())
