"""``screen_many``: any iterable of sources in, a result for each document out, whatever happens; and its asynchronous twin."""

from __future__ import annotations

import asyncio
import io
import itertools
import os
import pickle
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from mingcha import KnowledgeError, Result, Screener, UnreadableDocumentError, UsageError, screen_many, screen_many_async
from mingcha.peers.profiling import profile_of
from mingcha.running.report import report_of
from mingcha.running.task import Allow, Answer, Task
from mingcha.running.work import screened
from tests.documents import CLEAN, WRONG, screener, written
from tests.running.children import below, gone, needs_proc

CLEAN_BYTES, WRONG_BYTES = written(CLEAN), written(WRONG)
BROKEN = b"%PDF-1.4 and nothing else"


class _Torn:
    """A file that cannot be read."""

    name = "torn.txt"

    def read(self, size: int) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few documents as files."""
    path = tmp_path_factory.mktemp("many")
    (path / "wrong.txt").write_bytes(WRONG_BYTES)
    (path / "clean.txt").write_bytes(CLEAN_BYTES)
    (path / "empty.txt").write_bytes(b"")
    with zipfile.ZipFile(path / "several.zip", "w") as archive:
        archive.writestr("wrong.txt", WRONG_BYTES)
        archive.writestr("clean.txt", CLEAN_BYTES)
        archive.writestr("torn.pdf", BROKEN)
        archive.writestr("Thumbs.db", b"")
    with zipfile.ZipFile(path / "nothing.zip", "w") as archive:
        archive.writestr("Thumbs.db", b"")
    return path


def _sources(folder: Path) -> list[Any]:
    """Every kind of source, good and bad; files are opened anew."""
    return [
        str(folder / "wrong.txt"),
        folder / "clean.txt",
        ("of my own.txt", WRONG_BYTES),
        None,
        (folder / "clean.txt").open("rb"),
        ("named.txt", io.BytesIO(WRONG_BYTES)),
        io.BytesIO(CLEAN_BYTES),
        bytearray(WRONG_BYTES),
        folder / "empty.txt",
        folder / "several.zip",
        folder / "nothing.zip",
        folder,
        folder / "missing.txt",
        "no\0path",
        (folder / "clean.txt").open(encoding="utf-8"),
        _Torn(),
        ("a.txt", 3),
        ("a.txt", "text"),
        7,
        ("twice.txt", CLEAN_BYTES),
        ("twice.txt", WRONG_BYTES),
    ]


def _told(results: Iterable[Result]) -> list[Any]:
    """All that results say."""
    return [(result, result.error, result.report, result.findings, result.profile, result.lines) for result in results]


def _screened(folder: Path, **how: Any) -> list[Result]:
    sources = _sources(folder)
    try:
        return list(screen_many(sources, **how))
    finally:
        for source in sources:
            if isinstance(source, io.IOBase):
                assert not source.closed
                source.close()


@pytest.fixture(scope="module")
def here(folder: Path) -> list[Result]:
    """What the sources give in this process."""
    return _screened(folder, jobs=0)


# -- what a result says -------------------------------------------------------------------------------------------


def test_a_result_says_what_the_screener_says() -> None:
    alone = screener().screen(WRONG_BYTES, "a.txt")
    (result,) = screen_many([("a.txt", WRONG_BYTES)], jobs=0)
    assert (result.source, result.document, result.number, result.last) == ("a.txt", "a.txt", 0, True)
    assert (result.status, result.error, result.stopped, result.passed) == ("read", None, False, ())
    assert (result.unit, result.year, result.kind) == ("某县档案馆", 2024, "budget")
    assert (result.errors, result.warnings, result.hints) == (1, 0, 0)
    assert result.findings == alone.findings
    assert result.report == report_of(alone, "zh")
    assert result.profile == profile_of(alone, screener().knowledge)
    assert result.figures.num_rows == len(alone.disclosure.figures)
    assert str(result.figures["yuan"][0]) == "400.00"
    assert result.claims.num_rows == len(alone.disclosure.claims)
    (finding,) = result.findings
    assert result.explain(finding.id[:8]) == alone.explain(finding.id)
    with pytest.raises(UsageError, match="there is no finding 'zz'"):
        result.explain("zz")


def test_a_result_speaks_the_language_asked_for() -> None:
    (result,) = screen_many([("a.txt", WRONG_BYTES)], jobs=0, lang="en")
    assert result.findings == screener("en").screen(WRONG_BYTES, "a.txt").findings


def test_a_document_that_failed_says_why_as_the_screener_does() -> None:
    with pytest.raises(UnreadableDocumentError) as failed:
        screener().screen(BROKEN, "a.pdf")
    (result,) = screen_many([("a.pdf", BROKEN)], jobs=0)
    assert (result.status, result.error, result.findings, result.profile) == ("failed", str(failed.value), (), None)
    assert (result.figures.num_rows, result.claims.num_rows) == (0, 0)


def test_a_result_is_a_value(here: list[Result]) -> None:
    result = here[0]
    with pytest.raises(AttributeError):
        result.status = "read"  # type: ignore[misc]  # this is what is tested
    assert result.findings
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.findings == result.findings
    assert repr(result).startswith("<Result ")
    assert "1 errors" in repr(result)


# -- sources -------------------------------------------------------------------------------------------------------


def test_every_source_has_its_results_and_nothing_ends_the_loop(here: list[Result], folder: Path) -> None:
    told = [(result.number, result.source.removeprefix(str(folder)), result.status, result.errors) for result in here]
    assert told == [
        (0, "/wrong.txt", "read", 1),
        (1, "/clean.txt", "read", 0),
        (2, "of my own.txt", "read", 1),
        (3, "/clean.txt", "read", 0),
        (4, "named.txt", "read", 1),
        (5, "source-5", "read", 0),
        (6, "source-6", "read", 1),
        (7, "/empty.txt", "failed", 0),
        (8, "/several.zip", "read", 0),
        (8, "/several.zip", "read", 1),
        (8, "/several.zip", "failed", 0),
        (9, "/nothing.zip", "failed", 0),
        (10, "", "failed", 0),
        (11, "/missing.txt", "failed", 0),
        (12, "no\0path", "failed", 0),
        (13, "/clean.txt", "failed", 0),
        (14, "torn.txt", "failed", 0),
        (15, "a.txt", "failed", 0),
        (16, "a.txt", "failed", 0),
        (17, "source-17", "failed", 0),
        (18, "twice.txt", "read", 0),
        (19, "twice.txt", "read", 1),
    ]
    why = {result.number: result.error or "" for result in here if result.status == "failed"}
    assert all(why.values())
    assert "it is a folder; give the files in it" in why[10]
    assert "No such file" in why[11]
    assert 'open it in binary mode ("rb")' in why[13]
    assert "Input/output error" in why[14]
    assert "source 15 is of type tuple" in why[15]
    assert "source 17 is of type int" in why[17]
    assert not any(result.stopped for result in here)


def test_an_archive_gives_several_results_with_its_source(here: list[Result], folder: Path) -> None:
    name = str(folder / "several.zip")
    several = [result for result in here if result.source == name]
    assert [result.document for result in several] == [f"{name}/clean.txt", f"{name}/wrong.txt", f"{name}/torn.pdf"]
    assert [result.last for result in several] == [False, False, True]
    assert {result.passed for result in several} == {(f"{name}/Thumbs.db",)}
    assert all(result.last for result in here if result.source != name)


def test_a_name_that_is_no_utf_8_is_read_and_told(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xd6\xd0.txt"
    try:
        Path(os.fsdecode(path)).write_bytes(CLEAN_BYTES)
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    (result,) = screen_many([os.fsdecode(path)], jobs=0)
    assert (result.status, result.document) == ("read", str(tmp_path / "中.txt"))


def test_workers_say_the_same_as_this_process(here: list[Result], folder: Path) -> None:
    assert _told(_screened(folder, jobs=2)) == _told(here)


def test_as_they_are_done_no_result_is_lost_and_those_of_one_source_are_not_parted(here: list[Result], folder: Path) -> None:
    results = _screened(folder, jobs=2, ordered=False)
    assert _told(sorted(results, key=lambda result: result.number)) == _told(here)
    assert [number for number, _ in itertools.groupby(result.number for result in results)] == list(
        dict.fromkeys(result.number for result in results)
    )


def test_no_sources_give_no_results() -> None:
    assert list(screen_many([], jobs=2)) == []
    assert list(screen_many(iter(()), jobs=0)) == []


@pytest.mark.parametrize(
    ("sources", "how", "why"),
    [
        ("a.txt", {}, "a single document; put it in a list"),
        (Path("a.txt"), {}, "a single document; put it in a list"),
        (b"text", {}, "a single document; put it in a list"),
        (io.BytesIO(b"text"), {}, "a single document; put it in a list"),
        (3, {}, "of type int; give an iterable of paths"),
        ([], {"jobs": -1}, "jobs is -1"),
        ([], {"jobs": 1.5}, "jobs is 1.5"),
        ([], {"lang": "fr"}, "unknown language 'fr'"),
        ([], {"jobs": 0, "on": "dask"}, "leave one of them out"),
    ],
)
def test_a_wrong_argument_is_told_at_the_call(sources: Any, how: Any, why: str) -> None:
    for call in (screen_many, screen_many_async):
        with pytest.raises(UsageError, match=why):
            call(sources, **how)


def test_an_engine_that_is_not_there_is_told_by_the_stream() -> None:
    with pytest.raises(UsageError, match="there is no such engine"):
        list(screen_many([], on="spark"))

    async def stream() -> list[Result]:
        return [result async for result in screen_many_async([], on="spark")]

    with pytest.raises(UsageError, match="there is no such engine"):
        asyncio.run(stream())


def test_wrong_knowledge_is_told_at_the_call(tmp_path: Path) -> None:
    for call in (screen_many, screen_many_async):
        with pytest.raises(KnowledgeError):
            call([], knowledge=tmp_path / "missing")


def test_asynchronous_sources_are_for_the_asynchronous_variant() -> None:
    with pytest.raises(UsageError, match="take screen_many_async"):
        screen_many(_arriving([]))  # type: ignore[arg-type]  # this is what is tested


def test_many_is_loaded_when_it_is_asked_for() -> None:
    code = "import sys, mingcha; print('mingcha.running' in sys.modules); mingcha.screen_many; mingcha.Result"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# -- streams -------------------------------------------------------------------------------------------------------


def _endless(taken: list[int]) -> Iterator[tuple[str, bytes]]:
    for number in itertools.count():
        taken.append(number)
        yield f"{number}.txt", WRONG_BYTES


@needs_proc
@pytest.mark.parametrize("ordered", [True, False])
def test_sources_without_end_are_taken_as_they_are_needed_and_leaving_the_loop_ends_the_workers(ordered: bool) -> None:
    taken: list[int] = []
    before, workers = below(), set()
    for count, result in enumerate(screen_many(_endless(taken), jobs=1, ordered=ordered), start=1):
        workers |= below() - before
        assert result.errors == 1
        if count == 60:
            break
    assert workers
    assert gone(workers)
    assert len(taken) < 500


@needs_proc
def test_an_exception_in_the_loop_ends_the_workers() -> None:
    before, workers = below(), set()

    def loop() -> None:
        for _ in screen_many(_endless([]), jobs=1):
            workers.update(below() - before)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()
    assert workers
    assert gone(workers)


@needs_proc
def test_a_stream_that_is_dropped_or_closed_ends_its_workers() -> None:
    before = below()
    for end in ("drop", "close"):
        results = screen_many(_endless([]), jobs=1)
        next(results)
        workers = below() - before
        assert workers
        if end == "close":
            results.close()
            assert next(results, None) is None
        del results
        assert gone(workers)


@needs_proc
def test_an_exception_of_the_sources_is_passed_on_and_ends_the_workers() -> None:
    before = below()

    def sources() -> Iterator[tuple[str, bytes]]:
        yield "a.txt", CLEAN_BYTES
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(screen_many(sources(), jobs=1))
    assert gone(below() - before)


def test_what_is_done_is_given_while_nothing_comes() -> None:
    seen: list[str] = []

    def feed() -> Iterator[tuple[str, bytes] | None]:
        for name in ("a", "b", "c"):
            yield name, CLEAN_BYTES
            while name not in seen:  # it waits for the answer before it asks again
                time.sleep(0.01)
                yield None

    for result in screen_many(feed(), jobs=2):
        seen.append(result.source)
    assert seen == ["a", "b", "c"]


def test_what_a_limit_ends_is_a_result_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(screener: Screener, task: Task, allow: Allow) -> Answer:
        if task.name == "large":
            raise MemoryError
        return screened(screener, task, allow)

    monkeypatch.setattr("mingcha.running.many.screened", greedy)
    sources = [("a", CLEAN_BYTES), ("large", CLEAN_BYTES), ("b", WRONG_BYTES)]
    told = [(result.source, result.status, result.stopped, result.error) for result in screen_many(sources, jobs=0)]
    assert told[0] == ("a", "read", False, None)
    assert told[1][:3] == ("large", "failed", True)
    assert str(told[1][3]).startswith("large: there is not enough memory")
    assert told[2] == ("b", "read", False, None)


def test_several_streams_at_once_do_not_meet() -> None:
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        sources = [(f"{number}-{place}", WRONG_BYTES) for place in range(5)]
        found[number] = [result.source for result in screen_many(sources, jobs=1)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [f"{number}-{place}" for place in range(5)] for number in range(2)}


_SCRIPT = """
import itertools, os, signal, sys, threading, time
from tests.documents import CLEAN, written
from tests.running.children import below
from mingcha import screen_many
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
data = written(CLEAN)
def feed():
    for number in itertools.count():
        yield None if number > 3 else (str(number), data)
        if number > 3: time.sleep(0.01)
