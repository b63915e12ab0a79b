"""Tables: every figure at its coordinate, whatever the form of the table. Each trap of the design stands here in small."""

from __future__ import annotations

import pytest

from mingcha.understanding import Disclosure, Listing
from tests.documents import errors, figure_at, figures_at, screened, understood

HEAD = "2024年某县档案馆单位预算公开\n\n第一部分 预算报表\n\n"


def _table(title: str, rows: str, unit: str = "单位：万元", head: str = HEAD) -> Disclosure:
    """A document with one table."""
    lines = "\n".join(line.strip() if "|" not in line else line.removeprefix("    ") for line in rows.strip("\n").split("\n"))
    return understood(f"{head}{title}\n\n{unit}\n\n{lines}\n")


def _listing(disclosure: Disclosure) -> Listing:
    (table,) = disclosure.tables
    (listing,) = table.listings
    return listing


def _sums(disclosure: Disclosure, axis: str = "row") -> list[tuple[str, list[str]]]:
    """Which rows (or columns) must add up to which, by their labels."""
    listing = _listing(disclosure)
    names = [line.label for line in listing.lines] if axis == "row" else [column.head for column in listing.columns]
    return [(names[one.total], [names[part] for part in one.parts]) for one in listing.sums if one.axis == axis]


# -- account codes -----------------------------------------------------------------------------------------------------


def test_functional_departmental_and_government_codes_are_three_dimensions() -> None:
    disclosure = understood(
        f"""{HEAD}一般公共预算支出明细表（按支出功能分类科目）

单位：元

功能科目编码 | 功能科目名称 | 合计
201 | 一般公共服务支出 | 1.00

一般公共预算支出明细表（按支出经济分类科目）

单位：元

单位经济科目编码 | 单位经济科目名称 | 合计
301 | 工资福利支出 | 2.00

一般公共预算支出明细表（按政府预算支出经济分类科目）

单位：元

政府经济科目编码 | 政府经济科目名称 | 合计
501 | 机关工资福利支出 | 3.00
"""
    )
    fund = {"measure": "expenditure", "fund": "general_public_budget"}
    assert figures_at(disclosure, **fund, function="201") == ["1.00"]
    assert figures_at(disclosure, **fund, economy_dept="301") == ["2.00"]
    assert figures_at(disclosure, **fund, economy_gov="501") == ["3.00"]


def test_a_code_is_no_amount() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 10.00\n2012604 | 档案馆 | 10.00")
    assert [figure.text for figure in disclosure.figures] == ["10.00", "10.00"]
    assert disclosure.unread == ()


def test_a_row_with_both_economic_codes_is_one_row_with_a_counterpart() -> None:
    disclosure = _table(
        "一般公共预算支出明细表（按支出经济分类科目）",
        """
    单位经济科目编码 | 单位经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
    301 | 工资福利支出 | | | 30.00 | 30.00 |
    30101 | 基本工资 | 50501 | 工资福利支出 | 30.00 | 30.00 |
    """,
    )
    line = _listing(disclosure).lines[1]
    assert (line.code, line.label, line.counterpart, line.counterpart_name) == ("30101", "基本工资", "50501", "工资福利支出")
    assert figures_at(
        disclosure, measure="expenditure", fund="general_public_budget", economy_dept="30101", component="personnel"
    ) == ["30.00"]
    assert not any(figure.coordinate.economy_gov for figure in disclosure.figures)


THREE_COLUMNS = """
    科目编码 | | | 科目名称 | 合计 | 基本支出 | 项目支出
    类 | 款 | 项 | | | |
    | | | 合计 | 12.00 | 9.00 | 3.00
    208 | | | 社会保障和就业支出 | 5.00 | 5.00 |
    | 05 | | 行政事业单位养老支出 | 5.00 | 5.00 |
    | | 05 | 机关事业单位基本养老保险缴费支出 | 3.00 | 3.00 |
    | | 06 | 机关事业单位职业年金缴费支出 | 2.00 | 2.00 |
    221 | | | 住房保障支出 | 7.00 | 4.00 | 3.00
    | 02 | | 住房改革支出 | 7.00 | 4.00 | 3.00
    | | 01 | 住房公积金 | 7.00 | 4.00 | 3.00
    """


def test_a_code_in_three_columns_takes_what_it_leaves_out_from_above() -> None:
    listing = _listing(_table("支出预算总表", THREE_COLUMNS))
    assert [line.code for line in listing.lines] == [
        *("", "208", "20805", "2080505", "2080506"),
        *("221", "22102", "2210201"),
    ]


def test_a_code_in_three_columns_takes_what_it_leaves_out_from_before_a_page_break() -> None:
    page_break = "\n\n    <!-- page 5 -->\n\n    | | 06 | 机关"
    disclosure = _table("支出预算总表", THREE_COLUMNS.replace("\n    | | 06 | 机关", page_break))
    assert figures_at(disclosure, measure="expenditure", function="2080506") == ["2.00"]
    assert [line.code for line in _listing(disclosure).lines][4:6] == ["2080506", "221"]


def test_a_code_in_three_columns_that_repeats_the_upper_parts_is_the_same() -> None:
    rows = THREE_COLUMNS.replace("    | 05 | | 行", "    208 | 05 | | 行").replace("    | | 06 | 机", "    208 | 05 | 06 | 机")
    listing = _listing(_table("支出预算总表", rows))
    assert [line.code for line in listing.lines][2:5] == ["20805", "2080505", "2080506"]


