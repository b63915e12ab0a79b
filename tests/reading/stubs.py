"""Readers that do what a reader must not, each called in a child process by its name; and some that tell of that process."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from mingcha import Limits
from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Content, Problem, Row, Spot, Table
from mingcha.reading.blocks import Printed, blocks_of
from mingcha.reading.child import HEADER, Answer
from mingcha.reading.confinement import ON_MORE_TIME, more_time

_CALLS: list[str] = []


def sound(data: bytes, name: str, limits: Limits) -> Content:
    return blocks_of([Printed(data.decode())], limits)


def refuses(data: bytes, name: str, limits: Limits) -> NoReturn:
    raise UnreadableDocumentError(f"{name}/part", "it is damaged")


def raises(data: bytes, name: str, limits: Limits) -> NoReturn:
    raise ValueError("no\nsuch thing")


def panics(data: bytes, name: str, limits: Limits) -> NoReturn:
    raise BaseException("a panic")


def never_ends(data: bytes, name: str, limits: Limits) -> NoReturn:
    while True:
        pass


def sleeps(data: bytes, name: str, limits: Limits) -> NoReturn:
    while True:
        time.sleep(1)


def eats_memory(data: bytes, name: str, limits: Limits) -> NoReturn:
    eaten = []
    while True:
        eaten.append(bytes(1_000_000))


def nests(data: bytes, name: str, limits: Limits) -> object:
    return nests(data, name, limits)


def segfaults(data: bytes, name: str, limits: Limits) -> None:
    ctypes.string_at(0)


def aborts(data: bytes, name: str, limits: Limits) -> None:
    os.abort()


def is_killed(data: bytes, name: str, limits: Limits) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def is_killed_once(data: bytes, name: str, limits: Limits, file: str) -> int:
    """Killed the first time only, of which a file tells."""
    if not Path(file).exists():
        Path(file).touch()
        is_killed(data, name, limits)
    return 1


def ends(data: bytes, name: str, limits: Limits) -> None:
    print("some last words", file=sys.stderr, flush=True)
    os._exit(7)


def says_much(data: bytes, name: str, limits: Limits) -> Content:
    return blocks_of([Printed("x" * 1000)] * (limits.max_text // 900), limits)


def writes_much(data: bytes, name: str, limits: Limits) -> None:
    with Path("big").open("wb") as file:
        while True:
            file.write(bytes(1_000_000))


def prints_much(data: bytes, name: str, limits: Limits) -> Content:
    for pipe in (0, 1, 2):
        os.write(pipe, b"x" * 100_000)
    print("y" * 100_000)
    return sound(data, name, limits)


def fails_when_used(data: bytes, name: str, limits: Limits) -> Content:
    _CALLS.append(name)
    if len(_CALLS) > 1:
        os.abort()
    return sound(data, name, limits)


def recognises(data: bytes, name: str, limits: Limits) -> Content:
    for _ in range(3):
        more_time(limits)
        time.sleep(0.5)
    return sound(data, name, limits)


def asks_without_end(data: bytes, name: str, limits: Limits) -> NoReturn:
    while True:
        more_time(limits)
        time.sleep(0.01)


def _answers(encoded: bytes, number: int | None = None) -> None:
    """What a reader that was taken over writes into the pipe of answers, with the number it was asked with or another."""
    tell: Any = ON_MORE_TIME[0]
    pipe, asked = tell.args
    pipe.write(HEADER.pack(asked if number is None else number, len(encoded)) + encoded)
    pipe.flush()


def forges(data: bytes, name: str, limits: Limits) -> Content:
    """Answer twice, and ahead of the next request."""
    forged = msgspec.msgpack.encode(Answer(msgspec.Raw(msgspec.msgpack.encode(blocks_of([Printed("forged")], limits)))))
    _answers(forged)
    _answers(forged, number=0)
    return sound(data, name, limits)


def answers_another(data: bytes, name: str, limits: Limits) -> Content:
    _answers(b"x" * 20, number=1)
    return sound(data, name, limits)


def answers_junk(data: bytes, name: str, limits: Limits) -> Content:
    _answers(b"x" * 20)
    return sound(data, name, limits)


def answers_too_much(data: bytes, name: str, limits: Limits) -> Content:
    _answers(b"x" * (limits.max_text + 20_000))
    return sound(data, name, limits)


def answers_deep(data: bytes, name: str, limits: Limits) -> Content:
    _answers(b"\x95" + b"\x91" * 500_000 + b"\xc0")
    return sound(data, name, limits)


def answers_a_deep_thing(data: bytes, name: str, limits: Limits) -> Content:
    _answers(msgspec.msgpack.encode(Answer(msgspec.Raw(b"\x91" * 900 + b"\xc0"))))
    return sound(data, name, limits)


def answers_another_thing(data: bytes, name: str, limits: Limits) -> int:
    return 7


def pdf_without_recognition(data: bytes, name: str, limits: Limits) -> Content:
    """As if mingcha[ocr] were not installed."""
    from mingcha.reading.pdf import read_pdf

    sys.modules["mingcha.reading.recognising"] = None  # type: ignore[assignment]
    return read_pdf(data, name, limits)


def connects(data: bytes, name: str, limits: Limits) -> None:
    socket.create_connection(("127.0.0.1", int(data)), 5)


def starts_what_connects(data: bytes, name: str, limits: Limits) -> str:
    code = f"import socket; socket.create_connection(('127.0.0.1', {int(data)}), 5)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr


def process(data: bytes, name: str, limits: Limits) -> int:
    return os.getpid()


def environment(data: bytes, name: str, limits: Limits) -> dict[str, str]:
    return dict(os.environ)


def leaves_a_file(data: bytes, name: str, limits: Limits, folder: str) -> str:
    (Path(folder or os.environ["TMPDIR"]) / "left").write_bytes(data)
    return str(Path("left").resolve())


def starts_what_sleeps(data: bytes, name: str, limits: Limits, end: str) -> int:
    started = subprocess.Popen(["sleep", "1000"]).pid
    if end == "abort":
        os.abort()
    return started


def starts_a_daemon(data: bytes, name: str, limits: Limits, how: str) -> int:
    """Start something in a session of its own whose parent ends at once: its id."""
    code = """
