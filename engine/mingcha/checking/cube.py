"""The figures of a disclosure by coordinate, so that no rule has to look at every cell."""

from __future__ import annotations

from collections import defaultdict

from ..knowledge import Knowledge
from ..understanding import Claim, Coordinate, Disclosure, Figure

_ALL_FUNDS = ("", "appropriation", "general_public_budget")


class Cube:
    """An index over one disclosure.

    Attributes:
        tables: figures of tables by coordinate, sources of money folded where they are one and the same.
        claims: claims with an amount by the same coordinate.
        changes: claims with a change by coordinate.
        folded: the sources of money that are one and the same here, the innermost last.
    """

    def __init__(self, disclosure: Disclosure, knowledge: Knowledge) -> None:
        self.disclosure = disclosure
        self.knowledge = knowledge
        raw: dict[Coordinate, list[Figure]] = defaultdict(list)
        for figure in disclosure.figures:
            raw[figure.coordinate].append(figure)
        self.raw = raw
        self.folded = {measure: self._folds(measure) for measure in ("expenditure", "income")}
        self.tables: dict[Coordinate, list[Figure]] = defaultdict(list)
        for coordinate, figures in raw.items():
            self.tables[self.fold(coordinate)].extend(figures)
        self.claims: dict[Coordinate, list[Claim]] = defaultdict(list)
        self.changes: dict[Coordinate, list[Claim]] = defaultdict(list)
        for claim in disclosure.claims:
            if claim.listing < 0:
                continue
            key = self.fold(claim.coordinate)
            if claim.amount is not None:
                self.claims[key].append(claim)
            if claim.change is not None or claim.direction == "none":
                self.changes[key].append(claim)
        self.carried = any(
            figure.fen for coordinate, figures in raw.items() if coordinate.measure == "carried_in" for figure in figures
        )

    def _folds(self, measure: str) -> frozenset[str]:
        """All funds, appropriation and general public budget are one where their totals are equal.

        Parts cannot be negative, so equal totals make every breakdown equal too.
        """
        values = {
            fund: {figure.fen for figure in self.raw.get(Coordinate(measure=measure, fund=fund), ())} for fund in _ALL_FUNDS
        }
        inner = values["general_public_budget"]
        same = {"general_public_budget"}
        if inner & values["appropriation"] or (not values["appropriation"] and inner & values[""]):
            same.add("appropriation")
        if (inner or values["appropriation"]) & values[""] and (not inner or inner & values[""]):
            same.add("")
        if inner and max(inner) > 0:
            return frozenset(same)
        return frozenset(("general_public_budget",))

    def fold(self, coordinate: Coordinate) -> Coordinate:
        """The coordinate with its source of money replaced by the innermost that is the same."""
        folds = self.folded.get(coordinate.measure)
        if folds and coordinate.fund in folds and coordinate.fund != "general_public_budget":
            return coordinate._replace(fund="general_public_budget")
        return coordinate

    def fund_words(self, lang: str) -> str:
        """Why figures of different sources are compared at all."""
        nodes = self.knowledge.dimensions["fund"].nodes
        folds = [getattr(nodes[fund], lang) for fund in _ALL_FUNDS if fund in self.folded["expenditure"]]
        return "＝".join(folds) if lang == "zh" else " = ".join(folds)
