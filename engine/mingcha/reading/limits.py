"""What is too large to be a disclosure: every cap on reading, one named option each."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """Caps on reading; over one of them a document is refused, or the part over it is left out and recorded.

    Attributes:
        max_bytes: of one file.
        max_text: bytes of one text file, which is read in the process itself.
        max_columns: of one table row; a wider row is left out and recorded.
        max_lines: of one file.
        max_pages: of one PDF or image file; of a longer one the first are read and the rest is recorded.
        max_cells: of one workbook sheet or document.
        max_span: of one merged cell, in rows or columns.
        max_depth: of nested elements or tables.
        max_members: of one archive, Word or Excel files included.
        max_ratio: of unpacked to packed bytes of one member beyond the first million bytes.
        max_unpacked: bytes of all members of one archive, unpacked.
        max_memory: bytes that the child process reading a document may use.
        max_cpu: seconds of processor time for one document; ``max_seconds`` of time on the wall.
        max_ocr_pages: of one document that are recognised as pictures; each adds ``max_ocr_seconds`` to the time it may take.
        max_pixels: of one picture; a larger one is left out and recorded.
    """

    max_bytes: int = 100_000_000
    max_text: int = 20_000_000
    max_columns: int = 512
    max_lines: int = 500_000
    max_pages: int = 2_000
    max_cells: int = 2_000_000
    max_span: int = 1_000
    max_depth: int = 200
    max_members: int = 5_000
    max_ratio: int = 200
    max_unpacked: int = 500_000_000
    max_memory: int = 1_610_612_736
    max_cpu: int = 120
    max_seconds: int = 180
    max_ocr_pages: int = 300
    max_ocr_seconds: int = 30
    max_pixels: int = 80_000_000
