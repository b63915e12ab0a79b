"""Archives: their files one after another, names as people gave them, within limits, nothing lost silently."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Limits, Paragraph
from mingcha.reading.archives import Left, Member, members
from mingcha.reading.kinds import Kind
from mingcha.reading.members import Members
from mingcha.reading.members import unpacked as packed_bytes
from mingcha.reading.sandbox import Sandbox
from mingcha.running.bundles import unpacked


def _zip(files: Mapping[str, bytes], *, encoding: str = "utf-8") -> bytes:
    """A zip file; with another encoding than UTF-8 its names do not say what they are in."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return (
        file.getvalue() if encoding == "utf-8" else _with_names(file.getvalue(), {name: name.encode(encoding) for name in files})
    )


def _with_names(packed: bytes, names: Mapping[str, bytes]) -> bytes:
    """The archive with the bytes of its names as an old Chinese system writes them, not marked as UTF-8."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for info in source.infolist():
            package.writestr("x" * len(names[info.filename]), source.read(info))
    packed = file.getvalue()
    for raw in names.values():
        packed = packed.replace(b"x" * len(raw), raw)
    return packed


def _found(data: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Each file's name with its beginning, or with why it is not read."""
    return [
        (one.name, one.data[:20].decode() if isinstance(one, Member) else one.reason)
        for one in members(data, "附件.zip", limits or Limits())
    ]


def test_files_come_one_after_another() -> None:
    assert _found(_zip({"说明.txt": b"a", "表格/表1.csv": b"b"})) == [("说明.txt", "a"), ("表格/表1.csv", "b")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_chinese_systems_are_read(encoding: str) -> None:
    assert _found(_zip({"附件：部门预算表.txt": b"a"}, encoding=encoding)) == [("附件：部门预算表.txt", "a")]


def test_archives_in_an_archive_are_read_to_a_depth() -> None:
    inner = _zip({"表1.txt": b"b"})
    outer = _zip({"内.zip": inner, "说明.txt": b"a"})
    assert _found(outer) == [("内.zip/表1.txt", "b"), ("说明.txt", "a")]
    (name, reason), _ = _found(outer, Limits(max_archives=1))
    assert name == "内.zip"
    assert "--max-archives" in reason


def test_what_programs_leave_behind_is_passed_over_and_named() -> None:
    data = _zip({"a.txt": b"a", "__MACOSX/._a.txt": b"x", "~$a.docx": b"x", "表/Thumbs.db": b"x", ".DS_Store": b"x"})
    passed = [one for one in members(data, "附件.zip", Limits()) if isinstance(one, Left)]
    assert [one.name for one in passed] == ["__MACOSX/._a.txt", "~$a.docx", "表/Thumbs.db", ".DS_Store"]
    assert all(one.by_product for one in passed)


def test_what_cannot_be_read_is_told_and_the_rest_goes_on() -> None:
    data = _zip({"a.rar": b"Rar!\x1a\x07\x00rest", "b.txt": b"", "c.txt": b"c", "d.zip": b"PK\x03\x04 cut off"})
    found = dict(_found(data))
    assert "RAR" in found["a.rar"]
    assert "empty" in found["b.txt"]
    assert found["c.txt"] == "c"
    assert "damaged" in found["d.zip"]


def test_an_encrypted_file_is_told() -> None:
    data = bytearray(_zip({"a.txt": b"a"}))
    data[6] |= 1  # of the file's own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # of the directory at the end
    ((name, reason),) = _found(bytes(data))
    assert name == "a.txt"
    assert "encrypted" in reason


def test_limits_are_kept() -> None:
    many = _zip({f"{index}.txt": b"a" for index in range(9)})
    with pytest.raises(UnreadableDocumentError, match="--max-members"):
        _found(many, Limits(max_members=5))
    inner = _zip({f"{index}.txt": b"a" for index in range(4)})
    found = _found(_zip({"a.zip": inner, "b.zip": inner}), Limits(max_members=6))
    assert any("--max-members" in reason for _, reason in found)
    with pytest.raises(UnreadableDocumentError, match="--max-unpacked"):
        _found(_zip({"a.txt": b"a" * 5000}), Limits(max_unpacked=1000))
    ((_, reason),) = _found(_zip({"a.txt": b"a" * 5_000_000}), Limits(max_ratio=2))
    assert "--max-ratio" in reason


def test_a_name_is_only_a_name() -> None:
    assert _found(_zip({"../../etc/passwd": b"a"})) == [("../../etc/passwd", "a")]


@pytest.mark.parametrize("files", [{}, {"__MACOSX/a": b"x"}])
def test_an_archive_without_documents_is_told(files: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableDocumentError, match="no document in the archive"):
        _found(_zip(files))


@pytest.mark.parametrize("names", [("a/表.txt", "a/表.txt"), ("a/表.txt", "a\\表.txt")])
def test_files_of_one_name_are_told_apart(names: tuple[str, str]) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of two files of one name
        for name, data in zip(names, (b"a", b"b"), strict=True):
            package.writestr(name, data)
    assert _found(file.getvalue()) == [("a/表.txt", "a"), ("a/表 (2).txt", "b")]
    found = unpacked(file.getvalue(), "附件.zip", Limits())
    assert [document.blocks[0].text for document in found.documents if isinstance(document.blocks[0], Paragraph)] == ["a", "b"]


def test_only_what_a_file_needs_is_sent_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    call = Sandbox.call

    def counting(self: Sandbox, kind: Kind, data: bytes, *arguments: Any, **named: Any) -> object:
        sent.append(len(data))
        return call(self, kind, data, *arguments, **named)

    monkeypatch.setattr(Sandbox, "call", counting)
    large = bytes(range(256)) * 400
    inner = _zip({"表2.txt": b"b"})
    data = _zip({"a.bin": os.urandom(100_000), "表1.txt": large, "内.zip": inner})
    found = unpacked(data, "附件.zip", Limits())
    assert [document.name for document in found.documents if document.name.endswith(".txt")][-1] == "附件.zip/内.zip/表2.txt"
    assert sent[0] == len(data)
    assert max(sent[2:]) < 10_000


def test_an_archive_has_so_much_time_as_a_whole() -> None:
    found = unpacked(_zip({"a.txt": b"a", "b.txt": b"b"}), "附件.zip", Limits(max_archive_seconds=0))
    assert [name for name, reason in found.failures if "--max-archive-seconds" in reason] == ["附件.zip/a.txt", "附件.zip/b.txt"]
    assert not found.documents


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_packed_bytes_are_unpacked_within_limits_or_told_to_be_damaged(packing: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as package:
        package.writestr("a.txt", b"a" * 1_200_000)
    data = file.getvalue()
    one = Members(data, "a.zip", Limits()).packed(0)
    piece = data[one.start : one.end]
    if packing == zipfile.ZIP_DEFLATED:
        with pytest.raises(UnreadableDocumentError, match="--max-ratio"):
            packed_bytes(piece, "a.zip/a.txt", Limits(max_ratio=1), one.method, one.checksum)
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            packed_bytes(b"\xff" * 20, "a.zip/a.txt", Limits(), one.method, one.checksum)
    assert packed_bytes(piece, "a.zip/a.txt", Limits(), one.method, one.checksum) == b"a" * 1_200_000
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        packed_bytes(piece, "a.zip/a.txt", Limits(), one.method, one.checksum + 1)
