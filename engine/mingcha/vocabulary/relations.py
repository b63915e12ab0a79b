"""What a rule file can say: the relations with their terms and placeholders, and the words that fields choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Relation(NamedTuple):
    """What a relation asks of a rule and offers to its message.

    Attributes:
        required, optional: names of terms.
        says: placeholders, besides ``difference`` where two amounts are compared.
    """

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    says: frozenset[str] = frozenset()


def _relation(required: str = "", optional: str = "", says: str = "") -> Relation:
    return Relation(frozenset(required.split()), frozenset(optional.split()), frozenset(says.split()))


_COMPARED = " stated expected difference"
RELATIONS: Mapping[str, Relation] = {
    "adds_up": _relation("axis along", "total", "table row column parts" + _COMPARED),
    "agrees": _relation("measures", "", "what a b" + _COMPARED),
    "balances": _relation("left right", "", "table a b" + _COMPARED),
    "sides_agree": _relation("left right", "", "table other a b" + _COMPARED),
    "changes_balance": _relation("left right", "", "subject a b line" + _COMPARED),
    "funds_balance": _relation("", "", "table row column parts" + _COMPARED),
    "narrative_agrees": _relation("measures", "", "subject a table b" + _COMPARED),
    "narrative_repeats": _relation("measures", "", "subject a b line" + _COMPARED),
    "told_twice": _relation("", "", "subject a b"),
    "narrative_adds_up": _relation("sets", "", "table row column parts" + _COMPARED),
    "changes_add_up": _relation("", "", "subject sum parts whole line" + _COMPARED),
    "changes_agree": _relation("measures", "", "subject a b line" + _COMPARED),
    "difference": _relation("", "", "subject a this last" + _COMPARED),
    "growth": _relation("", "", "subject stated expected"),
    "share": _relation("", "", "subject a b stated expected"),
    "share_of_nil": _relation("", "", "subject stated this"),
    "listed_add_up": _relation("periods", "", "table row column parts" + _COMPARED),
    "at_most": _relation("pairs", "", "table other a b" + _COMPARED),
    "carries_over": _relation("", "", "table row carried_in income expenditure carried_out" + _COMPARED),
    "rise_within": _relation("", "", "subject a this"),
    "growth_from_nil": _relation("", "only besides", "subject stated this"),
    "is_nil": _relation("measures", "", "a table"),
    "accounts_listed": _relation("", "", "subject name a"),
    "items_listed": _relation("sets", "", "subject name a"),
    "paths_listed": _relation("judge", "", "subject name above own a"),
    "code_swap": _relation("", "", "subject a code name"),
    "counts_add_up": _relation("what", "", "text number sum parts"),
    "form_funds": _relation("", "", "table row column parts" + _COMPARED),
    "form_project": _relation("", "", "project a b table" + _COMPARED),
    "form_outlay": _relation("wider", "", "table other a b" + _COMPARED),
    "indicator_adds_up": _relation("", "", "name value sum"),
    "staff_as_stated": _relation("called", "", "name value number stated"),
    "form_cost": _relation("named", "", "name a b" + _COMPARED),
    "cost_within": _relation("unless", "", "project name a b" + _COMPARED),
    "forms_funded": _relation("named unless", "", "number a sum" + _COMPARED),
    "forms_counted": _relation("named unless", "", "number count text"),
    "indicators_agree": _relation("", "", "project name a b"),
    "project_cost": _relation("", "", "name a b" + _COMPARED),
    "points_add_up": _relation("wholes", "", "project sum whole"),
    "kinds_add_up": _relation("", "", "text a sum" + _COMPARED),
    "form_product": _relation("tolerance", "", "project product result amount"),
    "tasks_add_up": _relation("", "", "table row column parts" + _COMPARED),
    "code_listed": _relation("", "", "code name a"),
    "code_names": _relation("between", "", "code a b other"),
    "rows_in_place": _relation("", "", "table row a own other count"),
    "same_account": _relation("", "", "name a b table other"),
    "own_name": _relation("", "", "code a b other"),
    "listed_code": _relation("", "", "code name own"),
    "has_parent": _relation("", "", "code name parent table"),
    "counterpart": _relation("", "", "dept gov fitting"),
    "one_counterpart": _relation("", "", "name a b table other"),
    "standard_wording": _relation("", "", "code a b count"),
    "one_wording": _relation("", "", "code a b count"),
    "classes_agree": _relation("", "", "table row a other own"),
    "rows_swapped": _relation("", "", "table row a own b other"),
    "listed_once": _relation("", "", "table row a"),
    "class_labels": _relation("", "", "code a b"),
    "project_account": _relation("", "", "project a code name other other_name"),
    "find": _relation(),
    "misspelt": _relation("", "", "text right count"),
    "says": _relation("pattern", "within", "text count"),
}
CHOICES: Mapping[str, frozenset[str]] = {
    "axis": frozenset(("row", "column")),
    "total": frozenset(("coded", "closing")),
    "between": frozenset(("narrative", "tables")),
    "within": frozenset(("narrative", "anywhere")),
    "periods": frozenset(("last", "budget")),
    "judge": frozenset(("account", "above")),
    "what": frozenset(("staff_quota", "staff_actual", "vehicles")),
    "along": frozenset(("function", "economy_dept", "economy_gov", "component", "fund", "item", "measure", "period")),
}
KINDS = frozenset(
    (
        *("row_sum", "column_sum", "hierarchy_sum", "cross_table", "balance"),
        *("narrative_table", "narrative_internal", "change_decomposition", "percent"),
        *("catalogue", "empty_table", "code_name", "money_unit", "staffing"),
        *("performance_amount", "performance_text", "text_slip", "wrong_topic", "unit_name"),
        *("year", "missing_disclosure", "extraction_damage", "other"),
    )
)
SEVERITIES = ("info", "warning", "error")
"""The mildest first."""
VERIFIED = ("full text", "restated", "cited")
"""How far a citation was checked: the article was read, a page that restates it was, it was seen cited."""
