"""What peers give for one unit-year: its score, how rare that is, among whom, and why."""

from __future__ import annotations

from msgspec import Struct

CLIP = 10.0
"""Deviations from its peers beyond which a value counts as so far."""
LEVEL, RELATION, ABSENT = "level", "relation", "absent"
"""Kinds of reasons: out of line with the peers; with its own other figures; missing where peers have it."""


class Reason(Struct, frozen=True):
    """One reason for a score.

    Attributes:
        kind: level, relation or absent.
        feature: id of the feature; ``other`` the feature whose usual relation with it is broken, "" unless relation.
        value: the unit's, in the feature's own unit; None where missing. ``other_value`` that of ``other``.
        expected: what the unit's other figures let expect (relation), else the peers' median.
        median, low, high: of the peers: 50th, 5th and 95th percentile, in the feature's own unit; None where unknown.
        peers: how many units they are of.
        z: robust distance from the peers, signed, at most CLIP; of the conditional residual for a relation.
        weight: its part in the score, 0 to 1; those of all features add up to 1.
        known: share of the peers that have the feature, 0 to 1, for absent; None otherwise, or where it is not known.
        suspicious: whether it is on the side of its peers that the feature's declaration calls suspicious: low spending on
            receptions is unusual and no concern.
    """

    kind: str
    feature: str
    value: float | None
    peers: int
    weight: float
    other: str = ""
    other_value: float | None = None
    expected: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    z: float = 0.0
    known: float | None = None
    suspicious: bool = True


class Score(Struct, frozen=True):
    """One unit-year among its peers.

    Attributes:
        id, document, unit, year, kind: as in Profile.
        score: standardised within the peer group: 0 its middle, 1 where its highest tenth begins, about 3 its highest hundredth.
        pvalue: share of clean units as unusual or more (split conformal); ``rank`` of ``of`` in this run, 1 the most unusual.
        group: labels from the coarsest level to the finest that was used; ``size`` how many units are in it.
        too_few: the finer group that had one to four units and was left for its parent, "" where none.
        reasons: the most telling first.
        corrected: features computed from an amount that a finding corrected.
        missing: how many features are missing.
    """

    id: str
    document: str
    unit: str
    year: int
    score: float
    pvalue: float
    rank: int
    of: int
    group: tuple[str, ...]
    size: int
    too_few: str = ""
    reasons: tuple[Reason, ...] = ()
    corrected: tuple[str, ...] = ()
    missing: int = 0
    kind: str = ""
