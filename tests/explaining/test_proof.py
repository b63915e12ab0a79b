"""Proofs: from what is told down to the cells, in both languages, every step of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import pytest

import mingcha
from mingcha import Node
from mingcha.diagnosing import Derivation, Ground, Other
from mingcha.explaining import prove
from mingcha.findings import finding_of
from mingcha.locating import Alternative, Change
from mingcha.matters import matters_of
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import WRONG, screened, screener
from tests.located import OMITTED, told


@cache
def _proof() -> Node:
    """The proof of the omitted child."""
    document = told(OMITTED)
    (matter,) = document.matters
    return prove(matter, document.disclosure)


def _all(node: Node, kind: str = "") -> Iterator[Node]:
    if kind in ("", node.kind):
        yield node
    for child in node.children:
        yield from _all(child, kind)


def _said(node: Node, kind: str) -> list[str]:
    return [found.words["zh"] for found in _all(node, kind)]


def test_a_proof_begins_with_what_the_finding_says() -> None:
    (finding,) = told(OMITTED).findings()
    assert _proof().kind == "finding"
    assert _proof().words["zh"] == finding.message
    assert _proof().places == finding.places[:1]


def test_a_proof_goes_from_the_cause_to_the_figure_to_the_relations() -> None:
    assert [child.kind for child in _proof().children][:3] == ["document", "diagnosis", "correction"]
    (diagnosis,) = _all(_proof(), "diagnosis")
    assert diagnosis.words["zh"].startswith("漏计下级科目（omitted_child，把握 98.0%）：302 应为 2000.00")
    (suspect,) = diagnosis.children
    assert [child.kind for child in suspect.children] == ["repeated", "failed", "sound"]
    assert suspect.words["zh"].endswith("“商品和服务支出” 专项业务经费支出 所列 1800.00 元，应为 2000.00 元，相差 -200.00 元")


def test_a_proof_writes_out_how_each_relation_gives_the_right_amount() -> None:
    assert [words.rpartition("：")[2] for words in _said(_proof(), "identity")] == [
        "1800.00 + 200.00 = 2000.00 ≠ 1800.00 元",
        "2800.00 + 200.00 = 3000.00 ≠ 2800.00 元",
        "7000.00 - 4000.00 = 3000.00 ≠ 2800.00 元",
        "2000.00 ≠ 1800.00 元",
        "3000.00 ≠ 2800.00 元",
        "1000.00 + 2000.00 = 3000.00 元（按更正后的数）",
    ]


def test_a_relation_rests_on_its_cells_the_wrong_one_first() -> None:
    relation = next(_all(_proof(), "identity"))
    assert [cell.kind for cell in relation.children] == ["cell", "cell", "cell"]
    assert [cell.places[0].text for cell in relation.children] == ["1800.00", "1800.00", "200.00"]
    table = "一般公共预算支出明细表（按支出经济分类科目）"
    assert relation.children[0].words == {
        "zh": f"第 21 行 {table} “商品和服务支出” 专项业务经费支出：1800.00",
        "en": f'line 21 {table} "商品和服务支出" 专项业务经费支出: 1800.00',
    }


def test_parts_of_a_sum_that_are_nil_are_counted_and_not_shown() -> None:
    document = told(
        OMITTED.replace("30228 | 工会经费 | 200.00", "30229 | 福利费 | 0.00 | | | 0.00\n    30228 | 工会经费 | 200.00")
    )
    (matter,) = document.matters
    assert "另有 1 个为零的数" in _said(prove(matter, document.disclosure), "nil")


def test_a_proof_ends_in_the_laws() -> None:
    laws = _said(_proof(), "law")
    assert laws[0] == "预算法第三十二条第四款：支出按功能分为类、款、项，按经济性质分为类、款（已读条文）"
    assert len(set(laws)) == len(laws)


def test_laws_that_differ_in_one_language_only_are_both_named() -> None:
    document = told(OMITTED)
    (matter,) = document.matters
    law = {"law": "预算法", "article": "第一条", "demands": "甲", "demands_en": "the same", "verified": "cited"}
    rule = msgspec.structs.replace(matter.rules[0], basis=(law, {**law, "demands": "乙"}))
    proof = prove(msgspec.structs.replace(matter, rules=(rule, *matter.rules[1:])), document.disclosure)
    assert _said(proof, "law")[:2] == ["预算法第一条：甲（仅见引用）", "预算法第一条：乙（仅见引用）"]


def test_a_proof_shows_the_facts_that_the_cause_was_concluded_from() -> None:
    document = told(OMITTED)
    figure = document.located.suspects[0].changes[0].figure
    seen = Ground("part", "p", {"fen": 20000}, {"zh": "其下 30228 为 200.00", "en": "30228 below it is 200.00"}, (figure,))
    inner = Derivation("gap", {"zh": "差额", "en": "gap"}, (seen,))
    fact = Ground("gap", "g", {"fen": 20000}, {"zh": "差额等于其下一款", "en": "the gap is a part"}, (), inner)
    outer = Derivation("omitted_child", {"zh": "漏计", "en": "left out"}, (fact,), ({"zh": "没有抄错行", "en": "no row copied"},))
    other = Other("copied_row", {"zh": "抄错行", "en": "copied row"}, {"zh": "照抄 30201", "en": "copies 30201"})
    document = told(OMITTED, derivation=outer, others=(other,))
    proof = prove(document.matters[0], document.disclosure)
    assert _said(proof, "fact") == ["差额等于其下一款", "其下 30228 为 200.00"]
    assert next(_all(proof, "fact")).children[0].children[0].kind == "cell"
    assert _said(proof, "absent") == ["没有抄错行"]
    assert _said(proof, "other") == ["抄错行（copied_row）：照抄 30201"]


def test_other_explanations_are_shown_with_their_probability() -> None:
    document = told(OMITTED)
    (matter,) = document.matters
    (suspect,) = document.located.suspects
    figure = suspect.explains[0].figures[-1]
    others = (Alternative((Change(figure, 0),), 0.12), Alternative((), 0.01))
    changed = msgspec.structs.replace(suspect, alternatives=others)
    diagnosis = msgspec.structs.replace(matter.diagnoses[0], suspect=changed)
    matter = msgspec.structs.replace(matter, diagnoses=(diagnosis,))
    (alternative,) = _all(prove(matter, document.disclosure), "alternative")
    assert alternative.words == {"zh": "概率 12.0%", "en": "probability 12.0%"}
    assert "应为 0.00 元" in alternative.children[0].words["zh"]
    finding = finding_of(matter, document.disclosure, "zh")
    assert [(one.expected, one.probability) for one in finding.alternatives] == [("0.00", 0.12)]


def test_a_violation_without_an_identity_is_told_in_its_rules_words() -> None:
    (rule,) = [rule for rule in screener().knowledge.rules if rule.id == "COD-004"]
    document = told(rule.examples["breaks"][0])
    (proof,) = [prove(matter, document.disclosure) for matter in document.matters if matter.diagnoses]
    assert any(words.startswith("COD-004 ") and "写在" in words for words in _said(proof, "identity"))
    assert any("金额本身未见有误" in words for words in _said(proof, "suspect"))


# -- where only the violation is known


def test_a_finding_without_a_cause_is_proved_by_its_rule_and_its_cells() -> None:
    text = WRONG + "\n    四、收支说明\n\n    本单位当年公用经费较上年增加减少 1.00 元，主要原因是业务变化。\n"
    screening = screened(text)
    (finding,) = [finding for finding in screening.findings if finding.rule == "TXT-001"]
    proof = screening.explain(finding.id)
    assert [child.kind for child in proof.children] == ["document", "rule", *["law"] * len(finding.basis)]
    (violation,) = _all(proof, "violation")
    assert violation.words["zh"] == finding.message
    assert violation.children[0].places == finding.places


@pytest.mark.parametrize(("capped", "said"), [(False, "有误"), (True, "没有做完")])
def test_a_proof_says_when_the_wrong_figure_could_not_be_told(capped: bool, said: str) -> None:
    document = told(OMITTED)
    rules = {rule.id: rule for rule in screener().knowledge.rules}
    matters = matters_of(document.outcomes, rules, capped=capped)
    for matter in matters:
        (node,) = _all(prove(matter, document.disclosure), "unlocated")
        assert node.words["zh"].endswith(said)
    findings = [finding_of(matter, document.disclosure, "zh") for matter in matters]
    assert len(findings) == 5
    assert all(("查找超出上限" in finding.message) == capped for finding in findings)


# -- all findings of the samples


@pytest.mark.parametrize("name", sample_names())
def test_every_finding_of_a_sample_is_proved_down_to_its_cells(name: str) -> None:
    text = print_disclosure(load_sample(name))
    lines = text.split("\n")
    screening = screener().screen(text.encode(), name)
    assert screening.findings
    for finding in screening.findings:
        proof = screening.explain(finding.id)
        assert proof.words["zh"] == finding.message
        for node in _all(proof):
            assert set(node.words) == {"zh", "en"}
            assert all(words.strip() and "{" not in words for words in node.words.values())
            assert node.children or node.kind not in (
                "finding",
                "rule",
                "violation",
                "diagnosis",
                "suspect",
                "failed",
                "identity",
            )
        cells = list(_all(proof, "cell"))
        assert cells
        for cell in cells:
            (place,) = cell.places
            assert place.line is not None
            assert 1 <= place.line <= len(lines)
            assert cell.words["zh"].endswith(place.text)


# -- asked for in the library


def test_a_proof_is_asked_for_by_an_id_or_a_beginning_of_it() -> None:
    screening = screened(WRONG)
    for finding in screening.findings:
        proof = screening.explain(finding.id)
        assert proof == screening.explain(finding.id[:8]) == screening.explain(finding.id.upper())
        assert proof.words["zh"] == finding.message


def test_an_id_that_no_finding_has_is_wrong_usage_and_the_nearest_are_named() -> None:
    screening = screened(WRONG)
    near = screening.findings[0].id
    with pytest.raises(mingcha.UsageError, match=near):
        screening.explain(near[:-1] + ("0" if near[-1] != "0" else "1"))


def test_a_document_without_findings_has_no_proofs() -> None:
    with pytest.raises(mingcha.UsageError, match="nothing was found"):
        screened(WRONG.replace("450.00", "400.00")).explain("abc")


def test_a_proof_survives_its_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(_proof()), type=Node) == _proof()
