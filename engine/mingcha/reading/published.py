"""What of a document its readers see: hidden sheets and hidden paragraphs are read, but nobody published them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec.structs

from .document import Block, Document, Paragraph, Problem, Row, Spot, Table, lines_of


def published(document: Document) -> Document:
    """The document without the blocks that are hidden as a whole, and with a problem that tells of them.

    Hidden rows and columns of a table that is shown stay: its totals count them. They are marked where they stand.
    """
    if not any(spot.hidden for spot in document.spots.values()):
        return document
    hidden = [block for block in document.blocks if _is_hidden(block, document)]
    seen = tuple([block for block in document.blocks if not _is_hidden(block, document)])
    problems = (*document.problems, *_told(hidden, seen, document))
    return msgspec.structs.replace(document, blocks=seen, problems=problems)


def _is_hidden(block: Block, document: Document) -> bool:
    return all(line in document.spots and document.spots[line].hidden for line in lines_of(block))


def _told(hidden: list[Block], seen: tuple[Block, ...], document: Document) -> Iterator[Problem]:
    """What is hidden of a page or a Word document; a workbook's reader tells of its sheets, rows and columns itself."""
    blocks = [block for block in hidden if not document.spots[block.line].sheet]
    if blocks:
        tables = sum(isinstance(block, Table) for block in blocks)
        yield Problem(
            f"{tables:,} table(s) and {len(blocks) - tables:,} paragraph(s) are hidden (the first {_place(document, blocks[0])}) "
            "and take no part in the screening; show them if they are to be published",
            blocks[0].line,
            left_out=any(map(_has_figures, blocks)),
        )
    rows = [row for block in seen if isinstance(block, Table) for row in block.rows if _is_kept(document.spots.get(row.line))]
    if rows:
        yield Problem(
            f"{len(rows):,} row(s) of tables are hidden (the first {_place(document, rows[0])}); they were read like the others",
            rows[0].line,
            left_out=False,
        )


def _is_kept(spot: Spot | None) -> bool:
    """Whether a row of a table that is seen is hidden."""
    return spot is not None and spot.hidden and not spot.sheet


def _has_figures(block: Block) -> bool:
    said = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
    return any(character.isdigit() for text in said for character in text)


def _place(document: Document, block: Block | Row) -> str:
    """Where a hidden part stands, in the words of its kind of file."""
    spot = document.spots[block.line]
    if spot.table:
        return f"in row {spot.row} of table {spot.table}" if spot.row else f"in table {spot.table}"
    return f"in paragraph {spot.paragraph}" if spot.paragraph else f"in line {spot.line}" if spot.line else f"on page {spot.page}"
