"""Small documents located and diagnosed by hand, so that what is told of a cause is tested without what concludes it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from mingcha import Finding
from mingcha.checking import Cube, Outcome, check
from mingcha.diagnosing import Diagnosis
from mingcha.findings import findings_of
from mingcha.locating import Located, locate
from mingcha.matters import Matter, matters_of
from mingcha.reading import read
from mingcha.rulebook.examples import written
from mingcha.understanding import Disclosure, Words, understand
from tests.documents import screener

OMITTED = """
    2024年某县档案馆单位预算公开

    第一部分 预算报表

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 7000.00 | 4000.00 | 1000.00 | 2000.00
    201 | 一般公共服务支出 | 7000.00 | 4000.00 | 1000.00 | 2000.00

    一般公共预算支出明细表（按支出经济分类科目）

    单位：元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    | 合计 | 7000.00 | 4000.00 | 1000.00 | 2000.00
    301 | 工资福利支出 | 4000.00 | 4000.00 | |
    30101 | 基本工资 | 4000.00 | 4000.00 | |
    302 | 商品和服务支出 | 2800.00 | | 1000.00 | 1800.00
    30201 | 办公费 | 2800.00 | | 1000.00 | 1800.00
    30228 | 工会经费 | 200.00 | | | 200.00

    四、收支说明

    本单位当年一般公共预算支出 0.70 万元，按经济分类：商品和服务支出（302）0.30 万元，较上年增加 0.01 万元，原因是调资。
    """
"""The row 302 left out 30228: its project amount and its total are 200.00 too low."""

SENTENCE = {"zh": "302 应为 2000.00（所列 1800.00）：漏计 30228 工会经费 200.00", "en": "302 should be 2000.00: 30228 left out"}


class Told(Struct):
    """A document with what is wrong in it, and what is told of that."""

    disclosure: Disclosure
    outcomes: list[Outcome]
    located: Located
    matters: list[Matter]

    def findings(self, lang: str = "zh") -> list[Finding]:
        """The findings of all matters."""
        return [finding for finding, _ in findings_of(self.disclosure, self.matters, lang)]

    def diagnosed(self, lang: str = "zh") -> list[Finding]:
        """The findings of located matters."""
        return [finding for finding in self.findings(lang) if finding.diagnosis is not None]


def told(text: str, **diagnosis: Any) -> Told:
    """A document written out in a test: located, and every suspect diagnosed as ``diagnosis`` says."""
    knowledge = screener().knowledge
    words = Words(knowledge)
    document = read(written(text), "a test", screener().limits)
    disclosure = understand(document, words)
    cube = Cube(disclosure, knowledge)
    outcomes = check(document, disclosure, knowledge, words, cube)
    located = locate(outcomes, cube)
    said = {
        "id": "omitted_child",
        "title": {"zh": "漏计下级科目", "en": "A part was left out"},
        "sentence": SENTENCE,
        "correction": {"zh": "302 改为 2000.00", "en": "State 2000.00 for 302"},
        "kind": "hierarchy_sum",
        "severity": "error",
        "confidence": 0.98,
        **diagnosis,
    }
    diagnoses = [Diagnosis(suspect=suspect, **said) for suspect in located.suspects]
    return Told(disclosure, outcomes, located, matters_of(outcomes, {rule.id: rule for rule in knowledge.rules}, diagnoses))
