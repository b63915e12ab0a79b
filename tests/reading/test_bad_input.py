"""Bad input: a clear message with the file's name, and the other files go on."""

from __future__ import annotations

from pathlib import Path

import pytest

import mingcha
from mingcha import Limits, Screener, UnreadableDocumentError
from mingcha.running import Run, run
from tests.documents import WRONG, screener, written

UNREADABLE = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \r\n\t\n", "the file is empty"),
    "binary": (bytes(range(256)) * 50, "binary"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
    "zip": (b"PK\x03\x04\x14\x00\x06\x00", "damaged or cut off"),
    "OLE": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "picture"),
    "JPEG": (b"\xff\xd8\xff\xe0", "picture"),
    "RTF": (b"{\\rtf1\\ansi", "LibreOffice"),
    "another encoding": ("部门预算公开说明\n".encode("utf-16-le") * 10, "not text"),
    "bytes of no encoding": (b"\xff\xfd\x80\x81" * 100, "UTF-8 nor GB18030"),
    "control characters": (b"\x01\x02\x03\x04 text" * 100, "UTF-8 nor GB18030"),
    "no table and no amount": ("本单位概况。\n\n没有任何数字。\n".encode(), "neither a table nor an amount"),
    "more than --max-bytes": (b"1\t2\n" * 1000, "--max-bytes"),
}


def _screened_beside_a_good_one(bad: bytes, folder: Path, limits: Limits | None = None) -> Run:
    (folder / "a.txt").write_bytes(bad)
    (folder / "b.txt").write_bytes(written(WRONG))
    return run([folder], Screener(screener().knowledge, limits=limits))


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_with_the_reason_and_the_others_go_on(what: str, tmp_path: Path) -> None:
    data, reason = UNREADABLE[what]
    limits = Limits(max_bytes=2000) if what == "more than --max-bytes" else None
    result = _screened_beside_a_good_one(data, tmp_path, limits)
    bad, good = result.documents
    assert (bad.status, good.status) == ("failed", "read")
    (problem,) = bad.problems
    assert problem.startswith(f"{tmp_path / 'a.txt'}: ")
    assert reason in problem
    assert {finding.document for finding in result.findings} == {str(tmp_path / "b.txt")}


@pytest.mark.parametrize("what", [what for what in UNREADABLE if what != "more than --max-bytes"])
def test_the_library_raises_one_error_that_names_the_document(what: str) -> None:
    with pytest.raises(UnreadableDocumentError) as error:
        screener().screen(UNREADABLE[what][0], "子洲.txt")
    assert str(error.value).startswith("子洲.txt: ")
    assert error.value.name == "子洲.txt"
    assert UNREADABLE[what][1] in error.value.reason


def test_a_text_of_50_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"big\.txt: 50,000,000 bytes are over the limit of 20,000,000"):
        screener().screen(b"\xd2\xbb\t1.00\n" * 6_250_000, "big.txt")


def test_a_text_with_amounts_and_no_table_is_screened_and_said_to_have_none(tmp_path: Path) -> None:
    text = "四、收支说明\n\n本单位当年公用经费预算安排 5.52 万元，较上年增加减少 0.02 万元，主要原因是业务变化。\n"
    bad, good = _screened_beside_a_good_one(text.encode(), tmp_path).documents
    assert (bad.status, good.status) == ("partly", "read")
    assert bad.claims == 1
    assert bad.findings == {"warning": 1}
    (problem,) = bad.problems
    assert "no table was found" in problem


def test_a_table_of_10_000_columns_is_left_out_with_its_line_and_the_rest_is_screened(tmp_path: Path) -> None:
    wide = "\t".join(["1.00"] * 10_000)
    bad, good = _screened_beside_a_good_one(written(WRONG) + f"\n\n{wide}\n{wide}\n".encode(), tmp_path).documents
    assert (bad.status, good.status) == ("partly", "read")
    assert [problem.split(":")[0] for problem in bad.problems] == ["line 13", "line 14"]
    assert all("10,000 columns" in problem for problem in bad.problems)
    assert bad.figures == good.figures == 6


@pytest.mark.parametrize("pair", ["()", "（）", "[]", "{}", "《》", "「」", "<>"])
def test_brackets_nested_100_000_times_are_read_and_the_rest_is_screened(pair: str, tmp_path: Path) -> None:
    nested = pair[0] * 100_000 + pair[1] * 100_000
    bad, good = _screened_beside_a_good_one(written(WRONG) + f"\n\n{nested}\n".encode(), tmp_path).documents
    assert (bad.status, good.status) == ("read", "read")
    assert bad.findings == good.findings == {"error": 1}


@pytest.mark.parametrize("pair", ["()", "（）", "[]"])
@pytest.mark.parametrize(("times", "status"), [(10_000, "read"), (100_000, "partly")])
def test_brackets_nested_many_times_in_a_cell_are_read_and_the_rest_is_screened(
    pair: str, times: int, status: str, tmp_path: Path
) -> None:
    nested = pair[0] * times + pair[1] * times
    rows = f"\n301\t{nested}\t1.00\t1.00\t\n".encode()
    bad, good = _screened_beside_a_good_one(written(WRONG) + rows, tmp_path).documents
    assert (bad.status, good.status) == (status, "read")
    assert all("--max-cell" in problem for problem in bad.problems)


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"(?i)is a directory"):
        mingcha.screen(tmp_path)
