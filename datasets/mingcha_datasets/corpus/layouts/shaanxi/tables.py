"""Print tables 1 to 12 of the form of Shaanxi."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from mingcha_datasets.corpus.facts import Fact, parts_of
from mingcha_datasets.corpus.layouts.shaanxi.lists import appropriation, government_fund, income_and_expenditure
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner, business, nil
from mingcha_datasets.corpus.layouts.tables import (
    Row,
    account_key,
    account_pairs,
    adding,
    board,
    codes,
    header,
    listing,
    printed,
    total,
)
from mingcha_datasets.corpus.names import dept_name, function_name, gov_name, words
from mingcha_datasets.corpus.paper import BLANK, Board, Piece
from mingcha_datasets.corpus.saying import coded, named, unit_name

_BY_FUNCTION = "功能科目编码|功能科目名称|合计|人员经费支出|公用经费支出"
_BY_ECONOMY = "{level}经济科目编码|{level}经济科目名称|政府经济科目编码|政府经济科目名称|合计|人员经费支出|公用经费支出"
_COMPONENTS = {"": "", "personnel": "", "operating": "", "project": "|专项业务经费支出"}
_SOURCES = (
    "单位编码|单位名称|合计|一般公共预算拨款||政府性基金拨款|国有资本经营预算拨款|上级补助收入|事业收入||事业单位经营收入|附属单位上缴收入|其他收入"
    "|使用非财政拨款结余|上年结转|上年实户资金余额",
    "|||小计|其中：专项资金列入{level}预算的项目||||小计|其中：纳入财政专户管理的收费||||||",
)
_THREE_PUBLIC = (
    "合计|一般公共预算拨款安排的“三公”经费预算||||||会议费|培训费",
    "|小计|因公出国（境）费用|公务接待费|公务用车购置及运行维护费||||",
    "||||小计|公务用车购置费|公务用车运行维护费||",
)
_PROCUREMENT = (
    "科目编码|||单位编码|采购项目|采购目录|购买服务内容|控制型号|数量|{level}预算支出经济科目编码|"
    "|政府预算支出经济分类科目编码||实施采购时间|预算金额|说明",
    "类|款|项|||||||类|款|类|款|||",
)


def tables(manner: Manner) -> dict[str, Board]:
    """The tables by label, 表1 to 表12, in their order."""
    makers: dict[str, Callable[[Manner], Board]] = {
        "表1": income_and_expenditure,
        "表2": _income_by_source,
        "表3": _expenditure_by_source,
        "表4": appropriation,
        "表5": _by_function,
        "表6": _by_economy,
        "表7": _basic_by_function,
        "表8": _basic_by_economy,
        "表9": government_fund,
        "表10": _projects,
        "表11": _procurement,
        "表12": _three_public,
    }
    return {label: make(manner) for label, make in makers.items()}


# Tables by unit.


def _units(manner: Manner) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The rows of units: their codes, their names and what selects their amounts."""
    department, first = manner.codes
    unit = manner.books.unit
    yield department, unit.superior or unit.name, {}
    if not manner.members:
        yield first, unit.name, {}
    for number, member in enumerate(manner.members, int(first)):
        yield str(number), member, {"member": member}


def _unit_cells(code: str, name: str, manner: Manner) -> Row:
    return Piece(code), unit_name(name) if name == manner.books.unit.name else named(name)


def _by_unit(manner: Manner, kind: str, head: Iterable[Row], amounts: Callable[[dict[str, str]], Sequence[Fact | None]]) -> Board:
    money = manner.tables
    rows = [(BLANK, named("合计"), *printed(amounts({}), money))]
    rows += [(*_unit_cells(code, name, manner), *printed(amounts(key), money)) for code, name, key in _units(manner)]
    return board(kind, "", tuple(head), rows)


def _income_by_source(manner: Manner) -> Board:
    """表2: income by source."""
    books = manner.books

    def amounts(key: dict[str, str]) -> list[Fact | None]:
        return [
            books.total(**key),
            books.income(source="general", **key),
            nil("special_funds"),
            books.income(source="government_fund", **key),
            books.income(source="state_capital", **key),
            books.income(source="superior", **key),
            business(books.income, **key),
            books.income(source="special_account", **key),
            books.income(source="operating", **key),
            books.income(source="subordinate", **key),
            books.income(source="other", **key),
            nil("surplus_used"),
            books.carried_in(**key),
            nil("account_balance"),
        ]

    return _by_unit(manner, "income", header(*_SOURCES, level=manner.level), amounts)


