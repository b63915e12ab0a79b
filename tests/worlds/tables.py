"""The tables of a disclosure, each with the laws that its figures obey and the coordinates they share with other tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from .accounts import ALL_FUNCTIONS, COMPONENTS, COUNTERPART, ECONOMY, GOVERNMENT
from .budget import FUNDS, GENERAL, GOVERNMENT_FUND, INSTITUTION, OTHER, THREE_PUBLIC, Budget
from .money import Unit
from .page import Cell, Page

Printer = Callable[[Page, Budget, Unit], None]
Numbers = list[list[int | None]]

SPENDING, INCOME, ITEMS = "AGR-001", "AGR-002", "AGR-003"
BASIC = ("personnel", "operating")
SOURCES = {GENERAL: "一般公共预算", GOVERNMENT_FUND: "政府性基金预算", INSTITUTION: "事业收入", OTHER: "其他收入"}
PARTS = {"personnel": "人员经费支出", "operating": "公用经费支出", "project": "专项业务经费支出"}
HEADS = {"basic": "基本支出", **PARTS, "project": "项目支出"}
APPROPRIATION = (GENERAL, GOVERNMENT_FUND)


def summary(page: Page, budget: Budget, unit: Unit) -> None:
    """Income by source; outlay by function, by the department's and by the government's economic classification."""
    word = budget.kind + "数"
    income = _income(budget)
    functions = [(f"{n}、{ALL_FUNCTIONS[c]}", budget.this.by_function(c)) for n, c in enumerate(_classes(budget), 1)]
    economy: list[tuple[str, int]] = []
    for n, (name, parts) in enumerate((("人员经费和公用经费支出", BASIC), ("专项业务经费支出", ("project",))), 1):
        economy.append((f"{n}、{name}", budget.this.by_economy(parts=parts)))
        economy += [(f"({m}){ECONOMY[c]}", budget.this.by_economy(c, parts=parts)) for m, c in enumerate(_three(ECONOMY), 1)]
    government = [(f"{c[2]}、{GOVERNMENT[c]}", _by_government(budget, c)) for c in _three(GOVERNMENT)]
    lists = [_closed(budget, *one) for one in (("收入", income), ("支出", functions), ("支出", economy), ("支出", government))]
    rows: list[list[Cell]] = [
        ["收入", "", "支出", "", "", "", "", ""],
        ["项目", word, "支出功能分类科目", word, "部门预算支出经济分类科目", word, "政府预算支出经济分类科目", word],
    ]
    length = max(len(one) for one, _ in lists)
    for place in range(length):
        rows.append([cell for items, closing in lists for cell in _padded(items, place)])
    for place in range(len(lists[0][1])):
        rows.append([cell for _, closing in lists for cell in closing[place]])
    found = page.table(f"{_owner(budget)}综合预算收支总表", unit, rows)
    columns = [[row[column] for row in found[2:]] for column in (1, 3, 5, 7)]
    ends = [_closing_laws(page, column[length:], budget) for column in columns]
    subtotals = [column[length] for column in columns]
    _income_laws(page, columns[0], subtotals[0], income)
    page.adds_up("TOT-004", subtotals[1], columns[1][: len(functions)])
    for code, figure in zip(_classes(budget), columns[1], strict=False):
        page.cell(SPENDING, ("function", code, ""), figure)
    size = len(_three(ECONOMY))
    for start, part in ((0, "basic"), (size + 1, "project")):
        page.adds_up("TOT-005", columns[2][start], columns[2][start + 1 : start + 1 + size])
        page.cell(SPENDING, ("function", "", part), columns[2][start])
        for code, figure in zip(_three(ECONOMY), columns[2][start + 1 :], strict=False):
            page.cell(SPENDING, ("economy", code, part), figure)
    page.adds_up("TOT-008", subtotals[2], [columns[2][0], columns[2][size + 1]])
    page.adds_up("TOT-006", subtotals[3], columns[3][: len(government)])
    for code, figure in zip(_three(GOVERNMENT), columns[3], strict=False):
        page.cell(SPENDING, ("government", code, ""), figure)
    for place, (subtotal, grand) in enumerate(ends):
        _whole_cells(page, "income" if place == 0 else "expenditure", subtotal, grand)
    for _, grand in ends[1:]:
        page.equal("TOT-012", ends[0][1], grand)


def by_use(page: Page, budget: Budget, unit: Unit) -> None:
    """Income by source beside basic and project expenditure."""
    word = budget.kind + "数"
    income = _income(budget)
    uses = [("一、基本支出", budget.this.by_function(parts=BASIC)), ("二、项目支出", budget.this.by_function(parts=("project",)))]
    lists = [_closed(budget, *one) for one in (("收入", income), ("支出", uses))]
    rows: list[list[Cell]] = [["收入", "", "支出", ""], ["项目", word, "项目名称", word]]
    length = max(len(one) for one, _ in lists)
    rows += [[cell for items, _ in lists for cell in _padded(items, place)] for place in range(length)]
    rows += [[cell for _, closing in lists for cell in closing[place]] for place in range(len(lists[0][1]))]
    found = page.table(f"{budget.year}年{_owner(budget)}收支总表", unit, rows)
    columns = [[row[column] for row in found[2:]] for column in (1, 3)]
    ends = [_closing_laws(page, column[length:], budget) for column in columns]
    _income_laws(page, columns[0], ends[0][0], income)
    page.adds_up("TOT-008", ends[1][0], columns[1][:2])
    for part, figure in zip(("basic", "project"), columns[1], strict=False):
        page.cell(SPENDING, ("function", "", part), figure)
    _whole_cells(page, "income", *ends[0])
    _whole_cells(page, "expenditure", *ends[1])
    page.equal("TOT-012", ends[0][1], ends[1][1])


def income_by_source(page: Page, budget: Budget, unit: Unit) -> None:
    """Income by function and source."""
    heads = ["科目编码", "科目名称", "合计", *SOURCES.values()]
    rows: list[list[Cell]] = [list(heads)]
    codes = ["", *_codes(budget, FUNDS, COMPONENTS)]
    for code in codes:
        sources = [budget.this.by_function(code, (fund,)) for fund in SOURCES]
        rows.append([code, _name(code), sum(sources), *sources])
    found = page.table(f"{_owner(budget)}收入总表", unit, rows)[1:]
    for code, row in zip(codes, found, strict=True):
        page.adds_up("TOT-002", row[2], row[3:])
        if code:
            page.cell(INCOME, ("income", code), row[2])
        else:
            _whole_cells(page, "income", row[2], None)
        for fund, figure in zip(SOURCES, row[3:], strict=True):
            page.cell(INCOME, ("income", code or "from", fund), figure)
    _hierarchy(page, codes, found, range(2, 7), "TOT-003", "TOT-004")


def outlay(page: Page, budget: Budget, unit: Unit) -> None:
    """All expenditure by function, basic and project."""
    _functions(page, budget, unit, f"{_owner(budget)}支出总表", FUNDS, {"basic": BASIC, "project": ("project",)})


def general_by_function(page: Page, budget: Budget, unit: Unit) -> None:
    """The general public budget by function and component."""
    parts = {part: (part,) for part in COMPONENTS}
    _functions(page, budget, unit, "一般公共预算支出明细表（按支出功能分类科目）", (GENERAL,), parts)


def basic_by_function(page: Page, budget: Budget, unit: Unit) -> None:
    """The basic expenditure of the general public budget by function."""
    parts = {part: (part,) for part in BASIC}
    _functions(page, budget, unit, "一般公共预算基本支出明细表（按支出功能分类科目）", (GENERAL,), parts)


def fund_by_function(page: Page, budget: Budget, unit: Unit) -> None:
    """What the government fund pays."""
    parts = {"basic": BASIC, "project": ("project",)}
    _functions(page, budget, unit, "政府性基金预算支出表", (GOVERNMENT_FUND,), parts)


def general_by_economy(page: Page, budget: Budget, unit: Unit) -> None:
    """The general public budget by economic nature and component, with the government's accounts beside."""
    _economy(page, budget, unit, "一般公共预算支出明细表（按支出经济分类科目）", COMPONENTS)


