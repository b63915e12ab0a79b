"""The files of the knowledge: which there are, where they lie, what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import KnowledgeError

MAX_BYTES: Mapping[str, int] = {".yaml": 500_000, ".csv": 2_000_000}
_OTHER_NAMES = {".yml": ".yaml", ".tsv": ".csv"}


class Source(NamedTuple):
    """A file of the knowledge.

    Attributes:
        name: its path inside the knowledge, such as rules/TOT/TOT-001.yaml.
        shown: its path as the user knows it.
        data: its bytes.
    """

    name: str
    shown: str
    data: bytes

    @property
    def text(self) -> str:
        """Its text.

        Raises:
            KnowledgeError: it is not UTF-8.
        """
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise KnowledgeError(self.shown, "not UTF-8; save the file as UTF-8", line) from None


def sources(base: Path, overlay: Path | None, but: Iterable[Path] = ()) -> dict[str, Source]:
    """All files by name, those of ``overlay`` in place of those of ``base``; ``but`` are left out.

    Raises:
        KnowledgeError: a folder is not there, or a file is too large, cannot be read, or lies where nothing reads it.
    """
    left_out = {path.resolve() for path in but}
    found = {source.name: source for source in _in_folder(base, left_out)}
    if overlay is not None:
        folders = {name.partition("/")[0] for name in found}
        for source in _in_folder(overlay, left_out):
            if source.name.partition("/")[0] not in folders:
                raise KnowledgeError(source.shown, f"nothing reads this file; put it into one of {', '.join(sorted(folders))}")
            found[source.name] = source
    return dict(sorted(found.items()))


def digest(files: Iterable[Source]) -> str:
    """A hash of names and contents: the same on any machine, another when a letter changes."""
    sha = hashlib.sha256()
    for source in files:
        sha.update(source.name.encode() + b"\0" + source.data + b"\0")
    return sha.hexdigest()


def read_source(path: Path, name: str) -> Source:
    """Read one file.

    Raises:
        KnowledgeError: it is too large or cannot be read.
    """
    limit = MAX_BYTES.get(path.suffix, MAX_BYTES[".yaml"])
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise KnowledgeError(str(path), f"{error.strerror or error}; check the path and the permissions") from None
    if len(data) > limit:
        raise KnowledgeError(str(path), f"over {limit:,} bytes; split the file")
    return Source(name, str(path), data)


def _in_folder(folder: Path, left_out: Iterable[Path]) -> Iterator[Source]:
    if not folder.is_dir():
        raise KnowledgeError(str(folder), "there is no such knowledge folder; check --knowledge")
    for inside in sorted(_names(folder)):
        path = folder / inside
        if not path.is_file() or (left_out and path.resolve() in left_out):
            continue
        if path.suffix not in MAX_BYTES:
            right = _OTHER_NAMES.get(path.suffix.lower(), path.suffix.lower())
            raise KnowledgeError(str(path), f"only names that end in .yaml and .csv are read; rename it to {path.stem}{right}")
        yield read_source(path, inside)


def _names(folder: Path) -> Iterator[str]:
    """What is in a folder and below it under a name like that of knowledge; nothing that is hidden."""
    endings = (*MAX_BYTES, *_OTHER_NAMES)
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = os.path.relpath(top, folder).replace(os.sep, "/")
        for name in names:
            if name.lower().endswith(endings) and not name.startswith("."):
                yield name if inside == "." else f"{inside}/{name}"
