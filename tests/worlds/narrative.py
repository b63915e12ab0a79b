"""The sentences of a disclosure: amounts, changes, growth, shares, accounts with their codes, staff and vehicles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from .accounts import ALL_FUNCTIONS, ECONOMY
from .budget import FUNDS, GENERAL, THREE_PUBLIC, Budget, Year
from .money import TEN_THOUSAND, percentage, rounded
from .page import Page
from .tables import BASIC

Teller = Callable[[Page, Budget], None]

EXPENDITURE, INCOME, ITEMS = "NAR-001", "NAR-002", "NAR-003"
UNIT = TEN_THOUSAND
NAMES = {
    "abroad": "因公出国（境）费",
    "vehicle": "公务用车购置及运行维护费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
    "reception": "公务接待费",
}
BOUGHT = {"goods": "政府采购货物", "works": "政府采购工程", "services": "政府采购服务"}


def overall(page: Page, budget: Budget) -> None:
    """Income and expenditure of all sources, with the shares of basic and project expenditure."""
    page.say("收支总体情况\n\n")
    income = _stated(page, f"{budget.year}年度某县档案馆{budget.kind}收入", budget.income(*FUNDS))
    page.told(INCOME, ("income", ""), income)
    page.say("。\n\n")
    total = _stated(page, f"{budget.year}年度某县档案馆支出{budget.kind}", budget.spent)
    page.told(EXPENDITURE, ("function", "", ""), total)
    for mark, name, key, parts in (("，其中：", "基本支出", "basic", BASIC), ("；", "项目支出", "project", ("project",))):
        fen = budget.this.by_function(parts=parts)
        part = _stated(page, f"{mark}{name}", fen)
        page.told(EXPENDITURE, ("function", "", key), part)
        page.say("，占")
        page.share("SHR-002", page.percent(percentage(fen, budget.spent)), part, total)
    page.say("。\n\n")


def general(page: Page, budget: Budget) -> None:
    """The general public budget: its change, once more by component, and by item with their changes."""
    this, last, funds = budget.this, budget.last, (GENERAL,)
    total, change = this.by_function(funds=funds), this.by_function(funds=funds) - last.by_function(funds=funds)
    page.say("一般公共预算支出情况\n\n")
    subject = "本单位当年一般公共预算支出"
    level, head = _said_with_change(page, subject, total, change, growth=True)
    page.told(EXPENDITURE, ("function", "", ""), level, GENERAL)
    page.say("，主要原因是业务变化。\n\n")
    page.told(EXPENDITURE, ("function", "", ""), _stated(page, subject, total), GENERAL)
    basic = _stated(page, "，其中：基本支出", this.by_function(funds=funds, parts=BASIC))
    page.told(EXPENDITURE, ("function", "", "basic"), basic, GENERAL)
    project = _stated(page, "，项目支出", this.by_function(funds=funds, parts=("project",)))
    page.told(EXPENDITURE, ("function", "", "project"), project, GENERAL)
    page.say("。\n\n")
    again, same = _said_with_change(page, subject, total, change)
    page.told(EXPENDITURE, ("function", "", ""), again, GENERAL)
    if head is not None and same is not None:
        page.equal("CHG-002", head, same)
        page.whole_change(head, 1 if change > 0 else -1)
        page.whole_change(same, 1 if change > 0 else -1)
    page.say("，主要原因是业务变化。\n\n")
    page.told(EXPENDITURE, ("function", "", ""), _stated(page, subject, total), GENERAL)
    page.say("，其中：\n\n")
    codes = [code for code in ALL_FUNCTIONS if len(code) == 7]
    _enumerated(page, budget, codes, Year.by_function, "function")


def by_economy(page: Page, budget: Budget) -> None:
    """The general public budget by class of the economic classification, with their changes."""
    this, last = budget.this.by_economy(funds=(GENERAL,)), budget.last.by_economy(funds=(GENERAL,))
    page.say("按经济分类的支出情况\n\n")
    level, head = _said_with_change(page, "本单位当年一般公共预算支出", this, this - last)
    page.told(EXPENDITURE, ("function", "", ""), level, GENERAL)
    if head is not None:
        page.whole_change(head, 1 if this > last else -1)
    page.say("，主要原因是业务变化，其中：\n\n")
    codes = [code for code in ECONOMY if len(code) == 3]
    _enumerated(page, budget, codes, Year.by_economy, "economy")


def basic(page: Page, budget: Budget) -> None:
    """Basic expenditure and its two parts."""
    this, funds = budget.this, (GENERAL,)
    page.say("基本支出情况\n\n")
    whole = _stated(page, "本单位当年一般公共预算基本支出", this.by_function(funds=funds, parts=BASIC))
    page.told(EXPENDITURE, ("function", "", "basic"), whole, GENERAL)
    parts = []
    for mark, name, part in (("，其中：", "人员经费", "personnel"), ("，", "公用经费", "operating")):
        parts.append(_stated(page, f"{mark}{name}", this.by_function(funds=funds, parts=(part,))))
        page.told(EXPENDITURE, ("function", "", part), parts[-1], GENERAL)
    page.say("。\n\n")
    page.adds_up("NAR-008", whole, parts)


def three_public(page: Page, budget: Budget) -> None:
    """The three-public expenses, their parts and changes."""
    fen = {item: budget.items[item] for item in THREE_PUBLIC}
    fen["vehicle"] = _both(fen["vehicle_purchase"], fen["vehicle_operation"])
    whole = _both(fen["abroad"], fen["vehicle"], fen["reception"])
    page.say("“三公”经费情况\n\n")
    total, change = _said_with_change(page, "本单位当年一般公共预算“三公”经费支出", whole[0], whole[0] - whole[1])
    page.told(ITEMS, ("three_public", "this"), total, GENERAL)
    page.say("，主要原因是业务变化。其中：")
    parts = []
    for place, item in enumerate(("abroad", "vehicle", "reception")):
        part, moved = _said_with_change(page, NAMES[item], fen[item][0], fen[item][0] - fen[item][1])
        page.told(ITEMS, (item, "this"), part, GENERAL)
        if moved is not None:
            _minus(page, part, moved, fen[item], item)
        page.say("；" if place < 2 else "。\n\n")
        parts.append(part)
    page.adds_up("NAR-008", total, parts)
    if change is not None:
        _minus(page, total, change, whole, "three_public")


def procurement(page: Page, budget: Budget) -> None:
    """What is bought."""
    page.say("政府采购情况\n\n")
    total = _stated(page, f"本单位当年政府采购{budget.kind}", sum(budget.procurement.values()))
    page.told(ITEMS, ("procurement", "this"), total)
    parts = []
    for place, (item, name) in enumerate(BOUGHT.items()):
        parts.append(_stated(page, f"{'、' if place else '，其中：'}{name}", budget.procurement[item]))
        page.told(ITEMS, (item, "this"), parts[-1])
    page.say("。\n\n")
    page.adds_up("NAR-008", total, parts)


def agency_operating(page: Page, budget: Budget) -> None:
    """机关运行经费, once with its growth and once more; no table states it."""
    this, last = budget.items["agency_operating"]
    page.say("机关运行经费情况\n\n")
    one, _ = _said_with_change(page, f"{budget.year}年本单位机关运行经费{budget.kind}", this, this - last, growth=True)
    page.say("，主要原因是业务变化。\n\n")
    other = _stated(page, "本单位机关运行经费", this)
    page.say("，用于办公费等。\n\n")
    page.equal("NAR-004", one, other)


def staff(page: Page, budget: Budget) -> None:
    """Posts and persons."""
    posts, persons, retired = budget.staff[:2], budget.staff[2:4], budget.staff[4]
    page.say("人员情况\n\n")
    for head, names, numbers in (
        ("截止上年底，本单位人员编制 ", ("行政编制", "事业编制"), posts),
        ("；实有人员 ", ("行政", "事业"), persons),
    ):
        page.say(head)
        total = page.count(sum(numbers))
        parts = []
        for place, (name, number) in enumerate(zip(names, numbers, strict=True)):
            page.say(f" 人{'、' if place else '，其中'}{name} ")
            parts.append(page.count(number))
        page.say(" 人")
        page.counts("STF-001", total, parts)
    page.cell("STF-004", "in service", total)
    page.say(f"。单位管理的离退休人员 {retired} 人。\n\n")


def vehicles(page: Page, budget: Budget) -> None:
    """Vehicles by their use."""
    page.say("国有资产占有使用情况\n\n截止上年底，本单位共有车辆 ")
    total = page.count(sum(budget.vehicles.values()))
    parts = []
    for place, (use, number) in enumerate(budget.vehicles.items()):
        page.say(f" 辆{'、' if place else '，其中'}{use} ")
        parts.append(page.count(number))
    page.say(" 辆。\n\n")
    page.counts("STF-002", total, parts)


def targets(page: Page, budget: Budget) -> None:
    """How many projects have performance targets, and their money."""
    page.say("绩效目标设置情况\n\n本单位编报绩效目标的项目 ")
    number, printed = page.count(len(budget.projects)), len(budget.projects)
    page.say(" 个")
    page.targets = _stated(page, "，涉及项目预算资金", sum(budget.projects.values()))
    page.say("。\n\n")
    page.must("PRF-024", (number,), lambda values: values[number] >= printed)


def _stated(page: Page, subject: str, fen: int) -> int:
    page.say(f"{subject} ")
    figure = page.amount(fen, UNIT)
    page.say(" 万元")
    return figure


def _said_with_change(page: Page, subject: str, fen: int, change: int, growth: bool = False) -> tuple[int, int | None]:
    """An amount and its change against last year; gives the figures of both, None where it is said to be unchanged."""
    level = _stated(page, subject, fen)
    if not rounded(change, UNIT):
        page.say("，与上年持平")
        return level, None
    page.say(f"，较上年{'增加' if change > 0 else '减少'} ")
    moved = page.amount(abs(change), UNIT)
    page.say(" 万元")
    if change > 0:
        page.at_most("CHG-004", moved, level)
    if growth and fen - change > 2 * UNIT.fen:
        page.say(f"，{'增长' if change > 0 else '下降'} ")
        stated = page.percent(abs(percentage(change, fen - change)))
        page.growth("SHR-001", stated, moved, level, 1 if change > 0 else -1)
    return level, moved


def _minus(page: Page, this: int, change: int, years: tuple[int, int], key: Hashable) -> None:
    """The change is this year's amount minus last year's, if a table states that."""
    page.differ("CHG-003", this, change, 1 if years[0] > years[1] else -1, (key, "last"))


def _enumerated(
    page: Page,
    budget: Budget,
    codes: Sequence[str],
    of: Callable[[Year, str, Sequence[str]], int],
    axis: str,
) -> None:
    """One paragraph an account, with its code and change; an account that was spent on in either year is there."""
    found = [code for code in codes if of(budget.this, code, (GENERAL,)) or of(budget.last, code, (GENERAL,))]
    names = ALL_FUNCTIONS if axis == "function" else ECONOMY
    changes: list[tuple[int, int]] = []
    steady: list[int] = []
    for number, code in enumerate(found, 1):
        this = of(budget.this, code, (GENERAL,))
        moved = this - of(budget.last, code, (GENERAL,))
        page.say(f"（{number}）")
        page.told_account(code, names[code], this)
        level, stated = _said_with_change(page, "", this, moved)
        page.told(EXPENDITURE, (axis, code, ""), level, GENERAL)
        if stated is None:
            steady.append(level)
        else:
            changes.append((stated, 1 if moved > 0 else -1))
        page.say(f"，原因是业务变化{'。' if number == len(found) else '；'}\n\n")
    if changes:
        page.part_changes("CHG-001", changes, steady)


def _both(*years: tuple[int, int]) -> tuple[int, int]:
    return sum(this for this, _ in years), sum(last for _, last in years)
