"""Lists of the narrative that leave a member out, and those that only seem to."""

from __future__ import annotations

import pytest

from tests.documents import findings_of, screened

TABLES = """2024年某县档案馆单位预算公开

支出预算总表

单位：万元

功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 20.00 | 20.00 |
201 | 一般公共服务支出 | 11.00 | 11.00 |
20126 | 档案事务 | 11.00 | 11.00 |
2012601 | 行政运行 | 6.00 | 6.00 |
2012604 | 档案馆 | 3.00 | 3.00 |
2012699 | 其他档案事务支出 | 2.00 | 2.00 |
208 | 社会保障和就业支出 | 5.00 | 5.00 |
20805 | 行政事业单位养老支出 | 5.00 | 5.00 |
2080505 | 机关事业单位基本养老保险缴费支出 | 5.00 | 5.00 |
221 | 住房保障支出 | 4.00 | 4.00 |
22102 | 住房改革支出 | 4.00 | 4.00 |
2210201 | 住房公积金 | 4.00 | 4.00 |
"""
ACCOUNTS = {
    "一般公共服务支出（类）档案事务（款）行政运行（项）": "6.00",
    "一般公共服务支出（类）档案事务（款）档案馆（项）": "3.00",
    "一般公共服务支出（类）档案事务（款）其他档案事务支出（项）": "2.00",
    "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）": "5.00",
    "住房保障支出（类）住房改革支出（款）住房公积金（项）": "4.00",
}
ONE = "一般公共服务支出（类）档案事务（款）其他档案事务支出（项）"


def _left_out(accounts: dict[str, str], more: str = "") -> list[str]:
    told = "\n\n".join(f"{number}、{name}{amount}万元。" for number, (name, amount) in enumerate(accounts.items(), 1))
    text = f"{TABLES}\n{more}\n四、支出说明\n\n支出预算20.00万元，其中：\n\n{told}\n"
    return [finding.message for finding in findings_of(screened(text), "NAR-014")]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_one_account_that_a_list_lacks_is_named(name: str) -> None:
    found = _left_out({each: amount for each, amount in ACCOUNTS.items() if each != name})
    assert len(found) == 1
    assert name.split("）")[-2].split("（")[0] in found[0]


def test_a_list_of_all_accounts_or_of_the_main_ones_leaves_none_out() -> None:
    assert _left_out(ACCOUNTS) == []
    assert _left_out(dict(list(ACCOUNTS.items())[:3])) == []


def test_an_account_with_its_amount_under_a_misspelt_name_is_not_left_out() -> None:
    renamed = {each.replace("其他档案事务支出", "其他档案支出事务"): amount for each, amount in ACCOUNTS.items()}
    assert _left_out(renamed) == []


def test_an_account_with_its_amount_under_the_name_of_another_that_is_told_too_is_not_left_out() -> None:
    archive = "一般公共服务支出（类）档案事务（款）档案馆（项）"
    renamed = {f"{archive} ": ACCOUNTS[ONE]} | {each: amount for each, amount in ACCOUNTS.items() if each != ONE}
    assert _left_out(renamed) == []


def test_a_list_that_adds_up_to_another_total_is_of_that_one() -> None:
    appropriation = """财政拨款支出预算表

单位：万元

功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 18.00 | 18.00 |
"""
    assert _left_out({each: amount for each, amount in ACCOUNTS.items() if each != ONE}, appropriation) == []
