"""What knowledge files must look like, as JSON Schema (draft 2020-12): what the loader checks, and what an editor can use.

It is made of the registries that checking works with and of the dimensions, so that neither can know more than the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..knowledge import Dimension, Meaning, Odds
from ..vocabulary.conditions import OF_A_FACT, OF_A_LIST, OF_A_NUMBER, OF_A_PATTERN
from ..vocabulary.facts import FIELDS
from ..vocabulary.relations import CHOICES, KINDS, RELATIONS, SEVERITIES, VERIFIED
from ..vocabulary.scope import KINDS as DISCLOSURE_KINDS
from ..vocabulary.scope import UNIT_TYPES
from ..vocabulary.symptoms import SYMPTOMS
from .shape import Schema

TEXT: Schema = {"type": "string", "minLength": 1}
PATTERN: Schema = {"type": "string", "minLength": 1, "format": "regex"}
DIAGNOSIS_ID = r"^[a-z][a-z_]*[a-z]$"
RULE_ID = r"^[A-Z]{3}-[0-9]{3,}$"
REQUIRED = ("id", "kind", "severity", "title", "basis", "say", "why", "examples")
_WORDS: Schema = {"type": "array", "items": TEXT}
_YEAR: Schema = {"type": "integer", "minimum": 1990, "maximum": 2100}
_INTEGER: Schema = {"type": "integer"}
_SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_ACCOUNT: Schema = {"type": "string", "pattern": "^[0-9]+$", "description": "a code, of digits"}
_CODED = ("function", "economy_dept", "economy_gov")


def rule_schema(dimensions: Mapping[str, Dimension]) -> dict[str, Any]:
    """The schema of a rule file, over the members that ``dimensions`` have."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mingcha rule",
        "description": "One disclosure rule; every field is told in knowledge/rules/README.md",
        "type": "object",
        "required": list(REQUIRED),
        "additionalProperties": False,
        "properties": {**_own_fields(), **{name: _relation(name, dimensions) for name in RELATIONS}},
        "oneOf": [{"required": [name]} for name in RELATIONS],
        "$defs": {
            "texts": mapping_of({"zh": TEXT, "en": TEXT}),
            "condition": _condition(),
            "values": _either(_VALUE),
            "fact": _fact(),
        },
    }


def schema_text(dimensions: Mapping[str, Dimension]) -> str:
    """The schema of a rule file as knowledge/rules/schema.json holds it."""
    import json

    return json.dumps(rule_schema(dimensions), ensure_ascii=False, indent=1) + "\n"


def diagnosis_schema() -> dict[str, Any]:
    """The schema of a diagnosis file."""
    texts: Schema = {"$ref": "#/$defs/texts"}
    fact = _fact(SYMPTOMS)
    pattern = {**fact, "properties": {**fact["properties"], "absent": {"$ref": "#/$defs/fact"}}}
    shape = mapping_of(
        {
            "id": {"type": "string", "pattern": DIAGNOSIS_ID, "description": "small letters and _, omitted_child"},
            "title": texts,
            "kind": one_of(KINDS),
            "severity": one_of(SEVERITIES),
            "weight": {"type": "integer", "minimum": 0, "maximum": 100},
            "when": list_of(pattern),
            "together": TEXT,
            "say": texts,
            "correct": texts,
            "why": texts,
            "exclusions": {"type": "array", "items": texts},
            "examples": {**mapping_of({"shows": list_of(TEXT), "fits": list_of(TEXT)}, required=()), "minProperties": 1},
        },
        required=("id", "title", "severity", "weight", "when", "say", "correct", "why", "examples"),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mingcha diagnosis",
        "description": "One cause of wrong figures; every field is told in knowledge/diagnoses/README.md",
        **shape,
        "$defs": {
            "texts": mapping_of({"zh": TEXT, "en": TEXT}),
            "condition": _condition(),
            "values": _either(_VALUE),
            "fact": _fact(SYMPTOMS),
        },
    }


def diagnosis_schema_text() -> str:
    """The schema of a diagnosis file as knowledge/diagnoses/schema.json holds it."""
    import json

    return json.dumps(diagnosis_schema(), ensure_ascii=False, indent=1) + "\n"


def _own_fields() -> dict[str, Schema]:
    texts: Schema = {"$ref": "#/$defs/texts"}
    return {
        "id": {"type": "string", "pattern": RULE_ID, "description": "three capital letters, a hyphen and a number, TOT-001"},
        "kind": one_of(KINDS),
        "severity": one_of(SEVERITIES),
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "title": texts,
        "basis": list_of(_basis()),
        "scope": mapping_of(
            {
                "kind": list_of(one_of(DISCLOSURE_KINDS)),
                "from_year": _YEAR,
                "to_year": _YEAR,
                "unit_type": list_of(one_of(UNIT_TYPES)),
                "province": list_of(TEXT),
            },
            required=(),
        ),
        "say": texts,
        "why": texts,
        "together": {"type": "boolean"},
        "exclusions": {"type": "array", "items": texts},
        "examples": mapping_of({"holds": list_of(TEXT), "breaks": list_of(TEXT)}),
    }


