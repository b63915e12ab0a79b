"""The command `mingcha` as tests call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """What came of a call: its exit status and what it printed."""

    status: int
    out: str
    err: str


Mingcha = Callable[..., Done]
