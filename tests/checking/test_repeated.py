"""Accounts that a table prints twice: COD-015."""

from __future__ import annotations

import pytest

from tests.documents import findings_of, screened

ROWS = (
    " | 合计 | 90000.00 | 50000.00 | 40000.00",
    "302 | 商品和服务支出 | 40000.00 | | 40000.00",
    "30201 | 办公费 | 30000.00 | | 30000.00",
    "30211 | 差旅费 | 10000.00 | | 10000.00",
    "303 | 对个人和家庭的补助 | 50000.00 | 50000.00 |",
    "30302 | 退休费 | 50000.00 | 50000.00 |",
)
HEAD = """2024年某县档案馆单位预算公开

一般公共预算支出明细表（按支出经济分类科目）

单位：元

部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
"""
TITLE = 7


def _found(*rows: str) -> list[list[int | None]]:
    found = findings_of(screened(HEAD + "\n".join(rows) + "\n"), "COD-015")
    return [[place.line for place in finding.places] for finding in found]


def test_every_account_once_is_right() -> None:
    assert _found(*ROWS) == []


@pytest.mark.parametrize("number", range(1, len(ROWS)))
@pytest.mark.parametrize("after", [1, 2])
def test_a_row_twice_is_told_with_both_places(number: int, after: int) -> None:
    rows = [*ROWS[: number + after], ROWS[number], *ROWS[number + after :]]
    assert _found(*rows) == [[TITLE + 1 + number + after, TITLE + 1 + number]] or number + after > len(ROWS)


def test_a_row_without_money_twice_says_nothing_wrong() -> None:
    assert _found(*ROWS, "30399 | 其他对个人和家庭的补助 | | |", "30399 | 其他对个人和家庭的补助 | | |") == []


def test_sums_that_have_room_for_both_are_left_to_the_sums() -> None:
    """Two rows of one account may divide it by something that the table does not print."""
    rows = [row.replace("40000.00", "50000.00").replace("90000.00", "100000.00") for row in ROWS]
    assert _found(*rows[:4], rows[3], *rows[4:]) == []
