"""One cause, one finding: what is told together, what is not, and that nothing of it is lost."""

from __future__ import annotations

from functools import cache

import pytest

from mingcha import Finding, Screening
from mingcha.checking import Place
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import findings_by_rule, screened, screener
from tests.located import OMITTED, Told, told

TWO_TABLES = """
    2024年某县档案馆单位预算公开

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 6000.00 | 3000.00 | 1000.00 | 2000.00
    201 | 一般公共服务支出 | 6000.00 | 3000.00 | 1000.00 | 2000.00

    四、收支说明

    {text}
    """

DIRECTIONS = """
    2024年某县档案馆单位预算公开

    四、收支说明

    （1）档案馆（2012604）253.69 万元，较上年增加 0.99 万元，主要原因是今年日常公用经费增加了；

    （2）商品和服务支出（302）42.54 万元，较上年减少 1.74 万元，原因是日常公用经费减少了{more}。

    九、公用经费情况说明

    本单位当年公用经费预算安排 5.52 万元，与上年持平。
    """


def _lines(finding: Finding) -> list[int | None]:
    return sorted({place.line for place in finding.places}, key=lambda line: line or 0)


def _of(screening: Screening, *rules: str) -> list[Finding]:
    return [finding for finding in screening.findings if {finding.rule, *(e.rule for e in finding.because)} & set(rules)]


# -- what says the same


def test_sentences_that_contradict_each_other_on_one_expense_are_one_finding() -> None:
    (finding,) = _of(screened(DIRECTIONS.format(more="")), "NAR-005", "NAR-006")
    assert _lines(finding) == [5, 7, 11]
    assert [evidence.rule for evidence in finding.because] == ["NAR-005", "NAR-005", "NAR-006", "NAR-006"]
    assert finding.message.endswith("同一问题还见第 11 行。")


def test_contradictions_on_two_expenses_are_two_findings() -> None:
    text = (
        DIRECTIONS.format(more="，人员经费增加了")
        + "\n    十、人员经费情况说明\n\n    本单位当年人员经费 9.00 万元，与上年持平。\n"
    )
    found = _of(screened(text), "NAR-005", "NAR-006")
    assert {finding.places[0].row for finding in found} == {"公用经费", "人员经费"}


def test_a_wrong_amount_that_a_sentence_repeats_is_one_finding_with_both_places() -> None:
    text = "本单位当年一般公共预算支出 0.70 万元，当年一般公共预算拨款支出 0.70 万元。"
    screening = screened(TWO_TABLES.format(text=text))
    assert len([finding for finding in findings_by_rule(screening) if finding.rule == "NAR-001"]) == 1
    (finding,) = _of(screening, "NAR-001")
    assert [place.text for place in finding.places if place.line == 13] == ["0.70 万元", "0.70 万元"]


def test_a_sentence_told_of_twice_in_the_same_words_is_one_finding() -> None:
    text = """
    2024年某县档案馆单位预算公开

    目录

    报表 | 报表名称 | 是否空表 | 公开空表理由
    表1 | 单位综合预算收支总表 | 否 |

    四、收支说明

    （四）政府性基金预算支出情况

    本单位无当年国有资本经营预算收支，并已公开空表。

    （五）国有资本经营预算拨款收支情况

    本单位无当年国有资本经营预算收支，并已公开空表。
    """
    (finding,) = _of(screened(text), "CAT-001")
    assert {12, 16} <= set(_lines(finding))


def test_other_amounts_at_one_place_are_two_findings() -> None:
    text = "本单位当年一般公共预算支出 0.70 万元，其中人员经费 0.40 万元。"
    assert len(_of(screened(TWO_TABLES.format(text=text)), "NAR-001")) == 2


# -- what a located figure explains


@cache
def omitted() -> Told:
    return told(OMITTED)


def test_all_that_a_wrong_figure_explains_is_one_finding() -> None:
    assert [finding.diagnosis for finding in omitted().findings()] == ["omitted_child"]


def test_the_wrong_figure_stands_first_then_what_repeats_it_then_what_it_was_compared_with() -> None:
    (finding,) = omitted().findings()
    assert [(place.line, place.text) for place in finding.places[:2]] == [(21, "1800.00"), (21, "2800.00")]
    assert {place.line for place in finding.places[2:]} == {18, 19, 22, 23, 27}


def test_a_located_finding_says_what_is_stated_and_what_is_right() -> None:
    (finding,) = omitted().findings()
    assert (finding.stated, finding.expected, finding.difference) == ("1800.00", "2000.00", "-200.00")
    assert finding.unit_of_money == "元"


def test_a_located_finding_is_told_in_the_words_of_its_cause_with_a_count_of_the_evidence() -> None:
    (finding,) = omitted().findings()
    assert finding.title == "漏计下级科目"
    assert finding.message == (
        "302 应为 2000.00（所列 1800.00）：漏计 30228 工会经费 200.00。"
        "依据：5 项勾稽不符，更正后全部相符；另有 1 项相符的关系印证。"
    )
    assert finding.correction == "302 改为 2000.00。"
    (finding,) = omitted().findings("en")
    assert finding.title == "A part was left out"
    assert finding.message.endswith(
        "30228 left out. Evidence: relations that fail: 5, all hold after the correction; that hold and confirm it: 1."
    )


