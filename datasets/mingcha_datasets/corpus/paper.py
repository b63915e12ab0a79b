"""A disclosure as it is printed, every piece of it with what it says: what is damaged, labelled and written as a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import TypeVar

from mingcha_datasets.blocks import Merged
from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.facts import Fact


class Role(Enum):
    """What a piece of text is."""

    WORDS = auto()
    AMOUNT = auto()
    """Money."""
    COUNT = auto()
    """Persons, cars, devices, meetings."""
    SHARE = auto()
    """A percentage: of a whole, or of change."""
    DIRECTION = auto()
    """增加, 减少, 持平 …"""
    CODE = auto()
    NAME = auto()
    """Of an account, a table's row or a project."""
    REASON = auto()
    YEAR = auto()
    UNIT_NAME = auto()
    """Of the unit that discloses."""
    MONEY_UNIT = auto()
    """元 or 万元, where it stands for a table or beside an amount."""
    LABEL = auto()
    """表1, 附表2 …"""
    TITLE = auto()
    """Of a table: above it, in the catalogue or in a sentence."""
    EMPTY = auto()
    """是 or 否, whether a table is empty."""
    INDICATOR = auto()
    """Of a performance form: its name or its value."""
    AIM = auto()
    """Of a performance form: what the money is to achieve."""


@dataclass(frozen=True)
class Money:
    """How amounts are printed: in 元 or 万元, with so many decimals, with or without separators, nil as this text or as 0."""

    unit: str = "元"
    decimals: int = 2
    commas: bool = False
    nil: str | None = None

    @property
    def fen(self) -> int:
        """Hundredths of a yuan in one of its unit."""
        return 1_000_000 if self.unit == "万元" else 100

    def text(self, fen: int) -> str:
        """The amount as printed, rounded half up."""
        if fen == 0 and self.nil is not None:
            return self.nil
        value = (Decimal(fen) / self.fen).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return f"{value:{',' if self.commas else ''}f}"


@dataclass(frozen=True)
class Piece:
    """A run of text or the text of a cell.

    Attributes:
        text: as printed.
        role: what it is.
        fact: what it states; None of words.
        money: how it is printed, of an AMOUNT.
        of: what a figure that belongs to this place alone is computed from: (part, whole) of a share, (this, last) of a growth,
            the members of a sum that only this sentence or list makes. () where the fact says it all.
    """

    text: str
    role: Role = Role.WORDS
    fact: Fact | None = None
    money: Money | None = None
    of: tuple[Fact, ...] = ()


BLANK = Piece("")


@dataclass(frozen=True)
class Words:
    """A line of text.

    Attributes:
        pieces: from left to right.
        role: what the line is for; `level` of a heading is 1 for the highest.
        topic: what it speaks of: overview, income, by_function, three_public, procurement, assets, performance, terms …
    """

    pieces: tuple[Piece, ...]
    role: BlockRole = BlockRole.TEXT
    level: int = 0
    topic: str = ""

    @property
    def text(self) -> str:
        """As printed."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Board:
    """A table or a performance form: rows of equally many cells, of which the first `heads` are its header.

    Attributes:
        rows: a piece a cell; of a merged cell the first has the text, the others are blank.
        heads: how many rows are header.
        merged: as in `mingcha_datasets.blocks.Grid`.
        kind: catalogue, income_and_expenditure, income, expenditure, appropriation, by_function, by_economy, basic_by_function,
            basic_by_economy, government_fund, state_capital, three_public, projects, procurement, performance_project,
            performance_whole … or a layout's own.
        title: of the table, without label.
    """

    rows: tuple[tuple[Piece, ...], ...]
    heads: int = 0
    merged: tuple[Merged, ...] = ()
    kind: str = ""
    title: str = ""


Block = Words | Board


@dataclass(frozen=True, order=True)
class Spot:
    """Where a piece stands: which block, which row of a board (0 of words), which cell or piece."""

    block: int
    row: int
    column: int


@dataclass(frozen=True)
class Paper:
    """A whole disclosure.

    Attributes:
        blocks: in the order of printing.
        layout, kind: shaanxi …, budget or final.
        unit: the name of the unit.
        year: of the budget or the account.
    """

    blocks: tuple[Block, ...]
    layout: str = ""
    kind: str = ""
    unit: str = ""
    year: int = 0

    def pieces(self) -> Iterator[tuple[Spot, Piece]]:
        """Every piece with its spot, in the order of printing."""
        for index, block in enumerate(self.blocks):
            rows = (block.pieces,) if isinstance(block, Words) else block.rows
            for row, pieces in enumerate(rows):
                for column, piece in enumerate(pieces):
                    yield Spot(index, row, column), piece

    def at(self, spot: Spot) -> Piece:
        """The piece there."""
        block = self.blocks[spot.block]
        return block.pieces[spot.column] if isinstance(block, Words) else block.rows[spot.row][spot.column]

    def with_pieces(self, changed: dict[Spot, Piece]) -> "Paper":
        """The paper with other pieces at these spots."""
        blocks = list(self.blocks)
        for spot, piece in changed.items():
            block = blocks[spot.block]
            if isinstance(block, Words):
                blocks[spot.block] = replace(block, pieces=_put(block.pieces, spot.column, piece))
            else:
                blocks[spot.block] = replace(
                    block, rows=_put(block.rows, spot.row, _put(block.rows[spot.row], spot.column, piece))
                )
        return replace(self, blocks=tuple(blocks))


T = TypeVar("T")


def _put(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    return (*items[:index], item, *items[index + 1 :])
