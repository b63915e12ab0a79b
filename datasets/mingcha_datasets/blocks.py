"""What a printed disclosure consists of: lines of text and grids of cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

Cells = Sequence[str]


class Role(Enum):
    """What a line of text is for."""

    TEXT = auto()
    HEADING = auto()
    LABEL = auto()
    """表1, which stands beside a table's title."""
    TITLE = auto()
    """The title of a table."""
    ABOVE = auto()
    """Whose table it is and its unit of money, between the title and the table."""
    NOTE = auto()
    """The note below a table."""


@dataclass(frozen=True)
class Text:
    """One line or several that stand together; `level` of a heading is 1 for the highest."""

    text: str
    role: Role = Role.TEXT
    level: int = 0


@dataclass(frozen=True)
class Merged:
    """A cell that spans several: where it begins, how many rows down and columns across."""

    row: int
    column: int
    down: int
    across: int


@dataclass(frozen=True)
class Grid:
    """A table: rows of equally many cells, of which the first `heads` are its header; a merged cell's text is at its first."""

    rows: tuple[tuple[str, ...], ...]
    heads: int = 0
    merged: tuple[Merged, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def text(self) -> str:
        """The rows as lines of tab-separated cells."""
        return "\n".join(map("\t".join, self.rows))

    def spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell that is printed, by row and column, how many rows and columns it spans; covered cells are left out."""
        spans = {(row, column): (1, 1) for row in range(len(self.rows)) for column in range(self.width)}
        for merged in self.merged:
            for row in range(merged.row, merged.row + merged.down):
                for column in range(merged.column, merged.column + merged.across):
                    del spans[row, column]
            spans[merged.row, merged.column] = (merged.down, merged.across)
        return dict(sorted(spans.items()))


Block = Text | Grid


def text_of(blocks: Iterable[Block]) -> str:
    """The blocks as text: paragraphs and tables between blank lines, cells between tabs."""
    return "\n\n".join(block.text for block in blocks) + "\n"


def grid(parts: Iterable[Grid]) -> Grid:
    """The parts below each other, all as wide as the widest; only the header of the first is the whole's."""
    found = [part for part in parts if part.rows]
    width = max((len(row) for part in found for row in part.rows), default=0)
    rows: list[tuple[str, ...]] = []
    merged: list[Merged] = []
    for part in found:
        merged.extend(replace(each, row=each.row + len(rows)) for each in part.merged)
        rows.extend((*row, *[""] * (width - len(row))) for row in part.rows)
    return Grid(tuple(rows), found[0].heads if found else 0, tuple(merged))


def headed(header: Sequence[Cells], rows: Iterable[Cells]) -> Grid:
    """A header whose cells span the blanks to their right and below, and the rows under it."""
    whole = grid([Grid(tuple(map(tuple, (*header, *rows))), len(header))])
    return replace(whole, merged=tuple(_header_cells(whole.rows[: whole.heads])))


def _header_cells(rows: Sequence[Cells]) -> Iterator[Merged]:
    """The cells that span others: to the right as far as what stands above spans too, then down over blanks."""
    owner: dict[tuple[int, int], int] = {}
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if (row, column) in covered or not text:
                continue
            across = 1
            while (
                column + across < len(cells)
                and not cells[column + across]
                and (row, column + across) not in covered
                and owner.get((row - 1, column)) == owner.get((row - 1, column + across))
            ):
                across += 1
            columns = range(column, column + across)
            down = 1
            while row + down < len(rows) and not any(rows[row + down][each] for each in columns):
                down += 1
            inside = {(row + below, each) for below in range(down) for each in columns}
            owner.update(dict.fromkeys(inside, row * len(cells) + column))
            covered |= inside
            if len(inside) > 1:
                yield Merged(row, column, down, across)
