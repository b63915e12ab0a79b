"""The money unit of tables that state none."""

from __future__ import annotations

import pytest

from mingcha.amounts import FEN_IN
from mingcha.reading import read
from mingcha.running.bundles import bundle
from mingcha.understanding import Disclosure
from tests.documents import screener, understood, with_tabs

TABLE = """
    {title}

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | {a} | {b} | {c}
    201 | 一般公共服务支出 | {a} | {b} | {c}
    """
TITLE = "一般公共预算支出明细表（按支出功能分类科目）"
FORM = """
    项目支出绩效目标表

    项目名称 | 档案管理经费 | |
    资金金额（万元） | 实施期资金总额 | {amount}
    | 其中：财政拨款 | {amount}
    年度绩效指标 | 一级指标 | 二级指标 | 指标值
    | 产出指标 | 数量指标 | 2万册
    """


def _table(a: str, b: str, c: str, title: str = TITLE) -> str:
    return TABLE.format(title=title, a=a, b=b, c=c)


def _units(disclosure: Disclosure) -> set[str]:
    return {figure.unit for figure in disclosure.figures if figure.table == 0 and figure.fen}


def test_it_is_that_of_most_other_tables() -> None:
    stated = _table("4.00", "3.00", "1.00").replace(TITLE, TITLE + "\n\n    单位：万元")
    assert _units(understood(_table("400.00", "300.00", "100.00", "单位预算支出总表") + stated)) == {"万元"}


def test_it_is_the_one_in_which_the_text_tells_the_same_amounts() -> None:
    text = "\n    本单位当年一般公共预算支出325.42万元，其中人员经费282.88万元。\n"
    assert _units(understood(text + _table("3254218", "2828818", "425400"))) == {"元"}
    assert _units(understood(text + _table("325.42", "282.88", "42.54"))) == {"万元"}
    assert _units(understood(text + _table("3254.22", "2828.82", "425.40"))) == {"千元"}


def test_one_told_amount_is_enough_where_the_numbers_look_like_its_unit() -> None:
    others = _table("5210000", "4000000", "1210000").replace(TITLE, TITLE + "\n\n    单位：元")
    text = "\n    本单位机关运行经费14.74万元。\n"
    assert _units(understood(text + _table("14.74", "0.50", "0.20", "单位预算支出总表") + others)) == {"万元"}


def test_a_form_tells_amounts_but_not_the_unit_of_the_other_tables() -> None:
    assert _units(understood(_table("52100.00", "40000.00", "12100.00") + FORM.format(amount="1.21"))) == {"元"}
    assert _units(understood(_table("5.21", "4.00", "1.21") + FORM.format(amount="1.21"))) == {"万元"}


@pytest.mark.parametrize(
    ("amounts", "unit"),
    [
        (("16390.41", "810.46", "50.00"), "万元"),
        (("4844351.04", "3754194.08", "590156.96"), "元"),
        (("3254218.00", "2828818.00", "425400.00"), "元"),
        (("3254218", "2828818", "50"), "元"),
        (("0.00", "0.00", "0.00"), ""),
    ],
)
def test_else_it_shows_in_the_size_of_the_amounts(amounts: tuple[str, str, str], unit: str) -> None:
    assert _units(understood(_table(*amounts))) == ({unit} if unit else set())


def test_whatever_the_unit_the_table_states_none() -> None:
    disclosure = understood(_table("16390.41", "810.46", "50.00"))
    assert [table.unit for table in disclosure.tables] == [""]
    assert disclosure.figures[0].fen == 1_639_041 * FEN_IN["万元"] // 100


def _files(**texts: str) -> Disclosure:
    return screener().understand(bundle([read(with_tabs(text).encode(), f"{name}.txt") for name, text in texts.items()], "公开"))


def _units_by_title(disclosure: Disclosure) -> dict[str, set[str]]:
    return {
        table.title: {figure.unit for figure in disclosure.figures if figure.table == table.index} for table in disclosure.tables
    }


OTHERS = ("单位预算收入总表", "单位预算支出总表")


def test_one_file_does_not_decide_for_another() -> None:
    bare = _table("100.37", "70.25", "30.12")
    stated = "".join(_table("1003700.00", "702500.00", "301200.00", f"{title}\n\n    单位：元") for title in OTHERS)
    small = "".join(_table("2000.41", "50.00", "1.00", f"{title}\n\n    单位：元") for title in OTHERS)
    for other in (stated, small):
        units = _units_by_title(_files(表1=bare, 表2=other))
        assert units[TITLE] == {"万元"}
        assert [units[title] for title in OTHERS] == [{"元"}, {"元"}]


def test_what_tells_nothing_follows_the_other_files() -> None:
    bare, stated = _table("400", "300", "100"), _table("900", "500", "400", f"{OTHERS[0]}\n\n    单位：万元")
    assert _units_by_title(_files(表1=bare, 表2=stated))[TITLE] == {"万元"}


def test_several_told_amounts_outweigh_the_tables_that_state_a_unit() -> None:
    text = "\n    本单位当年一般公共预算支出325.42万元，其中人员经费282.88万元，公用经费42.54万元。\n"
    stated = _table("52.13", "41.02", "11.11", f"{OTHERS[0]}\n\n    单位：万元")
    assert _units_by_title(understood(text + _table("3254218", "2828818", "425400") + stated))[TITLE] == {"元"}
