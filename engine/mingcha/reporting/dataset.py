"""The tables of a run as Parquet, partitioned by year and region: documents, findings, figures, claims, states, profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..running.task import Body, Record


class Part(NamedTuple):
    """A share of the records that is written at once: of one year and region so many documents after a document.

    Attributes:
        number: of its files within the partition.
    """

    folder: str
    year: int
    region: str
    after: str
    most: int
    number: int

    @property
    def size(self) -> int:
        """For dealing out."""
        return self.most * 50_000


def parts_of(folder: str, partitions: Iterable[tuple[int, str, int]]) -> Iterator[Part]:
    """The parts that a dataset is written in."""
    raise NotImplementedError


def rows(records: Iterable[tuple[Record, Body]]) -> None:
    """To be designed: one Arrow table of each name."""
    raise NotImplementedError
