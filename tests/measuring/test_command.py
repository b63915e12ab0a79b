"""The command `mingcha bench compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingcha.measuring.results import FORMAT, RESULTS, Measure, PartResult, Results, mean, share, write_results
from tests.commands import Mingcha


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Two runs, in folders: recall fell below its bar, one time fell, another stayed."""
    return (
        _written(tmp_path / "old", 980, [10.0, 10.1, 9.9]),
        _written(tmp_path / "new", 900, [5.0, 5.1, 4.9]),
    )


def _written(folder: Path, hits: int, times: list[float]) -> Path:
    measures: tuple[Measure, ...] = (
        share("recall", hits, 1000, {"kind": "[sign]"}, bar=0.95, issue=9),
        mean("time", times, "ms", {"step": "screen"}),
        mean("time", [1.0, 2.0], "ms", {"step": "floor"}),
        mean("once", [1.0], "s"),
    )
    part = PartResult("part", "something", {"seed": 1}, 1.0, 1.0, 1.0, measures)
    write_results(Results(FORMAT, "c", {"cores": 2}, "3.11", {}, "full", 1.0, (0.1, 0.1), (part,)), folder / RESULTS)
    return folder


def test_it_tells_what_moved_which_bars_are_missed_and_what_was_not_compared(
    mingcha_command: Mingcha, runs: tuple[Path, Path]
) -> None:
    done = mingcha_command("bench", "compare", *runs, "--lang", "en")
    assert done.status == 0
    assert "recall (kind [sign])" in done.out
    assert "-8.00 pp" in done.out
    assert "-50.0%" in done.out
    assert "figures compared: 3; moved beyond noise: 2, better: 1, worse: 1" in done.out
    assert "bar missed now: part recall (kind [sign]), 0.98 -> 0.9, bar 0.95" in done.out
    assert "part, once: measured once, which tells no noise" in done.out


def test_it_speaks_chinese_by_itself(mingcha_command: Mingcha, runs: tuple[Path, Path]) -> None:
    done = mingcha_command("bench", "compare", *runs)
    assert "比较了 3 项指标，2 项的变化超出噪声：变好 1，变差 1" in done.out
    assert "比较了 3 项指标，没有一项的变化超出噪声" in mingcha_command("bench", "compare", runs[0], runs[0]).out


def test_its_status_is_1_where_asked_for_and_something_is_worse(mingcha_command: Mingcha, runs: tuple[Path, Path]) -> None:
    assert mingcha_command("bench", "compare", *runs, "--fail-on-worse").status == 1
    assert mingcha_command("bench", "compare", runs[1], runs[1], "--fail-on-worse").status == 0


def test_as_json_it_tells_every_figure(mingcha_command: Mingcha, runs: tuple[Path, Path]) -> None:
    told = json.loads(mingcha_command("bench", "compare", *runs, "--json").out)
    assert [(move["name"], move["moved"], move["better"]) for move in told["moves"]] == [
        ("recall", True, False),
        ("time", True, True),
        ("time", False, None),
    ]


def test_a_file_that_is_not_there_is_a_sentence(mingcha_command: Mingcha, runs: tuple[Path, Path]) -> None:
    done = mingcha_command("bench", "compare", runs[0], "gone.json")
    assert done.status == 2
    assert "gone.json: No such file or directory; name a results file that make bench wrote" in done.err
