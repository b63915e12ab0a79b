"""Two accounts with each other's amounts: AGR-008."""

from __future__ import annotations

from itertools import combinations

import pytest

from mingcha import Finding
from tests.documents import errors, findings_of, screened

HEAD = "2024年某县档案馆单位预算公开\n\n"
ITEMS = {
    "2080502 | 事业单位离退休": "25.09",
    "2080505 | 机关事业单位基本养老保险缴费支出": "71.12",
    "2080506 | 机关事业单位职业年金缴费支出": "35.56",
    "2080599 | 其他行政事业单位养老支出": "7.00",
}


def _table(title: str, columns: str, amounts: list[str], total: str) -> str:
    rows = "".join(f"{item} | {amount} | {amount} |\n" for item, amount in zip(ITEMS, amounts, strict=True))
    above = f"208 | 社会保障和就业支出 | {total} | {total} |\n20805 | 行政事业单位养老支出 | {total} | {total} |\n"
    head = f"{title}\n\n单位：万元\n\n科目编码 | 科目名称 | 合计 | {columns}\n"
    return f"{head}{above}{rows} | 合计 | {total} | {total} |\n\n"


def _found(income: list[str], outlay: list[str], total: str = "138.77") -> list[Finding]:
    tables = _table("部门收入总表", "一般公共预算 | 事业收入", income, total) + _table(
        "部门支出总表", "基本支出 | 项目支出", outlay, total
    )
    screening = screened(HEAD + tables)
    found = findings_of(screening, "AGR-008")
    assert [rule for rule, *_ in errors(screening)] == [finding.rule for finding in found]
    return found


def _swapped(first: int, second: int) -> list[str]:
    amounts = list(ITEMS.values())
    amounts[first], amounts[second] = amounts[second], amounts[first]
    return amounts


def test_tables_with_the_same_amounts_are_right() -> None:
    assert _found(list(ITEMS.values()), list(ITEMS.values())) == []


@pytest.mark.parametrize(("first", "second"), list(combinations(range(3), 2)))
def test_rows_that_changed_places_are_one_error(first: int, second: int) -> None:
    names = [item.split(" | ")[1] for item in ITEMS]
    (finding,) = _found(list(ITEMS.values()), _swapped(first, second))
    assert {place.row.split()[-1] for place in finding.places} >= {names[first], names[second]}
    assert f"“{names[first]}”" in finding.message
    assert f"“{names[second]}”" in finding.message


def test_short_amounts_may_meet_by_chance() -> None:
    amounts = ["5.00", "20.00", "3.00", "7.00"]
    tables = _table("部门收入总表", "一般公共预算 | 事业收入", amounts, "35.00")
    other = _table("部门支出总表", "基本支出 | 项目支出", ["20.00", "5.00", "3.00", "7.00"], "35.00")
    assert findings_of(screened(HEAD + tables + other), "AGR-008") == []


def test_the_text_is_not_told_to_follow_a_table_with_rows_exchanged() -> None:
    outlay = _table("部门支出总表", "基本支出 | 项目支出", _swapped(0, 1), "138.77")
    income = _table("部门收入总表", "一般公共预算 | 事业收入", list(ITEMS.values()), "138.77")
    text = "本单位当年支出 138.77 万元，其中：\n\n（1）事业单位离退休（2080502）25.09 万元；\n\n（2）其他 113.68 万元。\n"
    assert [rule for rule, *_ in errors(screened(HEAD + income + outlay + text))] == ["AGR-008"]
