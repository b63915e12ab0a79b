"""Facts of floor space: an area that is divided in the same sentence."""

from __future__ import annotations

import pytest

from tests.documents import facts

COVER = "2024年某县档案馆单位预算公开\n\n一、房屋情况\n\n"


def _over(text: str) -> list[str | int]:
    return [fact.values["over"] for fact in facts(f"{COVER}{text}\n").get("area", [])]


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("房屋 3,000 平方米，其中办公用房 1,000 平方米，业务用房 2,100 平方米。", "100"),
        ("地上面积为500平方米（其中甲类400平方米，乙类150平方米），地下面积为90平方米。", "50"),
        ("房屋3000平方米，其中：甲库1000平方米（其中一层500平方米、二层500平方米），乙库2000平方米。", ""),
        ("房屋3000平方米，其中甲库1000平方米，乙库1500平方米。", ""),
        ("房屋300.00平方米，其中甲库100.01平方米，乙库200.00平方米。", ""),
    ],
)
def test_an_area_is_compared_with_its_parts(text: str, over: str) -> None:
    assert over in _over(text)


@pytest.mark.parametrize(
    "text",
    [
        "房屋约3000平方米，其中甲库1000平方米，乙库2500平方米。",
        "房屋3000平方米，其中甲库2000平方米，出租1500平方米。",
        "房屋3000平方米，其中甲库3000平方米，占地面积1500平方米。",
        "房屋3000平方米，其中甲库2000平方米。乙库1500平方米，丙库900平方米。",
    ],
)
def test_areas_that_overlap_or_are_about_so_much_are_not_added_up(text: str) -> None:
    assert not any(_over(text))