def basic_by_economy(page: Page, budget: Budget, unit: Unit) -> None:
    """The basic expenditure of the general public budget by economic nature."""
    _economy(page, budget, unit, "一般公共预算基本支出明细表（按支出经济分类科目）", BASIC)


def appropriation(page: Page, budget: Budget, unit: Unit) -> None:
    """Appropriations: income by source, outlay by function in one column a source."""
    income = [(f"{n}、{SOURCES[fund]}", budget.income(fund)) for n, fund in enumerate(APPROPRIATION, 1)]
    codes = [code for code in _three(ALL_FUNCTIONS) if budget.this.by_function(code, APPROPRIATION)]
    rows: list[list[Cell]] = [
        ["收入", "", "支出", "", "", ""],
        ["项目", "金额", "项目", "金额", "", ""],
        ["", "", "", "小计", *(SOURCES[fund] for fund in APPROPRIATION)],
    ]
    for place, code in zip_longest(range(len(income)), codes):
        left: Sequence[Cell] = income[place] if place is not None else ("", "")
        shares = [budget.this.by_function(code, (fund,)) for fund in APPROPRIATION] if code else []
        right: Sequence[Cell] = [_name(code), sum(shares), *shares] if code else ["", "", "", ""]
        rows.append([*left, *right])
    shares = [budget.this.by_function(funds=(fund,)) for fund in APPROPRIATION]
    rows.append(["本年收入合计", sum(shares), "本年支出合计", sum(shares), *shares])
    found = page.table("财政拨款收支总表", unit, rows)[3:]
    page.adds_up("TOT-007", found[-1][1], [row[1] for row in found[: len(income)]])
    for row in found:
        page.adds_up("TOT-002", row[3], row[4:])
    for column in (3, 4, 5):
        page.adds_up("TOT-004", found[-1][column], [row[column] for row in found[: len(codes)]])
    for code, row in zip([*codes, ""], [*found[: len(codes)], found[-1]], strict=True):
        for fund, figure in zip(("appropriation", *APPROPRIATION), row[3:], strict=True):
            page.cell(SPENDING, ("function", code, ""), figure, fund)


