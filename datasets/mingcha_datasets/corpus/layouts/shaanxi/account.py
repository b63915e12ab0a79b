"""Tell the second part of a disclosure of Shaanxi: income and expenditure, what they consist of and how they changed."""

from collections.abc import Iterator
from itertools import pairwise

from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.facts import Fact, parts_of
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner, business
from mingcha_datasets.corpus.layouts.tables import codes
from mingcha_datasets.corpus.names import dept_name, function_name, gov_name, words
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import coded, joined, named, told

_ALWAYS = ("general", "government_fund")


def account(manner: Manner) -> Iterator[Words]:
    """The lines below 收支说明."""
    yield manner.heading("（一）收支预算总体情况", 3, "overview")
    yield manner.say(
        "overview",
        "按照综合预算的原则，{self}所有收入和支出均纳入部门预算管理。{self}当年预算收入{income}。{self}当年预算支出{outlay}。",
        income=_flow(manner, "income", ""),
        outlay=_flow(manner, "outlay", ""),
    )
    yield manner.heading("（二）财政拨款收支情况", 3, "appropriation")
    yield manner.say(
        "appropriation",
        "{self}当年财政拨款收入{income}。{self}当年财政拨款支出{outlay}。",
        income=_flow(manner, "income", "appropriation"),
        outlay=_flow(manner, "outlay", "appropriation"),
    )
    yield manner.heading("（三）一般公共预算拨款支出明细情况", 3, "general")
    yield from _general(manner)
    yield from _government_fund(manner)
    yield from _state_capital(manner)


def _flow(manner: Manner, side: str, fund: str) -> tuple[Piece, ...]:
    """Income or expenditure, where it comes from, and how it changed."""
    books = manner.books
    key = {"fund": fund} if fund else {}
    carried = [books.carried_in(period, **key) for period in ("this", "last")]
    # Where there are balances in either year, only the totals of both sides changed by the same.
    with_carried = side == "income" and any(fact.value for fact in carried)
    flow = books.income if side == "income" else books.spent
    whole = books.total(**key) if with_carried else flow(**key)
    parts = _sources(manner, side, fund) + ([("上年结转", carried[0])] if with_carried else [])
    return told(
        "{total}{whole}，其中{parts}，{compared}",
        total="总计" if with_carried else "",
        whole=manner.stated(whole),
        parts=joined((told("{name}{amount}", name=name, amount=manner.stated(fact)) for name, fact in parts), "、"),
        compared=manner.compared(whole),
    )


def _sources(manner: Manner, side: str, fund: str) -> list[tuple[str, Fact]]:
    """The sources that a sentence tells: two always, the others where they are not nil."""
    books = manner.books
    names, flow = (words("shaanxi")["incomes"], books.income) if side == "income" else (words("shaanxi")["outlays"], books.spent)
    facts = [(source, name, business(flow) if source == "business" else flow(source=source)) for source, name in names.items()]
    inside = parts_of("fund", fund) if fund else names
    found = [(name, fact) for source, name, fact in facts if source in inside and (source in _ALWAYS or fact.value)]
    own = _unit_funds(books)
    return [*found, ("单位资金支出", own)] if side == "outlay" and not fund and own.value else found


def _unit_funds(books: Books) -> Fact:
    """What is spent of a unit's own money: of all that is no appropriation but fees in 财政专户."""
    other, fees = books.spent(fund="other"), books.spent(source="special_account")
    if not fees.value:
        return other
    return Fact("expenditure", "this", (("fund", "unit"),), other.value - fees.value)


def _general(manner: Manner) -> Iterator[Words]:
    books = manner.books
    whole = books.spent(fund="general")
    yield manner.heading("1、一般公共预算当年拨款规模变化情况", 4, "general")
    yield manner.say(
        "general",
        "{self}当年一般公共预算拨款支出{amount}，{compared}。",
        amount=manner.stated(whole),
        compared=manner.compared(whole),
    )
    yield manner.heading("2、支出按功能科目分类的明细情况", 4, "by_function")
    yield from _accounts(manner, "function", manner.one_of("3", "7", "7", "7"), "({}) ")
    yield manner.heading("3、支出按经济科目分类的明细情况", 4, "by_economy")
    yield manner.heading("（1）按照部门预算支出经济分类的类级科目说明", 5, "by_economy_dept")
    yield from _accounts(manner, "dept", "3", "")
    yield manner.heading("（2）按照政府预算支出经济分类的类级科目说明", 5, "by_economy_gov")
    yield from _accounts(manner, "gov", "3", "")


def _accounts(manner: Manner, dimension: str, digits: str, number: str) -> Iterator[Words]:
    """The general budget's expenditure by the accounts of a dimension that have an amount this year or had one last year."""
    books = manner.books
    topic = {"function": "by_function", "dept": "by_economy_dept", "gov": "by_economy_gov"}[dimension]
    naming = {"function": function_name, "dept": dept_name, "gov": gov_name}[dimension]
    yield manner.say(topic, "{self}当年一般公共预算支出{amount}，其中：", amount=manner.stated(books.spent(fund="general")))
    listed = sorted(
        {code for period in ("this", "last") for code in codes(books, dimension, (int(digits),), period, fund="general")}
    )
    for index, (code, after) in enumerate(pairwise([*listed, ""]), 1):
        fact = books.spent(**{"fund": "general", dimension: code})
        pieces = told(
            number.format(index) + "{name}（{code}）{amount}，{compared}{end}",
            name=named(naming(code)),
            code=coded(code),
            amount=manner.stated(fact),
            compared=manner.compared(fact),
            end="；" if after else "。",
        )
        yield Words(pieces, topic=topic)


def _government_fund(manner: Manner) -> Iterator[Words]:
    yield manner.heading("（四）政府性基金预算支出情况", 3, "government_fund")
    books = manner.books
    if not any(books.spent(period, fund="government_fund").value for period in ("this", "last")):
        yield manner.say("government_fund", "{self}无当年政府性基金预算收支，并已公开空表。")
        return
    yield _of_fund(manner, "government_fund", "政府性基金预算支出")


def _state_capital(manner: Manner) -> Iterator[Words]:
    """State capital has no table of its own in this form, so nothing is said of an empty one."""
    yield manner.heading("（五）国有资本经营预算拨款收支情况", 3, "state_capital")
    books = manner.books
    if not any(books.spent(period, fund="state_capital").value for period in ("this", "last")):
        yield manner.say("state_capital", "{self}无当年国有资本经营预算拨款收支。")
        return
    yield _of_fund(manner, "state_capital", "国有资本经营预算拨款支出")


def _of_fund(manner: Manner, fund: str, subject: str) -> Words:
    books = manner.books
    whole = books.spent(fund=fund)
    facts = [(code, books.spent(fund=fund, function=code)) for code in codes(books, "function", (3,), fund=fund)]
    # Its table has names of accounts and no codes.
    parts = joined(
        (told("{name}{amount}", name=named(function_name(code)), amount=manner.stated(fact)) for code, fact in facts), "、"
    )
    return manner.say(
        fund,
        "{self}当年{subject}{amount}{parts}，{compared}。",
        subject=subject,
        amount=manner.stated(whole),
        parts=[Piece("，其中"), *parts] if parts else (),
        compared=manner.compared(whole),
    )
