"""How well peers are judged: detection, reasons, sameness, false alarms, speed and odd inputs, beside IsolationForest.

python -m benchmarks.peers [--quick | --full] [--only SECTION...] [--out DIR] [--workers N]

Everything is drawn from ``benchmarks.peer_worlds`` with fixed seeds. Each line that has a bar says whether it is met; exit status
1 says that one is not. ``--quick`` is small, for a look whether all works: its shares are too coarse to be held against the bars.
The million units of the bar of speed are measured with ``--full`` only. DIR gets peers.md, peers.json and the plots as SVG.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from mingcha.peers import PeerForest

from .peer_worlds import COMBINATION, KINDS, RECIPES, Floats, Population, World

SECTIONS = ("detection", "reasons", "sameness", "alarms", "speed", "odd")
TITLES = {
    "detection": "Detection of injected anomalies",
    "reasons": "Reasons",
    "sameness": "Same scores, whatever the order",
    "alarms": "False alarms at a nominal 1 %",
    "speed": "Time and memory",
    "odd": "Odd inputs",
}
ALPHA = 0.01
GRID = np.linspace(0, 1, 201)
"""Where the curves are sampled: false-alarm rates of ROC curves, recalls of precision-recall curves."""

OURS = "PeerForest"
THEIRS = "IsolationForest"
LIKE_OURS = "IsolationForest, trees as ours"
_ROOT = Path(__file__).parents[1]
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_MIB = 2**20
Given = TypeVar("Given")
Result = TypeVar("Result")


class Plan(msgspec.Struct, frozen=True):
    """What is measured.

    Attributes:
        recipes: worlds of ``peer_worlds``.
        n: units in a world.
        draws: of each world for detection and reasons; ``years`` for false alarms; ``removals`` of one unit.
        references: in how many draws the slow detectors run too.
        sizes: numbers of units to take the time of.
        explained: how many of the most unusual units get reasons when time is taken.
        judged: whether the shares are fine enough to be held against the bars.
        sections: of SECTIONS.
        workers: processes.
    """

    recipes: tuple[str, ...] = RECIPES
    n: int = 10_000
    draws: int = 10
    years: int = 20
    removals: int = 5
    references: int = 2
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    explained: int = 10_000
    judged: bool = True
    sections: tuple[str, ...] = SECTIONS
    workers: int = 2


QUICK = Plan(("lognormal",), 600, draws=1, years=1, removals=1, references=0, sizes=(600,), explained=60, judged=False)


class Measure(msgspec.Struct, frozen=True):
    """One line: what was measured, its value and standard error, and the bar it is held against.

    Attributes:
        section: of SECTIONS.
        world: recipe, "" where it is no matter of one.
        what: in words.
        value: None where it could not be measured, for which ``note`` says the reason.
        form: how ``value`` is written, by ``format``.
        error: standard error of ``value``, None where there is none.
        low, high: the bar; None where there is none on that side.
        met: whether the bar is met; None without a bar, or where the plan is too small to judge.
    """

    section: str
    world: str
    what: str
    value: float | None
    form: str = ".3f"
    error: float | None = None
    low: float | None = None
    high: float | None = None
    met: bool | None = None
    note: str = ""


class Quality(msgspec.Struct, frozen=True):
    """How well a detector ranks: areas under curves, those of each kind of anomaly, and the curves themselves on GRID."""

    auc: float
    ap: float
    kinds: dict[str, float]
    roc: list[float]
    precision: list[float]


class Hit(msgspec.Struct, frozen=True):
    """What the reasons of one injected unit name.

    Attributes:
        kind: of the anomaly.
        first, three: whether the first reason, or one of the first three, names an injected feature (of a relation: either of its
            two; and the feature that a combination no longer goes with counts as injected).
        strict: whether the first reason's own feature is one that the injection moved by more than one deviation of the peers.
        chance: how often a feature drawn at random would be an injected one.
    """

    kind: str
    first: bool
    three: bool
    strict: bool
    chance: float


class Draw(msgspec.Struct, frozen=True):
    """One draw of a world: each detector's quality, the AUC within small groups (of a draw with anomalies there), reasons."""

    recipe: str
    seed: int
    quality: dict[str, Quality]
    small: dict[str, float]
    hits: list[Hit]


