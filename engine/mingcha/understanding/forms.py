"""Performance forms: the project, its funds by source and its indicators; the catalogue of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import msgspec.structs

from ..amounts import NUMBER, is_number, parse_amount, quantity
from ..knowledge import plain
from ..reading import Row
from .disclosure import CatalogueEntry, Coordinate, Figure, Form, Indicator, Unread
from .words import Words

_FUNDS_TOTAL = re.compile(r"(?:实施期|年度|项目)*资金(?:申请)?总额(?:\((?:亿元|万元|千元|元)\))?[:：]?\Z")
_FUNDS_PART = re.compile(
    r"(?:其中[:：]?)?(?:(中央|省级|市级|县级|市县\(区\)|区级)?财政(?:拨款|资金)?资?金?|当年财政拨款|上年结转(?:资金)?|单位自筹(?:资金)?|其他资金|自有资金)[:：]?\Z"
)
_UNIT = re.compile(r"(亿元|万元|千元|元)")
_LEVEL1 = frozenset(("产出指标", "效益指标", "满意度指标", "成本指标"))
_LEVEL2 = re.compile(r"(?:[一-鿿]{2,10}指标|服务对象满意度|满意度)\Z")
_LONGEST_LABEL = 24
_NAME_AND_VALUE = 2
_COSTS = "成本指标"
_FOOTER = re.compile(r"(?:单位|项目|填报|填表)?(?:负责人|经办人|联系人|填报人|填表人)")
_VALUE = re.compile(rf"(?:文字描述[:：])?\s*(约|≥|≤|>|<|=|不低于|不少于|不超过)?\s*({NUMBER.pattern})\s*[（(]?\s*([^\s（()）]*)")
_NUMERIC_CELL = re.compile(rf"\s*(?:约|≥|≤|>|<|=)?\s*({NUMBER.pattern})\s*(亿元|万元|千元|元)?\Z")
_TASK_TOTAL = re.compile(r"(?:年度主要任务)?金额合计|合计")
_OBJECTIVE = frozenset(("绩效目标", "总体目标", "年度总体目标", "年度绩效目标", "项目绩效目标"))
_OBJECTIVE_HEADS = frozenset(("实施期总目标", "实施期目标", "项目总目标", "年度目标", "年度总体目标"))
_AFTER_OBJECTIVE = re.compile(
    r"(?:项目|年度)?资金(?:金额)?(?:\(|\Z)|预算金额|(?:年度)?(?:主要)?任务(?:名称)?\Z|主管|实施单位|(?:项目|单位)名称"
)
_ONLY_PLACEHOLDERS = re.compile(r"(?:(?:目标(?:内容)?\d*|无)[:：;；。.…]*)*")
_VALUE_HEAD = re.compile(r"\*?(?:年度|本年|年初|预期|计划)?(?:绩效)?(?:指标|目标)值(?:及单位)?(?:\(.*\))?")
_UNIT_HEADS = frozenset(("计量单位", "度量单位", "指标值单位"))
_UNIT_CELL = re.compile(r"[^\d≥≤=<>]{1,8}\Z")
_POINTS_HEAD = re.compile(r"(?:指标)?(?:分值|权重|权数|分数)(?:及权重)?(?:\(%?(\d{1,3})%?分?\)|\(分\)|\(%\))?")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?(?=[分%]?\Z)")
_POINTS_OF_SCORING = re.compile(r"(\d{1,3})(?:[,，、]|(?=[一-鿿]).*得\1分)")
"""A scoring that begins with the points of its indicator: 10, 达到五次得10分."""
_KINDS_OF_VALUE = frozenset(("定量", "定性", "≥", "≤", "=", ">", "<"))
"""Cells between an indicator and its value: of which kind it is, or how it is compared."""
_PLACEHOLDER = re.compile(r"(?:指标|目标|目标内容)\d*[:：]?\Z|[.…]+\Z")


class ReadForm(NamedTuple):
    """A form, and its numbers that were not understood."""

    form: Form
    unread: list[Unread]


def read_form(rows: Sequence[Row], table: int, title: str, unit: str, words: Words) -> ReadForm:
    """Read a performance form row by row: merged cells slide, so labels decide, not columns."""
    reader = _FormReader(table, title, unit)
    for row in rows:
        reader.row(row)
    return ReadForm(reader.form(rows[0].line if rows else 0), reader.unread)


_TASK_FUNDS = {"总额": "", "财政拨款": "appropriation", "其他资金": "other"}
"""The heads of the amounts of a task, in their usual order, and their sources of money."""


class _FormReader:
    """The state that goes from row to row.

    Attributes:
        scored: whether a column holds the scoring; ``united`` whether one holds the unit of the values.
        single: whether only one column holds values, so that what follows a value (分值, 实际完成值) is no other indicator.
        pointed: the column of points, -1 where there is none; ``beside`` whether it comes right after that of the values.
    """

    def __init__(self, table: int, title: str, unit: str) -> None:
        self.table = table
        self.title = title
        self.unit = unit
        self.project = ""
        self.unit_name = ""
        self.funds: list[Figure] = []
        self.tasks: list[Figure] = []
        self.task_funds: dict[int, str] = {}
        self.indicators: list[Indicator] = []
        self.unread: list[Unread] = []
        self.level1 = self.level2 = ""
        self.in_indicators = self.in_objective = False
        self.scored = self.single = self.united = False
        self.pointed, self.beside = -1, False
        self.points: int | None = None
        self.panels: list[str] = []
        self.unit_line = self.objective_line = 0
        self.objective: list[str] = []
        self.printed_unit = self.operator = ""
        self.operator_line = self.project_line = 0
        self.task_starts: list[tuple[int, int]] = []
        self.at: Sequence[int] = ()

    def form(self, line: int) -> Form:
        return Form(
            line,
            self.table,
            self.project,
            self.unit_name,
            tuple(self.funds),
            tuple(self._tasks_below_their_heads()),
            tuple(self.indicators),
            self.unit_line,
            "".join(self.objective),
            self.objective_line,
            self.printed_unit,
            self._slid(),
            self.operator,
            self.operator_line,
            self.project_line,
            self.points,
        )

    def row(self, row: Row) -> None:
        cells = list(filter(None, row.cells))
        if not cells:
            return
        keys = list(map(plain, cells))
        if "一级指标" in keys:
            self.in_indicators = True
            self.scored = any(key.endswith(("评分标准", "评扣分标准")) for key in keys)
            self.single = sum(_VALUE_HEAD.fullmatch(key) is not None for key in keys) == 1
            self.united = any(key in _UNIT_HEADS for key in keys)
            self._note_points([plain(cell) for cell in row.cells])
            return
        if self.in_indicators:
            self._indicators(row.line, cells, keys, row.cells[self.pointed] if 0 <= self.pointed < len(row.cells) else "")
            return
        self.at = [index for index, cell in enumerate(row.cells) if cell]
        if "实施单位" in keys:
            place = keys.index("实施单位") + 1
            self.operator, self.operator_line = cells[place] if place < len(cells) else "", row.line
        if self._objective(row.line, keys, cells):
            return
        named = "项目名称" in keys
        if named or keys[0] == "项目编码":
            place = keys.index("项目名称") + 1 if named else 0
            if 0 < place < len(cells):
                self.project, self.project_line = cells[place], row.line
            return
        if keys[0] in ("单位名称", "部门(单位)名称"):
            self.unit_name, self.unit_line = cells[1] if len(cells) > 1 else "", row.line
            return
        self._note_unit(cells)
        if self._funds(row.line, cells, keys):
            return
        count = len(self.tasks)
        self._tasks(row, cells, keys)
        if len(self.tasks) > count:
            self.task_starts.append((row.line, next(i for i, cell in enumerate(row.cells) if _NUMERIC_CELL.match(cell))))

    def _slid(self) -> tuple[int, ...]:
        """Rows of tasks whose amounts stand left of those above, under another head, as rows do that lost a merged cell."""
        widest = max((start for _, start in self.task_starts), default=0)
        above = next((place for place, (_, start) in enumerate(self.task_starts) if start == widest), 0)
        return tuple(line for line, start in self.task_starts[above:] if start < widest)

    def _tasks_below_their_heads(self) -> list[Figure]:
        """The amounts of tasks; where none stands below 总额, the heads lost a cell to their left: each is of the head before."""
        if "" not in self.task_funds.values() or any(not figure.coordinate.fund for figure in self.tasks):
            return self.tasks
        before = dict(pairwise(reversed(_TASK_FUNDS.values())))
        put = msgspec.structs.replace
        return [
            put(figure, coordinate=put(figure.coordinate, fund=before.get(figure.coordinate.fund, ""))) for figure in self.tasks
        ]

    def _note_unit(self, cells: Sequence[str]) -> None:
        for cell in [one for one in cells[:4] if len(one) <= _LONGEST_LABEL]:
            if "资金" in cell or "预算金额" in cell or "金额" in cell:
                found = _UNIT.search(cell)
                if found and ("(" in plain(cell)):
                    self.unit = self.printed_unit = found[1]

    def _objective(self, line: int, keys: Sequence[str], cells: Sequence[str]) -> bool:
        """The row of the objective, and the rows below it, for 实施期 and 年度 have their texts there."""
        if keys[0] in _OBJECTIVE:
            self.objective_line, self.in_objective = line, True
        elif self.in_objective and any(_names_funds(key) or _AFTER_OBJECTIVE.match(key) for key in keys):
            self.in_objective = False
        elif not self.objective_line and self.funds and len(keys) == 1 and len(keys[0]) > _LONGEST_LABEL:
            # Alone below the funds: the cell with its name, merged over several rows, was lost.
            self.objective_line, self.in_objective = line, True
        if not self.in_objective:
            return False
        self.objective += [cell for cell, key in zip(cells, keys, strict=True) if not _says_nothing(key)]
        return True

    def _funds(self, line: int, cells: Sequence[str], keys: Sequence[str]) -> bool:
        """Label and amount pairs; the second label of a row belongs to the second panel."""
        labels = [place for place, key in enumerate(keys) if _names_funds(key)]
        if not labels:
            return False
        if any(_FUNDS_TOTAL.match(keys[place]) for place in labels):
            self.panels = [_panel(keys[place]) for place in labels]
        elif len(labels) > len(self.panels):
            return False
        for number, place in enumerate(labels):
            after = cells[place + 1] if place + 1 < len(cells) and place + 1 not in labels else ""
            match = _NUMERIC_CELL.match(after)
            if not match:
                continue
            panel = self.panels[number] if number < len(self.panels) else self.panels[-1]
            if len(labels) == 1 and len(self.panels) == 2 and not _FUNDS_TOTAL.match(keys[place]):
                panel = self.panels[1]
            total = bool(_FUNDS_TOTAL.match(keys[place]))
            fund, cell = "" if total else _source(keys[place]), self.at[place + 1]
            self._figure(line, cells[place], match, panel, fund, self.funds, "project_funds", after, cell)
        return True

    def _figure(
        self,
        line: int,
        label: str,
        match: re.Match[str],
        period: str,
        fund: str,
        target: list[Figure],
        measure: str,
        text: str,
        cell: int,
    ) -> None:
        unit = (
            match[match.lastindex] if match.lastindex and match[match.lastindex] in ("亿元", "万元", "千元", "元") else self.unit
        )
        amount = parse_amount(match[1], unit or "万元")
        if amount is None:
            self.unread.append(Unread(line, self.table, text, "a number too long to be an amount"))
            return
        item = self.project if measure == "project_funds" else label
        coordinate = Coordinate(measure, period, fund, "", "", "", "", item)
        target.append(Figure(amount.fen, amount.ulp, unit or "万元", coordinate, line, self.table, label, self.title, text, cell))

    def _tasks(self, row: Row, cells: Sequence[str], keys: Sequence[str]) -> None:
        """Rows of an overall form: a task and its amounts (total, appropriation, other), below their heads or in their order."""
        line = row.line
        heads = {index: _TASK_FUNDS[key] for index, key in zip(self.at, keys, strict=True) if key in _TASK_FUNDS}
        self.task_funds = heads if len(heads) > 1 else self.task_funds
        matches = [_NUMERIC_CELL.match(cell) for cell in cells]
        amounts = [(place, match) for place, match in enumerate(matches) if match]
        texts = [cell for cell, match in zip(cells, matches, strict=True) if not match]
        if not amounts or not texts:
            for place, _ in amounts:
                self.unread.append(Unread(line, self.table, cells[place], "no label in this row of the form"))
            return
        if amounts[0][0] == 0 or (not any("金额" in key or "预算" in key for key in [self.title, *keys]) and not self.unit):
            return
        total = any(_TASK_TOTAL.fullmatch(key) or key.endswith("金额合计") for key in keys)
        label = "" if total else next((text for text in texts if plain(text) not in ("年度主要任务",)), texts[0])
        own = [self.task_funds.get(self.at[place], "?") for place, _ in amounts]
        for (place, match), fund in zip(amounts, own if "?" not in own else _TASK_FUNDS.values(), strict=False):
            self._figure(line, label, match, "this", fund, self.tasks, "task_funds", match.group(0).strip(), self.at[place])

    def _note_points(self, heads: Sequence[str]) -> None:
        """Where the points stand, and what their head says that they come to; nothing of a table of two panels."""
        values = [place for place, key in enumerate(heads) if _VALUE_HEAD.fullmatch(key)]
        pointed = [(place, match) for place, key in enumerate(heads) if (match := _POINTS_HEAD.fullmatch(key))]
        self.pointed = -1
        if len(values) == len(pointed) == 1 and pointed[0][0] > values[0]:
            self.pointed, match = pointed[0]
            self.beside = not any(heads[values[0] + 1 : self.pointed])
            self.points = int(match[1]) * 100 if match[1] else self.points

    def _indicators(self, line: int, cells: Sequence[str], keys: Sequence[str], below: str) -> None:
        """A row of indicators: its classes, then name and value, then the same of a second panel or the scoring.

        Args:
            line: of the row.
            cells: what is in it.
            keys: the same as it is compared.
            below: what stands in the column of points; a row that slid has them right after the value, where that column is.
        """
        if _FOOTER.match(keys[0]):
            return
        pending: list[str] = []
        sign = ""
        for place, (cell, key) in enumerate(zip(cells, keys, strict=True)):
            if not place and key == "指标" and len(keys) > _NAME_AND_VALUE:
                continue  # the rest of a 绩效指标 that a page's end cut
            if not pending and self._is_class(keys, place):
                self._enter(keys, place)
            elif pending and key == plain(pending[0]) and key.endswith("满意度") and place + 1 < len(keys):
                self.level2 = key  # 满意度 stands as the class and again as the name
            elif pending and key.endswith("指标") and _is_level2(key):
                self._enter(keys, place)
                pending = []
            elif pending and key in _KINDS_OF_VALUE:
                sign = "" if key in ("定量", "定性") else cell
            else:
                pending.append(cell)
                if len(pending) == _NAME_AND_VALUE:
                    after = cells[place + 1] if place + 1 < len(cells) else ""
                    unit = after if self.united and is_number(plain(cell)) and _UNIT_CELL.match(after) else ""
                    scoring, points = after if self.scored else "", after if self.beside else below
                    self._indicator(line, pending[0], sign + pending[1] + unit, scoring, points)
                    pending, sign = [], ""
                    if self.single or (self.scored and after):
                        break

    def _is_class(self, keys: Sequence[str], place: int) -> bool:
        """Whether a cell names a class of indicators; a 满意度 right before its value is an indicator's name."""
        key = keys[place]
        if key in _LEVEL1 or key.endswith("指标"):
            return key in _LEVEL1 or _is_level2(key)
        return _is_level2(key) and not (place + 1 < len(keys) and _VALUE.match(keys[place + 1]))

    def _enter(self, keys: Sequence[str], place: int) -> None:
        """Begin a class: 成本指标 is a first class only where a class of its own follows."""
        key = keys[place]
        follows = place + 1 < len(keys) and _is_level2(keys[place + 1])
        if key in _LEVEL1 and (key != _COSTS or follows) and place <= 1:
            self.level1, self.level2 = key, ""
        else:
            self.level2 = key

    def _indicator(self, line: int, name: str, value: str, scoring: str, points: str) -> None:
        if _is_placeholder(name):
            return
        comparator, number, unit = _value_of(value)
        worth = _points(points) if self.pointed >= 0 else _points_of(scoring)
        self.indicators.append(
            Indicator(line, self.project, self.level1, self.level2, name, value, comparator, number, unit, scoring, worth)
        )


