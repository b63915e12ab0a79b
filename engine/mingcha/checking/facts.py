"""The few facts of a disclosure that rules about words and tables look at; cells never become facts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ..amounts import NUMBER
from ..knowledge import plain
from ..understanding import MALFORMED, Disclosure, Figure, Indicator, UnderstoodTable, Words
from ..understanding.forms import topic_of
from .sums import projects_by_name
from .violation import Place, table_name


class Fact(Struct, frozen=True, gc=False):
    """One fact: its type, what it says by name, and where it stands."""

    type: str
    values: dict[str, str | int]
    place: Place

    def __getattr__(self, name: str) -> str | int:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


_FORM = frozenset(("project", "title", "unit_name", "listed", "any_listed", "projects", "funds", "first_project"))
_INDICATOR = frozenset(("project", "level2", "name", "value", "comparator", "number", "line"))
_SCORING = frozenset(("scoring", "full", "penalty", "penalty_over_full", "more_penalised", "value_unit", "scored_rate"))
FIELDS: Mapping[str, frozenset[str]] = {
    "table": frozenset(("label", "title", "kind", "topic", "unit", "balances", "nonzero", "figures")),
    "spending": frozenset(("topic", "amount", "table")),
    "catalogue": frozenset(("label", "title", "empty", "reason", "topic", "reason_topic")),
    "statement": frozenset(("kind", "topic", "section", "section_topic", "text", "line")),
    "assertion": frozenset(("about", "direction", "source", "text", "name", "line")),
    "nil": frozenset(("topic", "line")),
    "form": _FORM,
    "form_amount": _FORM | {"amount"},
    "project": frozenset(("name", "amount")),
    "indicator": _INDICATOR,
    "scoring": _INDICATOR | _SCORING,
    "amounts": frozenset(("malformed", "line")),
    "count": frozenset(("what", "part", "number", "text", "line")),
}
"""What every type of fact says."""


def facts_of(disclosure: Disclosure, words: Words) -> dict[str, list[Fact]]:
    """All facts by type."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in _all(disclosure, words):
        found[fact.type].append(fact)
    return found


