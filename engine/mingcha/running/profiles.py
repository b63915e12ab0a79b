"""The profiles of runs: of every unit who it is and its features in memory, its figures on the disk until they are asked for.

They are read from JSON Lines, which have all of a profile in a line; the table ``profiles`` of a run has its numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import UsageError
from ..knowledge import Knowledge
from ..peers.groups import labels
from ..peers.profile import Head, Profile, Stored

if TYPE_CHECKING:
    from ..peers.table import FeatureTable

FILE = "profiles.jsonl"
"""One profile a line, in the order of the documents."""
_RUN = "run.json"
_SHOWN = 12
"""How much of a hash is shown."""
_AT_HAND = 64
"""How many profiles of a file that were read last are kept: those of a few units with their years."""
_REMEDY = "screen its documents again"


class Profiles(Mapping[str, Profile]):
    """Profiles by id, in the order of their ids, read one by one.

    Args:
        stored: by id.
        table: their features.
    """

    def __init__(self, stored: Mapping[str, Stored], table: FeatureTable) -> None:
        self.stored, self.table = {name: stored[name] for name in sorted(stored)}, table

    def __getitem__(self, name: str) -> Profile:
        return self.stored[name].whole

    def __contains__(self, name: object) -> bool:
        return name in self.stored

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


def read_profiles(folders: Sequence[Path], knowledge: Knowledge, told: Callable[[str], None] = lambda sentence: None) -> Profiles:
    """Read the profiles of runs.

    Of a unit-year that stands in several runs the one of the run named last counts; of one that stands twice in a run the one
    with more known values.

    Args:
        folders: each is one that ``mingcha screen --out`` wrote.
        knowledge: that the runs must have been made with as far as it says what a feature means (``Peers.hash``).
        told: is given a sentence for the unit-years that stand twice, and for each run made with otherwise other knowledge.
            Layouts, accounts and rules decide what of a disclosure is understood and which figure is taken as wrong, and so an
            amount too. Yet they decide how well it is found, as the version of the program does, not what is meant: whoever
            mends the wording of one rule need not screen thousands of documents again, but is told.

    Raises:
        UsageError: there is no profile; a folder is not there, is no run, was screened without profiles or with other features,
            or is damaged.
    """
    reader = _Reader(knowledge)
    for folder in {folder.resolve(): folder for folder in folders}.values():
        made = _made(folder, knowledge, told)
        reader.read(_File(folder / FILE, made.mingcha), told, f"{folder}: ")
        if reader.lines != made.profiles:
            raise UsageError(f"{folder / FILE}: has {reader.lines} profiles, and {made.profiles} were written; {_REMEDY}")
    reader.tell_again(told)
    return reader.profiles()


def profiles_of(folder: Path, knowledge: Knowledge, told: Callable[[str], None] = lambda sentence: None) -> Profiles | None:
    """The profiles of a run that is being finished, which has no run.json yet; None where it has none.

    Args:
        folder: with the profiles, all of them.
        knowledge: that they were made with.
        told: as for ``read_profiles``.

    Raises:
        UsageError: the file cannot be read.
    """
    reader = _Reader(knowledge)
    reader.read(_File(folder / FILE, __version__), told)
    return reader.profiles() if reader.lines else None


class _File:
    """A file of profiles.

    Args:
        path: where it is.
        mingcha: the version that wrote it.
    """

    def __init__(self, path: Path, mingcha: str) -> None:
        self.path, self.folder, self._mingcha = path, str(path.parent), mingcha
        self._decode = msgspec.json.Decoder(Profile).decode
        self._at_hand = lru_cache(_AT_HAND)(self._profile)

    def profile(self, line: int, start: int, length: int) -> Profile:
        """As ``Source.profile``."""
        return self._at_hand(line, start, length)

    def _profile(self, line: int, start: int, length: int) -> Profile:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return self._decode(file.read(length))
        except OSError as error:
            raise self._unreadable(error) from None
        except _DAMAGED as error:
            raise self.damaged(line, error) from None

    def lines(self) -> Iterator[bytes]:
        """Its lines, without holding them all."""
        try:
            with self.path.open("rb") as file:
                yield from file
        except OSError as error:
            raise self._unreadable(error) from None

    def damaged(self, line: int, error: Exception) -> UsageError:
        """That a line is no profile."""
        why = f"was written by mingcha {self._mingcha}" if self._mingcha != __version__ else f"is damaged ({error})"
        return UsageError(f"{self.path}: line {line} {why}; {_REMEDY}")

    def _unreadable(self, error: OSError) -> UsageError:
        return UsageError(f"{self.path}: {error.strerror or error}; check the permissions")


_DAMAGED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Known(Struct):
    """What the table wants of a value."""

    value: float | None
    corrected: bool = False


class _Read(Head, frozen=True):
    """What is read of a profile at first; its amounts, which are nearly all of its line, are passed over."""

    values: dict[str, _Known]


class _Reader:
    """Reads files of profiles line by line into a table and what is kept beside it.

    Attributes:
        lines: how many the file has that was read last.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        from ..peers.table import Rows  # takes numpy, for which what only needs the file's name should not wait

        self.lines = 0
        self._stored: dict[str, Stored] = {}
        self._rows = Rows(tuple(knowledge.peers.features))
        self._decode = msgspec.json.Decoder(_Read).decode
        self._again = _Remarks()

    def read(self, file: _File, told: Callable[[str], None], named: str = "") -> None:
        """Read a file.

        Args:
            file: of one run.
            told: is given one sentence on the documents that do not count, however many they are.
            named: said before it.
        """
        self.lines = start = 0
        twice = _Remarks()
        for line in file.lines():
            self.lines += 1
            try:
                head = self._decode(line)
            except _DAMAGED as error:
                raise file.damaged(self.lines, error) from None
            self._take(head, file, start, len(line), twice)
            start += len(line)
        if twice.count:
            others = f" (and so for {twice.count - 1} more)" if twice.count > 1 else ""
            told(f"{named}{twice.first}{others}: the one with more known values, else the one whose name comes later")

    def _take(self, head: _Read, file: _File, start: int, length: int, twice: _Remarks) -> None:
        """Keep a profile, unless another of the same file and unit-year says more."""
        one = _stored(head, file, self.lines, start, length)
        before = self._stored.get(one.id)
        if before is not None and before.source is file:
            less, more = sorted((before, one), key=lambda one: (one.known, one.document))
            twice.add(f"{less.document} and {more.document} are both of {_named(one)}; {more.document} counts")
            if more is before:
                return
        elif before is not None:
            self._again.add(f"{_named(one)} stands in {before.source.folder} and in {file.folder}")
        self._stored[one.id] = one
        self._rows.put(one.id, one.unit, labels(head), {name: value.value for name, value in head.values.items()})

    def tell_again(self, told: Callable[[str], None]) -> None:
        """Say which unit-years stand in several runs."""
        if self._again.count:
            more = f" (and {self._again.count - 1} more stand in several runs)" if self._again.count > 1 else ""
            told(f"{self._again.first}{more}; what is in the run named last counts")

    def profiles(self) -> Profiles:
        """All that was read.

        Raises:
            UsageError: that is nothing.
        """
        return Profiles(self._stored, self._rows.table())


