"""The process that screens for another, chunk by chunk: what ``pool`` starts.

Work comes on the standard input, what it gives goes out on the standard output; what is printed goes elsewhere.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import struct
import sys
import threading
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

from msgspec import Struct

from ..reading.child import apart
from .one import Screener
from .task import Settings

if sys.platform != "win32":
    import resource

HEADER = struct.Struct("<Q")
"""The length of the pickled message that follows."""

_GRACE = 5
"""Seconds that a process which is late has left to be ended by the one that started it."""


class Ready(Struct, frozen=True, array_like=True):
    """The worker has its knowledge."""


class Granted(Struct, frozen=True, array_like=True):
    """The next step may take so many seconds, on the wall; before it is said, an item may take max_screen_seconds."""

    seconds: float | None


class Gave(Struct, frozen=True, array_like=True):
    """What the function gave for the next item of the chunk."""

    given: Any


class Raised(Struct, frozen=True, array_like=True):
    """The function raised an exception for the next item; ``memory``: for lack of memory, and the worker ends."""

    error: str
    memory: bool = False


Message = Ready | Granted | Gave | Raised
_Todo = queue.SimpleQueue[Any]


def send(pipe: BinaryIO, message: object) -> None:
    """Send a message.

    Raises:
        OSError: the other process ended.
    """
    encoded = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(HEADER.pack(len(encoded)) + encoded)
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """The next message; None where the other process ended, in the midst of one or not."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    encoded = pipe.read(length)
    return pickle.loads(encoded) if len(encoded) == length else None


def serve() -> NoReturn:
    """Do what comes, until nothing comes any more or the other process ended."""
    requests, answers = apart()
    todo: _Todo = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, todo), daemon=True).start()
    settings: Settings = todo.get()
    _limit_memory(settings.limits.max_screen_memory)
    screener = Screener(settings.loaded(), lang=settings.lang, limits=settings.limits)
    collect_seldom()
    send(answers, Ready())

    def allow(seconds: float | None) -> None:
        _end_after(seconds)
        send(answers, Granted(seconds))

    while True:
        work, items = todo.get()
        for item in items:
            _end_after(settings.limits.max_screen_seconds)
            try:
                message: Message = Gave(work(screener, item, allow))
            except MemoryError:
                send(answers, Raised("", memory=True))
                _end()
            except Exception as error:
                message = Raised(f"{type(error).__name__}: {error}")
            _end_after(None)
            send(answers, message)
            del message


def _listen(requests: BinaryIO, todo: _Todo) -> None:
    """Hand on work as it comes: a thread of its own, so that the end of the other process is noticed at work, too."""
    with suppress(Exception):
        while (message := receive(requests)) is not None:
            todo.put(message)
    _end()


def _end_after(seconds: float | None) -> None:
    """Have the system end this process when it is late and nobody else has ended it.

    The other process does that; yet it may have been killed, and while a regular expression runs no thread hears of it.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0 if seconds is None else seconds + _GRACE)


def collect_seldom() -> None:
    """Have the collector of cycles leave the knowledge alone and look seldom at the rest: documents are of values without cycles.

    As Python has it by itself, it takes a sixth of the time of screening.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _limit_memory(amount: int) -> None:
    """Take no more memory; the processes that read documents have a limit of their own, as only the soft one is set."""
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (amount if most == resource.RLIM_INFINITY else min(amount, most), most))


def _end() -> NoReturn:
    # At once, whatever the other thread is at; those that read documents end when they hear nothing more.
    os._exit(0)