def _all(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    yield from _tables(disclosure, words)
    yield from _spending(disclosure)
    yield from _catalogue(disclosure)
    yield from _statements(disclosure, words)
    yield from _assertions(disclosure, words)
    yield from _nil_topics(disclosure)
    yield from _forms(disclosure)
    yield from _counts(disclosure)
    yield from _amounts(disclosure)


def _tables(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    nonzero = Counter([figure.table for figure in disclosure.figures if figure.fen])
    for table in disclosure.tables:
        values: dict[str, str | int] = {
            "label": table.label,
            "title": "".join(table.title.split()),
            "kind": table.kind,
            "topic": _topic(table, words),
            "unit": table.unit,
            "balances": "yes" if "上年结转" in table.title and "不含" not in table.title else "no",
            "nonzero": nonzero[table.index] if table.listings else 0,
            "figures": table.figures if table.listings else 0,
        }
        name = table_name(table.index, disclosure)
        yield Fact("table", values, Place(None, table.line, name, "", "", name))


def _spending(disclosure: Disclosure) -> Iterator[Fact]:
    """The largest amount stated for each topic that has tables of its own; balances of last year are no spending."""
    largest: dict[str, Figure] = {}
    for figure in disclosure.figures:
        coordinate = figure.coordinate
        topic = coordinate.fund if coordinate.fund in ("government_fund", "state_capital") else ""
        if coordinate.component == "project" and not topic:
            topic = "project"
        if not topic or figure.fen <= 0 or coordinate.measure not in ("expenditure", "income") or coordinate.period != "this":
            continue
        if topic not in largest or figure.fen > largest[topic].fen:
            largest[topic] = figure
    for topic, figure in largest.items():
        name = table_name(figure.table, disclosure)
        place = Place(None, figure.line, name, figure.row, figure.column, figure.text)
        yield Fact("spending", {"topic": topic, "amount": figure.text + figure.unit, "table": name}, place)


def _topic(table: UnderstoodTable, words: Words) -> str:
    if table.kind in ("three_public", "procurement", "agency_operating"):
        return table.kind
    return topic_of(table.title, words)


def _catalogue(disclosure: Disclosure) -> Iterator[Fact]:
    for entry in disclosure.catalogue:
        values: dict[str, str | int] = {
            "label": entry.label,
            "title": entry.title,
            "empty": entry.empty,
            "reason": entry.reason,
            "topic": entry.topic,
            "reason_topic": entry.reason_topic,
        }
        row = f"表{entry.label}" if entry.label else entry.title
        yield Fact("catalogue", values, Place(None, entry.line, "目录", row, "公开空表理由", entry.reason or entry.title))


def _statements(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    for statement in disclosure.statements:
        values: dict[str, str | int] = {
            "kind": statement.kind,
            "topic": statement.topic,
            "section": statement.section,
            "section_topic": topic_of(statement.section, words) if statement.section else "",
            "text": statement.text,
            "line": statement.line,
        }
        yield Fact("statement", values, Place(None, statement.line, "", statement.section, "", statement.text))


_ASSERTS = re.compile(r"(?=[^，。；、：]*[增减下上压])([^，。；、：]{2,24}?)(?:有所|均|都)?(增加|减少|下降|增长|上升|压减)了?")


def _assertions(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """What a reason says went up or down, and what a claim says of the same thing."""
    components = words.knowledge.dimensions["component"].nodes
    for claim in disclosure.claims:
        for match in _ASSERTS.finditer(claim.reason) if claim.reason else ():
            meaning = words.scan(match[1])
            every = any(word in match[1] for word in ("各项经费", "各项支出", "经费均"))
            about = "every" if every else meaning.component
            direction = "up" if match[2] in ("增加", "增长", "上升") else "down"
            if about:
                zh = components[about].zh if about in components else match[1]
                yield _assertion(about, direction, "reason", claim.line, match[0], zh)
        coordinate = claim.coordinate
        if coordinate.component and claim.direction and not coordinate.function and not coordinate.item and claim.listing >= 0:
            yield _assertion(
                coordinate.component,
                claim.direction,
                "claim",
                claim.line,
                claim.subject.strip(),
                components[coordinate.component].zh,
            )
    for statement in disclosure.statements:
        if statement.kind == "reason":
            for match in _ASSERTS.finditer(statement.text):
                if any(word in match[1] for word in ("各项经费", "各项支出")):
                    direction = "up" if match[2] in ("增加", "增长", "上升") else "down"
                    yield _assertion("every", direction, "reason", statement.line, match[0], "各项经费")


def _assertion(about: str, direction: str, source: str, line: int, text: str, name: str) -> Fact:
    values: dict[str, str | int] = {
        "about": about,
        "direction": direction,
        "source": source,
        "text": text,
        "name": name,
        "line": line,
    }
    return Fact("assertion", values, Place(None, line, "", name, "", text))


def _nil_topics(disclosure: Disclosure) -> Iterator[Fact]:
    """Topics of which every amount in the narrative is nil."""
    lines: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for claim in disclosure.claims:
        if claim.amount is not None and claim.coordinate.measure in ("three_public", "procurement"):
            lines[claim.coordinate.measure].append((claim.line, claim.amount.fen, claim.text))
    for topic, found in lines.items():
        if len(found) > 1 and all(fen == 0 for _, fen, _ in found):
            line, _, text = found[0]
            yield Fact("nil", {"topic": topic, "line": line}, Place(None, line, "", "", "", text))


def _forms(disclosure: Disclosure) -> Iterator[Fact]:
    listed = projects_by_name(disclosure)
    keys = set(listed)
    any_listed = any(plain(form.project).replace("-", "") in keys for form in disclosure.forms if form.project)
    first_project = _leaf_project(disclosure)
    for form in disclosure.forms:
        title = disclosure.tables[form.table].title
        values: dict[str, str | int] = {
            "project": form.project,
            "title": "".join(title.split()),
            "unit_name": form.unit_name,
            "listed": "yes" if plain(form.project).replace("-", "") in keys else "no",
            "any_listed": "yes" if any_listed else "no",
            "projects": len(keys),
            "funds": len(form.funds),
            "first_project": first_project,
        }
        place = Place(None, form.line, table_name(form.table, disclosure), "项目名称", "", form.project)
        extra = tuple(f for f in form.funds[:1])
        yield Fact("form", values, place)
        for figure in extra:
            yield Fact(
                "form_amount",
                {**values, "amount": figure.text},
                Place(None, figure.line, place.table, figure.row, "", figure.text),
            )
        for indicator in form.indicators:
            yield from _indicator(indicator, place.table)
    for table in disclosure.tables:
        if table.kind != "projects":
            continue
        for listing in table.listings:
            for line, row in zip(listing.lines, listing.cells, strict=True):
                if line.item and line.role == "item" and row and row[0] is not None and row[0].fen and not line.code:
                    name = table_name(table.index, disclosure)
                    yield Fact(
                        "project",
                        {"name": line.label, "amount": row[0].text},
                        Place(None, line.line, name, line.label, "", row[0].text),
                    )


def _leaf_project(disclosure: Disclosure) -> str:
    names = [
        line.label
        for table in disclosure.tables
        if table.kind == "projects"
        for listing in table.listings
        for line, row in zip(listing.lines, listing.cells, strict=True)
        if line.item and line.role == "item" and not line.code and row and row[0] is not None
    ]
    return names[-1] if names else ""


_FULL = re.compile(
    rf"(大于或?等于|等于或大于|不低于|达到?|多于|大于|≥|>|=)?\s*({NUMBER.pattern})\s*(%|％|[一-鿿]{{0,3}}?)(?:及以上|以上)?\s*得\s*\d+\s*[分份]"
)
_PENALTY = re.compile(rf"(少于|低于|小于|不足|不到)\s*({NUMBER.pattern})\s*(%|％|[一-鿿]{{0,2}}?)(?=视|不得|扣|[，,。])")
_POINTS = re.compile(r"^\d{1,3},?")
_SCORED_RATE = re.compile(r"率[^，,。]{0,3}\d+(?:\.\d+)?[%％]")
_MORE_PENALISED = re.compile(r"大于或小于视?情?况?扣分")


def _indicator(indicator: Indicator, table: str) -> Iterator[Fact]:
    """An indicator, and, where its scoring is printed, the thresholds that it names."""
    number = indicator.number
    values: dict[str, str | int] = {
        "project": indicator.project,
        "level2": indicator.level2,
        "name": indicator.name,
        "value": indicator.value,
        "comparator": indicator.comparator,
        "number": number // 1_000_000 if number is not None else -1,
        "line": indicator.line,
    }
    place = Place(None, indicator.line, table, indicator.name, indicator.level2, indicator.value)
    yield Fact("indicator", values, place)
    if indicator.scoring:
        yield Fact("scoring", values | _thresholds(indicator), place)


def _thresholds(indicator: Indicator) -> dict[str, str | int]:
    scoring = _POINTS.sub("", indicator.scoring.replace(" ", "").replace("，", ",").replace("：", ":"))
    full, penalty = _FULL.search(scoring), _PENALTY.search(scoring)
    person = indicator.number is not None and indicator.unit.startswith(("人", "万人"))
    return {
        "scoring": indicator.scoring,
        "full": full[2] if full else "",
        "penalty": penalty[2] if penalty else "",
        "penalty_over_full": "yes" if full and penalty and _number(penalty[2]) > _number(full[2]) else "no",
        "more_penalised": "yes" if _MORE_PENALISED.search(scoring) and "≥" in scoring + indicator.value else "no",
        "value_unit": "%" if indicator.unit.startswith(("%", "％")) else "person" if person else indicator.unit[:1],
        "scored_rate": "yes" if _SCORED_RATE.search(scoring) else "no",
    }


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _counts(disclosure: Disclosure) -> Iterator[Fact]:
    for count in disclosure.counts:
        yield Fact(
            "count",
            {"what": count.what, "part": count.part, "number": count.number, "line": count.line, "text": count.text},
            Place(None, count.line, "", count.part or count.what, "", count.text),
        )


def _amounts(disclosure: Disclosure) -> Iterator[Fact]:
    """Each malformed amount of the tables, and each table without one."""
    malformed = [unread for unread in disclosure.unread if unread.reason == MALFORMED]
    for unread in malformed:
        place = Place(None, unread.line, table_name(unread.table, disclosure), "", "", unread.text)
        yield Fact("amounts", {"malformed": unread.text, "line": unread.line}, place)
    broken = {unread.table for unread in malformed}
    for table in disclosure.tables:
        if table.figures and table.index not in broken:
            yield Fact("amounts", {"malformed": "", "line": table.line}, Place(None, table.line, table.title, "", "", ""))
