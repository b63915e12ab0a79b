"""YAML to plain values, safely: no aliases, no name twice, not too deep; and where in the text a value stands."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from ..errors import KnowledgeError, together
from .files import Source
from .flaws import Flaw, Path

__all__ = ["error_of", "parse_yaml", "together"]

_C_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAYBE_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])\*\w")
_DEEP = 60
_MAYBE_DEEP = re.compile(rf"(?m)^[ \t?:-]{{{_DEEP},}}")
# What PyYAML's constructors let through for a value such as 2024-13-45, !!bool x or a number of 5,000 digits.
_OF_VALUES = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError)


class _Loader(_C_LOADER):  # type: ignore[misc]  # a C loader has no types
    """The safe loader, but a name that stands twice in a mapping is an error and not the last one's."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value!r} stands twice; keep one of the two", key.start_mark
                    )
                seen.add(key.value)
        return mapping


def parse_yaml(source: Source) -> Any:
    """What a file says, as mappings, lists and scalars.

    Raises:
        KnowledgeError: not UTF-8, not YAML, empty, an alias, a name twice, or nested too deeply; with line and column.
    """
    text = source.text
    try:
        if _MAYBE_ALIAS.search(text) or _MAYBE_DEEP.search(text) or text.count("[") + text.count("{") > _DEEP:
            _refuse_bombs(text, source.shown)
        value = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise KnowledgeError(source.shown, f"not valid YAML: {_said(error)}", line, column) from None
    except yaml.YAMLError as error:
        raise KnowledgeError(source.shown, f"not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise KnowledgeError(source.shown, "nested too deeply; no knowledge file needs that") from None
    except _OF_VALUES as error:
        raise KnowledgeError(source.shown, f"a value is not what its form says ({error}); put it in quotes") from None
    if value is None:
        raise KnowledgeError(source.shown, "the file is empty; write it or take it away")
    return value


def _said(error: yaml.MarkedYAMLError) -> str:
    """What the parser says, with the place where what it could not finish began."""
    began = error.context_mark
    where = f" that begins in line {began.line + 1}, column {began.column + 1}:" if began and error.context else ""
    return " ".join(part for part in (f"{error.context or ''}{where}", error.problem) if part)


def _refuse_bombs(text: str, shown: str) -> None:
    """An alias can make a small file describe gigabytes, and deep nesting overflows the parser's stack: no file needs either.

    The events come one by one, so that this stops at the first that is too much.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_C_LOADER):
        mark: Any = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            raise KnowledgeError(shown, "aliases (*name) are not allowed; write the value out", line, column)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEP:
            raise KnowledgeError(shown, "nested too deeply; no knowledge file needs that", line, column)


def error_of(source: Source, flaws: Iterable[Flaw]) -> KnowledgeError:
    """One error for all flaws of a file that was parsed, each with its line and column.

    The places are sought only here, in a second parse, so that loading right files stays fast.
    """
    tree = yaml.compose(source.text, Loader=_C_LOADER)
    errors = [KnowledgeError(source.shown, flaw.reason, *_place(tree, flaw.path, flaw.key)) for flaw in flaws]
    errors.sort(key=lambda error: (error.line, error.column))
    return together(errors)


def _place(node: Any, path: Path, key: bool) -> tuple[int, int]:
    """Line and column of what ``path`` leads to, or of the last part of it that is there."""
    found = node
    for index, part in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                break
            node = pair[1]
            found = pair[0] if key and index == len(path) - 1 else node
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node = node.value[part]
        else:
            break
    return found.start_mark.line + 1, found.start_mark.column + 1
