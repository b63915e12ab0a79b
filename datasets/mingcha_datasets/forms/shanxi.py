"""The form of Shanxi: tables in the second part, a narrative with shares, targets for two periods."""

from mingcha_datasets.forms.form import (
    Contents,
    Form,
    Line,
    Performance,
    PerformanceLayout,
    Phrases,
    Section,
    Slot,
    Tables,
    header,
)

_OVERVIEW = Section(
    "概况",
    (Section("{self}职责", (Slot("职责"),)), Section("机构设置情况", (Slot("机构设置"),))),
)

_EXPLANATIONS = Section(
    "{year}年度{level}预算情况说明",
    (
        Section("{level}预算收支数据变动情况及原因", (Slot("收支变动", opening="{year}年度{name}"),)),
        Section("收入预算情况说明", (Slot("收入预算", opening="{year}年度{name}"),)),
        Section("支出预算情况说明", (Slot("支出预算", opening="{year}年度{name}"),)),
        Section("财政拨款收支预算总体情况说明", (Slot("财政拨款收支", opening="{year}年度{name}", join="。"),)),
        Section(
            "一般公共预算支出情况说明",
            (
                Section(
                    "一般公共预算当年支出规模变化情况",
                    (Slot("一般公共预算支出规模", opening="{year}年度{name}"),),
                    "",
                ),
                Section(
                    "一般公共预算当年支出结构情况",
                    (Slot("一般公共预算支出结构", opening="{year}年度{name}"),),
                    "",
                ),
            ),
        ),
        Section("一般公共预算基本支出情况说明", (Slot("基本支出", opening="{year}年度{name}", listed=""),)),
        Section("“三公”经费增减变动原因说明", (Slot("三公经费", opening="{year}年{name}财政拨款安排的"),)),
        Section("机关运行经费增减变动原因说明", (Slot("机关运行经费"),)),
        Section("政府采购情况", (Slot("政府采购", opening="{year}年{name}"),)),
        Section(
            "绩效管理情况",
            (
                Line("1、整体绩效目标"),
                Slot("整体绩效目标", opening="{year}年编报{level}整体绩效目标，涉及"),
                Line("2、项目绩效目标"),
                Slot("项目绩效目标", opening="{year}年{name}", join="，"),
                Performance(),
            ),
        ),
        Section(
            "国有资产占有使用情况",
            (
                Slot("车辆", opening="1、车辆情况：", join="，"),
                Slot("房屋", opening="2、房屋情况："),
                Slot("其他国有资产", opening="3、其他国有资产占有使用情况："),
            ),
        ),
        Section("其他说明", (Slot("其他说明"),)),
    ),
)

_BY_FUNCTION = header("项目||{year}年预算数||", "科目编码|科目名称|合计|基本支出|项目支出")
_FUNDS = "合计|一般公共预算|政府性基金预算|国有资本经营预算"

SHANXI = Form(
    name="shanxi",
    levels={"unit": "单位", "department": "部门"},
    phrases=Phrases(gap="", among="其中：", between_parts="，", details="。其中：", against="比上年"),
    body=(
        Line("{name}"),
        Line("{year}年度{level}预算公开"),
        Contents(),
        _OVERVIEW,
        Section("{year}年{level}预算报表", (Tables(),)),
        _EXPLANATIONS,
        Section("名词解释", (Slot("名词解释"),)),
    ),
    headings=("第{zh}部分 {title}", "{zh}、{title}", "（{zh}）{title}"),
    contents=("第{zh}部分 {title}", "{zh}、{title}"),
    catalogue_line="{label}{table}",
    above_table=("单位名称：{name_on_tables}", "单位：{money}"),
    tables={
        "income_and_expenditure": header("收入||支出|||", "项目|{year}年|项目|{year}年合计|当年预算安排|上年结转安排"),
        "income": header(
            "项目||本年收入||||||上年结转",
            "科目编码|科目名称|合计|一般公共预算|政府性基金|国有资本经营预算|财政专户管理资金|单位资金|",
        ),
        "expenditure": _BY_FUNCTION,
        "appropriation": header(
            "收入||支出||||",
            "项目|金额|项目|金额|||",
            "|||小计|一般公共预算|政府性基金预算|国有资本经营预算",
        ),
        "by_function": _BY_FUNCTION,
        "basic_by_economy": header(
            "部门预算支出经济科目名称|政府预算支出经济科目名称|{year}年预算数||", "||合计|人员经费|公用经费"
        ),
        "government_fund_income": header("项目||政府性基金收入预算", "收入科目编码|科目名称|"),
        "government_fund": header("科目编码|科目名称|合计|基本支出|项目支出"),
        "state_capital": header(
            "国有资本经营预算收入|||国有资本经营预算支出||||",
            "项目||国有资本经营收入预算|科目编码|科目名称|合计|基本支出|项目支出",
            "收入科目编码|科目名称||||||",
        ),
        "three_public": header("项目|{year}年预算数|||", f"|{_FUNDS}"),
        "agency_operating": header("单位名称|{year}预算数|||", f"|{_FUNDS}"),
        "projects": header(
            "项目名称|合计|{year}年财政拨款|||财政专户管理资金|单位资金",
            "||一般公共预算|政府性基金预算|国有资本经营预算||",
        ),
        "projects_carried_over": header("项目名称|合计|{year}年财政拨款||", "||一般公共预算|政府性基金预算|国有资本经营预算"),
    },
    performance={
        "project": PerformanceLayout(
            indicators=("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"),
            indicators_at=1,
            indicators_label="绩效指标",
            fields=(0, 2, 4, 6),
            funds=(2, 4, 6, 7),
            funds_label="项目资金（元）",
            goals=(2, 6),
            goals_label="总体目标",
        ),
    },
)
