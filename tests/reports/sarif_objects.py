"""What SARIF 2.1.0 demands of the objects that reports write, in our words: its sections 3.13 to 3.58."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_TEXT, _COUNT, _INDEX, _RANK, _BAG = "text", "count", "index", "rank", "bag"
_HASHES, _FINGERPRINTS, _BASES = "map of text", "map of text", "map of artifactLocation"
_LEVELS = ("none", "note", "warning", "error")

# Of each object its properties; those it must have are marked with !, arrays with [], words to choose from are a tuple.
_OBJECTS: dict[str, dict[str, Any]] = {
    "log": {"$schema": _TEXT, "version!": ("2.1.0",), "runs![]": "run"},
    "run": {
        "tool!": "tool",
        "taxonomies[]": "toolComponent",
        "language": ("zh-CN", "en-US"),
        "columnKind": ("utf16CodeUnits", "unicodeCodePoints"),
        "originalUriBaseIds": _BASES,
        "results[]": "result",
        "artifacts[]": "artifact",
        "invocations[]": "invocation",
    },
    "tool": {"driver!": "toolComponent"},
    "toolComponent": {
        "name!": _TEXT,
        "fullName": _TEXT,
        "version": _TEXT,
        "semanticVersion": _TEXT,
        "language": ("zh-CN", "en-US"),
        "shortDescription": "message",
        "rules[]": "reportingDescriptor",
        "taxa[]": "reportingDescriptor",
        "supportedTaxonomies[]": "toolComponentReference",
        "properties": _BAG,
    },
    "toolComponentReference": {"name": _TEXT, "index": _INDEX},
    "reportingDescriptor": {
        "id!": _TEXT,
        "shortDescription": "message",
        "fullDescription": "message",
        "help": "message",
        "defaultConfiguration": "reportingConfiguration",
        "properties": _BAG,
    },
    "reportingConfiguration": {"level": _LEVELS, "rank": _RANK},
    "message": {"text!": _TEXT},
    "artifact": {"location": "artifactLocation", "roles[]": ("analysisTarget",), "hashes": _HASHES, "properties": _BAG},
    "artifactLocation": {"uri": "uri", "uriBaseId": _TEXT, "index": _INDEX, "description": "message"},
    "result": {
        "ruleId": _TEXT,
        "ruleIndex": _INDEX,
        "level": _LEVELS,
        "message!": "message",
        "locations[]": "location",
        "relatedLocations[]": "location",
        "partialFingerprints": _FINGERPRINTS,
        "rank": _RANK,
        "taxa[]": "reportingDescriptorReference",
        "suppressions[]": "suppression",
        "properties": _BAG,
    },
    "reportingDescriptorReference": {"id": _TEXT, "index": _INDEX, "toolComponent": "toolComponentReference"},
    "location": {
        "id": _INDEX,
        "physicalLocation": "physicalLocation",
        "logicalLocations[]": "logicalLocation",
        "message": "message",
        "properties": _BAG,
    },
    "physicalLocation": {"artifactLocation!": "artifactLocation", "region": "region"},
    "region": {"startLine": _COUNT},
    "logicalLocation": {"name": _TEXT, "fullyQualifiedName": _TEXT, "kind": _TEXT},
    "suppression": {
        "kind!": ("inSource", "external"),
        "status": ("accepted", "underReview", "rejected"),
        "justification": _TEXT,
    },
    "invocation": {"executionSuccessful!": "flag", "toolExecutionNotifications[]": "notification"},
    "notification": {"level": _LEVELS, "message!": "message", "locations[]": "location"},
}
_UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED = set("!#$&'()*+,/:;=?@[]%")


def flaws(log: Any) -> list[str]:
    """What a log says that the standard does not allow, with where; a property that it does not know among them."""
    return list(_flaws(log, "log", "log"))


def _flaws(value: Any, kind: Any, at: str) -> Iterator[str]:
    if isinstance(kind, tuple):
        fits = value in kind
    elif kind in _OBJECTS:
        fits = isinstance(value, dict)
        yield from _in_object(value, _OBJECTS[kind], at) if fits else ()
    elif kind.startswith("map of "):
        fits = isinstance(value, dict)
        for name, one in value.items() if fits else ():
            yield from _flaws(one, kind.removeprefix("map of "), f"{at}.{name}")
    else:
        fits = _PLAIN[kind](value)
    if not fits:
        yield f"{at}: {value!r} is no {kind}"


def _in_object(value: dict[str, Any], properties: dict[str, Any], at: str) -> Iterator[str]:
    known = {name.rstrip("[]").rstrip("!"): (name, kind) for name, kind in properties.items()}
    for name, (marked, kind) in known.items():
        if name not in value:
            if "!" in marked:
                yield f"{at}: {name} is missing"
        elif "[]" in marked and not isinstance(value[name], list):
            yield f"{at}.{name}: no array"
        else:
            for index, one in enumerate(value[name] if "[]" in marked else [value[name]]):
                yield from _flaws(one, kind, f"{at}.{name}[{index}]")
    yield from (f"{at}.{name}: the standard knows no such property" for name in value.keys() - known)


_PLAIN: dict[str, Any] = {
    _TEXT: lambda value: isinstance(value, str) and value != "",
    _COUNT: lambda value: type(value) is int and value >= 1,
    _INDEX: lambda value: type(value) is int and value >= 0,
    _RANK: lambda value: isinstance(value, int | float) and 0 <= value <= 100,
    _BAG: lambda value: isinstance(value, dict),
    "flag": lambda value: isinstance(value, bool),
    "uri": lambda value: isinstance(value, str) and value != "" and set(value) <= _UNRESERVED | _RESERVED,
}
