"""Worker processes: every item gets what the function gives or a reason, whatever becomes of a process."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from mingcha import Limits
from mingcha.running.here import Here
from mingcha.running.pool import Pool
from mingcha.running.task import Failure
from tests.documents import screener, settings
from tests.running import items
from tests.running.items import Endless, Item, Slow


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Two processes, for the tests that leave them as they are."""
    with Pool(settings(), 2) as pool:
        yield pool


def test_each_item_comes_back_once_with_what_the_function_gives(pool: Pool) -> None:
    given = list(pool.run(items.doubled, [Item(number) for number in range(200)]))
    assert sorted((item.number, twice) for item, twice in given) == [(number, 2 * number) for number in range(200)]


def test_in_order_where_asked_for(pool: Pool) -> None:
    # Every tenth takes long.
    some = [Item(number, seconds=0.05 * (number % 10 == 0)) for number in range(60)]
    assert [item.number for item, _ in pool.run(items.doubled, some, ordered=True)] == list(range(60))


def test_this_process_gives_the_same(pool: Pool) -> None:
    some = [Item(number, raises=number == 3) for number in range(9)]
    here = list(Here(screener()).run(items.doubled, some))
    assert list(pool.run(items.doubled, some, ordered=True)) == here
    assert here[3][1] == Failure("ValueError: item 3 is not liked")


def test_no_items_no_results(pool: Pool) -> None:
    assert list(pool.run(items.doubled, [])) == []


def test_items_without_end_are_taken_as_they_are_needed(pool: Pool) -> None:
    endless = Endless()
    run = pool.run(items.doubled, endless, ordered=True)
    assert [next(run)[1] for _ in range(10)] == [2 * number for number in range(1, 11)]
    run.close()
    assert endless.taken < 500


def test_what_is_done_is_given_though_nothing_new_comes(pool: Pool) -> None:
    slow = Slow()
    assert [twice for _, twice in pool.run(items.doubled, slow, ordered=True)] == [2, 4]
    assert slow.asked == 3


def test_after_a_run_that_was_left_the_next_one_is_as_any() -> None:
    with Pool(settings(), 2) as pool:
        run = pool.run(items.doubled, [Item(number, seconds=0.2) for number in range(40)])
        next(run)
        run.close()
        assert [twice for _, twice in pool.run(items.doubled, [Item(7)])] == [14]


def test_an_error_of_the_items_ends_the_run_and_is_raised(pool: Pool) -> None:
    def broken() -> Iterator[Item]:
        yield Item(1)
        raise OSError("the list cannot be read on")

    with pytest.raises(OSError, match="the list cannot be read on"):
        list(pool.run(items.doubled, broken()))


def test_one_run_at_a_time(pool: Pool) -> None:
    run = pool.run(items.doubled, [Item(1), Item(2)])
    next(run)
    with pytest.raises(RuntimeError, match="one run at a time"):
        next(pool.run(items.doubled, [Item(3)]))
    assert len(list(run)) == 1


@pytest.mark.parametrize("how", ["exit", "kill", "crash", "hang", "memory"])
def test_an_item_that_ends_its_process_has_a_reason_and_the_others_a_result(how: str) -> None:
    limits = Limits(max_screen_seconds=2, max_screen_memory=1_000_000_000)
    some = [Item(number, ends=how if number == 5 else "") for number in range(40)]
    with Pool(settings(limits), 2) as pool:
        given = {item.number: twice for item, twice in pool.run(items.doubled, some)}
    failure = given.pop(5)
    assert given == {number: 2 * number for number in range(40) if number != 5}
    assert isinstance(failure, Failure)
    reason = {"exit": "status 7", "kill": "SIGKILL", "crash": "SIGSEGV", "hang": "2 seconds", "memory": "1,000,000,000 bytes"}
    assert reason[how] in failure.reason


def test_processes_killed_from_outside_at_any_time_cost_no_item() -> None:
    done = threading.Event()
    with Pool(settings(), 2) as pool:

        def kill() -> None:
            while not done.wait(1.5):
                for worker in pool.processes():
                    os.kill(worker, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            given = list(pool.run(items.doubled, [Item(number, seconds=0.02) for number in range(200)], ordered=True))
        finally:
            done.set()
            killer.join()
    assert [twice for _, twice in given] == [2 * number for number in range(200)]


def test_a_pool_that_is_closed_ends_the_run_that_waits() -> None:
    pool = Pool(settings(), 1)
    run = pool.run(items.doubled, [Item(1), Item(2, seconds=60)])
    next(run)
    threading.Timer(0.2, pool.close).start()
    with pytest.raises(RuntimeError, match="closed"):
        next(run)
    assert pool.processes() == []


def test_no_process_is_left() -> None:
    with Pool(settings(), 2) as pool:
        list(pool.run(items.doubled, [Item(number) for number in range(40)]))
        started = pool.processes()
        assert started
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
