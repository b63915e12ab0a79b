"""Say why an amount differs from last year's: a cause that its change has, in words that fit the direction."""

from collections.abc import Mapping
from random import Random

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Money, Piece
from mingcha_datasets.corpus.saying import prints, reason


def why(random: Random, books: Books, this: Fact, money: Money) -> Piece:
    """Why an amount of this year differs from last year's or does not, as far as money printed shows.

    Args:
        random: chooses the words.
        books: whose last year it is compared with.
        this: the amount; not its change.
        money: how the change is printed.
    """
    change = books.change(this)
    how = "up" if change.value > 0 else "down"
    if not prints(change, money):
        how = "same" if prints(this, money) else "nil"
    return reason(random.choice(words("reasons")[cause(books, this)][how]))


def cause(books: Books, this: Fact) -> str:
    """What an amount is spent on or comes from, by which its change is explained: a key of data/reasons.yaml."""
    key = dict(this.key)
    if this.measure == "three_public":
        return key.get("item", "three_public")
    if this.measure in ("meetings", "training", "procurement"):
        return this.measure
    if this.measure == "agency_operating":
        return this.measure
    if this.measure in ("carried_in", "carried_out"):
        return "carried"
    if this.measure == "income" and ("source" in key or key.get("fund") == "other"):
        return "own_income"
    if key.get("fund") in ("government_fund", "state_capital"):
        return key["fund"]
    for code, named in _ACCOUNTS.items():
        if any(key.get(dimension, "").startswith(code) for dimension in ("function", "dept")):
            return named
    return _mover(books, key)


_ACCOUNTS = {
    "2080501": "retired",
    "2080502": "retired",
    "2080505": "insurance",
    "2080506": "insurance",
    "2101101": "insurance",
    "2101102": "insurance",
    "2101103": "insurance",
    "22102": "housing",
    "30301": "retired",
    "30302": "retired",
}
"""What is spent on some accounts; the change of others is explained by what of it changed most."""


def _mover(books: Books, key: Mapping[str, str]) -> str:
    """The component that changed most in the direction in which all of them together did."""
    stated = key.get("component", "")
    components = (
        ("personnel", "operating") if stated == "basic" else (stated,) if stated else ("personnel", "operating", "project")
    )

    def changed(**more: str) -> int:
        return books.change(books.spent(**{**key, **more})).value

    sign = 1 if changed() >= 0 else -1
    best = max(components, key=lambda each: sign * changed(component=each))
    # A component that changed the other way on the whole is no cause that one can tell without a contradiction.
    against = books.change(books.spent(fund=key.get("fund", ""), component=best)).value * sign < 0
    return "others" if against and not stated else best
