"""The terminal, or plain text of a fixed width where there is none."""

from __future__ import annotations

from rich.console import Console

_PLAIN_WIDTH = 160


def terminal(*, stderr: bool = False) -> Console:
    """Where to print: as wide as the terminal; 160 columns where the output goes into a file or a pipe."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=_PLAIN_WIDTH)
