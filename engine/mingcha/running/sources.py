"""Which files are screened: what the user named, as tasks; folders, archives, lists, patterns and URLs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..reading import Limits
from .task import Task


def tasks_of(sources: Iterable[str], passed: list[str] | None = None) -> Iterator[Task]:
    """The files that sources name, each once; sorted within each folder, and never all in memory.

    Args:
        sources: paths and URLs of files, folders and archives; patterns with ``*``, ``?`` and ``**``; ``@FILE`` for a list with
            one source a line, ``@-`` for one on the standard input.
        passed: is given the files of folders whose names say that they are no document.

    Raises:
        UsageError: a source does not exist, a pattern fits nothing, a list cannot be read.
    """
    raise NotImplementedError


def bundle_tasks_of(sources: Iterable[str], limits: Limits, passed: list[str] | None = None) -> Iterator[Task]:
    """The named files together, each named folder and each archive as one disclosure each.

    Args:
        sources: as for ``tasks_of``.
        limits: of reading.
        passed: is given the files of folders whose names say that they are no document.

    Raises:
        UsageError: as ``tasks_of``.
    """
    raise NotImplementedError
