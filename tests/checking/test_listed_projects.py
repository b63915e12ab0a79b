"""Lists of projects below their units and groups: each sum is known though the tree of the rows is not printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import screened

LIST = """2024年某县档案局部门预算公开

专项业务经费支出表

单位：万元

单位编码 | 单位（项目）名称 | 项目金额 | 项目简介
 | 合计 | 50.60 |
150 | 某县档案局 | 50.60 |
150001 | 某县档案局机关 | 32.60 |
 | 档案事业 | 20.60 |
 | 查档补助 | 12.60 | 用于补助查阅档案的困难群众。
 | 查档大厅维护 | 8.00 | 用于查档大厅的日常维护修缮。
 | 档案宣传 | 12.00 | 用于国际档案日的各项宣传活动。
150002 | 某县档案信息中心 | 18.00 |
 | 档案数字化 | 18.00 | 用于馆藏档案的数字化加工扫描。
"""


def _told(text: str) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in screened(text).findings if one.severity != "info"]


def test_a_list_whose_sums_are_right_is_right() -> None:
    assert _told(LIST) == []


@pytest.mark.parametrize(
    ("row", "right", "wrong"),
    [
        ("合计", "50.60", "60.60"),
        ("某县档案局", "50.60", "60.60"),  # a department
        ("某县档案局机关", "32.60", "42.60"),  # a unit
        ("某县档案信息中心", "18.00", "28.00"),  # a unit of one project
        ("档案事业", "20.60", "25.60"),  # a group
        ("档案宣传", "12.00", "22.00"),  # a project
    ],
)
def test_one_wrong_amount_is_one_error_that_says_where(row: str, right: str, wrong: str) -> None:
    ((rule, message),) = _told(LIST.replace(f"| {row} | {right}", f"| {row} | {wrong}"))
    assert rule == "TOT-011"
    assert f"『{row}』" in message
    assert f"{right}万元（所列 {wrong}万元）" in message


NESTED = LIST.replace("150 |", " |").replace("150001 |", " |").replace("150002 |", " |")


@pytest.mark.parametrize("row", ["某县档案局", "某县档案局机关"])
def test_a_wrong_group_with_groups_of_its_own_is_an_error_where_its_sum_is_near(row: str) -> None:
    """Of groups without codes it is not printed which projects are theirs."""
    right = {"某县档案局": "50.60", "某县档案局机关": "32.60"}[row]
    ((rule, message),) = _told(NESTED.replace(f"| {row} | {right}", f"| {row} | 9{right[1:]}"))
    assert rule == "TOT-011"
    assert f"『{row}』项目金额应为 {right}万元（所列 9{right[1:]}万元）" in message


@given(st.integers(0, 7), st.integers(1, 99_99))
def test_any_wrong_amount_of_nested_groups_is_told(number: int, fen: int) -> None:
    """Whatever it makes of the tree: only that a last row is its group's all is not known where it is wrong."""
    head, *rows = NESTED.split("项目简介\n")[1].splitlines()
    amounts = [row.split(" | ")[2].strip(" |") for row in (head, *rows)]
    wrong = f"{fen / 100:.2f}"
    changed = [row.replace(amounts[number], wrong) if at == number else row for at, row in enumerate((head, *rows))]
    text = NESTED.split("项目简介\n")[0] + "项目简介\n" + "\n".join(changed) + "\n"
    assert bool(_told(text)) == (wrong != amounts[number])
