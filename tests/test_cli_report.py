"""`mingcha report` and `mingcha screen --report`: what they refuse and how, and that what they write is the same each time."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from mingcha.reports.command import FORMATS
from tests.commands import Mingcha
from tests.documents import CLEAN, WRONG, written
from tests.reporting.runs import contents, write

DOCUMENTS = {"clean.txt": written(CLEAN), "wrong.txt": written(WRONG), "broken.pdf": b"%PDF-1.7 and nothing else"}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write(tmp_path / "out", DOCUMENTS)
    return tmp_path / "out"


def _texts(folder: Path) -> Mapping[str, bytes]:
    return contents(folder) if folder.is_dir() else {}


# -- what it writes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_written_beside_the_run_and_the_file_to_open_is_named(run: Path, mingcha_command: Mingcha, name: str) -> None:
    done = mingcha_command("report", run, "--format", name)
    assert (done.status, done.err) == (0, "")
    (path,) = map(Path, done.out.splitlines())
    assert path.is_file()
    assert path.parent == run / "report"


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_written_twice_has_the_same_bytes(run: Path, tmp_path: Path, mingcha_command: Mingcha, name: str) -> None:
    for folder in ("one", "two"):
        assert mingcha_command("report", run, "--format", name, "--out", tmp_path / folder, "--jobs", "1").status == 0
    assert _texts(tmp_path / "one") == _texts(tmp_path / "two")
    assert _texts(tmp_path / "one")


def test_a_report_does_not_change_the_run(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    before = contents(run)
    assert mingcha_command("report", run, "-f", ",".join(FORMATS), "--out", tmp_path / "elsewhere").status == 0
    assert contents(run) == before


def test_a_run_in_chinese_is_reported_in_english(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    mingcha_command("report", run, "-f", "sarif", "--lang", "en", "--out", tmp_path / "en")
    (told,) = json.loads((tmp_path / "en" / "findings.sarif").read_bytes())["runs"]
    texts = [result["message"]["text"] for result in told["results"]]
    assert texts
    assert all("should be" in text or "states" in text for text in texts)


def test_formats_are_told_apart_by_commas_or_blanks_and_each_is_written_once(run: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("report", run, "--format", "CSV, sarif csv")
    assert len(done.out.splitlines()) == 2


HOSTILE = ["=cmd|' {0} [x](y)", "<img src=x onerror=alert(1)>", "年 报 & co's %41 #1"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("folder", HOSTILE)
def test_folders_and_documents_may_be_called_anything(tmp_path: Path, mingcha_command: Mingcha, folder: str) -> None:
    (tmp_path / folder).mkdir()
    run = tmp_path / folder / "out"
    write(run, {f"{folder}/wrong.txt": written(WRONG)})
    done = mingcha_command("report", run, "-f", ",".join(FORMATS))
    assert (done.status, done.err) == (0, "")
    assert all(Path(line).is_file() for line in done.out.splitlines())


# -- what it refuses ---------------------------------------------------------------------------------------------------


def _refused(mingcha_command: Mingcha, *arguments: str | Path) -> str:
    done = mingcha_command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("mingcha: ")
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.parametrize(
    ("named", "reason"),
    [("pdf", "there is no format pdf; use html"), ("html,doc,odt", "no format doc, odt"), (",", "no format is named")],
)
def test_an_unknown_format_is_refused_with_those_there_are(run: Path, mingcha_command: Mingcha, named: str, reason: str) -> None:
    said = _refused(mingcha_command, "report", run, "--format", named)
    assert f"--format {named}: " in said
    assert reason in said
    assert not (run / "report").exists()


def test_a_folder_without_a_run_is_refused(tmp_path: Path, mingcha_command: Mingcha) -> None:
    assert f"{tmp_path}: there is no finished run in it" in _refused(mingcha_command, "report", tmp_path)
    assert "nowhere: there is no such folder; name the one" in _refused(mingcha_command, "report", tmp_path / "nowhere")


def test_a_run_that_is_not_finished_is_refused(run: Path, mingcha_command: Mingcha) -> None:
    (run / "run.json").unlink()
    assert "let it finish" in _refused(mingcha_command, "report", run)


def test_a_run_whose_journal_is_gone_is_refused(run: Path, mingcha_command: Mingcha) -> None:
    (run / "journal.sqlite").unlink()
    assert f"{run}: there is no run in it" in _refused(mingcha_command, "report", run, "-f", "sarif")


def test_a_damaged_summary_is_refused(run: Path, mingcha_command: Mingcha) -> None:
    (run / "run.json").write_text("{", encoding="utf-8")
    assert "screen the documents again" in _refused(mingcha_command, "report", run)


def test_a_folder_that_cannot_be_written_is_refused(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = _refused(mingcha_command, "report", run, "-f", "sarif", "--out", tmp_path / "file")
    assert f"{tmp_path / 'file'}: " in said
    assert "choose another folder with --out" in said


def test_words_of_a_report_that_no_report_uses_are_refused(run: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "own" / "reports").mkdir(parents=True)
    (tmp_path / "own" / "reports" / "words.yaml").write_text("sarif: {nonsense: {zh: 甲, en: a}}\n", encoding="utf-8")
    said = _refused(mingcha_command, "report", run, "-f", "sarif", "--knowledge", tmp_path / "own")
    assert "sarif.nonsense: no report uses this text" in said


# -- with the run ------------------------------------------------------------------------------------------------------


def _sources(folder: Path) -> Path:
    (folder / "in").mkdir()
    for name, data in DOCUMENTS.items():
        (folder / "in" / name).write_bytes(data)
    return folder / "in"


def test_screening_writes_reports_and_says_where_they_are(tmp_path: Path, mingcha_command: Mingcha) -> None:
    out = tmp_path / "out"
    done = mingcha_command("screen", _sources(tmp_path), "--out", out, "-q", "--report", "sarif,csv")
    assert done.status == 3
    said = [line.removeprefix("报告 ") for line in done.out.splitlines() if line.startswith("报告 ")]
    assert [Path(path).is_file() for path in said] == [True, True]
    assert said[0] == str(out / "report" / "findings.sarif")


def test_a_run_that_is_complete_is_reported_without_screening_again(tmp_path: Path, mingcha_command: Mingcha) -> None:
    sources, out = _sources(tmp_path), tmp_path / "out"
    mingcha_command("screen", sources, "--out", out, "-q")
    before = contents(out)
    done = mingcha_command("screen", sources, "--out", out, "-q", "--report", "sarif", "--lang", "zh")
    assert done.status == 3
    assert {name: data for name, data in contents(out).items() if not name.startswith("report/")} == before
    assert (out / "report" / "findings.sarif").is_file()


def test_the_report_of_screening_is_that_of_the_report_command(tmp_path: Path, mingcha_command: Mingcha) -> None:
    out = tmp_path / "out"
    mingcha_command("screen", _sources(tmp_path), "--out", out, "-q", "--lang", "en", "--report", "sarif")
    mingcha_command("report", out, "-f", "sarif", "--lang", "en", "--out", tmp_path / "again")
    assert _texts(out / "report") == _texts(tmp_path / "again")


def test_a_format_that_is_unknown_is_refused_before_anything_is_screened(tmp_path: Path, mingcha_command: Mingcha) -> None:
    said = _refused(mingcha_command, "screen", _sources(tmp_path), "--out", tmp_path / "out", "--report", "html,pdf")
    assert "--report html,pdf: there is no format pdf" in said
    assert not (tmp_path / "out").exists()


def test_a_report_is_not_written_to_a_url(tmp_path: Path, mingcha_command: Mingcha) -> None:
    where = ("--out", "memory://out", "--journal", tmp_path / "here")
    said = _refused(mingcha_command, "screen", _sources(tmp_path), *where, "--report", "html")
    assert f"then mingcha report {tmp_path / 'here'}" in said
    assert not (tmp_path / "here").exists()
