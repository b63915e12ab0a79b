"""mingcha explain: the proof of a finding of a run, as a tree, as plain lines, as JSON; and what is said when there is none."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from mingcha import Node, Screener
from mingcha.reporting import tree
from tests.commands import Mingcha
from tests.documents import WRONG, written


@pytest.fixture
def out(tmp_path: Path, mingcha_command: Mingcha) -> Path:
    """The folder of a run over one wrong document."""
    (tmp_path / "a.txt").write_bytes(written(WRONG))
    mingcha_command("screen", tmp_path / "a.txt", "--out", tmp_path / "out", "-q")
    return tmp_path / "out"


def _findings(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_proof_is_printed_as_indented_lines_into_a_pipe(out: Path, mingcha_command: Mingcha) -> None:
    for finding in _findings(out):
        done = mingcha_command("explain", out, finding["id"])
        assert done.status == 0
        first, second, *rest = done.out.splitlines()
        assert first == f"问题：{finding['message']}"
        assert second.startswith("  文件：")
        assert any(line.startswith("      ") and "450.00" in line for line in rest)
        assert "\x1b" not in done.out


def test_the_proof_is_printed_in_english(out: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("explain", out, _findings(out)[0]["id"], "--lang", "en")
    assert done.out.startswith("finding: ")
    assert "line 11" in done.out


def test_the_proof_is_printed_as_json_with_both_languages(out: Path, mingcha_command: Mingcha) -> None:
    finding = _findings(out)[0]
    proof = json.loads(mingcha_command("explain", out, finding["id"], "--json").out)
    assert list(proof) == ["kind", "words", "places", "children"]
    assert proof["words"]["zh"] == finding["message"]
    assert proof["words"]["en"]


def test_the_library_gives_the_proof_that_the_command_prints(out: Path, mingcha_command: Mingcha) -> None:
    screening = Screener().screen(out.parent / "a.txt")
    for finding in screening.findings:
        printed = mingcha_command("explain", out, finding.id, "--json").out
        assert msgspec.json.decode(printed, type=Node) == screening.explain(finding.id)


def test_a_terminal_gets_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=StringIO(), force_terminal=True, width=60, color_system=None)
    monkeypatch.setattr(tree, "terminal", lambda: console)
    cell = Node("cell", {"zh": "第 3 行：1.00", "en": "line 3: 1.00"})
    tree.print_proof(Node("finding", {"zh": "有误", "en": "wrong"}, (), (cell, cell)), "zh")
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().split("\n")[:3] == ["问题：有误", "├── 见：第 3 行：1.00", "└── 见：第 3 行：1.00"]


def test_a_beginning_of_an_id_is_enough(out: Path, mingcha_command: Mingcha) -> None:
    finding = _findings(out)[0]
    assert mingcha_command("explain", out, finding["id"][:6]).out == mingcha_command("explain", out, finding["id"]).out


def test_a_beginning_that_several_ids_have_is_wrong_usage_and_they_are_named(out: Path, mingcha_command: Mingcha) -> None:
    proofs = (out / "proofs.jsonl").read_text(encoding="utf-8").splitlines()
    again = [proofs[0].replace(json.loads(proofs[0])["id"], name) for name in ("aa01", "aa02")]
    (out / "proofs.jsonl").write_text("\n".join(again) + "\n", encoding="utf-8")
    done = mingcha_command("explain", out, "aa")
    assert done.status == 2
    assert "aa01, aa02" in done.err


def test_an_id_that_is_not_there_is_wrong_usage_and_the_nearest_are_named(out: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("explain", out, "zz")
    assert done.status == 2
    assert all(finding["id"] in done.err for finding in _findings(out))


def test_one_document_under_two_names_has_one_proof_for_both(tmp_path: Path, mingcha_command: Mingcha) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(written(WRONG))
    mingcha_command("screen", tmp_path / "a.txt", tmp_path / "b.txt", "--out", tmp_path / "out", "-q")
    done = mingcha_command("explain", tmp_path / "out", _findings(tmp_path / "out")[0]["id"])
    assert done.status == 0
    assert str(tmp_path / "a.txt") in done.out


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ("no folder", "there is no such folder"),
        ("no run", "holds no findings of a run"),
        ("older", "written by an older version"),
        ("damaged", "not the proofs of a run"),
        ("nothing found", "nothing was found"),
    ],
)
def test_a_run_without_proofs_is_said_in_one_sentence(prepare: str, said: str, out: Path, mingcha_command: Mingcha) -> None:
    proofs = out / "proofs.jsonl"
    if prepare == "no folder":
        out = out / "nowhere"
    elif prepare == "no run":
        out = out.parent
    elif prepare == "older":
        proofs.unlink()
    else:
        proofs.write_bytes(b"{" if prepare == "damaged" else b"")
    done = mingcha_command("explain", out, "a")
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
