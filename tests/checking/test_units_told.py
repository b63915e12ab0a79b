"""A number of budget units and the list of them: NAR-018."""

from __future__ import annotations

import pytest

from tests.documents import findings_of, screened

HEAD = "2024年某县档案局部门预算公开\n\n二、预算单位构成\n\n"
TAIL = "\n三、收支说明\n\n本部门当年公用经费安排 5.00 万元。\n"
TOLD = "纳入本部门当年预算编制范围的二级预算单位共有 {} 个，包括：\n\n"
TABLE = "序号 | 单位名称 | 备注\n1 | 某县档案局（本级） | \n2 | 某县档案信息中心 | \n3 | 某县方志馆 | \n"
ITEMS = "1. 某县档案局。\n\n2. 某县档案信息中心。\n\n3. 某县方志馆。\n"


def _told(text: str) -> list[str]:
    return [finding.message for finding in findings_of(screened(HEAD + text + TAIL), "NAR-018")]


@pytest.mark.parametrize("listed", [TABLE, ITEMS], ids=["table", "numbered"])
@pytest.mark.parametrize("stated", ["2", "二", "3", "三"])
def test_the_department_itself_may_be_counted_or_not(listed: str, stated: str) -> None:
    assert _told(TOLD.format(stated) + listed) == []


@pytest.mark.parametrize("listed", [TABLE, ITEMS], ids=["table", "numbered"])
@pytest.mark.parametrize("stated", ["1", "4", "五"])
def test_another_number_is_told_with_both(listed: str, stated: str) -> None:
    (message,) = _told(TOLD.format(stated) + listed)
    assert "列出 3 个" in message


@pytest.mark.parametrize(
    "text",
    [
        TOLD.format(3) + TABLE.replace("2 |", "\n<!-- page 3 -->\n\n2 |"),  # a page ends within the table
        TOLD.format(3) + TABLE.replace("2 |", "\n<!-- page 3 -->\n\n序号 | 单位名称 | 备注\n2 |"),  # with its head again
        TOLD.format(3) + TABLE + "合计 | 3 |\n",
        # side by side
        TOLD.format(3) + "序号 | 单位名称 | 序号 | 单位名称\n1 | 某县档案局 | 2 | 某县方志馆\n3 | 某县档案信息中心 | | \n",
        # a centre for the office, which is none itself
        TOLD.format(3) + TABLE.replace("方志馆", "档案局机关服务中心"),
        TOLD.format(2) + TABLE.replace("方志馆", "档案局机关服务中心"),
        TOLD.format(3) + ITEMS.replace("\n\n2.", "\n\n该局负责全县档案工作的统筹规划。\n\n2."),  # more is said of an item
        TOLD.format(3) + ITEMS.replace("\n\n2.", "\n\n（1）保管科\n\n（2）利用科\n\n2."),
        "本部门共有预算单位 3 个，其中行政单位 1 个、事业单位 2 个，名单如下：\n\n" + ITEMS,
        "本部门中，行政单位 1 家，事业单位 2 家，具体包括：\n\n" + ITEMS,
        "本部门内设机构 5 个，包括：\n\n" + ITEMS,  # offices are no budget units
        TOLD.format(5) + "某县档案局、某县档案信息中心。\n",  # a list without numbers
        TOLD.format(5).replace("，包括：", "。") + ITEMS,  # nothing is said to follow
    ],
)
def test_what_is_right_or_not_known_is_left_alone(text: str) -> None:
    assert _told(text) == []


def test_the_next_section_is_no_unit() -> None:
    """Its number would follow on that of the last unit."""
    assert _told("本部门共有预算单位 2 个，包括：\n\n一、某县档案局\n\n二、某县档案信息中心\n") == []