class Year(msgspec.Struct, frozen=True):
    """False alarms of one reference: units and alarms in each finest group, and rates.

    Attributes:
        sizes: units in each finest group.
        reference, new: alarms among the reference's own units and among new ones, by finest group.
        dirty_reference, dirty_new: rates among clean units where 1 % of the reference is anomalies; ``caught``: theirs.
        drifted, normalised: rates in a year in which all amounts are 10 % higher, as it is, and normalised within that year.
    """

    recipe: str
    seed: int
    sizes: list[int]
    reference: list[int]
    new: list[int]
    dirty_reference: float
    dirty_new: float
    caught: float
    drifted: float
    normalised: float


class Cost(msgspec.Struct, frozen=True):
    """What a detector takes in a process of its own on one thread: seconds of processor time, and peak memory in MiB."""

    detector: str
    n: int
    fit: float
    score: float
    explain: float | None
    peak: float

    @property
    def total(self) -> float:
        """Fit and score with p-values, without reasons."""
        return self.fit + self.score


class Report(msgspec.Struct, frozen=True):
    """All that was measured, and on what."""

    commit: str
    machine: str
    versions: dict[str, str]
    plan: Plan
    seconds: float
    measures: list[Measure]
    draws: list[Draw]
    years: list[Year]
    costs: list[Cost]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 1 where a bar is not met."""
    given = _arguments(arguments)
    if given.child:
        print(json.dumps(_child(given.child, Path(given.folder))))
        return 0
    report = measure(_plan(given))
    console = Console(width=None if sys.stdout.isatty() else 130)
    for table in _tables(report):
        console.print(table)
    console.print(_summary(report))
    if given.out:
        write(report, Path(given.out))
        console.print(f"written to {given.out}")
    return 1 if any(each.met is False for each in report.measures) else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="Measure PeerForest beside IsolationForest.")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small: does it work?")
    size.add_argument("--full", action="store_true", help="a million units too")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--worlds", nargs="+", choices=RECIPES, metavar="WORLD", help=", ".join(RECIPES))
    parser.add_argument("--draws", type=int, metavar="N", help="draws of each world")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (%(default)s)")
    parser.add_argument("--out", metavar="DIR", help="write peers.md, peers.json and plots there")
    parser.add_argument("--child", choices=tuple(_JOBS), help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.workers < 1 or (given.draws is not None and given.draws < 1):
        parser.error("--draws and --workers are at least 1")
    return given


def _plan(given: argparse.Namespace) -> Plan:
    plan = QUICK if given.quick else Plan()
    if given.full:
        plan = msgspec.structs.replace(plan, sizes=(*plan.sizes, 1_000_000))
    if given.draws is not None:
        plan = msgspec.structs.replace(
            plan, draws=given.draws, years=given.draws, judged=plan.judged and given.draws >= Plan().draws
        )
    return msgspec.structs.replace(
        plan, sections=tuple(given.only), recipes=tuple(given.worlds or plan.recipes), workers=given.workers
    )


def measure(plan: Plan) -> Report:
    """Measure all that is planned."""
    start = time.perf_counter()
    draws: list[Draw] = []
    years: list[Year] = []
    costs: list[Cost] = []
    measures: list[Measure] = []
    if {"detection", "reasons"} & set(plan.sections):
        draws = mapped(
            partial(draw, plan), [(recipe, seed) for seed in range(1, plan.draws + 1) for recipe in plan.recipes], plan
        )
        draws.sort(key=lambda each: (plan.recipes.index(each.recipe), each.seed))
    if "detection" in plan.sections:
        measures += detection(draws, plan)
    if "reasons" in plan.sections:
        measures += reasons(draws, plan)
    if "sameness" in plan.sections:
        for some in mapped(partial(sameness, plan), [(recipe,) for recipe in plan.recipes], plan):
            measures += some
    if "alarms" in plan.sections:
        years = mapped(
            partial(year, plan), [(recipe, seed) for recipe in plan.recipes for seed in range(1, plan.years + 1)], plan
        )
        measures += alarms(years, plan)
    if "speed" in plan.sections:
        costs = speed(plan)
        measures += speeds(costs, plan)
    if "odd" in plan.sections:
        measures += odd()
    seconds = time.perf_counter() - start
    return Report(_commit(), _machine(), _versions(), plan, seconds, measures, draws, years, costs)


def mapped(function: Callable[..., Result], given: Sequence[tuple[Any, ...]], plan: Plan) -> list[Result]:
    """What the function gives for each, in their order."""
    name = getattr(function, "func", function).__name__
    steps = partial(track, total=len(given), description=f"{name:10}", console=Console(stderr=True), transient=True)
    if plan.workers == 1:
        return [function(*each) for each in steps(given)]
    # Each process keeps to one thread, or they would wait for each other.
    os.environ.update(_ONE_THREAD)
    with ProcessPoolExecutor(plan.workers, mp_context=get_context("spawn")) as pool:
        return [each.result() for each in steps([pool.submit(function, *each) for each in given])]


# --- detection and reasons ---------------------------------------------------------------------------------------------------


def draw(plan: Plan, recipe: str, seed: int) -> Draw:
    """Score one draw of a world with each detector."""
    world = Population(recipe, plan.n).draw(seed)
    model = fitted(world)
    scores = {OURS: -model.score_samples(world.scaled, groups=world.groups)}
    hits = hits_of(model, world) if "reasons" in plan.sections else []
    small: dict[str, float] = {}
    if "detection" in plan.sections:
        scores |= {name: detector(world) for name, detector in DETECTORS.items()}
        if seed <= plan.references:
            scores |= {name: detector(world) for name, detector in SLOW.items()}
        few = Population(recipe, plan.n).draw(seed, small_bad=True)
        ours = -fitted(few).score_samples(few.scaled, groups=few.groups)
        for name, values in ((OURS, ours), (THEIRS, DETECTORS[THEIRS](few))):
            small[name] = _auc(few.bad[few.small], values[few.small])
    return Draw(recipe, seed, {name: quality_of(world, values) for name, values in scores.items()}, small, hits)


def fitted(world: World, **parameters: Any) -> PeerForest:
    """The forest of a world, as everywhere in this benchmark."""
    return PeerForest(random_state=0, **parameters).fit(world.scaled, groups=world.groups, ids=world.ids)


def _filled(X: Floats) -> Floats:
    """Missing values as the column's median: better for IsolationForest in these worlds than to leave them missing."""
    return np.where(np.isnan(X), np.nanmedian(X, axis=0), X)