def test_a_class_without_a_code_is_known_by_its_name() -> None:
    disclosure = _table("支出总表", "项目 | 预算数\n一、一般公共服务支出 | 1.00\n八、社会保障和就业支出 | 2.00")
    assert figures_at(disclosure, measure="expenditure", function="201") == ["1.00"]
    assert figures_at(disclosure, measure="expenditure", function="208") == ["2.00"]


def test_a_government_fund_may_use_the_same_code_without_being_the_same_money() -> None:
    disclosure = _table("政府性基金预算支出表", "科目编码 | 科目名称 | 合计\n212 | 城乡社区支出 | 8.00")
    assert figure_at(disclosure, measure="expenditure", fund="government_fund", function="212").text == "8.00"


# -- repeated labels ---------------------------------------------------------------------------------------------------


def test_one_label_under_two_parents_is_two_coordinates() -> None:
    disclosure = _table(
        "单位综合预算收支总表",
        """
    项目 | 预算数 | 单位预算支出经济分类科目（按大类） | 预算数
    一、财政拨款 | 9.00 | 1、人员经费和公用经费支出 | 6.00
    | | (1)工资福利支出 | 5.00
    | | (2)商品和服务支出 | 1.00
    | | 2、专项业务经费支出 | 3.00
    | | (1)工资福利支出 | 0.00
    | | (2)商品和服务支出 | 3.00
    本年收入合计 | 9.00 | 本年支出合计 | 9.00
    """,
    )
    assert figures_at(disclosure, measure="expenditure", economy_dept="302", component="basic") == ["1.00"]
    assert figures_at(disclosure, measure="expenditure", economy_dept="302", component="project") == ["3.00"]
    assert figures_at(disclosure, measure="expenditure", economy_dept="301", component="basic") == ["5.00"]
    assert figures_at(disclosure, measure="expenditure", economy_dept="301", component="project") == ["0.00"]


# -- lists side by side ------------------------------------------------------------------------------------------------

FOUR_LISTS = """
    收入 | | 支出 | | | | |
    项目 | 预算数 | 支出功能分类科目 | 预算数 | 单位预算支出经济分类科目 | 预算数 | 政府预算支出经济分类科目 | 预算数
    一、财政拨款 | 9.00 | 1、一般公共服务支出 | 7.00 | 1、人员经费和公用经费支出 | 6.00 | 1、机关工资福利支出 | 5.00
    1、一般公共预算拨款 | 8.00 | 2、外交支出 | | (1)工资福利支出 | 5.00 | 2、机关商品和服务支出 | 4.00
    2、政府性基金拨款 | 1.00 | 8、社会保障和就业支出 | 2.00 | (2)商品和服务支出 | 1.00 | 9、对个人和家庭的补助 | 0.00
    | | | | 2、专项业务经费支出 | 3.00 | |
    本年收入合计 | 9.00 | 本年支出合计 | 9.00 | 本年支出合计 | 9.00 | 本年支出合计 | 9.00
    上年结转 | 1.00 | 结转下年 | 1.00 | 结转下年 | 1.00 | 结转下年 | 1.00
    收入总计 | 10.00 | 支出总计 | 10.00 | 支出总计 | 10.00 | 支出总计 | 10.00
    """


def test_four_lists_side_by_side_are_four_listings() -> None:
    (table,) = _table("单位综合预算收支总表", FOUR_LISTS).tables
    assert [[line.label for line in listing.lines[:3]] for listing in table.listings] == [
        ["一、财政拨款", "1、一般公共预算拨款", "2、政府性基金拨款"],
        ["1、一般公共服务支出", "2、外交支出", "8、社会保障和就业支出"],
        ["1、人员经费和公用经费支出", "(1)工资福利支出", "(2)商品和服务支出"],
        ["1、机关工资福利支出", "2、机关商品和服务支出", "9、对个人和家庭的补助"],
    ]


def test_each_list_has_its_own_side_and_classification() -> None:
    disclosure = _table("单位综合预算收支总表", FOUR_LISTS)
    assert figures_at(disclosure, measure="income", fund="appropriation") == ["9.00"]
    assert figures_at(disclosure, measure="income", fund="general_public_budget") == ["8.00"]
    assert figures_at(disclosure, measure="income", fund="government_fund") == ["1.00"]
    assert figures_at(disclosure, measure="expenditure", function="201") == ["7.00"]
    assert figures_at(disclosure, measure="expenditure", economy_dept="301", component="basic") == ["5.00"]
    assert figures_at(disclosure, measure="expenditure", economy_gov="502") == ["4.00"]


def test_each_list_closes_with_its_own_totals() -> None:
    disclosure = _table("单位综合预算收支总表", FOUR_LISTS)
    assert figures_at(disclosure, measure="income") == ["9.00"]
    assert figures_at(disclosure, measure="expenditure") == ["9.00"] * 3
    assert figures_at(disclosure, measure="carried_in") == ["1.00"]
    assert figures_at(disclosure, measure="carried_out") == ["1.00"] * 3
    assert figures_at(disclosure, measure="total_income") == ["10.00"]
    assert figures_at(disclosure, measure="total_outlay") == ["10.00"] * 3


