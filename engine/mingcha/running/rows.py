"""What was understood of a disclosure as rows of tables that others read: figures and claims as Arrow record batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..reading import Spot
from ..understanding import Claim, Coordinate, Disclosure, Figure

YUAN = pa.decimal128(18, 2)
"""Amounts in yuan: exact, and 64 bits to whoever reads them."""
_MOST = 10**18
"""From which on an amount in fen has more digits than the type: a number of something else that stands where amounts do."""


def column(name: str, kind: Any, said: str) -> Any:
    """A column of a table, with what it means."""
    return pa.field(name, kind, metadata={"description": said})


_LINE = column("line", pa.int32(), "line, from 1; of a file that is no text, of what was read of it")
_PLACE = [
    column("file", pa.string(), "of several files read as one disclosure, the file; else null"),
    column("page", pa.int32(), "page of a PDF or scan, from 1; null where there are none"),
    column("sheet", pa.string(), "sheet of a workbook; null where there are none"),
    column("cell", pa.string(), "cell of a workbook, such as D3; null where there are none"),
]
_MONEY = [
    column("yuan", YUAN, "amount in yuan; null where it has more than 16 digits before the point"),
    column("fen", pa.int64(), "the same in 0.01 yuan"),
    column("precision_fen", pa.int64(), "one unit of its last printed place, in 0.01 yuan; 0 of a nil without decimals"),
    column("unit_of_money", pa.string(), "unit as printed: 元, 万元, 亿元"),
]
_COORDINATE = [
    column("measure", pa.string(), "what it is: income, expenditure, three_public"),
    column("period", pa.string(), "this year, last, budget, change or whole"),
    column("fund", pa.string(), "from which money: general_public_budget, government_fund; empty: from all"),
    column("function", pa.string(), "account by function (2xx); empty: all"),
    column("economy_dept", pa.string(), "account by economic nature, of departments (3xx); empty: all"),
    column("economy_gov", pa.string(), "account by economic nature, of governments (5xx); empty: all"),
    column("component", pa.string(), "basic, personnel, operating, project; empty: all"),
    column("item", pa.string(), "a project, one of the three public expenses, an indicator; empty: all"),
]
FIGURES = pa.schema(
    [
        _LINE,
        column("table_index", pa.int32(), "position of its table in the document, from 0"),
        column("table_label", pa.string(), "such as 表6; empty where none is printed"),
        column("table_title", pa.string(), "title of its table, as printed"),
        column("table_kind", pa.string(), "accounts, projects, three_public, procurement, performance, other"),
        *_PLACE,
        column("row_label", pa.string(), "what its row is called, as printed"),
        column("column_label", pa.string(), "what its column is called, as printed"),
        column("text", pa.string(), "the cell as printed"),
        *_MONEY,
        *_COORDINATE,
    ]
)
"""Columns of the table ``figures`` beside those that tell whose they are."""
CLAIMS = pa.schema(
    [
        _LINE,
        *_PLACE,
        column("text", pa.string(), "the part of the sentence"),
        column("section", pa.string(), "topic words of its heading"),
        column("subject", pa.string(), "the words it speaks of"),
        column("code", pa.string(), "account code as printed in brackets, or empty"),
        column("code_name", pa.string(), "name of the account as printed beside the code, or empty"),
        *_MONEY,
        column("change_yuan", YUAN, "change against last year with its sign, in yuan, or null"),
        column("change_fen", pa.int64(), "the same in 0.01 yuan"),
        column("direction", pa.string(), "up, down, none (no change) or empty"),
        column("growth", YUAN, "growth against last year with its sign, in percent, or null"),
        column("share", YUAN, "share in percent, or null"),
        column("share_of_yuan", YUAN, "the amount of the text it is a share of, or null"),
        column("reason", pa.string(), "the words after 原因, or empty"),
        column("listing", pa.int32(), "claims of one enumeration have one number; 0 outside enumerations"),
        column("open_fund", pa.bool_(), "whether the money is not said, so that any fund may be meant"),
        *_COORDINATE,
    ]
)
"""Columns of the table ``claims``, likewise."""


def figures_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``figures``, encoded; b"" where there are none."""
    figures, tables = disclosure.figures, disclosure.tables
    if not figures:
        return b""
    of = [tables[figure.table] for figure in figures]
    made = {
        "line": [figure.line for figure in figures],
        "table_index": [table.index for table in of],
        "table_label": [table.label for table in of],
        "table_title": [table.title for table in of],
        "table_kind": [table.kind for table in of],
        "row_label": [figure.row for figure in figures],
        "column_label": [figure.column for figure in figures],
        "text": [figure.text for figure in figures],
        **_places(figures, disclosure),
        **_money(figures),
        **_coordinates([figure.coordinate for figure in figures]),
    }
    return _encoded(made, _FIGURES)