def three_public_columns(page: Page, budget: Budget, unit: Unit) -> None:
    """The three-public expenses side by side, last year's before this year's."""
    year, word = budget.year, budget.kind + "数"
    heads = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"]
    below = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
    values = [_expenses(budget, which) for which in (1, 0)]
    rows: list[list[Cell]] = [
        [f"{year - 1}年{word}", "", "", "", "", "", f"{year}年{word}", "", "", "", "", ""],
        [*heads, *heads],
        [*below, *below],
        [fen for one in values for fen in one.values()],
    ]
    found = page.table(f"一般公共预算“三公”经费{_spending_word(budget)}表", unit, rows)[-1]
    for start, period in ((0, "last"), (6, "this")):
        total, abroad, vehicle, purchase, operation, reception = found[start : start + 6]
        page.adds_up("TOT-010", total, [abroad, vehicle, reception])
        page.adds_up("TOT-010", vehicle, [purchase, operation])
        for item, figure in zip(values[0], found[start : start + 6], strict=True):
            page.cell(ITEMS, (item, period), figure, GENERAL)


def meetings(page: Page, budget: Budget, unit: Unit) -> None:
    """The three-public expenses once more, beside those for meetings and training."""
    fen = _expenses(budget, 0)
    meeting, training = budget.items["meeting"][0], budget.items["training"][0]
    items = ("three_public", "abroad", "vehicle", "reception")
    heads = ["合计", "“三公”经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费", "会议费", "培训费"]
    values = [fen["three_public"] + meeting + training, *(fen[item] for item in items), meeting, training]
    found = page.table(f"“三公”经费、会议费、培训费{_spending_word(budget)}表（一般公共预算）", unit, [[*heads], [*values]])[-1]
    page.adds_up("TOT-010", found[0], [found[1], *found[5:]])
    page.adds_up("TOT-010", found[1], found[2:5])
    for item, figure in zip(items, found[1:], strict=False):
        page.cell(ITEMS, (item, "this"), figure, GENERAL)


def three_public_rows(page: Page, budget: Budget, unit: Unit) -> None:
    """The three-public expenses below each other."""
    values = _expenses(budget, 0)
    names = {
        "abroad": "因公出国（境）费",
        "reception": "公务接待费",
        "vehicle": "公务用车购置及运行费",
        "vehicle_purchase": "①公务用车购置费",
        "vehicle_operation": "②公务用车运行维护费",
        "three_public": "合计",
    }
    rows: list[list[Cell]] = [["项目", budget.kind + "数"]]
    rows += [[name, values[item]] for item, name in names.items()]
    found = page.table("财政拨款安排“三公”经费支出预算表".replace("预算", budget.kind), unit, rows)[1:]
    figures = {item: row[1] for item, row in zip(names, found, strict=True)}
    page.adds_up("TOT-011", figures["three_public"], [figures[item] for item in ("abroad", "vehicle", "reception")])
    page.adds_up("TOT-011", figures["vehicle"], [figures[item] for item in ("vehicle_purchase", "vehicle_operation")])
    for item, figure in figures.items():
        page.cell(ITEMS, (item, "this"), figure, "appropriation")


