"""A disclosure is printed in the order, with the headings and in the words of its province's form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha_datasets import Disclosure, print_disclosure
from mingcha_datasets.disclosure import (
    Absence,
    CatalogueEntry,
    Change,
    Claim,
    PerformanceForm,
    Statement,
    Table,
)
from mingcha_datasets.forms import FORMS
from mingcha_datasets.outline import chinese
from mingcha_datasets.sentences import claim_sentence

UNIT = Disclosure("某县某局", 2024, "budget", "shaanxi", "unit")
WORDS = FORMS["shaanxi"].phrases


def says(name: str, *statements: Statement, layout: str = "shaanxi") -> str:
    return print_disclosure(replace(UNIT, layout=layout, narrative={name: statements}))


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (Claim("预算收入", amount="325.42"), "预算收入 325.42 万元"),
        (Claim("住房公积金", "2210201", "23.93"), "住房公积金（2210201）23.93 万元"),
        (Claim("车辆", amount="0", unit="辆"), "车辆 0 辆"),
        (Claim("支出", amount="3.25", unit=""), "支出 3.25"),
        (Claim("支出", amount="9", change=Change("减少", "30.1")), "支出 9 万元，较上年减少 30.1 万元"),
        (Claim("支出", amount="9", change=Change("增加", "3.25", "")), "支出 9 万元，较上年增加 3.25"),
        (Claim("支出", amount="9", change=Change("持平")), "支出 9 万元，较上年持平"),
        (Claim("支出", amount="9", change=Change("无变化", unit="万元")), "支出 9 万元，较上年无变化万元"),
        (
            Claim("支出", amount="9", change=Change("增加减少", "0.02")),
            "支出 9 万元，较上年增加减少 0.02 万元",
        ),
        (
            Claim("支出", amount="9", change=Change("减少", "1", percent="10%")),
            "支出 9 万元，较上年减少 1 万元（10%）",
        ),
        (
            Claim("支出", amount="9", change=Change("减少", "1", None, "10%", "下降", "比上年")),
            "支出 9 万元，比上年减少 1 万元，下降 10%",
        ),
        (Claim("支出", amount="9", reason="辞职"), "支出 9 万元，主要原因是辞职"),
        (Claim("支出", amount="9", because="原因是是", reason="辞职"), "支出 9 万元，原因是是辞职"),
        (Claim("经费", amount="9", names=("水费", "电费")), "经费 9 万元，包括水费、电费等"),
        (Claim("基本支出", change=Change("增加", "1", against="")), "基本支出增加 1 万元"),
        (
            Claim("收入", amount="9", parts=(Claim("甲", amount="4"), Claim("乙", amount="5"))),
            "收入 9 万元，其中甲 4 万元、乙 5 万元",
        ),
        (
            Claim("收入", amount="9", parts=(Claim("甲", amount="4", reason="新增"), Claim("乙", amount="5"))),
            "收入 9 万元。其中：甲 4 万元，主要原因是新增；乙 5 万元",
        ),
        (
            Claim("收入", amount="9", parts=(Claim("甲", amount="4", share="44%"), Claim("乙", amount="5"))),
            "收入 9 万元，其中甲 4 万元，占44%；乙 5 万元",
        ),
    ],
)
def test_a_claim_says_what_it_holds_and_nothing_else(claim: Claim, sentence: str) -> None:
    assert claim_sentence(claim, WORDS) == sentence


def test_claims_of_one_name_are_one_paragraph() -> None:
    text = says("财政拨款收支情况", Claim("财政拨款收入", amount="1"), Claim("财政拨款支出", amount="2"))
    assert "\n\n本单位当年财政拨款收入 1 万元；本单位当年财政拨款支出 2 万元。\n\n" in text


def test_parts_of_a_listed_claim_are_numbered_paragraphs() -> None:
    parts = (Claim("甲", "201", "1"), Claim("乙", "202", "2"))
    text = says("按功能科目", Claim("一般公共预算支出", amount="3", parts=parts))
    assert "本单位当年一般公共预算支出 3 万元，其中：\n\n(1) 甲（201）1 万元；\n\n(2) 乙（202）2 万元。" in text


def test_an_end_of_its_own_replaces_the_form_s() -> None:
    text = says("按部门预算经济科目", Claim("支出", amount="3", parts=(Claim("甲", "301", "3", end="；"),)))
    assert "甲（301）3 万元；\n" in text


def test_an_absence_is_a_sentence_of_the_form() -> None:
    assert "本单位当年无政府采购预算，并已公开空表。" in says("政府采购", Absence(("政府采购预算",), "", True))
    assert "\n本单位无机关运行经费。\n" in says("机关运行经费", Absence(("机关运行经费",)), layout="shanxi")


def test_only_filled_chapters_are_printed_and_counted() -> None:
    text = says("政府采购", Absence(("政府采购预算",)))
    assert "第一部分 其他情况\n\n一、政府采购情况说明\n" in text
    assert "三公" not in text


def test_chapters_run_on_through_the_parts_in_shaanxi_and_start_anew_in_shanxi() -> None:
    shaanxi = {"工作任务": ("甲",), "政府采购": ("乙",)}
    assert "二、政府采购情况说明" in print_disclosure(replace(UNIT, narrative=shaanxi))
    shanxi = {"职责": ("甲",), "政府采购": ("乙",)}
    assert "一、政府采购情况" in print_disclosure(replace(UNIT, layout="shanxi", narrative=shanxi))


def test_a_department_speaks_of_itself_as_a_department() -> None:
    department = replace(UNIT, level="department", narrative={"政府采购": (Absence(("政府采购预算",)),)})
    assert "本部门当年无政府采购预算。" in print_disclosure(department)


def test_a_heading_can_be_left_out_while_its_text_stays() -> None:
    title = "按照部门预算支出经济分类的类级科目说明"
    narrative: dict[str, tuple[Statement, ...]] = {"按部门预算经济科目": (Claim("支出", amount="3"),)}
    text = print_disclosure(replace(UNIT, narrative=narrative, leaves_out=(title,)))
    assert title not in text
    assert "支出 3 万元" in text


def test_braces_in_data_are_printed_as_they_are() -> None:
    text = print_disclosure(replace(UNIT, name="{year}", narrative={"工作任务": ("{self}",)}))
    assert text.startswith("{year}\n")
    assert "\n{self}\n" in text


def test_the_catalogue_says_which_tables_are_empty() -> None:
    entry = CatalogueEntry("表9", "政府性基金收支表", "是", "不涉及")
    text = print_disclosure(replace(UNIT, catalogue=(entry,)))
    assert "报表\t报表名称\t是否空表\t公开空表理由\n表9\t政府性基金收支表\t是\t不涉及\n" in text


def test_a_table_stands_below_its_label_title_and_unit_of_money() -> None:
    table = Table("projects", "支出表", "表10", "元", rows=(("", "合计", "370200.00"),), note="注：无")
    assert (
        "\n\n表10\n\n支出表\n\n单位：元\n\n单位编码\t单位（项目）名称\t项目金额\t项目简介\n\t合计\t370200.00\t\n\n注：无\n"
    ) in print_disclosure(replace(UNIT, tables=(table,)))
    below = print_disclosure(replace(UNIT, tables=(table,), label_below_title=True))
    assert "\n\n支出表\n\n表10\n\n单位：元\n" in below


def test_a_header_of_its_own_replaces_the_form_s() -> None:
    table = Table("projects", header=(("序号", "金额"),), rows=(("1", "5.00"),))
    assert "\n序号\t金额\n1\t5.00\n" in print_disclosure(replace(UNIT, tables=(table,)))


def test_a_performance_form_has_its_blocks_in_their_columns() -> None:
    form = PerformanceForm(
        "special_fund",
        fields=(("项目名称", "甲"), ("主管部门", "乙", "实施期限", "2024年")),
        funds=(("总额：", "202", "年度：", "20"), ("其他", "0")),
        goals=(("实施期总目标", "年度目标"),),
        indicators=(("产出指标", "数量指标", "次数", "≥2次"),),
    )
    assert (
        "项目名称\t\t甲\t\t\t\n"
        "主管部门\t\t乙\t\t实施期限\t2024年\n"
        "资金金额（万元）\t\t总额：\t202\t年度：\t20\n"
        "\t\t其他\t0\t\t\n"
        "总体目标\t实施期总目标\t\t\t年度目标\t\n"
        "绩效指标\t一级指标\t二级指标\t指标内容\t指标值\t备注\n"
        "\t产出指标\t数量指标\t次数\t≥2次\t\n"
    ) in print_disclosure(replace(UNIT, performance=(form,)))


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (99, "九十九")])
def test_headings_count_in_chinese(number: int, written: str) -> None:
    assert chinese(number) == written


_CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)


@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(st.lists(_CELLS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6),
)
def test_the_cells_of_a_printed_table_are_the_cells_of_the_data(layout: str, rows: list[tuple[str, ...]]) -> None:
    table = Table("projects", header=(("甲", "乙", "丙"),), rows=tuple(rows), note="完")
    text = print_disclosure(replace(UNIT, layout=layout, tables=(table,)))
    printed = text[text.index("甲\t乙\t丙\n") :].split("\n")[1 : len(rows) + 1]
    assert [tuple(line.split("\t")) for line in printed] == [(*row, *[""] * (3 - len(row))) for row in rows]


@given(
    st.sampled_from(sorted(FORMS)),
    st.from_regex(r"\A-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]{1,4})?\Z"),
    st.from_regex(r"\A[0-9]{1,6}(\.[0-9]{1,2})?\Z"),
)
def test_amounts_are_printed_digit_by_digit(layout: str, amount: str, change: str) -> None:
    claim = Claim("支出", amount=amount, change=Change("增加", change))
    words = FORMS[layout].phrases
    amount_with_unit = f"支出{words.gap}{amount}{words.gap}万元"
    change_with_unit = f"增加{words.gap}{change}{words.gap}万元"
    assert claim_sentence(claim, words) == f"{amount_with_unit}，{words.against}{change_with_unit}"
