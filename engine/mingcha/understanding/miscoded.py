"""Rows whose account code was mistyped: the name and the rows around it say which account is meant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from ..knowledge import Accounts, Knowledge, name_key
from .disclosure import Line
from .words import bare

_CLASS = 3
_LENGTHS = (_CLASS, 5, 7)
_FEW = 4
"""Where more than one of so many codes is astray, columns slid in reading, or the names are not those of the accounts."""


def own_codes(lines: Sequence[Line], knowledge: Knowledge) -> dict[int, str]:
    """The codes that rows should have, by their places, where the printed ones are sure to be mistyped.

    A mistyped code is one digit, or two neighbours, apart from that of the row's name, which no other row has and which belongs
    where the row stands. It is sure to be mistyped, and not the name to be wrong, where it does not belong there itself, where no
    list of accounts has it, or another row has it with a name of its own.
    """
    accounts = _classifications(knowledge)
    coded = [place for place, line in enumerate(lines) if line.label and len(line.code) in _LENGTHS]
    near = {place: own for place in coded if (own := _near(lines[place].code, lines[place].label, accounts))}
    near |= {
        place: own
        for before, place, after in zip(coded, coded[1:], coded[2:], strict=False)
        if place not in near
        and _is_alone(*(lines[at].code for at in (before, place, after)))
        and (own := _namesakes(lines[place].code, lines[place].label, accounts))
    }
    below = {place: above for above, place in combinations(near, 2) if _is_part(lines[place].code, lines[above].code)}
    if not near or _FEW * (len(near) - len(below)) > len(coded) - len(below):
        return {}
    sound = [place for place in coded if place not in near]
    codes = {lines[place].code for place in sound}
    first = next(iter(codes))[0]
    found: dict[int, str] = {}
    for place in sorted(near) if all(code[0] == first for code in codes) else ():
        code = lines[place].code
        fitting = [own for own in near[place] if own[0] == first and own not in codes and _belongs(own, place, lines, sound)]
        sure = code in codes or not _is_listed(code, knowledge) or not _belongs(code, place, lines, sound)
        if below.get(place) in found:
            fitting = [own for own in fitting if _is_part(own, found[below[place]])]
        elif not sure and len(fitting) == 1:
            sure = any(_is_part(own, fitting[0]) for part, above in below.items() if above == place for own in near[part])
        if len(fitting) == 1 and sure:
            found[place] = fitting[0]
    return found


def own_counterparts(lines: Sequence[Line], knowledge: Knowledge) -> dict[int, str]:
    """As ``own_codes``, of the codes of the other economic classification that rows print; many rows may print one of them.

    There only a code that no list of accounts has is sure to be mistyped: the name may be the wrong one else.
    """
    accounts = _classifications(knowledge)
    every = {line.counterpart: line.counterpart_name for line in lines if line.counterpart and line.counterpart_name}
    listed = {code for code in every if _is_listed(code, knowledge)}
    own = {code: _near(code, every[code], accounts) for code in every if code not in listed} if listed else {}
    firsts = {code[0] for code in listed}
    sure = {code: near[0] for code, near in own.items() if len(near) == 1 and firsts == {near[0][0]}}
    return {place: sure[line.counterpart] for place, line in enumerate(lines) if line.counterpart in sure} if sure else {}


def _classifications(knowledge: Knowledge) -> tuple[Accounts, ...]:
    return knowledge.functional, knowledge.economy_dept, knowledge.economy_gov


def _is_listed(code: str, knowledge: Knowledge) -> bool:
    return code in knowledge.accounts_of(code).entries


def _is_part(code: str, above: str) -> bool:
    """Whether a code is that of a part of an account."""
    return len(code) > len(above) and code.startswith(above)


def _is_alone(before: str, code: str, after: str) -> bool:
    """Whether a code of a section or item has nothing of what is above it in common with the codes beside it."""
    above = code[:-2]
    return len(code) > _CLASS and not before.startswith(above) and not after.startswith(above)


@lru_cache(maxsize=16_384)
def _near(code: str, label: str, every: tuple[Accounts, ...]) -> tuple[str, ...]:
    """The codes of a name that a printed one is a slip of; none where the name is, or may be short for, that of the code."""
    key = name_key(bare(label)[0])
    own = (name_key(known.name) for accounts in every for known in accounts.entries.get(code, ()))
    if any(name.startswith(key) or key.startswith(name) for name in own):
        return ()
    return _namesakes(code, label, every)


@lru_cache(maxsize=16_384)
def _namesakes(code: str, label: str, every: tuple[Accounts, ...]) -> tuple[str, ...]:
    """The codes of a name that another code is a slip of."""
    key = name_key(bare(label)[0])
    return tuple(own for accounts in every for own in accounts.codes.get(key, ()) if is_slip(code, own))


def is_slip(code: str, own: str) -> bool:
    """Whether of two codes of one length one digit is another, or two neighbours changed places."""
    if len(code) != len(own):
        return False
    apart = [at for at, (one, other) in enumerate(zip(code, own, strict=True)) if one != other]
    swapped = len(apart) == 2 and code[apart[0] : apart[1] + 1] == own[apart[0] : apart[1] + 1][::-1]
    return len(apart) == 1 or swapped


def _belongs(code: str, place: int, lines: Sequence[Line], sound: Sequence[int]) -> bool:
    """Whether an account belongs where a row stands: below the one above it, over those below it, or between those beside it."""
    above = [lines[at].code for at in sound[: bisect_left(sound, place)]]
    below = [lines[at].code for at in sound[bisect_right(sound, place) :]]
    part = below and len(below[0]) > len(code)
    if part and not below[0].startswith(code):
        return False
    higher = next((one for one in reversed(above) if len(one) < len(code)), "")
    if higher or part:
        return code.startswith(higher)
    before = next((one for one in reversed(above) if len(one) == len(code)), "")
    after = next((one for one in below if len(one) == len(code)), "")
    return bool(before or after) and before < code and (not after or code < after)
