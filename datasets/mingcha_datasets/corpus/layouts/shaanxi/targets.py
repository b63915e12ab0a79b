"""Print tables 13 to 15 of the form of Shaanxi: targets of projects, of the whole and of special funds."""

from collections.abc import Sequence
from dataclasses import replace

from mingcha_datasets.corpus.books import Project
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts.performance import Indicator, indented, indicators, labelled, pairs, stacked
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner
from mingcha_datasets.corpus.layouts.tables import board, header, printed
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import BLANK, Board, Money, Piece, Role
from mingcha_datasets.corpus.saying import named, unit_name

_WIDTH = 6
_INDICATORS = ("一级指标", "二级指标", "指标内容", "指标值", "备注")
_FUNDS = ("实施期资金总额：", "其中：财政拨款", "其他资金")
_YEARS_FUNDS = ("年度资金总额：", "其中：财政拨款", "其他资金")
_TEN_THOUSAND = Money("万元", 2)


def project_form(manner: Manner, project: Project | None) -> Board:
    """表13: the targets of a project; without one the form is empty."""
    name, superior, pieces, stated, aim = _filled(manner, project)
    fields = [("项目名称", name), (f"主管{manner.level}", superior)]
    funds = [(Piece(of_all), piece) for of_all, piece in zip(_FUNDS, pieces, strict=True)]
    parts = [
        pairs(fields, (0, 2), _WIDTH),
        labelled("资金金额（万元）", pairs(funds, (2, 4), _WIDTH), 2),
        pairs([("总体目标", aim)], (0, 1), _WIDTH),
        labelled("年度绩效指标", indented(indicators(_INDICATORS, stated), 1)),
    ]
    return stacked("performance_project", "", parts)


def _filled(manner: Manner, project: Project | None) -> tuple[Piece, Piece, Sequence[Piece], list[Indicator], Piece]:
    """What forms of a project say: its name, whose it is, its money, its indicators, its aim; blanks without a project."""
    if project is None:
        return BLANK, BLANK, (BLANK,) * 3, [tuple(each) for each in words("shaanxi")["empty_indicators"]], BLANK
    unit = manner.books.unit
    superior = unit_name(unit.superior or unit.name)
    whole, *others = _sources(manner, {"project": project.name})
    paid = _paid(manner, project)
    money = (replace(whole, of=paid), *others) if paid else (whole, *others)
    return named(project.name), superior, money, _stated(manner, project, paid), Piece(f"{project.aim}。", Role.AIM)


def _stated(manner: Manner, project: Project, paid: tuple[Fact, ...]) -> list[Indicator]:
    """The project's indicators with that of its cost, which is its money, or so much for each of those who are paid."""
    cost: Indicator = ("预算控制数", f"≤{_TEN_THOUSAND.text(manner.books.spent(project=project.name).value)}万元")
    stated: list[Indicator] = [each[:4] for each in project.indicators if each[1] != "成本指标"]
    if paid:
        people, rate = paid
        stated = [(*each[:3], _number("{}人", people)) if each[2] in _PAID else each for each in stated]
        cost = ("人均标准", _number("{}元/人", rate, Money("元", 0)))
    after = max((at for at, each in enumerate(stated, 1) if each[0] == "产出指标"), default=0)
    return [*stated[:after], ("产出指标", "成本指标", *cost), *stated[after:]]


def _paid(manner: Manner, project: Project) -> tuple[Fact, ...]:
    """How many people a project pays and how much each of them, in whole yuan; () where it pays nobody or not so evenly."""
    if not any(each[2] in _PAID for each in project.indicators):
        return ()
    amount = manner.books.spent(project=project.name).value
    key = (("project", project.name),)
    even = [people for people in _PEOPLE if amount % (people * _YUAN) == 0 and _LEAST <= amount // people // _YUAN <= _MOST]
    if not even:
        return ()
    people = even[len(even) // 2]
    return Fact("people", "this", key, people), Fact("rate", "this", key, amount // people)


def _number(words: str, fact: Fact, money: Money | None = None) -> Piece:
    text = money.text(fact.value) if money else str(fact.value)
    return Piece(f"={words.format(text)}", Role.COUNT, fact, money)


_PAID = ("补助人数", "资助学生人数", "聘用人数")
"""Indicators of how many a project pays."""
_PEOPLE = (5, 10, 20, 25, 40, 50, 80, 100, 125, 200, 250, 400, 500)
_YUAN, _LEAST, _MOST = 100, 100, 30_000
"""Hundredths in a yuan; the yuan that one is paid."""


def whole_form(manner: Manner) -> Board:
    """表14: the targets of all that is spent."""
    form, books = words("shaanxi"), manner.books
    tasks = [
        (*manner.random.choice(form["basic_tasks"][component]), {"component": component})
        for component in ("personnel", "operating")
    ]
    tasks += [(each.name, each.aim, {"project": each.name}) for each in books.projects]
    rows = [(named(task), Piece(content), *_sources(manner, key)) for task, content, key in tasks]
    rows.append((named("金额合计"), BLANK, *_sources(manner, {})))
    head = header("任务名称|主要内容|预算金额（万元）||", "||总额|财政拨款|其他资金")
    aims = "".join(f"目标{number}：{aim}。" for number, aim in enumerate(form["whole_aims"], 1))
    stated = [tuple(each) for each in form["whole_indicators"]]
    cost = f"≤{_TEN_THOUSAND.text(books.spent().value)}万元"
    stated.insert(3, ("产出指标", "成本指标", "预算控制数", cost))
    parts = [
        pairs([(f"{manner.level}名称", unit_name(books.unit.name))], (0, 2), _WIDTH),
        labelled("年度主要任务", indented(board("", "", head, rows), 1)),
        pairs([("年度总体目标", aims)], (0, 1), _WIDTH),
        labelled("年度绩效指标", indented(indicators(_INDICATORS[:4], stated), 1)),
    ]
    return stacked("performance_whole", "", parts)


def _sources(manner: Manner, key: dict[str, str]) -> Sequence[Piece]:
    """All money for something, the treasury's and other."""
    spent = manner.books.spent
    return printed([spent(**key), spent(**key, fund="appropriation"), spent(**key, fund="other")], _TEN_THOUSAND)


def special_form(manner: Manner, project: Project | None) -> Board:
    """表15: the targets of special funds; without a project the form is empty."""
    name, superior, pieces, stated, aim = _filled(manner, project)
    funds = [
        (Piece(of_all), piece, Piece(of_year), piece) for of_all, of_year, piece in zip(_FUNDS, _YEARS_FUNDS, pieces, strict=True)
    ]
    parts = [
        pairs([("项目名称", name)], (0, 2), _WIDTH),
        pairs([("主管部门", superior, "实施期限", f"{manner.books.year}年" if project else "")], (0, 2, 4, 5), _WIDTH),
        labelled("资金金额（万元）", pairs(funds, (2, 3, 4, 5), _WIDTH), 2),
        labelled("总体目标", pairs([("实施期总目标", "年度目标"), (aim, aim)], (1, 4), _WIDTH)),
        labelled("绩效指标", indented(indicators(_INDICATORS, stated), 1)),
    ]
    return stacked("performance_special", "", parts)


def special_funds(manner: Manner) -> tuple[Project, ...]:
    """The projects that are special funds."""
    likely = [each for each in manner.books.projects if each.type == "target" and each.source == "general"]
    return tuple(manner.random.sample(likely, min(len(likely), 2))) if manner.random.random() < 0.4 else ()
