"""What budgets of Shandong and Shanxi print in ways of their own is understood: it is no error, and an error in it is found."""

from __future__ import annotations

import pytest

from tests.documents import claim_of, errors, figures_at, outcome, screened, understood

HEAD = "2024年某县档案局部门预算\n\n"


def _by_economy(bonus: str) -> str:
    return (
        HEAD
        + f"""
    一般公共预算基本支出情况表

    单位：万元

    科目编码 | | 部门预算支出经济分类科目名称 | 科目编码 | | 政府预算支出经济分类科目名称 | 基本支出预算 | |
    类 | 款 | | 类 | 款 | | 小计 | 人员支出 | 日常公用支出
    合 计 | | | | | | 36.00 | 36.00 |
    301 | | 工资福利支出 | | | | 36.00 | 36.00 |
    301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 20.00 | 20.00 |
    301 | 01 | 基本工资 | 505 | 01 | 工资福利支出 | 10.00 | 10.00 |
    301 | 03 | 奖金 | 501 | 01 | 工资奖金津补贴 | {bonus} | {bonus} |
"""
    )


def test_an_account_listed_under_two_governmental_accounts_is_two_parts() -> None:
    assert errors(screened(_by_economy("6.00"))) == []
    assert figures_at(understood(_by_economy("6.00")), economy_dept="30101", economy_gov="50501", fund="general_public_budget",
                      measure="expenditure", component="personnel") == ["10.00"]  # fmt: skip


def test_and_both_count_in_their_class() -> None:
    assert {rule for rule, *_ in errors(screened(_by_economy("9.00")))} == {"TOT-005"}


def test_a_misprinted_name_does_not_make_the_two_parts_one() -> None:
    text = _by_economy("6.00").replace("01 | 基本工资 | 505", "01 | 基木工资 | 505")
    assert {finding.rule for finding in screened(text).findings if finding.severity != "info"} == {"COD-002"}


def test_accounts_without_codes_are_those_of_the_class_above() -> None:
    text = (
        HEAD
        + """
    一般公共预算安排基本支出分经济科目表

    单位：万元

    部门预算支出经济科目名称 | 政府预算支出经济科目名称 | 合计 | 人员经费 | 公用经费
    合计 | | 9.00 | | 9.00
    商品和服务支出 | | 4.00 | | 4.00
    办公费 | 办公经费 | 4.00 | | 4.00
    资本性支出 | | 5.00 | | 5.00
    办公设备购置 | 设备购置 | 5.00 | | 5.00
"""
    )
    assert errors(screened(text)) == []


def _procurement(item: str) -> str:
    return (
        HEAD
        + f"""
    政府采购预算情况表

    单位：万元

    科目编码 | | | 科目名称 | 合计 | 一般公共预算
    类 | 款 | 项 | | |
    合 计 | | | | 8.00 | 8.00
    201 | | | 一般公共服务支出 | 8.00 | 8.00
    | 26 | | 档案事务 | 8.00 | 8.00
    | | 01 | 行政运行 | {item} | {item}
"""
    )


def test_purchases_by_account_add_up_level_by_level() -> None:
    assert errors(screened(_procurement("8.00"))) == []
    assert errors(screened(_procurement("3.00"))) != []


def _appropriation(carried: str) -> str:
    return (
        HEAD
        + f"""
    财政拨款收支总体情况表

    单位：万元

    收 入 | | 支 出 | | |
    项目 | 预算数 | 项目 | 总计 | 一般公共预算 | 政府性基金预算
    一、一般公共预算收入 | 7.00 | 一、一般公共服务支出 | 9.00 | 9.00 |
    本年收入合计 | 7.00 | 本年支出合计 | 9.00 | 9.00 |
    上年结转 | {carried} | 结转下年 | | |
    收入总计 | 9.00 | 支出总计 | 9.00 | 9.00 |
"""
    )


def test_what_was_carried_in_is_the_only_payers_where_it_is_not_told_by_source() -> None:
    assert errors(screened(_appropriation("2.00"))) == []
    assert errors(screened(_appropriation("2.50"))) != []


PROJECTS = (
    HEAD
    + """
    一般公共预算支出情况表

    单位：万元

    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | 9.00 | | 9.00
    201 | 一般公共服务支出 | 9.00 | | 9.00

    项目支出预算情况表

    单位：万元

    项目名称 | 项目类型 | 合计 | 财政拨款 | | 上年结转
    | | | 小计 | 一般公共预算 |
    合 计 | | 9.00 | 6.00 | 6.00 | 3.00
    馆藏整理经费 | 特定目标类 | 9.00 | 6.00 | 6.00 | 3.00
"""
)


