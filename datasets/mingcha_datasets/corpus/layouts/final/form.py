"""How a layout prints a final account, and what all parts of one share: its books, its words, its money, its chances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Money, Piece, Words
from mingcha_datasets.corpus.reasons import why
from mingcha_datasets.corpus.saying import (
    Filling,
    changed,
    direction,
    growth,
    prints,
    reason,
    share,
    stated,
    told,
    unit_name,
    year_of,
)


@dataclass(frozen=True)
class Form:
    """What differs between layouts, as data/final.yaml has it.

    Attributes:
        cover: titles of the whole, of which one is drawn; so are `money`, `nil` (how nil is printed in tables) and `codes`.
        catalogue: whether a table says which tables are empty and why.
        codes: one (whole codes in one column), three (whole codes below 类|款|项) or split (each level's digits below its own).
        numbered_columns, numbered_rows: whether the header ends in 栏次, and lists side by side have a column 行次.
        total_last: whether the total stands below the accounts where these are spending of the general budget.
        caption: the lines above a table, of title, label, owner and money.
        label, owner, money_line, note: how they are worded.
        overview, parts, tables, chapters: in the order of printing, each with its kind and title.
        others: the title of the chapter that has those `within` other; "" where none are.
        say: wordings of its own, by what they say.
    """

    cover: Sequence[str]
    money: Sequence[str]
    nil: Sequence[str]
    catalogue: bool
    codes: Sequence[str]
    numbered_columns: bool
    numbered_rows: bool
    total_last: bool
    caption: Sequence[Sequence[str]]
    label: str
    owner: str
    money_line: str
    note: str
    overview: Sequence[Mapping[str, str]]
    parts: Sequence[Mapping[str, str]]
    tables: Sequence[Mapping[str, str]]
    chapters: Sequence[Mapping[str, Any]]
    others: str
    say: Mapping[str, Sequence[str]]


def form_of(layout: str) -> Form:
    """The form of a province."""
    return Form(**words("final")["layouts"][layout])


@dataclass(frozen=True)
class Telling:
    """One final account being printed.

    Attributes:
        form, books: how, and what.
        random: decides between ways to say the same.
        table, text: how money is printed in tables and in sentences.
        codes: how codes of functions are printed, one of the form's.
    """

    form: Form
    books: Books
    random: Random
    table: Money
    text: Money
    codes: str

    @property
    def scope(self) -> str:
        """部门 or 单位."""
        return "部门" if self.books.unit.kind == "department" else "单位"

    @property
    def common(self) -> dict[str, Filling]:
        """What every wording may name."""
        year = self.books.year
        return {
            "unit": unit_name(self.books.unit.name),
            "year": year_of(year),
            "last": year_of(year - 1),
            "scope": self.scope,
        }

    def wording(self, kind: str) -> str:
        """One of the ways to say it."""
        ways: Sequence[str] = self.form.say.get(kind) or words("final")["say"][kind]
        return self.random.choice(ways)

    def pieces(self, template: str, **filling: Filling) -> tuple[Piece, ...]:
        """The pieces of a wording."""
        return told(template, **{**self.common, **filling})

    def part(self, kind: str, **filling: Filling) -> tuple[Piece, ...]:
        """A part of a sentence."""
        return self.pieces(self.wording(kind), **filling)

    def say(self, kind: str, topic: str, **filling: Filling) -> Words:
        """A paragraph."""
        return Words(self.part(kind, **filling), topic=topic)

    def heading(self, template: str, level: int, topic: str = "", **filling: Filling) -> Words:
        """A heading."""
        return Words(self.pieces(template, **filling), BlockRole.HEADING, level, topic)

    def amount(self, fact: Fact) -> tuple[Piece, ...]:
        """An amount with its unit, in a sentence."""
        return stated(fact, self.text)

    def prints(self, fact: Fact) -> bool:
        """Whether anything but nil is left of an amount in a sentence."""
        return prints(fact, self.text)

    def share(self, part: Fact, whole: Fact) -> Piece:
        """How many percent a part is; nil of nil."""
        return share(part, whole) if whole.value else Piece("0.00")

    def moved(self, fact: Fact) -> tuple[Piece, ...]:
        """By how much and how many percent an amount differs from last year's."""
        change, last = self.books.change(fact), self.books.again(fact, "last")
        said = changed(change, self.text)
        if not self.prints(change) or not self.prints(last):
            return said
        return (*said, Piece("，"), direction(change, "增长", "下降"), growth(fact, last), Piece("%"))

    def why(self, fact: Fact) -> Piece:
        """Why it differs from last year's. An account tells what happened and not what is expected."""
        piece = why(self.random, self.books, fact, self.text)
        return reason(piece.text.replace("预计", ""))

    def because(self, fact: Fact) -> tuple[Piece, ...]:
        """The sentence that says why an amount differs from last year's; nothing where it does not."""
        return self.part("because", reason=self.why(fact)) if self.prints(self.books.change(fact)) else ()

    def against(self, planned: Fact, this: Fact, reasons: Mapping[str, Sequence[str]]) -> tuple[Piece, ...]:
        """The sentence that says whether more or less was spent than planned, and why."""
        if self.text.text(planned.value) == self.text.text(this.value):
            return self.part("against_same")
        how = "over" if this.value > planned.value else "under"
        found = reasons.get("none") if not planned.value else None
        return self.part(f"against_{how}", reason=reason(self.random.choice(found or reasons[how])))
