"""Diagnoses: the cause of each suspect in an auditor's words, what it rests on, what else fits."""

from __future__ import annotations

import operator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingcha.amounts import parse_amount, print_amount, print_exact
from mingcha.diagnosing import diagnose
from mingcha.diagnosing.conclusions import confidence_of
from mingcha.diagnosing.places import money
from mingcha.knowledge import Calibration, Cause, Knowledge
from mingcha.locating import Change, Located, Suspect
from mingcha.running import Screener, run
from mingcha.telling import as_told
from mingcha.understanding import Coordinate, Figure
from mingcha.vocabulary.conditions import Test as Condition
from mingcha.vocabulary.relations import SEVERITIES
from mingcha.vocabulary.symptoms import SYMPTOMS
from tests.diagnosing.cases import BUDGET, LEFT_OUT, diagnosed, found, only
from tests.documents import screener, written

KNOWLEDGE = screener().knowledge
DECIMALS = st.integers(0, 4)


def _cause(name: str) -> Cause:
    return next(cause for cause in KNOWLEDGE.causes if cause.id == name)


def test_an_account_that_was_left_out_of_its_total_is_named() -> None:
    diagnosis = only(LEFT_OUT)
    assert diagnosis.sentence["zh"] == (
        "表6『302 商品和服务支出』专项业务经费支出应为 170,200.00（所列 150,000.00）：漏计 30228 工会经费 20,200.00"
    )
    assert diagnosis.severity == "error"


def test_the_figures_that_were_computed_from_the_wrong_one_are_to_be_corrected_with_it() -> None:
    correction = only(LEFT_OUT).correction["zh"]
    assert correction.endswith("；相应地将表6『302 商品和服务支出』合计由 237,300.00 改为 257,500.00")


def test_a_diagnosis_rests_on_the_cells_it_was_read_from() -> None:
    derivation = only(LEFT_OUT).derivation
    assert derivation is not None
    suspect, part = derivation.grounds
    assert [figure.text for figure in suspect.figures] == ["150000.00"]
    assert [figure.text for figure in part.figures] == ["20200.00"]
    assert part.said["zh"] == "其组成部分 30228 工会经费 为 20,200.00，恰等于少列的数"


def test_a_sound_document_has_no_diagnosis() -> None:
    assert diagnosed(BUDGET).diagnoses == ()


def test_every_suspect_is_told_with_exactly_one_cause() -> None:
    text = LEFT_OUT.replace("30102 | 津贴补贴 | 214580.00 | 214580.00", "30102 | 津贴补贴 | 214580.00 | 214850.00")
    assert sorted(diagnosis.id for diagnosis in diagnosed(text).diagnoses) == ["omitted_child", "swapped_digits"]


def test_digits_that_look_alike_may_have_been_misread() -> None:
    diagnosis = only(BUDGET.replace("30102 | 津贴补贴 | 214580.00 | 214580.00", "30102 | 津贴补贴 | 214580.00 | 214530.00"))
    assert (diagnosis.id, [other.id for other in diagnosis.others]) == ("one_digit", ["misread_digit"])


def test_nothing_else_fits_beside_what_is_unexplained() -> None:
    diagnosis = only(BUDGET.replace("30102 | 津贴补贴 | 214580.00 | 214580.00", "30102 | 津贴补贴 | 214580.00 | 388721.50"))
    assert (diagnosis.id, diagnosis.others) == ("unexplained_figure", ())


def test_a_change_of_the_text_is_told_without_its_sign() -> None:
    text = """
        2024年某县档案馆单位预算公开

        本单位当年一般公共预算支出 60.00 万元，较上年减少 3.00 万元，主要原因是人员减少。

        本单位当年一般公共预算支出 60.00 万元，其中：

        （1）社会保障和就业支出（208）20.00 万元，较上年减少 1.00 万元，原因是人员减少；

        （2）卫生健康支出（210）40.00 万元，较上年减少 0.50 万元，原因是人员减少。
        """
    diagnosis = only(text)
    assert (diagnosis.id, diagnosis.kind) == ("list_unsettled", "change_decomposition")
    assert diagnosis.sentence["zh"].startswith("第3行『本单位当年一般公共预算支出』较上年减少 3.00万元")


@pytest.mark.parametrize("file", ["wrong_label", "list_unsettled", "list_perhaps_incomplete"])
def test_of_an_amount_that_is_right_nothing_says_that_another_should_stand_there(file: str) -> None:
    for diagnosis in diagnosed(_cause(file).examples["shows"][0]).diagnoses:
        change = diagnosis.suspect.changes[0]
        assert diagnosis.derivation is not None
        ground = diagnosis.derivation.grounds[0]
        told = [ground.said["zh"], diagnosis.sentence["zh"], *(other.sentence["zh"] for other in diagnosis.others)]
        assert (change.figure.fen == change.right) == all("应为" not in each for each in told)


