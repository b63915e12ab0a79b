"""Put facts into pieces and pieces into sentences."""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.paper import Money, Piece, Role, Words

Filling = Piece | str | Sequence[Piece]
"""What stands for a name of a template."""

_PLACE = re.compile(r"\{(\w+)\}")


def amount(fact: Fact, money: Money) -> Piece:
    """The amount as printed, without its unit of money; an amount of change is printed without its sign."""
    value = abs(fact.value) if fact.period == "change" else fact.value
    return Piece(money.text(value), Role.AMOUNT, fact, money)


def count(fact: Fact) -> Piece:
    """A count as printed."""
    return Piece(str(fact.value), Role.COUNT, fact)


def share(part: Fact, whole: Fact, decimals: int = 2) -> Piece:
    """Which part of a whole, in percent, without the sign of percent; the whole is not nil."""
    return _percent("share", part, whole, part.value, decimals)


def growth(this: Fact, last: Fact, decimals: int = 2) -> Piece:
    """By how many percent this year's amount is above or below last year's, without sign; last year's is not nil."""
    return _percent("growth", this, last, abs(this.value - last.value), decimals)


def _percent(measure: str, one: Fact, other: Fact, value: int, decimals: int) -> Piece:
    printed = (Decimal(value) * 100 / Decimal(other.value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    key = (("measure", one.measure), *one.key, *((f"of_{dimension}", part) for dimension, part in other.key))
    return Piece(f"{printed:f}", Role.SHARE, Fact(measure, one.period, key, int(printed * 100)), of=(one, other))


def direction(change: Fact, up: str = "增加", down: str = "减少", same: str = "持平") -> Piece:
    """The word for how an amount changed."""
    return Piece(up if change.value > 0 else down if change.value < 0 else same, Role.DIRECTION, change)


def stated(fact: Fact, money: Money, gap: str = "") -> tuple[Piece, ...]:
    """The amount and its unit of money, with what stands between the two."""
    return tuple(piece for piece in (amount(fact, money), Piece(gap), unit_of(money)) if piece.text)


def changed(
    change: Fact, money: Money, gap: str = "", up: str = "增加", down: str = "减少", same: str = "持平"
) -> tuple[Piece, ...]:
    """How an amount changed and by how much; the word alone where no change is left as money is printed."""
    if not prints(change, money):
        return (Piece(same, Role.DIRECTION, change),)
    return tuple(piece for piece in (direction(change, up, down), Piece(gap), *stated(change, money, gap)) if piece.text)


def prints(fact: Fact, money: Money) -> bool:
    """Whether anything but nil is left of an amount as money is printed."""
    return any(digit in "123456789" for digit in money.text(abs(fact.value)))


def unit_of(money: Money) -> Piece:
    """元 or 万元."""
    return Piece(money.unit, Role.MONEY_UNIT)


def named(name: str) -> Piece:
    """The name of an account, a row or a project."""
    return Piece(name, Role.NAME)


def coded(code: str) -> Piece:
    """An account's code."""
    return Piece(code, Role.CODE)


def year_of(year: int) -> Piece:
    """The digits of a year."""
    return Piece(str(year), Role.YEAR)


def unit_name(name: str) -> Piece:
    """The name of the unit that discloses."""
    return Piece(name, Role.UNIT_NAME)


def reason(text: str) -> Piece:
    """Why an amount changed, or why a table is empty."""
    return Piece(text, Role.REASON)


def title(text: str) -> Piece:
    """A table's title."""
    return Piece(text, Role.TITLE)


def told(template: str, **pieces: Filling) -> tuple[Piece, ...]:
    """The pieces of a sentence: its words, and what stands for each {name} in it."""
    found: list[Piece] = []
    at = 0
    for place in _PLACE.finditer(template):
        found.append(Piece(template[at : place.start()]))
        filling = pieces[place[1]]
        found.extend([Piece(filling)] if isinstance(filling, str) else [filling] if isinstance(filling, Piece) else filling)
        at = place.end()
    found.append(Piece(template[at:]))
    return tuple(piece for piece in found if piece.text)


def line(template: str, topic: str = "", role: BlockRole = BlockRole.TEXT, level: int = 0, **pieces: Filling) -> Words:
    """A line of text with that sentence."""
    return Words(told(template, **pieces), role, level, topic)


def joined(items: Iterable[Sequence[Piece]], between: str = "；") -> tuple[Piece, ...]:
    """Enumerated parts of a sentence, each of pieces, with what stands between two."""
    pieces: list[Piece] = []
    for item in items:
        pieces += [*([Piece(between)] if pieces else []), *item]
    return tuple(pieces)


def one_of(random: Random, *templates: str) -> str:
    """One of several ways to say the same."""
    return random.choice(templates)
