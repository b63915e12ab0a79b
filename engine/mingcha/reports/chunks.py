"""Rows that pages load on demand, as scripts of a limited size: a page that was opened from disk can load nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .pages import in_script

MOST = 1_000_000
"""Bytes from which on a further script is begun; the rows are far smaller than what is left to 2 MB."""


class Chunks:
    """Scripts of rows, written as rows come; so little is held that there may be any number of them.

    Args:
        folder: where they go, made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: Counter[str] = Counter()
        """How many scripts each list has: NAME-0.js and so on."""
        self._sizes: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, rows: Sequence[bytes]) -> None:
        """Append rows to a list.

        Args:
            name: of the list.
            rows: each as JSON that is safe in a script.

        Raises:
            OSError: a file cannot be written.
        """
        at = 0
        while at < len(rows):
            size = self._sizes.get(name, MOST)
            if size >= MOST:
                self._end(name)
                self.counts[name] += 1
                size = 0
            begin = at
            while at < len(rows) and size < MOST:
                size += len(rows[at]) + 2
                at += 1
            first = name not in self._sizes
            opening = b"mingcha.data[" + in_script(f"{name}-{self.counts[name] - 1}") + b"]=[\n" if first else b",\n"
            with self._path(name).open("wb" if first else "ab") as file:
                file.write(opening + b",\n".join(rows[begin:at]))
            self._sizes[name] = size

    def close(self) -> None:
        """End all lists."""
        for name in list(self._sizes):
            self._end(name)

    def _end(self, name: str) -> None:
        if self._sizes.pop(name, None) is not None:
            with self._path(name).open("ab") as file:
                file.write(b"\n];\n")

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.counts[name] - 1}.js"
