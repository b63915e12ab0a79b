"""Changes: the parts explain the whole, one thing has one change, this year minus last is what is said."""

from __future__ import annotations

import pytest

from tests.documents import errors, findings_of, outcome, screened

HEAD = "2024年某县档案馆单位预算公开\n\n目录\n\n第一部分 情况说明\n\n四、收支说明\n\n"


def _enumeration(whole: str, *parts: str) -> str:
    """The change of a whole of as many times 10.00 as it has parts, and the changes of the parts."""
    codes = ("201", "208", "210", "221")
    amount = f"{10 * len(parts)}.00"
    lines = [
        f"本单位当年一般公共预算支出 {amount} 万元，{whole}，主要原因是业务变化。",
        f"本单位当年一般公共预算支出 {amount} 万元，其中：",
        *(
            f"（{n}）某项支出（{code}）10.00 万元，{part}，原因是调资；"
            for n, (code, part) in enumerate(zip(codes, parts, strict=False), 1)
        ),
    ]
    return HEAD + "\n\n".join(lines) + "\n"


def test_the_changes_of_the_parts_add_up_to_the_change_of_the_whole() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 1.00 万元", "较上年减少 4.00 万元", "与上年持平")
    assert outcome(screened(text), "CHG-001").state == "holds"


def test_where_they_do_not_add_up_the_parts_and_the_whole_are_named() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 1.00 万元", "较上年减少 4.50 万元", "与上年持平")
    (finding,) = findings_of(screened(text), "CHG-001")
    assert (finding.stated, finding.expected) == ("-3.50", "-3.00")
    assert [place.line for place in finding.places] == [13, 15, 9]


def test_an_enumeration_of_one_item_explains_the_whole_too() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年减少 1.00 万元")
    assert errors(screened(text)) == [("CHG-001", 13, "-1.00", "-3.00")]


def test_an_enumeration_that_is_not_complete_explains_nothing() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 1.00 万元", "较上年减少 9.00 万元").replace(
        "20.00 万元，其中", "90.00 万元，其中"
    )
    assert findings_of(screened(text.replace("20.00 万元，较", "90.00 万元，较")), "CHG-001") == []


def test_an_enumeration_that_took_over_an_account_rises_by_more_than_the_whole() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 9.00 万元", "较上年减少 4.00 万元")
    assert findings_of(screened(text.replace("原因是调资", "原因是事业运行支出调整至本科目")), "CHG-001") == []


def test_a_move_explains_no_more_than_the_rise_that_speaks_of_it() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 9.00 万元", "较上年增加 1.00 万元")
    moved = text.replace("9.00 万元，原因是调资", "9.00 万元，原因是事业运行支出调整至本科目")
    assert errors(screened(moved)) == [("CHG-001", 13, "10.00", "-3.00")]


def test_moves_to_several_accounts_explain_their_rises_together() -> None:
    text = _enumeration("较上年增加 3.00 万元", "较上年增加 9.00 万元", "较上年增加 6.00 万元")
    assert findings_of(screened(text.replace("原因是调资", "原因是事业运行支出调整至本科目")), "CHG-001") == []
    assert errors(screened(text)) == [("CHG-001", 13, "15.00", "3.00")]


def test_money_that_moved_out_of_a_listed_account_explains_nothing() -> None:
    text = _enumeration("较上年减少 9.00 万元", "较上年减少 8.00 万元", "较上年增加 2.00 万元")
    moved = text.replace("8.00 万元，原因是调资", "8.00 万元，原因是部分支出科目调出")
    assert errors(screened(moved)) == [("CHG-001", 13, "-6.00", "-9.00")]


def test_an_account_that_was_moved_does_not_explain_a_whole_that_rose_by_more_than_its_parts() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 1.00 万元", "较上年减少 9.00 万元")
    (finding,) = findings_of(screened(text.replace("原因是调资", "原因是事业运行支出调整至本科目")), "CHG-001")
    assert (finding.stated, finding.expected) == ("-8.00", "-3.00")


def test_money_that_was_moved_between_two_listed_accounts_explains_nothing() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 9.00 万元", "较上年减少 4.00 万元").replace(
        "某项支出（208）", "社会保障支出（208）"
    )
    (finding,) = findings_of(screened(text.replace("原因是调资", "原因是由社会保障支出调整至本科目")), "CHG-001")
    assert (finding.stated, finding.expected) == ("5.00", "-3.00")


