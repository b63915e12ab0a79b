"""How often each diagnosis is right: known damage, located and diagnosed, counted by cause and by how likely locating held it.

python -m benchmarks.calibrate [--cases N] [--seed N] [--redrawn N] [--write]

The damage is that of benchmarks/damage.py with another seed, done to other disclosures: amounts drawn anew only, none of the
samples, and those after the first REDRAWN of each, so that the bars there are measured on nothing that was fitted here.
A diagnosis is right when its suspect has the damaged figure first and the amount that stood there. The shares are made to
rise with the probability (isotonic regression), each line rests on enough cases, and a cause has lines of its own only where
they differ from those of all; with few cases they differ little. ``--write`` puts the table into the knowledge.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks import damage as known
from mingcha.checking.cube import Cube
from mingcha.diagnosing import diagnose
from mingcha.locating import Located, locate
from mingcha_datasets.damage import damaged, draw

CASES, SEED, REDRAWN = 2000, 101, 15
FIRST = known.REDRAWN + 1
"""The first of the redrawn disclosures that are fitted on: those before it are the ones that the bars are measured on."""
LEAST, PRIOR, APART, SUREST = 40, 20, 0.05, 0.99
"""Cases a line rests on; cases as which the share of all counts in that of one cause; how far apart they must be; and the
surest that anything is: units make mistakes that nobody thought of damaging a disclosure with."""
TABLE = Path(__file__).parents[1] / "knowledge" / "diagnoses" / "calibration.yaml"
_HEAD = """\
# How often a diagnosis is right about the place and the amount, by the probability of its explanation. Made by
# python -m benchmarks.calibrate --write from known damage, never by hand. A cause without lines of its own takes those of "".
"""


class Seen(NamedTuple):
    """One diagnosis of a damaged document: its cause, how likely locating held it, what was done, whether it is right."""

    cause: str
    probability: float
    kind: str
    right: bool


class Line(NamedTuple):
    """Up to which probability which share was right, of how many."""

    upto: float
    share: float
    seen: int


class Block(NamedTuple):
    """Cases up to a probability: how many were right, of how many."""

    upto: float
    right: int
    seen: int


def main() -> int:
    """Damage, diagnose, count, print and perhaps write."""
    arguments = _arguments()
    names = fitted(arguments.redrawn)
    tasks = [
        known.Task(names[case % len(names)], count, (), f"{arguments.seed} {count} {case}", "suspects")
        for count in known.COUNTS
        for case in range(arguments.cases if count == 1 else arguments.cases // 2)
    ]
    with get_context("fork" if sys.platform == "linux" else "spawn").Pool(known.PROCESSES) as pool:
        seen = [one for group in pool.imap(_seen, tasks, chunksize=20) for one in group]
    table = calibrated(seen)
    _print(seen, table, Console(width=140))
    if arguments.write:
        TABLE.write_text(written(table, f"{len(tasks)} damaged documents, seed {arguments.seed}"), encoding="utf-8")
    return 0


def fitted(redrawn: int) -> list[str]:
    """The names of the disclosures that are damaged here: so many of each sample."""
    return known.names_of(range(FIRST, FIRST + redrawn))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Count how often each diagnosis of known damage is right.")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help="documents with one damage; half as many with more")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="which damages are drawn")
    parser.add_argument(
        "--redrawn", type=int, default=REDRAWN, metavar="N", help="how often each sample's amounts are drawn anew"
    )
    parser.add_argument("--write", action="store_true", help=f"put the table into {TABLE.name}")
    return parser.parse_args()


def _seen(task: known.Task) -> list[Seen]:
    """What is diagnosed in one damaged document and not in its intact one."""
    base, screener = known.base_of(task.sample), known.screener()
    damages = draw(base.intact, task.damages, Random(task.seed))
    screening = screener.screen(damaged(base.intact.text, damages).encode(), task.sample)
    cube = Cube(screening.disclosure, screener.knowledge)
    located = locate(screening.outcomes, cube)
    found = []
    for diagnosis in diagnose(located, cube, screener.knowledge).diagnoses[: len(located.suspects)]:
        (answer,) = known.of_suspects(Located((diagnosis.suspect,), ()))
        kinds = [damage.kind for damage in damages if known.judge(answer, damage, base)[1]]
        found.append(Seen(diagnosis.id, diagnosis.suspect.probability, kinds[0] if kinds else "", bool(kinds)))
    return found


def calibrated(seen: Sequence[Seen]) -> dict[str, list[Line]]:
    """Under "" the lines of all cases; those of each cause that differs from them, drawn towards them where it has few."""
    blocks = rising([(one.probability, one.right) for one in seen])
    table = {"": [Line(one.upto, min(SUREST, round((one.right + 1) / (one.seen + 2), 3)), one.seen) for one in blocks]}
    for cause in sorted({one.cause for one in seen}):
        lines = _own([(one.probability, one.right) for one in seen if one.cause == cause], table[""])
        if max(abs(own.share - all_.share) for own, all_ in zip(lines, table[""], strict=True)) > APART:
            table[cause] = lines
    return table


def rising(cases: Iterable[tuple[float, bool]]) -> list[Block]:
    """Blocks whose shares rise with the probability, each of enough cases: neighbours that fall, or are too few, are one."""
    by_probability: dict[float, list[bool]] = defaultdict(list)
    for probability, right in cases:
        by_probability[round(probability, 2)].append(right)
    blocks: list[Block] = []
    for probability in sorted(by_probability):
        rights = by_probability[probability]
        blocks.append(Block(probability, sum(rights), len(rights)))
        while len(blocks) > 1 and _belong_together(blocks[-2], blocks[-1]):
            blocks[-2:] = [_both(blocks[-2], blocks[-1])]
    while len(blocks) > 1 and (blocks[-1].seen < LEAST or _belong_together(blocks[-2], blocks[-1])):
        blocks[-2:] = [_both(blocks[-2], blocks[-1])]
    return [*blocks[:-1], blocks[-1]._replace(upto=1.0)]


def _own(cases: Sequence[tuple[float, bool]], lines: Sequence[Line]) -> list[Line]:
    """The lines of one cause, between the same probabilities as those of all."""
    low, found = -1.0, list[tuple[float, float, int]]()
    for line in lines:
        here = [right for probability, right in cases if low < round(probability, 2) <= line.upto]
        found.append((line.upto, (sum(here) + PRIOR * line.share) / (len(here) + PRIOR), len(here)))
        low = line.upto
    shares = accumulate((share for _, share, _ in found), max)
    return [Line(upto, min(SUREST, round(share, 3)), seen) for (upto, _, seen), share in zip(found, shares, strict=True)]


def _belong_together(one: Block, after: Block) -> bool:
    return one.seen < LEAST or one.right * after.seen >= after.right * one.seen


def _both(one: Block, after: Block) -> Block:
    return Block(after.upto, one.right + after.right, one.seen + after.seen)


def written(table: Mapping[str, Sequence[Line]], made: str) -> str:
    """The table as the file in the knowledge holds it."""
    lines = [
        f'  - {{cause: "{cause}", upto: {line.upto:.2f}, share: {line.share:.3f}, seen: {line.seen}}}'
        for cause, of_cause in table.items()
        for line in of_cause
    ]
    return "\n".join([_HEAD + f"made: {made}", "table:", *lines]) + "\n"


def _print(seen: Sequence[Seen], table: Mapping[str, Sequence[Line]], console: Console) -> None:
    shown = Table(
        "cause", "told", "right", "of these by damage", "lines: probability up to → share", title="diagnoses of known damage"
    )
    for cause, told in Counter(one.cause for one in seen).most_common():
        own = [one for one in seen if one.cause == cause]
        kinds = Counter(one.kind or "wrong" for one in own)
        shown.add_row(
            cause,
            str(told),
            f"{100 * sum(one.right for one in own) / told:.1f} %",
            ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(6)),
            "  ".join(f"{line.upto:.2f} → {line.share:.3f}" for line in table.get(cause, ())),
        )
    shown.add_row("all", str(len(seen)), "", "", "  ".join(f"{line.upto:.2f} → {line.share:.3f}" for line in table[""]))
    console.print(shown)


if __name__ == "__main__":
    sys.exit(main())