def _isolation(world: World, *, scaled: bool = False, by_group: bool = False, **parameters: Any) -> Floats:
    from sklearn.ensemble import IsolationForest

    X = _filled(world.scaled if scaled else world.raw)
    if "max_samples" in parameters:
        parameters["max_samples"] = min(parameters["max_samples"], len(X))
    scores = -IsolationForest(random_state=0, **parameters).fit(X).score_samples(X)
    if by_group:
        for rows in (np.flatnonzero(world.leaf == group) for group in np.unique(world.leaf)):
            middle = np.median(scores[rows])
            scores[rows] = (scores[rows] - middle) / (np.median(np.abs(scores[rows] - middle)) + 1e-3)
    return np.asarray(scores)


def _neighbours(world: World) -> Floats:
    from sklearn.neighbors import LocalOutlierFactor
    from sklearn.preprocessing import StandardScaler

    return np.asarray(-LocalOutlierFactor().fit(StandardScaler().fit_transform(_filled(world.scaled))).negative_outlier_factor_)


def _ours_on_raw(world: World) -> Floats:
    model = PeerForest(random_state=0).fit(world.raw, groups=world.groups, ids=world.ids)
    return np.asarray(-model.score_samples(world.raw, groups=world.groups))


DETECTORS: dict[str, Callable[[World], Floats]] = {
    THEIRS: _isolation,
    LIKE_OURS: partial(_isolation, n_estimators=PeerForest().n_estimators, max_samples=PeerForest().max_samples),
    "IsolationForest, score by group": partial(_isolation, by_group=True),
    "IsolationForest on scaled features": partial(_isolation, scaled=True),
    "PeerForest on raw features": _ours_on_raw,
}
SLOW: dict[str, Callable[[World], Floats]] = {"LocalOutlierFactor on scaled features": _neighbours}


