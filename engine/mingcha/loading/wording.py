"""The shape of knowledge/peers/words.yaml: which texts there must be, and which placeholders each may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from ..peers.declared import UNITS
from .flaws import Flaw, named, quoted, remedy
from .schema import TEXT, list_of, mapping_of
from .shape import Schema

SAID: Mapping[str, Mapping[str, str]] = {
    "values": {
        "": "missing infinite infinite_low least",
        "amount": "last_year",
        "n": "exact",
        "high low": "range",
    },
    "reasons": {
        "band feature median peers value": "level",
        "feature median peers value": "level_same level_median",
        "feature peers value": "level_high level_low",
        "feature value": "level_alone relation_own_bare",
        "expected feature other other_value value": "relation",
        "feature other other_value value": "relation_bare",
        "expected feature value": "relation_own",
        "": "unsuspicious",
        "median peers": "peers_too",
        "feature known peers": "absent",
        "feature": "absent_alone",
        "feature peers": "absent_bare",
    },
    "kinds": {
        "": "level relation absent",
    },
    "score": {
        "group size": "among",
        "": "everyone no_reason unnamed",
        "finer group": "too_few",
        "of rank": "rank",
        "one_in": "rare",
        "share": "common",
        "amount right stated": "corrected",
        "right stated": "used",
        "features": "corrected_bare",
        "missing": "missing",
        "rank reason unit": "summary",
    },
    "whole": {
        "alpha expected listed of": "listed",
        "alpha listed of": "few",
        "alpha of": "none",
        "": "alone alike empty empty_reference chance no_pvalues unreviewed fair",
        "alpha least": "least",
        "alpha": "own",
        "alpha discoveries": "discoveries",
    },
    "drift": {
        "units year": "usable caution refit few",
        "feature shift": "higher lower",
        "feature": "spread",
        "before feature now": "missing",
        "count": "more more_groups",
        "groups units": "groups",
        "tail": "tail",
    },
    "basis": {
        "units year": "own",
        "instead units year": "other",
    },
    "history": {
        "basis before name other stated year": "last_year",
        "basis before count of year": "basis basis_final_account",
        "before name other stated year": "jump spike",
        "before count name other stated year": "shift",
        "before count year": "repeated gap",
        "partner unit year": "renamed",
        "before year": "scope",
        "partner year": "merged",
        "basis count of year": "twice",
        "expected": "expected",
        "usual": "usual",
        "names": "also",
        "printed used": "corrected",
    },
    "slips": {
        "": "one_digit swapped inserted dropped point unit sign stale this_year about_unit about_point",
        "partner": "other_amount",
    },
    "bases": {
        "": "budget final_account",
    },
    "question": {
        "year": "opening",
        "": "opening_no_year nothing",
        "number reason": "item",
        "group size": "peers",
    },
    "signs": {
        "": "list apart stop levels",
        "listing name": "member",
    },
    "page": {
        "": "title listed first search rank unit year score pvalue group peers reason why "
        "years amounts amount value stated place ask notes drift method back document none",
        "of shown": "shown",
        "weight": "part",
        "n": "away far",
    },
    "plots": {
        "name unit": "axis",
    },
    "plots.score": {
        "": "title x y unit",
        "alpha": "subtitle",
    },
    "plots.peers": {
        "": "title subtitle x",
    },
    "plots.relation": {
        "feature other": "title",
        "": "subtitle",
    },
    "plots.years": {
        "feature": "title",
        "": "subtitle",
    },
}
"""By section: the placeholders that texts may have, and the names of these texts."""

_STEP = mapping_of(
    {
        "say": TEXT,
        "from": {"type": "number", "minimum": 0},
        "per": {"type": "number", "minimum": 1e-9},
        "digits": {"type": "integer", "minimum": 1, "maximum": 9},
        "signed": {"type": "boolean"},
        "each": {"type": "boolean"},
    },
    required=("say",),
)
_STEPS = mapping_of({"zh": list_of(_STEP), "en": list_of(_STEP)})
_UNITS = (*UNITS, "vehicles")


def _shape() -> Schema:
    text = mapping_of({"zh": TEXT, "en": TEXT})
    shape: dict[str, Any] = {"units": {"type": "object", "required": list(_UNITS), "additionalProperties": _STEPS}}
    plots: dict[str, Any] = {}
    for section, said in SAID.items():
        texts = {name: text for names in said.values() for name in names.split()}
        outer, _, inner = section.partition(".")
        if inner:
            plots[inner] = mapping_of(texts)
        elif outer == "plots":
            plots |= texts
        else:
            shape[outer] = mapping_of(texts)
    return mapping_of({**shape, "plots": mapping_of(plots)})


WORDS_SHAPE: Schema = _shape()


def flaws_of_words(data: Mapping[str, Any]) -> Iterator[Flaw]:
    """What the shape cannot say: placeholders that are never filled in, and a unit that has no last step."""
    for section, said in SAID.items():
        way = tuple(section.split("."))
        texts = data
        for part in way:
            texts = texts[part]
        for allowed, names in said.items():
            for name in names.split():
                for lang, text in texts[name].items():
                    yield from _flaws_of_text((*way, name, lang), text, allowed.split())
    for unit, by_language in data["units"].items():
        for lang, steps in by_language.items():
            yield from _flaws_of_steps(("units", unit, lang), steps)


def _flaws_of_steps(path: tuple[str, ...], steps: list[Mapping[str, Any]]) -> Iterator[Flaw]:
    for index, step in enumerate(steps):
        yield from _flaws_of_text((*path, index, "say"), step["say"], ["n"])
        if step["say"].count("{n}") != 1:
            yield Flaw((*path, index, "say"), f"{named((*path, index, 'say'))} must have the number once, as {{n}}")
    sizes = [step.get("from", 0) for step in steps]
    if sizes[-1] != 0 or sizes != sorted(sizes, reverse=True):
        yield Flaw(path, f"{named(path)} must go from the largest `from` down to a step without one, for whatever is smaller")


def _flaws_of_text(path: tuple[str | int, ...], text: str, allowed: list[str]) -> Iterator[Flaw]:
    try:
        found = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
    except ValueError as error:
        yield Flaw(path, f"{named(path)} is {quoted(text)}: {error}; write a brace that is meant as such twice")
        return
    for field in found:
        if field not in allowed:
            yield Flaw(path, f"{named(path)}: nothing fills in {{{field}}}; {remedy(field, allowed)}")
