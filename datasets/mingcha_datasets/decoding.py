"""Turn plain YAML values into the dataclasses of a disclosure, and say exactly where that fails.

The dataclasses are the schema: their annotations say what is allowed, so the format is written down once.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from mingcha_datasets.errors import MalformedDisclosureError


def decode(value: object, schema: Any, file: str, place: str = "") -> Any:
    """The value as the schema, a type annotation, demands it; otherwise an error naming file and place."""
    if is_dataclass(schema):
        return _record(value, schema, file, place)
    origin = get_origin(schema)
    if origin in (Union, types.UnionType):
        return _alternative(value, get_args(schema), file, place)
    if origin is tuple:
        return _items(value, get_args(schema)[0], file, place)
    if origin is Mapping:
        return _entries(value, get_args(schema)[1], file, place)
    return _plain(value, schema, file, place)


def _record(value: object, schema: Any, file: str, place: str) -> Any:
    mapping = _mapping(value, file, place)
    known = [item.name for item in fields(schema)]
    for key in mapping:
        if key not in known:
            raise MalformedDisclosureError(file, place, f"unknown field {key!r}", f"use one of {', '.join(known)}")
    for item in fields(schema):
        if item.name not in mapping and item.default is MISSING and item.default_factory is MISSING:
            raise MalformedDisclosureError(file, place, f"field {item.name!r} is missing", "add it")
    hints = get_type_hints(schema)
    return schema(**{key: decode(entry, hints[key], file, _inside(place, key)) for key, entry in mapping.items()})


def _alternative(value: object, schemas: tuple[Any, ...], file: str, place: str) -> Any:
    """The alternative that holds the value: text, or the record whose first field a mapping has."""
    if value is None and types.NoneType in schemas:
        return None
    if isinstance(value, Mapping):
        records = {fields(schema)[0].name: schema for schema in schemas if is_dataclass(schema)}
        for name, schema in records.items():
            if name in value:
                return decode(value, schema, file, place)
        if records:
            problem = f"a mapping without {' or '.join(map(repr, records))}"
            raise MalformedDisclosureError(file, place, problem, "add the field that says what it is")
    return _plain(value, str, file, place)


def _items(value: object, schema: Any, file: str, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise MalformedDisclosureError(file, place, f"{_shown(value)} is not a list", "write it as [a, b] or as '- ' lines")
    return tuple(decode(item, schema, file, f"{place}[{number}]") for number, item in enumerate(value, 1))


def _entries(value: object, schema: Any, file: str, place: str) -> dict[str, Any]:
    return {key: decode(item, schema, file, _inside(place, key)) for key, item in _mapping(value, file, place).items()}


def _plain(value: object, schema: Any, file: str, place: str) -> Any:
    # YAML reads 416424.00 as 416424.0 and 01 as 1: only text keeps what was printed.
    if schema is str and isinstance(value, bool | int | float | date):
        raise MalformedDisclosureError(file, place, f"{value} is not text", "write it in quotes so that it stays as printed")
    if not isinstance(value, schema) or (schema is int and isinstance(value, bool)):
        raise MalformedDisclosureError(file, place, f"{_shown(value)} is not {_NAMES[schema]}", f"write {_NAMES[schema]}")
    # A cell ends at a tab and a row at a line break, so neither can stand inside a text.
    if isinstance(value, str) and ("\t" in value or value.splitlines() not in ([], [value])):
        raise MalformedDisclosureError(file, place, f"{_shown(value)} has a tab or a line break", "write it as one line")
    return value


_NAMES = {str: "text", int: "a whole number", bool: "true or false"}


def _mapping(value: object, file: str, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise MalformedDisclosureError(file, place, f"{_shown(value)} is not a mapping", "write it as 'field: value' lines")
    for key in value:
        if not isinstance(key, str):
            raise MalformedDisclosureError(file, place, f"the field name {key!r} is not text", "write it in quotes")
    return value


def _inside(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