def quality_of(world: World, scores: Floats) -> Quality:
    """How well scores rank the anomalies of a world."""
    from sklearn.metrics import average_precision_score, precision_recall_curve, roc_curve

    false, true, _ = roc_curve(world.bad, scores)
    precision, recall, _ = precision_recall_curve(world.bad, scores)
    # The best precision at this recall or more, so that the curve falls; recall falls along these arrays.
    best = np.maximum.accumulate(precision)[::-1][np.searchsorted(recall[::-1], GRID - 1e-9)]
    kinds = {name: _auc((world.kind == k)[few], scores[few]) for k, name, few in _by_kind(world)}
    return Quality(
        _auc(world.bad, scores),
        float(average_precision_score(world.bad, scores)),
        kinds,
        [round(float(each), 4) for each in np.interp(GRID, false, true)],
        [round(float(each), 4) for each in best],
    )


def _by_kind(world: World) -> Iterator[tuple[int, str, NDArray[np.bool_]]]:
    for k, name in enumerate(KINDS):
        if k and (world.kind == k).any():
            yield k, name, (world.kind == k) | ~world.bad


def _auc(bad: NDArray[np.bool_], scores: Floats) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(bad, scores)) if bad.any() and not bad.all() else float("nan")


def hits_of(model: PeerForest, world: World) -> list[Hit]:
    """What the reasons of each injected unit name."""
    rows = np.flatnonzero(world.bad)
    injected = world.changed.copy()
    injected[world.anchor >= 0, world.anchor[world.anchor >= 0]] = True
    hits = []
    for row, because in zip(rows, model.explain(world.scaled[rows], groups=world.groups[rows], top=3), strict=True):
        named = [{each.feature, each.other} - {-1} for each in because]
        found = [any(injected[row, feature] for feature in features) for features in named]
        strict = bool(because) and bool(world.moved[row, because[0].feature])
        hits.append(Hit(KINDS[world.kind[row]], any(found[:1]), any(found), strict, float(injected[row].mean())))
    return hits


def detection(draws: Sequence[Draw], plan: Plan) -> list[Measure]:
    """Lines on how well anomalies are ranked."""
    measures = []
    for recipe in plan.recipes:
        of = [each for each in draws if each.recipe == recipe]
        line = partial(_mean, "detection", recipe, judged=plan.judged)
        measures.append(line("ROC-AUC", [each.quality[OURS].auc for each in of], low=0.92))
        for kind in KINDS[1:]:
            values = [each.quality[OURS].kinds[kind] for each in of if kind in each.quality[OURS].kinds]
            measures.append(line(f"ROC-AUC, {kind}", values, low=0.80))
        measures.append(line("ROC-AUC in groups of 5–12 units", [each.small[OURS] for each in of], low=0.88))
        measures.append(line(f"the same, {THEIRS}", [each.small[THEIRS] for each in of]))
        ours, theirs, like = ([each.quality[name].ap for each in of] for name in (OURS, THEIRS, LIKE_OURS))
        measures.append(line("average precision", ours))
        ratio = float(np.mean(ours) / np.mean(theirs))
        measures.append(
            _judged("detection", recipe, f"average precision ÷ {THEIRS}'s", ratio, ".2f", low=2.2, judged=plan.judged)
        )
        more = float(np.mean(ours) / np.mean(like))
        measures.append(Measure("detection", recipe, f"average precision ÷ {LIKE_OURS}", more, ".2f"))
        for name in dict.fromkeys(name for each in of for name in each.quality if name != OURS):
            has = [each.quality[name] for each in of if name in each.quality]
            measures.append(line(f"{name}: average precision", [each.ap for each in has]))
            measures.append(line(f"{name}: ROC-AUC", [each.auc for each in has]))
    return measures


