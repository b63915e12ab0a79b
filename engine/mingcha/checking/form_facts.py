"""Facts of performance forms and of the list of projects: forms, funds, indicators, scoring, briefs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..amounts import NUMBER, is_number, quantity
from ..knowledge import plain
from ..understanding import Disclosure, Figure, Form, Indicator, Words
from ..understanding.forms import topic_of
from .copied_facts import CHINESE, copied_facts, copied_objectives
from .fact import Fact, Value
from .form_money import project_key, projects_by_name
from .form_projects import Content, Pairing, Project, listed_projects, paired, tasks_meant
from .texts import Texts
from .told_funds import told_otherwise
from .violation import Place, table_name, with_unit


def form_facts(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """All of them."""
    listed = projects_by_name(disclosure)
    keys = set(listed)
    projects = listed_projects(disclosure)
    generic = tuple(words.knowledge.words["narrative"]["generic"])
    own, special = _of_projects(disclosure, words)

    def content(text: str) -> frozenset[str]:
        return _content(text, generic)

    pairing = paired(projects, own, special, content)
    copied = copied_objectives(own, content)
    for form in disclosure.forms:
        meant = pairing.meant.get(form.line)
        values: dict[str, Value] = {
            "project": form.project,
            "title": "".join(disclosure.tables[form.table].title.split()),
            "unit_name": form.unit_name,
            "listed": "yes" if project_key(form.project) in keys else "no",
            "projects": len(keys),
            "funds": len(form.funds),
            "meant": meant.project.line.label if meant else "",
            "grounds": meant.grounds if meant else 0,
            "overall": _overall(form, disclosure),
            "indicators": len(form.indicators),
        }
        yield from _of_form(form, values, copied.get(form.line, ""), table_name(form.table, disclosure))
        yield from _tasks(form, projects, content, table_name(form.table, disclosure))
    yield from _projects(texts, disclosure, projects, pairing, generic)
    yield from _slid_rows(disclosure)
    yield from copied_facts(texts, disclosure, [*own, *special], content)


def _of_projects(disclosure: Disclosure, words: Words) -> tuple[list[Form], list[Form]]:
    """The forms of a project: its own, and those of special funds. A form without title is of the kind of the one before."""
    own: list[Form] = []
    special: list[Form] = []
    kind = own
    for form in disclosure.forms:
        title = disclosure.tables[form.table].title
        if title:
            kind = special if topic_of(title, words) == "special_funds" else own
        if form.project and _overall(form, disclosure) == "no":
            kind.append(form)
    return own, special


def _slid_rows(disclosure: Disclosure) -> Iterator[Fact]:
    """Rows of tables with an amount under the head of names or codes, as rows that lost a cell have; it was taken by content.

    Where many rows do, it is the heads that stand elsewhere.
    """
    for table in disclosure.tables:
        for listing in table.listings:
            places = [column.index for column in listing.columns]
            slid = [
                figure
                for cells in listing.cells
                for figure, place in zip(cells, places, strict=True)
                if figure is not None and 0 <= figure.cell != place and figure.fen
            ]
            firsts = {figure.line: figure for figure in reversed(slid)}
            for line, figure in firsts.items() if _FEW * len(firsts) < sum(map(any, listing.cells)) else ():
                slides: dict[str, Value] = {"project": "", "slides": "yes", "line": line}
                where = Place(None, line, table_name(figure.table, disclosure), figure.row, "", figure.text)
                yield Fact("slid", slides, where)


_FEW = 3
"""Fewer than one of so many rows lost a cell."""


def _overall(form: Form, disclosure: Disclosure) -> str:
    """Whether a form is of the whole unit and not of one project."""
    return "yes" if "整体" in disclosure.tables[form.table].title or (form.unit_line and not form.project) else "no"


def _of_form(form: Form, values: dict[str, Value], copied: str, table: str) -> Iterator[Fact]:
    yield Fact("form", values, Place(None, form.project_line or form.line, table, "项目名称", "", form.project))
    shared = {name: values[name] for name in ("title", "indicators")}
    if form.unit_line:
        of_unit = {**shared, "unit_name": form.unit_name, "line": form.unit_line}
        yield Fact("form_unit", of_unit, Place(None, form.unit_line, table, "单位名称", "", form.unit_name))
    if form.objective_line:
        stated = "yes" if form.objective else "no"
        told = told_otherwise(form.objective, (*form.funds, *form.tasks))
        of_aim = {
            **shared,
            "stated": stated,
            "project": form.project,
            "copied": copied,
            "told": told,
            "line": form.objective_line,
        }
        yield Fact("objective", of_aim, Place(None, form.objective_line, table, "绩效目标", "", form.objective[:60]))
    for figure in form.funds[:1]:
        yield Fact(
            "form_amount", {**values, "amount": with_unit(figure)}, Place(None, figure.line, table, figure.row, "", figure.text)
        )
    for figure in form.funds:
        twice = "yes" if form.unit and form.unit in figure.text else "no"
        yield Fact(
            "fund",
            {"project": form.project, "amount": figure.text, "unit_twice": twice, "line": figure.line},
            Place(None, figure.line, table, figure.row, "", figure.text),
        )
    for line in form.slid or (form.line,):
        slides = {"project": form.project, "slides": "yes" if form.slid else "no", "line": line}
        yield Fact("slid", slides, Place(None, line, table, "", "", ""))
    for indicator in form.indicators:
        yield from _indicator(indicator, table, str(values["overall"]))


def _tasks(form: Form, projects: Sequence[Project], content: Content, table: str) -> Iterator[Fact]:
    """The tasks of the whole unit's form, each with the listed project that it seems to be under another name."""
    meant = tasks_meant(form, projects, content)
    for figure in {figure.line: figure for figure in reversed(form.tasks) if figure.coordinate.item}.values():
        label = meant[figure.line].line.label if figure.line in meant else ""
        values: dict[str, Value] = {"name": figure.row, "amount": with_unit(figure), "meant": label, "line": figure.line}
        yield Fact("task", values, Place(None, figure.line, table, figure.row, "任务名称", figure.row))


