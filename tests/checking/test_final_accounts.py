"""The tables of a final account: balances over the year, by source of money, and the budget beside the outcome."""

from __future__ import annotations

import re

import pytest

from tests.documents import errors, screened, understood

ACCOUNT = """
    2024年度某县档案馆部门决算

    第二部分 部门决算表

    财政拨款收入支出决算总表

    单位：万元

    收入 | | 支出 | | | |
    项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
    一、一般公共预算财政拨款 | 80.00 | 一、一般公共服务支出 | 70.00 | 70.00 | |
    二、政府性基金预算财政拨款 | 20.00 | 十一、城乡社区支出 | 30.00 | 5.00 | 25.00 |
    三、国有资本经营预算财政拨款 | | 十九、住房保障支出 | 8.00 | 8.00 | |
    本年收入合计 | 100.00 | 本年支出合计 | 108.00 | 83.00 | 25.00 |
    年初财政拨款结转和结余 | 15.00 | 年末财政拨款结转和结余 | 7.00 | 2.00 | 5.00 |
    一、一般公共预算财政拨款 | 5.00 | | | | |
    二、政府性基金预算财政拨款 | 10.00 | | | | |
    三、国有资本经营预算财政拨款 | | | | | |
    总计 | 115.00 | 总计 | 115.00 | 85.00 | 30.00 |

    政府性基金预算财政拨款收入支出决算表

    单位：万元

    项目 | | 年初结转和结余 | 本年收入 | 本年支出 | | | 年末结转和结余
    功能分类科目编码 | 科目名称 | | | 合计 | 基本支出 | 项目支出 |
    合计 | | 10.00 | 20.00 | 25.00 | | 25.00 | 5.00
    212 | 城乡社区支出 | 10.00 | 20.00 | 25.00 | | 25.00 | 5.00

    财政拨款“三公”经费支出决算表

    单位：万元

    合计 | | 因公出国（境）费 | | 公务用车购置及运行维护费 | | | | | | 公务接待费 |
     | | | | 小计 | | 公务用车购置费 | | 公务用车运行维护费 | | |
    预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
    10.00 | 7.00 | 2.00 | 1.00 | 6.00 | 5.00 | 2.00 | 2.00 | 4.00 | 3.00 | 2.00 | 1.00

    第三部分 情况说明

    七、财政拨款“三公”经费支出决算情况说明

    “三公”经费财政拨款支出年初预算为 10.00 万元，支出决算为 7.00 万元，完成预算的 70.00%。其中：因公出国（境）费决算 1.00 \
万元，完成预算的 50.00%；公务用车购置及运行维护费决算 5.00 万元，完成预算的 83.33%；公务接待费决算 1.00 万元，完成预算的 50.00%。
    """
AMOUNTS = list(re.finditer(r"\d+\.\d\d", ACCOUNT))


def test_a_final_account_in_which_all_fits_has_no_finding() -> None:
    assert [(finding.rule, finding.message) for finding in screened(ACCOUNT).findings] == []


def test_what_the_total_has_sub_heads_in_place_of_is_not_held_against_its_balance() -> None:
    total = "合计 | | 10.00 | 20.00 | "
    without = ACCOUNT.replace("| | | 合计 | 基本支出 | 项目支出 |", "| | | | | |")
    sub_heads = without.replace(f"{total}25.00 | | 25.00 | 5.00", f"{total}合计 | 基本支出 | 项目支出 | 5.00")
    assert len({ACCOUNT, without, sub_heads}) == 3
    assert errors(screened(sub_heads)) == []


@pytest.mark.parametrize("amount", range(len(AMOUNTS)))
def test_every_amount_and_percentage_that_is_changed_is_found_on_its_line(amount: int) -> None:
    found = AMOUNTS[amount]
    changed = f"{float(found[0]) + 3:.2f}"
    text = ACCOUNT[: found.start()] + changed + ACCOUNT[found.end() :]
    line = ACCOUNT[: found.start()].strip("\n").count("\n") + 1
    assert line in {place.line for finding in screened(text).findings for place in finding.places}, errors(screened(text))


def test_what_was_spent_in_the_year_is_of_the_account_before_it() -> None:
    account = "1.住房保障支出（类）住房改革支出（款）住房公积金（项），主要用于职工住房。"
    said = f"{account}年初预算为 5.00 万元，当年支出决算为 4.00 万元。"
    claims = understood(f"2024年度某县档案馆部门决算\n\n五、支出决算情况说明\n\n{said}\n").claims
    assert {claim.coordinate.function for claim in claims} == {"2210201"}
