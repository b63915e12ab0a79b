"""The command line of peers: ``mingcha peers fit``, ``score``, ``show`` and ``features``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_rules import Knowledge, Lang, Language
from .errors import UsageError

if TYPE_CHECKING:
    from . import knowledge as known
    from .peers.table import FeatureTable
    from .running.profiles import Profiles

ALPHA, TREES, PAGES = 0.01, 64, 100
"""As in ``peers.scoring``, whose import takes a second that a command line without peers need not wait for."""

app = typer.Typer(
    help="Whose spending is unusual, among whom, and why: learn from many units what is usual, score units, show one.",
    no_args_is_help=True,
)

Runs = Annotated[
    list[Path],
    typer.Argument(metavar="RUN...", help="Folders that mingcha screen --out wrote, or feature tables (.parquet, .csv)."),
]
Alpha = Annotated[
    float,
    typer.Option(
        "--alpha", min=0.0001, max=0.5, help="List units with a p-value of at most this: that share of usual units is listed too."
    ),
]
Trees = Annotated[int, typer.Option("--trees", min=1, max=100_000, help="Trees of the forest; more are steadier and slower.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Threads; the results are the same for any number.")]
Pages = Annotated[
    int,
    typer.Option(
        "--pages", min=0, help="So many of the listed units, the first by rank, get a page with plots: about a second each."
    ),
]
Reviewed = Annotated[
    bool,
    typer.Option(
        "--reviewed", help="The units of the reference were reviewed and found in order: hold the share of false discoveries too."
    ),
]


@app.command()
def fit(
    runs: Runs,
    out: Annotated[Path, typer.Option("--out", help="The file the model is written to, such as peers.skops.")],
    trees: Trees = TREES,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the trees.")] = 0,
    neighbours: Annotated[
        bool, typer.Option("--neighbours", help="A second detector too: finds more, and takes longer.")
    ] = False,
    jobs: Jobs = 1,
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
) -> None:
    """Learn from screened disclosures, or feature tables, what is usual, and write it as a model."""
    from .knowledge import load
    from .peers.model import save
    from .peers.scoring import fit
    from .peers.telling import Teller
    from .reporting.peers import print_fitted
    from .running.profiles import Profiles

    loaded = load(knowledge)
    units = _units(runs, loaded)
    table = units.table if isinstance(units, Profiles) else units
    model = fit(table, loaded, trees=trees, neighbours=neighbours, jobs=jobs, seed=seed)
    save(model, out)
    print_fitted(model, out, len(table.ids), Teller(loaded.peers, lang.value), lang.value)


@app.command()
def score(
    runs: Runs,
    model: Annotated[Path, typer.Option("--model", help="What mingcha peers fit wrote.")],
    out: Annotated[Path, typer.Option("--out", help="Where scores.jsonl, scores/, peers.json and peers.html are written.")],
    alpha: Alpha = ALPHA,
    reviewed: Reviewed = False,
    jobs: Jobs = 1,
    pages: Pages = PAGES,
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no table of units.")] = False,
) -> None:
    """Score units among their peers and write who is unusual, among whom, and why.

    Exit status: 0 scored, however many are listed; 2 wrong usage.
    """
    from .knowledge import load
    from .peers.model import load as load_model
    from .reporting.peers import print_compared, write_compared
    from .running.compared import compare

    loaded = load(knowledge)
    learnt = load_model(model, loaded)
    compared = compare(_units(runs, loaded), loaded, learnt, alpha=alpha, reviewed=reviewed, jobs=jobs)
    write_compared(out, compared, lang.value, pages=pages)
    print_compared(compared, out, lang.value, with_list=not quiet)


@app.command()
def show(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that mingcha peers score or screen --peers wrote.")],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The unit's name or a part of it, or the id of the unit-year.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
) -> None:
    """Show why a unit has its score: each reason with the figures behind it and where they stand."""
    from .knowledge import load
    from .peers.telling import Teller
    from .reporting.peers import find_scores, print_score

    found = find_scores(out, unit)
    teller = Teller(load(knowledge).peers, lang.value)
    for one in found:
        print_score(one, teller, lang.value)


@app.command()
def features(
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the features as JSON.")] = False,
) -> None:
    """List the features that units are compared by: id, name, unit, which side is suspicious."""
    from .knowledge import load
    from .reporting.peers import listed_features, print_features

    peers = load(knowledge).peers
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(listed_features(peers)), indent=2) + b"\n")
    else:
        print_features(peers, lang.value)


def _units(runs: list[Path], knowledge: known.Knowledge) -> Profiles | FeatureTable:
    """The profiles of runs, or feature tables as one."""
    from .peers.table import read_tables
    from .running.profiles import read_profiles

    folders = [path for path in runs if path.is_dir()]
    if folders and len(folders) < len(runs):
        other = next(path for path in runs if path not in folders)
        raise UsageError(f"{folders[0]} is a folder and {other} is none; give either folders of runs or feature tables")
    return read_profiles(runs, knowledge, warn) if folders else read_tables(runs, knowledge)


def warn(told: str) -> None:
    """Say on the error stream what is worth knowing and no error."""
    print(f"mingcha: {told}", file=sys.stderr)
