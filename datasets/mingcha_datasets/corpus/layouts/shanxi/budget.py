"""A budget in Shanxi's form: overview, thirteen tables, what they mean with the forms of targets, terms."""

from collections.abc import Iterator
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.layouts.northern import Voice, duties, organisation, terms
from mingcha_datasets.corpus.layouts.shanxi.tables import TITLES, is_empty, tables
from mingcha_datasets.corpus.layouts.shanxi.targets import targets
from mingcha_datasets.corpus.layouts.shanxi.told import CHAPTERS, narrative
from mingcha_datasets.corpus.layouts.tables import label, money_line, note, numeral
from mingcha_datasets.corpus.layouts.tables import title as title_line
from mingcha_datasets.corpus.paper import Block, Money, Paper, Piece, Role, Words
from mingcha_datasets.corpus.saying import line

_TARGETS_AFTER = 10
"""The chapter on performance, whose forms follow it."""


def print_budget(books: Books, random: Random) -> Paper:
    """A unit's or a department's budget."""
    voice = Voice(books, random, Money("万元", commas=random.random() < 0.6, nil=random.choice(("0", "0.00"))), "")
    tabled = Money("万元", commas=random.random() < 0.2, nil="")
    return Paper(tuple(_blocks(voice, tabled)), "shanxi", "budget", books.unit.name, books.year)


def _blocks(voice: Voice, money: Money) -> Iterator[Block]:
    yield line("{name}", role=BlockRole.TITLE, name=voice.name)
    yield line("{year}年度{kind}预算公开", role=BlockRole.TITLE, year=voice.year, kind=voice.level)
    yield from _contents(voice)
    yield _part(voice, 1)
    yield _heading(f"一、本{voice.level}职责", 2, "duties")
    yield from duties(voice)
    yield _heading("二、机构设置情况", 2, "organisation")
    yield from organisation(voice)
    yield _part(voice, 2)
    for number, (title, board) in enumerate(tables(voice.books, money), 1):
        yield label(f"预算公开表{number}")
        yield title_line(voice.year, f"年{title}")
        yield line("单位名称：{name}", role=BlockRole.ABOVE, name=voice.name)
        yield money_line(money)
        yield board
        if is_empty(board):
            yield note("注：本表无数据", board.kind)
    yield _part(voice, 3)
    for number, chapter in enumerate(narrative(voice), 1):
        yield from chapter
        if number == _TARGETS_AFTER:
            yield from targets(voice)
    yield _part(voice, 4)
    yield from terms(voice, "shanxi")


def _parts(voice: Voice) -> tuple[str, ...]:
    level = voice.level
    return "概况", f"{{year}}年{level}预算报表", f"{{year}}年度{level}预算情况说明", "名词解释"


def _part(voice: Voice, number: int) -> Words:
    return line(f"第{numeral(number)}部分 {_parts(voice)[number - 1]}", role=BlockRole.HEADING, level=1, year=voice.year)


def _heading(text: str, level: int, topic: str) -> Words:
    return line(text, topic, BlockRole.HEADING, level)


def _contents(voice: Voice) -> Iterator[Words]:
    yield line("目 录", "contents", BlockRole.HEADING, 1)
    beneath = {
        1: [f"一、本{voice.level}职责", "二、机构设置情况"],
        3: [f"{numeral(place)}、{title.format(level=voice.level)}" for place, title in enumerate(CHAPTERS, 1)],
    }
    for number, part in enumerate(_parts(voice), 1):
        yield line(f"第{numeral(number)}部分 {part}", "contents", year=voice.year)
        for text in beneath.get(number, ()):
            yield line(text, "contents")
        if number == 2:
            for place, title in enumerate(TITLES, 1):
                label_, named = Piece(f"表{numeral(place)}", Role.LABEL), Piece(f"年{title}", Role.TITLE)
                yield line("{label}{year}{title}", "contents", label=label_, year=voice.year, title=named)
