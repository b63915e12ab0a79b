"""Facts of single passages: numbers inside a text, numbers above tables, documents of others in the disclosure."""

from __future__ import annotations

import pytest

from tests.documents import facts

COVER = "2024年某县档案馆单位预算公开\n\n一、收支说明\n\n本单位当年公用经费安排 5.00 万元。\n\n"
TABLE = "收支总表\n\n单位：元\n\n项目 | 预算数\n本年收入合计 | 5.00\n\n"


def _values(text: str, kind: str, *fields: str) -> list[tuple[str | int, ...]]:
    return [tuple(fact.values[field] for field in fields) for fact in facts(COVER + text).get(kind, [])]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("注：1、可选择填写。2. 可往下续表；3、打印在一张表上。3、应公开空表。", 3),
        ("1、维修库房。2、整理档案。2、开展宣传。3、培训人员。", 2),
        ("1、维修库房。2、整理档案。3、开展宣传。", 0),
        ("1、维修库房：1、更换门窗。2、粉刷墙面。2、整理档案。", 0),
        ("1、维修库房。2、整理档案：2、纸质档案。1、电子档案。", 0),
        ("1、维修库房。2、整理档案。4、开展宣传。", 0),
        ("1、甲库，2、2、3号楼。", 0),
        ("1、经费1.2万元。2、经费2.2万元。", 0),
        ("建成平台，包括（1）档案底座、（2）借阅服务和（2）查阅课程。", 2),
        ("一期包括（1）甲库改造和（2）乙库改造；二期包括（1）目录整理、（2）档案修复、（3）数字加工和（3）专题展览。", 3),
        ("一期包括（1）甲库改造和（2）乙库改造；二期包括（1）目录整理、（2）档案修复。", 0),
        ("包括（1）档案底座、（2）借阅服务，其中（2）由馆办负责、第（2）项分两年。", 0),
        ("包括（1）档案底座；（2）借阅服务。上述（1）、（2）项合计5万元，（2）、（2）另计。", 0),
    ],
)
def test_a_number_given_twice_in_a_list_that_counts_on_is_told(text: str, number: int) -> None:
    assert [found for (found,) in _values(f"{text}\n", "enumeration", "number") if found] == [number] * (number > 0)


def test_a_list_in_a_cell_is_looked_at_once_in_a_row() -> None:
    goal = "1、维修库房。2、整理档案。2、开展宣传。"
    assert _values(f"总体目标 | {goal} | {goal}\n", "enumeration", "number", "before", "text") == [
        (2, "2、整理档案", "2、开展宣传")
    ]


def test_what_stands_before_a_number_given_twice_ends_where_it_is_given_again() -> None:
    text = "建成平台，包括（1）档案底座、（2）借阅服务和（2）查阅课程。\n"
    assert _values(text, "enumeration", "before", "text") == [("（2）借阅服务", "（2）查阅课程")]


def test_a_text_without_a_list_is_none() -> None:
    assert _values("2、维修库房。\n\n1、经费5万元。\n", "enumeration", "number") == []


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (["公开表1", "部门表2", "公开表3"], {"部门表2": "公开表2"}),
        (["公开表1", "公开表2", "公开表3"], {}),
        (["公开表1", "公开表2", "部门表3"], {}),
        (["公开表1", "公开表2", "部门表2", "公开表3"], {}),
        (["公开表1", "部门表2", "部门表3", "公开表4"], {}),
        (["公开表1", "部门表2", "单位表3", "公开表4"], {}),
        (["公开表1", "表2", "公开表3"], {}),
    ],
)
def test_a_number_written_unlike_all_others_between_them_is_told(labels: list[str], told: dict[str, str]) -> None:
    found = _values("".join(f"{label}\n\n{TABLE}" for label in labels), "caption", "text", "usual")
    assert {text: usual for text, usual in found if usual} == told


CIRCULAR = "某省财政厅文件\n\n某财综〔2021〕1号\n\n某省财政厅关于印发《政府购买服务指导性目录》的通知\n\n各市财政局：\n"


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("（一）政府购买服务指导性目录\n\n无\n\n（二）其他\n\n无\n\n", "政府购买服务指导性目录"),
        ("（一）政府购买服务指导性目录\n\n见后。\n\n（二）其他\n\n无\n\n", ""),
        ("（一）其他事项\n\n无\n\n（二）其他\n\n无\n\n", ""),
    ],
)
def test_a_document_of_an_authority_is_held_against_the_heading_of_its_matter(above: str, section: str) -> None:
    assert _values(above + CIRCULAR, "attached", "issuer", "section") == [("某省财政厅", section)]


@pytest.mark.parametrize("left_out", ["某省财政厅文件\n\n", "某财综〔2021〕1号\n\n", "《政府购买服务指导性目录》的通知"])
def test_a_document_without_its_head_is_none(left_out: str) -> None:
    assert _values(CIRCULAR.replace(left_out, ""), "attached", "issuer") == []


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("（1）当年一般公共预算支出 5.00 万元，其中：", "（2）当年一般公共预算支出5.00万元，其中：", "（1）"),
        ("（1）当年一般公共预算支出 5.00 万元，其中：", "（2）当年政府性基金预算支出 5.00 万元，其中：", ""),
        ("（1）当年一般公共预算支出 5.00 万元，其中：", "（2）当年一般公共预算支出 5.00 万元，其中：办公费 5.00 万元。", "（1）"),
        ("（1）无", "（2）无", ""),
    ],
)
def test_an_item_that_says_the_same_as_the_one_before_it_names_that_one(first: str, second: str, before: str) -> None:
    assert _values(f"{first}\n\n办公费 5.00 万元。\n\n{second}\n", "item", "before") == [(before,)]


def test_items_of_two_lists_are_not_compared() -> None:
    said = "当年一般公共预算支出 5.00 万元，其中："
    assert _values(f"1．收入\n\n（1）{said}\n\n2．支出\n\n（2）{said}\n", "item", "before") == [("",)]
