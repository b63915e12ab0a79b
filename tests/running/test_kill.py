"""A run that is killed again and again, itself or one of its processes, comes to the files of one that nothing disturbs."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from benchmarks.bulk_documents import documents, write
from benchmarks.bulk_processes import Killed, run, run_and_kill
from benchmarks.bulk_runs import files_of, names_in, screening
from tests.running.test_bundles import _tables, _text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="which processes a run has started is asked of Linux")

NUMBER, KILLS, APART = 60, 5, 0.5
UNREAD = 3
"""The exit status where a document could not be read."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents, one that cannot be read, and one disclosure in two files."""
    folder = tmp_path_factory.mktemp("killed") / "documents"
    write(folder, documents(NUMBER, drawn=0))
    (folder / "cut off.pdf").write_bytes(b"%PDF-1.7 no more")
    (folder / "说明.txt").write_bytes(_text())
    (folder / "附件.xlsx").write_bytes(_tables())
    return folder


@pytest.fixture(scope="module")
def killed(folder: Path) -> Killed:
    fared = run_and_kill(screening(folder, folder.with_name("killed"), 2), KILLS, Random(7), apart=APART)
    assert fared.parents + fared.workers
    return fared


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Path:
    out = folder.with_name("undisturbed")
    assert run(screening(folder, out, 2)).status == UNREAD
    return out


def test_it_completes(killed: Killed) -> None:
    assert killed.status == UNREAD


def test_its_files_are_those_of_an_undisturbed_run(killed: Killed, undisturbed: Path) -> None:
    assert files_of(undisturbed.with_name("killed")) == files_of(undisturbed)


def test_no_document_is_lost_or_doubled(killed: Killed, folder: Path) -> None:
    expected = {str(path) for path in folder.rglob("*") if path.is_file() and path.name != "附件.xlsx"}
    assert names_in(folder.with_name("killed")) == Counter(expected)


def test_what_a_killed_run_has_started_ends_by_itself(killed: Killed) -> None:
    assert killed.left == 0
