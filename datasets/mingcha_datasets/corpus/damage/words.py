"""The words that damage puts in the place of others."""

from typing import TypedDict

from mingcha_datasets.corpus.names import words


class Wording(TypedDict):
    """data/damage.yaml, where each is explained."""

    opposite: dict[str, str]
    choices: dict[str, list[str]]
    no_change: str
    empty: dict[str, str]
    endings: dict[str, list[str]]
    projects: list[str]
    claims: str
    reasons: list[str]
    doubled: list[str]
    unfilled: list[str]
    digits: dict[str, str]
    characters: list[str]


def wording() -> Wording:
    """The words; to be read only."""
    values: Wording = words("damage")
    return values
