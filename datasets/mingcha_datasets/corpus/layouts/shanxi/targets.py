"""The forms of project targets in Shanxi: money of the whole term and of the year in yuan, targets of both."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Project
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts.northern import Voice
from mingcha_datasets.corpus.layouts.performance import indented, labelled, pairs, plain, stacked
from mingcha_datasets.corpus.layouts.tables import Row
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import BLANK, Block, Board, Money, Piece, Role
from mingcha_datasets.corpus.saying import amount, line, named, unit_name

_LEVELS = {
    "central": "中央财政资金",
    "province": "省级财政资金",
    "county": "市县（区）财政资金",
    "own": "单位自筹",
    "other": "其他资金",
}
_WIDTH = 8
_TERM = 3
"""For how many years a project that goes on is planned."""


def targets(voice: Voice) -> Iterator[Block]:
    """A title and a form for each project."""
    place = voice.books.unit.place[-1]
    for project in voice.books.projects:
        level = "省级" if voice.books.unit.level == "province" else "市级" if voice.books.unit.level == "city" else "县（区）级"
        yield line(f"{place}{level}预算部门（单位）项目支出绩效目标表", "performance", BlockRole.TITLE)
        yield line("（{year}年度）", "performance", BlockRole.ABOVE, year=voice.year)
        yield _form(voice, project)


def _form(voice: Voice, project: Project) -> Board:
    goes_on = voice.random.random() < 0.5
    operator = unit_name(project.member) if project.member == voice.books.unit.name else Piece(project.member)
    superior = voice.books.unit.superior or voice.books.unit.name
    term = "经常性项目（长期开展）" if goes_on else "一次性项目"
    top = pairs(
        [
            ["项目名称", named(project.name)],
            ["主管部门及代码", f"{voice.random.randint(101, 399)}-{superior}", "实施单位", operator],
            ["项目属性", term, "项目期", f"{_TERM if goes_on else 1}年"],
        ],
        (0, 2, 4, 6),
        _WIDTH,
    )
    about = pairs(_about(voice, project), (0, 2), _WIDTH)
    return stacked(
        "performance_project", project.name, [top, _funds(voice, project, goes_on), about, *_aims(project), _indicators(project)]
    )


def _about(voice: Voice, project: Project) -> list[list[Piece | str]]:
    """What the project is, why it is needed and how it is carried out."""
    told: dict[str, list[str]] = words("northern")["about"]
    return [
        [name, Piece(voice.one_of(*texts).format(matter=project.name, year=voice.books.year))] for name, texts in told.items()
    ]


def _funds(voice: Voice, project: Project, goes_on: bool) -> Board:
    """Money of the whole term beside that of the year, each by the level that it comes from."""
    money = Money("元", 0 if voice.books.grain % 100 == 0 else 2, True, "0")
    year = voice.books.spent(project=project.name)
    term = replace(year, measure="term_funds", value=year.value * _TERM) if goes_on else year
    source = _level_of(voice, project)
    rows: list[list[Piece | str]] = [["实施期资金总额：", amount(term, money), "年度资金总额：", amount(year, money)]]
    for number, (level, name) in enumerate(_LEVELS.items()):
        before = "其中：" if not number else ""
        cells = [amount(_part(whole, level, source), money) for whole in (term, year)]
        rows.append([f"{before}{name}", cells[0], f"{before}{name}", cells[1]])
    part = pairs(rows, (2, 4, 6, 7), _WIDTH)
    return labelled(f"项目资金（{money.unit}）", part, 2)


def _level_of(voice: Voice, project: Project) -> str:
    """Where a project's money comes from, all of it."""
    if project.fund == "other":
        return "own" if project.source in ("business", "operating") else "other"
    if voice.books.unit.level == "province":
        return "province"
    return voice.random.choices(("county", "province", "central"), (8, 1, 1))[0]


def _part(whole: Fact, level: str, source: str) -> Fact:
    return replace(whole, key=normal({**dict(whole.key), "from": level}), value=whole.value if level == source else 0)


def _aims(project: Project) -> list[Board]:
    aim = Piece(project.aim, Role.AIM)
    head = pairs([["实施期目标", "年度目标"]], (2, 6), _WIDTH)
    return [head, labelled("总体目标", pairs([[aim, aim]], (2, 6), _WIDTH), 2)]


def _indicators(project: Project) -> Board:
    """The indicators of the term beside those of the year, a row each."""
    rows: list[Row] = [tuple(map(Piece, ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")))]
    before: Sequence[str] = ("", "")
    for indicator in project.indicators:
        first = "" if indicator[0] == before[0] else indicator[0]
        second = "" if not first and indicator[1] == before[1] else indicator[1]
        told = (Piece(second), *(Piece(text, Role.INDICATOR) for text in indicator[2:4]))
        rows.append((Piece(first) if first else BLANK, *told, *told))
        before = indicator
    return labelled("绩效指标", indented(plain(rows), 1), 1)
