"""Performance forms and the catalogue of tables: row by row, because their merged cells slide."""

from __future__ import annotations

import pytest

from mingcha.understanding import Form
from tests.documents import understood

HEAD = "2024年某县档案馆单位预算公开\n\n第一部分 预算报表\n\n"


def _form(rows: str, title: str = "单位预算专项业务经费绩效目标表") -> Form:
    lines = "\n".join(line.removeprefix("    ") for line in rows.strip("\n").split("\n"))
    (form,) = understood(f"{HEAD}{title}\n\n{lines}\n").forms
    return form


def _funds(form: Form) -> list[tuple[str, str, str, int]]:
    """Period, source of money, text and fen of each fund."""
    return [(figure.coordinate.period, figure.coordinate.fund, figure.text, figure.fen) for figure in form.funds]


SHAANXI = """
    项目名称 | | 馆藏整理经费 | | |
    主管单位 | | 某县档案局 | | |
    资金金额（万元） | | 实施期资金总额： | 50 | 年度资金总额： | 20
    | | 其中：财政拨款 | 40 | 其中：财政拨款 | 15
    | | 其他资金 | 10 | 其他资金 | 5
    总体目标 | 整理馆藏档案。 | | | |
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 | 备注
    | 产出指标 | 数量指标 | 整理册数 | ≥2万册 |
    | | | 抢救册数 | 300册 |
    | | 质量指标 | 合格率 | 100% |
    | | 时效指标 | 完成时限 | 2024年12月31日前 |
    | 效益指标 | 社会效益指标 | 查阅方便度 | 显著提升 |
    | 满意度指标 | 服务对象满意度指标 | 利用者满意度 | ≥95% |
    """


def test_the_funds_of_the_whole_project_and_of_the_year_stand_apart() -> None:
    assert _funds(_form(SHAANXI)) == [
        ("whole", "", "50", 50_000_000),
        ("this", "", "20", 20_000_000),
        ("whole", "appropriation", "40", 40_000_000),
        ("this", "appropriation", "15", 15_000_000),
        ("whole", "other", "10", 10_000_000),
        ("this", "other", "5", 5_000_000),
    ]


def test_a_form_knows_its_project() -> None:
    form = _form(SHAANXI)
    assert form.project == "馆藏整理经费"
    assert {figure.coordinate.item for figure in form.funds} == {"馆藏整理经费"}
    assert {figure.coordinate.measure for figure in form.funds} == {"project_funds"}


def test_a_form_with_the_funds_of_the_whole_project_alone_has_none_of_the_year() -> None:
    form = _form(
        """
    项目名称 | | 馆藏整理经费 | | |
    资金金额（万元） | | 实施期资金总额： | 5 | |
    | | 其中：财政拨款 | 5 | |
    | | 其他资金 | 0 | |
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |
    | 产出指标 | 数量指标 | 整理册数 | 2万册 |
    """
    )
    assert _funds(form) == [
        ("whole", "", "5", 5_000_000),
        ("whole", "appropriation", "5", 5_000_000),
        ("whole", "other", "0", 0),
    ]


def test_a_form_says_the_money_unit_of_an_amount_in_its_cell() -> None:
    form = _form(
        """
    项目名称 | | 馆藏整理经费 | | |
    资金金额（万元） | | 实施期资金总额： | 28万元 | |
    | | 其中：财政拨款 | 280000元 | |
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |
    | 产出指标 | 数量指标 | 整理册数 | 2万册 |
    """
    )
    assert [(figure.unit, figure.fen) for figure in form.funds] == [("万元", 28_000_000), ("元", 28_000_000)]


def test_money_from_above_is_a_source_of_its_own() -> None:
    form = _form(
        """
    项目名称 | | 馆藏整理经费 | | |
    资金金额（万元） | | 年度资金总额： | 50 | |
    | | 其中：中央财政资金 | 30 | |
    | | 省级财政资金 | 15 | |
    | | 上年结转资金 | 5 | |
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |
    | 产出指标 | 数量指标 | 整理册数 | 2万册 |
    """
    )
    assert [(fund, text) for _, fund, text, _ in _funds(form)] == [
        ("", "50"),
        ("appropriation:中央", "30"),
        ("appropriation:省级", "15"),
        ("carried_in", "5"),
    ]


def test_indicators_have_levels_a_value_and_a_unit() -> None:
    without_benefit = SHAANXI.replace("    | 效益指标 | 社会效益指标 | 查阅方便度 | 显著提升 |\n", "")
    assert [
        (one.level1, one.level2, one.name, one.value, one.comparator, one.number, one.unit)
        for one in _form(without_benefit).indicators
    ] == [
        ("产出指标", "数量指标", "整理册数", "≥2万册", "≥", 2_000_000, "万册"),
        ("产出指标", "数量指标", "抢救册数", "300册", "", 300_000_000, "册"),
        ("产出指标", "质量指标", "合格率", "100%", "", 100_000_000, "%"),
        ("产出指标", "时效指标", "完成时限", "2024年12月31日前", "", 2_024_000_000, "年12月31日前"),
        ("满意度指标", "服务对象满意度指标", "利用者满意度", "≥95%", "≥", 95_000_000, "%"),
    ]


def test_an_indicator_of_benefit_has_both_levels() -> None:
    benefit = next(one for one in _form(SHAANXI).indicators if one.name == "查阅方便度")
    assert (benefit.level1, benefit.level2, benefit.value, benefit.number) == ("效益指标", "社会效益指标", "显著提升", None)


