"""Print a paper: as blocks that writers of files take, and as text with the line and the column of every piece."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingcha_datasets import blocks
from mingcha_datasets.blocks import Block, Grid, Text
from mingcha_datasets.corpus.paper import Board, Paper, Piece, Spot, Words


@dataclass(frozen=True)
class Where:
    """Where a piece stands in the text: its line, counted from one, and the characters before it on that line."""

    line: int
    start: int


def blocks_of(paper: Paper) -> tuple[Block, ...]:
    """The paper's lines and tables without what they mean."""
    return tuple(_block(block) for block in paper.blocks)


def _block(block: Words | Board) -> Block:
    if isinstance(block, Words):
        return Text(block.text, block.role, block.level)
    return Grid(tuple(tuple(piece.text for piece in row) for row in block.rows), block.heads, block.merged)


def text_of(paper: Paper) -> str:
    """The paper as text: blank lines between blocks, tabs between cells."""
    return blocks.text_of(blocks_of(paper))


def places_of(paper: Paper) -> dict[Spot, Where]:
    """Where every piece stands in `text_of` the paper. No text of a piece has a line break."""
    return dict(_places(paper))


def _places(paper: Paper) -> Iterator[tuple[Spot, Where]]:
    line = 1
    for index, block in enumerate(paper.blocks):
        rows: tuple[tuple[Piece, ...], ...] = (block.pieces,) if isinstance(block, Words) else block.rows
        between = 0 if isinstance(block, Words) else 1
        for row, pieces in enumerate(rows):
            start = 0
            for column, piece in enumerate(pieces):
                yield Spot(index, row, column), Where(line, start)
                start += len(piece.text) + between
            line += 1
        line += 1
