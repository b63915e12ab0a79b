"""What knowledge/peers says to Peers: the shapes of its files, and what they must mean together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..knowledge import Dimension
from ..peers.declared import (
    COUNTS,
    DIRECTIONS,
    FUNDS,
    MONEY,
    SCALES,
    UNITS,
    At,
    Change,
    Concentration,
    Example,
    Feature,
    Formula,
    Gap,
    Largest,
    Level,
    Members,
    NamedAmount,
    NamedListing,
    Nil,
    Peers,
    Ratio,
    Rounded,
    Unchanged,
)
from ..peers.thresholds import Years
from .flaws import Flaw, Path, quoted, remedy
from .groups import GROUPS, GROUPS_SHAPE, flaws_of_groups, groups_of
from .schema import TEXT, coordinate_schema, list_of, mapping_of, one_of
from .shape import Schema, flaws_of
from .wording import WORDS_SHAPE, flaws_of_words

AMOUNTS, FAMILIES, WORDS, YEARS = "peers/amounts.yaml", "peers/families.yaml", "peers/words.yaml", "peers/years.yaml"
FEATURES = "peers/features/"
"""The folder of the features, one file each."""

_NAME = r"^[a-z][a-z0-9_]*[a-z0-9]$"
_ID: Schema = {"type": "string", "pattern": _NAME, "description": "small letters, digits and _, as in project_share"}
_TEXTS = mapping_of({"zh": TEXT, "en": TEXT})
_NUMBERS: Schema = {"type": "object", "additionalProperties": {"type": "number"}}
_ALONG = ("function", "economy_dept", "item")
_OF_AMOUNTS: Mapping[str, type[Level | Ratio | Change | Gap | Unchanged]] = {
    "level": Level,
    "ratio": Ratio,
    "change": Change,
    "gap": Gap,
    "unchanged": Unchanged,
}
_OF_LISTING: Mapping[str, type[Concentration | Largest | Members | Rounded]] = {
    "concentration": Concentration,
    "largest": Largest,
    "members": Members,
    "rounded": Rounded,
}
_TO = (Ratio, Gap)
_SORTS = ("amounts", "listings")

Names = Mapping[str, Sequence[str]]
"""The families, amounts and listings that features can speak of."""


def amounts_schema(dimensions: Mapping[str, Dimension]) -> Schema:
    """The shape of amounts.yaml: named amounts and listings, at coordinates over the members that ``dimensions`` have."""
    at = list_of(coordinate_schema(dimensions))
    amount = mapping_of(
        {
            "title": _TEXTS,
            "unit": one_of((MONEY, *COUNTS)),
            "at": at,
            "funds": one_of(FUNDS),
            "count": mapping_of({"what": TEXT, "part": {"type": "string"}}, required=("what",)),
            "sum": list_of(_ID),
            "nil": list_of(mapping_of({"topic": TEXT, **dict.fromkeys(("words", "unless"), list_of(TEXT))}, required=("topic",))),
        },
        required=("title",),
    )
    listing = mapping_of(
        {
            "title": _TEXTS,
            "along": one_of(_ALONG),
            "digits": {"type": "integer", "minimum": 1, "maximum": 9},
            "at": at,
            "funds": one_of(FUNDS),
        },
        required=("title", "along", "at"),
    )
    return mapping_of({"none": list_of(TEXT), "amounts": _named(amount), "listings": _named(listing)})


def feature_schema() -> dict[str, Any]:
    """The shape of a feature file."""
    texts: Schema = {"$ref": "#/$defs/texts"}
    example = mapping_of(
        {
            "amounts": _NUMBERS,
            "last": _NUMBERS,
            "listings": {"type": "object", "additionalProperties": list_of({"type": "number"})},
            "value": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        },
        required=("value",),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mingcha feature",
        "description": "One feature of a unit-year; every field is told in knowledge/peers/README.md",
        **mapping_of(
            {
                "id": _ID,
                "family": TEXT,
                "title": texts,
                "formula": _formula(),
                "unit": one_of(UNITS),
                "scale": one_of(SCALES),
                "suspicious": one_of(DIRECTIONS),
                "missing": texts,
                "why": texts,
                "exclusions": {"type": "array", "items": texts},
                "examples": list_of(example),
            },
            required=("id", "family", "title", "formula", "unit", "scale", "suspicious", "missing", "why", "examples"),
        ),
        "$defs": {"texts": _TEXTS},
    }


def feature_schema_text() -> str:
    """The schema of a feature file as knowledge/peers/schema.json holds it."""
    import json

    return json.dumps(feature_schema(), ensure_ascii=False, indent=1) + "\n"


def _formula() -> Schema:
    """``{kind: {of: …}}`` with exactly one kind."""
    names: Schema = {"type": "array", "minItems": 1, "items": _ID}
    kinds: dict[str, Schema] = {
        name: mapping_of({"of": names, "to": names} if kind in _TO else {"of": names}) for name, kind in _OF_AMOUNTS.items()
    }
    kinds["gap"] = mapping_of({"of": names, "to": names, "also": names}, required=("of", "to"))
    kinds |= {name: mapping_of({"of": _ID}) for name in _OF_LISTING}
    kinds["rounded"] = mapping_of({"of": _ID, "grain": {"type": "integer", "minimum": 1, "maximum": 1_000_000_000}})
    return {**mapping_of(kinds, required=()), "minProperties": 1, "maxProperties": 1}


def _named(item: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": item}


def _thresholds() -> Schema:
    """Thresholds of 0 or more, whole ones where they count something; ``unwatched`` is a list of amounts."""
    kinds = {field.name: "integer" if field.type is int else "number" for field in msgspec.structs.fields(Years)}
    fields: dict[str, Schema] = {name: {"type": kind, "minimum": 0} for name, kind in kinds.items()}
    return mapping_of(fields | {"unwatched": {"type": "array", "items": _ID}}, required=())


FILES: Mapping[str, Schema] = {
    FAMILIES: _named(_TEXTS),
    GROUPS: GROUPS_SHAPE,
    WORDS: WORDS_SHAPE,
    YEARS: _thresholds(),
}
"""The shapes of the files beside the features and amounts.yaml."""


def flaws_of_file(name: str, data: Any, dimensions: Mapping[str, Dimension]) -> list[Flaw]:
    """Everything that is wrong in a file that is no feature's; a feature is looked at when the others are right."""
    if name == AMOUNTS:
        flaws = list(flaws_of(data, amounts_schema(dimensions)))
        return flaws or [*_flaws_of_keys(data), *_flaws_of_sums(data["amounts"]), *_flaws_of_places(data["amounts"])]
    if name.startswith(FEATURES):
        return []
    if name not in FILES:
        return [Flaw((), f"nothing reads this file; put a feature into {FEATURES}, or take it away")]
    flaws = list(flaws_of(data, FILES[name]))
    if name == WORDS and not flaws:
        return [*flaws_of_words(data)]
    return [*flaws_of_groups(data)] if name == GROUPS and not flaws else flaws


