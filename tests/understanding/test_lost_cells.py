"""Tables that lost their blank cells when a text was made of a file: nothing is told of their amounts."""

from __future__ import annotations

import re

import pytest

from mingcha.understanding import LOST_CELLS
from tests.documents import screened, understood

WHOLE = """2024年某县档案馆单位预算公开

支出预算总表

单位：元

类 | 款 | 项 | 科目名称 | 合计 | 基本支出 | 项目支出
201 | | | 一般公共服务支出 | 60 | 40 | 20
201 | 26 | | 档案事务 | 60 | 40 | 20
201 | 26 | 01 | 行政运行 | 40 | 40 |
201 | 26 | 04 | 档案馆 | 20 | | 20
221 | | | 住房保障支出 | 5 | 5 |
221 | 02 | | 住房改革支出 | 5 | 5 |
221 | 02 | 01 | 住房公积金 | 5 | 5 |
 | | | 合计 | 65 | 45 | 20

政府性基金预算支出表

单位：元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 3 | | 3

四、收支说明

本单位支出预算 65 元，比2023年预算增加 5 元。
"""
LOST = re.sub(r"(?:\| +)+(?=\|)", "", re.sub(r"^ \| (?:\| )*|(?<=\|) \|$| \|$", "", WHOLE, flags=re.MULTILINE))


def test_a_table_with_its_blank_cells_is_read() -> None:
    disclosure = understood(WHOLE)
    assert not disclosure.unread
    assert disclosure.tables[0].figures == 19


def test_no_amount_is_read_of_tables_whose_blank_cells_were_lost() -> None:
    disclosure = understood(LOST)
    assert not disclosure.figures
    assert {unread.reason for unread in disclosure.unread} == {LOST_CELLS}
    assert [claim.amount.text for claim in disclosure.claims if claim.amount is not None] == ["65 元"]


def test_it_is_said_that_they_were_not_checked_and_nothing_else() -> None:
    screening = screened(LOST)
    (problem,) = screening.problems
    assert "2 tables were not checked; add the file" in problem.reason
    assert not [finding for finding in screening.findings if finding.severity != "info"]


@pytest.mark.parametrize("row", ["一、财政拨款收入 3,286.20 一、教育支出 16.24", "四、其他收入 0.00"])
def test_rows_whose_cells_only_blanks_part_lack_no_unit(row: str) -> None:
    assert not [one for one in understood(f"{WHOLE}\n\n{row}\n").statements if one.kind == "unit_missing"]
