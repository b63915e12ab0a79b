"""How well a damaged figure is still found where the reading of a document is poor: recall against how poor it is.

One amount that the paper itself reveals is damaged. Besides, a share of the paper is read poorly: amounts of tables stand a cell
beside theirs, names of rows break off, or digits and characters are read as others that look alike. The recall is that of the one
damage; findings of severity error and warning that meet no label of the intact reading are counted beside it: most of them are
right to say that something is wrong, but it is the reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

import msgspec

from benchmarks.detection import Case, cases, judged
from benchmarks.part import Part
from mingcha import Screener
from mingcha.measuring.results import Measure, mean, share
from mingcha_datasets.corpus.damage.kinds import KINDS
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.damaging import damage
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.paper import BLANK, Board, Paper, Piece, Role, Spot
from mingcha_datasets.corpus.printing import text_of

SHARES = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Of what can be read poorly; in the results in percent."""
AMOUNTS = tuple(kind.id for kind in KINDS.values() if kind.family in ("digits", "copies", "totals"))


class Point(msgspec.Struct, frozen=True):
    """One document read so poorly: whether its damage was found, and how many findings are about something else."""

    ill: str
    share: float
    found: bool
    other: int


def slid(paper: Paper, share: float, random: Random) -> Paper:
    """The paper with a share of its amounts in tables a cell further left, where that one is blank, or right."""
    changed: dict[Spot, Piece] = {}
    for spot, piece in paper.pieces():
        if piece.role is Role.AMOUNT and _in_table(paper, spot) and random.random() < share:
            beside = [replace(spot, column=spot.column + step) for step in (-1, 1)]
            blank = [each for each in beside if each not in changed and _is_blank(paper, each)]
            if blank:
                changed |= {spot: BLANK, random.choice(blank): piece}
    return paper.with_pieces(changed)


def truncated(paper: Paper, share: float, random: Random) -> Paper:
    """The paper with a share of the names in its tables broken off."""
    changed = {
        spot: replace(piece, text=piece.text[: -random.randint(1, 3)])
        for spot, piece in paper.pieces()
        if piece.role is Role.NAME and len(piece.text) > _LONG and _in_table(paper, spot) and random.random() < share
    }
    return paper.with_pieces(changed)


def misread(paper: Paper, share: float, random: Random) -> Paper:
    """The paper with a share of its digits, and of the characters that another looks like, read as others."""
    changed = {}
    for spot, piece in paper.pieces():
        text = "".join(_read(character, share, random) for character in piece.text)
        if text != piece.text:
            changed[spot] = replace(piece, text=text)
    return paper.with_pieces(changed)


def _read(character: str, share: float, random: Random) -> str:
    if random.random() >= share:
        return character
    alike = wording()["digits"].get(character, "") or "".join(group for group in wording()["characters"] if character in group)
    others = [each for each in alike if each != character]
    return random.choice(others) if others else character


_LONG = 4
ILLS = {"slid": slid, "truncated": truncated, "misread": misread}


def _in_table(paper: Paper, spot: Spot) -> bool:
    board = paper.blocks[spot.block]
    return isinstance(board, Board) and spot.row >= board.heads


def _is_blank(paper: Paper, spot: Spot) -> bool:
    board = paper.blocks[spot.block]
    inside = isinstance(board, Board) and 0 <= spot.column < len(board.rows[spot.row])
    return inside and not paper.at(spot).text


def curves(number: int, seed: int, processes: int = 2, shares: Sequence[float] = SHARES) -> list[Point]:
    """So many documents, each with one damage that is revealed, read in every poor way to every extent."""
    todo = cases(number, seed, kinds=AMOUNTS)
    if processes == 1:
        return [point for case in todo for point in _points(case, shares=tuple(shares))]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return [point for found in pool.map(partial(_points, shares=tuple(shares)), todo, chunksize=4) for point in found]


@cache
def _screener() -> Screener:
    """The one screener of a process."""
    return Screener()


def _points(case: Case, shares: tuple[float, ...]) -> list[Point]:
    done = damage(make(case.layout, case.kind, case.seed).paper, case.kinds, 1, Random(f"{case.seed} damage"))
    if done is None or not done.defects[0].revealed:
        return []
    points = []
    for ill, spoil in ILLS.items():
        for share_ in shares:
            paper = spoil(done.paper, share_, Random(f"{case.seed} {ill}"))
            findings = _screener().screen(text_of(paper).encode(), "a.txt").findings
            document = judged(case, done, findings, 0.0)
            points.append(Point(ill, share_, document.outcomes[0].found, len(document.false)))
    return points


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Measure the curves."""
    points = curves(size["documents"], size["seed"], size["processes"])
    found: dict[tuple[str, float], list[Point]] = defaultdict(list)
    for point in points:
        found[point.ill, point.share].append(point)
    for (ill, extent), members in found.items():
        of = {ill: extent}
        yield share("recall", sum(each.found for each in members), len(members), of)
        yield mean("findings beside it", [float(each.other) for each in members], "", of, better=None)


PART = Part(
    "robustness",
    "a damaged amount where cells have slid, names broken off and characters been misread: recall against their share",
    {
        "tiny": {"documents": 2, "seed": 1, "processes": 1},
        "quick": {"documents": 5, "seed": 1, "processes": 2},
        "full": {"documents": 50, "seed": 1, "processes": 2},
    },
    run,
)
