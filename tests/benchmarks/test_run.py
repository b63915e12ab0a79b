"""A run of the benchmarks: each part alone, what goes wrong recorded, bars that are missed said."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from benchmarks import run as harness
from benchmarks.plots import plots
from benchmarks.run import MODULES, SIZES, missed, part_of, run
from benchmarks.tables import markdown
from mingcha.measuring.results import RESULTS, Measure, PartResult, Results, count, mean, read_results, share

TOYS = [f"tests.benchmarks.toys:{name}" for name in ("works", "fails", "lacks", "needs")]
TINY = ("speed", "growth", "coverage", "undamaged", "detection", "robustness", "locating", "five_files")
"""The parts that take little at their tiniest; the others start many processes, or want the network."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A run of toys."""
    return run(TOYS, "tiny", tmp_path_factory.mktemp("run"))


def test_every_part_is_measured_and_the_others_go_on(results: Results) -> None:
    assert [part.name for part in results.parts] == ["works", "fails", "lacks", "needs"]
    works = results.parts[0]
    assert works.about == "a toy that works"
    assert works.size == {"documents": 10, "seed": 1}
    assert works.reason == ""
    assert works.processor > 0
    assert works.peak > 0
    assert [measure.value for measure in works.measures] == [0.9, 1.25]


def test_what_a_part_gave_before_it_failed_stands_with_the_reason(results: Results) -> None:
    _, fails, lacks, needs = results.parts
    assert (fails.reason, fails.failed) == ("failed: ValueError: something\nis wrong", True)
    assert (lacks.reason, lacks.failed) == ("not measured: no network", False)
    assert (needs.reason, needs.failed) == (
        "not measured: ModuleNotFoundError: No module named 'no_such_package_at_all'",
        False,
    )
    assert fails.measures == lacks.measures == (count("before", 1),)


def test_missed_bars_and_failed_parts_are_said(results: Results) -> None:
    assert missed(results) == [
        "MISSED works: time (step screen) is 1.25 ms, the bar is 1 ms",
        "FAILED fails: failed: ValueError: something\nis wrong",
    ]


def test_the_machine_its_pulse_and_versions_are_recorded(results: Results) -> None:
    assert len(results.pulse) == 5
    assert all(pulse > 0 for pulse in results.pulse)
    assert results.machine["cores"] == os.cpu_count()
    assert results.versions["numpy"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_part_that_hangs_is_stopped_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(harness.LIMIT, "tiny", 3)
    (part,) = run(["tests.benchmarks.toys:hangs"], "tiny", tmp_path).parts
    assert (part.reason, part.failed) == ("stopped after 3 s", True)
    assert part.measures == (count("before", 1),)
    child = int((tmp_path / "hangs" / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"process {child} is still there")


def test_the_command_writes_results_page_and_says_what_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "--size", "tiny", "--only", TOYS[0], "--out", str(tmp_path)])
    assert harness.main() == 1
    assert "MISSED works: time (step screen) is 1.25 ms, the bar is 1 ms" in capsys.readouterr().out
    written = read_results(tmp_path)
    assert [part.name for part in written.parts] == ["works"]
    assert (tmp_path / "README.md").read_text("utf-8") == markdown(written, [])


def test_a_part_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "--only", "sped"])
    with pytest.raises(SystemExit):
        harness.main()
    assert "no such part: sped; there are speed" in capsys.readouterr().err


@pytest.mark.parametrize("name", MODULES)
def test_a_part_has_all_sizes_with_the_same_numbers_and_says_what_it_measures(name: str) -> None:
    part = part_of(name)
    assert part.name == name
    assert part.about
    assert set(part.sizes) == set(SIZES)
    assert len({tuple(numbers) for numbers in part.sizes.values()}) == 1


@pytest.mark.parametrize("name", TINY)
def test_a_part_runs_at_its_tiniest_size(name: str, tmp_path: Path) -> None:
    part = part_of(name)
    measures = list(part.run(tmp_path, part.sizes["tiny"]))
    assert measures
    keys = [(measure.name, *sorted(measure.of.items())) for measure in measures]
    assert len(set(keys)) == len(keys), "a figure is told twice"


def test_the_page_has_every_bar_first_and_every_figure(results: Results) -> None:
    page = markdown(results, ["works-plot", "other-plot"])
    assert "## Bars: 1 of 2 met" in page
    assert page.index("| works | time (step screen) |") < page.index("| works | recall (kind a\\|b) |")
    assert "| works | recall (kind a\\|b) | 90.00 % of 10 | 59.58 % … 98.21 % | ≥ 80.00 % | yes | 9 |" in page
    assert "* fails: failed: ValueError: something is wrong" in page
    assert "![works-plot](works-plot.svg)" in page
    assert "other-plot" not in page


def test_every_plot_is_drawn_where_there_are_figures() -> None:
    detection = [
        share("recall", 9, 10, {"kind": kind, "layout": layout}) for kind in ("sign", "digit") for layout in ("shanxi", "jiangsu")
    ]
    parts = {
        "speed": [mean("time", [1.0, 2.0], "ms", {"step": step, "documents": "samples"}) for step in ("floor", "screen")],
        "growth": [mean("a document", [cells / 100], "ms", {"cells": cells}) for cells in (300, 600)],
        "rival_experta": [mean("times as long as ours", [300.0, 310.0], "×", {"rival": "experta"}, better="higher")],
        "detection": detection,
        "robustness": [share("recall", 9, 10, {"slid": harmed}) for harmed in (0.0, 0.05)],
        "locating": [
            share("right", 9, 10, {"bin": "0.9 to 1.0"}, better=None),
            count("stated", 0.95, "share", {"bin": "0.9 to 1.0"}, better=None),
        ],
        "peers": [mean("average precision", [0.5, 0.6], "", {"world": "heavy", "detector": "ours"}, better="higher")],
    }
    drawn = dict(plots(_results(parts)))
    assert [name.split("-")[0] for name in drawn] == list(parts)
    assert all(svg.startswith("<svg") for svg in drawn.values())
    assert not dict(plots(_results({})))


def _results(parts: dict[str, list[Measure]]) -> Results:
    told = tuple(PartResult(name, name, {}, 1.0, 1.0, 1.0, tuple(measures)) for name, measures in parts.items())
    return Results(1, "commit", {"cores": 2}, "3.11", {}, "full", 1.0, (0.1,), told)


def test_a_results_file_has_the_name_that_bench_compare_looks_for(tmp_path: Path) -> None:
    harness.write(_results({}), tmp_path)
    assert (tmp_path / RESULTS).exists()
