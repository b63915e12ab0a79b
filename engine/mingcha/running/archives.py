"""Archives of many files, such as those of a whole province: each file in them is a task of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from struct import unpack_from

import msgspec.structs

from ..reading import Limits
from ..reading.archives import Left, Member
from .bundles import MANY, Unpacked, is_archive, listed, read_member
from .files import contents, opened
from .task import Task
from .within import listing_of, path_of, within

_SMALL = 8_000
"""Bytes of an archive that cannot have many files."""
_END, _TAIL = b"PK\5\6", 65_557
"""The last record of a zip file says how many files it has, and begins so many bytes from the end at most; what it has in which
place stands before it."""


def divided(task: Task, limits: Limits) -> Iterator[Task]:
    """The tasks of a file: of an archive of many files one for each of them and one for what is left out, else itself.

    They are called as the documents of an archive are, and the archive is the container of those that may be one disclosure.

    Args:
        task: of a file, that stands for itself.
        limits: of reading.
    """
    members = _members(task, limits)
    if not members:
        yield task
        return
    (archive,) = task.paths
    yield msgspec.structs.replace(task, paths=(listing_of(archive),))
    # Those of an archive within the archive are read from it, and follow each other if they are of one size.
    sharing = Counter(member.packed.start for member in members)
    for member in members:
        size = (member.packed.end - member.packed.start) // sharing[member.packed.start]
        yield Task(f"{task.name}/{member.name}", (path_of(archive, member),), size, task.name)


def read_within(path: str, data: bytes, name: str, limits: Limits) -> Unpacked | None:
    """Read a file of a divided archive, or what is told of the archive itself; None where the path is of no such.

    Args:
        path: of a task that ``divided`` gave.
        data: what is there (``files.contents``).
        name: how to call it.
        limits: of reading.

    Raises:
        UnreadableDocumentError: it could not be read.
    """
    place = within(path)
    if place is None:
        return None
    if place.member is not None:
        return Unpacked((read_member(data, name, limits, place.member),))
    left = [one for one in listed(data, name, limits) if isinstance(one, Left)]
    return Unpacked(
        (),
        tuple((f"{name}/{one.name}", one.reason) for one in left if not one.by_product),
        tuple(f"{name}/{one.name}" for one in left if one.by_product),
    )


def _members(task: Task, limits: Limits) -> Sequence[Member]:
    """The files in an archive of many, in their order; none of what is no such archive or cannot be unpacked."""
    if PurePath(task.name).suffix.lower() != ".zip" or task.size < _SMALL:
        return ()
    try:
        if not _may_have_many(task.paths[0]):
            return ()
        data = contents(task.paths[0], limits, task.name)
        found = listed(data, task.name, limits) if is_archive(data, task.name) else ()
    except Exception:  # whatever it is, reading it tells
        return ()
    members = [one for one in found if isinstance(one, Member)]
    left = sum(isinstance(one, Left) and not one.by_product for one in found)
    return members if len(members) + left > MANY else ()


def _may_have_many(path: str) -> bool:
    """Whether the end of a zip file tells of many files, or of archives within it; unpacking each to see would take long."""
    with opened(path) as (file, size):
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if not 0 <= at <= len(tail) - 12:
        return False
    (count,) = unpack_from("<H", tail, at + 10)
    return count > MANY or b".zip" in tail[:at].lower()