def claims_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``claims``, likewise."""
    claims = disclosure.claims
    if not claims:
        return b""
    amounts = [claim.amount for claim in claims]
    changes = _fens([claim.change for claim in claims])
    made = {
        "line": [claim.line for claim in claims],
        "text": [claim.text for claim in claims],
        "section": [claim.section for claim in claims],
        "subject": [claim.subject for claim in claims],
        "code": [claim.code for claim in claims],
        "code_name": [claim.code_name for claim in claims],
        "change_yuan": changes,
        "change_fen": changes,
        "direction": [claim.direction for claim in claims],
        "growth": [held(claim.growth[0]) if claim.growth else None for claim in claims],
        "share": [held(claim.share[0]) if claim.share else None for claim in claims],
        "share_of_yuan": _fens([claim.share_of for claim in claims]),
        "reason": [claim.reason for claim in claims],
        "listing": [claim.listing for claim in claims],
        "open_fund": [claim.open_fund for claim in claims],
        **_places(claims, disclosure),
        **_money([claim.amount or claim.change for claim in claims]),
        **_coordinates([claim.coordinate for claim in claims]),
    }
    made["yuan"] = made["fen"] = _fens(amounts)
    return _encoded(made, _CLAIMS)


def table_of(encoded: Iterable[bytes], schema: Any) -> tuple[Any, list[int]]:
    """What ``figures_of`` or ``claims_of`` encoded of several disclosures, as one table, and how many rows each has.

    Args:
        encoded: of each disclosure.
        schema: ``FIGURES`` or ``CLAIMS``.
    """
    plain = pa.schema(_types(schema))
    batches = [pa.ipc.read_record_batch(pa.py_buffer(data), plain) if data else None for data in encoded]
    table = pa.Table.from_batches([batch for batch in batches if batch is not None], plain).combine_chunks()
    arrays = [in_yuan(one) if field.type == YUAN else one for one, field in zip(table.columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema), [batch.num_rows if batch is not None else 0 for batch in batches]


def in_yuan(hundredths: Any) -> Any:
    """Integers of hundredths, an array or a chunked one, as decimals: pyarrow.compute could do it, yet takes long to import."""
    if isinstance(hundredths, pa.ChunkedArray):
        return pa.chunked_array([in_yuan(chunk) for chunk in hundredths.chunks], YUAN)
    count = len(hundredths)
    valid, data = hundredths.buffers()
    numbers = np.frombuffer(data, np.dtype("<i8"), hundredths.offset + count)
    words = np.stack([numbers, numbers >> 63], axis=1)  # 128 bits, the lower first
    return pa.Array.from_buffers(YUAN, count, [valid, pa.py_buffer(words)], offset=hundredths.offset)


def held(hundredths: int | None) -> int | None:
    """A number in hundredths that the type of its column holds, else None."""
    return hundredths if hundredths is not None and -_MOST < hundredths < _MOST else None


_Columns = Mapping[str, "Sequence[Any] | pa.Array"]


def _types(schema: Any) -> list[tuple[str, Any]]:
    """Names and types of the columns of a schema as they are encoded: decimals by their hundredths, which costs less."""
    return [(field.name, pa.int64() if field.type == YUAN else field.type) for field in schema]


_FIGURES, _CLAIMS = _types(FIGURES), _types(CLAIMS)


def _encoded(columns: _Columns, types: Sequence[tuple[str, Any]]) -> bytes:
    arrays = [one if isinstance(one, pa.Array) else pa.array(one, kind) for name, kind in types for one in (columns[name],)]
    data: bytes = pa.RecordBatch.from_arrays(arrays, [name for name, _ in types]).serialize().to_pybytes()
    return data


def _places(said: Sequence[Figure | Claim], disclosure: Disclosure) -> _Columns:
    """Where they stand in the file, where that is no text."""
    if not disclosure.whereabouts.lines:
        return {field.name: pa.nulls(len(said), field.type) for field in _PLACE}
    spot = disclosure.whereabouts.spot
    spots = [spot(one.line, one.cell if isinstance(one, Figure) else -1) or _NOWHERE for one in said]
    return {
        "file": [spot.file or None for spot in spots],
        "page": [spot.page or None for spot in spots],
        "sheet": [spot.sheet or None for spot in spots],
        "cell": [spot.cell or None for spot in spots],
    }


_NOWHERE = Spot()


def _money(figures: Sequence[Figure | None]) -> dict[str, Any]:
    fens = _fens(figures)
    return {
        "yuan": fens,
        "fen": fens,
        "precision_fen": [figure.ulp if figure else None for figure in figures],
        "unit_of_money": [figure.unit if figure else None for figure in figures],
    }


def _fens(figures: Sequence[Figure | None]) -> Any:
    return pa.array([figure.fen if figure and -_MOST < figure.fen < _MOST else None for figure in figures], pa.int64())


def _coordinates(coordinates: Sequence[Coordinate]) -> _Columns:
    return {
        "measure": [one.measure for one in coordinates],
        "period": [one.period for one in coordinates],
        "fund": [one.fund for one in coordinates],
        "function": [one.function for one in coordinates],
        "economy_dept": [one.economy_dept for one in coordinates],
        "economy_gov": [one.economy_gov for one in coordinates],
        "component": [one.component for one in coordinates],
        "item": [one.item for one in coordinates],
    }
