"""Disclosure and rules to outcomes: every rule is run and ends in one of four states."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from ..knowledge import Knowledge, Rule
from ..reading import Document
from ..understanding import Disclosure, Words
from ..vocabulary.scope import why_not
from . import (
    accounts,
    agreement,
    changes,
    class_labels,
    form_money,
    form_repeats,
    indicators,
    lists,
    patterns,
    repeated,
    slips,
    sums,
    told_forms,
)
from .cube import Cube
from .facts import facts_of
from .patterns import searched
from .texts import Texts
from .violation import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED, Outcome, Place, Tally, Violation, located

__all__ = ["HOLDS", "NOT_APPLICABLE", "NO_DATA", "VIOLATED", "Cube", "Outcome", "Place", "Violation", "check", "over_figures"]

_OVER_FIGURES: dict[str, Callable[[Rule, Cube], Tally]] = {
    "adds_up": sums.adds_up,
    "balances": sums.balances,
    "funds_balance": sums.funds_balance,
    "narrative_adds_up": sums.narrative_adds_up,
    "counts_add_up": sums.counts_add_up,
    "form_funds": form_money.form_funds,
    "form_project": form_money.form_project,
    "form_outlay": form_money.form_outlay,
    "indicator_adds_up": indicators.indicator_adds_up,
    "staff_as_stated": indicators.staff_as_stated,
    "indicators_agree": form_repeats.indicators_agree,
    "project_cost": form_repeats.project_cost,
    "points_add_up": indicators.points_add_up,
    "form_cost": indicators.form_cost,
    "cost_within": indicators.cost_within,
    "forms_funded": told_forms.forms_funded,
    "kinds_add_up": told_forms.kinds_add_up,
    "forms_counted": told_forms.forms_counted,
    "form_product": form_money.form_product,
    "tasks_add_up": form_money.tasks_add_up,
    "agrees": agreement.agrees,
    "sides_agree": agreement.sides_agree,
    "changes_balance": changes.changes_balance,
    "narrative_agrees": agreement.narrative_agrees,
    "narrative_repeats": agreement.narrative_repeats,
    "told_twice": agreement.told_twice,
    "changes_agree": agreement.changes_agree,
    "code_swap": agreement.code_swap,
    "code_listed": agreement.code_listed,
    "code_names": agreement.code_names,
    "rows_in_place": agreement.rows_in_place,
    "same_account": agreement.same_account,
    "own_name": accounts.own_name,
    "listed_code": accounts.listed_code,
    "has_parent": accounts.has_parent,
    "counterpart": accounts.counterpart,
    "one_counterpart": accounts.one_counterpart,
    "standard_wording": accounts.standard_wording,
    "one_wording": accounts.one_wording,
    "classes_agree": agreement.classes_agree,
    "rows_swapped": agreement.rows_swapped,
    "listed_once": repeated.listed_once,
    "class_labels": class_labels.class_labels,
    "project_account": accounts.project_account,
    "changes_add_up": changes.changes_add_up,
    "difference": changes.difference,
    "growth": changes.growth,
    "share": changes.share,
    "share_of_nil": changes.share_of_nil,
    "listed_add_up": sums.listed_add_up,
    "at_most": sums.at_most,
    "carries_over": sums.carries_over,
    "rise_within": changes.rise_within,
    "growth_from_nil": changes.growth_from_nil,
    "is_nil": agreement.is_nil,
    "accounts_listed": lists.accounts_listed,
    "items_listed": lists.items_listed,
    "paths_listed": agreement.paths_listed,
}


def check(
    document: Document, disclosure: Disclosure, knowledge: Knowledge, words: Words, cube: Cube | None = None
) -> list[Outcome]:
    """Run every rule; outcomes stand in the order of the rules' ids.

    Args:
        document: as it was read.
        disclosure: what was understood of it.
        knowledge: the rules.
        words: the words of the knowledge.
        cube: the disclosure's, where it was made already.
    """
    cube = cube or Cube(disclosure, knowledge)
    texts = Texts(document)
    facts = facts_of(texts, disclosure, words)
    narrative, anywhere = searched(texts, words)
    outcomes = []
    for rule in knowledge.rules:
        why = why_not(rule, disclosure)
        if why:
            outcomes.append(Outcome(rule.id, NOT_APPLICABLE, 0, 0, (), why))
        elif rule.relation == "find":
            outcomes.append(patterns.find(rule, facts))
        elif rule.relation == "says":
            outcomes.append(patterns.says(rule, narrative, anywhere).outcome(rule.id))
        elif rule.relation == "misspelt":
            outcomes.append(slips.misspelt(rule, anywhere, words).outcome(rule.id))
        else:
            outcomes.append(_OVER_FIGURES[rule.relation](rule, cube).outcome(rule.id))
    return [_placed(outcome, disclosure) for outcome in outcomes] if disclosure.whereabouts.lines else outcomes


def _placed(outcome: Outcome, disclosure: Disclosure) -> Outcome:
    """An outcome whose places say where they stand in a file that is no text."""
    violations = tuple(
        replace(one, places=tuple(located(place, disclosure) for place in one.places)) for one in outcome.violations
    )
    return replace(outcome, violations=violations)


def over_figures(rules: Iterable[Rule], cube: Cube) -> list[Outcome]:
    """The outcomes of those of ``rules`` that are over figures; the others need the document's words."""
    return [_OVER_FIGURES[rule.relation](rule, cube).outcome(rule.id) for rule in rules if rule.relation in _OVER_FIGURES]
