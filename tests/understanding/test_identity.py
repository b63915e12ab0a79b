"""Whose disclosure it is, of which year, budget or final account."""

from __future__ import annotations

import pytest

from tests.documents import understood

TABLE = "\n\n支出预算表\n\n{owner}\n\n科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.00\n"
AMOUNT = "\n\n第一部分 说明\n\n公用经费 1.00 万元。\n"


@pytest.mark.parametrize(
    ("cover", "unit", "year", "kind"),
    [
        ("2024年某县档案馆单位预算公开", "某县档案馆", 2024, "budget"),
        ("某县档案馆2024年单位预算公开", "某县档案馆", 2024, "budget"),
        ("某县档案馆\n\n2024年单位预算公开", "某县档案馆", 2024, "budget"),
        ("某县档案馆\n\n2024 年度部门预算", "某县档案馆", 2024, "budget"),
        ("2023 年度某市档案局部门决算", "某市档案局", 2023, "final_account"),
        ("某市档案局\n\n2023年度部门决算公开", "某市档案局", 2023, "final_account"),
        ("某市2025年市级单位预算\n\n预算单位：某市档案局", "某市档案局", 2025, "budget"),
        ("某区2023年区级部门预算\n\n预算主管部门：某区人民政府某街道办事处", "某区人民政府某街道办事处", 2023, "budget"),
        ("某某大学 2023 年度部门决算\n\n2024 年 8 月", "某某大学", 2023, "final_account"),
        ("附件1\n\n某县档案馆2024年单位预算公开", "某县档案馆", 2024, "budget"),
    ],
)
def test_the_cover_says_whose_disclosure_of_which_year_and_kind_it_is(cover: str, unit: str, year: int, kind: str) -> None:
    disclosure = understood(f"{cover}\n\n目录\n{AMOUNT}")
    assert (disclosure.unit, disclosure.year, disclosure.kind) == (unit, year, kind)


@pytest.mark.parametrize(
    "owner", ["单位名称：某县档案馆", "编制单位：某县档案馆", "部门：某县档案馆 单位：万元", "部门（单位）名称：某县档案馆"]
)
def test_without_a_cover_the_tables_say_whose_it_is(owner: str) -> None:
    disclosure = understood(f"收支总表\n\n目录{TABLE.format(owner=owner)}")
    assert disclosure.unit == "某县档案馆"


@pytest.mark.parametrize("money", ["单位：元", "单位：万元", "金额单位：万元"])
def test_the_unit_of_money_is_not_whose_it_is(money: str) -> None:
    disclosure = understood(f"2024年某县档案馆单位预算公开{TABLE.format(owner=money)}{AMOUNT}")
    assert disclosure.unit == "某县档案馆"


def test_where_nothing_says_it_nothing_is_made_up() -> None:
    disclosure = understood("公用经费 1.00 万元。")
    assert (disclosure.unit, disclosure.year) == ("", 0)


def test_a_definition_of_a_final_account_makes_no_budget_one() -> None:
    disclosure = understood(
        f"某县档案馆2024年部门预算\n\n目录\n\n第一部分 说明\n\n决算是预算执行的结果，决算由人大批准。{AMOUNT}"
    )
    assert disclosure.kind == "budget"
