"""The command line of generated corpora: ``mingcha corpus make``, ``damage`` and ``kinds``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import UsageError

if TYPE_CHECKING:
    from mingcha_datasets.corpus.damaging import Damaged

EXIT_NO_PLACE = 1

app = typer.Typer(
    help="Disclosures that are made up, and known to the last figure: to measure and to try out what reads disclosures.",
    no_args_is_help=True,
)


class Layout(StrEnum):
    """Whose form it is."""

    shaanxi = "shaanxi"
    shandong = "shandong"
    shanxi = "shanxi"
    jiangsu = "jiangsu"
    shanghai = "shanghai"


class Kind(StrEnum):
    """What is disclosed."""

    budget = "budget"
    final = "final"


Province = Annotated[Layout, typer.Option("--layout", help="The province whose form they have.")]
Disclosed = Annotated[Kind, typer.Option("--kind", help="Budgets (预算) or final accounts (决算).")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The number of the first.")]
Count = Annotated[int, typer.Option("--count", min=1, help="How many: those of the numbers from --seed on.")]
Formats = Annotated[
    str, typer.Option("--as", metavar="FORMATS", help="txt, docx, xlsx, html, pdf …; several with commas, or all.")
]


@app.command()
def make(
    layout: Province,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where they go: a folder that is new, empty or a corpus.")],
    kind: Disclosed = Kind.budget,
    seed: Seed = 1,
    count: Count = 1,
    formats: Formats = "txt",
    figures: Annotated[
        bool, typer.Option("--figures", help="Write what every printed figure truly says too, as NAME.figures.jsonl.")
    ] = False,
) -> None:
    """Make disclosures of units that do not exist, without a contradiction in them; the same number gives the same bytes.

    Every file is printed by its path. DIR/made.jsonl has a line for each disclosure: its unit and all the amounts that its
    figures are added up from.
    """
    from mingcha_datasets.corpus.making import make as made
    from mingcha_datasets.corpus.making import write
    from mingcha_datasets.errors import DatasetError

    wanted = _formats(formats)
    try:
        documents = (made(layout.value, kind.value, number) for number in range(seed, seed + count))
        for path in write(documents, out, wanted, figures=figures):
            typer.echo(path)
    except DatasetError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or error}); name a folder that can") from error


@app.command()
def damage(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where they go: a new or empty folder, or one of before.")],
    of: Annotated[
        Path | None, typer.Option("--of", metavar="DIR", help="Damage what make wrote there, instead of --layout … --count.")
    ] = None,
    layout: Province = Layout.shaanxi,
    kind: Disclosed = Kind.budget,
    seed: Seed = 1,
    count: Count = 1,
    damages: Annotated[int, typer.Option("--damages", min=1, help="How many mistakes each gets.")] = 1,
    kinds: Annotated[
        str,
        typer.Option("--kinds", metavar="KINDS", help="Of which kinds, several with commas; `mingcha corpus kinds` lists all."),
    ] = "",
    formats: Formats = "txt",
) -> None:
    """Make disclosures and damage them on purpose; NAME.labels.json says what is wrong where, and what would be right.

    Every file is printed by its path; on standard error, which disclosures have no place for the damage that was asked for.
    Exit status 1 where none has.
    """
    from mingcha_datasets.corpus.labelling import damaged, kinds_in, made_in, write_damaged
    from mingcha_datasets.corpus.making import Made
    from mingcha_datasets.corpus.making import make as made
    from mingcha_datasets.errors import DatasetError

    wanted = _formats(formats)

    def done(intact: Iterable[Made], chosen: tuple[str, ...]) -> Iterator[tuple[Made, Damaged]]:
        for each in intact:
            one = damaged(each, chosen, damages)
            if one is None:
                typer.echo(f"{each.name}: not written; there is no place in it for {damages} of this damage", err=True)
            else:
                yield each, one

    try:
        intact = made_in(of) if of else (made(layout.value, kind.value, number) for number in range(seed, seed + count))
        written = 0
        for path in write_damaged(done(intact, kinds_in(kinds)), out, wanted):
            typer.echo(path)
            written += 1
    except DatasetError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or error}); name a folder that can") from error
    if not written:
        typer.echo(
            "nothing was damaged; ask for other --kinds, fewer --damages, or a --layout or --count with room for them", err=True
        )
        raise typer.Exit(EXIT_NO_PLACE)


@app.command()
def kinds() -> None:
    """Print the kinds of damage: what --kinds of damage takes, what each is, and what a finding about it is called."""
    from mingcha_datasets.corpus.damage.kinds import KINDS

    for each in KINDS.values():
        typer.echo(f"{each.id}\t{each.zh}\t{each.en}\t{','.join(each.findings)}\t{each.severity}")


def _formats(text: str) -> tuple[str, ...]:
    from mingcha_datasets.files import FORMATS

    wanted = FORMATS if text == "all" else tuple(dict.fromkeys(text.split(",")))
    for each in wanted:
        if each not in FORMATS:
            raise UsageError(f"--as {text}: there is no format {each!r}; choose from {', '.join(FORMATS)}, or all")
    return wanted
