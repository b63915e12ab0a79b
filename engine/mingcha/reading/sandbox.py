"""Documents read in other processes, which may crash, hang or eat memory without harm to this one."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self, TypeVar, cast

import msgspec

from ..errors import UnreadableDocumentError
from .blocks import Content
from .child import HEADER, Answer, Request, mark_of
from .descendants import descendants, end_descendants
from .kinds import Kind
from .limits import Limits

_START = "import sys; sys.path[:] = sys.argv[2:]; from mingcha.reading.child import serve; serve(sys.argv[1])"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LANGUAGE", "SYSTEMROOT", "WINDIR", "PATHEXT", "COMSPEC", "TZ")
_KEPT_STARTS = ("LC_", "OMP_", "OPENBLAS_", "MKL_", "MINGCHA_")
Given = TypeVar("Given")
_REMEDY = "split the file or raise the limit"
_LASTING = ("messages", "mingcha-office-")
"""What stays in a folder from one document to the next: what was printed, and the profile that LibreOffice takes long to make."""


class _MalformedError(Exception):
    """What came is no answer to what was asked."""


class Sandbox:
    """Processes that read documents, started when needed, used again and again; safe to use from any number of threads.

    Args:
        processes: how many documents are read at a time, at most; as many as there are processors where None.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or os.cpu_count() or 1
        self._children: set[Child] = set()
        self._start_anew()
        self._end = weakref.finalize(self, _close, self._children)
        _SANDBOXES.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes and remove their temporary files; reading again starts new ones."""
        with self._lock:
            _close(self._children)
            self._idle.clear()

    def read(self, data: bytes, name: str, kind: Kind, limits: Limits) -> Content:
        """Read a document.

        Args:
            data: the file's bytes.
            name: how to call it in messages.
            kind: what its kind is called, and which function reads it.
            limits: what it may use.

        Raises:
            UnreadableDocumentError: what the reader raised, or it crashed, or was ended at a limit.
        """
        return self.call(kind, data, name, limits, gives=Content)

    def call(self, kind: Kind, data: bytes, name: str, limits: Limits, *arguments: int | str, gives: type[Given]) -> Given:
        """Have the function of a kind called with the file's bytes, its name, the limits and the arguments.

        Raises:
            UnreadableDocumentError: as ``read``.
        """
        request = Request(name, kind, limits, len(data), arguments)
        with self._free:
            answer, given, used = self._answer(request, data, gives)
            # What a process read before may have left it short of memory or broken: such a failure counts in a fresh one only.
            # One that was killed from outside, as for lack of memory in the machine, says nothing of the document either way.
            if (answer.out_of in ("max_memory", "crash") and used) or answer.out_of == "kill":
                self._retire_idle()
                answer, given, _ = self._answer(request, data, gives)
        if answer.reason or answer.out_of:
            raise UnreadableDocumentError(answer.name or name, answer.reason or _over(answer.out_of, limits))
        return cast(Given, given)

    def _answer(self, request: Request, data: bytes, gives: type[Given]) -> tuple[Answer, Given | None, bool]:
        """What a child answers and gives, and whether that child had read something before and was not ended by ``close``."""
        with self._child() as child:
            fresh, child.fresh = child.fresh, False
            answer, given = child.ask(request, data, gives)
            return answer, given, not fresh and child in self._children

    @contextmanager
    def _child(self) -> Iterator[Child]:
        """A child for one document; one that did not come to a good end is replaced."""
        with self._lock:
            child = self._idle.pop() if self._idle else Child()
            self._children.add(child)
        try:
            yield child
        except BaseException:
            child.usable = False
            raise
        finally:
            with self._lock:
                if child.usable and child in self._children:
                    self._idle.append(child)
                else:
                    self._children.discard(child)
                    child.close()

    def _retire_idle(self) -> None:
        with self._lock:
            self._children.difference_update(self._idle)
            _close(self._idle)

    def _start_anew(self) -> None:
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(self._processes)
        self._idle: list[Child] = []

    def _forget(self) -> None:
        """In a process that was forked from this one: leave the children to it."""
        for child in self._children:
            child.forget()
        self._children.clear()
        self._start_anew()


class Child:
    """One process that reads documents, with a folder for its temporary files.

    Attributes:
        fresh: whether it has read nothing yet.
        usable: whether it can read another document.
    """

    def __init__(self) -> None:
        self.fresh = self.usable = True
        self._late = self._closed = False
        self._stopping = threading.Lock()
        self._folder = tempfile.mkdtemp(prefix="mingcha-")
        path = [entry or os.getcwd() for entry in sys.path]
        with Path(self._folder, "messages").open("ab") as messages:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, self._folder, *path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                cwd=self._folder,
                env=_environment(self._folder),
                start_new_session=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout

    def ask(self, request: Request, data: bytes, gives: type[Given]) -> tuple[Answer, Given | None]:
        """Have a document read: the answer and what it gives; a process that died or was ended is an answer too."""
        limits = request.limits
        # Drawn by lot: what a reader that was taken over sends ahead is no answer to the next request.
        number = secrets.randbits(64)
        self._deadline = time.monotonic() + limits.max_seconds
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watch.start()
        try:
            header = msgspec.msgpack.encode(request)
            with suppress(BrokenPipeError):  # it died while it was told; there is no answer then
                self._requests.write(HEADER.pack(number, len(header)) + header)
                self._requests.write(data)
                self._requests.flush()
            asked = 0
            while (encoded := _frame(self._answers, number, limits.max_text)) == b"":
                asked += 1
                if asked <= limits.max_ocr_pages:
                    self._deadline += limits.max_ocr_seconds
            if encoded is None:
                self.usable = False
                return self._last_words(request), None
            answer, given = _decoded(encoded, gives)
        except _MalformedError:
            self.usable = False
            return Answer(out_of="crash", reason=_MALFORMED.format(request.kind.title)), None
        finally:
            done.set()
        watch.join()  # the answer may have come at the very moment at which it was late
        self.usable = not answer.worn and not self._late and self._emptied()
        return answer, given

    def _emptied(self) -> bool:
        """Whether the folder could be emptied of what the document left in it."""
        try:
            for entry in os.scandir(self._folder):
                if entry.name == "messages":
                    os.truncate(entry.path, 0)
                elif not entry.name.startswith(_LASTING):
                    shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """End the process and all that it started, and remove its folder."""
        self.usable = False
        self._closed = True
        self._stop()
        self._shut()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """Let go of a process that another one, this one's parent, owns."""
        self._shut()
        self._process.returncode = 0

    def _shut(self) -> None:
        for pipe in (self._requests, self._answers):
            with suppress(OSError):
                pipe.close()

    def _watch(self, done: threading.Event) -> None:
        """Stop the process at the deadline, which may be moved meanwhile, unless it is done before."""
        while (left := self._deadline - time.monotonic()) > 0:
            if done.wait(left):
                return
        self._late = True
        self._stop()

    def _stop(self) -> None:
        """Kill the process with all that it started; one that has ended already keeps its status."""
        with self._stopping:
            # Until it is waited for, its id is its own.
            if self._process.returncode is None:
                process, mark = self._process.pid, mark_of(self._folder)
                # Before it ends, while what it started is still below it.
                started = descendants(process, mark)
                with suppress(OSError):
                    if sys.platform == "win32":
                        self._process.kill()
                    else:
                        os.killpg(process, signal.SIGKILL)
                end_descendants(process, mark, started)
                self._process.wait()

    def _last_words(self, request: Request) -> Answer:
        """Why there is no answer."""
        self._stop()
        status = self._process.returncode
        if self._late:
            return Answer(out_of="max_seconds")
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            return Answer(out_of="max_cpu")
        if self._closed:
            return Answer(reason="it was not read to its end: the processes that read were closed meanwhile")
        killed = sys.platform != "win32" and status == -signal.SIGKILL
        return Answer(out_of="kill" if killed else "crash", reason=_crashed(status, request, self._folder))


