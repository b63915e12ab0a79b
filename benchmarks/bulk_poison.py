"""Documents that are hostile: such as do harm by their names (benchmarks/bulk_works.py), and files cut off or encrypted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from mingcha_datasets import load_consistent, print_disclosure, sample_names
from mingcha_datasets.files import write

_ENCRYPTED = 1
"""The bit of a member's flags."""


def poison(folder: Path, number: int) -> Iterator[Path]:
    """Put so many hostile documents into the folders below one, and give their paths."""
    folders = sorted({path.parent for path in folder.rglob("*.txt")})
    for place, (kind, make) in enumerate(islice(cycle(POISON.items()), number)):
        data, ending = make()
        path = folders[7 * place % len(folders)] / f"{kind}-{place}{ending}"
        path.write_bytes(data)
        yield path


def _sound() -> tuple[bytes, str]:
    return print_disclosure(load_consistent(sample_names()[0])).encode(), ".txt"


def _cut_off(format_: str) -> Callable[[], tuple[bytes, str]]:
    def cut_off() -> tuple[bytes, str]:
        data, ending = write(load_consistent(sample_names()[0]), format_)
        return data[: len(data) // 2], ending

    return cut_off


def _encrypted_pdf() -> tuple[bytes, str]:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(100, 700, "2024")
    canvas.save()
    return file.getvalue(), ".pdf"


def _encrypted_docx() -> tuple[bytes, str]:
    """A document whose members say of themselves that they are encrypted."""
    data, ending = write(load_consistent(sample_names()[0]), "docx")
    marked = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            marked[place + flags] |= _ENCRYPTED
            place = data.find(signature, place + 1)
    return bytes(marked), ending


POISON: dict[str, Callable[[], tuple[bytes, str]]] = {
    "hangs": _sound,
    "eats": _sound,
    "crashes": _sound,
    "cut_off_docx": _cut_off("docx"),
    "encrypted_pdf": _encrypted_pdf,
    "exits": _sound,
    "cut_off_pdf": _cut_off("pdf"),
    "raises": _sound,
    "encrypted_docx": _encrypted_docx,
    "cut_off_xlsx": _cut_off("xlsx"),
}
"""By the first word of a file's name: its bytes and how its name ends."""
