"""What a rule demands, in words: its relation as a sentence, its terms as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ..knowledge import Knowledge


class Method(Struct, frozen=True):
    """A relation told to a reader.

    Attributes:
        sentence: what must hold; for ``find`` and ``says``, what must not stand.
        details: one line a term; for ``find`` one a pattern, in the order in which they refer to each other by number.
    """

    sentence: str
    details: tuple[str, ...]


def method(relation: str, terms: Any, knowledge: Knowledge, lang: str) -> Method:
    """Tell a relation.

    Args:
        relation: its name, such as ``adds_up``.
        terms: as the rule's file has them, before they are compiled.
        knowledge: has the words, in language/rulebook.yaml.
        lang: ``zh`` or ``en``.
    """
    words = knowledge.words["rulebook"]
    sentence = word(words, "relations", relation, lang)
    if relation == "find":
        return Method(sentence, tuple(_patterns(terms, words, lang)))
    return Method(sentence, tuple(line for name, value in (terms or {}).items() for line in _term(name, value, knowledge, lang)))


def word(words: Mapping[str, Any], part: str, name: str, lang: str) -> str:
    """What ``name`` is called; itself, as code, where nobody gave it a word."""
    return str(words[part].get(name, {}).get(lang, f"`{name}`"))


def _term(name: str, value: Any, knowledge: Knowledge, lang: str) -> Iterable[str]:
    if name == "sets":
        return (_set(one, knowledge, lang) for one in value)
    if name == "pairs":
        return (" ≤ ".join(_coordinate(one[side], knowledge, lang) for side in ("part", "whole")) for one in value)
    words = knowledge.words["rulebook"]
    told = (_member(words["terms"].get(name, {}), one, knowledge, lang) for one in _as_list(value))
    return [f"{word(words, 'terms', name, lang)}{_COLON[lang]}{_COMMA[lang].join(told)}"]


_COLON = {"zh": "：", "en": ": "}
_COMMA = {"zh": "、", "en": ", "}


def _member(entry: Mapping[str, Any], value: Any, knowledge: Knowledge, lang: str) -> str:
    """What a term's value is called: by the term itself, as a dimension, as a measure, else as it stands."""
    words = knowledge.words["rulebook"]
    for names in (entry.get("values", {}), words["dimensions"], words["values"]):
        if value in names:
            return str(names[value][lang])
    nodes = (knowledge.dimensions[name].nodes.get(str(value)) for name in ("measure", "period"))
    return next((str(getattr(node, lang)) for node in nodes if node), f"`{value}`")


def _set(one: Mapping[str, Any], knowledge: Knowledge, lang: str) -> str:
    nodes = knowledge.dimensions[one["along"]].nodes if one["along"] in knowledge.dimensions else {}
    names = {member: getattr(node, lang) for member, node in nodes.items()}
    measure = getattr(knowledge.dimensions["measure"].nodes[one["measure"]], lang)
    whole = (
        measure
        if names.get(one["whole"]) == measure or not one["whole"]
        else f"{measure} {names.get(one['whole'], one['whole'])}"
    )
    return f"{whole} = {' + '.join(names.get(part, str(part)) for part in one['parts'])}"


def _coordinate(members: Mapping[str, str], knowledge: Knowledge, lang: str) -> str:
    """The members of a coordinate by their names; a code of an account keeps its digits."""
    dimensions = knowledge.dimensions
    nodes = ((member, dimensions[name].nodes.get(member) if name in dimensions else None) for name, member in members.items())
    return " ".join(getattr(node, lang) if node else str(member) for member, node in nodes)


def _patterns(terms: Sequence[Mapping[str, Any]], words: Mapping[str, Any], lang: str) -> Iterable[str]:
    """The patterns of ``find``; a later one calls an earlier one by its number."""
    numbers: dict[str, int] = {}
    for number, term in enumerate(terms, 1):
        ((fact, conditions),) = term.get("absent", term).items()
        numbers[str(conditions.get("as", fact))] = number
        told = [
            text
            for field, wanted in conditions.items()
            if field != "as"
            for text in _conditions(field, wanted, numbers, words, lang)
        ]
        phrases = words["patterns"]
        there = phrases["absent" if "absent" in term else "there"][lang].format(fact=word(words, "facts", fact, lang))
        yield there + (phrases["where"][lang] + phrases["and"][lang].join(told) if told else "")


def _conditions(field: str, wanted: Any, numbers: Mapping[str, int], words: Mapping[str, Any], lang: str) -> Iterable[str]:
    tests = wanted if isinstance(wanted, Mapping) else {"equal": wanted}
    for test, operand in tests.items():
        name, _, other = str(operand).partition(".")
        referred = test in ("is", "differs", "after")
        yield words["patterns"][test][lang].format(
            field=word(words, "fields", field, lang),
            value=f"`{operand}`" if test in ("matches", "fails") else _values(operand, words, lang),
            number=numbers.get(name, 0) if referred else 0,
            other=word(words, "fields", other, lang) if referred else "",
        )


def _values(operand: Any, words: Mapping[str, Any], lang: str) -> str:
    return str(words["patterns"]["or"][lang]).join(_value(one, words, lang) for one in _as_list(operand))


def _value(value: Any, words: Mapping[str, Any], lang: str) -> str:
    if value in words["values"]:
        return str(words["values"][value][lang])
    return str(value) if isinstance(value, int) else f"“{value}”"


def _as_list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
