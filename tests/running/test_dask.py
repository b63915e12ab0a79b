"""A cluster gives what this machine gives, whatever becomes of its workers."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from mingcha import Limits, UsageError
from mingcha.running.engine import Engine
from mingcha.running.engines import engine_named
from mingcha.running.here import Here
from mingcha.running.pool import Pool
from mingcha.running.task import Failure, Settings, Task
from mingcha.running.work import screened
from tests.documents import CLEAN, WRONG, screener, written
from tests.running import items
from tests.running.items import Item

pytest.importorskip("distributed", reason="Dask is not installed: mingcha[cluster]")
if os.name == "nt":
    pytest.skip("clusters of these tests are ended as POSIX ends processes", allow_module_level=True)

from distributed import Client

from mingcha.running import on_dask
from mingcha.running.on_dask import DaskEngine
from tests.running.clusters import Cluster


def _settings(limits: Limits | None = None) -> Settings:
    return Settings.of(screener().knowledge, "zh", limits or Limits())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def engine(cluster: Cluster) -> Iterator[DaskEngine]:
    with DaskEngine(_settings(), cluster.address) as engine:
        yield engine


def test_each_item_comes_back_once_as_from_processes_of_this_machine(engine: DaskEngine) -> None:
    some = [Item(number, raises=number == 3, ends="exit" if number == 40 else "") for number in range(100)]
    with Pool(_settings(), 1) as pool:
        here = list(pool.run(items.doubled, some, ordered=True))
    assert [given for _, given in here if isinstance(given, Failure)]
    assert list(engine.run(items.doubled, some, ordered=True)) == here
    assert sorted(engine.run(items.doubled, some), key=lambda pair: pair[0].number) == here


def test_documents_get_the_same_answers_as_here(engine: DaskEngine, tmp_path: Path) -> None:
    tasks = []
    for number in range(12):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(written((WRONG if number % 3 else CLEAN).replace("档案馆", f"第{number}档案馆")))
        tasks.append(Task(str(path), (str(path),), path.stat().st_size))
    tasks.append(Task("sent", ("nowhere",), 1, data=written(WRONG)))
    tasks.append(Task("missing", (str(tmp_path / "missing.txt"),)))
    here = list(Here(screener()).run(screened, tasks))
    assert list(engine.run(screened, tasks, ordered=True)) == here


def test_items_are_taken_as_they_are_needed(engine: DaskEngine) -> None:
    taken = 0

    def endless() -> Iterator[Item]:
        nonlocal taken
        while True:
            taken += 1
            yield Item(taken)

    given = islice(engine.run(items.doubled, endless(), ordered=True), 10)
    assert [twice for _, twice in given] == [2 * number for number in range(1, 11)]
    assert taken < 500


def test_what_is_done_is_given_though_nothing_new_comes(engine: DaskEngine) -> None:
    asked = 0

    def slow() -> Iterator[Item | None]:
        nonlocal asked
        yield Item(1)
        while asked < 3:
            asked += 1
            yield None
        yield Item(2)

    assert [twice for _, twice in engine.run(items.doubled, slow(), ordered=True)] == [2, 4]


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
    with engine_named("dask", _settings(), 1) as engine:
        assert [given for _, given in engine.run(items.doubled, [Item(1), Item(2)], ordered=True)] == [2, 4]


def test_a_lost_scheduler_is_told_and_what_was_given_before_stays(tmp_path: Path) -> None:
    given = []

    def run(cluster: Cluster, engine: Engine) -> None:
        for item, _ in engine.run(items.doubled, [Item(number, seconds=0.01) for number in range(1000)]):
            given.append(item.number)
            if len(given) == 30:
                cluster.kill_scheduler()

    with (
        Cluster(tmp_path) as cluster,
        engine_named(f"dask={cluster.file}", _settings()) as engine,
        pytest.raises(UsageError, match=r"Dask cluster was lost .* the same command goes on from there"),
    ):
        run(cluster, engine)
    assert 30 <= len(set(given)) == len(given) < 1000


def test_workers_of_another_version_are_told_before_any_work(cluster: Cluster) -> None:
    with pytest.raises(UsageError, match=r"tcp://127.* has 0\.1\.0.*install it there"):
        DaskEngine(replace(_settings(), version="0.0.9"), cluster.address)


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_CONNECT", 2)
    with Cluster(tmp_path, workers=0) as cluster, pytest.raises(UsageError, match=f"{cluster.address} has no workers"):
        DaskEngine(_settings(), cluster.address)


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_CONNECT", 0.5)
    for scheduler in ("tcp://127.0.0.1:9", "nonsense://here", str(tmp_path / "none.json")):
        with pytest.raises(UsageError, match="no Dask scheduler can be reached"):
            DaskEngine(_settings(), scheduler)


@pytest.mark.parametrize("text", ["spark", "dask=", "dask:here", ""])
def test_an_unknown_engine_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="use dask=SCHEDULER"):
        engine_named(text, _settings())


def test_without_dask_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mingcha.running.on_dask", None)
    with pytest.raises(UsageError, match=r"install mingcha\[cluster\]"):
        engine_named("dask", _settings())