def reasons(draws: Sequence[Draw], plan: Plan) -> list[Measure]:
    """Lines on what the reasons name."""
    measures = []
    for recipe in plan.recipes:
        hits = [hit for each in draws if each.recipe == recipe for hit in each.hits]
        line = partial(_share, "reasons", recipe, judged=plan.judged)
        broken = [hit for hit in hits if hit.kind == KINDS[COMBINATION]]
        measures.append(line("first reason names an injected feature", [hit.first for hit in hits], low=0.80))
        measures.append(line("… of a broken combination", [hit.first for hit in broken], low=0.60))
        measures.append(line("one of the first three does", [hit.three for hit in hits], low=0.95))
        for kind in KINDS[1:COMBINATION]:
            measures.append(line(f"first reason, {kind}", [hit.first for hit in hits if hit.kind == kind]))
        measures.append(line("strict: its own feature, moved by over a deviation", [hit.strict for hit in hits]))
        measures.append(line("strict, broken combination", [hit.strict for hit in broken]))
        measures.append(line("a feature at random", [hit.chance for hit in hits]))
    return measures


# --- sameness ----------------------------------------------------------------------------------------------------------------


def sameness(plan: Plan, recipe: str) -> list[Measure]:
    """Whether order, columns, threads and one unit less change anything."""
    world = Population(recipe, plan.n).draw(1)
    X, groups, ids = world.scaled, world.groups, world.ids
    base = fitted(world)
    scores = base.score_samples(X, groups=groups)
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(len(X)), rng.permutation(X.shape[1])
    by_contents = PeerForest(random_state=0).fit(X, groups=groups).score_samples(X, groups=groups)

    def again(order: NDArray[np.intp], names: bool, take: NDArray[np.intp] | slice = slice(None), **parameters: Any) -> Floats:
        given = X[order][:, take]
        model = PeerForest(random_state=0, **parameters).fit(given, groups=groups[order], ids=ids[order] if names else None)
        return np.asarray(model.score_samples(given, groups=groups[order]))

    every = np.arange(len(X))
    tried = {
        "rows permuted: scores that differ": (scores[rows], again(rows, True)),
        "rows permuted, no ids given": (by_contents[rows], again(rows, False)),
        "columns permuted": (scores, again(every, True, columns)),
        "two workers": (scores, again(every, True, n_jobs=2)),
        "scored one by one (first 50)": (
            scores[:50],
            np.concatenate([base.score_samples(X[[i]], groups=groups[[i]]) for i in range(min(50, len(X)))]),
        ),
    }
    measures = [
        _judged("sameness", recipe, what, float((before != after).sum()), ".0f", high=0)
        for what, (before, after) in tried.items()
    ]
    top = set(np.argsort(scores, kind="stable")[:100].tolist())
    stay = []
    for out in rng.choice(len(X), plan.removals, replace=False):
        left = np.delete(every, out)
        then = left[np.argsort(again(left, True), kind="stable")[:100]]
        stay.append(len(top & set(then.tolist())) / len(top - {int(out)}))
    least = min(stay)
    measures.append(
        _judged("sameness", recipe, "one unit removed: top 100 that stay, least", least, ".1%", low=0.98, judged=plan.judged)
    )
    theirs = [_isolation(world), _isolation(_reordered(world, rows))]
    kept = len(set(np.argsort(-theirs[0])[:100].tolist()) & set(rows[np.argsort(-theirs[1])[:100]].tolist())) / 100
    measures.append(Measure("sameness", recipe, f"{THEIRS}, rows permuted: top 100 that stay", kept, ".1%"))
    return measures


def _reordered(world: World, rows: NDArray[np.intp]) -> World:
    return World(**{name: getattr(world, name)[rows] for name in World.__dataclass_fields__})


# --- false alarms ------------------------------------------------------------------------------------------------------------


def year(plan: Plan, recipe: str, seed: int) -> Year:
    """Fit a clean and a slightly spoiled reference, and count alarms among clean units, old and new."""
    population = Population(recipe, plan.n)
    clean, dirty = (population.draw(1_000 + seed, bad=bad) for bad in (0.0, 0.01))
    new, drifted = (population.draw(2_000 + seed, bad=0, drift=drift) for drift in (0.0, 0.1))

    def by_group(world: World, model: PeerForest) -> list[int]:
        return [int(each) for each in np.bincount(world.leaf[_alarms(world, model)], minlength=len(population.sizes))]

    first, second = fitted(clean), fitted(dirty)
    among = _alarms(dirty, second)
    return Year(
        recipe,
        seed,
        population.sizes.tolist(),
        by_group(clean, first),
        by_group(new, first),
        float(among[~dirty.bad].mean()),
        float(_alarms(new, second).mean()),
        float(among[dirty.bad].mean()),
        float(_alarms(drifted, first).mean()),
        float(_alarms(drifted, first.at(drifted.scaled, groups=drifted.groups)).mean()),
    )


