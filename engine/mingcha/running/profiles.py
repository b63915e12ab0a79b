"""The profiles of a run: written beside its findings, and read back from the folders of several runs.

They are JSON Lines like everything else a run writes, not Parquet: Parquet takes pyarrow, which takes longer to import than a
small document to screen, and its bytes change with its version. ``mingcha.peers.table`` gives Parquet to whoever wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import UsageError
from ..knowledge import Knowledge
from ..peers.profile import Profile

FILE = "profiles.jsonl"
"""One profile a line, in the order of the documents."""
_RUN = "run.json"
_SHOWN = 12
"""How much of a hash is shown."""


def lines_of(profiles: Iterable[Profile]) -> Iterator[bytes]:
    """The lines of the file; the same profiles give the same bytes."""
    return (msgspec.json.encode(profile) + b"\n" for profile in profiles)


def read_profiles(
    folders: Sequence[Path], knowledge: Knowledge, told: Callable[[str], None] = lambda sentence: None
) -> list[Profile]:
    """Read the profiles of runs, in the order of their ids.

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
        UsageError: a folder is not there, is no run, was screened without profiles or with other features, or is damaged.
    """
    found: dict[str, _Read] = {}
    again: list[str] = []
    for folder in {folder.resolve(): folder for folder in folders}.values():
        twice: list[str] = []
        profiles = one_each(_profiles_in(folder, knowledge, told), twice.append)
        for sentence in twice:
            told(f"{folder}: {sentence}")
        for profile in profiles:
            before = found.get(profile.id)
            if before is not None:
                again.append(f"{_named(profile)} stands in {before.folder} and in {folder}")
            found[profile.id] = _Read(folder, profile)
    if again:
        more = f" (and {len(again) - 1} more stand in several runs)" if len(again) > 1 else ""
        told(f"{again[0]}{more}; what is in the run named last counts")
    return [found[name].profile for name in sorted(found)]


def one_each(profiles: Iterable[Profile], told: Callable[[str], None] = lambda sentence: None) -> list[Profile]:
    """One profile for each unit-year of a run, whatever the order of its documents: the one with more known values.

    Args:
        profiles: of one run.
        told: is given one sentence on the documents that do not count, however many they are.
    """
    kept: dict[str, Profile] = {}
    left: list[str] = []
    for profile in profiles:
        other = kept.setdefault(profile.id, profile)
        if other is not profile:
            less, more = sorted((other, profile), key=_weight)
            left.append(f"{less.document} and {more.document} are both of {_named(profile)}; {more.document} counts")
            kept[profile.id] = more
    if left:
        others = f" (and so for {len(left) - 1} more)" if len(left) > 1 else ""
        told(f"{left[0]}{others}: the one with more known values, else the one whose name comes later")
    return list(kept.values())


def _named(profile: Profile) -> str:
    """Unit, year and kind, as far as they are known."""
    return f"{profile.unit} {profile.year} {profile.kind}".strip() if profile.unit else profile.id


def _weight(profile: Profile) -> tuple[int, str]:
    return sum(value.value is not None for value in profile.values.values()), profile.document


class _Read(NamedTuple):
    folder: Path
    profile: Profile


class _Made(Struct):
    """What run.json says of how a run was made; ``profiles`` is None where it was screened without."""

    knowledge: str
    knowledge_peers: str = ""
    mingcha: str = ""
    profiles: int | None = None


def _profiles_in(folder: Path, knowledge: Knowledge, told: Callable[[str], None]) -> list[Profile]:
    made = _made(folder)
    remedy = "screen its documents again"
    if made.profiles is None or not made.knowledge_peers or not (folder / FILE).is_file():
        raise UsageError(f"{folder}: screened without profiles, by an earlier version of mingcha or in part; {remedy}")
    if made.knowledge_peers != knowledge.peers.hash:
        raise UsageError(
            f"{folder}: screened with other features, amounts or groups (knowledge/peers {made.knowledge_peers[:_SHOWN]}, here "
            f"{knowledge.peers.hash[:_SHOWN]}), by which a feature may mean something else; {remedy}, or name the knowledge of "
            "that run with --knowledge"
        )
    if made.knowledge != knowledge.hash:
        told(
            f"{folder}: screened with the knowledge {made.knowledge[:_SHOWN]}, here {knowledge.hash[:_SHOWN]}; the features are "
            f"the same, but amounts may be found otherwise where layouts, accounts or rules differ; if they do, {remedy}"
        )
    decoder = msgspec.json.Decoder(Profile)
    lines = _bytes(folder / FILE).splitlines()
    profiles: list[Profile] = []
    for number, line in enumerate(lines, start=1):
        try:
            profiles.append(decoder.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            why = f"was written by mingcha {made.mingcha}" if made.mingcha != __version__ else f"is damaged ({error})"
            raise UsageError(f"{folder / FILE}: line {number} {why}; {remedy}") from None
    if len(profiles) != made.profiles:
        raise UsageError(f"{folder / FILE}: has {len(profiles)} profiles, and {made.profiles} were written; {remedy}")
    return profiles


def _made(folder: Path) -> _Made:
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder; name one that mingcha screen --out wrote")
    if not folder.is_dir() or not (folder / _RUN).is_file():
        raise UsageError(f"{folder}: this is no run, a folder with {_RUN} in it; name one that mingcha screen --out wrote")
    try:
        return msgspec.json.decode(_bytes(folder / _RUN), type=_Made)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{folder / _RUN}: the file is damaged ({error}); screen its documents again") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; check the permissions") from None
