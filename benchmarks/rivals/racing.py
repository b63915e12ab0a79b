"""Run Mingcha and a rival in turns on the same work, the rival in an environment that has nothing of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.part import NotMeasuredError

ROOT = Path(__file__).parents[2]
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Rival(NamedTuple):
    """What a user would take instead.

    Attributes:
        name: of its program beside this module, and of its environment.
        called: as people know it.
        packages: what is installed; those without a version as constraints.txt has them.
        dependencies: whether pip also installs what these ask for.
    """

    name: str
    called: str
    packages: tuple[str, ...]
    dependencies: bool = True


class Turn(NamedTuple):
    """What Mingcha and a rival told of one run, as their programs print it; ``seconds`` are of the processor."""

    ours: dict[str, Any]
    theirs: dict[str, Any]

    @property
    def ratio(self) -> float:
        """How many times as long the rival took."""
        return float(self.theirs["seconds"] / self.ours["seconds"])


def raced(rival: Rival, runs: int, ours: Callable[[int], tuple[str, ...]], theirs: tuple[str, ...]) -> list[Turn]:
    """Run both in turns.

    Args:
        rival: whom to race with.
        runs: how often.
        ours: the module and the arguments of our program in a run, by its number.
        theirs: the arguments of the rival's program.

    Raises:
        NotMeasuredError: the rival cannot be had or a program fails.
    """
    python = environment(rival)
    program = str(Path(__file__).with_name(f"{rival.name}.py"))
    turns = []
    for number in range(runs):
        mine = json.loads(our_program(*ours(number)))
        turns.append(Turn(mine, json.loads(_printed([python, program, *theirs], os.environ | _ONE_THREAD))))
    return turns


def our_program(module: str, *arguments: str) -> str:
    """What a program of ours prints."""
    path = os.pathsep.join(map(str, (ROOT, ROOT / "engine", ROOT / "datasets")))
    return _printed([sys.executable, "-m", module, *arguments], os.environ | _ONE_THREAD | {"PYTHONPATH": path})


def _printed(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise NotMeasuredError(f"{' '.join(command[1:3])} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def environment(rival: Rival) -> str:
    """Python in an environment that has the rival, made where there is none.

    Raises:
        NotMeasuredError: it cannot be installed.
    """
    folder = ROOT / "build" / "rivals" / rival.name
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", str(ROOT / "constraints.txt")]
        command += [] if rival.dependencies else ["--no-deps"]
        done = subprocess.run([*command, *rival.packages], capture_output=True, text=True)
        if done.returncode:
            told = done.stderr.strip()[-300:]
            raise NotMeasuredError(f"{rival.name}: {' '.join(rival.packages)} could not be installed: {told}")
        (folder / "ready").touch()
    return str(python)
