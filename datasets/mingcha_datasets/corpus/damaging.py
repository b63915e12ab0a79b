"""Damage a paper in one place or in several that do not touch each other, and say what is wrong with it as labels do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from random import Random

from mingcha_datasets.corpus.damage.damaged import Damage, Flaw, Moved, shortened
from mingcha_datasets.corpus.damage.index import NUMBER, Index
from mingcha_datasets.corpus.damage.kinds import KINDS
from mingcha_datasets.corpus.labels import Defect, Stand
from mingcha_datasets.corpus.paper import Paper, Spot, Words


@dataclass(frozen=True)
class Damaged:
    """A damaged paper.

    Attributes:
        intact: as it was.
        damages: what was done, in order.
        paper: as it is now.
        defects: the labels: of each damage the cause, then what follows from it.
    """

    intact: Paper
    damages: tuple[Damage, ...]
    paper: Paper
    defects: tuple[Defect, ...]


def damage(paper: Paper | Index, kinds: Sequence[str] = (), count: int = 1, random: Random | None = None) -> Damaged | None:
    """Do so many damages of kinds drawn with equal chances, none of which touches what another does.

    Args:
        paper: intact; its index where several are done to it one after the other.
        kinds: ids of `KINDS`; all of them where there are none.
        count: how many.
        random: decides on kinds and places.

    Returns:
        None where the paper does not admit so many.

    Raises:
        KeyError: there is no such kind.
    """
    index = paper if isinstance(paper, Index) else Index(paper)
    random = random or Random(0)
    drawn = [KINDS[kind] for kind in kinds] or list(KINDS.values())
    damages: list[Damage] = []
    taken: set[object] = set()
    for _ in range(_TRIES * count):
        if len(damages) == count or not drawn:
            break
        kind = random.choice(drawn)
        done = _tried(kind.id, index, random)
        if done is None:
            drawn.remove(kind)
        elif taken.isdisjoint(touched := _touched(index, done)):
            damages.append(done)
            taken |= touched
    return damaged(index, damages) if len(damages) == count else None


_TRIES, _PLACES = 20, 40
"""How many kinds are tried for each damage, and how many places for a kind."""


def _tried(kind: str, index: Index, random: Random) -> Damage | None:
    for _ in range(_PLACES):
        done = KINDS[kind].do(index, random)
        if done:
            return replace(done, kind=kind)
    return None


def _touched(index: Index, done: Damage) -> set[object]:
    """Lines, rows and facts that a damage has to itself."""
    gone = {spot for spot in index.pieces if (spot.block, None) in done.without or (spot.block, spot.row) in done.without}
    spots = done.spots | gone
    facts = {index.fact(spot).id for spot in spots if spot in index.figures and index.figures[spot].value}
    return {*((spot.block, spot.row) for spot in spots), *facts}


def damaged(index: Index, damages: Sequence[Damage]) -> Damaged:
    """The paper with these damages, which do not touch each other."""
    without = frozenset(each for one in damages for each in one.without)
    changed = index.paper.with_pieces({spot: piece for one in damages for spot, piece in one.put.items()})
    paper = shortened(changed, without)
    return Damaged(index.paper, tuple(damages), paper, _labels(index, damages, paper, Moved(without)))


def restored(done: Damaged) -> Paper:
    """The paper as it was: what was left out put back, what was printed otherwise printed as before."""
    blocks = list(done.paper.blocks)
    without = sorted({each for one in done.damages for each in one.without}, key=lambda each: (each[0], each[1] or 0))
    for block, row in without:
        if row is None:
            blocks.insert(block, done.intact.blocks[block])
        else:
            blocks[block] = done.intact.blocks[block]
    paper = replace(done.paper, blocks=tuple(blocks))
    return paper.with_pieces({spot: done.intact.at(spot) for one in done.damages for spot in one.put})


def _labels(index: Index, damages: Sequence[Damage], paper: Paper, moved: Moved) -> tuple[Defect, ...]:
    lines = _first_lines(paper)
    defects: list[Defect] = []
    for one in damages:
        first = len(defects) + 1
        follows = tuple(f"D{first + number:02}" for number in range(1, len(one.flaws)))
        for number, flaw in enumerate(one.flaws):
            where = tuple(_stand(index, spot, moved(spot), paper, lines) for spot in flaw.where if _is_there(spot, one))
            defects.append(_defect(f"D{first + number:02}", one, flaw, where, () if number else follows))
    return tuple(defects)


def _first_lines(paper: Paper) -> list[int]:
    """The line of the text that each block begins on, with a blank line between two."""
    lines = [1]
    for block in paper.blocks:
        lines.append(lines[-1] + (1 if isinstance(block, Words) else len(block.rows)) + 1)
    return lines


def _is_there(spot: Spot, done: Damage) -> bool:
    return (spot.block, None) not in done.without and (spot.block, spot.row) not in done.without


def _stand(index: Index, spot: Spot, new: Spot, paper: Paper, lines: Sequence[int]) -> Stand:
    return Stand(
        index.section(spot), index.row_name(spot), index.column_name(spot), lines[new.block] + new.row, _quote(paper, new)
    )


def _quote(paper: Paper, spot: Spot) -> str:
    """What stands there: the text of a cell, or the words of a line around a piece."""
    block = paper.blocks[spot.block]
    if not isinstance(block, Words):
        return paper.at(spot).text.strip()
    before = "".join(piece.text for piece in block.pieces[: spot.column])
    after = "".join(piece.text for piece in block.pieces[spot.column :])
    return (before[-_BEFORE:] + after[:_AFTER]).strip()


_BEFORE, _AFTER = 16, 24


def _defect(id: str, done: Damage, flaw: Flaw, where: tuple[Stand, ...], follows: tuple[str, ...]) -> Defect:
    first = where[0]
    named = "".join(f"“{each}”" for each in (first.section, first.row, first.col) if each)
    said = f"{named}应为“{flaw.expected}”，印作“{flaw.stated}”" if flaw.expected and flaw.stated else named
    return Defect(
        id=id,
        kind=flaw.kind,
        severity=flaw.severity,
        confidence=flaw.confidence,
        where=where,
        stated=flaw.stated,
        expected=flaw.expected,
        difference=_difference(flaw),
        explanation_zh=f"{KINDS[done.kind].zh}：{flaw.explanation or said}。",
        suggested_correction=flaw.correction or (f"改为“{flaw.expected}”" if flaw.expected else "补充或更正"),
        root_cause_of=follows,
        damage=done.kind,
        revealed=flaw.revealed,
        revealed_by=flaw.revealed_by,
    )


def _difference(flaw: Flaw) -> str:
    if not (NUMBER.fullmatch(flaw.stated) and NUMBER.fullmatch(flaw.expected)):
        return ""
    try:
        return f"{Decimal(flaw.stated.replace(',', '')) - Decimal(flaw.expected.replace(',', '')):f}"
    except InvalidOperation:
        return ""
