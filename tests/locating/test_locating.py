"""One cause behind many violations: which figure, which amount instead, what it explains, what else could."""

from __future__ import annotations

import pytest

from mingcha.locating import Located, Suspect
from mingcha_datasets import load_consistent, sample_names
from mingcha_datasets.damage import Intact, damaged, draw
from tests.documents import CLEAN, located

DOCUMENT = """
    2024年某县档案馆单位预算公开

    第一部分 单位概况

    一、预算收支情况说明

    本单位当年一般公共预算支出1000.00万元，其中：工资福利支出（301）600.00万元，商品和服务支出（302）{said}万元。

    第二部分 预算报表

    表1

    一般公共预算支出明细表（按支出经济分类科目）

    单位：万元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 1,000.00 | 600.00 | 150.00 | 250.00
    301 | 工资福利支出 | 600.00 | 600.00 | |
    30101 | 基本工资 | 600.00 | 600.00 | |
    302 | 商品和服务支出 | {class_total} | | {operating} | {project}
    30201 | 办公费 | 330.00 | | 100.00 | 230.00
    30228 | 工会经费 | 70.00 | | 50.00 | {fee}

    表2

    一般公共预算基本支出明细表（按支出功能分类科目）

    单位：万元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | {total} | 600.00 | 150.00
    201 | 一般公共服务支出 | {total} | 600.00 | 150.00
    """
RIGHT = {
    "said": "400.00",
    "class_total": "400.00",
    "operating": "150.00",
    "project": "250.00",
    "fee": "20.00",
    "total": "750.00",
}


def _of(**wrong: str) -> Located:
    return located(DOCUMENT.format(**{**RIGHT, **wrong}))


