"""The few facts of a disclosure that rules about words and tables look at; cells never become facts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..knowledge import name_key
from ..understanding import LOST_CELLS, MALFORMED, Coordinate, Disclosure, Figure, UnderstoodTable, Words
from ..understanding.forms import topic_of
from ..understanding.words import bare
from .area_facts import area_facts
from .fact import Fact, place_at
from .form_facts import form_facts
from .passage_facts import passage_facts
from .purpose_facts import purpose_facts
from .text_facts import text_facts
from .texts import Texts
from .told_facts import told_facts
from .unit_facts import unit_facts
from .violation import Place, place_of, table_name, with_unit


def facts_of(texts: Texts, disclosure: Disclosure, words: Words) -> dict[str, list[Fact]]:
    """All facts by type."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in _all(texts, disclosure, words):
        found[fact.type].append(fact)
    return found


def _all(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    yield from _tables(disclosure, words)
    yield from _spending(disclosure)
    yield from _catalogue(disclosure)
    yield from _statements(disclosure, words)
    yield from _assertions(disclosure, words)
    yield from _nil_topics(disclosure)
    yield from _counts(disclosure)
    yield from _amounts(disclosure)
    yield from _number_formats(disclosure)
    yield from _cut_names(disclosure, words)
    yield from _depths(disclosure)
    yield from form_facts(texts, disclosure, words)
    yield from text_facts(texts, disclosure, words)
    yield from passage_facts(texts, disclosure)
    yield from area_facts(texts)
    yield from unit_facts(texts, disclosure)
    yield from told_facts(texts, disclosure, words)
    yield from purpose_facts(texts, disclosure, words)


def _tables(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    nonzero = Counter([figure.table for figure in disclosure.figures if figure.fen])
    lost = Counter([unread.table for unread in disclosure.unread if unread.reason == LOST_CELLS])
    for table in disclosure.tables:
        values: dict[str, str | int] = {
            "label": table.label,
            "title": "".join(table.title.split()),
            "kind": table.kind,
            "topic": _topic(table, words),
            "unit": table.unit,
            "balances": "yes" if "上年结转" in table.title and "不含" not in table.title else "no",
            "nonzero": lost[table.index] or (nonzero[table.index] if table.listings else 0),
            "figures": lost[table.index] or (table.figures if table.listings else 0),
            "line": table.line,
        }
        name = table_name(table.index, disclosure)
        yield Fact("table", values, Place(None, table.line, name, "", "", name))


def _spending(disclosure: Disclosure) -> Iterator[Fact]:
    """The largest amount stated for each topic that has tables of its own; balances of last year are no spending.

    Nor is what a source spends of them: no more than it has carried in.
    """
    largest: dict[str, Figure] = {}
    carried = {figure.coordinate.fund: figure.fen for figure in disclosure.figures if _is_balance(figure.coordinate)}
    for figure in disclosure.figures:
        coordinate = figure.coordinate
        topic = coordinate.fund if coordinate.fund in ("government_fund", "state_capital") else ""
        if coordinate.component == "project" and not topic:
            topic = "project"
        if not topic or figure.fen <= 0 or coordinate.measure not in ("expenditure", "income") or coordinate.period != "this":
            continue
        if coordinate.measure == "expenditure" and coordinate.fund and figure.fen <= carried.get(coordinate.fund, 0):
            continue
        if topic not in largest or figure.fen > largest[topic].fen:
            largest[topic] = figure
    for topic, figure in largest.items():
        name = table_name(figure.table, disclosure)
        place = place_of(figure, disclosure)
        yield Fact("spending", {"topic": topic, "amount": with_unit(figure), "table": name}, place)


def _is_balance(coordinate: Coordinate) -> bool:
    """Whether an amount is all that a source of money has carried in."""
    fund = coordinate.fund
    return coordinate.measure == "carried_in" and bool(fund) and coordinate == Coordinate("carried_in", fund=fund)


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
            "section_line": statement.section_line,
            "section_topic": topic_of(statement.section, words) if statement.section else "",
            "text": statement.text,
            "line": statement.line,
        }
        yield Fact("statement", values, Place(None, statement.line, "", statement.section, "", statement.text))


_ASSERTS = re.compile(r"(?=[^，。；、：]*[增减下上压])([^，。；、：]{2,24}?)(?:有所|均|都)?(增加|减少|下降|增长|上升|压减)了?")
_RISES = frozenset(("增加", "增长", "上升"))


def _assertions(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """What a reason says went up or down, and what a claim says of the same thing."""
    components = words.knowledge.dimensions["component"].nodes
    every = words.knowledge.words["narrative"]["every"]
    for claim in disclosure.claims:
        for what, direction, text in _asserted(claim.reason):
            about = "every" if any(word in what for word in every) else words.scan(what).component
            if about:
                name = components[about].zh if about in components else what
                yield _assertion(about, direction, "reason", claim.line, text, name)
        at, subject = claim.coordinate, claim.subject.strip()
        if at.component and claim.direction and not at.function and not at.item and claim.listing >= 0:
            yield _assertion(at.component, claim.direction, "claim", claim.line, subject, components[at.component].zh)
    for statement in disclosure.statements:
        if statement.kind == "reason":
            for what, direction, text in _asserted(statement.text):
                if any(word in what for word in every):
                    yield _assertion("every", direction, "reason", statement.line, text, every[0])


def _asserted(reason: str) -> Iterator[tuple[str, str, str]]:
    """What is said to go up or down in a reason, which of the two, and in which words."""
    for match in _ASSERTS.finditer(reason):
        yield match[1], "up" if match[2] in _RISES else "down", match[0]


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


def _number_formats(disclosure: Disclosure) -> Iterator[Fact]:
    """How the large amounts of each table are printed: in groups of three digits, or not."""
    printed: dict[int, tuple[list[Figure], list[Figure]]] = {}
    for figure in disclosure.figures:
        text = figure.text
        if figure.table >= 0 and len(text) > 3:
            whole = text.partition(".")[0].lstrip("-")
            grouped = "," in whole
            if grouped or (len(whole) > 3 and whole.isdecimal()):
                printed.setdefault(figure.table, ([], []))[not grouped].append(figure)
    for grouped_ones, plain_ones in printed.values():
        first = plain_ones[0] if plain_ones else grouped_ones[0]
        values: dict[str, str | int] = {
            "grouped": len(grouped_ones),
            "plain": len(plain_ones),
            "example": first.text,
            "other": grouped_ones[0].text if grouped_ones else "",
            "line": first.line,
        }
        place = place_of(first, disclosure)
        yield Fact("number_format", values, place)


def _cut_names(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """How many account names of each summary table break off before they end, as narrow or lost cells make them."""
    begun = _classes_begun(words)
    for table in disclosure.tables:
        cut: list[tuple[str, str, int]] = []
        names = 0
        for listing in table.listings:
            for line in listing.lines:
                key = _bare_key(line.label) if line.label and not line.code and line.role == "item" else ""
                names += bool(key)
                full = begun.get(key, "")
                if full:
                    cut.append((line.label, full, line.line))
        if names:
            label, full, number = cut[0] if cut else ("", "", table.line)
            values: dict[str, str | int] = {"cut": len(cut), "example": label, "whole": full, "line": number}
            yield Fact("names", values, Place(None, number, table_name(table.index, disclosure), label, "", label))


@lru_cache(maxsize=16_384)
def _bare_key(label: str) -> str:
    return name_key(bare(label)[0])


@lru_cache(maxsize=4)
def _classes_begun(words: Words) -> Mapping[str, str]:
    """Every beginning of a class's name that is no name itself and begins no other class, with the whole name."""
    knowledge = words.knowledge
    whole = {
        key: one.names[code]
        for one in (knowledge.functional, knowledge.economy_dept, knowledge.economy_gov)
        for key, codes in one.codes.items()
        for code in codes[:1]
        if len(code) == 3
    }
    begun: dict[str, set[str]] = defaultdict(set)
    for key, name in whole.items():
        printed = f"{key}支" if name.endswith("支出") else key[:-1]
        for end in range(1, len(printed) + 1):
            begun[printed[:end]].add(name)
    return {
        start: next(iter(names))
        for start, names in begun.items()
        if len(names) == 1 and start not in whole and not start.startswith(_OTHER)
    }


_OTHER = "其他"


def _depths(disclosure: Disclosure) -> Iterator[Fact]:
    """How many digits the longest code of each classification has, and in how many tables codes of it stand."""
    found: dict[str, list[tuple[int, int]]] = {}
    for table in disclosure.tables:
        for of in ("function", "economy_dept"):
            codes = [getattr(line, of) for listing in table.listings for line in listing.lines if line.code]
            digits = max((len(code) for code in codes), default=0)
            if digits:
                found.setdefault(of, []).append((digits, table.line))
    for of, tables in found.items():
        digits, line = max(tables, key=lambda one: (one[0], -one[1]))
        yield Fact("depth", {"of": of, "digits": digits, "tables": len(tables), "line": line}, place_at(line, ""))
