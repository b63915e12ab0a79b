"""Disclosures are made by their number, alike everywhere, and written with an index of what they truly say."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mingcha_datasets.corpus.books import Entry, matching
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import (
    INDEX,
    ForeignFolderError,
    UnknownLayoutError,
    figures_of,
    make,
    record,
    write,
)
from mingcha_datasets.corpus.paper import Role
from mingcha_datasets.corpus.printing import text_of

FORM = ("shandong", "budget")


def _index(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / INDEX).read_text(encoding="utf-8").splitlines()]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_layout_prints_budgets_and_final_accounts() -> None:
    provinces = ("shaanxi", "shandong", "shanxi", "jiangsu", "shanghai")
    assert set(LAYOUTS) == {(layout, kind) for layout in provinces for kind in ("budget", "final")}


@pytest.mark.parametrize("form", sorted(LAYOUTS), ids="-".join)
def test_the_same_number_is_the_same_disclosure_and_another_is_not(form: tuple[str, str]) -> None:
    assert make(*form, 5) == make(*form, 5)
    assert text_of(make(*form, 5).paper) != text_of(make(*form, 6).paper)


@pytest.mark.parametrize("form", sorted(LAYOUTS), ids="-".join)
def test_every_amount_is_printed_as_the_fact_it_states(form: tuple[str, str]) -> None:
    for seed in range(3):
        made = make(*form, seed)
        lines = text_of(made.paper).splitlines()
        for figure in figures_of(made):
            assert lines[figure["line"] - 1][figure["start"] :].startswith(figure["text"])
        for _, piece in made.paper.pieces():
            if piece.role is Role.AMOUNT:
                assert piece.fact is not None
                assert piece.money is not None


def test_a_number_does_not_depend_on_how_many_are_made(tmp_path: Path) -> None:
    list(write((make(*FORM, seed) for seed in range(3)), tmp_path / "three"))
    list(write([make(*FORM, 2)], tmp_path / "one"))
    name = "shandong-budget-000002.txt"
    assert (tmp_path / "three" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_files_are_of_the_formats_wanted_and_the_index_has_them(tmp_path: Path) -> None:
    paths = list(write([make(*FORM, 1)], tmp_path, ("txt", "docx", "xlsx", "html", "pdf")))
    assert [path.suffix for path in paths] == [".txt", ".docx", ".xlsx", ".html", ".pdf"]
    (line,) = _index(tmp_path)
    assert line["files"] == [
        {"file": path.name, "format": path.suffix[1:], "sha256": sha256(path.read_bytes()).hexdigest()} for path in paths
    ]
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, *(path.name for path in paths)}


def test_the_same_command_again_changes_nothing(tmp_path: Path) -> None:
    def again() -> dict[str, bytes]:
        list(write((make(*FORM, seed) for seed in (1, 2)), tmp_path, ("txt", "xlsx")))
        return _bytes(tmp_path)

    assert again() == again()


def test_more_of_them_can_be_added(tmp_path: Path) -> None:
    list(write([make(*FORM, 1)], tmp_path))
    list(write([make("jiangsu", "final", 1)], tmp_path))
    assert [line["name"] for line in _index(tmp_path)] == ["shandong-budget-000001", "jiangsu-final-000001"]


def test_the_index_has_all_that_figures_are_added_up_from() -> None:
    made = make("shanghai", "final", 3)
    line = record(made)
    assert line["unit"]["name"] == made.paper.unit == made.books.unit.name
    assert line["year"] == made.paper.year
    for period in ("this", "last", "planned"):
        entries = [Entry(**dict(zip(line["columns"], row, strict=True))) for row in line[period]["entries"]]
        spent = sum(each.amount for each in matching(entries, {"fund": "general", "function": "208"}))
        assert spent == made.books.spent(period, fund="general", function="208").value


def test_figures_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    made = make(*FORM, 1)
    list(write([made], tmp_path, figures=True))
    text = (tmp_path / "shandong-budget-000001.figures.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == list(figures_of(made))


def test_a_folder_of_someone_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_text("theirs", encoding="utf-8")
    with pytest.raises(ForeignFolderError, match=r"name a new or empty folder"):
        list(write([make(*FORM, 1)], tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.txt"]


def test_an_unknown_form_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownLayoutError, match=r"no form hebei budget; choose one of .*shanxi budget"):
        make("hebei", "budget", 1)
