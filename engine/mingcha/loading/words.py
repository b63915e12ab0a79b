"""The dimensions of the cube and the words that mean their members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..knowledge import Dimension, Meaning, Node, TableKind, plain
from .flaws import Flaw, remedy


def flaws_of_trees(data: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[Flaw]:
    """Members within one that is not there, and members that are within themselves."""
    for dimension, nodes in data.items():
        for name, fields in nodes.items():
            parent = fields.get("within")
            if parent is None:
                continue
            if parent not in nodes:
                reason = f"{dimension}.{name}: within {parent!r} is no member of {dimension}; {remedy(parent, nodes)}"
                yield Flaw((dimension, name, "within"), reason)
            elif name in (circle := _circle(name, nodes)):
                way = " within ".join(repr(one) for one in circle)
                yield Flaw((dimension, name, "within"), f"{dimension}.{name} lies within itself: {way}; break the circle")


def _circle(name: str, nodes: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The way from ``name`` up to where it meets itself, its name at both ends; empty where it does not."""
    way = [name]
    parent = nodes[name].get("within")
    while parent is not None and parent in nodes and parent not in way:
        way.append(parent)
        parent = nodes[parent].get("within")
    return [*way, name] if parent == name else []


def dimensions(data: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, Dimension]:
    """The dimensions of a file without flaws."""
    return {
        dimension: Dimension({name: Node(fields.get("within"), fields["zh"], fields["en"]) for name, fields in nodes.items()})
        for dimension, nodes in data.items()
    }


def terms(entries: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, Meaning], ...]:
    """Phrases and what they mean, the longest first."""
    found: dict[str, Meaning] = {}
    for entry in entries:
        meaning = Meaning(**{key: value for key, value in entry.items() if key != "say"})
        for phrase in entry["say"]:
            found[plain(phrase)] = meaning
    return tuple(sorted(found.items(), key=lambda term: (-len(term[0]), term[0])))


def table_kinds(entries: Iterable[Mapping[str, Any]]) -> tuple[TableKind, ...]:
    """The kinds of tables, in the order of the file."""
    return tuple(TableKind(entry["kind"], _plain(entry.get("title", ())), _plain(entry.get("head", ()))) for entry in entries)


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(plain(word) for word in words)
