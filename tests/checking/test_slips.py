"""Slips of the pen: each found once with all its places, and none where the word is right."""

from __future__ import annotations

import pytest

from tests.documents import CLEAN, findings_of, screened, screener

(RULE,) = (rule.id for rule in screener().knowledge.rules if rule.relation == "misspelt")
ENTRIES = screener().knowledge.words["slips"]["slips"]


def _lines(body: str) -> list[list[int | None]]:
    return [[place.line for place in finding.places] for finding in findings_of(screened(f"{CLEAN}\n{body}\n"), RULE)]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "pattern" not in entry], ids=lambda entry: entry["wrong"])
def test_every_slip_of_the_list_is_found_and_what_is_right_is_not(entry: dict[str, str]) -> None:
    assert len(_lines(f"本单位2024年{entry['wrong']}有关情况如下所示。")) == 1
    assert _lines(f"本单位2024年{entry['right']}有关情况如下所示。") == []


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "pattern" in entry], ids=lambda entry: entry["wrong"])
def test_a_pattern_of_the_list_never_fits_without_its_word_or_what_is_right(entry: dict[str, str]) -> None:
    assert _lines(f"本单位2024年{entry['right']}有关情况如下所示。") == []


def test_one_slip_is_one_finding_with_all_its_places() -> None:
    ((first, second),) = _lines("本单位会仪费预算如下。\n\n全年会仪费支出如下。")
    assert first is not None
    assert second == first + 2


def test_a_slip_that_a_line_break_makes_is_none() -> None:
    assert _lines("本单位的预算为会\n\n仪费另行说明如下。") == []


def test_slips_are_found_in_cells() -> None:
    assert len(_lines("项目 | 说明\n会仪费支出预算 | 1.00")) == 1