for result in screen_many(feed(), jobs=2):
    if result.number == 3:
        print(*below(), flush=True)
        {then}
"""


@needs_proc
@pytest.mark.parametrize(
    ("then", "ends"),
    [
        ("os.kill(os.getpid(), signal.SIGINT)", "KeyboardInterrupt"),
        ("threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()", "KeyboardInterrupt"),
        ("os.kill(os.getpid(), signal.SIGKILL)", ""),
        ("sys.exit(3)", ""),
    ],
)
def test_no_worker_outlives_the_process_however_it_ends(then: str, ends: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT.format(then=then)], capture_output=True, text=True, check=False, timeout=60
    )
    workers = set(map(int, done.stdout.split()))
    assert workers
    assert done.returncode
    assert ends in done.stderr
    assert gone(workers)


# -- asynchronous --------------------------------------------------------------------------------------------------


async def _arriving(sources: Iterable[Any], pause: float = 0.0) -> AsyncIterator[Any]:
    for source in sources:
        await asyncio.sleep(pause)
        yield source


def test_the_asynchronous_variant_says_the_same(here: list[Result], folder: Path) -> None:
    async def collected(arriving: bool) -> list[Result]:
        sources = _sources(folder)
        try:
            given = _arriving(sources) if arriving else sources
            return [result async for result in screen_many_async(given, jobs=1)]
        finally:
            for source in sources:
                if isinstance(source, io.IOBase):
                    source.close()

    assert _told(asyncio.run(collected(arriving=True))) == _told(here)
    assert _told(asyncio.run(collected(arriving=False))) == _told(here)


def test_results_come_while_asynchronous_sources_are_awaited() -> None:
    async def asked() -> list[str]:
        todo: asyncio.Queue[str | None] = asyncio.Queue()
        seen: list[str] = []

        async def feed() -> AsyncIterator[tuple[str, bytes]]:
            while (name := await todo.get()) is not None:
                yield name, CLEAN_BYTES

        todo.put_nowait("a")
        async for result in screen_many_async(feed(), jobs=2):
            seen.append(result.source)
            todo.put_nowait({"a": "b", "b": "c"}.get(result.source))
        return seen

    assert asyncio.run(asyncio.wait_for(asked(), 60)) == ["a", "b", "c"]


def test_sources_that_block_do_not_hold_up_the_event_loop() -> None:
    free = threading.Event()

    def blocking() -> Iterator[tuple[str, bytes]]:
        assert free.wait(60)
        yield "a.txt", CLEAN_BYTES

    async def both() -> int:
        async def turn() -> None:
            for _ in range(5):
                await asyncio.sleep(0.001)
            free.set()

        turning = asyncio.create_task(turn())
        count = len([result async for result in screen_many_async(blocking(), jobs=1)])
        await turning
        return count

    assert asyncio.run(both()) == 1


@needs_proc
def test_no_more_sources_are_taken_than_results_are_asked_for() -> None:
    async def slow() -> int:
        taken: list[int] = []
        async with aclosing(screen_many_async(_endless(taken), jobs=1)) as results:
            await anext(results)
            await asyncio.sleep(0.5)
            return len(taken)

    assert asyncio.run(slow()) < 500


@needs_proc
def test_cancelling_the_task_ends_the_workers() -> None:
    async def cancelled(when: str) -> set[int]:
        before, begun = below(), asyncio.Event()

        async def consume() -> None:
            sources = _arriving(_endless([]), 0.0 if when == "busy" else 60.0)
            given = sources if when == "waits" else _endless([])
            begun.set()
            async for _ in screen_many_async(given, jobs=2):
                await asyncio.sleep(0)

        task = asyncio.create_task(consume())
        await begun.wait()
        await asyncio.sleep(0.0 if when == "starts" else 1.0)
        workers = below() - before
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return workers

    threads = set(threading.enumerate())
    assert gone(asyncio.run(cancelled("waits")))
    assert gone(asyncio.run(cancelled("starts")))
    busy = asyncio.run(cancelled("busy"))
    assert busy
    assert gone(busy)
    assert gone_threads(threads)


@needs_proc
def test_leaving_the_asynchronous_loop_ends_the_workers() -> None:
    async def left() -> set[int]:
        before = below()
        async for _ in screen_many_async(_arriving(_endless([])), jobs=1):
            workers = below() - before
            break
        await asyncio.sleep(0.1)  # the event loop ends what was left
        return workers

    threads = set(threading.enumerate())
    workers = asyncio.run(left())
    assert workers
    assert gone(workers)
    assert gone_threads(threads)


def test_an_exception_of_asynchronous_sources_is_passed_on() -> None:
    async def sources() -> AsyncIterator[tuple[str, bytes]]:
        yield "a.txt", CLEAN_BYTES
        raise ZeroDivisionError

    async def run() -> None:
        async for _ in screen_many_async(sources(), jobs=1):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())


def gone_threads(before: set[threading.Thread], seconds: float = 20) -> bool:
    """Whether no thread of a stream is left; other tests may have left some."""
    end = time.monotonic() + seconds
    while set(threading.enumerate()) - before and time.monotonic() < end:
        time.sleep(0.02)
    return not set(threading.enumerate()) - before
