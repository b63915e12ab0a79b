"""The columns of a file in Parquet or CSV as texts, years and numbers: every cell is taken, or refused with its place."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import UnreadableDocumentError, UsageError

METADATA = b"mingcha"
"""The key under which Parquet keeps with which knowledge it was made: ``peers`` of the features, ``knowledge`` of all of it."""

_MISSING = ("", "na", "n/a", "nan", "null", "none")
_NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_INFINITE = r"^[+-]?(?i:inf|infinity)$"
_THOUSANDS = r"^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$"
_BLOCK = 1 << 24
_HEAD = 1 << 20
"""How much of a file its head may be."""
_LONG = 40
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"


class Columns(NamedTuple):
    """The columns of a file.

    Attributes:
        name: the file's; ``first`` the number of its first row, as a spreadsheet counts.
        columns: Arrow columns by name; ``peers`` the hash of what its features mean (``Peers.hash``), "" where it does not say.
    """

    name: str
    first: int
    columns: Mapping[str, Any]
    peers: str = ""

    def at(self, row: int) -> str:
        """A row in words."""
        return f"{self.name}: row {row + self.first}"


def columns_of(path: Path, is_text: Callable[[str], bool]) -> Columns:
    """Read a file.

    Args:
        path: the file.
        is_text: whether a column of this name is for text; the others are for numbers.

    Raises:
        UsageError: it is not there, neither Parquet nor CSV, damaged or empty; or two columns have one name, or one has none.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(_ZIP))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; check the path") from None
    if begins == _ZIP:
        raise UsageError(f"{path}: this is a workbook or an archive, no table in Parquet or CSV; save the sheet as CSV")
    return _read_parquet(path) if begins == _PARQUET else _read_csv(path, is_text)


def _read_parquet(path: Path) -> Columns:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            table = file.read()
        said = (table.schema.metadata or {}).get(METADATA)
        made = str(json.loads(said)["peers"]) if said else ""
    except (pa.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{path}: the Parquet file is damaged ({_short(error)}); make it again") from None
    _refuse_names(table.column_names, str(path))
    return Columns(str(path), 1, {name: table.column(name) for name in table.column_names}, made)


def _read_csv(path: Path, is_text: Callable[[str], bool]) -> Columns:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    from ..reading.text import decode

    name = str(path)
    try:
        text = decode(path.read_bytes(), name)
    except UnreadableDocumentError as error:
        raise UsageError(str(error)) from None
    if not text.strip():
        raise UsageError(f"{name}: the file is empty; give a table with a head and one row a unit-year")
    text = text.lstrip("\ufeff\r\n")
    delimiter = max(",;\t", key=text[: text.find("\n") if "\n" in text else len(text)].count)
    head = next(csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter), [])
    names = [cell.strip() for cell in head]
    _refuse_names(names, name)
    data = pa.py_buffer(text.encode())
    del text

    def read(types: Mapping[str, Any]) -> Any:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types,
                null_values=[*_MISSING, "NA", "N/A", "NaN", "NULL", "None"],
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        ).rename_columns(names)

    as_texts = dict.fromkeys(head, pa.string())
    try:
        table = read({one: pa.string() if is_text(one.strip()) else pa.float64() for one in head})
    except pa.ArrowException:
        # Texts among the numbers: which, and what they mean, is seen where they are parsed one by one.
        try:
            table = read(as_texts)
        except pa.ArrowException as error:
            raise UsageError(f"{name}: {_short(error)}; every row needs as many cells as the head") from None
    return Columns(name, 2, {one: table.column(one) for one in names})


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 160 else text[:157] + "…"


def _refuse_names(names: Sequence[str], file: str) -> None:
    """Every column has a name of its own."""
    for index, name in enumerate(names):
        if not name.strip():
            raise UsageError(f"{file}: column {index + 1} has no name; give it one, or take it away")
        if name.startswith("__index"):
            raise UsageError(f"{file}: the column {name!r} holds the row numbers of pandas; write the table with index=False")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UsageError(f"{file}: two columns are called {twice[0]!r}; rename one of them")