def _crashed(status: int, request: Request, folder: str) -> str:
    with suppress(ValueError):
        what = signal.Signals(-status).name
        return (
            f"its {request.kind.title} reader crashed ({what}), for lack of memory or because the file is damaged; "
            "open the file in its program and save it anew, or raise the limit (--max-memory)"
        )
    *_, said = ["", *_tail(Path(folder, "messages")).split("\n")]
    return f"its {request.kind.title} reader ended without an answer (status {status}{said and ': '}{said}); save the file anew"


def _tail(path: Path) -> str:
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 300))
        return file.read().decode("utf-8", "replace").strip()
    return ""


def shared() -> Sandbox:
    """The sandbox of this process, the same in all its threads."""
    return _SHARED


def _over(limit: str, limits: Limits) -> str:
    match limit:
        case "max_memory":
            return f"reading it takes more than {limits.max_memory:,} bytes of memory; {_REMEDY} (--max-memory)"
        case "max_cpu":
            return f"reading it takes more than {limits.max_cpu:,} seconds of processor time; {_REMEDY} (--max-cpu)"
        case "max_seconds":
            return f"reading it takes more than {limits.max_seconds:,} seconds; {_REMEDY} (--max-seconds)"
        case "max_text":
            return f"what it says is over the limit of {limits.max_text:,} bytes; {_REMEDY} (--max-text)"
        case _:
            return "it is nested too deeply to be read; save the document again from its program"


_MALFORMED = "its {} reader gave an answer that cannot be understood; open the file in its program and save it anew"


def _frame(pipe: IO[bytes], number: int, most: int) -> bytes | None:
    """The next answer, b"" where it asks for time, None where the process ended first.

    Raises:
        _MalformedError: it is the answer to another request, or longer than it may be.
    """
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    answered, length = HEADER.unpack(header)
    if answered != number or length > most + 10_000:
        raise _MalformedError
    encoded = pipe.read(length)
    return encoded if len(encoded) == length else None


def _decoded(encoded: bytes, gives: type[Given]) -> tuple[Answer, Given | None]:
    """An answer and what it gives.

    Raises:
        _MalformedError: it is none.
    """
    try:
        answer = msgspec.msgpack.decode(encoded, type=Answer)
        failed = answer.reason or answer.out_of
        return answer, None if failed else msgspec.msgpack.decode(answer.given, type=gives)
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError):
        raise _MalformedError from None


def _environment(folder: str) -> dict[str, str]:
    """What a child needs to start and no more: neither proxies nor anything secret."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in _KEPT or name.upper().startswith(_KEPT_STARTS)}
    return kept | dict.fromkeys(("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), folder)


def _close(children: set[Child] | list[Child]) -> None:
    while children:
        children.pop().close()


_SANDBOXES: weakref.WeakSet[Sandbox] = weakref.WeakSet()
_SHARED = Sandbox()


def _forget_all() -> None:
    for sandbox in _SANDBOXES:
        sandbox._forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)
