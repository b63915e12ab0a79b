"""Screen any number of files with a journal: what is done is kept at once, and not done again by the next run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

import msgspec

from ..reading import Limits
from .bundles import Part, bundles_of
from .engine import Engine, Work
from .journal import Journal
from .task import Answer, Failure, Task
from .work import content_of, failed, screened

_KEPT, _SECONDS = 16, 0.5
"""Answers are kept together, so many or those of so many seconds: as many are lost and screened again when a run is killed."""
_HASHED = 512
"""So many files are looked at together, whether they changed."""


def prepare(
    journal: Journal, tasks: Iterable[Task], passed: Iterable[str], limits: Limits, *, again: bool = False, jobs: int = 1
) -> None:
    """Have the journal know what there is to do: what is new, changed, or could not be read before.

    Args:
        journal: of the run.
        tasks: all of the run.
        passed: files passed over; looked at after the tasks.
        limits: of reading.
        again: whether what a limit or a crash ended is tried again.
        jobs: threads that look whether files changed.

    Raises:
        UsageError: a source is not there, or the journal cannot be written.
    """
    journal.expect(tasks, passed)
    if again:
        journal.forget_stopped()
    journal.forget(_changed(journal.answered(), limits, jobs))


def screen_all(
    journal: Journal,
    engine: Engine,
    limits: Limits,
    *,
    begun: Callable[[], None] = lambda: None,
    heard: Callable[[Task, Answer], None] = lambda task, answer: None,
    work: Work[Task, Answer] = screened,
) -> None:
    """Screen what has no answer in the journal; then what is one disclosure in several files.

    Args:
        journal: of the run, with the settings that the engine's workers have.
        engine: runs ``work``.
        limits: of reading.
        begun: called before files are screened, and before bundles are.
        heard: told of each task and its answer.
        work: gives the answer of a task.

    Raises:
        UsageError: the journal cannot be written, or no process can be started.
    """
    begun()
    _answer(journal, engine, limits, work, heard)
    for container, members in journal.containers():
        journal.bundle(container, bundles_of(container, [(task, _decode(part)) for task, _, part in members]))
    if next(journal.open_tasks(), None) is not None:
        begun()
        _answer(journal, engine, limits, work, heard)


def _answer(
    journal: Journal, engine: Engine, limits: Limits, work: Work[Task, Answer], heard: Callable[[Task, Answer], None]
) -> None:
    """Get an answer for each task that has none, and keep it; what came before an interruption is kept too."""
    waiting: list[Answer] = []
    kept = time.monotonic()
    try:
        for task, given in engine.run(work, journal.open_tasks()):
            answer = failed(task, given, content_of(task, limits)) if isinstance(given, Failure) else given
            waiting.append(answer)
            heard(task, answer)
            if len(waiting) >= _KEPT or time.monotonic() - kept > _SECONDS:
                journal.add(waiting)
                waiting, kept = [], time.monotonic()
    finally:
        journal.add(waiting)


def _changed(answered: Iterator[tuple[Task, str]], limits: Limits, jobs: int) -> Iterator[str]:
    """The names of tasks whose files are not what they were, or can be read no more, or could not be read before."""
    with ThreadPoolExecutor(jobs) as threads:
        while some := list(islice(answered, _HASHED)):
            now = threads.map(partial(content_of, limits=limits), [task for task, _ in some])
            for (task, before), content in zip(some, now, strict=True):
                if not before or content != before:
                    yield task.name


_decode = msgspec.msgpack.Decoder(Part).decode
