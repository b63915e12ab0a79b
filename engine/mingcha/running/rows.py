"""What was understood of a disclosure as rows of tables that others read: figures and claims, column by column.

They are encoded here, where the disclosure is, in a way that costs little: a column of texts is one joined text, a column of
numbers one array. ``reporting.columns`` makes Arrow of those of many disclosures at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

import msgspec

from ..reading import Spot
from ..understanding import Claim, Coordinate, Disclosure, Figure

SEPARATOR = b"\0"
"""Between the texts of a column."""
NULL = -(2**63)
"""A number that is not there."""
_MOST = 10**18
"""From which on an amount in fen has more digits than its column: a number of something else that stands where amounts do."""


def figures_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``figures``, encoded; b"" where there are none."""
    figures, tables = disclosure.figures, disclosure.tables
    if not figures:
        return b""
    of = [tables[figure.table] for figure in figures]
    return _encode(
        {
            "line": _numbers([figure.line for figure in figures]),
            "table_index": _numbers([table.index for table in of]),
            "table_label": _texts([table.label for table in of]),
            "table_title": _texts([table.title for table in of]),
            "table_kind": _texts([table.kind for table in of]),
            "row_label": _texts([figure.row for figure in figures]),
            "column_label": _texts([figure.column for figure in figures]),
            "text": _texts([figure.text for figure in figures]),
            **_places(figures, disclosure),
            **_money(figures),
            **_coordinates([figure.coordinate for figure in figures]),
        }
    )


def claims_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``claims``, likewise."""
    claims = disclosure.claims
    if not claims:
        return b""
    amounts = _fens([claim.amount for claim in claims])
    changes = _fens([claim.change for claim in claims])
    return _encode(
        {
            "line": _numbers([claim.line for claim in claims]),
            "text": _texts([claim.text for claim in claims]),
            "section": _texts([claim.section for claim in claims]),
            "subject": _texts([claim.subject for claim in claims]),
            "code": _texts([claim.code for claim in claims]),
            "code_name": _texts([claim.code_name for claim in claims]),
            **_money([claim.amount or claim.change for claim in claims]),
            "yuan": amounts,
            "fen": amounts,
            "change_yuan": changes,
            "change_fen": changes,
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


def held(hundredths: int) -> int:
    """A number in hundredths that its column holds, else ``NULL``."""
    return hundredths if -_MOST < hundredths < _MOST else NULL


_encode = msgspec.msgpack.Encoder().encode
_Columns = Mapping[str, bytes]
_NOWHERE = Spot()


def _texts(values: Sequence[str]) -> bytes:
    joined = "\0".join(values)
    if joined.count("\0") >= len(values):
        joined = "\0".join([value.replace("\0", "") for value in values])
    return joined.encode(errors="replace")


def _numbers(values: Sequence[int]) -> bytes:
    return array("q", values).tobytes()


def _places(said: Sequence[Figure | Claim], disclosure: Disclosure) -> _Columns:
    """Where they stand in the file, where that is no text."""
    spots = [_NOWHERE] * len(said)
    if disclosure.whereabouts.lines:
        spot = disclosure.whereabouts.spot
        spots = [spot(one.line, one.cell if isinstance(one, Figure) else -1) or _NOWHERE for one in said]
    return {
        "file": _texts([spot.file for spot in spots]),
        "page": _numbers([spot.page or NULL for spot in spots]),
        "sheet": _texts([spot.sheet for spot in spots]),
        "cell": _texts([spot.cell for spot in spots]),
    }


def _money(figures: Sequence[Figure | None]) -> _Columns:
    fens = _fens(figures)
    return {
        "yuan": fens,
        "fen": fens,
        "precision_fen": _numbers([figure.ulp if figure else NULL for figure in figures]),
        "unit_of_money": _texts([figure.unit if figure else "" for figure in figures]),
    }


def _fens(figures: Sequence[Figure | None]) -> bytes:
    return _numbers([figure.fen if figure and -_MOST < figure.fen < _MOST else NULL for figure in figures])


def _coordinates(coordinates: Sequence[Coordinate]) -> _Columns:
    return {
        "measure": _texts([one.measure for one in coordinates]),
        "period": _texts([one.period for one in coordinates]),
        "fund": _texts([one.fund for one in coordinates]),
        "function": _texts([one.function for one in coordinates]),
        "economy_dept": _texts([one.economy_dept for one in coordinates]),
        "economy_gov": _texts([one.economy_gov for one in coordinates]),
        "component": _texts([one.component for one in coordinates]),
        "item": _texts([one.item for one in coordinates]),
    }
