"""The JSON Schema of rule files: current, a schema, true of every shipped rule, and of one mind with the loader."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mingcha.knowledge import shipped
from mingcha.loading.schema import rule_schema, schema_text
from mingcha.loading.shape import flaws_of
from mingcha.vocabulary.facts import FIELDS
from mingcha.vocabulary.relations import RELATIONS
from tests.documents import screener

SCHEMA = rule_schema(screener().knowledge.dimensions)
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted((shipped() / "rules").rglob("*.yaml"))


def _data(name: str = "TOT/TOT-001.yaml") -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((shipped() / "rules" / name).read_text(encoding="utf-8"))
    return data


def test_the_stored_schema_is_current() -> None:
    stored = (shipped() / "rules" / "schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(screener().knowledge.dimensions), (
        "write it anew: mingcha rules schema > knowledge/rules/schema.json"
    )


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(schema_text(screener().knowledge.dimensions)) == json.loads(json.dumps(SCHEMA))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_rule_is_valid(file: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))] == []


def test_it_knows_every_relation_and_every_fact() -> None:
    assert set(RELATIONS) <= set(SCHEMA["properties"])
    assert set(SCHEMA["$defs"]["fact"]["properties"]) == set(FIELDS)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("an unknown field", {"tolerance": 1}),
    ("an unknown kind", {"kind": "row"}),
    ("a severity there is not", {"severity": "fatal"}),
    ("an id that is none", {"id": "tot1"}),
    ("a title in one language", {"title": {"zh": "只有中文"}}),
    ("a confidence above 1", {"confidence": 1.5}),
    ("a law read in full without its article", {"basis": [{"law": "a", "article": "", "demands": "b", "verified": "full text"}]}),
    ("a trust there is not", {"basis": [{"law": "a", "article": "b", "demands": "c", "verified": "yes"}]}),
    ("two relations", {"growth": {}}),
    ("a type of unit there is not", {"scope": {"unit_type": ["company"]}}),
    ("a year that is a text", {"scope": {"from_year": "2019"}}),
    ("a scope that is no list", {"scope": {"kind": "budget"}}),
    ("no example that breaks", {"examples": {"holds": ["a"], "breaks": []}}),
    ("a dimension there is not", {"adds_up": {"axis": "row", "along": ["colour"]}}),
]


@pytest.mark.parametrize("fields", [fields for _, fields in WRONG], ids=[name for name, _ in WRONG])
def test_a_typical_mistake_is_refused_by_editors_and_loader(fields: dict[str, Any]) -> None:
    rule = {**_data(), **fields}
    assert not VALIDATOR.is_valid(rule)
    if "growth" not in fields:  # that there is one relation the loader says in its own words, see test_loading.py
        assert list(flaws_of(rule, SCHEMA))


@pytest.mark.parametrize("field", ["id", "kind", "severity", "title", "basis", "say", "why", "examples", "adds_up"])
def test_a_missing_field_is_refused(field: str) -> None:
    rule = _data()
    del rule[field]
    assert not VALIDATOR.is_valid(rule)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in _places(one, (*path, key)))]


@given(st.data())
def test_the_loader_and_jsonschema_refuse_the_same(data: st.DataObject) -> None:
    """Any value in any place of a rule: our reading of the schema is that of the library."""
    schema = {key: value for key, value in SCHEMA.items() if key != "oneOf"}
    name = data.draw(st.sampled_from(["TOT/TOT-001.yaml", "CAT/CAT-001.yaml", "NAR/NAR-008.yaml", "TXT/TXT-001.yaml"]))
    rule = {**_data(name), "scope": {"kind": ["budget"], "from_year": 2019}}
    place = data.draw(st.sampled_from(_places(rule)[1:]))
    value = data.draw(
        st.sampled_from([None, True, 0, 2020, -1, 0.5, "", " ", "a", "fund", "basic", "c.topic", [], [1], ["a"], {}, {"zh": "a"}])
    )
    holder: Any = rule
    for key in place[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and data.draw(st.booleans()):
        holder[data.draw(st.sampled_from(["zh", "other", "as", "absent", "not"]))] = value
    else:
        holder[place[-1]] = value
    blank = value == " "  # minLength counts blanks, we do not
    assert blank or (not list(flaws_of(rule, schema))) == Draft202012Validator(schema).is_valid(rule)
