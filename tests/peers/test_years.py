from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingcha.checking import Place
from mingcha.peers.declared import Feature, Ratio
from mingcha.peers.lives import precision
from mingcha.peers.profile import Amount, Profile, Value
from mingcha.peers.thresholds import Years
from mingcha.peers.years import observations, own_years
from tests.peers.histories import NAMES, panel, profile, with_amount

PANEL = panel()
UNIT, YEAR = "第3县医院", 2021
ID = f"{UNIT} {YEAR} budget 陕西"


def of(id: str) -> Profile:
    return next(one for one in PANEL if one.id == id)


def kinds(profiles: list[Profile]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.unit, one.amount) for one in observations(profiles)]


def test_nothing_is_told_of_a_consistent_panel() -> None:
    assert observations(PANEL) == ()


def test_nothing_is_told_of_a_single_year_and_of_none() -> None:
    assert observations(PANEL[:1]) == ()
    assert observations([]) == ()


@given(st.integers(0, 5))
def test_the_order_of_the_profiles_does_not_matter(seed: int) -> None:
    damaged = with_amount(PANEL, ID, "income", of(ID).amounts["income"].fen * 3)
    shuffled = Random(seed).sample(damaged, len(damaged))
    assert observations(shuffled) == observations(damaged)


def test_a_jump_that_all_peers_make_is_usual() -> None:
    raised = {
        one.id: {name: amount.fen * (2 if one.year >= 2021 else 1) for name, amount in one.amounts.items()} for one in PANEL
    }
    profiles = [profile(one.unit, one.year, raised[one.id]) for one in PANEL]
    assert observations(profiles) == ()


@given(st.integers(0, 29), st.integers(2019, 2024), st.sampled_from(NAMES), st.data())
def test_a_slip_in_last_year_s_amount_is_told_with_the_right_amount(
    number: int, year: int, name: str, data: st.DataObject
) -> None:
    id = f"第{number}县医院 {year} budget 陕西"
    right = of(id).last[name].fen
    digits = str(right)
    place = data.draw(st.integers(0, len(digits) - 3))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != digits[place]]))
    wrong = int(digits[:place] + other + digits[place + 1 :])
    told = observations(with_amount(PANEL, id, name, wrong, last=True))
    assert [(one.kind, one.amount, one.years, one.stated, one.expected, one.slip) for one in told] == [
        ("last_year", name, (year - 1, year), wrong, right, "one_digit")
    ]


@pytest.mark.parametrize(
    ("wrong", "slip"),
    [
        (12_345_678_900 * 10_000, "unit"),
        (12_345_678_900 * 10, "point"),
        (1_243_567_89_00, "swapped"),
        (1_234_567_9_00, "dropped"),
    ],
)
def test_slips_have_names(wrong: int, slip: str) -> None:
    before = profile("某局", 2023, {"income": 12_345_678_900, "expenditure": 77_777_77})
    after = profile("某局", 2024, {"income": 1_300_000_00_00}, {"income": wrong, "expenditure": 77_777_77})
    (told,) = observations([before, after])
    assert (told.kind, told.slip, told.expected) == ("last_year", slip, 12_345_678_900)


def test_last_year_that_was_not_updated_is_stale() -> None:
    years = [profile("某局", year, {"income": fen}, {"income": last}) for year, fen, last in
             [(2022, 10_111_00, 9_000_00), (2023, 10_222_00, 10_111_00), (2024, 10_333_00, 10_111_00)]]  # fmt: skip
    (told,) = observations(years)
    assert (told.kind, told.slip, told.stated, told.expected) == ("last_year", "stale", 10_111_00, 10_222_00)


def test_another_amount_of_last_year_is_named() -> None:
    before = profile("某局", 2023, {"income": 55_123_00, "project": 17_654_00})
    after = profile("某局", 2024, {"project": 18_000_00}, {"project": 55_123_00})
    (told,) = observations([before, after])
    assert (told.slip, told.partner) == ("other_amount", "income")


def test_rounding_is_no_contradiction() -> None:
    exact, rounded = Place(None, 1, "", "", "", "1234567.89"), Place(None, 1, "", "", "", "123.46")
    before = profile("某局", 2023, {})
    after = profile("某局", 2024, {})
    one = replace(before, amounts={"income": Amount(123_456_789, None, (exact,))})
    other = replace(after, last={"income": Amount(123_460_000, None, (rounded,))})
    assert observations([one, other]) == ()
    assert precision(one.amounts["income"]) == 1
    assert precision(other.last["income"]) == 10_000


