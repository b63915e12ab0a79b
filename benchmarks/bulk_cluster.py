"""A cluster of Dask on this machine, of processes that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from distributed import Client

from benchmarks.bulk_processes import descendants

_LOOK, _WAIT = 0.1, 60
_QUIET = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms"}
"""As docs/en/cluster.md has it."""
_ALONE = ("--nthreads", "1", "--no-nanny", "--no-dashboard")


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers of one thread each: the scheduler's address, and the processes of the workers."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    begun = [_begin("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))]
    try:
        while not file.exists() or not file.read_bytes():
            time.sleep(_LOOK)
        begun += [_begin("worker", "--scheduler-file", str(file), *_ALONE) for _ in range(workers)]
        address = msgspec.json.decode(file.read_bytes())["address"]
        with Client(address, timeout=_WAIT, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_WAIT)
        yield address, begun[1:]
    finally:
        for process in reversed(begun):
            started = descendants(process.pid)
            process.terminate()
            process.wait()
            for each in started:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)


def _begin(what: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **_QUIET})
