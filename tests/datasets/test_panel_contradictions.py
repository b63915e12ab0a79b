from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.contradictions import (
    Contradiction,
    Figure,
    Key,
    Relation,
    Share,
    adds_up,
    at_most,
    between,
    contradictions,
    equal,
)
from benchmarks.panel import Found, found_in, profiles_of, scores_of, table_of
from benchmarks.panel_relations import all_rows, figures_of, relations_of
from mingcha.peers.units import unit_key
from mingcha_datasets.panel import DETAILS, OFFICIAL, judged


def key(name: str, year: int = 2024) -> Key:
    return Key("table", "某大学", year, "budget", name)


THIS, PRIOR, CHANGE, RATE, LAST = key("budget"), key("prior"), key("change"), key("rate"), key("budget", 2023)
RELATIONS: list[Relation] = [
    adds_up("change", ((1, PRIOR), (1, CHANGE)), THIS),
    equal("last_year", PRIOR, LAST),
    Share("rate", CHANGE, ((1, LAST),), RATE),
    between("rank", THIS, 9_000, 13_000),
]
SOUND = {THIS: 12_000, PRIOR: 10_000, CHANGE: 2_000, RATE: 2_000, LAST: 10_000}


def found(values: dict[Key, int], others: dict[Key, float] | None = None) -> list[Contradiction]:
    figures = {one: Figure(value, 1) for one, value in values.items()}
    relations = [relation for relation in RELATIONS if set(relation.keys) <= set(values)]
    return contradictions(relations, figures, lambda _: others or {})


def test_sound_figures_contradict_nothing() -> None:
    assert found(SOUND) == []


@given(st.sampled_from([THIS, PRIOR, CHANGE, LAST]), st.integers(0, 3), st.integers(1, 9))
def test_one_wrong_digit_is_located_and_mended(wrong: Key, place: int, step: int) -> None:
    digits = str(SOUND[wrong])
    digit = str((int(digits[place]) + step) % 10)
    stated = int(digits[:place] + digit + digits[place + 1 :])
    if abs(stated - SOUND[wrong]) > 3:  # within rounding nothing is wrong
        (one,) = found({**SOUND, wrong: stated})
        assert one.suspects[0].key == wrong
        assert abs((one.suspects[0].right or 0) - SOUND[wrong]) <= 3


def test_rounding_contradicts_nothing() -> None:
    assert found({**SOUND, PRIOR: 10_001, RATE: 2_001}) == []


def test_two_figures_that_differ_are_both_told_where_nothing_decides() -> None:
    (one,) = found({PRIOR: 10_500, LAST: 12_345})
    assert one.decided == ""
    assert {suspect.key for suspect in one.suspects} == {PRIOR, LAST}


def test_of_two_figures_the_one_is_wrong_that_the_years_beside_speak_against() -> None:
    beside: dict[Key, float] = {key("budget", 2022): 9_800, key("prior", 2023): 9_800, key("prior", 2025): 12_000}
    (one,) = found({PRIOR: 105_000, LAST: 10_000}, beside)
    assert (one.decided, one.suspects[0].key, one.suspects[0].right) == ("history", PRIOR, 10_000)


def test_a_part_that_is_larger_than_its_whole_is_told() -> None:
    part, income = at_most("part", [key("income")], THIS), key("income")
    (one,) = contradictions([part], {income: Figure(500, 1), THIS: Figure(400, 1)}, lambda _: {})
    assert {suspect.key: (suspect.low, suspect.high) for suspect in one.suspects}[income] == (0, 402)


@cache
def panel() -> tuple[Found, ...]:
    rows = all_rows()
    figures = figures_of(rows)
    return tuple(found_in(rows, figures, relations_of(rows, figures)))


@pytest.mark.parametrize(
    ("unit", "year", "column", "stated", "right", "slip"),
    [
        ("中国人民大学", 2024, "budget", "68.66", "99.89", ""),
        ("华东理工大学", 2025, "prior_budget", "4.91", "46.91", "dropped"),
        ("华中科技大学", 2025, "budget", "45.36", "145.36", "dropped"),
        ("北京语言大学", 2021, "change", "1.33", "-1.33", "sign"),
        ("西南财经大学", 2026, "prior_budget", "23.7", "23.77", "one_digit"),
        ("浙江大学", 2024, "budget", "328.61", "328.81", "one_digit"),
        ("北京大学", 2018, "education_expense", "1174538.28", "117.453828", "unit"),
    ],
)
def test_what_is_certain_in_the_panel_is_found(unit: str, year: int, column: str, stated: str, right: str, slip: str) -> None:
    (one,) = [one for one in panel() if (one.key.unit, one.key.year, one.key.name) == (unit, year, column)]
    assert (one.stated, one.right, one.slip) == (stated, right, slip)


def test_columns_that_slid_are_found_with_where_the_figure_comes_from() -> None:
    slid = {one.key.name: (one.right, one.copied) for one in panel() if one.key[1:3] == ("武汉大学", 2020)}
    assert slid == {
        "budget": ("98.59", ""),
        "prior_budget": ("106.44", "ranking 武汉大学 2020 budget"),
        "change": ("-7.85", "details 武汉大学 2019 budget"),
    }


def test_nearly_all_that_a_person_found_is_found_and_nearly_nothing_else() -> None:
    people = {Key(one.source, unit_key(one.unit), one.year, one.kind, one.column): one for one in judged()}
    told = {one.key: one for one in panel()}
    wrong = {one for one, judgement in people.items() if judgement.verdict == "wrong"}
    assert len(wrong & told.keys()) >= 0.9 * len(wrong)
    assert len(told.keys() - people.keys()) <= 1
    assert all(told[one].right == people[one].right for one in wrong & told.keys() if people[one].right)


def test_profiles_have_what_was_found_corrected() -> None:
    profiles = {one.id: one for one in profiles_of(all_rows(), panel())[DETAILS]}
    amount = profiles["中国人民大学 2024 budget details"].amounts["budget"]
    assert (amount.fen, amount.stated) == (998_900_000_000, 686_600_000_000)
    assert profiles["东北大学 2018 budget details"].amounts["budget"].fen == pytest.approx(
        488_700_000_000, rel=0.01
    )  # by its rank
    assert "current_year_income" not in profiles["重庆大学 2026 budget details"].amounts  # only a copy of last year's budget


def test_unusual_ratios_come_first_among_the_peers() -> None:
    profiles = profiles_of(all_rows(), panel())
    first = {one.id for one in scores_of(profiles[DETAILS])[:5]}
    assert {"中山大学 2025 budget details", "西南财经大学 2020 budget details"} <= first
    assert table_of(profiles[OFFICIAL]).values.shape == (174, 13)