def texts(file: Columns, name: str) -> list[str]:
    """A column of texts or whole numbers as texts, "" where it says nothing.

    Raises:
        UsageError: it is of another type.
    """
    import pyarrow as pa

    column = _plain(file.columns[name])
    known = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_null)
    if not any(is_such(column.type) for is_such in known):
        raise UsageError(f"{file.name}: the column {name!r} is of {column.type}; it is for text")
    return ["" if value is None else str(value).strip() for value in column.to_pylist()]


def years(file: Columns, name: str) -> list[int]:
    """A column of years, 0 where it says nothing.

    Raises:
        UsageError: a cell is no year.
    """
    import pyarrow as pa

    column = _plain(file.columns[name])
    whole = pa.types.is_floating(column.type)  # as pandas writes years of which some are missing
    said = [f"{value:g}" if value is not None else "" for value in column.to_pylist()] if whole else texts(file, name)
    for row, text in enumerate(said):
        if text.lower() not in _MISSING and not (text.isascii() and text.isdecimal() and len(text) == 4):
            raise UsageError(f"{file.at(row)}, column {name!r}: {text!r} is no year; write four digits")
    return [int(text) if text.isdecimal() else 0 for text in said]


def numbers(file: Columns, name: str, ids: Sequence[str]) -> NDArray[np.float64]:
    """A column of finite numbers, NaN where it says nothing.

    Args:
        file: the file.
        name: of the column.
        ids: of the rows, to name one that is wrong.

    Raises:
        UsageError: a cell is no number, or infinite.
    """
    import pyarrow as pa

    column = _plain(file.columns[name])
    known = (pa.types.is_floating, pa.types.is_integer, pa.types.is_decimal, pa.types.is_null)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = _parsed(file, name, column, ids)
    elif not any(is_such(column.type) for is_such in known):
        raise UsageError(f"{file.name}: the column {name!r} is of {column.type}, not of numbers; {_NO_FEATURE}")
    found = np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)
    infinite = np.flatnonzero(np.isinf(found))
    if infinite.size:
        where = f"{file.at(infinite[0])} (id {ids[infinite[0]]!r}), column {name!r}"
        raise UsageError(f"{where}: infinite; leave the cell empty where there is no value")
    return found


def _plain(column: Any) -> Any:
    """A column without a dictionary of its own, as pandas writes categories."""
    import pyarrow as pa

    return (column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column).combine_chunks()


def _parsed(file: Columns, name: str, column: Any, ids: Sequence[str]) -> Any:
    """Texts as numbers."""
    import pyarrow as pa
    from pyarrow import compute

    said = compute.utf8_trim_whitespace(column.cast(pa.string()))
    absent = compute.is_in(compute.utf8_lower(said), value_set=pa.array([*_MISSING, None]))
    parted = compute.match_substring_regex(said, _THOUSANDS)
    said = compute.if_else(parted, compute.replace_substring(said, ",", ""), said)
    good = compute.or_(compute.match_substring_regex(said, _NUMBER), compute.match_substring_regex(said, _INFINITE))
    bad = np.flatnonzero(compute.invert(compute.or_kleene(absent, good)).to_numpy(zero_copy_only=False))
    if bad.size:
        row = int(bad[0])
        text = column[row].as_py()
        shown = repr(text if len(text) <= _LONG else text[: _LONG - 1] + "…")
        if not compute.any(good).as_py():
            raise UsageError(f"{file.name}: the column {name!r} holds text ({shown} in row {row + file.first}); {_NO_FEATURE}")
        where = f"{file.at(row)} (id {ids[row]!r}), column {name!r}"
        raise UsageError(f"{where}: {shown} is no number; correct it, or leave the cell empty where it is missing")
    return compute.if_else(absent, pa.scalar(None, pa.string()), said).cast(pa.float64())


_NO_FEATURE = "call it group_1, group_2 … where units are compared within it, unit where it names them, or take it away"
