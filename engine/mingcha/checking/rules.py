"""Rule files: what they must say, checked when they are read."""

from __future__ import annotations

from collections.abc import Container, Mapping
from string import Formatter
from typing import Any, NamedTuple

from ..errors import KnowledgeError
from ..knowledge import Rule
from ..understanding import Coordinate
from .facts import FIELDS
from .patterns import compiled, parse_patterns


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
    "funds_balance": _relation("", "", "table row column parts" + _COMPARED),
    "narrative_agrees": _relation("measures", "", "subject a table b" + _COMPARED),
    "narrative_repeats": _relation("measures", "", "subject a b line" + _COMPARED),
    "narrative_adds_up": _relation("sets", "", "table row column parts" + _COMPARED),
    "changes_add_up": _relation("", "", "subject sum parts whole line" + _COMPARED),
    "changes_agree": _relation("measures", "", "subject a b line" + _COMPARED),
    "difference": _relation("", "", "subject a this last" + _COMPARED),
    "growth": _relation("", "", "subject stated expected"),
    "share": _relation("", "", "subject a b stated expected"),
    "listed_add_up": _relation("periods", "", "table row column parts" + _COMPARED),
    "at_most": _relation("pairs", "", "table other a b" + _COMPARED),
    "carries_over": _relation("", "", "table row carried_in income expenditure carried_out" + _COMPARED),
    "rise_within": _relation("", "", "subject a this"),
    "growth_from_nil": _relation("", "only besides", "subject stated this"),
    "paths_listed": _relation("judge", "", "subject name above own a"),
    "code_swap": _relation("", "", "subject a code name"),
    "counts_add_up": _relation("what", "", "text number sum parts"),
    "form_funds": _relation("", "", "table row column parts" + _COMPARED),
    "form_project": _relation("", "", "project a b table" + _COMPARED),
    "form_outlay": _relation("wider", "", "table other a b" + _COMPARED),
    "indicator_adds_up": _relation("", "", "name value sum"),
    "staff_as_stated": _relation("called", "", "name value number stated"),
    "form_cost": _relation("named", "", "name a b" + _COMPARED),
    "form_product": _relation("tolerance", "", "project product result amount"),
    "tasks_add_up": _relation("", "", "table row column parts" + _COMPARED),
    "code_listed": _relation("", "", "code name a"),
    "code_names": _relation("between", "", "code a b other"),
    "same_account": _relation("", "", "name a b table other"),
    "find": _relation(),
    "misspelt": _relation("", "", "text right count"),
    "says": _relation("pattern", "within", "text count"),
}
_CHOICES: Mapping[str, frozenset[str]] = {
    "axis": frozenset(("row", "column")),
    "total": frozenset(("coded", "closing")),
    "between": frozenset(("narrative", "tables")),
    "within": frozenset(("narrative", "anywhere")),
    "periods": frozenset(("last", "budget")),
    "judge": frozenset(("account", "above")),
    "what": frozenset(("staff_quota", "staff_actual", "vehicles")),
    "along": frozenset(("function", "economy_dept", "economy_gov", "component", "fund", "item", "measure")),
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
SEVERITIES = ("error", "warning", "info")
_FIELDS = frozenset(
    (
        *("id", "kind", "severity", "confidence", "title", "basis", "scope", "say", "why"),
        *("exclusions", "examples", "together", *RELATIONS),
    )
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
    if not isinstance(data["kind"], str) or data["kind"] not in KINDS:
        raise KnowledgeError(path, f"unknown kind {data['kind']!r}; one of {', '.join(sorted(KINDS))}")
    if data["severity"] not in SEVERITIES:
        raise KnowledgeError(path, f"severity is one of {', '.join(SEVERITIES)}, not {data['severity']!r}")
    relations = [relation for relation in RELATIONS if relation in data]
    if len(relations) != 1:
        raise KnowledgeError(path, f"a rule has exactly one relation of {', '.join(RELATIONS)}; found {relations or 'none'}")
    for field in ("title", "say", "why"):
        if not isinstance(data[field], Mapping) or set(data[field]) != {"zh", "en"}:
            raise KnowledgeError(path, f"{field} has a text for zh and one for en")
    _check_fields(data, path)
    scope = data.get("scope") or {}
    if set(scope) - _SCOPES:
        raise KnowledgeError(path, f"unknown scope {sorted(set(scope) - _SCOPES)[0]!r}; known are {', '.join(sorted(_SCOPES))}")
    examples = data["examples"]
    if not isinstance(examples, Mapping) or not examples.get("holds") or not examples.get("breaks"):
        raise KnowledgeError(path, "examples needs at least one text under holds and one under breaks")
    relation = relations[0]
    terms = _terms(relation, data[relation], path)
    together = data.get("together", False)
    if not isinstance(together, bool) or (together and relation not in ("find", "says")):
        raise KnowledgeError(path, "together is true or false, and only for find and says")
    _check_message(relation, terms, data["say"], path, together=together)
    return Rule(
        id=data["id"],
        kind=data["kind"],
        severity=data["severity"],
        title=data["title"],
        say=data["say"],
        relation=relation,
        terms=terms,
        scope={key: tuple(value) if isinstance(value, list) else (value,) for key, value in scope.items()},
        basis=tuple(data["basis"]),
        confidence=float(data.get("confidence", 0.95)),
        why=data["why"],
        exclusions=tuple(data.get("exclusions") or ()),
        examples={key: tuple(value) for key, value in examples.items()},
        path=path,
        together=together,
    )


def _check_fields(data: Mapping[str, Any], path: str) -> None:
    """The forms of the fields that are no texts."""
    if not isinstance(data.get("confidence", 1.0), int | float) or not 0 <= data.get("confidence", 1.0) <= 1:
        raise KnowledgeError(path, f"confidence is a number from 0 to 1, not {data['confidence']!r}")
    for entry in data["basis"] if isinstance(data["basis"], list) and data["basis"] else [None]:
        if not isinstance(entry, Mapping) or not {"law", "article", "demands", "verified"} <= set(entry):
            raise KnowledgeError(path, f"basis is a list of law, article, demands and verified; found {entry!r}")
    if not isinstance(data.get("scope") or {}, Mapping):
        raise KnowledgeError(path, f"scope is kind, from_year, to_year, not {data['scope']!r}")
    examples = data["examples"]
    if not isinstance(examples, Mapping) or not all(isinstance(examples.get(side), list) for side in ("holds", "breaks")):
        raise KnowledgeError(path, "examples holds two lists of texts, holds and breaks")


def _terms(relation: str, terms: Any, path: str) -> Any:
    """The terms as the relation takes them: patterns for ``find``, a compiled pattern for ``says``."""
    if relation == "find":
        try:
            return parse_patterns(terms)
        except ValueError as error:
            raise KnowledgeError(path, f"find: {error}") from None
    terms = terms or {}
    required, optional, _ = RELATIONS[relation]
    if not isinstance(terms, Mapping) or set(terms) - required - optional:
        raise KnowledgeError(
            path, f"{relation} takes the terms {', '.join(sorted(required | optional)) or 'none'}; found {terms!r}"
        )
    if required - set(terms):
        raise KnowledgeError(path, f"{relation}: the term {min(required - set(terms))!r} is missing")
    for name, value in terms.items():
        choices = _CHOICES.get(name)
        wrong = [one for one in (value if isinstance(value, list) else [value]) if choices is not None and one not in choices]
        if wrong and choices is not None:
            raise KnowledgeError(path, f"{relation}: {name} is one of {', '.join(sorted(choices))}, not {wrong[0]!r}")
        if name == "sets":
            _check_sets(value, path)
        if name == "pairs":
            _check_pairs(value, path)
        if name in ("along", "measures", "what", "periods", "wider", "called", "named") and not isinstance(value, list):
            raise KnowledgeError(path, f"{relation}: {name} is a list, not {value!r}")
        if name == "tolerance" and not isinstance(value, int):
            raise KnowledgeError(path, f"{relation}: tolerance is a whole number of percent, not {value!r}")
    if relation != "says":
        return terms
    try:
        return {**terms, "pattern": compiled(terms["pattern"])}
    except ValueError as error:
        raise KnowledgeError(path, f"says: {error}") from None


def _check_sets(sets: Any, path: str) -> None:
    fields = {"measure", "along", "whole", "parts"}
    if not isinstance(sets, list) or any(not isinstance(one, Mapping) or set(one) != fields for one in sets):
        raise KnowledgeError(path, f"sets is a list of {{{', '.join(sorted(fields))}}}, not {sets!r}")
    for one in sets:
        if one["along"] not in _CHOICES["along"] or not isinstance(one["parts"], list):
            raise KnowledgeError(path, f"sets: along is a dimension and parts a list; found {one!r}")


def _check_pairs(pairs: Any, path: str) -> None:
    for pair in pairs if isinstance(pairs, list) and pairs else [None]:
        if not isinstance(pair, Mapping) or set(pair) != {"part", "whole"}:
            raise KnowledgeError(path, f"pairs is a list of {{part, whole}}, not {pair!r}")
        for side in pair.values():
            if not isinstance(side, Mapping) or "measure" not in side or set(side) - set(Coordinate.__struct_fields__):
                raise KnowledgeError(path, f"pairs: a side is a measure with other dimensions; found {side!r}")
            if not all(isinstance(member, str) for member in side.values()):
                raise KnowledgeError(path, f"pairs: write codes in quotes, as text; found {side!r}")


def _check_message(relation: str, terms: Any, say: Mapping[str, str], path: str, *, together: bool) -> None:
    """Every placeholder of a message must be something the relation offers."""
    if relation == "find":
        offered = {f"{one.name}.{field}" for one in terms if not one.absent for field in FIELDS[one.type]}
        offered |= {"count"} if together else set()
    else:
        offered = set(RELATIONS[relation].says)
    for lang, text in say.items():
        try:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise KnowledgeError(path, f"say.{lang}: {error}") from None
        if names - offered:
            raise KnowledgeError(
                path, f"say.{lang}: there is no {{{min(names - offered)}}}; there is {', '.join(sorted(offered)) or 'nothing'}"
            )


def check_measures(rule: Rule, measures: Container[str]) -> None:
    """Refuse a rule over a measure that the taxonomy does not know.

    Raises:
        KnowledgeError: names the rule's file and the measure.
    """
    if rule.relation in ("find", "says"):
        return
    named = [
        *rule.terms.get("measures", ()),
        *(side["measure"] for pair in rule.terms.get("pairs", ()) for side in pair.values()),
    ]
    named += [*(rule.terms[side] for side in ("left", "right") if side in rule.terms)]
    for measure in named:
        if measure not in measures:
            raise KnowledgeError(rule.path, f"unknown measure {measure!r}; see dimensions.yaml")
