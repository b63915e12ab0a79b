"""Scoring a table: who is listed, what the list promises, among whom a new year is compared, and that no order matters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from mingcha import UsageError, cli_peers
from mingcha.peers import PeerForest, scoring
from mingcha.peers.model import Model
from mingcha.peers.results import ABSENT, LEVEL, Score
from mingcha.peers.scoring import ALIKE, ALONE, EMPTY, EMPTY_REFERENCE, OTHER, OWN, REFERENCE, Basis, Scored, fit, score
from mingcha.peers.table import FeatureTable
from mingcha.peers.telling import Teller
from tests.peers import units

KNOWLEDGE = units.knowledge()
FEATURES = tuple(KNOWLEDGE.peers.features)
TREES = 50
BAD = (30, 100, 333)
SPOILT = "project_share"


@cache
def reference() -> FeatureTable:
    return units.spoilt(units.table(600), BAD, [SPOILT])


@cache
def model() -> Model:
    return fit(reference(), KNOWLEDGE, trees=TREES)


@cache
def scored() -> Scored:
    return score(reference(), model(), KNOWLEDGE)


def _of(found: Scored, row: int, table: FeatureTable) -> Score:
    return next(one for one in found.scores if one.id == table.ids[row])


# -- the scores ------------------------------------------------------------------------------------------------------


def test_every_unit_has_one_score_in_the_order_of_its_rank() -> None:
    scores = scored().scores
    assert sorted(one.id for one in scores) == sorted(reference().ids.tolist())
    assert [one.rank for one in scores] == list(range(1, 601))
    assert {one.of for one in scores} == {600}
    pvalues = [one.pvalue for one in scores]
    assert pvalues == sorted(pvalues)
    assert all(0 < one <= 1 for one in pvalues)


def test_units_that_spend_otherwise_come_first_for_what_they_spend_otherwise() -> None:
    found = [_of(scored(), row, reference()) for row in BAD]
    assert max(one.rank for one in found) <= 10
    assert [one.reasons[0].feature for one in found] == [SPOILT] * len(BAD)


def test_a_reason_stands_beside_the_peers_in_the_feature_s_own_unit() -> None:
    found = _of(scored(), BAD[0], reference())
    reason = found.reasons[0]
    column = FEATURES.index(SPOILT)
    group = (reference().groups == reference().groups[BAD[0]]).all(axis=1)
    group[BAD[0]] = False
    others = reference().values[group, column]
    assert found.group == tuple(reference().groups[BAD[0]])
    assert (found.size, reason.peers) == (len(others), len(others))
    assert reason.value == 0.999
    assert (reason.low, reason.median, reason.high) == pytest.approx(tuple(np.quantile(others, [0.05, 0.5, 0.95])))
    assert reason.z > 3


def test_a_reason_says_whether_its_side_is_the_suspicious_one() -> None:
    assert KNOWLEDGE.peers.features[SPOILT].suspicious == "high"
    assert all(_of(scored(), row, reference()).reasons[0].suspicious for row in BAD)
    table = reference()
    values = table.values.copy()
    values[8, FEATURES.index(SPOILT)] = 1e-6
    low = _of(score(FeatureTable(table.ids, table.features, values, table.groups), model(), KNOWLEDGE), 8, table).reasons[0]
    assert (low.feature, low.suspicious) == (SPOILT, False)


def test_what_is_missing_is_counted_and_is_no_zero() -> None:
    table = reference()
    values = table.values.copy()
    values[5, 3:7] = np.nan
    found = score(FeatureTable(table.ids, table.features, values, table.groups), model(), KNOWLEDGE)
    assert _of(found, 5, table).missing == 4
    assert _of(found, 6, table).missing == 0


def test_infinities_are_values_or_missing_and_never_a_crash() -> None:
    table = reference()
    values = table.values.copy()
    values[5, :] = np.inf
    values[6, :] = -np.inf
    values[7, :] = np.nan
    found = score(FeatureTable(table.ids, table.features, values, table.groups), model(), KNOWLEDGE)
    assert len(found.scores) == 600
    assert all(np.isfinite(one.score) for one in found.scores)


def test_profiles_say_document_unit_and_what_was_corrected() -> None:
    import msgspec.structs

    profile = units.profiles(units.taken(reference(), [BAD[0]]))[0]
    value = msgspec.structs.replace(profile.values[SPOILT], corrected=True)
    profile = msgspec.structs.replace(profile, values={**profile.values, SPOILT: value})
    found = _of(score(reference(), model(), KNOWLEDGE, profiles={profile.id: profile}), BAD[0], reference())
    assert (found.document, found.unit, found.year) == (profile.document, profile.unit, 2024)
    assert found.corrected == (SPOILT,)


def test_a_plain_table_names_units_by_their_ids_and_years_by_their_groups() -> None:
    found = scored().scores[0]
    assert (found.document, found.unit, found.year) == ("", found.id, 2024)


# -- the list as a whole ---------------------------------------------------------------------------------------------


def test_the_list_says_how_many_are_listed_and_how_many_chance_alone_would_list() -> None:
    whole = score(reference(), model(), KNOWLEDGE, alpha=0.05).whole
    assert (whole.units, whole.alpha, whole.expected) == (600, 0.05, 30.0)
    assert whole.listed == sum(one.pvalue <= 0.05 for one in scored().scores)
    assert whole.own
    assert (whole.reviewed, whole.discoveries) == (False, None)


def test_the_smallest_p_value_is_that_of_the_calibration() -> None:
    assert scored().whole.least == pytest.approx(1 / (1 + len(model().forest.calibration_)))


def test_only_a_reviewed_reference_holds_the_share_of_false_discoveries() -> None:
    clean = fit(units.table(2000), KNOWLEDGE, trees=TREES)
    new = units.spoilt(units.table(50, seed=9, first=2000), range(10), FEATURES[:12])
    whole = score(new, clean, KNOWLEDGE, alpha=0.1, reviewed=True).whole
    assert whole.discoveries is not None
    assert not whole.own
    assert 8 <= whole.discoveries <= 13


def test_usual_units_are_listed_no_oftener_than_alpha_says() -> None:
    listed = [score(units.table(600, seed=seed, first=600), model(), KNOWLEDGE, alpha=0.1).whole.listed for seed in range(1, 5)]
    assert 0.05 * 2400 <= sum(listed) <= 0.15 * 2400


# -- another year ----------------------------------------------------------------------------------------------------


def test_units_of_a_year_in_the_model_are_compared_with_the_reference() -> None:
    found = score(units.table(3, seed=4, first=600), model(), KNOWLEDGE)
    assert found.bases == (Basis("2024 budget", 3, REFERENCE),)
    assert found.scores[0].size >= 60


def test_a_new_year_is_compared_with_itself_and_a_common_rise_is_no_anomaly() -> None:
    new = units.table(300, seed=5, year=2025, drift=1.0)
    found = score(new, model(), KNOWLEDGE)
    assert found.bases == (Basis("2025 budget", 300, OWN, "2024 budget"),)
    assert found.whole.listed <= 9
    assert {one.group[0] for one in found.scores} == {"2025 budget"}
    assert found.scores[0].reasons[0].peers < 60
    (drift,) = found.drift
    assert drift.verdict == "usable"
    assert sum(one.verdict == "strong" for one in drift.before) > len(FEATURES) / 2
    assert all(one.verdict != "strong" for one in drift.after)


def test_usual_units_of_a_new_year_are_listed_no_oftener_than_alpha_says() -> None:
    learnt = fit(units.table(1500), KNOWLEDGE, trees=TREES)
    listed = [score(units.table(900, seed=seed, year=2025), learnt, KNOWLEDGE, alpha=0.02).whole.listed for seed in (11, 12)]
    assert sum(listed) <= 0.035 * 1800


def test_each_of_two_new_years_is_compared_with_itself() -> None:
    years = [units.table(60, seed=year, year=year, drift=year - 2024) for year in (2025, 2026)]
    both = score(_together(*years), model(), KNOWLEDGE)
    alone = {one.id: one for year in years for one in score(year, model(), KNOWLEDGE).scores}
    assert all(
        (one.score, one.pvalue, one.group) == (alone[one.id].score, alone[one.id].pvalue, alone[one.id].group)
        for one in both.scores
    )
    assert [basis.among for basis in both.bases] == [OWN, OWN]


def test_a_few_early_units_of_a_new_year_are_compared_with_the_latest_year_of_their_kind() -> None:
    both = _together(units.table(300, year=2023), units.table(300, first=300), units.table(100, kind="final_account", year=2024))
    found = score(units.table(4, seed=5, year=2025), fit(both, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    assert found.bases == (Basis("2025 budget", 4, OTHER, "2024 budget"),)
    assert {one.group[0] for one in found.scores} == {"2024 budget"}
    assert {one.year for one in found.scores} == {2025}
    assert found.drift[0].verdict == "few"


def test_a_kind_that_the_model_has_not_is_compared_with_itself() -> None:
    found = score(units.table(4, kind="final_account"), model(), KNOWLEDGE)
    assert found.bases == (Basis("2024 final_account", 4, OWN),)


def test_the_units_that_a_model_was_fitted_on_have_no_drift() -> None:
    assert scored().drift == ()


def test_other_units_of_the_year_are_told_how_they_differ_from_the_reference() -> None:
    (drift,) = score(units.table(200, seed=6, first=600, drift=1.0), model(), KNOWLEDGE).drift
    assert (drift.year, drift.units, drift.verdict) == ("2024 budget", 200, "refit")


# -- few units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_a_few_units_are_ranked_and_none_is_listed(count: int) -> None:
    table = units.table(count)
    found = score(table, fit(table, KNOWLEDGE, trees=5), KNOWLEDGE)
    assert len(found.scores) == count
    assert found.whole.listed == 0
    assert found.whole.least > found.whole.alpha


def test_equal_units_are_equally_unusual_and_ordered_by_name() -> None:
    table = units.table(40)
    equal = FeatureTable(
        table.ids, table.features, np.repeat(table.values[:1], 40, axis=0), np.repeat(table.groups[:1], 40, axis=0)
    )
    found = score(equal, fit(equal, KNOWLEDGE, trees=5), KNOWLEDGE)
    assert [one.id for one in found.scores] == sorted(table.ids.tolist())
    assert found.whole.listed == 0


# -- order -----------------------------------------------------------------------------------------------------------


def test_the_order_of_the_units_changes_nothing() -> None:
    assert score(units.shuffled(reference(), 3), model(), KNOWLEDGE) == scored()


def test_the_order_of_the_columns_changes_nothing() -> None:
    table = reference()
    turned = FeatureTable(table.ids, table.features[::-1], table.values[:, ::-1], table.groups)
    assert score(turned, model(), KNOWLEDGE) == scored()


# -- tables that do not fit ------------------------------------------------------------------------------------------


def test_a_table_without_units_is_refused() -> None:
    with pytest.raises(UsageError, match="no unit"):
        fit(units.table(0), KNOWLEDGE)


def test_a_unit_that_stands_twice_is_named() -> None:
    with pytest.raises(UsageError, match="第0001单位-2024-budget"):
        fit(_together(units.table(3), units.table(1, first=1)), KNOWLEDGE)


def test_a_table_of_the_user_s_own_needs_no_declared_features_and_no_groups() -> None:
    draw = np.random.default_rng(3)
    values = draw.normal(size=(300, 4))
    values[7, 2] = 30.0
    own = FeatureTable(
        np.array([f"u{number}" for number in range(300)]), ("a", "b", "c", "d"), values, np.empty((300, 0), np.str_)
    )
    found = score(own, fit(own, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    first = found.scores[0]
    assert (first.id, first.unit, first.year, first.group, first.size) == ("u7", "u7", 0, (), 299)
    assert (first.reasons[0].feature, first.reasons[0].value) == ("c", 30.0)
    assert found.bases == (Basis("", 300, REFERENCE),)


def test_groups_that_are_no_years_are_compared_with_the_reference_and_units_have_their_names() -> None:
    own = units.table(300)
    own = FeatureTable(own.ids, own.features, own.values, own.groups[:, 1:], np.array([f"name {one}" for one in own.ids]))
    new = units.table(40, seed=8, first=300)
    other = FeatureTable(new.ids, new.features, new.values, np.full((40, 3), "elsewhere"), np.full(40, ""))
    found = score(own, fit(own, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    assert all(one.unit == f"name {one.id}" for one in found.scores)
    found = score(other, fit(own, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    assert found.bases == (Basis("elsewhere", 40, REFERENCE),)
    assert {(one.group, one.size, one.unit == one.id) for one in found.scores} == {((), 300, True)}
    assert found.drift[0].in_new == 40


def test_a_table_without_a_feature_of_the_model_is_refused_and_the_feature_named() -> None:
    table = units.table(50)
    fewer = FeatureTable(table.ids, table.features[1:], table.values[:, 1:], table.groups)
    with pytest.raises(UsageError, match=f"lacks features.*{FEATURES[0]}"):
        score(fewer, model(), KNOWLEDGE)
    with pytest.raises(UsageError, match=f"has features that the model has not.*{FEATURES[0]}"):
        score(table, fit(fewer, KNOWLEDGE, trees=5), KNOWLEDGE)


def _together(*tables: FeatureTable) -> FeatureTable:
    return FeatureTable(
        np.concatenate([table.ids for table in tables]),
        tables[0].features,
        np.concatenate([table.values for table in tables]),
        np.concatenate([table.groups for table in tables]),
    )


def test_a_table_with_other_levels_of_groups_is_refused() -> None:
    table = replace(reference(), groups=reference().groups[:, :2])
    with pytest.raises(UsageError, match=r"the table has 2 levels of groups.* the model has 4; give as many columns group_1"):
        score(table, model(), KNOWLEDGE)


# -- few units -------------------------------------------------------------------------------------------------------


def test_few_units_teach_no_relations_to_be_broken() -> None:
    table = units.spoilt(units.table(40), [3], [SPOILT])
    found = score(table, fit(table, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    assert {reason.kind for one in found.scores for reason in one.reasons} <= {LEVEL, ABSENT}


def test_equal_units_have_no_reasons() -> None:
    table = units.table(40)
    values = np.repeat(table.values[:1], 40, axis=0)
    values[:, 3] = np.nan
    equal = replace(table, values=values, groups=np.repeat(table.groups[:1], 40, axis=0))
    found = score(equal, fit(equal, KNOWLEDGE, trees=TREES), KNOWLEDGE)
    assert [one.reasons for one in found.scores] == [()] * 40


def test_the_forest_is_by_default_the_one_that_was_measured() -> None:
    assert cli_peers.TREES == scoring.TREES == PeerForest().n_estimators
    assert cli_peers.ALPHA == scoring.ALPHA == PeerForest().alpha


# -- where comparing says nothing ------------------------------------------------------------------------------------


def _flat(count: int, value: float) -> FeatureTable:
    table = units.table(count)
    return replace(table, values=np.full_like(table.values, value))


@pytest.mark.parametrize(
    ("table", "reference", "why"),
    [
        (units.table(1), units.table(1), ALONE),
        (_flat(40, 0.5), _flat(40, 0.5), ALIKE),
        (_flat(40, np.nan), _flat(40, np.nan), EMPTY),
        (units.table(40), _flat(40, np.nan), EMPTY_REFERENCE),
        (units.table(1), units.table(40), ""),
        (units.table(40), _flat(40, 0.5), ""),
    ],
)
def test_a_list_that_says_nothing_says_so_in_words(table: FeatureTable, reference: FeatureTable, why: str) -> None:
    found = score(table, fit(reference, KNOWLEDGE, trees=5), KNOWLEDGE)
    assert found.whole.futile == why
    for lang in ("zh", "en"):
        told = Teller(KNOWLEDGE.peers, lang).whole(found.whole)
        assert ({"zh": "不说明任何问题", "en": "say nothing"}[lang] in told) == bool(why)