def test_expenditure_by_source_beside_what_was_carried_in_is_of_this_year() -> None:
    assert errors(screened(PROJECTS)) == []


def _two_sides(below: str) -> str:
    return (
        HEAD
        + f"""
    收支总体情况表

    单位：万元

    收 入 | | 支 出 |
    项目 | 预算数 | 项目 | 预算数
    一、财政拨款 | 7.00 | 一、一般公共服务支出 | 9.00
    本年收入合计 | 7.00 | 本年支出合计 | 9.00
    上级补助收入 | {below} | 结转下年 |
    收入总计 | 9.00 | 支出总计 | 9.00

    收入总体情况表

    单位：万元

    科目编码 | 科目名称 | 合计 | 财政拨款收入 | 上级补助收入
    | 合计 | 9.00 | 7.00 | 2.00
    201 | 一般公共服务支出 | 9.00 | 7.00 | 2.00
"""
    )


def test_income_of_the_year_stands_above_what_comes_from_superiors() -> None:
    assert errors(screened(_two_sides("2.00"))) == []
    assert errors(screened(_two_sides("2.60"))) != []


def _changes(general: str, spent: str = "减少 3.00") -> str:
    return (
        HEAD
        + f"""第三部分 情况说明

    一、预算收支增减变化情况说明

    （一）收入预算：2024 年收入预算 9.00 万元，其中：一般公共预算收入 7.00 万元，上年结转 2.00 万元。

    （二）支出预算：2024 年支出预算 9.00 万元，其中：基本支出 9.00 万元。

    1. 收入预算减少 3.00 万元，其中：一般公共预算收入{general} 万元，其他收入与上年持平，上年结转增加 2.00 万元。

    2. 支出预算{spent} 万元，其中：基本支出{spent} 万元，项目支出与上年持平。
"""
    )


def test_a_balance_has_a_change_of_its_own_and_counts_in_the_list() -> None:
    text = _changes("减少 5.00")
    change = claim_of(understood(text), "上年结转增加").change
    assert change is not None
    assert change.fen == 200_00 * 100
    assert errors(screened(text)) == []


@pytest.mark.parametrize(("text", "rule"), [(_changes("减少 6.00"), "CHG-001"), (_changes("减少 5.00", "减少 4.00"), "CHG-005")])
def test_changes_that_do_not_add_up_with_balances_are_found(text: str, rule: str) -> None:
    assert outcome(screened(text), rule).state == "violated"


def _two_lists(year: str) -> str:
    return (
        HEAD
        + f"""
    2024年项目支出预算表（本年预算）

    单位：万元

    项目名称 | 合计 | 一般公共预算
    合计 | 4.00 | 4.00
    馆藏整理经费 | 4.00 | 4.00

    2024年项目支出预算表（上年结转）

    单位：万元

    项目名称 | 合计 | 一般公共预算
    合计 | 1.00 | 1.00
    馆藏整理经费 | 1.00 | 1.00

    某县县（区）级预算部门（单位）项目支出绩效目标表

    项目名称 | | 馆藏整理经费 | | | | |
    项目资金（元） | | 年度资金总额： | | | | {year} |
    | | 市县（区）财政资金 | | | | {year} |
    绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
    | 产出指标 | 数量指标 | 整理册数 | ≥2000册
"""
    )


def test_a_project_has_the_money_of_both_years_lists() -> None:
    assert outcome(screened(_two_lists("50,000")), "PRF-002").state == "holds"
    assert outcome(screened(_two_lists("60,000")), "PRF-002").state == "violated"


def test_a_fund_that_spends_what_it_carried_in_only_has_an_empty_table() -> None:
    text = (
        HEAD
        + """
    2024年财政拨款收支总表

    单位：万元

    收入 | | 支出 | | |
    项目 | 金额 | 项目 | 小计 | 一般公共预算 | 政府性基金预算
    一、一般公共预算 | 7.00 | 一、一般公共服务支出 | 9.00 | 7.00 | 2.00
    本年收入合计 | 7.00 | 本年支出合计 | 9.00 | 7.00 | 2.00
    上年财政拨款结转 | 2.00 | 年终结转 | | |
    一、一般公共预算 | | | | |
    二、政府性基金预算 | 2.00 | | | |
    收入总计 | 9.00 | 支出总计 | 9.00 | 7.00 | 2.00

    2024年政府性基金预算支出表（不含上年结转）

    单位：万元

    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    合计 | | | |
"""
    )
    assert outcome(screened(text), "EMP-006").state != "violated"