def test_the_evidence_is_every_violation_of_every_family_in_the_money_unit_of_the_finding() -> None:
    (finding,) = omitted().findings()
    assert [(evidence.rule, evidence.residual) for evidence in finding.because] == [
        ("TOT-005", "-200.00"),
        ("TOT-005", "-200.00"),
        ("TOT-006", "200.00"),
        ("TOT-006", "200.00"),
        ("NAR-001", "200.00"),
    ]


def test_a_located_finding_stands_under_the_rule_that_accuses_the_figure_and_demands_its_right_amount() -> None:
    (finding,) = omitted().findings()
    assert (finding.rule, finding.because[0].places[0].text) == ("TOT-005", "1800.00")


def test_kind_severity_and_confidence_are_those_of_the_cause() -> None:
    (finding,) = told(OMITTED, kind="extraction_damage", severity="warning", confidence=0.5).findings()
    assert (finding.kind, finding.severity, finding.confidence) == ("extraction_damage", "warning", 0.5)


def test_a_kind_that_is_no_more_than_one_of_the_rules_is_that_of_the_rule_it_stands_under() -> None:
    (finding,) = told(OMITTED, kind="narrative_table").findings()
    assert (finding.rule, finding.kind) == ("TOT-005", "hierarchy_sum")


def test_the_laws_of_all_rules_are_named_once() -> None:
    (finding,) = omitted().findings()
    laws = [(law.law, law.article) for law in finding.basis]
    assert len(laws) == len(set(laws))
    assert {("预算法", "第三十二条第四款"), ("预算法", "第十四条第二款")} <= set(laws)


def test_two_wrong_figures_of_their_own_are_two_findings_with_their_own_evidence() -> None:
    text = OMITTED.replace("\n    四、收支说明", "\n    四、收支说明\n\n    本单位当年人员经费 0.50 万元。")
    first, second = told(text).findings()
    assert first.rule == "TOT-005"
    assert (second.stated, second.expected) == ("0.50", "0.40")
    assert {evidence.rule for evidence in first.because} & {evidence.rule for evidence in second.because} <= {"NAR-001"}


def test_causes_that_say_they_are_one_are_one_finding() -> None:
    text = OMITTED.replace("\n    四、收支说明", "\n    四、收支说明\n\n    本单位当年人员经费 0.50 万元。")
    (finding,) = told(text, together="a copied row").findings()
    assert {place.text for place in finding.places} >= {"1800.00", "2800.00", "0.50 万元"}
    assert finding.message.count(omitted().findings()[0].message[:20]) == 1


def test_an_amount_that_is_right_in_the_wrong_place_is_not_said_to_be_wrong() -> None:
    (rule,) = [rule for rule in screener().knowledge.rules if rule.id == "COD-004"]
    (finding,) = told(rule.examples["breaks"][0], kind="code_name").diagnosed()
    assert (finding.stated, finding.expected, finding.difference) == (None, None, None)
    assert {evidence.rule for evidence in finding.because} == {"COD-004", "NAR-001"}
    assert finding.rule == "COD-004"


def test_decimals_that_were_cut_off_are_one_hint_that_asks_for_no_correction() -> None:
    screening = screener().screen(print_disclosure(load_sample("ankang-2024")).encode(), "ankang-2024")
    (hint,) = [finding for finding in screening.findings if finding.rule in ("NAR-001", "NAR-002") and finding.severity == "info"]
    assert len(hint.because) > 10
    assert "项勾稽有尾差" in hint.message
    assert "更正后" not in hint.message


def test_ids_are_stable_and_depend_on_the_cause() -> None:
    (one,), (again,), (other,) = (told(OMITTED, **said).findings() for said in ({}, {}, {"id": "copied_cell"}))
    assert one.id == again.id
    assert one.id != other.id
    assert one.id == omitted().findings("en")[0].id


# -- nothing is lost


@pytest.mark.parametrize("name", sample_names())
def test_every_place_that_a_rule_finds_is_in_a_finding(name: str) -> None:
    screening = screener().screen(print_disclosure(load_sample(name)).encode(), name)
    kept: set[tuple[str, Place]] = set()
    for finding in screening.findings:
        kept.update((finding.rule, place) for place in finding.places)
        kept.update((evidence.rule, place) for evidence in finding.because for place in evidence.places)
    for finding in findings_by_rule(screening):
        assert {(finding.rule, place) for place in finding.places} <= kept, finding.message


@pytest.mark.parametrize("name", sample_names())
def test_ids_of_the_findings_of_a_sample_differ(name: str) -> None:
    ids = [finding.id for finding in screener().screen(print_disclosure(load_sample(name)).encode(), name).findings]
    assert len(set(ids)) == len(ids)
