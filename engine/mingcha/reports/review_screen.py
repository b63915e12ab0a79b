"""Reviews on the screen: what applying and carrying over did, and what was judged of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from ..reporting.terminal import terminal
from .applying import Applied, Conflict
from .carrying import Carried
from .reviewed import Reviewed, RuleReviewed
from .reviews import Review

_MOST = 5
"""So many of each kind are named."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "applied": "{run}：写入 {taken} 项审核结果，其中 {new} 项是新的或有改动",
        "conflicts": "{count} 个问题有不同的审核结果：",
        "conflict": "{finding}  采用“{now}”（{now_from}），未采用“{was}”（{was_from}）",
        "unknown": "{count} 项没有写入：本次运行没有这些问题，它们可能属于另一次运行，或文件、规则已变：",
        "vanished": "{count} 项另行保留：本次运行不再有这些问题（文件或规则已变）：",
        "carried": "{run}：沿用往年的排除 {count} 项；与往年完全相同的问题，审核结果照旧 {taken} 项",
        "mixed": "{count} 个问题往年的审核结果不一，没有沿用，请审核：",
        "elsewhere": "{count} 个问题与往年排除的同属一个单位、一条规则，但不在同一行，没有沿用，请审核：",
        "unnamed": "{count} 项没有说明属于哪个单位和规则，不能沿用；请先用 mingcha review apply 写入当年的运行，再指明那个文件夹",
        "more": "……另有 {count} 项",
        "open": "待审核",
        "confirmed": "已确认",
        "dismissed": "已排除",
        "over": "沿用 {year} 年",
        "reviewed": "共 {findings} 个问题：已确认 {confirmed}，已排除 {dismissed}（其中沿用往年 {carried}），待审核 {open}",
        "rule": "规则",
        "findings": "问题数",
        "of_which": "其中沿用",
        "all": "合计",
        "finding": "问题",
        "state": "审核结果",
        "unit": "单位",
        "year": "年度",
        "reason": "理由",
        "none": "没有审核结果",
        "colon": "：",
    },
    "en": {
        "applied": "{run}: reviews taken: {taken}, new or changed: {new}",
        "conflicts": "findings that were judged in several ways: {count}",
        "conflict": '{finding}  "{now}" ({now_from}) counts, not "{was}" ({was_from})',
        "unknown": "not taken, as the run does not have these findings: {count}; they may be of another run, or the documents or "
        "rules have changed:",
        "vanished": "kept aside, as the run no longer has these findings (the documents or rules have changed): {count}",
        "carried": "{run}: dismissals carried over: {count}; reviews of the very same findings: {taken}",
        "mixed": "not carried over, as they were judged in several ways; review them: {count}",
        "elsewhere": "not carried over, as another row of the same unit and rule was dismissed; review them: {count}",
        "unnamed": "not carried over, as they do not say of which unit and rule they are: {count}; apply them to the run of "
        "their year with mingcha review apply, then name its folder",
        "more": "… and {count} more",
        "open": "open",
        "confirmed": "confirmed",
        "dismissed": "dismissed",
        "over": "carried over from {year}",
        "reviewed": "findings: {findings}; confirmed: {confirmed}; dismissed: {dismissed}, carried over {carried}; open: {open}",
        "rule": "rule",
        "findings": "findings",
        "of_which": "carried over",
        "all": "all",
        "finding": "finding",
        "state": "state",
        "unit": "unit",
        "year": "year",
        "reason": "reason",
        "none": "nothing was reviewed",
        "colon": ": ",
    },
}


def print_applied(applied: Applied, run: Path, lang: str) -> None:
    """What was taken, then what needs a look."""
    words = _WORDS[lang]
    _print(words["applied"].format(run=run, taken=applied.taken, new=applied.new))
    _print_conflicts(applied.conflicts, lang)
    _print_some(
        "unknown", [f"{one.finding}  {_said(one, lang)}{words['colon']}{path}" for path, one in applied.unknown], lang, wrong=True
    )
    _print_some("vanished", [_told(review, lang) for review in applied.vanished], lang)


