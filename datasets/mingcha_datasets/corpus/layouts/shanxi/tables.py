"""The thirteen tables of a budget in Shanxi's form."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from mingcha_datasets.corpus.books import Books, matching
from mingcha_datasets.corpus.facts import Fact, normal
from mingcha_datasets.corpus.layouts.northern import classes
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
    total,
)
from mingcha_datasets.corpus.names import dept_name, function_name, gov_name, words
from mingcha_datasets.corpus.paper import BLANK, Board, Money, Piece, Role

FUNDS = {"general": "一般公共预算", "government_fund": "政府性基金预算", "state_capital": "国有资本经营预算"}
_FUNDS = "一般公共预算|政府性基金预算|国有资本经营预算"
_PAID = ("", "own", "carried")
_COMPONENTS = ("", "basic", "project")


def tables(books: Books, money: Money) -> Iterator[tuple[str, Board]]:
    """Each table's title without the year, and the table."""
    for title, build in _TABLES.items():
        yield title, replace(build(books, money), title=f"{books.year}年{title}")


def is_empty(table: Board) -> bool:
    """Whether no amount of a table is anything but nil."""
    return not any(piece.fact and piece.fact.value for row in table.rows for piece in row)


def _income_and_expenditure(books: Books, money: Money) -> Board:
    incomes = [
        *([books.income(fund=fund)] for fund in FUNDS),
        [books.income(source="special_account")],
        [books.income(source="unit_funds")],
    ]
    names = numbered((*FUNDS.values(), "财政专户管理资金", "单位资金"))
    left = [named(name, facts, money) for name, facts in zip(names, incomes, strict=True)]
    shown = classes(books, "shanxi")
    right = [
        named(name, [books.spent(function=code, paid=paid) for paid in _PAID], money)
        for name, code in zip(numbered(map(function_name, shown)), shown, strict=True)
    ]
    closing = [
        (
            *named("本年收入合计", [books.income()], money),
            *named("本年支出合计", [books.spent(paid=paid) for paid in _PAID], money),
        ),
        (*named("上年结转", [books.carried_in()], money), *named("年终结转", [books.carried_out(), None, None], money)),
        (*named("收入总计", [books.total()], money), *named("支出总计", [books.total(paid=paid) for paid in _PAID], money)),
    ]
    head = header("收入||支出|||", "项目|{year}年|项目|{year}年合计|当年预算安排|上年结转安排", year=str(books.year))
    return board("income_and_expenditure", "", head, [*beside(left, right), *closing])


def _income(books: Books, money: Money) -> Board:
    def amounts(code: str) -> Sequence[Fact]:
        funds = [books.income(fund=fund, function=code) for fund in FUNDS]
        others = [books.income(source=source, function=code) for source in ("special_account", "unit_funds")]
        return [books.income(function=code), *funds, *others, books.carried_in(function=code)]

    head = header(
        "项目||本年收入||||||上年结转",
        "科目编码|科目名称|合计|一般公共预算|政府性基金|国有资本经营预算|财政专户管理资金|单位资金|",
    )
    return board("income", "", head, _by_function(books, amounts, money))


def _by_function(books: Books, amounts: Callable[[str], Sequence[Fact]], money: Money, **key: str) -> list[Row]:
    """The row of the whole and a row for each 类, 款 and 项."""
    return [total(amounts, money, 2), *listing(codes(books, "function", (3, 5, 7), **key), function_name, amounts, money)]


def _spent(kind: str, head: Sequence[str], **key: str) -> Callable[[Books, Money], Board]:
    """A table of expenditure by function, all of it or what a fund pays."""

    def build(books: Books, money: Money) -> Board:
        def amounts(code: str) -> Sequence[Fact]:
            return [books.spent(**key, function=code, component=component) for component in _COMPONENTS]

        return board(kind, "", header(*head, year=str(books.year)), _by_function(books, amounts, money, **key))

    return build