def test_last_year_computed_from_a_change_is_as_precise_as_the_change() -> None:
    stated = Place(None, 1, "", "", "", "较上年增加3.21万元，增长2.7%")
    before, after = profile("某局", 2023, {"income": 1_234_567_89}), profile("某局", 2024, {})
    near, far = Amount(1_234_600_00, None, (stated,)), Amount(1_240_000_00, None, (stated,))
    assert observations([before, replace(after, last={"income": near})]) == ()
    assert [one.kind for one in observations([before, replace(after, last={"income": far})])] == ["last_year"]


@st.composite
def any_profiles(draw: st.DrawFn) -> list[Profile]:
    fen = st.one_of(st.integers(-300, 300), st.integers(-(10**15), 10**15))
    amounts = st.dictionaries(st.sampled_from(NAMES), fen, max_size=4)
    value = st.one_of(st.none(), st.floats())
    one = st.builds(
        lambda unit, year, now, last, share: with_values(profile(unit, year, now, last), share),
        st.sampled_from(["某局", "某局（本级）", "某 局", "", "二"]),
        st.one_of(st.integers(2020, 2024), st.sampled_from([0, -1, 10**9])),
        amounts,
        amounts,
        value,
    )
    return [replace(one, sha256=str(number)) for number, one in enumerate(draw(st.lists(one, max_size=8)))]


@given(any_profiles())
def test_nothing_that_profiles_can_state_is_too_strange(profiles: list[Profile]) -> None:
    told = observations(profiles, features={"project_share": SHARE})
    assert told == observations(profiles[::-1], features={"project_share": SHARE})
    assert all(one.years and one.ids for one in told)


def test_what_a_finding_corrected_is_not_told_again() -> None:
    before = profile("某局", 2023, {})
    after = profile("某局", 2024, {})
    one = replace(before, amounts={"income": Amount(52_00, 25_00)})
    other = replace(after, last={"income": Amount(25_00)})
    assert observations([one, other]) == ()


def test_most_of_last_year_s_amounts_another_are_told_once() -> None:
    last = {name: round(fen.fen * 1.07) for name, fen in of(ID).last.items()}
    profiles = [profile(one.unit, one.year, {n: a.fen for n, a in one.amounts.items()},
                        last if one.id == ID else {n: a.fen for n, a in one.last.items()}) for one in PANEL]  # fmt: skip
    (told,) = observations(profiles)
    assert (told.kind, told.count, told.of) == ("basis", 5, 5)


def test_another_scope_is_told_and_changes_are_not_taken_over_it() -> None:
    def amounts(one: Profile, last: bool = False) -> dict[str, int]:
        times = 4 if one.unit == UNIT and one.year >= YEAR else 1
        return {name: amount.fen * times for name, amount in (one.last if last else one.amounts).items()}

    profiles = [profile(one.unit, one.year, amounts(one), amounts(one, True)) for one in PANEL]
    (told,) = observations(profiles)
    assert (told.kind, told.unit, told.years) == ("scope", UNIT, (YEAR - 1, YEAR))


def test_a_unit_that_took_in_another_one_is_told_with_its_name() -> None:
    gone = "第4县医院"
    taken = {name: amount.fen for name, amount in of(f"{gone} {YEAR - 1} budget 陕西").amounts.items()}
    profiles = []
    for one in PANEL:
        now, last = ({name: amount.fen for name, amount in state.items()} for state in (one.amounts, one.last))
        if one.unit == UNIT and one.year >= YEAR:
            now = {name: fen + taken[name] for name, fen in now.items()}
            last = {name: fen + taken[name] for name, fen in last.items()}
        if not (one.unit == gone and one.year >= YEAR):
            profiles.append(profile(one.unit, one.year, now, last))
    (told,) = observations(profiles)
    assert (told.kind, told.unit, told.partner) == ("merged", UNIT, gone)


def test_one_year_out_of_line_is_a_spike_and_told_once() -> None:
    name, right = "project", of(ID).amounts["project"].fen
    later = f"{UNIT} {YEAR + 1} budget 陕西"
    damaged = with_amount(with_amount(PANEL, ID, name, right * 5), later, name, right * 5, last=True)
    (told,) = observations(damaged)
    assert (told.kind, told.unit, told.amount, told.years, told.slip) == ("spike", UNIT, name, (YEAR - 1, YEAR), "")
    assert told.expected == pytest.approx(right, rel=0.05)
    assert told.usual == pytest.approx(0.05, abs=0.03)


