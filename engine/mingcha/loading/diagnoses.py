"""Diagnosis files to causes: what a file says must have the shape of its schema, mean something, and not turn in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from ..knowledge import Cause
from ..vocabulary.conditions import Pattern, parse_patterns
from ..vocabulary.symptoms import DIAGNOSIS, OF, PLACEHOLDERS, SUSPECT, SYMPTOMS
from .flaws import Flaw, quoted
from .rules import flaws_of_message, flaws_of_pattern
from .shape import Schema, flaws_of

_NO_NAMES_IN = ("say", "correct", "together")


def flaws_of_diagnosis(data: Any, stem: str, schema: Schema) -> list[Flaw]:
    """Everything that is wrong in what a diagnosis file says; its name without .yaml is ``stem``."""
    flaws = list(flaws_of(data, schema))
    if not isinstance(data, dict):
        return flaws
    own = data.get("id")
    if isinstance(own, str) and own != stem:
        flaws.append(Flaw(("id",), f"the id {quoted(own)} and the file name {stem}.yaml differ; make them the same"))
    if not {flaw.path[0] for flaw in flaws if flaw.path} & {"when", *_NO_NAMES_IN} and {"when", "say", "correct"} <= set(data):
        flaws.extend(_of_meaning(data))
    return flaws


def cause_of(data: Mapping[str, Any], path: str) -> Cause:
    """The diagnosis of a file without flaws."""
    return Cause(
        id=data["id"],
        title=data["title"],
        kind=data.get("kind", ""),
        severity=data["severity"],
        weight=data["weight"],
        when=parse_patterns(data["when"], SYMPTOMS),
        terms=tuple(data["when"]),
        say=data["say"],
        correct=data["correct"],
        why=data["why"],
        together=data.get("together", ""),
        exclusions=tuple(data.get("exclusions", ())),
        examples={key: tuple(value) for key, value in data["examples"].items()},
        path=path,
    )


def fits_all(cause: Cause) -> bool:
    """Whether a diagnosis is met by every suspect: its only condition is that there is one."""
    (first, *more), bare = cause.when, Pattern(SUSPECT, "", False, (), (), (), (), ())
    return not more and replace(first, name="") == bare


def circles_of(causes: Sequence[Cause]) -> dict[str, Flaw]:
    """By diagnosis what is wrong with what it builds on: one that is not there, or itself, with a negation on the way.

    Whether a cause is absent can be told only when everything it could be concluded from is known. So no diagnosis may rest,
    however far around, on the absence of one that rests on it.
    """
    by_id = {cause.id: cause for cause in causes}
    found: dict[str, Flaw] = {}
    edges: dict[str, dict[str, bool]] = {}
    for cause in causes:
        on = edges[cause.id] = dict[str, bool]()
        for place, pattern in enumerate(cause.when):
            for other in _built_on(pattern, by_id):
                if other not in by_id:
                    found.setdefault(
                        cause.id, Flaw(("when", place), f"there is no diagnosis {other!r}; known are {', '.join(by_id)}")
                    )
                on[other] = on.get(other, False) or pattern.absent
    for cause in causes:
        for other, absent in edges[cause.id].items():
            way = _way(other, cause.id, edges) if absent else []
            if way:
                named = " → ".join((cause.id, *way))
                reason = f"it rests on its own absence: {named}, where the first step is an absent one; break the circle"
                found.setdefault(cause.id, Flaw(("when",), reason))
    return found


def _built_on(pattern: Pattern, known: Iterable[str]) -> Sequence[str]:
    """The diagnoses whose conclusion a pattern may match: the one it names, else all."""
    if pattern.type != DIAGNOSIS:
        return ()
    return [str(value) for field, value in pattern.equal if field == "id"] or tuple(known)


def _way(start: str, end: str, edges: Mapping[str, Mapping[str, bool]]) -> list[str]:
    """A way from ``start`` to ``end`` over what each builds on; empty where there is none."""
    before: dict[str, str] = {start: ""}
    waiting = [start]
    for one in waiting:
        if one == end:
            way = [one]
            while before[way[0]]:
                way.insert(0, before[way[0]])
            return way
        for other in edges.get(one, ()):
            if other not in before:
                before[other] = one
                waiting.append(other)
    return []


def _of_meaning(data: Mapping[str, Any]) -> Iterator[Flaw]:
    bound: dict[str, str] = {}
    for index, term in enumerate(data["when"]):
        yield from flaws_of_pattern(term, ("when", index), bound, SYMPTOMS)
    if next(iter(data["when"][0])) != SUSPECT:
        yield Flaw(("when", 0), f"the first condition is on the {SUSPECT}; every diagnosis is of one")
    offered = {f"{name}.{field}" for name, kind in bound.items() for field in SYMPTOMS[kind] - {OF}} | PLACEHOLDERS
    for field in ("say", "correct"):
        for lang, text in data[field].items():
            yield from (Flaw((field, lang), reason) for reason in flaws_of_message(text, f"{field}.{lang}", offered))
    together = data.get("together", "")
    yield from (Flaw(("together",), reason) for reason in flaws_of_message(together, "together", offered))
