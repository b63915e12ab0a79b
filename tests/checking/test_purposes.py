"""What the text says an account is for and why it changed, where that is another account's name."""

from __future__ import annotations

import pytest

from tests.documents import facts

_PENSION = "社会保障和就业支出（类）行政事业单位养老支出（款）"
_FIRST = f"1.“{_PENSION}事业单位离退休（项）”1.00 万元，主要用于事业单位离退休。"


def _others(*paragraphs: str) -> list[str | int]:
    text = "\n\n".join(("2024年某县档案馆单位预算公开", "四、收支说明", _FIRST, *paragraphs))
    return [fact.values["other"] for fact in facts(text).get("purpose", [])][1:]


@pytest.mark.parametrize(
    ("says", "other"),
    [
        ("主要用于事业单位离退休。", "事业单位离退休"),
        ("主要用于：事业单位离退休支出。", "事业单位离退休"),
        ("主要原因是：2024年新增事业单位离退休经费。", "事业单位离退休"),
        ("主要用于行政事业单位养老支出事业单位离退休。", "事业单位离退休"),
        ("主要用于职业年金缴费。", ""),
        ("主要用于事业单位离退休人员的职业年金。", ""),
    ],
)
def test_no_more_than_the_name_of_another_account_is_about_that_one(says: str, other: str) -> None:
    assert _others(f"2.“{_PENSION}机关事业单位职业年金缴费支出（项）”2.00 万元，{says}") == [other]


def test_what_is_called_other_may_be_for_anything() -> None:
    assert _others(f"2.“{_PENSION}其他行政事业单位养老支出（项）”2.00 万元，主要用于事业单位离退休。") == [""]


def test_what_follows_a_name_that_a_page_break_cuts_is_of_no_account() -> None:
    assert _others(f"2.{_PENSION}", "行政单位离退休（项）。主要用于行政单位离退休。") == []


def test_a_reason_in_the_next_paragraph_is_of_the_account_before_it() -> None:
    paragraphs = (f"2.“{_PENSION}行政单位离退休（项）”2.00 万元，主要用于行政单位离退休。", "主要原因是事业单位离退休增加。")
    assert _others(*paragraphs) == ["", "事业单位离退休"]
