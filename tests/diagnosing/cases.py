"""What the tests of diagnosing share: documents written out in a test, located and diagnosed."""

from __future__ import annotations

from functools import cache

from mingcha.checking import Cube, check
from mingcha.diagnosing import Diagnosed, Diagnosis, diagnose
from mingcha.knowledge import Knowledge
from mingcha.locating import Located, locate
from mingcha.reading import Limits, read
from mingcha.rulebook.examples import written
from mingcha.understanding import Words, understand
from tests.documents import screener

BUDGET = """
2024年某县档案馆单位预算公开

本单位当年一般公共预算支出 90.59 万元，其中人员经费 64.84 万元、公用经费 8.73 万元、专项业务经费 17.02 万元。

表6

一般公共预算支出明细表（按支出经济分类科目）

单位：元

部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
 | 合计 | 905872.00 | 648372.00 | 87300.00 | 170200.00
301 | 工资福利支出 | 648372.00 | 648372.00 | |
30101 | 基本工资 | 321480.00 | 321480.00 | |
30102 | 津贴补贴 | 214580.00 | 214580.00 | |
30113 | 住房公积金 | 112312.00 | 112312.00 | |
302 | 商品和服务支出 | 257500.00 | | 87300.00 | 170200.00
30201 | 办公费 | 112000.00 | | 62000.00 | 50000.00
30211 | 差旅费 | 25300.00 | | 25300.00 |
30213 | 维修（护）费 | 100000.00 | | | 100000.00
30228 | 工会经费 | 20200.00 | | | 20200.00
"""
"""A document in which all is right."""

LEFT_OUT = BUDGET.replace(
    "302 | 商品和服务支出 | 257500.00 | | 87300.00 | 170200.00", "302 | 商品和服务支出 | 237300.00 | | 87300.00 | 150000.00"
)
"""The same, 30228 left out of 302."""


@cache
def words() -> Words:
    """The words of the shipped knowledge."""
    return Words(screener().knowledge)


@cache
def found(text: str) -> tuple[Located, Cube]:
    """What is located in a document written out in a test."""
    knowledge = screener().knowledge
    document = read(written(text), "a test", Limits())
    disclosure = understand(document, words())
    cube = Cube(disclosure, knowledge)
    return locate(check(document, disclosure, knowledge, words()), cube), cube


def diagnosed(text: str, knowledge: Knowledge | None = None) -> Diagnosed:
    """What is diagnosed in a document written out in a test."""
    located, cube = found(text)
    return diagnose(located, cube, knowledge or screener().knowledge)


def only(text: str) -> Diagnosis:
    """The one diagnosis of a document."""
    (diagnosis,) = diagnosed(text).diagnoses
    return diagnosis
