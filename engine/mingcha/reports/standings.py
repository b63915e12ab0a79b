"""How units stand among their peers, as the scores of a run say it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from ..reporting.files import SCORES


class Reason(Struct, frozen=True):
    """A reason for a score, in words."""

    message: str


class Standing(Struct, frozen=True):
    """A unit among its peers.

    Attributes:
        message: the score in words.
        rank, of: 1 is the most unusual of so many.
        reasons: the most telling first; none of units that are not listed.
        history: what is told of the unit's other years.
    """

    document: str
    message: str
    rank: int
    of: int
    reasons: tuple[Reason, ...] = ()
    history: tuple[str, ...] = ()


class Picture(NamedTuple):
    """A plot: its title and how it is read, the image itself, and what it shows in words."""

    title: str
    source: str
    told: str


class _Name(Struct):
    document: str


class Standings:
    """The scores of a run by document, and the plots of its pages about peers; none where units were not compared.

    Args:
        folder: of the run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / SCORES
        self._begins: dict[str, int] = {}
        if self._path.exists():
            begin, named = 0, msgspec.json.Decoder(_Name).decode
            with self._path.open("rb") as lines:
                for line in lines:
                    self._begins.setdefault(named(line).document, begin)
                    begin += len(line)

    def of(self, document: str) -> Standing | None:
        """The standing of a document's unit."""
        if document not in self._begins:
            return None
        with self._path.open("rb") as lines:
            lines.seek(self._begins[document])
            return msgspec.json.decode(lines.readline(), type=Standing)

    def pictures(self, link: str) -> list[Picture]:
        """The plots of a unit.

        Args:
            link: of its page, from the folder of the run; "" where it has none.
        """
        path = self._folder / unquote(link)
        if not link or not path.is_file():
            return []
        from lxml import html

        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        figures = [(figure.find("figcaption"), figure.find("img")) for figure in page.iter("figure")]
        return [
            Picture(" ".join(" ".join(map(str, title.itertext())).split()), image.get("src", ""), image.get("alt", ""))
            for title, image in figures
            if title is not None and image is not None and image.get("src", "").startswith(_IMAGE)
        ]


_IMAGE = "data:image/svg+xml;base64,"
