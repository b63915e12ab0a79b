"""The process that reads documents for another, one at a time: what ``sandbox`` starts.

A request comes on the standard input, its answer goes out on the standard output with the request's number; what readers and the
programs they start print goes elsewhere.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import struct
import sys
import threading
from functools import partial
from typing import BinaryIO, NoReturn

import msgspec
from msgspec.structs import replace

from ..errors import UnreadableDocumentError
from .confinement import ON_MORE_TIME, allow, confine, leaves_running, memory_in_use
from .descendants import end_descendants
from .kinds import Kind
from .limits import Limits


class Request(msgspec.Struct, frozen=True, array_like=True):
    """A document to be read; its bytes, as many as ``size``, follow.

    Attributes:
        kind: what its kind is called, and which function reads it.
        arguments: what else the function is given.
    """

    name: str
    kind: Kind
    limits: Limits
    size: int
    arguments: tuple[int | str, ...] = ()


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What came of a request.

    Attributes:
        given: what was read, encoded; nothing where there is a reason or a limit.
        name, reason: of what could not be read, why.
        out_of: the limit that ended it, by the name of its field, or "".
        worn: whether the process has taken so much memory, or left such a program running, that another should read the next one.
    """

    given: msgspec.Raw = msgspec.Raw(b"\xc0")
    name: str = ""
    reason: str = ""
    out_of: str = ""
    worn: bool = False


HEADER = struct.Struct("<QQ")
"""A request's number, the same in each of its answers, and the length of what follows.

As an answer, the length 0 asks for the time that a recognised page adds, and the answer is still to come.
"""
_Todo = queue.SimpleQueue[tuple[int, Request, bytes]]


def serve(folder: str) -> NoReturn:
    """Answer requests until there are no more or the other process has ended.

    Args:
        folder: for temporary files; removed in the end.
    """
    requests, answers = apart()
    confine()
    todo: _Todo = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, todo, folder), daemon=True).start()
    while True:
        number, request, data = todo.get()
        ON_MORE_TIME[:] = [partial(_ask_for_time, answers, number)]
        allow(request.limits)
        answer = answered(request, data)
        encoded = msgspec.msgpack.encode(replace(answer, worn=answer.worn or leaves_running()))
        del data, answer
        answers.write(HEADER.pack(number, len(encoded)))
        answers.write(encoded)
        answers.flush()
        del encoded


def answered(request: Request, data: bytes) -> Answer:
    """Read a document; whatever goes wrong becomes an answer."""
    from . import reader_of

    limits = request.limits
    try:
        read = reader_of(request.kind, request.name)(data, request.name, limits, *request.arguments)
        given = msgspec.msgpack.encode(read)
        if len(given) > limits.max_text:
            return Answer(out_of="max_text", worn=True)
        return Answer(msgspec.Raw(given), worn=memory_in_use() > limits.max_memory // 2)
    except UnreadableDocumentError as error:
        return Answer(name=error.name, reason=error.reason)
    except MemoryError:
        return Answer(out_of="max_memory", worn=True)
    except RecursionError:
        return Answer(out_of="max_depth")
    # A reader's library may raise anything; a panic of one written in Rust is no Exception.
    except BaseException as error:
        # Without addresses in memory, so that the same file has the same reason every time.
        what = " ".join(re.sub(r" at 0x\w+", "", f"{type(error).__name__}: {error}").split())
        return Answer(
            reason=f"its {request.kind.title} reader failed ({what[:200]}); open the file in its program and save it anew"
        )


def _ask_for_time(answers: BinaryIO, number: int) -> None:
    answers.write(HEADER.pack(number, 0))
    answers.flush()


def apart() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, moved to where nothing else reads or writes by accident and no program started here gets them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, answers


def _listen(requests: BinaryIO, todo: _Todo, folder: str) -> None:
    """Hand on requests as they come.

    A thread of its own, so that the end of the other process is noticed while a document is being read. Linux could send a
    signal then (PR_SET_PDEATHSIG), but would send it when the thread ends that started this process.
    """
    try:
        while header := requests.read(HEADER.size):
            number, length = HEADER.unpack(header)
            request = msgspec.msgpack.decode(requests.read(length), type=Request)
            todo.put((number, request, requests.read(request.size)))
    finally:
        end_descendants(os.getpid(), mark_of(folder))
        shutil.rmtree(folder, ignore_errors=True)
        _end()


def mark_of(folder: str) -> str:
    """What stands in the environment of the process with this folder and of what it starts."""
    return f"TMPDIR={folder}"


def _end() -> NoReturn:
    """End this process and all that it started."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, 9)
    os._exit(0)
