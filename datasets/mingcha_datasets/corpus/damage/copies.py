"""Amounts pasted from the row or the column beside them, or into it."""

from dataclasses import replace
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import Index, stated
from mingcha_datasets.corpus.damage.misprint import any_amount, kind_of, misprinted
from mingcha_datasets.corpus.damage.totals import totals_above
from mingcha_datasets.corpus.paper import Piece, Role, Spot

_SEVERAL = 2


def copied_cell(index: Index, random: Random) -> Damage | None:
    """An amount of the row above or below stands in a cell."""
    spot = any_amount(index, random)
    return _copied(index, spot, spot and index.beside(spot, random.choice((-1, 1)), 0))


def copied_column(index: Index, random: Random) -> Damage | None:
    """An amount of another column stands in a cell."""
    spot = any_amount(index, random)
    return _copied(index, spot, spot and index.beside(spot, 0, random.choice((-2, -1, 1, 2))))


def wrong_column(index: Index, random: Random) -> Damage | None:
    """An amount stands in the cell of the next column, where nothing should be."""
    spot = any_amount(index, random)
    other = spot and index.beside(spot, 0, random.choice((-1, 1)))
    if not spot or not other or index.pieces[other].role is not Role.AMOUNT or index.figures[other].value:
        return None
    piece, nil = index.pieces[spot], index.pieces[other]
    put = {spot: replace(piece, text=nil.text), other: replace(nil, text=piece.text)}
    new = {at: figure for at in put if (figure := stated(replace(index.pieces[at], text=put[at].text, money=piece.money)))}
    # That two sums no longer add up follows from it.
    without = [each for at in put for each in totals_above(index, at)]
    revealed = AMOUNTS if index.reveals(new) else ""
    flaw = Flaw(kind_of(index, other), (other, spot, *without), piece.text.strip(), nil.text.strip() or "0", "", "", revealed)
    return Damage((flaw,), put)


def copied_row(index: Index, random: Random) -> Damage | None:
    """All amounts of an account are those of the account above or below it: a row pasted and not filled in."""
    spot = any_amount(index, random)
    if spot is None or not index.in_row(spot, Role.CODE):
        return None
    step = random.choice((-1, 1))
    put: dict[Spot, Piece | None] = {}
    for each in index.in_row(spot, Role.AMOUNT):
        other = index.beside(each, step, 0)
        if other is None or not index.in_row(other, Role.CODE):
            return None
        if index.figures[each].value != index.figures[other].value:
            put[each] = replace(index.pieces[each], text=index.pieces[other].text)
    return misprinted(index, put) if len(put) >= _SEVERAL else None


def _copied(index: Index, spot: Spot | None, other: Spot | None) -> Damage | None:
    if spot is None or other is None or index.pieces[other].role is not Role.AMOUNT:
        return None
    return misprinted(index, {spot: replace(index.pieces[spot], text=index.pieces[other].text)})
