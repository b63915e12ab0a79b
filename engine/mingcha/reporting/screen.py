"""Show runs and disclosures on a terminal, or as plain text where there is none."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec.structs import asdict, replace
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from ..findings import Finding
from ..running.report import DocumentReport
from ..understanding import Claim, Coordinate, Disclosure, Figure, UnderstoodTable
from ..whereabouts import where
from .files import DOCUMENTS, FINDINGS
from .terminal import terminal

if TYPE_CHECKING:
    from ..running.journal import Journal
    from ..running.kept import Progress
    from ..running.task import Answer, Body, Record, Task

_WORDS = {
    "zh": {
        "severity": "级别",
        "place": "位置",
        "rule": "规则",
        "message": "问题",
        "error": "错误",
        "warning": "疑点",
        "info": "提示",
        "none": "未发现问题",
        "summary": "{documents} 份文件，{findings} 个问题（错误 {error}，疑点 {warning}，提示 {info}）",
        "failed": "未能完整读取",
        "capped": "未能找全错数（查找超出上限）",
        "undiagnosed": "未能尝试的原因诊断",
        "corrected": "按勾稽关系或科目表更正的识别结果",
        "written": "结果写入 {path}",
        "report": "报告 {path}",
        "passed": "{count} 个文件不是文档，未处理（详见 run.json）",
        "others": "另有 {count} 份未能完整读取（原因见 {file}）",
        "many": "文件较多，不逐一列出：各问题见 {findings}，各文件情况见 {documents}",
        "pace": "{rate} 个/秒  问题 {findings}  未能完整读取 {failed}  剩余 {left}",
    },
    "en": {
        "severity": "severity",
        "place": "place",
        "rule": "rule",
        "message": "finding",
        "error": "error",
        "warning": "warning",
        "info": "info",
        "none": "nothing found",
        "summary": "documents: {documents}, findings: {findings} ({error} errors, {warning} warnings, {info} hints)",
        "failed": "not read as a whole",
        "capped": "not all wrong figures could be looked for (the search was cut short)",
        "undiagnosed": "a cause could not be tried",
        "corrected": "recognised and put right",
        "written": "written to {path}",
        "report": "report {path}",
        "passed": "files passed over, because they are no texts: {count} (see run.json)",
        "others": "and {count} more that were not read as a whole (the reasons are in {file})",
        "many": "too many to be listed here: the findings are in {findings}, what became of each document in {documents}",
        "pace": "{rate}/s  findings: {findings}  not read as a whole: {failed}  left: {left}",
    },
}
_FEW_DOCUMENTS, _FEW_FAILURES = 20, 20
"""The findings of so many documents are printed, and so many failures of more."""
_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}


class Bar:
    """How far a run is, on the error stream; nothing where that is no terminal.

    Args:
        lang: of its words.
    """

    def __init__(self, lang: str) -> None:
        console = Console(stderr=True)
        self._lang = lang
        self._bar = RichProgress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, progress: Progress) -> None:
        """Show a run as it is before its next task is screened."""
        self._began = time.monotonic()
        self._progress = replace(progress, screened=0, screened_bytes=0, last=0.0)
        self._show()

    def advance(self, task: Task, answer: Answer) -> None:
        """Count a task that was screened."""
        if self._bar.disable:
            return
        now, records = self._progress, answer.records
        self._progress = replace(
            now,
            done=now.done + 1,
            bytes_done=now.bytes_done + task.size,
            failed=now.failed + sum(record.status == "failed" for record in records),
            partly=now.partly + sum(record.status == "partly" for record in records),
            errors=now.errors + sum(record.errors for record in records),
            warnings=now.warnings + sum(record.warnings for record in records),
            hints=now.hints + sum(record.hints for record in records),
            screened=now.screened + 1,
            screened_bytes=now.screened_bytes + task.size,
            last=time.monotonic() - self._began,
        )
        self._show()

    def _show(self) -> None:
        now = self._progress
        self._bar.update(self._task, completed=now.done, total=now.tasks, description=pace(now, self._lang))


def pace(progress: Progress, lang: str) -> str:
    """Rate, findings, failures and time left of a run in a line."""
    rate, left = progress.rate, progress.left
    return _WORDS[lang]["pace"].format(
        rate="-" if rate is None else f"{rate:.1f}",
        findings=progress.errors + progress.warnings + progress.hints,
        failed=progress.failed + progress.partly,
        left="-" if left is None else clock(left),
    )


def clock(seconds: float) -> str:
    """Seconds as hours, minutes and seconds."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}"


