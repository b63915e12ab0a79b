"""The files in a zip archive, in archives within it too, one after another and within limits.

An archive is unpacked in a child process only (``sandbox``): ``listed`` says what is in it, ``read_member`` reads one file there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Sequence
from itertools import count
from pathlib import PurePosixPath
from typing import NoReturn

from msgspec import Struct

from ..errors import UnreadableDocumentError
from . import read
from .document import Document
from .kinds import kind_of
from .limits import Limits
from .members import Members, Packed, unpacked

_BY_PRODUCTS = re.compile(
    r"(?:.*/)?(?:__MACOSX/.*|~\$[^/]*|\._[^/]*|\.[^/]+|thumbs\.db|desktop\.ini|ehthumbs\.db)\Z", re.I | re.S
)

_MOST_HELD = 50_000_000
_HELD: dict[tuple[object, ...], bytes] = {}
"""The archive in an archive that a file was read from last, unless it has more bytes than that."""


class Member(Struct, frozen=True, gc=False, tag=True):
    """A file in an archive.

    Attributes:
        name: its path in there, through archives within it too, as in ``附件.zip/表1.xlsx``.
        place: its number in the archive, after those of the archives it is in.
        packed: where it, or the archive it is in, stands in the outermost archive.
        kind: a key of ``kinds.KINDS``.
        data: what is in it; b"" where it is only listed.
    """

    name: str
    place: tuple[int, ...]
    packed: Packed
    kind: str
    data: bytes = b""


class Left(Struct, frozen=True, gc=False, tag=True):
    """A file in an archive that is not read, and why; ``by_product`` where nobody meant to publish it."""

    name: str
    reason: str
    by_product: bool = False


def is_by_product(name: str) -> bool:
    """Whether a file is what a program or a system left behind: ``__MACOSX``, ``~$…``, ``Thumbs.db``."""
    return _BY_PRODUCTS.match(name) is not None


def listed(data: bytes, name: str, limits: Limits) -> tuple[Member | Left, ...]:
    """As ``members``, without what is in them.

    Raises:
        UnreadableDocumentError: as ``members``.
    """
    return tuple(
        Member(one.name, one.place, one.packed, one.kind) if isinstance(one, Member) else one
        for one in members(data, name, limits)
    )


def read_member(data: bytes, name: str, limits: Limits, method: int, checksum: int, *place: int) -> Document:
    """Read one file of an archive.

    Args:
        data: the packed bytes of the file, or of the archive in the archive that it is in.
        name: how to call the file in messages.
        limits: what is too large to read.
        method: how they are packed.
        checksum: of what they hold.
        place: as of ``Member``, from its second number on.

    Raises:
        UnreadableDocumentError: as ``reading.read``.
    """
    if not place:
        return read(unpacked(data, name, limits, method, checksum), name, limits, here=True)
    # The files of an archive in the archive follow each other: it is unpacked for the first of them.
    key = (hashlib.sha256(data).digest(), method, checksum, place[:-1], limits)
    held = _HELD.pop(key, None) or _within(unpacked(data, name, limits, method, checksum), name, limits, place[:-1])
    _HELD.clear()
    if len(held) <= _MOST_HELD:
        _HELD[key] = held
    return read(_within(held, name, limits, place[-1:]), name, limits, here=True)


def _within(data: bytes, name: str, limits: Limits, place: Sequence[int]) -> bytes:
    """What stands in an archive, in archives within it too."""
    for number in place:
        data = Members(data, name, limits).read(number)
    return data


def members(data: bytes, name: str, limits: Limits) -> Iterator[Member | Left]:
    """Unpack an archive file by file; only one is held at a time.

    The names of files are only ever names: nothing is written anywhere.

    Args:
        data: the archive's bytes.
        name: how to call it in messages.
        limits: members, their ratio, the bytes of all of them unpacked, archives within archives.

    Raises:
        UnreadableDocumentError: it is damaged or over a limit as a whole, or there is no file in it.
    """
    room = _Room(limits)
    found = False
    for one in _unpacked(data, name, "", room, (), None):
        found = found or isinstance(one, Member) or not one.by_product
        yield one
    if not found:
        raise UnreadableDocumentError(name, "there is no document in the archive; publish it again with its files")


class _Room:
    """How many members and bytes an archive and those within it may still have."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.members, self.bytes = limits.max_members, limits.max_unpacked


def _unpacked(
    data: bytes, name: str, folder: str, room: _Room, above: tuple[int, ...], packed: Packed | None
) -> Iterator[Member | Left]:
    package = Members(data, name, room.limits)
    taken: set[str] = set()
    for number, raw in enumerate(package.names):
        shown = _told_apart(folder + _decoded(raw), taken)
        taken.add(shown)
        if is_by_product(shown):
            yield Left(shown, "it was left behind by a program or a system", by_product=True)
            continue
        room.members -= 1
        if room.members < 0:
            yield Left(shown, f"it and what follows are over the limit of {room.limits.max_members:,} files (--max-members)")
            return
        try:
            member = package.read(number)
        except UnreadableDocumentError as error:
            yield Left(shown, error.reason)
            continue
        room.bytes -= len(member)
        if room.bytes < 0:
            yield Left(shown, f"it and what follows are over the limit of {room.limits.max_unpacked:,} bytes (--max-unpacked)")
            return
        yield from _member(shown, member, room, (*above, number), packed or package.packed(number))


def _member(shown: str, data: bytes, room: _Room, place: tuple[int, ...], packed: Packed) -> Iterator[Member | Left]:
    """A file, or the files of an archive within the archive."""
    if not data.strip():
        yield Left(shown, "the file is empty; publish or export it again")
        return
    try:
        kind = kind_of(data, shown)
    except UnreadableDocumentError as error:
        yield Left(shown, error.reason)
        return
    if kind != "zip":
        yield Member(shown, place, packed, kind, data)
    elif len(place) >= room.limits.max_archives:
        over = f"over the limit of {room.limits.max_archives}; unpack it (--max-archives)"
        yield Left(shown, f"it is an archive in {len(place)} others, {over}")
    else:
        try:
            yield from _unpacked(data, shown, shown + "/", room, place, packed)
        except UnreadableDocumentError as error:
            yield Left(shown, error.reason)


def _told_apart(name: str, taken: Container[str]) -> str:
    """A name that no other file of the archive has: 表.xlsx, 表 (2).xlsx."""
    path = PurePosixPath(name)
    others = (str(path.with_name(f"{path.stem} ({number}){path.suffix}")) for number in count(2))
    return name if name not in taken else next(other for other in others if other not in taken)


def _decoded(name: str) -> str:
    """A name as it was given: names that do not say their encoding are UTF-8 or, from Chinese systems, GB18030."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def read_zip(data: bytes, name: str, limits: Limits) -> NoReturn:
    """An archive is no document but holds some; see ``running.bundles``.

    Raises:
        UnreadableDocumentError: always.
    """
    raise UnreadableDocumentError(name, "this is an archive of files; screen it as a file (mingcha screen), or unpack it")
