"""Random tables with merged cells, the oracle of the readers of Word and HTML files."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

Area = tuple[int, int, int, int]


class Merged(NamedTuple):
    """A table whose cells, merged ones too, cover it; the last row has none, so that every column begins there."""

    rows: int
    columns: int
    areas: tuple[Area, ...]

    def area(self, row: int, column: int) -> Area:
        """Top, left, height and width of the cell that covers a place."""
        for top, left, down, across in self.areas:
            if top <= row < top + down and left <= column < left + across:
                return top, left, down, across
        return row, column, 1, 1

    @staticmethod
    def text(row: int, column: int) -> str:
        """What the cell that begins at a place says; some say nothing."""
        return "" if (row * 7 + column) % 5 == 0 else f"r{row}c{column}"

    def printed(self) -> list[tuple[str, ...]]:
        """Its rows as they are to be read."""
        return [
            tuple(self.text(row, column) if self.area(row, column)[:2] == (row, column) else "" for column in range(self.columns))
            for row in range(self.rows)
        ]

    def spans(self) -> list[list[tuple[int, int] | None]]:
        """Height and width of each cell that begins at a place."""
        return [
            [
                self.area(row, column)[2:] if self.area(row, column)[:2] == (row, column) else None
                for column in range(self.columns)
            ]
            for row in range(self.rows)
        ]


@st.composite
def merged_tables(draw: st.DrawFn) -> Merged:
    """Tables of up to 7 rows and 6 columns."""
    rows, columns = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(rows - 1) for column in range(columns)}
    areas: list[Area] = []
    for _ in range(draw(st.integers(0, 6))):
        top, left = draw(st.integers(0, rows - 2)), draw(st.integers(0, columns - 1))
        down, across = draw(st.integers(1, rows - 1 - top)), draw(st.integers(1, columns - left))
        covered = {(row, column) for row in range(top, top + down) for column in range(left, left + across)}
        if covered <= free:
            free -= covered
            areas.append((top, left, down, across))
    return Merged(rows, columns, tuple(areas))
