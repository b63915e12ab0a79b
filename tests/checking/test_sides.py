"""Income and expenditure of a budget answer to each other: account by account, and in how they changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import outcome, screened

TABLES = """
    2024年某县档案馆单位{kind}公开

    收入{kind}总表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 一般公共预算 | 政府性基金 | 上年结转
    | 合计 | {i} | {i} | | {carried}
    201 | 一般公共服务支出 | {a} | {a} | |
    208 | 社会保障和就业支出 | {b} | {b} | |

    支出{kind}总表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | {o} | {o} |
    201 | 一般公共服务支出 | {c} | {c} |
    208 | 社会保障和就业支出 | {d} | {d} |
    """
TEXT = """
    2024年某县档案馆单位预算公开

    一、收支情况说明

    本单位当年预算收入{left}万元，较上年增加{one}万元，主要原因是人员增加。

    本单位当年预算支出{right}万元，较上年增加{other}万元，主要原因是人员增加。
    """
AMOUNTS = st.integers(min_value=1, max_value=10**8).map(lambda yuan: f"{yuan}.00")


def _tables(a: str, b: str, c: str, d: str, kind: str = "预算", carried: str = "") -> str:
    i, o = (f"{float(x) + float(y):.2f}" for x, y in ((a, b), (c, d)))
    return TABLES.format(kind=kind, a=a, b=b, c=c, d=d, i=i, o=o, carried=carried)


@settings(settings(), max_examples=20)
@given(AMOUNTS, AMOUNTS, st.sampled_from("abcd"), st.integers(min_value=1, max_value=10**7))
def test_any_amount_that_differs_is_told(first: str, second: str, where: str, off: int) -> None:
    amounts = {"a": first, "b": second, "c": first, "d": second}
    assert outcome(screened(_tables(**amounts)), "AGR-005").state == "holds"
    amounts[where] = f"{float(amounts[where]) + off:.2f}"
    found = outcome(screened(_tables(**amounts)), "AGR-005").violations
    assert [(one.stated, one.expected) for one in found] == [
        (round(float(amounts[left]) * 100), round(float(amounts[right]) * 100))
        for left, right in ("ac", "bd")
        if where in left + right
    ]


def test_final_accounts_and_balances_of_last_year_are_not_judged() -> None:
    apart = ("400.00", "200.00", "300.00", "300.00")
    assert outcome(screened(_tables(*apart)), "AGR-005").state == "violated"
    assert outcome(screened(_tables(*apart, kind="决算")), "AGR-005").state == "not_applicable"
    assert outcome(screened(_tables(*apart, carried="9.00")), "AGR-005").state != "violated"


@pytest.mark.parametrize(
    ("right", "other", "state"), [("500", "20", "holds"), ("500", "25", "violated"), ("510", "30", "not_enough_data")]
)
def test_both_sides_of_a_balanced_budget_change_alike(right: str, other: str, state: str) -> None:
    text = TEXT.format(left="500", one="20", right=right, other=other)
    assert outcome(screened(text), "CHG-005").state == state
