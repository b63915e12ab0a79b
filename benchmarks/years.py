"""How often a change across years is told of sound units, and how often a wrong year is, by the threshold in deviations.

python -m benchmarks.years [--units N] [--seed N]

Simulated amounts of six years in 100 peer groups, each with a nationwide change of its own every year; changes of a unit are
normal or Student's t with 3 or 5 degrees of freedom, for changes of public budgets have heavy tails. Of 2 % of the units one year
is multiplied or divided. This is where ``deviations`` of knowledge/peers/years.yaml comes from.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from mingcha.peers.changes import moves_of
from mingcha.peers.thresholds import Years

GROUPS, YEARS, UNEVEN, SHARE = 100, 6, 0.4, 0.02
"""Groups, years a unit, spread of the logarithm of the units' own deviations, and the share of units with a wrong year."""
DEVIATIONS = (4.0, 6.0, 8.0)
CASES = ((0, 0.1), (5, 0.1), (3, 0.1), (3, 0.25))
"""Degrees of freedom (0: normal) and the usual deviation of a unit's changes."""
TIMES = (1.5, 2.0, 3.0, 10.0)


def main() -> int:
    """Simulate, count, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    table = Table("changes", "deviations", "sound changes told", *(f"year × {times:g} found" for times in TIMES))
    for freedom, scale in CASES:
        sound = told(arguments.units, arguments.seed, freedom, scale, 1.0)
        found = [told(arguments.units, arguments.seed, freedom, scale, times) for times in TIMES]
        for place, deviations in enumerate(DEVIATIONS):
            name = f"t({freedom})" if freedom else "normal"
            shares = [f"{each[place]:.0%}" for each in found]
            table.add_row(f"{name}, {scale:.0%}", f"{deviations:g}", f"{sound[place]:.2%}", *shares)
    Console().print(table)
    return 0


def told(units: int, seed: int, freedom: int, scale: float, times: float) -> list[float]:
    """The share of changes that are told, by threshold: of all where ``times`` is 1, else of those into a wrong year."""
    random = np.random.default_rng(seed)
    group = np.arange(units) % GROUPS
    nationwide = random.normal(0.05, 0.05, (GROUPS, YEARS - 1))[group]
    own = random.standard_t(freedom, nationwide.shape) if freedom else random.normal(size=nationwide.shape)
    uneven = scale * np.exp(random.normal(0, UNEVEN, (units, 1)))
    logs = np.concatenate([random.normal(20, 1.5, (units, 1)), nationwide + own * uneven], axis=1).cumsum(axis=1)
    rows = random.choice(units, round(units * SHARE), replace=False)
    columns = random.integers(1, YEARS, len(rows))
    logs[rows, columns] += np.log(times) * random.choice([-1, 1], len(rows))
    kinds = [group[:, None] * YEARS + np.arange(YEARS - 1), np.zeros((units, 1), dtype=np.intp) + np.arange(YEARS - 1)]
    knobs = Years()
    moves = moves_of(logs, kinds, np.zeros(nationwide.shape, dtype=bool), knobs)
    large = (np.abs(moves.excess) >= np.log1p(knobs.least_change)) & (np.abs(moves.change) >= np.log1p(knobs.least_change))
    shares = []
    for deviations in DEVIATIONS:
        out: NDArray[Any] = large & (np.abs(moves.excess) >= deviations * moves.deviation)
        shares.append(float(out.mean() if times == 1 else out[rows, columns - 1].mean()))
    return shares


if __name__ == "__main__":
    raise SystemExit(main())
