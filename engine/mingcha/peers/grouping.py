"""What knowledge/peers/groups.yaml declares: levels, types of unit, domains and sizes, and how they are told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

Texts = Mapping[str, str]
"""A text by language."""
UNKNOWN = "unknown"
"""What a label says of a part that is not known."""


class Level(Struct, frozen=True):
    """A level of government.

    Attributes:
        name, text: patterns over the unit's name and the disclosure's text, "" where none.
        cities: cities (without 市) that are of this level.
    """

    id: str
    told: Texts
    name: str = ""
    text: str = ""
    cities: tuple[str, ...] = ()


class Domain(Struct, frozen=True):
    """What a unit is there for.

    Attributes:
        codes: of the functional classification; ``name`` a pattern over the unit's name, "" where none.
        decides: whether the name alone is enough.
    """

    id: str
    told: Texts
    codes: tuple[str, ...] = ()
    name: str = ""
    decides: bool = False


class UnitType(Struct, frozen=True):
    """A type of unit, and the pattern over names for where a disclosure does not say it."""

    id: str
    told: Texts
    name: str = ""


class Band(Struct, frozen=True):
    """A size: up to so many fen, None for the largest."""

    id: str
    told: Texts
    upto: int | None = None


class Groups(Struct, frozen=True, dict=True):
    """What knowledge/peers/groups.yaml says.

    Attributes:
        levels: from the finest to the coarsest.
        before_city: characters after which one of a level's cities may stand.
        municipalities: cities in which the level ``of_municipality[0]`` is ``of_municipality[1]``.
        overhead: codes that tell no domain.
        near: a domain with this part of the money of the first may be taken for its name.
        amount: whose bands the sizes are.
        year, pair, kinds, unknown: words of labels by language.
    """

    levels: tuple[Level, ...] = ()
    before_city: str = ""
    municipalities: tuple[str, ...] = ()
    of_municipality: tuple[str, str] = ("", "")
    unit_types: tuple[UnitType, ...] = ()
    domains: tuple[Domain, ...] = ()
    overhead: tuple[str, ...] = ()
    near: float = 1.0
    amount: str = ""
    sizes: tuple[Band, ...] = ()
    year: Texts = {}
    pair: Mapping[str, Texts] = {}
    kinds: Mapping[str, Texts] = {}
    unknown: Mapping[str, Texts] = {}

    @cached_property
    def domain_of_code(self) -> Mapping[str, str]:
        """Each code with its domain, "" for those that tell none."""
        return {**dict.fromkeys(self.overhead, ""), **{code: domain.id for domain in self.domains for code in domain.codes}}

    @cached_property
    def finer(self) -> Mapping[str, frozenset[str]]:
        """By code the domains of codes inside it."""
        found: dict[str, set[str]] = {}
        for code, domain in self.domain_of_code.items():
            for n in range(1, len(code)):
                found.setdefault(code[:n], set()).add(domain)
        return {code: frozenset(domains) for code, domains in found.items()}

    @cached_property
    def names(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The domains that names tell, with their patterns."""
        return tuple((domain.id, re.compile(domain.name)) for domain in self.domains if domain.name)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each domain in the file."""
        return {domain.id: place for place, domain in enumerate(self.domains)}

    @cached_property
    def told(self) -> Mapping[str, Texts]:
        """Each id in words."""
        declared: tuple[Level | UnitType | Domain | Band, ...] = (*self.levels, *self.unit_types, *self.domains, *self.sizes)
        return {one.id: one.told for one in declared}