def _projects(
    texts: Texts, disclosure: Disclosure, projects: Sequence[Project], pairing: Pairing, generic: tuple[str, ...]
) -> Iterator[Fact]:
    """Each project with an amount in the list of projects, with what the list says it is for and whether it has a form."""
    if not projects:
        return
    rows = texts.cells
    amounts: dict[str, list[Figure]] = defaultdict(list)
    for project in projects:
        amounts[project.key].append(project.amount)
    objectives = {project_key(form.project): form.objective for form in disclosure.forms if form.project}
    for project in projects:
        line, amount, key = project.line, project.amount, project.key
        brief = max((cell for cell in rows.get(line.line, ()) if cell != line.label and not is_number(cell)), key=len, default="")
        brief = brief if len(brief) >= _LEAST_BRIEF else ""
        values: dict[str, Value] = {
            "name": line.label,
            "amount": with_unit(amount),
            "brief": brief,
            "told": told_otherwise(brief, amounts[key]),
            "fits": _fits(line.label, objectives.get(key, ""), brief, generic),
            "has_form": "no" if project is pairing.without.get(key) else "special_funds" if key == pairing.special else "yes",
            "others_with_form": len(pairing.with_form - {key}),
            "others_without": len(pairing.without.keys() - {key}),
            "line": line.line,
        }
        place = Place(None, line.line, table_name(project.table, disclosure), line.label, "", amount.text)
        yield Fact("project", values, place)


_LEAST_BRIEF = 12


def _fits(name: str, objective: str, brief: str, generic: tuple[str, ...]) -> str:
    """Whether a brief speaks of what name and objective both speak of; "" where they share no word or there is no brief."""
    of_name, of_objective = _content(name, generic), _content(objective, generic)
    if not brief or not of_name & of_objective:
        return ""
    return "yes" if _content(brief, generic) & (of_name | of_objective) else "no"


@lru_cache(maxsize=4096)
def _content(text: str, generic: tuple[str, ...]) -> frozenset[str]:
    """The pairs of neighbouring characters that are left when words that fit any project are taken out."""
    rest = plain(text)
    for word in generic:
        rest = rest.replace(word, " ")
    return frozenset(run[i : i + 2] for run in CHINESE.findall(rest) for i in range(len(run) - 1))


