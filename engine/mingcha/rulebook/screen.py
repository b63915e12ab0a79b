"""Rules on the screen: the list, one in full, what a check found, what became of each in a run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict
from rich.table import Table
from rich.text import Text

from ..knowledge import Knowledge, Rule
from ..reporting.terminal import terminal
from ..vocabulary.scope import scope_words
from .checking import Checked
from .coverage import Coverage, RuleCoverage
from .method import method

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "rule": "规则",
        "severity": "级别",
        "title": "内容",
        "scope": "适用范围",
        "basis": "依据",
        "error": "错误",
        "warning": "疑点",
        "info": "提示",
        "kind": "类别",
        "confidence": "把握",
        "file": "文件",
        "demands": "要求",
        "say": "提示语",
        "why": "为什么重要",
        "exclusions": "不报的情形",
        "holds": "示例：成立",
        "breaks": "示例：违反",
        "everything": "全部文件",
        "full text": "已核对条文原文",
        "restated": "据转载核对",
        "cited": "仅见引用",
        "count": "{count} 条规则",
        "right": "通过，{count} 个示例",
        "wrong": "有误",
        "example": "示例 {side} {number}：{why}",
        "checked": "{files} 个文件，{wrong} 个有误",
        "held": "成立",
        "fired": "违反",
        "no_data": "无数据",
        "not_applicable": "不适用",
        "findings": "问题数",
        "confirmed": "审核确认",
        "share": "{confirmed}/{judged} ({low:.0%}–{high:.0%})",
        "reason": "不适用的原因",
        "documents": "{documents} 份文件，另有 {failed} 份无法读取",
        "never_ran": "本次未运行的规则",
        "never_data": "没有一份文件有数据可比的规则",
        "never_applied": "对所有文件都不适用的规则",
        "other": "本次运行所用的知识库与现在的不同",
        "none": "没有规则",
    },
    "en": {
        "rule": "rule",
        "severity": "severity",
        "title": "what must hold",
        "scope": "applies to",
        "basis": "basis",
        "error": "error",
        "warning": "warning",
        "info": "info",
        "kind": "kind",
        "confidence": "confidence",
        "file": "file",
        "demands": "demands",
        "say": "message",
        "why": "why it matters",
        "exclusions": "not reported",
        "holds": "example that holds",
        "breaks": "example that breaks",
        "everything": "every document",
        "full text": "the article was read",
        "restated": "seen restated",
        "cited": "seen cited only",
        "count": "rules: {count}",
        "right": "right, examples: {count}",
        "wrong": "wrong",
        "example": "example {side} {number}: {why}",
        "checked": "files: {files}, wrong: {wrong}",
        "held": "held",
        "fired": "fired",
        "no_data": "no data",
        "not_applicable": "not applicable",
        "findings": "findings",
        "confirmed": "confirmed",
        "share": "{confirmed} of {judged} ({low:.0%}–{high:.0%})",
        "reason": "why not applicable",
        "documents": "documents: {documents}, not read at all: {failed}",
        "never_ran": "rules that did not run",
        "never_data": "rules that had no data in any document",
        "never_applied": "rules that applied to no document",
        "other": "the run used other knowledge than this",
        "none": "no rules",
    },
}
_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_NOT_SHOWN = ("terms", "examples", "path")


def print_list(rules: Sequence[Rule], lang: str) -> None:
    """One line a rule: id, severity, title, scope and laws."""
    words, console = _WORDS[lang], terminal()
    table = Table(show_lines=False)
    for name in ("rule", "severity"):
        table.add_column(words[name], no_wrap=True)
    for name, ratio in (("title", 3), ("scope", 1), ("basis", 2)):
        table.add_column(words[name], ratio=ratio, overflow="fold")
    for rule in rules:
        laws = dict.fromkeys(f"{law['law']}{law['article']}" for law in rule.basis)
        table.add_row(
            rule.id,
            Text(words[rule.severity], style=_STYLE[rule.severity]),
            Text(rule.title[lang]),
            Text(scope_words(rule, lang)),
            Text(("；" if lang == "zh" else "; ").join(laws)),
        )
    console.print(table)
    console.print(words["count"].format(count=len(rules)))


def listed(rule: Rule) -> dict[str, Any]:
    """A rule as ``rules list --json`` gives it: its fields but terms and examples, and its file."""
    fields = {name: value for name, value in asdict(rule).items() if name not in _NOT_SHOWN}
    return {**fields, "family": rule.family, "file": rule.path}


def print_rule(rule: Rule, data: Mapping[str, Any], knowledge: Knowledge, lang: str) -> None:
    """Everything a rule says, in words."""
    words, console = _WORDS[lang], terminal()
    join = "：" if lang == "zh" else ": "
    console.print(Text(f"{rule.id}  {rule.title[lang]}", style="bold"), soft_wrap=True)
    for name, value in (
        ("severity", words[rule.severity]),
        ("kind", rule.kind),
        ("confidence", f"{rule.confidence:.0%}"),
        ("scope", scope_words(rule, lang) or words["everything"]),
        ("file", rule.path),
    ):
        console.print(Text(f"{words[name]}{join}{value}"), soft_wrap=True)
    told = method(rule.relation, data[rule.relation], knowledge, lang)
    marks = (f"{number}." if rule.relation == "find" else "-" for number in itertools.count(1))
    _print_part(words["demands"], (told.sentence, *(f"{mark} {line}" for mark, line in zip(marks, told.details, strict=False))))
    _print_part(words["basis"], (_law(law, lang) for law in rule.basis))
    _print_part(words["say"], [rule.say[lang]])
    _print_part(words["why"], [rule.why[lang]])
    if rule.exclusions:
        _print_part(words["exclusions"], (texts[lang] for texts in rule.exclusions))
    for side in ("holds", "breaks"):
        for text in rule.examples[side]:
            _print_part(words[side], text.rstrip("\n").split("\n"))


def _law(law: Mapping[str, str], lang: str) -> str:
    words = _WORDS[lang]
    demands = law["demands"] if lang == "zh" else law.get("demands_en", law["demands"])
    open_, close = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{law['law']}{law['article']}{'：' if lang == 'zh' else ': '}{demands}{open_}{words[law['verified']]}{close}"


def _print_part(title: str, lines: Iterable[str]) -> None:
    console = terminal()
    console.print(Text(f"\n{title}", style="bold"))
    for line in lines:
        console.print(Text(f"  {line}".rstrip()), soft_wrap=True)


def print_checked(checked: Sequence[Checked], lang: str) -> None:
    """Each file with what is wrong in it, then the sum."""
    words, console = _WORDS[lang], terminal()
    for one in checked:
        if one.right:
            console.print(Text(f"{one.path}: {words['right'].format(count=one.examples)}"), soft_wrap=True)
        for error in one.errors:
            console.print(Text(str(error), style=_STYLE["error"]), soft_wrap=True)
        for failure in one.failures:
            example = failure.example
            said = words["example"].format(side=example.side, number=example.number, why=failure.why[lang])
            console.print(Text(f"{one.path}: {said}", style=_STYLE["error"]), soft_wrap=True)
    wrong = sum(not one.right for one in checked)
    console.print(Text(words["checked"].format(files=len(checked), wrong=wrong), style="bold"))


def print_coverage(coverage: Coverage, lang: str) -> None:
    """One line a rule that ran, with what examiners said where they did; then those that could say nothing, with the reason."""
    words, console = _WORDS[lang], terminal()
    reviewed = any(rule.judged for rule in coverage.rules)
    table = Table()
    table.add_column(words["rule"], no_wrap=True)
    for name in ("held", "fired", "no_data", "not_applicable", "findings", *(["confirmed"] if reviewed else [])):
        table.add_column(words[name], justify="right", no_wrap=True)
    table.add_column(words["title"], ratio=3, overflow="fold")
    table.add_column(words["reason"], ratio=2, overflow="fold")
    for rule in (rule for rule in coverage.rules if rule.ran):
        counts = (rule.held, rule.fired, rule.no_data, rule.not_applicable, rule.findings)
        share = [_share(rule, lang)] if reviewed else []
        table.add_row(rule.rule, *map(str, counts), *share, Text(rule.title.get(lang, "")), Text(_reasons(rule, lang)))
    console.print(table)
    console.print(words["documents"].format(documents=coverage.documents, failed=coverage.failed))
    silent = [rule for rule in coverage.rules if rule.ran and rule.silent]
    _print_ids(words["never_data"], [rule for rule in silent if rule.no_data])
    _print_ids(words["never_applied"], [rule for rule in silent if rule.not_applicable and not rule.no_data])
    _print_ids(words["never_ran"], [rule for rule in coverage.rules if not rule.ran])
    if not coverage.same_knowledge:
        console.print(Text(words["other"], style=_STYLE["warning"]))


def _share(rule: RuleCoverage, lang: str) -> str:
    """How many were confirmed of those that were judged, and between which shares that puts the rule."""
    if rule.share is None:
        return ""
    low, high = rule.share
    return _WORDS[lang]["share"].format(confirmed=rule.confirmed, judged=rule.judged, low=low, high=high)


def _reasons(rule: RuleCoverage, lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(f"{why.get(lang, '')} ({count})" for why, count in rule.why)


def _print_ids(title: str, rules: Sequence[RuleCoverage]) -> None:
    if rules:
        terminal().print(Text(f"{title} ({len(rules)}): {' '.join(rule.rule for rule in rules)}"), soft_wrap=True)
