"""The command line: ``mingcha screen``, ``status``, ``report``, ``review``, ``explain``, ``corpus``, ``bench`` and more."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import __version__
from .cli_bench import app as bench_app
from .cli_corpus import app as corpus_app
from .cli_limits import with_limits
from .cli_peers import ALPHA, PAGES, Alpha, Pages
from .cli_peers import app as peers_app
from .cli_report import report
from .cli_review import app as review_app
from .cli_rules import Knowledge, Lang, Language
from .cli_rules import app as rules
from .cli_status import status
from .errors import KnowledgeError, MingchaError, UsageError
from .findings import SEVERITIES
from .reading import Limits
from .running import Screener

if TYPE_CHECKING:
    from .running.kept import Progress

EXIT_FINDINGS, EXIT_USAGE, EXIT_UNREAD, EXIT_STOPPED = 1, 2, 3, 130

_STOPPED = {
    "zh": "已停止；已审查的结果保存在 {out}，再次运行同一命令即可继续（mingcha status 查看进度）",
    "en": "stopped; what was screened is kept in {out}: the same command goes on (mingcha status says how far it is)",
}

app = typer.Typer(
    name="mingcha",
    help="Screen published budget disclosures (预算公开): read every figure, check it, say what is wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(status)
app.command()(report)
app.add_typer(review_app, name="review")
app.add_typer(rules, name="rules")
app.add_typer(peers_app, name="peers")
app.add_typer(corpus_app, name="corpus")
app.add_typer(bench_app, name="bench")


class Severity(StrEnum):
    """How serious a finding is."""

    info = "info"
    warning = "warning"
    error = "error"


@app.command()
@with_limits
def screen(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, archives, patterns in quotes ('a/**/*.pdf'), URLs, or @LIST with one of them a line."
        ),
    ],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where everything goes; a folder, or a URL with --journal.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    fail_on: Annotated[
        Severity | None, typer.Option("--fail-on", help="Exit with 1 when a finding is this serious or more.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no table of findings.")] = False,
    reports: Annotated[
        str, typer.Option("--report", metavar="FORMATS", help="Write reports too: html, xlsx, sarif, csv; several with commas.")
    ] = "",
    bundle: Annotated[
        bool, typer.Option("--bundle", help="The named files together, each folder and each archive are one disclosure.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="Processes that screen; by itself one a processor, none for few files.",
            rich_help_panel="Many",
        ),
    ] = None,
    retry_stopped: Annotated[
        bool,
        typer.Option(
            "--retry-stopped", help="Try again what a limit or a crash ended in an earlier run.", rich_help_panel="Many"
        ),
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="dask[=SCHEDULER]", help="Screen on a cluster.", rich_help_panel="Many"),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal", metavar="DIR", help="A local folder for the run, where --out is a URL.", rich_help_panel="Many"
        ),
    ] = None,
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
    reviews: Annotated[
        list[Path] | None,
        typer.Option(
            "--reviews",
            metavar="OLD",
            help="Carry dismissals over from the run of an earlier year, or a file of mingcha review export; may be repeated.",
        ),
    ] = None,
    *,
    limits: Limits,
) -> None:
    """Screen disclosures and write what was found; the same command again goes on where it was stopped.

    Exit status: 0 screened, 1 findings at or above --fail-on, 2 wrong usage, 3 some documents could not be read whole,
    130 stopped.
    """
    from .screening import Order, carry_out

    order = Order(
        sources=tuple(sources),
        out=out,
        journal=journal,
        bundle=bundle,
        jobs=jobs,
        on=on,
        retry_stopped=retry_stopped,
        peers=peers,
        peers_model=peers_model,
        alpha=alpha,
        pages=pages,
        reviews=tuple(reviews or ()),
        quiet=quiet,
        reports=reports,
        knowledge=knowledge,
    )
    try:
        done = carry_out(order, Screener(knowledge, lang=lang.value, limits=limits))
    except KeyboardInterrupt:
        print(f"mingcha: {_STOPPED[lang.value].format(out=out)}", file=sys.stderr)
        raise typer.Exit(EXIT_STOPPED) from None
    raise typer.Exit(_exit_status(done, fail_on))


def _exit_status(done: Progress, fail_on: Severity | None) -> int:
    if done.failed or done.partly:
        return EXIT_UNREAD
    if fail_on is not None:
        found = {"error": done.errors, "warning": done.warnings, "info": done.hints}
        if any(found[severity] for severity in SEVERITIES[SEVERITIES.index(fail_on.value) :]):
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
