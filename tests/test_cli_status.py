"""`mingcha status`: how far a run is, also one that another process works on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingcha.running.journal import Journal
from mingcha.running.kept import NAME
from mingcha.running.report import DocumentReport
from tests.commands import Mingcha
from tests.journals import SETTINGS, answer, task, told


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that was stopped: three of four files done, one of them not read."""
    failed = DocumentReport("c.pdf", "failed", problems=("c.pdf: it is encrypted; save it without a password",))
    partly = DocumentReport("b.pdf", "partly", problems=("page 3: it is blurred",))
    with Journal(tmp_path / "out", SETTINGS) as journal:
        journal.expect([task("a", 10), task("b.pdf", 10), task("c.pdf", 10), task("d", 30)], [])
        journal.add([answer("a"), answer("b.pdf", "b", told(partly)), answer("c.pdf", "c", told(failed), stopped=True)])
    return tmp_path / "out"


def test_it_says_what_is_done_found_and_failed(run: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("status", run)
    assert done.status == 0
    for words in (
        f"{run}: 已停止",
        "已处理 3 / 4 个文件（75.0%）",
        "3 份公开文件，6 个问题（错误 1，疑点 2，提示 3）",
        "未能读取 1 份，部分读取 1 份；因超出上限或崩溃而中止 1 个文件",
        "\n  b.pdf: page 3: it is blurred\n  c.pdf: it is encrypted; save it without a password\n",
        "个/秒，剩余约 0:00:0",
    ):
        assert words in done.out


def test_it_speaks_english_where_it_is_asked_for(run: Path, mingcha_command: Mingcha) -> None:
    printed = mingcha_command("status", run, "--lang", "en").out
    for words in ("stopped", "files: 3 of 4 done (75.0%)", "documents: 3, findings: 6", "files/s, about"):
        assert words in printed
    assert printed.replace(str(run), "").isascii()


def test_json_says_the_same(run: Path, mingcha_command: Mingcha) -> None:
    said = json.loads(mingcha_command("status", run, "--json").out)
    progress = {key: said["progress"][key] for key in ("state", "tasks", "done", "bytes", "bytes_done", "failed", "stopped")}
    assert progress == {"state": "stopped", "tasks": 4, "done": 3, "bytes": 60, "bytes_done": 30, "failed": 1, "stopped": 1}
    assert said["left"] == pytest.approx(said["progress"]["last"])
    assert [unread["document"] for unread in said["unread"]] == ["b.pdf", "c.pdf"]


def test_a_run_in_progress_is_running(run: Path, mingcha_command: Mingcha) -> None:
    with Journal(run, SETTINGS):
        assert "正在运行" in mingcha_command("status", run).out


def test_a_run_whose_files_are_written_is_complete(run: Path, mingcha_command: Mingcha) -> None:
    with Journal(run, SETTINGS) as journal:
        journal.add([answer("d")])
        journal.complete()
    printed = mingcha_command("status", run).out
    assert "已完成" in printed
    assert "剩余" not in printed


def test_of_many_that_were_not_read_the_first_are_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    names = [f"{number:02}" for number in range(30)]
    reports = [DocumentReport(name, "failed", problems=(f"{name}: it is damaged",)) for name in names]
    with Journal(tmp_path, SETTINGS) as journal:
        journal.expect(map(task, names), [])
        journal.add([answer(report.document, "x", told(report)) for report in reports])
    printed = mingcha_command("status", tmp_path).out
    assert printed.count("it is damaged") == 20
    assert "另有 10 份" in printed


def test_a_folder_without_a_run_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("status", tmp_path)
    assert done.status == 2
    assert f"{tmp_path}: there is no run in it" in done.err


def test_a_damaged_journal_is_wrong_usage_and_the_remedy_is_told(run: Path, mingcha_command: Mingcha) -> None:
    (run / NAME).write_bytes(b"damaged" * 10_000)
    done = mingcha_command("status", run)
    assert done.status == 2
    assert f"{run / NAME}: it is damaged" in done.err
    assert "screen the documents again" in done.err
