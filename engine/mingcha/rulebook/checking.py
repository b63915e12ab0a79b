"""Check rule and diagnosis files: what is wrong in each, with its place, and which of its examples fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..errors import KnowledgeError, UsageError
from ..knowledge import Cause, Rule
from ..loading import LAST_RESORT, cause_from, circles, lacking, load_knowledge, read_source, rule_from, rule_schema
from ..loading.schema import diagnosis_schema
from ..loading.shape import Schema
from ..loading.yamls import parse_yaml
from ..running import Screener
from .examples import CAUSE_SIDES, Failure, examples_of, failures_of, failures_of_cause


class Checked(Struct, frozen=True):
    """What came of checking one file.

    Attributes:
        path: the file as the user named it.
        rule, cause: the rule or the diagnosis it states; None where it is wrong.
        errors: what is wrong in it, in the order of the lines.
        failures: examples that do not do what they stand for, of ``examples`` in all.
    """

    path: Path
    rule: Rule | None = None
    cause: Cause | None = None
    errors: tuple[KnowledgeError, ...] = ()
    failures: tuple[Failure, ...] = ()
    examples: int = 0

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors and not self.failures


def check_files(paths: Sequence[Path], overlay: Path | None = None) -> list[Checked]:
    """Check each file, then run the examples of those that are right in themselves over the rest of the knowledge.

    Args:
        paths: files, or folders with all rule and diagnosis files in them.
        overlay: a folder laid over the shipped knowledge; what it has of the files themselves is not used.

    Raises:
        UsageError: a path is not there, or no file is a rule file.
        KnowledgeError: the knowledge that the files are checked against is wrong itself.
    """
    files = rule_files(paths)
    base = load_knowledge(overlay, but=files)
    read = _unique([_read(path, rule_schema(base.dimensions), diagnosis_schema()) for path in files])
    rules = {rule.id: rule for rule in base.rules} | {one.rule.id: one.rule for one in read if one.rule is not None}
    causes = {cause.id: cause for cause in base.causes} | {one.cause.id: one.cause for one in read if one.cause is not None}
    turning = circles(tuple(causes.values()))
    read = [_without_circle(one, turning) for one in read]
    sound = [cause for cause in causes.values() if cause.id not in turning]
    if lack := lacking(sound):
        return _without_last_resort(read, lack)
    screener = Screener(
        replace(
            base,
            rules=tuple(rules[name] for name in sorted(rules)),
            causes=tuple(sorted(sound, key=lambda cause: (-cause.weight, cause.id))),
        )
    )
    return [_with_examples(one, screener) for one in read]


def rule_files(paths: Iterable[Path]) -> list[Path]:
    """The files among ``paths``: a file itself; of a folder those in its folders rules and diagnoses, or all where it has none.

    Raises:
        UsageError: a path is not there, or no file is a rule file.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder; check the path")
        folders = [inner for inner in (path / "diagnoses", path / "rules") if inner.is_dir()] or [path]
        files.extend(sorted(file for folder in folders for file in folder.rglob("*.yaml")) if path.is_dir() else [path])
    files = [file for file in files if file.name not in _NUMBERS]
    if not files:
        raise UsageError(f"{', '.join(map(str, paths))}: there is no rule file; their names end in .yaml")
    return list(dict.fromkeys(files))


_NUMBERS = ("calibration.yaml", "odds.yaml")


def _read(path: Path, schema: Schema, of_diagnoses: Schema) -> Checked:
    if path.parent.name == "diagnoses":
        return _read_cause(path, of_diagnoses)
    name = "/".join(path.parts[-3:]) if path.parent.parent.name == "rules" else path.name
    try:
        source = read_source(path, name)
        return Checked(path, rule_from(source, parse_yaml(source), schema))
    except KnowledgeError as error:
        return Checked(path, errors=error.all)


def _read_cause(path: Path, schema: Schema) -> Checked:
    try:
        source = read_source(path, f"diagnoses/{path.name}")
        return Checked(path, cause=cause_from(source, parse_yaml(source), schema))
    except KnowledgeError as error:
        return Checked(path, errors=error.all)


def _without_circle(one: Checked, turning: Mapping[str, str]) -> Checked:
    """A diagnosis that rests on its own absence, or on one that is not there, is wrong."""
    if one.cause is None or one.cause.id not in turning:
        return one
    return Checked(one.path, errors=(KnowledgeError(str(one.path), turning[one.cause.id]),))


def _without_last_resort(read: Sequence[Checked], lack: str) -> list[Checked]:
    """Nothing can be screened with such diagnoses, so no example is run; what is wrong is the file that was to fit all.

    Raises:
        KnowledgeError: it is not among the files: what they are checked against lacks it.
    """
    if all(one.path.stem != LAST_RESORT for one in read):
        raise KnowledgeError(f"{LAST_RESORT}.yaml", lack)
    return [
        Checked(one.path, errors=(KnowledgeError(str(one.path), lack),))
        if one.cause is not None and one.cause.id == LAST_RESORT
        else one
        for one in read
    ]


def _unique(read: Sequence[Checked]) -> list[Checked]:
    """Two files with one id: the second is wrong."""
    first: dict[str, Path] = {}
    result: list[Checked] = []
    for one in read:
        earlier = first.setdefault(one.rule.id, one.path) if one.rule is not None else one.path
        if one.rule is not None and earlier != one.path:
            reason = f"the id {one.rule.id!r} is that of {earlier} too; give one of the two another number"
            result.append(Checked(one.path, errors=(KnowledgeError(str(one.path), reason),)))
        else:
            result.append(one)
    return result


def _with_examples(one: Checked, screener: Screener) -> Checked:
    if one.cause is not None:
        failures = tuple(failures_of_cause(one.cause, screener))
        return replace(one, failures=failures, examples=sum(len(one.cause.examples.get(side, ())) for side in CAUSE_SIDES))
    if one.rule is None:
        return one
    return replace(one, failures=tuple(failures_of(one.rule, screener)), examples=len(examples_of(one.rule)))
