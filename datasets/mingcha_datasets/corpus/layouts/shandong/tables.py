"""The twelve tables of a budget in Shandong's form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts.northern import classes, procured, procured_functions
from mingcha_datasets.corpus.layouts.tables import (
    Row,
    account_key,
    account_pairs,
    beside,
    board,
    codes,
    header,
    listing,
    named,
    numbered,
    printed,
    split,
    split_account,
    total,
)
from mingcha_datasets.corpus.names import dept_name, function_name, gov_name
from mingcha_datasets.corpus.paper import BLANK, Board, Money, Piece, Role

FUNDS = ("general", "government_fund", "state_capital")
OWN_SOURCES = ("business", "operating", "other")
FROM_OTHERS = ("superior", "subordinate")
_TYPES = {"operation": "其他运转类", "target": "特定目标类"}
_SOURCES = "财政专户管理资金|单位资金|使用非财政拨款结余|上年结转"
_BY_FUNCTION = ("科目编码|||科目名称|合计|基本支出|||项目支出", "类|款|项|||小计|人员支出|日常公用支出|")
_ITEMS = ("", "abroad", "car", "car_purchase", "car_running", "reception")
SURPLUS = Fact("surplus_used", "this", (), 0)


def tables(books: Books, money: Money) -> Iterator[tuple[str, Board, str]]:
    """Each table's title, the table, and the note that says why it is empty if it is."""
    for title, build in _TABLES.items():
        table = replace(build(books, money), title=title)
        empty = not any(piece.fact and piece.fact.value for row in table.rows for piece in row)
        yield title, table, _EMPTY.get(title, "").format(year=books.year) if empty else ""


def _income_and_expenditure(books: Books, money: Money) -> Board:
    incomes = [
        named("一、财政拨款", [books.income(fund="appropriation")], money),
        *(
            named(f"{name}拨款收入", [books.income(fund=fund)], money)
            for fund, name in zip(FUNDS, ("一般公共预算", "政府性基金预算", "国有资本经营预算"), strict=True)
        ),
        named("二、财政专户管理资金收入", [books.income(source="special_account")], money),
        named("三、事业收入（不含教育收费）", [books.income(source="business")], money),
        named("四、事业单位经营收入", [books.income(source="operating")], money),
        named("五、其他收入", [books.income(source="other")], money),
    ]
    shown = classes(books, "shandong")
    lines = numbered(map(function_name, shown))
    spent = [named(name, [books.spent(function=code)], money) for name, code in zip(lines, shown, strict=True)]
    closing = [
        (*_own_income(books, money), *named("本年支出合计", [books.spent()], money)),
        (*named("上级补助收入", [books.income(source="superior")], money), BLANK, BLANK),
        (*named("附属单位上缴收入", [books.income(source="subordinate")], money), *_blank("对附属单位的补助支出")),
        (*named("使用非财政拨款结余", [SURPLUS], money), *_blank("上缴上级支出")),
        (*named("上年结转", [books.carried_in()], money), *named("结转下年", [books.carried_out()], money)),
        (*named("收入总计", [books.total()], money), *named("支出总计", [books.total()], money)),
    ]
    head = header("收 入||支 出|", "项目|预算数|项目|预算数")
    return board("income_and_expenditure", "", head, [*beside(incomes, spent), *closing])


def _own_income(books: Books, money: Money) -> Row:
    """本年收入合计, which stands above what comes from superiors and subordinates and is without it."""
    apart = [books.income(source=source) for source in FROM_OTHERS]
    if not any(fact.value for fact in apart):
        return named("本年收入合计", [books.income()], money)
    members = (
        books.income(fund="appropriation"),
        books.income(source="special_account"),
        *(books.income(source=source) for source in OWN_SOURCES),
    )
    fact = Fact("income", "this", (("of", "own"),), sum(member.value for member in members))
    name, amount = named("本年收入合计", [fact], money)
    return name, replace(amount, of=members)


def _blank(name: str) -> Row:
    """A row that no unit of ours fills."""
    return Piece(name, Role.NAME), BLANK


def _income(books: Books, money: Money) -> Board:
    head = header(
        "科目编码|||科目名称|合计|财政拨款收入||||财政专户管理资金收入|事业收入（不含教育收费）|事业单位经营收入"
        "|其他收入|上级补助收入|附属单位上缴收入|使用非财政拨款结余|上年结转",
        "类|款|项|||小计|一般公共预算收入|政府性基金预算收入|国有资本经营预算收入||||||||",
    )

    def amounts(code: str) -> Sequence[Fact]:
        funds = [books.income(fund=fund, function=code) for fund in ("appropriation", *FUNDS)]
        sources = ("special_account", *OWN_SOURCES, *FROM_OTHERS)
        others = [books.income(source=source, function=code) for source in sources]
        surplus = replace(SURPLUS, key=normal({"function": code} if code else {}))
        return [books.total(function=code), *funds, *others, surplus, books.carried_in(function=code)]

    return board("income", "", head, _by_function(books, amounts, money))


