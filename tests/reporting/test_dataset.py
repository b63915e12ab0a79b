"""The dataset of a run: its tables say what its other files and the disclosures say, whoever writes and reads them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import msgspec.structs
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import dataset, parquet

from mingcha.reporting import dataset as written_dataset
from mingcha.reporting import parquet as written_parquet
from mingcha.reporting.columns import FIGURES, table_of
from mingcha.reporting.dataset import TABLES, partition
from mingcha.reporting.tables import tables_of
from mingcha.running.journal import Journal
from mingcha.running.pool import Pool
from mingcha.running.rows import figures_of
from mingcha.running.task import Answer, Task
from mingcha.understanding import Coordinate, Disclosure, Figure
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, screener, settings, understood
from tests.documents import written as text_of
from tests.reporting.runs import contents, records, write, written
from tests.running.test_bundles import _tables

SAMPLE = print_disclosure(load_sample("zizhou-2024")).encode()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over a real disclosure, small ones of two years, one in a workbook, and one that cannot be read."""
    out = tmp_path_factory.mktemp("run") / "out"
    documents = {
        "b/clean.txt": text_of(CLEAN),
        "a/wrong.txt": text_of(WRONG.replace("2024", "2023")),
        "real.txt": SAMPLE,
        "tables.xlsx": _tables(),
        "damaged.pdf": b"%PDF-1.7 no more",
    }
    write(out, documents)
    return out


def _rows(out: Path, table: str) -> list[dict[str, Any]]:
    keys = dataset.partitioning(pa.schema([("year", pa.int32()), ("region", pa.string())]), flavor="hive")
    rows: list[dict[str, Any]] = dataset.dataset(out / table, partitioning=keys).to_table().to_pylist()
    return rows


