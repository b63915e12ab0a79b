"""Print a budget in the form of Shaanxi: four parts, tables 1 to 15 behind a catalogue that says which are empty and why."""

from collections.abc import Callable, Iterable, Iterator
from random import Random

from mingcha_datasets.corpus.books import Books, Project
from mingcha_datasets.corpus.layouts.shaanxi import other
from mingcha_datasets.corpus.layouts.shaanxi.account import account
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner, manner_of
from mingcha_datasets.corpus.layouts.shaanxi.tables import tables
from mingcha_datasets.corpus.layouts.shaanxi.targets import project_form, special_form, special_funds, whole_form
from mingcha_datasets.corpus.layouts.tables import catalogue, header, label, money_line, note, numeral, title
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Block, Paper, Piece, Words

Chapter = tuple[str, str, Callable[[Manner], Iterable[Block]]]
"""Its title, its topic, what stands below it."""


def print_budget(books: Books, random: Random) -> Paper:
    """A unit's or a department's budget as the form prescribes."""
    manner = manner_of(books, random)
    parts = _parts(manner)
    blocks = [*_cover(manner), *_contents(parts, manner), *_body(parts, manner), *_published(manner)]
    return Paper(tuple(blocks), "shaanxi", "budget", books.unit.name, books.year)


def _parts(manner: Manner) -> list[tuple[str, list[Chapter]]]:
    composition: list[Chapter] = [("预算单位构成", "units", other.composition)] if manner.level == "部门" else []
    operating: Chapter = ("公用经费情况说明", "operating", other.operating)
    if manner.books.unit.has_agency_operating:
        operating = ("机关运行经费安排情况说明", "operating", other.operating)
    return [
        (
            f"{manner.level}概况",
            [
                ("主要职责及机构设置", "duties", other.duties),
                ("工作任务", "tasks", other.tasks),
                *composition,
                ("人员情况说明", "staff", other.staff),
            ],
        ),
        ("收支情况", [("收支说明", "overview", account)]),
        (
            "其他情况",
            [
                ("“三公”经费及会议费、培训费情况说明", "three_public", other.three_public),
                ("国有资产占有使用及资产购置情况说明", "assets", other.assets),
                ("政府采购情况说明", "procurement", other.procurement),
                ("绩效目标情况说明", "performance", other.targets),
                operating,
                ("专业名词解释", "terms", other.terms),
            ],
        ),
    ]


def _cover(manner: Manner) -> Iterator[Words]:
    yield manner.say("", "{name}")
    yield manner.say("", "{year}年{level}预算公开说明")


def _contents(parts: list[tuple[str, list[Chapter]]], manner: Manner) -> Iterator[Words]:
    yield manner.say("contents", manner.one_of("目 录", "目录"))
    chapter = 0
    for part, (name, chapters) in enumerate(parts, 1):
        yield manner.say("contents", f"第{numeral(part)}部分 {name}")
        for stated, _, _ in chapters:
            chapter += 1
            yield manner.say("contents", f"- {numeral(chapter)}、{stated}")
    yield manner.say("contents", f"第{numeral(len(parts) + 1)}部分 公开报表")
    yield manner.say("contents", "（具体预算公开报表）")


def _body(parts: list[tuple[str, list[Chapter]]], manner: Manner) -> Iterator[Block]:
    number = 0
    for part, (name, chapters) in enumerate(parts, 1):
        yield manner.heading(f"第{numeral(part)}部分 {name}", 1, "")
        for stated, topic, told in chapters:
            number += 1
            yield manner.heading(f"{numeral(number)}、{stated}", 2, topic)
            yield from told(manner)


def _published(manner: Manner) -> Iterator[Block]:
    """The last part: the catalogue and the tables."""
    books, form = manner.books, words("shaanxi")
    boards = tables(manner)
    special = special_funds(manner)
    empty = _empty(manner, special)
    yield manner.heading("第四部分 公开报表", 1, "tables")
    yield manner.say("tables", "{year}年{level}综合预算公开报表")
    yield manner.say("tables", "{level}名称：{name}")
    yield manner.say("tables", "保密审查情况：已审查")
    yield manner.say("tables", "{level}主要负责人审签情况：已审签")
    yield manner.say("tables", "目录")
    reasons = {name: manner.random.choice(form["empty"][name]).format(self=manner.own) for name in sorted(empty)}
    listed = [(name, _title(manner, name), name in empty, reasons.get(name, "")) for name in form["titles"]]
    yield catalogue(header("报表|报表名称|是否空表|公开空表理由"), listed)
    yield note("注：1. 封面和目录的格式不得随意改变。2. 公开空表一定要在目录说明理由。")
    for name, board in boards.items():
        yield from _captioned(manner, name, name, [money_line(manner.tables), board])
    for number, project in enumerate(books.projects, 1):
        yield from _captioned(
            manner, "表13", f"表13-{number}" if len(books.projects) > 1 else "表13", [project_form(manner, project)]
        )
    if not books.projects:
        yield from _captioned(manner, "表13", "表13", [project_form(manner, None)])
    yield from _captioned(manner, "表14", "表14", [whole_form(manner)])
    for fund in special or (None,):
        yield from _captioned(manner, "表15", "表15", [special_form(manner, fund)])


def _empty(manner: Manner, special: tuple[Project, ...]) -> set[str]:
    """The tables without any amount."""
    books = manner.books
    controlled = [
        books.amount(measure, "", period) for measure in ("three_public", "meetings", "training") for period in ("this", "last")
    ]
    facts = {
        "表9": [books.total(fund="government_fund")],
        "表10": [books.spent(component="project")],
        "表11": [books.amount("procurement")],
        "表12": controlled,
        "表13": [books.spent(component="project")],
    }
    found = {name for name, amounts in facts.items() if not any(fact.value for fact in amounts)}
    return found if special else {*found, "表15"}


def _title(manner: Manner, name: str) -> tuple[Piece, ...]:
    return manner.say("", words("shaanxi")["titles"][name], whose=manner.whose()).pieces


def _captioned(manner: Manner, name: str, stated: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """A table's label and title, and what stands below them."""
    yield label(stated)
    yield title(*(piece if piece.role.name == "UNIT_NAME" else piece.text for piece in _title(manner, name)))
    yield from blocks
