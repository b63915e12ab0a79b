"""Which files are screened, how they are called, and what is in them."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from types import SimpleNamespace

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import Limits, Screener, UnreadableDocumentError, UsageError
from mingcha.running import run
from mingcha.running.files import contents
from mingcha.running.sources import bundle_tasks_of, tasks_of
from mingcha.running.task import BUNDLE, Task
from tests.documents import CLEAN, screener, with_tabs

LIMITS = Limits()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def memory() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    yield "memory://bucket"
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def make(*names: str, data: bytes = b"1") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def put(*urls: str, data: bytes = b"1") -> None:
    for url in urls:
        with fsspec.open(url, "wb") as file:
            file.write(data)


def names(*sources: str, passed: list[str] | None = None) -> list[str]:
    return [task.name for task in tasks_of(sources, passed)]


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return held.getvalue()


# -- folders -------------------------------------------------------------------------------------------------------------


def test_the_files_of_a_folder_come_sorted_by_their_paths(here: Path) -> None:
    make("d/b.txt", "d/a/z.pdf", "d/a/b/c.docx", "d/a.txt", "d/c.zip")
    assert names("d") == ["d/a/b/c.docx", "d/a/z.pdf", "d/a.txt", "d/b.txt", "d/c.zip"]


def test_of_a_folder_only_documents_are_tried_and_the_rest_is_told(here: Path) -> None:
    make("d/a.PDF", "d/~$a.docx", "d/Thumbs.db", "d/notes.md", "d/.hidden.txt", "d/.git/b.txt")
    passed: list[str] = []
    assert names("d", passed=passed) == ["d/a.PDF"]
    assert passed == ["d/Thumbs.db", "d/notes.md", "d/~$a.docx"]


def test_a_named_file_is_always_tried(here: Path) -> None:
    make("d/notes.md", "d/.hidden")
    assert names("d/notes.md", "d/.hidden") == ["d/notes.md", "d/.hidden"]


def test_a_task_says_how_it_is_called_where_it_is_and_how_large_and_in_which_folder(here: Path) -> None:
    make("d/a.txt", "b.txt", data=b"123")
    assert list(tasks_of(["d/", "./b.txt"])) == [
        Task("d/a.txt", (str(here / "d" / "a.txt"),), 3, "d"),
        Task("b.txt", (str(here / "b.txt"),), 3, "."),
    ]


@pytest.mark.parametrize("source", [".", "./", "*"])
def test_the_folder_one_is_in_is_not_part_of_the_names(here: Path, source: str) -> None:
    make("a.txt", "d/b.txt")
    assert list(tasks_of([source])) == [
        Task("a.txt", (str(here / "a.txt"),), 1, "."),
        Task("d/b.txt", (str(here / "d" / "b.txt"),), 1, "d"),
    ]


def test_links_to_files_are_read_and_links_to_folders_are_told(here: Path) -> None:
    make("d/e/a.txt", "f/b.txt")
    try:
        Path("d/e/round").symlink_to(here / "d", target_is_directory=True)
        Path("d/b.txt").symlink_to(here / "f" / "b.txt")
        Path("d/nowhere.txt").symlink_to("gone")
        Path("linked").symlink_to(here / "f", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    passed: list[str] = []
    assert names("d", "linked", passed=passed) == ["d/b.txt", "d/e/a.txt", "d/nowhere.txt", "linked/b.txt"]
    assert names("d/nowhere.txt") == ["d/nowhere.txt"]
    assert passed == ["d/e/round"]


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_go_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("d/a/x.txt", "d/b/y.txt")
    listed = os.listdir

    def refusing(path: str) -> list[str]:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "listdir", refusing)
    assert names("d") == ["d/a", "d/b/y.txt"]
    (report, _) = run(["d"], screener()).documents
    assert (report.document, report.status) == ("d/a", "failed")


def test_folders_are_as_deep_as_they_are(here: Path) -> None:
    deep = "d/" + "e/" * 400
    make(deep + "a.txt")
    assert names("d") == [deep + "a.txt"]


def test_what_is_not_there_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"gone\.txt: there is no such file or folder; check the path"):
        list(tasks_of(["gone.txt"]))


@given(st.lists(st.lists(st.sampled_from(["a", "b", "年", "c.txt", "d.pdf", ".e"]), min_size=1, max_size=4), max_size=12))
def test_a_folder_gives_what_pathlib_finds_in_it(tmp_path_factory: pytest.TempPathFactory, paths: list[list[str]]) -> None:
    root = tmp_path_factory.mktemp("d")
    for parts in paths:
        path = root.joinpath(*parts)
        if not any(above.is_file() for above in [path, *path.parents]) and not path.exists():
            make(str(path))
    expected = [
        str(path)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    passed: list[str] = []
    found = names(str(root), passed=passed)
    assert found == [name for name in expected if PurePath(name).suffix]
    assert sorted(found + passed) == sorted(expected)


# -- patterns ------------------------------------------------------------------------------------------------------------

TREE = (
    "p/甲/2023/a.txt",
    "p/甲/2024/a.txt",
    "p/甲/2024/b.pdf",
    "p/乙/2024/c.txt",
    "p/乙/x/2024/d.txt",
    "p/乙/2024/.e.txt",
    "p/f.dat",
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("p/*/2024/*.txt", ["p/乙/2024/c.txt", "p/甲/2024/a.txt"]),
        ("p/*/2024", ["p/乙/2024/c.txt", "p/甲/2024/a.txt", "p/甲/2024/b.pdf"]),
        ("p/**/2024", ["p/乙/2024/c.txt", "p/乙/x/2024/d.txt", "p/甲/2024/a.txt", "p/甲/2024/b.pdf"]),
        ("p/**/*.txt", ["p/乙/2024/c.txt", "p/乙/x/2024/d.txt", "p/甲/2023/a.txt", "p/甲/2024/a.txt"]),
        ("p/甲/202?/a.txt", ["p/甲/2023/a.txt", "p/甲/2024/a.txt"]),
        ("p/?/**/a.*", ["p/甲/2023/a.txt", "p/甲/2024/a.txt"]),
        ("p/*.dat", ["p/f.dat"]),
        ("p/乙/**", ["p/乙/2024/c.txt", "p/乙/x/2024/d.txt"]),
    ],
)
@pytest.mark.parametrize("on", ["disk", "url"])
def test_a_pattern_gives_what_it_fits(here: Path, memory: str, on: str, pattern: str, expected: list[str]) -> None:
    make(*TREE)
    put(*(f"{memory}/{name}" for name in TREE))
    before = "" if on == "disk" else memory + "/"
    assert names(before + pattern) == [before + name for name in expected]


def test_a_pattern_that_fits_nothing_is_wrong_usage(here: Path) -> None:
    make("p/a.txt")
    for pattern in ("p/*.pdf", "q/*.pdf", "p/*/a.txt"):
        with pytest.raises(UsageError, match="no file or folder fits this pattern; check the path"):
            list(tasks_of([pattern]))


def test_what_is_there_is_no_pattern_and_no_list(here: Path) -> None:
    make("a[1]*.txt", "a[1]b.txt", "@b.txt")
    assert names("a[1]*.txt", "@b.txt") == ["a[1]*.txt", "@b.txt"]


PARTS = st.lists(st.sampled_from(["a", "b", "ab", "*", "?", "**", "a*"]), min_size=1, max_size=4)


@given(PARTS)
def test_patterns_fit_what_those_of_pathlib_fit(tmp_path_factory: pytest.TempPathFactory, pattern: list[str]) -> None:
    root = tmp_path_factory.mktemp("p")
    make(*(str(root / name) for name in ("a/a/a.txt", "a/b/ab/b.txt", "b/ab/a.txt", "ab/b.txt", "ab/a/b/a/c.txt")))
    fitting = set(root.glob("/".join(pattern))) if pattern != ["**"] else {root}
    expected = {str(file) for path in fitting for file in ([path] if path.is_file() else path.rglob("*.txt"))}
    source = str(root.joinpath(*pattern))
    if expected or any(path.is_dir() for path in fitting):
        found = names(source)
        assert len(found) == len(set(found))
        assert set(found) == expected


# -- lists ---------------------------------------------------------------------------------------------------------------


def test_a_list_has_one_source_a_line(here: Path, memory: str) -> None:
    make("a.txt", "b c.txt", "d/e.txt")
    put(f"{memory}/f.pdf")
    Path("list").write_bytes(b"\xef\xbb\xbfa.txt\r\n\nb c.txt\nd\n" + f"{memory}/f.pdf\nd/*.txt".encode())
    assert names("@list") == ["a.txt", "b c.txt", "d/e.txt", f"{memory}/f.pdf", "d/e.txt"]


def test_a_line_that_is_not_there_is_the_reason_of_a_document(here: Path) -> None:
    make("a.txt", data=with_tabs(CLEAN).encode())
    Path("list").write_text("gone.txt\na.txt\nnone/*.txt\n", encoding="utf-8")
    gone, there, none = run(["@list"], screener()).documents
    assert [report.status for report in (gone, there, none)] == ["failed", "read", "failed"]
    assert gone.problems == ("gone.txt: No such file or directory; check the path and the permissions",)


def test_a_list_on_the_standard_input(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt", "b.txt")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"b.txt\na.txt\n")))
    assert names("@-") == ["b.txt", "a.txt"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, r"@list: the list cannot be read \(No such file or directory\)"),
        ("a.txt\n".encode("utf-16"), "@list, line 1: this is no line of a text in UTF-8; save the list anew as UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read_is_wrong_usage(here: Path, data: bytes | None, told: str) -> None:
    if data is not None:
        Path("list").write_bytes(data)
    with pytest.raises(UsageError, match=told):
        list(tasks_of(["@list"]))


def test_a_list_is_read_as_it_is_needed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt")

    def endless() -> Iterator[bytes]:
        while True:
            yield b"a.txt\n"

    class Endless(io.BytesIO):
        def __iter__(self) -> Iterator[bytes]:
            return endless()

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Endless()))
    tasks = tasks_of(["@-"])
    assert [next(tasks).name for _ in range(3)] == ["a.txt"] * 3


# -- URLs ----------------------------------------------------------------------------------------------------------------


def test_a_url_names_a_file_or_a_folder(memory: str) -> None:
    put(f"{memory}/d/a.txt", f"{memory}/d/e/b.txt", f"{memory}/d/c.md", f"{memory}/d/.f.txt", data=b"123")
    passed: list[str] = []
    assert list(tasks_of([f"{memory}/d/", f"{memory}/d/c.md"], passed)) == [
        Task(f"{memory}/d/a.txt", (f"{memory}/d/a.txt",), 3, f"{memory}/d"),
        Task(f"{memory}/d/e/b.txt", (f"{memory}/d/e/b.txt",), 3, f"{memory}/d/e"),
        Task(f"{memory}/d/c.md", (f"{memory}/d/c.md",), 3, f"{memory}/d"),
    ]
    assert passed == [f"{memory}/d/c.md"]


def test_a_file_of_a_url_is_screened_as_one_of_the_disk(here: Path, memory: str) -> None:
    make("a.txt", data=with_tabs(CLEAN).encode())
    put(f"{memory}/a.txt", data=with_tabs(CLEAN).encode())
    (local,), (remote,), (disk,) = (
        run([source], screener()).documents for source in ("a.txt", f"{memory}/a.txt", (here / "a.txt").as_uri())
    )
    assert local.sha256 == remote.sha256 == disk.sha256
    assert (remote.document, disk.document) == (f"{memory}/a.txt", (here / "a.txt").as_uri())


def test_links_of_a_file_url_are_not_followed_round(here: Path) -> None:
    make("d/a.txt")
    Path("d/round").symlink_to(here / "d", target_is_directory=True)
    passed: list[str] = []
    root = (here / "d").as_uri()
    assert names(root, passed=passed) == [f"{root}/a.txt"]
    assert passed == [f"{root}/round"]


def test_a_url_that_is_not_there_is_wrong_usage(memory: str) -> None:
    with pytest.raises(UsageError, match="memory://bucket/gone: there is no such file or folder; check the path"):
        list(tasks_of([f"{memory}/gone"]))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nothing://a/b.txt", "nothing://a/b.txt: Protocol not known: nothing; check the address"),
        ("s3://bucket/b.txt", "s3://bucket/b.txt: Install s3fs to access S3; pip install s3fs"),
        ("sftp://host/b.txt", "pip install 'fsspec\\[sftp\\]'"),
    ],
)
def test_a_file_system_that_is_not_known_or_not_installed_is_told_with_the_remedy(
    url: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("s3fs", "paramiko"):
        monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    with pytest.raises(UsageError, match=told):
        list(tasks_of([url]))
    with pytest.raises(UnreadableDocumentError, match=told):
        contents(url, LIMITS)


def test_what_a_url_names_is_read_within_limits(memory: str) -> None:
    put(f"{memory}/a.txt", data=b"123")
    assert contents(f"{memory}/a.txt", Limits(max_bytes=3)) == b"123"
    with pytest.raises(UnreadableDocumentError, match=r"a: 3 bytes are over the limit of 2; .*--max-bytes"):
        contents(f"{memory}/a.txt", Limits(max_bytes=2), "a")
    with pytest.raises(UnreadableDocumentError, match="check the path"):
        contents(f"{memory}/gone.txt", LIMITS)


def test_whatever_a_file_system_raises_is_the_reason_of_the_document(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no credentials\nat all")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem._open", refuse)
    with pytest.raises(UnreadableDocumentError, match="x: no credentials; check the address, and what gives access to it"):
        contents(f"{memory}/a.txt", LIMITS, "x")


def test_the_urls_of_a_list_are_not_asked_for_one_by_one(here: Path, memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("list").write_text(f"{memory}/a.txt\n", encoding="utf-8")
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.info", None)
    assert names("@list") == [f"{memory}/a.txt"]


# -- names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on this system")
@pytest.mark.parametrize(
    ("raw", "shown"),
    [("决算.txt".encode("gb18030"), "决算.txt"), (b"\xff.txt", r"\xff.txt")],
)
@pytest.mark.parametrize("source", ["d", "d/*", "@list", "named"])
def test_a_name_that_is_no_utf8_is_read_and_told(here: Path, raw: bytes, shown: str, source: str) -> None:
    path = Path("d") / os.fsdecode(raw)
    make(str(path), data=with_tabs(CLEAN).encode())
    Path("list").write_bytes(b"d/" + raw + b"\n")
    source = str(path) if source == "named" else source
    (task,) = tasks_of([source])
    assert (task.name, task.container) == (f"d/{shown}", "d")
    (report,) = run([source], screener()).documents
    assert (report.document, report.status) == (f"d/{shown}", "read")
    assert json.loads(json.dumps(task.name, ensure_ascii=False).encode()) == task.name


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text on this system")
def test_two_files_never_have_one_name(here: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        make(os.fsdecode("d/决算/决算.txt".encode(encoding)))
    found = names("d")
    assert len(set(found)) == 2
    assert "d/决算/决算.txt" in found


# -- bundles -------------------------------------------------------------------------------------------------------------


def test_archives_and_folders_are_one_each_and_the_other_files_together_one(here: Path) -> None:
    make("a.txt", "b.txt", "d/e.txt", "d/f/g.txt", "d/h.md")
    Path("c.zip").write_bytes(zipped({"x.txt": b"1"}))
    passed: list[str] = []
    found = list(bundle_tasks_of(["d", "b.txt", "c.zip", "a.txt", "b.txt"], LIMITS, passed))
    assert [(task.name, task.called, task.kind, task.container) for task in found] == [
        ("c.zip", ("c.zip",), BUNDLE, ""),
        ("b.txt", ("b.txt", "a.txt"), BUNDLE, ""),
        ("d", ("d/e.txt", "d/f/g.txt"), BUNDLE, ""),
    ]
    assert found[2].paths == (str(here / "d" / "e.txt"), str(here / "d" / "f" / "g.txt"))
    assert found[2].size == 2
    assert passed == ["d/h.md"]


def test_only_what_begins_like_an_archive_is_read_to_see_whether_it_is_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt")
    Path("c.zip").write_bytes(zipped({"x.txt": b"1"}))
    read: list[str] = []

    def counted(path: str, limits: Limits, name: str | None = None) -> bytes:
        read.append(Path(path).name)
        return contents(path, limits, name)

    monkeypatch.setattr("mingcha.running.sources.contents", counted)
    list(bundle_tasks_of(["a.txt", "c.zip"], LIMITS))
    assert read == ["c.zip"]


def test_a_source_that_is_not_there_is_wrong_usage_whatever_is_one() -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        run(["gone.txt"], Screener(), bundle=True)
