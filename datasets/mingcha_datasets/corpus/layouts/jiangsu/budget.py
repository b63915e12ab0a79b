"""Jiangsu's budgets: what the unit is, thirteen tables, what each says, terms."""

from collections.abc import Iterator
from random import Random

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.jiangsu.tables import all_tables, drawn_style
from mingcha_datasets.corpus.layouts.jiangsu.telling import explained
from mingcha_datasets.corpus.layouts.teller import Teller, filled, heading, ways_of
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Block, Money, Paper, Piece, Role, Words


def print_budget(books: Books, random: Random) -> Paper:
    """A budget in Jiangsu's form."""
    form = words("jiangsu")
    style = drawn_style(random)
    told_in = Money(style.money.unit, style.money.decimals, random.random() < 0.3, random.choice((None, None, "0")))
    ways = ways_of(form["ways"] | form["about_ways"], random)
    teller = Teller(books, random, told_in, random.choice(("", "", " ")), ways)
    blocks = [
        *_contents(books),
        *_about(teller),
        _part(books, 1),
        *all_tables(books, style, random, _notes(teller)),
        _part(books, 2),
        *explained(teller),
        _part(books, 3),
        *_terms(),
    ]
    return Paper(tuple(blocks), "jiangsu", "budget", books.unit.name, books.year)


def _part(books: Books, number: int) -> Words:
    """The heading of a part; the tables and what is said of them have the unit's name."""
    chapter = words("jiangsu")["chapters"][number]
    named = "{unit}" if number in (1, 2) else ""
    return heading(f"第{tables.numeral(number + 1)}部分 {named}{chapter}", 1, books)


def _contents(books: Books) -> Iterator[Block]:
    """The cover's title and the table of contents."""
    form = words("jiangsu")
    yield heading("{year}年度{unit}{whose}预算公开", 1, books)
    yield heading("目 录", 1, books)
    for number, listed in enumerate((form["about"], form["tables"].values(), form["told"].values(), ())):
        yield Words(_part(books, number).pieces)
        for name in tables.numbered(listed):
            yield Words((Piece(name, Role.TITLE),) if number == 1 else filled(name, books))


def _about(teller: Teller) -> Iterator[Block]:
    books, random, form = teller.books, teller.random, words("jiangsu")
    domain = words("domains")[books.unit.domain]
    duties, structure, tasks = tables.numbered(form["about"])
    yield _part(books, 0)
    yield heading(duties, 2, books, "duties")
    for duty in tables.numbered(domain["duties"], "（{zh}）{name}。"):
        yield Words((Piece(duty),), topic="duties")
    yield heading(structure, 2, books, "structure")
    divisions = random.sample(form["divisions"], k=random.randint(3, 7))
    yield teller.line("divisions", "structure", divisions="、".join(divisions), count=str(len(divisions)))
    if books.unit.members:
        members = "、".join(books.unit.members)
        yield teller.line("members", "structure", members=members, count=str(len(books.unit.members)))
    else:
        yield teller.line("alone", "structure")
    yield heading(tasks, 2, books, "tasks")
    yield teller.line("tasks", "tasks")
    for task in tables.numbered(domain["tasks"], "{arabic}. {name}。"):
        yield Words((Piece(task),), topic="tasks")


def _notes(teller: Teller) -> dict[str, tuple[Piece, ...]]:
    """The notes below the tables that are empty, by their kinds."""
    books = teller.books
    nil = {
        "three_public": not any(books.amount(each).value for each in ("three_public", "meetings", "training")),
        "government_fund": not books.spent(fund="government_fund").value,
        "state_capital": not books.spent(fund="state_capital").value,
        "agency_operating": not books.unit.has_agency_operating,
        "procurement": not books.amount("procurement").value,
    }
    return {kind: teller.said(f"empty_{kind}") for kind, empty in nil.items() if empty}


def _terms() -> Iterator[Block]:
    for number, (term, meaning) in enumerate(words("jiangsu")["terms"].items(), 1):
        yield Words((Piece(f"{tables.numeral(number)}、{term}：{meaning}"),), topic="terms")
