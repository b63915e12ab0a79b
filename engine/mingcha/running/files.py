"""Which files are screened: those that are named, and of a folder those that can be documents; and what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import UnreadableDocumentError, UsageError
from ..reading import Limits, refuse_over
from ..reading.archives import is_by_product

SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".tsv", ".csv", ".pdf", ".htm", ".html", ".xhtml", ".mht", ".mhtml"),
        *(".doc", ".docx", ".docm", ".dot", ".dotx", ".wps", ".wpt", ".rtf", ".odt", ".uof", ".uot", ".pptx"),
        *(".xls", ".xlsx", ".xlsm", ".xlt", ".xltx", ".xltm", ".xlsb", ".et", ".ett", ".ods"),
        *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".ofd", ".ceb", ".caj"),
        *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"),
    )
)
"""Names of files in a folder that are tried, those of kinds that are not read too: that such a file could not be read is told."""


def collect(sources: Iterable[str | os.PathLike[str]]) -> tuple[list[Path], list[Path]]:
    """Files to screen and files passed over, both sorted within each folder.

    A file that is named is always tried; of a folder only files whose names end like a document's or an archive's, and none that
    programs leave behind.

    Raises:
        UsageError: a source does not exist.
    """
    files: list[Path] = []
    passed: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            for found in sorted(path.rglob("*")):
                if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts):
                    tried = found.suffix.lower() in SUFFIXES and not is_by_product(found.name)
                    (files if tried else passed).append(found)
        elif path.exists():
            files.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder; check the path")
    return list(dict.fromkeys(files)), passed


def contents(path: str | os.PathLike[str], limits: Limits, name: str | None = None) -> bytes:
    """The bytes of a file; of one that is too large nothing is read, and of what has no size no more than may be.

    Args:
        path: of the file.
        limits: what is too large to read.
        name: how to call it in messages; the path where None.

    Raises:
        UnreadableDocumentError: it is over ``max_bytes``, a folder, not there, or the user may not read it.
    """
    name = name or str(path)
    try:
        with open(path, "rb") as file:
            refuse_over(os.fstat(file.fileno()).st_size, limits.max_bytes, "--max-bytes", name)
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise UnreadableDocumentError(name, f"{error.strerror or error}; check the path and the permissions") from None
    refuse_over(len(data), limits.max_bytes, "--max-bytes", name)
    return data
