"""What the forms of Shandong and Shanxi have in common: facts of their own, turns of phrase, the overview, explained terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts.tables import codes, numeral
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Money, Piece, Words
from mingcha_datasets.corpus.reasons import why
from mingcha_datasets.corpus.saying import changed, count, direction, growth, line, prints, stated, told, unit_name, year_of

Pieces = tuple[Piece, ...]
SAME = ("与上年", "持平")
_DIVISION = {"province": "处", "city": "科", "county": "股"}
_LEVEL = {"province": "省级", "city": "市级", "county": "县级"}


def classes(books: Books, form: str) -> tuple[str, ...]:
    """The classes of function that a form lists, and those besides that money is spent on."""
    return tuple(sorted({*words("northern")[form]["classes"], *codes(books, "function", (3,))}))


# Facts.


def procured(books: Books, function: str = "") -> Fact:
    """What is procured, all of it under one function."""
    return replace(books.amount("procurement"), key=normal({"function": function} if function else {}))


def procured_functions(books: Books) -> tuple[str, ...]:
    """The 类, 款 and 项 procurement is listed under: those of the general budget's greatest 项; none where nothing is bought."""
    if not books.amount("procurement").value:
        return ()
    items = codes(books, "function", (7,), fund="general")
    buyer = max(items, key=lambda code: books.spent(fund="general", function=code).value)
    return buyer[:3], buyer[:5], buyer


# Sentences.


@dataclass(frozen=True)
class Voice:
    """How a disclosure speaks.

    Attributes:
        books: of whom.
        random: chooses between wordings.
        money: of amounts in sentences.
        gap: what stands before and behind an amount: a space or nothing.
    """

    books: Books
    random: Random
    money: Money
    gap: str

    @property
    def year(self) -> Piece:
        """The year of the budget."""
        return year_of(self.books.year)

    @property
    def last_year(self) -> Piece:
        """The year before."""
        return year_of(self.books.year - 1)

    @property
    def name(self) -> Piece:
        """The unit's name."""
        return unit_name(self.books.unit.name)

    @property
    def level(self) -> str:
        """单位 or 部门."""
        return "部门" if self.books.unit.kind == "department" else "单位"

    def one_of(self, *templates: str) -> str:
        """One of several ways to say the same."""
        return self.random.choice(templates)

    def stated(self, fact: Fact) -> Pieces:
        """The amount and its unit, apart from the words before."""
        return tuple(piece for piece in (Piece(self.gap), *stated(fact, self.money, self.gap)) if piece.text)

    def changed(self, fact: Fact, against: str = "较上年", same: tuple[str, str] = SAME) -> Pieces:
        """By how much it differs from last year's, behind what it is compared with; `same` are the words for not at all."""
        change = self.books.change(fact)
        before, word = (against, "") if prints(change, self.money) else same
        return told("{before}{change}", before=before, change=changed(change, self.money, self.gap, same=word))

    def compared(self, fact: Fact, against: str = "较上年", same: tuple[str, str] = SAME) -> Pieces:
        """The change and by how many percent, where last year's amount is not nil."""
        last, change = self.books.again(fact, "last"), self.books.change(fact)
        moved = self.changed(fact, against, same)
        if not prints(change, self.money) or not prints(last, self.money):
            return moved
        grown = direction(change, "增长", "下降")
        return told("{moved}，{grown}{gap}{growth}%", moved=moved, grown=grown, gap=self.gap, growth=growth(fact, last))

    def why(self, fact: Fact, because: str = "，主要原因是") -> Pieces:
        """The reason for a change; nothing where nothing changed."""
        if not prints(self.books.change(fact), self.money):
            return ()
        return Piece(because), why(self.random, self.books, fact, self.money)


def listed(parts: Sequence[Sequence[Piece]], between: str = "，") -> Pieces:
    """Parts of a sentence one behind the other."""
    return tuple(piece for number, part in enumerate(parts) for piece in ((Piece(between),) if number else ()) + tuple(part))


def counted(measure: str, number: int, item: str = "") -> Piece:
    """A number of things that are not in the books: projects, offices, members."""
    return count(Fact(measure, "this", (("item", item),) if item else (), number))


# The overview and the terms.


def duties(voice: Voice) -> Iterator[Words]:
    """What the unit is there for."""
    stated_duties = words("domains")[voice.books.unit.domain]["duties"]
    opening = voice.one_of("{name}的主要职责是：", "{name}主要承担以下职责：", "{name}按照职能配置，履行下列职责：")
    yield line(opening, "duties", name=voice.name)
    for number, duty in enumerate(stated_duties, 1):
        end = "。" if number == len(stated_duties) else "；"
        yield line(f"（{numeral(number)}）{duty}{end}", "duties")
    if voice.random.random() < 0.5:
        yield line(voice.one_of("承担上级交办的其他工作。", "完成党委、政府交办的其他任务。"), "duties")


def organisation(voice: Voice) -> Iterator[Words]:
    """Which offices a unit has, or which units a department's budget takes in."""
    unit = voice.books.unit
    divisions = words("divisions")
    office, *common = divisions["common"]
    known = [*common, *divisions[unit.domain]]
    sections = [office, *voice.random.sample(known, min(voice.random.randint(3, 6), len(known)))]
    names = "、".join(section.replace("股", _DIVISION[unit.level]) for section in sections)
    template = voice.one_of(
        "本{kind}设 {number} 个内设机构：{names}。",
        "{name}内设机构 {number} 个，分别是{names}。",
        "根据机构编制方案，本{kind}内设{names}等 {number} 个机构。",
    )
    number = counted("offices", len(sections))
    yield line(template, "organisation", kind=voice.level, name=voice.name, number=number, names=names)
    if unit.superior:
        template = voice.one_of("本单位为{superior}所属预算单位，无下属单位。", "本单位是{superior}下属的二级预算单位。")
        yield line(template, "organisation", superior=unit.superior)
    if unit.members:
        template = voice.one_of(
            "纳入本部门 {year} 年部门预算编制范围的预算单位共 {number} 个，包括：",
            "本部门 {year} 年部门预算由以下 {number} 个单位的预算组成：",
        )
        yield line(template, "organisation", year=voice.year, number=counted("members", len(unit.members)))
        for position, member in enumerate(unit.members, 1):
            yield line(f"{position}. {{member}}", "organisation", member=member)


def terms(voice: Voice, form: str) -> Iterator[Words]:
    """The terms that a form explains, numbered; their level is the unit's."""
    unit = voice.books.unit
    level = "区级" if unit.place[-1].endswith("区") else _LEVEL[unit.level]
    for number, key in enumerate(words("northern")[form]["terms"], 1):
        term = words("terms")[key]
        text = voice.random.choice(term["means"]).format(kind=level)
        yield Words((Piece(f"{numeral(number)}、{term['name']}：{text}"),), topic="terms")


def scoring(voice: Voice, value: str, points: str) -> str:
    """How an indicator is scored: all points when its value is reached, fewer or none otherwise."""
    if value[:1] in "≥≤=＝" or value[:1].isdigit():
        return voice.one_of(
            f"{points}，达到指标值得{points}分，未达到的按比例扣分。",
            f"{points}，完成指标值得{points}分，未完成不得分。",
            f"{points}，实现目标值得{points}分，否则酌情扣分。",
        )
    return voice.one_of(
        f"{points}，达到要求得{points}分，否则不得分。",
        f"{points}，效果明显得{points}分，效果不明显酌情扣分。",
    )
