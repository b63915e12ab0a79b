"""The nine tables of Shanghai's budgets and its form of performance targets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books, Project
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts import performance, tables
from mingcha_datasets.corpus.layouts.tables import Amounts, Row
from mingcha_datasets.corpus.layouts.teller import filled
from mingcha_datasets.corpus.names import dept_name, function_name, words
from mingcha_datasets.corpus.paper import BLANK, Block, Board, Money, Piece, Words
from mingcha_datasets.corpus.saying import amount, named, unit_name

_EARNED = {"business": ("business", "special_account"), "other": ("superior", "subordinate", "other")}
"""What the form counts as 事业收入 and 其他收入."""
FUNDS = ("general", "government_fund", "state_capital")


@dataclass(frozen=True)
class Style:
    """How one document prints its tables.

    Attributes:
        money: of amounts in yuan.
        spent: of basic and project expenditure by function, whose nil may be printed.
        few: of the table of 三公, in 万元.
        by_component: whether 财务收支预算总表 divides expenditure into 基本支出 and 项目支出.
        blanks: rows left blank before the last of 财务收支预算总表.
    """

    money: Money
    spent: Money
    few: Money
    by_component: bool
    blanks: int


def drawn_style(random: Random) -> Style:
    """One of the ways documents are printed in."""
    money = Money("元", 0, True, "")
    spent = replace(money, nil=random.choice(("", "0")))
    few = Money("万元", 2, True, random.choice(("", "0", "0.00")))
    return Style(money, spent, few, random.random() < 0.5, random.choice((0, 0, 3)))


def appropriated(books: Books, **key: str) -> Fact:
    """财政拨款, with what of it is carried in: the form does not tell the two apart."""
    return books.total(fund="appropriation", **key)


def earned(books: Books, item: str, **key: str) -> Fact:
    """事业收入 (business), 事业单位经营收入 (operating) or 其他收入 (other)."""
    parts = [books.total(source=source, **key) for source in _EARNED.get(item, (item,))]
    return Fact("total", "this", normal({**key, "source": item}), sum(part.value for part in parts))


def all_tables(books: Books, style: Style, empty: Mapping[str, Row]) -> Iterator[Block]:
    """Every table with its title, whose it is, and the note below it if it is empty.

    Args:
        books: what is printed.
        style: how.
        empty: the notes of tables that are empty, by kind.
    """
    builders: Mapping[str, Callable[[Books, Style], Board]] = {
        "income_and_expenditure": _income_and_expenditure,
        "income": _income,
        "expenditure": partial(_spent, "expenditure", "", "支出预算"),
        "appropriation": _appropriation,
        **{kind: partial(_spent, kind, fund, head) for (kind, head), fund in zip(_fund_tables(), FUNDS, strict=True)},
        "basic_by_economy": _basic,
        "three_public": _three_public,
    }
    whose = "编制部门：" if books.unit.kind == "department" else "编制单位："
    for kind, build in builders.items():
        yield Words(title_of(kind, books), BlockRole.TITLE)
        money = style.few if kind == "three_public" else style.money
        yield tables.money_line(money, [whose, unit_name(books.unit.name), " "])
        yield build(books, style)
        if kind in empty:
            yield Words(empty[kind], BlockRole.NOTE, topic=kind)


def _fund_tables() -> list[tuple[str, str]]:
    return list(words("shanghai")["fund_tables"].items())


def title_of(kind: str, books: Books) -> Row:
    """The title of a table, the year a piece of its own."""
    whole = "部门" if books.unit.kind == "department" else "预算单位"
    pieces = filled(words("shanghai")["tables"][kind], books, whole=whole)
    return pieces[0], tables.title("".join(piece.text for piece in pieces[1:])).pieces[0]


def _board(kind: str, books: Books, head: Sequence[str], rows: Sequence[Row]) -> Board:
    return tables.board(kind, "".join(piece.text for piece in title_of(kind, books)), tables.header(*head), rows)


def _classes(books: Books, **key: str) -> list[tuple[str, str]]:
    """The classes of functions that money is spent on, with the names they have in a list."""
    codes = tables.codes(books, "function", (3,), **key)
    return list(zip(codes, tables.numbered(map(function_name, codes)), strict=True))


def _income_and_expenditure(books: Books, style: Style) -> Board:
    form = words("shanghai")
    sources = tables.numbered(form["sources"].values())
    funds = tables.numbered(form["funds"].values(), "{arabic}. {name}")
    left = [
        (sources[0], appropriated(books)),
        *((name, books.total(fund=fund)) for name, fund in zip(funds, FUNDS, strict=True)),
        *((name, earned(books, item)) for name, item in zip(sources[1:], ("business", "operating", "other"), strict=True)),
    ]
    components = ("", "personnel", "operating", "project") if style.by_component else ("",)

    def spent(name: str, code: str) -> Row:
        return tables.named(name, [books.spent(function=code, component=component) for component in components], style.money)

    rows = tables.beside(
        [tables.named(name, [fact], style.money) for name, fact in left],
        [spent(name, code) for code, name in _classes(books)],
    )
    blank = [BLANK] * (3 + len(components))
    last = (*tables.named("收入总计", [books.total()], style.money), *spent("支出总计", ""))
    head = _SIDES_BY_COMPONENT if style.by_component else _SIDES
    return _board("income_and_expenditure", books, head, [*rows, *[tuple(blank)] * style.blanks, last])


_SIDES: Sequence[str] = ("本年收入||本年支出|", "项目|预算数|项目|预算数")
_SIDES_BY_COMPONENT = (
    "本年收入||本年支出||||",
    "项目|预算数|项目|预算数|||",
    "|||合计|基本支出||项目支出",
    "||||人员经费|公用经费|",
)


def _by_function(books: Books, amounts: Amounts, money: Money, **key: str) -> list[Row]:
    """A row for each functional account of the expenditure that a key fits, its code in three columns, and 合计 below."""
    codes = tables.codes(books, "function", (3, 5, 7), **key)
    return [*tables.listing(codes, function_name, amounts, money, tables.split_in_full), tables.total(amounts, money, 4)]


def _income(books: Books, style: Style) -> Board:
    def amounts(code: str) -> list[Fact]:
        key = {"function": code}
        parts = [earned(books, item, **key) for item in ("business", "operating", "other")]
        return [books.total(**key), appropriated(books, **key), *parts]

    head = (
        "项目||||收入预算||||",
        "功能分类科目编码|||功能分类科目名称|合计|财政拨款收入|事业收入|事业单位经营收入|其他收入",
        "类|款|项||||||",
    )
    return _board("income", books, head, _by_function(books, amounts, style.money))


def _spent(kind: str, fund: str, head: str, books: Books, style: Style) -> Board:
    """Expenditure of a fund, or of all of them, by function."""

    def amounts(code: str) -> list[Fact]:
        return [books.spent(fund=fund, function=code, component=component) for component in ("", "basic", "project")]

    lines = (f"项目||||{head}||", "功能分类科目编码|||功能分类科目名称|合计|基本支出|项目支出", "类|款|项||||")
    money = style.spent if books.spent(fund=fund).value else style.money
    return _board(kind, books, lines, _by_function(books, amounts, money, fund=fund))


def _appropriation(books: Books, style: Style) -> Board:
    names = tables.numbered(["一般公共预算资金", "政府性基金", "国有资本经营预算"])
    left = [tables.named(name, [books.total(fund=fund)], style.money) for name, fund in zip(names, FUNDS, strict=True)]

    def spent(name: str, code: str) -> Row:
        return tables.named(name, [books.spent(fund=fund, function=code) for fund in ("appropriation", *FUNDS)], style.money)

    rows = tables.beside(left, [spent(name, code) for code, name in _classes(books, fund="appropriation")])
    last = (*tables.named("收入总计", [appropriated(books)], style.money), *spent("支出总计", ""))
    head = ("财政拨款收入||财政拨款支出||||", "项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算")
    return _board("appropriation", books, head, [*rows, last])


def _basic(books: Books, style: Style) -> Board:
    key = {"fund": "general"}

    def amounts(code: str) -> list[Fact]:
        return [books.spent(dept=code, component=component, **key) for component in ("basic", "personnel", "operating")]

    codes = tables.codes(books, "dept", (3, 5), component="basic", **key)
    rows = tables.listing(codes, dept_name, amounts, style.money, tables.split_account)
    head = (
        "项目|||一般公共预算基本支出||",
        "部门预算经济分类科目编码||经济分类科目名称|合计|人员经费|公用经费",
        "类|款||||",
    )
    return _board("basic_by_economy", books, head, [*rows, tables.total(amounts, style.money, 3)])


def _three_public(books: Books, style: Style) -> Board:
    items = ("abroad", "reception", "car", "car_purchase", "car_running")
    facts = [books.amount("three_public"), *(books.amount("three_public", item) for item in items), books.agency_operating()]
    head = (
        "“三公”经费预算数||||||机关运行经费预算数",
        "合计|因公出国（境）费|公务接待费|公务用车购置及运行费|||",
        "|||小计|购置费|运行费|",
    )
    return _board("three_public", books, head, [tables.printed(facts, style.few)])


_WIDTH = 8


def target(books: Books, project: Project, random: Random) -> Board:
    """The form of a project's performance targets."""
    form = words("shanghai")["target"]
    money = Money("元", 2, random.random() < 0.7)
    unit, name = books.unit, "财政项目支出绩效目标填报表"
    nature = random.choice(form["nature"])
    parts = [
        performance.pairs([(name,), (f"（{books.year}年度）",)], (0,), _WIDTH),
        performance.pairs(
            [("项目名称", named(project.name), "项目性质", nature, "项目类别", form["types"][project.type])],
            (0, 2, 4, 5, 6, 7),
            _WIDTH,
        ),
        performance.pairs(
            [
                ("主管部门", unit.superior or unit_name(unit.name), "实施单位", project.member),
                ("计划开始日期", f"{books.year}-01-01", "计划完成日期", f"{books.year}-12-31"),
            ],
            (0, 2, 4, 5),
            _WIDTH,
        ),
        performance.labelled("项目资金（元）", performance.pairs(_funds(books, project, money), (2, 4, 5, 7), _WIDTH), 2),
        performance.labelled(
            "项目绩效目标", performance.pairs([("项目总目标", "年度总体目标"), (project.aim, project.aim)], (1, 5), _WIDTH)
        ),
        performance.labelled("绩效指标", performance.indented(_indicators(project), 1)),
    ]
    return performance.stacked("performance_project", name, parts)


def _funds(books: Books, project: Project, money: Money) -> list[Sequence[Piece | str]]:
    """What the project costs: in all and this year, of which with money of the budget."""
    key = {"project": project.name}
    whole, budgeted, others = (amount(books.spent(**key, fund=fund), money) for fund in ("", "appropriation", "other"))
    own, carried = (amount(books.spent(**key, fund="appropriation", paid=paid), money) for paid in ("own", "carried"))
    return [
        ("项目资金总额", whole, "年度资金申请总额", whole),
        ("其中：财政资金", budgeted, "其中：当年财政拨款", own),
        (BLANK, BLANK, "上年结转资金", carried),
        ("其他资金", others, "其他资金", others),
    ]


def _indicators(project: Project) -> Board:
    head = ("一级指标", "二级指标", "三级指标", "", "", "年度(/项目)指标值", "")
    return performance.indicators(head, [(*each[:3], "", "", each[3], "") for each in project.indicators])
