"""`mingcha corpus make`, `damage` and `kinds`: documents, an index, errors that say what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mingcha.cli_corpus import Kind, Layout
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.printing import text_of
from tests.commands import Mingcha


def test_documents_are_made_and_named(tmp_path: Path, mingcha_command: Mingcha) -> None:
    out = tmp_path / "made"
    done = mingcha_command("corpus", "make", "--layout", "shanxi", "--kind", "final", "--seed", "7", "--count", "2", "--out", out)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [str(out / f"shanxi-final-00000{seed}.txt") for seed in (7, 8)]
    assert (out / "shanxi-final-000008.txt").read_bytes().decode() == text_of(make("shanxi", "final", 8).paper)
    assert [json.loads(line)["seed"] for line in (out / "made.jsonl").read_text(encoding="utf-8").splitlines()] == [7, 8]


def test_what_is_made_is_screened_without_an_error(tmp_path: Path, mingcha_command: Mingcha) -> None:
    made, run = tmp_path / "made", tmp_path / "run"
    assert mingcha_command("corpus", "make", "--layout", "shanghai", "--out", made, "--figures").status == 0
    done = mingcha_command("screen", made, "--out", run, "--fail-on", "error", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert len((run / "documents.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_format_that_is_not_there_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("corpus", "make", "--layout", "shanxi", "--as", "txt,doc", "--out", tmp_path / "made")
    assert done.status == 2
    assert "there is no format 'doc'; choose from txt, docx" in done.err
    assert not (tmp_path / "made").exists()


def test_a_folder_of_someone_else_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    (tmp_path / "theirs.txt").write_text("theirs", encoding="utf-8")
    done = mingcha_command("corpus", "make", "--layout", "shanxi", "--out", tmp_path)
    assert done.status == 2
    assert "no made.jsonl" in done.err
    assert "name a new or empty folder" in done.err


def test_a_folder_that_cannot_be_is_wrong_usage(tmp_path: Path, mingcha_command: Mingcha) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    done = mingcha_command("corpus", "make", "--layout", "shanxi", "--out", file / "made")
    assert done.status == 2
    assert str(file / "made") in done.err
    assert "Traceback" not in done.err


def test_a_library_that_is_missing_is_named_with_the_remedy(
    tmp_path: Path, mingcha_command: Mingcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "mingcha_datasets.files.xlsx", raising=False)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = mingcha_command("corpus", "make", "--layout", "shanxi", "--as", "xlsx", "--out", tmp_path / "made")
    assert done.status == 2
    assert "openpyxl" in done.err
    assert "mingcha[corpus]" in done.err


def test_damage_is_written_with_its_labels(tmp_path: Path, mingcha_command: Mingcha) -> None:
    made, out = tmp_path / "made", tmp_path / "damaged"
    assert mingcha_command("corpus", "make", "--layout", "shandong", "--seed", "3", "--out", made).status == 0
    done = mingcha_command(
        "corpus", "damage", "--of", made, "--kinds", "omitted_child, wrong_digit", "--damages", "2", "--out", out
    )
    assert (done.status, done.err) == (0, "")
    name = "shandong-budget-000003"
    assert done.out.splitlines() == [str(out / f"{name}.txt"), str(out / f"{name}.labels.json")]
    labels = json.loads((out / f"{name}.labels.json").read_text(encoding="utf-8"))
    assert {each["damage"] for each in labels["defects"]} <= {"omitted_child", "wrong_digit"}
    text = (out / f"{name}.txt").read_text(encoding="utf-8")
    assert text != (made / f"{name}.txt").read_text(encoding="utf-8")
    assert all(each["stated"] in text.splitlines()[each["where"][0]["line"] - 1] for each in labels["defects"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ["--kinds", "wrong_digits"],
            "no kind of damage 'wrong_digits' (did you mean wrong_digit?); `mingcha corpus kinds` lists",
        ),
        (["--of", "gone"], "made.jsonl: No such file or directory; name a folder that `mingcha corpus make` wrote"),
        (["--of", "theirs"], "made.jsonl: not an index"),
        (["--of", "later"], "there is no form hunan budget; choose one of"),
    ],
)
def test_what_cannot_be_damaged_is_told_and_leaves_no_folder(
    tmp_path: Path, mingcha_command: Mingcha, given: list[str], said: str
) -> None:
    for folder, line in (("theirs", "theirs"), ("later", '{"layout": "hunan", "kind": "budget", "seed": 1}')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "made.jsonl").write_text(line, encoding="utf-8")
    option, value = given
    done = mingcha_command("corpus", "damage", option, tmp_path / value if option == "--of" else value, "--out", tmp_path / "out")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_where_nothing_has_a_place_for_the_damage_the_status_says_so(tmp_path: Path, mingcha_command: Mingcha) -> None:
    asked = ("corpus", "damage", "--layout", "jiangsu", "--kinds", "reason_missing", "--count", "2", "--out", tmp_path / "out")
    done = mingcha_command(*asked)
    assert (done.status, done.out) == (1, "")
    assert done.err.count("not written; there is no place in it for 1 of this damage") == 2
    assert done.err.splitlines()[-1].startswith("nothing was damaged; ask for other --kinds")


def test_where_one_of_several_has_a_place_the_others_are_named_and_the_status_is_well(
    tmp_path: Path, mingcha_command: Mingcha
) -> None:
    asked = ("corpus", "damage", "--layout", "shaanxi", "--kinds", "wrong_topic", "--count", "4", "--out", tmp_path / "out")
    done = mingcha_command(*asked)
    assert done.status == 0
    assert len(done.out.splitlines()) == 2 * (4 - done.err.count("not written"))
    assert "not written" in done.err


def test_kinds_are_listed_with_their_names_and_their_findings(mingcha_command: Mingcha) -> None:
    done = mingcha_command("corpus", "kinds")
    assert done.status == 0
    assert (
        "wrong_sign\t正负号误\tthe sign is wrong\tcross_table,narrative_table,performance_amount\terror" in done.out.splitlines()
    )


def test_layouts_and_kinds_of_the_command_are_those_there_are() -> None:
    assert {(layout.value, kind.value) for layout in Layout for kind in Kind} == set(LAYOUTS)
