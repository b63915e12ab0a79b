"""A fact: a small thing a disclosure says, by name, with its place."""

from __future__ import annotations

from msgspec import Struct

from ..vocabulary.conditions import Value
from .violation import Place

__all__ = ["Fact", "Value"]


class Fact(Struct, frozen=True, gc=False):
    """One fact: its type, what it says by name, and where it stands."""

    type: str
    values: dict[str, Value]
    place: Place

    def __getattr__(self, name: str) -> Value:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def place_at(line: int, text: str, table: str = "", row: str = "") -> Place:
    """Where words stand that are in no column of a table."""
    return Place(None, line, table, row, "", text)
