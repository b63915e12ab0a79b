"""The command line: ``mingcha screen``, ``mingcha explain``, ``mingcha read``, ``mingcha rules`` and ``mingcha peers``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import __version__
from .cli_limits import with_limits
from .cli_peers import ALPHA, PAGES, Alpha, Pages, warn
from .cli_peers import app as peers_app
from .cli_rules import Knowledge, Lang, Language
from .cli_rules import app as rules
from .errors import KnowledgeError, MingchaError, UsageError
from .findings import SEVERITIES
from .reading import Limits
from .running import Run, Screener, collect, screen_bundles, screen_files

if TYPE_CHECKING:
    from .peers.model import Model
    from .running.compared import Compared

EXIT_FINDINGS, EXIT_USAGE, EXIT_UNREAD = 1, 2, 3

app = typer.Typer(
    name="mingcha",
    help="Screen published budget disclosures (预算公开): read every figure, check it, say what is wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(rules, name="rules")
app.add_typer(peers_app, name="peers")


class Severity(StrEnum):
    """How serious a finding is."""

    info = "info"
    warning = "warning"
    error = "error"


@app.command()
@with_limits
def screen(
    sources: Annotated[list[Path], typer.Argument(help="Files, archives or folders; of a folder, its documents and archives.")],
    out: Annotated[Path, typer.Option("--out", help="Where findings.jsonl, proofs.jsonl, profiles.jsonl and run.json go.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    fail_on: Annotated[
        Severity | None, typer.Option("--fail-on", help="Exit with 1 when a finding is this serious or more.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no table of findings.")] = False,
    bundle: Annotated[
        bool, typer.Option("--bundle", help="The named files together, each folder and each archive are one disclosure.")
    ] = False,
    peers: Annotated[
        bool, typer.Option("--peers", help="Compare the units with each other too.", rich_help_panel="Peers")
    ] = False,
    peers_model: Annotated[
        Path | None,
        typer.Option(
            "--peers-model", metavar="MODEL", help="Compare them with those that a model was fitted on.", rich_help_panel="Peers"
        ),
    ] = None,
    alpha: Alpha = ALPHA,
    pages: Pages = PAGES,
    *,
    limits: Limits,
) -> None:
    """Screen disclosures and write what was found.

    Exit status: 0 screened, 1 findings at or above --fail-on, 2 wrong usage, 3 some documents could not be read whole.
    """
    from .reporting import write_run
    from .reporting.screen import Progress, print_run

    screener = Screener(knowledge, lang=lang.value, limits=limits)
    learnt = _learnt(peers_model, screener)
    files, passed = collect(sources)
    if not files:
        raise UsageError(f"{', '.join(map(str, sources))}: there is no file to screen; name it, or give a folder with documents")
    with Progress(len(files)) as progress:
        if bundle:
            result = screen_bundles(sources, screener, progress.advance, with_proofs=True)
        else:
            result = screen_files(files, passed, screener, progress.advance, with_proofs=True)
    compared = _compared(result, learnt, screener, out, alpha) if peers or learnt is not None else None
    write_run(result, out, __version__, compared)
    print_run(result, out, lang.value, with_findings=not quiet)
    if compared is not None:
        from .reporting.peers import print_compared, write_compared

        write_compared(out, compared, lang.value, pages=pages)
        print_compared(compared, out, lang.value, with_list=not quiet)
    raise typer.Exit(_exit_status(result, fail_on))


def _learnt(path: Path | None, screener: Screener) -> Model | None:
    """A model, read before the documents are, for whose screening a wrong one would have been waited."""
    if path is None:
        return None
    from .peers.model import load

    return load(path, screener.knowledge)


def _compared(result: Run, model: Model | None, screener: Screener, out: Path, alpha: float) -> Compared | None:
    """The units of a run compared with their peers; None where none could be read."""
    from .peers.table import table_of
    from .running.compared import compare
    from .running.profiles import one_each

    profiles = {profile.id: profile for profile in one_each(result.profiles, warn)}
    if not profiles:
        warn("no unit could be read that could be compared with its peers")
        return None
    return compare(table_of(profiles.values(), screener.knowledge), profiles, screener.knowledge, model, alpha=alpha)


def _exit_status(result: Run, fail_on: Severity | None) -> int:
    if result.failed:
        return EXIT_UNREAD
    if fail_on is not None:
        worst = max((SEVERITIES.index(finding.severity) for finding in result.findings), default=-1)
        if worst >= SEVERITIES.index(fail_on.value):
            return EXIT_FINDINGS
    return 0


@app.command()
def explain(
    out: Annotated[Path, typer.Argument(help="The folder that mingcha screen --out wrote.")],
    finding: Annotated[str, typer.Argument(metavar="ID", help="The id of a finding, or a beginning that no other has.")],
    lang: Lang = Language.zh,
    as_json: Annotated[bool, typer.Option("--json", help="Print the proof as JSON, in both languages.")] = False,
) -> None:
    """Prove a finding: its cause, the wrong figure, the relations that fail and that hold, down to the cells and the laws."""
    from .explaining.kept import find_proof
    from .reporting.tree import print_proof

    proof = find_proof(out, finding)
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(proof), indent=2) + b"\n")
    else:
        print_proof(proof, lang.value)


@app.command()
@with_limits
def read(
    source: Annotated[Path, typer.Argument(help="The file to read.")],
    coverage: Annotated[bool, typer.Option("--coverage", help="Print how much was understood, and what was not, only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything understood as JSON.")] = False,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="DIR", help="Draw the pages of a PDF or picture there, with what was understood marked."),
    ] = None,
    knowledge: Knowledge = None,
    *,
    limits: Limits,
) -> None:
    """Show what was understood of a disclosure: tables, every figure with its coordinate, every claim, and what was not."""
    from .reporting.screen import print_coverage, print_disclosure

    if not source.exists():
        raise UsageError(f"{source}: there is no such file; check the path")
    screener = Screener(knowledge, limits=limits)
    if image is not None:
        return _draw(source, screener, image)
    disclosure = screener.understand(source)
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(disclosure), indent=1) + b"\n")
    elif coverage:
        print_coverage(disclosure)
    else:
        print_disclosure(disclosure)
        print_coverage(disclosure)


def _draw(source: Path, screener: Screener, folder: Path) -> None:
    from .reading import read
    from .reporting.images import write_images
    from .reporting.screen import print_coverage
    from .running.files import contents

    data = contents(source, screener.limits)
    document = read(data, str(source), screener.limits)
    disclosure = screener.understand(document)
    for path in write_images(data, document, disclosure, screener.limits, folder):
        print(path)
    print_coverage(disclosure)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mingcha {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Mingcha (明察)."""


def main() -> None:
    """Run the command line; an error a user can mend is one sentence, not a traceback."""
    try:
        app()
    except (UsageError, KnowledgeError) as error:
        print(f"mingcha: {error}", file=sys.stderr)
        sys.exit(EXIT_USAGE)
    except MingchaError as error:
        print(f"mingcha: {error}", file=sys.stderr)
        sys.exit(EXIT_UNREAD)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