def test_an_indicator_has_its_scoring() -> None:
    form = _form(
        """
    项目编码 | 01 | | 项目名称 | 综合业务费
    一级指标 | 二级指标 | 三级指标 | 指标值 | 评分标准
    产出指标 | 数量指标 | 培训次数 | ≥5次 | 10, 次数≥5次得10分, 小于视情况扣分。
    | 质量指标 | 合格率 | =100% | 5, 达到得5分
    """,
        title="项目绩效目标表",
    )
    assert form.project == "综合业务费"
    assert [(one.level2, one.name, one.scoring) for one in form.indicators] == [
        ("数量指标", "培训次数", "10, 次数≥5次得10分, 小于视情况扣分。"),
        ("质量指标", "合格率", "5, 达到得5分"),
    ]


def test_an_overall_form_has_tasks_and_their_total() -> None:
    form = _form(
        """
    单位名称 | | 某县档案馆 | | |
    任务名称 | 主要内容 | 预算金额（万元） | | |
    | | 总额 | 财政拨款 | 其他资金
    任务一 | 人员经费 | 30.00 | 30.00 |
    任务二 | 公用经费 | 10.00 | 9.00 | 1.00
    | 金额合计 | 40.00 | 39.00 | 1.00
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |
    | 产出指标 | 数量指标 | 保障人数 | 10人 |
    """,
        title="单位整体支出绩效目标表",
    )
    assert form.unit_name == "某县档案馆"
    assert [(figure.coordinate.item, figure.coordinate.fund, figure.text) for figure in form.tasks] == [
        ("任务一", "", "30.00"),
        ("任务一", "appropriation", "30.00"),
        ("任务二", "", "10.00"),
        ("任务二", "appropriation", "9.00"),
        ("任务二", "other", "1.00"),
        ("", "", "40.00"),
        ("", "appropriation", "39.00"),
        ("", "other", "1.00"),
    ]


def test_each_form_is_a_form_of_its_own() -> None:
    one = "\n".join(line.removeprefix("    ") for line in SHAANXI.strip("\n").split("\n"))
    title = "单位预算专项业务经费绩效目标表"
    disclosure = understood(f"{HEAD}{title}\n\n{one}\n\n{title}\n\n{one.replace('馆藏整理', '馆舍维修')}\n")
    assert [form.project for form in disclosure.forms] == ["馆藏整理经费", "馆舍维修经费"]
    assert [len(form.indicators) for form in disclosure.forms] == [6, 6]


# -- the catalogue -----------------------------------------------------------------------------------------------------

CATALOGUE = """
    报表 | 报表名称 | 是否空表 | 公开空表理由
    表1 | 单位综合预算收支总表 | 否 |
    表9 | 单位综合预算政府性基金收支表 | 是 | 本单位无政府性基金
    表11 | 单位综合预算政府采购预算表 | 是 | 本单位无政府性基金
    表12 | 单位综合预算“三公”经费支出预算表 | 否 |
    """


def test_the_catalogue_lists_the_tables_and_which_are_empty() -> None:
    rows = "\n".join(line.removeprefix("    ") for line in CATALOGUE.strip("\n").split("\n"))
    disclosure = understood(f"2024年某县档案馆单位预算公开\n\n目录\n\n{rows}\n\n第一部分 说明\n\n公用经费 1.00 万元。\n")
    assert [(entry.label, entry.empty, entry.reason, entry.topic, entry.reason_topic) for entry in disclosure.catalogue] == [
        ("1", "no", "", "", ""),
        ("9", "yes", "本单位无政府性基金", "government_fund", "government_fund"),
        ("11", "yes", "本单位无政府性基金", "procurement", "government_fund"),
        ("12", "no", "", "three_public", ""),
    ]
    assert disclosure.catalogue[0].title == "单位综合预算收支总表"
    assert disclosure.catalogue[0].line == 6
    assert disclosure.unread == ()


@pytest.mark.parametrize("label", ["表9", "9", "表 9"])
def test_a_label_of_the_catalogue_is_its_number(label: str) -> None:
    disclosure = understood(
        "2024年某县档案馆单位预算公开\n\n目录\n\n报表 | 报表名称 | 是否空表 | 公开空表理由\n"
        f"{label} | 政府性基金收支表 | 是 | 无\n"
    )
    assert [entry.label for entry in disclosure.catalogue] == ["9"]


def test_the_page_numbers_of_a_table_of_contents_are_no_amounts() -> None:
    disclosure = understood(
        "2024年某县档案馆单位预算公开\n\n目录\n\n一、概况 | 3\n二、报表 | 12\n\n第一部分 说明\n\n公用经费 1.00 万元。\n"
    )
    assert disclosure.figures == ()
    assert disclosure.unread == ()


def test_the_amounts_of_a_task_are_of_the_money_they_stand_under() -> None:
    disclosure = understood("""
        2024年某县档案馆单位预算公开

        单位整体支出绩效目标表

        单位名称 | | 某县档案馆 | |
        任务名称 | 主要内容 | 预算金额（万元） | |
         | | 总额 | 财政拨款 | 其他资金
        任务一 | 保障履职 | 3.00 | 1.00 | 2.00
        任务二 | 保障履职 | 4.00 | | 4.00
        金额合计 | | 7.00 | 1.00 | 6.00
        年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
         | 产出指标 | 质量指标 | 完成率 | ≥95%
    """)
    (form,) = disclosure.forms
    funds = [(figure.coordinate.item, figure.coordinate.fund, figure.text) for figure in form.tasks]
    assert funds[3:5] == [("任务二", "", "4.00"), ("任务二", "other", "4.00")]
