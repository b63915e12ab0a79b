"""Units in the order of how unusual they are, and why the most unusual are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from .blocks import Found, Part
from .declared import Feature
from .groups import year_of
from .profile import Yearly
from .results import ABSENT, LEVEL, RELATION, Reason, Score
from .scales import unscaled

if TYPE_CHECKING:
    from .reasons import Because
    from .table import FeatureTable

MOST_EXPLAINED = 10_000
"""So many units, the most unusual, are given reasons."""
REASONS, _LEAST_Z, _LEAST_FIRST = 3, 3.0, 1.0
"""So many reasons a unit at most; the first none that is nearer than one deviation, so that equal units have none; after it none
nearer than three, as of forty features one is always two away."""


def ranking(table: FeatureTable, parts: Sequence[Part], found: Iterator[Found], profiles: Mapping[str, Yearly]) -> Ranking:
    """Rank units and say why the first of them are unusual.

    Args:
        table: the units, in the order of their ids.
        parts: the same by the peers they are compared with.
        found: what scoring the blocks of the parts gave, in their order.
        profiles: of the units, by id, as far as there are any.
    """
    n = len(table.ids)
    part_of, place, pvalues = np.zeros(n, np.int16), np.zeros(n, np.intp), np.zeros(n)
    whole = Found(np.zeros(n), np.zeros(n, np.intp), np.zeros(n, np.intp), np.zeros(n, np.bool_))
    for at, part in enumerate(parts):
        part_of[part.rows], place[part.rows] = at, np.arange(len(part.rows))
        done = 0
        while done < len(part.rows):
            one = next(found)
            rows = part.rows[done : done + len(one.scores)]
            whole.scores[rows], whole.depth[rows] = one.scores, one.depth
            whole.size[rows], whole.too_few[rows] = one.size, one.too_few
            done += len(rows)
        pvalues[part.rows] = part.forest.pvalues_of(-whole.scores[part.rows])
    order = np.lexsort((np.arange(n), -whole.scores, pvalues))
    made = Ranking(table, parts, part_of, place, whole, pvalues, order, profiles, {})
    return replace(made, reasons=dict(_reasons(made)))


@dataclass(frozen=True, eq=False)
class Ranking(Sequence[Score]):
    """The scores of units, the most unusual first; each is made when it is asked for: all of them would fill the memory.

    Attributes:
        table: the units; ``parts`` the same by the peers they are compared with; ``part`` and ``place`` where each is there.
        found, pvalues: of the units, in the order of the table; shape (n,).
        order: their rows by rank.
        profiles: by id, as far as there are any.
        reasons: by row, of the most unusual.
    """

    table: FeatureTable
    parts: Sequence[Part]
    part: NDArray[np.int16]
    place: NDArray[np.intp]
    found: Found
    pvalues: NDArray[np.float64]
    order: NDArray[np.intp]
    profiles: Mapping[str, Yearly]
    reasons: Mapping[int, tuple[Reason, ...]]

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, index: int) -> Score: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Score, ...]: ...
    def __getitem__(self, index: int | slice) -> Score | tuple[Score, ...]:
        """The score of a rank, counted from 0, or those of some ranks."""
        if isinstance(index, slice):
            return tuple(self[rank] for rank in range(*index.indices(len(self))))
        rank = range(len(self))[index]
        return self._score(int(self.order[rank]), rank + 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranking) and tuple(self) == tuple(other)

    def group(self, row: int) -> tuple[tuple[str, ...], str]:
        """The labels of the group that a unit is compared within, and the finer one that was too small for it, "" where none."""
        labels = tuple(self.parts[self.part[row]].groups[self.place[row]].tolist())
        depth = int(self.found.depth[row])
        return labels[:depth], labels[depth] if self.found.too_few[row] and depth < len(labels) else ""

    def _score(self, row: int, rank: int) -> Score:
        name = str(self.table.ids[row])
        profile = self.profiles.get(name)
        year, kind = _year_of(self.table, row) if profile is None else (profile.year, profile.kind)
        group, too_few = self.group(row)
        return Score(
            id=name,
            document="" if profile is None else profile.document,
            unit=_named(self.table, row) if profile is None else profile.unit,
            year=year,
            score=float(self.found.scores[row]),
            pvalue=float(self.pvalues[row]),
            rank=rank,
            of=len(self),
            group=group,
            size=int(self.found.size[row]),
            too_few=too_few,
            reasons=self.reasons.get(row, ()),
            corrected=() if profile is None else profile.corrected,
            missing=int(np.isnan(self.table.values[row]).sum()),
            kind=kind,
        )


def _year_of(table: FeatureTable, row: int) -> tuple[int, str]:
    """Year and kind that the first label says."""
    return year_of(str(table.groups[row, 0]) if table.groups.shape[1] else "")


def _named(table: FeatureTable, row: int) -> str:
    """The unit's name where the table has one, else its id."""
    return str("" if table.units is None else table.units[row]) or str(table.ids[row])


def _reasons(ranked: Ranking) -> Iterator[tuple[int, tuple[Reason, ...]]]:
    first = ranked.order[:MOST_EXPLAINED]
    for at, part in enumerate(ranked.parts):
        mine = first[ranked.part[first] == at]
        if not len(mine):
            continue
        block = part.block(ranked.place[mine])
        explained = part.forest.explain(block.X, groups=block.groups, top=REASONS)
        apart = part.forest.normalised(block.X, groups=block.groups)
        few = len(part.forest.calibration_) < block.X.shape[1]  # half of the units are there
        for row, becauses, z in zip(mine.tolist(), explained, apart, strict=True):
            if few:
                becauses = tuple(_as_level(because, z) for because in becauses)
            told = [because for i, because in enumerate(becauses) if abs(because.z) >= (_LEAST_Z if i else _LEAST_FIRST)]
            yield row, tuple(_reason(because, row, ranked, part) for because in told)


def _as_level(because: Because, z: NDArray[np.float64]) -> Because:
    """A broken relation as distance from the peers: relations that few units teach are chance."""
    if because.kind != RELATION:
        return because
    return replace(because, kind=LEVEL, z=float(z[because.feature]), other=-1)


def _reason(because: Because, row: int, ranked: Ranking, part: Part) -> Reason:
    """A reason in the features' own units, beside the peers' values."""
    features, values = part.features, ranked.table.values[row]
    among = part.peers.range(ranked.group(row)[0], because.feature, str(ranked.table.ids[row]))
    relation = because.kind == RELATION
    absent = because.kind == ABSENT
    return Reason(
        kind=because.kind,
        feature=features[because.feature].id,
        value=_known(values[because.feature]),
        peers=among.units if absent else among.known,
        weight=because.weight,
        other=features[because.other].id if relation else "",
        other_value=_known(values[because.other]) if relation else None,
        expected=_own_unit(because.expected, because.feature, features) if relation else among.median,
        median=among.median,
        low=among.low,
        high=among.high,
        z=because.z,
        known=among.known / among.units if absent and among.units else None,
        suspicious=absent or features[because.feature].suspicious in ("both", "high" if because.z > 0 else "low"),
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _own_unit(value: float, column: int, features: Sequence[Feature]) -> float | None:
    """A value in the scale that is scored, in the feature's own unit."""
    return _known(unscaled(np.array([[value]]), [features[column]])[0, 0])
