"""Performance forms: one a project with its funds by source, and one for the unit with its tasks."""

from __future__ import annotations

from .budget import GENERAL, GOVERNMENT_FUND, Budget
from .money import TEN_THOUSAND
from .page import Cell, Page

APPROPRIATION = (GENERAL, GOVERNMENT_FUND)
INDICATORS: list[list[Cell]] = [
    ["年度绩效指标", "一级指标", "二级指标", "指标内容", "指标值", ""],
    ["", "产出指标", "质量指标", "工作完成率", "≥95%", ""],
]


def project_forms(page: Page, budget: Budget) -> None:
    """One form a project: its funds are what the budget gives, and what it may cost is not more."""
    totals = []
    for name, fen in budget.projects.items():
        rows: list[list[Cell]] = [
            ["项目名称", "", name, "", "", ""],
            ["资金金额(万元)", "", "年度资金总额:", fen, "", ""],
            ["", "", "其中:财政拨款", fen, "", ""],
            ["", "", "其他资金", 0, "", ""],
            *INDICATORS,
        ]
        page.say("单位预算专项业务经费绩效目标表\n\n")
        found = [page.row(row, TEN_THOUSAND) for row in rows]
        total = found[1][3]
        assert total is not None
        totals.append(total)
        page.adds_up("PRF-001", total, [found[2][3], found[3][3]])
        page.told("PRF-002", ("project", name), total)
        _costs(page, fen, total)
    if page.targets is not None and totals:
        # A form that is wrong contradicts another of its project before it contradicts the text.
        funds = page.targets
        page.must("PRF-023", (funds, *totals), page.sum_fits(funds, totals), funds)


def _costs(page: Page, fen: int, total: int) -> None:
    """The whole cost as an indicator, and that of one thing."""
    page.say("\t成本指标\t经济成本指标\t总成本\t")
    page.equal("PRF-022", page.amount(fen, TEN_THOUSAND), total)
    page.say("万元\t\n\t\t经济成本指标\t设备购置\t≤")
    cost = page.amount(fen // 2, TEN_THOUSAND)
    if page.figures[total].fen:
        page.at_most("PRF-025", cost, total, cost)
    page.say("万元\t\n\n")


def overall_form(page: Page, budget: Budget) -> None:
    """The form of the whole unit: tasks and their total."""
    amounts = {"任务一": ("personnel",), "任务二": ("operating",), "任务三": ("project",)}
    values = {task: budget.this.by_function(parts=parts) for task, parts in amounts.items()}
    own = {task: budget.this.by_function(funds=APPROPRIATION, parts=parts) for task, parts in amounts.items()}
    tasks: list[list[Cell]] = [[task, "保障履职", fen, own[task], fen - own[task], ""] for task, fen in values.items() if fen]
    rows: list[list[Cell]] = [
        ["单位名称", "", "某县档案馆", "", "", ""],
        ["任务名称", "主要内容", "预算金额（万元）", "", "", ""],
        ["", "", "总额", "财政拨款", "其他资金", ""],
        *tasks,
        ["", "金额合计", budget.spent, sum(own.values()), budget.spent - sum(own.values()), ""],
        *INDICATORS,
    ]
    page.say("单位整体支出绩效目标表\n\n")
    found = [page.row(row, TEN_THOUSAND) for row in rows]
    _persons(page, budget)
    total = found[3 + len(tasks)][2]
    if total is not None and page.figures[total].fen:
        page.told("PRF-020", "outlay", total)
    for column in (2, 3):
        page.adds_up("PRF-005", found[3 + len(tasks)][column], [row[column] for row in found[3 : 3 + len(tasks)]])


def _persons(page: Page, budget: Budget) -> None:
    """The persons of the unit as an indicator: all, those in service and those retired."""
    in_service, retired = sum(budget.staff[2:4]), budget.staff[4]
    page.say("\t\t数量指标\t机构人员：在职；离退休\t合计")
    total = page.count(in_service + retired)
    page.say("人；")
    served = page.count(in_service)
    page.say("人；")
    page.counts("PRF-021", total, (served, page.count(retired)))
    page.say("人\t\n\n")
    page.told("STF-004", "in service", served)


def handed_out(page: Page, budget: Budget) -> None:
    """A form whose indicators are a number of persons and the amount for each of them."""
    name, fen = max(budget.projects.items(), key=lambda item: item[1])
    page.say("单位预算专项业务经费绩效目标表\n\n")
    page.row(["项目名称", "", name, "", "", ""], TEN_THOUSAND)
    total = page.row(["资金金额(万元)", "", "年度资金总额:", fen, "", ""], TEN_THOUSAND)[3]
    page.say("年度绩效指标\t一级指标\t二级指标\t指标内容\t指标值\t\n\t产出指标\t数量指标\t资助人数\t=")
    persons = page.count(budget.persons)
    page.say("人\t\n\t\t数量指标\t资助标准\t=")
    each = page.count(fen // 100 // budget.persons)
    page.say("元/人\t\n\n")
    assert total is not None
    page.product("PRF-004", total, persons, each)
    page.told("PRF-002", ("project", name), total)


def hands_out(budget: Budget) -> bool:
    """Whether a project is large enough for a round amount a person."""
    return max(budget.projects.values(), default=0) // 100 // budget.persons >= 200
