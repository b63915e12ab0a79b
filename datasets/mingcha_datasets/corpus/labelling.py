"""Write damaged disclosures as files, with the labels of what is wrong in each beside it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from random import Random
from typing import Any

from mingcha_datasets.corpus.damage.kinds import KINDS
from mingcha_datasets.corpus.damaging import Damaged, damage
from mingcha_datasets.corpus.making import INDEX, Made, known_form, make, open_index, title_of
from mingcha_datasets.corpus.printing import blocks_of
from mingcha_datasets.errors import DatasetError
from mingcha_datasets.files import file_of

DAMAGED = "damaged.jsonl"
"""The index of a folder: a line of JSON for each damaged disclosure."""


class UnknownKindError(DatasetError):
    """A kind of damage was asked for that is not there."""

    def __init__(self, kind: str) -> None:
        near = get_close_matches(kind, KINDS, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        super().__init__(f"there is no kind of damage {kind!r}{hint}; `mingcha corpus kinds` lists all")


class NothingMadeError(DatasetError):
    """A folder that should have been made has no index that can be read."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"{folder / INDEX}: {problem}; name a folder that `mingcha corpus make` wrote")


def kinds_in(text: str) -> tuple[str, ...]:
    """The kinds of damage that a list with commas names.

    Raises:
        UnknownKindError: there is no such kind.
    """
    kinds = tuple(kind for each in text.split(",") if (kind := each.strip()))
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKindError(kind)
    return kinds


def damaged(made: Made, kinds: Sequence[str], count: int) -> Damaged | None:
    """The disclosure with so many damages of `KINDS`, the same for the same kinds; None where it has no place for so many."""
    return damage(made.paper, kinds, count, Random(f"{made.name} {','.join(kinds)} {count}"))


def made_in(folder: Path) -> Iterator[Made]:
    """The disclosures that were made in a folder, made again.

    Raises:
        NothingMadeError: its index is not there, or cannot be read.
        UnknownLayoutError: it names a form that is not there.
    """
    try:
        lines = (folder / INDEX).read_text(encoding="utf-8").splitlines()
        numbers = [(str(one["layout"]), str(one["kind"]), int(one["seed"])) for one in map(json.loads, lines)]
    except OSError as error:
        raise NothingMadeError(folder, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise NothingMadeError(folder, f"not an index ({error})") from error
    for layout, kind, _ in numbers:
        known_form(layout, kind)
    return (make(*number) for number in numbers)


def write_damaged(done: Iterable[tuple[Made, Damaged]], folder: Path, formats: Sequence[str] = ("txt",)) -> Iterator[Path]:
    """Write damaged disclosures as files of these formats, NAME.labels.json beside them, and yield each file.

    Args:
        done: what was made, and what it became.
        folder: where to; new, empty or written by this before.
        formats: of `mingcha_datasets.files.FORMATS`; the lines of the labels are those of the text.

    Raises:
        ForeignFolderError: the folder has files of someone else.
        MissingLibraryError: a library that only one of these formats needs is not installed.
        OSError: the folder or a file in it cannot be written.
    """
    with open_index(folder, DAMAGED) as add:
        for made, damages in done:
            files = []
            for format_ in formats:
                data, ending = file_of(blocks_of(damages.paper), title_of(made), format_)
                path = folder / f"{made.name}{ending}"
                path.write_bytes(data)
                files.append(path.name)
                yield path
            labels = folder / f"{made.name}.labels.json"
            labels.write_text(labels_json(damages, files[0]), encoding="utf-8", newline="\n")
            yield labels
            add({"name": made.name, "files": files, "damages": [each.kind for each in damages.damages]})


def labels_of(done: Damaged, document: str) -> dict[str, Any]:
    """The labels of a document as JSON has them: its file name, unit, year, form and defects."""
    paper = done.paper
    return {
        "doc": document,
        "unit": paper.unit,
        "year": paper.year,
        "template": paper.layout,
        "defects": [asdict(defect) for defect in done.defects],
        "holds": [],
        "traps": [],
    }


def labels_json(done: Damaged, document: str) -> str:
    """The labels as a file holds them."""
    return json.dumps(labels_of(done, document), ensure_ascii=False, indent=1) + "\n"
