"""A whole disclosure: the sentences and tables of it that a draw chose, in the order it chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from . import forms, narrative, tables
from .budget import GOVERNMENT_FUND, Budget, budgets
from .money import TEN_THOUSAND, YUAN, Unit
from .page import Page

TELLERS: dict[str, Callable[[Page, Budget], None]] = {
    one.__name__: one
    for one in (
        narrative.overall,
        narrative.general,
        narrative.by_economy,
        narrative.basic,
        narrative.three_public,
        narrative.procurement,
        narrative.agency_operating,
        narrative.staff,
        narrative.vehicles,
        narrative.targets,
    )
}
TABLES: dict[str, tables.Printer] = {
    one.__name__ + "_table": one
    for one in (
        tables.summary,
        tables.by_use,
        tables.income_by_source,
        tables.outlay,
        tables.appropriation,
        tables.general_by_function,
        tables.general_by_economy,
        tables.basic_by_function,
        tables.basic_by_economy,
        tables.fund_by_function,
        tables.three_public_columns,
        tables.three_public_rows,
        tables.meetings,
        tables.projects,
        tables.procurement,
    )
}
FORMS: dict[str, Callable[[Page, Budget], None]] = {
    one.__name__: one for one in (forms.project_forms, forms.overall_form, forms.handed_out)
}
SECTIONS = (*TELLERS, *TABLES, *FORMS)
"""The names of all that a disclosure can be made of."""

_NUMBERS = "一二三四五六七八九十"


def printed(budget: Budget, sections: Sequence[str], unit: Unit = YUAN, nil: str = "", commas: bool = False) -> Page:
    """``budget`` as a disclosure with these sections, in this order within the narrative, the tables and the forms."""
    page = Page(nil, commas)
    sections = [section for section in sections if _has(budget, section)]
    page.say(f"{budget.year}年某县档案馆单位{budget.kind}公开\n\n第一部分 情况说明\n\n")
    for number, name in enumerate(section for section in sections if section in TELLERS):
        page.say(f"{_NUMBERS[number]}、")
        TELLERS[name](page, budget)
    page.say("第二部分 公开报表\n\n")
    for number, name in enumerate((section for section in sections if section in TABLES), 1):
        page.say(f"表{number}\n\n")
        TABLES[name](page, budget, unit)
    for name in sections:
        if name in FORMS:
            FORMS[name](page, budget)
    return page


def _has(budget: Budget, section: str) -> bool:
    """Whether a unit has what a section is about; what is carried over is not divided by function."""
    if section in ("income_by_source_table", "appropriation_table"):
        return not budget.carried_in
    if section == "handed_out":
        return forms.hands_out(budget)
    return section != "fund_by_function_table" or GOVERNMENT_FUND in budget.funds


_SUPPOSES = {"overall": "summary_table", "handed_out": "project_forms"}
"""Sections that suppose another: a text on all sources of money the table that has them, a form of one project those of all."""


def with_supposed(sections: Sequence[str]) -> tuple[str, ...]:
    """The sections and those they suppose.

    A text that tells the total of all money where no table does is taken to repeat the total of a table of fewer sources, and is
    found wrong; and where one project has a form the others should: no consistent disclosure.
    """
    supposed = (_SUPPOSES[section] for section in sections if section in _SUPPOSES)
    return tuple(dict.fromkeys((*sections, *supposed)))


@st.composite
def disclosures(draw: st.DrawFn, needed: Sequence[str] = (), multiple: int = 1) -> Page:
    """Printed consistent disclosures: any of the sections in any order, but ``needed`` always."""
    chosen = with_supposed([*needed, *draw(st.sets(st.sampled_from(SECTIONS), min_size=6))])
    order = draw(st.permutations(sorted(chosen, key=SECTIONS.index)))
    return printed(
        draw(budgets(multiple)),
        order,
        draw(st.sampled_from((YUAN, TEN_THOUSAND))),
        draw(st.sampled_from(("", "0.00"))),
        draw(st.booleans()),
    )