def test_the_sum_of_a_message_is_in_the_unit_of_the_sentence() -> None:
    text = _enumeration("较上年减少 3.00 万元", "较上年增加 1.00 万元", "较上年减少 4.50 万元").replace(" 万元", " 元")
    (finding,) = findings_of(screened(text), "CHG-001")
    assert (finding.stated, finding.expected, finding.unit_of_money) == ("-3.50", "-3.00", "元")
    assert "-3.50 元" in finding.message.replace("-3.50元", "-3.50 元")


def test_a_change_that_is_said_twice_with_the_same_sign_and_amount_holds() -> None:
    said = "本单位当年公用经费 5.00 万元，较上年增加 1.00 万元。\n\n"
    assert outcome(screened(HEAD + said + "五、其他\n\n" + said), "CHG-002").state == "holds"


def test_a_change_that_is_said_once_up_and_once_down_is_an_error() -> None:
    said = "本单位当年公用经费 5.00 万元，较上年增加 1.00 万元。\n\n"
    text = HEAD + said + "五、其他\n\n" + said.replace("增加", "减少")
    assert errors(screened(text)) == [("CHG-002", 13, "-1.00", "1.00")]


def test_a_decrease_is_told_with_its_sign() -> None:
    text = f"{HEAD}2023年公务接待费 2.00 万元。\n\n2024年公务接待费 1.50 万元，较上年减少 0.30 万元，主要原因是厉行节约。\n"
    (finding,) = findings_of(screened(text), "CHG-003")
    assert (finding.stated, finding.expected) == ("-0.30", "-0.50")


INCOME = """
    2024年度某县档案馆单位决算公开

    收入决算表

    单位：万元

    科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入 | 事业收入 | 其他收入
    201 | 一般公共服务支出 | 10.00 | 7.00 | 2.00 | 1.00
     | 合计 | 10.00 | 7.00 | 2.00 | 1.00

    第三部分 情况说明

    二、收入决算情况说明

    本年收入合计 10.00 万元，与上年相比，减少 {whole} 万元。其中：财政拨款收入增加 2.00 万元，事业收入减少 1.00 万元{other}。
    """


def test_changes_without_amounts_are_complete_when_the_tables_have_nothing_else() -> None:
    text = INCOME.format(whole="2.00", other="，其他收入减少 3.00 万元")
    assert outcome(screened(text), "CHG-001").state == "holds"


def test_changes_of_all_that_there_is_cannot_fall_by_more_than_the_whole() -> None:
    (finding,) = findings_of(screened(INCOME.format(whole="1.00", other="，其他收入减少 3.00 万元")), "CHG-001")
    assert (finding.stated, finding.expected) == ("-2.00", "-1.00")


def test_what_there_was_last_year_only_may_explain_why_the_whole_fell_by_more() -> None:
    text = INCOME.format(whole="5.00", other="，其他收入减少 3.00 万元")
    assert outcome(screened(text), "CHG-001").state == "not_enough_data"


def test_changes_of_some_of_what_there_is_explain_nothing() -> None:
    assert outcome(screened(INCOME.format(whole="1.00", other="")), "CHG-001").state == "not_enough_data"


def test_one_paragraph_that_states_an_amount_twice_is_compared_as_two_paragraphs_are() -> None:
    text = "2024年某县档案馆单位预算公开\n\n四、收支说明\n\n本单位公务接待费预算支出 2.00 万元。{}其中：公务接待费 3.00 万元。\n"
    assert all(findings_of(screened(text.format(apart)), "NAR-004") for apart in ("", "\n\n"))


def test_with_balances_equal_amounts_of_this_year_do_not_make_two_sources_one() -> None:
    table = """部门收支总表

单位：万元

收入 | | 支出 |
项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款 | 50.00 | 一、一般公共服务支出 | 60.00
本年收入合计 | 50.00 | 本年支出合计 | 60.00
上年结转 | 10.00 | 结转下年 | 0.00
收入总计 | 60.00 | 支出总计 | 60.00

一般公共预算支出表

单位：万元

功能科目编码 | 功能科目名称 | 合计
 | 合计 | 60.00
201 | 一般公共服务支出 | 60.00

五、其他说明

"""
    said = """本单位当年预算支出 60.00 万元，较上年增加 3.00 万元，主要原因是调资。

本单位当年财政拨款支出 60.00 万元，较上年增加 4.00 万元，主要原因是调资。
"""
    assert "CHG-002" not in {rule for rule, *_ in errors(screened(HEAD + said + "\n" + table))}


