"""The samples without their errors: each with the corrections that make its figures and words agree."""

import re
from copy import deepcopy
from dataclasses import dataclass
from importlib import resources
from typing import Any

from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.errors import MalformedDisclosureError, UnknownSampleError
from mingcha_datasets.loading import disclosure_of, parse_yaml, sample_names


@dataclass(frozen=True)
class Correction:
    """What a sample says wrongly.

    Attributes:
        where: the place in the sample's file, counted from one: `tables[3].rows[4][6]`.
        printed: what stands there; None where nothing does.
        right: what should; None where nothing should.
        why: what shows it.
    """

    where: str
    printed: Any
    right: Any
    why: str


def corrections(name: str) -> tuple[Correction, ...]:
    """What must be corrected in the sample of that name."""
    entries = parse_yaml(_text(name, "corrections"), f"corrections/{name}.yaml")
    return tuple(Correction(**entry) for entry in entries)


def load_consistent(name: str) -> Disclosure:
    """The sample of that name with its corrections.

    Raises:
        UnknownSampleError: no sample has the name.
        MalformedDisclosureError: a correction does not fit the sample.
    """
    file = f"{name}.yaml"
    values = parse_yaml(_text(name, "sample"), file)
    for correction in corrections(name):
        _correct(values, correction, file)
    return disclosure_of(values, file)


def _text(name: str, folder: str) -> str:
    if name not in sample_names():
        raise UnknownSampleError(name, sample_names())
    return (resources.files("mingcha_datasets") / folder / f"{name}.yaml").read_text(encoding="utf-8")


def _correct(values: Any, correction: Correction, file: str) -> None:
    *path, last = [int(index) - 1 if index else key for key, index in _STEP.findall(correction.where)]
    try:
        for step in path:
            values = values[step]
        there = values[last] if _holds(values, last) else None
    except (KeyError, IndexError, TypeError):
        there = values = None
    if values is None or there != correction.printed:
        raise MalformedDisclosureError(
            file,
            correction.where,
            f"{correction.printed!r} is to be corrected, but {there!r} stands there",
            "correct the correction",
        )
    if correction.right is None:
        del values[last]
    elif isinstance(values, list) and there is None:
        values.append(deepcopy(correction.right))
    else:
        values[last] = deepcopy(correction.right)


_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def _holds(values: Any, key: Any) -> bool:
    return key in values if isinstance(values, dict) else 0 <= key < len(values)
