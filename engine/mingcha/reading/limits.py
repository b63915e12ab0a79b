"""What is too large to be a disclosure: every cap on reading and screening, one named option each."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Limits(Struct, frozen=True):
    """Caps on reading and screening; over one of them a document is refused, or the part over it is left out and recorded.

    Each is an option of the command line too, ``max_bytes`` as ``--max-bytes``, and says there what it says here.
    """

    max_bytes: Annotated[int, Meta(description="Bytes of a file.")] = 100_000_000
    max_text: Annotated[int, Meta(description="Bytes of a text file, or of what any other file says.")] = 20_000_000
    max_columns: Annotated[int, Meta(description="Columns of a table row; a wider one is left out.")] = 512
    max_cell: Annotated[int, Meta(description="Characters of a table cell; what is beyond them is left out.")] = 20_000
    max_lines: Annotated[int, Meta(description="Lines of a file; those after them are left out.")] = 500_000
    max_pages: Annotated[int, Meta(description="Pages of a PDF or image file; those after them are left out.")] = 2_000
    max_objects: Annotated[int, Meta(description="Objects or characters of a page of a PDF; a fuller page is left out.")] = (
        300_000
    )
    max_cells: Annotated[int, Meta(description="Cells of a sheet or document.")] = 2_000_000
    max_span: Annotated[int, Meta(description="Rows or columns that a merged cell spans.")] = 1_000
    max_depth: Annotated[int, Meta(description="Elements or tables nested in each other.")] = 200
    max_members: Annotated[int, Meta(description="Members of an archive; Word and Excel files are archives too.")] = 5_000
    max_ratio: Annotated[int, Meta(description="Unpacked to packed bytes of a member, beyond its first million bytes.")] = 200
    max_unpacked: Annotated[int, Meta(description="Bytes of all members of an archive, unpacked.")] = 500_000_000
    max_archives: Annotated[int, Meta(description="Archives in one another.")] = 3
    max_memory: Annotated[int, Meta(description="Bytes of memory for reading a document.")] = 1_610_612_736
    max_cpu: Annotated[int, Meta(description="Seconds of processor time for reading a document.")] = 120
    max_seconds: Annotated[int, Meta(description="Seconds, on the wall, for reading a document.")] = 180
    max_archive_seconds: Annotated[int, Meta(description="Seconds, on the wall, for reading the files of an archive.")] = 1_800
    max_ocr_pages: Annotated[int, Meta(description="Pages of a document that are recognised as pictures.")] = 300
    max_ocr_seconds: Annotated[int, Meta(description="Seconds that each recognised page adds to both times.")] = 30
    max_pixels: Annotated[int, Meta(description="Pixels of a picture; a larger one is left out.")] = 80_000_000
    max_screen_seconds: Annotated[
        int, Meta(description="Seconds, on the wall, for understanding and checking a document that was read.")
    ] = 300
    max_screen_memory: Annotated[int, Meta(description="Bytes of memory of a process that screens documents.")] = 3_221_225_472