def _expenditure_by_source(manner: Manner) -> Board:
    """表3: expenditure by the source it is paid from."""
    books = manner.books
    own = {"paid": "own"} if books.carried_in().value else {}

    def amounts(key: dict[str, str]) -> list[Fact | None]:
        return [
            books.spent(**key),
            books.spent(source="general", **key, **own),
            nil("special_funds"),
            books.spent(source="government_fund", **key, **own),
            books.spent(source="state_capital", **key, **own),
            books.spent(source="superior", **key, **own),
            business(books.spent, **key, **own),
            books.spent(source="special_account", **key, **own),
            books.spent(source="operating", **key, **own),
            books.spent(source="subordinate", **key, **own),
            books.spent(source="other", **key, **own),
            nil("surplus_used"),
            books.spent(paid="carried", **key),
            nil("account_balance"),
        ]

    return _by_unit(manner, "expenditure", header(*_SOURCES, level=manner.level), amounts)


# Tables 5 to 8: the general budget by function and by economic account.


def _by_function(manner: Manner) -> Board:
    return _function_listing(manner, "by_function", {}, list(_COMPONENTS))


def _basic_by_function(manner: Manner) -> Board:
    return _function_listing(manner, "basic_by_function", {"component": "basic"}, ["basic", "personnel", "operating"])


def _function_listing(manner: Manner, kind: str, key: dict[str, str], components: Sequence[str]) -> Board:
    books, money = manner.books, manner.tables

    def amounts(code: str) -> list[Fact | None]:
        return [books.spent(fund="general", component=each, function=code) for each in components]

    listed = codes(books, "function", (3, 5, 7), fund="general", **key)
    rows = [total(amounts, money, 2, 1), *listing(listed, function_name, amounts, money)]
    head = header("|".join([_BY_FUNCTION, *(["专项业务经费支出"] if "project" in components else []), "备注"]))
    return board(kind, "", head, rows)


def _by_economy(manner: Manner) -> Board:
    return _economy_listing(manner, "by_economy", {}, list(_COMPONENTS))


def _basic_by_economy(manner: Manner) -> Board:
    return _economy_listing(manner, "basic_by_economy", {"component": "basic"}, ["basic", "personnel", "operating"])


def _economy_listing(manner: Manner, kind: str, key: dict[str, str], components: Sequence[str]) -> Board:
    books, money = manner.books, manner.tables
    listed = account_pairs(books, fund="general", **key)

    def cells(selected: dict[str, str]) -> Row:
        return printed([books.spent(fund="general", component=each, **selected) for each in components], money)

    rows: list[Row] = [(BLANK, named("合计"), BLANK, BLANK, *cells({}))]
    for dept, gov in listed:
        names = (coded(gov), named(gov_name(gov))) if gov else (BLANK, BLANK)
        rows.append((coded(dept), named(dept_name(dept)), *names, *cells(account_key((dept, gov), listed))))
    head = header("|".join([_BY_ECONOMY, *(["专项业务经费支出"] if "project" in components else []), "备注"]), level=manner.level)
    return board(kind, "", head, rows)


# Tables 10 to 12.


def _projects(manner: Manner) -> Board:
    """表10: projects, below their units."""
    books, money = manner.books, manner.tables
    rows = [(BLANK, named("合计"), *printed([books.spent(component="project")], money), BLANK)]
    group = manner.one_of("专用项目", "履职项目")
    for code, name, key in _units(manner):
        own = [each for each in books.projects if not key or each.member == key["member"]]
        if not own:
            continue
        fact = books.spent(component="project", **key)
        rows.append((*_unit_cells(code, name, manner), *printed([fact], money), BLANK))
        if name == (books.unit.superior or books.unit.name) and not key:
            continue
        rows.append((BLANK, named(group), *printed([fact], money), BLANK))
        rows += [(BLANK, named(each.name), *printed([books.spent(project=each.name)], money), Piece(each.aim)) for each in own]
    return board("projects", "", header("单位编码|单位（项目）名称|项目金额|项目简介"), rows)


