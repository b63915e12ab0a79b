"""How hypothesis draws: the same cases on every run; with --hypothesis-profile=thorough new and many more.

And where knowledge is cached: in a folder of the test run, so that tests neither use nor fill the user's own. And the command
line, called in this process.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mingcha.cli import main
from tests.commands import Done, Mingcha

_COMMON = {"deadline": None, "suppress_health_check": (HealthCheck.too_slow, HealthCheck.data_too_large)}

settings.register_profile("same", derandomize=True, database=None, max_examples=120, **_COMMON)  # type: ignore[arg-type]  # mixed
settings.register_profile("thorough", max_examples=2000, database=None, **_COMMON)  # type: ignore[arg-type]  # mixed
settings.load_profile("same")

_CACHE = tempfile.TemporaryDirectory()
atexit.register(_CACHE.cleanup)
os.environ["MINGCHA_CACHE"] = _CACHE.name


@pytest.fixture
def mingcha_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mingcha:
    """The command `mingcha` in this process, its exit status and what it printed."""

    def command(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["mingcha", *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Done(status, *capsys.readouterr())

    return command
