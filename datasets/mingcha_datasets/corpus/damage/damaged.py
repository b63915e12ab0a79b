"""What a damage is: pieces printed otherwise, lines and rows left out, and what its label says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mingcha_datasets.blocks import Merged
from mingcha_datasets.corpus.paper import Board, Paper, Piece, Spot

AMOUNTS, WORDS = "amounts", "words"
"""What reveals a flaw: an amount of another place or a sum, or what words of the paper say, name or leave out."""


@dataclass(frozen=True)
class Flaw:
    """What is wrong, by spots of the intact paper; otherwise as in `mingcha_datasets.corpus.labels.Defect`.

    Attributes:
        where: the wrong place first.
        stated, expected: "" where it is no matter of one text.
        revealed_by: by what the paper itself shows it: `AMOUNTS` or `WORDS`; "" where nothing in it does.
    """

    kind: str
    where: tuple[Spot, ...]
    stated: str
    expected: str
    explanation: str
    correction: str
    revealed_by: str
    severity: str = "error"
    confidence: str = "certain"

    @property
    def revealed(self) -> bool:
        """Whether the paper itself shows it."""
        return bool(self.revealed_by)


@dataclass(frozen=True)
class Damage:
    """One cause of wrong figures or words.

    Attributes:
        flaws: the cause first, then what only follows from it.
        put: pieces that are printed instead of others.
        without: blocks that are not printed, and rows of boards: (block, None) and (block, row).
        kind: which of the kinds it is.
    """

    flaws: tuple[Flaw, ...]
    put: Mapping[Spot, Piece] = field(default_factory=dict)
    without: frozenset[tuple[int, int | None]] = frozenset()
    kind: str = ""

    @property
    def spots(self) -> set[Spot]:
        """Where something is printed otherwise, or a label points to."""
        return {*self.put, *(spot for flaw in self.flaws for spot in flaw.where)}


@dataclass(frozen=True)
class Moved:
    """Where the spots of a paper are after blocks and rows of it were left out."""

    without: frozenset[tuple[int, int | None]]

    def __call__(self, spot: Spot) -> Spot:
        """The spot in the shorter paper."""
        blocks = sum(row is None and block < spot.block for block, row in self.without)
        rows = sum(row is not None and block == spot.block and row < spot.row for block, row in self.without)
        return Spot(spot.block - blocks, spot.row - rows, spot.column)


def shortened(paper: Paper, without: frozenset[tuple[int, int | None]]) -> Paper:
    """The paper without some of its blocks and rows. No row that is left out begins a merged cell."""
    blocks = [
        _without_rows(block, {row for other, row in without if other == index and row is not None})
        if isinstance(block, Board)
        else block
        for index, block in enumerate(paper.blocks)
        if (index, None) not in without
    ]
    return replace(paper, blocks=tuple(blocks))


def _without_rows(board: Board, rows: set[int]) -> Board:
    if not rows:
        return board
    kept = tuple(cells for row, cells in enumerate(board.rows) if row not in rows)
    heads = board.heads - sum(row < board.heads for row in rows)
    return replace(board, rows=kept, heads=heads, merged=tuple(_less(board.merged, rows)))


def _less(merged: tuple[Merged, ...], rows: set[int]) -> Iterator[Merged]:
    for each in merged:
        down = each.down - sum(each.row <= row < each.row + each.down for row in rows)
        if down:
            yield replace(each, row=each.row - sum(row < each.row for row in rows), down=down)


def can_leave_out(board: Board, row: int) -> bool:
    """Whether no merged cell that goes on below begins in the row."""
    return not any(each.row == row and each.down > 1 for each in board.merged)