def _told(suspect: Suspect) -> list[tuple[str, str, int]]:
    return [(change.figure.row.strip(), change.figure.text, change.right // 1_000_000) for change in suspect.changes]


def test_where_all_is_right_there_is_no_suspect() -> None:
    assert _of().suspects == ()
    assert located(CLEAN).suspects == ()


def test_one_wrong_cell_explains_all_that_it_breaks() -> None:
    (suspect,) = _of(project="210.00").suspects
    assert _told(suspect) == [("商品和服务支出", "210.00", 250)]
    assert len(suspect.explains) == 3
    assert suspect.probability > 0.9


def test_a_class_computed_without_one_of_its_accounts_is_one_cause() -> None:
    found = _of(project="230.00", class_total="380.00")
    (suspect,) = found.suspects
    assert _told(suspect) == [("商品和服务支出", "230.00", 250), ("商品和服务支出", "380.00", 400)]
    assert len(suspect.explains) >= 4
    assert not [violation for violation in found.unlocated if violation.identity]


def test_the_text_is_wrong_where_the_table_is_sound() -> None:
    (suspect,) = _of(said="440.00").suspects
    assert suspect.changes[0].figure.table < 0
    assert suspect.changes[0].right == 400 * 1_000_000


def test_the_table_is_wrong_where_its_own_sums_say_so() -> None:
    (suspect,) = _of(class_total="440.00").suspects
    assert _told(suspect) == [("商品和服务支出", "440.00", 400)]
    assert "NAR-001" in {violation.rule for violation in suspect.explains}


def test_two_causes_are_told_apart() -> None:
    found = _of(fee="26.00", total="705.00")
    told = [_told(suspect)[0] for suspect in found.suspects]
    assert ("工会经费", "26.00", 20) in told
    assert [text for _, text, _ in told].count("705.00") == 1
    assert len(told) == 2


def test_of_two_amounts_that_contradict_each_other_and_nothing_else_both_are_told() -> None:
    found = located("""
        2024年某县档案馆单位预算公开

        三公经费预算表

        单位：万元

        项目 | 本年预算数
        公务接待费 | 3.00

        “三公”经费预算情况说明

        本单位当年“三公”经费预算支出中，公务接待费预算5.00万元。
        """)
    (suspect,) = found.suspects
    (other,) = [alternative for alternative in suspect.alternatives if alternative.changes]
    assert {suspect.changes[0].figure.fen, other.changes[0].figure.fen} == {3_000_000, 5_000_000}
    assert suspect.probability < 0.9


def test_the_same_bytes_give_the_same_suspects() -> None:
    assert _of(fee="26.00", total="705.00") == _of(fee="26.00", total="705.00")


@pytest.mark.parametrize("name", sample_names())
def test_a_corrected_sample_has_no_suspect_of_a_table(name: str) -> None:
    intact = Intact(load_consistent(name))
    assert not [s for s in located(intact.text.encode()).suspects if s.changes[0].figure.table >= 0]


@pytest.mark.parametrize("name", sample_names())
def test_most_damage_of_the_samples_is_located(name: str) -> None:
    from random import Random

    intact = Intact(load_consistent(name))
    hits = 0
    for seed in range(12):
        damages = draw(intact, 1, Random(f"located {seed}"), ("wrong_digit", "omitted_child", "repeated_row", "wrong_sign"))
        first = damages[0].edits[0]
        found = located(damaged(intact.text, damages).encode())
        hits += any(suspect.changes[0].figure.line == first.at.line for suspect in found.suspects)
    assert hits >= 10


def _table(wrong: int) -> str:
    """A table of forty accounts, of which the totals of the first ``wrong`` rows are wrong, each in another way."""
    rows = [(f"302{place:02d}", [7_000 + 31 * place, 900 + 17 * place, 50 + 3 * place]) for place in range(1, 41)]
    sums = [sum(row[column] for _, row in rows) for column in range(3)]
    lines = [
        f"{code} | 科目{place} | {sum(row) + (100 + 37 * place if place < wrong else 0)}.00 | "
        + " | ".join(f"{one}.00" for one in row)
        for place, (code, row) in enumerate(rows)
    ]
    total = f"{sum(sums)}.00 | " + " | ".join(f"{one}.00" for one in sums)
    return "\n    ".join(
        [
            "\n    2024年某县档案馆单位预算公开\n\n    一般公共预算支出明细表（按支出经济分类科目）\n\n    单位：元\n",
            "部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出",
            f"| 合计 | {total}",
            f"302 | 商品和服务支出 | {total}",
            *lines,
        ]
    )


@pytest.mark.parametrize("wrong", [1, 4, 6, 15, 40])
def test_many_wrong_rows_of_one_column_are_each_found(wrong: int) -> None:
    found = located(_table(wrong))
    assert [suspect.changes[0].figure.row for suspect in found.suspects] == [f"科目{place}" for place in range(wrong)]


def test_a_cell_left_blank_is_found_where_its_row_and_its_column_lack_it() -> None:
    (suspect,) = located(DOCUMENT.format(**{**RIGHT, "operating": ""})).suspects
    (change,) = suspect.changes
    assert (change.figure.row, change.figure.text, change.right) == ("商品和服务支出", "", 150_000_000)


def test_a_project_whose_total_is_nil_stays_a_part_of_the_other_columns() -> None:
    found = located("""
        2024年某县档案馆单位预算公开

        项目支出预算情况表

        单位：万元

        项目名称 | 合计 | 财政拨款小计 | 一般公共预算 | 政府性基金
        合计 | 60.00 | 60.00 | 60.00 |
        馆舍修缮经费 | 10.00 | 10.00 | 10.00 |
        资料整理经费 | 0.00 | 20.00 | 20.00 |
        数据采集经费 | 30.00 | 30.00 | 30.00 |
        """)
    broken = [violation for suspect in found.suspects for violation in suspect.explains]
    assert [violation.figures[0].column for violation in (*broken, *found.unlocated)] == ["合计"]


def test_a_blank_in_a_blank_row_has_the_unit_of_its_table() -> None:
    """Such a cell may be told among what else could be wrong."""
    found = located("""
        2024年某县档案馆单位预算公开

        一般公共预算支出明细表（按支出功能分类科目）

        单位：元

        功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
        | 合计 | 400.00 | 300.00 | 100.00
        201 | 一般公共服务支出 | | |
        208 | 社会保障和就业支出 | 300.00 | 200.00 | 100.00
        """)
    told = [change for suspect in found.suspects for change in suspect.changes]
    told += [change for suspect in found.suspects for other in suspect.alternatives for change in other.changes]
    assert {change.figure.unit for change in told} == {"元"}


def test_an_amount_in_the_wrong_column_is_one_cause_where_both_columns_ask_for_it() -> None:
    """Its row adds up all the same; what it is short of here and too much there may be off by rounding."""
    for stated, right in (("50.00", 50), ("50.01", 50)):
        (suspect,) = located(DOCUMENT.format(**RIGHT).replace("70.00 | | 50.00 |", f"70.00 | {stated} | |")).suspects
        assert _told(suspect) == [("工会经费", stated, 0), ("工会经费", "", right)]
        assert len(suspect.explains) == 2


def test_an_amount_is_not_moved_where_only_one_column_asks_for_it() -> None:
    told = located(DOCUMENT.format(**RIGHT).replace("70.00 | | 50.00 |", "70.00 | 50.00 | 50.00 |")).suspects
    assert [change for suspect in told for change in suspect.changes if not change.figure.text] == []


SHORT = """
    2024年某县档案馆单位预算公开

    表6

    一般公共预算支出明细表（按支出经济分类科目）

    单位：元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
     | 合计 | 735672.00 | 648372.00 | 87300.00
    301 | 工资福利支出 | 648372.00 | 648372.00 |
    30101 | 基本工资 | 321480.00 | 321480.00 |
    30102 | 津贴补贴 | 214580.00 | 214580.00 |
    30113 | 住房公积金 | 112312.00 | 112312.00 |
    302 | 商品和服务支出 | 87300.00 | | 87300.00
    30201 | 办公费 | 62000.00 | | 62000.00
    30211 | 差旅费 | 25300.00 | | 25300.00

    表8

    一般公共预算基本支出明细表（按支出经济分类科目）

    单位：元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
     | 合计 | 735672.00 | 648372.00 | 87300.00
    301 | 工资福利支出 | 648372.00 | 648372.00 |
    30101 | 基本工资 | 321480.00 | 321480.00 |
    30113 | 住房公积金 | 112312.00 | 112312.00 |
    302 | 商品和服务支出 | 87300.00 | | 87300.00
    30201 | 办公费 | 62000.00 | | 62000.00
    30211 | 差旅费 | 25300.00 | | 25300.00
    """


def test_a_row_that_another_table_has_is_missing_and_no_sister_of_it_is_wrong() -> None:
    (suspect,) = located(SHORT).suspects
    assert [(change.figure.text, change.right - change.figure.fen) for change in suspect.changes] == [("648372.00", 0)] * 2
    assert len(suspect.explains) == 2


def test_a_row_that_no_table_has_is_not_known_to_be_missing() -> None:
    nowhere = SHORT.replace("    30102 | 津贴补贴 | 214580.00 | 214580.00 |\n", "")
    assert all(change.right != change.figure.fen for suspect in located(nowhere).suspects for change in suspect.changes)


def test_where_two_accounts_could_be_missing_none_is_named() -> None:
    rows = "30102 | 津贴补贴 | 214580.00 | 214580.00 |\n    30103 | 奖金 | 214580.00 | 214580.00 |\n"
    twice = SHORT.replace("30102 | 津贴补贴 | 214580.00 | 214580.00 |\n", rows)
    assert all(change.right != change.figure.fen for suspect in located(twice).suspects for change in suspect.changes)


def test_no_row_is_missing_below_a_total_that_breaks_its_own_row_too() -> None:
    before, _, after = SHORT.rpartition("648372.00 | 648372.00 |\n    30101")
    torn = before + "648372.00 | 648370.00 |\n    30101" + after
    assert all(change.right != change.figure.fen for suspect in located(torn).suspects for change in suspect.changes)


GROWN = """
    2024年某县档案馆单位预算公开

    三、机关运行经费情况

    2024年本单位机关运行经费安排 {this} 万元，较上年增加 {change} 万元，增长 {percent}%。主要原因是：人员增加。
    """


def test_a_percentage_tells_which_amount_beside_it_has_a_slip() -> None:
    (suspect,) = located(GROWN.format(this="32.37", change="8.49", percent="17.79")).suspects
    assert [(change.figure.text, change.right) for change in suspect.changes] == [("8.49 万元", 4_890_000)]


def test_a_percentage_that_no_slip_of_an_amount_explains_is_wrong_itself() -> None:
    result = located(GROWN.format(this="32.37", change="4.89", percent="19.79"))
    assert not result.suspects
    assert [violation.rule for violation in result.unlocated] == ["SHR-001"]


MISTAKEN = """
    2023年某街道办事处部门预算公开

    四、支出说明

    1. “ACCOUNT”{this}万元。2022年当年预算执行数为132.59万元，2023年预算安排{this}万元，比2022年预算执行数增加60.54%。

    第二部分 预算报表

    表1

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | 6618816.00 | 6618816.00 |
    208 | 社会保障和就业支出 | 6618816.00 | 6618816.00 |
    20805 | 行政事业单位养老支出 | 6618816.00 | 6618816.00 |
    2080505 | 机关事业单位基本养老保险缴费支出 | 4412544.00 | 4412544.00 |
    2080506 | 机关事业单位职业年金缴费支出 | 2206272.00 | 2206272.00 |
    """.replace("ACCOUNT", "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）")


def test_a_percentage_beside_a_wrong_amount_is_reckoned_with_the_right_one() -> None:
    ((before, after),) = located(MISTAKEN.format(this="441.25")).restated
    assert (before.words["expected"], after.words["expected"]) == ("232.79%", "66.40%")
    assert [(figure.text, right) for figure, right in after.given] == [("441.25万元", 220_627_200)]


def test_a_percentage_beside_a_right_amount_is_told_as_it_was_found() -> None:
    assert not located(MISTAKEN.format(this="220.63")).restated


def test_an_amount_where_the_table_prints_nil_and_the_percentage_is_of_nil_is_one_cause() -> None:
    (suspect,) = located("""
        2024年度某县档案馆部门决算

        财政拨款“三公”经费支出决算表

        单位：万元

        合计 | | 因公出国（境）费 | | 公务用车购置及运行维护费 | | | | | | 公务接待费 |
         | | | | 小计 | | 公务用车购置费 | | 公务用车运行维护费 | | |
        预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
        8.00 | 5.00 | | | 6.00 | 5.00 | | | 6.00 | 5.00 | 2.00 | 0

        七、财政拨款“三公”经费支出决算情况说明

        “三公”经费财政拨款支出年初预算为 8.00 万元，支出决算为 5.00 万元，完成预算的 62.50%，其中：\
公务用车购置及运行维护费支出决算为 5.00 万元，完成预算的 83.33%；公务接待费支出决算为 2.00 万元，完成预算的 0%。
        """).suspects
    assert [(change.figure.text, change.right) for change in suspect.changes] == [("2.00 万元", 0)]
    assert {violation.rule for violation in suspect.explains} >= {"NAR-003", "SHR-002"}