def _alarms(world: World, model: PeerForest) -> NDArray[np.bool_]:
    return np.asarray(model.pvalues(world.scaled, groups=world.groups) <= ALPHA)


def alarms(years: Sequence[Year], plan: Plan) -> list[Measure]:
    """Lines on false alarms, over all units and by group."""
    measures = []
    for recipe in plan.recipes:
        of = [each for each in years if each.recipe == recipe]
        line = partial(_mean, "alarms", recipe, form=".2%", judged=plan.judged)
        sizes = np.array(of[0].sizes)
        large = sizes >= 100
        for what, counts in (
            ("new units", [each.new for each in of]),
            ("units of the reference", [each.reference for each in of]),
        ):
            measures.append(line(f"clean {what}", [sum(each) / plan.n for each in counts], low=0.007, high=0.013))
            if large.any():
                rates = np.sum(counts, axis=0)[large] / (len(of) * sizes[large])
                for word, rate in (("lowest", rates.min()), ("highest", rates.max())):
                    text = f"{word} of {large.sum()} groups of ≥ 100, {what}"
                    measures.append(_judged("alarms", recipe, text, float(rate), ".2%", low=0.003, high=0.03, judged=plan.judged))
        measures.append(line("1 % bad in the reference: clean new units", [each.dirty_new for each in of], high=0.013))
        measures.append(line("1 % bad in the reference: its clean units", [each.dirty_reference for each in of], high=0.013))
        measures.append(line("… of the bad ones caught", [each.caught for each in of], form=".0%"))
        measures.append(line("all amounts 10 % higher, scored as they are", [each.drifted for each in of]))
        measures.append(line("all amounts 10 % higher, normalised within the year", [each.normalised for each in of]))
    return measures


# --- time and memory ---------------------------------------------------------------------------------------------------------


def speed(plan: Plan) -> list[Cost]:
    """Take the time of each detector in a process of its own, on one thread."""
    costs = []
    for n in plan.sizes:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "units").write_text(str(n))
            Path(folder, "explained").write_text(str(min(plan.explained, n)))
            # The world too is drawn by a child: a process is born with the peak memory of its parent.
            _run("draw", folder)
            costs += [msgspec.convert(_run(job, folder), Cost) for job in ("ours", "theirs", "like-ours")]
    return costs


