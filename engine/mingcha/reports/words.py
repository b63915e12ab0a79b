"""The words of reports in one language, from knowledge/reports/words.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import KnowledgeError
from ..findings import LANGUAGES
from ..knowledge import shipped
from ..loading.files import read_source
from ..loading.yamls import parse_yaml

NAME = "reports/words.yaml"


class Words:
    """The words of reports; a value of it is called with the key of a text, such as ``unit.proof``.

    Args:
        texts: by key, in one language; {placeholders} are filled in by the caller.
        lang: zh or en.
    """

    def __init__(self, texts: Mapping[str, str], lang: str) -> None:
        self.texts = texts
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The text under a key, its placeholders filled in; values stay as they are, they are not markup here."""
        return self.texts[key].format(**values) if values else self.texts[key]


def load_words(lang: str, overlay: Path | None = None) -> Words:
    """Read the words.

    Args:
        lang: zh or en.
        overlay: a user's knowledge folder; what its ``reports/words.yaml`` says goes before what is shipped, text by text.

    Raises:
        KnowledgeError: a file is missing, no YAML, or a text lacks a language or is none that is known.
    """
    texts = _texts(shipped() / NAME, None)
    own = None if overlay is None else overlay / NAME
    if own is not None and own.exists():
        texts |= _texts(own, texts)
    return Words({key: text[lang] for key, text in texts.items()}, lang)


def _texts(path: Path, known: Mapping[str, object] | None) -> dict[str, Mapping[str, str]]:
    """Texts by their keys joined with points; ``known`` are those that there may be, any where None."""
    found = dict(_flat(parse_yaml(read_source(path, NAME)), ()))
    for key, text in found.items():
        if set(text) != set(LANGUAGES) or not all(isinstance(one, str) for one in text.values()):
            raise KnowledgeError(str(path), f"{key}: give it a text for each of {', '.join(LANGUAGES)}")
        if known is not None and key not in known:
            raise KnowledgeError(str(path), f"{key}: no report uses this text; see the keys of the shipped {NAME}")
    return found


def _flat(tree: object, above: tuple[str, ...]) -> list[tuple[str, Mapping[str, str]]]:
    if not isinstance(tree, dict):
        return [(".".join(above), {})]
    if any(not isinstance(value, dict) for value in tree.values()):
        return [(".".join(above), tree)]
    return [found for key, value in tree.items() for found in _flat(value, (*above, str(key)))]
