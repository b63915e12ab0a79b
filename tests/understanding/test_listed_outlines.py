"""Lists of purchases whose groups stand in columns to the left of what they consist of."""

from __future__ import annotations

from tests.documents import errors, screened

PURCHASES = """
    2024年某县档案馆单位预算公开

    2024年政府采购预算表

    单位：万元

    采购品目大类 | 专项名称 | 经济科目 | 采购物品名称 | 采购组织形式 | 总计
    合计 | | | | | {total}
    一、货物A | | | | | 9.00
     | 办公设备购置费 | 办公设备购置 | | | {group}
     | | | 台式计算机 | 分散自行组织 | 4.00
     | | | 家具用具 | 分散自行组织 | {item}
    三、服务C | | | | | 6.00
     | 综合管理费 | 物业管理费 | | | 6.00
     | | | 保洁服务 | 分散自行组织 | 6.00
    """
MERGED = """
    2024年某县档案馆单位预算公开

    2024年政府采购预算表

    单位：万元

    采购品目大类 | 专项名称 | 采购物品名称 | 总计
    合计 | | | 9.00
    一、货物A | 办公设备购置费 | 台式计算机 | 4.00
     | | 家具用具 | 5.00
    """


def test_a_group_is_the_sum_of_what_stands_below_it_further_right() -> None:
    assert errors(screened(PURCHASES.format(total="15.00", group="9.00", item="5.00"))) == []


def test_a_purchase_that_does_not_fit_its_group_is_found() -> None:
    found = errors(screened(PURCHASES.format(total="15.00", group="9.00", item="3.00")))
    assert found == [("TOT-011", 10, "9.00", "7.00")]


def test_a_group_whose_name_stands_beside_its_first_purchase_is_no_total_of_it() -> None:
    assert errors(screened(MERGED)) == []
