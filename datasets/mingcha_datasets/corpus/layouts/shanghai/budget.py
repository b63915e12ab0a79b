"""Shanghai's budgets: what the unit is, terms, what the budget says, nine tables, other matters, projects."""

from collections.abc import Iterator
from random import Random

from mingcha_datasets.corpus.books import Books, Project
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.shanghai.tables import all_tables, drawn_style, target, title_of
from mingcha_datasets.corpus.layouts.shanghai.telling import explained, matters, project_told
from mingcha_datasets.corpus.layouts.teller import Teller, filled, heading, ways_of
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Block, Money, Paper, Piece, Words
from mingcha_datasets.corpus.saying import prints, unit_name

_TOLD = ("duties", "structure", "terms", "explained", "tables", "matters")
_TOLD_OF_PROJECTS = ("projects", "targets")


def print_budget(books: Books, random: Random) -> Paper:
    """A budget in Shanghai's form; those of the city's own units say less of functions and projects than those of districts."""
    city = books.unit.level == "province"
    decimals = 0 if city and random.random() < 0.7 and _tells_in_whole(books) else 2
    money = Money("万元", decimals, random.random() < 0.5, random.choice((None, "0")))
    ways = {**ways_of(words("shanghai")["ways"], random)}
    if random.random() < 0.5:
        ways["reason"] = ""
    teller = Teller(books, random, money, random.choice(("", "", " ")), ways)
    style = drawn_style(random)
    projects = _with_targets(books, city, random)
    chapters = (*_TOLD, *(_TOLD_OF_PROJECTS if projects else ()))
    blocks = [
        *_contents(books, chapters),
        *_about(teller),
        _chapter("explained", books),
        *explained(teller, by_item=not city or random.random() < 0.3),
        *all_tables(books, style, _notes(teller)),
        _chapter("matters", books),
        *matters(teller),
        *_of_projects(teller, projects),
    ]
    return Paper(tuple(blocks), "shanghai", "budget", books.unit.name, books.year)


def _tells_in_whole(books: Books) -> bool:
    """Whether no class of expenditure is lost when amounts are rounded to whole 万元."""
    classes = tables.codes(books, "function", (3,), fund="appropriation")
    return all(prints(books.spent(fund="appropriation", function=code), Money("万元", 0)) for code in classes)


def _with_targets(books: Books, city: bool, random: Random) -> list[Project]:
    """The projects whose targets are published: some of the largest, of the city's own units now and then."""
    if city and random.random() < 0.6:
        return []
    largest = sorted(books.projects, key=lambda each: (-books.spent(project=each.name).value, each.name))
    return largest[: random.randint(1, 5)]


def _chapter(name: str, books: Books) -> Words:
    return heading(words("shanghai")["chapters"][name], 1, books, name)


def _contents(books: Books, chapters: tuple[str, ...]) -> Iterator[Block]:
    """The cover and the table of contents."""
    form, unit = words("shanghai"), books.unit
    rank = "市级" if unit.level == "province" else "区级"
    place = "".join(unit.place)
    yield heading("{place}{year}年{rank}{whose}预算", 1, books, place=place, rank=rank)
    yield heading("预算主管部门：{unit}" if unit.kind == "department" else "预算单位：{unit}", 2, books)
    yield heading("目 录", 1, books)
    for name, title in zip(chapters, tables.numbered(form["chapters"][each] for each in chapters), strict=True):
        yield Words(filled(title, books))
        if name == "tables":
            for number, kind in enumerate(form["tables"], 1):
                yield Words((Piece(f"{number}. "), *title_of(kind, books)))


def _about(teller: Teller) -> Iterator[Block]:
    books, form, unit = teller.books, words("shanghai"), teller.books.unit
    yield _chapter("duties", books)
    yield teller.line("duties", "duties")
    for duty in tables.numbered(words("domains")[unit.domain]["duties"], "{zh}、{name}。"):
        yield Words((Piece(duty),), topic="duties")
    yield _chapter("structure", books)
    if unit.kind == "department":
        yield teller.line("members", "structure", below=str(len(unit.members) - 1))
        yield from _members(teller)
    else:
        common = words("divisions")["common"]
        divisions = teller.random.sample(common, k=teller.random.randint(2, min(6, len(common))))
        yield teller.line("divisions", "structure", divisions="、".join(divisions), count=str(len(divisions)))
    yield _chapter("terms", books)
    for number, (term, meaning) in enumerate(form["terms"].items(), 1):
        yield Words((Piece(f"（{tables.numeral(number)}）{term}：{meaning}"),), topic="terms")


def _members(teller: Teller) -> Iterator[Words]:
    """How many members there are of each nature, and what they are called."""
    unit, names = teller.books.unit, words("shanghai")["natures"]
    counted = "，".join(f"{name}{unit.natures.count(nature)}家" for nature, name in names.items() if nature in unit.natures)
    yield teller.line("member_count", "structure", natures=counted, count=str(len(unit.members)))
    for number, member in enumerate(unit.members, 1):
        yield Words((Piece(f"{number}. "), unit_name(member), Piece("。")), topic="structure")


def _notes(teller: Teller) -> dict[str, tuple[Piece, ...]]:
    """The notes below the tables that are empty, by their kinds; some documents have none."""
    books = teller.books
    empty = [fund for fund in ("government_fund", "state_capital") if not books.spent(fund=fund).value]
    return {kind: teller.said(f"empty_{kind}") for kind in empty}


def _of_projects(teller: Teller, projects: list[Project]) -> Iterator[Block]:
    """What is said of the first, and the targets of each."""
    if not projects:
        return
    yield _chapter("projects", teller.books)
    yield from project_told(teller, projects[0])
    yield _chapter("targets", teller.books)
    for project in projects:
        yield target(teller.books, project, teller.random)