BALANCES = """收入 | | 支出 |
项目 | 预算数 | 项目 | 预算数
一、本年收入 | 9.00 | 一、本年支出 | 12.00
（一）一般公共预算拨款 | 7.00 | （一）教育支出 | 8.00
（二）政府性基金预算拨款 | 2.00 | （二）卫生健康支出 | 4.00
二、上年结转 | 3.00 | 二、年终结转结余 | 0.00
（一）一般公共预算拨款 | 1.00 | |
（二）政府性基金预算拨款 | 2.00 | |
收入总计 | 12.00 | 支出总计 | 12.00
"""


def test_rows_numbered_below_a_balance_are_parts_of_it() -> None:
    disclosure = _table("财政拨款收支总表", BALANCES)
    assert figures_at(disclosure, measure="income", fund="general_public_budget") == ["7.00"]
    assert figures_at(disclosure, measure="carried_in", fund="general_public_budget") == ["1.00"]
    assert figures_at(disclosure, measure="total_income", fund="appropriation") == ["12.00"]
    assert figures_at(disclosure, measure="total_outlay", fund="appropriation") == ["12.00"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("一、本年收入 | 9.00", "一、本年收入 | 6.00"),
        ("收入总计 | 12.00", "收入总计 | 13.00"),
        ("二、上年结转 | 3.00", "二、上年结转 | 5.00"),
        ("一、本年支出 | 12.00", "一、本年支出 | 21.00"),
    ],
)
def test_a_closing_total_takes_in_the_balance_beside_what_came_in(right: str, wrong: str) -> None:
    text = "2024年某县档案局部门预算公开\n\n财政拨款收支总表\n\n单位：万元\n\n" + BALANCES
    assert not errors(screened(text))
    assert errors(screened(text.replace(right, wrong)))


def test_income_and_outlay_beside_each_other_are_read_from_their_heads() -> None:
    disclosure = _table("收支总表", "收入 | | 支出 |\n项目 | 预算数 | 项目 | 预算数\n一、事业收入 | 5.00 | 一、基本支出 | 5.00")
    assert figures_at(disclosure, measure="income", fund="institution") == ["5.00"]
    assert figures_at(disclosure, measure="expenditure", component="basic") == ["5.00"]


# -- rows and columns that are no data ----------------------------------------------------------------------------------


def test_a_column_of_ordinals_is_no_amount() -> None:
    disclosure = _table(
        "项目支出预算表", "序号 | 项目名称 | 合计 | 一般公共预算\n1 | 馆藏整理 | 5.00 | 5.00\n2 | 馆舍维修 | 6.00 | 6.00"
    )
    assert [figure.text for figure in disclosure.figures] == ["5.00", "5.00", "6.00", "6.00"]
    assert disclosure.unread == ()


@pytest.mark.parametrize(
    "filler",
    [
        "** | ** | 1 | 2 | 3",
        "栏次 | | 1 | 2 | 3",
        "栏次 | 栏次 | 1 | 2 | 3",
        "* | * | * | * | *",
        "1 | 2 | 3 | 4 | 5",
        " | | | | ",
    ],
)
def test_a_row_that_only_numbers_the_columns_is_no_data(filler: str) -> None:
    disclosure = _table(
        "支出预算总表",
        f"科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n{filler}\n201 | 一般公共服务支出 | 9.00 | 6.00 | 3.00",
    )
    assert [figure.text for figure in disclosure.figures] == ["9.00", "6.00", "3.00"]
    assert [line.code for line in _listing(disclosure).lines] == ["201"]
    assert disclosure.unread == ()


def test_a_blank_amount_is_no_figure_and_counts_as_nil() -> None:
    disclosure = _table(
        "支出预算总表",
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n| 合计 | 9.00 | 9.00 |\n201 | 一般公共服务支出 | 9.00 | 9.00 | ",
    )
    assert figures_at(disclosure, measure="expenditure", component="project") == []
    assert figures_at(disclosure, measure="expenditure", component="basic") == ["9.00"]


def test_a_remark_is_no_amount_though_it_holds_a_number() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计 | 备注\n201 | 一般公共服务支出 | 9.00 | 见附件3")
    assert [figure.text for figure in disclosure.figures] == ["9.00"]


def test_a_share_of_a_table_is_no_amount() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计 | 占比%\n201 | 一般公共服务支出 | 9.00 | 100.00")
    assert [figure.text for figure in disclosure.figures] == ["9.00"]


def test_a_number_in_a_row_without_a_name_is_listed_with_the_reason() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.00\n | | 7.00")
    (unread,) = disclosure.unread
    assert (unread.text, unread.reason) == ("7.00", "the row has no name")


# -- merged cells ------------------------------------------------------------------------------------------------------


def test_a_head_that_merged_cells_made_longer_than_the_body_is_moved_back() -> None:
    disclosure = _table(
        "支出预算总表",
        """
    项目 | | 2024年预算数 | |
    | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    201 | 一般公共服务支出 | 9.00 | 6.00 | 3.00
    20126 | 档案事务 | 9.00 | 6.00 | 3.00
    """,
    )
    assert figures_at(disclosure, measure="expenditure", function="201") == ["9.00"]
    assert figures_at(disclosure, measure="expenditure", function="201", component="basic") == ["6.00"]
    assert figures_at(disclosure, measure="expenditure", function="20126", component="project") == ["3.00"]