@lru_cache(maxsize=65536)
def _names_funds(key: str) -> bool:
    """Whether a label names all funds of a project or a source of them."""
    return bool(_FUNDS_TOTAL.match(key) or _FUNDS_PART.match(key))


def _says_nothing(key: str) -> bool:
    """Whether a cell of the objective is the form's own wording."""
    return key in _OBJECTIVE or key in _OBJECTIVE_HEADS or _ONLY_PLACEHOLDERS.fullmatch(key) is not None


@lru_cache(maxsize=65536)
def _is_level2(key: str) -> bool:
    return _LEVEL2.match(key) is not None


@lru_cache(maxsize=65536)
def _is_placeholder(name: str) -> bool:
    return _PLACEHOLDER.match(plain(name)) is not None


@lru_cache(maxsize=65536)
def _value_of(text: str) -> tuple[str, int | None, str]:
    """What an indicator must reach: the comparator, the number times 1,000,000 and its unit."""
    match = _VALUE.match(plain(text))
    if not match:
        return "", None, ""
    number = round(quantity(match[2]) * 1_000_000) if len(match[2].replace(",", "")) < 13 else None
    return match[1] or "", number, match[3] or ""


def _points(text: str) -> int | None:
    """The points in a cell of their column, times 100."""
    match = _POINTS.match(plain(text))
    return round(quantity(match[0]) * 100) if match else None


