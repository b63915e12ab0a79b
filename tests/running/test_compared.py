"""Units compared in blocks: wherever a block is scored and however large it is, nothing of the result is another."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from mingcha import Limits
from mingcha.peers import blocks, ranking
from mingcha.peers.model import Model
from mingcha.peers.scoring import Scored, fit, score
from mingcha.peers.table import FeatureTable, table_of
from mingcha.peers.years import observations
from mingcha.running.blocks import spread
from mingcha.running.compared import compared_of_run
from mingcha.running.here import Here
from mingcha.running.pool import Pool
from mingcha.running.profiles import FILE, profiles_of
from mingcha.running.task import Failure, Settings
from tests.documents import screener
from tests.peers import units
from tests.peers.histories import panel, with_amount

KNOWLEDGE = units.knowledge()


@cache
def table() -> FeatureTable:
    """Units of the model's year, of a year that is new to it, and two of a third."""
    spoilt = units.spoilt(units.table(120), (5, 40), ["project_share"])
    new = units.table(60, year=2025, seed=3, drift=0.4)
    return table_of([one for some in (spoilt, new, units.table(2, year=2026)) for one in units.profiles(some)], KNOWLEDGE)


@cache
def model() -> Model:
    return fit(units.table(200), KNOWLEDGE, trees=20)


@cache
def at_once() -> Scored:
    return score(table(), model(), KNOWLEDGE, alpha=0.05)


class Elsewhere(Here):
    """An engine whose items and what is given for them are sent, as to another process; some are lost on the way."""

    def __init__(self, lost: int = 0) -> None:
        super().__init__(screener())
        self.sizes: list[int] = []
        self._lost = lost

    def run(self, work: Any, items: Iterable[Any], *, ordered: bool = False) -> Iterator[tuple[Any, Any]]:
        for number, (item, given) in enumerate(super().run(work, (pickle.loads(pickle.dumps(one)) for one in items))):
            self.sizes.append(item.size)
            lost = self._lost and number % self._lost == 0
            yield item, Failure("the process ended") if lost else pickle.loads(pickle.dumps(given))


# -- blocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 48, 59, 120])
def test_blocks_of_any_size_give_what_scoring_all_at_once_gives(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AT_ONCE", size)
    found = score(table(), model(), KNOWLEDGE, alpha=0.05)
    assert found == at_once()
    assert [year.year for year in found.drift] == ["2026 budget", "2025 budget"]
    assert [basis.among for basis in found.bases] == ["reference", "own", "other"]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_blocks_that_are_sent_elsewhere_give_the_same_and_what_is_lost_is_done_here(
    lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "AT_ONCE", 50)
    engine = Elsewhere(lost)
    assert score(table(), model(), KNOWLEDGE, alpha=0.05, scorer=spread(engine)) == at_once()
    assert len(engine.sizes) == 5
    assert min(engine.sizes) > 10_000


def test_worker_processes_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AT_ONCE", 40)
    with Pool(Settings.of(KNOWLEDGE, "zh", Limits()), 2) as pool:
        assert score(table(), model(), KNOWLEDGE, alpha=0.05, scorer=spread(pool)) == at_once()


def test_a_few_units_are_scored_in_this_process() -> None:
    engine = Elsewhere()
    few = units.table(30, first=300)
    assert score(few, model(), KNOWLEDGE, scorer=spread(engine)) == score(few, model(), KNOWLEDGE)
    assert engine.sizes == []


# -- the ranking -----------------------------------------------------------------------------------------------------


def test_a_ranking_is_a_sequence_of_scores() -> None:
    ranked = at_once().scores
    scores = list(ranked)
    assert len(scores) == len(ranked) == 182
    assert ranked[0] == scores[0]
    assert ranked[-1] == scores[-1]
    assert ranked[3:9:2] == tuple(scores[3:9:2])
    assert ranked != scores[:-1]
    with pytest.raises(IndexError):
        ranked[182]


def test_the_most_unusual_are_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_EXPLAINED", 10)
    found = score(table(), model(), KNOWLEDGE, alpha=0.05)
    assert [one.reasons for one in found.scores[:10]] == [one.reasons for one in at_once().scores[:10]]
    assert not any(one.reasons for one in found.scores[10:])


# -- runs ------------------------------------------------------------------------------------------------------------


def _run(folder: Path, profiles: Iterable[Any]) -> Path:
    folder.mkdir()
    (folder / FILE).write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in profiles))
    return folder


def test_the_units_of_a_run_are_compared_without_and_with_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AT_ONCE", 50)
    folder = _run(tmp_path / "run", units.profiles(units.table(120)))
    one, other = (compared_of_run(folder, KNOWLEDGE, trees=20, engine=engine) for engine in (None, Elsewhere()))
    assert one is not None
    assert other is not None
    assert one.scored == other.scored
    assert one.scored.whole.own
    assert one.reference is None
    assert compared_of_run(_run(tmp_path / "none", []), KNOWLEDGE) is None


def _damaged() -> list[Any]:
    """A panel with all that is told of years: jumps, wrong 上年数, other names, units merged, gaps, years told twice."""
    whole = panel(12)
    one = whole[3 * 7 + 3]
    whole = with_amount(whole, one.id, "income", one.amounts["income"].fen * 3)
    whole = with_amount(whole, whole[5 * 7 + 2].id, "personnel", 12_345_00, last=True)
    whole = [replace(p, unit="改名医院", id=f"改名 {p.year}") if p.unit == "第7县医院" and p.year > 2020 else p for p in whole]
    whole = [p for p in whole if not (p.unit == "第8县医院" and p.year in (2020, 2021))]
    ended = {p.year: p for p in whole if p.unit == "第9县医院"}
    joined = [
        replace(
            p,
            last={
                name: replace(amount, fen=amount.fen + ended[2020].amounts[name].fen) if p.year == 2021 else amount
                for name, amount in p.last.items()
            },
        )
        if p.unit == "第10县医院"
        else p
        for p in whole
    ]
    kept = [p for p in joined if not (p.unit == "第9县医院" and p.year > 2020)]
    twin = replace(kept[0], id="twin", document="twin.txt")
    return [*kept, *with_amount([twin], "twin", "project", 1)]


def test_the_years_of_units_on_the_disk_are_told_as_those_in_memory(tmp_path: Path) -> None:
    profiles = profiles_of(_run(tmp_path / "run", _damaged()), KNOWLEDGE)
    assert profiles is not None
    told = observations(profiles.stored.values())
    assert told == observations(_damaged())
    assert {one.kind for one in told} >= {"spike", "last_year", "renamed", "merged", "gap", "twice"}
