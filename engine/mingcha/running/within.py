"""Files in an archive named by paths of their own: that of the archive, and where in it they stand."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..reading.archives import Member
from ..reading.members import Packed

# No file has a NUL in its name.
_WITHIN = re.compile(r"(.+)\0(?:listing|([a-z-]+)((?:,\d+){5,}))\Z", re.DOTALL)


class Within(NamedTuple):
    """What such a path says: of which archive, and which file in it; None for what else is to be told of the archive."""

    archive: str
    member: Member | None


def listing_of(archive: str) -> str:
    """The path of what is to be told of an archive whose files have paths of their own."""
    return f"{archive}\0listing"


def path_of(archive: str, member: Member) -> str:
    """The path of a file in an archive."""
    packed = member.packed
    numbers = (packed.start, packed.end, packed.method, packed.checksum, *member.place)
    return f"{archive}\0{member.kind},{','.join(map(str, numbers))}"


def within(path: str) -> Within | None:
    """What such a path says; None where it is any other."""
    found = _WITHIN.match(path)
    if found is None:
        return None
    archive, kind, told = found.groups()
    if kind is None:
        return Within(archive, None)
    start, end, method, checksum, *place = map(int, told[1:].split(","))
    return Within(archive, Member("", tuple(place), Packed(start, end, method, checksum), kind))
