"""Among whom a unit is compared: its level, type, domain and size, as labels from the coarsest to the finest.

The order is that of the better parent. A group that is too small is shrunk towards the one above it, so what stands above must be
what small groups have in common. Year and kind of disclosure set the prices and what the figures mean. Level and type of unit set
pay, posts and which figures exist at all (only agencies have agency operating costs). The domain sets what the money is for. So
three units of a domain at one level are shrunk towards the agencies of their level, and not towards units of the same domain that
are a hundred times their size. Size comes last: most features are shares and amounts per head already.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ..knowledge import plain
from ..understanding.disclosure import Coordinate
from .grouping import UNKNOWN, Groups, Level

if TYPE_CHECKING:
    from ..understanding import Disclosure
    from .profile import Head


__all__ = [
    "Belonging",
    "Groups",
    "domain_of",
    "functions_of",
    "label_told",
    "labels",
    "level_of",
    "place_in",
    "size_of",
    "told_of",
    "unknown",
    "year_label",
    "year_of",
]

_CLASS, _SECTION = 3, 5
"""How many digits the codes of 类 and 款 have."""
_SPENT = Coordinate("expenditure")
_YEAR = re.compile(r"(\d{4}|unknown) (\w+)", re.ASCII)
_OWN_NAMES = ("field", "form", "text", "title")
"""Where a disclosure says whose it is, the surest first; mentions and operators of projects may be others."""


class Belonging(NamedTuple):
    """Where a unit-year belongs: ids of knowledge/peers/groups.yaml, "" where unknown."""

    level: str
    unit_type: str
    domain: str
    size: str


def place_in(disclosure: Disclosure, functions: Mapping[str, int], spent: int | None, groups: Groups) -> Belonging:
    """Say where a unit-year belongs.

    Args:
        disclosure: for the unit's name, its type and, where the name does not say the level, the text.
        functions: this year's expenditure in fen by functional code, of any depth, parts beside their wholes.
        spent: this year's whole expenditure in fen, None where missing.
        groups: how to tell.
    """
    name = next(iter(_names(disclosure)), "")
    return Belonging(
        level_of(disclosure, groups),
        disclosure.unit_type or next((kind.id for kind in groups.unit_types if _says(kind.name, name)), ""),
        domain_of(name, functions, groups),
        size_of(spent, groups),
    )


def level_of(disclosure: Disclosure, groups: Groups) -> str:
    """The level that the unit's name says, else the only one that the text does, else ""."""
    found = (_level_in(name, groups) for name in _names(disclosure))
    return next(filter(None, found), "") or _level_in_text(disclosure, groups)


def _names(disclosure: Disclosure) -> list[str]:
    """The names under which the unit goes, the surest first."""
    others = [name.name for of in _OWN_NAMES for name in disclosure.names if name.of == of]
    return [plain(name) for name in dict.fromkeys([disclosure.unit, *others]) if name]


def _level_in(name: str, groups: Groups) -> str:
    city = next((city + "市" for city in groups.municipalities if city + "市" in name), "")
    rest = name.replace(city, "") if city else name
    found = next((level.id for level in groups.levels if _says(level.name, rest) or _has_city(level, rest, groups)), "")
    return _in_municipality(found, groups) if city else found


def _in_municipality(level: str, groups: Groups) -> str:
    of, instead = groups.of_municipality
    return instead if level in ("", of) else level


def _has_city(level: Level, name: str, groups: Groups) -> bool:
    """Whether one of the level's cities begins the name or follows a word for a place or a body."""
    places = ((city, name.find(city + "市")) for city in level.cities)
    return any(at == 0 or (at > 0 and name[at - 1] in groups.before_city) for _, at in places)


def _level_in_text(disclosure: Disclosure, groups: Groups) -> str:
    text = "\n".join(_texts(disclosure))
    found = {level.id for level in groups.levels if _says(level.text, text)}
    if disclosure.province in groups.municipalities:
        found = {_in_municipality(level, groups) for level in found}
    return found.pop() if len(found) == 1 else ""


def _texts(disclosure: Disclosure) -> Iterable[str]:
    yield from (plain(table.title) for table in disclosure.tables)
    for section in disclosure.sections:
        yield plain(section.title)
        yield plain(section.own)
    yield from (plain(claim.text) for claim in disclosure.claims)
    yield from (plain(statement.text) for statement in disclosure.statements)