def test_the_causes_of_a_list_are_not_told_of_an_amount_that_was_located() -> None:
    located, cube = found(_cause("list_perhaps_incomplete").examples["shows"][0])
    (whole,) = diagnose(located, cube, KNOWLEDGE).diagnoses
    assert whole.id == "list_perhaps_incomplete"
    figure = whole.suspect.changes[0].figure
    wrong = Located((Suspect((Change(figure, figure.fen + 70_000),), 1.0, whole.suspect.explains),), ())
    (diagnosis,) = diagnose(wrong, cube, KNOWLEDGE).diagnoses
    assert not {diagnosis.id, *(other.id for other in diagnosis.others)} & {"list_perhaps_incomplete", "list_unsettled"}


def test_equal_amounts_did_not_change_places() -> None:
    located, cube = found(_cause("exchanged").examples["shows"][0])
    first = diagnose(located, cube, KNOWLEDGE).diagnoses[0]
    assert first.id == "exchanged"
    wrong = [change for suspect in located.suspects for change in suspect.changes]
    equal = tuple(Suspect((Change(replace(change.figure, fen=0), 0),), 1.0, ()) for change in wrong)
    ids = {diagnosis.id for diagnosis in diagnose(Located(equal, ()), cube, KNOWLEDGE).diagnoses}
    assert "exchanged" not in ids


def test_cut_off_decimals_are_one_hint_together() -> None:
    text = BUDGET.replace("其中人员经费 64.84", "其中人员经费 64.83").replace(
        "公用经费 8.73 万元、专项", "公用经费 8.72 万元、专项"
    )
    diagnosis = only(text)
    assert (diagnosis.id, diagnosis.severity) == ("rounding_tails", "info")
    assert "等 2 处" in diagnosis.sentence["zh"]


@pytest.mark.parametrize("of_rules", SEVERITIES)
def test_a_finding_is_no_worse_than_the_rules_that_are_broken(of_rules: str) -> None:
    located, cube = found(LEFT_OUT)
    broken = {violation.rule for violation in located.suspects[0].explains}
    mild = replace(KNOWLEDGE, rules=tuple(replace(r, severity=of_rules) if r.id in broken else r for r in KNOWLEDGE.rules))
    assert diagnose(located, cube, mild).diagnoses[0].severity == of_rules
    warned = replace(mild, causes=tuple(replace(cause, severity="warning") for cause in KNOWLEDGE.causes))
    assert diagnose(located, cube, warned).diagnoses[0].severity == min(of_rules, "warning", key=SEVERITIES.index)


def test_suspects_of_one_cause_go_together() -> None:
    located, cube = found(LEFT_OUT)
    (suspect,) = located.suspects
    apart = Located(tuple(Suspect((change,), 1.0, suspect.explains) for change in suspect.changes), ())
    first, second = diagnose(apart, cube, KNOWLEDGE).diagnoses
    assert first.id == second.id == "omitted_child"
    assert first.together == second.together != ""


def test_the_same_suspects_give_the_same_diagnoses() -> None:
    located, cube = found(LEFT_OUT)
    assert diagnose(located, cube, KNOWLEDGE) == diagnose(located, cube, KNOWLEDGE)


@pytest.mark.parametrize("right", [0, 1, 12_345, 10**17])
def test_any_figure_can_be_a_suspect(right: int) -> None:
    _, cube = found(LEFT_OUT)
    stated = [claim.amount for claim in cube.disclosure.claims if claim.amount is not None]
    suspects = tuple(Suspect((Change(figure, right),), 0.5, ()) for figure in (*cube.disclosure.figures, *stated))
    result = diagnose(Located(suspects, ()), cube, KNOWLEDGE)
    assert [diagnosis.suspect for diagnosis in result.diagnoses] == list(suspects)
    assert result.failures == ()


def _with_one_that_raises() -> Knowledge:
    def fails(value: object, other: object) -> bool:
        raise ZeroDivisionError("by nil")

    suspect, *rest = _cause("one_digit").when
    broken = replace(_cause("one_digit"), id="broken", when=(replace(suspect, tests=(Condition("row", fails, "", ""),)), *rest))
    return replace(KNOWLEDGE, causes=(broken, *KNOWLEDGE.causes))


def test_a_diagnosis_that_raises_is_reported_and_the_others_go_on() -> None:
    result = diagnosed(LEFT_OUT, _with_one_that_raises())
    (failure,) = result.failures
    assert (failure.rule, failure.document) == ("broken", "a test")
    assert "by nil" in failure.reason
    assert "150,000.00" in failure.facts[0]["zh"]
    assert [diagnosis.id for diagnosis in result.diagnoses] == ["omitted_child"]


def test_a_diagnosis_that_raises_is_told_in_the_language_of_the_run(tmp_path: Path) -> None:
    file = tmp_path / "disclosure.txt"
    file.write_bytes(written(LEFT_OUT))
    failure, *_ = diagnosed(LEFT_OUT, _with_one_that_raises()).failures
    for lang in ("zh", "en"):
        (report,) = run([file], Screener(_with_one_that_raises(), lang=lang)).documents
        assert report.failures == (f"broken: {failure.reason} ({failure.facts[0][lang]})",)
    assert failure.facts[0]["zh"] != failure.facts[0]["en"]


