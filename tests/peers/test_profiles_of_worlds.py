"""Profiles of disclosures that were printed from known budgets: whatever is found is what the unit spends; nothing is made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.peers.profile import Amount, Profile
from mingcha.peers.profiling import profile_of
from tests.documents import screener
from tests.worlds.accounts import COMPONENTS
from tests.worlds.budget import FUNDS, GENERAL, GOVERNMENT_FUND, INSTITUTION, OTHER, Budget, Year, budgets
from tests.worlds.document import SECTIONS, printed, with_supposed
from tests.worlds.money import TEN_THOUSAND, YUAN

BASIC = ("personnel", "operating")
SCOPES = (FUNDS, (GENERAL, GOVERNMENT_FUND), (GENERAL,))
"""All the money, all appropriation, the general public budget: where the wider is not told a narrower stands for it."""

Truth = Mapping[str, int]
"""Fen by name of amount; not those that a budget of a test tells in two ways, as 会议费 and the account 30215."""


def profile_of_printed(budget: Budget, sections: Sequence[str], *unit: object) -> Profile:
    text = printed(budget, with_supposed(sections), *unit).text()  # type: ignore[arg-type]  # unit, nil, commas
    one = screener()
    return profile_of(one.screen(text.encode(), "a test"), one.knowledge)


def of_whole(year: Year, funds: Sequence[str]) -> Truth:
    parts = {"total_expenditure": COMPONENTS, "basic": BASIC, "project": ("project",)}
    return {name: year.by_function(funds=funds, parts=parts[name]) for name in parts}


def of_general(year: Year, funds: Sequence[str]) -> Truth:
    parts = {"general_expenditure": COMPONENTS, "general_basic": BASIC, "personnel": BASIC[:1], "operating": BASIC[1:]}
    classes = {"wages": "301", "goods": "302", "grants": "303", "capital": "310", "construction": "309", "to_firms": "312"}
    scopes = {"": COMPONENTS, "_basic": BASIC, "_project": ("project",)}
    accounts = {"allowances": "30102", "bonus": "30103", "travel": "30211"}
    return (
        {name: year.by_function(funds=funds, parts=of) for name, of in parts.items()}
        | {name + suffix: year.by_economy(code, funds, of) for name, code in classes.items() for suffix, of in scopes.items()}
        | {name: year.by_economy(code, funds, BASIC) for name, code in accounts.items()}
        | {"commissioned": year.by_economy("30227", funds), "to_social_security": 0, "to_firms_construction": 0}
    )


def of_items(budget: Budget, year: int) -> Truth:
    item = {name: amounts[year] for name, amounts in budget.items.items() if name not in ("meeting", "training")}
    vehicle = item["vehicle_purchase"] + item["vehicle_operation"]
    return {**item, "vehicle": vehicle, "three_public": item["abroad"] + vehicle + item["reception"]}


def of_unit(budget: Budget) -> Truth:
    fund = {name: budget.income(name) if name in budget.funds else 0 for name in FUNDS}
    bought = {f"procured_{item}": fen for item, fen in budget.procurement.items()}
    return {
        **of_items(budget, 0),
        **bought,
        "procurement": sum(bought.values()),
        "income_general": fund[GENERAL],
        "income_government_fund": fund[GOVERNMENT_FUND],
        "income_institution": fund[INSTITUTION],
        "income_other": fund[OTHER],
        "income_appropriation": fund[GENERAL] + fund[GOVERNMENT_FUND],
        "income_state_capital": 0,
        "income_fiscal_account": 0,
        "income_business": 0,
        "income_superior": 0,
        "income_affiliated": 0,
        "carried_in": budget.carried_in,
        "carried_out": budget.carried_out,
        "vehicles": sum(budget.vehicles.values()),
        "staff_quota": sum(budget.staff[:2]),
        "staff_actual": sum(budget.staff[2:4]),
    }


def wrong(found: Mapping[str, Amount], truth: Truth) -> dict[str, tuple[int, int]]:
    """What was found and is not so: the amount and the true one."""
    return {name: (found[name].fen, truth[name]) for name in truth if name in found and found[name].fen != truth[name]}


def least_wrong(found: Mapping[str, Amount], truths: Iterable[Truth]) -> dict[str, tuple[int, int]]:
    return min((wrong(found, truth) for truth in truths), key=len)


@settings(settings(), max_examples=max(settings().max_examples // 8, 1))
@given(
    budget=budgets(multiple=10_000),
    sections=st.permutations(SECTIONS).flatmap(lambda order: st.integers(4, len(order)).map(lambda n: order[:n])),
    unit=st.sampled_from((YUAN, TEN_THOUSAND)),
    nil=st.sampled_from(("", "0.00")),
    commas=st.booleans(),
)
def test_whatever_is_found_is_what_the_unit_spends(
    budget: Budget, sections: Sequence[str], unit: object, nil: str, commas: bool
) -> None:
    profile = profile_of_printed(budget, sections, unit, nil, commas)
    assert wrong(profile.amounts, of_unit(budget)) == {}
    assert least_wrong(profile.amounts, (of_whole(budget.this, scope) for scope in SCOPES)) == {}
    assert least_wrong(profile.amounts, (of_general(budget.this, scope) for scope in SCOPES)) == {}
    assert wrong(profile.last, of_items(budget, 1)) == {}
    assert least_wrong(profile.last, (of_whole(budget.last, scope) for scope in SCOPES)) == {}
    assert least_wrong(profile.last, (of_general(budget.last, scope) for scope in SCOPES)) == {}
    assert not any(amount.stated is not None for amount in (*profile.amounts.values(), *profile.last.values()))
