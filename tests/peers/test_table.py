"""The feature table: made of profiles, written and read as Parquet and CSV, and what is said of wrong files."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyarrow import parquet

from mingcha import UsageError
from mingcha.peers.profile import MISSING, Profile, Value
from mingcha.peers.table import FeatureTable, read_table, read_tables, table_of, write_table
from tests.documents import screener

_SHIPPED = screener().knowledge
_FEATURE = next(iter(_SHIPPED.peers.features.values()))
KNOWLEDGE = msgspec.structs.replace(
    _SHIPPED, peers=msgspec.structs.replace(_SHIPPED.peers, features=dict.fromkeys(("first", "second", "third"), _FEATURE))
)


def _profile(name: str, values: dict[str, Value], domain: str = "courts") -> Profile:
    whose = (name, f"{name}.txt", "", f"甲县{name}", 2024, "budget", "", "institution", "county", domain, "3m_10m")
    return Profile(*whose, {}, {}, values)


def _same(one: FeatureTable, other: FeatureTable) -> None:
    assert one.features == other.features
    for name in ("ids", "values", "groups", "units"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def _csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = path / "table.csv"
    file.write_bytes(text.encode(encoding))
    return file


# -- from profiles ------------------------------------------------------------------------------------------------


def test_profiles_make_a_table_in_the_order_of_their_ids_whatever_theirs() -> None:
    profiles = [_profile("b", {"first": Value(0.5)}), _profile("a", {"first": Value(None, MISSING), "second": Value(2.0)}, "")]
    table = table_of(profiles, KNOWLEDGE)
    _same(table, table_of(profiles[::-1], KNOWLEDGE))
    assert table.ids.tolist() == ["a", "b"]
    assert table.units is not None
    assert table.units.tolist() == ["甲县a", "甲县b"]
    assert table.features == ("first", "second", "third")
    assert table.groups.tolist() == [
        ["2024 budget", "county institution", "unknown domain", "3m_10m"],
        ["2024 budget", "county institution", "courts", "3m_10m"],
    ]
    np.testing.assert_array_equal(table.values, [[np.nan, 2.0, np.nan], [0.5, np.nan, np.nan]])


def test_two_profiles_of_one_unit_year_are_refused_by_their_documents() -> None:
    with pytest.raises(UsageError, match=r"a\.txt and again\.txt are of one unit-year \(a\); give one of the two"):
        table_of([_profile("a", {}), msgspec.structs.replace(_profile("a", {}), document="again.txt")], KNOWLEDGE)


def test_no_profile_makes_no_table() -> None:
    with pytest.raises(UsageError, match="there is no profile"):
        table_of([], KNOWLEDGE)


# -- there and back -----------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).map(str.strip)
_KINDS = st.sampled_from(["budget", "final_account", "unknown"])
_YEARS = st.builds("{} {}".format, st.integers(1000, 9999) | st.just("unknown"), _KINDS)


@st.composite
def _tables(draw: st.DrawFn) -> FeatureTable:
    ids = sorted(draw(st.sets(_TEXT.filter(bool), min_size=1, max_size=6)))
    n = len(ids)
    names = draw(st.lists(st.from_regex("[a-z]{2}_[a-z]{2,4}", fullmatch=True), min_size=1, max_size=4, unique=True))
    values = draw(hnp.arrays(np.float64, (n, len(names)), elements=st.floats(allow_infinity=False)))
    levels = draw(st.integers(0, 3))
    labels = [_YEARS if level == 0 and draw(st.booleans()) else _TEXT for level in range(levels)]
    columns = [draw(st.lists(label, min_size=n, max_size=n)) for label in labels]
    groups = np.array(columns, dtype=np.str_).T if columns else np.empty((n, 0), dtype=np.str_)
    units = draw(st.lists(_TEXT, min_size=n, max_size=n))
    return FeatureTable(np.array(ids), tuple(names), values, groups, np.array(units, dtype=np.str_))


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@settings(max_examples=60)
@given(table=_tables())
def test_a_table_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, ending: str, table: FeatureTable) -> None:
    file = tmp_path_factory.mktemp("table") / f"table{ending}"
    write_table(table, file)
    _same(read_table(file), table)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@settings(max_examples=30)
@given(table=_tables(), data=st.data())
def test_neither_the_order_of_rows_nor_their_files_matter(
    tmp_path_factory: pytest.TempPathFactory, ending: str, table: FeatureTable, data: st.DataObject
) -> None:
    n = len(table.ids)
    table = dataclasses.replace(table, groups=np.full((n, 2), ["2024 budget", "甲"]))
    order, cut = data.draw(st.permutations(range(n))), data.draw(st.integers(1, n))
    folder = tmp_path_factory.mktemp("tables")
    files: list[Path] = []
    for rows in filter(None, (order[:cut], order[cut:])):
        parts = {name: getattr(table, name)[list(rows)] for name in ("ids", "values", "groups", "units")}
        files.append(folder / f"{len(files)}{ending}")
        write_table(dataclasses.replace(table, **parts), files[-1])
    _same(read_tables(files), table)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    table = table_of([_profile("a", {}), _profile("b", {})], KNOWLEDGE)
    files = [tmp_path / f"{name}{ending}" for name in ("one", "two")]
    for file in files:
        write_table(table, file, KNOWLEDGE)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_written_table_has_the_columns_that_are_told(tmp_path: Path) -> None:
    write_table(table_of([_profile("a", {})], KNOWLEDGE), tmp_path / "table.csv")
    head = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()[0].replace('"', "").split(",")
    assert head[:7] == ["id", "unit", "year", "kind", "group_1", "group_2", "group_3"]
    assert head[7:] == ["first", "second", "third"]


# -- a user's own table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_the_encodings_and_delimiters_of_spreadsheets(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "id,year,kind,group_1,group_2,人均支出,项目占比\n乙局,2024,budget,县,教育,12.5,\n甲局,2023,,县,,1e3,.25\n"
    table = read_table(_csv(tmp_path, text.replace(",", delimiter), encoding))
    assert table.ids.tolist() == sorted(["乙局", "甲局"])
    assert table.features == ("人均支出", "项目占比")
    assert dict(zip(table.ids.tolist(), table.groups.tolist(), strict=True)) == {
        "乙局": ["2024 budget", "县", "教育"],
        "甲局": ["2023 unknown", "县", ""],
    }


def test_empty_cells_and_words_for_nothing_are_missing_and_no_zero(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, 'id,x\na,\nb,NA\nc,nan\nd,0\ne,"1,234.5"\nf, -2 \ng,None\n'))
    np.testing.assert_array_equal(table.values[:, 0], [np.nan, np.nan, np.nan, 0, 1234.5, -2, np.nan])


def test_without_groups_all_units_are_peers(tmp_path: Path) -> None:
    assert read_table(_csv(tmp_path, "id,x\na,1\n")).groups.shape == (1, 0)


def test_numbers_of_any_kind_are_taken_from_parquet(tmp_path: Path) -> None:
    columns = {
        "id": pa.array([7, 3]),
        "year": pa.array([2024.0, None]),
        "group_1": pa.array(["x", "y"]).dictionary_encode(),
        "whole": pa.array([1, None], pa.int16()),
        "yes": pa.array([True, False]),
        "exact": pa.array([None, Decimal("2.00")]),
        "none": pa.nulls(2),
    }
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet")
    assert table.ids.tolist() == ["3", "7"]
    assert table.groups.tolist() == [["unknown unknown", "y"], ["2024 unknown", "x"]]
    np.testing.assert_array_equal(table.values, [[np.nan, 0, 2, np.nan], [1, 1, np.nan, np.nan]])


# -- wrong files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("id,x\n", "there is a head and no row below it"),
        ("ID,x\na,1\n", "there is no column 'id'; rename 'ID'"),
        ("name,x\na,1\n", "there is no column 'id'; add one"),
        ("id,group_1\na,b\n", "no column of numbers beside id, group_1"),
        ("id,x,x\na,1,2\n", "two columns are called 'x'"),
        (",id,x\n0,a,1\n", "column 1 has no name"),
        ("id,x\na,1\nb,2\na,3\n", "row 2 and {file}: row 4 have the same id 'a'"),
        ("id,x\na,1\n,2\n", "row 3 has no id"),
        ("id,x\na,1\nb,many\n", "row 3 (id 'b'), column 'x': 'many' is no number; correct it"),
        ("id,x\na,1\nb,12%\n", "row 3 (id 'b'), column 'x': '12%' is no number"),
        ("id,x\na,1\nb,—\n", "row 3 (id 'b'), column 'x': '—' is no number"),
        ("id,region,x\na,east,1\n", "the column 'region' holds text ('east' in row 2); call it group_1"),
        ("id,x\na,1\nb,inf\n", "row 3 (id 'b'), column 'x': infinite; leave the cell empty"),
        ("id,x\na,1e999\n", "row 2 (id 'a'), column 'x': infinite"),
        ("id,x\na,1\nb,2,3\n", "Expected 2 columns, got 3"),
        ("id,year,x\na,24,1\n", "row 2, column 'year': '24' is no year"),
        ("id,group_1,group_3,x\na,b,c,1\n", "there is group_3 and no group_2"),
    ],
)
def test_a_wrong_csv_is_refused_with_its_place_and_a_remedy(tmp_path: Path, text: str, said: str) -> None:
    file = _csv(tmp_path, text)
    with pytest.raises(UsageError) as raised:
        read_table(file)
    assert str(raised.value).startswith(str(file))
    assert said.replace("{file}", str(file)) in str(raised.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PAR1 and nothing more", "the Parquet file is damaged"),
        (b"PK\x03\x04 a workbook", "save the sheet as CSV"),
        (b"id,x\na,\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        (b"id,x\n\0\0\0", "binary"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read_table(file)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": pa.array(["a"]), "x": pa.array([[1.0]])}, "the column 'x' is of list<.*>, not of numbers"),
        ({"id": pa.array([1.5]), "x": pa.array([1.0])}, "the column 'id' is of double; it is for text"),
        ({"id": pa.array(["a"]), "x": pa.array([float("inf")])}, r"row 1 \(id 'a'\), column 'x': infinite"),
        ({"id": pa.array(["a"]), "x": pa.array([1]), "__index_level_0__": pa.array([1])}, "index=False"),
        ({"id": pa.array([None, "a"]), "x": pa.array([1, 2])}, "row 1 has no id"),
        ({"id": pa.array([], pa.string()), "x": pa.array([], pa.float64())}, "no row below it"),
    ],
)
def test_a_wrong_parquet_is_refused(tmp_path: Path, columns: dict[str, Any], said: str) -> None:
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    with pytest.raises(UsageError, match=said):
        read_table(tmp_path / "t.parquet")


def test_files_with_other_columns_are_not_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,x,y\na,1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,x,z\nb,1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.csv has no column 'y' and has a column 'z', unlike .*a\.csv"):
        read_tables([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_columns_in_another_order_are_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,x,y\na,1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("y,id,x\n4,b,3\n", encoding="utf-8")
    assert read_tables([tmp_path / "a.csv", tmp_path / "b.csv"]).values.tolist() == [[1, 2], [3, 4]]


def test_one_id_in_two_files_is_told_with_both_files(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("id,x\nb,1\na,1\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.csv: row 3 and .*b\.csv: row 3 have the same id 'a'"):
        read_tables([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_a_table_of_other_features_is_refused_naming_both(tmp_path: Path) -> None:
    other = msgspec.structs.replace(KNOWLEDGE, peers=msgspec.structs.replace(KNOWLEDGE.peers, hash="f" * 64))
    file = tmp_path / "t.parquet"
    write_table(table_of([_profile("a", {})], KNOWLEDGE), file, other)
    with pytest.raises(UsageError, match=f"ffffffffffff, here {KNOWLEDGE.peers.hash[:12]}.*make it again"):
        read_table(file, KNOWLEDGE)
    assert read_table(file, other).ids.tolist() == ["a"]


def test_a_table_of_the_same_features_is_read_though_a_rule_is_worded_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    write_table(table_of([_profile("a", {})], KNOWLEDGE), file, msgspec.structs.replace(KNOWLEDGE, hash="f" * 64))
    assert read_table(file, KNOWLEDGE).ids.tolist() == ["a"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv: No such file or directory; check the path"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("feature", "name", "said"),
    [
        ("x", "t.xlsx", r"written as \.parquet or \.csv"),
        ("x", "no/t.csv", "No such file or directory; choose another place"),
        ("id", "t.csv", "a feature cannot be called 'id'"),
        ("group_1", "t.csv", "a feature cannot be called 'group_1'"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, feature: str, name: str, said: str) -> None:
    table = FeatureTable(np.array(["a"]), (feature,), np.ones((1, 1)), np.array([["甲"]]))
    with pytest.raises(UsageError, match=said):
        write_table(table, tmp_path / name)


def test_a_first_group_that_says_year_and_kind_once_more_is_no_further_level(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, "id,year,kind,group_1,group_2,x\na,2024,budget,2024 budget,county,1\n"))
    assert table.groups.tolist() == [["2024 budget", "county"]]
