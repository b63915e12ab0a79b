"""The accounts that random budgets spend on: a few of every classification, by their official codes and names."""

from __future__ import annotations

FUNCTIONS = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080502": "事业单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "20899": "其他社会保障和就业支出",
    "2089999": "其他社会保障和就业支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
}
"""What the general public budget and other money is spent on."""

FUND_FUNCTIONS = {"229": "其他支出", "22960": "彩票公益金安排的支出", "2296004": "用于教育事业的彩票公益金支出"}
"""What a government fund is spent on."""

ALL_FUNCTIONS = {**FUNCTIONS, **FUND_FUNCTIONS}

ECONOMY = {
    "301": "工资福利支出",
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30113": "住房公积金",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30207": "邮电费",
    "30227": "委托业务费",
    "303": "对个人和家庭的补助",
    "30302": "退休费",
    "310": "资本性支出",
    "31002": "办公设备购置",
}
"""Accounts of the department's economic classification."""

GOVERNMENT = {
    "501": "机关工资福利支出",
    "50101": "工资奖金津补贴",
    "50103": "住房公积金",
    "502": "机关商品和服务支出",
    "50201": "办公经费",
    "50205": "委托业务费",
    "503": "机关资本性支出（一）",
    "50306": "设备购置",
    "509": "对个人和家庭的补助",
    "50905": "离退休费",
}
"""Accounts of the government's economic classification."""

COUNTERPART = {
    "30101": "50101",
    "30102": "50101",
    "30113": "50103",
    "30201": "50201",
    "30207": "50201",
    "30227": "50205",
    "30302": "50905",
    "31002": "50306",
}
"""The government's account of each of the department's."""

SPENT_ON = {
    "personnel": ("30101", "30102", "30113", "30302"),
    "operating": ("30201", "30207"),
    "project": ("30201", "30227", "31002"),
}
"""The economic accounts of each component."""

COMPONENTS = tuple(SPENT_ON)