def test_sub_heads_that_slid_to_the_left_are_moved_under_the_head_that_has_room_for_them() -> None:
    disclosure = _table(
        "项目支出预算情况表",
        """
    项目名称 | 项目类型 | 合计 | 财政拨款 | | | 单位资金
    小计 | 一般公共预算 | 政府性基金预算
    水渠修缮 | 特定目标类 | 9.00 | 7.00 | 4.00 | 3.00 | 2.00
    """,
    )
    funds = {figure.coordinate.fund: figure.text for figure in disclosure.figures}
    assert funds == {
        "": "9.00",
        "appropriation": "7.00",
        "general_public_budget": "4.00",
        "government_fund": "3.00",
        "unit_funds": "2.00",
    }


def test_sub_heads_in_the_row_of_the_total_belong_to_the_head() -> None:
    disclosure = _table(
        "政府性基金预算财政拨款收入支出决算表",
        """
    项目 | | 年初结转和结余 | 本年收入 | 本年支出 | | | 年末结转和结余
    功能分类科目编码 | 科目名称 | | | | | |
    合计 | | 1.00 | 9.00 | 合计 | 基本支出 | 项目支出 | 2.00
    212 | 城乡社区支出 | 1.00 | 9.00 | 8.00 | | 8.00 | 2.00
    """,
        head="2024年度某县档案馆单位决算公开\n\n第一部分 决算报表\n\n",
    )
    assert [line.label for line in _listing(disclosure).lines] == ["合计", "城乡社区支出"]
    assert [figure.text for figure in disclosure.figures if figure.coordinate.component == "project"] == ["8.00"]


def test_what_is_bought_in_two_ways_has_its_name_merged_over_both_rows() -> None:
    disclosure = _table(
        "政府采购预算表",
        """
    专项名称 | 采购物品名称 | 采购组织形式 | 总计
    物业管理费 | | | 470.00
    | 物业管理服务 | 部门集中采购 | 430.00
    | | 分散自行组织 | 40.00
    """,
    )
    (listing,) = disclosure.tables[0].listings
    assert [line.label for line in listing.lines] == ["物业管理费", "物业管理服务", "物业管理服务 / 分散自行组织"]
    assert [(one.total, one.parts) for one in listing.sums] == [(0, (1, 2))]


def test_a_merged_head_holds_for_all_columns_below_it() -> None:
    disclosure = _table(
        "财政拨款支出预算表",
        """
    科目编码 | 科目名称 | 一般公共预算 | | 政府性基金预算 |
    | | 基本支出 | 项目支出 | 基本支出 | 项目支出
    201 | 一般公共服务支出 | 6.00 | 3.00 | 2.00 | 1.00
    """,
    )
    cells = {
        (figure.coordinate.fund, figure.coordinate.component): figure.text
        for figure in disclosure.figures
        if figure.coordinate.function == "201"
    }
    assert cells == {
        ("general_public_budget", "basic"): "6.00",
        ("general_public_budget", "project"): "3.00",
        ("government_fund", "basic"): "2.00",
        ("government_fund", "project"): "1.00",
    }


# -- money units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "fen", "ulp"),
    [
        ("单位：元", 901, 1),
        ("单位：万元", 9_010_000, 10_000),
        ("金额单位：千元", 901_000, 1_000),
        ("单位：人民币万元", 9_010_000, 10_000),
    ],
)
def test_the_unit_above_a_table_holds_for_its_amounts(unit: str, fen: int, ulp: int) -> None:
    figure = figure_at(
        _table("支出总表", "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.01", unit),
        measure="expenditure",
        function="201",
    )
    assert (figure.fen, figure.ulp) == (fen, ulp)


def test_the_unit_in_a_head_holds_where_none_stands_above() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计（万元）\n201 | 一般公共服务支出 | 9.01", unit="")
    assert figure_at(disclosure, measure="expenditure", function="201").unit == "万元"


def test_each_table_has_its_own_unit() -> None:
    disclosure = understood(
        f"""{HEAD}收入总表

单位：万元

项目 | 预算数
一、事业收入 | 9.00

支出总表

单位：元

项目 | 预算数
一、基本支出 | 90000.00
"""
    )
    assert [table.unit for table in disclosure.tables] == ["万元", "元"]
    assert [figure.fen for figure in disclosure.figures] == [9_000_000, 9_000_000]


def test_the_unit_in_a_row_of_the_table_holds_for_it() -> None:
    disclosure = _table(
        "支出总表", "单位名称：某县档案馆 | | 单位：万元\n科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.01", unit=""
    )
    assert figure_at(disclosure, measure="expenditure", function="201").fen == 9_010_000
    assert disclosure.tables[0].unit == "万元"


def test_a_table_without_a_unit_says_so() -> None:
    disclosure = _table("支出总表", "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.01", unit="")
    assert disclosure.tables[0].unit == ""


# -- totals and parts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("top", [True, False], ids=["at the top", "at the bottom"])
def test_the_total_is_found_at_the_top_and_at_the_bottom(top: bool) -> None:
    total = " | 合计 | 9.00 | 6.00 | 3.00"
    rows = [
        "201 | 一般公共服务支出 | 4.00 | 3.00 | 1.00",
        "208 | 社会保障和就业支出 | 5.00 | 3.00 | 2.00",
    ]
    rows = [total, *rows] if top else [*rows, total]
    disclosure = _table("支出总表", "\n".join(["科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出", *rows]))
    assert figures_at(disclosure, measure="expenditure") == ["9.00"]
    assert ("合计", ["一般公共服务支出", "社会保障和就业支出"]) in _sums(disclosure)
    assert ("合计", ["基本支出", "项目支出"]) in _sums(disclosure, "column")


