"""Screen whatever comes, in worker processes: an iterable of sources in, a result for each of their documents out."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import queue
import stat
import threading
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Generator, Iterable, Iterator
from functools import cached_property, partial
from itertools import count
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..errors import UsageError
from ..findings import Finding
from ..knowledge import Knowledge
from ..peers.profile import Profile
from ..reading import Limits
from .engine import Engine
from .one import Screener
from .records import unpacked
from .report import DocumentReport
from .sources import called
from .task import Allow, Answer, Body, Failure, Record, Settings, Task
from .urls import is_url
from .work import failed, screened

if TYPE_CHECKING:
    from ..explaining import Node

Source = str | os.PathLike[str] | bytes | IO[bytes] | tuple[str, bytes | IO[bytes]]
"""A path or URL; a document's bytes or an open binary file; or one of these with a name before it."""
Given = TypeVar("Given")
_MOMENT = 0.05
"""Seconds that are waited for an asynchronous source before it is looked at what is done meanwhile."""


class Result(Struct, frozen=True, dict=True):
    """What became of one document.

    What it holds beside the attributes is decoded when it is asked for.

    Attributes:
        source: the name of the source that the document was in.
        number: the place of that source among the sources, counted from 0.
        last: whether this is the last result of that source; an archive has one for each disclosure in it.
        document: its name: that of the source, or ARCHIVE/MEMBER for one of several in an archive.
        status: read, partly or failed; ``report.problems`` say why.
        sha256: of its bytes, "" where they could not be read.
        unit, year, region, kind: whose disclosure of which year, "" and 0 where it does not say; ``region`` is the province.
        errors, warnings, hints: how many findings of severity error, warning and info it has.
        stopped: whether a limit of screening (``max_screen_seconds``, ``max_screen_memory``) or a crash ended it.
        passed: files in the source, an archive, that programs left behind and that are no documents.
    """

    source: str
    number: int
    last: bool
    document: str
    status: str
    sha256: str
    unit: str
    year: int
    region: str
    kind: str
    errors: int
    warnings: int
    hints: int
    stopped: bool
    passed: tuple[str, ...]
    packed: bytes

    def __repr__(self) -> str:
        told = self.error or f"{self.errors} errors, {self.warnings} warnings, {self.hints} hints"
        return f"<Result {self.document}: {self.status}, {told}>"

    @property
    def error(self) -> str | None:
        """Why the document failed and what helps, with its name; None where at least a part of it was screened."""
        return self.report.problems[0] if self.status == "failed" else None

    @cached_property
    def lines(self) -> Body:
        """All that follows as it came from the worker, as lines of JSON mostly: to be passed on without being decoded."""
        return unpacked(self.packed)

    @cached_property
    def report(self) -> DocumentReport:
        """What was read and understood of it, and the state in which each rule ended."""
        return _report(self.lines.report)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """In the order of their first lines, rules and ids; none where it failed."""
        return tuple(map(_finding, self.lines.findings))

    @cached_property
    def profile(self) -> Profile | None:
        """The disclosure as features, by which units are compared with their peers; None where it failed."""
        return _profile(self.lines.profile) if self.lines.profile else None

    @cached_property
    def figures(self) -> Any:
        """The figures of its tables as an Arrow table (``pyarrow.Table``), with the columns of ``figures`` in a run's dataset."""
        from ..reporting.columns import FIGURES, table_of

        return table_of([self.lines.figures], FIGURES)[0]

    @cached_property
    def claims(self) -> Any:
        """What its sentences assert, likewise, as ``claims``."""
        from ..reporting.columns import CLAIMS, table_of

        return table_of([self.lines.claims], CLAIMS)[0]

    def explain(self, finding_id: str) -> Node:
        """The proof of a finding, as ``Screening.explain``.

        Raises:
            UsageError: no finding has this id, or several begin with it.
        """
        from ..explaining.ids import find
        from ..explaining.kept import proof_in

        return proof_in(self.lines.proofs[find(finding_id, [finding.id for finding in self.findings])])


_report = msgspec.json.Decoder(DocumentReport).decode
_finding = msgspec.json.Decoder(Finding).decode
_profile = msgspec.json.Decoder(Profile).decode


