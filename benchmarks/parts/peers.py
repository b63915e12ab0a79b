"""Whose spending is unusual: injected anomalies found and named, false alarms, sameness, odd inputs, time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.part import Part
from benchmarks.peer_worlds import COMBINATION, KINDS, RECIPES
from mingcha.measuring.results import Measure, count, mean, share

ISSUE = 6
_OF_OURS, _OF_THEIRS = {"detector": peers.OURS}, {"detector": peers.THEIRS}


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Measure what benchmarks/peers.py does, with fewer draws, each a sample."""
    recipes = RECIPES[: size["worlds"]]
    judged = bool(size["judged"])
    plan = peers.Plan(
        recipes, size["units"], size["draws"], size["years"], removals=2, references=0, sizes=(size["timed"],),
        judged=judged, workers=os.cpu_count() or 1,
    )  # fmt: skip
    seeds = range(1, plan.draws + 1)
    draws = peers.mapped(partial(peers.draw, plan), [(recipe, seed) for seed in seeds for recipe in recipes], plan)
    for recipe in recipes:
        of = [draw for draw in draws if draw.recipe == recipe]
        yield from _ranked(recipe, of, judged)
        yield from _named(recipe, [hit for draw in of for hit in draw.hits], judged)
    years = [(recipe, seed) for recipe in recipes for seed in range(1, plan.years + 1)]
    alarms = peers.mapped(partial(peers.year, plan), years, plan)
    for recipe in recipes:
        yield from _alarms(recipe, [year for year in alarms if year.recipe == recipe], plan)
    for measured in (*peers.sameness(plan, recipes[0]), *peers.odd()):
        if measured.section == "odd":
            yield count("odd input dealt with", int(bool(measured.met)), of={"input": measured.what.split(":")[0]}, bar=1,
                        better="higher", issue=ISSUE)  # fmt: skip
        elif measured.high == 0 and measured.value is not None:
            yield count("scores that differ", measured.value, of={"what": measured.what.split(":")[0]}, bar=0, issue=ISSUE)
    yield from _times(plan)


def _ranked(recipe: str, draws: Sequence[peers.Draw], judged: bool) -> Iterator[Measure]:
    line = partial(_line, judged=judged, better="higher")
    world = {"world": recipe}
    yield line("ROC-AUC", [draw.quality[peers.OURS].auc for draw in draws], world, 0.92)
    for kind in KINDS[1:]:
        values = [draw.quality[peers.OURS].kinds[kind] for draw in draws if kind in draw.quality[peers.OURS].kinds]
        yield line("ROC-AUC", values, world | {"kind": kind}, 0.80)
    yield line("ROC-AUC in groups of 5 to 12 units", [draw.small[peers.OURS] for draw in draws], world, 0.88)
    for name in draws[0].quality:
        values = [draw.quality[name].ap for draw in draws]
        yield mean("average precision", values, "", world | {"detector": name}, better="higher" if name == peers.OURS else None)
    ratios = [draw.quality[peers.OURS].ap / draw.quality[peers.THEIRS].ap for draw in draws]
    yield line("average precision beside IsolationForest's", ratios, world, 2.2, unit="×")


def _named(recipe: str, hits: Sequence[peers.Hit], judged: bool) -> Iterator[Measure]:
    broken = [hit for hit in hits if hit.kind == KINDS[COMBINATION]]
    for name, values, bar in (
        ("first reason names an injected feature", [hit.first for hit in hits], 0.80),
        ("… of a broken combination", [hit.first for hit in broken], 0.60),
        ("one of the first three does", [hit.three for hit in hits], 0.95),
    ):
        world = {"world": recipe}
        yield share(name, sum(values), len(values), world, bar=bar if judged else None, issue=ISSUE if judged else 0)


def _alarms(recipe: str, years: Sequence[peers.Year], plan: peers.Plan) -> Iterator[Measure]:
    """Of clean units at a nominal 1 %: all of them, and the group of 100 or more that is farthest from it."""
    world = {"world": recipe}
    rates = [sum(year.new) / plan.n for year in years]
    yield _line("false alarms at 1 %, new units", rates, world, 0.013, judged=plan.judged, better="lower", unit="share")
    yield _line(
        "false alarms at 1 %, new units, at least", rates, world, 0.007, judged=plan.judged, better="higher", unit="share"
    )
    spoiled = [year.dirty_new for year in years]
    name = "false alarms at 1 %, 1 % of the reference spoiled"
    yield _line(name, spoiled, world, 0.013, judged=plan.judged, better="lower", unit="share")
    sizes = np.array(years[0].sizes)
    large = sizes >= 100
    if large.any():
        groups = np.sum([year.new for year in years], axis=0)[large] / (len(years) * sizes[large])
        for word, rate in (("lowest", groups.min()), ("highest", groups.max())):
            yield count(f"false alarms at 1 %, {word} of groups of 100 or more", float(rate), "share", world, better=None)


def _times(plan: peers.Plan) -> Iterator[Measure]:
    units = {"units": plan.sizes[0]}
    costs = {cost.detector: cost for cost in peers.speed(plan)}
    ours, theirs = costs[peers.OURS], costs[peers.THEIRS]
    # The bars are those of a million units; a run of that many takes no second time.
    judged = plan.judged and plan.sizes[0] >= 1_000_000
    for name, cost in costs.items():
        yield mean(
            "fit, score, p-values", [cost.total], "s", units | {"detector": name}, better="lower" if cost is ours else None
        )
        yield mean("peak memory", [cost.peak], "MB", units | {"detector": name}, better="lower" if cost is ours else None)
    yield _line("times IsolationForest's time", [ours.total / theirs.total], units, 2.5, judged=judged, better="lower", unit="×")
    if ours.explain is not None:
        yield _line("reasons of the most unusual", [ours.explain], units, 2.0, judged=judged, better="lower", unit="s")


def _line(
    name: str, samples: Sequence[float], of: Mapping[str, str | float], bar: float, *, judged: bool, better: str, unit: str = ""
) -> Measure:
    return mean(
        name, samples, unit, of, bar=bar if judged else None, better="higher" if better == "higher" else "lower",
        issue=ISSUE if judged else 0,
    )  # fmt: skip


PART = Part(
    name="peers",
    about="injected anomalies of five kinds in synthetic worlds: how well they are ranked, beside scikit-learn's IsolationForest "
    "on raw features, whether reasons name them, false alarms, sameness whatever the order, odd inputs, time",
    sizes={
        "tiny": {"worlds": 1, "units": 600, "draws": 2, "years": 2, "timed": 600, "judged": 0},
        "quick": {"worlds": 1, "units": 1000, "draws": 2, "years": 2, "timed": 1000, "judged": 0},
        "full": {"worlds": 3, "units": 10_000, "draws": 5, "years": 5, "timed": 50_000, "judged": 1},
    },
    run=run,
)
