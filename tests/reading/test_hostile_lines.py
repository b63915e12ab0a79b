"""Lines made to exhaust a pattern: each is read to its end. The watchdog is there to end a test that would hang for hours."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.documents import CLEAN, screener, written

FORM = "\n项目绩效目标表\n\n一级指标\t二级指标\t三级指标\t指标值\t评分标准\n产出指标\t数量指标\t次数\t"
PROJECTS = "\n项目支出表\n\n单位：元\n\n项目名称\t金额\n合计\t99999999\n"
WATCHDOG_SECONDS = 6


class HangingError(Exception):
    """A line was not read to its end."""


@contextmanager
def _watched() -> Iterator[None]:
    def bark(number: int, frame: FrameType | None) -> None:
        raise HangingError

    # Time of the processor: on a machine that does other things too a second of the clock says little.
    before = signal.signal(signal.SIGPROF, bark)
    signal.setitimer(signal.ITIMER_PROF, WATCHDOG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


LINES = {
    "200,000 digits": "9" * 200_000,
    "digits and commas": "9," * 100_000,
    "digits and points": "1." * 100_000,
    "blanks between words": "年" + " " * 200_000 + "年",
    "blanks before an amount": "支出" + " " * 3_900 + "5 万元。",
    "open markup": "<p" * 100_000 + "\t1",
    "commas": "，" * 100_000 + "5 万元",
    "one sentence of amounts": "较上年增加 1 万元，" * 20_000,
    "sentences of amounts": "支出 1 万元，较上年增加 1 万元，主要原因是人员增加。" * 4_000,
    "one bracket after the other": "支出 1 万元，较上年增加" + "（甲" * 1_000 + "2 万元",
    "codes in brackets": "支出（201）" * 40_000,
    "codes in brackets in short sentences": ("支出（201" * 400 + "5 万元。") * 40,
    "classes, sections and items": "支出（类）5 万元" + "款" * 3_900 + "（项）。",
    "reasons": "主要原因是" * 40_000,
    "headings": "（一）" * 60_000,
    "vehicles": "车辆用车" * 50_000 + "1 辆",
    "posts": "编制行政事业工勤" * 25_000,
    "years": "2024年" * 40_000,
    "nothing": "无" * 200_000,
    "a title of brackets": "表" + "（）" * 3_000 + "甲\n\n科目\t金额\n1\t2\n",
    "a wrapped page": ("甲" * 40 + "\n") * 5_000,
    "500 columns of heads": ("\t".join(["支出"] * 500) + "\n") * 24 + ("\t".join(["1"] * 500) + "\n") * 3,
    "4,000 projects in falling order": PROJECTS + "".join(f"甲{n}\t{5_000_000 - n}\n" for n in range(4_000)),
    "4,000 nested projects": PROJECTS + "".join(f"甲{n}\t{2 ** (n % 9)}\n" for n in range(4_000)),
    "20,000 accounts": f"\n{written(CLEAN).decode()}\n" + "".join(f"{2_000_000 + n}\t甲{n}\t1\t1\t\n" for n in range(20_000)),
    "a scoring of thresholds": FORM + "≥5次\t" + "大于等于5次" * 300 + "\n",
    "a scoring of words": FORM + "≥5次\t" + "甲" * 3_000 + "\n",
    "a scoring of digits": FORM + "≥5次\t" + "1" * 3_000 + "\n",
    "a value of digits": FORM + "≥" + "1" * 3_000 + "\n",
    "blanks before the item of an account": "5" + " " * 3_900 + "甲（项）。",
    "digits like a row that lost its tabs": f"\n{written(CLEAN).decode()}\n201 甲 " + "1" * 60 + "号",
    "commas like a row that lost its tabs": f"\n{written(CLEAN).decode()}\n201 甲 " + "1," * 60 + "号",
}


@pytest.mark.parametrize("what", LINES)
def test_a_hostile_line_is_read_to_its_end(what: str) -> None:
    with _watched():
        screener().screen(f"{written(CLEAN).decode()}\n\n{LINES[what]}\n".encode(), "a test")
