"""Say how far a run is."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct
from rich.text import Text

from ..running.kept import Progress, open_records, read_progress
from ..running.records import FOUND, unpacked
from ..running.report import DocumentReport
from .files import DOCUMENTS
from .screen import clock
from .terminal import terminal

_FAILURES = 20
"""So many of the documents that were not read as a whole are named."""
_WORDS = {
    "zh": {
        "running": "正在运行",
        "stopped": "已停止，再次执行同一命令即可继续",
        "complete": "已完成",
        "tasks": "已处理 {done} / {tasks} 个文件（{percent:.1f}%），用时 {seconds}",
        "documents": "{documents} 份公开文件，{findings} 个问题（错误 {errors}，疑点 {warnings}，提示 {hints}）",
        "unread": "未能读取 {failed} 份，部分读取 {partly} 份；因超出上限或崩溃而中止 {stopped} 个文件",
        "pace": "{rate:.1f} 个/秒，剩余约 {left}",
        "others": "另有 {count} 份（写完后见 {file}）",
    },
    "en": {
        "running": "running",
        "stopped": "stopped; the same command goes on with it",
        "complete": "complete",
        "tasks": "files: {done} of {tasks} done ({percent:.1f}%) in {seconds}",
        "documents": "documents: {documents}, findings: {findings} ({errors} errors, {warnings} warnings, {hints} hints)",
        "unread": "not read: {failed}, read in part: {partly}; files that a limit or a crash ended: {stopped}",
        "pace": "{rate:.1f} files/s, about {left} left",
        "others": "and {count} more (in {file} once it is written)",
    },
}


class Unread(Struct, frozen=True):
    """A document that was not read as a whole, and why."""

    document: str
    status: str
    problems: tuple[str, ...]


class Status(Struct, frozen=True):
    """How far a run is.

    Attributes:
        progress: in numbers.
        rate: tasks a second in the last run; None before the first.
        left: seconds that the rest will take, where that can be told.
        unread: the first documents that were not read as a whole.
    """

    progress: Progress
    rate: float | None
    left: float | None
    unread: tuple[Unread, ...]


def status_of(folder: Path) -> Status:
    """How far the run in a folder is, while another process may work on it.

    Raises:
        UsageError: there is no run in it, or its journal is damaged.
    """
    progress = read_progress(folder)
    reports = (
        msgspec.json.decode(unpacked(record.body, [FOUND]).report, type=DocumentReport)
        for record in open_records(folder, most=_FAILURES, unread=True)
    )
    unread = tuple(Unread(report.document, report.status, report.problems) for report in reports)
    return Status(progress, progress.rate, progress.left, unread)


def print_status(status: Status, folder: Path, lang: str) -> None:
    """Print it."""
    console, words, progress = terminal(), _WORDS[lang], status.progress
    console.print(Text(f"{folder}: {words[progress.state]}", style="bold"))
    percent = 100 * progress.done / progress.tasks if progress.tasks else 100.0
    findings = progress.errors + progress.warnings + progress.hints
    said = msgspec.structs.asdict(progress) | {"seconds": clock(progress.seconds), "percent": percent, "findings": findings}
    console.print(Text(words["tasks"].format(**said)))
    if status.rate is not None and status.left is not None and progress.state != "complete":
        console.print(Text(words["pace"].format(rate=status.rate, left=clock(status.left))))
    console.print(Text(words["documents"].format(**said)))
    if status.unread or progress.stopped:
        console.print(Text(words["unread"].format(**said)))
    for unread in status.unread:
        for problem in unread.problems:
            console.print(Text(f"  {problem if problem.startswith(unread.document) else f'{unread.document}: {problem}'}"))
    others = progress.failed + progress.partly - len(status.unread)
    if others > 0:
        console.print(Text(f"  {words['others'].format(count=others, file=DOCUMENTS)}"))
