"""The accounts that basic expenditure is said to include, and whether any table has money for them."""

from __future__ import annotations

from tests.documents import facts

_ROWS = "\n".join(
    f"{code} | {name} | 10.00"
    for code, name in (
        *(("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金"), ("30112", "其他社会保障缴费")),
        *(("30201", "办公费"), ("30202", "印刷费"), ("30211", "差旅费"), ("30217", "公务接待费")),
    )
)
_TABLE = (
    f"一般公共预算基本支出表\n\n单位：万元\n\n部门经济科目编码 | 部门经济科目名称 | 合计\n301 | 工资福利支出 | 40.00\n{_ROWS}\n"
)


def _included(text: str, table: str = _TABLE) -> list[tuple[str | int, ...]]:
    found = facts(f"2024年某县档案馆单位预算公开\n\n{table}\n四、收支说明\n\n{text}\n").get("included", [])
    return [(fact.values["name"], fact.values["spent"]) for fact in found]


def test_an_account_is_spent_where_a_table_has_money_for_it() -> None:
    assert _included("人员经费 40.00 万元，主要包括：基本工资、奖励金、其他社会保障缴费支出。") == [
        ("基本工资", "yes"),
        ("奖励金", "no"),
        ("其他社会保障缴费支出", "yes"),
    ]
    assert _included("公用经费 40.00 万元。主要包括：办公费、水费。") == [("办公费", "yes"), ("水费", "no")]


def test_what_is_no_account_and_what_is_not_of_basic_expenditure_is_left_alone() -> None:
    assert _included("人员经费 40.00 万元，主要包括：离退休活动经费、遗属补助。") == []
    assert _included("项目支出 40.00 万元，主要包括：水费、电费。") == []


def test_a_few_accounts_are_no_list_of_basic_expenditure() -> None:
    assert _included("人员经费 40.00 万元，主要包括：基本工资、奖励金。", _TABLE.partition("30201")[0]) == []


def test_a_small_fee_may_be_rounded_to_nil_and_pay_is_not() -> None:
    rows = f"{_TABLE}30204 | 手续费 | 0.00\n30309 | 奖励金 | 0.00\n"
    assert _included("公用经费 40.00 万元，主要包括：办公费、手续费。", rows) == [("办公费", "yes"), ("手续费", "yes")]
    assert _included("人员经费 40.00 万元，主要包括：奖励金。", rows) == [("奖励金", "no")]