def _basis() -> Schema:
    """A law; who says that he read it in full must name the article."""
    text: Schema = {"type": "string"}
    read = {"required": ["verified"], "properties": {"verified": {"const": "full text"}}}
    return {
        **mapping_of(
            {"law": TEXT, "article": text, "demands": TEXT, "demands_en": TEXT, "verified": one_of(VERIFIED)},
            required=("law", "article", "demands", "verified"),
        ),
        "allOf": [{"if": read, "then": {"properties": {"article": TEXT}}}],
    }


def _relation(name: str, dimensions: Mapping[str, Dimension]) -> Schema:
    if name == "find":
        fact = _fact()
        return list_of({**fact, "properties": {**fact["properties"], "absent": {"$ref": "#/$defs/fact"}}})
    relation = RELATIONS[name]
    terms = sorted(relation.required | relation.optional)
    return mapping_of({term: _term(term, dimensions) for term in terms}, required=sorted(relation.required))


def _term(name: str, dimensions: Mapping[str, Dimension]) -> Schema:
    """A term of a relation by its name; the term of a new relation that is not listed here may be anything."""
    measure = one_of(dimensions["measure"].nodes)
    terms: Mapping[str, Schema] = {
        "left": measure,
        "right": measure,
        "measures": list_of(measure),
        "sets": list_of(_set(dimensions)),
        "pairs": list_of(mapping_of({"part": coordinate_schema(dimensions), "whole": coordinate_schema(dimensions)})),
        "pattern": PATTERN,
        "together": {"type": "boolean"},
        "tolerance": {"type": "integer", "minimum": 0, "maximum": 100},
        **dict.fromkeys(("wider", "called", "named", "unless"), list_of(TEXT)),
        **dict.fromkeys(("only", "besides"), list_of(_INTEGER)),
    }
    if name in terms:
        return terms[name]
    if name in ("along", "what", "periods"):
        return list_of(one_of(CHOICES[name]))
    if name in CHOICES:
        return one_of(CHOICES[name])
    return _either(one_of(dimensions[name].nodes)) if name in dimensions else {}


def coordinate_schema(dimensions: Mapping[str, Dimension]) -> Schema:
    """A measure with other dimensions; codes of accounts are text."""
    members = {name: one_of(dimension.nodes) for name, dimension in dimensions.items()}
    return mapping_of({**members, **dict.fromkeys(_CODED, _ACCOUNT)}, required=("measure",))


def _set(dimensions: Mapping[str, Dimension]) -> Schema:
    """A whole and its parts along one dimension: members of that dimension."""
    shape = mapping_of(
        {
            "measure": one_of(dimensions["measure"].nodes),
            "along": one_of(CHOICES["along"]),
            "whole": {"type": "string"},
            "parts": list_of(TEXT),
        }
    )
    members = {along: one_of(dimensions[along].nodes) for along in sorted(CHOICES["along"]) if along in dimensions}
    return {
        **shape,
        "allOf": [
            {
                "if": {"required": ["along"], "properties": {"along": {"const": along}}},
                "then": {"properties": {"whole": member, "parts": {"items": member}}},
            }
            for along, member in members.items()
        ],
    }


_VALUE: Schema = {"anyOf": [{"type": "string"}, {"type": "integer"}]}


def _fact(known: Mapping[str, frozenset[str]] = FIELDS) -> Schema:
    """``{type: {field: condition}}`` with exactly one type of fact."""
    condition: Schema = {"$ref": "#/$defs/condition"}
    facts = {
        fact: mapping_of({"as": TEXT, **dict.fromkeys(sorted(fields), condition)}, required=())
        for fact, fields in sorted(known.items())
    }
    return {**mapping_of(facts, required=()), "minProperties": 1, "maxProperties": 1}


def _condition() -> Schema:
    of_a_fact: Schema = {"type": "string", "pattern": r"^[^.]+\.[^.]+$", "description": "name.field of a fact named before"}
    number: Schema = {"type": "integer"}
    values: Schema = {"$ref": "#/$defs/values"}
    operators = {
        **dict.fromkeys(sorted(OF_A_FACT), of_a_fact),
        **dict.fromkeys(sorted(OF_A_NUMBER), number),
        **dict.fromkeys(sorted(OF_A_LIST), values),
        **dict.fromkeys(sorted(OF_A_PATTERN), PATTERN),
    }
    test = {**mapping_of(operators, required=()), "minProperties": 1}
    return {"anyOf": [*_VALUE["anyOf"], list_of(_VALUE), test]}


def _either(value: Schema) -> Schema:
    """A value or a list of such."""
    return {"anyOf": [*value.get("anyOf", (value,)), list_of(value)]}


def list_of(items: Schema) -> Schema:
    """A list of at least one of these."""
    return {"type": "array", "minItems": 1, "items": items}


