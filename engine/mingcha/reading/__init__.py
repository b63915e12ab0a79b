"""Bytes to Document: what was printed, in reading order, each with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Block, Document, Paragraph, Problem, Row, Spot, Table
from .kinds import KINDS, Kind, kind_of
from .limits import Limits

__all__ = [
    "Block",
    "Content",
    "Document",
    "Limits",
    "Paragraph",
    "Problem",
    "Row",
    "Spot",
    "Table",
    "read",
    "read_here",
    "refuse_over",
]


def read(data: bytes, name: str, limits: Limits | None = None, *, here: bool = False) -> Document:
    """Read one document.

    Args:
        data: the file's bytes.
        name: how to call it in messages and findings.
        limits: what is too large to read; the defaults suit any real disclosure.
        here: in this process, whatever its kind: for a process that is there for that.

    Raises:
        UnreadableDocumentError: empty, damaged, encrypted, of a kind that is not read, or over a limit.
    """
    limits = limits or Limits()
    if not data.strip():
        raise UnreadableDocumentError(name, "the file is empty; publish or export it again")
    refuse_over(len(data), limits.max_bytes, "--max-bytes", name)
    kind = kind_of(data, name)
    if kind == "text":
        refuse_over(len(data), limits.max_text, "--max-text", name)
    if here or kind == "text":
        content = read_here(data, name, kind, limits)
    else:
        from .sandbox import shared

        content = shared().read(data, name, KINDS[kind], limits)
    return Document(name, hashlib.sha256(data).hexdigest(), content.blocks, content.problems, content.markup, kind, content.spots)


def refuse_over(size: int, limit: int, option: str, name: str) -> None:
    """Refuse a file of more bytes than the limit that ``option`` names.

    Raises:
        UnreadableDocumentError: it is larger.
    """
    if size > limit:
        raise UnreadableDocumentError(
            name, f"{size:,} bytes are over the limit of {limit:,}; split the file or raise the limit ({option})"
        )


def read_here(data: bytes, name: str, kind: str, limits: Limits) -> Content:
    """Read a document of a known kind in this process; what is not plain text belongs into a child process (``sandbox``).

    Raises:
        UnreadableDocumentError: damaged, encrypted, or over a limit.
    """
    content = reader_of(KINDS[kind], name)(data, name, limits)
    assert isinstance(content, Content)
    return content


def reader_of(kind: Kind, name: str) -> Callable[..., object]:
    """The function that reads a kind of file.

    Raises:
        UnreadableDocumentError: there is none; the message names the document.
    """
    module, function = kind.reader.split(":")
    try:
        reader: Callable[..., object] = getattr(import_module(module if "." in module else f".{module}", __name__), function)
    except ModuleNotFoundError:
        raise UnreadableDocumentError(
            name, f"this is a {kind.title} file, which is not read yet; export it as text with tabs between cells"
        ) from None
    return reader
