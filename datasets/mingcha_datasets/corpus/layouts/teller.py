"""Tell what a chapter says in the words of a form's list; one document keeps to one way to say each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.paper import Money, Piece, Role, Words
from mingcha_datasets.corpus.reasons import why
from mingcha_datasets.corpus.saying import Filling, changed, direction, growth, prints, stated, told, unit_name, year_of


@dataclass(frozen=True)
class Teller:
    """Who tells what the books say.

    Attributes:
        books: what is told.
        random: chooses reasons.
        money: how amounts are printed in sentences.
        gap: what stands between an amount and its unit of money.
        ways: one way to say each thing.
    """

    books: Books
    random: Random
    money: Money
    gap: str
    ways: Mapping[str, str]

    def line(self, way: str, topic: str, **pieces: Filling) -> Words:
        """A line of text with the one way to say something."""
        return Words(self.said(way, **pieces), topic=topic)

    def said(self, way: str, **pieces: Filling) -> tuple[Piece, ...]:
        """The pieces of the one way to say something."""
        return filled(self.ways[way], self.books, **pieces)

    def money_of(self, fact: Fact) -> tuple[Piece, ...]:
        """An amount with its unit of money."""
        return stated(fact, self.money, self.gap)

    def compared(self, fact: Fact, how: str = "compared") -> tuple[Piece, ...]:
        """How an amount changed against last year's and why; `how` with _changed, _new, _same or _nil is the way to say it."""
        change, last = self.books.change(fact), self.books.again(fact, "last")
        if not prints(change, self.money):
            way = f"{how}_same" if prints(fact, self.money) else f"{how}_nil"
            return self.said(way, same=self.same(change), reason=self.why(fact))
        return self.said(
            f"{how}_changed" if prints(last, self.money) else f"{how}_new",
            direction=direction(change),
            change=changed(change, self.money, self.gap)[1:],
            grown=direction(change, "增长", "下降"),
            growth=growth(fact, last) if last.value else "",
            reason=self.why(fact),
        )

    def same(self, change: Fact) -> Piece:
        """The word for an amount that did not change; `same` of the ways."""
        return Piece(self.ways["same"], Role.DIRECTION, change)

    def why(self, fact: Fact) -> Piece:
        """Why it changed."""
        return why(self.random, self.books, fact, self.money)


def ways_of(form: Mapping[str, Sequence[str]], random: Random) -> dict[str, str]:
    """One way of each list."""
    return {name: random.choice(ways) for name, ways in form.items()}


def filled(text: str, books: Books, **pieces: Filling) -> tuple[Piece, ...]:
    """The pieces of a text; {unit}, {whose} (部门 or 单位), {year} and {last_year} need not be given."""
    unit, year = unit_name(books.unit.name), books.year
    whose = "部门" if books.unit.kind == "department" else "单位"
    known: dict[str, Filling] = {"unit": unit, "whose": whose, "year": year_of(year), "last_year": year_of(year - 1)}
    return told(text, **(known | pieces))


def heading(text: str, level: int, books: Books, topic: str = "", **pieces: Filling) -> Words:
    """A heading; 1 is the highest level."""
    return Words(filled(text, books, **pieces), BlockRole.HEADING, level, topic)
