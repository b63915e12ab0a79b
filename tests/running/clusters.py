"""A Dask cluster as tests use it: a scheduler and workers in processes of their own, on this machine."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from distributed import Client

_ROOT = Path(__file__).parents[2]
_PATIENCE = 120
"""Seconds until processes have started, on a machine with much else to do."""


class Cluster:
    """A scheduler, and workers as ``dask worker`` starts them: each with a nanny.

    Args:
        folder: for what they print and keep.
        workers: how many, of one thread each.
    """

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.file = folder / "scheduler.json"
        self._folder, self._processes = folder, list[subprocess.Popen[bytes]]()
        try:
            # The timeouts end them where the tests themselves were killed.
            self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(self.file), "--idle-timeout", "300s")
            one = ("--nthreads", "1", "--death-timeout", "120")
            self._start("dask_worker", "--scheduler-file", str(self.file), "--nworkers", str(workers), *one)
            end = time.monotonic() + _PATIENCE
            while not self.file.exists():
                assert time.monotonic() < end, "the scheduler does not start"
                time.sleep(0.02)
            with Client(scheduler_file=str(self.file), set_as_default=False) as client:
                self.address = client.scheduler_info()["address"]
                client.wait_for_workers(workers, timeout=_PATIENCE)
        except BaseException:
            self.close()
            raise

    def _start(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--host", "127.0.0.1", "--no-dashboard", *arguments]
        paths = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])
        kept = {"PYTHONPATH": paths, "DASK_TEMPORARY_DIRECTORY": str(self._folder)}
        with (self._folder / f"{module}.txt").open("wb") as printed:
            process = subprocess.Popen(
                command, env=os.environ | kept, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._processes.append(process)

    def kill_scheduler(self) -> None:
        """As a power cut does."""
        self._processes[0].kill()

    def kill_a_worker(self) -> None:
        """Kill one; its nanny starts another."""
        with Client(scheduler_file=str(self.file), set_as_default=False) as client:
            first, *_ = client.run(os.getpid).values()
        os.kill(first, signal.SIGKILL)

    def close(self) -> None:
        for process in reversed(self._processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
