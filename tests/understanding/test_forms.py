"""Performance forms and the catalogue of tables: row by row, because their merged cells slide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


OVERALL = """
    单位名称 | {unit} | | |
    年度总体目标 | {objective} | | |
    任务名称 | 主要内容 | 预算金额（万元） | | |
    | | 总额 | 财政拨款 | 其他资金
    任务一 | 人员经费 | 30.00 | 30.00 |
    年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |
    | 产出指标 | 数量指标 | 保障人数 | 10人 |
    """


@pytest.mark.parametrize(("unit", "name"), [("某县档案馆", "某县档案馆"), ("", "")])
def test_a_form_of_the_whole_unit_has_a_line_for_its_name_even_where_it_is_blank(unit: str, name: str) -> None:
    form = _form(OVERALL.format(unit=unit, objective="整理馆藏。"), title="单位整体支出绩效目标表")
    assert (form.unit_name, form.unit_line) == (name, 7)


def test_a_form_without_a_field_for_the_unit_has_no_line_of_it() -> None:
    form = _form(SHAANXI)
    assert (form.unit_line, form.operator_line) == (0, 0)


@pytest.mark.parametrize(
    ("cell", "objective"),
    [("整理馆藏。", "整理馆藏。"), ("目标1：", ""), ("目标1：……", ""), ("", ""), ("无", ""), ("目标1：修缮", "目标1：修缮")],
)
def test_the_objective_is_the_text_without_the_forms_own_words(cell: str, objective: str) -> None:
    form = _form(OVERALL.format(unit="甲", objective=cell), title="单位整体支出绩效目标表")
    assert (form.objective, form.objective_line) == (objective, 8)


def test_the_objectives_of_the_whole_and_of_the_year_are_read_below_their_heads() -> None:
    form = _form(
        """
    项目名称 | 馆藏整理经费
    绩效目标 | 实施期总目标 | 年度目标
    | 建成数字档案馆。 | 扫描一万页。
    资金金额（万元） | 年度资金总额： | 20
    一级指标 | 二级指标 | 三级指标 | 指标值
    产出指标 | 数量指标 | 整理册数 | 2万册
    """
    )
    assert form.objective == "建成数字档案馆。扫描一万页。"
    assert [figure.text for figure in form.funds] == ["20"]


def test_a_form_knows_who_carries_the_project_out() -> None:
    rows = """
    项目名称 | 馆藏整理经费
    主管部门 | 某县委办公室 | 实施单位 | {operator}
    一级指标 | 二级指标 | 三级指标 | 指标值
    产出指标 | 数量指标 | 整理册数 | 2万册
    """
    assert [(form.operator, form.operator_line) for form in (_form(rows.format(operator="某县档案馆")),)] == [("某县档案馆", 8)]
    assert [(form.operator, form.operator_line) for form in (_form(rows.format(operator="")),)] == [("", 8)]


def test_the_unit_that_a_form_prints_for_its_funds_is_known() -> None:
    assert _form(SHAANXI).unit == "万元"
    assert _form(SHAANXI.replace("（万元）", "")).unit == ""


TASKS = OVERALL.format(unit="甲", objective="整理馆藏。").replace(
    "    年度绩效指标", "    {second}\n    | 金额合计 | 40.00 | 39.00 | 1.00\n    年度绩效指标"
)


@pytest.mark.parametrize(
    ("second", "slid"), [("任务二 | 公用经费 | 10.00 | 9.00 | 1.00", ()), ("任务二 | 10.00 | 9.00 | 1.00 |", (12,))]
)
def test_a_row_of_tasks_whose_amounts_stand_left_of_those_above_has_slid(second: str, slid: tuple[int, ...]) -> None:
    assert _form(TASKS.format(second=second), title="单位整体支出绩效目标表").slid == slid


@pytest.mark.parametrize("name", ["满意度", "服务对象满意度", "利用者满意度"])
def test_satisfaction_may_be_the_name_of_an_indicator(name: str) -> None:
    form = _form(
        f"""
    一级指标 | 二级指标 | 三级指标 | 指标值
    满意度指标 | 服务对象满意度指标 | {name} | ≥95%
    """
    )
    assert [(one.level1, one.level2, one.name, one.value) for one in form.indicators] == [
        ("满意度指标", "服务对象满意度指标", name, "≥95%")
    ]


@pytest.mark.parametrize("value", ["≥−5次", "≥－5次", "≥﹣5次", "≥-5次"])
def test_a_minus_of_any_kind_is_a_minus(value: str) -> None:
    (indicator,) = _form(f"一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 增减次数 | {value}").indicators
    assert (indicator.number, indicator.unit) == (-5_000_000, "次")


@pytest.mark.parametrize("first", ["项目名称 | 馆舍维修经费", "项目编码 | 01 | 项目名称 | 馆舍维修经费", "单位名称 | 某县档案馆"])
def test_a_form_never_goes_on_with_the_next_one(first: str) -> None:
    head = "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 整理册数 | 2万册"
    disclosure = understood(f"{HEAD}项目绩效目标表\n\n项目名称 | 馆藏整理经费\n{head}\n\n{first}\n{head}\n")
    assert [len(form.indicators) for form in disclosure.forms] == [1, 1]


CELLS = st.sampled_from(
    (
        "项目名称",
        "单位名称",
        "实施单位",
        "绩效目标",
        "年度目标",
        "目标1：",
        "资金金额（万元）",
        "年度资金总额：",
        "其中：财政拨款",
        "其他资金",
        "一级指标",
        "二级指标",
        "指标值",
        "评分标准",
        "产出指标",
        "满意度指标",
        "满意度",
        "数量指标",
        "",
        "",
        "5",
        "≥−5次",
        "甲",
        "1,2",
        "28万元",
    )
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=6), min_size=1, max_size=8))
def test_no_rows_make_a_form_fail_and_its_lines_are_its_own(rows: list[list[str]]) -> None:
    text = HEAD + "项目绩效目标表\n\n项目名称 | 甲 | 乙\n" + "\n".join(" | ".join(row) for row in rows) + "\n"
    last = text.count("\n")
    for form in understood(text).forms:
        lines = [form.line, *form.slid, *(one.line for one in form.indicators), *(one.line for one in (*form.funds, *form.tasks))]
        assert all(7 <= line <= last for line in lines)
        assert {form.unit_line, form.objective_line, form.operator_line} <= {0, *range(7, last + 1)}


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


def test_forms_below_each_other_in_one_table_are_several() -> None:
    form = """
    项目编码 | 0{number} | | 项目名称 | {name}
    其中:财政拨款 | {amount} | | |
    一级指标 | 二级指标 | 三级指标 | 指标值 |
    产出指标 | 数量指标 | 培训次数 | ≥5次 |
    """
    rows = "".join(
        form.format(number=1 + place, name=name, amount=1 + place).strip("\n ") + "\n    " for place, name in enumerate(NAMES)
    )
    disclosure = understood(f"项目绩效目标表\n\n    {rows}")
    assert [form.project for form in disclosure.forms] == list(NAMES)
    assert [len(form.indicators) for form in disclosure.forms] == [1, 1, 1]


NAMES = ("馆藏整理经费", "库房维修经费", "综合业务费")


def test_the_objectives_of_a_project_are_read_where_their_cell_is_called_the_projects_objective() -> None:
    form = _form(
        """
    项目名称 | 馆藏整理经费
    项目资金（元） | 项目资金总额 | 200000.00
    项目绩效目标 | 项目总目标 | 年度总体目标
    | 建成数字档案馆。 | 扫描一万页。
    | 一级指标 | 二级指标 | 三级指标 | 指标值
    绩效指标 | 产出指标 | 数量指标 | 整理册数 | 2万册
    """
    )
    assert form.objective == "建成数字档案馆。扫描一万页。"


def test_a_long_text_alone_below_the_funds_is_the_objective_though_its_label_was_lost() -> None:
    form = _form(
        """
    项目名称 | 馆藏整理经费
    项目资金（万元） | 年度资金总额： | 20
    | 其他资金 | 0
    | 扫描一万页，整理归档二万册，完成目录数据库建设并向公众开放查阅。
    | 一级指标 | 二级指标 | 三级指标 | 指标值
    绩效指标 | 产出指标 | 数量指标 | 整理册数 | 2万册
    """
    )
    assert (form.objective[:5], form.objective_line) == ("扫描一万页", 10)


POINTED = """
    项目名称 | | 馆藏整理经费 |
    年度资金总额： | 20 | 执行率分值（10） |
    绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值（90）
    | 产出指标 | 数量指标 | 整理册数 | 20000册 | 40
    指标 | | 质量指标 | 合格率 | 100% | 47.5
    | 满意度指标 | 服务对象满意度指标 | 利用者满意度 | 95% | 2.5分
    """


def test_points_stand_in_a_column_whose_head_says_what_they_come_to() -> None:
    form = _form(POINTED)
    assert form.points == 9000
    assert [(one.name, one.points) for one in form.indicators] == [("整理册数", 4000), ("合格率", 4750), ("利用者满意度", 250)]


@pytest.mark.parametrize(
    ("scoring", "points"),
    [
        ("10, 达到五次得10分, 否则不得分。", 1000),
        ("10达到五次得10分", 1000),
        ("5次以上得10分", None),
        ("达到100%得10分", None),
        ("100%得满分", None),
    ],
)
def test_a_scoring_may_begin_with_the_points(scoring: str, points: int | None) -> None:
    head = "项目名称 | | 查档\n一级指标 | 二级指标 | 三级指标 | 指标值 | 评分标准"
    rows = f"{head}\n产出指标 | 数量指标 | 培训次数 | ≥5次 | {scoring}"
    assert [one.points for one in _form(rows).indicators] == [points]


def test_the_points_of_two_panels_are_not_told_apart() -> None:
    head = "项目名称 | | 查档\n一级指标 | 三级指标 | 指标值 | 分值 | 三级指标 | 指标值 | 分值"
    rows = f"{head}\n产出指标 | 次数 | 5次 | 10 | 次数 | 5次 | 10"
    assert {one.points for one in _form(rows).indicators} == {None}


def test_a_form_parted_from_its_projects_name_by_a_page_is_a_form_of_its_own() -> None:
    def rows(funds: int) -> str:
        return (
            "主管部门及代码 | | 某县档案局 | 实施单位 | 某县档案馆\n"
            f"项目资金（万元） | | 年度资金总额： | {funds} |\n"
            "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值\n"
            " | 产出指标 | 数量指标 | 整理册数 | 200册"
        )

    text = f"{HEAD}项目绩效目标表\n\n项目名称 馆藏整理经费\n\n{rows(20)}\n\n项目名称：查档大厅维护\n\n{rows(30)}\n"
    forms = understood(text).forms
    assert [(form.project, len(form.indicators)) for form in forms] == [("馆藏整理经费", 1), ("查档大厅维护", 1)]
    assert [figure.fen for form in forms for figure in form.funds] == [20_000_000, 30_000_000]


@pytest.mark.parametrize("label", ["资金总额", "年度资金总额：", "资金总额（万元）", "年度资金总额（万元）", "项目资金申请总额"])
def test_the_label_of_all_funds_may_give_their_unit(label: str) -> None:
    form = _form(f"项目名称 | | 查档\n{label} | | 12.60\n一级指标 | 二级指标 | 三级指标 | 指标值")
    assert [(figure.coordinate.fund, figure.fen) for figure in form.funds] == [("", 12_600_000)]


def test_heads_of_tasks_that_lost_a_cell_to_their_left_are_those_before() -> None:
    rows = """
    单位名称 | | 某县档案馆 | | |
    任务名称 | 主要内容 | 预算金额（万元） | | |
     | | 总额 | 财政拨款 | 其他资金 |
    年度主要任务 | 任务一 | 人员工资 | 30.00 | 20.00 |
     | 任务二 | 日常运转 | 5.00 | 5.00 |
     | 金额合计 | | 35.00 | 25.00 |
    """
    form = _form(rows, "单位整体支出绩效目标表")
    assert [(figure.coordinate.fund, figure.text) for figure in form.tasks] == [
        ("", "30.00"),
        ("appropriation", "20.00"),
        ("", "5.00"),
        ("appropriation", "5.00"),
        ("", "35.00"),
        ("appropriation", "25.00"),
    ]


def test_points_behind_what_was_reached_stand_in_their_column() -> None:
    rows = """
    项目名称 | | 查档 | | | | |
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
    产出指标 | 数量指标 | 整理册数 | 200册 | 180册 | 50 | 45
    满意度指标 | 服务对象满意度指标 | 利用者满意度 | ≥95% | | 40 |
    """
    assert [one.points for one in _form(rows).indicators] == [5000, 4000]
