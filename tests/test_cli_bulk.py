"""Runs in bulk by the command line: nothing is left where nothing was screened, and what another run left is not mixed up."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mingcha import UsageError
from mingcha.running.kept import read_progress
from mingcha_datasets import load_sample, print_disclosure
from tests.commands import Mingcha
from tests.documents import CLEAN, WRONG, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents."""
    folder = tmp_path / "公开 2024"
    folder.mkdir()
    for number, text in enumerate((CLEAN, WRONG, CLEAN)):
        (folder / f"{number}.txt").write_bytes(written(text.replace("档案馆", f"第{number}档案馆")))
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, but for the journal of a run and its lock."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("journal."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("wrong", ["nowhere.txt", "*.nothing", "@nowhere", "empty"])
def test_where_there_is_nothing_to_screen_nothing_is_left(
    wrong: str, tmp_path: Path, folder: Path, mingcha_command: Mingcha
) -> None:
    (tmp_path / "empty").mkdir()
    named = f"@{tmp_path / wrong[1:]}" if wrong.startswith("@") else tmp_path / wrong
    sources = [named] if wrong == "empty" else [folder, named]
    done = mingcha_command("screen", *sources, "--out", tmp_path / "a" / "out")
    assert done.status == 2
    assert str(tmp_path / wrong.removeprefix("@")) in done.err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("other", [[], ["--lang", "en"]])
def test_where_there_is_nothing_to_screen_a_former_run_stays(
    other: list[str], tmp_path: Path, folder: Path, mingcha_command: Mingcha
) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    mingcha_command("screen", folder, "--out", out)
    before = _files(out)
    assert mingcha_command("screen", tmp_path / "empty", "--out", out, *other).status == 2
    assert mingcha_command("screen", folder, tmp_path / "nowhere", "--out", out, *other).status == 2
    assert _files(out) == before
    assert "3 / 3" in mingcha_command("status", out).out


def test_an_engine_that_is_not_there_leaves_nothing(tmp_path: Path, folder: Path, mingcha_command: Mingcha) -> None:
    done = mingcha_command("screen", folder, "--out", tmp_path / "out", "--on", "spark")
    assert done.status == 2
    assert "spark" in done.err
    assert not (tmp_path / "out").exists()


def test_a_cluster_is_not_asked_for_what_is_done(tmp_path: Path, folder: Path, mingcha_command: Mingcha) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: mingcha[cluster]")
    out = tmp_path / "out"
    mingcha_command("screen", folder, "--out", out)
    before = _files(out)
    done = mingcha_command("screen", folder, "--out", out, "--on", "dask=tcp://127.0.0.1:9")
    assert (done.status, done.err) == (0, "")
    assert _files(out) == before


def test_what_compared_the_units_goes_with_the_documents_it_was_of(
    tmp_path: Path, folder: Path, mingcha_command: Mingcha
) -> None:
    out = tmp_path / "out"
    mingcha_command("screen", folder, "--out", out)
    alone = _files(out)
    mingcha_command("screen", folder, "--out", out, "--peers", "--pages", "2")
    compared = _files(out)
    assert compared.keys() > alone.keys()
    mingcha_command("screen", folder, "--out", out)
    assert _files(out) == compared  # nothing changed
    (folder / "0.txt").rename(folder / "3.txt")
    (out / "scores.jsonl.tmp").touch()  # as a kill leaves it
    mingcha_command("screen", folder, "--out", out)
    mingcha_command("screen", folder, "--out", tmp_path / "fresh")
    assert _files(out) == _files(tmp_path / "fresh")
    assert not (out / "scores").exists()
    assert not (out / "peers").exists()


@pytest.mark.parametrize("out", ["", "documents", "deep/er"])
def test_what_a_run_writes_is_no_source_of_the_next(out: str, folder: Path, mingcha_command: Mingcha) -> None:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / "own.txt").write_bytes(written(CLEAN))
    (folder / "peers").mkdir(exist_ok=True)
    (folder / "peers" / "own.txt").write_bytes(written(WRONG))
    sources = _files(folder)
    command = ("screen", folder, "--out", folder / out, "--peers", "--pages", "2")
    mingcha_command(*command)
    first = _files(folder)
    mingcha_command("screen", folder, "--out", folder / out, "--peers", "--pages", "2", "--lang", "en")
    mingcha_command(*command)
    assert _files(folder) == first
    assert first["documents.jsonl" if not out else f"{out}/documents.jsonl"].count(b"\n") == 5
    assert first.items() >= sources.items()


_COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
from mingcha.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_keeps_what_was_screened_and_goes_on_the_next_time(number: signal.Signals, tmp_path: Path) -> None:
    folder, out = tmp_path / "公开", tmp_path / "out"
    folder.mkdir()
    text = print_disclosure(load_sample("ankang-2024"))
    for place in range(60):
        (folder / f"{place}.txt").write_text(text, "utf-8")
    command = [sys.executable, "-c", _COMMAND, "screen", str(folder), "--out", str(out), "--jobs", "1", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and _done(out) == 0:
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert 0 < _done(out) < 60
    assert not (out / "run.json").exists()
    assert subprocess.run(command, stdout=subprocess.DEVNULL, timeout=120).returncode == 0
    assert _done(out) == 60
    assert (out / "run.json").exists()


def _done(out: Path) -> int:
    try:
        return read_progress(out).done
    except UsageError:  # it has not begun
        return 0
