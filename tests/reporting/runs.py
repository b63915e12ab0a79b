"""Runs that tests write: documents by name, screened in this process, with all that is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mingcha.reporting.files import Summary, begin, write_run, write_summary
from mingcha.running.engine import Engine
from mingcha.running.here import Here
from mingcha.running.journal import Journal
from mingcha.running.task import Record, Task
from mingcha.running.work import screened
from tests.documents import screener, settings


def write(out: Path, documents: Mapping[str, bytes], engine: Engine | None = None) -> Summary:
    """Screen documents and write the run; sources lie beside ``out``."""
    tasks = []
    for name, data in documents.items():
        path = out.parent / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        tasks.append(Task(name, (str(path),), len(data)))
    begin(out)
    with Journal(out, settings()) as journal:
        journal.expect(tasks, ["passed.exe"])
        journal.add([screened(screener(), task, _no_limit) for task in journal.open_tasks()])
        return written(out, journal, engine)


def written(out: Path, journal: Journal, engine: Engine | None = None) -> Summary:
    """Write the run of a journal."""
    summary = write_run(out, out, journal, screener().knowledge, engine or Here(screener()))
    write_summary(out, summary)
    journal.complete()
    return summary


def records(out: Path) -> list[Record]:
    """What the journal of a run has."""
    with Journal(out, settings()) as journal:
        return list(journal.records())


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a run but the journal."""
    paths = [path for path in out.rglob("*") if path.is_file() and "journal" not in path.name]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def _no_limit(seconds: float | None) -> None:
    pass