def screen_many(
    sources: Iterable[Source | None],
    *,
    jobs: int | None = None,
    knowledge: Knowledge | str | os.PathLike[str] | None = None,
    lang: str = "zh",
    limits: Limits | None = None,
    ordered: bool = True,
    on: str | None = None,
) -> Generator[Result]:
    """Screen many documents in worker processes, and give the results as a stream.

    Sources are taken when there is room for them, so that there may be any number of them, or no end. Whatever is wrong with a
    document, its result says so, and the others go on. The workers end with the stream: at its end, when the loop over it is
    left in any way, and with this process.

    Args:
        sources: paths and URLs; (name, bytes) pairs; binary files open for reading, which stay open, or (name, file) pairs. What
            has no name is called source-N by its number. None among them says that there is nothing at the moment: what is done
            is given meanwhile. They are taken in this thread.
        jobs: how many processes screen; as many as there are processors where None. With 0 it is done in this process, without
            a second to start and without protection from a document that crashes it or never ends.
        knowledge: a loaded knowledge base, a folder laid over the shipped one, or None for the shipped one.
        lang: language of titles and messages, zh or en.
        limits: what is too large, and what takes too long.
        ordered: whether results come in the order of the sources, else as they are done; those of one source are not parted.
        on: the cluster whose machines screen, as ``--on`` of ``mingcha screen`` names it: ``dask=SCHEDULER``; None for this
            machine. Paths must be such as its workers can open; bytes and open files are sent.

    Raises:
        UsageError: an argument is wrong; at the call. Or no process can be started; from the stream.
        KnowledgeError: a knowledge file is wrong; at the call.
    """
    if isinstance(sources, AsyncIterable) and not isinstance(sources, Iterable):
        raise UsageError("sources is asynchronous; take screen_many_async")
    way = _way(sources, jobs, knowledge, lang, limits, on)
    return _results(way, sources, ordered=ordered)


def screen_many_async(
    sources: Iterable[Source | None] | AsyncIterable[Source | None],
    *,
    jobs: int | None = None,
    knowledge: Knowledge | str | os.PathLike[str] | None = None,
    lang: str = "zh",
    limits: Limits | None = None,
    ordered: bool = True,
    on: str | None = None,
) -> AsyncGenerator[Result]:
    """As ``screen_many``, for ``async for``: the event loop goes on meanwhile.

    When the task that waits for a result is cancelled the workers end. To have them end at once when the loop over the results is
    left early, use ``contextlib.aclosing``, as with every asynchronous generator.

    Args:
        sources: as for ``screen_many``, or an asynchronous iterable of such, which need not give None while it waits; others
            are taken in a thread of their own, and may block.
        jobs: as for ``screen_many``, and so are the other arguments.
        knowledge: as for ``screen_many``.
        lang: as for ``screen_many``.
        limits: as for ``screen_many``.
        ordered: as for ``screen_many``.
        on: as for ``screen_many``.

    Raises:
        UsageError: as ``screen_many``.
        KnowledgeError: as ``screen_many``.
    """
    way = _way(sources, jobs, knowledge, lang, limits, on)
    return _results_async(way, sources, ordered=ordered)


class _Item(Struct, frozen=True, array_like=True):
    """A source as it is dealt out: its place among the sources, and why it cannot be screened, or ""."""

    number: int
    task: Task
    refused: str = ""

    @property
    def size(self) -> int:
        """In bytes, 0 where unknown."""
        return self.task.size


class _Way(NamedTuple):
    """How documents are screened: what starts it, and the limits."""

    start: Callable[[], Engine]
    limits: Limits


def _way(
    sources: object,
    jobs: int | None,
    knowledge: Knowledge | str | os.PathLike[str] | None,
    lang: str,
    limits: Limits | None,
    on: str | None,
) -> _Way:
    """How to screen; what is wrong with the arguments is told now."""
    if isinstance(sources, str | bytes | os.PathLike) or hasattr(sources, "read"):
        raise UsageError("sources is a single document; put it in a list")
    if not isinstance(sources, Iterable | AsyncIterable):
        raise UsageError(f"sources is {_a(sources)}; give an iterable of {_SOURCES}")
    whole: object = jobs
    if jobs is not None and not (isinstance(whole, int) and jobs >= 0):
        raise UsageError(f"jobs is {jobs!r}; give a number of processes, 0 for this one, or None for as many as processors")
    screener = Screener(knowledge, lang=lang, limits=limits)
    if jobs == 0 and on is not None:
        raise UsageError("jobs is 0, for this process, and on names a cluster; leave one of them out")
    if jobs == 0:
        from .here import Here

        return _Way(partial(Here, screener), screener.limits)
    settings = Settings.of(screener.knowledge, lang, screener.limits)
    if on is not None:
        from .engines import engine_named

        return _Way(partial(engine_named, on, settings, jobs), screener.limits)
    from .pool import Pool

    return _Way(partial(Pool, settings, jobs), screener.limits)


def _results(way: _Way, sources: Iterable[Source | None], *, ordered: bool) -> Generator[Result]:
    with way.start() as engine:
        yield from _screened(engine, _items(sources, way.limits), ordered=ordered)


async def _results_async(
    way: _Way, sources: Iterable[Source | None] | AsyncIterable[Source | None], *, ordered: bool
) -> AsyncGenerator[Result]:
    aside = _Aside()
    starting = aside.call(way.start)
    if isinstance(sources, AsyncIterable):
        sources = _awaited(sources, asyncio.get_running_loop())
    results: Generator[Result] | None = None
    try:
        engine = await asyncio.wrap_future(starting)
        results = _screened(engine, _items(sources, way.limits), ordered=ordered)
        while (result := await asyncio.wrap_future(aside.call(partial(next, results, None)))) is not None:
            yield result
    finally:
        # At once, or when it has started: that ends what the other thread waits for.
        starting.add_done_callback(_close)
        if results is not None:
            aside.call(results.close)
        aside.end()


