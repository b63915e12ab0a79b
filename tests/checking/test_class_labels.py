"""Classes of accounts listed without codes: COD-014."""

from __future__ import annotations

import pytest

from tests.documents import findings_of, screened

CLASSES = (
    *("一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出"),
    *(
        "文化旅游体育与传媒支出",
        "社会保障和就业支出",
        "卫生健康支出",
        "节能环保支出",
        "商业服务业等支出",
        "抗疫特别国债安排的支出",
    ),
)


def _told(*names: str) -> list[tuple[str, int | None]]:
    rows = "".join(f" | | {number}、{name} |\n" for number, name in enumerate(names, 1))
    head = "2024年某县档案馆单位预算公开\n\n部门收支总表\n\n单位：万元\n\n收入项目 | 预算数 | 支出功能分类 | 预算数\n"
    found = findings_of(screened(f"{head}{rows}本年收入合计 | 10.00 | 本年支出合计 | 10.00\n"), "COD-014")
    return [(finding.message, finding.places[0].line) for finding in found]


def test_classes_as_the_list_of_accounts_calls_them_are_right() -> None:
    assert _told(*CLASSES) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("文化旅游体育与传媒支出", "文化旅游体肓与传媒支出"),  # within
        ("社会保障和就业支出", "社会保降和就业支出"),
        ("抗疫特别国债安排的支出", "抗疫特別国债安排的支出"),  # the last
    ],
)
def test_a_name_a_character_away_from_the_class_due_there_is_told(right: str, wrong: str) -> None:
    ((message, line),) = _told(*(wrong if name == right else name for name in CLASSES))
    assert f"“{wrong}”" in message
    assert f"“{right}”" in message
    assert line == 8 + CLASSES.index(right)


@pytest.mark.parametrize(
    ("right", "other"),
    [
        ("社会保障和就业支出", "社会保障支出"),  # a short form
        ("抗疫特别国债安排的支出", "抗疫特别国债安"),  # cut off
        ("抗疫特别国债安排的支出", "抗役特别国债安排的支出"),  # a slip that TXT-004 tells
        ("卫生健康支出", "上缴上级支出"),  # something else
        ("教育支出", "教肓支出"),  # too short to be sure
    ],
)
def test_other_names_are_left_alone(right: str, other: str) -> None:
    assert _told(*(other if name == right else name for name in CLASSES)) == []


def test_a_name_like_that_of_a_class_elsewhere_is_left_alone() -> None:
    """Its place says what it is: here none of the classes beside it is called so."""
    assert _told(*CLASSES[:-1], "文化旅游体肓与传媒支出") == []


def test_a_list_of_few_classes_is_a_unit_s_own() -> None:
    assert _told("一般公共服务支出", "社会保降和就业支出", "卫生健康支出") == []