@lru_cache(maxsize=65536)
def _points_of(scoring: str) -> int | None:
    """The points that a scoring begins with, times 100."""
    match = _POINTS_OF_SCORING.match(plain(scoring)) if scoring else None
    return int(match[1]) * 100 if match else None


def _panel(key: str) -> str:
    return "this" if key.startswith("年度") else "whole"


def _source(key: str) -> str:
    if "结转" in key:
        return "carried_in"
    if "其他" in key:
        return "other"
    if "自筹" in key or "自有" in key:
        return "unit_funds"
    for level in ("中央", "省级", "市级", "县级", "市县", "区级"):
        if level in key:
            return f"appropriation:{level}"
    return "appropriation"


def read_catalogue(rows: Sequence[Row], words: Words) -> Iterator[CatalogueEntry]:
    """The list of tables with 是否空表 and the reason given."""
    # The names stand below 报表名称, or 内容 and the like, left of 是否空表.
    found = ((row, place) for row in rows for place, cell in enumerate(row.cells) if "报表名称" in plain(cell))
    beside = ((row, place - 1) for row in rows for place, cell in enumerate(row.cells) if place and plain(cell) == "是否空表")
    head, place = next(found, None) or next(beside, (None, 0))
    if head is None:
        return
    for row in rows:
        if row is head or len(row.cells) <= place or not row.cells[place]:
            continue
        cells = (*row.cells, "", "", "")
        label = re.sub(r"\s+|^表", "", cells[place - 1]) if place else ""
        reason = cells[place + 2]
        empty = {"是": "yes", "否": "no"}.get(plain(cells[place + 1]), "")
        yield CatalogueEntry(row.line, label, cells[place], empty, reason, topic_of(cells[place], words), topic_of(reason, words))


def topic_of(text: str, words: Words) -> str:
    """What a title, heading or sentence is about, as far as topics can be confused: one word or ""."""
    meaning = words.scan(text)
    if meaning.measure == "procurement":
        return "procurement"
    if meaning.measure in ("three_public", "agency_operating"):
        return meaning.measure
    if meaning.fund in ("government_fund", "state_capital"):
        return meaning.fund
    if meaning.component == "project":
        return "project"
    return "special_funds" if "专项资金" in plain(text) else ""