def _appropriation(books: Books, money: Money) -> Board:
    funds = ("appropriation", *FUNDS)
    incomes = [books.income(fund=fund) for fund in FUNDS]
    left = [named(name, [fact], money) for name, fact in zip(numbered(FUNDS.values()), incomes, strict=True)]
    shown = classes(books, "shanxi")
    right = [
        named(name, [books.spent(fund=fund, function=code) for fund in funds], money)
        for name, code in zip(numbered(map(function_name, shown)), shown, strict=True)
    ]
    spent, out = [books.spent(fund=fund) for fund in funds], [books.carried_out(fund=fund) for fund in funds]
    carried = [
        (*named(name, [books.carried_in(fund=fund)], money), *[BLANK] * 5)
        for name, fund in zip(numbered(FUNDS.values()), FUNDS, strict=True)
    ]
    closing = [
        (*named("本年收入合计", [books.income(fund="appropriation")], money), *named("本年支出合计", spent, money)),
        (*named("上年财政拨款结转", [books.carried_in(fund="appropriation")], money), *named("年终结转", out, money)),
        *carried,
        (
            *named("收入总计", [books.total(fund="appropriation")], money),
            *named("支出总计", [books.total(fund=fund) for fund in funds], money),
        ),
    ]
    head = header("收入||支出||||", "项目|金额|项目|金额|||", f"|||小计|{_FUNDS}")
    return board("appropriation", "", head, [*beside(left, right), *closing])


def _basic_by_economy(books: Books, money: Money) -> Board:
    key = {"fund": "general", "component": "basic"}
    pairs = account_pairs(books, **key)

    def amounts(**account: str) -> Sequence[Fact]:
        return [books.spent(**{**key, **account, "component": each}) for each in ("basic", "personnel", "operating")]

    rows: list[Row] = [(Piece("合计", Role.NAME), BLANK, *printed(amounts(), money))]
    for dept, gov in pairs:
        beneath = Piece(gov_name(gov), Role.NAME) if gov else BLANK
        rows.append((Piece(dept_name(dept), Role.NAME), beneath, *printed(amounts(**account_key((dept, gov), pairs)), money)))
    head = header(
        "部门预算支出经济科目名称|政府预算支出经济科目名称|{year}年预算数||", "||合计|人员经费|公用经费", year=str(books.year)
    )
    return board("basic_by_economy", "", head, rows)


def _earned(books: Books, fund: str) -> list[tuple[Sequence[str], Fact]]:
    """The accounts of income of a fund, code and name, with what comes in."""
    known: Mapping[str, Sequence[str]] = words("northern")["income_of"]
    amounts: dict[str, int] = defaultdict(int)
    for entry in matching(books.this.entries, {"source": fund, "paid": "own"}):
        amounts[next(code for code in known if entry.function.startswith(code))] += entry.amount
    return [
        (known[code], Fact("income", "this", normal({"source": fund, "account": known[code][0]}), amount))
        for code, amount in sorted(amounts.items())
    ]


def _fund_income(books: Books, money: Money) -> Board:
    rows = [_earned_row(account, fact, money) for account, fact in _earned(books, "government_fund")]
    whole = (Piece("合计", Role.NAME), BLANK, *printed([books.income(source="government_fund")], money))
    return board("government_fund_income", "", header("项目||政府性基金收入预算", "收入科目编码|科目名称|"), [whole, *rows])


def _earned_row(account: Sequence[str], fact: Fact, money: Money) -> Row:
    code, name = account
    return (Piece(code, Role.CODE), Piece(name, Role.NAME), *printed([fact], money))


def _state_capital(books: Books, money: Money) -> Board:
    key = {"source": "state_capital", "paid": "own"}

    def amounts(code: str) -> Sequence[Fact]:
        return [books.spent(**key, function=code, component=component) for component in _COMPONENTS]

    earned = [_earned_row(account, fact, money) for account, fact in _earned(books, "state_capital")]
    spent = listing(codes(books, "function", (3, 5, 7), **key), function_name, amounts, money)
    income = books.income(source="state_capital")
    first = (Piece("合计", Role.NAME), BLANK, *printed([income], money), BLANK, BLANK, *printed(amounts(""), money))
    head = header(
        "国有资本经营预算收入|||国有资本经营预算支出||||",
        "项目||国有资本经营收入预算|科目编码|科目名称|合计|基本支出|项目支出",
        "收入科目编码|科目名称||||||",
    )
    return board("state_capital", "", head, [first, *beside(earned, spent)] if earned or spent else [first])


def _by_fund(money: Money, name: str, fact: Fact) -> Row:
    """An amount of the general budget, as a whole and by fund."""
    nil = [replace(fact, key=normal({**dict(fact.key), "fund": fund}), value=0) for fund in list(FUNDS)[1:]]
    return named(name, [fact, fact, *nil], money)


