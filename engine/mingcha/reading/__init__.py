"""Bytes to Document: what was printed, in reading order, each with its place."""

from __future__ import annotations

import hashlib

from ..errors import UnreadableDocumentError
from .document import Block, Document, Paragraph, Problem, Row, Table
from .text import Limits, decode, read_blocks

__all__ = ["Block", "Document", "Limits", "Paragraph", "Problem", "Row", "Table", "read"]

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word, Excel or zip"),
    (b"\xd0\xcf\x11\xe0", "old Word or Excel"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"{\\rtf", "RTF"),
)


def read(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """Read one document.

    Args:
        data: the file's bytes.
        name: how to call it in messages and findings.
        limits: what is too large to read; the defaults suit any real disclosure.

    Raises:
        UnreadableDocumentError: empty, binary, in an unknown encoding, or over a limit.
    """
    limits = limits or Limits()
    if not data.strip():
        raise UnreadableDocumentError(name, "the file is empty; publish or export the text again")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocumentError(
                name, f"this is a {kind} file, which is not read yet; export it as text with tabs between cells"
            )
    if len(data) > limits.max_bytes:
        raise UnreadableDocumentError(
            name,
            f"{len(data):,} bytes are over the limit of {limits.max_bytes:,}; split the file or raise the limit (--max-bytes)",
        )
    return Document(name, hashlib.sha256(data).hexdigest(), *read_blocks(decode(data, name), limits))
