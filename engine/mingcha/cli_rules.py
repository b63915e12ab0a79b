"""The command line of the rules: ``mingcha rules list``, ``show``, ``check``, ``new``, ``coverage`` and ``schema``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .errors import UsageError

EXIT_WRONG = 2

app = typer.Typer(help="The rules of the knowledge base: list, show, check, begin one, see what they did.", no_args_is_help=True)


class Language(StrEnum):
    """Language of what is printed."""

    zh = "zh"
    en = "en"


Lang = Annotated[Language, typer.Option("--lang", help="Language of titles and messages.")]
Knowledge = Annotated[Path | None, typer.Option("--knowledge", help="A folder laid over the shipped knowledge, file by file.")]


@app.command("list")
def list_(
    family: Annotated[str | None, typer.Option("--family", help="Only the rules of this family, such as TOT.")] = None,
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rules as JSON.")] = False,
) -> None:
    """List the rules: id, severity, what must hold, scope and legal basis."""
    from .knowledge import load
    from .loading.flaws import remedy
    from .rulebook.screen import listed, print_list

    rules = load(knowledge).rules
    families = {rule.family for rule in rules}
    if family is not None and family not in families:
        raise UsageError(f"there is no family {family!r}; {remedy(family.upper(), families)}")
    chosen = [rule for rule in rules if family in (None, rule.family)]
    if as_json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode([listed(rule) for rule in chosen]), indent=2) + b"\n")
    else:
        print_list(chosen, lang.value)


@app.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="Such as TOT-001.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
) -> None:
    """Show all that a rule says: what it demands, its laws, when it applies, why it matters, its examples and its file."""
    from .knowledge import load
    from .loading import read_source
    from .loading.flaws import remedy
    from .loading.yamls import parse_yaml
    from .rulebook.screen import print_rule

    loaded = load(knowledge)
    rules = {rule.id: rule for rule in loaded.rules}
    if rule_id not in rules:
        raise UsageError(f"there is no rule {rule_id!r}; {remedy(rule_id.upper(), rules)}")
    rule = rules[rule_id]
    print_rule(rule, parse_yaml(read_source(Path(rule.path), rule.id)), loaded, lang.value)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Rule and diagnosis files, or folders with such.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
) -> None:
    """Check rule and diagnosis files: every error with line and column, then each file's examples.

    Exit status: 0 all are right, 2 some are wrong.
    """
    from .rulebook.checking import check_files
    from .rulebook.screen import print_checked

    checked = check_files(paths, knowledge)
    print_checked(checked, lang.value)
    if not all(one.right for one in checked):
        raise typer.Exit(EXIT_WRONG)


@app.command()
def new(
    family: Annotated[str, typer.Argument(help="Three capital letters: a family there is, or one of your own.")],
    rule_id: Annotated[str | None, typer.Option("--id", help="The id; the family's next free number where left out.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The knowledge folder it is written into; else it is printed.")
    ] = None,
) -> None:
    """Begin a rule: a commented file that passes the check, to be changed piece by piece."""
    from .knowledge import load
    from .rulebook.skeleton import new_id, skeleton, write_skeleton

    begun = new_id(family, load(out if out is not None and out.is_dir() else None), rule_id)
    if out is None:
        sys.stdout.write(skeleton(begun))
    else:
        typer.echo(write_skeleton(begun, out))


@app.command()
def coverage(
    runs: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders that mingcha screen --out wrote.")],
    lang: Lang = Language.zh,
    knowledge: Knowledge = None,
) -> None:
    """Show what became of each rule in runs: in how many documents it held, fired, had no data or did not apply, and why.

    Where findings were reviewed: how many of those that rest on the rule were confirmed, of how many that were judged, and
    between which shares that puts the rule (95 %). What was carried over from another year does not count.
    """
    from .knowledge import load
    from .rulebook.coverage import coverage_of
    from .rulebook.screen import print_coverage

    print_coverage(coverage_of(runs, load(knowledge)), lang.value)


@app.command()
def schema(
    knowledge: Knowledge = None,
    diagnoses: Annotated[bool, typer.Option("--diagnoses", help="That of diagnosis files.")] = False,
    features: Annotated[bool, typer.Option("--features", help="That of the files of features.")] = False,
) -> None:
    """Print the JSON Schema of rule files, of diagnosis files, or of the files of features, for editors."""
    from .knowledge import load
    from .loading.peers import feature_schema_text
    from .loading.schema import diagnosis_schema_text, schema_text

    if features:
        sys.stdout.write(feature_schema_text())
        return
    sys.stdout.write(diagnosis_schema_text() if diagnoses else schema_text(load(knowledge).dimensions))
