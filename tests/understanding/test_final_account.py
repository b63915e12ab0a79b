"""Final accounts: the national form's labels and heads, the budget they are measured by, remarks in brackets."""

from __future__ import annotations

import pytest

from mingcha.understanding import Coordinate, Disclosure
from tests.documents import findings_of, screened, understood

HEAD = "2024年度某县档案馆部门决算\n\n第一部分 概况\n\n"
GENERAL = "general_public_budget"


def _said(*paragraphs: str) -> Disclosure:
    return understood(HEAD + "\n\n".join(("五、支出决算情况说明", *paragraphs)) + "\n")


def _at(disclosure: Disclosure) -> dict[Coordinate, str]:
    return {claim.coordinate: claim.amount.text for claim in disclosure.claims if claim.amount is not None}


@pytest.mark.parametrize("label", ["公开05表", "公开5表", "(公开05表)", "决算公开05表"])
def test_the_label_of_the_form_between_title_and_table_is_no_title(label: str) -> None:
    rows = "功能分类科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出\n合计 | | 5.00 | 5.00 |\n"
    document = f"{HEAD}一般公共预算财政拨款支出决算表\n\n{label}\n\n部门：某县档案馆 金额单位：万元\n\n{rows}"
    (table,) = understood(document).tables
    assert (table.title, table.label, table.fund) == ("一般公共预算财政拨款支出决算表", "5", GENERAL)


@pytest.mark.parametrize(
    "row", ["2080501 | | | 行政单位离退休 | 5.00 | 5.00 |", "208 | 05 | 01 | 行政单位离退休 | 5.00 | 5.00 |"]
)
def test_the_parts_of_a_code_are_heads_beside_the_numbers_of_the_columns(row: str) -> None:
    head = "项目 | | | | 本年支出 | |\n功能分类科目编码 | | | 科目名称 | 小计 | 基本支出 | 项目支出\n"
    head += "类 | 款 | 项 | 栏次 | 1 | 2 | 3\n"
    document = f"{HEAD}一般公共预算财政拨款支出决算表\n\n单位：万元\n\n{head}| | | 合计 | 5.00 | 5.00 |\n{row}\n"
    functions = {figure.coordinate.function: figure.text for figure in understood(document).figures}
    assert functions == {"": "5.00", "2080501": "5.00"}


@pytest.mark.parametrize("said", ["预算为", "预算", "预算数为", "年初预算为"])
def test_the_budget_of_an_account_is_what_it_is_measured_by(said: str) -> None:
    found = _at(_said(f"“三公”经费财政拨款支出{said} 10.00 万元，支出决算为 8.00 万元，完成预算的 80.00%。"))
    whole = Coordinate("three_public", "budget", "appropriation", item="three_public")
    assert found == {whole: "10.00 万元", Coordinate("three_public", "this", "appropriation", item="three_public"): "8.00 万元"}


def test_a_share_of_the_budget_named_alone_is_completed_by_the_amount_before_it() -> None:
    spent = "2024年度财政拨款支出决算 8.00 万元，占本年支出合计的 100.00%。"
    paragraph = spent + "与2024年度财政拨款支出年初预算 10.00 万元相比，完成年初预算的 {}%。"
    for share, wrong in (("80.00", False), ("100.00", True)):
        document = f"{HEAD}五、财政拨款支出决算情况说明\n\n{paragraph.format(share)}\n"
        assert bool(findings_of(screened(document), "SHR-002")) == wrong


def test_after_parts_in_brackets_the_sentence_goes_on_with_the_whole() -> None:
    parts = "其中：一般公共预算支出 3.00 万元；政府性基金预算支出 0.00 万元；国有资本经营预算支出 0.00 万元"
    said = _said(f"2024年度财政拨款“三公”经费支出决算 3.00 万元（{parts}）。与上年相比，增加 1.00 万元，增长 50.00%。")
    (moved,) = (claim for claim in said.claims if claim.change is not None)
    assert (moved.coordinate.fund, moved.coordinate.item) == ("appropriation", "three_public")


def test_receptions_at_home_and_of_foreigners_are_parts_of_all() -> None:
    found = _at(_said("3.公务接待费支出 2.00 万元。其中：国内公务接待支出 1.50 万元，外宾接待支出 0.50 万元。"))
    assert {at.item: text for at, text in found.items()} == {
        "reception": "2.00 万元",
        "reception_domestic": "1.50 万元",
        "reception_foreign": "0.50 万元",
    }


def test_the_accounts_a_sentence_lists_are_of_its_fund_and_not_the_headings() -> None:
    paragraph = "一般公共预算财政拨款支出 9.00 万元，主要用于以下方面：住房保障支出（类）9.00 万元，占 100.00%。"
    found = _at(understood(f"{HEAD}五、财政拨款支出决算结构情况\n\n{paragraph}\n"))
    assert Coordinate("expenditure", fund=GENERAL, function="221") in found


@pytest.mark.parametrize("words", ["收入决算总计", "支出决算总计", "收入、支出总计", "收、支总计"])
def test_totals_of_an_account_are_totals(words: str) -> None:
    (coordinate,) = _at(_said(f"2024年度{words} 9.00 万元。"))
    assert coordinate.measure in ("total_income", "total_outlay")


def test_last_years_change_is_no_change_of_this_year() -> None:
    said = _said("2023年度机关运行经费支出 5.00 万元，与上年相比增加 1.00 万元。")
    assert all(claim.listing < 0 for claim in said.claims if claim.change is not None)


def test_a_direction_left_open_says_nothing_of_the_change() -> None:
    said = _said("2024年度机关运行经费支出 5.00 万元，比2023年度增加/减少 1.00 万元，增长/下降 25.00%。")
    assert all(claim.change is None and claim.growth is None for claim in said.claims)


def test_a_catalogue_is_read_whatever_its_names_stand_below() -> None:
    rows = (
        "序号 | 内容 | 是否空表 | 表格为空的理由\n表1 | 收入支出决算总表 | 否 |\n表8 | 政府性基金收支决算表 | 是 | 无此项收支\n"
    )
    entries = understood(f"{HEAD}{rows}").catalogue
    assert [(each.title, each.empty, each.reason) for each in entries] == [
        ("收入支出决算总表", "no", ""),
        ("政府性基金收支决算表", "yes", "无此项收支"),
    ]


def test_headings_outvote_a_cover_that_is_alone_with_its_year() -> None:
    headings = [
        f"{number}、2024年度{name}决算表" for number, name in zip("一二三四", ("收入", "支出", "基金", "资本"), strict=True)
    ]
    assert understood("某县档案馆2023年度部门决算\n\n" + "\n\n".join(headings) + "\n").year == 2024
