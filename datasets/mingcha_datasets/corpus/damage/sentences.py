"""Sentences that were not brought up to date, do not add up, point the wrong way, or state a percentage that is none."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from mingcha_datasets.corpus.damage.damaged import AMOUNTS, Damage, Flaw
from mingcha_datasets.corpus.damage.index import Index, Stated
from mingcha_datasets.corpus.damage.misprint import any_amount, digits_of, misprinted, printed, with_digits
from mingcha_datasets.corpus.damage.totals import revision
from mingcha_datasets.corpus.damage.words import wording
from mingcha_datasets.corpus.paper import Piece, Role, Spot, Words


def narrative_not_updated(index: Index, random: Random) -> Damage | None:
    """A sentence states an amount of an earlier draft."""
    spot = _told(index, random)
    if spot is None or index.fact(spot).period == "change":
        return None
    return misprinted(index, {spot: _revised(index, spot, random)}, kind="narrative_table")


def change_does_not_add_up(index: Index, random: Random) -> Damage | None:
    """A sentence says that an amount changed by so much, and it did not."""
    changes = [spot for spot in index.amounts if index.fact(spot).period == "change"]
    if not changes:
        return None
    spot = random.choice(changes)
    return misprinted(index, {spot: _revised(index, spot, random)}, kind="change_decomposition")


def stale_year(index: Index, random: Random) -> Damage | None:
    """Last year's amount stands where this year's should."""
    spot = any_amount(index, random)
    if spot is None or index.fact(spot).period != "this":
        return None
    fact, old = index.fact(spot), index.figures[spot].value
    last, change = (fact.measure, "last", fact.key), (fact.measure, "change", fact.key)
    if last in index.stating:
        value = index.finest(last).value
    elif change in index.stating:
        value = old - index.finest(change).value
    else:
        return None
    piece = index.pieces[spot]
    return misprinted(index, {spot: replace(piece, text=printed(piece, value))})


def direction_against_amount(index: Index, random: Random) -> Damage | None:
    """A sentence says that an amount rose that fell, or the other way round."""
    spots = [spot for spot in index.with_role(Role.DIRECTION) if index.pieces[spot].text in wording()["opposite"]]
    if not spots:
        return None
    spot = random.choice(spots)
    piece = index.pieces[spot]
    assert piece.fact is not None
    turned = {
        each: Stated(-index.figures[each].value, index.figures[each].ulp)
        for each in index.row(spot)
        if each in index.figures and index.fact(each).id == piece.fact.id
    }
    new = wording()["opposite"][piece.text]
    flaw = Flaw("narrative_internal", (spot,), new, piece.text, "", "", AMOUNTS if turned and index.reveals(turned) else "")
    return Damage((flaw,), {spot: replace(piece, text=new)})


def wrong_share(index: Index, random: Random) -> Damage | None:
    """A share of a whole or a rate of completion has a wrong digit."""
    return _wrong_percent(index, random, "share")


def wrong_growth(index: Index, random: Random) -> Damage | None:
    """A rate of growth has a wrong digit."""
    return _wrong_percent(index, random, "growth")


def _wrong_percent(index: Index, random: Random, measure: str) -> Damage | None:
    spots = [spot for spot in index.with_role(Role.SHARE) if spot in index.figures and index.fact(spot).measure == measure]
    if not spots:
        return None
    spot = random.choice(spots)
    digits, decimals = digits_of(index.pieces[spot])
    at = random.randrange(len(digits))
    other = random.choice([each for each in "0123456789" if each != digits[at]])
    piece = with_digits(index.pieces[spot], digits[:at] + other + digits[at + 1 :], decimals)
    # One unit of the last place may be a matter of rounding.
    if piece is None or abs(int(digits_of(piece)[0]) - int(digits)) <= 1:
        return None
    return misprinted(index, {spot: piece}, kind="percent")


def item_left_out(index: Index, random: Random) -> Damage | None:
    """A list in the text leaves out a line: its amounts no longer add up to what is said before it."""
    spot = _told(index, random)
    if spot is None or index.sums_of(spot) or index.row(spot)[0].block == 0:
        return None
    block = index.paper.blocks[spot.block]
    listed = [relation for relation in index.sums_with(spot) if all(sign > 0 for sign, _ in relation.parts)]
    for relation in listed:
        parts = [_lines_of(index, part) for _, part in relation.parts]
        alone = [lines for lines in parts if spot.block in lines]
        others = [lines for lines in parts if spot.block not in lines]
        wholes = [each for each in index.stating[relation.whole] if isinstance(index.paper.blocks[each.block], Words)]
        near = [each for each in wholes if abs(each.block - spot.block) <= _NEAR and each.block != spot.block]
        if len(alone) != 1 or len(others) < _SEVERAL or not all(others) or not near or not isinstance(block, Words):
            continue
        beside = [other for _, part in relation.parts for other in _spots_near(index, part, spot) if other.block != spot.block]
        where = (near[-1], *beside)
        flaw = Flaw("narrative_internal", where, "", block.text.strip(), "", "", revealed_by=AMOUNTS)
        return Damage((flaw,), without=frozenset({(spot.block, None)}))
    return None


_NEAR, _SEVERAL = 15, 2
"""So many lines a list may be long, and so many items are left of it."""


def _lines_of(index: Index, fact: tuple[str, str, tuple[tuple[str, str], ...]]) -> set[int]:
    """The lines of text that state a fact."""
    return {each.block for each in index.stating[fact] if isinstance(index.paper.blocks[each.block], Words)}


def _spots_near(index: Index, fact: tuple[str, str, tuple[tuple[str, str], ...]], spot: Spot) -> Sequence[Spot]:
    return [
        each
        for each in index.stating[fact]
        if isinstance(index.paper.blocks[each.block], Words) and abs(each.block - spot.block) <= _NEAR
    ]


def _told(index: Index, random: Random) -> Spot | None:
    """An amount of a sentence."""
    told = [spot for spot in index.amounts if not index.in_table(spot)]
    return random.choice(told) if told else None


def _revised(index: Index, spot: Spot, random: Random) -> Piece:
    piece = index.pieces[spot]
    value: Decimal = index.figures[spot].value
    return replace(piece, text=printed(piece, value + revision(value, random)))
