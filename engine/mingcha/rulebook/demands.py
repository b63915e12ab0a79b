"""What a rule demands, in a sentence: its relation and terms told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..knowledge import Knowledge

Texts = Mapping[str, str]

_RELATIONS: Mapping[str, Texts] = {
    "adds_up": {
        "zh": "{axis}，{total}等于按{along}划分的各部分之和",
        "en": "{axis}, {total} equals its parts by {along}",
    },
    "agrees": {
        "zh": "同一坐标上的金额在各表中相同：{measures}",
        "en": "amounts at one coordinate are the same in all tables: {measures}",
    },
    "balances": {"zh": "同一表内，{left}等于{right}", "en": "in a table, {left} equals {right}"},
    "narrative_agrees": {
        "zh": "文字所述金额与报表同一坐标上的金额相同：{measures}",
        "en": "an amount in the text equals the tables' at its coordinate: {measures}",
    },
    "narrative_repeats": {
        "zh": "文字中多次列示的同一金额前后相同：{measures}",
        "en": "an amount stated twice in the text is the same: {measures}",
    },
    "narrative_adds_up": {
        "zh": "文字中的合计等于文字所列各部分之和：{sets}",
        "en": "an amount of the text equals the parts that the text states: {sets}",
    },
    "changes_add_up": {
        "zh": "各部分较上年的增减之和等于总增减",
        "en": "the changes of all parts add up to the change of the whole",
    },
    "changes_agree": {
        "zh": "多次列示的同一增减额前后相同：{measures}",
        "en": "a change against last year that is stated several times is the same: {measures}",
    },
    "difference": {"zh": "本年数减上年数等于所述增减额", "en": "this year minus last year is the stated change"},
    "growth": {"zh": "所述增长率等于增减额除以上年数", "en": "a stated growth is the change divided by last year"},
    "share": {
        "zh": "所述占比等于部分除以总数，完成率等于金额除以年初预算",
        "en": "a stated share is the part divided by the whole, a completion rate the amount divided by the opening budget",
    },
    "code_swap": {
        "zh": "文字中某科目的金额不是另一科目的金额",
        "en": "an amount in the text is not that of another account",
    },
    "code_listed": {"zh": "文字中的科目编码在报表中列有", "en": "a code of the text stands in a table"},
    "code_names": {"zh": "科目编码与名称相符（{between}）", "en": "a code goes with its name ({between})"},
    "same_account": {
        "zh": "名称与金额都相同的科目在各表中编码相同",
        "en": "the same name with the same amounts has one code in all tables",
    },
    "counts_add_up": {"zh": "人数、车辆数等于各部分之和：{what}", "en": "a number equals its parts: {what}"},
    "form_funds": {"zh": "绩效目标表中的资金总额等于各来源之和", "en": "in a performance form the funds equal their sources"},
    "form_project": {
        "zh": "绩效目标表中的资金等于项目表中该项目的金额",
        "en": "the funds in a performance form equal the project's amount in the list of projects",
    },
    "form_product": {
        "zh": "人数乘以人均金额与项目资金相符，允许相差 {tolerance}%",
        "en": "persons times the amount a person fits the project's funds, give or take {tolerance} %",
    },
    "tasks_add_up": {
        "zh": "整体支出绩效目标表中的总额等于各任务金额之和",
        "en": "in the form for the whole unit the total equals the tasks",
    },
    "misspelt": {
        "zh": "全文没有错别字表（language/slips.yaml）所列的写法",
        "en": "none of the slips listed in language/slips.yaml stands anywhere",
    },
    "says": {"zh": "{within}不得出现：{pattern}", "en": "{within}, these words must not stand: {pattern}"},
}
_TERMS: Mapping[str, Texts] = {
    "axis=column": {"zh": "表内每一行", "en": "in a row of a table"},
    "axis=row": {"zh": "表内每一列", "en": "in a column of a table"},
    "total=": {"zh": "合计", "en": "the total"},
    "total=coded": {"zh": "上级科目", "en": "an account"},
    "total=closing": {"zh": "合计行", "en": "the total line"},
    "between=narrative": {"zh": "文字与报表", "en": "text against tables"},
    "between=tables": {"zh": "各表之间", "en": "between tables"},
    "within=": {"zh": "正文", "en": "in the text"},
    "within=narrative": {"zh": "正文", "en": "in the text"},
    "within=anywhere": {"zh": "正文和表格", "en": "in text and tables"},
    "along=function": {"zh": "功能分类", "en": "function"},
    "along=economy_dept": {"zh": "部门预算经济分类", "en": "departmental economic account"},
    "along=economy_gov": {"zh": "政府预算经济分类", "en": "government economic account"},
    "along=component": {"zh": "支出构成", "en": "component"},
    "along=fund": {"zh": "资金来源", "en": "source of money"},
    "along=item": {"zh": "明细项目", "en": "item"},
    "along=measure": {"zh": "收支项目", "en": "measure"},
    "what=staff_quota": {"zh": "编制人数", "en": "staff quota"},
    "what=staff_actual": {"zh": "实有人数", "en": "staff"},
    "what=vehicles": {"zh": "车辆", "en": "vehicles"},
}
_FACTS: Mapping[str, Texts] = {
    "zh": {"find": "以下各项不得同时成立：", "one": "有", "none": "没有", "and": "，且", "": "空"},
    "en": {"find": "these must not stand together:", "one": "there is", "none": "there is no", "and": ", and", "": "nothing"},
}
_OPERATORS: Mapping[str, Texts] = {
    "not": {"zh": "不是", "en": "is not"},
    "is": {"zh": "等于", "en": "is that of"},
    "differs": {"zh": "不等于", "en": "is not that of"},
    "after": {"zh": "大于", "en": "is above"},
    "over": {"zh": "大于", "en": "is above"},
    "under": {"zh": "小于", "en": "is below"},
    "has": {"zh": "含有", "en": "has"},
    "lacks": {"zh": "不含", "en": "has not"},
    "matches": {"zh": "符合", "en": "matches"},
    "fails": {"zh": "不符合", "en": "does not match"},
}
_JOIN = {"zh": "、", "en": ", "}


def demand_of(data: Mapping[str, Any], relation: str, knowledge: Knowledge, lang: str) -> list[str]:
    """What a rule file demands, in lines; a relation that has no words yet is told by its name and terms.

    Args:
        data: what the rule file says.
        relation: the one that it demands.
        knowledge: whose dimensions name the members.
        lang: zh or en.
    """
    terms = data[relation]
    if relation == "find":
        return [_FACTS[lang]["find"], *(f"  - {_pattern(term, lang)}" for term in terms)]
    words = _RELATIONS.get(relation)
    if words is None:
        return [f"{relation}: {msgspec.json.encode(terms).decode()}"]
    told = {"total": _TERMS["total="][lang], "within": _TERMS["within="][lang]}
    return [words[lang].format_map({**told, **{name: _term(name, value, knowledge, lang) for name, value in terms.items()}})]


def _term(name: str, value: Any, knowledge: Knowledge, lang: str) -> str:
    if name == "sets":
        return ("；" if lang == "zh" else "; ").join(_set(one, knowledge, lang) for one in value)
    if isinstance(value, list):
        return _JOIN[lang].join(_term(name, one, knowledge, lang) for one in value)
    if name in ("measures", "left", "right"):
        return _member("measure", value, knowledge, lang)
    known = _TERMS.get(f"{name}={value}")
    return known[lang] if known else str(value)


def _set(one: Mapping[str, Any], knowledge: Knowledge, lang: str) -> str:
    measure = _member("measure", one["measure"], knowledge, lang)
    whole = _member(one["along"], one["whole"], knowledge, lang)
    parts = " + ".join(_member(one["along"], part, knowledge, lang) for part in one["parts"])
    return f"{measure}{'：' if lang == 'zh' else ': '}{whole} = {parts}"


def _member(dimension: str, name: str, knowledge: Knowledge, lang: str) -> str:
    node = knowledge.dimensions[dimension].nodes.get(name) if dimension in knowledge.dimensions else None
    return name if node is None else node.zh if lang == "zh" else node.en


def _pattern(term: Mapping[str, Any], lang: str) -> str:
    absent = "absent" in term
    ((kind, conditions),) = (term["absent"] if absent else term).items()
    words = _FACTS[lang]
    name = f" {conditions['as']}" if "as" in conditions else ""
    told = [part for field, condition in conditions.items() if field != "as" for part in _condition(field, condition, lang)]
    start = f"{words['none' if absent else 'one']} {kind}{name}"
    return f"{start}{'：' if lang == 'zh' else ': '}{words['and'].join(f' {one}' for one in told).strip()}" if told else start


def _condition(field: str, condition: Any, lang: str) -> Iterator[str]:
    if not isinstance(condition, dict):
        yield f"{field} = {_values(condition, lang)}"
        return
    for operator, operand in condition.items():
        words = _OPERATORS.get(operator)
        yield f"{field} {words[lang] if words else operator} {_values(operand, lang)}"


def _values(value: Any, lang: str) -> str:
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    return " / ".join(str(one) or _FACTS[lang][""] for one in values)
