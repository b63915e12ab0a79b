"""What every type of symptom says, for diagnoses to look at."""

from __future__ import annotations

from collections.abc import Mapping

OF = "of"
"""The field with the number of the suspect that a symptom belongs to; a diagnosis looks at one suspect."""

SUSPECT = "suspect"
"""The symptom that every suspect has once; a diagnosis begins with it."""

DIAGNOSIS = "diagnosis"
"""The symptom that a diagnosis itself makes, so that others can build on it."""

_AMOUNT = frozenset(("stated", "right", "difference"))
SYMPTOMS: Mapping[str, frozenset[str]] = {
    name: fields | {OF}
    for name, fields in {
        SUSPECT: _AMOUNT
        | {
            *("where", "table", "row", "column", "section", "code", "measure", "component", "period", "unit"),
            *("role", "side", "blank", "places", "follows", "sides", "hints", "size", "percent", "exact"),
            *("confirmed", "tables_right", "tables_stated", "texts_right", "texts_stated"),
        },
        "slip": frozenset(("kind", "stated", "right", "position", "steps", "looks_alike")),
        "part": frozenset(("relation", "code", "name", "amount", "depth", "alike")),
        "neighbour": frozenset(("states", "side", "name", "amount")),
        "copied": frozenset(("axis", "name", "cells")),
        "last_year": frozenset(("amount", "source")),
        "same_amount": frozenset(("at", "code", "name", "table", "amount", "told", "digit_apart")),
        "exchanged": frozenset(("name", "column", "in_row", "amount", "other")),
        "broken": frozenset(("rule", "family", "relation", "role", "residual")),
        "absent_row": frozenset(("name", "amount", "table")),
        "vanished": frozenset(("proven", "code", "name", "amount", "table")),
        "damage": frozenset(("sign", "example", "count")),
        "named": frozenset(("name", "unit")),
        DIAGNOSIS: frozenset(("id",)),
    }.items()
}
"""The fields of each type."""

PLACEHOLDERS = frozenset(("place", "places", "stated", "right", "difference"))
"""What every sentence can name besides the fields of the symptoms: the place, all places, and three amounts."""
