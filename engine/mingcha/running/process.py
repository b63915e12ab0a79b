"""A worker process as the process sees it that started it: begun when there is work, watched, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any, BinaryIO, cast

from ..errors import UsageError
from ..reading import Limits
from .task import Failure, Settings
from .worker import Gave, Granted, Raised, Ready, receive, send

_START = "import sys; sys.path[:] = sys.argv[1:]; from mingcha.running.worker import serve; serve()"
_TO_START = 120.0
"""Seconds until a worker has its knowledge."""
_STARTS = 10
"""So many times in a row it may be killed by others before it has."""
_SAID = 300
"""So many bytes of what it printed last are looked at."""


class Worker:
    """A place for one process; a new one is started in it when there is work and the last has ended.

    ``begin`` and ``next`` are called from one thread, ``end`` and ``end_late`` from any.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._printed: IO[bytes] | None = None
        self._deadline: float | None = None
        self._left, self._granted = 0, 0.0
        self._late = self._lacks_memory = self._closed = False

    @property
    def process_id(self) -> int | None:
        """Of the process that runs, None where none does."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def begin(self, work: Callable[..., Any], items: Sequence[Any]) -> None:
        """Give it a chunk.

        Raises:
            UsageError: no process could be started.
        """
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._start()
        process = self._process
        self._forget_said()
        self._left = len(items)
        self._allow(self._settings.limits.max_screen_seconds)
        if process is not None:  # else it was closed meanwhile
            with suppress(OSError, ValueError):  # it was killed: next() will tell
                send(_pipe(process.stdin), (work, items))

    def next(self) -> Granted | Gave | Raised | None:
        """What it says next; None where it ended instead."""
        process = self._process
        if process is None:
            return None
        try:
            message = receive(_pipe(process.stdout))
        except MemoryError:
            raise
        except Exception:  # it was ended meanwhile, or what it sent is no message
            return None
        if isinstance(message, Granted):
            self._allow(message.seconds)
        elif message is not None:
            self._left -= 1
            self._allow(self._settings.limits.max_screen_seconds if self._left > 0 else None)
        if isinstance(message, Raised) and message.memory:
            self._lacks_memory = True
        return message if isinstance(message, Granted | Gave | Raised) else None

    def last_words(self) -> tuple[Failure, bool]:
        """Why it ended, and whether somebody else killed it: the system for lack of memory, or whoever runs the machine."""
        limits = self._settings.limits
        status = self._wait()
        if self._late or (sys.platform != "win32" and status == -signal.SIGALRM):
            return Failure(_late(self._granted, limits), "max_screen_seconds"), False
        if self._lacks_memory:
            much = f"screening it takes more than {limits.max_screen_memory:,} bytes of memory"
            return Failure(f"{much}; split the file or raise the limit (--max-screen-memory)", "max_screen_memory"), False
        if status < 0 and sys.platform != "win32":
            with suppress(ValueError):
                what = signal.Signals(-status).name
                remedy = "split the file, raise the limit (--max-screen-memory) or screen it with fewer processes (--jobs)"
                killed = status == -signal.SIGKILL
                why = "was killed, perhaps for lack of memory" if killed else "crashed, for lack of memory or by a fault"
                return Failure(f"the process that screened it {why} ({what}); {remedy}"), killed
        said = self._said()
        return Failure(f"the process that screened it ended (status {status}{said and ': '}{said}); split the file"), False

    def _allow(self, seconds: float | None) -> None:
        """From now on so long, on the wall, until the process is late."""
        self._granted = seconds or 0
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def end(self) -> None:
        """End the process, whatever it is at."""
        if os.getpid() != self._owner:  # forked from the process whose worker it is
            return
        with self._lock:
            process, self._process = self._process, None
            printed, self._printed = self._printed, None
            pipes = [printed]
            if process is not None:
                _kill(process)
                process.wait()
                pipes += [process.stdin, process.stdout]
            for pipe in pipes:
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()

    def close(self) -> None:
        """End the process, and start none any more."""
        self._closed = True
        self.end()

    def end_late(self) -> None:
        """Kill the process if its step takes longer than it may; who waits for it is told."""
        with self._lock:
            deadline = self._deadline
            if self._process is not None and deadline is not None and time.monotonic() > deadline:
                self._late = True
                _kill(self._process)

    def _start(self) -> None:
        for left in range(_STARTS, 0, -1):
            try:
                self._launch()
            except OSError as error:
                self.end()
                raise UsageError(_not_started(error.strerror or str(error))) from None
            self._allow(_TO_START)
            process = self._process
            if process is None:
                return
            with suppress(Exception):
                if isinstance(receive(_pipe(process.stdout)), Ready):
                    self._allow(None)
                    return
            if self._closed:
                return
            late = self._late
            failure, killed = self.last_words()
            self.end()
            if not (killed and left > 1):
                raise UsageError(_not_started(f"it was not ready after {_TO_START:g} seconds" if late else failure.reason))

    def _launch(self) -> None:
        path = [entry or os.getcwd() for entry in sys.path]
        with self._lock:
            if self._closed:
                return
            self._late = self._lacks_memory = False
            self._allow(None)
            self._printed = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
            self._process = process = subprocess.Popen(
                [sys.executable, "-c", _START, *path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._printed,
                start_new_session=True,  # Ctrl-C is for the process that started it
            )
        with suppress(OSError, ValueError):
            send(_pipe(process.stdin), self._settings)

    def _wait(self) -> int:
        """The status of the process, which has closed its pipe and so is at its end."""
        process = self._process
        if process is None:
            return -signal.SIGKILL if sys.platform != "win32" else 1
        try:
            return process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            _kill(process)
            return process.wait()

    def _forget_said(self) -> None:
        """Keep what it prints from filling the disk."""
        with suppress(OSError, ValueError):
            if self._printed is not None:
                self._printed.truncate(0)

    def _said(self) -> str:
        with suppress(OSError, ValueError):
            if self._printed is not None:
                size = self._printed.seek(0, os.SEEK_END)
                self._printed.seek(max(0, size - _SAID))
                *_, last = ["", *self._printed.read().decode("utf-8", "replace").strip().split("\n")]
                return last
        return ""


def _late(seconds: float, limits: Limits) -> str:
    if seconds > limits.max_screen_seconds:  # an archive, or what is read by another process, which has limits of its own
        return f"reading and screening it takes more than {seconds:,.0f} seconds; split the file"
    return f"screening it takes more than {seconds:,} seconds; split the file or raise the limit (--max-screen-seconds)"


def _not_started(why: str) -> str:
    return f"a process that screens could not be started: {why}; see that there is memory for it, or take fewer (--jobs)"


def _pipe(pipe: IO[bytes] | None) -> BinaryIO:
    assert pipe is not None
    return cast(BinaryIO, pipe)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        process.kill()
