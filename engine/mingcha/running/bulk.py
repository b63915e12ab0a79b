"""Screen any number of files with a journal: what is done is kept at once, and not done again by the next run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

import msgspec

from ..reading import Limits
from .bundles import Part, groups
from .engine import Engine, Work
from .journal import Journal
from .task import BUNDLE, Answer, Failure, Task
from .work import content_of, failed, screened

_KEPT, _SECONDS = 16, 0.5
"""Answers are kept together, so many or those of so many seconds: as many are lost and screened again when a run is killed."""
_HASHED = 512
"""So many files are looked at together, whether they changed."""


def screen_all(
    journal: Journal,
    tasks: Iterable[Task],
    passed: Iterable[str],
    engine: Engine,
    limits: Limits,
    *,
    changing: Callable[[], None] = lambda: None,
    begun: Callable[[], None] = lambda: None,
    heard: Callable[[Answer], None] = lambda answer: None,
    work: Work[Task, Answer] = screened,
    again: bool = False,
    jobs: int = 1,
) -> None:
    """Screen what has no answer in the journal yet, or changed; then what is one disclosure in several files.

    Args:
        journal: of the run, with the settings that the engine's workers have.
        tasks: all of the run.
        passed: files passed over; looked at after the tasks.
        engine: runs ``work``.
        limits: of reading.
        changing: called before the first change of what the files of the run are written from.
        begun: called when it is known what there is to do: first for files, then for bundles.
        heard: told of each answer.
        work: gives the answer of a task.
        again: whether what a limit or a crash ended is tried again.
        jobs: threads that look whether files changed.

    Raises:
        UsageError: a source is not there, the journal cannot be written, no process can be started.
    """
    journal.expect(tasks, passed)
    if again:
        journal.forget(journal.stopped_tasks())
    journal.forget(_changed(journal.answered(), limits, jobs))
    if not journal.is_complete:
        changing()
    begun()
    _answer(journal, engine, work, heard)
    for container, members in journal.containers():
        journal.bundle(container, _bundles(container, members))
    if next(journal.open_tasks(), None) is not None:
        begun()
        _answer(journal, engine, work, heard)


def _answer(journal: Journal, engine: Engine, work: Work[Task, Answer], heard: Callable[[Answer], None]) -> None:
    """Get an answer for each task that has none, and keep it."""
    waiting: list[Answer] = []
    kept = time.monotonic()
    for task, given in engine.run(work, journal.open_tasks()):
        answer = failed(task, given) if isinstance(given, Failure) else given
        waiting.append(answer)
        if len(waiting) >= _KEPT or time.monotonic() - kept > _SECONDS:
            journal.add(waiting)
            waiting, kept = [], time.monotonic()
        heard(answer)
    journal.add(waiting)


def _changed(answered: Iterator[tuple[Task, str]], limits: Limits, jobs: int) -> Iterator[str]:
    """The names of tasks whose files are not what they were, or can be read no more, or could not be read before."""
    with ThreadPoolExecutor(jobs) as threads:
        while some := list(islice(answered, _HASHED)):
            now = threads.map(partial(content_of, limits=limits), [task for task, _ in some])
            for (task, before), content in zip(some, now, strict=True):
                if not before or content != before:
                    yield task.name


def _bundles(container: str, members: list[tuple[Task, str, bytes]]) -> list[Task]:
    """Which files of a folder are one disclosure."""
    found: list[Task] = []
    tasks = {task.name: task for task, _, _ in members}
    for group in groups([_decode(part) for _, _, part in members]):
        if len(group) > 1:
            names = tuple(part.name for part in group)
            paths = tuple(tasks[name].paths[0] for name in names)
            size = sum(tasks[name].size for name in names)
            found.append(Task(names[0], paths, size, container, BUNDLE, called=names))
    return found


_decode = msgspec.msgpack.Decoder(Part).decode
