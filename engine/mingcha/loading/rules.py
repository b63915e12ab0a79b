"""Rule files to rules: what a file says must have the shape of its schema, and mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from ..knowledge import Rule
from ..vocabulary.conditions import OF_A_FACT, compiled, parse_patterns
from ..vocabulary.facts import FIELDS
from ..vocabulary.relations import RELATIONS
from .flaws import Flaw, Path, named, quoted, remedy
from .shape import Schema, flaws_of

_CONFIDENCE = 0.95


def flaws_of_rule(data: Any, stem: str, schema: Schema) -> list[Flaw]:
    """Everything that is wrong in what a rule file says; its name without .yaml is ``stem``."""
    flaws = list(flaws_of(data, schema))
    if not isinstance(data, dict):
        return flaws
    flaws.extend(_of_id(data.get("id"), stem))
    relations = [relation for relation in RELATIONS if relation in data]
    if len(relations) != 1:
        found = f"found {' and '.join(relations)}" if relations else "there is none"
        flaws.append(Flaw(tuple(relations[1:2]), f"a rule has exactly one relation of {', '.join(RELATIONS)}; {found}", key=True))
    elif "say" in data and not {flaw.path[0] for flaw in flaws if flaw.path} & {*relations, "say", "scope", "together"}:
        flaws.extend(_of_meaning(data, relations[0]))
    return flaws


def rule_of(data: Mapping[str, Any], path: str) -> Rule:
    """The rule of a file without flaws."""
    relation = next(relation for relation in RELATIONS if relation in data)
    terms = data[relation]
    if relation == "find":
        terms = parse_patterns(terms)
    elif relation == "says":
        terms = {**terms, "pattern": compiled(terms["pattern"])}
    return Rule(
        id=data["id"],
        kind=data["kind"],
        severity=data["severity"],
        title=data["title"],
        say=data["say"],
        relation=relation,
        terms=terms,
        scope={key: tuple(value) if isinstance(value, list) else (value,) for key, value in data.get("scope", {}).items()},
        basis=tuple(data["basis"]),
        confidence=float(data.get("confidence", _CONFIDENCE)),
        why=data["why"],
        exclusions=tuple(data.get("exclusions", ())),
        examples={key: tuple(value) for key, value in data["examples"].items()},
        path=path,
        together=data.get("together", False),
    )


def _of_id(rule_id: object, stem: str) -> Iterator[Flaw]:
    if isinstance(rule_id, str) and rule_id != stem:
        yield Flaw(("id",), f"the id {quoted(rule_id)} and the file name {stem}.yaml differ; make them the same")


def _of_meaning(data: Mapping[str, Any], relation: str) -> Iterator[Flaw]:
    scope = data.get("scope", {})
    if scope.get("from_year", 0) > scope.get("to_year", 9999):
        yield Flaw(("scope", "to_year"), "scope.to_year is before scope.from_year; no document is of such a year")
    if "together" in data and relation not in ("find", "says"):
        yield Flaw(("together",), f"together is for find and says only, not for {relation}; take it away", key=True)
    if relation == "says":
        yield from _of_words(data["says"]["pattern"], ("says", "pattern"))
    if relation == "find":
        bound: dict[str, str] = {}
        for index, term in enumerate(data["find"]):
            yield from flaws_of_pattern(term, ("find", index), bound)
        offered = {f"{name}.{field}" for name, kind in bound.items() for field in FIELDS[kind]}
        offered |= {"count"} if data.get("together") else set()
    else:
        offered = set(RELATIONS[relation].says)
    for lang, text in data["say"].items():
        yield from (Flaw(("say", lang), reason) for reason in flaws_of_message(text, f"say.{lang}", offered))


def _of_words(pattern: str, path: Path) -> Iterator[Flaw]:
    if compiled(pattern).search("") is not None:
        yield Flaw(path, f"{named(path)} {quoted(pattern)} is found in any text, even an empty one")


def flaws_of_pattern(
    term: Mapping[str, Any], path: Path, bound: dict[str, str], fields: Mapping[str, frozenset[str]] = FIELDS
) -> Iterator[Flaw]:
    """What a pattern refers to must have been named before it; ``bound`` takes over the name it gives."""
    absent = "absent" in term
    ((kind, conditions),) = (term["absent"] if absent else term).items()
    where = (*path, *(("absent",) if absent else ()), kind)
    if absent and not bound:
        yield Flaw(path, "the first pattern cannot be absent; a finding needs a fact to point to")
    name = conditions.get("as", kind)
    known = {**bound, name: kind}
    for field, condition in conditions.items():
        for operator, operand in condition.items() if isinstance(condition, dict) else ():
            if operator not in OF_A_FACT:
                continue
            fact, _, other = operand.partition(".")
            if fact not in known:
                yield Flaw(
                    (*where, field, operator), f"{operand!r} refers to a fact that no pattern before names; {remedy(fact, known)}"
                )
            elif other not in fields[known[fact]]:
                reason = f"the fact {known[fact]!r} has no field {other!r}; {remedy(other, fields[known[fact]])}"
                yield Flaw((*where, field, operator), reason)
    if not absent:
        bound[name] = kind


def flaws_of_message(text: str, where: str, offered: set[str]) -> Iterator[str]:
    """Every placeholder of a message must be something the relation offers, and nothing else may stand in braces."""
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield f"{where}: {error}; write {{{{ for a brace"
        return
    for name, spec, conversion in parts:
        if name not in offered:
            yield f"{where}: there is no {{{name}}}; {remedy(name, offered)}"
        elif spec or conversion:
            yield f"{where}: {{{name}}} stands alone, without {':' + spec if spec else '!' + str(conversion)}"
