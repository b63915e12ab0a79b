"""Cases of damage and what is counted over them."""

from __future__ import annotations

from collections import Counter

from benchmarks.detection import Case, Document, Outcome, cases, detect, measures, rare
from mingcha_datasets.corpus.damage.kinds import KINDS

FORMS = (("shanxi", "budget"), ("shanghai", "final"))


def test_cases_take_turns_over_forms_and_kinds() -> None:
    drawn = [(case.layout, case.seed, case.kinds) for case in cases(4, 10, kinds=("wrong_digit", "wrong_sign"), layouts=FORMS)]
    assert drawn == [
        ("shanxi", 10, ("wrong_digit",)),
        ("shanghai", 11, ("wrong_digit",)),
        ("shanxi", 12, ("wrong_sign",)),
        ("shanghai", 13, ("wrong_sign",)),
    ]


def test_several_cases_share_a_paper_and_every_kind_meets_every_form() -> None:
    kinds = ("wrong_digit", "wrong_sign", "copied_cell")
    drawn = cases(12, 10, kinds=kinds, layouts=FORMS, each=2)
    assert [case.seed for case in drawn] == [10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15]
    assert Counter((case.layout, *case.kinds) for case in drawn) == {(form, kind): 2 for form, _ in FORMS for kind in kinds}


def test_cases_that_share_a_paper_come_out_as_alone() -> None:
    shared = cases(2, 10, kinds=("wrong_digit", "wrong_sign"), layouts=FORMS[:1], each=2)
    together = [document.outcomes for document in detect(shared, 1)]
    assert together == [document.outcomes for case in shared for document in detect([case], 1)]
    assert len(together) == 2


def test_recall_is_told_apart_by_what_reveals_a_mistake() -> None:
    told = [("amounts", True), ("amounts", True), ("words", False), ("", False)]
    documents = [_document("wrong_digit", by, found) for by, found in told]
    further = [_document("wrong_sign", "amounts", False)]
    found = {tuple(each.of.items()): (each.hits, each.trials) for each in measures(documents, further) if each.name == "recall"}
    assert found[()] == (2, 3)
    assert found[("revealed by", "amounts"),] == (2, 2)
    assert found[("revealed by", "words"),] == (0, 1)
    assert found[("kind", "wrong_digit"),] == (2, 3)
    assert found[("kind", "wrong_digit"), ("revealed by", "words")] == (0, 1)
    assert found[("kind", "wrong_sign"),] == (0, 1), "further documents count for their kind"


def test_rare_kinds_are_done_again_until_enough_are_revealed() -> None:
    enough = [_document(kind, "amounts", False) for kind in KINDS if kind not in ("wrong_sign", "doubled_word")]
    never = [_document("doubled_word", "", False)]
    further = rare([*enough, *never], 100, least=1, turns=2, processes=1)
    assert {outcome.damage for document in further for outcome in document.outcomes} == {"wrong_sign"}
    assert {document.case.seed for document in further} <= set(range(100, 110)), "one turn was enough"


def _document(damage: str, by: str, found: bool) -> Document:
    outcome = Outcome("shanxi", "budget", 1, damage, "D01", "error", bool(by), by, found, found, found, 1, "", "")
    return Document(Case("shanxi", "budget", 1, kinds=(damage,)), (outcome,), (), 0.0)
