"""The command line of reviews: ``mingcha review apply``, ``show``, ``export`` and ``carry``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .cli_rules import Lang, Language
from .errors import UsageError

app = typer.Typer(
    help="What examiners judged of findings: keep it with a run, show it, pass it on, carry it over to a later year.",
    no_args_is_help=True,
)

Run = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that mingcha screen --out was given.")]


@app.command()
def apply(
    folder: Run,
    files: Annotated[
        list[Path], typer.Argument(metavar="REVIEWS...", help="Files that a report page or mingcha review export wrote.")
    ],
    lang: Lang = Language.zh,
) -> None:
    """Keep the reviews of files with a run, in DIR/reviews.jsonl; of two reviews of a finding that of the later file counts.

    What files disagree in and findings that the run does not have are told. Exit status: 0 applied, 2 wrong usage or file.
    """
    from .reports.applying import apply as applied
    from .reports.review_screen import print_applied

    print_applied(applied(folder, files), folder, lang.value)


@app.command()
def show(
    folder: Run,
    lang: Lang = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show by rule how many findings of a run are confirmed, dismissed and open, and every review."""
    from .reports.review_screen import print_reviewed
    from .reports.reviewed import reviewed

    told = reviewed(folder)
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        print_reviewed(told, lang.value)


@app.command()
def export(
    folder: Run,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The file it is written to; else it is printed.")
    ] = None,
) -> None:
    """Write the reviews that a run keeps as one file, to be applied or imported elsewhere, or carried over next year."""
    from .reporting.files import whole
    from .reports.reviews import exchange_text, read_reviews, run_id

    text = exchange_text(run_id(folder), read_reviews(folder).values())
    if out is None:
        sys.stdout.buffer.write(text)
        return
    try:
        with whole(out) as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}; choose another file with --out") from None


@app.command()
def carry(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="OLD... DIR", help="Runs of earlier years, or files of mingcha review export; last the new run."),
    ],
    lang: Lang = Language.zh,
) -> None:
    """Carry dismissals of earlier years over to a run: for the same unit, rule, cause and row.

    They are marked with the year and reason they come from, and can be set back to open.
    """
    from .reports.carrying import carry as carried
    from .reports.carrying import read_former
    from .reports.review_screen import print_carried

    *former, run = sources
    if not former:
        raise UsageError(f"{run}: name the run of an earlier year first, then the new one")
    print_carried(carried(read_former(former, run), run), run, lang.value)