def _close(started: concurrent.futures.Future[Engine]) -> None:
    if not started.cancelled() and started.exception() is None:
        started.result().close()


def _screened(engine: Engine, items: Iterator[_Item | None], *, ordered: bool) -> Generator[Result]:
    for item, given in engine.run(_screen, items, ordered=ordered):
        answer = failed(item.task, given) if isinstance(given, Failure) else given
        for place, record in enumerate(answer.records, start=1):
            yield _result(item, answer, record, last=place == len(answer.records))


def _screen(screener: Screener, item: _Item, allow: Allow) -> Answer:
    """Screen a source; an ``engine.Work``."""
    answer = _refused(item.task, item.refused) if item.refused else screened(screener, item.task, allow)
    return answer if answer.records else replace(_refused(item.task, "there is no document in it"), passed=answer.passed)


def _refused(task: Task, reason: str) -> Answer:
    return replace(failed(task, Failure(reason)), stopped=False)


def _result(item: _Item, answer: Answer, record: Record, *, last: bool) -> Result:
    return Result(
        item.task.name,
        item.number,
        last,
        record.document,
        record.status,
        record.sha256,
        record.unit,
        record.year,
        record.region,
        record.kind,
        record.errors,
        record.warnings,
        record.hints,
        answer.stopped,
        answer.passed,
        record.body,
    )


_SOURCES = "paths, (name, bytes) pairs or open binary files"
_FOLDER = 'it is a folder; give the files in it, such as Path(folder).rglob("*.pdf")'


def _items(sources: Iterable[Source | None], limits: Limits) -> Iterator[_Item | None]:
    numbers = count()
    for source in sources:
        yield None if source is None else _item(next(numbers), source, limits)


def _item(number: int, source: object, limits: Limits) -> _Item:
    """A source as a task; one that is none, or that cannot be read here, with the reason."""
    if isinstance(source, str | os.PathLike):
        return _file(number, os.fsdecode(source))
    name, held = source if isinstance(source, tuple) and len(source) == 2 else (None, source)
    name = _name(getattr(held, "name", None) if name is None else name) or f"source-{number}"
    data: object = None
    try:
        data = held.read(limits.max_bytes + 1) if hasattr(held, "read") else held
    except Exception as error:  # whatever kind of file it is: the others go on
        why = f"it could not be read ({type(error).__name__}: {error}); see that it is open for reading"
    else:
        why = f"source {number} is {_a(source)}; give {_SOURCES}"
        if isinstance(data, str):
            why = 'it is open as text; open it in binary mode ("rb")' if hasattr(held, "read") else why
    if not isinstance(data, bytes | bytearray | memoryview):
        return _Item(number, Task(name, (name,)), why)
    return _Item(number, Task(name, (name,), len(data), data=bytes(data)))


def _file(number: int, path: str) -> _Item:
    """A path or URL as a task; that it is not there is told when it is read."""
    if is_url(path):
        return _Item(number, Task(path, (path,)))
    size, refused = 0, ""
    try:
        there = os.stat(path)
        size, refused = there.st_size, _FOLDER if stat.S_ISDIR(there.st_mode) else ""
    except ValueError as error:
        refused = f"{error}; check the path"
    except OSError:  # the worker says what is wrong
        pass
    return _Item(number, Task(called(path), (os.path.abspath(path),), size), refused)


def _name(named: object) -> str:
    """How a source is called; "" where it does not say."""
    return called(os.fsdecode(named)) if isinstance(named, str | bytes | os.PathLike) else ""


def _a(value: object) -> str:
    return f"of type {type(value).__name__}"


def _awaited(sources: AsyncIterable[Source | None], loop: asyncio.AbstractEventLoop) -> Iterator[Source | None]:
    """The sources of an asynchronous iterable for another thread than that of its loop; None where the next one takes a while."""
    iterator, end = aiter(sources), object()

    async def following() -> Any:
        return await anext(iterator, end)

    while True:
        coming = asyncio.run_coroutine_threadsafe(following(), loop)
        try:
            while not concurrent.futures.wait((coming,), _MOMENT).done:
                yield None
            source = coming.result()
        finally:
            coming.cancel()
        if source is end:
            return
        yield source


class _Aside:
    """A thread in which calls are made one after another; it holds up nothing, also not the end of the process."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], concurrent.futures.Future[Any]] | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="mingcha", daemon=True).start()

    def call(self, function: Callable[[], Given]) -> concurrent.futures.Future[Given]:
        """Have a function called; what it gives or raises is in the future."""
        future: concurrent.futures.Future[Given] = concurrent.futures.Future()
        self._calls.put((function, future))
        return future

    def end(self) -> None:
        """End the thread after the calls that it was given."""
        self._calls.put(None)

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            function, future = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                given = function()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(given)