@pytest.mark.parametrize(("times", "slip"), [(10_000, "unit"), (10, "point"), (0.0001, "unit")])
def test_a_spike_by_a_power_of_ten_is_a_unit_or_a_point(times: float, slip: str) -> None:
    name, right = "income", of(ID).amounts["income"].fen
    later = f"{UNIT} {YEAR + 1} budget 陕西"
    wrong = round(right * times)
    told = observations(with_amount(with_amount(PANEL, ID, name, wrong), later, name, wrong, last=True))
    (spike,) = [one for one in told if one.amount == name]
    assert (spike.kind, spike.slip) == ("spike", slip)
    assert spike.expected == pytest.approx(right, rel=0.01)


def test_of_two_years_a_power_of_ten_apart_neither_is_said_to_be_right() -> None:
    before = profile("某局", 2023, {"income": 1_234_567_00})
    (told,) = observations([before, profile("某局", 2024, {"income": 12_500_000_000_00})])
    assert (told.kind, told.slip, told.expected) == ("jump", "unit", None)


def with_values(one: Profile, value: float | None, of: tuple[str, ...] = ("project",)) -> Profile:
    return replace(one, values={"project_share": Value(value, amounts=of)})


SHARE = Feature(
    id="project_share",
    family="",
    title={},
    formula=Ratio(("project",), ("expenditure",)),
    unit="share",
    scale="logit",
    suspicious="both",
    missing={},
    why={},
    exclusions=(),
    examples=(),
    path="",
)


def test_a_share_out_of_line_is_told_with_what_was_to_be_expected() -> None:
    profiles = [with_values(one, 0.8 if one.id == ID else 0.3) for one in PANEL]
    (told,) = observations(profiles, features={"project_share": SHARE})
    assert (told.kind, told.feature, told.amount, told.stated, told.other) == ("spike", "project_share", "", 0.8, 0.3)
    assert told.expected == pytest.approx(0.3, abs=0.01)


def test_a_feature_is_not_told_again_where_its_amount_is() -> None:
    right = of(ID).amounts["project"].fen
    later = f"{UNIT} {YEAR + 1} budget 陕西"
    damaged = with_amount(with_amount(PANEL, ID, "project", right * 5), later, "project", right * 5, last=True)
    told = observations([with_values(one, 0.8 if one.id == ID else 0.3) for one in damaged], features={"project_share": SHARE})
    assert [(one.kind, one.amount) for one in told] == [("spike", "project")]


def test_a_level_that_stays_is_a_shift() -> None:
    profiles = PANEL
    for year in (2021, 2022, 2023, 2024):
        id = f"{UNIT} {year} budget 陕西"
        profiles = with_amount(profiles, id, "project", of(id).amounts["project"].fen * 3)
        if year > 2021:
            profiles = with_amount(profiles, id, "project", of(id).last["project"].fen * 3, last=True)
    (told,) = observations(profiles)
    assert (told.kind, told.years, told.count) == ("shift", (2020, 2021), 4)


def test_a_jump_in_the_last_year_is_only_a_jump() -> None:
    id = f"{UNIT} 2024 budget 陕西"
    (told,) = observations(with_amount(PANEL, id, "project", of(id).amounts["project"].fen * 3))
    assert (told.kind, told.years) == ("jump", (2023, 2024))


def test_a_year_that_repeats_the_year_before_is_told() -> None:
    before = of(f"{UNIT} {YEAR - 1} budget 陕西")
    same = {name: amount.fen for name, amount in before.amounts.items()}
    profiles = [
        profile(one.unit, one.year, same, {n: a.fen for n, a in one.last.items()}) if one.id == ID else one for one in PANEL
    ]
    assert ("repeated", UNIT) in {(kind, unit) for kind, unit, _ in kinds(profiles)}


def test_a_missing_year_is_a_gap_only_where_others_have_it() -> None:
    (told,) = observations([one for one in PANEL if one.id != ID])
    assert (told.kind, told.unit, told.years, told.count) == ("gap", UNIT, (YEAR - 1, YEAR + 1), 1)
    assert observations([one for one in PANEL if one.year != YEAR]) == ()


