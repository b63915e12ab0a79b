"""The journal when things go wrong: kills, power cuts, full disks, damage, two runs at once, folders that may not be written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mingcha.errors import UsageError
from mingcha.running.journal import Journal
from mingcha.running.kept import NAME, open_records, read_progress
from mingcha.running.task import BUNDLE, FILE, Answer, Record, Task
from tests.journals import SETTINGS, answer, record, task

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where nothing waits for a disk: these tests are about what is written, in which order."""

# -- whatever happens, a run comes to the same -----------------------------------------------------------------------

FILES = ["f/a", "f/b", "f/c", "g/a"]
CONTENT = st.sampled_from(["part 1", "part 1 again", "part 1 anew", "part 2", "archive", "unreadable", None])
"""What a file may hold: those of a folder that are part of the same are one disclosure; None where it is not there."""


def _label(content: str) -> bytes:
    return content[:6].encode() if content.startswith("part") else b""


def _answered(name: str, content: str) -> Answer:
    match content:
        case "archive":
            return answer(name, content, *(record(f"{name}/{member}", content) for member in "yx"), passed=[f"{name}/~x"])
        case "unreadable":
            return answer(name, "", record(name, "", "failed"), stopped=True)
    return answer(name, content, record(name, content, part=_label(content)))


def _bundled(names: tuple[str, ...], disk: dict[str, str]) -> Answer:
    content = " + ".join(disk[name] for name in names)
    return answer(names[0], content, record(names[0], content, "partly"), kind=BUNDLE)


def _groups(labels: dict[str, bytes]) -> list[tuple[str, ...]]:
    alike = defaultdict(list)
    for name in sorted(labels):
        alike[labels[name]].append(name)
    return [tuple(names) for label, names in alike.items() if label and len(names) > 1]


def _right(disk: dict[str, str]) -> list[Record]:
    """The records that count of these files."""
    answers: dict[tuple[str, ...], Answer] = {(name,): _answered(name, content) for name, content in disk.items()}
    for folder in "fg":
        for names in _groups({name: _label(content) for name, content in disk.items() if name.startswith(folder)}):
            for name in names:
                del answers[(name,)]
            answers[names] = _bundled(names, disk)
    return sorted((found for given in answers.values() for found in given.records), key=lambda found: found.document)


def _run(journal: Journal, disk: dict[str, str]) -> Iterator[None]:
    """A run over files, step by step, as ``bulk`` makes it."""
    disk = dict(disk)
    journal.expect([task(name, len(content), name[0]) for name, content in disk.items()], ["x"])
    yield
    journal.forget(found.name for found, content in journal.answered() if content != disk[found.name])
    yield
    for found in journal.open_tasks():
        if found.kind == FILE:
            journal.add([_answered(found.name, disk[found.name])])
            yield
    for container, members in journal.containers():
        groups = _groups({found.name: part for found, _, part in members})
        journal.bundle(container, [task(names[0], 1, container, BUNDLE, names) for names in groups])
        yield
    for found in journal.open_tasks():
        journal.add([_bundled(found.paths, disk)])
        yield
    journal.complete()