def print_carried(carried: Carried, run: Path, lang: str) -> None:
    """What was carried over, then what was not and why."""
    words = _WORDS[lang]
    _print(words["carried"].format(run=run, count=len(carried.carried), taken=carried.taken))
    for line in _some([_told(review, lang) for review in carried.carried], lang):
        _print(line)
    _print_conflicts(carried.conflicts, lang)
    _print_some("mixed", [_told(review, lang) for review in carried.mixed], lang, wrong=True)
    _print_some("elsewhere", [_told(review, lang) for review in carried.elsewhere], lang, wrong=True)
    if carried.unnamed:
        _print(words["unnamed"].format(count=carried.unnamed), "yellow")


def print_reviewed(told: Reviewed, lang: str) -> None:
    """One line a rule, one a review, and the sum."""
    words, console = _WORDS[lang], terminal()
    table = Table()
    table.add_column(words["rule"], no_wrap=True)
    for name in ("findings", "confirmed", "dismissed", "of_which", "open"):
        table.add_column(words[name], justify="right", no_wrap=True)
    for rule in told.rules:
        table.add_row(*_row(rule, rule.rule))
    console.print(table)
    if told.reviews:
        console.print(_list(told.reviews, lang))
    else:
        _print(words["none"])
    print_kept(told, lang)


def print_kept(told: Reviewed, lang: str) -> None:
    """The reviews that are kept aside, and the sum."""
    words = _WORDS[lang]
    _print_some("vanished", [_told(review, lang) for review in told.vanished], lang)
    total = told.total
    counts = {name: getattr(total, name) for name in ("findings", "confirmed", "dismissed", "carried", "open")}
    _print(words["reviewed"].format(**counts), "bold")


def _row(rule: RuleReviewed, name: str) -> Sequence[str]:
    return name, *map(str, (rule.findings, rule.confirmed, rule.dismissed, rule.carried, rule.open))


def _list(reviews: Iterable[Review], lang: str) -> Table:
    words = _WORDS[lang]
    table = Table()
    for name in ("finding", "rule", "state"):
        table.add_column(words[name], no_wrap=True)
    table.add_column(words["year"], justify="right", no_wrap=True)
    for name in ("unit", "reason"):
        table.add_column(words[name], overflow="fold")
    for review in reviews:
        about = review.about
        rule, year, unit = (about.rule, about.year, about.unit) if about else ("", 0, "")
        table.add_row(review.finding, rule, Text(_state(review, lang)), str(year or ""), Text(unit), Text(review.reason))
    return table


def _print_conflicts(conflicts: Sequence[Conflict], lang: str) -> None:
    lines = [
        _WORDS[lang]["conflict"].format(
            finding=one.now.finding,
            now=_said(one.now, lang),
            now_from=one.now_from,
            was=_said(one.was, lang),
            was_from=one.was_from,
        )
        for one in conflicts
    ]
    _print_some("conflicts", lines, lang, wrong=True)


def _print_some(key: str, lines: Sequence[str], lang: str, *, wrong: bool = False) -> None:
    if lines:
        _print(_WORDS[lang][key].format(count=len(lines)), "yellow" if wrong else "")
        for line in _some(lines, lang):
            _print(line)


def _some(lines: Sequence[str], lang: str) -> Iterable[str]:
    """The first of them, and how many more there are."""
    yield from (f"  {line}" for line in lines[:_MOST])
    if len(lines) > _MOST:
        yield "  " + _WORDS[lang]["more"].format(count=len(lines) - _MOST)


def _told(review: Review, lang: str) -> str:
    about = review.about
    of = "  ".join(str(part) for part in (about.unit, about.year or "", about.rule) if part) if about else ""
    return "  ".join(part for part in (review.finding, of, _said(review, lang)) if part)


def _said(review: Review, lang: str) -> str:
    """Its state and its reason."""
    return _state(review, lang) + (_WORDS[lang]["colon"] + review.reason if review.reason else "")


def _state(review: Review, lang: str) -> str:
    words = _WORDS[lang]
    over = words["over"].format(year=review.carried) if review.carried else ""
    return f"{words[review.state]} ({over})" if over else words[review.state]


def _print(line: str, style: str = "") -> None:
    terminal().print(Text(line, style=style), soft_wrap=True)
