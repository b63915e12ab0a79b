"""Digits of an amount typed wrongly, swapped, left out and typed twice; the decimal point and the unit of money out of place."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from mingcha_datasets.corpus.damage.damaged import Damage
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damage.misprint import any_amount, digits_of, misprinted, money_of, printed, with_digits
from mingcha_datasets.corpus.paper import Money, Spot


def wrong_digit(index: Index, random: Random) -> Damage | None:
    """One digit is another."""
    if (spot := any_amount(index, random)) is None:
        return None
    digits, _ = digits_of(index.pieces[spot])
    at = random.randrange(len(digits))
    other = random.choice([each for each in "0123456789" if each != digits[at]])
    return _with(index, spot, digits[:at] + other + digits[at + 1 :])


def swapped_digits(index: Index, random: Random) -> Damage | None:
    """Two digits beside each other have changed places."""
    if (spot := any_amount(index, random)) is None:
        return None
    digits, _ = digits_of(index.pieces[spot])
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    if not places:
        return None
    at = random.choice(places)
    return _with(index, spot, digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def dropped_digit(index: Index, random: Random) -> Damage | None:
    """A digit before the point is missing."""
    if (spot := any_amount(index, random)) is None:
        return None
    digits, decimals = digits_of(index.pieces[spot])
    at = random.randrange(len(digits) - decimals)
    return _with(index, spot, digits[:at] + digits[at + 1 :])


def inserted_digit(index: Index, random: Random) -> Damage | None:
    """There is a digit too many before the point."""
    if (spot := any_amount(index, random)) is None:
        return None
    digits, decimals = digits_of(index.pieces[spot])
    at = random.randint(0, len(digits) - decimals)
    return _with(index, spot, digits[:at] + random.choice("0123456789") + digits[at:])


def shifted_point(index: Index, random: Random) -> Damage | None:
    """The decimal point is one or two places off."""
    if (spot := any_amount(index, random)) is None:
        return None
    factor = Decimal(random.choice(("10", "0.1", "100", "0.01")))
    return _with_value(index, spot, index.figures[spot].value * factor)


def other_unit(index: Index, random: Random) -> Damage | None:
    """An amount in 元 among amounts in 万元, or the other way round."""
    if (spot := any_amount(index, random)) is None:
        return None
    piece = index.pieces[spot]
    money = money_of(piece)
    other = Money("元", 2, money.commas) if money.unit == "万元" else Money("万元", max(money.decimals, 2), money.commas)
    text = printed(replace(piece, money=other), index.figures[spot].value)
    return misprinted(index, {spot: replace(piece, text=text)})


def wrong_sign(index: Index, random: Random) -> Damage | None:
    """An amount of a table is below nil and should not be."""
    spot = any_amount(index, random)
    if spot is None or not index.in_table(spot):
        return None
    piece = index.pieces[spot]
    text = piece.text.removeprefix("-") if piece.text.startswith("-") else f"-{piece.text}"
    return misprinted(index, {spot: replace(piece, text=text)})


def _with(index: Index, spot: Spot, digits: str) -> Damage | None:
    piece = index.pieces[spot]
    return misprinted(index, {spot: with_digits(piece, digits, digits_of(piece)[1])})


def _with_value(index: Index, spot: Spot, value: Decimal) -> Damage | None:
    piece = index.pieces[spot]
    return misprinted(index, {spot: replace(piece, text=printed(piece, value))})