class Runs(RuleBasedStateMachine):
    """Runs over files that change between them, each interrupted somewhere or not."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=MEMORY))
        self.opened = 0
        self.disk: dict[str, str] = {}
        self._open(None)

    def _open(self, before: Path | None, lost: int = 0) -> None:
        """Open the journal; after a crash what was on the disk is all there is of it, less the last bytes of the log."""
        self.opened += 1
        folder = self.root / str(self.opened)
        if before is not None:
            folder.mkdir()
            for name in (NAME, f"{NAME}-wal"):
                if (before / name).exists():
                    shutil.copy(before / name, folder / name)
            log = folder / f"{NAME}-wal"
            if lost and log.exists():
                os.truncate(log, max(0, log.stat().st_size - lost))
        self.journal = Journal(folder, SETTINGS)
        self.steps: Iterator[None] | None = None

    @initialize(contents=st.lists(CONTENT, min_size=len(FILES), max_size=len(FILES)))
    def begin(self, contents: list[str | None]) -> None:
        for name, content in zip(FILES, contents, strict=True):
            self.file_changes(name, content)

    @rule(name=st.sampled_from(FILES), content=CONTENT)
    def file_changes(self, name: str, content: str | None) -> None:
        self.disk.pop(name, None)
        if content is not None:
            self.disk[name] = content
        self.steps = None

    @rule(count=st.integers(1, 12))
    def go_on(self, count: int) -> None:
        self.steps = self.steps or _run(self.journal, self.disk)
        for _ in range(count):
            next(self.steps, None)

    @rule(lost=st.just(0) | st.integers(1, 20_000))
    def crash(self, lost: int) -> None:
        before = self.journal
        self._open(before.folder, lost)
        before.close()

    @rule()
    def stop(self) -> None:
        self.journal.close()
        self.opened -= 1
        self._open(None)

    @rule()
    def finish(self) -> None:
        for _ in _run(self.journal, self.disk):
            pass
        assert self.journal.is_complete
        right = _right(self.disk)
        assert list(self.journal.records()) == right
        assert self.journal.passed() == sorted(["x", *(f"{name}/~x" for name in self.disk if self.disk[name] == "archive")])
        progress = self.journal.progress()
        assert progress.done == progress.tasks
        assert progress.bytes == progress.bytes_done
        assert (progress.documents, progress.errors, progress.warnings, progress.hints) == tuple(
            factor * len(right) for factor in (1, 1, 2, 3)
        )
        assert progress.failed == progress.stopped == sum(found.status == "failed" for found in right)
        assert progress.partly == sum(found.status == "partly" for found in right)

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            self.journal.close()
            shutil.rmtree(self.root)


def test_however_runs_were_interrupted_the_records_follow_from_the_files() -> None:
    run_state_machine_as_test(Runs, settings=settings(max_examples=60, stateful_step_count=15))


# -- kills -----------------------------------------------------------------------------------------------------------

_CHILD = """
import sys
from pathlib import Path
from mingcha.running.journal import Journal
from tests.journals import SETTINGS, answer, record, task

names = [f"{number:04}" for number in range(3000)]
with Journal(Path(sys.argv[1]), SETTINGS) as journal:
    journal.expect(map(task, names), [])
    batch = []
    for found in journal.open_tasks():
        batch.append(answer(found.name, "c", *(record(f"{found.name}/{member}", "c" * 2000) for member in range(3))))
        if len(batch) == 5:
            journal.add(batch)
            print(*(one.task for one in batch), flush=True)
            batch = []
"""


def test_of_a_run_that_is_killed_everything_is_there_that_was_added_and_nothing_by_halves(tmp_path: Path) -> None:
    rng = random.Random(7)
    added: set[str] = set()
    for _ in range(3):
        command = [sys.executable, "-c", _CHILD, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
            assert child.stdout is not None
            added.update(child.stdout.readline().split())
            time.sleep(rng.random() / 5)
            child.kill()
            added.update(child.stdout.read().rpartition("\n")[0].split())
        members: defaultdict[str, list[str]] = defaultdict(list)
        for found in open_records(tmp_path):
            name, member = found.document.split("/")
            members[name].append(member)
        assert added <= set(members)
        assert set(map(tuple, members.values())) == {("0", "1", "2")}
        assert read_progress(tmp_path).state == "stopped"
        assert read_progress(tmp_path).done == len(members)


# -- disks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has room for little."""
    connect = sqlite3.connect

    def connected(*given: object, **options: object) -> sqlite3.Connection:
        db = connect(*given, **options)  # type: ignore[call-overload]  # as it is called
        db.execute("PRAGMA max_page_count = 40")
        assert isinstance(db, sqlite3.Connection)
        return db

    monkeypatch.setattr(sqlite3, "connect", connected)


def _large(name: str) -> Answer:
    return answer(name, "c", record(name, "c" * 10_000))


@pytest.mark.usefixtures("full")
def test_when_the_disk_is_full_it_is_said_and_what_was_added_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect((task(str(number)) for number in range(100)), [])

        def add_all() -> None:
            for number in range(100):
                journal.add([_large(str(number))])
                added.append(str(number))

        with pytest.raises(UsageError, match=r"journal\.sqlite: the disk is full; make room"):
            add_all()
        assert [found.document for found in journal.records()] == sorted(added)
    monkeypatch.undo()
    with Journal(tmp_path, SETTINGS) as journal:
        assert [found.document for found in journal.records()] == sorted(added)
        journal.add([_large("99")])


@pytest.mark.usefixtures("full")
def test_tasks_that_find_no_room_leave_the_run_as_it_was(tmp_path: Path) -> None:
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a")], [])
        journal.add([answer("a")])
        with pytest.raises(UsageError, match="full"):
            journal.expect((task(f"{number} {'long' * 20}") for number in range(2000)), [])
        assert [found.name for found, _ in journal.answered()] == ["a"]


