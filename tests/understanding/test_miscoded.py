"""Rows with a mistyped account code are understood as of the account that their names say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.understanding.miscoded import is_slip
from tests.documents import screened, understood

TABLE = """2024年某县档案馆单位预算公开

一般公共预算支出明细表（按支出经济分类科目）

单位：元

部门经济科目编码 | 部门经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
 | 合计 | | | 100000.00 | 60000.00 | 40000.00
301 | 工资福利支出 | | | 60000.00 | 60000.00 |
30101 | 基本工资 | 50501 | 工资福利支出 | 50000.00 | 50000.00 |
30103 | 奖金 | 50501 | 工资福利支出 | 10000.00 | 10000.00 |
302 | 商品和服务支出 | | | 40000.00 | | 40000.00
30201 | 办公费 | 50502 | 商品和服务支出 | 10000.00 | | 10000.00
30239 | 其他交通费用 | 50502 | 商品和服务支出 | 30000.00 | | 30000.00
"""
FUNCTIONS = """2024年某县档案馆单位预算公开

一般公共预算支出表

单位：元

科目编码 | | | 科目名称 | 合计
类 | 款 | 项 | |
 | | | 合计 | 100000.00
201 | | | 一般公共服务支出 | 60000.00
 | 26 | | 档案事务 | 60000.00
 | | 04 | 档案馆 | 60000.00
208 | | | 社会保障和就业支出 | 40000.00
 | 05 | | 行政事业单位养老支出 | 40000.00
 | | 05 | 机关事业单位基本养老保险缴费支出 | 40000.00
"""


def _codes(text: str) -> list[tuple[str, str]]:
    """The codes of the rows, and as what those mistyped are printed."""
    (table,) = understood(text).tables
    return [(line.code, line.misprint) for listing in table.listings for line in listing.lines if line.code]


RIGHT = _codes(TABLE)


def test_right_codes_stay() -> None:
    assert [code for code, _ in RIGHT] == ["301", "30101", "30103", "302", "30201", "30239"]
    assert {misprint for _, misprint in RIGHT} == {""}


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("30101 | 基", "40101 | 基"),  # of no classification
        ("30101 | 基", "30191 | 基"),  # in no list
        ("30101 | 基", "31001 | 基"),  # changed places
        ("30101 | 基", "30201 | 基"),  # another row's
        ("30101 | 基", "30103 | 基"),
        ("301 | 工", "401 | 工"),
        ("302 | 商", "303 | 商"),  # another account's, but those below it are of 302
        ("30239 | 其", "30236 | 其"),
    ],
)
def test_a_mistyped_code_is_mended_and_told_once(code: str, printed: str) -> None:
    text = TABLE.replace(code, printed)
    right, wrong = code.partition(" ")[0], printed.partition(" ")[0]
    assert [one for one, _ in _codes(text)] == [one for one, _ in RIGHT]
    assert dict(_codes(text))[right] == wrong
    (found,) = [one for one in screened(text).findings if one.severity != "info"]
    assert found.kind == "code_name"
    assert right in found.message
    assert wrong in found.message


def test_where_the_name_may_be_the_wrong_one_the_code_stays() -> None:
    assert dict(_codes(TABLE.replace("30101 | 基本工资", "30102 | 基本工资"))) == {
        one if one != "30101" else "30102": "" for one, _ in RIGHT
    }


def test_where_many_codes_are_astray_columns_slid() -> None:
    text = TABLE.replace("30101 | 基", "30191 | 基").replace("30201 | 办", "30291 | 办").replace("30239 | 其", "30236 | 其")
    assert {misprint for _, misprint in _codes(text)} == {""}


def test_codes_taken_over_from_a_mistyped_one_are_mended_and_not_told() -> None:
    found = _codes(FUNCTIONS.replace(" | 05 | | 行政事业", " | 06 | | 行政事业"))
    assert found[-2:] == [("20805", "20806"), ("2080505", "")]


def test_a_mistyped_code_of_the_other_classification_is_told() -> None:
    found = list(screened(TABLE.replace("50502 | 商品和服务支出 | 1", "60502 | 商品和服务支出 | 1")).findings)
    assert [(one.rule, "50502" in one.message) for one in found if one.severity != "info"] == [("COD-012", True)]


@given(st.text("0123456789", min_size=3, max_size=7), st.data())
def test_slips_are_of_one_digit_or_of_two_neighbours(code: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(code) - 1))
    other = code[:at] + data.draw(st.sampled_from("0123456789")) + code[at + 1 :]
    swapped = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
    assert is_slip(code, other) == (other != code)
    assert is_slip(code, swapped) == (swapped != code)
    assert not is_slip(code, code + "0")
