"""Facts of tables: how their numbers are printed and whether names break off."""

from __future__ import annotations

import pytest

from tests.documents import facts

COVER = "2024年某县档案馆单位预算公开\n\n部门综合预算收支总表\n\n单位：元\n\n"


def _table(amounts: list[str]) -> str:
    rows = "".join(f"事项{number} | {amount}\n" for number, amount in enumerate(amounts))
    return f"{COVER}项目 | 预算数\n本年收入合计 | 1.00\n{rows}"


@pytest.mark.parametrize(
    ("amounts", "grouped", "plain"),
    [
        (["1,234.00", "12,345.00"], 2, 0),
        (["1234.00", "12345.00", "123.00"], 0, 2),
        (["1,234.00", "1234.00", "-5678.00"], 1, 2),
    ],
)
def test_large_amounts_are_printed_in_groups_or_not(amounts: list[str], grouped: int, plain: int) -> None:
    (fact,) = facts(_table(amounts))["number_format"]
    assert (fact.values["grouped"], fact.values["plain"]) == (grouped, plain)


def test_small_amounts_have_no_format() -> None:
    assert facts(_table(["123.00", "0"])).get("number_format", []) == []


@pytest.mark.parametrize(
    ("label", "whole"),
    [
        ("一、一般公共服务支", "一般公共服务支出"),
        ("二、社会保障和就", "社会保障和就业支出"),
        ("一、一般公共服务支出", ""),
        ("三、其他", ""),
        ("四、某县事项", ""),
    ],
)
def test_a_name_that_breaks_off_is_counted_with_the_whole(label: str, whole: str) -> None:
    found = facts(f"{COVER}收入 | | 支出 |\n项目 | 预算数 | 项目 | 预算数\n一、财政拨款 | 5.00 | {label} | 5.00\n")["names"]
    assert [(fact.values["cut"], fact.values["whole"]) for fact in found] == [(int(bool(whole)), whole)]
