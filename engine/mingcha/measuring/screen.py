"""What moved between two runs of the benchmarks, on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from ..reporting.terminal import terminal
from .moved import Bar, Compared, Move, told

_MOST = 10
"""So many reasons why something was not compared are told."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "heads": "部分|指标|原值|新值|变化|95% 区间|",
        "better": "变好",
        "worse": "变差",
        "other": "改变",
        "moved": "比较了 {compared} 项指标，{moved} 项的变化超出噪声：变好 {better}，变差 {worse}",
        "still": "比较了 {compared} 项指标，没有一项的变化超出噪声",
        "met": "现在达标：{part} {figure}，{old} → {new}，标准 {bar}",
        "missed": "不再达标：{part} {figure}，{old} → {new}，标准 {bar}",
        "uncompared": "未比较：",
        "more": "……另有 {count} 项",
    },
    "en": {
        "heads": "part|figure|old|new|change|95 % interval|",
        "better": "better",
        "worse": "worse",
        "other": "changed",
        "moved": "figures compared: {compared}; moved beyond noise: {moved}, better: {better}, worse: {worse}",
        "still": "figures compared: {compared}; none moved beyond noise",
        "met": "bar met now: {part} {figure}, {old} -> {new}, bar {bar}",
        "missed": "bar missed now: {part} {figure}, {old} -> {new}, bar {bar}",
        "uncompared": "not compared:",
        "more": "… and {count} more",
    },
}


def print_compared(compared: Compared, lang: str) -> None:
    """Print the figures that moved, then bars that are met or missed since, then what was not compared, and why."""
    words, console = _WORDS[lang], terminal()
    moved = [move for move in compared.moves if move.moved]
    if moved:
        console.print(_table(moved, words))
    better, worse = sum(move.better is True for move in moved), sum(move.better is False for move in moved)
    sums = {"compared": len(compared.moves), "moved": len(moved), "better": better, "worse": worse}
    console.print(words["moved" if moved else "still"].format(**sums))
    for bar in compared.bars:
        console.print(_bar(bar, words), markup=False)
    if compared.uncompared:
        console.print(words["uncompared"])
        for reason in compared.uncompared[:_MOST]:
            console.print(f"  {reason}", markup=False)
        if len(compared.uncompared) > _MOST:
            console.print("  " + words["more"].format(count=len(compared.uncompared) - _MOST))


def _table(moved: Sequence[Move], words: Mapping[str, str]) -> Table:
    heads = words["heads"].split("|")
    table = Table(*heads[:2])
    for head in heads[2:]:
        table.add_column(head, justify="right")
    for move in moved:
        word = words["other" if move.better is None else "better" if move.better else "worse"]
        figures = (number(move.old, move.unit), number(move.new, move.unit), _change(move.change, move), _interval(move))
        table.add_row(move.part, escape(told(move.name, move.of)), *figures, word)
    return table


def _interval(move: Move) -> str:
    return "" if move.low == move.high else f"{_change(move.low, move)} … {_change(move.high, move)}"


def _change(change: float, move: Move) -> str:
    if move.form == "ratio":
        return f"{change:+.1%}"
    return f"{100 * change:+.2f} pp" if move.unit == "share" else f"{change:+.4g}"


def _bar(bar: Bar, words: Mapping[str, str]) -> str:
    old, new = ("–" if value is None else f"{value:.4g}" for value in (bar.old, bar.new))
    figure = told(bar.name, bar.of)
    return words["met" if bar.met else "missed"].format(part=bar.part, figure=figure, old=old, new=new, bar=f"{bar.bar:g}")


def number(value: float | None, unit: str) -> str:
    """A figure with its unit, as people write it."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.2f} %"
    text = f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"
    return f"{text}{unit and ' ' + unit}"
