"""The figures that both READMEs state: made from the committed results of a full run, never typed.

python -m benchmarks.figures [--check]

They stand between two comments in each README; ``--check`` writes nothing and exits with 1 where they are not of the results.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mingcha.measuring.moved import interval
from mingcha.measuring.results import Label, Measure, Results, read_results
from mingcha.measuring.screen import number

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "full" / "results.json"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
BEGIN, END = "<!-- figures: made by python -m benchmarks.figures -->", "<!-- end of figures -->"
_BLOCK = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)


class Line(NamedTuple):
    """A figure of the READMEs: which, and what it is called there."""

    part: str
    name: str
    of: dict[str, Label]
    en: str
    zh: str


LINES = (
    Line(
        "speed", "time", {"step": "screen", "documents": "samples"},
        "screening a text document, one core", "审查一份文本文件，单核",
    ),
    Line(
        "speed", "times the floor", {"step": "screen", "documents": "samples"},
        "the same, beside splitting lines and parsing numbers only", "同上，与仅拆分行列、解析数字相比",
    ),
    Line(
        "speed", "time", {"step": "screen", "documents": "generated"},
        "screening a made-up document never seen before", "审查一份从未见过的生成文件",
    ),
    Line(
        "starting", "start", {"what": "mingcha screen, one file"},
        "the command on one file, cold start", "命令审查一份文件，冷启动",
    ),
    Line(
        "rival_experta", "times as long as ours", {"rival": "experta"},
        "experta on the same rules takes so many times as long", "同样的规则，experta 所用时间是本程序的倍数",
    ),
    Line(
        "rival_duckdb", "times as long as ours", {"rival": "DuckDB"},
        "DuckDB in SQL on the same rules takes so many times as long", "同样的规则写成 SQL，DuckDB 所用时间是本程序的倍数",
    ),
    Line("bulk", "two workers beside one", {}, "two workers beside one", "双进程与单进程之比"),
    Line(
        "detection", "recall", {"revealed by": "amounts"},
        "mistakes that amounts reveal, found", "金额能揭示的错误，被发现的比例",
    ),
    Line("detection", "recall", {}, "mistakes that amounts or words reveal, found", "金额或文字能揭示的错误，被发现的比例"),
    Line("detection", "precision", {}, "findings that point at a mistake made", "所报问题中确属所改错误的比例"),
    Line(
        "detection", "recall", {"withheld": "jiangsu, shanghai"},
        "mistakes found in two forms that nothing was tuned on", "两种未作任何适配的格式中，被发现的比例",
    ),
    Line("undamaged", "documents", {}, "made-up disclosures without a mistake", "没有错误的生成文件，份数"),
    Line("undamaged", "documents with an error", {}, "of them with a finding of error", "其中被误报错误的份数"),
    Line("locating", "place first", {"damages": 1}, "one wrong figure: named first", "一处错数：首先指认的就是它"),
    Line("locating", "right value", {"damages": 1}, "one wrong figure: put right", "一处错数：改正数正确"),
    Line(
        "peers", "average precision beside IsolationForest's", {"world": "lognormal"},
        "unusual units: average precision beside scikit-learn's IsolationForest",
        "异常单位：平均精度与 scikit-learn 的 IsolationForest 之比",
    ),
)  # fmt: skip
_WORDS = {
    "en": {"heads": "measured|value|interval (95 %)|bar", "met": ", met", "missed": ", missed", "of": " of "},
    "zh": {"heads": "测量内容|结果|95% 区间|标准", "met": "，达到", "missed": "，未达到", "of": " / "},
}
_RAN = {
    "en": "Measured by `make bench` in {minutes:.0f} minutes on {processor}, {cores} cores, Python {python}, at commit {commit}; "
    "bars met: {met} of {bars}. [All figures and plots](benchmarks/results/full/README.md).",
    "zh": "由 `make bench` 测得，用时 {minutes:.0f} 分钟；{processor}，{cores} 核，Python {python}，版本 {commit}；"
    "各项标准达到 {met} / {bars}。[全部数字和图](benchmarks/results/full/README.md)。",
}


def main() -> int:
    """Write the figures into both READMEs, or check those that are there."""
    results = read_results(RESULTS)
    stale = []
    for lang, path in READMES.items():
        text = path.read_text(encoding="utf-8")
        made = filled(text, results, lang)
        if made != text:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(made, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(
            f"{', '.join(stale)}: not the figures of {RESULTS.relative_to(ROOT)}; run python -m benchmarks.figures",
            file=sys.stderr,
        )
        return 1
    return 0


def filled(text: str, results: Results, lang: str) -> str:
    """A README with the figures of a run between its two comments."""
    block = "\n".join((BEGIN, "", *_lines(results, lang), "", END))
    return _BLOCK.sub(lambda _: block, text)


def _lines(results: Results, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    yield f"| {' | '.join(words['heads'].split('|'))} |"
    yield "| --- | --- | --- | --- |"
    for line in LINES:
        measure = _found(results, line)
        if measure is not None:
            yield f"| {' | '.join((getattr(line, lang), *_cells(measure, words)))} |"
    bars = [measure.met for part in results.parts for measure in part.measures if measure.met is not None]
    yield ""
    yield _RAN[lang].format(
        minutes=results.seconds / 60,
        processor=results.machine.get("processor") or results.machine.get("system"),
        cores=results.machine.get("cores"),
        python=results.python,
        commit=results.commit[:12],
        met=sum(bars),
        bars=len(bars),
    )


def _found(results: Results, line: Line) -> Measure | None:
    measures = (measure for part in results.parts if part.name == line.part for measure in part.measures)
    return next((measure for measure in measures if (measure.name, measure.of) == (line.name, line.of)), None)


def _cells(measure: Measure, words: dict[str, str]) -> tuple[str, str, str]:
    value = number(measure.value, measure.unit) + (f"{words['of']}{measure.trials:,}" if measure.trials else "")
    between = interval(measure)
    spread = f"{number(between[0], measure.unit)} … {number(between[1], measure.unit)}" if between else ""
    if measure.bar is None:
        return value, spread, ""
    sign = "≥" if measure.better == "higher" else "≤"
    return value, spread, f"{sign} {number(measure.bar, measure.unit)}{words['met' if measure.met else 'missed']}"


if __name__ == "__main__":
    sys.exit(main())
