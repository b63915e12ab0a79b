"""Worker processes under what befalls them: no memory, no disk, a parent that is killed or forks, items that come slowly."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingcha import UsageError
from mingcha.running.pool import Pool
from tests.documents import settings
from tests.running import items
from tests.running.children import below, gone, needs_proc
from tests.running.items import Item


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("subprocess.Popen", BlockingIOError(11, "Resource temporarily unavailable")),
        ("tempfile.TemporaryFile", OSError(28, "No space left on device")),
    ],
)
def test_a_process_that_cannot_be_started_is_told(what: str, error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(f"mingcha.running.process.{what}", refuse)
    with Pool(settings(), 1) as pool, pytest.raises(UsageError, match="could not be started"):
        list(pool.run(items.doubled, [Item(1)]))


@needs_proc
def test_an_item_is_dealt_out_before_the_next_one_is_asked_for() -> None:
    def slow() -> Iterator[Item]:
        yield Item(1)
        end = time.monotonic() + 20
        while not below() - before and time.monotonic() < end:
            time.sleep(0.01)
        assert below() - before, "nobody works on the first item while the second one is waited for"
        yield Item(2)

    before = below()
    with Pool(settings(), 2) as pool:
        assert len(list(pool.run(items.doubled, slow()))) == 2


def test_few_items_go_to_several_processes() -> None:
    with Pool(settings(), 2) as pool:
        # So long that the second process is there before the first one has done them all.
        processes = {process for _, process in pool.run(items.where, [Item(number, seconds=0.4) for number in range(8)])}
    assert len(processes) == 2


def test_what_is_done_is_given_while_items_come_slowly() -> None:
    given: list[int] = []

    def slow() -> Iterator[Item]:
        for number in range(45):  # fewer than are taken ahead
            yield Item(number)
            time.sleep(0.15)
            if given:
                return
        raise AssertionError("nothing is given before all items are there")

    with Pool(settings(), 1) as pool:
        for item, _ in pool.run(items.doubled, slow()):
            given.append(item.number)


_FORKED = """
import os, time, itertools
from tests.running import items
from tests.documents import settings
from mingcha.running.pool import Pool

pool = Pool(settings(), 2)
run = pool.run(items.doubled, map(items.Item, itertools.count()))
next(run)
child = os.fork()
if not child:
    run.close()
    pool.close()
    os._exit(7)
end = time.monotonic() + 20
while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < end:
    time.sleep(0.01)
if not ended[0]:
    os.kill(child, 9)
    os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(ended[1]), len(pool.processes()), len(list(itertools.islice(run, 100))))
run.close()
pool.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_that_closes_the_pool_does_not_hang_and_leaves_it_to_its_parent() -> None:
    assert _said(_FORKED) == "7 2 100\n"


_STUCK = """
import os, signal, threading, time
from mingcha import Limits
from mingcha.running.pool import Pool
from tests.running import items
from tests.documents import settings

pool = Pool(settings(Limits(max_screen_seconds=1)), 1)
threading.Thread(target=lambda: list(pool.run(items.stuck, [items.Item(1)])), daemon=True).start()
while not pool.processes():
    time.sleep(0.01)
time.sleep(0.7)
print(*pool.processes(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@needs_proc
def test_a_process_that_lets_no_other_thread_have_a_turn_ends_some_time_after_its_parent_was_killed() -> None:
    workers = set(map(int, _said(_STUCK).split()))
    assert workers
    assert gone(workers, 30)


def _said(program: str) -> str:
    """What a program prints that is run in a process of its own."""
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False, cwd=root).stdout
