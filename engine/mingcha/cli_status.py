"""The command line of a run that was begun: ``mingcha status``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .cli_rules import Lang, Language


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that mingcha screen --out was given.")],
    lang: Lang = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say how far a run is, also one in progress: what is done, found and failed, how fast it is and what time is left."""
    from .reporting.status import print_status, status_of

    found = status_of(folder)
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        print_status(found, folder, lang.value)