class _Remarks:
    """Remarks of one sort, of which the first is told and how many there are."""

    def __init__(self) -> None:
        self.first, self.count = "", 0

    def add(self, sentence: str) -> None:
        """One more."""
        self.first = self.first or sentence
        self.count += 1


def _stored(head: _Read, file: _File, line: int, start: int, length: int) -> Stored:
    corrected = tuple(name for name, value in head.values.items() if value.corrected)
    known = sum(value.value is not None for value in head.values.values())
    return Stored(
        head.id,
        head.document,
        head.sha256,
        head.unit,
        head.year,
        intern(head.kind),
        intern(head.province),
        intern(head.unit_type),
        intern(head.level),
        intern(head.domain),
        intern(head.size),
        corrected,
        known,
        file,
        line,
        start,
        length,
    )


def _named(profile: Stored) -> str:
    """Unit, year and kind, as far as they are known."""
    return f"{profile.unit} {profile.year} {profile.kind}".strip() if profile.unit else profile.id


class _Made(Struct):
    """What run.json says of how a run was made; ``profiles`` is None where it was screened without."""

    knowledge: str
    knowledge_peers: str = ""
    mingcha: str = ""
    profiles: int | None = None


def _made(folder: Path, knowledge: Knowledge, told: Callable[[str], None]) -> _Made:
    """How a run was made, where its profiles can be used with this knowledge."""
    made = _run_of(folder)
    if made.profiles is None or not made.knowledge_peers or not (folder / FILE).is_file():
        raise UsageError(f"{folder}: screened without profiles, by an earlier version of mingcha or in part; {_REMEDY}")
    if made.knowledge_peers != knowledge.peers.hash:
        raise UsageError(
            f"{folder}: screened with other features, amounts or groups (knowledge/peers {made.knowledge_peers[:_SHOWN]}, here "
            f"{knowledge.peers.hash[:_SHOWN]}), by which a feature may mean something else; {_REMEDY}, or name the knowledge of "
            "that run with --knowledge"
        )
    if made.knowledge != knowledge.hash:
        told(
            f"{folder}: screened with the knowledge {made.knowledge[:_SHOWN]}, here {knowledge.hash[:_SHOWN]}; the features are "
            f"the same, but amounts may be found otherwise where layouts, accounts or rules differ; if they do, {_REMEDY}"
        )
    return made


def _run_of(folder: Path) -> _Made:
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder; name one that mingcha screen --out wrote")
    if not folder.is_dir() or not (folder / _RUN).is_file():
        raise UsageError(f"{folder}: this is no run, a folder with {_RUN} in it; name one that mingcha screen --out wrote")
    try:
        return msgspec.json.decode((folder / _RUN).read_bytes(), type=_Made)
    except OSError as error:
        raise UsageError(f"{folder / _RUN}: {error.strerror or error}; check the permissions") from None
    except _DAMAGED as error:
        raise UsageError(f"{folder / _RUN}: the file is damaged ({error}); {_REMEDY}") from None
