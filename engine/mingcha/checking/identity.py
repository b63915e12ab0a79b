"""An identity: one instance of a rule over amounts, which holds or not; locating asks which amount breaks it."""

from __future__ import annotations

from msgspec import Struct

from ..understanding import Figure

SUM, EQUAL, AMONG = "sum", "equal", "among"


class Identity(Struct, frozen=True, gc=False):
    """What must hold among some figures of a disclosure.

    Attributes:
        rule: the rule's id.
        form: SUM, the weighted figures add up to nil; EQUAL, all figures are one amount; AMONG, the first figure is one
            of the others. Each within half a unit of the last printed places.
        figures: the very objects of the disclosure: two figures are the same cell only where they are one object.
        weights: of a SUM, one for each figure, +1 or -1; else empty.
    """

    rule: str
    form: str
    figures: tuple[Figure, ...]
    weights: tuple[int, ...] = ()