def _three_public(books: Books, money: Money) -> Board:
    items = {
        "因公出国（境）费": "abroad",
        "公务接待费": "reception",
        "公务用车购置及运行费": "car",
        "①公务用车购置费": "car_purchase",
        "②公务用车运行维护费": "car_running",
        "合计": "",
    }
    rows = [_by_fund(money, name, books.amount("three_public", item)) for name, item in items.items()]
    head = header("项目|{year}年预算数|||", f"|合计|{_FUNDS}", year=str(books.year))
    return board("three_public", "", head, rows)


def _agency_operating(books: Books, money: Money) -> Board:
    whole, unit = books.agency_operating(), books.unit
    rows = [
        _by_fund(money, name, _of_member(books, whole, name))
        for name, nature in zip(unit.members or (unit.name,), unit.natures or (unit.nature,), strict=True)
        if nature != "institution"
    ]
    head = header("单位名称|{year}预算数|||", f"|合计|{_FUNDS}", year=str(books.year))
    return board("agency_operating", "", head, [_by_fund(money, "部门合计", whole), *(rows if whole.value else [])])


def _of_member(books: Books, whole: Fact, name: str) -> Fact:
    """What one unit has for its office; a unit without members has the whole."""
    if not books.unit.members:
        return whole
    spent = books.spent(fund="general", component="operating", member=name)
    return replace(whole, key=normal({**dict(whole.key), "member": name}), value=spent.value)


def _projects(books: Books, money: Money) -> Board:
    def amounts(**key: str) -> Sequence[Fact]:
        sources = [{"fund": fund} for fund in FUNDS] + [{"source": "special_account"}, {"source": "unit_funds"}]
        return [books.spent(**key, paid="own"), *(books.spent(**key, **source, paid="own") for source in sources)]

    head = header(
        "项目名称|合计|{year}年财政拨款|||财政专户管理资金|单位资金",
        f"||{_FUNDS}||",
        "1|2|3|4|5|6|7",
        year=str(books.year),
    )
    return _project_rows("projects", head, books, amounts, money)


def _projects_carried_over(books: Books, money: Money) -> Board:
    # 单位资金 and 财政专户管理资金 have columns only where something of them was carried over.
    other = {"财政专户管理资金": "special_account", "单位资金": "unit_funds"} if books.carried_in(fund="other").value else {}

    def amounts(**key: str) -> Sequence[Fact]:
        sources = [{"fund": fund} for fund in FUNDS] + [{"source": source} for source in other.values()]
        return [books.spent(**key, paid="carried"), *(books.spent(**key, **source, paid="carried") for source in sources)]

    head = header(
        "|".join(["项目名称|合计|{year}年财政拨款||", *other]),
        f"||{_FUNDS}" + "|" * len(other),
        "|".join(str(number) for number in range(1, 6 + len(other))),
        year=str(books.year),
    )
    return _project_rows("projects_carried_over", head, books, amounts, money)


def _project_rows(kind: str, head: Sequence[Row], books: Books, amounts: Callable[..., Sequence[Fact]], money: Money) -> Board:
    """The row of the whole and a row for each project that the table has money for; none of both where it has none."""
    stated = [(project.name, amounts(project=project.name)) for project in books.projects]
    rows = [named(name, facts, money) for name, facts in stated if facts[0].value]
    return board(kind, "", head, [named("合计", amounts(component="project"), money), *rows] if rows else [])


_BY_FUNCTION = ("项目||{year}年预算数||", "科目编码|科目名称|合计|基本支出|项目支出")
_TABLES: Mapping[str, Callable[[Books, Money], Board]] = {
    "预算收支总表": _income_and_expenditure,
    "预算收入总表": _income,
    "预算支出总表": _spent("expenditure", _BY_FUNCTION),
    "财政拨款收支总表": _appropriation,
    "一般公共预算支出预算表（不含上年结转）": _spent("by_function", _BY_FUNCTION, fund="general", paid="own"),
    "一般公共预算安排基本支出分经济科目表（不含上年结转）": _basic_by_economy,
    "政府性基金预算收入表（不含上年结转）": _fund_income,
    "政府性基金预算支出表（不含上年结转）": _spent(
        "government_fund", ("科目编码|科目名称|合计|基本支出|项目支出",), source="government_fund", paid="own"
    ),
    "国有资本经营预算收支预算表（不含上年结转）": _state_capital,
    "财政拨款安排“三公”经费支出预算表": _three_public,
    "财政拨款安排机关运行经费预算表": _agency_operating,
    "项目支出预算表（本年预算）": _projects,
    "项目支出预算表（上年结转）": _projects_carried_over,
}
TITLES = tuple(_TABLES)
