"""The thirteen tables of Jiangsu's budgets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.shares import shared_out
from mingcha_datasets.corpus.layouts.tables import Amounts, Row
from mingcha_datasets.corpus.names import dept_name, function_name, words
from mingcha_datasets.corpus.paper import BLANK, Block, Board, Money, Piece, Role, Words
from mingcha_datasets.corpus.saying import amount, named, unit_name

SOURCES: Sequence[str] = tuple(words("jiangsu")["sources"])
FUNDS: Sequence[str] = tuple(words("jiangsu")["appropriated"])
_UNIT_MONEY = ("business", "operating", "superior", "subordinate", "other")
"""The sources that are 单位资金 where they are carried over."""


@dataclass(frozen=True)
class Style:
    """How one document prints its tables.

    Attributes:
        money: of every amount.
        total_at: in which of the two cells before the amounts 合计 stands.
        indent: before names, once for each level.
        three_public_whole: whether the first amount of the table of 三公 is all of it with meetings and training.
    """

    money: Money
    total_at: int
    indent: str
    three_public_whole: bool


def drawn_style(random: Random) -> Style:
    """One of the ways documents are printed in."""
    money = Money("万元", 2, random.random() < 0.6, random.choice(("", "", "0.00")))
    return Style(money, random.randrange(2), random.choice(("", "", "　")), random.random() < 0.4)


def all_tables(books: Books, style: Style, random: Random, empty: Mapping[str, Row]) -> Iterator[Block]:
    """Every table with its label, title, whose it is, and the note below it if it is empty.

    Args:
        books: what is printed.
        style: how.
        random: draws what is bought.
        empty: the notes of tables that are empty, by kind.
    """
    builders: Mapping[str, Callable[[Books, Style], Board]] = {
        "income_and_expenditure": _income_and_expenditure,
        "income": _income,
        "expenditure": _expenditure,
        "appropriation": _appropriation,
        "appropriation_by_function": partial(_by_function, "appropriation_by_function", "appropriation"),
        "appropriation_basic": partial(_basic, "appropriation_basic", "appropriation"),
        "by_function": partial(_by_function, "by_function", "general"),
        "basic_by_economy": partial(_basic, "basic_by_economy", "general"),
        "three_public": _three_public,
        "government_fund": partial(_fund, "government_fund"),
        "state_capital": partial(_fund, "state_capital"),
        "agency_operating": _agency_operating,
        "procurement": partial(_procurement, random),
    }
    for number, (kind, build) in enumerate(builders.items(), 1):
        yield tables.label(f"公开{number:02}表")
        yield tables.title(title_of(kind))
        yield tables.money_line(style.money, ["部门：", unit_name(books.unit.name), " "])
        yield build(books, style)
        if kind in empty:
            yield Words(empty[kind], BlockRole.NOTE, topic=kind)


def title_of(kind: str) -> str:
    """The title of a table."""
    title: str = words("jiangsu")["tables"][kind]
    return title


def _board(kind: str, head: Sequence[str], rows: Sequence[Row]) -> Board:
    return tables.board(kind, title_of(kind), tables.header(*head), rows)


def _income_and_expenditure(books: Books, style: Style) -> Board:
    form = words("jiangsu")
    sources = tables.numbered(names[0] for names in form["sources"].values())
    functions = tables.numbered(form["function_names"][code] for code in form["functions"])
    left = [tables.named(name, [books.income(source=source)], style.money) for name, source in zip(sources, SOURCES, strict=True)]
    right = [
        tables.named(name, [books.spent(function=code)], style.money)
        for name, code in zip(functions, form["functions"], strict=True)
    ]
    closing = (
        ("本年收入合计", books.income(), "本年支出合计", books.spent()),
        ("上年结转结余", books.carried_in(), "年终结转结余", books.carried_out()),
        ("收入总计", books.total(), "支出总计", books.total()),
    )
    return _board("income_and_expenditure", _SIDES, [*tables.beside(left, right), *_closing(closing, style.money)])


_SIDES = ("收入||支出|", "项目|预算数|项目|预算数")


def _closing(rows: Sequence[tuple[str, Fact, str, Fact]], money: Money) -> Iterator[Row]:
    for left, got, right, given in rows:
        yield (*tables.named(left, [got], money), *tables.named(right, [given], money))


def _income(books: Books, style: Style) -> Board:
    names = [each[1] for each in words("jiangsu")["sources"].values()]
    carried = ("小计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金")
    head = (
        "单位代码|单位名称|合计|本年收入" + "|" * len(names) + "|上年结转结余" + "|" * (len(carried) - 1),
        "|||" + "|".join(("小计", *names, *carried)),
    )
    rows = [_income_row(books, style, "", "", "合计")]
    for number, member in enumerate(books.unit.members or (books.unit.name,), 1):
        rows.append(_income_row(books, style, member if books.unit.members else "", f"{_CODE}{number:03}", member))
    return _board("income", head, rows)


_CODE = "105"


def _income_row(books: Books, style: Style, member: str, code: str, name: str) -> Row:
    facts = [
        books.total(member=member),
        books.income(member=member),
        *(books.income(source=source, member=member) for source in SOURCES),
        books.carried_in(member=member),
        *(books.carried_in(source=fund, member=member) for fund in (*FUNDS, "special_account")),
    ]
    parts = tuple(books.carried_in(source=source, member=member) for source in _UNIT_MONEY)
    own = Fact("carried_in", "this", (*facts[-1].key[:-1], ("source", "unit_money")), sum(part.value for part in parts))
    cells = (*tables.printed(facts, style.money), replace(amount(own, style.money), of=parts))
    return (Piece(code, Role.CODE) if code else BLANK, unit_name(name) if code else named(name), *cells)


def _expenditure(books: Books, style: Style) -> Board:
    def amounts(code: str) -> list[Fact]:
        components = ("", "basic", "project", "operating_activity", "handed_up", "subsidy")
        return [books.spent(function=code, component=component) for component in components]

    head = ("科目编码|科目名称|合计|基本支出|项目支出|事业单位经营支出|上缴上级支出|对附属单位补助支出",)
    return _board("expenditure", head, _functions(books, style, amounts))


def _functions(books: Books, style: Style, amounts: Amounts, **key: str) -> list[Row]:
    """合计 and a row for each functional account of the expenditure that a key fits."""
    codes = tables.codes(books, "function", (3, 5, 7), **key)
    listed = tables.listing(codes, function_name, amounts, style.money, indent=style.indent)
    return [tables.total(amounts, style.money, 2, style.total_at), *listed]


def _accounts(books: Books, style: Style, amounts: Amounts, **key: str) -> list[Row]:
    """合计 and a row for each departmental economic account of the expenditure that a key fits."""
    codes = tables.codes(books, "dept", (3, 5), **key)
    listed = tables.listing(codes, dept_name, amounts, style.money, indent=style.indent)
    return [tables.total(amounts, style.money, 2, style.total_at), *listed]


def _appropriation(books: Books, style: Style) -> Board:
    form = words("jiangsu")

    def side(heading: str, of: Callable[..., Fact]) -> list[Row]:
        parts = tables.numbered(form["appropriated"].values(), "（{zh}）{name}")
        return [
            tables.named(heading, [of(fund="appropriation")], style.money),
            *(tables.named(name, [of(source=fund)], style.money) for name, fund in zip(parts, FUNDS, strict=True)),
        ]

    functions = tables.numbered((form["function_names"][code] for code in form["functions"]), "（{zh}）{name}")
    left = [*side("一、本年收入", books.income), *side("二、上年结转", books.carried_in)]
    right = [
        tables.named("一、本年支出", [books.spent(fund="appropriation")], style.money),
        *(
            tables.named(name, [books.spent(fund="appropriation", function=code)], style.money)
            for name, code in zip(functions, form["functions"], strict=True)
        ),
        tables.named("二、年终结转结余", [books.carried_out(fund="appropriation")], style.money),
    ]
    whole = books.total(fund="appropriation")
    rows = [*tables.beside(left, right), *_closing([("收入总计", whole, "支出总计", whole)], style.money)]
    return _board("appropriation", _SIDES, rows)


def _by_function(kind: str, fund: str, books: Books, style: Style) -> Board:
    def amounts(code: str) -> list[Fact]:
        components = ("", "basic", "personnel", "operating", "project")
        return [books.spent(fund=fund, function=code, component=component) for component in components]

    head = ("科目编码|科目名称|合计|基本支出|||项目支出", "|||小计|人员经费|公用经费|")
    return _board(kind, head, _functions(books, style, amounts, fund=fund))


def _basic(kind: str, fund: str, books: Books, style: Style) -> Board:
    def amounts(code: str) -> list[Fact]:
        return [books.spent(fund=fund, dept=code, component=component) for component in ("basic", "personnel", "operating")]

    whose = "财政拨款" if fund == "appropriation" else "一般公共预算"
    head = (f"部门预算支出经济分类科目||本年{whose}基本支出||", "科目编码|科目名称|合计|人员经费|公用经费")
    return _board(kind, head, _accounts(books, style, amounts, fund=fund, component="basic"))


def _three_public(books: Books, style: Style) -> Board:
    items = ("abroad", "car", "car_purchase", "car_running", "reception")
    facts = [books.amount("three_public"), *(books.amount("three_public", item) for item in items)]
    others = [books.amount("meetings"), books.amount("training")]
    cells = tables.printed([*facts, *others], style.money)
    if not style.three_public_whole:
        return _board("three_public", _THREE_PUBLIC, [cells])
    parts = (facts[0], *others)
    whole = Fact("three_public_meetings_training", "this", (), sum(part.value for part in parts))
    return _board("three_public", _THREE_PUBLIC_WHOLE, [(replace(amount(whole, style.money), of=parts), *cells)])


_THREE_PUBLIC = (
    "“三公”经费合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费|会议费|培训费",
    "||小计|公务用车购置费|公务用车运行维护费|||",
)
_THREE_PUBLIC_WHOLE = (
    "合计|“三公”经费||||||会议费|培训费",
    "|小计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费||",
    "|||小计|公务用车购置费|公务用车运行维护费|||",
)


def _fund(fund: str, books: Books, style: Style) -> Board:
    def amounts(code: str) -> list[Fact]:
        return [books.spent(fund=fund, function=code, component=component) for component in ("", "basic", "project")]

    head = (f"科目编码|科目名称|本年{title_of(fund).removesuffix('表')}||", "||合计|基本支出|项目支出")
    return _board(fund, head, _functions(books, style, amounts, fund=fund))


def _agency_operating(books: Books, style: Style) -> Board:
    key = {"fund": "general", "component": "operating"}
    stated = books.unit.has_agency_operating

    def amounts(code: str) -> list[Fact | None]:
        return [books.spent(dept=code, **key) if stated else None]

    rows = _accounts(books, style, amounts, **key) if stated else [tables.total(amounts, style.money, 2, style.total_at)]
    return _board("agency_operating", ("科目编码|科目名称|机关运行经费支出",), rows)


def _procurement(random: Random, books: Books, style: Style) -> Board:
    """What is bought, by 货物, 工程 and 服务, then by who asks for it and what is bought."""
    form = words("jiangsu")
    rows = [_bought(("合计",), books.amount("procurement"), style)]
    for number, (item, name) in enumerate(form["procured_names"].items(), 1):
        whole = books.amount("procurement", item)
        if not whole.value:
            continue
        rows.append(_bought((f"{tables.numeral(number)}、{name}",), whole, style))
        chosen = random.sample(form["procured"][item], k=min(len(form["procured"][item]), random.randint(1, 4)))
        groups = shared_out(whole.value, len(chosen), books.grain, random)
        for group, ((account, article), value) in enumerate(zip(chosen, groups, strict=False)):
            asked = random.choice(["商品和服务支出（定额）", *(project.name for project in books.projects)])
            fact = Fact("procurement", "this", (("group", str(group)), ("item", item)), value)
            rows.append(_bought(("", asked, account), fact, style))
            line = replace(fact, key=(*fact.key, ("line", "0")))
            rows.append(_bought(("", "", "", article, random.choice(form["procured_how"])), line, style))
    head = (
        "采购品目大类|专项名称|经济科目|采购品目名称|采购组织形式|资金来源||||",
        "|||||总计|一般公共预算资金|政府性基金|其他资金|上年结转和结余资金",
    )
    return _board("procurement", head, rows)


def _bought(names: Sequence[str], fact: Fact, style: Style) -> Row:
    """A row of what is bought, all of it with money of the general budget."""
    cells = [named(name) if name else BLANK for name in names]
    funded = [
        replace(fact, key=tuple(sorted((*fact.key, ("fund", fund)))), value=value)
        for fund, value in (("general", fact.value), ("government_fund", 0), ("other", 0), ("carried", 0))
    ]
    return (*cells, *[BLANK] * (5 - len(cells)), *tables.printed([fact, *funded], style.money))