def test_two_disclosures_of_a_year_that_differ_are_told_and_the_one_that_goes_on_is_kept() -> None:
    other = profile(UNIT, YEAR, {n: a.fen * 9 for n, a in of(ID).amounts.items()}, unit_type="x")
    (told,) = observations([*PANEL, other])
    assert (told.kind, told.count, told.of) == ("twice", 5, 5)
    assert told.ids == (ID, other.id)


def test_the_same_disclosure_twice_is_nothing() -> None:
    assert observations([*PANEL, of(ID)]) == ()


def test_a_unit_under_another_name_is_found_by_its_figures() -> None:
    profiles = [profile("某县中心医院" if one.unit == UNIT and one.year >= YEAR else one.unit, one.year,
                        {n: a.fen for n, a in one.amounts.items()}, {n: a.fen for n, a in one.last.items()})
                for one in PANEL]  # fmt: skip
    (told,) = observations(profiles)
    assert (told.kind, told.unit, told.partner, told.years) == ("renamed", "某县中心医院", UNIT, (YEAR - 1, YEAR))


@pytest.mark.parametrize("other", ["中国地质大学(武汉)", "中国地质大学 （武汉）/", "中国地质大学﹙武汉﹚"])
def test_prints_of_one_name_are_one_unit(other: str) -> None:
    profiles = [
        profile("中国地质大学（武汉）", 2022, {"income": 100_00}),
        profile(other, 2023, {"income": 100_00}, {"income": 90_00}),
    ]
    assert {one.kind for one in observations(profiles)} == {"last_year"}


@pytest.mark.parametrize("other", ["中国地质大学（北京）", "中国地质大学", "中国地质大学（武汉）（本级）"])
def test_units_with_names_alike_are_not_one(other: str) -> None:
    profiles = [
        profile("中国地质大学（武汉）", 2022, {"income": 100_00}),
        profile(other, 2023, {"income": 100_00}, {"income": 90_00}),
    ]
    assert observations(profiles) == ()


def test_the_same_name_in_two_provinces_is_two_units() -> None:
    profiles = [profile("财政局", 2022, {"income": 100_00}, province="山西"), profile("财政局", 2023, {}, {"income": 90_00})]
    assert observations(profiles) == ()


def test_a_year_that_was_misread_costs_nothing() -> None:
    strays = [profile("某局", year, {"income": 1_00}) for year in (1, 99_999_999)]
    assert [(one.kind, one.count) for one in observations([*PANEL, *strays])] == [("gap", 7)]


def test_thresholds_are_taken_from_the_knobs() -> None:
    id = f"{UNIT} 2024 budget 陕西"
    profiles = with_amount(PANEL, id, "project", of(id).amounts["project"].fen * 3)
    assert observations(profiles, Years(unwatched=("project",))) == ()
    assert observations(profiles, Years(least_change=5.0)) == ()


def test_own_years_are_told_with_the_band_to_expect() -> None:
    points = own_years([one for one in PANEL if one.unit == UNIT], "income")
    assert [point.year for point in points] == list(range(2018, 2025))
    assert all(point.later == point.stated for point in points[:-1])
    assert points[0].low is None
    assert all(point.low <= point.stated <= point.high for point in points[1:] if point.low and point.high and point.stated)


def test_amounts_that_are_off_by_as_much_are_one_cause() -> None:
    whole = {"income": 9_000_00, "expenditure": 9_000_00, "personnel": 1_234_00, "project": 7_766_00}
    rest = {f"other{number}": number * 777_00 for number in range(1, 6)}
    before = profile("某局", 2023, {**whole, **rest})
    raised = {"income": 9_500_00, "expenditure": 9_500_00, "personnel": 1_734_00, "project": 7_766_00}
    after = profile("某局", 2024, {}, {**raised, **rest})
    (told,) = observations([before, after])
    assert (told.amount, told.also) == ("personnel", ("expenditure", "income"))


def test_a_corrected_amount_is_told_with_what_is_printed() -> None:
    before = replace(profile("某局", 2023, {}), amounts={"income": Amount(425_400_00, stated=405_200_00)})
    (told,) = observations([before, profile("某局", 2024, {}, {"income": 442_800_00})])
    assert (told.stated, told.printed, told.other, told.other_printed) == (442_800_00, None, 425_400_00, 405_200_00)