def _expenditure(books: Books, money: Money) -> Board:
    def amounts(code: str) -> Sequence[Fact]:
        components = [books.spent(function=code, component=component) for component in ("basic", "project")]
        return [books.total(function=code), *components, books.carried_out(function=code)]

    head = header("科目编码|||科目名称|合计|基本支出|项目支出|结转下年", "类|款|项|||||")
    return board("expenditure", "", head, _by_function(books, amounts, money))


def _by_function(books: Books, amounts: Callable[[str], Sequence[Fact]], money: Money, **key: str) -> list[Row]:
    """The row of the whole and a row for each 类, 款 and 项."""
    listed = codes(books, "function", (3, 5, 7), **key)
    return [total(amounts, money, 4, name="合 计"), *listing(listed, function_name, amounts, money, split)]


def _appropriation(books: Books, money: Money) -> Board:
    incomes = [
        named(name, [books.income(fund=fund)], money)
        for fund, name in zip(FUNDS, numbered(("一般公共预算收入", "政府性基金预算收入", "国有资本经营预算收入")), strict=True)
    ]
    funds = ("appropriation", *FUNDS)
    shown = classes(books, "shandong")
    lines = numbered(map(function_name, shown))
    spent = [
        named(name, [books.spent(function=code, fund=fund) for fund in funds], money)
        for name, code in zip(lines, shown, strict=True)
    ]
    closing = [
        (
            *named("本年收入合计", [books.income(fund="appropriation")], money),
            *named("本年支出合计", [books.spent(fund=fund) for fund in funds], money),
        ),
        (
            *named("上年结转", [books.carried_in(fund="appropriation")], money),
            *named("结转下年", [books.carried_out(fund=fund) for fund in funds], money),
        ),
        (
            *named("收入总计", [books.total(fund="appropriation")], money),
            *named("支出总计", [books.total(fund=fund) for fund in funds], money),
        ),
    ]
    head = header(
        "收 入||支 出||||",
        "项目|预算数|项目|预算数|||",
        "|||总计|一般公共预算|政府性基金预算|国有资本经营预算",
    )
    return board("appropriation", "", head, [*beside(incomes, spent), *closing])


def _of_fund(kind: str, fund: str) -> Callable[[Books, Money], Board]:
    """A table of what a fund pays, by function."""

    def build(books: Books, money: Money) -> Board:
        def amounts(code: str) -> Sequence[Fact]:
            components = ("", "basic", "personnel", "operating", "project")
            return [books.spent(fund=fund, function=code, component=component) for component in components]

        return board(kind, "", header(*_BY_FUNCTION), _by_function(books, amounts, money, fund=fund))

    return build


def _basic_by_economy(books: Books, money: Money) -> Board:
    head = header(
        "科目编码||部门预算支出经济分类科目名称|科目编码||政府预算支出经济分类科目名称|基本支出预算||",
        "类|款||类|款||小计|人员支出|日常公用支出",
    )

    def amounts(**key: str) -> Sequence[Fact]:
        return [
            books.spent(**{**key, "fund": "general", "component": component}) for component in ("basic", "personnel", "operating")
        ]

    return board("basic_by_economy", "", head, _by_economy(books, amounts, money, fund="general", component="basic"))


def _basic_by_source(books: Books, money: Money) -> Board:
    head = header(
        f"科目编码||部门预算支出经济分类科目|科目编码||政府预算支出经济分类科目|合计|财政拨款||||{_SOURCES}",
        "|||||||小计|一般公共预算|政府性基金预算|国有资本经营预算||||",
        "类|款||类|款||||||||||",
    )

    def amounts(**key: str) -> Sequence[Fact]:
        return _by_source(books, FUNDS, **key, component="basic")

    return board("basic_by_source", "", head, _by_economy(books, amounts, money, component="basic"))


def _by_source(books: Books, funds: Sequence[str], **key: str) -> Sequence[Fact]:
    """合计, 财政拨款 as a whole and by fund, 财政专户, 单位资金, 使用非财政拨款结余 and 上年结转 of what is spent."""
    return [
        books.spent(**key),
        *(books.spent(**key, fund=fund, paid="own") for fund in ("appropriation", *funds)),
        books.spent(**key, source="special_account", paid="own"),
        books.spent(**key, source="unit_funds", paid="own"),
        replace(SURPLUS, key=normal(key)),
        books.spent(**key, paid="carried"),
    ]


