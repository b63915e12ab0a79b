"""`mingcha rules`: list, show, check, new, coverage, schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mingcha.knowledge import shipped
from mingcha.rulebook.method import Method, method
from mingcha.vocabulary.relations import RELATIONS
from tests.commands import Mingcha
from tests.documents import CLEAN, WRONG, screener, written

RULE = "rules/TOT/TOT-001.yaml"
TEXT = (shipped() / RULE).read_text(encoding="utf-8")


def _file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# -- list -----------------------------------------------------------------------------------------------------------------


def test_the_list_has_every_rule_with_its_title_severity_and_law(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "list")
    rules = screener().knowledge.rules
    assert done.status == 0
    assert all(rule.id in done.out for rule in rules)
    assert "规则" in done.out
    assert f"{len(rules)} 条规则" in done.out


def test_the_list_of_one_family_has_no_other(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "list", "--family", "TXT", "--lang", "en")
    assert "TXT-001" in done.out
    assert "TOT-001" not in done.out
    assert "warning" in done.out


def test_a_family_there_is_not_is_wrong_usage(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "list", "--family", "tot")
    assert (done.status, done.out) == (2, "")
    assert "did you mean 'TOT'?" in done.err


def test_the_list_as_json_is_json(mingcha_command: Mingcha, tmp_path: Path) -> None:
    out = tmp_path / "list.json"
    done = mingcha_command("rules", "list", "--family", "TOT", "--json")
    out.write_text(done.out, encoding="utf-8")
    rules: list[dict[str, Any]] = json.loads(done.out)
    assert [rule["id"] for rule in rules] == [rule.id for rule in screener().knowledge.rules if rule.family == "TOT"]
    assert rules[0]["title"].keys() == {"zh", "en"}
    assert Path(rules[0]["file"]).name == "TOT-001.yaml"
    assert rules[0]["relation"] == "adds_up"


# -- show -----------------------------------------------------------------------------------------------------------------


def test_a_rule_is_shown_with_all_that_a_regulator_asks(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "show", "TOT-001")
    rule = next(rule for rule in screener().knowledge.rules if rule.id == "TOT-001")
    for text in (rule.title["zh"], rule.why["zh"], rule.say["zh"], rule.exclusions[0]["zh"], "错误", "全部文件", rule.path):
        assert text in done.out
    law = rule.basis[0]
    assert f"{law['law']}{law['article']}：{law['demands']}（已核对条文原文）" in done.out
    assert "在一张表内，总数等于它的各组成部分之和。\n  - 排列：各部分在同一行的各栏\n" in done.out
    assert "功能科目编码 | 功能科目名称 | 合计" in done.out


def test_a_rule_is_shown_in_english(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "show", "TOT-001", "--lang", "en")
    assert "In a table, a total equals the sum of its parts.\n  - arrangement: the parts stand in one row" in done.out
    law = next(rule for rule in screener().knowledge.rules if rule.id == "TOT-001").basis[0]
    assert f"{law['law']}{law['article']}: {law['demands_en']} (the article was read)" in done.out


def test_a_rule_of_a_users_own_is_shown_with_its_scope(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = _file(tmp_path, RULE, TEXT + "scope: {kind: [final_account], from_year: 2020, unit_type: [administrative]}\n")
    done = mingcha_command("rules", "show", "TOT-001", "--knowledge", tmp_path)
    assert "适用范围：决算；2020年起；行政单位" in done.out
    assert str(file) in done.out


def test_a_rule_there_is_not_is_wrong_usage_with_the_nearest(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "show", "tot-001")
    assert (done.status, done.out) == (2, "")
    assert "did you mean 'TOT-001'?" in done.err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", screener().knowledge.rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_shown_in_both_languages(rule: Any, lang: str, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "show", rule.id, "--lang", lang)
    assert (done.status, done.err) == (0, "")
    assert rule.title[lang] in done.out


def test_a_relation_without_words_is_told_by_its_terms() -> None:
    assert "new_one" not in RELATIONS
    assert method("new_one", {"a": 1}, screener().knowledge, "zh") == Method("`new_one`", ("`a`：`1`",))


# -- check ----------------------------------------------------------------------------------------------------------------


def test_right_files_are_right(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "check", shipped() / "rules/TXT", shipped() / RULE)
    assert done.status == 0
    assert f"{shipped() / RULE}: 通过，2 个示例" in done.out
    assert "0 个有误" in done.out


def test_all_errors_of_all_files_are_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    first = _file(tmp_path, RULE, TEXT.replace("kind: row_sum", "kind: row_sums").replace("severity: error", "severity: fatal"))
    second = _file(tmp_path, "rules/OWN/OWN-001.yaml", "id: [a")
    done = mingcha_command("rules", "check", tmp_path)
    assert done.status == 2
    assert f"{first}, line 2, column 7: kind cannot be 'row_sums'; did you mean 'row_sum'?" in done.out
    assert f"{first}, line 3, column 11: severity cannot be 'fatal'" in done.out
    assert f"{second}, line 2, column 1: not valid YAML" in done.out
    assert "that begins in line 1, column 5" in done.out
    assert "2 个文件，2 个有误" in done.out


def test_an_example_that_does_not_do_what_it_should_is_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    holds, _, breaks = TEXT.partition("  breaks:\n")
    right = holds.partition("  holds:\n")[2]
    file = _file(tmp_path, "TOT-001.yaml", TEXT.replace(breaks, right))
    done = mingcha_command("rules", "check", file, "--lang", "en")
    assert done.status == 2
    assert f"{file}: example breaks 1: it should end in violated, but ends in holds" in done.out


def test_an_example_that_breaks_where_it_should_hold_is_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    text = TEXT.replace("600.00 | 300.00 | 100.00 | 200.00", "600.00 | 300.00 | 100.00 | 201.00")
    done = mingcha_command("rules", "check", _file(tmp_path, "TOT-001.yaml", text))
    assert done.status == 2
    assert "示例 holds 1：状态应为 holds，实为 violated" in done.out


def test_an_example_that_is_no_document_is_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    text = TEXT.partition("examples:")[0] + "examples: {holds: [nothing], breaks: [nothing]}\n"
    done = mingcha_command("rules", "check", _file(tmp_path, "TOT-001.yaml", text))
    assert done.status == 2
    assert done.out.count("无法读取") == 2


def test_two_files_with_one_id_are_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    for folder in ("a", "b"):
        _file(tmp_path, f"{folder}/TOT-001.yaml", TEXT)
    done = mingcha_command("rules", "check", tmp_path)
    assert done.status == 2
    assert f"the id 'TOT-001' is that of {tmp_path / 'a/TOT-001.yaml'} too" in done.out


def test_a_file_is_checked_over_a_users_knowledge_even_where_it_is_part_of_it(tmp_path: Path, mingcha_command: Mingcha) -> None:
    dimensions = (shipped() / "taxonomy/dimensions.yaml").read_text(encoding="utf-8")
    _file(tmp_path, "taxonomy/dimensions.yaml", dimensions.replace("period:\n", "  rent: {zh: 租金, en: rent}\nperiod:\n"))
    _file(tmp_path, "rules/OWN/OWN-001.yaml", "[")
    text = (shipped() / "rules/AGR/AGR-001.yaml").read_text(encoding="utf-8").replace("measures: [", "measures: [rent, ")
    _file(tmp_path, "rules/AGR/AGR-001.yaml", text)
    done = mingcha_command("rules", "check", tmp_path, "--knowledge", tmp_path)
    assert "AGR-001.yaml: 通过" in done.out
    assert "OWN-001.yaml, line " in done.out
    assert "'rent'" in mingcha_command("rules", "check", tmp_path / "rules/AGR").out


LAST = "diagnoses/unexplained_figure.yaml"


@pytest.mark.parametrize(
    ("condition", "said"), [("suspect: {as: s, role: total}", "no diagnosis is without conditions"), ("[", "")]
)
def test_diagnoses_none_of_which_fits_every_suspect_are_wrong(
    condition: str, said: str, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    text = (shipped() / LAST).read_text(encoding="utf-8").replace("suspect: {as: s}", condition)
    file = _file(tmp_path, LAST, text)
    done = mingcha_command("rules", "check", tmp_path, "--knowledge", tmp_path)
    assert done.status == 2
    assert f"{file}" in done.out
    assert said in done.out


def test_knowledge_without_a_diagnosis_for_every_suspect_is_told(tmp_path: Path, mingcha_command: Mingcha) -> None:
    text = (shipped() / LAST).read_text(encoding="utf-8").replace("suspect: {as: s}", "suspect: {as: s, role: total}")
    _file(tmp_path, LAST, text)
    done = mingcha_command("rules", "check", shipped() / "rules/TXT", "--knowledge", tmp_path)
    assert done.status == 2
    assert "restore unexplained_figure" in done.err


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_path_without_rules_is_wrong_usage(name: str, tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "check", tmp_path / name)
    assert (done.status, done.out) == (2, "")
    assert str(tmp_path / name) in done.err


# -- new ------------------------------------------------------------------------------------------------------------------


def test_a_new_rule_has_the_next_free_number_and_passes_the_check(tmp_path: Path, mingcha_command: Mingcha) -> None:
    last = max(int(rule.id[4:]) for rule in screener().knowledge.rules if rule.family == "TOT")
    for number in (last + 1, last + 2):
        file = tmp_path / f"rules/TOT/TOT-{number:03}.yaml"
        assert mingcha_command("rules", "new", "TOT", "--out", tmp_path).out.strip() == str(file)
        assert file.is_file()
    done = mingcha_command("rules", "check", tmp_path)
    assert done.status == 0, done.out


def test_a_family_of_ones_own_begins_with_1(mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "new", "OWN")
    assert done.out.startswith("# yaml-language-server: $schema=")
    assert "\nid: OWN-001 " in done.out


def test_the_schema_that_a_new_rule_names_is_there(mingcha_command: Mingcha) -> None:
    named = re.match(r"# yaml-language-server: \$schema=(.*)\n", mingcha_command("rules", "new", "OWN").out)
    assert named is not None
    assert json.loads(Path(named[1]).read_text(encoding="utf-8"))["title"] == "Mingcha rule"


def test_a_new_rule_with_an_id_of_ones_own(tmp_path: Path, mingcha_command: Mingcha) -> None:
    assert mingcha_command("rules", "new", "TOT", "--id", "TOT-901", "--out", tmp_path).status == 0
    again = mingcha_command("rules", "new", "TOT", "--id", "TOT-901", "--out", tmp_path)
    assert again.status == 2
    assert "TOT-901 is taken" in again.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tot"], "did you mean 'TOT'?"),
        (["TOTAL"], "no family"),
        (["TOT", "--id", "AGR-900"], "no id of the family TOT"),
        (["TOT", "--id", "TOT-1"], "no id of the family TOT"),
        (["TOT", "--id", "TOT-001"], "TOT-001 is taken"),
    ],
)
def test_a_new_rule_that_cannot_be_is_wrong_usage(arguments: list[str], said: str, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "new", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_folder_that_cannot_be_written_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "new", "OWN", "--out", _file(tmp_path, "file", ""))
    assert done.status == 2
    assert "choose another folder with --out" in done.err


# -- coverage -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def report(tmp_path: Path, mingcha_command: Mingcha) -> Path:
    """The report of a run over two documents, with a rule that does not apply and one of the user's own that has no data."""
    _file(tmp_path, "mine/rules/TOT/TOT-012.yaml", _shipped("TOT/TOT-012") + "scope: {kind: [final_account]}\n")
    _file(tmp_path, "in/a.txt", written(CLEAN))
    _file(tmp_path, "in/b.txt", written(WRONG))
    _file(tmp_path, "in/c.txt", b"")
    mingcha_command("screen", tmp_path / "in", "--out", tmp_path / "out", "--knowledge", tmp_path / "mine")
    return tmp_path / "out"


