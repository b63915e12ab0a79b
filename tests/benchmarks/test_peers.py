"""The benchmark of peers measures, judges and writes what it says."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest

from benchmarks.peer_worlds import KINDS, Population
from benchmarks.peers import GRID, OURS, QUICK, THEIRS, Measure, Report, alarms, main, markdown, measure, quality_of, write
from benchmarks.peers import Year as YearOfAlarms

SMALL = msgspec.structs.replace(QUICK, recipes=("structural",), n=150, sizes=(150,), explained=10, workers=1)


@pytest.fixture(scope="module")
def report() -> Report:
    return measure(msgspec.structs.replace(SMALL, sections=("detection", "alarms")))


def named(measures: list[Measure], what: str) -> Measure:
    return next(each for each in measures if each.what == what)


def test_detectors_are_compared_in_the_same_draw(report: Report) -> None:
    quality = report.draws[0].quality
    assert {OURS, THEIRS} <= set(quality)
    assert all(0 <= each.auc <= 1 and 0 <= each.ap <= 1 for each in quality.values())


def test_a_plan_too_small_to_judge_judges_no_share(report: Report) -> None:
    assert all(each.met is None for each in report.measures)


def test_the_ratio_is_of_the_average_precisions_measured(report: Report) -> None:
    ours, theirs = (report.draws[0].quality[name].ap for name in (OURS, THEIRS))
    assert named(report.measures, f"average precision ÷ {THEIRS}'s").value == pytest.approx(ours / theirs)


def test_perfect_scores_have_perfect_quality() -> None:
    world = Population("heavy", 500).draw(0)
    best = quality_of(world, world.bad.astype(float))
    assert best.auc == best.ap == 1
    assert set(best.kinds) == set(KINDS[1:])
    assert best.roc[1:] == best.precision[1:] == [1.0] * (len(GRID) - 1)


def test_scores_of_chance_have_the_quality_of_chance() -> None:
    world = Population("heavy", 2_000).draw(0, bad=0.05)
    chance = quality_of(world, np.random.default_rng(0).uniform(size=2_000))
    assert chance.auc == pytest.approx(0.5, abs=0.1)
    assert chance.ap == pytest.approx(0.05, abs=0.03)


def test_false_alarms_are_held_against_their_bars() -> None:
    plan = msgspec.structs.replace(SMALL, n=1_000, judged=True)
    year = YearOfAlarms("structural", 1, [600, 390, 10], [6, 4, 0], [6, 14, 0], 0.012, 0.014, 0.5, 0.016, 0.01)
    lines = alarms([year], plan)
    assert named(lines, "clean units of the reference").met is True
    assert named(lines, "clean new units").met is False
    assert named(lines, "highest of 2 groups of ≥ 100, new units").met is False
    assert named(lines, "highest of 2 groups of ≥ 100, new units").value == pytest.approx(14 / 390)
    assert named(lines, "1 % bad in the reference: clean new units").met is False
    assert named(lines, "1 % bad in the reference: its clean units").met is True
    assert named(lines, "all amounts 10 % higher, scored as they are").met is None


def test_report_and_plots_are_written(report: Report, tmp_path: Path) -> None:
    write(report, tmp_path)
    assert msgspec.json.decode((tmp_path / "peers.json").read_bytes(), type=Report).measures == report.measures
    assert (tmp_path / "peers.md").read_text(encoding="utf-8") == markdown(report)
    drawn = sorted(tmp_path.glob("*.svg"))
    assert [each.stem for each in drawn] == ["alarms", "curves", "kinds", "precision"]
    for each in drawn:
        assert ElementTree.parse(each).getroot().tag.endswith("svg")


def test_a_run_says_what_it_measured_and_on_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--only", "sameness", "--workers", "1"]) == 0
    shown = capsys.readouterr().out
    assert "two workers" in shown
    assert "of 5 bars met" in shown
