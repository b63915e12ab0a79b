"""What every type of fact says, for rules to look at."""

from __future__ import annotations

from collections.abc import Mapping

_FORM = frozenset(("project", "title", "unit_name", "listed", "meant", "grounds", "projects", "funds", "overall", "indicators"))
_INDICATOR = frozenset(
    (
        "project",
        "overall",
        "level1",
        "level2",
        "name",
        "value",
        "comparator",
        "number",
        "unit",
        "quantity",
        "values_short",
        "line",
    )
)
_SCORING = frozenset(
    (
        *("scoring", "full", "penalty", "penalty_over_full", "more_penalised", "value_unit", "scored_rate"),
        *("strictly", "unscored", "full_other", "percent_missing"),
    )
)
FIELDS: Mapping[str, frozenset[str]] = {
    # of tables, figures and statements: checking/facts.py
    "table": frozenset(("label", "title", "kind", "topic", "unit", "balances", "nonzero", "figures", "line")),
    "number_format": frozenset(("grouped", "plain", "example", "other", "line")),
    "names": frozenset(("cut", "example", "whole", "line")),
    "spending": frozenset(("topic", "amount", "table")),
    "catalogue": frozenset(("label", "title", "empty", "reason", "topic", "reason_topic")),
    "statement": frozenset(("kind", "topic", "section", "section_topic", "section_line", "text", "line")),
    "assertion": frozenset(("about", "direction", "source", "text", "name", "line")),
    "nil": frozenset(("topic", "line")),
    "amounts": frozenset(("malformed", "line")),
    "count": frozenset(("what", "part", "number", "text", "line")),
    "depth": frozenset(("of", "digits", "tables", "line")),
    # of performance forms and projects: checking/form_facts.py
    "form": _FORM,
    "form_amount": _FORM | {"amount"},
    "form_unit": frozenset(("unit_name", "title", "indicators", "line")),
    "objective": frozenset(("stated", "project", "copied", "told", "title", "indicators", "line")),
    "task": frozenset(("name", "amount", "meant", "line")),
    "fund": frozenset(("project", "amount", "unit_twice", "line")),
    "slid": frozenset(("project", "slides", "line")),
    "project": frozenset(("name", "amount", "brief", "told", "fits", "has_form", "others_with_form", "others_without", "line")),
    "indicator": _INDICATOR,
    "scoring": _INDICATOR | _SCORING,
    # of the form of the text: checking/text_facts.py
    "listed": frozenset(("title", "label", "of", "match", "pair", "line")),
    "printed": frozenset(("title", "label", "pair", "line")),
    "same_title": frozenset(("title", "label", "other_label", "line")),
    "numbering": frozenset(("problem", "before", "text", "line", "before_line")),
    "section": frozenset(("title", "level", "topic", "on_topic", "other_topic", "text", "own", "about", "length", "line")),
    "ending": frozenset(("mark", "open", "text", "next", "line")),
    "markup": frozenset(("text", "line")),
    "unpaired": frozenset(("mark", "text", "line")),
    # of what forms copied: checking/copied_facts.py
    "clause": frozenset(("text", "other", "line")),
    "shared": frozenset(("project", "name", "value", "of", "line")),
    # of floor space: checking/area_facts.py
    "area": frozenset(("whole", "parts", "sum", "over", "line")),
    # of budget units: checking/unit_facts.py
    "units": frozenset(("stated", "listed", "agree", "line")),
    # of single passages: checking/passage_facts.py
    "enumeration": frozenset(("number", "before", "text", "line")),
    "caption": frozenset(("text", "usual", "others", "line")),
    "item": frozenset(("text", "before", "line")),
    "attached": frozenset(("title", "issuer", "section", "line")),
    # of what the text tells: checking/told_facts.py
    "unit_name": frozenset(("name", "of", "likeness", "unit", "confirmed", "line")),
    "year": frozenset(("year", "role", "ahead", "text", "about", "line")),
    "reason": frozenset(("subject", "direction", "says", "text", "line")),
    "explains": frozenset(("subject", "agree", "stated", "text", "line")),
    "change": frozenset(("subject", "measure", "direction", "explained", "text", "line")),
    "part": frozenset(("subject", "of", "measure", "line")),
    "matter": frozenset(("name", "mentioned", "whole", "unit")),
    "other_level": frozenset(("where", "text", "unit", "line")),
    # of what accounts are said to be for: checking/purpose_facts.py
    "purpose": frozenset(("item", "of", "text", "other", "line")),
    "included": frozenset(("name", "spent", "line")),
}
"""The fields of each type."""