def one_of(names: Iterable[str]) -> Schema:
    """One of these words; a tuple keeps its order."""
    return {"type": "string", "enum": list(names) if isinstance(names, tuple) else sorted(names)}


def mapping_of(fields: Mapping[str, Schema], required: Iterable[str] | None = None) -> Schema:
    """A mapping of exactly these fields, all of them required where ``required`` is not given."""
    needed = list(fields if required is None else required)
    shape: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": dict(fields)}
    return {**shape, "required": needed} if needed else shape


def _lists(*needed: str) -> Schema:
    """A mapping of lists of words; those named must be there."""
    return {"type": "object", "required": list(needed), "additionalProperties": _WORDS}


_MEMBER = mapping_of({"within": {"type": "string"}, "zh": TEXT, "en": TEXT}, required=("zh", "en"))
_DIMENSION: Schema = {"type": "object", "minProperties": 1, "additionalProperties": _MEMBER}
_DIMENSIONS = ("fund", "component", "item", "measure", "period")

_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_TOLD: Schema = {"type": "object", "minProperties": 1, "additionalProperties": mapping_of({"zh": TEXT, "en": TEXT})}
_COST: Schema = {"type": "number", "minimum": 0, "maximum": 1000}
_ODDS: Mapping[str, Schema] = {
    "in_text": {**_COST, "minimum": -1000},
    "off_by_part": {"type": "number", "minimum": 1, "maximum": 1_000_000},
    "most_digits": {"type": "integer", "minimum": 1, "maximum": 100},
    "least_doubt": {**_SHARE, "minimum": 1e-9},
    "relabelled": _SHARE,
    "row_absent": _SHARE,
    "least_likely": _SHARE,
}
"""What is no cost of nil or more: what is taken the logarithm of must be above nil."""

FILES: Mapping[str, Schema] = {
    "taxonomy/dimensions.yaml": mapping_of(dict.fromkeys(_DIMENSIONS, _DIMENSION)),
    "layouts/tables.yaml": list_of(mapping_of({"kind": TEXT, "title": _WORDS, "head": _WORDS}, required=("kind",))),
    "layouts/columns.yaml": {
        "type": "object",
        "required": ["naming", "roles", "units", "change", "bought"],
        "properties": {
            "naming": _lists(),
            "roles": _lists("ordinal", "code", "code_part", "name", "amount", "note"),
            **dict.fromkeys(("units", "change", "bought"), _WORDS),
        },
    },
    "layouts/rows.yaml": _lists("total", "subtotal", "year", "grand", "carried", "of_which", "group"),
    "language/narrative.yaml": {
        **_lists(
            *("skip_sections", "neutral", "moved", "rises", "falls", "of_last_year", "every"),
            *("generic", "matters", "levels", "topics"),
        ),
        "properties": {
            "matters": {"type": "object", "additionalProperties": _WORDS},
            "topics": {"type": "object", "additionalProperties": _WORDS},
            "levels": {"type": "array", "items": mapping_of({"unit": PATTERN, "foreign": _WORDS, "abroad": PATTERN})},
        },
    },
    "language/units.yaml": mapping_of(
        {
            "types": mapping_of(dict.fromkeys(UNIT_TYPES, list_of(PATTERN))),
            "several": _WORDS,
            "posts": mapping_of(dict.fromkeys(UNIT_TYPES, _WORDS), required=()),
            "provinces": _WORDS,
        }
    ),
    "language/slips.yaml": mapping_of(
        {"slips": list_of(mapping_of({"wrong": TEXT, "right": TEXT, "pattern": PATTERN}, required=("wrong", "right")))}
    ),
    "language/digits.yaml": mapping_of(
        {
            "look_alike": list_of({"type": "string", "pattern": "^[0-9]{2,}$"}),
            "sure_score": _SCORE,
            "doubtful_score": _SCORE,
            "legible_score": _SCORE,
        }
    ),
    "language/symptoms.yaml": mapping_of(dict.fromkeys(("said", "facts", "fields", "values"), _TOLD)),
    "language/terms.yaml": list_of({}),
    "diagnoses/odds.yaml": mapping_of({name: _ODDS.get(name, _COST) for name in Odds.__struct_fields__}),
    "diagnoses/calibration.yaml": mapping_of(
        {
            "made": TEXT,
            "table": list_of(
                mapping_of(
                    {
                        "cause": {"type": "string"},
                        "upto": _SHARE,
                        "share": _SHARE,
                        "seen": {"type": "integer", "minimum": 0},
                    }
                )
            ),
        }
    ),
}
"""The shapes of the files that must be there, besides the rules and the code tables."""


def terms_schema(dimensions: Mapping[str, Dimension]) -> Schema:
    """The schema of language/terms.yaml: phrases, and the members they mean."""
    meanings = {name: one_of(dimensions[name].nodes) for name in Meaning._fields}
    return list_of(mapping_of({"say": list_of(TEXT), **meanings}, required=("say",)))