def _procurement(manner: Manner) -> Board:
    """表11: what is to be bought."""
    books, money = manner.books, manner.tables
    head = header(*_PROCUREMENT, level=manner.level)
    amount = books.amount("procurement")
    if not amount.value:
        return board("procurement", "", head, ())
    rows: list[Row] = [(*[BLANK] * 4, named("合计"), *[BLANK] * 9, *printed([amount], money), BLANK)]
    for item, accounts in words("shaanxi")["procurement"].items():
        fact = books.amount("procurement", item)
        if not fact.value:
            continue
        bought = max((each for each in books.this.entries if each.dept in accounts), key=lambda each: each.amount)
        name, listed, unit = accounts[bought.dept]
        function, dept, gov = bought.function, bought.dept, bought.gov
        rows.append(
            (
                *(coded(text) for text in (function[:3], function[3:5], function[5:])),
                Piece(manner.codes[1]),
                named(name),
                Piece(listed),
                Piece(name) if item == "services" else BLANK,
                BLANK,
                Piece(f"{manner.random.randrange(1, 30) if item == 'goods' else 1}{unit}"),
                *(coded(text) for text in (dept[:3], dept[3:], gov[:3], gov[3:])),
                Piece(f"{books.year}年{manner.random.randrange(2, 12)}月"),
                *printed([fact], money),
                BLANK,
            )
        )
    return board("procurement", "", head, rows)


_ACCOUNTS = {
    "three_public": {"abroad": "30212", "reception": "30217", "car_purchase": "31013", "car_running": "30231"},
    "meetings": {"": "30215"},
    "training": {"": "30216"},
}
"""The departmental accounts of the general budget under which the amounts of table 12 stand."""


def _three_public(manner: Manner) -> Board:
    """表12: 三公 expenditure, meetings and training of both years, and how they differ."""
    books = manner.books
    items = ("", "abroad", "reception", "car", "car_purchase", "car_running")

    def year(period: str, key: dict[str, str]) -> list[Fact]:
        facts = [_of_member(manner, "three_public", each, period, key) for each in items]
        facts += [_of_member(manner, each, "", period, key) for each in ("meetings", "training")]
        together = sum(fact.value for fact in (facts[0], *facts[-2:]))
        return [Fact("three_public_meetings_training", period, tuple(sorted(key.items())), together), *facts]

    def amounts(key: dict[str, str]) -> list[Fact | None]:
        last, this = year("last", key), year("this", key)
        changes = [Fact(now.measure, "change", now.key, now.value - then.value) for then, now in zip(last, this, strict=True)]
        return [*last, *this, *changes]

    blanks = "|" * 8
    top = f"单位编码|单位名称|{books.year - 1}年{blanks}|{books.year}年{blanks}|增减变化情况{blanks}"
    head = header(top, *(f"||{line}|{line}|{line}" for line in _THREE_PUBLIC))
    found = _by_unit(manner, "three_public", head, amounts)
    rows: Sequence[Row] = found.rows[found.heads :]
    for first in (2, 11, 20):
        # 合计: 三公 expenditure, meetings and training, which differ in more than their keys.
        rows = adding(rows, first, (first + 1, first + 7, first + 8))
    return replace(found, rows=(*found.rows[: found.heads], *rows))


def _of_member(manner: Manner, measure: str, item: str, period: str, key: dict[str, str]) -> Fact:
    """An amount of table 12 of all units, or of one."""
    books = manner.books
    whole = books.amount(measure, item, period)
    if not key:
        return whole
    accounts = _ACCOUNTS[measure]
    found = [accounts[item]] if item in accounts else [accounts[each] for each in parts_of(measure, item) if each in accounts]
    if not item and measure == "three_public":
        found = list(accounts.values())
    value = sum(books.spent(period, fund="general", dept=each, **key).value for each in found)
    return Fact(measure, period, tuple(sorted({**dict(whole.key), **key}.items())), value)
