"""What stands around a figure: its cell, its neighbours, the totals it is of, the sentence it is in, its equals elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from ..checking.cube import Cell, Cube
from ..understanding import Claim, Figure, Line, Sum
from .places import row_name

_SIDES = {"on_left": (0, -1), "on_right": (0, 1), "above": (-1, 0), "below": (1, 0)}


class Surroundings:
    """An index over the figures of one disclosure by the very objects: two are one cell only where they are one object."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube

    def cell(self, figure: Figure) -> Cell | None:
        """Where a figure stands; None for one of the text or of a form."""
        return self.cube.cell(figure)

    def line(self, figure: Figure) -> Line | None:
        """The line of a listing that a figure stands in."""
        cell = self.cell(figure)
        return None if cell is None else cell.line

    def row(self, figure: Figure) -> str:
        """What a figure's row is called; where its label stands in the list more than once, with the one that it is under."""
        cell = self.cell(figure)
        if cell is None:
            return row_name(figure, None)
        lines = cell.listing.lines
        alike = [line for line in lines if line.label == cell.line.label]
        above = [one.total for one in cell.listing.sums if one.axis == "row" and cell.row in one.parts] if len(alike) > 1 else []
        return row_name(figure, cell.line, "".join(lines[above[0]].label.split()) if above else "")

    def is_change(self, figure: Figure) -> bool:
        """Whether a figure is a change against last year that the text states."""
        claim = self.claim(figure)
        return claim is not None and claim.change is figure

    def claim(self, figure: Figure) -> Claim | None:
        """The claim that states a figure as its amount or its change."""
        return self._claims.get(id(figure))

    def parts(self, figure: Figure) -> list[tuple[Figure, int]]:
        """The parts of a total, and theirs, each with its depth; empty where the figure is no total."""
        found: list[tuple[Figure, int]] = []
        seen = {id(figure)}
        level = [figure]
        for depth in (1, 2):
            below = [part for one in level for part in self._direct(one) if id(part) not in seen]
            seen.update(map(id, below))
            found += ((part, depth) for part in below)
            level = below
        return found

    def is_part(self, figure: Figure) -> bool:
        """Whether some total has the figure in it."""
        cell = self.cell(figure)
        return cell is not None and any(
            (cell.row if one.axis == "row" else cell.column) in one.parts for one in cell.listing.sums
        )

    def neighbours(self, figure: Figure) -> Iterator[tuple[str, Figure]]:
        """The figures on the four sides of a cell."""
        cell = self.cell(figure)
        if cell is None:
            return
        cells = cell.listing.cells
        for side, (row, column) in _SIDES.items():
            down, across = cell.row + row, cell.column + column
            if 0 <= down < len(cells) and 0 <= across < len(cells[down]):
                other = cells[down][across]
                if other is not None:
                    yield side, other

    def row_beside(self, figure: Figure, by: int) -> Sequence[tuple[Figure | None, Figure | None]]:
        """The cells of a figure's row, each with the one of the next row that stands in its column."""
        cell = self.cell(figure)
        if cell is None or not 0 <= cell.row + by < len(cell.listing.cells):
            return ()
        return list(zip(cell.listing.cells[cell.row], cell.listing.cells[cell.row + by], strict=True))

    def column_beside(self, figure: Figure, by: int) -> Sequence[tuple[Figure | None, Figure | None]]:
        """The cells of a figure's column, each with the one of the next column that stands in its row."""
        cell = self.cell(figure)
        if cell is None or not 0 <= cell.column + by < len(cell.listing.columns):
            return ()
        return [(row[cell.column], row[cell.column + by]) for row in cell.listing.cells]

    def stating(self, fen: int) -> Sequence[Figure]:
        """The figures of tables that state exactly this amount."""
        return self._by_amount.get(fen, ())

    def _direct(self, figure: Figure) -> Iterator[Figure]:
        cell = self.cell(figure)
        if cell is None:
            return
        listing = cell.listing
        for one in self._sums.get(id(listing), {}).get(("row", cell.row), ()):
            yield from (part for at in (*one.parts, *one.optional) if (part := listing.cells[at][cell.column]) is not None)
        for one in self._sums.get(id(listing), {}).get(("column", cell.column), ()):
            yield from (part for at in (*one.parts, *one.optional) if (part := listing.cells[cell.row][at]) is not None)

    @cached_property
    def _sums(self) -> dict[int, dict[tuple[str, int], list[Sum]]]:
        found: dict[int, dict[tuple[str, int], list[Sum]]] = {}
        for table in self.cube.disclosure.tables:
            for listing in table.listings:
                of_listing: dict[tuple[str, int], list[Sum]] = defaultdict(list)
                for one in listing.sums:
                    of_listing[one.axis, one.total].append(one)
                found[id(listing)] = of_listing
        return found

    @cached_property
    def _claims(self) -> dict[int, Claim]:
        return {
            id(figure): claim
            for claim in self.cube.disclosure.claims
            for figure in (claim.amount, claim.change)
            if figure is not None
        }

    @cached_property
    def _by_amount(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.cube.disclosure.figures:
            found[figure.fen].append(figure)
        return found
