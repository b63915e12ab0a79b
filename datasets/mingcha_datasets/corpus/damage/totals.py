"""Totals that a part is missing from or counted twice in, totals and tables of an earlier draft, rows left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, WORDS, Damage, Flaw, can_leave_out
from mingcha_datasets.corpus.damage.index import Index, Relation
from mingcha_datasets.corpus.damage.misprint import any_amount, misprinted, printed
from mingcha_datasets.corpus.paper import Piece, Role, Spot

_SEVERAL, _HALF = 2, 0.5


def omitted_child(index: Index, random: Random) -> Damage | None:
    """A total was added up without one of its parts."""
    return _off_by_part(index, random, -1)


def doubled_child(index: Index, random: Random) -> Damage | None:
    """A total has one of its parts twice."""
    return _off_by_part(index, random, 1)


def _off_by_part(index: Index, random: Random, sign: int) -> Damage | None:
    """Half of the time the total of its row is computed from the wrong one."""
    spot = any_amount(index, random)
    parts = spot and _parts(index, spot)
    if not spot or not parts:
        return None
    by = sign * random.choice(parts)
    spots = [spot, *_totals_of_row(index, spot)] if random.random() < _HALF else [spot]
    return _off(index, spots, by)


def _parts(index: Index, spot: Spot) -> list[Decimal]:
    """The parts above nil of the total that stands there, where there are several and they are added."""
    for relation in index.sums_of(spot):
        parts = [index.finest(part).value for sign, part in relation.parts if sign > 0]
        if relation.form == "sum" and len([each for each in parts if each]) >= _SEVERAL and len(parts) == len(relation.parts):
            return [each for each in parts if each]
    return []


def _totals_of_row(index: Index, spot: Spot) -> list[Spot]:
    """The amount of the same row that holds it."""
    wholes = {relation.whole for relation in index.sums_with(spot)}
    return [
        each
        for each in (index.in_row(spot, Role.AMOUNT) if index.in_table(spot) else ())
        if each in index.figures and index.fact(each).id in wholes and index.figures[each].value
    ][:1]


def _off(index: Index, spots: Iterable[Spot], by: Decimal) -> Damage | None:
    put: dict[Spot, Piece | None] = {}
    for spot in spots:
        piece = index.pieces[spot]
        put[spot] = replace(piece, text=printed(piece, index.figures[spot].value + by))
    return misprinted(index, put)


def stale_total(index: Index, random: Random) -> Damage | None:
    """A part was revised after its total was added up."""
    spot = any_amount(index, random)
    parts = spot and _parts(index, spot)
    return _off(index, [spot], revision(random.choice(parts), random)) if spot and parts else None


def revision(amount: Decimal, random: Random) -> Decimal:
    """By how much an amount was revised: one to twenty percent."""
    return amount * random.choice((-1, 1)) * random.randint(10, 200) / 1000


def earlier_draft(index: Index, random: Random) -> Damage | None:
    """One table was not brought up to date: an account and all that hold it are those of an earlier draft."""
    spot = any_amount(index, random)
    if spot is None or not index.in_table(spot) or index.sums_of(spot):
        return None
    above = totals_above(index, spot)
    return _off(index, [spot, *above], revision(index.figures[spot].value, random)) if above else None


def totals_above(index: Index, spot: Spot) -> list[Spot]:
    """The totals of its column that hold the account there."""
    fact = index.fact(spot)
    return [
        other
        for other in index.of_block[spot.block]
        if other.column == spot.column
        and index.fact(other).id[:2] == fact.id[:2]
        and _is_above(dict(index.fact(other).key), dict(fact.key))
    ]


def _is_above(whole: dict[str, str], part: dict[str, str]) -> bool:
    """Whether a key is that of a total, or of an account by its first digits, that holds the other's."""
    differing = {name for name in whole.keys() | part.keys() if whole.get(name) != part.get(name)}
    return bool(differing) and all(
        (name in _LISTED and not whole.get(name)) or (name in _CODES and part.get(name, "").startswith(whole[name]))
        for name in differing
    )


_CODES = ("function", "dept", "gov")
_CLASS = 3
"""How many digits the shortest code of an account has."""
_LISTED = (*_CODES, "project")


def row_left_out(index: Index, random: Random) -> Damage | None:
    """An account or a project is missing from a table that counts it in its total."""
    spot = any_amount(index, random)
    board = spot and index.board(spot)
    if not spot or not board or spot.row < board.heads or not can_leave_out(board, spot.row) or index.sums_of(spot):
        return None
    figures = [each for each in index.in_row(spot, Role.AMOUNT) if each in index.figures and index.figures[each].value]
    wholes = [whole for each in figures for whole in _wholes_in_column(index, each)]
    if len({each.column for each in figures}) != len(figures) or not wholes:
        return None
    flaw = Flaw(
        "hierarchy_sum",
        tuple(dict.fromkeys(wholes)),
        "",
        index.row_name(spot) + " " + index.pieces[spot].text.strip(),
        "",
        "",
        AMOUNTS,
    )
    return Damage((flaw, *_orphaned(index, spot)), without=frozenset({(spot.block, spot.row)}))


def _orphaned(index: Index, spot: Spot) -> Iterator[Flaw]:
    """What a row leaves behind: accounts below its own in the table, and sentences that tell an account no table has any more."""
    codes = [index.pieces[each].text.strip() for each in index.in_row(spot, Role.CODE)]
    left = [
        each
        for each in index.with_role(Role.CODE)
        if each.block != spot.block or each.row != spot.row
        if _is_orphaned(index.pieces[each].text.strip(), codes, each.block == spot.block, index.in_table(each))
    ]
    if left:
        yield Flaw("code_name", tuple(left), "", "", "", "", WORDS, severity="warning")


def _is_orphaned(code: str, lost: Sequence[str], same_table: bool, in_table: bool) -> bool:
    if in_table:
        return same_table and any(len(code) > len(each) >= _CLASS and code.startswith(each) for each in lost)
    return code in lost


def _wholes_in_column(index: Index, spot: Spot) -> list[Spot]:
    """The totals in its column that have it as a part, where the other parts stand there too and are not nil."""
    column = [each for each in index.of_block[spot.block] if each.column == spot.column]
    stated = {index.fact(each).id: each for each in column}
    return [
        stated[relation.whole]
        for relation in index.sums_with(spot)
        if relation.whole in stated and all(part in stated for _, part in relation.parts) and _is_plain(relation)
        if any(index.figures[stated[part]].value for _, part in relation.parts if part != index.fact(spot).id)
    ]


def _is_plain(relation: Relation) -> bool:
    return all(sign > 0 for sign, _ in relation.parts)
