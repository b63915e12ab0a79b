"""Files to Knowledge: read, checked as a whole, and refused as a whole where any of them is wrong.

PyYAML is imported where a file must be parsed, which is seldom: see cache.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from ..errors import KnowledgeError, together
from ..knowledge import Calibration, Cause, Dimension, Knowledge, Odds, Rule, shipped
from ..peers.declared import Feature, Peers
from . import cache, peers
from .diagnoses import cause_of, circles_of, fits_all, flaws_of_diagnosis
from .files import Source, digest, read_source, sources
from .flaws import Flaw
from .groups import GROUPS, flaws_of_amount
from .rules import flaws_of_rule, rule_of
from .schema import FILES, diagnosis_schema, rule_schema, terms_schema
from .shape import Schema, flaws_of
from .tables import accounts, contents, counterparts
from .words import dimensions, flaws_of_trees, table_kinds, terms

__all__ = [
    "LAST_RESORT",
    "Source",
    "cause_from",
    "circles",
    "lacking",
    "load_knowledge",
    "read_source",
    "rule_from",
    "rule_schema",
]

_DIMENSIONS, _TERMS, _KINDS = "taxonomy/dimensions.yaml", "language/terms.yaml", "layouts/tables.yaml"
_ACCOUNTS = tuple(f"taxonomy/{table}.csv" for table in ("functional", "economy_dept", "economy_gov"))
_PAIRS, _CONTENTS = "taxonomy/dept_to_gov.csv", "taxonomy/economy_content.csv"
_CALIBRATION, _ODDS = "diagnoses/calibration.yaml", "diagnoses/odds.yaml"
_MOST_ERRORS = 50

LAST_RESORT = "unexplained_figure"
"""The shipped diagnosis that fits every suspect."""

REPORTS = "reports/"
"""The folder of the words of reports: they decide nothing, so they are no part of ``Knowledge`` and its hash."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def load_knowledge(overlay: Path | None = None, but: Iterable[Path] = ()) -> Knowledge:
    """Read the knowledge base, with ``overlay`` laid over it file by file and the files ``but`` left out.

    Raises:
        KnowledgeError: names everything that is wrong, in all files; there is no half knowledge base.
    """
    left_out = tuple(but)
    files = {name: file for name, file in sources(shipped(), overlay, left_out).items() if not name.startswith(REPORTS)}
    for name in (*FILES, *_ACCOUNTS, _PAIRS, _CONTENTS, peers.AMOUNTS, peers.FAMILIES, GROUPS):
        if name not in files:
            raise KnowledgeError(str(shipped() / name), "the file is missing; restore it from the release")
    key = digest(files.values())
    known = cache.cached(key)
    trees = _parsed(files) if known is None else known

    _refuse(files[_DIMENSIONS], _flaws_of_dimensions(trees[_DIMENSIONS]))
    dims = dimensions(trees[_DIMENSIONS])
    shapes = {**FILES, _TERMS: terms_schema(dims)}
    words = [name for name in trees if name.startswith(("layouts/", "language/"))]
    _each(words, lambda name: _refuse(files[name], flaws_of(trees[name], shapes.get(name, {}))))
    tables = _each(_ACCOUNTS, lambda name: accounts(files[name], files.get(name.replace(".csv", "_legacy.csv"))))
    pairs, uses = counterparts(files[_PAIRS]), contents(files[_CONTENTS])
    schema = rule_schema(dims)
    rules = _each([name for name in trees if name.startswith("rules/")], lambda name: rule_from(files[name], trees[name], schema))
    causes = _causes(files, trees)
    if not left_out:
        _refuse_incomplete(causes, files)
    _each((_CALIBRATION, _ODDS), lambda name: _refuse(files[name], _flaws_of_numbers(name, trees[name])))
    declared = _peers(files, trees, dims)
    if known is None:
        cache.keep(key, trees)
    return Knowledge(
        hash=key,
        dimensions=dims,
        functional=tables[0],
        economy_dept=tables[1],
        economy_gov=tables[2],
        dept_to_gov=pairs,
        contents=uses,
        words={PurePosixPath(name).stem: trees[name] for name in words if name not in (_TERMS, _KINDS)},
        tables=table_kinds(trees[_KINDS]),
        terms=terms(trees[_TERMS]),
        odds=Odds(**trees[_ODDS]),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        causes=tuple(sorted(causes, key=lambda cause: (-cause.weight, cause.id))),
        calibration=tuple(Calibration(**line) for line in trees[_CALIBRATION]["table"]),
        peers=declared,
    )


def feature_from(source: Source, data: Any, schema: Schema, known: peers.Names) -> Feature:
    """The feature that a parsed file states; ``known`` names what it can speak of.

    Raises:
        KnowledgeError: names everything that is wrong in the file.
    """
    _refuse(source, peers.flaws_of_feature(data, PurePosixPath(source.name).stem, schema, known))
    return peers.feature_of(data, source.shown)