def _shipped(rule: str) -> str:
    return (shipped() / f"rules/{rule}.yaml").read_text(encoding="utf-8")


def _row(text: str, rule: str) -> list[str]:
    line = next(line for line in text.splitlines() if rule in line)
    return [cell.strip() for cell in line.strip("│ ").split("│")]


def test_coverage_says_of_each_rule_what_became_of_it(report: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "coverage", report, "--knowledge", report.parent / "mine")
    assert done.status == 0
    assert _row(done.out, "TOT-001")[:6] == ["TOT-001", "1", "1", "0", "0", "1"]
    assert _row(done.out, "TOT-010")[:6] == ["TOT-010", "0", "0", "2", "0", "0"]
    row = _row(done.out, "TOT-012")
    assert row[:6] == ["TOT-012", "0", "0", "0", "2", "0"]
    assert row[7].startswith("仅适用于决算")
    assert done.out.index("│ TOT-001 ") < done.out.index("│ TOT-010 ") < done.out.index("│ TOT-012 ")
    assert "2 份文件，另有 1 份无法读取" in done.out
    assert re.search(r"没有一份文件有数据可比的规则 \(\d+\): .*TOT-010", done.out)
    assert re.search(r"对所有文件都不适用的规则 \(\d+\): .*TOT-012", done.out)