def _flaws_of_keys(data: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    for sort in _SORTS:
        for name in data[sort]:
            if not re.search(_NAME, str(name)):
                yield Flaw((sort, name), f"{name!r} is no name; a name is {_ID['description']}", key=True)


def _flaws_of_sums(amounts: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    """A sum must be of amounts that are there, of one unit, and not of itself."""
    for name, amount in amounts.items():
        for index, part in enumerate(amount.get("sum", ())):
            where: Path = ("amounts", name, "sum", index)
            if part not in amounts:
                yield Flaw(where, f"there is no amount {part!r}; {remedy(part, amounts)}")
            elif amounts[part].get("unit", MONEY) != amount.get("unit", MONEY):
                yield Flaw(where, f"{part!r} has another unit than {name!r}; add up what is of one kind")
        if circle := _circle(name, amounts):
            yield Flaw(("amounts", name, "sum"), f"{name!r} is a sum of itself: {' of '.join(circle)}; break the circle")


def _circle(start: str, amounts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A way from an amount over what it adds up back to itself; empty where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for part in amounts.get(way[-1], {}).get("sum", ()):
            if part == start:
                return [*way, part]
            if part not in seen:
                seen.add(part)
                ways.append([*way, part])
    return []


def _flaws_of_places(amounts: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    for name, amount in amounts.items():
        counted = amount.get("unit", MONEY) != MONEY
        if counted != ("count" in amount) and "sum" not in amount:
            wanted = "count says what is counted" if counted else "count is for people and things; give the unit"
            yield Flaw(("amounts", name), f"{name!r}: {wanted}")
        elif not {"at", "count", "sum"} & set(amount):
            yield Flaw(("amounts", name), f"{name!r} stands nowhere; say where with at, count or sum")


def flaws_of_feature(data: Any, stem: str, schema: Schema, known: Names) -> list[Flaw]:
    """Everything that is wrong in a feature file; its name without .yaml is ``stem``, ``known`` what it can speak of."""
    flaws = list(flaws_of(data, schema))
    if not isinstance(data, dict):
        return flaws
    own = data.get("id")
    if isinstance(own, str) and own != stem:
        flaws.append(Flaw(("id",), f"the id {quoted(own)} and the file name {stem}.yaml differ; make them the same"))
    wrong = {flaw.path[0] for flaw in flaws if flaw.path}
    if "family" in data and "family" not in wrong and data["family"] not in known["families"]:
        flaws.append(Flaw(("family",), f"there is no family {data['family']!r}; {remedy(data['family'], known['families'])}"))
    if "formula" in data and "formula" not in wrong:
        flaws.extend(_flaws_of_names(data["formula"], known))
    for index, example in enumerate(data.get("examples", ()) if "examples" not in wrong else ()):
        for field, sort in (("amounts", "amounts"), ("last", "amounts"), ("listings", "listings")):
            for name in example.get(field, {}):
                flaws.extend(_unknown(name, ("examples", index, field, name), known, sort))
    return flaws


def _flaws_of_names(formula: Mapping[str, Mapping[str, Any]], known: Names) -> Iterator[Flaw]:
    ((kind, terms),) = formula.items()
    if kind in _OF_LISTING:
        yield from _unknown(terms["of"], ("formula", kind, "of"), known, "listings")
        return
    for term in ("of", "to", "also"):
        for index, name in enumerate(terms.get(term, ())):
            yield from _unknown(name, ("formula", kind, term, index), known, "amounts")


def _unknown(name: str, path: Path, known: Names, sort: str) -> Iterator[Flaw]:
    if name not in known[sort]:
        yield Flaw(path, f"amounts.yaml has no {name!r} among its {sort}; {remedy(name, known[sort])}", key=path[0] == "examples")


def feature_of(data: Mapping[str, Any], path: str) -> Feature:
    """The feature of a file without flaws."""
    return Feature(
        id=data["id"],
        family=data["family"],
        title=data["title"],
        formula=_formula_of(data["formula"]),
        unit=data["unit"],
        scale=data["scale"],
        suspicious=data["suspicious"],
        missing=data["missing"],
        why=data["why"],
        exclusions=tuple(data.get("exclusions", ())),
        examples=tuple(
            Example(
                one["value"],
                one.get("amounts", {}),
                one.get("last", {}),
                {name: tuple(members) for name, members in one.get("listings", {}).items()},
            )
            for one in data["examples"]
        ),
        path=path,
    )


def _formula_of(data: Mapping[str, Mapping[str, Any]]) -> Formula:
    ((kind, terms),) = data.items()
    if kind in _OF_LISTING:
        return _OF_LISTING[kind](**terms)
    return _OF_AMOUNTS[kind](**{term: tuple(names) for term, names in terms.items()})


def peers_of(trees: Mapping[str, Any], features: Iterable[Feature]) -> Peers:
    """Everything of files without flaws; families and features that have none stay out of nobody's way."""
    families, said = trees[FAMILIES], trees[AMOUNTS]
    order = {family: place for place, family in enumerate(families)}
    ranked = sorted(features, key=lambda feature: (order[feature.family], feature.id))
    return Peers(
        amounts={name: _amount(name, one) for name, one in said["amounts"].items()},
        listings={name: _listing(name, one) for name, one in said["listings"].items()},
        none=tuple(said["none"]),
        families=families,
        features={feature.id: feature for feature in ranked},
        groups=groups_of(trees[GROUPS]),
        words=trees.get(WORDS, {}),
        years=msgspec.convert(trees.get(YEARS, {}), Years),
        hash=_digest(trees, ranked),
    )


def _digest(trees: Mapping[str, Any], features: Sequence[Feature]) -> str:
    """A hash of what decides the numbers of profiles and who is whose peer, whatever it is called and why it matters."""
    said = [{name: {**one, "title": ""} for name, one in trees[AMOUNTS][sort].items()} for sort in _SORTS]
    computed = [(feature.id, feature.formula, feature.scale) for feature in features]
    return hashlib.sha256(
        msgspec.json.encode([said, trees[AMOUNTS]["none"], computed, trees.get(GROUPS, {})], order="sorted")
    ).hexdigest()


def _amount(name: str, data: Mapping[str, Any]) -> NamedAmount:
    count = data.get("count")
    return NamedAmount(
        name=name,
        title=data["title"],
        unit=data.get("unit", MONEY),
        at=_at(data),
        funds=data.get("funds", FUNDS[0]),
        count=(count["what"], count.get("part", "")) if count else None,
        sum=tuple(data.get("sum", ())),
        nil=tuple(Nil(one["topic"], tuple(one.get("words", ())), tuple(one.get("unless", ()))) for one in data.get("nil", ())),
    )


def _listing(name: str, data: Mapping[str, Any]) -> NamedListing:
    return NamedListing(name, data["title"], data["along"], _at(data), data.get("digits", 0), data.get("funds", FUNDS[0]))


def _at(data: Mapping[str, Any]) -> tuple[At, ...]:
    return tuple(At(**one) for one in data.get("at", ()))


def names_of(trees: Mapping[str, Any]) -> Names:
    """What features can speak of."""
    return {"families": tuple(trees[FAMILIES]), **{sort: tuple(trees[AMOUNTS][sort]) for sort in _SORTS}}
