"""A budget in Shandong's form: overview, tables under their own titles, what they mean, performance targets, terms."""

from collections.abc import Iterator
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books, Project
from mingcha_datasets.corpus.layouts.northern import Voice, duties, organisation, scoring, terms
from mingcha_datasets.corpus.layouts.performance import indicators, pairs, stacked
from mingcha_datasets.corpus.layouts.shandong.tables import TITLES, tables
from mingcha_datasets.corpus.layouts.shandong.told import narrative
from mingcha_datasets.corpus.layouts.tables import money_line, note, numeral
from mingcha_datasets.corpus.layouts.tables import title as title_line
from mingcha_datasets.corpus.paper import Block, Board, Money, Paper, Piece, Role, Words
from mingcha_datasets.corpus.saying import line


def print_budget(books: Books, random: Random) -> Paper:
    """A unit's or a department's budget."""
    commas = random.random() < 0.7
    voice = Voice(books, random, Money("万元", commas=commas), random.choice((" ", "")))
    blocks = tuple(_blocks(voice, Money("万元", commas=commas, nil="")))
    return Paper(blocks, "shandong", "budget", books.unit.name, books.year)


def _blocks(voice: Voice, money: Money) -> Iterator[Block]:
    yield line("{year} 年{name}{kind}预算", role=BlockRole.TITLE, year=voice.year, name=voice.name, kind=voice.level)
    yield from _contents(voice)
    yield _part(voice, 1)
    yield _heading("一、主要职责", 2, "duties")
    yield from duties(voice)
    yield _heading("二、机构设置情况", 2, "organisation")
    yield from organisation(voice)
    yield _part(voice, 2)
    for title, board, empty in tables(voice.books, money):
        yield title_line(title)
        yield line("部门（单位）：{name}", role=BlockRole.ABOVE, name=voice.name)
        yield money_line(money)
        yield board
        if empty:
            yield note(empty, board.kind)
    yield _part(voice, 3)
    yield from narrative(voice)
    yield _heading(f"（二）{voice.level}预算项目绩效目标表", 3, "performance")
    for project in voice.books.projects:
        yield _targets(voice, project)
    yield _part(voice, 4)
    yield from terms(voice, "shandong")


def _parts(voice: Voice) -> tuple[str, ...]:
    level = voice.level
    return f"{level}概况", f"{{year}} 年{level}预算表", f"{{year}} 年{level}预算情况和重要事项说明", "名词解释"


def _part(voice: Voice, number: int) -> Words:
    return line(f"第{numeral(number)}部分 {_parts(voice)[number - 1]}", role=BlockRole.HEADING, level=1, year=voice.year)


def _heading(text: str, level: int, topic: str) -> Words:
    return line(text, topic, BlockRole.HEADING, level)


def _contents(voice: Voice) -> Iterator[Words]:
    yield line("目 录", "contents", BlockRole.HEADING, 1)
    beneath = {1: ("主要职责", "机构设置情况"), 2: TITLES}
    for number, part in enumerate(_parts(voice), 1):
        yield line(f"第{numeral(number)}部分 {part}", "contents", year=voice.year)
        for place, title in enumerate(beneath.get(number, ()), 1):
            role = Role.TITLE if number == 2 else Role.WORDS
            yield line("{number}、{title}", "contents", number=numeral(place), title=Piece(title, role))


def _targets(voice: Voice, project: Project) -> Board:
    """The form of a project's targets: five columns, the last says how each is scored."""
    code, name = Piece(project.code, Role.CODE), Piece(project.name, Role.NAME)
    superior = Piece(voice.books.unit.superior) if voice.books.unit.superior else voice.name
    top = pairs([["项目编码", code, "项目名称", name]], (0, 1, 3, 4), 5)
    rest = pairs([["主管部门", superior], ["绩效目标", Piece(project.aim, Role.AIM)]], (0, 1), 5)
    scored = [(*indicator[:4], scoring(voice, indicator[3], indicator[4])) for indicator in project.indicators]
    head = ("一级指标", "二级指标", "三级指标", "指标值", "评分标准")
    return stacked("performance_project", project.name, [top, rest, indicators(head, scored)])
