"""The command line of reports: ``mingcha report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_rules import Knowledge, Lang, Language


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that mingcha screen --out was given.")],
    formats: Annotated[
        str, typer.Option("--format", "-f", metavar="NAMES", help="html, xlsx, sarif, csv; several with commas.")
    ] = "html",
    out: Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Where reports go; DIR/report by itself.")] = None,
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes that write; by itself one a processor.")
    ] = None,
) -> None:
    """Write reports of a run: pages to look at (html), a workbook to pass on (xlsx), and files for programs (sarif, csv)."""
    from .reports.command import Order, write_reports

    for path in write_reports(Order(folder, (formats,), out, lang.value, knowledge, jobs)):
        print(path)
