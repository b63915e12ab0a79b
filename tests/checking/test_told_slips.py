"""Slips in what the text and the catalogue tell: missing units, other years, empty tables that are not marked."""

from __future__ import annotations

import pytest

from tests.documents import screened

COVER = "2024年某县档案馆单位预算公开\n\n"
CATALOGUE = "目录\n\n报表 | 报表名称 | 是否空表 | 公开空表理由\n表9 | 政府性基金收支表 | 否 | {reason}\n"


def _rules(text: str) -> set[str]:
    return {finding.rule for finding in screened(text).findings}


@pytest.mark.parametrize(
    "said",
    [
        "其中：货物采购金额0.87、工程采购金额68.73万元。",
        "1．本年支出合计522.17，其中：",
        "一般公共预算收入101.56万元，上年结转4.43。",
        "2023年预算执行数为12，2024年预算安排12万元。",
        "第三季度用款计划3.41 ，第四季度用款计划1.40 万元。",
        "预算资金 25.97 ，其中财政拨款 25.97 万元。",
        "其中：一般公共预算拨款59.81，政府性基金预算拨款0万元。",
    ],
)
def test_an_amount_without_its_unit_is_reported(said: str) -> None:
    assert "MON-001" in _rules(f"{COVER}一、收支情况\n\n{said}\n")


def test_amounts_that_share_the_unit_behind_the_last_have_one() -> None:
    assert "MON-001" not in _rules(f"{COVER}一、收支情况\n\n两年采购金额1.50、2.50、3.50万元。\n")


@pytest.mark.parametrize(("reason", "reported"), [("无此项收支", True), ("不管理专项资金", True), ("无", False), ("", False)])
def test_a_reason_for_being_empty_contradicts_a_table_not_marked_so(reason: str, reported: bool) -> None:
    assert ("EMP-007" in _rules(COVER + CATALOGUE.format(reason=reason))) == reported


@pytest.mark.parametrize(
    ("title", "reported"),
    [
        ("2023年项目支出预算表（不含上年结转）", True),
        ("2023年财政拨款收支总表", True),
        ("2023年结转资金支出预算表", False),
        ("2024年财政拨款收支总表", False),
    ],
)
def test_a_title_of_another_year_is_reported(title: str, reported: bool) -> None:
    table = f"{title}\n\n单位：元\n\n项目 | 预算数\n本年收入合计 | 1.00\n"
    assert ("YER-001" in _rules(f"{COVER}表1\n\n{table}")) == reported
