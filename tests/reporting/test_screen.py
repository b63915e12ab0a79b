"""What is said of a run on the screen, from its journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.reporting.screen import Bar, clock, pace, print_run
from mingcha.running.journal import Journal
from mingcha.running.report import DocumentReport
from tests.journals import SETTINGS, answer, task, told


def _printed(folder: Path, reports: list[DocumentReport], capsys: pytest.CaptureFixture[str], *passed: str) -> str:
    with Journal(folder, SETTINGS) as journal:
        journal.expect((task(report.document) for report in reports), passed)
        journal.add([answer(report.document, "x", told(report)) for report in reports])
        print_run(journal, "out", "zh", with_findings=True)
    return capsys.readouterr().out


def test_what_could_not_be_looked_for_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = DocumentReport("a.txt", "read", capped=True, failures=("omitted_child: a number was text",))
    printed = _printed(tmp_path, [report], capsys)
    assert "未能找全错数（查找超出上限）: a.txt" in printed
    assert "未能尝试的原因诊断: a.txt: omitted_child: a number was text" in printed


def test_the_documents_of_a_small_run_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = [DocumentReport(f"{number}.txt", "read", unit="某局", year=2024) for number in range(20)]
    printed = _printed(tmp_path, reports, capsys)
    assert printed.count("某局 2024: 未发现问题") == 20
    assert "20 份文件，0 个问题" in printed


def test_of_a_large_run_the_sums_the_first_failures_and_where_the_rest_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [DocumentReport(f"{number:03}.txt", "read") for number in range(100)]
    reports += [DocumentReport(f"{number:03}.pdf", "failed", problems=(f"{number:03}.pdf: damaged",)) for number in range(25)]
    printed = _printed(tmp_path, reports, capsys, "x.exe")
    assert "未发现问题" not in printed
    assert printed.count(".pdf: damaged") == 20
    assert "另有 5 份未能完整读取（原因见 documents.jsonl）" in printed
    assert "125 份文件，0 个问题" in printed
    assert "1 个文件不是文档" in printed
    assert "结果写入 out" in printed


def test_the_findings_of_a_large_run_are_said_to_be_in_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect((task(str(number)) for number in range(21)), [])
        journal.add([answer(str(number)) for number in range(21)])
        print_run(journal, "out", "zh", with_findings=True)
        assert "各问题见 findings.jsonl" in capsys.readouterr().out
        print_run(journal, "out", "zh", with_findings=False)
        assert "findings.jsonl" not in capsys.readouterr().out


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0:00:00"), (59.6, "0:01:00"), (3725, "1:02:05"), (360_000, "100:00:00")])
def test_seconds_are_told_as_a_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words


# -- the progress bar ------------------------------------------------------------------------------------------------


def _go(folder: Path, bar: Bar) -> None:
    """A run of two tasks, one of which was done before."""
    with Journal(folder, SETTINGS) as journal:
        journal.expect([task("a", 60), task("b", 30), task("c", 10)], [])
        journal.add([answer("a")])
        bar.begin(journal.progress())
        bar.advance(task("b", 30), answer("b", "b", told(DocumentReport("b", "failed"))))


def test_the_bar_says_what_is_done_found_failed_and_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with Bar("zh") as bar:
        _go(tmp_path, bar)
    shown = capsys.readouterr().err
    assert "2/3" in shown
    assert "个/秒  问题 6  未能完整读取 1  剩余 0:00:00" in shown


def test_the_bar_is_quiet_where_there_is_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("zh") as bar:
        _go(tmp_path, bar)
    assert capsys.readouterr().err == ""


def test_before_the_first_task_is_done_no_time_is_told(tmp_path: Path) -> None:
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect([task("a")], [])
        assert pace(journal.progress(), "en") == "-/s  findings: 0  not read as a whole: 0  left: -"
