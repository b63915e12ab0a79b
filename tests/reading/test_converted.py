"""Old Word, WPS and RTF files: what comes of them with LibreOffice, without it, and where it fails."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mingcha import Limits, UnreadableDocumentError
from mingcha.reading import Paragraph, Table, converted
from mingcha.reading.converted import read_converted
from tests.reading.word import paragraph, part, relations, row, table, word

RTF = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 \'d6\'a7\'b3\'f6 100 \'d4\'aa\'a1\'a3\par"
    rb"\trowd\cellx2000\cellx4000\intbl \'bc\'d7\cell 1.00\cell\row"
    rb"\trowd\cellx2000\cellx4000\intbl \'d2\'d2\cell 2.00\cell\row\pard\par}"
)
needs_libreoffice = pytest.mark.skipif(converted._program() is None, reason="LibreOffice is not installed")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")


@pytest.fixture(autouse=True)
def _no_profile_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has its own temporary folder, and a profile in it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(converted, "_profiles", [])


@needs_libreoffice
def test_an_rtf_file_is_read_with_its_tables() -> None:
    first, second = read_converted(RTF, "a test", Limits()).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Table)
    assert first.text == "支出 100 元。"
    assert [row.cells for row in second.rows] == [("甲", "1.00"), ("乙", "2.00")]


@needs_libreoffice
def test_what_libreoffice_cannot_convert_is_refused_with_the_reason() -> None:
    with pytest.raises(UnreadableDocumentError, match="damaged or encrypted"):
        read_converted(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "a test", Limits())


def _stand_in(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a script in LibreOffice's place; $OUT is the folder for what it converts."""
    program = folder / "office"
    program.write_text('#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\nOUT=$2\n' + script)
    program.chmod(0o755)
    monkeypatch.setenv("MINGCHA_SOFFICE", str(program))


@needs_posix
def test_the_program_that_is_named_converts_and_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(word(table(row("甲", "1.00"))))
    _stand_in(f'mkdir -p "$OUT"; cp {tmp_path}/made.docx "$OUT/document.docx"', tmp_path, monkeypatch)
    assert len(read_converted(RTF, "a test", Limits()).blocks) == 1
    left = {path.name.split("-")[0] + "-" + path.name.split("-")[1] for path in tmp_path.glob("mingcha-*")}
    assert left == {"mingcha-office"}


@needs_posix
def test_it_is_started_again_when_it_made_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(word(paragraph("支出。")))
    first = f"test -e {tmp_path}/again || {{ touch {tmp_path}/again; exit 81; }}"
    _stand_in(f'{first}\nmkdir -p "$OUT"; cp {tmp_path}/made.docx "$OUT/document.docx"', tmp_path, monkeypatch)
    assert len(read_converted(RTF, "a test", Limits()).blocks) == 1


@needs_posix
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param(
            "echo no filter; exit 0",
            "RTF file, which LibreOffice could not convert .no filter.",
            id="ends well without a document",
        ),
        pytest.param("exit 81", "could not convert", id="wants to be started again for ever"),
        pytest.param("exec sleep 9", "--max-seconds", id="hangs"),
        pytest.param('mkdir -p "$OUT"; echo no zip > "$OUT/document.docx"', "damaged", id="writes nonsense"),
    ],
)
def test_a_conversion_that_fails_is_said(script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _stand_in(script, tmp_path, monkeypatch)
    with pytest.raises(UnreadableDocumentError, match=reason):
        read_converted(RTF, "a test", Limits(max_seconds=1))


def test_without_libreoffice_what_to_install_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCHA_SOFFICE", str(tmp_path / "nothing"))
    with pytest.raises(UnreadableDocumentError, match="install libreoffice-writer"):
        read_converted(RTF, "a test", Limits())


def test_a_file_of_another_kind_never_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCHA_SOFFICE", shutil.which("true") or "true")
    with pytest.raises(UnreadableDocumentError, match="no old Word"):
        read_converted(b"GIF89a", "a test", Limits())


def test_a_package_in_one_xml_file_is_read_without_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINGCHA_SOFFICE", str(tmp_path / "nothing"))
    inside = "".join(
        f'<pkg:part pkg:name="{name}"><pkg:xmlData>{xml.removeprefix(declaration)}</pkg:xmlData></pkg:part>'
        for declaration in ['<?xml version="1.0" encoding="UTF-8"?>']
        for name, xml in (
            ("/_rels/.rels", relations(("officeDocument", "word/document.xml"))),
            ("/word/document.xml", part("document", f"<w:body>{paragraph('支出。')}</w:body>")),
        )
    )
    flat = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{inside}</pkg:package>'
    (block,) = read_converted(flat.encode(), "a test", Limits()).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "支出。"