def print_run(journal: Journal, out: str, lang: str, *, with_findings: bool) -> None:
    """Print the findings of each document of a small run, then what could not be read, then the sums.

    Args:
        journal: of the run.
        out: where its files are written.
        lang: of the words.
        with_findings: whether findings are printed.
    """
    # Imported here: what only shows a document needs no database.
    from ..running.kept import open_records

    console, words = terminal(), _WORDS[lang]
    progress = journal.progress()
    is_small = progress.documents <= _FEW_DOCUMENTS
    if is_small:
        told = [_told(record, console, lang, with_findings=with_findings) for record in journal.records()]
        unread = [report for report in told if report.status != "read"]
    else:
        told = []
        unread = [report for report, _ in map(_opened, open_records(journal.folder, most=_FEW_FAILURES, unread=True))]
    for report in unread:
        console.print(Text(f"{words['failed']}: ", style="bold red"), end="")
        for problem in report.problems:
            console.print(Text(problem if problem.startswith(report.document) else f"{report.document}: {problem}"))
    for report in told:
        if report.capped:
            console.print(Text(f"{words['capped']}: {report.document}"))
        for failure in report.failures:
            console.print(Text(f"{words['undiagnosed']}: {report.document}: {failure}"))
        for correction in report.corrected:
            console.print(Text(f"{words['corrected']}: {report.document}: {correction}"))
    others = progress.failed + progress.partly - len(unread)
    if others:
        console.print(Text(words["others"].format(count=others, file=DOCUMENTS), style="bold red"))
    counts = {"error": progress.errors, "warning": progress.warnings, "info": progress.hints}
    findings = progress.errors + progress.warnings + progress.hints
    summary = words["summary"].format(documents=progress.documents, findings=findings, **counts)
    console.print(Text(summary, style="bold"))
    passed = journal.passed()
    if passed:
        console.print(Text(words["passed"].format(count=len(passed))))
    console.print(Text(words["written"].format(path=out)))
    if with_findings and findings and not is_small:
        console.print(Text(words["many"].format(findings=FINDINGS, documents=DOCUMENTS)))


def print_reports(paths: Iterable[Path], lang: str) -> None:
    """Print which files of reports to open."""
    console = terminal()
    for path in paths:
        console.print(Text(_WORDS[lang]["report"].format(path=path)), soft_wrap=True)


def _told(record: Record, console: Console, lang: str, *, with_findings: bool) -> DocumentReport:
    """Print the findings of a document, or that there are none."""
    report, body = _opened(record)
    if with_findings and report.status != "failed":
        title = f"{report.document}  {report.unit} {report.year or ''}"
        findings = [msgspec.json.decode(line, type=Finding) for line in body.findings]
        if findings:
            console.print(_findings_table(title, findings, lang))
        elif report.status == "read":
            console.print(Text(f"{title}: {_WORDS[lang]['none']}"))
    return report


def _opened(record: Record) -> tuple[DocumentReport, Body]:
    from ..running.records import FOUND, unpacked

    body = unpacked(record.body, [FOUND])
    return msgspec.json.decode(body.report, type=DocumentReport), body


def _findings_table(title: str, findings: list[Finding], lang: str) -> Table:
    words = _WORDS[lang]
    table = Table(title=Text(title), title_justify="left", show_lines=True)
    table.add_column(words["severity"], no_wrap=True)
    table.add_column(words["place"], max_width=28, overflow="fold")
    table.add_column(words["rule"], no_wrap=True)
    table.add_column(words["message"], ratio=1, overflow="fold")
    for finding in findings:
        place = finding.places[0]
        spot = where(place.spot, place.line, lang) + (f" {place.table.split()[0]}" if place.table else "")
        row = f" {place.row}" if place.table and place.row else ""
        table.add_row(
            Text(words[finding.severity], style=_STYLE[finding.severity]),
            Text(spot + row),
            finding.rule,
            Text(f"{finding.title}\n{finding.message}"),
        )
    return table