def _sql(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def _lines(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def test_the_figures_are_those_that_were_understood(out: Path) -> None:
    disclosure = screener().understand(SAMPLE, "real.txt")
    rows = [row for row in _rows(out, "figures") if row["document"] == "real.txt"]
    assert len(rows) == len(disclosure.figures) > 300
    for row, figure in zip(rows, disclosure.figures, strict=True):
        assert row["yuan"] == Decimal(figure.fen) / 100
        assert (row["fen"], row["precision_fen"], row["unit_of_money"]) == (figure.fen, figure.ulp, figure.unit)
        assert (row["line"], row["row_label"], row["column_label"], row["text"]) == (
            figure.line,
            figure.row,
            figure.column,
            figure.text,
        )
        assert Coordinate(**{name: row[name] for name in Coordinate.__struct_fields__}) == figure.coordinate
        table = disclosure.tables[figure.table]
        assert (row["table_index"], row["table_title"], row["table_kind"]) == (table.index, table.title, table.kind)
        assert (row["unit"], row["kind"], row["year"]) == (disclosure.unit, disclosure.kind, disclosure.year)
        assert row["page"] is None


def test_a_figure_of_a_workbook_has_its_sheet_and_cell(out: Path) -> None:
    rows = [row for row in _rows(out, "figures") if row["document"] == "tables.xlsx"]
    assert rows
    assert all(row["sheet"] and row["cell"] for row in rows)


def test_the_claims_are_those_of_the_text(out: Path) -> None:
    claims = screener().understand(SAMPLE, "real.txt").claims
    rows = [row for row in _rows(out, "claims") if row["document"] == "real.txt"]
    for row, claim in zip(rows, claims, strict=True):
        assert (row["line"], row["text"], row["subject"], row["reason"]) == (claim.line, claim.text, claim.subject, claim.reason)
        assert row["fen"] == (claim.amount.fen if claim.amount else None)
        assert row["change_yuan"] == (Decimal(claim.change.fen) / 100 if claim.change else None)
        assert row["growth"] == (Decimal(claim.growth[0]) / 100 if claim.growth else None)
        assert row["share"] == (Decimal(claim.share[0]) / 100 if claim.share else None)
        assert row["measure"] == claim.coordinate.measure
    assert any(row["change_yuan"] is not None for row in rows)


def test_the_findings_are_those_of_the_lines(out: Path) -> None:
    lines = {(line["document"], line["id"]): line for line in _lines(out, "findings.jsonl")}
    rows = _rows(out, "findings")
    assert {(row["document"], row["id"]) for row in rows} == lines.keys()
    factors = {"元": 1, "万元": 10_000}
    for row in rows:
        line = lines[row["document"], row["id"]]
        for name in ("rule", "severity", "confidence", "title", "message", "stated", "expected", "difference", "unit_of_money"):
            assert row[name] == line[name]
        assert row["finding_kind"] == line["kind"]
        assert json.loads(row["because"]) == line["because"]
        assert json.loads(row["basis"]) == line["basis"]
        assert [(place["line"], place["row_label"], place["text"]) for place in row["places"]] == [
            (place["line"], place["row"], place["text"]) for place in line["places"]
        ]
        assert {name: row[name] for name in row["places"][0]} == row["places"][0]
        if line["stated"] is not None:
            assert row["stated_yuan"] == Decimal(line["stated"]) * factors[line["unit_of_money"]]


def test_states_documents_and_profiles_are_those_of_the_lines(out: Path) -> None:
    documents = {line["document"]: line for line in _lines(out, "documents.jsonl")}
    rows = _rows(out, "documents")
    assert {row["document"]: (row["status"], row["figures"], row["problems"]) for row in rows} == {
        name: (line["status"], line["figures"], line["problems"]) for name, line in documents.items()
    }
    states = [(row["document"], row["rule"], row["state"]) for row in _rows(out, "states")]
    assert sorted(states) == sorted((name, *one) for name, line in documents.items() for one in line["rules"].items())
    profiles = {line["document"]: line for line in _lines(out, "profiles.jsonl")}
    for row in _rows(out, "profiles"):
        line = profiles.pop(row["document"])
        features = {name.removeprefix("feature_"): value for name, value in row.items() if name.startswith("feature_")}
        assert features == {name: value["value"] for name, value in line["values"].items()}
        for prefix, told in (("amount_", line["amounts"]), ("last_", line["last"])):
            total = told.get("total_expenditure")
            assert row[f"{prefix}total_expenditure"] == (None if total is None else Decimal(total["fen"]) / 100)
            assert row[f"{prefix}staff_actual"] == told.get("staff_actual", {}).get("fen")
        assert [one["name"] for one in row["listed"]] == list(line["listed"])
    assert not profiles


def test_the_summary_counts_what_the_tables_have(out: Path) -> None:
    summary = json.loads((out / "run.json").read_bytes())
    assert summary["documents"] == {"read": 4, "partly": 0, "failed": 1}
    assert summary["profiles"] == 4
    assert summary["passed_over"] == ["passed.exe"]
    assert sum(summary["findings"].values()) == len(_lines(out, "findings.jsonl"))
    assert list(summary["rules"]) == [rule.id for rule in screener().knowledge.rules]
    assert all(sum(states.values()) == 4 for states in summary["rules"].values())


def test_year_and_region_are_the_folders(out: Path) -> None:
    years = dict(_sql(f"SELECT document, year FROM read_parquet('{out}/documents/*/*/*.parquet', hive_partitioning = true)"))
    assert (years["a/wrong.txt"], years["b/clean.txt"], years["damaged.pdf"]) == (2023, 2024, None)
    assert [path.name for path in (out / "documents").iterdir() if "2023" in path.name] == ["year=2023"]


@pytest.mark.parametrize("region", ["陕西", "a/b", "x=y", "100%", "..", "新疆 生产"])
def test_any_region_can_be_read_again(region: str, tmp_path: Path) -> None:
    path = tmp_path / partition(2024, region) / "part-0.parquet"
    path.parent.mkdir(parents=True)
    parquet.write_table(pa.table({"n": [1]}), path)
    assert len(path.relative_to(tmp_path).parts) == 3
    read = _sql(f"SELECT region, year FROM read_parquet('{tmp_path}/*/*/*.parquet', hive_partitioning = true)")
    assert read == [(region, 2024)]
    (row,) = dataset.dataset(tmp_path, partitioning=dataset.partitioning(flavor="hive")).to_table().to_pylist()
    assert row == {"n": 1, "year": 2024, "region": region}


def test_the_same_records_give_the_same_bytes_whoever_writes(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "journal.sqlite").write_bytes((out / "journal.sqlite").read_bytes())
    with Journal(folder, settings()) as journal, Pool(settings(), 2) as pool:
        written(folder, journal, pool)
    assert contents(folder) == contents(out)


def test_a_part_has_so_many_documents_and_groups_of_rows(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_dataset, "MOST", 2)
    monkeypatch.setattr(written_parquet, "_CHUNK", 1)
    monkeypatch.setattr(written_parquet, "_ROWS", 200)
    (record,) = [record for record in records(out) if record.document == "real.txt"]
    copies = [msgspec.structs.replace(record, document=f"{n}.txt", region="陕西") for n in range(5)]
    with Journal(tmp_path / "out", settings()) as journal:
        tasks = [Task(one.document, (one.document,)) for one in copies]
        journal.expect(tasks, [])
        journal.add([Answer(one.document, "file", "0", (one,)) for one in copies])
        written(tmp_path / "out", journal)
    paths = sorted((tmp_path / "out" / "figures" / "year=2024" / "region=陕西").iterdir())
    assert [path.name for path in paths] == ["part-0.parquet", "part-1.parquet", "part-2.parquet"]
    documents = [parquet.read_table(path, columns=["document"])["document"].unique().to_pylist() for path in paths]
    assert documents == [["0.txt", "1.txt"], ["2.txt", "3.txt"], ["4.txt"]]
    assert [parquet.ParquetFile(path).num_row_groups for path in paths] == [2, 2, 1]


def test_what_is_no_more_is_removed_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, {"one.txt": text_of(CLEAN), "two.txt": text_of(CLEAN.replace("2024", "2022"))})
    old = out / "figures" / "year=2022" / "region=__HIVE_DEFAULT_PARTITION__"
    (old / "part-7.parquet.tmp").write_bytes(b"begun")
    mine = out / "figures" / "year=2024" / "notes.txt"
    mine.write_text("mine", encoding="utf-8")
    write(out, {"one.txt": text_of(CLEAN)})
    assert not old.parent.exists()
    assert mine.read_text(encoding="utf-8") == "mine"
    assert {row["document"] for row in _rows_of_parquet(out, "figures")} == {"one.txt"}


def _rows_of_parquet(out: Path, table: str) -> list[dict[str, Any]]:
    return [row for path in (out / table).rglob("*.parquet") for row in parquet.ParquetFile(path).read().to_pylist()]


def test_every_table_is_there_also_where_it_has_no_rows(tmp_path: Path) -> None:
    write(tmp_path / "out", {"damaged.pdf": b"%PDF-1.7 no more"})
    for table in TABLES:
        assert len(_rows_of_parquet(tmp_path / "out", table)) == (1 if table == "documents" else 0)


def test_every_column_says_what_it_means() -> None:
    for name, table in tables_of(screener().knowledge).items():
        for field in table.schema:
            assert field.metadata[b"description"], (name, field.name)


def test_readers_are_told_of_texts_however_they_are_held(out: Path) -> None:
    for name, table in tables_of(screener().knowledge).items():
        for path in (out / name).rglob("*.parquet"):
            read = parquet.read_schema(path)
            assert read.equals(table.schema), path
            assert all(read.field(field.name).metadata.items() >= field.metadata.items() for field in table.schema), path


def test_groups_of_rows_can_be_skipped_by_document_and_number_but_not_by_other_texts(out: Path) -> None:
    (path,) = (out / "figures").rglob("year=2023/**/*.parquet")
    group = parquet.ParquetFile(path).metadata.row_group(0)
    told = {group.column(n).path_in_schema for n in range(group.num_columns) if group.column(n).statistics is not None}
    assert {"document", "line", "fen", "yuan"} <= told
    assert told.isdisjoint({"text", "row_label", "function"})


_CLEAN = understood(CLEAN)


@given(st.integers(), st.integers(min_value=0, max_value=10**10))
def test_any_amount_has_a_row_exact_or_null(fen: int, ulp: int) -> None:
    figure = Figure(fen, ulp, "元", Coordinate(), 1, 0, "", "", "as printed")
    data = figures_of(msgspec.structs.replace(_CLEAN, figures=(figure,)))
    table, counts = table_of([data, b""], FIGURES)
    (row,) = table.to_pylist()
    held = abs(fen) < 10**18
    assert counts == [1, 0]
    assert (row["fen"], row["yuan"]) == ((fen, Decimal(fen) / 100) if held else (None, None))
    assert (row["precision_fen"], row["text"]) == (ulp, "as printed")


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_any_text_is_kept_but_for_nul(ones: list[str], others: list[str]) -> None:
    figures = [[Figure(1, 1, "元", Coordinate(item=text), 1, 0, text, "", "") for text in texts] for texts in (ones, others)]
    encoded = [figures_of(msgspec.structs.replace(_CLEAN, figures=tuple(some))) for some in figures]
    table, counts = table_of(encoded, FIGURES)
    assert counts == [len(ones), len(others)]
    expected = [text.replace("\0", "") for text in (*ones, *others)]
    assert table["row_label"].to_pylist() == table["item"].to_pylist() == expected
    assert table["sheet"].null_count == len(expected)


def test_a_disclosure_without_tables_has_no_figures() -> None:
    assert figures_of(Disclosure("d", "0", "", 0, "", (), (), (), (), (), (), (), (), 0)) == b""
