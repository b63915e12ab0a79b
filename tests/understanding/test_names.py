"""Where a disclosure says whose it is, and how alike two names are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.understanding import lacks_district, likeness
from tests.documents import facts, understood

COVER = "2024年某县档案馆单位预算公开\n\n"
NAMES = st.text(alphabet="某县市医疗保险经办机构中心第一二中学（）() ", max_size=14)


@pytest.mark.parametrize(
    ("name", "unit", "like"),
    [
        ("某县档案馆", "某县档案馆", "same"),
        ("某县 档案馆", "某县档案馆", "same"),
        ("某县档案馆（本级）", "某县档案馆(本级)", "same"),
        ("某县档案馆", "某县档案馆本级", "part"),
        ("某县医疗保险经办机构", "某县医疗保险经办中心", "variant"),
        ("某县殡葬服务中心", "某县殡葬务中心", "variant"),  # a character was lost
        ("某县殡葬服务中心", "某殡葬服务中心", "part"),  # the county's word may be left out
        ("某县第一中学", "某县第二中学", "other"),
        ("某县教育局", "某市教育局", "other"),
        ("某县东街小学", "某县西街小学", "other"),
        ("某县财政局", "某县教育体育中心", "other"),
        ("", "某县档案馆", "other"),
    ],
)
def test_two_names_are_as_alike_as_a_reader_says(name: str, unit: str, like: str) -> None:
    assert likeness(name, unit) == like


@pytest.mark.parametrize(
    ("name", "unit", "lacks"),
    [
        ("某市规划局", "某市某区规划局", True),
        ("某省某厅信息中心", "某省某厅某处信息中心", False),  # no district
        ("某区规划局", "某市某区规划局", False),  # a short form
        ("某市某区规划局", "某市某区规划局", False),
        ("某市教育局", "某市某区规划局", False),
        ("某规划局", "某县规划局", False),
        ("", "某市某区规划局", False),
    ],
)
def test_a_name_without_its_district_is_that_of_the_office_above(name: str, unit: str, lacks: bool) -> None:
    assert lacks_district(name, unit) is lacks


@given(NAMES)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert likeness(name, name) == "same"


@given(NAMES, NAMES)
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(NAMES, st.text(alphabet="一二三第东南西北县市区", min_size=1, max_size=3))
def test_names_apart_in_a_number_or_a_place_are_no_variants(name: str, added: str) -> None:
    assert likeness(f"{name}甲{added}乙", f"{name}甲乙") != "variant"


def _named(body: str) -> list[tuple[str, str, int]]:
    return [(one.of, one.name, one.line) for one in understood(COVER + body).names]


def test_a_name_stands_in_the_field_of_a_paragraph_or_of_a_table() -> None:
    assert _named("单位名称：某县档案馆\n\n部门：某县档案局 | 单位：元\n科目 | 金额\n合计 | 1.00\n") == [
        ("field", "某县档案馆", 3),
        ("field", "某县档案局", 5),
    ]


def test_the_money_unit_is_no_name() -> None:
    assert _named("单位：万元\n\n科目 | 金额\n合计 | 1.00\n") == []


def test_the_subject_of_the_duties_is_a_name() -> None:
    assert _named("一、主要职责\n\n某县档案局是县委工作机关。\n\n二、收支\n\n某县教育局是机关。\n") == [("text", "某县档案局", 5)]


FORM = """单位整体支出绩效目标表

单位名称 | {unit}
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 册数 | 5册
"""


def test_a_form_of_the_whole_unit_names_it_or_leaves_it_blank() -> None:
    assert _named(FORM.format(unit="某县档案局")) == [("form", "某县档案局", 5)]
    assert _named(FORM.format(unit="")) == [("form", "", 5)]


def test_a_form_of_a_project_names_who_carries_it_out() -> None:
    rows = "项目名称 | 修缮\n主管部门 | 某县委办 | 实施单位 | 某县档案馆\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
    body = f"项目绩效目标表\n\n{rows}"
    assert ("operator", "某县档案馆", 6) in _named(body)


@given(st.lists(st.text(alphabet="单位名称部门：:某县档案局馆 是职责一、\t\n", max_size=20), max_size=8))
def test_names_stand_in_the_order_of_lines_in_any_text(lines: list[str]) -> None:
    names = understood(COVER + "\n".join(lines)).names
    assert [one.line for one in names] == sorted(one.line for one in names)
    assert all(len(one.name) <= 40 for one in names)


def test_thousands_of_names_are_read_to_their_end() -> None:
    understood(COVER + "".join(f"单位名称：某县第{number}档案馆\n\n一、甲\n\n" for number in range(5_000)))


def test_two_characters_of_the_name_that_changed_places_are_a_slip() -> None:
    disclosure = understood(COVER + "二、说明\n\n某县河道管理中心负责河道。\n\n某县道河管理中心没有下属单位。\n")
    assert "某县道河管理中心" not in {name.name for name in disclosure.names}
    disclosure = understood(COVER.replace("档案馆", "河道管理中心") + "二、说明\n\n某县道河管理中心没有下属单位。\n")
    assert [name.name for name in disclosure.names if name.of == "mention"] == ["某县道河管理中心"]


@pytest.mark.parametrize(
    ("name", "like"),
    [("某川区政民局", "variant"), ("某川区政局", "variant"), ("某川民政局", "part")],
)
def test_a_short_name_has_a_slip_where_a_character_is_lost_or_two_are_swapped(name: str, like: str) -> None:
    assert likeness(name, "某川区民政局") == like


def test_the_cover_has_the_slip_where_the_text_has_another_name_throughout() -> None:
    text = "2024年某川区政民局单位预算公开\n\n" + "某川区民政局负责民政工作。\n\n" * 3
    (fact,) = facts(text)["unit_name"]
    assert (fact.values["name"], fact.values["unit"], fact.values["line"]) == ("某川区政民局", "某川区民政局", 1)


@pytest.mark.parametrize(
    ("unit", "name", "listed"),
    [
        ("某河县档案局", "某河档案局", True),
        ("某河县档案局", "某河档案局（机关）", True),
        ("某省某河市档案局", "某省某河档案局本级", True),
        ("某河县档案局", "某河县档案局机关", False),
        ("某河县档案局", "某河档案馆", False),
        ("某河县档案局", "档案局", False),
        ("某县档案局", "某档案局", False),
    ],
)
def test_a_list_of_units_has_the_unit_with_its_county(unit: str, name: str, listed: bool) -> None:
    text = f"{unit}2024年部门预算公开\n\n{unit}管理档案。\n\n公用经费 5.00 万元。\n\n序号 | 预算单位名称\n1 | {name}\n"
    found = [fact.values for fact in facts(text).get("unit_name", []) if fact.values["of"] == "list"]
    assert [one["name"] for one in found if one["likeness"] == "short"] == ([name] if listed else [])
