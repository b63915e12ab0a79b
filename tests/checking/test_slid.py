"""Amounts that slid against the names of a table are told once, and nothing is told of what rests on them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.documents import errors, screened

ACCOUNTS = {
    "201": ("一般公共服务支出", 90, 60, 30),
    "20126": ("档案事务", 90, 60, 30),
    "2012601": ("行政运行", 60, 60, 0),
    "2012604": ("档案馆", 30, 0, 30),
    "208": ("社会保障和就业支出", 50, 45, 5),
    "20805": ("行政事业单位养老支出", 50, 45, 5),
    "2080501": ("行政单位离退休", 20, 15, 5),
    "2080505": ("机关事业单位基本养老保险缴费支出", 30, 30, 0),
    "221": ("住房保障支出", 25, 25, 0),
    "22102": ("住房改革支出", 25, 25, 0),
    "2210201": ("住房公积金", 18, 18, 0),
    "2210203": ("购房补贴", 7, 7, 0),
}
OWN = [tuple(amounts) for _, *amounts in ACCOUNTS.values()]
NOTHING = (0, 0, 0)


def _table(title: str, amounts: Sequence[Sequence[int]]) -> list[str]:
    rows = [
        " | ".join([code, name, *(f"{amount}.00" if amount else "" for amount in row)])
        for (code, (name, *_)), row in zip(ACCOUNTS.items(), amounts, strict=True)
    ]
    head = "功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出"
    return [title, "", "单位：万元", "", head, *rows, " | 合计 | 165.00 | 130.00 | 35.00", ""]


def _account(first: Sequence[Sequence[int]], second: Sequence[Sequence[int]], text: str = "") -> str:
    tables = [*_table("支出决算表", first), *_table("一般公共预算财政拨款支出决算表", second)]
    return "\n".join(["2024年度某县档案馆部门决算", "", *tables, text])


def _slid(by: int, start: int = 3) -> list[Sequence[int]]:
    """The amounts with those from a row on so many rows too high, or too low where ``by`` is below nil."""
    if by > 0:
        return [*OWN[:start], *OWN[start + by :], *[NOTHING] * by]
    return [*OWN[:start], *[NOTHING] * -by, *OWN[start:by]]


@pytest.mark.parametrize("by", [1, 2, 3, -1, -2, -3])
def test_amounts_that_slid_are_one_error(by: int) -> None:
    assert [rule for rule, *_ in errors(screened(_account(OWN, _slid(by))))] == ["AGR-006"]


def test_the_table_that_does_not_add_up_is_the_one_that_slid() -> None:
    (finding,) = [one for one in screened(_account(_slid(2), OWN)).findings if one.rule == "AGR-006"]
    assert finding.places[0].table == "支出决算表"
    assert finding.places[0].text == "50.00"


def test_a_sentence_that_is_right_is_not_held_against_a_table_that_slid() -> None:
    text = "五、支出说明\n\n1、住房保障支出（类）住房改革支出（款）住房公积金（项）18.00 万元。\n"
    assert [rule for rule, *_ in errors(screened(_account(OWN, _slid(2), text)))] == ["AGR-006"]


def test_a_few_rows_that_slid_are_told_one_by_one() -> None:
    rules = {rule for rule, *_ in errors(screened(_account(OWN, _slid(1, len(OWN) - 3))))}
    assert rules
    assert "AGR-006" not in rules


def test_tables_that_agree_did_not_slide() -> None:
    assert errors(screened(_account(OWN, OWN))) == []
