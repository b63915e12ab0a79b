"""One ``Screener`` for many threads: they give what one thread gives, also where they meet at what is made at first use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mingcha import Screener
from mingcha.reasoning import Fact, KnowledgeEngine, Rule
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import CLEAN, WRONG, screener, written
from tests.running import threaded

THREADS = 6
_SAMPLES = sample_names()[-3:]


@pytest.fixture
def switching() -> Any:
    """Threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents that take every step: read here and in other processes, sound and wrong, one alone and several in one file."""
    path = tmp_path_factory.mktemp("threads")
    for name in _SAMPLES:
        (path / f"{name}.txt").write_text(print_disclosure(load_sample(name)), encoding="utf-8")
    (path / "wrong.txt").write_bytes(written(WRONG))
    (path / "wrong.html").write_text(_page(WRONG), encoding="utf-8")
    (path / "torn.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    with zipfile.ZipFile(path / "one.zip", "w") as archive:
        archive.writestr("clean.html", _page(CLEAN))
        archive.writestr("torn.pdf", b"%PDF-1.4 and nothing else")
    return path


def _page(text: str) -> str:
    """A document written out in a test as a page of the web."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    rows = [f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in line.split('|'))}</tr>" for line in lines if "|" in line]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if "|" not in line)
    return f"<html><body>{paragraphs}<table>{''.join(rows)}</table></body></html>"


def _given(folder: Path, threads: int, cache: Path) -> dict[str, list[str]]:
    """What a fresh process with so many threads gives for the files of a folder, as hashes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.running.threaded", str(folder), str(threads)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"MINGCHA_CACHE": str(cache)},
    )
    assert not done.returncode, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_many_threads_of_a_fresh_process_give_what_one_gives(folder: Path, tmp_path: Path) -> None:
    alone = _given(folder, 1, tmp_path)
    assert {len(hashes) for hashes in alone.values()} == {1}
    assert len({hashes[0] for hashes in alone.values()}) == len(alone) == len(_SAMPLES) + 4
    assert _given(folder, THREADS, tmp_path) == alone


@pytest.mark.usefixtures("switching")
def test_the_knowledge_is_loaded_alike_by_many_threads_with_one_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCHA_CACHE", str(tmp_path))
    found = _at_once(lambda: threaded.said(Screener().knowledge), 3)
    assert set(found) == {threaded.said(screener().knowledge)}


@pytest.mark.usefixtures("switching")
def test_a_program_of_rules_is_compiled_alike_by_many_threads() -> None:
    for _ in range(20):

        class Chain(KnowledgeEngine):
            """Each rule fires once."""

            def __init__(self) -> None:
                super().__init__()
                self.fired: list[str] = []

            @Rule(Fact(a=1))
            def first(self) -> None:
                self.fired.append("first")
                self.declare(Fact(b=2))

            @Rule(Fact(a=1), Fact(b=2))
            def second(self) -> None:
                self.fired.append("second")

        def fired(program: type[Chain] = Chain) -> tuple[str, ...]:
            engine = program()
            engine.reset()
            engine.declare(Fact(a=1))
            engine.run()
            return tuple(engine.fired)

        assert set(_at_once(fired, THREADS)) == {("first", "second")}


def _at_once(do: Callable[[], Any], count: int) -> list[Any]:
    """What a function gives in so many threads that begin together."""
    together = threading.Barrier(count)

    def begin(_: int) -> Any:
        together.wait()
        return do()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))
