"""Write the records of a run as Parquet, partitioned by year and region, in parts that workers make from the journal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pyarrow as pa
from pyarrow import parquet

from ..running.kept import open_records
from ..running.records import LINES, ROWS, unpacked
from .files import Tally, tally_of, whole
from .tables import TABLES, Row, Table, filled, row_of, tables_of

if TYPE_CHECKING:
    from ..knowledge import Knowledge

MOST = 2_000
"""Documents of a part."""
_CHUNK = 64
"""Documents whose rows are made at once."""
_ROWS = 50_000
"""Rows from which on a row group is written: so many of a table are held."""
_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""What readers of partitions take for null."""
_OURS = re.compile(r"part-\d+\.parquet(\.tmp)?")


class Part(NamedTuple):
    """A share of the records that is written at once, into one file of each table.

    Attributes:
        out: the folder of the tables; ``folder`` that of the journal.
        year, region: of its documents.
        after: the document before its first, "" where there is none; ``most``: how many there are.
        number: of its files within the partition.
    """

    out: Path
    folder: Path
    year: int
    region: str
    after: str
    most: int
    number: int

    @property
    def size(self) -> int:
        """About as much as is read of the journal."""
        return self.most * 30_000

    def path(self, table: str) -> Path:
        """Its file of a table."""
        return self.out / table / partition(self.year, self.region) / f"part-{self.number}.parquet"

    def write(self, knowledge: Knowledge) -> Tally:
        """As ``files.Share.write``; the same records give the same bytes."""
        records = open_records(self.folder, self.year, self.region, self.after, self.most)
        rows = (row_of(record, unpacked(record.body, (LINES, ROWS))) for record in records)
        tally: Tally = Counter()
        with ExitStack() as stack:
            files = [stack.enter_context(_File(self.path(name), table)) for name, table in tables_of(knowledge).items()]
            while chunk := list(islice(rows, _CHUNK)):
                tally.update(tally_of(chunk))
                for file in files:
                    file.add(chunk)
        return tally


def partition(year: int, region: str) -> Path:
    """The folder of a year and region in that of a table, as Hive names it; 0 and "" are unknown."""
    plain = re.sub(r"[^\w.-]", lambda found: quote(found[0], safe=""), region)
    return Path(f"year={year or _UNKNOWN}", f"region={plain or _UNKNOWN}")


def parts_of(out: Path, folder: Path, cuts: Iterable[tuple[int, str, str, int]]) -> Iterator[Part]:
    """The parts of a dataset.

    Args:
        out: the folder of the tables.
        folder: of the journal.
        cuts: year, region, the document before the first and the number of documents of each part (``kept.cuts``).
    """
    numbers: Counter[tuple[int, str]] = Counter()
    for year, region, after, most in cuts:
        yield Part(out, folder, year, region, after, most, numbers[year, region])
        numbers[year, region] += 1


def remove_others(out: Path, parts: Iterable[Part]) -> None:
    """Remove the files of former runs that are none of these parts.

    Raises:
        OSError: a file cannot be removed.
    """
    kept = {part.path(table) for part in parts for table in TABLES}
    for table in TABLES:
        remove_parts(out / table, kept)


def remove_parts(table: Path, kept: Collection[Path] = ()) -> None:
    """Remove the files of a table but for some, and the folders that are empty then.

    Args:
        table: its folder.
        kept: files that stay.

    Raises:
        OSError: a file cannot be removed.
    """
    for path in table.glob("year=*/region=*/*"):
        if path not in kept and _OURS.fullmatch(path.name):
            path.unlink()
    for folder in [*table.glob("year=*/region=*"), *table.glob("year=*"), table]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


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
        self._writer = self._stack.enter_context(
            parquet.ParquetWriter(file, schema, compression="zstd", use_dictionary=texts, store_decimal_as_integer=True)
        )
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
            self._writer.write_table(pa.concat_tables(self._held), row_group_size=self._rows)
        self._held, self._rows = [], 0