def test_a_code_is_the_sum_of_the_nearest_codes_below_it() -> None:
    disclosure = _table(
        "支出总表",
        """
    科目编码 | 科目名称 | 合计
    208 | 社会保障和就业支出 | 9.00
    20805 | 行政事业单位养老支出 | 5.00
    2080505 | 机关事业单位基本养老保险缴费支出 | 3.00
    2080506 | 机关事业单位职业年金缴费支出 | 2.00
    2089999 | 其他社会保障和就业支出 | 4.00
    """,
    )
    assert _sums(disclosure) == [
        ("社会保障和就业支出", ["行政事业单位养老支出", "其他社会保障和就业支出"]),
        ("行政事业单位养老支出", ["机关事业单位基本养老保险缴费支出", "机关事业单位职业年金缴费支出"]),
    ]


def test_basic_is_the_sum_of_personnel_and_operating_and_a_reserve_is_a_third_part() -> None:
    disclosure = _table(
        "支出总表",
        "科目编码 | 科目名称 | 合计 | 基本支出 | 人员经费 | 公用经费 | 项目支出 | 单位预留机动经费\n"
        "201 | 一般公共服务支出 | 10.00 | 6.00 | 5.00 | 1.00 | 3.00 | 1.00",
    )
    assert sorted(_sums(disclosure, "column")) == [
        ("合计", ["基本支出", "项目支出", "单位预留机动经费"]),
        ("基本支出", ["人员经费", "公用经费"]),
    ]


def test_a_column_of_which_is_no_part_of_the_total() -> None:
    disclosure = _table(
        "项目支出表",
        "项目名称 | 合计 | 一般公共预算 | 单位资金 | 其中：政府采购\n馆藏整理 | 9.00 | 6.00 | 3.00 | 2.00",
    )
    assert _sums(disclosure, "column") == [("合计", ["一般公共预算", "单位资金"])]


def test_a_row_of_which_is_no_part_of_the_total() -> None:
    disclosure = _table(
        "收支总表",
        """
    收入 | | 支出 |
    项目 | 预算数 | 项目 | 预算数
    一、一般公共预算拨款 | 8.00 | 一、一般公共服务支出 | 9.00
    其中：专项资金列入单位预算的项目 | 2.00 | |
    二、事业收入 | 1.00 | |
    本年收入合计 | 9.00 | 本年支出合计 | 9.00
    """,
    )
    (listing, _) = disclosure.tables[0].listings
    labels = [line.label for line in listing.lines]
    assert [(labels[one.total], [labels[part] for part in one.parts]) for one in listing.sums if one.along == "fund"] == [
        ("本年收入合计", ["一、一般公共预算拨款", "二、事业收入"])
    ]


# -- periods and kinds -------------------------------------------------------------------------------------------------

FINAL = "某市档案局\n2023年度部门决算\n\n目录\n\n第二部分 决算报表\n\n"


def test_a_final_account_has_a_budget_column_and_a_column_of_what_was_spent() -> None:
    disclosure = _table(
        "财政拨款“三公”经费支出决算表",
        """
    合计 | | 公务接待费 |
    预算数 | 决算数 | 预算数 | 决算数
    2.85 | 0.39 | 2.85 | 0.39
    """,
        head=FINAL,
    )
    assert disclosure.kind == "final_account"
    reception = {"measure": "three_public", "fund": "appropriation", "item": "reception"}
    assert figures_at(disclosure, **reception, period="budget") == ["2.85"]
    assert figures_at(disclosure, **reception, period="this") == ["0.39"]


def test_in_a_budget_the_budget_column_is_this_year() -> None:
    disclosure = _table("支出总表", "项目 | 预算数\n一、基本支出 | 6.00")
    assert figures_at(disclosure, measure="expenditure", component="basic", period="this") == ["6.00"]


@pytest.mark.parametrize("last", ["2023年预算数", "2023年", "上年预算数", "2023年执行数"])
def test_a_column_of_last_year_is_last_year(last: str) -> None:
    disclosure = _table("支出总表", f"科目编码 | 科目名称 | {last} | 2024年预算数\n201 | 一般公共服务支出 | 8.00 | 9.00")
    assert figures_at(disclosure, measure="expenditure", function="201", period="last") == ["8.00"]
    assert figures_at(disclosure, measure="expenditure", function="201", period="this") == ["9.00"]


def test_what_was_carried_over_from_last_year_is_money_of_this_year() -> None:
    disclosure = _table("支出总表", "项目 | 合计 | 当年预算安排 | 上年结转安排\n一、基本支出 | 9.00 | 8.00 | 1.00")
    assert figures_at(disclosure, measure="carried_in", component="basic", period="last") == []
    assert not any(figure.coordinate.period == "last" for figure in disclosure.figures)


def test_income_by_source_stands_beside_each_other() -> None:
    disclosure = _table(
        "单位收入总表",
        "科目编码 | 科目名称 | 合计 | 一般公共预算 | 政府性基金 | 国有资本经营预算 | 财政专户管理资金 | 事业收入 "
        "| 上级补助收入 | 其他收入\n"
        "201 | 一般公共服务支出 | 28.00 | 1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00",
    )
    cells = {figure.coordinate.fund: figure.text for figure in disclosure.figures if figure.coordinate.measure == "income"}
    assert cells == {
        "": "28.00",
        "general_public_budget": "1.00",
        "government_fund": "2.00",
        "state_capital": "3.00",
        "fiscal_account": "4.00",
        "institution": "5.00",
        "superior": "6.00",
        "other": "7.00",
    }
    assert all(figure.coordinate.function == "201" for figure in disclosure.figures)