def domain_of(name: str, functions: Mapping[str, int], groups: Groups) -> str:
    """The domain where most money lies; the unit's name chooses among those that have nearly as much.

    Args:
        name: the unit's, without blanks.
        functions: this year's expenditure in fen by functional code, of any depth, parts beside their wholes.
        groups: how to tell.
    """
    named = [domain for domain, pattern in groups.names if pattern.search(name)]
    decided = next((domain for domain in named if groups.domains[groups.order[domain]].decides), "")
    if decided:
        return decided
    money: defaultdict[str, int] = defaultdict(int)
    for code, fen in _own_part(functions).items():
        domain = _domain_of_code(code, named, groups)
        if domain and fen > 0:
            money[domain] += fen
    if not money:
        return named[0] if named else ""
    most = sorted(money, key=lambda domain: (-money[domain], groups.order[domain]))
    near = [domain for domain in most if money[domain] >= groups.near * money[most[0]]]
    return next((domain for domain in near if domain in named), most[0])


def _own_part(functions: Mapping[str, int]) -> dict[str, int]:
    """What of each code's amount is not in its parts, so that nothing counts twice and nothing is left out."""
    own = dict(functions)
    for code, fen in functions.items():
        for n in (_SECTION, _CLASS):
            if n < len(code) and code[:n] in own:
                own[code[:n]] -= fen
                break
    return own


def _domain_of_code(code: str, named: Sequence[str], groups: Groups) -> str:
    """The domain of the longest code that fits; where money is only told for a whole class, the name says which of its parts."""
    finer = groups.finer.get(code, ())
    for domain in named:
        if domain in finer:
            return domain
    for n in range(len(code), 0, -1):
        if code[:n] in groups.domain_of_code:
            return groups.domain_of_code[code[:n]]
    return ""


def size_of(spent: int | None, groups: Groups) -> str:
    """The band of an expenditure in fen, "" where it is missing or below nil."""
    if spent is None or spent < 0:
        return ""
    return next(band.id for band in groups.sizes if band.upto is None or spent <= band.upto)


def functions_of(disclosure: Disclosure) -> dict[str, int]:
    """This year's expenditure in fen by functional code, as tables state it: from all funds where that is told."""
    found: dict[str, int] = {}
    for figure in disclosure.figures:
        function = figure.coordinate.function
        if function and replace(figure.coordinate, function="", fund="") == _SPENT:
            # The widest source of money has the most.
            found[function] = max(found.get(function, 0), figure.fen)
    return found


def labels(profile: Head) -> tuple[str, str, str, str]:
    """The labels of a unit-year's groups, from the coarsest to the finest; what is not known is a label of its own."""
    return (
        year_label(profile.year, profile.kind),
        f"{profile.level or UNKNOWN} {profile.unit_type or UNKNOWN}",
        profile.domain or unknown("domain"),
        profile.size or unknown("size"),
    )


def year_label(year: int, kind: str) -> str:
    """The first label: year and kind of disclosure."""
    return f"{year or UNKNOWN} {kind or UNKNOWN}"


def year_of(label: str) -> tuple[int, str]:
    """The inverse of ``year_label``; (0, "") for a label that is no such."""
    match = _YEAR.fullmatch(label)
    if match is None:
        return 0, ""
    year, kind = match.groups()
    return (0 if year == UNKNOWN else int(year)), ("" if kind == UNKNOWN else kind)


def told_of(path: Sequence[str], groups: Groups, lang: str) -> tuple[str, ...]:
    """The labels of a group in words, from the coarsest to the finest."""
    return tuple(label_told(label, groups, lang) for label in path)


def label_told(label: str, groups: Groups, lang: str) -> str:
    """A label in words, zh or en; one that ``labels`` cannot have given, of a user's own table, is told as it is."""
    year, kind = year_of(label)
    if kind in groups.kinds:
        return groups.year[lang].format(year=year or groups.unknown["year"][lang], kind=groups.kinds[kind][lang])
    part = next((part for part in ("domain", "size") if label == unknown(part)), "")
    if part:
        return groups.unknown[part][lang]
    level, blank, unit_type = label.partition(" ")
    if not blank:
        return groups.told.get(label, {}).get(lang, label)
    if not {level, unit_type} <= {UNKNOWN, *groups.told}:
        return label
    pair = [
        groups.unknown[part][lang] if one == UNKNOWN else groups.told[one][lang]
        for part, one in (("level", level), ("unit_type", unit_type))
    ]
    return groups.pair["unknown" if UNKNOWN in (level, unit_type) else "known"][lang].format(*pair)


def unknown(part: str) -> str:
    """The label of an unknown part."""
    return f"{UNKNOWN} {part}"


def _says(pattern: str, text: str) -> bool:
    return bool(pattern) and _compiled(pattern).search(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled once: the cache of the standard library is too small for these patterns beside those of the rules."""
    return re.compile(pattern)
