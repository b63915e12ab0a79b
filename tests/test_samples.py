"""The five sample disclosures, from a clone alone: their true errors are found, and nothing false of severity error.

Every line of ERRORS was gone through by hand in the printed document: the amounts, the sums, the other tables.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mingcha import Finding, Screener, Screening
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import findings_by_rule, screener

SHARED = Path(__file__).parents[1] / ".." / "shared"
LABELS = SHARED / "labels"
SCORE = SHARED / "tools" / "score_labels.py"


class Expected(NamedTuple):
    """A finding of severity error: on which line it stands, by a part of that line, and what it says."""

    sample: str
    rule: str
    line: str
    stated: str | None = None
    expected: str | None = None
    unit: str | None = None


ERRORS = (
    # 子洲 表6: the row 302 left out 30228, so its project amount and its total are 20,200 too low.
    Expected("zizhou-2024", "TOT-005", "302\t商品和服务支出\t\t\t405200.00", "350000.00", "370200.00", "元"),
    Expected("zizhou-2024", "TOT-005", "302\t商品和服务支出\t\t\t405200.00", "405200.00", "425400.00", "元"),
    Expected("zizhou-2024", "AGR-001", "302\t商品和服务支出\t\t\t405200.00", "350000.00", "370200.00", "元"),
    # Its symptom: the total of 表6 is right, what stands below it is not.
    Expected("zizhou-2024", "TOT-006", "\t合计\t\t\t3254218.00", "370200.00", "350000.00", "元"),
    Expected("zizhou-2024", "TOT-006", "\t合计\t\t\t3254218.00", "3254218.00", "3234018.00", "元"),
    # 子洲 表4: 65,200.00 instead of 55,200.00, and the sum above it that is right.
    Expected("zizhou-2024", "AGR-001", "(2)商品和服务支出\t65,200.00", "65200.00", "55200.00", "元"),
    Expected("zizhou-2024", "TOT-005", "1、人员经费和公用经费支出\t2,884,018.00\t", "2884018.00", "2894018.00", "元"),
    # 子洲, the narrative.
    Expected("zizhou-2024", "CHG-001", "（2080505）", "-4.92", "-30.10", "万元"),
    # 白河: eleven accounts rise by 271.10, the whole by 14.62; what was moved to 2101501 is 194.06 at most.
    Expected("baihe-2023", "CHG-001", "（2080505）", "271.10", "14.62", "万元"),
    Expected("zizhou-2024", "COD-001", "医疗保障管理事务（2101550）"),
    Expected("zizhou-2024", "NAR-001", "商品和服务支出（302）42.54 万元", "42.54", "40.52", "万元"),
    Expected("zizhou-2024", "NAR-005", "今年日常公用经费增加"),
    Expected("zizhou-2024", "NAR-006", "公用经费预算安排"),
    Expected("zizhou-2024", "TOP-001", "本单位无当年国有资本经营预算收支"),
    # 安康 表6: 3,754,154.08 instead of 3,754,194.08.
    Expected("ankang-2024", "AGR-001", "合计\t\t\t4,844,351.04\t3,754,154.08", "3754154.08", "3754194.08", "元"),
    Expected("ankang-2024", "TOT-006", "合计\t\t\t4,844,351.04\t3,754,154.08", "3754154.08", "3754194.08", "元"),
    Expected("ankang-2024", "TOT-001", "合计\t\t\t4,844,351.04\t3,754,154.08", "4844351.04", "4844311.04", "元"),
    # 安康, the narrative: 61 万元 for 59.02, an amount of 509 under 503.
    Expected("ankang-2024", "NAR-001", "公用经费预算安排 61 万元", "61.00", "59.015696", "万元"),
    Expected("ankang-2024", "COD-004", "机关资本性支出（503）1.33 万元"),
    Expected("ankang-2024", "NAR-001", "机关资本性支出（503）1.33 万元", "1.33", "0.00", "万元"),
    # 安康: the reason of table 9 at table 11; 202 for 20; a form of a project that is not in the list.
    Expected("ankang-2024", "EMP-001", "表11\t安康市医疗保险经办处综合预算政府采购"),
    Expected("ankang-2024", "PRF-001", "实施期资金总额：\t202\t", "202.00", "20.00", "万元"),
    Expected("ankang-2024", "PRF-003", "项目名称\t\t办公经费"),
    # 东昌府: 15,579.50 for 15,579.95, and indicators that contradict their own scoring.
    Expected("dongchangfu-2024", "NAR-001", "15,579.50 万元", "15579.50", "15579.95", "万元"),
    Expected("dongchangfu-2024", "PRF-006", "召开培训、咨询会\t≥5次"),
    Expected("dongchangfu-2024", "PRF-007", "补助人数\t≥688144人"),
    Expected("dongchangfu-2024", "PRF-007", "老年人代缴人数\t≥ 67282 人"),
    Expected("dongchangfu-2024", "PRF-008", "工作完成情况\t≥62人"),
    Expected("dongchangfu-2024", "PRF-008", "完成时效\t≥62人"),
    # 泽州: the list of projects is printed empty beside 2,798.04 of project expenditure.
    Expected("zezhou-2024", "EMP-005", "2024年项目支出预算表（本年预算）"),
)
WARNINGS = (
    Expected("zizhou-2024", "CAT-001", "本单位无当年国有资本经营预算收支"),
    Expected("zizhou-2024", "TXT-002", "无变化万元"),
    Expected("zizhou-2024", "TXT-003", "增加 0 万元，增加的主要原因"),
    Expected("zizhou-2024", "EMP-004", "表12\t"),
    Expected("zizhou-2024", "STF-003", "保障工资人员数\t22"),
    Expected("zizhou-2024", "STF-003", "保障日常公用经费人员数\t22"),
    Expected("ankang-2024", "MON-001", "较上年增加 3.25，"),
    Expected("ankang-2024", "TXT-001", "较上年增加减少 0.02 万元"),
    Expected("ankang-2024", "COD-002", "30213\t维修(租)费"),
    Expected("ankang-2024", "COD-012", "30236\t其他交通费用"),
    Expected("ankang-2024", "COD-011", "30201\t办公费\t50201\t办公经费\t606,920.00"),
    Expected("dongchangfu-2024", "NAR-007", "各项经费有所减少"),
    Expected("baihe-2023", "CAT-001", "本部门无当年国有资本经营预算收支"),
)


class Located(NamedTuple):
    """A wrong figure: the line it stands on, what is printed, what is right, and how many relations it explains."""

    sample: str
    line: str
    stated: str
    right: str
    unit: str
    explains: int


LOCATED = (
    # 子洲: six relations of 表6 and of the text fail because of one row; two because of one cell of 表4.
    Located("zizhou-2024", "302\t商品和服务支出\t\t\t405200.00", "350000.00", "370200.00", "元", 6),
    Located("zizhou-2024", "(2)商品和服务支出\t65,200.00", "65200.00", "55200.00", "元", 2),
    Located("ankang-2024", "合计\t\t\t4,844,351.04\t3,754,154.08", "3754154.08", "3754194.08", "元", 3),
    Located("ankang-2024", "公用经费预算安排 61 万元", "61.00", "59.02", "万元", 1),
    Located("ankang-2024", "实施期资金总额：\t202\t", "202.00", "20.00", "万元", 1),
    # 东昌府: one wrong amount that its sentence repeats.
    Located("dongchangfu-2024", "15,579.50 万元", "15579.50", "15579.95", "万元", 2),
)


@cache
def _document(name: str) -> str:
    return print_disclosure(load_sample(name))


@cache
def _screening(name: str) -> Screening:
    return screener().screen(_document(name).encode(), f"{name}.txt")


@cache
def _by_rule(name: str) -> list[Finding]:
    return findings_by_rule(_screening(name))


def _line(finding: Finding, name: str) -> str:
    line = finding.places[0].line
    assert line is not None
    return _document(name).split("\n")[line - 1]


def _says(finding: Finding, expected: Expected) -> bool:
    amounts = (finding.stated, finding.expected)
    return (
        finding.rule == expected.rule
        and expected.line in _line(finding, expected.sample)
        and amounts == (expected.stated, expected.expected)
        and (expected.stated is None or finding.unit_of_money == expected.unit)
    )


def _name(expected: Expected) -> str:
    return f"{expected.sample} {expected.rule} {expected.line.strip()[:24]} {expected.stated or ''}".replace("\t", " ")


@pytest.mark.parametrize("expected", ERRORS, ids=_name)
def test_a_true_error_of_the_samples_is_found_on_its_line(expected: Expected) -> None:
    found = [finding for finding in _by_rule(expected.sample) if _says(finding, expected)]
    assert found
    assert all(finding.severity == "error" for finding in found)


def _located(name: str) -> list[Finding]:
    """The findings of a sample that say of an amount which one is right."""
    found = [finding for finding in _screening(name).findings if finding.diagnosis is not None and finding.stated is not None]
    return [finding for finding in found if finding.severity == "error" and not finding.rule.startswith("CHG")]


@pytest.mark.parametrize("name", sample_names())
def test_a_wrong_figure_of_the_samples_is_one_finding_with_its_right_amount(name: str) -> None:
    found = _located(name)
    wanted = [located for located in LOCATED if located.sample == name]
    assert len(found) == len(wanted)
    for located in wanted:
        (finding,) = [finding for finding in found if located.line in _line(finding, name)]
        assert (finding.stated, finding.expected, finding.unit_of_money) == (located.stated, located.right, located.unit)
        assert len(finding.because) == located.explains


def test_an_amount_beside_the_wrong_account_is_one_finding() -> None:
    (finding,) = [finding for finding in _screening("ankang-2024").findings if finding.kind == "code_name" and finding.because]
    assert "机关资本性支出（503）1.33 万元" in _line(finding, "ankang-2024")
    assert {evidence.rule for evidence in finding.because} == {"COD-004", "NAR-001"}
    assert finding.stated is None


@pytest.mark.parametrize("expected", WARNINGS, ids=_name)
def test_a_true_warning_of_the_samples_is_found_on_its_line(expected: Expected) -> None:
    found = [finding for finding in _by_rule(expected.sample) if _says(finding, expected)]
    assert found
    assert all(finding.severity == "warning" for finding in found)


@pytest.mark.parametrize("name", sample_names())
def test_nothing_else_is_called_an_error(name: str) -> None:
    others = [
        (finding.rule, _line(finding, name), finding.message)
        for finding in _by_rule(name)
        if finding.severity == "error" and not any(_says(finding, expected) for expected in ERRORS if expected.sample == name)
    ]
    assert others == []


@pytest.mark.parametrize("name", sample_names())
def test_the_samples_are_read_whole(name: str) -> None:
    assert _screening(name).problems == ()


@pytest.mark.parametrize(
    ("name", "unit", "year"),
    [
        ("ankang-2024", "安康市医疗保险经办处", 2024),
        ("baihe-2023", "白河县医疗保障局", 2023),
        ("dongchangfu-2024", "聊城市东昌府区医疗保障局机关", 2024),
        ("zezhou-2024", "泽州县医疗保险服务中心", 2024),
        ("zizhou-2024", "子洲县医疗保险经办中心", 2024),
    ],
)
def test_the_samples_say_whose_budget_of_which_year_they_are(name: str, unit: str, year: int) -> None:
    disclosure = _screening(name).disclosure
    assert (disclosure.unit, disclosure.year, disclosure.kind) == (unit, year, "budget")


@pytest.mark.parametrize("name", sample_names())
def test_of_the_samples_99_of_100_numeric_cells_are_understood(name: str) -> None:
    disclosure = _screening(name).disclosure
    numbers = sum(table.numbers for table in disclosure.tables)
    unread = sum(unread.table >= 0 for unread in disclosure.unread)
    assert numbers > 300
    assert unread <= 0.01 * numbers


@pytest.mark.parametrize("name", sample_names())
def test_of_the_samples_97_of_100_amounts_of_the_narrative_are_understood(name: str) -> None:
    disclosure = _screening(name).disclosure
    unread = sum(unread.table < 0 for unread in disclosure.unread)
    assert disclosure.amounts_in_text > 20
    assert unread <= 0.03 * disclosure.amounts_in_text


@pytest.mark.parametrize("name", sample_names())
def test_a_figure_of_the_samples_stands_on_the_line_it_names(name: str) -> None:
    lines = _document(name).split("\n")
    disclosure = _screening(name).disclosure
    assert len(disclosure.figures) > 200
    for figure in disclosure.figures:
        assert figure.text in lines[figure.line - 1]
    for claim in disclosure.claims:
        if claim.amount is not None:
            assert claim.amount.text in lines[claim.amount.line - 1]


@pytest.mark.parametrize("name", sample_names())
def test_every_place_of_every_finding_quotes_its_line(name: str) -> None:
    lines = _document(name).split("\n")
    for finding in _screening(name).findings:
        for place in finding.places:
            assert place.line is not None
            assert 1 <= place.line <= len(lines)
            if finding.stated is not None:
                assert place.text in lines[place.line - 1]


@pytest.mark.parametrize("name", sample_names())
def test_two_screeners_give_the_same_findings(name: str) -> None:
    again = Screener().screen(_document(name).encode(), f"{name}.txt")
    assert again.findings == _screening(name).findings
    assert again.outcomes == _screening(name).outcomes


@pytest.mark.parametrize("name", sample_names())
def test_the_encoding_changes_no_finding(name: str) -> None:
    utf8, gb18030 = (_amounts(screener().screen(_document(name).encode(code), name)) for code in ("utf-8-sig", "gb18030"))
    assert utf8 == gb18030 == _amounts(_screening(name))


def _amounts(screening: Screening) -> list[str]:
    """All of the findings but what is made of the bytes: hash, id, and the order of two of one rule on one line."""
    return sorted(repr((f.rule, f.severity, f.message, f.stated, f.expected, f.places)) for f in screening.findings)


# -- the published texts, where they are at hand -----------------------------------------------------------------------


NUMERIC = (
    *("row_sum", "column_sum", "hierarchy_sum", "cross_table", "balance", "narrative_table", "narrative_internal"),
    *("percent", "change_decomposition", "performance_amount", "staffing", "money_unit", "empty_table"),
)


class Score(NamedTuple):
    """What the tool that scores labels says: its figures, and the labels not met, by document and id."""

    figures: dict[str, Any]
    missed: frozenset[str]


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """The published texts screened by the command line, scored against the labels made by hand."""
    labels = sorted(LABELS.glob("*.json"))
    if not (labels and SCORE.is_file()):
        pytest.skip("the published texts and their labels are not part of the repository")
    out = tmp_path_factory.mktemp("published")
    texts = [str(SHARED / "corpus" / f"{each.stem}.txt") for each in labels]
    command = [sys.executable, "-c", "from mingcha.cli import main; main()", "screen", *texts, "--out", str(out), "--quiet"]
    subprocess.run(command, check=True, capture_output=True)
    scoring = [sys.executable, str(SCORE), str(out / "findings.jsonl"), *map(str, labels)]
    figures = subprocess.run([*scoring, "--json"], check=True, capture_output=True, text=True).stdout
    missed = subprocess.run([*scoring, "--show", "missed"], check=True, capture_output=True, text=True).stdout
    return Score(json.loads(figures), frozenset(re.findall(r"^missed (\d+ D\d+)", missed, re.MULTILINE)))


def test_every_error_that_is_certain_is_found_in_the_published_texts(score: Score) -> None:
    assert score.figures["error_certain_recall"] == 1.0


ROOT_CAUSES = (("000", "D01"), ("000", "D08"), ("002", "D01"), ("002", "D04"), ("003", "D01"))


@pytest.mark.parametrize(("text", "label"), ROOT_CAUSES)
def test_labels_of_one_root_cause_are_one_finding(text: str, label: str, score: Score) -> None:
    (path,) = LABELS.glob(f"{text}_*.json")
    labels = json.loads(path.read_text(encoding="utf-8"))
    defects = {defect["id"]: defect for defect in labels["defects"]}
    root = defects[label]
    screening = screener().screen(SHARED / "corpus" / f"{path.stem}.txt")
    errors = [finding for finding in screening.findings if finding.severity == "error" and finding.stated is not None]
    errors += [finding for finding in screening.findings if finding.kind == "code_name" and finding.because]
    lines = {where["line"] for name in (label, *root["root_cause_of"]) for where in defects[name]["where"]}
    (finding,) = [
        finding for finding in errors if finding.rule[:3] in ("TOT", "AGR", "NAR", "COD") and finding.places[0].line in lines
    ]
    assert finding.places[0].line in {where["line"] for where in root["where"]}


def test_97_of_100_errors_and_warnings_in_the_published_texts_are_true(score: Score) -> None:
    assert score.figures["precision"] >= 0.97


def test_80_of_100_numeric_warnings_are_found_in_the_published_texts(score: Score) -> None:
    labels = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(LABELS.glob("*.json"))]
    numeric = [
        f"{each['doc'][:3]} {defect['id']}"
        for each in labels
        for defect in each["defects"]
        if defect["severity"] == "warning" and defect["confidence"] in ("certain", "likely") and defect["kind"] in NUMERIC
    ]
    assert len(numeric) >= 10
    assert sum(label not in score.missed for label in numeric) >= 0.8 * len(numeric)


@pytest.mark.parametrize(("name", "rules"), [("001_b040880f9d848509.txt", []), ("004_e68512d29ce924a8.txt", ["EMP-005"])])
def test_the_published_texts_without_labels_get_no_false_error(name: str, rules: list[str]) -> None:
    """Gone through by hand: the changes of 白河 may lack accounts that are nil this year, which is a warning; 泽州 prints its
    projects empty beside 2,798.04 of them.
    """
    path = SHARED / "corpus" / name
    if not path.is_file():
        pytest.skip("the published texts are not part of the repository")
    assert [f.rule for f in screener().screen(path).findings if f.severity == "error"] == rules
