"""What of a document its readers see: hidden sheets and hidden paragraphs are read, but nobody published them."""

from __future__ import annotations

import msgspec.structs

from .document import Block, Document, Paragraph


def published(document: Document) -> Document:
    """The document without the blocks that are hidden as a whole.

    Hidden rows and columns of a table that is shown stay: its totals count them. They are marked where they stand.
    """
    if not any(spot.hidden for spot in document.spots.values()):
        return document
    return msgspec.structs.replace(
        document, blocks=tuple([block for block in document.blocks if not _is_hidden(block, document)])
    )


def _is_hidden(block: Block, document: Document) -> bool:
    lines = [span.line for span in block.spans] if isinstance(block, Paragraph) else [row.line for row in block.rows]
    return all(line in document.spots and document.spots[line].hidden for line in lines)