def projects(page: Page, budget: Budget, unit: Unit) -> None:
    """The list of projects."""
    rows: list[list[Cell]] = [["单位编码", "单位（项目）名称", "项目金额", "项目简介"]]
    rows.append(["", "合计", sum(budget.projects.values()), ""])
    rows += [["", name, fen, "按计划开展"] for name, fen in budget.projects.items()]
    found = page.table(f"{_owner(budget)}综合预算专项业务经费支出表", unit, rows)[1:]
    total = found[0][2]
    if total is not None and page.figures[total].fen:
        page.adds_up("TOT-011", total, [row[2] for row in found[1:]])
    for name, row in zip(budget.projects, found[1:], strict=True):
        page.cell("PRF-002", ("project", name), row[2])


def procurement(page: Page, budget: Budget, unit: Unit) -> None:
    """What is to be bought: goods, works and services."""
    names = {"goods": "货物A", "works": "工程B", "services": "服务C"}
    rows: list[list[Cell]] = [["采购项目", "采购金额"]]
    rows += [[names[item], fen] for item, fen in budget.procurement.items()]
    rows.append(["合计", sum(budget.procurement.values())])
    found = page.table("政府采购情况表", unit, rows)[1:]
    page.adds_up("TOT-011", found[-1][1], [row[1] for row in found[:-1]])
    for item, row in zip((*budget.procurement, "procurement"), found, strict=True):
        page.cell(ITEMS, (item, "this"), row[1])


def _functions(
    page: Page, budget: Budget, unit: Unit, title: str, funds: Sequence[str], parts: Mapping[str, tuple[str, ...]]
) -> None:
    heads = [HEADS[part] for part in parts]
    every = tuple(part for ones in parts.values() for part in ones)
    codes = ["", *_codes(budget, funds, every)]
    rows: list[list[Cell]] = [["功能科目编码", "功能科目名称", "合计", *heads]]
    for code in codes:
        values = [budget.this.by_function(code, funds, ones) for ones in parts.values()]
        rows.append([code, _name(code), sum(values), *values])
    found = page.table(title, unit, rows)[1:]
    fund = funds[0] if len(funds) == 1 else ""
    whole = "" if set(every) == set(COMPONENTS) else "basic"
    for code, row in zip(codes, found, strict=True):
        page.adds_up("TOT-001", row[2], row[3:])
        for part, figure in zip((whole, *parts), row[2:], strict=True):
            page.cell(SPENDING, ("function", code, part), figure, fund)
    _hierarchy(page, codes, found, range(2, 3 + len(parts)), "TOT-003", "TOT-004")


def _economy(page: Page, budget: Budget, unit: Unit, title: str, parts: Sequence[str]) -> None:
    year, funds = budget.this, (GENERAL,)
    codes = ["", *(code for code in ECONOMY if year.by_economy(code, funds, parts))]
    heads = ["部门经济科目编码", "部门经济科目名称", "政府经济科目编码", "政府经济科目名称", "合计"]
    rows: list[list[Cell]] = [[*heads, *(PARTS[part] for part in parts)]]
    for code in codes:
        values = [year.by_economy(code, funds, (part,)) for part in parts]
        other = COUNTERPART.get(code, "")
        rows.append([code, ECONOMY.get(code, "合计"), other, GOVERNMENT.get(other, ""), sum(values), *values])
    found = page.table(title, unit, rows)[1:]
    whole = "" if len(parts) == 3 else "basic"
    for code, row in zip(codes, found, strict=True):
        page.adds_up("TOT-001", row[4], row[5:])
        for part, figure in zip((whole, *parts), row[4:], strict=True):
            page.cell(SPENDING, ("economy" if code else "function", code, part), figure, GENERAL)
    _hierarchy(page, codes, found, range(4, 5 + len(parts)), "TOT-005", "TOT-006")


def _hierarchy(page: Page, codes: Sequence[str], rows: Numbers, columns: range, coded: str, closing: str) -> None:
    """Every account equals the accounts right below it, and the row without a code the classes."""
    for place, code in enumerate(codes):
        below = [n for n, other in enumerate(codes) if other.startswith(code) and len(other) == _NEXT.get(len(code), 5)]
        if not below:
            continue
        for column in columns:
            page.adds_up(coded if code else closing, rows[place][column], [rows[n][column] for n in below])


