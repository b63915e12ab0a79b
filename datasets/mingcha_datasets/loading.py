"""Read disclosures from YAML files."""

from collections.abc import Hashable
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from mingcha_datasets.decoding import decode
from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.errors import MalformedDisclosureError, UnknownSampleError
from mingcha_datasets.forms import FORMS, check

try:
    # The C parser reads the samples much faster; both accept the same files.
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


def sample_names() -> tuple[str, ...]:
    """The names of the samples of this package, in alphabetical order."""
    folder = resources.files("mingcha_datasets") / "sample"
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def load_sample(name: str) -> Disclosure:
    """The sample of that name."""
    if name not in sample_names():
        raise UnknownSampleError(name, sample_names())
    file = resources.files("mingcha_datasets") / "sample" / f"{name}.yaml"
    return parse_disclosure(file.read_text(encoding="utf-8"), file.name)


def load_samples() -> list[Disclosure]:
    """All samples, in the order of `sample_names()`."""
    return [load_sample(name) for name in sample_names()]


def load_disclosure(path: Path) -> Disclosure:
    """The disclosure that a YAML file of one's own holds."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise MalformedDisclosureError(path.name, "", f"not UTF-8 ({error})", "save the file as UTF-8") from error
    return parse_disclosure(text, path.name)


def parse_disclosure(text: str, file: str) -> Disclosure:
    """The disclosure that a YAML text holds; `file` is the name that errors show."""
    return disclosure_of(parse_yaml(text, file), file)


def parse_yaml(text: str, file: str) -> Any:
    """The plain values that a YAML text holds; a field that stands twice is refused."""
    try:
        return yaml.load(text, _UniqueKeyLoader)
    except (yaml.YAMLError, ValueError) as error:
        problem = f"not readable as YAML ({_one_line(error)})"
        raise MalformedDisclosureError(file, "", problem, "correct the place named") from error
    except RecursionError as error:
        raise MalformedDisclosureError(file, "", *_TOO_DEEP) from error


def disclosure_of(values: object, file: str) -> Disclosure:
    """The disclosure that plain values hold; `file` is the name that errors show."""
    try:
        disclosure: Disclosure = decode(values, Disclosure, file)
    except RecursionError as error:
        raise MalformedDisclosureError(file, "", *_TOO_DEEP) from error
    if disclosure.layout not in FORMS:
        problem = f"no form is known for {disclosure.layout!r}"
        raise MalformedDisclosureError(file, "layout", problem, f"use one of {', '.join(FORMS)}")
    check(disclosure, FORMS[disclosure.layout], file)
    return disclosure


_TOO_DEEP = ("nested too deeply", "take out what contains itself")


class _UniqueKeyLoader(SafeLoader):
    """Refuses a field that stands twice: YAML would keep the last and drop the others silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    problem = f"{key.value!r} stands twice"
                    raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
