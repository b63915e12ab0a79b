"""What was understood of a disclosure as rows of tables that others read: figures, claims and profile, column by column.

They are encoded here, where the disclosure is, in a way that costs little: a column of texts is one joined text, a column of
numbers one array, a column that says nothing is left out. ``reporting.columns`` makes Arrow of those of many disclosures at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from ..checking import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED, Outcome
from ..peers.declared import Peers
from ..peers.profile import UNDEFINED, Amount, Profile
from ..reading import Spot
from ..understanding import Claim, Coordinate, Disclosure, Figure

SEPARATOR = b"\0"
"""Between the texts of a column."""
NULL = -(2**63)
"""A number that is not there."""
STATES = (HOLDS, VIOLATED, NO_DATA, NOT_APPLICABLE)
RUNS = "runs"
"""How many figures one after the other are of one table: its columns have one value for all of them."""
_MOST = 10**18
"""From which on an amount in fen has more digits than its column: a number of something else that stands where amounts do."""


class ProfileRow(Struct, frozen=True, array_like=True, gc=False):
    """The row of a disclosure in the table ``profiles``.

    Attributes:
        head: id, unit_type, level, domain and size.
        amounts, last: of this year and of last year, all that the knowledge names, as numbers.
        features: likewise, as floats; not a number where there is no value.
        undefined, corrected: ids of features.
        listed: of members of listings the name, what the disclosure calls it, and the amount.
    """

    head: tuple[str, str, str, str, str]
    amounts: bytes
    last: bytes
    features: bytes
    undefined: tuple[str, ...]
    corrected: tuple[str, ...]
    listed: tuple[tuple[str, str, int], ...]


def profile_row_of(profile: Profile, peers: Peers) -> bytes:
    """The row of a disclosure in the table ``profiles``, encoded.

    Args:
        profile: of the disclosure.
        peers: names the amounts and features.
    """
    values = profile.values
    row = ProfileRow(
        (profile.id, profile.unit_type, profile.level, profile.domain, profile.size),
        _amounts(profile.amounts, peers),
        _amounts(profile.last, peers),
        _floats([None if (one := values.get(name)) is None else one.value for name in peers.features]),
        tuple([name for name, one in values.items() if one.state == UNDEFINED]),
        profile.corrected,
        tuple([(name, amount.called, held(amount.fen)) for name, amount in profile.listed.items()]),
    )
    return _encode(row)


def figures_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``figures``, encoded; b"" where there are none."""
    figures = disclosure.figures
    if not figures:
        return b""
    of = _by_field(figures)
    runs = [(disclosure.tables[table], len(list(run))) for table, run in groupby(of["table"])]
    return _encode(
        {
            RUNS: _numbers([length for _, length in runs]),
            "table_index": _numbers([table.index for table, _ in runs]),
            "table_label": _texts([table.label for table, _ in runs]),
            "table_title": _texts([table.title for table, _ in runs]),
            "table_kind": _texts([table.kind for table, _ in runs]),
            "line": _numbers(of["line"]),
            "row_label": _texts(of["row"]),
            "column_label": _texts(of["column"]),
            "text": _texts(of["text"]),
            **_places(figures, disclosure),
            "fen": _numbers([fen if -_MOST < fen < _MOST else NULL for fen in of["fen"]]),
            "precision_fen": _numbers(of["ulp"]),
            "unit_of_money": _texts(of["unit"]),
            **_coordinates(of["coordinate"]),
        }
    )


def claims_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``claims``, likewise."""
    claims = disclosure.claims
    if not claims:
        return b""
    return _encode(
        {
            "line": _numbers([claim.line for claim in claims]),
            "text": _texts([claim.text for claim in claims]),
            "section": _texts([claim.section for claim in claims]),
            "subject": _texts([claim.subject for claim in claims]),
            "code": _texts([claim.code for claim in claims]),
            "code_name": _texts([claim.code_name for claim in claims]),
            **_money([claim.amount or claim.change for claim in claims]),
            "fen": _fens([claim.amount for claim in claims]),
            "change_fen": _fens([claim.change for claim in claims]),
            "direction": _texts([claim.direction for claim in claims]),
            "growth": _numbers([NULL if claim.growth is None else held(claim.growth[0]) for claim in claims]),
            "share": _numbers([NULL if claim.share is None else held(claim.share[0]) for claim in claims]),
            "share_of_yuan": _fens([claim.share_of for claim in claims]),
            "reason": _texts([claim.reason for claim in claims]),
            "listing": _numbers([claim.listing for claim in claims]),
            "open_fund": _numbers([claim.open_fund for claim in claims]),
            **_places(claims, disclosure),
            **_coordinates([claim.coordinate for claim in claims]),
        }
    )


def states_of(outcomes: Iterable[Outcome]) -> bytes:
    """The rows of a disclosure in the table ``states``: of each rule, in their order, the number of its state in ``STATES``."""
    return bytes([_NUMBER_OF[outcome.state] for outcome in outcomes])


def held(hundredths: int) -> int:
    """A number in hundredths that its column holds, else ``NULL``."""
    return hundredths if -_MOST < hundredths < _MOST else NULL


_NUMBER_OF = {state: number for number, state in enumerate(STATES)}
_encode = msgspec.msgpack.Encoder().encode
_Columns = Mapping[str, bytes]
_NOWHERE = Spot()


def _texts(values: Sequence[str]) -> bytes:
    joined = "\0".join(values)
    if len(joined) < len(values):
        return b""
    if joined.count("\0") >= len(values):
        joined = "\0".join([value.replace("\0", "") for value in values])
    return joined.encode(errors="replace")


def _numbers(values: Iterable[int]) -> bytes:
    return array("q", values).tobytes()


def _floats(values: Iterable[float | None]) -> bytes:
    return array("d", [_NAN if value is None else value for value in values]).tobytes()


_NAN = float("nan")


def _amounts(amounts: Mapping[str, Amount], peers: Peers) -> bytes:
    return _numbers([NULL if (one := amounts.get(name)) is None else held(one.fen) for name in peers.amounts])


def _places(said: Sequence[Figure | Claim], disclosure: Disclosure) -> _Columns:
    """Where they stand in the file, where that is no text."""
    if not disclosure.whereabouts.lines:
        return {}
    spot = disclosure.whereabouts.spot
    spots = [spot(one.line, one.cell if isinstance(one, Figure) else -1) or _NOWHERE for one in said]
    return {
        "file": _texts([spot.file for spot in spots]),
        "page": _numbers([spot.page or NULL for spot in spots]),
        "sheet": _texts([spot.sheet for spot in spots]),
        "cell": _texts([spot.cell for spot in spots]),
    }


def _money(figures: Sequence[Figure | None]) -> _Columns:
    return {
        "fen": _fens(figures),
        "precision_fen": _numbers([figure.ulp if figure else NULL for figure in figures]),
        "unit_of_money": _texts([figure.unit if figure else "" for figure in figures]),
    }


def _fens(figures: Sequence[Figure | None]) -> bytes:
    return _numbers([figure.fen if figure and -_MOST < figure.fen < _MOST else NULL for figure in figures])


def _coordinates(coordinates: Sequence[Coordinate]) -> _Columns:
    return {name: _texts(values) for name, values in _by_field(coordinates).items()}


def _by_field(structs: Sequence[Struct]) -> dict[str, tuple[Any, ...]]:
    """What values of one kind have in each field; faster than to ask each for one field after the other."""
    return dict(zip(structs[0].__struct_fields__, zip(*map(astuple, structs), strict=True), strict=True))