_NEXT = {0: 3, 3: 5, 5: 7}


def _income(budget: Budget) -> list[tuple[str, int]]:
    """The rows of income: appropriation with its parts, then the unit's own."""
    inner = [fund for fund in APPROPRIATION if fund in budget.funds]
    rows = [("一、财政拨款", budget.income(*inner))]
    rows += [(f"{n}、{SOURCES[fund]}拨款", budget.income(fund)) for n, fund in enumerate(inner, 1)]
    own = [fund for fund in (INSTITUTION, OTHER) if fund in budget.funds]
    return rows + [(f"{'二三'[n]}、{SOURCES[fund]}", budget.income(fund)) for n, fund in enumerate(own)]


def _income_laws(page: Page, column: Sequence[int | None], subtotal: int | None, income: Sequence[tuple[str, int]]) -> None:
    inner = [n for n, (label, _) in enumerate(income) if "拨款" in label and n]
    own = range(1 + len(inner), len(income))
    page.adds_up("TOT-007", subtotal, [column[0], *(column[n] for n in own)])
    if len(inner) > 1:
        page.adds_up("TOT-007", column[0], [column[n] for n in inner])
    page.cell(INCOME, ("income", "from", "appropriation"), column[0])
    for n, fund in zip(inner, APPROPRIATION, strict=False):
        page.cell(INCOME, ("income", "from", fund), column[n])


def _closed(budget: Budget, side: str, items: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """A list with the rows that close it."""
    year = budget.spent if side == "支出" else budget.income(*FUNDS)
    closing = [(f"本年{side}合计", year)]
    carried = budget.carried_in if side == "收入" else budget.carried_out
    if budget.carried_in:
        closing.append(("上年结转" if side == "收入" else "结转下年", carried))
    closing.append((f"{side}总计", year + (carried if budget.carried_in else 0)))
    return list(items), closing


def _closing_laws(page: Page, column: Sequence[int | None], budget: Budget) -> tuple[int | None, int | None]:
    page.adds_up("TOT-009", column[-1], column[:-1])
    return column[0], column[-1]


def _whole_cells(page: Page, measure: str, subtotal: int | None, grand: int | None) -> None:
    """The totals of a side; texts call either of them the budget's income or expenditure."""
    if measure == "income":
        page.cell(INCOME, ("income", ""), subtotal)
        page.cell(INCOME, ("total_income", ""), grand, "", ("income", ""))
    else:
        page.cell(SPENDING, ("function", "", ""), subtotal, "", "outlay")
        page.cell(SPENDING, ("total_outlay", ""), grand, "", ("function", "", ""), "outlay")


def _padded(items: Sequence[tuple[str, int]], place: int) -> tuple[Cell, Cell]:
    return items[place] if place < len(items) else ("", "")


def _expenses(budget: Budget, which: int) -> dict[str, int]:
    fen = {item: budget.items[item][which] for item in THREE_PUBLIC}
    vehicle = fen["vehicle_purchase"] + fen["vehicle_operation"]
    return {
        "three_public": sum(fen.values()),
        "abroad": fen["abroad"],
        "vehicle": vehicle,
        "vehicle_purchase": fen["vehicle_purchase"],
        "vehicle_operation": fen["vehicle_operation"],
        "reception": fen["reception"],
    }


def _by_government(budget: Budget, code: str) -> int:
    below = [own for own, other in COUNTERPART.items() if other.startswith(code)]
    return sum(budget.this.by_economy(own) for own in below)


def _classes(budget: Budget) -> list[str]:
    return [code for code in _three(ALL_FUNCTIONS) if budget.this.by_function(code)]


def _codes(budget: Budget, funds: Sequence[str], parts: Sequence[str]) -> list[str]:
    return [code for code in ALL_FUNCTIONS if budget.this.by_function(code, funds, parts)]


def _three(codes: dict[str, str]) -> list[str]:
    return [code for code in codes if len(code) == 3]


def _name(code: str) -> str:
    return ALL_FUNCTIONS.get(code, "合计")


def _owner(budget: Budget) -> str:
    return "单位"


def _spending_word(budget: Budget) -> str:
    return "支出" if budget.kind == "预算" else "支出决算"
