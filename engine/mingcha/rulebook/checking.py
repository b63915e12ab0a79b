"""Check rule files: what is wrong in each, with its place, and which of its examples fail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..errors import KnowledgeError, UsageError
from ..knowledge import Rule
from ..loading import load_knowledge, read_source, rule_from, rule_schema
from ..loading.shape import Schema
from ..loading.yamls import parse_yaml
from ..running import Screener
from .examples import Failure, examples_of, failures_of


class Checked(Struct, frozen=True):
    """What came of checking one rule file.

    Attributes:
        path: the file as the user named it.
        rule: what it states; None where it is wrong.
        errors: what is wrong in it, in the order of the lines.
        failures: examples that do not do what they stand for, of ``examples`` in all.
    """

    path: Path
    rule: Rule | None
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
        paths: files, or folders with all rule files in them.
        overlay: a folder laid over the shipped knowledge; what it has of the files themselves is not used.

    Raises:
        UsageError: a path is not there, or no file is a rule file.
        KnowledgeError: the knowledge that the files are checked against is wrong itself.
    """
    files = rule_files(paths)
    base = load_knowledge(overlay, but=files)
    read = _unique([_read(path, rule_schema(base.dimensions)) for path in files])
    rules = {rule.id: rule for rule in base.rules} | {one.rule.id: one.rule for one in read if one.rule is not None}
    screener = Screener(replace(base, rules=tuple(rules[name] for name in sorted(rules))))
    return [_with_examples(one, screener) for one in read]


def rule_files(paths: Iterable[Path]) -> list[Path]:
    """The rule files among ``paths``: a file itself; of a folder those in its folder rules, or all where it has none.

    Raises:
        UsageError: a path is not there, or no file is a rule file.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder; check the path")
        folder = path / "rules" if (path / "rules").is_dir() else path
        files.extend(sorted(folder.rglob("*.yaml")) if path.is_dir() else [path])
    if not files:
        raise UsageError(f"{', '.join(map(str, paths))}: there is no rule file; their names end in .yaml")
    return list(dict.fromkeys(files))


def _read(path: Path, schema: Schema) -> Checked:
    name = "/".join(path.parts[-3:]) if path.parent.parent.name == "rules" else path.name
    try:
        source = read_source(path, name)
        return Checked(path, rule_from(source, parse_yaml(source), schema))
    except KnowledgeError as error:
        return Checked(path, None, error.all)


def _unique(read: Sequence[Checked]) -> list[Checked]:
    """Two files with one id: the second is wrong."""
    first: dict[str, Path] = {}
    result: list[Checked] = []
    for one in read:
        earlier = first.setdefault(one.rule.id, one.path) if one.rule is not None else one.path
        if one.rule is not None and earlier != one.path:
            reason = f"the id {one.rule.id!r} is that of {earlier} too; give one of the two another number"
            result.append(Checked(one.path, None, (KnowledgeError(str(one.path), reason),)))
        else:
            result.append(one)
    return result


def _with_examples(one: Checked, screener: Screener) -> Checked:
    if one.rule is None:
        return one
    return replace(one, failures=tuple(failures_of(one.rule, screener)), examples=len(examples_of(one.rule)))
