"""A cluster gives what this machine gives, whatever becomes of its workers."""

import os
import socket
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from mingcha import Limits, UsageError
from mingcha.running.bulk import prepare, screen_all
from mingcha.running.engine import Engine
from mingcha.running.engines import engine_named
from mingcha.running.here import Here
from mingcha.running.journal import Journal
from mingcha.running.sources import tasks_of
from mingcha.running.task import Answer, Failure, Record, Task
from mingcha.running.work import screened
from tests.commands import Mingcha
from tests.documents import WRONG, screener, settings, write_units, written
from tests.running import items
from tests.running.items import Endless, Item, Slow

pytest.importorskip("distributed", reason="Dask is not installed: mingcha[cluster]")
if os.name == "nt":
    pytest.skip("clusters of these tests are ended as POSIX ends processes", allow_module_level=True)

from distributed import Client, LocalCluster

from mingcha.running import on_dask
from mingcha.running.on_dask import DaskEngine
from tests.running.clusters import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def engine(cluster: Cluster) -> Iterator[DaskEngine]:
    with DaskEngine(settings(), cluster.address) as engine:
        yield engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty documents."""
    return write_units(tmp_path / "公开", 40)


def test_each_item_comes_back_once(engine: DaskEngine) -> None:
    some = [Item(number, raises=number == 3, ends="exit" if number == 40 else "") for number in range(100)]
    given = {item.number: twice for item, twice in engine.run(items.doubled, some)}
    failures = {number: twice.reason for number, twice in given.items() if isinstance(twice, Failure)}
    assert failures.pop(3) == "ValueError: item 3 is not liked"
    assert "ended (status 7)" in failures.pop(40)
    assert not failures
    assert {number: twice for number, twice in given.items() if number not in (3, 40)} == {
        number: 2 * number for number in range(100) if number not in (3, 40)
    }


def test_in_order_where_asked_for(engine: DaskEngine) -> None:
    some = [Item(number, seconds=0.2 * (number == 5)) for number in range(100)]
    assert [(item.number, twice) for item, twice in engine.run(items.doubled, some, ordered=True)] == [
        (number, 2 * number) for number in range(100)
    ]


def test_documents_get_the_same_answers_as_here(engine: DaskEngine, folder: Path) -> None:
    tasks = [Task(path.name, (str(path),), path.stat().st_size) for path in sorted(folder.iterdir())]
    tasks.append(Task("sent", ("nowhere",), 1, data=written(WRONG)))
    tasks.append(Task("missing", (str(folder / "missing.txt"),)))
    here = list(Here(screener()).run(screened, tasks))
    assert list(engine.run(screened, tasks, ordered=True)) == here


def test_items_are_taken_as_they_are_needed(engine: DaskEngine) -> None:
    endless = Endless()
    given = islice(engine.run(items.doubled, endless, ordered=True), 10)
    assert [twice for _, twice in given] == [2 * number for number in range(1, 11)]
    assert endless.taken < 500


def test_what_is_done_is_given_though_nothing_new_comes(engine: DaskEngine) -> None:
    assert [twice for _, twice in engine.run(items.doubled, Slow(), ordered=True)] == [2, 4]


def test_a_killed_worker_costs_nothing(cluster: Cluster, engine: DaskEngine) -> None:
    some = [Item(number, seconds=0.01) for number in range(200)]
    run = engine.run(items.doubled, some)
    given = [next(run)]
    cluster.kill_a_worker()
    given += run
    assert sorted((item.number, twice) for item, twice in given) == [(number, 2 * number) for number in range(200)]


def test_what_ends_one_worker_after_the_other_is_a_failure_and_the_rest_goes_on(cluster: Cluster, engine: DaskEngine) -> None:
    with Client(cluster.address, set_as_default=False) as client:
        # Dask's default are three workers for a chunk and three more for an item alone, which takes longer.
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
        try:
            given = list(engine.run(items.doubled, [Item(number, ends="parent" if number == 5 else "") for number in range(20)]))
        finally:
            client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 3))
    failures = {item.number: twice for item, twice in given if isinstance(twice, Failure)}
    assert list(failures) == [5]
    assert "one machine after the other was lost" in failures[5].reason
    assert sorted(item.number for item, _ in given) == list(range(20))


def test_within_this_process_without_a_scheduler() -> None:
    with engine_named("dask", settings(), 1) as engine:
        assert [given for _, given in engine.run(items.doubled, [Item(1), Item(2)], ordered=True)] == [2, 4]


def test_a_lost_scheduler_is_told_and_what_was_kept_is_not_screened_again(folder: Path, tmp_path: Path) -> None:
    def run(out: str, engine: Engine, heard: Callable[[Task, Answer], None] = lambda task, answer: None) -> list[Record]:
        with Journal(tmp_path / out, settings()) as journal:
            prepare(journal, tasks_of([str(folder)]), (), Limits())
            screen_all(journal, engine, Limits(), heard=heard)
            return list(journal.records())

    first: list[str] = []
    then: list[str] = []
    with Cluster(tmp_path, workers=1) as cluster, engine_named(f"dask={cluster.file}", settings()) as engine:

        def heard(task: Task, answer: Answer) -> None:
            first.append(task.name)
            cluster.kill_scheduler()

        with pytest.raises(UsageError, match=r"Dask cluster was lost .* the same command goes on from there"):
            run("out", engine, heard)
    records = run("out", Here(screener()), lambda task, answer: then.append(task.name))
    assert sorted(first + then) == sorted(str(path) for path in folder.iterdir())
    assert first
    assert records == run("here", Here(screener()))


def test_the_command_writes_the_same_bytes_from_urls_to_a_url(
    cluster: Cluster, folder: Path, tmp_path: Path, mingcha_command: Mingcha
) -> None:
    here, there, journal = tmp_path / "here", tmp_path / "there", tmp_path / "journal"
    assert mingcha_command("screen", f"file://{folder}", "--out", here, "-q", "--jobs", "1").status == 0
    on = ("--on", f"dask={cluster.file}", "--journal", journal)
    order = ("screen", f"file://{folder}", "--out", f"file://{there}", "-q", "--jobs", "1", *on)
    for _ in range(2):
        done = mingcha_command(*order)
        assert (done.status, done.err) == (0, "")
        assert _bytes(there) == {name: data for name, data in _bytes(here).items() if not name.startswith("journal.")}


def test_a_url_needs_a_folder_for_the_journal(folder: Path, tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("screen", folder, "--out", f"file://{tmp_path}/out")
    assert done.status == 2
    assert "--journal" in done.err


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_workers_of_another_version_are_told_before_any_work(cluster: Cluster) -> None:
    with pytest.raises(UsageError, match=r"tcp://127.* has 0\.1\.0.*install it there"):
        DaskEngine(replace(settings(), version="0.0.9"), cluster.address)


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_MEET", 0.5)
    with LocalCluster(
        n_workers=0, processes=False, protocol="tcp://", host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as empty:
        address = empty.scheduler_address
        with pytest.raises(UsageError, match=f"{address} has no workers"):
            DaskEngine(settings(), address)


def test_a_cluster_that_all_workers_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_RECOUNT", 0.01)
    monkeypatch.setattr(on_dask, "_NOBODY", 0.1)
    monkeypatch.setattr(Client, "nthreads", lambda self: {})
    with DaskEngine(settings(), jobs=1) as engine, pytest.raises(UsageError, match="has had no worker for"):
        list(engine.run(items.doubled, [Item(1)]))


@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense://here", "none.json"])
def test_a_scheduler_that_is_not_there_is_told(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_REACH", 0.2)
    with pytest.raises(UsageError, match=f"--on dask={scheduler}: no Dask scheduler can be reached there"):
        DaskEngine(settings(), scheduler)


def test_what_listens_and_is_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_REACH", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(UsageError, match="no Dask scheduler can be reached"):
        DaskEngine(settings(), f"tcp://127.0.0.1:{silent.getsockname()[1]}")


@pytest.mark.parametrize("text", ["spark", "dask=", "dask:here", ""])
def test_an_unknown_engine_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="use dask=SCHEDULER"):
        engine_named(text, settings())


def test_without_dask_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mingcha.running.on_dask", None)
    with pytest.raises(UsageError, match=r"install mingcha\[cluster\]"):
        engine_named("dask", settings())
