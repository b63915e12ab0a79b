"""Texts for letters are complete, ask to check, and name no more than the document and the law."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from mingcha.reports.cases import Case, RunView, Told
from mingcha.reports.letter import body, frame, grouped, plain, subject, sure
from mingcha.reports.words import load_words
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import WRONG, screener, written
from tests.reports.views import view_of

ZH, EN = load_words("zh"), load_words("en")
SUBJECT = "你单位公开的2024年度预算（zizhou.txt）"
RULES = {rule.id: rule for rule in screener().knowledge.rules}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("letters") / "out"
    view_of(out, {"乙.txt": written(WRONG), "zizhou.txt": print_disclosure(load_sample("zizhou-2024")).encode()})
    return out


def cases(run: Path, lang: str = "zh") -> dict[str, Case]:
    return {case.record.document: case for case in RunView(run, screener().knowledge, lang).cases()}


def told_of(case: Case, rule: str) -> Told:
    return next(told for told in case.findings if told.finding.rule == rule)


def test_a_located_figure_is_told_with_its_place_what_is_printed_what_it_should_be_and_why(run: Path) -> None:
    told = told_of(cases(run)["zizhou.txt"], "TOT-005")
    said = body(told, RULES["TOT-005"], SUBJECT, ZH)
    place = told.finding.places[0]
    assert said.startswith(f"　　你单位公开的2024年度预算（zizhou.txt）中，《{place.table}》")
    for part in (
        f"（第{place.line}行）现载为“{place.text}”。",
        "应为 370,200.00（所列 350,000.00）",
        "不成立的关系为：",
        "350,000.00 + 20,200.00 = 370,200.00 ≠ 350,000.00 元",
        "有关规定：预算法",
        "如确有误，建议：将 350,000.00 改为 370,200.00",
        "请你单位对照原始资料核实此处",
        "把握程度为 99%，仅供核实，不是认定。",
    ):
        assert part in said
    assert "TOT-005" not in said
    assert "此处应为" not in said, "what the message says is not said again"


def test_where_no_cause_is_known_no_figure_is_called_wrong(run: Path) -> None:
    told = told_of(cases(run)["zizhou.txt"], "COD-001")
    said = body(told, RULES["COD-001"], SUBJECT, ZH)
    assert "应为" not in said
    assert "提出核实的理由：" in said


def test_amounts_that_differ_without_a_located_cause_are_compared_and_neither_is_called_wrong(run: Path) -> None:
    told = told_of(cases(run)["zizhou.txt"], "CHG-001")
    assert "目前不能断定需要更正的是哪一个" in body(told, None, SUBJECT, ZH)
    assert "此处应为" not in body(told, None, SUBJECT, ZH)


def test_citations_that_were_not_checked_say_so(run: Path) -> None:
    told = told_of(cases(run)["zizhou.txt"], "CHG-001")
    assert {law.verified for law in told.finding.basis} == {"full text", "restated"}
    assert "〔据转述，引用前请核对原文〕" in body(told, None, SUBJECT, ZH)


def test_every_finding_can_be_told_in_both_languages(run: Path) -> None:
    for words in (ZH, EN):
        for case in cases(run, words.lang).values():
            for told in case.findings:
                said = body(told, RULES.get(told.finding.rule), subject(case, words), words)
                assert said.splitlines() == [said]
                assert words("letter.ask").strip() in said
                assert f"{min(told.finding.confidence, 0.99):.0%}" in said
                assert "{" not in said
                assert "None" not in said


def test_a_disclosure_is_called_by_its_year_its_kind_and_its_file(run: Path) -> None:
    assert subject(cases(run)["zizhou.txt"], ZH) == SUBJECT


def test_a_letter_has_a_heading_an_addressee_an_opening_and_room_for_date_and_sender(run: Path) -> None:
    case = cases(run)["zizhou.txt"]
    opening, closing = frame(case, ZH)
    assert opening.splitlines()[0] == "关于请核实2024年度预算公开有关内容的函"
    assert f"{case.record.unit}：" in opening
    assert case.record.sha256[:16] in opening
    assert "（落款）" in closing


def test_a_letter_about_a_disclosure_that_says_neither_whose_nor_when_is_whole(run: Path) -> None:
    case = cases(run)["zizhou.txt"]
    nameless = case._replace(record=replace(case.record, unit="", year=0, kind=""))
    assert "关于请核实预决算公开有关内容的函" in frame(nameless, ZH).opening
    assert "有关单位：" in frame(nameless, ZH).opening


def test_what_a_document_says_stays_in_one_line_without_characters_that_turn_it_around(run: Path) -> None:
    told = told_of(cases(run)["zizhou.txt"], "COD-001")
    place = replace(told.finding.places[0], text="甲\n\u202e乙\x00 丙")
    hostile = told._replace(finding=replace(told.finding, places=(place,), message="a\r\nb\u2028c"))
    said = body(hostile, None, SUBJECT, ZH)
    assert "现载为“甲 乙 丙”" in said
    assert said.splitlines() == [said]


def test_a_text_without_end_is_cut() -> None:
    assert plain("字" * 10_000_000) == "字" * 800 + "…"


@pytest.mark.parametrize(("confidence", "told"), [(1.0, "100%"), (0.998, "99%"), (0.5, "50%")])
def test_what_is_not_certain_is_never_told_as_certain(confidence: float, told: str) -> None:
    assert sure(confidence) == told


@pytest.mark.parametrize(("amount", "told"), [("1234567.80", "1,234,567.80"), ("-1000", "-1,000"), ("0.5", "0.5"), ("", "")])
def test_amounts_have_separators_of_thousands(amount: str, told: str) -> None:
    assert grouped(amount) == told
