"""Runs a function over items on the workers of a Dask cluster, each item watched over there as on one machine."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import pickle
import queue
import secrets
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, get_worker
from distributed.comm.core import connect
from distributed.security import Security

from ..errors import UsageError
from .engine import Given, Item, Work
from .one import Screener
from .pool import Pool, processors
from .task import Allow, Failure, Settings
from .urls import said

_CHUNK_BYTES, _CHUNK_ITEMS = 2_000_000, 32
"""How much is sent at once: a second of work or so, beside which what Dask takes is little, and little to lose."""
_AHEAD = 3
"""Chunks under way for each thread of the cluster: one it is at, one that waits there, one on its way."""
_MOST_BYTES = 1_000_000_000
"""Bytes that may be under way: items may have their documents with them."""
_REACH, _MEET, _RECOUNT, _NOBODY, _PAUSE = 10.0, 30.0, 5.0, 600.0, 0.05
"""Seconds: to reach the scheduler; to meet a first worker; between counts of the threads; that a cluster may have none; until
items are asked for again that had nothing at the moment."""
_FETCHED = 8
"""Chunks whose results are fetched at a time: Dask waits for a worker that was lost with them, and the others should not."""
_RETRIES = 2
"""How often a chunk is tried again, perhaps elsewhere, where a worker cannot start a process for it."""
_QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "500ms"}
"""Without what Dask does many times a second to watch itself: it takes a twenty-fifth of a processor beside each worker."""
_RESUME = "what was kept of the run stays, and the same command goes on from there"


class DaskEngine:
    """An ``Engine`` on a Dask cluster: whichever a scheduler leads to, or one within this process.

    For each thread of a Dask worker a process of ours does the work and is watched over, so that an item that crashes, hangs or
    eats memory does the Dask worker no harm. A chunk that is lost with its worker is computed again by another.

    Args:
        settings: sent to each worker once, also to one that joins later.
        scheduler: its address, as tcp://HOST:PORT, or the path of its scheduler file, as NAME.json; None for a cluster within
            this process.
        jobs: how many items that one works on at a time; as many as there are processors where None.

    Raises:
        UsageError: the scheduler cannot be reached, it has no workers, or they have another version of Mingcha or none.
    """

    def __init__(self, settings: Settings, scheduler: str | None = None, jobs: int | None = None) -> None:
        self._name = f"mingcha-{secrets.token_hex(8)}"
        self._cluster = _own(jobs) if scheduler is None else None
        self._client = _connected(self._cluster, scheduler or "")
        try:
            if self._cluster is None:
                _meet(self._client, settings.version)
            self._client.register_plugin(_Site(settings), name=self._name)
        except BaseException:
            self.close()
            raise

    def run(
        self, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool = False
    ) -> Iterator[tuple[Item, Given | Failure]]:
        """As ``Engine.run``.

        Raises:
            UsageError: the scheduler or all workers were lost, or a worker cannot work.
        """
        return _Run(self._client, self._name, work, items, ordered=ordered).results()

    def close(self) -> None:
        """End the processes on the workers, whatever they are at, and leave the cluster."""
        with suppress(Exception):  # a cluster that is lost cannot be left in good order
            if self._client.status == "running":
                self._client.unregister_worker_plugin(self._name)
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _own(jobs: int | None) -> LocalCluster:
    """A cluster within this process: its one worker has threads only, as the work is done by processes of ours."""
    threads = jobs or processors()
    with dask.config.set(_QUIET):
        # Without memory_limit=0 Dask would count this process as its worker's and stop at a part of the machine's memory.
        return LocalCluster(
            n_workers=1, threads_per_worker=threads, processes=False, dashboard_address="127.0.0.1:0", memory_limit=0
        )


def _connected(cluster: LocalCluster | None, scheduler: str) -> Client:
    """The connection to a cluster."""
    try:
        address = json.loads(Path(scheduler).read_bytes())["address"] if scheduler.endswith(".json") else scheduler
        if cluster is None:
            asyncio.run(_reach(address))  # for a client that does not reach it would not end in good order, or not at all
        return Client(cluster or address, set_as_default=False, timeout=_REACH)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(
            f"--on dask={scheduler}: no Dask scheduler can be reached there ({said(error)}); start one (dask scheduler), "
            "or check the address, the network and the certificates"
        ) from None


async def _reach(address: str) -> None:
    """See that a scheduler answers."""
    security = Security().get_connection_args("client")
    talk = await asyncio.wait_for(connect(address, timeout=_REACH, **security), _REACH)
    await talk.close()


def _meet(client: Client, version: str) -> None:
    """See that there are workers, and that they have the same version of Mingcha."""
    address = client.scheduler_info(n_workers=1)["address"]
    try:
        client.wait_for_workers(1, timeout=_MEET)
    except TimeoutError:
        raise UsageError(f"the Dask scheduler at {address} has no workers; start some (dask worker {address})") from None
    found = client.run(importlib.metadata.version, "mingcha", on_error="return")
    others = {worker: _told(had) for worker, had in sorted(found.items()) if had != version}
    if others:
        told = ", ".join(f"{worker} has {had}" for worker, had in list(others.items())[:5]) + (" …" if len(others) > 5 else "")
        raise UsageError(f"workers need the same version of Mingcha as is used here, {version}: {told}; install it there")


def _told(had: object) -> str:
    return "none" if isinstance(had, importlib.metadata.PackageNotFoundError) else str(had)


class _Run(Generic[Item, Given]):
    """One run: chunks on their way to workers and back."""

    def __init__(
        self, client: Client, name: str, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool
    ) -> None:
        self._client, self._name, self._work, self._ordered = client, name, work, ordered
        self._chunks = _chunks(items)
        self._under_way: dict[Future[bytes], list[Item]] = {}
        self._bytes: dict[Future[bytes], int] = {}
        self._given: dict[Future[bytes], list[Given | Failure] | None] = {}
        self._back: queue.SimpleQueue[tuple[Future[bytes], list[Given | Failure] | UsageError | None]] = queue.SimpleQueue()
        self._fetching = ThreadPoolExecutor(_FETCHED)
        self._ended = False
        self._threads, self._counted, self._peopled = 0, -_RECOUNT, time.monotonic()

    def results(self) -> Iterator[tuple[Item, Given | Failure]]:
        try:
            while True:
                idle = not self._take()
                if self._under_way:
                    self._hear(_PAUSE if idle else _RECOUNT)
                    yield from self._ready()
                elif self._ended:
                    return
                else:
                    time.sleep(_PAUSE)
        finally:
            self._fetching.shutdown(wait=False, cancel_futures=True)
            left = [future for future in self._under_way if future not in self._given]
            with suppress(Exception):
                self._client.cancel(left, force=True)

    def _take(self) -> bool:
        """Send as many chunks as keep the workers busy; False where the items have nothing at the moment."""
        most = _AHEAD * self._count()
        while len(self._under_way) < most and sum(self._bytes.values()) < _MOST_BYTES:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
                return True
            if not chunk:
                return False
            future = self._send(chunk)
            self._under_way[future] = chunk
            future.add_done_callback(self._fetch)
        return True

    def _count(self) -> int:
        """How many threads the cluster has."""
        now = time.monotonic()
        if now - self._counted < _RECOUNT:
            return self._threads
        try:
            self._threads = sum(self._client.nthreads().values())
        except OSError as error:
            raise _lost(error) from None
        self._counted = time.monotonic()
        if self._threads:
            self._peopled = now
        elif now - self._peopled > _NOBODY:
            raise UsageError(f"the Dask cluster has had no worker for {_NOBODY:.0f} seconds; {_RESUME}")
        return self._threads

    def _send(self, chunk: list[Item]) -> Future[bytes]:
        request = pickle.dumps((self._work, chunk), pickle.HIGHEST_PROTOCOL)
        # Dask warns of large requests, for most of them could be loaded by the workers; here they are documents without a path.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
            future = self._client.submit(_on_worker, self._name, request, pure=False, retries=_RETRIES)
        self._bytes[future] = len(request)
        return future

    def _hear(self, seconds: float) -> None:
        """Wait for a chunk, at most so long; when all others are back, try those alone that were lost with their workers."""
        if len(self._given) == len(self._under_way):
            lost = next(iter(self._under_way))
            self._given[lost] = [self._alone(item) for item in self._under_way[lost]]
            return
        with suppress(queue.Empty):
            future, given = self._back.get(timeout=seconds)
            if isinstance(given, UsageError):
                raise given
            del self._bytes[future]
            self._given[future] = given

    def _fetch(self, future: Future[bytes]) -> None:
        """Have what a chunk gave brought here, whichever way it ended."""
        with suppress(RuntimeError):  # the run was left meanwhile
            self._fetching.submit(lambda: self._back.put((future, _received(future))))

    def _alone(self, item: Item) -> Given | Failure:
        future = self._send([item])
        received = self._fetching.submit(_received, future)
        while not received.done():
            self._count()  # raises where nobody is left
            wait([received], _RECOUNT)
        given: list[Given | Failure] | UsageError | None = received.result()
        del self._bytes[future]
        if isinstance(given, UsageError):
            raise given
        if given is None:
            return Failure("one machine after the other was lost while screening it; split the file, or give workers more memory")
        return given[0]

    def _ready(self) -> Iterator[tuple[Item, Given | Failure]]:
        for future in list(self._under_way):
            given = self._given.get(future)
            if given is not None:
                del self._given[future]
                yield from zip(self._under_way.pop(future), given, strict=True)
            elif self._ordered:
                return


def _chunks(items: Iterable[Item | None]) -> Iterator[list[Item]]:
    """Items to be sent together; an empty list where there is nothing at the moment."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        if item is not None:
            chunk.append(item)
            size += item.size
        if item is None or size >= _CHUNK_BYTES or len(chunk) >= _CHUNK_ITEMS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _received(future: Future[bytes]) -> list[Any] | UsageError | None:
    """What a chunk gave; None where one worker after the other was lost with it; an error where the cluster is of no use."""
    try:
        given: list[bytes | Failure] = pickle.loads(future.result())
        return [one if isinstance(one, Failure) else pickle.loads(one) for one in given]
    except KilledWorker:
        return None
    except Exception as error:
        return _lost(error)


