"""The units that were listed as unusual among their peers, where those of a run were compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from ..errors import UsageError
from ..peers.results import Score
from ..reporting.files import SCORES, SUMMARY

if TYPE_CHECKING:
    from ..peers.scoring import Whole

FOLDER = "peers"
"""Of the pages with plots, in a run and in its report."""
_Kind = TypeVar("_Kind")
_MOST_UNLISTED = 10
"""So many are told where none is listed: the first by rank."""


class Listed(NamedTuple):
    """A unit that is shown.

    Attributes:
        score: all of it.
        page: its page with plots, from the report's folder; "" where it has none.
        counts: whether it is listed, and not only among the first by rank where none is.
    """

    score: Score
    page: str
    counts: bool


class _Count(Struct, frozen=True):
    listed: int


class _Summary(Struct, frozen=True):
    list: msgspec.Raw


def whole_of(run: Path) -> Whole | None:
    """What the list as a whole promises; None where units were not compared.

    Raises:
        UsageError: the file is none of a run.
    """
    if not (run / SUMMARY).exists():
        return None
    from ..peers.scoring import Whole

    return _list(run, Whole)


def listed_units(run: Path) -> Iterator[Listed]:
    """The units that are listed, by rank; where none is, the first by rank that have reasons; none where not compared.

    Raises:
        UsageError: the files are none of a run.
    """
    if not (run / SUMMARY).exists():
        return
    count = _list(run, _Count).listed
    pages = {path.stem.rpartition("-")[2]: f"{FOLDER}/{path.name}" for path in (run / FOLDER).glob("*.html")}
    decode = msgspec.json.Decoder(Score).decode
    with (run / SCORES).open("rb") as file:
        for score in map(decode, islice(file, count or _MOST_UNLISTED)):
            if count or score.reasons:
                key = hashlib.sha256(score.id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
                yield Listed(score, pages.get(key, ""), count > 0)


def _list(run: Path, kind: type[_Kind]) -> _Kind:
    path = run / SUMMARY
    try:
        return msgspec.json.decode(msgspec.json.decode(path.read_bytes(), type=_Summary).list, type=kind)
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the summary of a run ({error}); screen again with --peers") from None
