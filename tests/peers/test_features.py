"""Features: every declared one says what it says and its examples hold; a wrong file is refused with its place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from mingcha import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.loading.peers import feature_schema, feature_schema_text
from mingcha.peers.declared import DIRECTIONS, MONEY, SCALES, UNITS, Example, Feature
from mingcha.peers.formulas import Member, Stated, value_of
from mingcha.peers.profile import KNOWN, MISSING, UNDEFINED, Amount, Value
from tests.commands import Mingcha
from tests.documents import screener

FOLDER = shipped() / "peers"
PEERS = screener().knowledge.peers
FEATURES = list(PEERS.features.values())
CASES = [
    pytest.param(feature, example, id=f"{feature.id}-{n}") for feature in FEATURES for n, example in enumerate(feature.examples)
]


def _amounts(given: Mapping[str, float]) -> dict[str, Amount]:
    return {name: Amount(round(value * (100 if PEERS.amounts[name].unit == MONEY else 1))) for name, value in given.items()}


def _value(feature: Feature, example: Example, but: str = "") -> Value:
    """The value of an example, without what is named ``but``."""
    left = {name: amount for name, amount in _amounts(example.amounts).items() if name != but}
    listings = {name: [Member(round(fen * 100)) for fen in fens] for name, fens in example.listings.items() if name != but}
    return value_of(feature, Stated(left, _amounts(example.last), listings, PEERS.amounts))


# -- what is shipped ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("feature", "example"), CASES)
def test_the_examples_of_every_feature_hold(feature: Feature, example: Example) -> None:
    value = _value(feature, example)
    if example.value is None:
        assert (value.value, value.state) == (None, UNDEFINED)
    else:
        assert value.state == KNOWN
        assert value.value == pytest.approx(example.value, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.id)
def test_a_part_that_is_not_there_makes_a_feature_missing_and_no_zero(feature: Feature) -> None:
    example = feature.examples[0]
    for name in (*example.amounts, *example.listings) if "unchanged" not in feature.id else ():
        value = _value(feature, example, but=name)
        assert (value.value, value.state) == (None, MISSING), name
    assert value_of(feature, Stated({}, {}, {}, PEERS.amounts)).state == MISSING


def test_there_are_enough_of_them_in_every_family() -> None:
    assert len(FEATURES) >= 40
    assert {feature.family for feature in FEATURES} == set(PEERS.families)


def test_they_stand_by_family_then_id() -> None:
    order = list(PEERS.families)
    assert sorted(FEATURES, key=lambda feature: (order.index(feature.family), feature.id)) == FEATURES


def test_every_amount_and_listing_is_used_or_is_a_part_of_one_that_is() -> None:
    text = " ".join(str(feature.formula) for feature in FEATURES)
    used = set(re.findall(r"'(\w+)'", text)) | {PEERS.groups.amount}
    for name in list(used):
        used |= set(PEERS.amounts[name].sum) if name in PEERS.amounts else set()
    of_the_unit_across_years = {"total_outlay", "carried_out", "income_fiscal_account"}
    assert {*PEERS.amounts, *PEERS.listings} - used == of_the_unit_across_years


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.id)
def test_every_shipped_file_fits_the_schema_that_editors_use(feature: Feature) -> None:
    file = yaml.safe_load((FOLDER / "features" / f"{feature.id}.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(feature_schema()).iter_errors(file)] == []


def test_the_stored_schema_is_current() -> None:
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == feature_schema_text(), (
        "write it anew: mingcha rules schema --features > knowledge/peers/schema.json"
    )


def test_the_command_prints_the_schema(mingcha_command: Mingcha) -> None:
    assert mingcha_command("rules", "schema", "--features").out == feature_schema_text()


def test_the_readme_tells_of_every_field_formula_unit_scale_and_direction() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    schema = feature_schema()["properties"]
    for word in (*schema, *schema["formula"]["properties"], *UNITS, *SCALES, *DIRECTIONS):
        assert re.search(rf"`{word}\b", readme), word


# -- formulas -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("third", ["reserve", "remitted_upward", "business_spending", "to_affiliates"])
def test_what_is_neither_basic_nor_project_counts_where_it_is_stated(third: str) -> None:
    feature = PEERS.features["parts_against_total"]
    amounts = {"basic": Amount(600), "project": Amount(300), "total_expenditure": Amount(1000)}
    without = value_of(feature, Stated(amounts, {}, {}, PEERS.amounts))
    with_it = value_of(feature, Stated(amounts | {third: Amount(100)}, {}, {}, PEERS.amounts))
    nil = value_of(feature, Stated(amounts | {third: Amount(0)}, {}, {}, PEERS.amounts))
    assert (with_it.value, with_it.amounts) == (0.0, ("basic", "project", third, "total_expenditure"))
    assert nil == without != with_it


def test_a_corrected_amount_marks_the_feature() -> None:
    amounts = {"project": Amount(100, stated=90), "total_expenditure": Amount(400)}
    value = value_of(PEERS.features["project_share"], Stated(amounts, {}, {}, PEERS.amounts))
    assert (value.value, value.corrected, value.amounts) == (0.25, True, ("project", "total_expenditure"))


def test_a_change_names_last_years_amount_too() -> None:
    stated = Stated({"basic": Amount(300)}, {"basic": Amount(200, stated=20)}, {}, PEERS.amounts)
    value = value_of(PEERS.features["basic_change"], stated)
    assert (value.value, value.corrected, value.amounts) == (0.5, True, ("basic", "last.basic"))


def test_from_nil_to_nil_nothing_has_changed_and_from_nil_to_something_there_is_no_rate() -> None:
    feature = PEERS.features["basic_change"]
    assert value_of(feature, Stated({"basic": Amount(0)}, {"basic": Amount(0)}, {}, PEERS.amounts)).value == 0
    assert value_of(feature, Stated({"basic": Amount(5)}, {"basic": Amount(0)}, {}, PEERS.amounts)).state == UNDEFINED


def test_amounts_that_are_printed_no_finer_than_the_grain_are_not_called_round() -> None:
    whole, fine = Member(10_000_00, ulp=10_000_00), Member(20_000_00, ulp=1)
    feature = PEERS.features["round_projects"]
    assert value_of(feature, Stated({}, {}, {"projects": [whole]}, PEERS.amounts)).state == UNDEFINED
    assert value_of(feature, Stated({}, {}, {"projects": [whole, fine, Member(123)]}, PEERS.amounts)).value == 0.5


def test_the_figures_behind_a_share_of_round_amounts_are_the_round_ones() -> None:
    members = [Member(30_001, name="p.1"), Member(20_000_00, name="p.2"), Member(10_000_00, name="p.3"), Member(0, name="p.4")]
    stated = Stated({}, {}, {"projects": members}, PEERS.amounts)
    assert value_of(PEERS.features["round_projects"], stated).amounts == ("p.2", "p.3")
    assert value_of(PEERS.features["largest_project"], stated).amounts == ("p.2", "p.3", "p.1")


def test_red_entries_are_no_members_of_a_concentration() -> None:
    members = [Member(100), Member(100), Member(-50)]
    assert value_of(PEERS.features["project_concentration"], Stated({}, {}, {"projects": members}, PEERS.amounts)).value == 0.5


# -- wrong files --------------------------------------------------------------------------------------------------------

FEATURE = "peers/features/project_share.yaml"
AMOUNTS = "peers/amounts.yaml"
FAMILIES = "peers/families.yaml"


def _overlay(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def _changed(name: str, old: str, new: str) -> str:
    text = (shipped() / name).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


WRONG = [
    (FEATURE, "unit: share", "unite: share", "unknown field 'unite'; did you mean 'unit'?"),
    (FEATURE, "unit: share", "unit: fen", "unit cannot be 'fen'"),
    (FEATURE, "id: project_share", "id: projects_share", "and the file name project_share.yaml differ; make them the same"),
    (FEATURE, "family: structure", "family: struktur", "there is no family 'struktur'; did you mean 'structure'?"),
    (FEATURE, "of: [project]", "of: [projekt]", "amounts.yaml has no 'projekt' among its amounts; did you mean 'project'?"),
    (FEATURE, "of: [project]", "of: []", "formula.ratio.of is empty"),
    (FEATURE, "ratio:", "ratios:", "unknown field 'ratios' in formula; did you mean 'ratio'?"),
    (FEATURE, "{ratio: {of: [project], to: [total_expenditure]}}", "{largest: {of: project}}", "no 'project' among its listings"),
    (FEATURE, "{ratio: {of: [project], to: [total_expenditure]}}", "{ratio: {of: [project]}}", "the field 'to' is missing"),
    (
        FEATURE,
        "{ratio: {of: [project], to: [total_expenditure]}}",
        "project / total_expenditure",
        "formula is a mapping of fields",
    ),
    (FEATURE, "{project: 370200", "{projct: 370200", "amounts.yaml has no 'projct' among its amounts"),
    (FEATURE, "scale: logit", "scale: logit\nscale: log", "'scale' stands twice"),
    (AMOUNTS, "component: project}", "component: projects}", "cannot be 'projects'; did you mean 'project'?"),
    (AMOUNTS, "sum: [personnel, operating]", "sum: [personnel, general_basic]", "'general_basic' is a sum of itself"),
    (
        AMOUNTS,
        "sum: [personnel, operating]",
        "sum: [personnel, oprating]",
        "there is no amount 'oprating'; did you mean 'operating'?",
    ),
    (
        AMOUNTS,
        "sum: [personnel, operating]",
        "sum: [personnel, staff_quota]",
        "'staff_quota' has another unit than 'general_basic'",
    ),
    (AMOUNTS, "unit: people\n    count: {what: staff_quota}", "unit: people", "'staff_quota': count says what is counted"),
    (AMOUNTS, "at: [{measure: total_outlay}]", "funds: any", "'total_outlay' stands nowhere"),
    (AMOUNTS, "total_outlay:", "total_expenditure:", "'total_expenditure' stands twice"),
    (AMOUNTS, "  carried_out:", "  Carried out:", "'Carried out' is no name"),
    (FAMILIES, "size: {zh: 规模与人员, en: size and staff}", "size: 规模", "size is a mapping of fields"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG)
def test_a_wrong_file_is_refused_with_its_place_and_a_remedy(name: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as error:
        load(_overlay(tmp_path, name, _changed(name, old, new)))
    assert str(error.value).startswith(str(tmp_path / name) + ", line ")
    assert said in str(error.value)


def test_a_longer_circle_is_told_all_the_way(tmp_path: Path) -> None:
    text = _changed(AMOUNTS, "component: personnel}]", "component: personnel}]\n    sum: [general_basic]")
    with pytest.raises(KnowledgeError, match="sum of itself: general_basic of personnel of general_basic"):
        load(_overlay(tmp_path, AMOUNTS, text))


def test_wrong_features_are_told_all_at_once(tmp_path: Path) -> None:
    _overlay(tmp_path, FEATURE, _changed(FEATURE, "unit: share", "unit: fen"))
    _overlay(tmp_path, "peers/features/staff.yaml", _changed("peers/features/staff.yaml", "suspicious: both", "suspicious: up"))
    with pytest.raises(KnowledgeError) as error:
        load(tmp_path)
    assert {Path(one.path).name for one in error.value.all} == {"project_share.yaml", "staff.yaml"}


def test_a_file_that_nothing_reads_is_named(tmp_path: Path) -> None:
    text = (shipped() / FEATURE).read_text(encoding="utf-8")
    with pytest.raises(KnowledgeError, match="nothing reads this file; put a feature into peers/features/"):
        load(_overlay(tmp_path, "peers/project_share.yaml", text))


def test_a_users_feature_stands_beside_the_shipped_ones_and_changes_the_hash(tmp_path: Path) -> None:
    mine = _changed(FEATURE, "id: project_share", "id: my_share")
    peers = load(_overlay(tmp_path, "peers/features/my_share.yaml", mine)).peers
    assert set(peers.features) == {*PEERS.features, "my_share"}
    assert peers.hash != PEERS.hash


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("share", "part", True), ("scale: logit", "scale: log", False), ("to: [total_", "to: [budgeted_", False)],
)
def test_the_hash_is_of_what_is_computed_and_not_of_its_wording(old: str, new: str, same: bool, tmp_path: Path) -> None:
    text = (shipped() / FEATURE).read_text(encoding="utf-8")
    old = text.partition("  en: ")[2].partition("\n")[0] if old == "share" else old
    assert (load(_overlay(tmp_path, FEATURE, text.replace(old, new, 1))).peers.hash == PEERS.hash) is same
