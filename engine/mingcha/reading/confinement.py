"""What a process that reads documents may do: no network, so much memory and time, no more.

Each protection is taken where the system has it. Linux has all; macOS lacks the limit on memory and the one by the kernel on the
network, Windows also the limits on processor time and the size of files. Wall time, which the parent watches, holds everywhere.
"""

from __future__ import annotations

import ctypes
import math
import os
import platform
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .limits import Limits

if sys.platform != "win32":
    import resource

ON_MORE_TIME: list[Callable[[], None]] = []
"""What is called when more time is taken: the process that waits for this one is told."""

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _SET_FILTER, _KEEP_SPEED = 38, 1, 4
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
_MACHINES = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
_IO_URING_SETUP = 425
_UNIX = 1
_REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.bind", "urllib.Request")


def confine() -> None:
    """Part this process from the network for good and let it leave no core file; call it before any thread is started."""
    sys.addaudithook(_refuse_network)
    if sys.platform != "win32":
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        for part in (_leave_network, _refuse_sockets, _adopt_orphans):
            with suppress(OSError, AttributeError):
                part(_system())


def allow(limits: Limits) -> None:
    """Give this process what one document may use, counted from now."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime) + limits.max_cpu
        # RLIMIT_DATA and not RLIMIT_AS: onnxruntime recognising one page spans 1.7 GB of addresses and uses 0.75 GB.
        for which, amount in (
            (resource.RLIMIT_DATA, limits.max_memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, limits.max_unpacked),
        ):
            _, most = resource.getrlimit(which)
            with suppress(ValueError, OSError):
                resource.setrlimit(which, (amount if most == resource.RLIM_INFINITY else min(amount, most), most))


def more_time(limits: Limits) -> None:
    """Add the time for a page that is about to be recognised as a picture, which takes seconds where others take milliseconds."""
    if sys.platform != "win32":
        seconds, most = resource.getrlimit(resource.RLIMIT_CPU)
        if seconds != resource.RLIM_INFINITY:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_CPU, (seconds + limits.max_ocr_seconds, most))
    for tell in ON_MORE_TIME:
        tell()


def leaves_running() -> bool:
    """Whether something that this process started still runs; what has ended is put away."""
    if sys.platform != "win32":
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            return True
    return False


def memory_in_use() -> int:
    """Bytes of memory this process has taken, 0 where the system does not say."""
    with suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _refuse_network(event: str, arguments: Sequence[Any]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError("a document is read without network")


def _system() -> Callable[..., None]:
    """Functions of the C library by name; an error of theirs is an OSError."""
    library = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *arguments: Any) -> None:
        if getattr(library, name)(*arguments) == -1:
            raise OSError(ctypes.get_errno(), name)

    return call


def _leave_network(call: Callable[..., None]) -> None:
    """Go into a network of one's own that has no way out.

    An ordinary user needs a user namespace for that. Root does without: in one it would lose the right to read what others own.
    """
    try:
        call("unshare", _NEW_NET)
    except OSError:
        user, group = os.getuid(), os.getgid()
        call("unshare", _NEW_USER | _NEW_NET)
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(text)


def _refuse_sockets(call: Callable[..., None]) -> None:
    """Have the kernel refuse every socket but local ones, in this process and all that it starts: seccomp needs no rights.

    This holds in containers that do not let a process leave their network.
    """
    if platform.machine() not in _MACHINES:
        return
    machine, socket, seccomp = _MACHINES[platform.machine()]
    load, equal, greater, end = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 13  # EACCES
    program = [
        (load, 0, 0, 4),
        (equal, 0, 7, machine),  # calls of another machine, of 32 bits, are refused
        (load, 0, 0, 0),
        (greater, 5, 0, 0x40000000),  # so are those of x32
        (equal, 4, 0, _IO_URING_SETUP),
        (equal, 0, 2, socket),
        (load, 0, 0, 16),
        (equal, 0, 1, _UNIX),
        (end, 0, 0, allow),
        (end, 0, 0, refuse),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    # Older kernels slow down a process with a filter, against attacks by its own code, unless told that it has none to fear.
    call("syscall", seccomp, _SET_FILTER, _KEEP_SPEED, header)


def _adopt_orphans(call: Callable[..., None]) -> None:
    """Be the parent of what is started here and whose own parent ended, so that it is found (``descendants``)."""
    call("prctl", _ADOPT_ORPHANS, 1, 0, 0, 0)
