"""Worker processes of this machine: each has its knowledge loaded once and works on chunk after chunk."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self

from .engine import Given, Item, Work
from .process import Worker
from .task import Failure, Settings
from .worker import Gave, Granted, Raised

_CHUNK_BYTES, _CHUNK_ITEMS = 400_000, 16
"""A chunk is full at so many bytes or items: some tenths of a second of work."""
_AHEAD = 3
"""So many chunks for each worker are taken ahead."""
_WINDOW = 4
"""So many times as many items may wait for one that takes long, where results are given in order."""
_MOST_BYTES = 1_000_000_000
"""So many bytes of items may be taken at a time: they may have their documents with them."""
_PAUSE = 0.05
"""Seconds until items are asked for again that had nothing at the moment."""
_TURN = 1.0
"""Seconds that are waited at a stretch: where waiting is not interrupted by Ctrl-C, on Windows, it is noticed then."""
_TRIES, _TRIES_KILLED = 2, 4
"""So often an item is tried that ends its worker; more often where the worker was killed, for that may be none of its doing."""
_WATCHED = 0.1
"""Seconds between two looks at who is late."""


@dataclass
class _Job(Generic[Item]):
    """An item on its way: its number, and how many workers ended at it."""

    number: int
    item: Item
    ended: int = 0


@dataclass
class _Chunk(Generic[Item]):
    """Items for one worker; ``alone``: one that a fresh process is for."""

    work: Callable[..., Any]
    jobs: list[_Job[Item]]
    alone: bool = False


@dataclass(frozen=True)
class _Done:
    """What became of an item."""

    number: int
    given: Any


@dataclass(frozen=True)
class _Back(Generic[Item]):
    """A chunk that was not finished: the item at which its worker ended, why, and those after it that were not tried."""

    at: _Job[Item]
    failure: Failure
    killed: bool
    rest: list[_Job[Item]]


@dataclass(frozen=True)
class _Broken:
    """A worker could not be started."""

    error: BaseException


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Pool:
    """An ``Engine`` of worker processes, started when needed and kept until it is closed.

    Args:
        settings: what documents are screened with.
        jobs: how many processes, at most; as many as there are processors where None.
    """

    def __init__(self, settings: Settings, jobs: int | None = None) -> None:
        self.settings = settings
        self.jobs = jobs or processors()
        self._workers = [Worker(settings) for _ in range(self.jobs)]
        self._busy = threading.Lock()
        self._closed = threading.Event()

    def run(
        self, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool = False
    ) -> Generator[tuple[Item, Given | Failure]]:
        """As ``Engine.run``.

        Raises:
            UsageError: a process could not be started.
            RuntimeError: another run of this pool is not at its end, or the pool was closed.
        """
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("a pool does one run at a time; take another pool, or go through the other run to its end first")
        try:
            yield from _Run(self._workers, work, items, self._closed, ordered=ordered).results()
        finally:
            self._busy.release()

    def close(self) -> None:
        """End the processes, whatever they are at; any thread may do that, and a run that waits then ends with a RuntimeError."""
        self._closed.set()
        for worker in self._workers:
            worker.close()

    def processes(self) -> list[int]:
        """The ids of the processes that run."""
        return [process for worker in self._workers if (process := worker.process_id) is not None]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Run(Generic[Item, Given]):
    """One run: chunks go to threads, one for each worker; what they give comes back through a queue."""

    def __init__(
        self,
        workers: Sequence[Worker],
        work: Work[Item, Given],
        items: Iterable[Item | None],
        closed: threading.Event,
        *,
        ordered: bool,
    ) -> None:
        self._workers, self._work, self._closed, self._ordered = workers, work, closed, ordered
        self._items = enumerate(items)
        self._ended = False
        self._todo: queue.SimpleQueue[_Chunk[Item] | None] = queue.SimpleQueue()
        self._back: queue.SimpleQueue[_Done | _Back[Item] | _Broken] = queue.SimpleQueue()
        self._waiting: dict[int, Item] = {}
        self._given: dict[int, Given | Failure] = {}
        self._bytes = 0
        self._stopped = threading.Event()

    def results(self) -> Iterator[tuple[Item, Given | Failure]]:
        threads = [threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        threads.append(threading.Thread(target=self._watch, daemon=True))
        owner = os.getpid()
        try:
            for thread in threads:
                thread.start()
            yield from self._results()
        finally:
            if os.getpid() == owner:  # else forked meanwhile: the threads and the workers are the other process's
                self._end([thread for thread in threads if thread.ident is not None])

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        """End the threads; what is in work is not waited for."""
        self._stopped.set()
        for _ in self._workers:
            self._todo.put(None)
        while any(thread.is_alive() for thread in threads):
            if self._waiting:
                for worker in self._workers:
                    worker.end()
            for thread in threads:
                thread.join(0.01)

    def _results(self) -> Iterator[tuple[Item, Given | Failure]]:
        while True:
            idle = not self._take()
            if self._ended and not self._waiting:
                return
            if not self._heard(_PAUSE if idle else _TURN):
                continue
            yield from self._ready()

    def _heard(self, seconds: float) -> bool:
        """Wait for what a thread tells, at most so long; whether there was something."""
        try:
            message = self._back.get(timeout=seconds)
        except queue.Empty:
            return False
        finally:
            if self._closed.is_set():
                raise RuntimeError("the pool was closed meanwhile")
        match message:
            case _Done(number, given):
                self._given[number] = given
            case _Back(at, failure, killed, rest):
                if rest:
                    self._todo.put(_Chunk(self._work, rest))
                self._try_again(at, failure, _TRIES_KILLED if killed else _TRIES)
            case _Broken(error):
                raise error
        return True

    def _ready(self) -> Iterator[tuple[Item, Given | Failure]]:
        for number in self._in_order() if self._ordered else list(self._given):
            item = self._waiting.pop(number)
            self._bytes -= item.size
            yield item, self._given.pop(number)

    def _in_order(self) -> Iterator[int]:
        while self._waiting and (first := next(iter(self._waiting))) in self._given:
            yield first

    def _try_again(self, job: _Job[Item], failure: Failure, most: int) -> None:
        """Try an item once more, alone in a fresh process, unless it was tried often enough."""
        job.ended += 1
        if job.ended >= most:
            self._given[job.number] = failure
        else:
            self._todo.put(_Chunk(self._work, [job], alone=True))

    def _take(self) -> bool:
        """Take as many items as keep the workers busy; whether there were so many, or results are to be given first."""
        ahead = _AHEAD * len(self._workers) * _CHUNK_ITEMS
        begun = time.monotonic()
        most = ahead * (_WINDOW if self._ordered else 1)
        while (in_work := len(self._waiting) - len(self._given)) < ahead:
            if len(self._waiting) >= most or self._bytes >= _MOST_BYTES or self._ended:
                break
            # Few for each worker at first, so that each soon has some.
            chunk, more = self._next_chunk(max(1, min(_CHUNK_ITEMS, in_work // (2 * len(self._workers)))))
            if chunk:
                self._todo.put(_Chunk(self._work, chunk))
            if not more:
                return self._ended
            if time.monotonic() - begun > _PAUSE and not self._back.empty():
                break  # items come slowly, and something is done
        return True

    def _next_chunk(self, most: int) -> tuple[list[_Job[Item]], bool]:
        """At most so many items, and whether there may be more at the moment."""
        chunk: list[_Job[Item]] = []
        size = 0
        while size < _CHUNK_BYTES and len(chunk) < most:
            number, item = next(self._items, (-1, None))
            self._ended = number < 0
            if item is None:
                return chunk, False
            self._waiting[number] = item
            self._bytes += item.size
            size += item.size
            chunk.append(_Job(number, item))
        return chunk, True

    def _serve(self, worker: Worker) -> None:
        """Have a worker do chunk after chunk; a thread of its own."""
        try:
            while (chunk := self._todo.get()) is not None and not self._stopped.is_set():
                if chunk.alone:
                    worker.end()
                self._do(worker, chunk)
        except BaseException as error:
            self._back.put(_Broken(error))

    def _do(self, worker: Worker, chunk: _Chunk[Item]) -> None:
        worker.begin(chunk.work, [job.item for job in chunk.jobs])
        left = deque(chunk.jobs)
        while left:
            match worker.next():
                case Granted():
                    pass
                case Gave(given):
                    self._back.put(_Done(left.popleft().number, given))
                case Raised(error, memory=False):
                    self._back.put(_Done(left.popleft().number, Failure(error)))
                case _:
                    failure, killed = worker.last_words()
                    worker.end()
                    self._back.put(_Back(left.popleft(), failure, killed, list(left)))
                    return

    def _watch(self) -> None:
        """End workers that take longer than they may."""
        while not self._stopped.wait(_WATCHED):
            for worker in self._workers:
                worker.end_late()
