"""The texts of a document, gone through once for all that looks for words in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from ..reading import Document, Paragraph, Row


class Texts:
    """What is printed in paragraphs and cells.

    Attributes:
        document: as it was read.
        paragraphs, rows: of all its blocks, in order; ``printed`` what is printed in each row.
        joined: all that is printed, in order.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.paragraphs: list[Paragraph] = []
        self.rows: list[Row] = []
        self.printed: list[str] = []
        joined: list[str] = []
        for block in document.blocks:
            if isinstance(block, Paragraph):
                self.paragraphs.append(block)
                joined.append(block.text)
            else:
                printed = list(map("".join, [row.cells for row in block.rows]))
                self.rows += block.rows
                self.printed += printed
                joined += printed
        self.joined = "".join(joined)

    @cached_property
    def cells(self) -> Mapping[int, Sequence[str]]:
        """The cells of the row on each line."""
        return {row.line: row.cells for row in self.rows}

    def rows_with(self, character: re.Pattern[str]) -> list[Row]:
        """The rows in which a character of a class stands, in order."""
        ends = list(accumulate(map(len, self.printed)))
        found = dict.fromkeys([bisect_right(ends, match.start()) for match in character.finditer("".join(self.printed))])
        return [self.rows[number] for number in found]
