"""The journal of a run: which tasks there are and what became of each, kept whole or not at all."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice, takewhile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from ..errors import UsageError
from .kept import BUSY, FORM, LOCK, NAME, Progress, form_of, is_complete, open_records, progress_of, told
from .task import FILE, Answer, Record, Settings, Task

_PAGE = 500
"""So many tasks are fetched at once where the journal may be written before the next."""
_WAIT = 1.0
"""Seconds to wait for a lock that somebody may hold only to look."""
_PAGE_BYTES = 16_384
"""Of the database: records have some ten thousand bytes, and of smaller pages there are more to be written."""
_MOST = 2**62
"""More than any size or number of a task."""

# Bodies, and with them what a document says of its whole, are in a table of their own: going through headers is cheap.
_TABLES = (
    """CREATE TABLE run (
        settings TEXT NOT NULL, knowledge TEXT NOT NULL, complete INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
        screened INTEGER NOT NULL DEFAULT 0, screened_bytes INTEGER NOT NULL DEFAULT 0, last REAL NOT NULL DEFAULT 0)""",
    # made_of: of a bundle that was found in a folder a hash of its files' contents, '' for what the run was told to do.
    # counts: 0 for a file that is part of such a bundle, and for a bundle that is put aside until it is known to be one still.
    # content: of the answer; NULL where there is none.
    """CREATE TABLE tasks (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, paths TEXT NOT NULL, called TEXT NOT NULL,
        size INTEGER NOT NULL, container TEXT NOT NULL, made_of TEXT NOT NULL DEFAULT '', counts INTEGER NOT NULL DEFAULT 1,
        content TEXT, stopped INTEGER NOT NULL DEFAULT 0, UNIQUE (name, kind))""",
    "CREATE INDEX open_tasks ON tasks (size DESC, id) WHERE content IS NULL AND counts",
    "CREATE INDEX tasks_by_container ON tasks (container)",
    "CREATE INDEX bundled ON tasks (container) WHERE made_of != '' AND counts",
    """CREATE TABLE records (
        id INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES tasks ON DELETE CASCADE, document TEXT NOT NULL,
        sha256 TEXT NOT NULL, status TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL, region TEXT NOT NULL,
        kind TEXT NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL, hints INTEGER NOT NULL,
        is_part INTEGER NOT NULL)""",
    "CREATE INDEX records_by_task ON records (task)",
    "CREATE INDEX records_by_document ON records (document)",
    "CREATE INDEX records_by_partition ON records (year, region, document)",
    "CREATE TABLE bodies (id INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE, part BLOB NOT NULL, body BLOB NOT NULL)",
    # task: the archive that the file is in, NULL for a file of a folder.
    "CREATE TABLE passed (name TEXT NOT NULL, task INTEGER REFERENCES tasks ON DELETE CASCADE)",
    "CREATE INDEX passed_by_task ON passed (task)",
)
_FOUND = "made_of != ''"
_TASK = "name, paths, size, container, kind, called"
_TASKS = ", ".join(f"tasks.{column}" for column in _TASK.split(", "))


class Journal:
    """The journal in the folder of a run: an SQLite database beside a lock that one run holds at a time.

    What ``add`` was given is on the disk, all of it or nothing, when it returns; whatever ends the process or the machine, at any
    instant, the next run finds what was added and nothing else. The records that count follow from the tasks and what their
    answers say, in whatever order and however often interrupted they came. One thread uses it.

    Attributes:
        folder: of the run.
        was_cut_off: whether an earlier run ended with tasks that have no answer: one of them may have ended it.

    Args:
        folder: of the run; made where it is not there. What was made for a run that has no task in the end is removed again.
        settings: what documents are screened with; answers of others are dropped when it is said which tasks there are.

    Raises:
        UsageError: another run works in the folder, it cannot be written, or the journal is damaged or of another form; so may
            every method.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self._settings = settings
        self._made = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
        self._lock = _locked(folder)
        self._began = time.monotonic()
        self._dealing: float | None = None
        self._screened, self._screened_bytes = 0, 0
        try:
            with told(self._path):
                self._db = _opened(self._path)
                with self._change():
                    self._begin()
                left = self._db.execute("SELECT 1 FROM tasks WHERE content IS NULL AND counts LIMIT 1")
                self.was_cut_off = left.fetchone() is not None
        except BaseException:
            self._lock.release()
            raise

    @property
    def _path(self) -> Path:
        return self.folder / NAME

    def _begin(self) -> None:
        found = self._db.execute("SELECT settings, seconds FROM run").fetchone()
        self._seconds: float = 0.0 if found is None else found[1]
        self._is_other = found is not None and found[0] != self._settings.key
        if found is None:
            self._anew()

    def _anew(self) -> None:
        for table in ("bodies", "records", "passed", "tasks", "run"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("INSERT INTO run (settings, knowledge) VALUES (?, ?)", (self._settings.key, self._settings.hash))

    def expect(self, tasks: Iterable[Task], passed: Iterable[str]) -> None:
        """Say which tasks this run has, as many as may be: what has no place in it any more is dropped, with its answer.

        Args:
            tasks: in any order; of those with the same name and kind the first.
            passed: files passed over; gone through after the tasks.

        Raises:
            Exception: whatever ``tasks`` raises; all is as it was then.
        """
        with self._change() as db:
            if self._is_other:
                self._anew()
            db.execute("CREATE TEMP TABLE expected (name, paths, size, container, kind, called, PRIMARY KEY (name, kind))")
            db.executemany("INSERT OR IGNORE INTO expected VALUES (?, ?, ?, ?, ?, ?)", map(_row, tasks))
            db.execute(
                """CREATE TEMP TABLE gone AS SELECT id, container FROM tasks WHERE made_of = '' AND NOT EXISTS (
                SELECT 1 FROM expected WHERE expected.name = tasks.name AND expected.kind = tasks.kind
                AND expected.called = tasks.called AND (expected.container = '') = (tasks.container = ''))"""
            )
            db.execute(
                """CREATE TEMP TABLE moved AS SELECT id, tasks.container AS here, expected.container AS there
                FROM tasks JOIN expected USING (name, kind) WHERE made_of = '' AND tasks.container != expected.container"""
            )
            changed = [
                _regroup(db, "SELECT container FROM gone UNION SELECT here FROM moved UNION SELECT there FROM moved"),
                db.execute("DELETE FROM tasks WHERE id IN (SELECT id FROM gone)").rowcount,
                db.execute("SELECT count(*) FROM moved").fetchone()[0],
            ]
            db.execute(
                """UPDATE tasks SET paths = expected.paths, size = expected.size, container = expected.container FROM expected
                WHERE made_of = '' AND expected.name = tasks.name AND expected.kind = tasks.kind AND
                (expected.paths, expected.size, expected.container) != (tasks.paths, tasks.size, tasks.container)"""
            )
            db.execute(
                """DELETE FROM tasks WHERE made_of != '' AND NOT EXISTS (
                SELECT 1 FROM tasks AS files WHERE files.container = tasks.container AND files.made_of = '')"""
            )
            changed.append(
                db.execute(
                    f"""INSERT INTO tasks ({_TASK}) SELECT {_TASK} FROM expected WHERE NOT EXISTS (
                    SELECT 1 FROM tasks WHERE tasks.name = expected.name AND tasks.kind = expected.kind)
                    ORDER BY expected.rowid"""
                ).rowcount
            )
            changed.append(_pass_over(db, set(passed)))
            for table in ("expected", "gone", "moved"):
                db.execute(f"DROP TABLE {table}")
            if any(changed):
                _touch(db)
        if self._is_other:
            self._is_other, self._seconds = False, 0.0

    def answered(self) -> Iterator[tuple[Task, str]]:
        """The tasks that have an answer, with its ``content``, but for bundles that were found; the journal may be written."""
        for *row, content in self._pages("made_of = '' AND content IS NOT NULL AND id > ? ORDER BY id", ("id",), (0,)):
            yield _task(row), content

    def forget(self, names: Iterable[str]) -> None:
        """Drop the answers of tasks with these names: they changed, or are to be screened again."""
        rest = iter(names)
        while batch := list(islice(rest, _PAGE)):
            with self._change() as db:
                for name in batch:
                    for (task,) in db.execute("SELECT id FROM tasks WHERE name = ? AND made_of = ''", (name,)).fetchall():
                        _drop(db, task)
                _touch(db)

    def forget_stopped(self) -> None:
        """Drop the answers of tasks that a limit or a crash ended."""
        with self._change() as db:
            for (task,) in db.execute("SELECT id FROM tasks WHERE stopped").fetchall():
                _drop(db, task)
                _touch(db)

    def open_tasks(self) -> Iterator[Task]:
        """The tasks without an answer, the largest first; the journal may be written."""
        if self._dealing is None:
            self._dealing = time.monotonic()
        # What was answered meanwhile has left the index: hardly anything of the same size is gone through twice.
        where = "content IS NULL AND counts AND (size, id) < (?, ?) ORDER BY size DESC, id DESC"
        for row in self._pages(where, ("size", "id"), (_MOST, _MOST)):
            yield _task(row[:-1])

    def _pages(self, where: str, key: Sequence[str], after: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
        """Tasks, page by page, so that the journal may be written between two: each with its content.

        Args:
            where: which, after the key of the one before, and in which order.
            key: columns that it is continued by, unique together.
            after: of the first page.
        """
        query = f"SELECT {_TASK}, content, {', '.join(key)} FROM tasks WHERE {where} LIMIT {_PAGE}"
        while True:
            with told(self._path):
                page = self._db.execute(query, after).fetchall()
            for row in page:
                yield row[: -len(key)]
            if len(page) < _PAGE:
                return
            after = page[-1][-len(key) :]

    def add(self, answers: Sequence[Answer]) -> None:
        """Keep answers, all of them or none; one to a task that has an answer takes its place.

        Raises:
            UsageError: the disk is full or the journal cannot be written; what was added before is kept.
            LookupError: there is no such task.
        """
        now = time.monotonic()
        screened, size = self._screened, self._screened_bytes
        with self._change() as db:
            for answer in answers:
                size += _answer(db, answer)
                screened += 1
            db.execute(
                "UPDATE run SET seconds = ?, screened = ?, screened_bytes = ?, last = ?",
                (self._seconds + now - self._began, screened, size, now - (self._dealing or self._began)),
            )
            _touch(db)
        self._screened, self._screened_bytes = screened, size

    def containers(self) -> Iterator[tuple[str, list[tuple[Task, str, bytes]]]]:
        """Each folder in which documents may be parts of one disclosure, sorted; the journal may be written.

        With it the file, its content and what it says of itself (``Record.part``) for each such document, sorted by name.
        """
        container = ""
        while True:
            with told(self._path):
                (found,) = self._db.execute(
                    """SELECT min(container) FROM tasks WHERE container > ? AND made_of = '' AND EXISTS (
                    SELECT 1 FROM records WHERE records.task = tasks.id AND is_part)""",
                    (container,),
                ).fetchone()
                if found is None:
                    return
                container = found
                members = self._db.execute(
                    f"""SELECT {_TASKS}, content, part FROM tasks CROSS JOIN records ON records.task = tasks.id AND is_part
                    CROSS JOIN bodies ON bodies.id = records.id WHERE container = ? AND made_of = ''
                    ORDER BY tasks.name, tasks.kind, records.id""",
                    (container,),
                ).fetchall()
            yield container, [(_task(row), content, part) for *row, content, part in members]

    def bundle(self, container: str, bundles: Sequence[Task]) -> None:
        """Say which files of a folder are one disclosure: the records of the files give way to those of the bundle.

        A bundle of the same files that has an answer keeps it as long as none of them changed; others are dropped.

        Args:
            container: the folder.
            bundles: their files are called as tasks of it; no two have one in common.
        """
        with self._change() as db:
            wanted = {task.name: _made_of(db, task) for task in bundles}
            found = f"SELECT name, made_of, paths FROM tasks WHERE container = ? AND {_FOUND} AND counts"
            if set(db.execute(found, (container,))) == {(task.name, wanted[task.name], _row(task)[1]) for task in bundles}:
                return
            _regroup(db, "SELECT ?", (container,))
            for task in bundles:
                row, made_of = _row(task), wanted[task.name]
                db.execute(f"DELETE FROM tasks WHERE name = ? AND {_FOUND} AND made_of != ?", (task.name, made_of))
                db.execute(
                    f"""INSERT INTO tasks ({_TASK}, made_of) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, kind) DO
                    UPDATE SET counts = 1, paths = excluded.paths, size = excluded.size, container = excluded.container""",
                    (*row, made_of),
                )
                files = ((name, FILE) for name in task.called or task.paths)
                db.executemany("UPDATE tasks SET counts = 0 WHERE name = ? AND kind = ?", files)
            db.execute(f"DELETE FROM tasks WHERE container = ? AND {_FOUND} AND NOT counts", (container,))
            _touch(db)

    def records(self) -> Iterator[Record]:
        """As ``open_records``."""
        return open_records(self.folder)

    def passed(self) -> list[str]:
        """Files passed over, in folders and in archives, sorted."""
        with told(self._path):
            rows = self._db.execute(
                """SELECT DISTINCT passed.name FROM passed LEFT JOIN tasks ON tasks.id = task
                WHERE task IS NULL OR counts ORDER BY passed.name"""
            )
            return [name for (name,) in rows]

    @property
    def is_complete(self) -> bool:
        """Whether every task has an answer and the files were written since the last change."""
        with told(self._path):
            return is_complete(self._db)

    def complete(self) -> None:
        """Say that the files of the run are written."""
        with self._change() as db:
            db.execute("DELETE FROM tasks WHERE made_of != '' AND NOT counts")
            seconds = self._seconds + time.monotonic() - self._began
            db.execute("UPDATE run SET complete = 1, seconds = ?", (seconds,))

    def progress(self) -> Progress:
        """How far the run is."""
        with told(self._path):
            return progress_of(self._db, "running")

    def close(self) -> None:
        """Let go of the lock; what was added stays."""
        # One plain file is left then, which can be read from a folder that cannot be written; unless somebody reads it now.
        has_tasks = True
        with suppress(sqlite3.Error):
            self._db.execute("PRAGMA busy_timeout = 0")
            has_tasks = self._db.execute("SELECT 1 FROM tasks LIMIT 1").fetchone() is not None
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()
        if not has_tasks:
            self._vanish()
        self._lock.release()

    def _vanish(self) -> None:
        """Remove what was made, while it is locked; on systems that keep what is open the lock stays."""
        with suppress(OSError):
            self._path.unlink()
            (self.folder / LOCK).unlink()
            for folder in self._made:
                folder.rmdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing."""
        with told(self._path):
            self._db.execute("BEGIN")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK, timeout=_WAIT, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise UsageError(
            f"{folder}: another run works in this folder; wait for its end (mingcha status {folder} says how far it is), "
            "or choose another folder with --out"
        ) from None
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}; choose another folder with --out") from None
    return lock


def _opened(path: Path) -> sqlite3.Connection:
    """The database to be written, made where it is not there."""
    db = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("BEGIN")
        if not form_of(db, path):
            for table in _TABLES:
                db.execute(table)
            db.execute(f"PRAGMA user_version = {FORM}")
        db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def _row(task: Task) -> tuple[str, str, int, str, str, str]:
    # Paths may have bytes that are no UTF-8, which JSON can say in ASCII.
    return task.name, json.dumps(task.paths), task.size, task.container, task.kind, json.dumps(task.called)


def _task(row: Sequence[Any]) -> Task:
    name, paths, size, container, kind, called = row
    return Task(name, tuple(json.loads(paths)), size, container, kind, None, tuple(json.loads(called)))


def _answer(db: sqlite3.Connection, answer: Answer) -> int:
    """Keep an answer; gives the bytes of the task's files."""
    found = db.execute("SELECT id, size, content FROM tasks WHERE name = ? AND kind = ?", (answer.task, answer.kind)).fetchone()
    if found is None:
        raise LookupError(f"{answer.task}: no such task")
    task, size, content = found
    _drop(db, task, answered=content is not None)
    db.execute("UPDATE tasks SET content = ?, stopped = ? WHERE id = ?", (answer.content, answer.stopped, task))
    for record in answer.records:
        *header, part, body = (getattr(record, name) for name in record.__struct_fields__)
        row = db.execute(
            "INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (task, *header, bool(part))
        ).lastrowid
        db.execute("INSERT INTO bodies VALUES (?, ?, ?)", (row, part, body))
    db.executemany("INSERT INTO passed VALUES (?, ?)", ((name, task) for name in answer.passed))
    return int(size)


def _drop(db: sqlite3.Connection, task: int, *, answered: bool = True) -> None:
    """Drop the answer of a task; if bundles were found in its folder, they are put aside."""
    if answered:
        db.execute("UPDATE tasks SET content = NULL, stopped = 0 WHERE id = ?", (task,))
        db.execute("DELETE FROM records WHERE task = ?", (task,))
        db.execute("DELETE FROM passed WHERE task = ?", (task,))
    _regroup(
        db,
        """SELECT container FROM tasks AS one WHERE id = ? AND made_of = '' AND EXISTS (
        SELECT 1 FROM tasks WHERE tasks.container = one.container AND made_of != '' AND counts)""",
        (task,),
    )


def _regroup(db: sqlite3.Connection, containers: str, given: tuple[Any, ...] = ()) -> int:
    """Put the bundles of folders aside: it is to be found out again which of their files are one disclosure."""
    return db.execute(
        f"UPDATE tasks SET counts = made_of = '' WHERE container IN ({containers}) AND counts != (made_of = '')", given
    ).rowcount


def _made_of(db: sqlite3.Connection, bundle: Task) -> str:
    """A hash of the names and contents of a bundle's files."""
    files = [(name, FILE) for name in bundle.called or bundle.paths]
    told = [db.execute("SELECT name, content FROM tasks WHERE name = ? AND kind = ?", file).fetchone() for file in files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _pass_over(db: sqlite3.Connection, names: set[str]) -> bool:
    """Say which files of folders are passed over; whether others were before."""
    if names == {name for (name,) in db.execute("SELECT name FROM passed WHERE task IS NULL")}:
        return False
    db.execute("DELETE FROM passed WHERE task IS NULL")
    db.executemany("INSERT INTO passed VALUES (?, NULL)", ((name,) for name in sorted(names)))
    return True


def _touch(db: sqlite3.Connection) -> None:
    """Say that files which were written are no longer what the journal says."""
    db.execute("UPDATE run SET complete = 0 WHERE complete")
