"""The rows of the ledger, which the workbook and the CSV files have in common: findings, units, rules, figures, scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

import pyarrow as pa

from ..amounts import FEN_IN, parse_amount
from ..checking import Place
from ..checking.violation import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED
from ..findings import SEVERITIES, Finding, basis_of
from ..peers.results import Score
from ..peers.telling import Teller, in_order
from ..reporting.columns import FIGURES as FIGURE_COLUMNS
from ..reporting.columns import table_of
from ..whereabouts import where
from .cases import Case, RunView, Told
from .pages import page_of
from .reviews import OPEN, STATES

TEXT, WRAPPED, WHOLE, YUAN, REAL, SHARE, DATE, SEVERITY, REVIEW, PLACE, PAGE = range(11)
"""Kinds of columns: text on one line and wrapped, whole numbers, yuan, other numbers, percentages, dates, the word of a severity
and of a review, and links to a figure's row and to a page of the report."""
Value = str | int | float | Decimal | datetime | None


class Column(NamedTuple):
    """A column: the key of its words, what it holds, and its width in characters."""

    key: str
    kind: int
    width: int


class Sheet(NamedTuple):
    """A table of the ledger.

    Attributes:
        key: of its words.
        columns: so many of them stay in sight (``frozen``), so many are printed.
    """

    key: str
    columns: tuple[Column, ...]
    frozen: int
    printed: int

    def at(self, key: str) -> int:
        """Where a column stands."""
        return next(at for at, column in enumerate(self.columns) if column.key == key)


FINDINGS = Sheet(
    "findings",
    (
        Column("number", WHOLE, 7),
        Column("severity", SEVERITY, 7),
        Column("unit", WRAPPED, 26),
        Column("year", WHOLE, 7),
        Column("kind", TEXT, 7),
        Column("title", WRAPPED, 26),
        Column("message", WRAPPED, 60),
        Column("correction", WRAPPED, 36),
        Column("review", REVIEW, 10),
        Column("reason", WRAPPED, 20),
        Column("reviewed", DATE, 12),
        Column("table", WRAPPED, 24),
        Column("row", WRAPPED, 20),
        Column("column", WRAPPED, 16),
        Column("printed", WRAPPED, 18),
        Column("money", TEXT, 8),
        Column("expected", TEXT, 16),
        Column("stated_yuan", YUAN, 18),
        Column("expected_yuan", YUAN, 18),
        Column("difference_yuan", YUAN, 18),
        Column("where", TEXT, 14),
        Column("line", WHOLE, 7),
        Column("place", PLACE, 12),
        Column("page", PAGE, 12),
        Column("basis", WRAPPED, 36),
        Column("rule", TEXT, 10),
        Column("cause", TEXT, 18),
        Column("confidence", SHARE, 8),
        Column("document", TEXT, 30),
        Column("id", TEXT, 19),
    ),
    frozen=3,
    printed=10,
)
UNITS = Sheet(
    "units",
    (
        Column("number", WHOLE, 7),
        Column("unit", WRAPPED, 30),
        Column("year", WHOLE, 7),
        Column("kind", TEXT, 7),
        Column("region", TEXT, 14),
        Column("status", TEXT, 10),
        *(Column(severity, WHOLE, 8) for severity in reversed(SEVERITIES)),
        *(Column(state, WHOLE, 8) for state in STATES),
        Column("page", PAGE, 12),
        Column("tables", WHOLE, 8),
        Column("numbers", WHOLE, 9),
        Column("figures", WHOLE, 9),
        Column("unread", WHOLE, 9),
        Column("claims", WHOLE, 9),
        *(Column(state, WHOLE, 9) for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)),
        Column("notes", WRAPPED, 60),
        Column("document", TEXT, 40),
        Column("sha256", TEXT, 20),
    ),
    frozen=2,
    printed=12,
)
RULES = Sheet(
    "rules",
    (
        Column("rule", TEXT, 10),
        Column("severity", SEVERITY, 7),
        Column("title", WRAPPED, 44),
        *(Column(state, WHOLE, 9) for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)),
        Column("findings", WHOLE, 9),
        *(Column(state, WHOLE, 8) for state in STATES),
        Column("basis", WRAPPED, 44),
        Column("why", WRAPPED, 60),
    ),
    frozen=1,
    printed=13,
)
SCORES = Sheet(
    "scores",
    (
        Column("rank", WHOLE, 7),
        Column("unit", WRAPPED, 30),
        Column("year", WHOLE, 7),
        Column("kind", TEXT, 7),
        Column("score", REAL, 9),
        Column("pvalue", REAL, 9),
        Column("listed", TEXT, 9),
        Column("group", WRAPPED, 30),
        Column("size", WHOLE, 9),
        Column("reasons", WRAPPED, 70),
        Column("notes", WRAPPED, 40),
        Column("document", TEXT, 40),
    ),
    frozen=2,
    printed=10,
)
FIGURES = Sheet(
    "figures",
    (
        Column("unit", WRAPPED, 26),
        Column("year", WHOLE, 7),
        Column("kind", TEXT, 7),
        Column("part", TEXT, 8),
        Column("findings", TEXT, 14),
        Column("table", WRAPPED, 26),
        Column("row", WRAPPED, 24),
        Column("column", WRAPPED, 18),
        Column("printed", WRAPPED, 18),
        Column("money", TEXT, 8),
        Column("yuan", YUAN, 18),
        Column("measure", TEXT, 14),
        Column("period", TEXT, 10),
        Column("fund", TEXT, 16),
        Column("function", TEXT, 12),
        Column("economy_dept", TEXT, 12),
        Column("economy_gov", TEXT, 12),
        Column("component", TEXT, 12),
        Column("item", WRAPPED, 20),
        Column("line", WHOLE, 7),
        Column("page", WHOLE, 7),
        Column("cell", TEXT, 16),
        Column("document", TEXT, 30),
    ),
    frozen=1,
    printed=11,
)
SHEETS = (FINDINGS, UNITS, RULES, SCORES, FIGURES)
_DIMENSIONS = ("measure", "period", "fund", "component", "item")


