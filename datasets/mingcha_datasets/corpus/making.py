"""Make disclosures by their number, write them as files, and keep what they truly say in an index beside them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from mingcha_datasets.corpus.books import Books, Entry, Year
from mingcha_datasets.corpus.drawing import draw
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.paper import Paper
from mingcha_datasets.corpus.printing import blocks_of, places_of
from mingcha_datasets.corpus.unit import Unit
from mingcha_datasets.errors import DatasetError
from mingcha_datasets.files import file_of

INDEX = "made.jsonl"
"""The index of a folder: a line of JSON for each disclosure."""


@dataclass(frozen=True)
class Made:
    """A disclosure that was made up.

    Attributes:
        layout, kind, seed: which one it is; they decide all the rest.
        books: what it is printed from.
        paper: as printed.
    """

    layout: str
    kind: str
    seed: int
    books: Books
    paper: Paper

    @property
    def unit(self) -> Unit:
        """Who discloses."""
        return self.books.unit

    @property
    def name(self) -> str:
        """What its files are called, without ending."""
        return f"{self.layout}-{self.kind}-{self.seed:06}"


class UnknownLayoutError(DatasetError):
    """A layout or kind was asked for that is not there."""

    def __init__(self, layout: str, kind: str) -> None:
        known = ", ".join(f"{layout} {kind}" for layout, kind in LAYOUTS)
        super().__init__(f"there is no form {layout} {kind}; choose one of {known}")


class ForeignFolderError(DatasetError):
    """A folder to write into holds files of someone else."""

    def __init__(self, folder: Path, index: str) -> None:
        super().__init__(f"{folder}: the folder has files but no {index}, so they are someone else's; name a new or empty folder")


def known_form(layout: str, kind: str) -> None:
    """Make sure that there is a form.

    Raises:
        UnknownLayoutError: there is no such layout or kind.
    """
    if (layout, kind) not in LAYOUTS:
        raise UnknownLayoutError(layout, kind)


def make(layout: str, kind: str, seed: int) -> Made:
    """The disclosure of a layout, a kind and a number; no other number has a part in it.

    Args:
        layout: shaanxi, shandong, shanxi, jiangsu or shanghai.
        kind: budget or final.
        seed: any number, from nil up.

    Raises:
        UnknownLayoutError: there is no such layout or kind.
    """
    known_form(layout, kind)
    books = draw(layout, kind, Random(f"{layout} {kind} {seed} books"))
    return Made(layout, kind, seed, books, LAYOUTS[layout, kind](books, Random(f"{layout} {kind} {seed} words")))


def write(made: Iterable[Made], folder: Path, formats: Sequence[str] = ("txt",), *, figures: bool = False) -> Iterator[Path]:
    """Write disclosures as files of these formats and yield each file; the index beside them has a line of each.

    What the folder has already is written anew or stays.

    Args:
        made: what to write.
        folder: where to; new, empty or a corpus already.
        formats: of `mingcha_datasets.files.FORMATS`.
        figures: write what every printed figure truly says too, as NAME.figures.jsonl.

    Raises:
        ForeignFolderError: the folder has files and no index.
        MissingLibraryError: a library that only one of these formats needs is not installed.
        OSError: the folder or a file in it cannot be written.
    """
    with open_index(folder, INDEX) as add:
        for each in made:
            files = []
            for format_ in formats:
                data, ending = file_of(blocks_of(each.paper), title_of(each), format_)
                path = folder / f"{each.name}{ending}"
                path.write_bytes(data)
                files.append({"file": path.name, "format": format_, "sha256": sha256(data).hexdigest()})
                yield path
            if figures:
                path = folder / f"{each.name}.figures.jsonl"
                path.write_text("".join(map(_line, figures_of(each))), encoding="utf-8", newline="\n")
                yield path
            add({**record(each), "files": files})


@contextmanager
def open_index(folder: Path, name: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Open the index of a folder, which is made if need be, to add lines to it; a line that it has is not added again.

    Raises:
        ForeignFolderError: the folder has files and no index of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / name
    if not index.exists() and any(folder.iterdir()):
        raise ForeignFolderError(folder, name)
    known = set(index.read_text(encoding="utf-8", errors="replace").splitlines()) if index.exists() else set()
    with index.open("a", encoding="utf-8", newline="\n") as lines:

        def add(value: Mapping[str, Any]) -> None:
            line = _line(value)
            if line.strip() not in known:
                lines.write(line)

        yield add


def title_of(made: Made) -> str:
    """What its pages are headed."""
    return f"{made.books.year}年{'预算' if made.kind == 'budget' else '决算'}公开"


def record(made: Made) -> dict[str, Any]:
    """A disclosure as the index tells it: which one it is, whose, and every amount its figures are added up from."""
    books = made.books
    periods = {"this": books.this, "last": books.last, **({"planned": books.planned} if books.planned else {})}
    return {
        "name": made.name,
        "layout": made.layout,
        "kind": made.kind,
        "seed": made.seed,
        "unit": asdict(books.unit),
        "year": books.year,
        "grain": books.grain,
        "columns": [field.name for field in fields(Entry)],
        **{period: _year(year) for period, year in periods.items()},
    }


def _year(year: Year) -> dict[str, Any]:
    return {
        "entries": [astuple(each) for each in year.entries],
        "kept": [astuple(each) for each in year.kept],
        "procurement": year.procurement,
        "procured_from": year.procured_from,
        "counts": year.counts,
    }


def figures_of(made: Made) -> Iterator[dict[str, Any]]:
    """Every amount, count and share as printed, with its line and its place on it in the text, and the fact it states."""
    places = places_of(made.paper)
    for spot, piece in made.paper.pieces():
        if piece.fact is not None:
            where = places[spot]
            yield {
                "line": where.line,
                "start": where.start,
                "text": piece.text,
                "role": piece.role.name.lower(),
                "money": piece.money.unit if piece.money else "",
                "measure": piece.fact.measure,
                "period": piece.fact.period,
                "key": dict(piece.fact.key),
                "value": piece.fact.value,
            }


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
