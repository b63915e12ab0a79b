"""The feature table: unit-years by features, with their ids and peer groups; from profiles, Parquet or CSV."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..errors import UsageError
from .columns import METADATA, Columns, columns_of, numbers, texts, years
from .groups import labels, year_label, year_of
from .profile import Profile

if TYPE_CHECKING:
    from ..knowledge import Knowledge

ID, UNIT, YEAR, KIND = "id", "unit", "year", "kind"
"""Columns of a file that are no features, besides group_1, group_2 …"""

_GROUP = re.compile(r"group_([1-9][0-9]*)", re.ASCII)
_NAN = float("nan")


@dataclass(frozen=True)
class FeatureTable:
    """Unit-years by features.

    Attributes:
        ids: of the unit-years, unique and in order; shape (n,).
        features: ids of the features; shape (p,).
        values: float64, NaN where missing; shape (n, p).
        groups: labels of the peer groups from the coarsest to the finest (the first is year and kind); str, shape (n, levels).
        units: names of the units, "" where unknown; shape (n,), None where there are none.
    """

    ids: NDArray[np.str_]
    features: tuple[str, ...]
    values: NDArray[np.float64]
    groups: NDArray[np.str_]
    units: NDArray[np.str_] | None = None


def table_of(profiles: Iterable[Profile], knowledge: Knowledge) -> FeatureTable:
    """The features of profiles, in the order of their ids.

    Raises:
        UsageError: there is no profile, or two are of one unit-year.
    """
    rows = Rows(tuple(knowledge.peers.features))
    documents: dict[str, str] = {}
    for profile in profiles:
        if profile.id in documents:
            both = f"{documents[profile.id]} and {profile.document}"
            raise UsageError(f"{both} are of one unit-year ({profile.id}); give one of the two")
        documents[profile.id] = profile.document
        known = {name: value.value for name, value in profile.values.items()}
        rows.put(profile.id, profile.unit, labels(profile), known)
    return rows.table()


class Rows:
    """A table in the making, one unit after the other, each as small as it is in the table.

    Args:
        features: ids of its columns.
    """

    def __init__(self, features: tuple[str, ...]) -> None:
        self._features = features
        self._row: dict[str, int] = {}
        self._units: list[str] = []
        self._groups: list[tuple[str, ...]] = []
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._values = array("d")

    def put(self, name: str, unit: str, groups: tuple[str, ...], values: Mapping[str, float | None]) -> None:
        """Put a unit into the table, in the place of what was put there under its id before.

        Args:
            name: its id.
            unit: its name.
            groups: its labels, from the coarsest to the finest.
            values: its features, as far as they are known.
        """
        groups = self._same.setdefault(groups, groups)
        numbers = array("d", [_NAN if (value := values.get(feature)) is None else value for feature in self._features])
        row = self._row.setdefault(name, len(self._row))
        if row == len(self._units):
            self._units.append(unit)
            self._groups.append(groups)
            self._values.extend(numbers)
        else:
            self._units[row], self._groups[row] = unit, groups
            self._values[row * len(numbers) : (row + 1) * len(numbers)] = numbers

    def table(self) -> FeatureTable:
        """The table, in the order of the ids.

        Raises:
            UsageError: nothing was put into it.
        """
        if not self._row:
            raise UsageError("there is no profile to make a table of; screen documents with amounts first")
        order = sorted(self._row)
        rows = np.array([self._row[name] for name in order], dtype=np.intp)
        values = np.frombuffer(self._values, dtype=np.float64).reshape(len(order), len(self._features))
        return FeatureTable(
            np.array(order, dtype=np.str_),
            self._features,
            values[rows],
            np.array([self._groups[row] for row in rows], dtype=np.str_),
            np.array([self._units[row] for row in rows], dtype=np.str_),
        )


# -- to files -----------------------------------------------------------------------------------------------------


def write_table(table: FeatureTable, path: Path, knowledge: Knowledge | None = None) -> None:
    """Write a table as Parquet or CSV, by the ending of the file's name.

    Columns: id, unit, year and kind (where the first label says them), group_1 …, then the features; a missing value is empty.

    Args:
        table: what to write.
        path: ends in .parquet or .csv.
        knowledge: whose features these are; Parquet keeps its hashes.

    Raises:
        UsageError: another ending, a feature with a name that is kept for other columns, or the file cannot be written.
    """
    import pyarrow as pa

    if path.suffix not in (".parquet", ".csv"):
        raise UsageError(f"{path}: a table is written as .parquet or .csv; choose a name with one of these endings")
    taken = [name for name in table.features if _is_reserved(name)]
    if taken:
        raise UsageError(f"{path}: a feature cannot be called {taken[0]!r}, which is no feature's name; rename it")
    columns: dict[str, Any] = {ID: pa.array(table.ids.tolist(), pa.string())}
    if table.units is not None:
        columns[UNIT] = pa.array(table.units.tolist(), pa.string())
    groups = table.groups
    if groups.shape[1] and all(_is_year(label) for label in np.unique(groups[:, 0])):
        told = [year_of(label) for label in groups[:, 0]]
        columns[YEAR] = pa.array([year or None for year, _ in told], pa.int32())
        columns[KIND] = pa.array([kind for _, kind in told], pa.string())
        groups = groups[:, 1:]
    columns |= {f"group_{i + 1}": pa.array(groups[:, i].tolist(), pa.string()) for i in range(groups.shape[1])}
    for i, name in enumerate(table.features):
        columns[name] = pa.array(table.values[:, i], pa.float64(), mask=np.isnan(table.values[:, i]))
    made = pa.table(columns)
    try:
        if path.suffix == ".csv":
            _write_csv(made, path)
        else:
            from pyarrow import parquet

            if knowledge is not None:
                said = json.dumps({"knowledge": knowledge.hash, "mingcha": __version__, "peers": knowledge.peers.hash})
                made = made.replace_schema_metadata({METADATA: said})
            parquet.write_table(made, path, compression="zstd")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; choose another place") from None


def _write_csv(table: Any, path: Path) -> None:
    from pyarrow import csv as arrow_csv

    with path.open("wb") as file:
        file.write("\ufeff".encode())  # without it, spreadsheets in China take UTF-8 for GBK
        arrow_csv.write_csv(table, file)


def _is_year(label: str) -> bool:
    return year_label(*year_of(label)) == label


def _is_reserved(name: str) -> bool:
    return name in (ID, UNIT, YEAR, KIND) or _GROUP.fullmatch(name) is not None


# -- from files ---------------------------------------------------------------------------------------------------


def read_table(path: Path, knowledge: Knowledge | None = None) -> FeatureTable:
    """As ``read_tables`` of one file."""
    return read_tables([path], knowledge)


def read_tables(paths: Sequence[Path], knowledge: Knowledge | None = None) -> FeatureTable:
    """Read feature tables in Parquet or CSV (UTF-8, GB18030 or UTF-16) as one, in the order of the ids.

    A table has a column ``id``; ``group_1``, ``group_2`` … from the coarsest group to the finest, where units are compared within
    groups; ``year`` and ``kind``, which stand above all groups; ``unit`` with names. Every other column is a feature: numbers,
    and nothing where they are missing.

    Args:
        paths: the files; all have the same columns, in any order.
        knowledge: refuses tables that were made with other features (``Peers.hash``, see ``read_profiles``); None takes any.

    Raises:
        UsageError: names the file, and the row and column where one is meant, the reason and the remedy.
    """
    files = [columns_of(path, _is_reserved) for path in paths]
    for file in files:
        _refuse_columns(file, files[0], knowledge)
    features = tuple(name for name in files[0].columns if not _is_reserved(name))
    tables = [_table(file, features) for file in files]
    whole = tables[0] if len(tables) == 1 else _stacked(tables)
    order = np.argsort(whole.ids, kind="stable")
    ordered = whole.ids[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if twice.size:
        rows = [file.at(row) for file, table in zip(files, tables, strict=True) for row in range(len(table.ids))]
        one, other = order[twice[0]], order[twice[0] + 1]
        raise UsageError(f"{rows[one]} and {rows[other]} have the same id {str(whole.ids[one])!r}; give each unit-year one row")
    if (order[1:] > order[:-1]).all():
        return whole
    return FeatureTable(ordered, features, whole.values[order], whole.groups[order], _units(whole)[order])


def _stacked(tables: Sequence[FeatureTable]) -> FeatureTable:
    return FeatureTable(
        np.concatenate([table.ids for table in tables]),
        tables[0].features,
        np.concatenate([table.values for table in tables]),
        np.concatenate([table.groups for table in tables]),
        np.concatenate([_units(table) for table in tables]),
    )


def _units(table: FeatureTable) -> NDArray[np.str_]:
    return np.full(len(table.ids), "", dtype=np.str_) if table.units is None else table.units


def _refuse_columns(file: Columns, first: Columns, knowledge: Knowledge | None) -> None:
    """A file has the columns of a feature table, those that the first one has, and features of this knowledge."""
    names = list(file.columns)
    if ID not in names:
        near = next((name for name in names if name.strip().lower() == ID), "")
        remedy = f"rename {near!r}" if near else "add one with a name of its own for each row"
        raise UsageError(f"{file.name}: there is no column 'id'; {remedy}")
    groups = sorted(int(match[1]) for match in map(_GROUP.fullmatch, names) if match)
    if groups != list(range(1, len(groups) + 1)):
        lost = next(i for i in range(1, len(groups) + 1) if i not in groups)
        raise UsageError(f"{file.name}: there is group_{groups[-1]} and no group_{lost}; number them 1, 2 … from the coarsest")
    if all(map(_is_reserved, names)):
        raise UsageError(f"{file.name}: there is no column of numbers beside {', '.join(names)}; add the features")
    lacking, more = sorted(set(first.columns) - set(names)), sorted(set(names) - set(first.columns))
    if lacking or more:
        told = [f"has no column {lacking[0]!r}"] * bool(lacking) + [f"has a column {more[0]!r}"] * bool(more)
        raise UsageError(f"{file.name} {' and '.join(told)}, unlike {first.name}; give tables with the same columns")
    if knowledge is not None and file.peers not in ("", knowledge.peers.hash):
        raise UsageError(
            f"{file.name}: made with other features, amounts or groups (knowledge/peers {file.peers[:12]}, here "
            f"{knowledge.peers.hash[:12]}), by which its features may mean something else; make it again, or name the knowledge "
            "that made it with --knowledge"
        )


def _table(file: Columns, features: Sequence[str]) -> FeatureTable:
    """The table of one file, in the order of its rows."""
    ids = texts(file, ID)
    if not ids:
        raise UsageError(f"{file.name}: there is a head and no row below it; give one row a unit-year")
    if "" in ids:
        raise UsageError(f"{file.at(ids.index(''))} has no id; give it one")
    levels = sorted((name for name in file.columns if _GROUP.fullmatch(name)), key=lambda name: int(name.partition("_")[2]))
    groups = [texts(file, name) for name in levels]
    if YEAR in file.columns:
        kinds = texts(file, KIND) if KIND in file.columns else [""] * len(ids)
        said = [year_label(year, kind) for year, kind in zip(years(file, YEAR), kinds, strict=True)]
        if groups[:1] != [said]:  # a table whose first group is year and kind already says them twice
            groups.insert(0, said)
    values = np.empty((len(ids), len(features)))
    for column, name in enumerate(features):
        values[:, column] = numbers(file, name, ids)
    return FeatureTable(
        np.array(ids, dtype=np.str_),
        tuple(features),
        values,
        np.array(groups, dtype=np.str_).T if groups else np.empty((len(ids), 0), dtype=np.str_),
        np.array(texts(file, UNIT) if UNIT in file.columns else [""] * len(ids), dtype=np.str_),
    )