def test_a_source_that_is_not_there_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    def sources() -> Iterator[Task]:
        yield task("b")
        raise UsageError("c: there is no such file")

    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a")], [])
        journal.add([answer("a")])
        journal.complete()
        with pytest.raises(UsageError, match="c: there is no such file"):
            journal.expect(sources(), [])
        assert journal.is_complete
        assert [found.document for found in journal.records()] == ["a"]


# -- folders and files that are not as they should be ----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a run with one file."""
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a")], [])
        journal.add([answer("a")])
    return tmp_path


def test_beside_a_journal_that_is_closed_there_is_but_its_lock(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["journal.lock", "journal.sqlite"]


def test_two_runs_do_not_work_in_one_folder(folder: Path) -> None:
    with Journal(folder, SETTINGS):
        assert read_progress(folder).state == "running"
        with pytest.raises(UsageError, match=f"{folder}: another run works in this folder; wait for its end"):
            Journal(folder, SETTINGS)
    assert read_progress(folder).state == "stopped"
    Journal(folder, SETTINGS).close()


def test_others_read_while_a_run_adds(folder: Path) -> None:
    with Journal(folder, SETTINGS) as journal:
        journal.expect([task("a"), task("b"), task("c")], [])
        journal.add([answer("b")])
        reading = open_records(folder)
        assert next(reading).document == "a"
        journal.add([answer("c")])
        assert [found.document for found in reading] == ["b"]
        assert [found.document for found in open_records(folder)] == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["journal.sqlite", "journal.lock"])
def test_a_path_that_is_no_folder_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(UsageError, match=f"{tmp_path}"):
        Journal(tmp_path, SETTINGS)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file: .*choose another folder with --out"):
        Journal(tmp_path / "file", SETTINGS)


@pytest.mark.parametrize("place", [0, 2000])
def test_a_damaged_journal_is_told_with_the_remedy_and_left_as_it_is(place: int, folder: Path) -> None:
    path = folder / NAME
    damaged = path.read_bytes()[:place] + b"\xff" * 60_000
    path.write_bytes(damaged)
    for act in (lambda: Journal(folder, SETTINGS), lambda: read_progress(folder), lambda: list(open_records(folder))):
        with pytest.raises(UsageError, match=r"journal\.sqlite: it is damaged .*; screen the documents again"):
            act()
    assert path.read_bytes() == damaged
    path.unlink()
    Journal(folder, SETTINGS).close()


@pytest.mark.parametrize("made", ["PRAGMA user_version = 99", "CREATE TABLE theirs (id)"])
def test_a_journal_of_another_form_is_told_with_the_remedy(made: str, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / NAME)
    db.execute(made)
    db.close()
    with pytest.raises(UsageError, match=r"journal\.sqlite: it was written by another version of Mingcha; screen the documents"):
        Journal(tmp_path, SETTINGS)
    with pytest.raises(UsageError, match="another version"):
        read_progress(tmp_path)


def test_a_journal_that_does_not_say_yet_which_run_it_is_of_has_not_begun(tmp_path: Path) -> None:
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a.txt")], [])
    with closing(sqlite3.connect(tmp_path / NAME)) as db, db:
        db.execute("DELETE FROM run")
    with pytest.raises(UsageError, match="the run in it has not begun yet"):
        read_progress(tmp_path)


def test_where_no_run_was_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no run in it"):
        read_progress(tmp_path)
    (tmp_path / NAME).touch()
    with pytest.raises(UsageError, match="the run in it has not begun yet"):
        read_progress(tmp_path)


@contextmanager
def _nobody() -> Iterator[None]:
    """As somebody who may write nothing."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no users to be")
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def locked_up(folder: Path) -> Iterator[Path]:
    """A folder that everybody may read and nobody write, with a run."""
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        path = Path(root) / "out"
        shutil.copytree(folder, path)
        for name in path.iterdir():
            name.chmod(0o444)
        path.chmod(0o555)
        yield path
        path.chmod(0o755)


def test_a_run_in_a_folder_that_may_not_be_written_is_told(locked_up: Path) -> None:
    with _nobody(), pytest.raises(UsageError, match=f"{locked_up}: Permission denied; choose another folder with --out"):
        Journal(locked_up, SETTINGS)


def test_a_folder_that_may_not_be_written_can_be_read(locked_up: Path) -> None:
    with _nobody():
        assert read_progress(locked_up).done == 1
        assert [found.document for found in open_records(locked_up)] == ["a"]


def test_somebody_who_may_not_write_sees_that_a_run_works(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        path = Path(root) / "out"
        shutil.copytree(folder, path)
        with Journal(path, SETTINGS):
            path.chmod(0o555)
            with _nobody():
                assert read_progress(path).state == "running"
        path.chmod(0o755)
