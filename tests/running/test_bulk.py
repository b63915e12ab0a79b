"""A run with a journal: what is done is not done again, and however it was interrupted it comes to the same."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from mingcha import Limits, Screener, UsageError
from mingcha.running.bulk import prepare, screen_all
from mingcha.running.here import Here
from mingcha.running.journal import Journal
from mingcha.running.records import unpacked
from mingcha.running.sources import tasks_of
from mingcha.running.task import Allow, Answer, Record, Settings, Task
from mingcha.running.work import screened
from tests.documents import CLEAN, WRONG, screener, settings, write_units, written
from tests.running.test_bundles import _tables, _text


class Tried:
    """Screens as ever, counts what it screens, and fails where it is told."""

    def __init__(self, fails_after: int = 1_000_000) -> None:
        self.names: list[str] = []
        self.left = fails_after

    def __call__(self, screener: Screener, task: Task, allow: Allow) -> Answer:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        self.names.append(Path(task.name).name)
        return screened(screener, task, allow)


def _run(out: Path, sources: Sequence[Path], work: Tried | None = None) -> list[Record]:
    """The records of a run."""
    one = screener()
    with Journal(out, settings()) as journal:
        passed: list[str] = []
        prepare(journal, tasks_of([str(source) for source in sources], passed), passed, one.limits)
        screen_all(journal, Here(one), one.limits, work=work or screened)
        return list(journal.records())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten documents, among them one that cannot be read, one disclosure in two files, and one file passed over."""
    folder = write_units(tmp_path / "公开", 7)
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 no more")
    (folder / "说明.txt").write_bytes(_text())
    (folder / "附件.xlsx").write_bytes(_tables())
    (folder / "photo.xyz").write_bytes(b"?")
    return folder


def test_every_document_has_a_record_in_the_order_of_names(folder: Path, tmp_path: Path) -> None:
    records = _run(tmp_path / "out", [folder])
    names = [f"{folder}/{name}" for name in (*(f"{number}.txt" for number in range(7)), "damaged.pdf", "说明.txt")]
    assert [record.document for record in records] == names
    assert [record.status for record in records] == ["read"] * 7 + ["failed", "read"]
    assert all(unpacked(record.body).findings for record in records if record.errors)


def test_what_is_done_is_not_done_again(folder: Path, tmp_path: Path) -> None:
    first = _run(tmp_path / "out", [folder])
    again = Tried()
    assert _run(tmp_path / "out", [folder], again) == first
    assert again.names == []


def test_what_changed_is_screened_again_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    _run(tmp_path / "out", [folder])
    (folder / "1.txt").write_bytes(written(WRONG.replace("档案馆", "第1档案馆")))
    (folder / "new.txt").write_bytes(written(CLEAN.replace("档案馆", "图书馆")))
    (folder / "2.txt").unlink()
    again = Tried()
    records = _run(tmp_path / "out", [folder], again)
    assert sorted(again.names) == ["1.txt", "new.txt"]
    assert records == _run(tmp_path / "fresh", [folder])


def test_a_part_that_changed_makes_its_disclosure_anew(folder: Path, tmp_path: Path) -> None:
    _run(tmp_path / "out", [folder])
    (folder / "附件.xlsx").write_bytes(_tables(factor=2))
    again = Tried()
    records = _run(tmp_path / "out", [folder], again)
    assert sorted(again.names) == ["说明.txt", "附件.xlsx"]
    assert records == _run(tmp_path / "fresh", [folder])


def test_a_part_that_is_gone_leaves_the_other_alone(folder: Path, tmp_path: Path) -> None:
    _run(tmp_path / "out", [folder])
    (folder / "附件.xlsx").unlink()
    again = Tried()
    assert _run(tmp_path / "out", [folder], again) == _run(tmp_path / "fresh", [folder])
    assert again.names == []


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_interrupted_anywhere_the_next_run_comes_to_the_same(folder: Path, tmp_path: Path, after: int) -> None:
    with suppress(KeyboardInterrupt):
        _run(tmp_path / "out", [folder], Tried(fails_after=after))
    assert _run(tmp_path / "out", [folder]) == _run(tmp_path / "fresh", [folder])


def test_what_came_before_an_interruption_is_kept(folder: Path, tmp_path: Path) -> None:
    first = Tried(fails_after=5)
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "out", [folder], first)
    second = Tried()
    _run(tmp_path / "out", [folder], second)
    assert not set(first.names) & set(second.names) - {"说明.txt"}


def test_a_source_that_is_not_there_leaves_the_run_as_it_was(folder: Path, tmp_path: Path) -> None:
    first = _run(tmp_path / "out", [folder])
    with pytest.raises(UsageError, match=r"nowhere"):
        _run(tmp_path / "out", [folder / "1.txt", tmp_path / "nowhere"])
    again = Tried()
    assert _run(tmp_path / "out", [folder], again) == first
    assert again.names == []


def test_with_other_settings_all_is_screened_again(folder: Path, tmp_path: Path) -> None:
    _run(tmp_path / "out", [folder])
    english = screener("en")
    with Journal(tmp_path / "out", Settings.of(english.knowledge, "en", Limits())) as journal:
        passed: list[str] = []
        prepare(journal, tasks_of([str(folder)], passed), passed, english.limits)
        assert journal.progress().done == 0


def test_what_cannot_be_read_for_now_is_tried_again(folder: Path, tmp_path: Path) -> None:
    missing = folder / "later.txt"
    missing.symlink_to(tmp_path / "not-yet.txt")
    before = _run(tmp_path / "out", [missing])
    (tmp_path / "not-yet.txt").write_bytes(written(CLEAN))
    after = _run(tmp_path / "out", [missing])
    assert [[record.status for record in records] for records in (before, after)] == [["failed"], ["read"]]


def test_items_are_heard_of_as_they_are_answered(folder: Path, tmp_path: Path) -> None:
    heard: list[str] = []
    begun: list[int] = []
    one = screener()
    with Journal(tmp_path / "out", settings()) as journal:
        passed: list[str] = []
        prepare(journal, tasks_of([str(folder)], passed), passed, one.limits)
        screen_all(
            journal,
            Here(one),
            one.limits,
            begun=lambda: begun.append(journal.progress().tasks),
            heard=lambda task, answer: heard.append(task.name),
        )
        assert journal.passed() == [str(folder / "photo.xyz")]
    assert len(heard) == 11
    assert begun == [10, 11]
