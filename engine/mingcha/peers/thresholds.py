"""From when on something about one unit across its years is told."""

from __future__ import annotations

from msgspec import Struct


class Years(Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds of knowledge/peers/years.yaml, which says where they come from.

    Attributes:
        deviations: from how many robust deviations on a change is told; ``least_change`` and from which relative change on,
            of shares ``least_points``, as a difference of the shares.
        least_share: amounts below this share of the unit's largest are not watched for changes.
        fewest_peers: changes that a group must have to say what is usual in a year.
        own_weight: as how many of the unit's own changes those of its peers count in the deviation.
        least_deviation, unknown_deviation: of a log change: the smallest one, and that where nothing is known.
        comes_back: up to which share of a jump may be left in the year after for a spike; ``stays`` from which on for a shift.
        slip_within: how far, in powers of ten, a jump by a unit or a point may be from 10, 100, 1,000 or 10,000.
        fewest_repeated: different amounts that must be the same in two years for a repetition.
        basis_share: from which share of the 上年数 on that disagree they are of another basis; ``fewest_basis`` at least so many.
        fewest_alike: 上年数 that must be those of a unit whose disclosures end for it to be the same under another name.
        unwatched: amounts whose changes say nothing.
    """

    deviations: float = 6.0
    least_change: float = 0.25
    least_points: float = 0.1
    least_share: float = 0.01
    fewest_peers: int = 10
    own_weight: float = 4.0
    least_deviation: float = 0.03
    unknown_deviation: float = 0.15
    comes_back: float = 0.34
    stays: float = 0.67
    slip_within: float = 0.15
    fewest_repeated: int = 4
    basis_share: float = 0.5
    fewest_basis: int = 3
    fewest_alike: int = 3
    unwatched: tuple[str, ...] = ()
