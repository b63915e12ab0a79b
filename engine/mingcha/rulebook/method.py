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
        return Method(sentence, tuple(patterns_told(terms, words, lang)))
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


def patterns_told(terms: Sequence[Mapping[str, Any]], words: Mapping[str, Any], lang: str) -> Iterable[str]:
    """The patterns of ``find``; a later one calls an earlier one by its number."""
    phrases = words["patterns"]
    bound: dict[str, tuple[int, str]] = {}
    for number, term in enumerate(terms, 1):
        ((fact, conditions),) = term.get("absent", term).items()
        bound[str(conditions.get("as", fact))] = number, fact
        there = phrases["absent" if "absent" in term else "there"][lang].format(fact=word(words, "facts", fact, lang))
        told = [
            text for field, one in conditions.items() if field != "as" for text in _told(fact, field, one, bound, words, lang)
        ]
        yield there + (phrases["where"][lang] + phrases["and"][lang].join(told) if told else "")


def _told(
    fact: str, field: str, condition: Any, bound: Mapping[str, tuple[int, str]], words: Mapping[str, Any], lang: str
) -> Iterable[str]:
    """The conditions on one field of a fact."""
    subject = field_word(words, fact, field, lang)
    tests = condition if isinstance(condition, Mapping) else {"equal": condition}
    for test, operand in tests.items():
        phrase = words["patterns"][test][lang]
        if test in ("is", "differs", "after"):
            name, _, other = str(operand).partition(".")
            number, of = bound[name]
            yield phrase.format(field=subject, number=number, other=field_word(words, of, other, lang))
        else:
            value = f"`{operand}`" if test in ("matches", "fails") else _values(operand, words, lang)
            yield phrase.format(field=subject, value=value)


def field_word(words: Mapping[str, Any], fact: str, field: str, lang: str) -> str:
    """What a field of a fact is called: by a word for this fact alone, as ``section.about``, or else for any."""
    own = f"{fact}.{field}"
    return word(words, "fields", own if own in words["fields"] else field, lang)


def _values(operand: Any, words: Mapping[str, Any], lang: str) -> str:
    return str(words["patterns"]["or"][lang]).join(_value(one, words, lang) for one in _as_list(operand))


def _value(value: Any, words: Mapping[str, Any], lang: str) -> str:
    if value in words["values"]:
        return str(words["values"][value][lang])
    return str(value) if isinstance(value, int) else f"“{value}”"


def _as_list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