def _peers(files: Mapping[str, Source], trees: Mapping[str, Any], dims: Mapping[str, Dimension]) -> Peers:
    names = [name for name in trees if name.startswith("peers/")]
    _each(names, lambda name: _refuse(files[name], peers.flaws_of_file(name, trees[name], dims)))
    schema, known = peers.feature_schema(), peers.names_of(trees)
    _refuse(files[GROUPS], flaws_of_amount(trees[GROUPS], known["amounts"]))
    features = [name for name in names if name.startswith(peers.FEATURES)]
    made = _each(features, lambda name: feature_from(files[name], trees[name], schema, known))
    return peers.peers_of(trees, made)


def cause_from(source: Source, data: Any, schema: Schema) -> Cause:
    """The diagnosis that a parsed file states.

    Raises:
        KnowledgeError: names everything that is wrong in the file.
    """
    _refuse(source, flaws_of_diagnosis(data, PurePosixPath(source.name).stem, schema))
    return cause_of(data, source.shown)


def circles(causes: Sequence[Cause]) -> dict[str, str]:
    """By diagnosis why it cannot stand beside the others: it builds on one that is not there, or on its own absence."""
    return {name: flaw.reason for name, flaw in circles_of(causes).items()}


def lacking(causes: Iterable[Cause]) -> str:
    """Why some suspects would be left without a diagnosis; "" where one of the diagnoses fits them all."""
    if any(map(fits_all, causes)):
        return ""
    return f"no diagnosis is without conditions, for suspects that no other fits; restore {LAST_RESORT}"


def _causes(files: Mapping[str, Source], trees: Mapping[str, Any]) -> list[Cause]:
    schema = diagnosis_schema()
    names = [name for name in trees if name.startswith("diagnoses/") and name not in (_CALIBRATION, _ODDS)]
    return _each(names, lambda name: cause_from(files[name], trees[name], schema))


def _refuse_incomplete(causes: Sequence[Cause], files: Mapping[str, Source]) -> None:
    """Diagnoses must stand together: one fits whatever no other does, and none turns in a circle."""
    if lack := lacking(causes):
        raise KnowledgeError(str(shipped() / "diagnoses"), lack)
    _each(circles_of(causes).items(), lambda circle: _refuse(files[f"diagnoses/{circle[0]}.yaml"], [circle[1]]))


def rule_from(source: Source, data: Any, schema: Schema) -> Rule:
    """The rule that a parsed file states.

    Raises:
        KnowledgeError: names everything that is wrong in the file.
    """
    name = PurePosixPath(source.name)
    flaws = flaws_of_rule(data, name.stem, schema)
    if len(name.parts) > 1 and name.parts != ("rules", name.stem.partition("-")[0], name.name):
        family = name.stem.partition("-")[0]
        flaws.append(Flaw(("id",), f"the rule stands outside its family; move the file to rules/{family}/{name.name}"))
    _refuse(source, flaws)
    return rule_of(data, source.shown)


def _parsed(files: Mapping[str, Source]) -> dict[str, Any]:
    from .yamls import parse_yaml

    names = [name for name in files if name.endswith(".yaml")]
    return dict(zip(names, _each(names, lambda name: parse_yaml(files[name])), strict=True))


def _flaws_of_dimensions(data: Any) -> Iterator[Flaw]:
    flaws = list(flaws_of(data, FILES[_DIMENSIONS]))
    yield from flaws or flaws_of_trees(data)


def _flaws_of_numbers(name: str, data: Any) -> Iterator[Flaw]:
    flaws = list(flaws_of(data, FILES[name]))
    yield from flaws
    if name == _CALIBRATION and not flaws and not any(line["cause"] == "" for line in data["table"]):
        yield Flaw(("table",), 'there is no line of cause "", for the causes without lines of their own; add one')


def _refuse(source: Source, flaws: Iterable[Flaw]) -> None:
    found = list(flaws)
    if found:
        from .yamls import error_of

        raise error_of(source, found)


def _each(given: Iterable[_Given], make: Callable[[_Given], _Made]) -> list[_Made]:
    """What ``make`` gives for each; all errors together where it refuses some."""
    made: list[_Made] = []
    errors: list[KnowledgeError] = []
    for one in given:
        try:
            made.append(make(one))
        except KnowledgeError as error:
            errors.extend(error.all)
    if len(errors) > _MOST_ERRORS:
        rest = len(errors) - _MOST_ERRORS
        errors = [*errors[:_MOST_ERRORS], KnowledgeError(errors[_MOST_ERRORS].path, f"and {rest} errors more, from this file on")]
    if errors:
        raise together(errors)
    return made
