"""The figures of a disclosure by coordinate, so that no rule has to look at every cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from ..knowledge import Knowledge, name_key
from ..understanding import Claim, Coordinate, Disclosure, Figure, Line, Listing, Sum
from .misplaced import Misplaced, misplaced
from .slid import slides, without
from .violation import Place, table_name

_CLASS = 3
"""How many digits the code of a class of the functional classification has."""
_ALL_FUNDS = ("", "appropriation", "general_public_budget")
_BALANCES = ("carried_in", "other_receipt")


class Cell(NamedTuple):
    """Where a figure stands in its table: the listing, and the places of its line and its column."""

    listing: Listing
    row: int
    column: int

    @property
    def line(self) -> Line:
        """The line it stands in."""
        return self.listing.lines[self.row]


class Printed(NamedTuple):
    """A name printed with an account code: in which table, on which line; ``own`` the code that is meant."""

    code: str
    table: int
    line: int
    label: str
    own: str


class Pair(NamedTuple):
    """A row that prints an account of the departmental classification and one of the government's."""

    dept: str
    gov: str
    gov_name: str
    amount: int
    place: Place


class Cube:
    """An index over one disclosure.

    Attributes:
        slides: the tables whose rows slid against their names; ``disclosure`` is without their amounts.
        tables: figures of tables by coordinate, sources of money folded where they are one and the same.
        claims: claims with an amount by the same coordinate.
        changes: claims with a change by coordinate.
        folded: the sources of money that are one and the same here, the innermost last.
        sums: totals with their parts by axis and dimension; see ``_sums``.
        blanks: the nil that each blank cell of a sum stands for, by its line and cell.
        wholes: figures of tables of all of a measure and source of money, as printed, this year.
        broken_tables: tables with numbers that were not understood.
    """

    def __init__(self, disclosure: Disclosure, knowledge: Knowledge) -> None:
        self.slides = slides(disclosure)
        if self.slides:
            disclosure = without(disclosure, self.slides)
        self.disclosure = disclosure
        self.knowledge = knowledge
        raw: dict[Coordinate, list[Figure]] = defaultdict(list)
        for figure in disclosure.figures:
            raw[figure.coordinate].append(figure)
        self.carried = any(f.fen for coordinate, fs in raw.items() if coordinate.measure == "carried_in" for f in fs)
        whole = {key for key in raw if not (key.function or key.economy_dept or key.component) and _is_whole(key)}
        self.wholes = [figure for figure in disclosure.figures if figure.coordinate in whole]
        totals = _totals(raw)
        self.folded = {measure: _folds(totals, measure) for measure in ("expenditure", "income")}
        if not self.carried and not any(Coordinate("expenditure", fund=fund) in raw for fund in _ALL_FUNDS if fund):
            # What no table says of the expenditure, the income says: all of it comes from one source.
            self.folded["expenditure"] = self.folded["income"]
        self.folded |= {measure: _one_source(raw, measure) for measure in ("three_public", "agency_operating")}
        self._cells: dict[int, dict[int, Cell]] = {}
        self._any_fund: dict[str, dict[Coordinate, list[Figure]]] = {}
        self.by_measure: dict[str, list[Coordinate]] = defaultdict(list)
        self.tables: dict[Coordinate, list[Figure]] = {}
        tables = self.tables
        for coordinate, figures in raw.items():
            key = self.fold(coordinate)
            known = tables.setdefault(key, figures)
            if known is figures:
                self.by_measure[key.measure].append(key)
            else:
                known += figures
        self.claims: dict[Coordinate, list[Claim]] = defaultdict(list)
        self.changes: dict[Coordinate, list[Claim]] = defaultdict(list)
        for claim in disclosure.claims:
            if claim.listing < 0:
                continue
            key = self.fold(claim.coordinate)
            if claim.amount is not None:
                self.claims[key].append(claim)
            if (claim.change is not None or claim.direction == "none") and claim.base == "last":
                # With balances, equal amounts of this year say nothing of what last year's sources were.
                self.changes[claim.coordinate if self.carried else key].append(claim)
        self.broken_tables = {unread.table for unread in disclosure.unread if unread.table >= 0}
        self.sums = _sums(disclosure)
        self.blanks: dict[tuple[int, int], Figure] = {}

    def of_any_fund(self, coordinate: Coordinate) -> Sequence[Figure]:
        """Figures of tables at a coordinate, whatever their source of money."""
        found = self._any_fund.get(coordinate.measure)
        if found is None:
            found = self._any_fund[coordinate.measure] = defaultdict(list)
            for key in self.by_measure.get(coordinate.measure, ()):
                found[replace(key, fund="")].extend(self.tables[key])
        return found.get(replace(coordinate, fund=""), ())

    def cell(self, figure: Figure) -> Cell | None:
        """Where a figure stands; None for one of the text or of a form.

        Only tables that are asked for are gone through: few have a wrong figure.
        """
        if figure.table < 0:
            return None
        if figure.table not in self._cells:
            self._cells[figure.table] = {
                id(one): Cell(listing, row, column)
                for listing in self.disclosure.tables[figure.table].listings
                for row, cells in enumerate(listing.cells)
                for column, one in enumerate(cells)
                if one is not None
            }
        return self._cells[figure.table].get(id(figure))

    @cached_property
    def misplaced(self) -> Misplaced:
        """Amounts that stand in the wrong rows of the tables."""
        return misplaced(self.tables, self.claims)

    @cached_property
    def printed(self) -> dict[str, list[Printed]]:
        """Where each account code is printed and by which name."""
        found: dict[str, list[Printed]] = defaultdict(list)
        for table in self.disclosure.tables:
            for listing in table.listings:
                for line in listing.lines:
                    code, own = line.misprint or line.code, line.code
                    if own and line.label and len(own) >= 3 and own[0] in "235":
                        found[code].append(Printed(code, table.index, line.line, line.label, own))
                    code, own = line.counterpart_misprint or line.counterpart, line.counterpart
                    if own and line.counterpart_name and len(own) >= 3 and own[0] in "235":
                        found[code].append(Printed(code, table.index, line.line, line.counterpart_name, own))
        return found

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """The names that are printed with each account code, mistyped ones with the code that is meant."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in chain.from_iterable(self.printed.values()):
            found[one.own].add(name_key(one.label))
        return dict(found)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every row that prints accounts of both economic classifications, whichever of them stands first."""
        found = []
        for table in self.disclosure.tables:
            for listing in table.listings:
                for line, cells in zip(listing.lines, listing.cells, strict=True):
                    if not (line.counterpart and line.code):
                        continue
                    own, other = (line.code, line.label), (line.counterpart, line.counterpart_name)
                    dept, gov = (own, other) if own[0][:1] == "3" else (other, own)
                    if dept[0][:1] == "3" and gov[0][:1] == "5":
                        amount = max([figure.fen for figure in cells if figure is not None], default=0)
                        name = table_name(table.index, self.disclosure)
                        place = Place(None, line.line, name, " ".join(dept).strip(), "", gov[0])
                        found.append(Pair(dept[0], gov[0], gov[1], amount, place))
        return found

    @cached_property
    def carried_in(self) -> Mapping[int, int]:
        """The largest balance carried in, in fen, that each table has."""
        found: dict[int, int] = {}
        for key in self.by_measure.get("carried_in", ()):
            for figure in self.tables[key]:
                found[figure.table] = max(found.get(figure.table, 0), figure.fen)
        return found

    @cached_property
    def moved_apart(self) -> frozenset[str]:
        """Measures whose sources of money are one this year but changed apart, for another source or a balance changed too."""
        moved = [claim.coordinate for claim in self.disclosure.claims if claim.listing >= 0 and claim.change and claim.change.fen]
        other = {at.measure for at in moved if at.fund and at.fund not in self.folded.get(at.measure, _ALL_FUNDS)}
        balance = {"income"} if any(at.measure in _BALANCES for at in moved) else set()
        return frozenset(other | balance | {measure for measure in self.folded if self._fell_apart(measure)})

    def _fell_apart(self, measure: str) -> bool:
        """Whether all sources together fell by more than the one there is now: last year there was another.

        One that fell by as much as the other rose is the same change, with a wrong direction.
        """
        changes: dict[str, list[int]] = defaultdict(list)
        for claim in self.disclosure.claims:
            at = claim.coordinate
            if claim.listing >= 0 and claim.change is not None and at == Coordinate(measure, at.period, at.fund):
                changes[at.fund].append(claim.change.fen)
        outer, inner = changes.pop("", ()), [fen for fund in self.folded[measure] for fen in changes.get(fund, ())]
        return bool(outer and inner) and max(outer) < min(inner) != -max(outer)

    def printed_places(self, code: str) -> list[Place]:
        """Where an account code is printed."""
        return [
            Place(None, one.line, table_name(one.table, self.disclosure), f"{code} {one.label}", "", one.label)
            for one in self.printed.get(code, ())
        ]

    def fold(self, coordinate: Coordinate) -> Coordinate:
        """The coordinate with its source of money replaced by the innermost that is the same.

        With balances, equal amounts of this year say nothing of last year's.
        """
        if self.carried and coordinate.period in _YEARS_BEFORE:
            return coordinate
        folds = self.folded.get(coordinate.measure)
        if folds and coordinate.fund in folds and coordinate.fund != "general_public_budget":
            return replace(coordinate, fund="general_public_budget")
        return coordinate