def _run(job: str, folder: str) -> Any:
    command = [sys.executable, "-m", "benchmarks.peers", "--child", job, folder]
    done = subprocess.run(command, cwd=_ROOT, env=os.environ | _ONE_THREAD, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def _child(job: str, folder: Path) -> dict[str, Any]:
    """Run one detector on what lies in a folder."""
    return _JOBS[job](folder)


def _draw(folder: Path) -> dict[str, Any]:
    world = Population("lognormal", int((folder / "units").read_text())).draw(1)
    np.save(folder / "raw.npy", _filled(world.raw))
    for name in ("scaled", "groups", "ids"):
        np.save(folder / f"{name}.npy", getattr(world, name))
    return {}


def _time_ours(folder: Path) -> dict[str, Any]:
    X, groups, ids = (np.load(folder / f"{name}.npy") for name in ("scaled", "groups", "ids"))
    model = PeerForest(random_state=0, n_jobs=1)
    fit = _seconds(lambda: model.fit(X, groups=groups, ids=ids))
    start = time.process_time()
    scores = model.score_samples(X, groups=groups)
    model.pvalues_of(scores)
    score = time.process_time() - start
    top = np.argsort(scores, kind="stable")[: int((folder / "explained").read_text())]
    explain = _seconds(lambda: model.explain(X[top], groups=groups[top]))
    return {"detector": OURS, "n": len(X), "fit": fit, "score": score, "explain": explain, "peak": _peak()}


def _time_theirs(folder: Path, name: str, **parameters: Any) -> dict[str, Any]:
    from sklearn.ensemble import IsolationForest

    X = np.load(folder / "raw.npy")
    if "max_samples" in parameters:
        parameters["max_samples"] = min(parameters["max_samples"], len(X))
    model = IsolationForest(random_state=0, n_jobs=1, **parameters)
    fit = _seconds(lambda: model.fit(X))
    score = _seconds(lambda: model.score_samples(X))
    return {"detector": name, "n": len(X), "fit": fit, "score": score, "explain": None, "peak": _peak()}


_JOBS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "draw": _draw,
    "ours": _time_ours,
    "theirs": partial(_time_theirs, name=THEIRS),
    "like-ours": partial(
        _time_theirs, name=LIKE_OURS, n_estimators=PeerForest().n_estimators, max_samples=PeerForest().max_samples
    ),
}


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _peak() -> float:
    """Peak memory of this process in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MIB if sys.platform == "darwin" else peak * 1024 / _MIB


def speeds(costs: Sequence[Cost], plan: Plan) -> list[Measure]:
    """Lines on time and memory; the bars are those of a million units."""
    measures = []
    for n in plan.sizes:
        ours, theirs, like = (
            next(each for each in costs if each.n == n and each.detector == name) for name in (OURS, THEIRS, LIKE_OURS)
        )
        line = partial(_judged, "speed", f"{n:,}", judged=n >= 1_000_000)
        measures.append(Measure("speed", f"{n:,}", "fit + score + p-values, s of processor", ours.total, ".2f"))
        measures.append(Measure("speed", f"{n:,}", f"{THEIRS}: fit + score, s", theirs.total, ".2f"))
        measures.append(line(f"÷ {THEIRS} (its defaults)", ours.total / theirs.total, ".2f", high=2.5))
        measures.append(Measure("speed", f"{n:,}", f"÷ {LIKE_OURS}", ours.total / like.total, ".2f"))
        if ours.explain is not None:
            top = min(plan.explained, n)
            measures.append(line(f"reasons of the top {top:,}, s", ours.explain, ".2f", high=2.0))
        measures.append(line("peak memory, MiB", ours.peak, ".0f", high=2048))
        measures.append(Measure("speed", f"{n:,}", f"{THEIRS}: peak memory, MiB", theirs.peak, ".0f"))
    return measures


# --- odd inputs --------------------------------------------------------------------------------------------------------------


def odd() -> list[Measure]:
    """Whether inputs of every odd shape get finite scores and p-values, or a sentence that says what is wrong."""
    world = Population("lognormal", 300).draw(1, bad=0)
    X, groups = world.scaled, world.groups
    equal = np.repeat(_filled(X)[:1], 50, axis=0)
    constant, missing, column, infinite = X.copy(), np.full_like(X[:50], np.nan), X.copy(), X.copy()
    constant[:, 3], column[:, 3] = 7.0, np.nan
    infinite[0, 0], infinite[1, 1] = np.inf, -np.inf
    row = X.copy()
    row[0] = np.nan
    cases = {
        "5 units": (X[:5], groups[:5]),
        "1 unit": (X[:1], groups[:1]),
        "2 units": (X[:2], groups[:2]),
        "all units equal": (equal, groups[:50]),
        "a constant feature": (constant, groups),
        "all missing": (missing, groups[:50]),
        "a feature all missing": (column, groups),
        "a unit all missing": (row, groups),
        "infinities": (infinite, groups),
        "every unit a group": (X[:50], world.ids[:50]),
        "no groups": (X, None),
        "one feature": (X[:, :1], groups),
        "values of 1e200": (X * np.array([1e200] + [1.0] * (X.shape[1] - 1)), groups),
    }
    return [_odd(what, *given) for what, given in cases.items()]


def _odd(what: str, X: Floats, groups: NDArray[np.str_] | None) -> Measure:
    """How many units of an odd input are alarms; met where all scores are finite, all p-values in (0, 1] and the reasons come."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            model = PeerForest(random_state=0).fit(X, groups=groups)
            scores, p = model.score_samples(X, groups=groups), model.pvalues(X, groups=groups)
            model.explain(X[:5], groups=None if groups is None else groups[:5])
        except Exception as error:
            # The one place where any failure is a result: a crash is what is looked for.
            return Measure("odd", "", what, None, met=False, note=f"{type(error).__name__}: {str(error).splitlines()[0]}")
    well = bool(np.isfinite(scores).all() and ((p > 0) & (p <= 1)).all())
    said = "; ".join(dict.fromkeys(str(each.message) for each in told))
    return Measure("odd", "", f"{what}: alarms of {len(X)}", float((p <= ALPHA).sum()), ".0f", met=well, note=said)