_THREE = (
    "2024 年“三公”经费预算数 {whole}。其中：\n\n"
    "（一）因公出国（境）费 0.00 万元，比上年持平。\n\n"
    "（二）公务用车购置及运行维护费 26.00 万元，比上年增加 {vehicles} 万元。"
    "其中：公务用车购置费 24.00 万元，比上年增加 24.00 万元；公务用车运行维护费 2.00 万元，比上年减少 1.00 万元。\n\n"
    "（三）公务接待费 1.00 万元，比上年减少 0.50 万元。\n"
)


@pytest.mark.parametrize(
    ("whole", "vehicles", "stated"),
    [
        ("27.00 万元，比上年增加 22.50 万元", "23.00", []),
        ("27.00 万元，比上年减少 22.50 万元", "23.00", ["22.50"]),
        ("27.00 万元，比上年增加 18.50 万元", "19.00", ["23.00"]),
        ("30.00 万元，比上年增加 25.00 万元", "23.00", []),
    ],
)
def test_the_changes_of_the_three_public_expenses_and_of_vehicles_add_up(whole: str, vehicles: str, stated: list[str]) -> None:
    text = HEAD + _THREE.format(whole=whole, vehicles=vehicles)
    assert [finding.stated for finding in findings_of(screened(text), "CHG-001")] == stated


@pytest.mark.parametrize(("said", "found"), [("增加 20.00 万元，增长 25.00%", 0), ("减少 20.00 万元，增长 25.00%", 1)])
def test_the_growth_of_both_totals_of_a_final_account_is_that_of_one(said: str, found: int) -> None:
    text = f"{HEAD}2024年度收入总计、支出总计均为 100.00 万元。与2023年度相比，收入支出总计{said}。\n"
    assert len(findings_of(screened(text.replace("单位预算公开", "单位决算公开")), "SHR-001")) == found


BOTH_LAST = """2024年某县档案馆单位预算公开

四、收支说明

“一般公共服务支出（类）-档案事务（款）-行政运行（项）”2024年度预算50万元，2023年度预算40万元，主要用于日常办公。2023年当年预算执行数为30万元，2024年预算安排50万元，比2023年预算执行数增加{percent}%。
"""


@pytest.mark.parametrize(("percent", "broken"), [("66.67", []), ("25.00", ["SHR-001"])])
def test_growth_is_against_what_was_spent_where_it_is_said_so(percent: str, broken: list[str]) -> None:
    found = screened(BOTH_LAST.format(percent=percent)).findings
    assert [finding.rule for finding in found if finding.severity == "error"] == broken


EXPLAINED = """2024年某县档案馆单位预算公开

四、收支说明

2024年财政拨款收入预算 60.00 万元，比2023年预算{told} 4.00 万元。

{explains}是项目支出变动。
"""


@pytest.mark.parametrize(
    ("told", "explains", "reported"),
    [
        ("减少", "财政拨款收入支出增加的主要原因", True),
        ("增加", "2024年财政拨款收入减少的原因", True),
        ("减少", "财政拨款收入支出减少的主要原因", False),
        ("减少", "财政拨款收入支出增加（减少）的主要原因", False),
        ("减少", "公务接待费增加的主要原因", False),
    ],
)
def test_what_a_reason_explains_rose_or_fell_as_stated_before(told: str, explains: str, reported: bool) -> None:
    assert bool(findings_of(screened(EXPLAINED.format(told=told, explains=explains)), "CHG-022")) == reported


SOURCES = """2024年某县档案馆单位预算公开

四、收支说明

支出预算90万元，其中：财政拨款支出预算90万元，比2023年预算增加{whole}万元。财政拨款支出预算中，一般公共预算拨款支出预算60万元，比2023年预算减少5万元；政府性基金拨款支出预算30万元，比2023年预算增加{fund}万元；国有资本经营预算拨款支出预算0万元，与2023年预算持平。
"""


@pytest.mark.parametrize(("whole", "fund", "rules"), [("10", "15", []), ("16", "15", ["CHG-001"]), ("40", "45", ["CHG-004"])])
def test_the_sources_of_the_appropriation_are_told_after_zhong(whole: str, fund: str, rules: list[str]) -> None:
    """What rose by more than it is told alone, whether or not the changes add up."""
    found = screened(SOURCES.format(whole=whole, fund=fund)).findings
    assert [finding.rule for finding in found if finding.severity != "info"] == rules
