"""What knowledge/peers declares: named amounts and listings, and the features that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from .grouping import Groups
from .thresholds import Years

if TYPE_CHECKING:
    from .asked import Asked, Sources

Texts = Mapping[str, str]
"""A text by language, zh and en."""

MONEY = "fen"
COUNTS = ("people", "vehicles")
"""What a named amount is in: 0.01 yuan, or a number of these."""

UNITS = ("share", "change", "times", "yuan", "yuan_per_person", "yuan_per_vehicle", "people", "items", "number")
"""Units of a feature: 0.31 is 31 %, of a whole or more than last year; yuan, not fen; how they are printed is in words.yaml."""

SCALES = ("none", "log", "logit", "asinh", "signed_log")
"""How a feature is bent before units are compared; see ``peers/scales.py``."""

DIRECTIONS = ("high", "low", "both")
"""Which side of the peers is suspicious."""

FUNDS = ("whole", "general", "any")
"""Where an amount that names no source of money is sought.

whole: only where the source has all the money there is; general: in the general public budget, of which the law demands more
detail, or in all appropriation where that budget is not told; any: in any of these.
"""


class At(NamedTuple):
    """A coordinate of the figure cube; "" is all of a dimension."""

    measure: str
    period: str = "this"
    fund: str = ""
    function: str = ""
    economy_dept: str = ""
    economy_gov: str = ""
    component: str = ""
    item: str = ""


class Nil(Struct, frozen=True):
    """What says that there is nothing of an amount, so that it is nil and not missing.

    Attributes:
        topic: of a sentence 「无……」, or of a table that the catalogue calls empty.
        words: one of them must be denied in that sentence, without blanks and quotation marks; () where the topic says it all.
        unless: words that make the sentence speak of something else.
    """

    topic: str
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class NamedAmount(Struct, frozen=True):
    """An amount that features speak of, and where a disclosure states it.

    Attributes:
        unit: MONEY or one of COUNTS.
        at: coordinates, the best first.
        funds: whole, general or any.
        count: of ``Disclosure.counts``, what is counted and which part; None for an amount of money.
        sum: the amounts that add up to it, where it stands nowhere itself.
        nil: what says that there is nothing of it.
    """

    name: str
    title: Texts
    unit: str = MONEY
    at: tuple[At, ...] = ()
    funds: str = "whole"
    count: tuple[str, str] | None = None
    sum: tuple[str, ...] = ()
    nil: tuple[Nil, ...] = ()


class NamedListing(Struct, frozen=True):
    """Amounts side by side that make up a whole.

    Attributes:
        along: the dimension that they divide: function, economy_dept or item.
        digits: how many the codes of its members have; 0 for those that are divided no further.
        at: coordinates of the whole, the best first; ``funds`` as of a named amount.
    """

    name: str
    title: Texts
    along: str
    at: tuple[At, ...]
    digits: int = 0
    funds: str = "whole"


class Level(Struct, frozen=True, tag=True):
    """An amount itself."""

    of: tuple[str, ...]


class Ratio(Struct, frozen=True, tag=True):
    """The sum of some amounts to the sum of others: a share, or money a head."""

    of: tuple[str, ...]
    to: tuple[str, ...]


class Change(Struct, frozen=True, tag=True):
    """What an amount rose by against last year, as this disclosure states last year, to last year's."""

    of: tuple[str, ...]


class Gap(Struct, frozen=True, tag=True):
    """How far two sums that should be near each other are apart: their difference to the mean of their sizes, -2 to 2.

    Attributes:
        also: count with ``of`` where they are in the disclosure; most units have none of them and need not say so.
    """

    of: tuple[str, ...]
    to: tuple[str, ...]
    also: tuple[str, ...] = ()


class Unchanged(Struct, frozen=True, tag=True):
    """The share of amounts above nil that are to the cent what they were last year; of three or more known for both years."""

    of: tuple[str, ...]


class Concentration(Struct, frozen=True, tag=True):
    """The sum of the squared shares of a listing (Herfindahl and Hirschman): 1 where one member has all."""

    of: str


class Largest(Struct, frozen=True, tag=True):
    """The share of a listing's largest member."""

    of: str


class Members(Struct, frozen=True, tag=True):
    """How many members of a listing are above nil."""

    of: str


class Rounded(Struct, frozen=True, tag=True):
    """The share of a listing's members above nil that are multiples of ``grain`` yuan."""

    of: str
    grain: int


Formula = Level | Ratio | Change | Gap | Unchanged | Concentration | Largest | Members | Rounded


class Example(Struct, frozen=True):
    """A demonstration: what a disclosure states, in yuan or numbers, and the value of the feature; None where it has none."""

    value: float | None
    amounts: Mapping[str, float] = {}
    last: Mapping[str, float] = {}
    listings: Mapping[str, tuple[float, ...]] = {}


class Feature(Struct, frozen=True):
    """A feature of a unit-year as its file says it; see knowledge/peers/README.md.

    Attributes:
        id: the file's name; ``family`` what it is about.
        formula: how it is computed.
        unit: of its value; ``scale`` how it is bent for the model; ``suspicious`` which side of the peers.
        missing: what it means that a part of it is not in the disclosure.
        why: why it matters; ``exclusions`` what is usual all the same.
        path: the file, as the user knows it.
    """

    id: str
    family: str
    title: Texts
    formula: Formula
    unit: str
    scale: str
    suspicious: str
    missing: Texts
    why: Texts
    exclusions: tuple[Texts, ...]
    examples: tuple[Example, ...]
    path: str


class Peers(Struct, frozen=True, dict=True):
    """Everything that knowledge/peers says.

    Attributes:
        amounts, listings: by name, in the order of the file.
        none: words that deny what follows them in a clause.
        families: titles by name, in the order in which features are told.
        features: by id, ordered by family, then id.
        groups: what groups.yaml says; ``words`` what words.yaml says; ``years`` what years.yaml says.
        hash: of all that decides the numbers of a profile, how features are bent, and who is whose peer; not of wording.
    """

    amounts: Mapping[str, NamedAmount] = {}
    listings: Mapping[str, NamedListing] = {}
    none: tuple[str, ...] = ()
    families: Mapping[str, Texts] = {}
    features: Mapping[str, Feature] = {}
    groups: Groups = Groups()
    words: Mapping[str, Any] = {}
    years: Years = Years()
    hash: str = ""

    @cached_property
    def asked(self) -> dict[Sources, Asked]:
        """What was worked out for disclosures, by the sources of their money."""
        return {}
