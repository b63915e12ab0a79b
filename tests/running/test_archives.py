"""Archives of many files: screened file by file they give what they give as a whole."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msgspec.structs
import pytest

from mingcha import Limits
from mingcha.reading.archives import Member
from mingcha.reading.members import Packed
from mingcha.running import archives, one
from mingcha.running.bulk import prepare, screen_all
from mingcha.running.files import contents
from mingcha.running.here import Here
from mingcha.running.journal import Journal
from mingcha.running.sources import tasks_of
from mingcha.running.task import Record, Settings, Task
from mingcha.running.within import Within, listing_of, path_of, within
from tests.documents import CLEAN, WRONG, screener, written
from tests.running.test_bundles import _tables, _text

LIMITS = Limits()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than four files are many."""
    monkeypatch.setattr(archives, "MANY", 4)
    monkeypatch.setattr(one, "MANY", 4)
    monkeypatch.setattr(archives, "_SMALL", 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return held.getvalue()


def document(number: int, text: str = CLEAN) -> bytes:
    return written(text.replace("档案馆", f"第{number}档案馆"))


COUNTY = {f"乡镇/{number}.txt": document(number, WRONG if number % 2 else CLEAN) for number in range(4)}
MIXED = {
    **COUNTY,
    "说明.txt": _text(),
    "附件.xlsx": _tables(),
    "空.txt": written("某县档案馆\n\n无。\n"),
    "旧.rar": b"Rar!\x1a\x07\x00",
    "Thumbs.db": b"?",
    "更多.zip": zipped({"甲.txt": document(7, WRONG), "乙.txt": document(8), "无.txt": b"", ".DS_Store": b"?"}),
}


def screened(out: Path, archive: Path, *, limits: Limits | None = LIMITS) -> tuple[list[Record], list[str]]:
    """The records of a run, but for what they say of being parts, and what was passed over."""
    screens = screener()
    with Journal(out, Settings.of(screens.knowledge, "zh", LIMITS)) as journal:
        passed: list[str] = []
        prepare(journal, tasks_of([str(archive)], passed, limits), passed, LIMITS)
        screen_all(journal, Here(screens), LIMITS)
        return [msgspec.structs.replace(record, part=b"") for record in journal.records()], journal.passed()


def tasks(archive: Path) -> list[Task]:
    return list(tasks_of([str(archive)], limits=LIMITS))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(MIXED, id="all kinds"),
        pytest.param(
            {**dict.fromkeys(map("{}.txt".format, range(6)), b"nothing"), "a.txt": document(1)}, id="only one disclosure"
        ),
        pytest.param({"说明.txt": _text(), "附件.xlsx": _tables(), **dict.fromkeys("abc", b"?")}, id="only one, in two files"),
        pytest.param({"a.zip": zipped(COUNTY), "b.zip": zipped(COUNTY)}, id="archives in it"),
        pytest.param(dict.fromkeys(map("{}.txt".format, range(6)), b""), id="empty files"),
    ],
)
def test_file_by_file_it_gives_what_it_gives_as_a_whole(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    path = tmp_path / "全省.zip"
    path.write_bytes(zipped(files))
    assert len(tasks(path)) > 1 or not any(files.values())
    assert screened(tmp_path / "divided", path) == screened(tmp_path / "whole", path, limits=None)


def test_each_file_is_a_task_of_its_own_and_the_archive_tells_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "全省.zip"
    path.write_bytes(zipped(MIXED))
    found = tasks(path)
    names = [*COUNTY, "说明.txt", "附件.xlsx", "空.txt", "更多.zip/甲.txt", "更多.zip/乙.txt"]
    assert [task.name for task in found] == [str(path), *(f"{path}/{name}" for name in names)]
    assert {task.container for task in found[1:]} == {str(path)}
    assert sum(task.size for task in found[1:]) <= path.stat().st_size


def test_an_archive_of_few_files_and_what_is_no_archive_stay_one_task(tmp_path: Path) -> None:
    for name, data in {
        "few.zip": zipped(COUNTY),
        "book.zip": _tables(),  # a workbook has many members
        "cut.zip": zipped(MIXED)[:500],
        "text.zip": document(1),
        "no.zip": zipped(MIXED).replace(b"PK\1\2", b"PK\1\3"),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert tasks(path) == list(tasks_of([str(path)])), name


def test_of_a_file_in_it_only_what_is_there_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "全省.zip"
    path.write_bytes(zipped({**COUNTY, "a.bin": os.urandom(100_000)}))
    _, first, *_ = tasks(path)
    data = contents(first.paths[0], LIMITS)
    assert len(data) == first.size < 1_000


def test_only_what_changed_in_an_archive_is_screened_again(tmp_path: Path) -> None:
    path = tmp_path / "全省.zip"
    path.write_bytes(zipped(MIXED))
    before, _ = screened(tmp_path / "out", path)
    path.write_bytes(zipped({**MIXED, "乡镇/0.txt": document(0, WRONG)}))
    after, passed = screened(tmp_path / "out", path)
    assert (after, passed) == screened(tmp_path / "fresh", path)
    assert [old.document for old, new in zip(before, after, strict=True) if old != new] == [f"{path}/乡镇/0.txt"]


def test_an_archive_that_has_few_files_now_is_a_whole_again(tmp_path: Path) -> None:
    path = tmp_path / "全省.zip"
    path.write_bytes(zipped(MIXED))
    screened(tmp_path / "out", path)
    path.write_bytes(zipped({"说明.txt": _text(), "附件.xlsx": _tables()}))
    assert screened(tmp_path / "out", path) == screened(tmp_path / "fresh", path)
    assert [record.document for record in screened(tmp_path / "out", path)[0]] == [str(path)]


@pytest.mark.parametrize("archive", ["/a/b.zip", "s3://bucket/b.zip", "/a,1,2,3,4,5/listing"])
def test_a_path_says_where_in_which_archive(archive: str) -> None:
    member = Member("", (3, 1), Packed(30, 400, 8, 123456), "word-xml")
    assert within(path_of(archive, member)) == Within(archive, member)
    assert within(listing_of(archive)) == Within(archive, None)
    assert within(archive) is None
