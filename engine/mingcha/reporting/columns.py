"""Columns of tables: what each means, and how those that workers encoded become Arrow."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..running.rows import NULL, RUNS, SEPARATOR

YUAN = pa.decimal128(18, 2)
"""Amounts in yuan: exact, and 64 bits to whoever reads them."""


HELD = pa.dictionary(pa.int32(), pa.string())
"""How texts that repeat are held until they are written, which is much faster; readers see texts."""


def held_as(schema: Any, repeated: Collection[str]) -> Any:
    """The columns of a table as they are held: those that are named in ``repeated`` hold each of their texts once."""
    return pa.schema([field.with_type(HELD) if field.name in repeated else field for field in schema])


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
_NULLABLE = [one.name for one in _PLACE]
_MONEY = [
    column("yuan", YUAN, "amount in yuan; null where it has more than 16 digits before the point"),
    column("fen", pa.int64(), "the same in 0.01 yuan"),
    column("precision_fen", pa.int64(), "one unit of its last printed place, in 0.01 yuan; 0 of a nil without decimals"),
    column("unit_of_money", pa.string(), "unit as printed: 元, 万元, 亿元; empty where there is no amount"),
]
_COORDINATE = [
    column("measure", pa.string(), "what it is: income, expenditure, three_public"),
    column("period", pa.string(), "this year, last, executed, budget, change or whole"),
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


def table_of(encoded: Sequence[bytes], schema: Any) -> tuple[Any, list[int]]:
    """What ``running.rows`` encoded of several disclosures, as one table as it is held, and how many rows each has.

    Args:
        encoded: of each disclosure.
        schema: ``FIGURES`` or ``CLAIMS``.
    """
    given = [_decode(data) if data else {} for data in encoded]
    counts = [len(one.get("line", b"")) // _WIDTH for one in given]
    lengths = [np.frombuffer(one.get(RUNS, b""), np.int64) for one in given]
    runs = np.concatenate([*lengths, np.zeros(0, np.int64)])
    arrays = []
    for field in schema:
        name = _HELD_AS.get(field.name, field.name)
        data = [one.get(name, b"") for one in given]
        if field.name in _OF_RUNS:
            arrays.append(_repeated(data, [len(one) for one in lengths], runs, field))
        else:
            arrays.append(_array(data, counts, field))
    return pa.Table.from_arrays(arrays, schema=held_as(schema, REPEATED)), counts


def numbers_of(values: Sequence[int] | NDArray[np.int64], kind: Any) -> Any:
    """A column of whole numbers, or of decimals that are given by their hundredths; ``NULL`` is null."""
    return _numbers(np.asarray(values, np.int64), kind)


def texts_of(values: Sequence[str], counts: Sequence[int] | NDArray[np.int64]) -> Any:
    """A column of texts, each so many times, as it is held."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return numbered([numbers[value] for value in values], list(numbers), counts)


def numbered(
    numbers: Sequence[int] | NDArray[Any], texts: Sequence[str], counts: Sequence[int] | NDArray[np.int64] | int = 1
) -> Any:
    """A column of texts as it is held: their numbers among all, each so many times; no two texts are the same."""
    indices = np.repeat(np.asarray(numbers, np.int32), counts)
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string()))


_decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode
_WIDTH = 8
_NOTHING = NULL.to_bytes(_WIDTH, sys.byteorder, signed=True)
_HELD_AS = {"yuan": "fen", "change_yuan": "change_fen"}
REPEATED = ("table_label", "table_title", "table_kind")
"""Columns that have one text for all figures of a table, and are held so."""
_OF_RUNS = ("table_index", *REPEATED)


def _array(data: Sequence[bytes], counts: Sequence[int], field: Any) -> Any:
    """A column of several disclosures, of which some may say nothing in it."""
    if field.type == pa.string():
        pieces = [one or SEPARATOR * (count - 1) for one, count in zip(data, counts, strict=True) if count]
        return _strings(SEPARATOR.join(pieces), sum(counts), nullable=field.name in _NULLABLE)
    return _numbers(_held(data, counts), field.type)


def _held(data: Sequence[bytes], counts: Sequence[int]) -> NDArray[np.int64]:
    return np.frombuffer(b"".join([one or _NOTHING * count for one, count in zip(data, counts, strict=True)]), np.int64)


def _repeated(data: Sequence[bytes], counts: Sequence[int], runs: NDArray[np.int64], field: Any) -> Any:
    """A column of several disclosures that has one value for each run."""
    if field.name in REPEATED:
        values = [one.split(SEPARATOR) if one else [b""] * count for one, count in zip(data, counts, strict=True)]
        return texts_of([value.decode() for value in chain.from_iterable(values)], runs)
    return _numbers(np.repeat(_held(data, counts), runs), field.type)


def _strings(joined: bytes, count: int, *, nullable: bool) -> Any:
    """Strings that were joined: to make them of Python's takes much longer; where ``nullable``, empty ones are null."""
    offsets = np.zeros(count + 1, np.int32)
    values = joined.translate(None, SEPARATOR)
    if values:
        ends = np.flatnonzero(np.frombuffer(joined, np.uint8) == SEPARATOR[0])
        offsets[1:-1] = ends - np.arange(count - 1)
        offsets[-1] = len(values)
    valid = pa.py_buffer(np.packbits(np.diff(offsets) > 0, bitorder="little")) if nullable else None
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(values), valid)


def _numbers(numbers: NDArray[np.int64], kind: Any) -> Any:
    if kind == YUAN:
        return _decimals(numbers)
    absent = numbers == NULL
    return pa.array(numbers.astype(kind.to_pandas_dtype()), kind, mask=absent if absent.any() else None)


def _decimals(hundredths: NDArray[np.int64]) -> Any:
    """Decimals of two places: pyarrow.compute could make them, yet takes long to import."""
    words = np.stack([hundredths, hundredths >> 63], axis=1)  # 128 bits, the lower first
    valid = np.packbits(hundredths != NULL, bitorder="little")
    return pa.Array.from_buffers(YUAN, len(hundredths), [pa.py_buffer(valid), pa.py_buffer(words)])
