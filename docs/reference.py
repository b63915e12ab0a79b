"""The page of the words a rule file can use, made from what checking knows: relations, conditions, facts, dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docs.book import Book
from docs.tables import plain, table
from mingcha.knowledge import Knowledge
from mingcha.rulebook.method import word
from mingcha.vocabulary.facts import FIELDS
from mingcha.vocabulary.relations import RELATIONS, Relation


def reference(book: Book) -> str:
    """The page as Markdown."""
    knowledge, words, labels, lang = book.knowledge, book.words, book.labels, book.lang
    sections: Mapping[str, tuple[Iterable[str], Iterable[tuple[str, ...]]]] = {
        "relations": (("relation", "method", "terms", "placeholders"), _relations(words, lang)),
        "terms": (("term", "meaning", "values"), _terms(words, lang)),
        "conditions": (("condition", "meaning"), _conditions(words, labels, lang)),
        "facts": (("fact", "meaning", "fields"), _facts(words, lang)),
        "fields": (
            ("field", "meaning"),
            ((f"`{name}`", plain(word(words, "fields", name, lang))) for name in _all_fields(words)),
        ),
        "values": (("value", "meaning"), ((f"`{name}`", plain(told[lang])) for name, told in words["values"].items() if name)),
        "dimensions": (("dimension", "meaning", "members"), _dimensions(knowledge, lang)),
    }
    parts = [f"# {labels['reference_title']} {{ #top }}", labels["reference_about"]]
    for name, (heads, rows) in sections.items():
        parts += [f"## {labels[name]} {{ #{name} }}", labels["about_" + name], table([labels[head] for head in heads], rows)]
    return "\n\n".join(parts) + "\n"


def _relations(words: Mapping[str, Any], lang: str) -> Iterator[tuple[str, ...]]:
    for name, relation in RELATIONS.items():
        told = word(words, "relations", name, lang)
        yield f"`{name}`", plain(told), _terms_of(relation), " ".join(f"`{{{one}}}`" for one in sorted(relation.says))


def _terms_of(relation: Relation) -> str:
    required = [f"`{one}`\\*" for one in sorted(relation.required)]
    return " ".join([*required, *(f"`{one}`" for one in sorted(relation.optional))])


def _terms(words: Mapping[str, Any], lang: str) -> Iterator[tuple[str, ...]]:
    for name in sorted({term for relation in RELATIONS.values() for term in relation.required | relation.optional}):
        values = words["terms"].get(name, {}).get("values", {})
        told = (f"`{value}` {plain(meaning[lang])}" for value, meaning in values.items())
        yield f"`{name}`", plain(word(words, "terms", name, lang)), "<br>".join(told)


def _conditions(words: Mapping[str, Any], labels: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    """The conditions in the order of rulebook.yaml, told of a field and a value that have no names."""
    given = {"field": labels["field"], "value": labels["value"], "number": "1", "other": labels["other_field"]}
    for name in ("equal", "not", "over", "under", "has", "lacks", "matches", "fails", "is", "differs", "after"):
        operand = f"c.{labels['other_field']}" if name in ("is", "differs", "after") else labels["value"]
        written = operand if name == "equal" else f"{{{name}: {operand}}}"
        yield f"`{labels['field']}: {written}`", plain(words["patterns"][name][lang].format(**given))


def _facts(words: Mapping[str, Any], lang: str) -> Iterator[tuple[str, ...]]:
    for name, fields in FIELDS.items():
        yield f"`{name}`", plain(word(words, "facts", name, lang)), " ".join(f"`{field}`" for field in sorted(fields))


def _all_fields(words: Mapping[str, Any]) -> list[str]:
    """The fields of all facts, and those of one fact that have a word of their own there."""
    return sorted({field for fields in FIELDS.values() for field in fields} | {name for name in words["fields"] if "." in name})


def _dimensions(knowledge: Knowledge, lang: str) -> Iterator[tuple[str, ...]]:
    words = knowledge.words["rulebook"]
    for name, told in words["dimensions"].items():
        nodes = knowledge.dimensions[name].nodes if name in knowledge.dimensions else {}
        members = (f"`{member}` {plain(getattr(node, lang))}" for member, node in nodes.items() if member)
        yield f"`{name}`", plain(told[lang]), "<br>".join(members)
