"""knowledge/peers/groups.yaml to the levels, domains, types and sizes that it declares, every line checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..peers.grouping import UNKNOWN, Band, Domain, Groups, Level, UnitType
from ..vocabulary.scope import UNIT_TYPES
from .flaws import Flaw, remedy
from .schema import PATTERN, TEXT, list_of, mapping_of, one_of
from .shape import Schema

GROUPS = "peers/groups.yaml"
_FEN = 100
_ID: Schema = {"type": "string", "pattern": "^[a-z0-9_]+$", "description": "small letters, digits and _"}
_CODE: Schema = {"type": "string", "pattern": "^[0-9]{3}(?:[0-9]{2}){0,2}$", "description": "a code of 3, 5 or 7 digits"}
_PATTERNS: Schema = {"type": "array", "items": PATTERN}
_TEXTS = mapping_of({"zh": TEXT, "en": TEXT})
_NAMED: Mapping[str, Schema] = {"id": _ID, "zh": TEXT, "en": TEXT}
_KINDS = ("budget", "final_account")
_UNKNOWN = ("year", "level", "unit_type", "domain", "size")


def _entries(more: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    return list_of(mapping_of({**_NAMED, **more}, required=(*_NAMED, *required)))


GROUPS_SHAPE: Schema = mapping_of(
    {
        "levels": _entries({"name": _PATTERNS, "text": _PATTERNS, "cities": list_of(TEXT)}),
        "before_city": TEXT,
        "municipalities": mapping_of({"level": _ID, "of": _ID, "names": list_of(TEXT)}),
        "unit_types": list_of(mapping_of({**_NAMED, "id": one_of(UNIT_TYPES), "name": _PATTERNS})),
        "sizes": mapping_of({"amount": _ID, "bands": _entries({"upto": {"type": "integer", "minimum": 1}})}),
        "told": mapping_of(
            {
                "year": _TEXTS,
                "pair": mapping_of({"known": _TEXTS, "unknown": _TEXTS}),
                "kinds": mapping_of(dict.fromkeys(_KINDS, _TEXTS)),
                "unknown": mapping_of(dict.fromkeys(_UNKNOWN, _TEXTS)),
            }
        ),
        "near": {"type": "number", "minimum": 0, "maximum": 1},
        "overhead": {"type": "array", "items": _CODE},
        "domains": _entries({"codes": {"type": "array", "items": _CODE}, "name": _PATTERNS, "decides": {"type": "boolean"}}),
    }
)
"""What the file must look like."""


def flaws_of_groups(data: Mapping[str, Any]) -> Iterator[Flaw]:
    """What is wrong in a file of the right shape."""
    yield from _repeated_ids(data)
    yield from _repeated_codes(data)
    yield from _unknown_levels(data)
    yield from _bands(data["sizes"]["bands"])
    yield from _placeholders(data["told"])


def flaws_of_amount(data: Mapping[str, Any], amounts: Sequence[str]) -> Iterator[Flaw]:
    """What sizes are measured by must be one of the named ``amounts``."""
    name = data["sizes"]["amount"]
    if name not in amounts:
        yield Flaw(("sizes", "amount"), f"amounts.yaml has no amount {name!r}; {remedy(name, amounts)}")


def _repeated_ids(data: Mapping[str, Any]) -> Iterator[Flaw]:
    seen: dict[str, str] = {}
    lists = {("levels",): "level", ("unit_types",): "type of unit", ("domains",): "domain", ("sizes", "bands"): "size"}
    for path, what in lists.items():
        entries = data[path[0]] if len(path) == 1 else data[path[0]][path[1]]
        for index, entry in enumerate(entries):
            name = entry["id"]
            if name == UNKNOWN:
                yield Flaw((*path, index, "id"), f"no {what} may be called {UNKNOWN!r}, for that is what is not known; rename it")
            elif name in seen:
                yield Flaw((*path, index, "id"), f"the {what} {name!r} has the id of another {seen[name]}; rename one of the two")
            seen.setdefault(name, what)
    for kind in UNIT_TYPES:
        if kind not in seen:
            yield Flaw(("unit_types",), f"the type of unit {kind!r} is missing; add it")


def _repeated_codes(data: Mapping[str, Any]) -> Iterator[Flaw]:
    seen = dict.fromkeys(data["overhead"], "overhead")
    for index, domain in enumerate(data["domains"]):
        for at, code in enumerate(domain.get("codes", ())):
            if code in seen:
                yield Flaw(
                    ("domains", index, "codes", at),
                    f"the code {code} of {domain['id']!r} stands in {seen[code]!r} too; keep it in one of the two",
                )
            seen.setdefault(code, domain["id"])
        if not domain.get("codes") and not domain.get("name"):
            yield Flaw(("domains", index), f"nothing tells the domain {domain['id']!r}; give it codes or a name")
        if domain.get("decides") and not domain.get("name"):
            yield Flaw(("domains", index), f"the domain {domain['id']!r} decides by its name and has none; give it a name")


def _unknown_levels(data: Mapping[str, Any]) -> Iterator[Flaw]:
    known = [level["id"] for level in data["levels"]]
    for field in ("level", "of"):
        name = data["municipalities"][field]
        if name not in known:
            yield Flaw(("municipalities", field), f"municipalities.{field}: {name!r} is no level; {remedy(name, known)}")


def _bands(bands: Sequence[Mapping[str, Any]]) -> Iterator[Flaw]:
    for index, band in enumerate(bands):
        last = index == len(bands) - 1
        if last == ("upto" in band):
            what = "ends at an amount, so that larger units had no size; take its upto away" if last else "has no upto; write it"
            yield Flaw(("sizes", "bands", index), f"the {'last ' if last else ''}size {band['id']!r} {what}")
    for index, (one, next_one) in enumerate(pairwise(bands)):
        if "upto" in one and "upto" in next_one and next_one["upto"] <= one["upto"]:
            reason = f"the size {next_one['id']!r} ends below the one before it; put the sizes in order"
            yield Flaw(("sizes", "bands", index + 1, "upto"), reason)


def _placeholders(told: Mapping[str, Any]) -> Iterator[Flaw]:
    for path, wanted in ((("year",), "{year} and {kind}"), (("pair", "known"), "{} twice"), (("pair", "unknown"), "{} twice")):
        texts = told[path[0]] if len(path) == 1 else told[path[0]][path[1]]
        for lang, text in texts.items():
            try:
                text.format("", "", year=0, kind="")
            except (LookupError, ValueError):
                reason = f"told.{'.'.join(path)}.{lang}: {text!r} has other placeholders than {wanted}; write those"
                yield Flaw(("told", *path, lang), reason)


def groups_of(data: Mapping[str, Any]) -> Groups:
    """The groups that a file without flaws declares."""
    told = data["told"]
    places = data["municipalities"]
    return Groups(
        levels=tuple(
            Level(one["id"], _told(one), _any(one.get("name")), _any(one.get("text")), tuple(one.get("cities", ())))
            for one in data["levels"]
        ),
        before_city=data["before_city"],
        municipalities=tuple(places["names"]),
        of_municipality=(places["of"], places["level"]),
        unit_types=tuple(UnitType(one["id"], _told(one), _any(one["name"])) for one in data["unit_types"]),
        domains=tuple(
            Domain(one["id"], _told(one), tuple(one.get("codes", ())), _any(one.get("name")), one.get("decides", False))
            for one in data["domains"]
        ),
        overhead=tuple(data["overhead"]),
        near=data["near"],
        amount=data["sizes"]["amount"],
        sizes=tuple(Band(one["id"], _told(one), one["upto"] * _FEN if "upto" in one else None) for one in data["sizes"]["bands"]),
        year=told["year"],
        pair=told["pair"],
        kinds=told["kinds"],
        unknown=told["unknown"],
    )


def _told(entry: Mapping[str, Any]) -> dict[str, str]:
    return {lang: entry[lang] for lang in ("zh", "en")}


def _any(patterns: Sequence[str] | None) -> str:
    """One pattern for several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns or ())
