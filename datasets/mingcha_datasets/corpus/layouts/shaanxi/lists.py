"""Print tables 1, 4 and 9 of the form of Shaanxi: income and expenditure as lists side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner, business, nil
from mingcha_datasets.corpus.layouts.tables import Row, beside, board, header, named, numbered
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Board, Money

_HEADER = (
    "收 入||支 出|||||",
    "项 目|预算数|支出功能分类科目（按大类）|预算数|{level}预算支出经济分类科目（按大类）|预算数"
    "|政府预算支出经济分类科目（按大类）|预算数",
)
Items = Sequence[tuple[str, Fact]]
"""The rows of a list: a name and its amount."""


def income_and_expenditure(manner: Manner) -> Board:
    """表1: all income and expenditure."""
    books = manner.books
    incomes = [
        (f"一、{manner.level}预算", books.income()),
        ("1、财政拨款", books.income(fund="appropriation")),
        ("(1)一般公共预算拨款", books.income(source="general")),
        (f"其中：专项资金列入{manner.level}预算的项目", nil("special_funds")),
        ("(2)政府性基金拨款", books.income(source="government_fund")),
        ("(3)国有资本经营预算收入", books.income(source="state_capital")),
        ("2、上级补助收入", books.income(source="superior")),
        ("3、事业收入", business(books.income)),
        ("其中：纳入财政专户管理的收费", books.income(source="special_account")),
        ("4、事业单位经营收入", books.income(source="operating")),
        ("5、附属单位上缴收入", books.income(source="subordinate")),
        ("6、其他收入", books.income(source="other")),
    ]
    outlay = [
        ("本年支出合计", books.spent()),
        ("结转下年", books.carried_out()),
        ("未安排支出的实户资金", nil("account_balance_out")),
    ]
    feet = [
        [
            ("本年收入合计", books.income()),
            ("使用非财政拨款结余", nil("surplus_used")),
            ("上年实户资金余额", nil("account_balance")),
            ("上年结转", books.carried_in()),
            ("其中：财政拨款资金结转", books.carried_in(fund="appropriation")),
            ("非财政拨款资金结余", books.carried_in(fund="other")),
        ],
        *[outlay] * 3,
    ]
    ends = [("收入总计", books.total()), *[("支出总计", books.total())] * 3]
    lists = [incomes, *_outlays(manner, f"一、{manner.level}预算", {})]
    return _lists(manner, "income_and_expenditure", [*zip(lists, feet, strict=True)], ends)


def appropriation(manner: Manner) -> Board:
    """表4: what the treasury gives."""
    books = manner.books
    key = {"fund": "appropriation"}
    incomes = [
        ("一、财政拨款", books.income(fund="appropriation")),
        ("1、一般公共预算拨款", books.income(source="general")),
        (f"其中：专项资金列入{manner.level}预算的项目", nil("special_funds")),
        ("2、政府性基金拨款", books.income(source="government_fund")),
        ("3、国有资本经营预算收入", books.income(source="state_capital")),
    ]
    outlay = [("本年支出合计", books.spent(**key)), ("结转下年", books.carried_out(**key))]
    feet = [[("本年收入合计", books.income(**key)), ("上年结转", books.carried_in(**key))], *[outlay] * 3]
    ends = [("收入总计", books.total(**key)), *[("支出总计", books.total(**key))] * 3]
    lists = [incomes, *_outlays(manner, "一、财政拨款", key)]
    return _lists(manner, "appropriation", [*zip(lists, feet, strict=True)], ends)


def government_fund(manner: Manner) -> Board:
    """表9: government funds."""
    books, form = manner.books, words("shaanxi")
    key = {"fund": "government_fund"}
    functions = list(
        zip(
            numbered(form["fund_functions"].values()),
            (books.spent(**key, function=code) for code in form["fund_functions"]),
            strict=True,
        )
    )
    kinds: list[tuple[str, Fact]] = [("一、人员经费和公用经费支出", books.spent(**key, component="basic"))]
    kinds += [(name, books.spent(**key, component="basic", dept=code)) for code, name in form["basic"].items()]
    kinds += [("二、专项业务经费支出", books.spent(**key, component="project"))]
    kinds += [(name, books.spent(**key, component="project", dept=code)) for code, name in form["project"].items()]
    kinds += [(name, nil("expenditure_of_fund", name)) for name in numbered(form["besides"], first=3)]
    gov = _gov(manner, key, "{zh}、{name}")
    outlay = [("本年支出合计", books.spent(**key))]
    feet = [[("本年收入合计", books.income(source="government_fund"))], *[outlay] * 3]
    ends: list[tuple[str, Fact]] = []
    if books.carried_in(**key).value:
        feet = [[*feet[0], ("上年结转", books.carried_in(**key))], *[[*outlay, ("结转下年", books.carried_out(**key))]] * 3]
        ends = [("收入总计", books.total(**key)), *[("支出总计", books.total(**key))] * 3]
    lists = [[("一、政府性基金拨款", books.income(source="government_fund"))], functions, kinds, gov]
    return _lists(manner, "government_fund", [*zip(lists, feet, strict=True)], ends)


def _outlays(manner: Manner, first: str, key: Mapping[str, str]) -> list[Items]:
    """Expenditure by function, by departmental accounts of basic expenditure and projects, by governmental accounts."""
    books, form = manner.books, words("shaanxi")
    functions = _in_form(manner, form["functions"], form["long_functions"])
    whole = (first, books.spent(**key))
    by_function = zip(
        numbered(functions.values(), "{arabic}、{name}"), (books.spent(**key, function=each) for each in functions), strict=True
    )
    kinds = [whole]
    for number, (name, component, accounts) in enumerate(
        (("人员经费和公用经费支出", "basic", form["basic"]), ("专项业务经费支出", "project", form["project"])), 1
    ):
        kinds.append((f"{number}、{name}", books.spent(**key, component=component)))
        facts = [books.spent(**key, component=component, dept=each) for each in accounts]
        kinds += zip(numbered(accounts.values(), "({arabic}){name}"), facts, strict=True)
    kinds += [(name, nil("expenditure_besides", name)) for name in numbered(form["besides"], "{arabic}、{name}", 3)]
    return [[whole, *by_function], kinds, [whole, *_gov(manner, key, "{arabic}、{name}")]]


def _gov(manner: Manner, key: Mapping[str, str], how: str) -> list[tuple[str, Fact]]:
    form = words("shaanxi")
    accounts = _in_form(manner, form["gov"], form["long_gov"])
    return list(zip(numbered(accounts.values(), how), (manner.books.spent(**key, gov=each) for each in accounts), strict=True))


def _in_form(manner: Manner, names: Mapping[str, str], long: Sequence[str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if manner.long or code not in long}


def _lists(manner: Manner, kind: str, lists: Sequence[tuple[Items, Items]], ends: Items) -> Board:
    """Four lists side by side with the rows below each, and the last row."""
    money = manner.tables
    # Totals of a table that is not empty are numbers, nil ones too.
    totals = replace(money, nil=money.nil or None) if any(fact.value for _, feet in lists for _, fact in feet) else money

    def rows(items: Items, money: Money) -> list[Row]:
        return [named(name, [fact], money) for name, fact in items]

    body = [*beside(*(rows(items, money) for items, _ in lists)), *beside(*(rows(feet, totals) for _, feet in lists))]
    body += beside(*([row] for row in rows(ends, totals)))
    return board(kind, "", header(*_HEADER, level=manner.level), body)
