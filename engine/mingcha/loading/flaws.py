"""What is wrong at one place of a file, in words that name the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Path = tuple[str | int, ...]
_MANY = 30


class Flaw(NamedTuple):
    """One thing that is wrong in a file of fields and lists.

    Attributes:
        path: the fields and the positions that lead to it.
        reason: what is wrong and what helps.
        key: whether the last field's name is meant, not its value.
    """

    path: Path
    reason: str
    key: bool = False


def remedy(word: object, known: Iterable[str]) -> str:
    """The known word nearest to ``word``, else all that are known."""
    words = sorted(known)
    near = nearest(word, words)
    if near:
        return f"did you mean {near!r}?"
    shown = ", ".join(word or '""' for word in words[:_MANY]) + (", …" if len(words) > _MANY else "")
    return f"known are {shown}" if words else "there is none"


def nearest(word: object, known: Sequence[str]) -> str:
    """The known word that was probably meant, "" where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(str(word), known, n=1)), "")


def named(path: Path) -> str:
    """A path in words: ``find[2].table.topic``; positions count from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def quoted(value: object) -> str:
    """A value as it is shown in a message, short."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
