"""Whether a value has the shape that a JSON Schema demands, and in words where it has not.

It knows the part of JSON Schema (draft 2020-12) that ``schema.py`` writes, so that an editor and the loader refuse the same
files. ``jsonschema`` would do, but it takes longer to import than all knowledge may take to load, and it suggests no remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import Any

from .flaws import Flaw, Path, named, nearest, quoted, remedy

Schema = Mapping[str, Any]

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < inf,
    "null": lambda value: value is None,
}
_WORDS: Mapping[str, str] = {
    "object": "a mapping of fields",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a finite number",
    "null": "nothing",
}


def flaws_of(value: Any, schema: Schema, root: Schema | None = None, path: Path = ()) -> Iterator[Flaw]:
    """Everything in which ``value`` differs from ``schema``; ``root`` holds the definitions that it refers to."""
    root = schema if root is None else root
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        fitting = [branch for branch in schema["anyOf"] if _TYPES[_deref(branch, root)["type"]](value)]
        if not fitting:
            wanted = " or ".join(_WORDS[_deref(branch, root)["type"]] for branch in schema["anyOf"])
            yield Flaw(path, f"{named(path)} is {wanted}, not {quoted(value)}{_quote_it(value, wanted)}")
        for branch in fitting[:1]:
            yield from flaws_of(value, branch, root, path)
        return
    kind = schema.get("type")
    if kind is not None and not _TYPES[kind](value):
        wanted = _WORDS[kind]
        yield Flaw(path, f"{named(path) or 'the file'} is {wanted}, not {quoted(value)}{_quote_it(value, wanted)}")
        return
    if isinstance(value, dict):
        yield from _of_fields(value, schema, root, path)
    elif isinstance(value, list):
        yield from _of_list(value, schema, root, path)
    else:
        yield from _of_scalar(value, schema, path)
    for part in schema.get("allOf", ()):
        if "if" not in part or next(flaws_of(value, part["if"], root, path), None) is None:
            yield from flaws_of(value, part.get("then", part), root, path)


def _deref(schema: Schema, root: Schema) -> Schema:
    return root["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _quote_it(value: Any, wanted: str) -> str:
    """YAML takes yes, 2024 and 2024-01-01 for something else than the text they look like."""
    return "; put it in quotes" if _WORDS["string"] in wanted and not isinstance(value, dict | list | None) else ""


def _of_fields(value: Mapping[Any, Any], schema: Schema, root: Schema, path: Path) -> Iterator[Flaw]:
    known: Mapping[str, Schema] = schema.get("properties", {})
    others: Schema | bool = schema.get("additionalProperties", {})
    missing = [name for name in schema.get("required", ()) if name not in value]
    misspelt = {nearest(name, missing) for name in value if name not in known} if missing and others is False else set()
    for name in missing:
        if name not in misspelt:
            yield Flaw(path, f"the field {name!r} is missing{_inside(path)}")
    for name, item in value.items():
        inner = known.get(name, others)
        if inner is False:
            yield Flaw((*path, str(name)), f"unknown field {quoted(name)}{_inside(path)}; {remedy(name, known)}", key=True)
        elif isinstance(inner, dict):
            yield from flaws_of(item, inner, root, (*path, str(name)))
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        yield Flaw(path, f"{named(path)} holds {len(value)} fields; {_bounds(schema, 'Properties')} belong there")


def _inside(path: Path) -> str:
    return f" in {named(path)}" if path else ""


def _of_list(value: list[Any], schema: Schema, root: Schema, path: Path) -> Iterator[Flaw]:
    if len(value) < schema.get("minItems", 0):
        yield Flaw(path, f"{named(path)} is empty; at least one belongs there")
    inner = schema.get("items")
    if inner:
        for index, item in enumerate(value):
            yield from flaws_of(item, inner, root, (*path, index))


def _of_scalar(value: Any, schema: Schema, path: Path) -> Iterator[Flaw]:
    if "enum" in schema:
        if value not in schema["enum"]:
            yield Flaw(path, f"{named(path)} cannot be {quoted(value)}; {remedy(value, schema['enum'])}")
    elif "const" in schema:
        if value != schema["const"]:
            yield Flaw(path, f"{named(path)} is {schema['const']!r}, not {quoted(value)}")
    elif isinstance(value, str):
        yield from _of_text(value, schema, path)
    elif value is not None and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield Flaw(path, f"{named(path)} is {_bounds(schema, 'imum')}, not {quoted(value)}")


def _of_text(value: str, schema: Schema, path: Path) -> Iterator[Flaw]:
    if len(value.strip()) < schema.get("minLength", 0):
        yield Flaw(path, f"{named(path)} is empty; write it")
    elif "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        yield Flaw(path, f"{named(path)} is {schema.get('description', schema['pattern'])}, not {quoted(value)}")
    elif schema.get("format") == "regex" and (reason := _no_pattern(value)):
        yield Flaw(path, f"{named(path)} {quoted(value)} is not a regular expression: {reason}")


def _no_pattern(text: str) -> str:
    """Why a text is no regular expression; "" where it is one.

    It is compiled with the flags that rules use, so that the standard library compiles it once and not twice.
    """
    if text.isalnum():  # a plain word
        return ""
    try:
        re.compile(text, re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def _bounds(schema: Schema, of: str) -> str:
    low, high = schema.get(f"min{of}"), schema.get(f"max{of}")
    return f"exactly {low}" if low == high else f"from {low} to {high}" if high is not None else f"{low} or more"


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
