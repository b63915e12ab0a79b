"""The journal of a run: which tasks there are and what became of each, kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from .task import Answer, Record, Settings, Task

NAME = "journal.sqlite"


class Progress(Struct, frozen=True):
    """How far a run is.

    Attributes:
        tasks: how many there are; ``done`` how many of them have an answer; ``bytes`` and ``bytes_done`` of their files.
        documents: how many the answers hold that are part of no other; ``failed`` and ``partly`` how many of them were not read.
        errors, warnings, hints: findings of severity error, warning, info.
        stopped: how many tasks a limit or a crash ended.
        seconds: on the wall that runs have worked on it, together; ``screened`` how many tasks the last run has screened in its
            ``last`` seconds, from which rate and time left follow.
        state: running, stopped (another run goes on), or complete (its files are written).
        settings: key of the settings (``Settings.key``); ``knowledge`` the hash of the knowledge.
    """

    tasks: int
    done: int
    bytes: int
    bytes_done: int
    documents: int
    failed: int
    partly: int
    errors: int
    warnings: int
    hints: int
    stopped: int
    seconds: float
    screened: int
    last: float
    state: str
    settings: str
    knowledge: str


class Journal:
    """The journal in the folder of a run: an SQLite database beside a lock that one run holds at a time.

    What ``add`` was given is on the disk, all of it or nothing, when it returns; whatever ends the process or the machine, at any
    instant, the next run finds what was added and nothing else.

    Args:
        folder: of the run; made where it is not there.
        settings: what documents are screened with; answers of others are dropped.

    Raises:
        UsageError: another run works in the folder, it cannot be written, or the journal is damaged or of another form.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        raise NotImplementedError

    def expect(self, tasks: Iterable[Task], passed: Iterable[str]) -> None:
        """Say which tasks this run has, as many as may be: what has no place in it any more is dropped, with its answer.

        Files passed over are told with them.
        """
        raise NotImplementedError

    def answered(self) -> Iterator[tuple[Task, str]]:
        """The tasks of files that have an answer, with its ``content``, while the journal may be written."""
        raise NotImplementedError

    def forget(self, names: Iterable[str]) -> None:
        """Drop the answers of files: they changed, or are to be screened again."""
        raise NotImplementedError

    def open_tasks(self) -> Iterator[Task]:
        """The tasks without an answer, the largest first, while the journal may be written."""
        raise NotImplementedError

    def add(self, answers: Sequence[Answer]) -> None:
        """Keep answers, all of them or none.

        Raises:
            UsageError: the disk is full or the journal cannot be written; what was added before is kept.
        """
        raise NotImplementedError

    def containers(self) -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
        """Each folder in which documents may be parts of one disclosure, with task, content and part of each such document."""
        raise NotImplementedError

    def bundle(self, container: str, bundles: Sequence[Task]) -> None:
        """Say which files of a folder are one disclosure: the records of the files give way to those of the bundle.

        A bundle of the same files that has an answer keeps it as long as none of them changed; others are dropped.
        """
        raise NotImplementedError

    def records(self, year: int | None = None, region: str | None = None) -> Iterator[Record]:
        """The records that count (none that gave way to a bundle), in the order of documents, without holding them all.

        Args:
            year: only those of this year.
            region: only those of this one.
        """
        raise NotImplementedError

    def partitions(self) -> list[tuple[int, str, int]]:
        """Years and regions, each pair with how many records count, sorted."""
        raise NotImplementedError

    def passed(self) -> list[str]:
        """Files passed over, sorted."""
        raise NotImplementedError

    @property
    def is_complete(self) -> bool:
        """Whether every task has an answer and the files were written since the last change."""
        raise NotImplementedError

    def complete(self) -> None:
        """Say that the files of the run are written."""
        raise NotImplementedError

    def progress(self) -> Progress:
        """How far the run is."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the lock; what was added stays."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def read_progress(folder: Path) -> Progress:
    """How far the run in a folder is, while another process may work on it.

    Raises:
        UsageError: there is no run in it, or its journal is damaged.
    """
    raise NotImplementedError


def open_records(folder: Path, year: int, region: str, after: str = "", most: int = -1) -> Iterator[Record]:
    """As ``Journal.records`` from another process: of a year and region those that come after a document, at most so many."""
    raise NotImplementedError