_YEARS_BEFORE = frozenset(("last", "executed"))


def _is_whole(key: Coordinate) -> bool:
    return key == Coordinate(key.measure, fund=key.fund)


def _totals(raw: Mapping[Coordinate, Sequence[Figure]]) -> Mapping[tuple[str, str], Collection[int]]:
    """What all of a measure and source of money comes to: as printed, and as the classes of each table add up.

    A printed total may be the wrong figure; then the classes still say what it should be. What most say it is: one wrong
    figure that meets another source's does not make one of the two.
    """
    said: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    classes: dict[tuple[str, str, int], dict[str, int]] = defaultdict(dict)
    for coordinate, figures in raw.items():
        measure, fund, function = coordinate.measure, coordinate.fund, coordinate.function
        if measure not in ("income", "expenditure") or len(function) not in (0, _CLASS):
            continue
        if coordinate != Coordinate(measure, fund=fund, function=function):
            continue
        if not function:
            said[measure, fund].update([figure.fen for figure in figures])
            continue
        for figure in figures:
            classes[measure, fund, figure.table].setdefault(function, figure.fen)
    for (measure, fund, _), amounts in classes.items():
        said[measure, fund][sum(amounts.values())] += 1
    return {key: {fen for fen, times in votes.items() if times == max(votes.values())} for key, votes in said.items()}


