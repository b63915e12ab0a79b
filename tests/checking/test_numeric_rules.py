"""Every numeric rule over random disclosures: a consistent one never violates it, one wrong figure always does.

A rule without a law fails here. To give a new rule its law, register it in ``tests/worlds`` where the figures are printed
that it compares (``page.adds_up``, ``page.equal``, ``page.cell``, ``page.told`` …) and name that section in ``PRINTED_BY``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha import Screening
from mingcha.checking import HOLDS, VIOLATED
from mingcha.vocabulary.relations import RELATIONS
from tests.documents import outcome, screener
from tests.worlds.document import disclosures
from tests.worlds.page import Law, Page, Slip
from tests.worlds.slips import slips

NOT_NUMERIC = (
    *("find", "says", "misspelt"),
    *(
        "own_name",
        "listed_code",
        "has_parent",
        "counterpart",
        "one_counterpart",
        "standard_wording",
        "one_wording",
        "class_labels",
        "listed_once",
        "project_account",
    ),
    *("paths_listed", "accounts_listed", "items_listed"),
)
"""Relations over facts and words, over codes and names alone, and of what is missing, where no figure is wrong."""

RULES = [rule.id for rule in screener().knowledge.rules if rule.relation not in NOT_NUMERIC]

PRINTED_BY: dict[str, tuple[str, ...]] = {
    "AGR-001": ("general_by_function_table", "general_by_economy_table"),
    "AGR-002": ("summary_table", "by_use_table"),
    "AGR-003": ("three_public_columns_table", "meetings_table"),
    "CHG-001": ("general",),
    "CHG-002": ("general",),
    "CHG-003": ("three_public", "three_public_columns_table"),
    "CHG-004": ("general",),
    "COD-001": ("general", "general_by_function_table"),
    "COD-002": ("general_by_economy_table", "basic_by_economy_table"),
    "COD-003": ("general_by_economy_table", "basic_by_economy_table"),
    "COD-004": ("general", "general_by_function_table"),
    "COD-005": ("general", "general_by_function_table"),
    "NAR-001": ("general", "general_by_function_table"),
    "NAR-002": ("overall", "summary_table"),
    "NAR-003": ("procurement", "procurement_table"),
    "NAR-004": ("agency_operating",),
    "NAR-008": ("basic", "three_public", "procurement"),
    "PRF-001": ("project_forms",),
    "PRF-002": ("project_forms", "projects_table"),
    "PRF-004": ("handed_out",),
    "PRF-005": ("overall_form",),
    "PRF-020": ("overall_form", "summary_table"),
    "PRF-021": ("overall_form",),
    "PRF-022": ("project_forms",),
    "PRF-023": ("targets", "project_forms"),
    "PRF-024": ("targets", "project_forms"),
    "PRF-025": ("project_forms",),
    "SHR-001": ("agency_operating", "general"),
    "SHR-002": ("overall",),
    "STF-001": ("staff",),
    "STF-002": ("vehicles",),
    "STF-004": ("staff", "overall_form"),
    "TOT-001": ("outlay_table",),
    "TOT-002": ("income_by_source_table", "appropriation_table"),
    "TOT-003": ("general_by_function_table",),
    "TOT-004": ("summary_table",),
    "TOT-005": ("general_by_economy_table",),
    "TOT-006": ("general_by_economy_table",),
    "TOT-007": ("summary_table",),
    "TOT-008": ("by_use_table",),
    "TOT-009": ("summary_table",),
    "TOT-010": ("three_public_columns_table",),
    "TOT-011": ("three_public_rows_table", "projects_table", "procurement_table"),
    "TOT-012": ("summary_table",),
}
"""Sections that print what a rule compares; the others come and go."""

EXEMPT: dict[str, str] = {
    "AGR-005": "random tables of income and of expenditure come and go; tests/checking/test_sides.py changes every amount",
    "AGR-006": "a whole run of rows must slide; tests/checking/test_slid.py slides one by every number of rows",
    "AGR-007": "an amount must move to a row that is blank; tests/checking/test_class_places.py moves each",
    "AGR-008": "two rows must change places; tests/checking/test_swapped.py exchanges each two",
    "CHG-006": "random tables do not print changes; tests/checking/test_printed_changes.py changes every amount",
    "CHG-005": "random texts do not say how income changed; tests/checking/test_sides.py changes both amounts",
    "AGR-004": "random budgets draw the three-public items apart from the accounts that pay for them",
    "NAR-011": "random texts do not state last year's amount of each account",
    "NAR-012": "random texts do not say to whom contracts were given",
    "NAR-013": "of institutions only, and nothing is compared: any amount is wrong",
    "SHR-003": "no percentage from nil is right, so there is no figure to change",
    "NAR-017": "tells only of a last place; a wrong figure of the law differs by more, and other rules tell of it",
    "PRF-039": "random texts do not count kinds of projects; tests/checking/test_told_forms.py changes every number",
    "PRF-037": "random forms are one a project; tests/checking/test_form_repeats.py changes values",
    "PRF-038": "random forms of a whole unit name no project; tests/checking/test_form_repeats.py changes amounts",
    "PRF-032": "random forms print no points; tests/checking/test_points.py changes every number of them",
    "SHR-004": "no percentage from nil is right, so there is no figure to change",
    "SHR-005": "no percentage of nil is right, so there is no figure to change",
    "TOT-013": "random government funds carry nothing over; tests/checking/test_final_accounts.py changes every amount",
    "TOT-014": "random balances are of one fund; tests/checking/test_final_accounts.py changes every amount",
}
"""Numeric rules without a law, each with its reason."""

LAWFUL = [rule for rule in RULES if rule not in EXEMPT]


def _screened(text: str) -> Screening:
    return screener().screen(text.encode(), "a disclosure")


@pytest.mark.parametrize("rule", RULES)
def test_every_numeric_rule_has_a_law(rule: str) -> None:
    assert (rule in PRINTED_BY) != (rule in EXEMPT), (
        f"{rule} has no law: in tests/worlds, register what it compares under {rule!r} where it is printed, and name the"
        " sections that print it in PRINTED_BY of this file; or say in EXEMPT why there can be none"
    )


def test_laws_are_of_rules_that_exist() -> None:
    assert set(PRINTED_BY) | set(EXEMPT) <= set(RULES)
    assert set(NOT_NUMERIC) <= set(RELATIONS)


@given(page=disclosures())
def test_a_consistent_disclosure_has_neither_errors_nor_warnings(page: Page) -> None:
    found = _screened(page.text()).findings
    assert [(one.rule, one.message) for one in found if one.severity != "info"] == []


@given(page=disclosures(multiple=10_000))
def test_a_consistent_disclosure_that_needs_no_rounding_has_no_findings_at_all(page: Page) -> None:
    assert [(one.rule, one.message) for one in _screened(page.text()).findings] == []


@pytest.mark.parametrize("rule", LAWFUL)
def test_a_rule_holds_where_its_figures_agree_and_is_violated_by_one_wrong_figure(rule: str) -> None:
    broken = 0

    @settings(settings(), max_examples=max(settings().max_examples // 16, 1))
    @given(page=disclosures(PRINTED_BY[rule]), data=st.data())
    def law(page: Page, data: st.DataObject) -> None:
        nonlocal broken
        text = data.draw(_wrong(page, rule), label="with one thing wrong")
        assume(text)
        broken += 1
        assert outcome(_screened(page.text()), rule).state == HOLDS
        assert outcome(_screened(text), rule).state == VIOLATED

    law()
    assert broken, f"{rule}: no figure was ever changed; do the sections {PRINTED_BY[rule]} print what it compares?"


@st.composite
def _wrong(draw: st.DrawFn, page: Page, rule: str) -> str:
    """The disclosure with one figure or word wrong that ``rule`` compares; "" where it has none."""
    every: list[Law | Slip] = [*page.laws(), *slips(page)]
    found = [one for one in every if one.rule == rule]
    if not found:
        return ""
    one = draw(st.sampled_from(found))
    if isinstance(one, Slip):
        return page.text(slip=one)
    changed = draw(_beyond_rounding(page, one))
    return page.text(changed) if changed else ""


@st.composite
def _beyond_rounding(draw: st.DrawFn, page: Page, law: Law) -> Mapping[int, int]:
    """Another value for one figure of a law: the first that no rounding explains, or any."""
    figure = draw(st.sampled_from(law.changeable))
    ulp, values = page.figures[figure].ulp, page.values(law)
    most = max(values[figure] * 10 // ulp, 1_000)
    any_step = st.integers(min_value=-most, max_value=most).map(lambda step: (step,))
    steps = draw(st.one_of(st.sampled_from((_UPWARDS, tuple(-step for step in _UPWARDS))), any_step))
    for step in (*steps, *(-step for step in steps)):
        value = values[figure] + step * ulp
        if value >= 0 and not law.fits({**values, figure: value}):
            return {figure: value}
    return {}


_UPWARDS = (*range(1, 60), 100, 1_000, 100_000)