# --- lines, tables, files ----------------------------------------------------------------------------------------------------


def _judged(
    section: str,
    world: str,
    what: str,
    value: float,
    form: str = ".3f",
    *,
    low: float | None = None,
    high: float | None = None,
    error: float | None = None,
    judged: bool = True,
) -> Measure:
    met = (low is None or value >= low) and (high is None or value <= high)
    return Measure(section, world, what, value, form, error, low, high, met if judged and (low, high) != (None, None) else None)


def _mean(
    section: str, world: str, what: str, values: Sequence[float], *, form: str = ".3f", judged: bool, **bar: float
) -> Measure:
    """A mean over draws with its standard error."""
    known = np.array([value for value in values if value == value])
    if not len(known):
        return Measure(section, world, what, None, note="no draw has one")
    error = float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else None
    return _judged(section, world, what, float(known.mean()), form, error=error, judged=judged, **bar)


def _share(section: str, world: str, what: str, values: Sequence[float], *, judged: bool, **bar: float) -> Measure:
    return _mean(section, world, what, [float(value) for value in values], form=".1%", judged=judged, **bar)


def _tables(report: Report) -> Iterator[Table]:
    for section in SECTIONS:
        of = [each for each in report.measures if each.section == section]
        if of:
            table = Table("world" if section != "speed" else "units", "measured", title=TITLES[section], title_justify="left")
            for column in ("value", "bar", "met"):
                table.add_column(column, justify="right")
            last = ""
            for each in of:
                table.add_row(each.world if each.world != last else "", each.what, _value(each), _bar(each), _met(each))
                last = each.world
                if each.note:
                    table.add_row("", f"  [dim]{each.note}[/dim]", "", "", "")
            yield table


def _value(each: Measure) -> str:
    if each.value is None:
        return "—"
    return f"{each.value:{each.form}}" + (f" ± {each.error:{each.form}}" if each.error is not None else "")


def _bar(each: Measure) -> str:
    low, high = (None if side is None else f"{side:{'.1%' if '%' in each.form else each.form}}" for side in (each.low, each.high))
    if low and high:
        return f"{low}–{high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def _met(each: Measure) -> str:
    if each.met is None:
        return "not judged" if _bar(each) else ""
    return "[green]yes[/green]" if each.met else "[bold red]NO[/bold red]"


def _summary(report: Report) -> str:
    judged = [each for each in report.measures if each.met is not None]
    met = sum(bool(each.met) for each in judged)
    return f"{met} of {len(judged)} bars met, {report.seconds:.0f} s, commit {report.commit}, {report.machine}"


def markdown(report: Report) -> str:
    """The report as tables in Markdown."""
    parts = ["# Peers, measured\n", _summary(report) + "\n"]
    for section in SECTIONS:
        of = [each for each in report.measures if each.section == section]
        if of:
            parts.append(f"## {TITLES[section]}\n")
            parts.append(
                "| "
                + ("units" if section == "speed" else "world")
                + " | measured | value | bar | met |\n| --- | --- | ---: | ---: | :-: |"
            )
            for each in of:
                met = "" if each.met is None else "yes" if each.met else "**no**"
                what = each.what + (f" ({each.note})" if each.note else "")
                parts.append(f"| {each.world} | {what} | {_value(each)} | {_bar(each)} | {met} |")
            parts.append("")
    return "\n".join(parts)


def write(report: Report, folder: Path) -> None:
    """Write the report and its plots into a folder."""
    from .peer_plots import plots

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.md").write_text(markdown(report), encoding="utf-8")
    (folder / "peers.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    for name, svg in plots(report):
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def _commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=_ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}


if __name__ == "__main__":
    sys.exit(main())