# -- titles and labels -------------------------------------------------------------------------------------------------

ROWS = "科目编码\t科目名称\t合计\n201\t一般公共服务支出\t9.00\n"


@pytest.mark.parametrize(
    ("above", "label", "title"),
    [
        ("表6\n\n单位综合预算支出总表\n\n单位：元", "6", "单位综合预算支出总表"),
        ("单位综合预算支出总表\n\n表6\n\n单位：元", "6", "单位综合预算支出总表"),
        ("表6 单位综合预算支出总表\n\n单位：元", "6", "单位综合预算支出总表"),
        ("表6：单位综合预算支出总表\n\n单位：元", "6", "单位综合预算支出总表"),
        ("预算公开表6\n\n单位综合预算支出总表\n\n单位：元", "6", "单位综合预算支出总表"),
        ("单位综合预算支出总表\n\n单位：元", "", "单位综合预算支出总表"),
        ("表13-2\n\n单位综合预算支出总表\n\n单位：元", "13-2", "单位综合预算支出总表"),
        ("单位综合预算支出总表（一般公共预算）\n\n单位名称：某县档案馆\n\n单位：元", "", "单位综合预算支出总表（一般公共预算）"),
        ("单位综合预算支出总表\n\n单位名称：某县档案馆          单位：元", "", "单位综合预算支出总表"),
        ("三、单位综合预算支出总表\n\n单位：元", "", "单位综合预算支出总表"),
    ],
)
def test_label_and_title_are_found_before_and_after_each_other(above: str, label: str, title: str) -> None:
    disclosure = understood(f"{HEAD}{above}\n\n{ROWS}")
    (table,) = disclosure.tables
    assert (table.label, table.title, table.unit) == (label, title, "元")


def test_a_table_knows_its_first_and_last_line() -> None:
    (table,) = understood(f"{HEAD}单位综合预算支出总表\n\n单位：元\n\n{ROWS}").tables
    assert (table.line, table.end) == (5, 10)


@pytest.mark.parametrize(
    "lines",
    [
        "一般公共预算财政拨款基本支出\n决算表",
        "一般公共预算财政拨款基本支出\n\n决算表",
        "一般公共预算财政拨款\n基本支出决算表",
    ],
)
def test_a_title_that_wraps_is_joined(lines: str) -> None:
    (table,) = understood(f"{HEAD}{lines}\n\n单位：元\n\n{ROWS}").tables
    assert table.title == "一般公共预算财政拨款基本支出决算表"


def test_the_title_of_the_document_is_no_part_of_a_tables_title() -> None:
    (table,) = understood(f"2024年某县档案馆单位预算公开\n\n收支总表\n\n单位：元\n\n{ROWS}").tables
    assert table.title == "收支总表"


def test_a_short_title_soon_after_the_table_of_contents_is_no_table_of_contents() -> None:
    disclosure = understood(f"2024年某县档案馆单位预算公开\n\n目录\n\n第一部分\n\n单位支出总表\n\n单位：元\n\n{ROWS}")
    assert [table.kind for table in disclosure.tables] == ["accounts"]
    assert [figure.text for figure in disclosure.figures] == ["9.00"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("单位收支总表", "accounts"),
        ("一般公共预算“三公”经费支出表", "three_public"),
        ("政府采购预算表", "procurement"),
        ("机关运行经费支出表", "agency_operating"),
        ("项目支出表", "projects"),
    ],
)
def test_the_title_says_what_kind_of_table_it_is(title: str, kind: str) -> None:
    assert _table(title, "项目 | 预算数\n甲 | 1.00").tables[0].kind == kind


# -- three-public expenses ---------------------------------------------------------------------------------------------

THREE_PUBLIC = """
    合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | | | 公务接待费
    | | 小计 | 公务用车购置费 | 公务用车运行维护费 |
    6.00 | 1.00 | 4.00 | 3.00 | 1.00 | 1.00
    """


def test_three_public_expenses_stand_at_their_items() -> None:
    disclosure = _table("一般公共预算“三公”经费支出表", THREE_PUBLIC)
    cells = {figure.coordinate.item: figure.text for figure in disclosure.figures}
    assert cells.pop("vehicle") == "4.00"
    assert cells.pop("abroad") == "1.00"
    assert cells.pop("reception") == "1.00"
    assert (cells.pop("vehicle_purchase"), cells.pop("vehicle_operation")) == ("3.00", "1.00")
    assert all(figure.coordinate.measure == "three_public" for figure in disclosure.figures)


def test_the_total_of_a_three_public_table_is_the_three_public_expenses() -> None:
    disclosure = _table("一般公共预算“三公”经费支出表", THREE_PUBLIC)
    assert figures_at(disclosure, measure="three_public", fund="general_public_budget", item="three_public") == ["6.00"]


