"""The command line of what benchmarks measured: ``mingcha bench compare``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .cli_rules import Lang, Language

EXIT_WORSE = 1

app = typer.Typer(help="What the benchmarks (make bench) measured.", no_args_is_help=True)


@app.callback()
def _bench() -> None:
    """What the benchmarks (make bench) measured."""


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A results.json that make bench wrote, or its folder.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another.")],
    lang: Lang = Language.zh,
    level: Annotated[
        float, typer.Option("--level", min=0, max=1, help="Share of false ones to expect among those said to have moved.")
    ] = 0.01,
    fail: Annotated[bool, typer.Option("--fail-on-worse", help="Exit with 1 when a figure moved for the worse.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure that was compared, as JSON.")] = False,
) -> None:
    """Say which figures moved beyond noise between two runs, by how much, and which bars are met or missed since.

    Shares are compared by Fisher's exact test, means of repeated measuring by Welch's; a time must also have moved more than the
    machine did. Exit status: 0; 1 with --fail-on-worse; 2 wrong usage or file.
    """
    from .measuring.moved import compare as compared
    from .measuring.results import read_results
    from .measuring.screen import print_compared

    found = compared(read_results(old), read_results(new), level)
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    else:
        print_compared(found, lang.value)
    if fail and any(move.moved and move.better is False for move in found.moves):
        raise typer.Exit(EXIT_WORSE)
