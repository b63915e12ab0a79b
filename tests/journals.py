"""Tasks, answers and records as tests of the journal make them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mingcha.findings import Finding
from mingcha.reading import Limits
from mingcha.running.records import packed
from mingcha.running.report import DocumentReport
from mingcha.running.task import FILE, Answer, Body, Record, Settings, Task

SETTINGS = Settings("1", b"", "knowledge", "peers", "zh", Limits())


def task(name: str, size: int = 1, container: str = "", kind: str = FILE, paths: Sequence[str] = ()) -> Task:
    """A task; its path is its name."""
    return Task(name, tuple(paths) or (name,), size, container, kind)


def record(document: str, content: str = "", status: str = "read", part: bytes = b"") -> Record:
    """A record of a document with one error, two warnings and three hints."""
    return Record(document, content, status, "某局", 2024, "陕西", "budget", 1, 2, 3, part, f"{document} {content}".encode())


def answer(
    name: str, content: str = "a", *records: Record, kind: str = FILE, passed: Sequence[str] = (), stopped: bool = False
) -> Answer:
    """An answer; with a record of one document, unless others are given."""
    return Answer(name, kind, content, records or (record(name, content),), tuple(passed), stopped)


def told(report: DocumentReport, *findings: Finding) -> Record:
    """A record as screening makes it of a report and findings."""
    errors, warnings, hints = (sum(finding.severity == one for finding in findings) for one in ("error", "warning", "info"))
    body = Body(msgspec.json.encode(report) + b"\n", tuple(msgspec.json.encode(finding) + b"\n" for finding in findings))
    return Record(
        report.document, "", report.status, report.unit, report.year, "", "", errors, warnings, hints, b"", packed(body)
    )
