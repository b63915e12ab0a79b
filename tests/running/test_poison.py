"""Documents that hang, eat memory, crash their process or are damaged cost themselves a reason, and the others nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.bulk_documents import documents, write
from benchmarks.bulk_poison import POISON, poison
from benchmarks.bulk_processes import run
from benchmarks.bulk_runs import lines_without, names_in, problems_in, screening
from benchmarks.bulk_works import TRIES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of these protections")

SOUND = 20
LIMITS = ("--max-screen-seconds", "4", "--max-screen-memory", "800000000")
UNREAD = 3
"""The exit status where a document could not be read."""
REASONS = {
    "hangs": "screening it takes more than 4 seconds; split the file or raise the limit (--max-screen-seconds)",
    "eats": "screening it takes more than 800,000,000 bytes of memory; split the file or raise the limit (--max-screen-memory)",
    "crashes": "crashed, for lack of memory or by a fault (SIGSEGV)",
    "exits": "ended (status 7: this is the end)",
    "raises": "ValueError: no such thing",
    "cut_off_docx": "damaged",
    "cut_off_pdf": "damaged",
    "cut_off_xlsx": "damaged",
    "encrypted_pdf": "password",
    "encrypted_docx": "encrypted",
}
"""What the reason of each kind says."""


class Ran(NamedTuple):
    """A run among whose documents are hostile ones: its folder, one of a run without them, and its exit status.

    Attributes:
        hostile: names of the hostile documents, by kind.
        tries: whether the process of each try was a fresh one, by kind.
    """

    out: Path
    without: Path
    status: int
    hostile: dict[str, str]
    tries: dict[str, list[str]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    base = tmp_path_factory.mktemp("poison")
    folder, tries, out, without = (base / name for name in ("documents", "tries", "out", "without"))
    tries.mkdir()
    write(folder, documents(SOUND, drawn=0))
    assert run(screening(folder, without, 2, *LIMITS)).status == 0
    hostile = {_kind(path): str(path) for path in poison(folder, len(POISON))}
    status = run(screening(folder, out, 2, *LIMITS, work="poisoned"), {TRIES: str(tries)}).status
    return Ran(out, without, status, hostile, {_kind(path): path.read_text().split() for path in tries.iterdir()})


def _kind(path: Path) -> str:
    return path.name.partition("-")[0]


def test_the_run_ends_and_says_that_some_were_not_read(ran: Ran) -> None:
    assert ran.status == UNREAD


def test_each_has_its_reason(ran: Ran) -> None:
    problems = problems_in(ran.out)
    assert problems.keys() == set(ran.hostile.values())
    for kind, name in ran.hostile.items():
        (reason,) = problems[name]
        assert reason.startswith(f"{name}: ")
        assert REASONS[kind] in reason


def test_all_others_are_as_without_them(ran: Ran) -> None:
    others = lines_without(ran.out, ran.hostile.values())
    assert others == lines_without(ran.without, ())
    assert len(others["documents.jsonl"]) == SOUND
    assert names_in(ran.out).total() == SOUND + len(ran.hostile)


def test_what_ends_its_process_is_tried_once_more_alone_in_a_fresh_one(ran: Ran) -> None:
    assert {kind: len(tries) for kind, tries in ran.tries.items()} == {
        "hangs": 2,
        "eats": 2,
        "crashes": 2,
        "exits": 2,
        "raises": 1,
    }
    assert {tries[-1] for kind, tries in ran.tries.items() if kind != "raises"} == {"fresh"}


def test_one_that_ends_the_command_itself_ends_a_process_when_the_command_is_given_again(tmp_path: Path) -> None:
    folder, out, tries = (tmp_path / name for name in ("documents", "out", "tries"))
    tries.mkdir()
    write(folder, documents(1, drawn=0))
    (folder / "exits-1.txt").write_text("")
    command = screening(folder, out, 1, work="poisoned")
    place = command.index("--jobs")
    del command[place : place + 2]  # so few are screened by the command
    assert [run(command, {TRIES: str(tries)}).status for _ in range(2)] == [7, UNREAD]
    assert len(problems_in(out)) == 1
    assert names_in(out).total() == 2
