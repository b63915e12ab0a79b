"""Rule files: what they must say, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import KnowledgeError
from ..knowledge import Rule

RELATIONS = (
    "adds_up",
    "agrees",
    "balances",
    "narrative_agrees",
    "narrative_repeats",
    "changes_add_up",
    "changes_agree",
    "difference",
    "growth",
    "share",
    "code_swap",
    "counts_add_up",
    "form_funds",
    "form_project",
    "form_product",
    "tasks_add_up",
    "code_names",
    "same_account",
    "find",
    "says",
)
KINDS = frozenset(
    (
        *("row_sum", "column_sum", "hierarchy_sum", "cross_table", "balance"),
        *("narrative_table", "narrative_internal", "change_decomposition", "percent"),
        *("catalogue", "empty_table", "code_name", "money_unit", "staffing"),
        *("performance_amount", "performance_text", "text_slip", "wrong_topic", "unit_name"),
        *("year", "missing_disclosure", "extraction_damage", "other"),
    )
)
SEVERITIES = ("error", "warning", "info")
_FIELDS = frozenset(
    ("id", "kind", "severity", "confidence", "title", "basis", "scope", "say", "why", "exclusions", "examples", *RELATIONS)
)
_REQUIRED = ("id", "kind", "severity", "title", "basis", "say", "why", "examples")
_SCOPES = frozenset(("kind", "from_year", "to_year"))


def parse_rule(data: Any, path: str) -> Rule:
    """Turn a rule file's content into a Rule.

    Raises:
        KnowledgeError: a field is unknown, missing or of the wrong form.
    """
    if not isinstance(data, Mapping):
        raise KnowledgeError(path, "a rule file holds fields such as id, title and severity")
    unknown = sorted(set(data) - _FIELDS)
    if unknown:
        raise KnowledgeError(path, f"unknown field {unknown[0]!r}; known are {', '.join(sorted(_FIELDS))}")
    missing = [field for field in _REQUIRED if field not in data]
    if missing:
        raise KnowledgeError(path, f"the field {missing[0]!r} is missing")
    if not path.endswith(f"/{data['id']}.yaml"):
        raise KnowledgeError(path, f"the id {data['id']!r} and the file name differ; make them the same")
    if data["kind"] not in KINDS:
        raise KnowledgeError(path, f"unknown kind {data['kind']!r}; one of {', '.join(sorted(KINDS))}")
    if data["severity"] not in SEVERITIES:
        raise KnowledgeError(path, f"severity is one of {', '.join(SEVERITIES)}, not {data['severity']!r}")
    relations = [relation for relation in RELATIONS if relation in data]
    if len(relations) != 1:
        raise KnowledgeError(path, f"a rule has exactly one relation of {', '.join(RELATIONS)}; found {relations or 'none'}")
    for field in ("title", "say", "why"):
        if not isinstance(data[field], Mapping) or set(data[field]) != {"zh", "en"}:
            raise KnowledgeError(path, f"{field} has a text for zh and one for en")
    scope = data.get("scope") or {}
    if set(scope) - _SCOPES:
        raise KnowledgeError(path, f"unknown scope {sorted(set(scope) - _SCOPES)[0]!r}; known are {', '.join(sorted(_SCOPES))}")
    examples = data["examples"]
    if not isinstance(examples, Mapping) or not examples.get("holds") or not examples.get("breaks"):
        raise KnowledgeError(path, "examples needs at least one text under holds and one under breaks")
    relation = relations[0]
    return Rule(
        id=data["id"],
        kind=data["kind"],
        severity=data["severity"],
        title=data["title"],
        say=data["say"],
        relation=relation,
        terms=data[relation] or {},
        scope={key: tuple(value) if isinstance(value, list) else (value,) for key, value in scope.items()},
        basis=tuple(data["basis"]),
        confidence=float(data.get("confidence", 0.95)),
        why=data["why"],
        exclusions=tuple(data.get("exclusions") or ()),
        examples={key: tuple(value) for key, value in examples.items()},
        path=path,
    )
