"""Write the pages of some units, and gather of them what the other pages tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from ..peers.telling import harmless
from ..running.kept import open_records
from .cases import Case, RunView
from .listed import Listed, listed_units
from .pages import Links, harmless_json, page_of, rendered
from .review_index import index_line
from .reviews import CONFIRMED, DISMISSED, OPEN
from .unit_page import unit_page

if TYPE_CHECKING:
    from ..running.one import Screener
    from ..running.task import Record

MOST = 200
"""Units of a share, and so of a static list."""
WORST = 100
"""Units that are told without scripts as the worst."""
LISTS = "lists"
_NAME, _MESSAGE = 120, 600
"""Characters of a name and of a message that lists show; the unit's page has all."""


class UnitRow(Struct, frozen=True, array_like=True):
    """A unit in a list; the script reads its fields by their order.

    Attributes:
        page: of the unit, below units/ without .html.
        unit: its name, "" where the document does not say; ``document`` the end of the document's name.
        year, region, kind, status, errors, warnings, hints: as in ``Record``.
        confirmed, dismissed: how many of its findings are.
        rank: among its peers, 0 where it is not listed.
        rules: how many findings of which rule.
    """

    page: str
    unit: str
    document: str
    year: int
    region: str
    kind: str
    status: str
    errors: int
    warnings: int
    hints: int
    confirmed: int
    dismissed: int
    rank: int
    rules: dict[str, int]

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The worst first."""
        return -self.errors, -self.warnings, -self.hints, self.unit, self.page

    @property
    def worst(self) -> str:
        """The severity of its gravest finding; none, or failed where nothing could be read."""
        if self.status == "failed":
            return "failed"
        return "error" if self.errors else "warning" if self.warnings else "info" if self.hints else "none"


class FindingRow(Struct, frozen=True, array_like=True):
    """A finding in a list; the script reads its fields by their order.

    Attributes:
        page: of its unit; ``id`` the finding's.
        unit: its name or the document's.
        severity, message: as in ``Finding``.
        state: what was judged of it, open where nothing was; ``carried`` as in ``Review``.
    """

    page: str
    id: str
    unit: str
    year: int
    severity: str
    state: str
    carried: int
    message: str


Tally = Counter[tuple[str, ...]]
"""What is counted: (worst, worst), (kind, kind), (where, year, region, worst) of units; (family, family, severity) and
(rule, rule, severity) of findings; (why, rule, reason it does not apply) of documents."""


class Gathered(Struct, frozen=True):
    """What pages of many units tell of some of them.

    Attributes:
        units: a row each, as JSON; ``worst`` the rows of the worst.
        findings: rows by rule, as JSON.
        reviews: a line a unit, as ``review_index`` has them.
        tally: as ``Tally``.
    """

    units: list[bytes]
    worst: list[UnitRow]
    findings: dict[str, list[bytes]]
    reviews: list[str]
    tally: Tally


class Share(NamedTuple):
    """Documents whose pages one worker writes.

    Attributes:
        run: the folder of the run; ``out`` that of the report.
        lang, overlay: as in ``RunView``.
        year, region, after, most: which records, as ``open_records`` takes them.
        number: of the share, from 1 on.
    """

    run: Path
    out: Path
    lang: str
    overlay: Path | None
    year: int
    region: str
    after: str
    most: int
    number: int

    @property
    def size(self) -> int:
        """About as much as is read of the journal."""
        return self.most * 100_000

    @property
    def list(self) -> str:
        """The static list of its units."""
        return f"{LISTS}/{self.number}.html"

    def write(self, screener: Screener) -> Gathered:
        """Write the pages of its units and their list.

        Raises:
            OSError: a file cannot be written.
        """
        view = _view(self.run, self.lang, self.overlay, screener)
        gathered = Gathered([], [], defaultdict(list), [], Counter())
        rows = [self._written(view.case(record), links, view, gathered) for record, links in self._records()]
        gathered.units.extend(map(_row, rows))
        gathered.worst.extend(nsmallest(WORST, rows, key=lambda row: row.order))
        path = self.out / self.list
        path.write_bytes(rendered(view, "list.html", root="../", here="units", rows=rows, share=self))
        return gathered

    def _records(self) -> Iterator[tuple[Record, Links]]:
        """Each document with where its page lies; those of one name are all in one share."""
        alike: Counter[str] = Counter()
        last: tuple[Record, Links] | None = None
        for record in open_records(self.run, self.year, self.region, self.after, self.most):
            page = page_of(record.document, alike[record.document])
            alike[record.document] += 1
            before = ""
            if last is not None:
                before = last[1].page
                yield last[0], last[1]._replace(after=page)
            last = record, Links("../../", page, self.list, before=before)
        if last is not None:
            yield last

    def _written(self, case: Case, links: Links, view: RunView, gathered: Gathered) -> UnitRow:
        listed = _listed(view).get(case.record.document)
        path = self.out / "units" / f"{links.page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(unit_page(case, view, links._replace(peers=listed.page) if listed else links))
        row = _unit_row(case, links.page, listed)
        gathered.reviews.append(index_line(links.page, case.findings))
        for finding in _finding_rows(case, row):
            gathered.findings[finding[0]].append(_row(finding[1]))
        gathered.tally.update(_counted(case, row, view.lang))
        return row


def title_of(row: UnitRow) -> str:
    """How a unit is called: by its name, else by its document."""
    return row.unit or row.document


def _unit_row(case: Case, page: str, listed: Listed | None) -> UnitRow:
    record = case.record
    states: Counter[str] = Counter(told.review.state for told in case.findings if told.review)
    return UnitRow(
        page=page,
        unit=_cut(record.unit, _NAME),
        document=_cut(record.document.rpartition("/")[2], _NAME),
        year=record.year,
        region=record.region,
        kind=record.kind,
        status=record.status,
        errors=record.errors,
        warnings=record.warnings,
        hints=record.hints,
        confirmed=states[CONFIRMED],
        dismissed=states[DISMISSED],
        rank=listed.score.rank if listed and listed.counts else 0,
        rules=dict(sorted(Counter(told.finding.rule for told in case.findings).items())),
    )


def _finding_rows(case: Case, row: UnitRow) -> Iterator[tuple[str, FindingRow]]:
    for finding, _, review in case.findings:
        yield (
            finding.rule,
            FindingRow(
                page=row.page,
                id=finding.id,
                unit=title_of(row),
                year=row.year,
                severity=finding.severity,
                state=review.state if review else OPEN,
                carried=review.carried if review else 0,
                message=_cut(finding.message, _MESSAGE),
            ),
        )


def _counted(case: Case, row: UnitRow, lang: str) -> Iterator[tuple[str, ...]]:
    yield "worst", row.worst
    yield "kind", row.kind
    yield "where", str(row.year), row.region, row.worst
    for finding, _, _ in case.findings:
        yield "family", finding.rule.partition("-")[0], finding.severity
        yield "rule", finding.rule, finding.severity
    for reason in case.report.not_applicable:
        for rule in reason.rules:
            yield "why", rule, reason.why.get(lang, "")


def _cut(text: str, most: int) -> str:
    shown = harmless(text[: 2 * most])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _row(row: Struct) -> bytes:
    return harmless_json(_encode(row))


@lru_cache(maxsize=1)
def _view(run: Path, lang: str, overlay: Path | None, screener: Screener) -> RunView:
    return RunView(run, screener.knowledge, lang, overlay)


@lru_cache(maxsize=1)
def _listed(view: RunView) -> Mapping[str, Listed]:
    return {one.score.document: one for one in listed_units(view.folder)}


_encode = msgspec.json.Encoder().encode