import os, subprocess, sys
if not os.fork():
    os.setsid()
    print(subprocess.Popen(["sleep", "1000"], stdout=subprocess.DEVNULL, start_new_session=True).pid, flush=True)
"""
    kept: dict[str, str] | None = {} if how == "bare" else None
    started = int(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, env=kept).stdout)
    if how == "abort":
        Path(data.decode()).write_text(str(started))
        os.abort()
    return started


def files(data: bytes, name: str, limits: Limits) -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in Path().iterdir())


def leaves_much(data: bytes, name: str, limits: Limits, where: str) -> None:
    Path("folder/deeper").mkdir(parents=True)
    Path("folder/deeper/file").write_bytes(data)
    Path("link").symlink_to(where)
    Path("folder/deeper").chmod(0)
    Path("mingcha-office-x").mkdir()
    print("printed", flush=True)


def says_where(data: bytes, name: str, limits: Limits, file: str) -> NoReturn:
    """Write into a file which process this is and where its temporary files are, and go on for ever."""
    Path(file + ".part").write_text(f"{os.getpid()} {os.environ['TMPDIR']}")
    Path(file + ".part").rename(file)
    sleeps(data, name, limits)


def placed(data: bytes, name: str, limits: Limits) -> Content:
    spot = Spot(page=3, box=(1.5, 2.0, 3.0, 4.25), score=0.5)
    table = Table((Row(("合计", "1.00"), 1, (None, spot)),))
    return Content((table,), (Problem("left out", 2),), ((1, "<p>"),), {1: Spot(sheet="表", cell="B2")})
