"""Books that are drawn balance, whatever is drawn, and their figures are sums of each other as `sums` finds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha_datasets.corpus.books import Books, Entry
from mingcha_datasets.corpus.drawing import draw
from mingcha_datasets.corpus.facts import Fact, normal, sums
from mingcha_datasets.corpus.names import dept_name, function_name, gov_name, name_of, words

LAYOUTS = ("shaanxi", "shandong", "shanxi", "jiangsu", "shanghai")
FUNDS = ("general", "government_fund", "state_capital", "other")

any_books = st.builds(
    lambda layout, kind, seed: draw(layout, kind, Random(seed)),
    st.sampled_from(LAYOUTS),
    st.sampled_from(("budget", "final")),
    st.integers(min_value=0, max_value=10**6),
)


def _periods(books: Books) -> list[str]:
    return ["this", "last", *(["planned"] if books.planned else [])]


def _entries(books: Books) -> list[Entry]:
    return [each for period in _periods(books) for each in (*books.of(period).entries, *books.of(period).kept)]


@settings(max_examples=25)
@given(any_books)
def test_what_comes_in_goes_out_or_stays_by_fund_function_and_member(books: Books) -> None:
    functions = {each.function for each in _entries(books)}
    keys = [{}, {"fund": "appropriation"}, *({"fund": fund} for fund in FUNDS)]
    keys += [{"fund": fund, "function": function} for fund in FUNDS for function in functions]
    keys += [{"member": member} for member in books.unit.members]
    for period in _periods(books):
        for key in keys:
            inflow = books.income(period, **key).value + books.carried_in(period, **key).value
            assert inflow == books.spent(period, **key).value + books.carried_out(period, **key).value
            assert inflow == books.total(period, **key).value


@given(any_books)
def test_every_entry_is_above_nil_and_a_multiple_of_the_grain(books: Books) -> None:
    assert books.this.entries
    assert books.last.entries
    assert all(each.amount > 0 and each.amount % books.grain == 0 for each in _entries(books))


@given(any_books)
def test_accounts_have_names_and_go_together(books: Books) -> None:
    for each in _entries(books):
        assert all(function_name(each.function[:digits]) for digits in (3, 5, 7))
        if each.dept:
            assert dept_name(each.dept)
            assert dept_name(each.dept[:3])
            assert gov_name(each.gov)
            assert gov_name(each.gov[:3])
    civil = dict(zip(books.unit.members or (books.unit.name,), books.unit.natures or (books.unit.nature,), strict=True))
    for each in books.this.entries:
        if each.dept[:3] in ("301", "302"):
            assert each.gov[:3] == ("505" if civil[each.member] == "institution" else {"301": "501", "302": "502"}[each.dept[:3]])


@given(any_books)
def test_what_a_final_account_begins_with_is_what_the_one_before_left(books: Books) -> None:
    if books.kind == "final":
        for fund in FUNDS:
            assert books.carried_in(fund=fund).value == books.carried_out("last", fund=fund).value


@given(any_books)
def test_projects_are_told_apart_and_are_those_of_the_entries(books: Books) -> None:
    names = [project.name for project in books.projects]
    assert len(names) == len(set(names))
    for year in filter(None, (books.this, books.planned)):
        assert {each.project for each in year.entries if each.project} <= set(names)
    for project in books.projects:
        if books.kind == "budget":
            assert project.carried == (not books.spent(project=project.name, paid="own").value)
        assert {(each.function, each.source) for each in books.this.entries if each.project == project.name} <= {
            (project.function, project.source)
        }


@given(any_books)
def test_purchases_and_counts_fit_what_is_spent(books: Books) -> None:
    for period in _periods(books):
        year = books.of(period)
        procured = books.amount("procurement", period=period).value
        assert year.procured_from["micro"] <= year.procured_from["sme"] <= procured <= books.spent(period).value
        assert (year.counts["receptions"] > 0) == (year.three_public["reception"] > 0)
        assert (year.counts["trips"] > 0) == (year.three_public["abroad"] > 0)
        assert (year.counts["cars_bought"] > 0) == (year.three_public["car_purchase"] > 0)
    staff = books.unit.staff
    assert staff.posts >= 1
    assert staff.filled >= 1
    assert books.amount("cars").value == sum(books.unit.car_uses.values())


def test_a_seed_decides_the_books() -> None:
    assert draw("shanxi", "final", Random("7")) == draw("shanxi", "final", Random("7"))
    assert draw("shanxi", "final", Random("7")) != draw("shanxi", "final", Random("8"))


@pytest.mark.parametrize("kind", ["budget", "final"])
def test_what_units_have_is_not_all_alike(kind: str) -> None:
    drawn = [draw(LAYOUTS[seed % 5], kind, Random(seed)) for seed in range(400)]
    assert {books.unit.domain for books in drawn} == set(words("domains"))
    assert {books.unit.level for books in drawn} == {"county", "city", "province"}
    assert {books.unit.nature for books in drawn} == {"administrative", "public_servant", "institution"}
    assert {books.unit.kind for books in drawn} == {"unit", "department"}
    assert {len(str(books.grain)) for books in drawn} == {1, 3, 5}
    with_nothing = Counter(
        name
        for books in drawn
        for name, fact in {
            "projects": books.spent(component="project"),
            "three_public": books.amount("three_public"),
            "government_fund": books.spent(fund="government_fund"),
            "state_capital": books.spent(fund="state_capital"),
            "other": books.spent(fund="other"),
            "carried_in": books.carried_in(),
            "procurement": books.amount("procurement"),
        }.items()
        if not fact.value
    )
    assert all(0.02 * len(drawn) < nothing < len(drawn) for nothing in with_nothing.values()), with_nothing


@settings(max_examples=25)
@given(any_books)
def test_a_table_by_function_and_component_adds_up_both_ways(books: Books) -> None:
    functions = sorted({each.function[:digits] for each in books.this.entries for digits in (3, 5, 7)})
    cells = [books.spent(fund="general")]
    for function in ("", *functions):
        cells += [
            books.spent(fund="general", function=function, component=part)
            for part in ("", "basic", "personnel", "operating", "project")
        ]
    wholes = Counter(each.whole.id for each in sums(cells))
    assert wholes[books.spent(fund="general").id] == 2
    for each in sums(cells):
        assert each.whole.value == sum(sign * part.value for sign, part in each.parts)
        assert each.whole not in [part for _, part in each.parts]
    # Every cell but the whole is a part of something: nothing can be changed unseen.
    parts = {part.id for each in sums(cells) for _, part in each.parts}
    assert {cell.id for cell in cells} - {books.spent(fund="general").id} <= parts


@given(any_books)
def test_both_sides_of_the_balance_are_sums_of_one_total(books: Books) -> None:
    sides = [books.total(), books.income(), books.carried_in(), books.spent(), books.carried_out()]
    found = {frozenset(part.measure for _, part in each.parts) for each in sums(sides) if each.whole.measure == "total"}
    assert found == {frozenset({"income", "carried_in"}), frozenset({"expenditure", "carried_out"})}


@given(any_books)
def test_a_change_is_this_less_last(books: Books) -> None:
    this = books.spent(fund="general")
    last, change = books.again(this, "last"), books.change(this)
    assert change.value == this.value - last.value
    found = list(sums([this, last, change]))
    assert [(each.whole, each.parts) for each in found] == [(change, ((1, this), (-1, last)))]


def test_a_sum_that_does_not_add_up_is_none() -> None:
    whole, part = Fact("expenditure", "this", (), 5), Fact("expenditure", "this", (("function", "208"),), 4)
    other = Fact("expenditure", "this", (("function", "210"),), 1)
    assert [each.whole for each in sums([whole, part, other])] == [whole]
    assert not list(sums([whole, part, replace(other, value=2)]))
    assert not list(sums([whole, part]))


def test_one_thing_has_one_key() -> None:
    assert normal({"source": "general"}) == normal({"fund": "general"}) == (("fund", "general"),)
    assert normal({"source": "business", "fund": "other"}) == (("source", "business"),)
    assert normal({"project": "甲"}) == normal({"project": "甲", "component": "project"})


def test_names_are_told_by_code() -> None:
    assert [name_of(code) for code in ("2080505", "30101", "50101")] == [
        "机关事业单位基本养老保险缴费支出",
        "基本工资",
        "工资奖金津补贴",
    ]
