"""How one disclosure of Shaanxi is printed: its money, its words, what it calls itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.paper import Money, Piece, Words
from mingcha_datasets.corpus.reasons import why
from mingcha_datasets.corpus.saying import Filling, changed, one_of, stated, told, unit_name, year_of

_CENTS = 100
_HUNDREDTH_OF_TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Manner:
    """How one disclosure is printed.

    Attributes:
        books: what is disclosed.
        random: decides between ways to say the same.
        level: 单位 or 部门.
        tables, told: money of the tables and of sentences; forms have 万元.
        gap: what stands between an amount and the words beside it.
        by_name: whether the titles of tables name the unit instead of its level.
        long: whether the lists by 大类 are those of the longer version of the form.
        codes: of the department and of its first unit.
    """

    books: Books
    random: Random
    level: str
    tables: Money
    told: Money
    gap: str
    by_name: bool
    long: bool
    codes: tuple[str, str]

    @property
    def own(self) -> str:
        """What it calls itself."""
        return f"本{self.level}"

    @property
    def members(self) -> tuple[str, ...]:
        """The units whose amounts are told apart; none of a unit."""
        members = self.books.unit.members
        return members if len(members) > 1 else ()

    def one_of(self, *texts: str) -> str:
        """One of several ways to say the same."""
        return one_of(self.random, *texts)

    def say(self, topic: str, template: str, **pieces: Filling) -> Words:
        """A line in which {self}, {level}, {name}, {year} and {last_year} are the unit's."""
        books = self.books
        given: dict[str, Filling] = {
            "self": self.own,
            "level": self.level,
            "name": unit_name(books.unit.name),
            "year": year_of(books.year),
            "last_year": year_of(books.year - 1),
        }
        return Words(told(template, **{**given, **pieces}), topic=topic)

    def stated(self, fact: Fact) -> tuple[Piece, ...]:
        """The amount with its unit in a sentence, and the gap before it."""
        return tuple(piece for piece in (Piece(self.gap), *stated(fact, self.told, self.gap)) if piece.text)

    def compared(self, fact: Fact) -> tuple[Piece, ...]:
        """How an amount differs from last year's, and why."""
        change = changed(self.books.change(fact), self.told, self.gap)
        against = "较上年{change}" if len(change) > 1 else self.one_of("较上年{change}", "与上年{change}")
        because = self.one_of("，主要原因是{why}", "，原因是{why}", "，主要是{why}")
        return told(against + because, change=change, why=why(self.random, self.books, fact, self.told))

    def heading(self, text: str, level: int, topic: str) -> Words:
        """A heading, 1 for the parts."""
        return Words((Piece(text),), BlockRole.HEADING, level, topic)

    def whose(self) -> tuple[Piece, ...]:
        """Whose tables they are, in their titles."""
        return (unit_name(self.books.unit.name),) if self.by_name else (Piece(self.level),)


def manner_of(books: Books, random: Random) -> Manner:
    """Draw how books are printed."""
    level = "部门" if books.unit.kind == "department" else "单位"
    commas, by_name = random.random() < 0.5, random.random() < 0.25
    nil = random.choice([None, ""])
    if random.random() < 0.25 and books.grain % _HUNDREDTH_OF_TEN_THOUSAND == 0:
        money = Money("万元", 2, commas, nil)
    else:
        decimals = 0 if books.grain % _CENTS == 0 and random.random() < 0.4 else 2
        money = Money("元", decimals, commas, "0.00" if nil is None and random.random() < 0.5 else nil)
    department = f"{random.randrange(101, 499)}"
    return Manner(
        books=books,
        random=random,
        level=level,
        tables=money,
        told=Money("万元", 2, nil=random.choice([None, "0"])),
        gap=random.choice(["", "", " "]),
        by_name=by_name,
        long=random.random() < 0.4,
        codes=(department, f"{department}{random.randrange(1, 20):03d}"),
    )


def nil(measure: str, item: str = "") -> Fact:
    """An amount that the form has a row for and that books of this kind never have."""
    return Fact(measure, "this", (("item", item),) if item else (), 0)


def business(flow: Callable[..., Fact], **key: str) -> Fact:
    """事业收入 as this form has it, or what is spent of it: with the fees that are managed in 财政专户."""
    own, fees = flow(source="business", **key), flow(source="special_account", **key)
    if not fees.value:
        return own
    stated = {**dict(own.key), "source": "business_with_fees"}
    return replace(own, key=tuple(sorted(stated.items())), value=own.value + fees.value)