_FULL = re.compile(
    rf"(大于或?等于|等于或大于|不低于|达到?|多于|大于|≥|>|=)?\s*({NUMBER.pattern})\s*(%|％|[一-鿿]{{0,3}}?)(?:及以上|以上)?\s*得\s*\d+\s*[分份]"
)
_PENALTY = re.compile(rf"(少于|低于|小于|不足|不到)\s*({NUMBER.pattern})\s*(%|％|[一-鿿]{{0,2}}?)(?=视|不得|扣|[，,。])")
_POINTS = re.compile(r"^\d{1,3},?")
_SCORED_RATE = re.compile(r"率[^，,。]{0,3}\d+(?:\.\d+)?[%％]")
_MORE_PENALISED = re.compile(r"大于或小于视?情?况?扣分")
_BARE_THRESHOLD = re.compile(
    r"(?:低于|小于|少于|大于|高于|超过|不足|达到?|[≥≤<>＞＜])\s*\d+(?:\.\d+)?(?=\s*(?:得\s*\d|视|扣|不得|[,，。]|$))"
)
_SCORES = re.compile(r"得|扣|不计|分")
_QUANTITY = re.compile(rf"({NUMBER.pattern})\s*([万亿]?)\s*([一-鿿]{{1,3}})\Z")
_LISTED = re.compile("[；;]")
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}


def _indicator(indicator: Indicator, table: str, overall: str) -> Iterator[Fact]:
    """An indicator, and, where its scoring is printed, the thresholds that it names."""
    number = indicator.number
    values: dict[str, Value] = {
        "project": indicator.project,
        "overall": overall,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "value": indicator.value,
        "comparator": indicator.comparator,
        "number": number // 1_000_000 if number is not None else -1,
        "unit": indicator.unit,
        "quantity": _quantity(indicator.value),
        "values_short": "yes" if _fewer_values(indicator) else "no",
        "line": indicator.line,
    }
    place = Place(None, indicator.line, table, indicator.name, indicator.level2, indicator.value)
    yield Fact("indicator", values, place)
    if indicator.scoring:
        scored = Place(None, indicator.line, table, indicator.name, "评分标准", indicator.scoring)
        yield Fact("scoring", values | _thresholds(indicator), scored)


def _fewer_values(indicator: Indicator) -> bool:
    """Whether a cell lists several indicators and the next several values, but fewer."""
    if "；" not in indicator.value and ";" not in indicator.value:
        return False
    names, values = (len(_LISTED.split(text.strip("；;"))) for text in (indicator.name, indicator.value))
    return 1 < values < names


@lru_cache(maxsize=65536)
def _quantity(value: str) -> str:
    """The number and unit that a value ends with, such as 50000册; "" where it does not end with a number and a unit."""
    match = _QUANTITY.search(plain(value))
    if match is None or len(match[1]) > 15:
        return ""
    return f"{round(quantity(match[1]) * _TIMES[match[2]], 6):.15g}{match[3]}"


def _thresholds(indicator: Indicator) -> dict[str, Value]:
    scoring = _POINTS.sub("", indicator.scoring.replace(" ", "").replace("，", ",").replace("：", ":"))
    full, penalty = _FULL.search(scoring), _PENALTY.search(scoring)
    person = indicator.number is not None and indicator.unit.startswith(("人", "万人"))
    percent = "%" in indicator.value or "％" in indicator.value
    more = full is not None and (full[1] or "") in ("大于", "多于", ">") and indicator.comparator == "≥"
    return {
        "scoring": indicator.scoring,
        "full": full[2] if full else "",
        "penalty": penalty[2] if penalty else "",
        "penalty_over_full": "yes" if full and penalty and quantity(penalty[2]) > quantity(full[2]) else "no",
        "more_penalised": "yes" if _MORE_PENALISED.search(scoring) and "≥" in scoring + indicator.value else "no",
        "value_unit": "%" if indicator.unit.startswith(("%", "％")) else "person" if person else indicator.unit[:1],
        "scored_rate": "yes" if _SCORED_RATE.search(scoring) else "no",
        "strictly": "yes" if more and full is not None and _is_value(full[2], indicator) else "no",
        "full_other": "yes" if full and _is_other(full, scoring, indicator) else "no",
        "unscored": "no" if _SCORES.search(scoring) else "yes",
        "percent_missing": "yes" if percent and _BARE_THRESHOLD.search(scoring) else "no",
    }


def _is_other(full: re.Match[str], scoring: str, indicator: Indicator) -> bool:
    """Whether full marks ask for another number than the indicator, of its unit, and nothing in the scoring for its own."""
    unit = full[3].replace("％", "%")
    alike = bool(unit) and indicator.unit.replace("％", "%").startswith(unit)
    return alike and indicator.number is not None and not any(_is_value(text, indicator) for text in NUMBER.findall(scoring))


def _is_value(text: str, indicator: Indicator) -> bool:
    return indicator.number is not None and abs(quantity(text) * 1_000_000 - indicator.number) < 1