def test_two_fields_can_be_compared() -> None:
    """Joins, and comparisons with a fact named before, are those of ``find``."""
    suspect, part = _cause("omitted_child").when
    joined = replace(part, keys=(Condition("amount", operator.eq, "difference", "s"),))
    other = replace(part, against=(Condition("amount", operator.ne, "difference", "s"),))
    same, differs = (
        replace(_cause("omitted_child"), id=name, weight=99, when=(suspect, one))
        for name, one in (("same", joined), ("differs", other))
    )
    result = diagnosed(LEFT_OUT, replace(KNOWLEDGE, causes=(same, differs, *KNOWLEDGE.causes)))
    assert [diagnosis.id for diagnosis in result.diagnoses] == ["same"]


def test_a_diagnosis_can_build_on_another() -> None:
    suspect, slip = _cause("swapped_digits").when
    built = replace(
        _cause("swapped_digits"),
        id="built",
        weight=99,
        when=(suspect, replace(slip, type="diagnosis", name="d", equal=(("id", "swapped_digits"),))),
        say={"zh": "{place}", "en": "{place}"},
    )
    text = BUDGET.replace("30102 | 津贴补贴 | 214580.00 | 214580.00", "30102 | 津贴补贴 | 214580.00 | 214850.00")
    (diagnosis,) = diagnosed(text, replace(KNOWLEDGE, causes=(built, *KNOWLEDGE.causes))).diagnoses
    assert diagnosis.derivation is not None
    _, ground = diagnosis.derivation.grounds
    assert ground.because is not None
    assert (ground.because.rule, ground.because.grounds[1].type) == ("swapped_digits", "slip")


def test_the_confidence_is_that_of_the_first_line_that_reaches_the_probability() -> None:
    table = [Calibration("a", 0.5, 0.4, 9), Calibration("a", 1.0, 0.9, 9), Calibration("", 1.0, 0.7, 9)]
    assert [confidence_of("a", one, table) for one in (0.1, 0.5, 0.6, 1.0)] == [0.4, 0.4, 0.9, 0.9]
    assert confidence_of("b", 0.1, table) == 0.7
    assert confidence_of("b", 0.1, []) == 0.1


def test_every_symptom_has_all_its_fields() -> None:
    from mingcha.diagnosing.symptoms import cases_of

    seen = set()
    for cause in KNOWLEDGE.causes:
        for text in (text for texts in cause.examples.values() for text in texts):
            located, cube = found(text)
            for case in cases_of(located.suspects, cube, KNOWLEDGE):
                for symptom in case.symptoms:
                    assert set(symptom.values) == SYMPTOMS[symptom.type]
                    seen.add(symptom.type)
    assert set(SYMPTOMS) - seen == {"diagnosis", "vanished"}  # one is concluded, one is of what was not located


def test_of_the_amount_of_a_higher_account_both_ways_out_are_told() -> None:
    text = _cause("label_of_part").examples["shows"][0]
    diagnosis = only(text)
    assert diagnosis.id == "label_of_part"
    assert diagnosis.correction["zh"] == (
        "检查科目：所列 79.36万元 是 201 一般公共服务支出 的数，本意如此的改写科目；科目无误的，将 79.36万元 改为 62.34万元"
    )
    same_level = text.replace("行政运行（2012601）79.36", "行政运行（2012601）17.02")
    assert "label_of_part" not in {only(same_level).id, *(other.id for other in only(same_level).others)}


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from(["元", "千元", "万元", "亿元"]), DECIMALS)
def test_an_amount_is_as_precise_in_a_field_as_in_a_sentence(fen: int, other: int, unit: str, decimals: int) -> None:
    text = print_amount(fen, unit, decimals)
    amount = parse_amount(text, unit)
    assert amount is not None
    figure = Figure(amount.fen, amount.ulp, unit, Coordinate("expenditure"), 1, -1, "", "", text)
    told = money(other, figure).replace(",", "").removesuffix(unit)
    assert Decimal(print_exact(as_told(other, figure), unit)) == Decimal(told)


def test_beside_a_blank_of_no_unit_an_amount_is_not_rounded() -> None:
    assert as_told(123_456_789, Figure(0, 1, "", Coordinate(), 1, 0, "", "", "")) == 123_456_789


def test_a_part_in_the_row_of_its_total_is_called_by_its_head() -> None:
    diagnosis = only(BUDGET.replace(" | 合计 | 905872.00 | 648372.00", " | 合计 | 735672.00 | 648372.00"))
    assert diagnosis.sentence["zh"] == "表6『合计』合计应为 905,872.00（所列 735,672.00）：漏计 专项业务经费支出 170,200.00"
