"""Changes on last year that a table prints beside both years, and units that a table lists under their department."""

from __future__ import annotations

import pytest

from mingcha.checking import VIOLATED
from tests.documents import errors, outcome, screened

CHANGES = """
    2024年某县档案馆单位预算公开

    一般公共预算“三公”经费支出预算表

    单位：万元

    项目 | 2023年预算数 | 2024年预算数 | 增减额 | 增减%
    因公出国（境）费 | 4.00 | | -4.00 | -100.00%
    公务接待费 | 2.00 | 1.50 | -0.50 | -25.00%
    公务用车购置及运行费 | 3.00 | 3.60 | 0.60 | 20.00%
    合计 | 9.00 | 5.10 | -3.90 | -43.33%
    """

UNITS = """
    2024年某县档案局部门预算公开

    部门预算收入总表

    单位：万元

    单位编码 | 单位名称 | 合计 | 一般公共预算拨款 | 事业收入
     | 合计 | 1000.00 | 960.00 | 40.00
    150 | 某县档案局 | 1000.00 | 960.00 | 40.00
    150001 | 某县档案局机关 | 600.00 | 600.00 |
    150002 | 某县档案信息中心 | 400.00 | 360.00 | 40.00
    """


def test_changes_that_are_this_year_minus_last_are_right() -> None:
    assert errors(screened(CHANGES)) == []


@pytest.mark.parametrize(
    "printed", ["2.00 | 1.50", "1.50 | -0.50", "-0.50 | -25", "3.00 | 3.60", "3.60 | 0.60", "0.60 | 20", "9.00", "5.10"]
)
def test_a_change_that_is_not_this_year_minus_last_is_an_error(printed: str) -> None:
    number = printed.split(" | ", maxsplit=1)[0]
    wrong = CHANGES.replace(printed, printed.replace(number, f"{float(number) + 0.3:.2f}", 1))
    assert errors(screened(wrong)) != []


def test_a_column_of_changes_that_nobody_filled_in_says_nothing() -> None:
    blank = CHANGES
    for change in ("-4.00", "-0.50", "0.60", "-3.90"):
        blank = blank.replace(f"| {change} |", "| |")
    assert errors(screened(blank)) == []


def test_units_that_add_up_to_their_department_are_right() -> None:
    assert errors(screened(UNITS)) == []


@pytest.mark.parametrize("printed", ["960.00 | 40.00\n    150001", "600.00 |\n", "360.00 | 40.00"])
def test_a_unit_that_does_not_fit_the_total_is_an_error(printed: str) -> None:
    wrong = UNITS.replace(printed, printed.replace("60", "61", 1).replace("600.00 |", "610.00 |", 1))
    assert errors(screened(wrong)) != []


def test_a_department_that_lists_itself_beside_its_units_is_no_sum_of_them() -> None:
    beside = UNITS.replace("150 | 某县档案局 | 1000.00 | 960.00 | 40.00", "150 | 某县档案局（本级） | 100.00 | 100.00 |").replace(
        "机关 | 600.00 | 600.00", "机关 | 500.00 | 500.00"
    )
    assert errors(screened(beside)) == []


def test_units_that_do_not_add_up_are_told_under_the_rule_of_lists() -> None:
    wrong = screened(UNITS.replace("400.00 | 360.00", "500.00 | 460.00"))
    assert outcome(wrong, "TOT-011").state == VIOLATED


def test_changes_that_are_printed_without_signs_are_not_judged() -> None:
    unsigned = CHANGES.replace("-4.00", "4.00").replace("-0.50", "0.50").replace("-3.90", "3.90")
    assert outcome(screened(unsigned), "CHG-006").state != VIOLATED
