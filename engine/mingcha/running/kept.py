"""What the journal of a run says to whoever reads it, also while a run writes it: how far that is, and the records that count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from msgspec import Struct

from ..errors import UsageError
from .task import Record

NAME = "journal.sqlite"
LOCK = "journal.lock"
"""Locked by the run that works in the folder; the system lets go of it when the process ends, however it ends."""

FORM = 4
"""Of the tables of a journal; another form is not read."""
BUSY = 60.0
"""Seconds to wait while another process moves what was added to its place."""
_REMEDY = "screen the documents again, into another folder or after deleting this file"
_HEADER = "document, sha256, status, records.unit, year, region, records.kind, errors, warnings, hints"


class Progress(Struct, frozen=True):
    """How far a run is.

    Attributes:
        tasks: how many there are; ``done`` how many of them have an answer; ``bytes`` and ``bytes_done`` of their files.
        documents: how many the answers hold that are part of no other; ``failed`` and ``partly`` how many of them were not read.
        errors, warnings, hints: findings of severity error, warning, info.
        stopped: how many tasks a limit or a crash ended.
        seconds: on the wall that runs have worked on it, together; ``screened`` and ``screened_bytes`` what the last run has
            screened in its ``last`` seconds, in tasks and bytes of their files.
        state: running, stopped (the same command goes on with it), or complete (its files are written).
        settings: key of the settings (``Settings.key``); ``knowledge`` the hash of the knowledge.
    """

    tasks: int
    done: int
    bytes: int
    bytes_done: int
    documents: int
    failed: int
    partly: int
    errors: int
    warnings: int
    hints: int
    stopped: int
    seconds: float
    screened: int
    screened_bytes: int
    last: float
    state: str
    settings: str
    knowledge: str

    @property
    def rate(self) -> float | None:
        """Tasks that the last run has screened in a second; None before the first."""
        return self.screened / self.last if self.screened and self.last else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take; None where nothing was screened yet. By bytes, as the largest are screened first."""
        if self.rate is None:
            return None
        by_tasks = (self.tasks - self.done) / self.rate
        return self.last * (self.bytes - self.bytes_done) / self.screened_bytes if self.screened_bytes else by_tasks


def read_progress(folder: Path) -> Progress:
    """How far the run in a folder is, while another process may work on it.

    Raises:
        UsageError: there is no run in it, or its journal is damaged.
    """
    with reading(folder) as db:
        db.execute("BEGIN")
        state = "running" if _is_locked(folder / LOCK) else "complete" if is_complete(db) else "stopped"
        return progress_of(db, state)


def open_records(
    folder: Path,
    year: int | None = None,
    region: str | None = None,
    after: str = "",
    most: int = -1,
    *,
    unread: bool = False,
) -> Iterator[Record]:
    """The records that count (none that gave way to a bundle), in the order of documents, without holding them all.

    As they are when the first is asked for, whatever is written meanwhile.

    Args:
        folder: of the run.
        year: only those of this year.
        region: only those of this one.
        after: only those that come after this document.
        most: so many of them; all where below 0.
        unread: only documents that were not read as a whole.

    Raises:
        UsageError: there is no run in it, or its journal is damaged.
    """
    given: dict[str, Any] = {"records.year = ?": year, "records.region = ?": region, "document > ?": after or None}
    given = {condition: value for condition, value in given.items() if value is not None}
    conditions = ["tasks.counts", *given, *(["status != 'read'"] if unread else [])]
    with reading(folder) as db:
        # CROSS JOIN keeps the order of tables: along an index of documents, so that nothing is sorted but those of one name.
        rows = db.execute(
            f"""SELECT {_HEADER}, part, body FROM records CROSS JOIN tasks ON tasks.id = task CROSS JOIN bodies
            ON bodies.id = records.id WHERE {" AND ".join(conditions)}
            ORDER BY document, tasks.name, tasks.kind, records.id LIMIT ?""",
            (*given.values(), most),
        )
        for row in rows:
            yield Record(*row)


def cuts(folder: Path, most: int) -> Iterator[tuple[int, str, str, int]]:
    """The records that count in parts that ``open_records`` takes: year, region, the document after which, how many.

    By year, region and document; of each year and region at most so many documents, but that those of the same name are in
    one part.

    Raises:
        UsageError: as ``open_records``.
    """
    with reading(folder) as db:
        rows = db.execute(
            """SELECT year, region, document FROM records CROSS JOIN tasks ON tasks.id = task WHERE counts
            ORDER BY year, region, document"""
        )
        for (year, region), documents in groupby(rows, lambda row: row[:2]):
            begin, last, count = "", "", 0
            for _, _, document in documents:
                if count >= most and document != last:
                    yield year, region, begin, count
                    begin, count = last, 0
                last = document
                count += 1
            yield year, region, begin, count


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database to be read only, as it is now, by whatever process."""
    path = folder / NAME
    if not path.exists():
        raise UsageError(f"{folder}: there is no run in it; name the folder that mingcha screen --out was given")
    with told(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=BUSY, uri=True)) as db:
        # Its tables are made before it is said which run they are of.
        if not form_of(db, path) or db.execute("SELECT 1 FROM run").fetchone() is None:
            raise UsageError(f"{folder}: the run in it has not begun yet; look again in a moment")
        yield db


def form_of(db: sqlite3.Connection, path: Path) -> int:
    """The form of the tables; 0 where there are none.

    Raises:
        UsageError: they are of another form.
    """
    (form,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if form != FORM and (form or tables):
        raise UsageError(f"{path}: it was written by another version of Mingcha; {_REMEDY}")
    return int(form)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of the database as sentences."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            reason = "the disk is full; make room and give the same command again: what was screened is kept"
        elif code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            reason = f"it is damaged ({error}); {_REMEDY}"
        else:
            reason = f"{error}; see that the disk is whole and the folder can be written, then give the same command again"
        raise UsageError(f"{path}: {reason}") from None


def is_complete(db: sqlite3.Connection) -> bool:
    """Whether every task has an answer and the files were written since the last change."""
    (complete,) = db.execute("SELECT complete FROM run").fetchone()
    return bool(complete) and db.execute("SELECT 1 FROM tasks WHERE content IS NULL AND counts LIMIT 1").fetchone() is None


def progress_of(db: sqlite3.Connection, state: str) -> Progress:
    """How far a run is that is in this state."""
    *tasks, stopped = db.execute(
        """SELECT count(*), count(content), total(size), total(iif(content IS NULL, 0, size)), total(counts AND stopped)
        FROM tasks WHERE counts OR made_of = ''"""
    ).fetchone()
    found = db.execute(
        """SELECT count(*), total(status = 'failed'), total(status = 'partly'), total(errors), total(warnings), total(hints)
        FROM records CROSS JOIN tasks ON tasks.id = task WHERE counts"""
    ).fetchone()
    *pace, settings, knowledge = db.execute(
        "SELECT seconds, screened, screened_bytes, last, settings, knowledge FROM run"
    ).fetchone()
    values: list[Any] = [*map(int, (*tasks, *found, stopped)), *pace, state, settings, knowledge]
    return Progress(*values)


def _is_locked(path: Path) -> bool:
    """Whether a run works in a folder; one that may only be read can be asked too."""
    try:
        import fcntl
    except ImportError:  # Windows
        try:
            with FileLock(path, timeout=0):
                return False
        except Timeout:
            return True
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
