"""The identity graph of a disclosure: figures, what must hold among them, and what a change of some of them makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from operator import mul

from ..checking.identity import EQUAL, PERCENTAGES, SUM, Identity, base_of
from ..understanding import Figure

Changes = Mapping[int, int]
"""Other amounts, in fen, of some figures by their numbers."""
NONE: Changes = {}


class Graph:
    """Figures and identities by number.

    Amounts fit each other when they differ by less than their last places together: decimals may have been rounded or cut off,
    and neither is an error to locate.

    Attributes:
        figures: every figure of an identity once; ``fen`` and ``ulp`` are theirs.
        identities: every identity once, whichever rules demand it; ``members`` are the numbers of its figures.
        touching: the identities that each figure is in.
        broken: the identities that do not hold as printed.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        several = [identity for identity in identities if len(identity.figures) > 1]
        by_id = {id(figure): figure for identity in several for figure in identity.figures}
        self.figures: list[Figure] = list(by_id.values())
        self._numbers = {known: number for number, known in enumerate(by_id)}
        self.fen = [figure.fen for figure in self.figures]
        self.ulp = [figure.ulp or 1 for figure in self.figures]  # nothing at all, in words, has no last place
        self.identities: list[Identity] = []
        self.members: list[tuple[int, ...]] = []
        self.touching: list[list[int]] = [[] for _ in self.figures]
        self._known: dict[tuple[object, ...], int] = {}
        for identity in several:
            key, number = self._key(identity), len(self.members)
            if self._known.setdefault(key, number) == number:
                self.identities.append(identity)
                self.members.append(key[1])
                for member in key[1]:
                    own = self.touching[member]
                    if not own or own[-1] != number:
                        own.append(number)
        self.broken = [number for number in range(len(self.members)) if self.misfits(number, NONE)]
        self._rows: dict[tuple[int, int], list[int]] = {}

    def _key(self, identity: Identity) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        """What makes two identities one: form, figures and weights."""
        return identity.form, tuple(map(self._numbers.__getitem__, map(id, identity.figures))), identity.weights

    def row(self, member: int) -> list[int]:
        """The figures of the row of a table in which a figure stands, with the blank cells that an identity takes for nil."""
        if not self._rows:
            for number, figure in enumerate(self.figures):
                if figure.table >= 0:
                    self._rows.setdefault((figure.table, figure.line), []).append(number)
        figure = self.figures[member]
        return self._rows.get((figure.table, figure.line), [])

    def number_of(self, identity: Identity | None) -> int:
        """The number of an identity that the graph was made of; -1 of none, and of one of a single figure."""
        if identity is None or len(identity.figures) < 2:
            return -1
        return self._known[self._key(identity)]

    def size(self, number: int) -> tuple[int, int]:
        """How many figures an identity has, then its number: an order of identities."""
        return len(self.members[number]), number

    def value(self, member: int, changes: Changes) -> int:
        """The amount of a figure, in fen."""
        return changes.get(member, self.fen[member])

    def residual(self, number: int, changes: Changes) -> int:
        """By how many fen a SUM is off; 0 of others, which have no weights."""
        return sum(map(mul, self.identities[number].weights, self._values(number, changes)))

    def _values(self, number: int, changes: Changes) -> list[int]:
        """The amounts of the figures of an identity."""
        fen, members, get = self.fen, self.members[number], changes.get
        if not changes:
            return [fen[member] for member in members]
        return [get(member, fen[member]) for member in members]

    def misfits(self, number: int, changes: Changes) -> int:
        """How many figures of an identity do not fit the others; 0 where it holds."""
        identity, values = self.identities[number], self._values(number, changes)
        if identity.form == SUM:
            off = sum(map(mul, identity.weights, values))
            return int(off != 0 and abs(off) >= self.slack(number))
        if identity.form in PERCENTAGES:
            return int(abs(sum(map(mul, identity.weights, values))) >= self._off_by_rounding(number, *values))
        if values.count(values[0]) == len(values):
            return 0
        members = self.members[number]
        if identity.form == EQUAL:
            usual = self.usual(members, changes)
            return sum([not self.fit(member, usual, changes) for member in members])
        return int(not any(self.fit(member, members[0], changes) for member in members[1:]))

    def slack(self, number: int) -> int:
        """By how many fen rounding may put an identity off."""
        return self.identities[number].slack + sum([self.ulp[member] for member in self.members[number]])

    def _off_by_rounding(self, number: int, first: int, second: int) -> int:
        """By how much the weighted figures of a percentage may be off: rounded, cut off or adjusted to make 100 % of a list."""
        identity = self.identities[number]
        ulps = sum(
            [abs(weight) * self.ulp[member] for weight, member in zip(identity.weights, self.members[number], strict=True)]
        )
        return 2 * identity.percent[1] * abs(base_of(identity.form, first, second)) + ulps + 1

    def fit(self, one: int, other: int, changes: Changes) -> bool:
        """Whether two figures may be one amount."""
        off = self.value(one, changes) - self.value(other, changes)
        return off == 0 or abs(off) < self.ulp[one] + self.ulp[other]

    def usual(self, members: Iterable[int], changes: Changes) -> int:
        """Of some figures the one that most agree with; of equally many the most precise, then the first."""
        members = list(members)
        votes = Counter([self.value(member, changes) for member in members])
        return max(members, key=lambda member: (votes[self.value(member, changes)], -self.ulp[member], -members.index(member)))

    def implied(self, member: int, number: int, changes: Changes) -> Iterator[tuple[int, int]]:
        """The amounts that would make a figure fit an identity, each with its doubt: by how many fen it may be off."""
        form, members = self.identities[number].form, self.members[number]
        if form == SUM:
            weight = sum([w for w, other in zip(self.identities[number].weights, members, strict=True) if other == member])
            if abs(weight) == 1:
                right = self.value(member, changes) - weight * self.residual(number, changes)
                # Amounts to the fen are not rounded, and so leave no doubt.
                yield right, sum(self.ulp[other] for other in members if other != member and self.ulp[other] > 1) // 2
            return
        if form in PERCENTAGES:
            yield from self._by_percentage(member, number, changes)
            return
        others = [other for other in members if other != member] if form == EQUAL or member == members[0] else [members[0]]
        seen = set()
        for other in sorted(others, key=lambda other: self.ulp[other]):
            if not self.fit(member, other, changes):
                right = self.value(other, changes)
                if right not in seen:
                    seen.add(right)
                    yield right, self.ulp[other] // 2

    def _by_percentage(self, member: int, number: int, changes: Changes) -> Iterator[tuple[int, int]]:
        """What a stated percentage makes of one of its two figures; none where it tells nothing of that one."""
        identity, members = self.identities[number], self.members[number]
        place = members.index(member)
        own, weight = identity.weights[place], identity.weights[1 - place]
        if own and members[0] != members[1]:
            values = self._values(number, changes)
            values[place] = right = self.rounded(round(Fraction(-weight * values[1 - place], own)), member)
            yield right, self._off_by_rounding(number, *values) // (2 * abs(own))

    def rounded(self, fen: int, member: int) -> int:
        """An amount as a figure would print it."""
        ulp = self.ulp[member]
        return fen if ulp == 1 or fen % ulp == 0 else (2 * fen + ulp) // (2 * ulp) * ulp