def test_the_total_of_a_table_with_meetings_and_training_is_more_than_the_three_public_expenses() -> None:
    rows = "合计 | 公务接待费 | 会议费 | 培训费\n6.00 | 1.00 | 2.00 | 3.00"
    disclosure = _table("“三公”经费、会议费、培训费支出预算表（一般公共预算）", rows)
    assert figures_at(disclosure, measure="three_public", fund="general_public_budget", item="three_public") == []
    assert figures_at(disclosure, measure="three_public", fund="general_public_budget", item="meeting") == ["2.00"]


def test_where_income_and_expenditure_stand_side_by_side_each_column_speaks_for_itself() -> None:
    disclosure = understood("""
        2024年度某县档案馆单位决算公开

        政府性基金预算财政拨款收入支出决算表

        单位：万元

        项目 | | 年初结转和结余 | 本年收入 | 本年支出 | | | 年末结转和结余
        功能分类科目编码 | 科目名称 | | | 合计 | 基本支出 | 项目支出 |
        合计 | | 1.00 | 9.00 | 8.00 | | 8.00 | 2.00
    """)
    measures = [(figure.coordinate.measure, figure.coordinate.component, figure.text) for figure in disclosure.figures]
    assert measures == [
        ("carried_in", "", "1.00"),
        ("income", "", "9.00"),
        ("expenditure", "", "8.00"),
        ("expenditure", "project", "8.00"),
        ("carried_out", "", "2.00"),
    ]


def test_agency_operating_expenses_beside_the_three_public_ones_are_not_among_them() -> None:
    disclosure = understood("""
        2024年某县档案馆单位预算公开

        2024年单位“三公”经费和机关运行经费预算表

        单位：万元

        “三公”经费预算数 | | | 机关运行经费预算数
        合计 | 因公出国（境）费 | 公务接待费 |
        9.00 | 4.00 | 5.00 | 7.00
    """)
    found = [(figure.coordinate.measure, figure.coordinate.item) for figure in disclosure.figures]
    assert found[-1] == ("agency_operating", "")
    assert found[0] == ("three_public", "three_public")


def test_two_lists_side_by_side_have_their_totals_under_names_of_their_own() -> None:
    disclosure = _table(
        "一般公共预算财政拨款基本支出决算表",
        """
        科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
        301 | 工资福利支出 | 4.00 | 302 | 商品和服务支出 | 2.00
        303 | 对个人和家庭的补助 | 3.00 | 310 | 资本性支出 | 1.00
        人员经费合计 | | 7.00 | 公用经费合计 | | 3.00
        """,
    )
    left, right = disclosure.tables[0].listings
    for listing, total in ((left, 2), (right, 2)):
        assert [(one.total, one.parts) for one in listing.sums] == [(total, (0, 1))]


def test_a_table_that_prints_its_label_only_has_the_title_that_the_catalogue_gives_it() -> None:
    disclosure = understood("""
        报表 | 报表名称 | 是否空表 | 公开空表理由
        表1 | 单位综合预算收支总表 | 否 |
        表5 | 单位综合预算一般公共预算支出明细表（按支出功能分类科目） | 否 |

        表5

        单位：元

        功能科目编码 | 功能科目名称 | 合计
        | 合计 | 400.00
        201 | 一般公共服务支出 | 400.00
        """)
    table = disclosure.tables[1]
    assert (table.label, table.title) == ("5", "单位综合预算一般公共预算支出明细表（按支出功能分类科目）")
    assert {figure.coordinate.fund for figure in disclosure.figures} == {"general_public_budget"}


def test_a_label_in_a_row_of_its_own_inside_the_table_is_its_label() -> None:
    (table,) = understood(
        """
    表三 | | |
    支出预算总表部门：某县档案馆 单位：万元 | | |
    合计 | 基本支出 | 项目支出 | 结转下年资金
    40.00 | 30.00 | 10.00 |
    """
    ).tables
    assert (table.label, table.title, table.unit, table.figures) == ("三", "支出预算总表", "万元", 3)


def test_a_part_of_a_code_that_a_spreadsheet_took_for_a_number_keeps_its_nil() -> None:
    disclosure = understood("""
        一般公共预算支出情况表

        单位：万元

        科目编码 | | | 科目名称 | 合计
        类 | 款 | 项 | |
        208 | | | 社会保障和就业支出 | 4.00
        208 | 5 | | 行政事业单位养老支出 | 4.00
        208 | 5 | 6 | 机关事业单位职业年金缴费支出 | 4.00
        """)
    assert [figure.coordinate.function for figure in disclosure.figures] == ["208", "20805", "2080506"]


@pytest.mark.parametrize(
    "title", ["一般公共预算支出明细表（续）", "一般公共预算支出明细表（续表）", "续表", "（续表）", "续上表", "接上表", "续表1"]
)
@pytest.mark.parametrize("head", ["", "功能科目编码 | 功能科目名称 | 合计 | 人员经费支出\n"])
def test_a_table_that_says_it_goes_on_is_the_rest_of_the_one_before(title: str, head: str) -> None:
    first = (
        "功能科目编码 | 功能科目名称 | 合计 | 人员经费支出\n | 合计 | 300.00 | 300.00\n201 | 一般公共服务支出 | 100.00 | 100.00\n"
    )
    rest = "208 | 社会保障和就业支出 | 200.00 | 200.00\n"
    screening = screened(
        f"2024年某县档案馆单位预算公开\n\n一般公共预算支出明细表\n\n单位：元\n\n{first}\n{title}\n\n单位：元\n\n{head}{rest}"
    )
    (table,) = screening.disclosure.tables
    assert (table.title, table.figures) == ("一般公共预算支出明细表", 6)
    assert errors(screening) == []