def test_coverage_counts_a_finding_for_every_rule_it_rests_on(report: Path, mingcha_command: Mingcha) -> None:
    (finding,) = [json.loads(line) for line in (report / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    done = mingcha_command("rules", "coverage", report, "--knowledge", report.parent / "mine")
    rules = {finding["rule"], *(evidence["rule"] for evidence in finding["because"])}
    assert rules == {"TOT-001", "TOT-004"}
    assert all(_row(done.out, rule)[5] == "1" for rule in rules)


def test_coverage_names_rules_that_did_not_run_and_other_knowledge(report: Path, mingcha_command: Mingcha) -> None:
    mine = _file(report.parent, "other/rules/TOT/TOT-901.yaml", TEXT.replace("id: TOT-001", "id: TOT-901")).parents[2]
    done = mingcha_command("rules", "coverage", report, "--knowledge", mine, "--lang", "en")
    assert "rules that did not run (1): TOT-901" in done.out
    assert "other knowledge" in done.out


def test_coverage_needs_no_findings(report: Path, mingcha_command: Mingcha) -> None:
    (report / "findings.jsonl").unlink()
    done = mingcha_command("rules", "coverage", report, "--knowledge", report.parent / "mine")
    assert _row(done.out, "TOT-001")[:6] == ["TOT-001", "1", "1", "0", "0", "0"]


@pytest.mark.parametrize(("name", "text"), [("run.json", "{}"), ("run.json", "["), ("findings.jsonl", "x\n")])
def test_a_report_that_is_none_is_wrong_usage(name: str, text: str, report: Path, mingcha_command: Mingcha) -> None:
    (report / name).write_text(text, encoding="utf-8")
    done = mingcha_command("rules", "coverage", report)
    assert (done.status, done.out) == (2, "")
    assert str(report / name) in done.err


def test_a_folder_without_a_report_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("rules", "coverage", tmp_path)
    assert done.status == 2
    assert "run.json" in done.err


# -- schema ---------------------------------------------------------------------------------------------------------------


def test_the_schema_is_printed_as_it_is_stored(mingcha_command: Mingcha) -> None:
    assert mingcha_command("rules", "schema").out == (shipped() / "rules" / "schema.json").read_text(encoding="utf-8")