def _folds(totals: Mapping[tuple[str, str], Collection[int]], measure: str) -> frozenset[str]:
    """All funds, appropriation and general public budget are one where their totals are equal.

    Parts cannot be negative, so equal totals make every breakdown equal too.
    """
    values = {fund: frozenset(totals.get((measure, fund), ())) for fund in _ALL_FUNDS}
    inner = values["general_public_budget"]
    same = {"general_public_budget"}
    if inner & values["appropriation"] or (not values["appropriation"] and inner & values[""]):
        same.add("appropriation")
    if (inner or values["appropriation"]) & values[""] and (not inner or inner & values[""]):
        same.add("")
    if inner and max(inner) > 0:
        return frozenset(same)
    return frozenset(("general_public_budget",))


def _one_source(raw: Iterable[Coordinate], measure: str) -> frozenset[str]:
    """What only appropriation pays for is one thing, however its source is called, unless the tables tell two apart."""
    funds = {coordinate.fund for coordinate in raw if coordinate.measure == measure}
    return frozenset(_ALL_FUNDS if len(funds) == 1 else ("general_public_budget",))


Divided = dict[int, int]


def _sums(disclosure: Disclosure) -> dict[tuple[str, str], list[tuple[str, Sum, Listing, Divided]]]:
    """Every total with its sort (coded or closing), its listing, and how many totals each column divides."""
    found: dict[tuple[str, str], list[tuple[str, Sum, Listing, Divided]]] = defaultdict(list)
    for table in disclosure.tables:
        for listing in table.listings:
            divided: Divided = defaultdict(int)
            for one in listing.sums:
                if one.axis == "row":
                    for place, parts in enumerate(zip(*[listing.cells[part] for part in one.parts], strict=True)):
                        if any(parts):  # a figure is true, a blank is not
                            divided[place] += 1
                    line = listing.lines[one.total]
                    coded = line.function or line.economy_dept or line.economy_gov or line.role == "item"
                    sort = "coded" if coded else "closing"
                else:
                    sort = ""
                found[one.axis, one.along].append((sort, one, listing, divided))
    return dict(found)