# -- units, sources, changes and purchases beside accounts --------------------------------------------------------------


def test_amounts_below_a_head_of_changes_are_changes_and_each_year_adds_up_by_itself() -> None:
    disclosure = _table(
        "单位综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表",
        """
    单位编码 | 单位名称 | 2023年 | | | 2024年 | | | 增减变化情况 | |
     | | 合计 | 一般公共预算“三公”经费 | 培训费 | 合计 | 一般公共预算“三公”经费 | 培训费 | 合计 | 一般公共预算“三公”经费 | 培训费
     | 合计 | 5.00 | 3.00 | 2.00 | 7.00 | 4.00 | 3.00 | 2.00 | 1.00 | 1.00
    """,
    )
    training = {"measure": "three_public", "fund": "general_public_budget", "item": "training"}
    assert figures_at(disclosure, **training) == ["3.00"]
    assert figures_at(disclosure, **training, period="last") == ["2.00"]
    assert figures_at(disclosure, **training, period="change") == ["1.00"]
    of_years = [[f"{year} 一般公共预算三公经费", f"{year} 培训费"] for year in ("2023年", "2024年", "增减变化情况")]
    of_changes = [[f"2023年 {head}", f"增减变化情况 {head}"] for head in ("合计", "一般公共预算三公经费", "培训费")]
    assert [parts for _, parts in _sums(disclosure, "column")] == [*of_years, *of_changes]


def test_codes_of_units_are_no_accounts() -> None:
    disclosure = _table(
        "单位综合预算收入总表",
        """
    单位编码 | 单位名称 | 合计 | 一般公共预算拨款 | 政府性基金拨款
     | 合计 | 5.00 | 3.00 | 2.00
    208 | 某县档案局 | 5.00 | 3.00 | 2.00
    208001 | 某县档案馆 | 5.00 | 3.00 | 2.00
    """,
    )
    assert figures_at(disclosure, measure="income") == ["5.00"]
    assert not [figure for figure in disclosure.figures if figure.coordinate.function]
    assert [line.role for line in _listing(disclosure).lines] == ["total", "unit", "unit"]


def test_a_table_of_expenditure_may_name_where_the_money_comes_from() -> None:
    disclosure = _table(
        "单位综合预算支出总表",
        """
    单位编码 | 单位名称 | 合计 | 一般公共预算拨款 | 事业收入 | 其他收入
     | 合计 | 6.00 | 3.00 | 2.00 | 1.00
    """,
    )
    assert {figure.coordinate.measure for figure in disclosure.figures} == {"expenditure"}
    assert _sums(disclosure, "column") == [("合计", ["一般公共预算拨款", "事业收入", "其他收入"])]


def test_what_is_bought_does_not_bear_the_name_of_the_account_that_pays() -> None:
    text = f"""{HEAD}一般公共预算支出明细表（按支出功能分类科目）

单位：元

功能科目编码 | 功能科目名称 | 合计
 | 合计 | 90000.00
201 | 一般公共服务支出 | 90000.00
20126 | 档案事务 | 90000.00
2012604 | 档案馆 | 90000.00

政府采购（资产配置、购买服务）预算表

单位：元

科目编码 | | | 单位编码 | 采购项目 | 数量 | 预算金额
类 | 款 | 项 | | | |
 | | | | 合计 | | 30000.00
201 | 26 | 04 | 171001 | 档案柜购置 | 10套 | 20000.00
201 | 26 | 04 | 171001 | 档案数字化服务 | 1项 | 10000.00
"""
    assert not errors(screened(text))
    bought = {"measure": "procurement", "function": "2012604"}
    assert figures_at(understood(text), **bought, item="档案柜购置") == ["20000.00"]
    assert not [finding for finding in screened(text).findings if finding.rule == "COD-002"]


# -- how precise amounts are -------------------------------------------------------------------------------------------

_ROWS = """
科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | {total} | 5.21 | 8.5
201 | 一般公共服务支出 | 10.71 | 5.21 | 5.5
208 | 社会保障和就业支出 | {part} |  | 3
"""


def _precisions(rows: str) -> set[int]:
    return {figure.ulp for figure in _table("支出预算总表", rows).figures if figure.fen}


def test_a_list_without_closing_zeros_is_as_precise_as_its_most_precise_amounts() -> None:
    assert _precisions(_ROWS.format(total="13.71", part="3")) == {10_000}


def test_where_an_amount_ends_in_a_zero_each_is_as_precise_as_it_is_printed() -> None:
    assert _precisions(_ROWS.format(total="13.71", part="3.00")) == {10_000, 100_000, 1_000_000}


def test_where_few_amounts_have_as_many_decimals_each_is_as_precise_as_it_is_printed() -> None:
    rows = _ROWS.replace("5.21", "5.2").replace("10.71", "10.7")
    assert _precisions(rows.format(total="13.7", part="3.01")) == {10_000, 100_000, 1_000_000}


def test_an_amount_that_a_spreadsheet_printed_without_its_zeros_is_no_rounded_one() -> None:
    """Of 13.71 one part is 10.31 and the other 3: what is lacking is less than rounding 3.4 would explain."""
    rows = _ROWS.format(total="13.71", part="3").replace("10.71", "10.31")
    assert errors(screened(f"{HEAD}支出预算总表\n\n单位：万元\n{rows}"))
