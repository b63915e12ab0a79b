"""The command line: exit statuses, the files it writes, what it prints, and that the library gives the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import mingcha
from mingcha import Screener
from mingcha.knowledge import shipped
from mingcha.reporting.files import FILES
from mingcha.running import run
from tests.commands import Done, Mingcha
from tests.documents import CLEAN, WRONG, screener, written

SLIP = (
    CLEAN
    + """
    四、收支说明

    本单位当年公用经费预算安排 100.00 元，较上年增加减少 1.00 元，主要原因是业务变化。
    """
)
FIELDS = {
    "id": str,
    "document": str,
    "sha256": str,
    "unit": str,
    "year": int,
    "rule": str,
    "kind": str,
    "severity": str,
    "confidence": float,
    "title": str,
    "message": str,
    "places": list,
    "stated": str,
    "expected": str,
    "difference": str,
    "unit_of_money": str,
    "diagnosis": str,
    "because": list,
    "basis": list,
    "correction": str,
    "alternatives": list,
}


def _file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else written(text))
    return path


def _findings(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


def _documents(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def _run(out: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return summary


# -- exit statuses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [CLEAN, WRONG], ids=["nothing found", "an error found"])
def test_without_fail_on_the_status_is_0_whatever_was_found(text: str, tmp_path: Path, mingcha_command: Mingcha) -> None:
    assert mingcha_command("screen", _file(tmp_path, "a.txt", text), "--out", tmp_path / "out").status == 0


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (CLEAN, "info", 0),
        (SLIP, "error", 0),
        (SLIP, "warning", 1),
        (SLIP, "info", 1),
        (WRONG, "error", 1),
        (WRONG, "warning", 1),
    ],
)
def test_with_fail_on_a_finding_as_serious_or_more_gives_1(
    text: str, fail_on: str, status: int, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    file = _file(tmp_path, "a.txt", text)
    assert mingcha_command("screen", file, "--out", tmp_path / "out", "--fail-on", fail_on).status == status


def test_a_path_that_is_not_there_is_wrong_usage_and_is_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("screen", tmp_path / "nowhere.txt", "--out", tmp_path / "out")
    assert done.status == 2
    assert str(tmp_path / "nowhere.txt") in done.err
    assert not (tmp_path / "out").exists()


def test_an_unknown_option_is_wrong_usage_and_is_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("screen", _file(tmp_path, "a.txt", CLEAN), "--out", tmp_path / "out", "--tolerance", "0.05")
    assert done.status == 2
    assert "--tolerance" in done.err


@pytest.mark.parametrize(
    "arguments", [["--fail-on", "fatal"], ["--lang", "fr"], ["--max-bytes", "0"], ["--max-columns", "many"]], ids=" ".join
)
def test_a_value_an_option_does_not_take_is_wrong_usage(arguments: list[str], tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", CLEAN)
    assert mingcha_command("screen", file, "--out", tmp_path / "out", *arguments).status == 2


def test_a_missing_out_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("screen", _file(tmp_path, "a.txt", CLEAN))
    assert done.status == 2
    assert "--out" in done.err


def test_a_folder_without_documents_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    _file(tmp_path, "folder/setup.exe", b"MZ")
    done = mingcha_command("screen", tmp_path / "folder", "--out", tmp_path / "out")
    assert done.status == 2
    assert str(tmp_path / "folder") in done.err


def test_an_out_that_is_a_file_is_wrong_usage_and_is_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", CLEAN)
    done = mingcha_command("screen", file, "--out", file)
    assert done.status == 2
    assert str(file) in done.err
    assert file.read_bytes() == written(CLEAN)


def test_wrong_knowledge_is_wrong_usage_and_is_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", CLEAN)
    done = mingcha_command("screen", file, "--out", tmp_path / "out", "--knowledge", tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in done.err
    assert done.status == 2


def test_a_document_that_cannot_be_read_gives_3_and_the_others_are_screened(tmp_path: Path, mingcha_command: Mingcha) -> None:
    bad, good = _file(tmp_path, "a.txt", b""), _file(tmp_path, "b.txt", WRONG)
    done = mingcha_command("screen", bad, good, "--out", tmp_path / "out")
    assert done.status == 3
    assert [finding["document"] for finding in _findings(tmp_path / "out")] == [str(good)]
    assert f"{bad}: " in done.out.replace("\n", "")


def test_an_error_is_one_sentence_and_no_traceback(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("read", _file(tmp_path, "a.txt", b""))
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert str(tmp_path / "a.txt") in done.err
    assert "Traceback" not in done.err


def test_to_read_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    assert mingcha_command("read", tmp_path / "nowhere.txt").status == 2


# -- what is screened ------------------------------------------------------------------------------------------------


def test_of_a_folder_the_documents_are_screened_and_the_rest_is_said_to_be_passed_over(
    tmp_path: Path, mingcha_command: Mingcha
) -> None:
    for name in ("b.txt", "a.TSV", "inner/c.text"):
        _file(tmp_path / "folder", name, CLEAN)
    _file(tmp_path / "folder", "setup.exe", b"MZ")
    _file(tmp_path / "folder", "~$b.docx", b"PK")
    _file(tmp_path / "folder", ".hidden/d.txt", CLEAN)
    done = mingcha_command("screen", tmp_path / "folder", "--out", tmp_path / "out")
    summary = _run(tmp_path / "out")
    folder = tmp_path / "folder"
    assert [report["document"] for report in _documents(tmp_path / "out")] == [
        str(folder / "a.TSV"),
        str(folder / "b.txt"),
        str(folder / "inner" / "c.text"),
    ]
    assert summary["passed_over"] == [str(folder / "setup.exe"), str(folder / "~$b.docx")]
    assert done.status == 0
    assert "2 个文件不是文档" in done.out


def test_a_file_that_is_named_is_screened_whatever_its_name_ends_in(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mingcha_command("screen", _file(tmp_path, "disclosure.2024", WRONG), "--out", tmp_path / "out")
    (finding,) = _findings(tmp_path / "out")
    assert {evidence["rule"] for evidence in finding["because"]} == {"TOT-001", "TOT-004"}


def test_a_file_that_is_named_twice_is_screened_once(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path / "folder", "a.txt", WRONG)
    mingcha_command("screen", file, tmp_path / "folder", file, "--out", tmp_path / "out")
    assert len(_documents(tmp_path / "out")) == 1


# -- findings.jsonl --------------------------------------------------------------------------------------------------


@pytest.fixture
def finding(tmp_path: Path, mingcha_command: Mingcha) -> dict[str, Any]:
    """The finding of TOT-001 in WRONG as the file holds it."""
    mingcha_command("screen", _file(tmp_path, "a.txt", WRONG), "--out", tmp_path / "out")
    return next(finding for finding in _findings(tmp_path / "out") if finding["rule"] == "TOT-001")


def test_a_finding_has_the_fields_of_the_specification_in_its_order(finding: dict[str, Any]) -> None:
    assert list(finding) == list(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_finding_has_its_type(field: str, finding: dict[str, Any]) -> None:
    assert type(finding[field]) is FIELDS[field]


def test_a_finding_says_what_is_wrong_where_and_what_it_should_be(finding: dict[str, Any], tmp_path: Path) -> None:
    assert finding["document"] == str(tmp_path / "a.txt")
    assert (finding["unit"], finding["year"]) == ("某县档案馆", 2024)
    assert (finding["rule"], finding["kind"], finding["severity"]) == ("TOT-001", "row_sum", "error")
    assert (finding["stated"], finding["expected"], finding["difference"]) == ("450.00", "400.00", "50.00")
    assert finding["unit_of_money"] == "元"
    assert 0 < finding["confidence"] <= 1


def test_the_first_place_of_a_finding_is_the_wrong_one(finding: dict[str, Any]) -> None:
    assert finding["places"][0] == {
        "page": None,
        "line": 11,
        "table": "一般公共预算支出明细表（按支出功能分类科目）",
        "row": "一般公共服务支出",
        "column": "合计",
        "text": "450.00",
    }
    assert [place["text"] for place in finding["places"][1:]] == ["300.00", "100.00", "400.00"]


def test_a_finding_names_the_failed_identities_and_their_residuals(finding: dict[str, Any]) -> None:
    assert [(one["rule"], one["residual"]) for one in finding["because"]] == [("TOT-001", "50.00"), ("TOT-004", "-50.00")]
    assert [place["text"] for place in finding["because"][1]["places"]] == ["400.00", "450.00"]


def test_a_finding_names_its_cause_its_correction_and_what_else_could_be(finding: dict[str, Any]) -> None:
    assert finding["diagnosis"] == "one_digit"
    assert "400.00" in finding["correction"]
    (other,) = finding["alternatives"]
    assert (other["place"]["line"], other["place"]["text"], other["expected"]) == (10, "400.00", "450.00")
    assert 0 < other["probability"] < 0.5


def test_the_run_counts_the_causes(summary: dict[str, Any], tmp_path: Path) -> None:
    documents = _documents(tmp_path / "out")
    assert summary["diagnoses"] == {"one_digit": 1}
    assert [report["capped"] for report in documents] == [False] * 3
    assert [report["failures"] for report in documents] == [[]] * 3


def test_a_finding_names_its_laws(finding: dict[str, Any]) -> None:
    assert [(law["law"], law["article"]) for law in finding["basis"]] == [
        ("预算法实施条例", "第五条"),
        ("政府信息公开条例", "第六条"),
        ("预算法", "第三十二条第四款"),
        ("预算法实施条例", "第四十条第三款"),
        ("政府信息公开条例", "第六条第一款"),
    ]


def test_a_finding_about_words_states_no_amount(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mingcha_command("screen", _file(tmp_path, "a.txt", SLIP), "--out", tmp_path / "out")
    (slip,) = [finding for finding in _findings(tmp_path / "out") if finding["rule"] == "TXT-001"]
    assert list(slip) == list(FIELDS)
    assert slip["stated"] is slip["expected"] is slip["difference"] is slip["unit_of_money"] is None
    assert slip["diagnosis"] is slip["correction"] is None
    assert slip["because"] == slip["alternatives"] == []


def test_ids_of_findings_are_stable_and_differ(tmp_path: Path, mingcha_command: Mingcha) -> None:
    text = SLIP.replace("201 | 一般公共服务支出 | 400.00", "201 | 一般公共服务支出 | 450.00")
    mingcha_command("screen", _file(tmp_path, "a.txt", text), "--out", tmp_path / "out")
    ids = [each["id"] for each in _findings(tmp_path / "out")]
    assert len(set(ids)) == len(ids) == 2
    moved = Screener().screen(written(text), "another name")
    assert [each.id for each in moved.findings] == ids


def test_every_line_of_the_file_is_one_finding(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mingcha_command("screen", _file(tmp_path, "a.txt", WRONG), "--out", tmp_path / "out")
    for file in ("findings.jsonl", "proofs.jsonl"):
        text = (tmp_path / "out" / file).read_bytes()
        assert text.endswith(b"}\n")
        assert text.count(b"\n") == 1


def test_nothing_found_is_an_empty_file(tmp_path: Path, mingcha_command: Mingcha) -> None:
    mingcha_command("screen", _file(tmp_path, "a.txt", CLEAN), "--out", tmp_path / "out")
    assert (tmp_path / "out" / "findings.jsonl").read_bytes() == (tmp_path / "out" / "proofs.jsonl").read_bytes() == b""


# -- run.json and documents.jsonl -------------------------------------------------------------------------------------


@pytest.fixture
def summary(tmp_path: Path, mingcha_command: Mingcha) -> dict[str, Any]:
    """What run.json says of a wrong, a clean and an empty document."""
    files = [_file(tmp_path, "a.txt", WRONG), _file(tmp_path, "b.txt", CLEAN), _file(tmp_path, "c.txt", b" \n")]
    mingcha_command("screen", *files, "--out", tmp_path / "out")
    return _run(tmp_path / "out")


def test_the_run_names_its_version_and_the_hash_of_its_knowledge(summary: dict[str, Any]) -> None:
    assert summary["mingcha"] == mingcha.__version__
    assert summary["knowledge"] == screener().knowledge.hash


def test_the_run_says_what_became_of_each_document(summary: dict[str, Any], tmp_path: Path) -> None:
    assert summary["documents"] == {"read": 2, "partly": 0, "failed": 1}
    assert summary["findings"] == {"error": 1}
    documents = {Path(report["document"]).name: report for report in _documents(tmp_path / "out")}
    assert [report["status"] for report in documents.values()] == ["read", "read", "failed"]
    assert documents["a.txt"]["findings"] == {"error": 1}
    assert documents["b.txt"]["findings"] == {}
    assert (documents["b.txt"]["unit"], documents["b.txt"]["year"], documents["b.txt"]["kind"]) == ("某县档案馆", 2024, "budget")
    assert (documents["b.txt"]["tables"], documents["b.txt"]["figures"], documents["b.txt"]["unread"]) == (1, 6, 0)


def test_the_run_says_what_failed_and_why(summary: dict[str, Any], tmp_path: Path) -> None:
    (problem,) = _documents(tmp_path / "out")[2]["problems"]
    assert problem.startswith(f"{tmp_path / 'c.txt'}: the file is empty")


def test_the_run_counts_four_states_for_every_rule(summary: dict[str, Any]) -> None:
    assert list(summary["rules"]) == sorted(rule.id for rule in screener().knowledge.rules)
    assert summary["rules"]["TOT-001"] == {"holds": 1, "violated": 1}
    assert summary["rules"]["TOT-010"] == {"not_enough_data": 2}
    states = {"holds", "violated", "not_enough_data", "not_applicable"}
    for counts in summary["rules"].values():
        assert counts.keys() <= states
        assert sum(counts.values()) == 2


def test_the_run_says_in_both_languages_why_a_rule_did_not_apply(tmp_path: Path, mingcha_command: Mingcha) -> None:
    rule = (shipped() / "rules/TOT/TOT-001.yaml").read_text(encoding="utf-8") + "scope: {kind: [final_account]}\n"
    mine = _file(tmp_path, "mine/rules/TOT/TOT-001.yaml", rule.encode()).parents[2]
    mingcha_command("screen", _file(tmp_path, "a.txt", WRONG), "--out", tmp_path / "out", "--knowledge", mine)
    (document,) = _documents(tmp_path / "out")
    why = {"zh": "仅适用于决算，本文件为预算", "en": "applies to final accounts only; this document is a budget"}
    assert [why] == [one["why"] for one in document["not_applicable"] if "TOT-001" in one["rules"]]
    assert document["rules"]["TOT-001"] == "not_applicable"


def test_a_run_twice_writes_the_same_bytes(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    for out in ("one", "two"):
        mingcha_command("screen", file, "--out", tmp_path / out)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_run_writes_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """The order of sets and dictionaries differs from process to process; no finding may depend on it."""
    samples = tmp_path / "samples"
    subprocess.run([sys.executable, "-m", "mingcha_datasets", "--out", str(samples)], check=True, capture_output=True)
    for seed in ("1", "2"):
        command = [sys.executable, "-c", "from mingcha.cli import main; main()", "screen", str(samples), "-q", "--out", seed]
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed})
    for name in FILES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


# -- what is printed -------------------------------------------------------------------------------------------------


def test_the_findings_are_printed_as_a_table_a_person_can_read(tmp_path: Path, mingcha_command: Mingcha) -> None:
    printed = mingcha_command("screen", _file(tmp_path, "a.txt", WRONG), "--out", tmp_path / "out").out
    for words in (
        "错误",
        "第11行",
        "TOT-001",
        "450.00",
        "400.00",
        "某县档案馆 2024",
        "1 份文件，1 个问题（错误 1，疑点 0，提示 0）",
    ):
        assert words in printed


def test_quiet_prints_no_table_but_the_sums_and_the_place(tmp_path: Path, mingcha_command: Mingcha) -> None:
    printed = mingcha_command("screen", _file(tmp_path, "a.txt", WRONG), "--out", tmp_path / "out", "-q").out
    assert "TOT-001" not in printed
    assert "1 个问题" in printed
    assert str(tmp_path / "out") in printed


def test_nothing_found_is_said(tmp_path: Path, mingcha_command: Mingcha) -> None:
    assert "未发现问题" in mingcha_command("screen", _file(tmp_path, "a.txt", CLEAN), "--out", tmp_path / "out").out


def test_english_is_spoken_where_it_is_asked_for(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    printed = mingcha_command("screen", file, "--out", tmp_path / "out", "--lang", "en").out
    assert "documents: 1, findings: 1 (1 errors, 0 warnings, 0 hints)" in printed
    (finding,) = _findings(tmp_path / "out")
    assert finding["title"].isascii()
    assert "Evidence: relations that fail: 2, all hold after the correction" in finding["message"]


def test_the_language_changes_no_id_and_no_amount(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    for lang in ("zh", "en"):
        mingcha_command("screen", file, "--out", tmp_path / lang, "--lang", lang)
    zh, en = (
        [{**each, **dict.fromkeys(("title", "message", "basis", "correction"))} for each in _findings(tmp_path / lang)]
        for lang in ("zh", "en")
    )
    assert zh == en


def test_progress_is_quiet_where_there_is_no_terminal(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    command = [sys.executable, "-c", "from mingcha.cli import main; main()", "screen", str(file), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_the_command_is_installed_under_its_name(tmp_path: Path) -> None:
    command = shutil.which("mingcha", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("mingcha is imported from a folder and not installed here")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"mingcha {mingcha.__version__}\n"


def test_the_version_is_printed(mingcha_command: Mingcha) -> None:
    assert mingcha_command("--version") == Done(0, f"mingcha {mingcha.__version__}\n", "")


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    read = f"{sys.executable} -c 'from mingcha.cli import main; main()' read {file}"
    done = subprocess.run(["bash", "-c", f"{read} | head -c 1"], capture_output=True, text=True, check=True)
    assert done.stderr == ""


# -- mingcha read ----------------------------------------------------------------------------------------------------

READ = (
    CLEAN
    + """    208 | 社会保障和就业支出 | 99999999999999999999.00 | |

    四、收支说明

    本单位当年一般公共预算支出 400.00 元，较上年增加 1.00 元，主要原因是调资。另有5元。
    """
)


@pytest.fixture
def shown(tmp_path: Path, mingcha_command: Mingcha) -> str:
    return mingcha_command("read", _file(tmp_path, "a.txt", READ)).out


def test_read_shows_unit_year_and_kind(shown: str) -> None:
    assert "unit: 某县档案馆   year: 2024   kind: budget" in shown


def test_read_shows_each_table_with_its_lines_and_its_unit(shown: str) -> None:
    assert "一般公共预算支出明细表(按支出功能分类科目)" in shown.replace("（", "(").replace("）", ")")
    assert "(lines 5-12, accounts, 元)" in shown


def test_read_shows_every_figure_with_its_line_its_unit_and_its_coordinate(shown: str) -> None:
    assert (
        "line 11  一般公共服务支出  300.00 元  [measure=expenditure period=this fund=general_public_budget "
        "function=201 component=personnel]" in " ".join(shown.split("\n")).replace("   ", "  ")
    )


def test_read_shows_every_claim_with_its_change_and_reason(shown: str) -> None:
    assert "本单位当年一般公共预算支出  400.00 元, change +1.00 元, reason: 调资" in shown


def test_read_shows_every_number_that_was_not_understood_and_why(shown: str) -> None:
    assert "not understood, line 12: 99999999999999999999.00 - a number too long to be an amount" in shown


def test_read_coverage_says_how_much_was_understood_and_no_figure(tmp_path: Path, mingcha_command: Mingcha) -> None:
    printed = mingcha_command("read", _file(tmp_path, "a.txt", READ), "--coverage").out
    assert "tables: 8 of 9 numeric cells understood (88.9%)" in printed
    assert "text: " in printed
    assert "not understood, line 12: 99999999999999999999.00" in printed
    assert "measure=" not in printed


def test_read_json_is_json_with_everything_understood(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", READ)
    read = json.loads(mingcha_command("read", file, "--json").out)
    assert read == json.loads(msgspec.json.encode(screener().understand(file)))
    assert (read["unit"], read["year"], read["kind"]) == ("某县档案馆", 2024, "budget")
    assert [figure["text"] for figure in read["figures"]] == ["400.00", "300.00", "100.00", "400.00", "300.00", "100.00"]


# -- the library -----------------------------------------------------------------------------------------------------


def test_a_path_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    assert mingcha.screen(file) == mingcha.screen(str(file)) == mingcha.screen(file.read_bytes(), str(file))


def test_the_library_gives_the_findings_that_the_command_writes(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, "a.txt", WRONG)
    mingcha_command("screen", file, "--out", tmp_path / "out")
    lines = (tmp_path / "out" / "findings.jsonl").read_bytes().splitlines()
    assert [msgspec.json.encode(finding) for finding in mingcha.screen(file).findings] == lines


def test_a_screener_that_has_seen_other_documents_gives_the_same_as_a_new_one() -> None:
    used = Screener()
    for text in (CLEAN, SLIP, READ):
        used.screen(written(text), "another")
    assert used.screen(written(WRONG), "a") == Screener().screen(written(WRONG), "a")


def test_a_screener_takes_the_knowledge_of_another() -> None:
    assert Screener(screener().knowledge).screen(written(WRONG), "a") == screener().screen(written(WRONG), "a")


def test_many_documents_give_what_each_gives_alone(tmp_path: Path) -> None:
    files = [_file(tmp_path, f"{number}.txt", text) for number, text in enumerate((CLEAN, WRONG, SLIP))]
    together = run(files, Screener())
    assert together.findings == [finding for file in files for finding in mingcha.screen(file).findings]


def test_an_unknown_language_is_wrong_usage() -> None:
    with pytest.raises(mingcha.UsageError, match="fr"):
        Screener(lang="fr")


def test_a_path_that_is_not_there_is_an_unreadable_document(tmp_path: Path) -> None:
    with pytest.raises(mingcha.UnreadableDocumentError, match="nowhere"):
        mingcha.screen(tmp_path / "nowhere.txt")


@pytest.mark.parametrize("module", ["rich", "typer", "numpy", "mingcha.cli", "mingcha_datasets"])
def test_importing_mingcha_does_not_import(module: str) -> None:
    command = [sys.executable, "-c", f"import sys, mingcha; sys.exit({module!r} in sys.modules)"]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_screener_for_single_documents_imports_nothing_of_runs_in_bulk() -> None:
    bulk = {"sqlite3", "filelock", "pyarrow", "multiprocessing"}
    command = [sys.executable, "-c", f"import sys, mingcha; mingcha.Screener; sys.exit(' '.join({bulk!r} & set(sys.modules)))"]
    assert subprocess.run(command, check=False, capture_output=True).stderr.strip() == b""


def test_a_folder_has_no_pages_to_draw(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("read", tmp_path, "--image", tmp_path / "pages")
    assert done.status == 3
    assert "Traceback" not in done.err
    assert str(tmp_path) in done.err
