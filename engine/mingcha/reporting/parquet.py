"""Write documents into one Parquet file of each table."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from ..running.records import FOUND, ROWS, unpacked
from ..running.rows import STATES
from ..running.task import Record
from .files import Tally, whole
from .tables import WHOSE, Row, Table, filled, row_of, states_in, tables_of

if TYPE_CHECKING:
    from ..knowledge import Knowledge

_CHUNK = 64
"""Documents whose rows are made at once."""
_ROWS = 50_000
"""Rows from which on a row group is written: so many of a table are held."""


def write(records: Iterable[Record], path: Callable[[str], Path], knowledge: Knowledge) -> Tally:
    """Write records; the same give the same bytes.

    Args:
        records: of documents, as many as may be.
        path: the file of a table, by its name.
        knowledge: that the documents were screened with.

    Returns:
        What run.json tells of them.

    Raises:
        OSError: a file cannot be written.
    """
    rows = (row_of(record, unpacked(record.body, (FOUND, ROWS))) for record in records)
    tally: Tally = Counter()
    with ExitStack() as stack:
        files = [stack.enter_context(_File(path(name), table)) for name, table in tables_of(knowledge).items()]
        while chunk := list(islice(rows, _CHUNK)):
            tally.update(_tally_of(chunk, [rule.id for rule in knowledge.rules]))
            for file in files:
                file.add(chunk)
    return tally


def _tally_of(rows: Sequence[Row], rules: Sequence[str]) -> Tally:
    tally: Tally = Counter()
    for row in rows:
        tally["documents", row.record.status] += 1
        tally["profiles",] += bool(row.body.profiles)
        for finding in row.findings:
            tally["findings", finding.severity] += 1
            if finding.diagnosis is not None:
                tally["diagnoses", finding.diagnosis] += 1
    states = states_in(rows, len(rules))
    for number, state in enumerate(STATES):
        counts = np.count_nonzero(states == number, axis=0).tolist()
        tally.update({("rules", rule, state): count for rule, count in zip(rules, counts, strict=True) if count})
    return tally


class _File:
    """A file of a table that is written in groups of rows, and is there under its name once it is whole."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._table = table
        self._held: list[Any] = []
        self._rows = 0
        self._stack = ExitStack()

    def __enter__(self) -> _File:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._stack.enter_context(whole(self._path))
        schema = self._table.schema
        texts = [field.name for field in schema if field.type == pa.string()]
        # Who skips groups of rows does so by document or number: the least and the greatest of other texts tell nothing.
        told = [field.name for field in schema if field in WHOSE or not (pa.types.is_nested(field.type) or field.name in texts)]
        self._writer = self._stack.enter_context(
            parquet.ParquetWriter(
                file,
                self._table.held,
                compression="zstd",
                use_dictionary=texts,
                write_statistics=told,
                store_decimal_as_integer=True,
                store_schema=False,
            )
        )
        # Readers are told of the columns as they are, not as they are held.
        self._writer.add_key_value_metadata({"ARROW:schema": b64encode(schema.serialize())})
        return self

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            self._write()
        self._stack.__exit__(*error)

    def add(self, rows: list[Row]) -> None:
        """Add the rows of documents."""
        made = filled(self._table, rows)
        self._held.append(made)
        self._rows += made.num_rows
        if self._rows >= _ROWS:
            self._write()

    def _write(self) -> None:
        if self._rows:
            self._writer.write_table(pa.concat_tables(self._held).unify_dictionaries(), row_group_size=self._rows)
        self._held, self._rows = [], 0
