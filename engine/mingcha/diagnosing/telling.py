"""Symptoms and causes in words: what a proof says of each fact, and the sentences of a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..knowledge import Cause, Knowledge
from .case import Case, Symptom
from .diagnosis import Words

LANGUAGES = ("zh", "en")


def sentence(texts: Words, case: Case, bound: Mapping[str, Any], knowledge: Knowledge) -> Words:
    """Texts of a diagnosis with their placeholders filled in: the place and the amounts of the case, fields of the facts."""
    return {lang: texts[lang].format(**_of_case(case, lang, knowledge), **bound) for lang in LANGUAGES}


def correction(texts: Words, case: Case, bound: Mapping[str, Any], knowledge: Knowledge) -> Words:
    """What to do, with the figures that were computed from the wrong one."""
    also: Words = knowledge.words["symptoms"]["said"]["also"]
    first = sentence(texts, case, bound, knowledge)
    return {
        lang: first[lang]
        + "".join(also[lang].format(place=one.place[lang], stated=one.stated, right=one.right) for one in case.follows)
        for lang in LANGUAGES
    }


def key_of(template: str, case: Case, bound: Mapping[str, Any], knowledge: Knowledge) -> str:
    """What suspects of one cause have in common."""
    return template.format(**_of_case(case, "zh", knowledge), **bound)


def said(symptom: Symptom, case: Case, knowledge: Knowledge) -> Words:
    """A symptom as a sentence, by the words for its type and what sort of it it is."""
    words: Mapping[str, Words] = knowledge.words["symptoms"]["said"]
    sorts = (f"{symptom.type}.{value}" for value in symptom.values.values())
    texts = next((words[sort] for sort in sorts if sort in words), words.get(symptom.type, {}))
    return {
        lang: texts.get(lang, symptom.type).format(**_of_case(case, lang, knowledge), **{symptom.type: symptom})
        for lang in LANGUAGES
    }


def lacking(cause: Cause, knowledge: Knowledge) -> tuple[Words, ...]:
    """The conditions of a diagnosis on what must not be there, in words."""
    if not any(pattern.absent for pattern in cause.when):
        return ()
    told = {lang: conditions(cause.terms, knowledge, lang) for lang in LANGUAGES}
    return tuple({lang: told[lang][place] for lang in LANGUAGES} for place, pattern in enumerate(cause.when) if pattern.absent)


def conditions(terms: Any, knowledge: Knowledge, lang: str) -> list[str]:
    """Every condition of a diagnosis in words."""
    from ..rulebook.method import patterns_told

    symptoms = knowledge.words["symptoms"]
    words = {**knowledge.words["rulebook"], **{name: symptoms[name] for name in ("facts", "fields", "values")}}
    return list(patterns_told(terms, words, lang))


def _of_case(case: Case, lang: str, knowledge: Knowledge) -> dict[str, str]:
    place, count = case.place[lang], case.symptoms[0].values["places"]
    if count != 1:
        place = knowledge.words["symptoms"]["said"]["more"][lang].format(place=place, count=count)
    return {
        "place": place,
        "places": case.places[lang],
        "stated": case.stated,
        "right": case.right,
        "difference": case.difference,
    }
