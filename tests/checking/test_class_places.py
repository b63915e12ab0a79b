"""Amounts that stand beside another class than in the other tables: AGR-007."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.documents import errors, findings_of, screened

HEAD = "2024年某县档案馆单位预算公开\n\n"
CLASSES = ("一般公共服务支出", "教育支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出", "粮油物资储备支出")
CODES = ("201", "205", "208", "210", "221", "222")
AMOUNTS = ("10.00", "", "5.00", "", "3.00", "")


def _summary(title: str, amounts: tuple[str, ...]) -> str:
    rows = "".join(f" | | {name} | {amount}\n" for name, amount in zip(CLASSES, amounts, strict=True))
    head = f"{title}\n\n单位：万元\n\n收入项目 | 预算数 | 支出功能分类 | 预算数\n一、一般公共预算拨款 | 18.00 | |\n"
    return f"{head}{rows}本年收入合计 | 18.00 | 本年支出合计 | 18.00\n\n"


def _list(amounts: tuple[str, ...]) -> str:
    rows = "".join(
        f"{code} | {name} | {amount} | {amount} |\n" for code, name, amount in zip(CODES, CLASSES, amounts, strict=True) if amount
    )
    return f"部门支出总表\n\n单位：万元\n\n科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n{rows} | 合计 | 18.00 | 18.00 |\n\n"


def _moved(here: int, there: int) -> tuple[str, ...]:
    amounts = list(AMOUNTS)
    amounts[here], amounts[there] = amounts[there], amounts[here]
    return tuple(amounts)


MOVES = [(here, there) for here, there in permutations(range(6), 2) if AMOUNTS[here] and not AMOUNTS[there]]


def test_classes_alike_in_all_tables_are_right() -> None:
    assert errors(screened(HEAD + _summary("部门收支总表", AMOUNTS) + _list(AMOUNTS))) == []


@pytest.mark.parametrize(("here", "there"), MOVES)
def test_an_amount_in_a_blank_row_is_one_error_with_both_places(here: int, there: int) -> None:
    screening = screened(HEAD + _summary("部门收支总表", _moved(here, there)) + _list(AMOUNTS))
    (finding,) = findings_of(screening, "AGR-007")
    assert f"“{CLASSES[there]}”" in finding.message
    assert f"“{CLASSES[here]}”" in finding.message
    assert AMOUNTS[here] in finding.message
    assert finding.places[0].row == CLASSES[there]
    assert [rule for rule, *_ in errors(screening)] == ["AGR-007"]


def test_what_most_tables_say_is_right() -> None:
    """Whichever comes first."""
    wrong = _summary("部门收支总表", AMOUNTS) + _summary("收支预算总表", AMOUNTS) + _list(_moved(4, 5))
    (finding,) = findings_of(screened(HEAD + wrong), "AGR-007")
    assert finding.places[0].table.startswith("部门支出总表")


def test_tables_that_differ_in_amounts_too_are_not_matched() -> None:
    other = ("10.00", "", "5.00", "", "", "4.00")
    assert findings_of(screened(HEAD + _summary("部门收支总表", other) + _list(AMOUNTS)), "AGR-007") == []