class Entry(NamedTuple):
    """A document of the ledger.

    Attributes:
        case: it; ``number`` counts from 1.
        first: the number of its first finding, or of the next one where it has none.
        page: its page in the report, seen from its folder.
    """

    case: Case
    number: int
    first: int
    page: str


class Figure(NamedTuple):
    """A row of the table of figures but for what is the same for a document: what stands where, and which findings name it.

    Attributes:
        wrong: the numbers of the findings that say it is wrong; ``findings`` of all that name it.
        values: from ``table`` on.
    """

    wrong: tuple[int, ...]
    findings: tuple[int, ...]
    values: tuple[Value, ...]


class Ledger:
    """Makes rows of what a run found, in the language of the report.

    Args:
        view: of the run.
    """

    def __init__(self, view: RunView) -> None:
        self.view = view
        self.words = view.words
        self._states = {state: view.words(f"review.states.{state}") for state in STATES}
        self._severities = {severity: view.words(f"severity.{severity}") for severity in SEVERITIES}
        self._kinds = {kind: told[view.lang] for kind, told in view.knowledge.peers.groups.kinds.items()}
        self._called = {
            name: {key: getattr(node, view.lang) for key, node in view.knowledge.dimensions[name].nodes.items()}
            for name in _DIMENSIONS
        }

    def entries(self) -> Iterator[Entry]:
        """The documents, in the order of their names; no more than one is held."""
        alike: Counter[str] = Counter()
        first, name = 1, ""
        for number, case in enumerate(self.view.cases(), 1):
            if case.record.document != name:
                name = case.record.document
                alike.clear()
            yield Entry(case, number, first, f"units/{page_of(name, alike[name])}.html")
            alike[name] += 1
            first += len(case.findings)

    def finding(self, told: Told, number: int, entry: Entry, place: str = "") -> list[Value]:
        """A row of ``FINDINGS``; ``place`` is what its link to a figure says."""
        finding, lang = told.finding, self.view.lang
        first = finding.places[0]
        return [
            number,
            self._severities[finding.severity],
            finding.unit,
            finding.year or None,
            self._kind(entry.case),
            finding.title,
            finding.message,
            finding.correction,
            *self._review(told),
            first.table,
            first.row,
            first.column,
            first.text,
            finding.unit_of_money,
            finding.expected,
            *(_yuan(amount, finding.unit_of_money) for amount in (finding.stated, finding.expected, finding.difference)),
            where(first.spot, first.line, lang) if first.line or first.spot else "",
            first.line,
            place,
            f"{entry.page}#{finding.id}",
            self._basis(finding),
            finding.rule,
            finding.diagnosis,
            finding.confidence,
            finding.document,
            finding.id,
        ]

    def unit(self, entry: Entry) -> list[Value]:
        """A row of ``UNITS``."""
        record, report = entry.case.record, entry.case.report
        states = Counter(report.rules.values())
        reviews = self.reviews(entry.case.findings)
        notes = [
            *report.problems,
            *report.corrected,
            *report.failures,
            *([self.words("workbook.capped")] if report.capped else []),
        ]
        return [
            entry.number,
            record.unit,
            record.year or None,
            self._kind(entry.case),
            record.region,
            self.words(f"workbook.status.{record.status}"),
            record.errors,
            record.warnings,
            record.hints,
            *(reviews[state] for state in STATES),
            entry.page,
            report.tables,
            report.numbers,
            report.figures,
            report.unread,
            report.claims,
            *(states[state] for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)),
            "\n".join(notes),
            record.document,
            record.sha256,
        ]

    def rules(self, found: Counter[tuple[str, str]]) -> Iterator[list[Value]]:
        """The rows of ``RULES``: all rules of the knowledge, and those of the run that it does not have.

        Args:
            found: how many findings of each rule are in each state of review.
        """
        known = {rule.id: rule for rule in self.view.knowledge.rules}
        for id in sorted({*known, *self.view.summary.rules, *(rule for rule, _ in found)}):
            rule, states, lang = known.get(id), self.view.summary.rules.get(id, {}), self.view.lang
            counts = [found[id, state] for state in STATES]
            yield [
                id,
                self._severities[rule.severity] if rule else None,
                rule.title[lang] if rule else None,
                *(states.get(state, 0) for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)),
                sum(counts),
                *counts,
                "\n".join(f"{one.law} {one.article}" for one in basis_of(rule, lang)) if rule else None,
                rule.why[lang] if rule else None,
            ]

    def score(self, score: Score, listed: bool) -> list[Value]:
        """A row of ``SCORES``."""
        teller = Teller(self.view.knowledge.peers, self.view.lang)
        return [
            score.rank,
            teller.unit(score),
            score.year or None,
            self._kinds.get(score.kind, score.kind),
            score.score,
            score.pvalue,
            self.words("workbook.listed") if listed else None,
            teller.group(score),
            score.size,
            "\n".join(teller.reason(reason) for reason in in_order(score.reasons)),
            "\n".join(filter(None, teller.notes(score))),
            score.document,
        ]

    def figures(self, entry: Entry, named: Sequence[tuple[int, Finding]], *, all_of_them: bool) -> list[Figure]:
        """Figures of a document, and what findings name beside them, in the order of their lines.

        Args:
            entry: the document.
            named: findings with their numbers.
            all_of_them: whether figures that no finding names are wanted too.
        """
        if not named and not all_of_them:
            return []
        table, _ = table_of([entry.case.figures], FIGURE_COLUMNS)
        keys = list(zip(*(table.column(name).to_pylist() for name in _KEY), strict=True))
        index = {key: at for at, key in reversed(list(enumerate(keys)))}
        found: dict[int | Place, tuple[list[int], list[int]]] = {at: ([], []) for at in range(len(keys)) if all_of_them}
        for number, finding in named:
            for place in dict.fromkeys(finding.places):
                wrong, others = found.setdefault(index.get(_key(place), place), ([], []))
                others.append(number)
                if place == finding.places[0]:
                    wrong.append(number)
        wanted = sorted(at for at in found if isinstance(at, int))
        rows = dict(zip(wanted, table.select(_READ).take(pa.array(wanted, pa.int64())).to_pylist(), strict=True))
        made = [
            (rows[one]["line"], Figure(tuple(wrong), tuple(others), self._figure(rows[one])))
            if isinstance(one, int)
            else (one.line or 0, Figure(tuple(wrong), tuple(others), _passage(one)))
            for one, (wrong, others) in found.items()
        ]
        return [figure for _, figure in sorted(made, key=itemgetter(0))]

    def figure(self, figure: Figure, entry: Entry) -> list[Value]:
        """A row of ``FIGURES``."""
        record = entry.case.record
        part = ("wrong" if figure.wrong else "compared") if figure.findings else None
        return [
            record.unit,
            record.year or None,
            self._kind(entry.case),
            part and self.words(f"workbook.part.{part}"),
            ", ".join(map(str, figure.findings)),
            *figure.values,
            record.document,
        ]

    def reviews(self, findings: Sequence[Told]) -> Counter[str]:
        """How many findings are in each state of review."""
        return Counter(told.review.state if told.review else OPEN for told in findings)

    @property
    def states(self) -> list[str]:
        """The words of the states of a review."""
        return list(self._states.values())

    def _kind(self, case: Case) -> str:
        return self._kinds.get(case.record.kind, case.record.kind)

    def _review(self, told: Told) -> tuple[str, str, datetime | None]:
        """The word of its state, why, and when that was said."""
        review = told.review
        if review is None:
            return self._states[OPEN], "", None
        carried = self.words("review.carried", year=review.carried) if review.carried else ""
        when = datetime.strptime(review.when, "%Y-%m-%dT%H:%M:%SZ") if review.when else None
        return self._states[review.state], "\n".join(filter(None, (carried, review.reason))), when

    def _basis(self, finding: Finding) -> str:
        return "\n".join(f"{one.law} {one.article}" for one in finding.basis)

    def _figure(self, row: Mapping[str, Any]) -> tuple[Value, ...]:
        """A row of the run's table of figures as ours has it."""
        named = {name: called.get(row[name], row[name]) if row[name] else None for name, called in self._called.items()}
        return (
            f"{row['table_label']} {row['table_title']}".strip(),
            *(row[name] for name in ("row_label", "column_label", "text", "unit_of_money", "yuan")),
            *(named.get(name, row[name]) for name in _COORDINATE),
            row["line"],
            row["page"],
            f"{row['sheet']}!{row['cell']}" if row["sheet"] else None,
        )


_COORDINATE = ("measure", "period", "fund", "function", "economy_dept", "economy_gov", "component", "item")
_KEY = ("line", "row_label", "column_label", "text")
_READ = [*_KEY, "table_label", "table_title", "unit_of_money", "yuan", *_COORDINATE, "page", "sheet", "cell"]


def _key(place: Place) -> tuple[object, ...]:
    """What a place and a figure that stands there have in common."""
    return place.line, place.row, place.column, place.text


def _passage(place: Place) -> tuple[Value, ...]:
    """A place where no figure stands, as a row of figures tells it."""
    spot = place.spot
    cell = f"{spot.sheet}!{spot.cell}" if spot and spot.sheet else None
    return (
        place.table,
        place.row,
        place.column,
        place.text,
        None,
        None,
        *(None for _ in _COORDINATE),
        place.line,
        place.page,
        cell,
    )


def _yuan(amount: str | None, unit: str | None) -> Decimal | None:
    """An amount in yuan, None where there is none or it is no amount."""
    if amount is None or unit not in FEN_IN:
        return None
    parsed = parse_amount(amount, unit)
    return None if parsed is None else Decimal(parsed.fen).scaleb(-2)
