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
    """One form a project: its funds are what the budget gives."""
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
        page.say("\n")
        page.adds_up("PRF-001", found[1][3], [found[2][3], found[3][3]])
        if found[1][3] is not None:
            page.told("PRF-002", ("project", name), found[1][3])


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
    page.say("\n")
    for column in (2, 3):
        page.adds_up("PRF-005", found[3 + len(tasks)][column], [row[column] for row in found[3 : 3 + len(tasks)]])


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
