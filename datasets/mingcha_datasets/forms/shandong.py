"""The form of Shandong: tables in the second part, the unit's name above each, notes below empty ones."""

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
    "{level}概况",
    (Section("主要职责", (Slot("主要职责"),)), Section("机构设置情况", (Slot("机构设置"),))),
)

_EXPLANATIONS = Section(
    "{year}年{level}预算情况和重要事项说明",
    (
        Section(
            "预算收支增减变化情况说明",
            (
                Line("按照综合预算的原则，{self}所有收入和支出均纳入部门预算管理。"),
                Slot("收入预算", opening="（一）收入预算：{year} 年"),
                Slot("支出预算", opening="（二）支出预算：{year} 年"),
                Slot("增减变化", opening="（三）增减变化情况：{year} 年", listed="{}. "),
            ),
            "",
        ),
        Section(
            "“三公”经费支出情况",
            (Slot("三公经费", opening="{year} 年通过一般公共预算财政拨款安排的", listed="{}. "),),
            "",
        ),
        Section("机关运行经费情况", (Slot("机关运行经费", opening="{year} 年{self}"),), ""),
        Section("政府采购情况", (Slot("政府采购", opening="{year} 年"),), ""),
        Section(
            "国有资产占有使用情况",
            (
                Slot("资产占有", opening="截至 {last_year} 年 12 月 31 日，{self}共有", join="。"),
                Slot("资产购置", absent="{year} 年预算未安排{absent}"),
            ),
            "",
        ),
        Section(
            "绩效目标情况说明",
            (
                Section(
                    "预算绩效管理情况",
                    (
                        Slot(
                            "绩效目标管理",
                            opening="{name} {year} 年项目支出全面实施绩效目标管理，涉及",
                            join="，",
                        ),
                        Slot("绩效评价", opening="拟开展", join="，涉及"),
                        Slot("结果应用", opening="根据以前年度绩效评价结果，"),
                    ),
                    "",
                ),
                Section("{level}预算项目绩效目标表", (Performance(),), ""),
            ),
            "",
        ),
    ),
)

_SOURCES = "财政专户管理资金|单位资金|使用非财政拨款结余|上年结转"
_BY_FUNCTION = header("科目编码|||科目名称|合计|基本支出|||项目支出", "类|款|项|||小计|人员支出|日常公用支出|")
_THREE_PUBLIC = "合计|因公出国（境）经费|公务用车购置及运行维护费|||公务接待费"
_THREE_PUBLIC_CARS = "||小计|公务用车购置经费|公务用车运行维护费|"

SHANDONG = Form(
    name="shandong",
    levels={"unit": "单位", "department": "部门"},
    phrases=Phrases(gap=" ", among="其中：", between_parts="，", details="，其中："),
    body=(
        Line("{year} 年{name}{level}预算"),
        Contents(),
        _OVERVIEW,
        Section("{year}年{level}预算表", (Tables(),)),
        _EXPLANATIONS,
        Section("名词解释", (Slot("名词解释"),)),
    ),
    headings=("第{zh}部分\n\n{title}", "{zh}、{title}", "（{zh}）{title}"),
    contents=("第{zh}部分 {title}", "- {zh}、{title}"),
    catalogue_line="- {label}、{table}",
    above_table=("部门（单位）：{name_on_tables}", "单位：{money}"),
    tables={
        "income_and_expenditure": header("收 入||支 出|", "项目|预算数|项目|预算数"),
        "income": header(
            "科目编码|||科目名称|合计|财政拨款收入||||财政专户管理资金收入|事业收入（不含教育收费）|事业单位经营收入"
            "|其他收入|上级补助收入|附属单位上缴收入|使用非财政拨款结余|上年结转",
            "类|款|项|||小计|一般公共预算收入|政府性基金预算收入|国有资本经营预算收入||||||||",
        ),
        "expenditure": header("科目编码|||科目名称|合计|基本支出|项目支出|结转下年", "类|款|项|||||"),
        "appropriation": header(
            "收 入||支 出||||",
            "项目|预算数|项目|预算数|||",
            "|||总计|一般公共预算|政府性基金预算|国有资本经营预算",
        ),
        "by_function": _BY_FUNCTION,
        "basic_by_economy": header(
            "科目编码||部门预算支出经济分类科目名称|科目编码||政府预算支出经济分类科目名称|基本支出预算||",
            "类|款||类|款||小计|人员支出|日常公用支出",
        ),
        "three_public": header(
            "{last_year} 年预算数||||||{year} 年预算数|||||",
            f"{_THREE_PUBLIC}|{_THREE_PUBLIC}",
            f"{_THREE_PUBLIC_CARS}|{_THREE_PUBLIC_CARS}",
        ),
        "government_fund": _BY_FUNCTION,
        "state_capital": _BY_FUNCTION,
        "basic_by_source": header(
            f"科目编码||部门预算支出经济分类科目|科目编码||政府预算支出经济分类科目|合计|财政拨款||||{_SOURCES}",
            "|||||||小计|一般公共预算|政府性基金预算|国有资本经营预算||||",
            "类|款||类|款||||||||||",
        ),
        "projects": header(
            f"项目名称|项目类型|合计|财政拨款|||{_SOURCES}",
            "|||小计|一般公共预算|政府性基金预算||||",
        ),
        "procurement": header(
            "科目编码|||科目名称|资 金 来 源|||||||",
            f"类|款|项||合计|财政拨款|||{_SOURCES}",
            "|||||小计|一般公共预算|政府性基金预算||||",
        ),
    },
    performance={
        "project": PerformanceLayout(
            indicators=("一级指标", "二级指标", "三级指标", "指标值", "评分标准"),
            fields=(0, 1, 3, 4),
        ),
    },
)
