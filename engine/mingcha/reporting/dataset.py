"""The records of a run as Parquet, partitioned by year and region: the parts that workers write, and what is removed before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from ..running.kept import open_records

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from .files import Tally

TABLES = ("documents", "findings", "figures", "claims", "states", "profiles")
"""The names of the tables, which are those of their folders."""

MOST = 2_000
"""Documents of a part."""
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
        # Imported where it is written: who deals out the parts needs no Arrow.
        from .parquet import write

        return write(open_records(self.folder, self.year, self.region, self.after, self.most), self.path, knowledge)


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