def _by_economy(books: Books, amounts: Callable[..., Sequence[Fact]], money: Money, **key: str) -> list[Row]:
    """The row of the whole and a row for each account of 部门预算 with the account of 政府预算 it is booked under."""
    rows: list[Row] = [(Piece("合 计", Role.NAME), *[BLANK] * 5, *printed(amounts(), money))]
    pairs = account_pairs(books, **key)
    for dept, gov in pairs:
        above = {each[:3] for each in (other for one, other in pairs if other and one.startswith(dept))}
        beneath = gov or (above.pop() if len(above) == 1 else "")
        rows.append(
            (
                *_account(dept, dept_name),
                *_account(beneath, gov_name),
                *printed(amounts(**account_key((dept, gov), pairs)), money),
            )
        )
    return rows


def _account(code: str, naming: Callable[[str], str]) -> Row:
    if not code:
        return BLANK, BLANK, BLANK
    return (*(Piece(part, Role.CODE) if part else BLANK for part in split_account(code)), Piece(naming(code), Role.NAME))


def _three_public(books: Books, money: Money) -> Board:
    items = "合计|因公出国（境）经费|公务用车购置及运行维护费|||公务接待费"
    cars = "||小计|公务用车购置经费|公务用车运行维护费|"
    head = header(
        "{last} 年预算数||||||{year} 年预算数|||||",
        f"{items}|{items}",
        f"{cars}|{cars}",
        year=str(books.year),
        last=str(books.year - 1),
    )
    facts = [books.amount("three_public", item, period) for period in ("last", "this") for item in _ITEMS]
    return board("three_public", "", head, [printed(facts, replace(money, nil=None))])


def _projects(books: Books, money: Money) -> Board:
    # 国有资本经营预算 has a column only where it pays for something.
    funds = FUNDS if books.spent(fund="state_capital").value else FUNDS[:2]
    extra = "国有资本经营预算|" if len(funds) == len(FUNDS) else ""
    blank = "|" if extra else ""
    head = header(
        f"项目名称|项目类型|合计|财政拨款|||{blank}{_SOURCES}",
        f"|||小计|一般公共预算|政府性基金预算|{extra}|||",
    )
    rows = [
        (
            Piece(project.name, Role.NAME),
            Piece(_TYPES[project.type]),
            *printed(_by_source(books, funds, project=project.name), money),
        )
        for project in books.projects
    ]
    first = (Piece("合 计", Role.NAME), BLANK, *printed(_by_source(books, funds, component="project"), money))
    return board("projects", "", head, [first, *rows])


def _procurement(books: Books, money: Money) -> Board:
    head = header(
        "科目编码|||科目名称|资 金 来 源|||||||",
        f"类|款|项||合计|财政拨款|||{_SOURCES}",
        "|||||小计|一般公共预算|政府性基金预算||||",
    )

    def amounts(code: str) -> Sequence[Fact]:
        nil = replace(
            SURPLUS, measure="procurement", key=normal({"function": code, "fund": "other"} if code else {"fund": "other"})
        )
        return [procured(books, code), procured(books, code), procured(books, code), nil, nil, nil, nil, nil]

    rows = listing(procured_functions(books), function_name, amounts, money, split)
    return board("procurement", "", head, [total(amounts, money, 4, name="合 计"), *rows])


_TABLES: Mapping[str, Callable[[Books, Money], Board]] = {
    "收支总体情况表": _income_and_expenditure,
    "收入总体情况表": _income,
    "支出总体情况表": _expenditure,
    "财政拨款收支总体情况表": _appropriation,
    "一般公共预算支出情况表": _of_fund("by_function", "general"),
    "一般公共预算基本支出情况表": _basic_by_economy,
    "一般公共预算“三公”经费支出情况表": _three_public,
    "政府性基金预算支出情况表": _of_fund("government_fund", "government_fund"),
    "国有资本经营预算支出情况表": _of_fund("state_capital", "state_capital"),
    "基本支出预算情况表": _basic_by_source,
    "项目支出预算情况表": _projects,
    "政府采购预算情况表": _procurement,
}
TITLES = tuple(_TABLES)
_EMPTY = {
    "政府性基金预算支出情况表": "注：{year} 年没有使用政府性基金预算拨款安排的支出。",
    "国有资本经营预算支出情况表": "注：{year} 年没有使用国有资本经营预算拨款安排的支出。",
    "项目支出预算情况表": "注：{year} 年没有安排项目支出。",
    "政府采购预算情况表": "注：{year} 年未安排政府采购预算。",
}
