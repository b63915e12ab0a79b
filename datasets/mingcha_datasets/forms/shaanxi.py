"""The form of Shaanxi: four parts, tables 1 to 15 at the end behind a catalogue that says which are empty."""

from mingcha_datasets.forms.form import (
    Catalogue,
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
    "{level}概况",
    (
        Section("主要职责及机构设置", (Slot("主要职责及机构设置"),)),
        Section("工作任务", (Slot("工作任务"),)),
        Section("预算单位构成", (Slot("预算单位构成", opening="纳入{self}预算的"), Tables(("units",)))),
        Section("人员情况说明", (Slot("人员情况", opening="截止上年底，{self}"),)),
    ),
)

_BY_SUBJECT = Section(
    "一般公共预算拨款支出明细情况",
    (
        Section("一般公共预算当年拨款规模变化情况", (Slot("拨款规模变化", lead="{self}当年"),), ""),
        Section(
            "支出按功能科目分类的明细情况",
            (Slot("按功能科目", lead="{self}当年", listed="({}) "),),
            "",
        ),
        Section(
            "支出按经济科目分类的明细情况",
            (
                Section(
                    "按照部门预算支出经济分类的类级科目说明",
                    (Slot("按部门预算经济科目", lead="{self}当年", listed=""),),
                    "",
                ),
                Section(
                    "按照政府预算支出经济分类的类级科目说明",
                    (Slot("按政府预算经济科目", lead="{self}当年", listed=""),),
                    "",
                ),
            ),
            "",
        ),
    ),
    "",
)

_ACCOUNT = Section(
    "收支情况",
    (
        Section(
            "收支说明",
            (
                Section(
                    "收支预算总体情况",
                    (
                        Slot(
                            "收支预算总体情况",
                            opening="按照综合预算的原则，{self}所有收入和支出均纳入部门预算管理。",
                            lead="{self}当年",
                        ),
                    ),
                    "",
                ),
                Section("财政拨款收支情况", (Slot("财政拨款收支情况", lead="{self}当年"),), ""),
                _BY_SUBJECT,
                Section("政府性基金预算支出情况", (Slot("政府性基金预算支出", absent="{self}无当年{absent}"),), ""),
                Section(
                    "国有资本经营预算拨款收支情况",
                    (Slot("国有资本经营预算收支", absent="{self}无当年{absent}"),),
                    "",
                ),
            ),
        ),
    ),
)

_OTHER = Section(
    "其他情况",
    (
        Section(
            "“三公”经费及会议费、培训费情况说明",
            (Slot("三公经费及会议费培训费", lead="{self}当年", join="。"), Tables(("meetings",))),
        ),
        Section(
            "国有资产占有使用及资产购置情况说明",
            (
                Slot("资产占有", opening="截止上年底，{self}共有", join="，"),
                Slot("资产购置", opening="当年部门预算安排购置", join="；安排购置"),
            ),
        ),
        Section("政府采购情况说明", (Slot("政府采购", lead="{self}当年", absent="{self}当年无{absent}"),)),
        # The form itself names these chapters differently in the contents and in the body.
        Section(
            "绩效目标情况说明",
            (Slot("绩效目标", opening="{self}绩效目标管理全覆盖，涉及", join="，"),),
            "绩效目标说明",
        ),
        Section("公用经费情况说明", (Slot("公用经费", lead="{self}当年"),)),
        Section("机关运行经费安排情况说明", (Slot("机关运行经费", lead="{self}当年"),), "机关运行经费安排说明"),
        Section("专业名词解释", (Slot("名词解释"),)),
    ),
)

_PUBLISHED_TABLES = Section(
    "公开报表",
    (
        Line("{year}年{level}综合预算公开报表"),
        Line("{level}名称：{name_on_tables}"),
        Line("保密审查情况：已审查"),
        Line("{level}主要负责人审签情况：已审签"),
        Line("目录"),
        Catalogue(("报表", "报表名称", "是否空表", "公开空表理由")),
        Line("注：公开空表一定要在目录说明理由。"),
        Tables(),
        Performance(),
    ),
)

_FOUR_LISTS = header(
    "收 入||支 出|||||",
    "项 目|预算数|支出功能分类科目（按大类）|预算数|{level}预算支出经济分类科目（按大类）|预算数"
    "|政府预算支出经济分类科目（按大类）|预算数",
)
_INDICATORS = ("一级指标", "二级指标", "指标内容", "指标值", "备注")

SHAANXI = Form(
    name="shaanxi",
    levels={"unit": "单位", "department": "部门"},
    phrases=Phrases(gap=" ", among="其中", between_parts="、", details="。其中："),
    body=(
        Line("{name}"),
        Line("{year}年{level}预算公开说明"),
        Contents(),
        _OVERVIEW,
        _ACCOUNT,
        _OTHER,
        _PUBLISHED_TABLES,
    ),
    headings=(
        "第{zh}部分 {title}",
        "{zh}、{title}",
        "（{zh}）{title}",
        "{arabic}、{title}",
        "（{arabic}）{title}",
    ),
    contents=("第{zh}部分 {title}", "- {zh}、{title}"),
    numbering_runs_on=True,
    above_table=("单位：{money}",),
    tables={
        "units": header("序号|单位名称|拟变动情况"),
        "meetings": header("序号|会议/培训名称|时间|人数|金额|备注"),
        "income_and_expenditure": _FOUR_LISTS,
        "appropriation": _FOUR_LISTS,
        "government_fund": _FOUR_LISTS,
        "by_function": header("功能科目编码|功能科目名称|合计|人员经费支出|公用经费支出|专项业务经费支出|备注"),
        "by_economy": header(
            "{level}经济科目编码|{level}经济科目名称|政府经济科目编码|政府经济科目名称|合计|人员经费支出|公用经费支出"
            "|专项业务经费支出|备注"
        ),
        "basic_by_function": header("功能科目编码|功能科目名称|合计|人员经费支出|公用经费支出|备注"),
        "basic_by_economy": header(
            "{level}经济科目编码|{level}经济科目名称|政府经济科目编码|政府经济科目名称|合计|人员经费支出|公用经费支出|备注"
        ),
        "projects": header("单位编码|单位（项目）名称|项目金额|项目简介"),
        "procurement": header(
            "科目编码|||单位编码|采购项目|采购目录|购买服务内容|控制型号|数量|{level}预算支出经济科目编码|"
            "|政府预算支出经济分类科目编码||实施采购时间|预算金额|说明",
            "类|款|项|||||||类|款|类|款|||",
        ),
    },
    performance={
        "project": PerformanceLayout(
            indicators=_INDICATORS,
            indicators_at=1,
            indicators_label="年度绩效指标",
            fields=(0, 2),
            funds=(2, 4),
            funds_label="资金金额（万元）",
        ),
        "whole": PerformanceLayout(
            indicators=("一级指标", "二级指标", "指标内容", "指标值"),
            indicators_at=1,
            indicators_label="年度绩效指标",
            fields=(0, 2),
            goals=(0, 1),
            tasks=header("任务名称|主要内容|预算金额（万元）||", "||总额|财政拨款|其他资金"),
            tasks_at=1,
            tasks_label="年度主要任务",
        ),
        "special_fund": PerformanceLayout(
            indicators=_INDICATORS,
            indicators_at=1,
            indicators_label="绩效指标",
            fields=(0, 2, 4, 5),
            funds=(2, 3, 4, 5),
            funds_label="资金金额（万元）",
            goals=(1, 4),
            goals_label="总体目标",
        ),
    },
)
