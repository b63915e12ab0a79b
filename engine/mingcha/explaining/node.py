"""A proof is a tree of statements: each rests on those below it, down to the cells."""

from __future__ import annotations

from msgspec import Struct

from ..checking import Place

Words = dict[str, str]
"""A text by language, zh and en."""


class Node(Struct, frozen=True, gc=False):
    """One statement of a proof.

    Attributes:
        kind: finding, document, diagnosis, fact, absent, other, suspect, repeated, failed, sound, identity, rule, violation,
            alternative, instead, unlocated, correction, law, cell, nil or more.
        words: what it says, by language.
        places: where the document says it; the file is that of the finding.
        children: what it rests on.
    """

    kind: str
    words: Words
    places: tuple[Place, ...] = ()
    children: tuple[Node, ...] = ()
