"""What kind of file bytes are, told by their content and never by the name."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file: what to call it in messages, and the module and function of ``reading`` that read it."""

    title: str
    reader: str


KINDS = {
    "text": Kind("text", "text:read_text"),
    "pdf": Kind("PDF", "pdf:read_pdf"),
    "docx": Kind("Word", "docx:read_docx"),
    "doc": Kind("old Word or WPS", "converted:read_converted"),
    "rtf": Kind("RTF", "converted:read_converted"),
    "xlsx": Kind("Excel", "xlsx:read_xlsx"),
    "xls": Kind("old Excel or ET", "xls:read_xls"),
    "html": Kind("HTML", "html:read_html"),
    "image": Kind("image", "pictures:read_picture"),
    "zip": Kind("zip archive", "archives:read_zip"),
}


def kind_of(data: bytes, name: str) -> str:
    """The kind of file: a key of ``KINDS``.

    Raises:
        UnreadableDocumentError: a kind that is not read; the message names it and says what helps.
    """
    for magic, kind in (
        (b"%PDF-", "pdf"),
        (b"PK\x03\x04", "docx"),
        (b"\xd0\xcf\x11\xe0", "doc"),
        (b"\x89PNG", "image"),
        (b"\xff\xd8\xff", "image"),
        (b"{\\rtf", "rtf"),
    ):
        if data.startswith(magic):
            return kind
    return "text"
