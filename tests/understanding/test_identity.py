"""Whose disclosure it is, of which year, budget or final account."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.paper import Role, Spot, Words
from mingcha_datasets.corpus.printing import text_of
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
        ("某县档案馆2023年度一般公共预算财政拨款“三公”经费支出决算", "某县档案馆", 2023, "final_account"),
    ],
)
def test_the_cover_says_whose_disclosure_of_which_year_and_kind_it_is(cover: str, unit: str, year: int, kind: str) -> None:
    disclosure = understood(f"{cover}\n\n目录\n{AMOUNT}")
    assert (disclosure.unit, disclosure.year, disclosure.kind) == (unit, year, kind)


def test_a_cover_that_all_headings_contradict_has_the_wrong_year_however_long_the_units_name() -> None:
    unit = "某市某区档案信息资源开发利用服务保障中心"
    parts = ["单位概况", "单位决算表", "单位决算情况说明", "名词解释"]
    headings = "\n\n".join(f"第{number}部分 {unit}2023年度单位决算 {part}" for number, part in enumerate(parts, 1))
    assert understood(f"{unit}2024年度单位决算\n\n{headings}\n").year == 2023


@given(layout=st.sampled_from(sorted(LAYOUTS)), seed=st.integers(1, 10**6), ahead=st.sampled_from([-1, 1]), data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_wrong_year_on_the_cover_and_in_another_title_changes_no_year(
    layout: tuple[str, str], seed: int, ahead: int, data: st.DataObject
) -> None:
    paper = make(*layout, seed).paper
    titled = [
        Spot(number, 0, place)
        for number, block in enumerate(paper.blocks)
        if isinstance(block, Words) and block.role in (BlockRole.TITLE, BlockRole.HEADING)
        for place, piece in enumerate(block.pieces)
        if piece.role is Role.YEAR and piece.text.strip() == str(paper.year)
    ]
    assume(len(titled) > 2)
    chosen = (titled[0], data.draw(st.sampled_from(titled)))
    wrong = paper.with_pieces({spot: replace(paper.at(spot), text=str(paper.year + ahead)) for spot in chosen})
    assert understood(text_of(wrong)).year == paper.year


_OWN = "2025年单位预算公开说明\n\n本单位当年收入 9.00 万元。\n\n"
_LAST = "2024年单位支出预算绩效自评表\n\n2024年项目支出绩效评价报告\n\n2024年整体支出绩效自评报告\n\n"
_OF_YEARS = "科目 | {} | {}\n201 | 7.00 | 9.00\n"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        # The table compares the year with the year before, and another title names it: the cover is alone.
        (f"{_OWN}2024年单位综合预算公开报表\n\n{_OF_YEARS.format('2023年', '2024年')}", 2024),
        (f"{_OWN}2026年单位综合预算公开报表\n\n{_OF_YEARS.format('2025年', '2026年')}", 2026),
        # One title against one, reports on the year before, a year that others are compared with.
        (f"{_OWN}2024年单位综合预算公开报表\n\n公用经费 1.00 万元。", 2025),
        (f"{_OWN}{_LAST}", 2025),
        (f"{_OWN}{'2024年度收入比上年多。' * 9}", 2025),
        (f"{_OWN}预算比2024年增加。\n\n收入较2024年增加。\n\n支出与2024年持平。", 2025),
    ],
)
def test_the_year_is_another_than_the_covers_only_where_most_titles_and_tables_say_so(text: str, year: int) -> None:
    assert understood(text).year == year


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


@pytest.mark.parametrize(
    ("text", "unit_type"),
    [
        ("本单位为参照公务员法管理的事业单位，内设两个股室。", "civil_service"),
        ("某县档案馆属于参公事业单位。", "civil_service"),
        ("本单位为财政全额拨款事业单位。", "institution"),
        ("本单位属公益一类事业单位。", "institution"),
        ("某县档案局是县政府工作部门，为行政单位。", "administrative"),
        ("截止上年底，本单位人员编制 9 人，其中行政编制 0 人、事业编制 9 人。", ""),
        ("截止上年底，本单位人员编制 9 人，其中行政编制 9 人、事业编制 0 人。", "administrative"),
        ("本单位为参公事业单位。截止上年底，本单位人员编制 9 人，其中行政编制 0 人、事业编制 9 人。", "civil_service"),
        ("本单位为财政全额拨款事业单位。截止上年底，本单位人员编制 9 人，其中行政编制 9 人、事业编制 0 人。", ""),
        # Posts of institutions are those of units under the civil service law too; both sorts; several units; a definition.
        ("截止上年底，本部门人员编制 9 人，其中行政编制 4 人、事业编制 5 人。", ""),
        ("本部门下属单位 2 家，其中一家为参公事业单位。", ""),
        ("机关运行经费是指行政单位和参照公务员法管理的事业单位的公用经费。", ""),
        ("本单位内设两个股室。", ""),
    ],
)
def test_the_text_and_the_posts_say_of_which_type_the_unit_is(text: str, unit_type: str) -> None:
    disclosure = understood(f"2024年某县档案馆单位预算公开\n\n第一部分 概况\n\n{text}\n")
    assert disclosure.unit_type == unit_type


@pytest.mark.parametrize(
    ("cover", "text", "province"),
    [
        ("2024年江苏省档案馆单位预算公开", "参加浙江省和江苏省的交流。", "江苏"),
        ("2024年某县档案馆单位预算公开", "执行陕西省有关规定。", "陕西"),
        ("2024年某县档案馆单位预算公开", "与陕西、四川两省交流。", ""),
        ("2024年某县档案馆单位预算公开", "执行有关规定。", ""),
    ],
)
def test_the_province_is_in_the_units_name_or_the_only_one_named(cover: str, text: str, province: str) -> None:
    assert understood(f"{cover}\n\n第一部分 概况\n\n{text}\n").province == province


def test_owner_and_money_unit_on_one_line_are_parted() -> None:
    disclosure = understood("""
        2024年部门预算公开表

        部门：某县档案馆 单位：万元

        项目 | 预算数
        收入合计 | 4.00
        """)
    assert disclosure.unit == "某县档案馆"


def test_the_year_of_tables_without_text_is_the_latest_of_their_heads() -> None:
    disclosure = understood("""
        一般公共预算“三公”经费支出情况表

        2023年预算数 | 2024年预算数
        4.00 | 5.00
        """)
    assert disclosure.year == 2024


@pytest.mark.parametrize(
    ("cover", "whole"),
    [
        ("某市某区\n\n档案局\n\n2024年度部门决算", "某市某区档案局"),
        ("某市某区人民政府\n\n某街道办事处 2024\n\n年度部门决算", "某市某区人民政府某街道办事处"),
    ],
)
def test_a_name_wrapped_over_the_lines_of_the_cover_is_whole_where_the_text_has_it_so(cover: str, whole: str) -> None:
    text = f"\n\n第一部分 {whole}概况\n\n{whole}是政府部门。\n"
    assert understood(f"{cover}\n\n目录\n{text}").unit == whole


def test_two_names_on_a_cover_are_not_one_that_the_text_never_has() -> None:
    text = "\n\n第一部分 某区人民政府概况\n\n某区人民政府是政府部门。\n"
    assert understood(f"某区人民政府\n\n某区档案局\n\n2024年度部门决算\n\n目录\n{text}").unit == "某区人民政府"
