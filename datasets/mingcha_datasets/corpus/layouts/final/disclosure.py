"""Final accounts (部门决算公开) in the form that all provinces share, each in its own order and words."""

from collections.abc import Callable
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.final.account import account, headings
from mingcha_datasets.corpus.layouts.final.form import Telling, form_of
from mingcha_datasets.corpus.layouts.final.overview import overview
from mingcha_datasets.corpus.layouts.final.tables import is_empty, table
from mingcha_datasets.corpus.layouts.tables import numeral
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Block, Board, Money, Paper, Piece, Role, Words
from mingcha_datasets.corpus.saying import joined, line, told


def printer(layout: str) -> Callable[[Books, Random], Paper]:
    """How a province prints final accounts."""

    def print_final(books: Books, random: Random) -> Paper:
        form = form_of(layout)
        nil, unit = random.choice(form.nil), random.choice(form.money)
        commas = random.random() < 0.2
        table_money = Money(unit, 2, commas, nil or "")
        telling = Telling(form, books, random, table_money, Money("万元"), random.choice(form.codes))
        blocks: list[Block] = [_cover(telling), *_contents(telling)]
        for part in form.parts:
            blocks.append(telling.heading(part["title"], 1, part["kind"]))
            blocks.extend(_PARTS[part["kind"]](telling))
        return Paper(tuple(blocks), layout, "final", books.unit.name, books.year)

    return print_final


def _cover(telling: Telling) -> Words:
    return Words(telling.pieces(telling.random.choice(telling.form.cover)), BlockRole.TITLE, topic="cover")


def _contents(telling: Telling) -> list[Words]:
    """The parts and what is in them, line by line."""
    lines = [line("目录", "contents", BlockRole.HEADING, 1)]
    for part in telling.form.parts:
        titles = [part["title"], *_listed(part["kind"], telling)]
        lines.extend(Words(telling.pieces(title), topic="contents") for title in titles)
    return lines


def _listed(kind: str, telling: Telling) -> list[str]:
    match kind:
        case "overview":
            return tables.numbered([each["title"] for each in telling.form.overview])
        case "tables":
            return tables.numbered([each["title"] for each in telling.form.tables])
        case "account":
            return headings(telling)
    return []


# The tables.


def _tables(telling: Telling) -> list[Block]:
    blocks: list[Block] = [_catalogue(telling)] if telling.form.catalogue else []
    for number, each in enumerate(telling.form.tables, 1):
        blocks.extend(_with_captions(each["kind"], each["title"], number, telling))
    return blocks


def _catalogue(telling: Telling) -> Board:
    rows = []
    for number, each in enumerate(telling.form.tables, 1):
        empty = is_empty(each["kind"], telling.books)
        given = words("final")["reasons_of_empty"].get(each["kind"], ())
        said = telling.random.choice(given).format(scope=telling.scope) if empty else ""
        rows.append((f"表{number}", each["title"], empty, said))
    return tables.catalogue(tables.header("序号|内容|是否空表|表格为空的理由"), rows)


def _with_captions(kind: str, title: str, number: int, telling: Telling) -> list[Block]:
    """A table between the lines above it and its notes."""
    form = telling.form
    board = table(kind, title, telling)
    captions = {
        "title": (Piece(title, Role.TITLE),),
        "label": (Piece(form.label.format(number=number), Role.LABEL),),
        "owner": told(form.owner, **telling.common),
        "money": told(form.money_line, money=Piece(telling.table.unit, Role.MONEY_UNIT)),
    }
    roles = {"title": BlockRole.TITLE, "label": BlockRole.LABEL}
    above = [
        Words(joined((captions[name] for name in names), "    "), roles.get(names[0], BlockRole.ABOVE), 0, kind)
        for names in form.caption
    ]
    notes = [tables.note(form.note.format(note=words("final")["notes"][kind].format(scope=telling.scope)), kind)]
    if is_empty(kind, telling.books):
        said = telling.random.choice(words("final")["empty"][kind])
        notes.append(Words(told("说明：" + said, **telling.common), BlockRole.NOTE, 0, kind))
    return [*above, board, *notes]


# Terms.


def _terms(telling: Telling) -> list[Block]:
    found = telling.random.sample(range(len(words("final")["terms"])), 9)
    terms = [words("final")["terms"][place] for place in sorted(found)]
    return [line(f"{numeral(number)}、{name}：{said}", "terms") for number, (name, said) in enumerate(terms, 1)]


_PARTS: dict[str, Callable[[Telling], list[Block]]] = {
    "overview": overview,
    "tables": _tables,
    "account": lambda telling: list(account(telling)),
    "terms": _terms,
}