def print_disclosure(disclosure: Disclosure) -> None:
    """Print everything understood, in the order of the document."""
    console = terminal()
    console.print(Text(f"{disclosure.document}", style="bold"))
    console.print(Text(f"unit: {disclosure.unit or '?'}   year: {disclosure.year or '?'}   kind: {disclosure.kind}"))
    for table in disclosure.tables:
        _print_table(console, table, disclosure)
    for form in disclosure.forms:
        if form.funds or form.tasks or form.indicators:
            console.print(Text(f"\nform, {_at(form.line, disclosure)}: {form.project or form.unit_name}", style="bold"))
            _print_figures(console, [*form.funds, *form.tasks], disclosure)
            for indicator in form.indicators:
                console.print(
                    Text(f"  {_at(indicator.line, disclosure)}  {indicator.level2}  {indicator.name}: {indicator.value}")
                )
    console.print(Text("\nnarrative", style="bold"))
    for claim in disclosure.claims:
        at = _at(claim.line, disclosure)
        console.print(Text(f"  {at}  {claim.subject.strip()}  {_claim(claim)}  [{coordinate_words(claim.coordinate)}]"))
    for statement in disclosure.statements:
        console.print(Text(f"  {_at(statement.line, disclosure)}  {statement.kind}: {statement.text}"))
    for count in disclosure.counts:
        console.print(Text(f"  {_at(count.line, disclosure)}  {count.what} {count.part}: {count.number}"))


def _print_table(console: Console, table: UnderstoodTable, disclosure: Disclosure) -> None:
    label = f"表{table.label} " if table.label else ""
    lines = f"lines {table.line}-{table.end}"
    if disclosure.whereabouts.lines:
        lines = " - ".join(dict.fromkeys((_at(table.line, disclosure), _at(table.end, disclosure))))
    title = f"\n{label}{''.join(table.title.split())}  ({lines}, {table.kind}, {table.unit or 'no unit'})"
    console.print(Text(title, style="bold"))
    for listing in table.listings:
        _print_figures(console, [figure for row in listing.cells for figure in row if figure is not None], disclosure)


def _print_figures(console: Console, figures: list[Figure], disclosure: Disclosure) -> None:
    for figure in figures:
        name = figure.row or figure.column
        at = _at(figure.line, disclosure, figure.cell)
        console.print(Text(f"  {at}  {name}  {figure.text} {figure.unit}  [{coordinate_words(figure.coordinate)}]"))


def _at(line: int, disclosure: Disclosure, cell: int = -1) -> str:
    return where(disclosure.whereabouts.spot(line, cell), line, "en")


def _claim(claim: Claim) -> str:
    parts = [claim.amount.text if claim.amount is not None else ""]
    if claim.change is not None:
        parts.append(f"change {'+' if claim.change.fen > 0 else '-'}{claim.change.text}")
    elif claim.direction:
        parts.append(f"change {claim.direction}")
    if claim.growth is not None:
        parts.append(f"growth {claim.growth[0] / 100:+.2f}%")
    if claim.share is not None:
        parts.append(f"share {claim.share[0] / 100:.2f}%")
    if claim.reason:
        parts.append(f"reason: {claim.reason}")
    return ", ".join(part for part in parts if part)


def coordinate_words(coordinate: Coordinate) -> str:
    """A coordinate as ``dimension=member`` for the members that are set."""
    return " ".join(f"{name}={value}" for name, value in asdict(coordinate).items() if value)


def print_coverage(disclosure: Disclosure) -> None:
    """Print how many numbers were understood, and each that was not with the reason."""
    console = terminal()
    numbers = sum(table.numbers for table in disclosure.tables)
    in_tables = [unread for unread in disclosure.unread if unread.table >= 0]
    in_text = [unread for unread in disclosure.unread if unread.table < 0]
    figures = sum(table.figures for table in disclosure.tables)
    understood = numbers - len(in_tables)
    console.print(
        f"\ntables: {understood} of {numbers} numeric cells understood ({_percent(understood, numbers)}), {figures} of them"
    )
    console.print("  figures with a coordinate, the others codes, ordinals, page numbers and indicator values")
    amounts = disclosure.amounts_in_text
    console.print(f"text: {amounts - len(in_text)} of {amounts} amounts understood ({_percent(amounts - len(in_text), amounts)})")
    by_words = sum(1 for claim in disclosure.claims if claim.amount is not None and claim.listing < 0)
    if by_words:
        console.print(f"  {by_words} of them by the words beside them only; these are shown and not checked")
    for unread in disclosure.unread:
        console.print(escape(f"  not understood, {_at(unread.line, disclosure)}: {unread.text} - {unread.reason}"))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"