def _lost(error: Exception) -> UsageError:
    """Why a cluster cannot be used any more."""
    if isinstance(error, UsageError):
        return error
    return UsageError(f"the Dask cluster was lost or cannot work ({said(error)}); {_RESUME}")


class _Site(WorkerPlugin):
    """What a Dask worker has for a run: its settings, and processes for as many chunks as it works on at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def setup(self, worker: Worker) -> None:
        self._pools: list[Pool] = []
        self._idle: list[Pool] = []

    def teardown(self, worker: Worker) -> None:
        for pool in self._pools:
            pool.close()

    def run(self, request: bytes) -> bytes:
        """Do a chunk; called from several threads."""
        work, items = pickle.loads(request)
        with self._pool() as pool:
            given = [given for _, given in pool.run(partial(_encoded, work), items, ordered=True)]
        return pickle.dumps(given, pickle.HIGHEST_PROTOCOL)

    @contextmanager
    def _pool(self) -> Iterator[Pool]:
        try:
            pool = self._idle.pop()
        except IndexError:
            pool = self._new()
        yield pool
        self._idle.append(pool)  # unless it failed

    def _new(self) -> Pool:
        version = importlib.metadata.version("mingcha")
        if version != self._settings.version:
            raise UsageError(
                f"a Dask worker that joined later has Mingcha {version}, not {self._settings.version}; install that; {_RESUME}"
            )
        pool = Pool(self._settings, 1)
        self._pools.append(pool)
        return pool


def _encoded(work: Work[Item, Given], screener: Screener, item: Item, allow: Allow) -> bytes:
    """What a function gives, pickled: it is passed on as it is, and unpickled where the run is."""
    return pickle.dumps(work(screener, item, allow), pickle.HIGHEST_PROTOCOL)


def _on_worker(name: str, request: bytes) -> bytes:
    site: Any = get_worker().plugins[name]
    given: bytes = site.run(request)
    return given
