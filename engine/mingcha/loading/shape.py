"""Whether a value has the shape that a JSON Schema demands, and in words where it has not.

It knows the part of JSON Schema (draft 2020-12) that ``schema.py`` writes, so that an editor and the loader refuse the same
files. ``jsonschema`` would do, but it takes longer to import than all knowledge may take to load, and it suggests no remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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


def flaws_of(value: Any, schema: Schema) -> list[Flaw]:
    """Everything in which ``value`` differs from ``schema``."""
    found: list[Flaw] = []
    _compare(value, schema, schema, (), found)
    return found


def _compare(value: Any, schema: Schema, root: Schema, path: Path, found: list[Flaw]) -> None:
    """Add to what was found; ``root`` holds the definitions that the schema refers to.

    A list and not generators: thousands of values are looked at each time that knowledge is loaded, and hardly ever is one wrong.
    """
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        for branch in schema["anyOf"]:
            if _TYPES[_deref(branch, root)["type"]](value):
                return _compare(value, branch, root, path, found)
        wanted = " or ".join(_WORDS[_deref(branch, root)["type"]] for branch in schema["anyOf"])
        found.append(Flaw(path, f"{named(path)} is {wanted}, not {quoted(value)}{_quote_it(value, wanted)}"))
        return None
    kind = schema.get("type")
    if kind is not None and not _TYPES[kind](value):
        wanted = _WORDS[kind]
        found.append(Flaw(path, f"{named(path) or 'the file'} is {wanted}, not {quoted(value)}{_quote_it(value, wanted)}"))
        return None
    if isinstance(value, dict):
        _compare_fields(value, schema, root, path, found)
    elif isinstance(value, list):
        _compare_items(value, schema, root, path, found)
    else:
        found.extend(_of_scalar(value, schema, path))
    for part in schema.get("allOf", ()):
        if "if" not in part or _fits(value, part["if"], root):
            _compare(value, part.get("then", part), root, path, found)
    return None


def _fits(value: Any, schema: Schema, root: Schema) -> bool:
    found: list[Flaw] = []
    _compare(value, schema, root, (), found)
    return not found


def _deref(schema: Schema, root: Schema) -> Schema:
    return root["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _quote_it(value: Any, wanted: str) -> str:
    """YAML takes yes, 2024 and 2024-01-01 for something else than the text they look like."""
    return "; put it in quotes" if _WORDS["string"] in wanted and not isinstance(value, dict | list | None) else ""


def _compare_fields(value: Mapping[Any, Any], schema: Schema, root: Schema, path: Path, found: list[Flaw]) -> None:
    known: Mapping[str, Schema] = schema.get("properties", {})
    others: Schema | bool = schema.get("additionalProperties", {})
    missing = [name for name in schema.get("required", ()) if name not in value]
    misspelt = {nearest(name, missing) for name in value if name not in known} if missing and others is False else set()
    for name in missing:
        if name not in misspelt:
            found.append(Flaw(path, f"the field {name!r} is missing{_inside(path)}"))
    for name, item in value.items():
        inner = known.get(name, others)
        if inner is False:
            reason = f"unknown field {quoted(name)}{_inside(path)}; {remedy(name, known)}"
            found.append(Flaw((*path, str(name)), reason, key=True))
        elif isinstance(inner, dict):
            _compare(item, inner, root, (*path, str(name)), found)
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        belong = _bounds(schema, "Properties")
        found.append(Flaw(path, f"{named(path)} holds {len(value)} fields; {belong} belong there"))


def _inside(path: Path) -> str:
    return f" in {named(path)}" if path else ""


def _compare_items(value: list[Any], schema: Schema, root: Schema, path: Path, found: list[Flaw]) -> None:
    if len(value) < schema.get("minItems", 0):
        found.append(Flaw(path, f"{named(path)} is empty; at least one belongs there"))
    inner = schema.get("items")
    if inner:
        for index, item in enumerate(value):
            _compare(item, inner, root, (*path, index), found)


def _of_scalar(value: Any, schema: Schema, path: Path) -> Sequence[Flaw]:
    reason = ""
    if "enum" in schema:
        if value not in schema["enum"]:
            reason = f"cannot be {quoted(value)}; {remedy(value, schema['enum'])}"
    elif "const" in schema:
        if value != schema["const"]:
            reason = f"is {schema['const']!r}, not {quoted(value)}"
    elif isinstance(value, str):
        reason = _of_text(value, schema)
    elif value is not None and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        reason = f"is {_bounds(schema, 'imum')}, not {quoted(value)}"
    return [Flaw(path, f"{named(path)} {reason}")] if reason else ()


def _of_text(value: str, schema: Schema) -> str:
    if len(value.strip()) < schema.get("minLength", 0):
        return "is empty; write it"
    if "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        return f"is {schema.get('description', schema['pattern'])}, not {quoted(value)}"
    if schema.get("format") == "regex" and (reason := _no_pattern(value)):
        return f"{quoted(value)} is not a regular expression: {reason}"
    return ""


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
