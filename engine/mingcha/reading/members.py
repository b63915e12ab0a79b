"""Members of a zip file, read within limits: archives, Word and Excel files are zip files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from msgspec import Struct

from ..errors import UnreadableDocumentError
from .limits import Limits

_FREE = 1_000_000
_ENCRYPTED = 0x1


class Packed(Struct, frozen=True, gc=False):
    """The packed bytes of a member: from where to where they stand, how they are packed, and the checksum of what they hold."""

    start: int
    end: int
    method: int
    checksum: int


def unpacked(data: bytes, name: str, limits: Limits, method: int, checksum: int) -> bytes:
    """What the packed bytes of one member hold.

    Args:
        data: the packed bytes alone.
        name: how to call it in messages.
        limits: ``max_ratio`` and ``max_unpacked`` are kept.
        method: how they are packed.
        checksum: of what they hold.

    Raises:
        UnreadableDocumentError: damaged or over a limit.
    """
    most = min(_FREE + len(data) * limits.max_ratio, limits.max_unpacked)
    try:
        held = data if method == zipfile.ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most + 1)
    except zlib.error as error:
        raise UnreadableDocumentError(name, f"it is damaged ({_said(error)}); publish or download the archive again") from None
    if len(held) > most:
        raise UnreadableDocumentError(
            name, f"it unpacks to more than {most:,} bytes; raise the limits (--max-ratio, --max-unpacked)"
        )
    if zlib.crc32(held) != checksum:
        raise UnreadableDocumentError(name, "it is damaged (its checksum is wrong); publish or download the archive again")
    return held


class Members:
    """The members of a zip file.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: ``max_members`` and ``max_unpacked`` are kept at once, ``max_ratio`` when a member is read.

    Attributes:
        names: of the members that are files, in their order; two may have one name.

    Raises:
        UnreadableDocumentError: damaged or over a limit.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._data = data
        self._name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise UnreadableDocumentError(
                name, f"its zip archive is damaged or cut off ({_said(error)}); publish or download it again"
            ) from None
        entries = self._zip.infolist()
        if len(entries) > limits.max_members:
            raise UnreadableDocumentError(
                name, f"it has {len(entries):,} members, over the limit of {limits.max_members:,} (--max-members)"
            )
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.max_unpacked:
            raise UnreadableDocumentError(
                name, f"it unpacks to {unpacked:,} bytes, over the limit of {limits.max_unpacked:,} (--max-unpacked)"
            )
        files = {
            # What the directory names twice is one member still.
            (file, entry.header_offset): entry
            for entry in entries
            if (file := entry.filename.replace("\\", "/")) and not file.endswith("/")
        }
        self._entries = tuple(files.values())
        self._left = limits.max_unpacked
        self.names = tuple(name for name, _ in files)
        self._by_name = dict(zip(self.names, self._entries, strict=True))

    def __contains__(self, member: str) -> bool:
        return member in self._by_name

    def check(self) -> None:
        """Test every member as it declares itself, without unpacking any.

        Raises:
            UnreadableDocumentError: one is encrypted, packed in an unusual way or over ``max_ratio``.
        """
        for entry in self._entries:
            self._allowed(entry)

    def read(self, member: str | int) -> bytes:
        """The bytes of one member, unpacked.

        Args:
            member: its name, of several the last as in any zip file, or its place in ``names``.

        Raises:
            KeyError: there is no such member.
            UnreadableDocumentError: it is encrypted, damaged or over a limit.
        """
        entry = self._by_name[member] if isinstance(member, str) else self._entries[member]
        most = min(self._allowed(entry), self._left)
        try:
            with self._zip.open(entry) as file:
                data = file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
            raise UnreadableDocumentError(
                self._name, f"its part {entry.filename} is damaged ({_said(error)}); publish or download the file again"
            ) from None
        if len(data) > most:
            raise self._too_large(entry)
        self._left -= len(data)
        return data

    def packed(self, place: int) -> Packed:
        """Where in the file a member stands, still packed."""
        entry = self._entries[place]
        name, extra = struct.unpack_from("<HH", self._data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        return Packed(start, start + entry.compress_size, entry.compress_type, entry.CRC)

    def _allowed(self, entry: zipfile.ZipInfo) -> int:
        """How many bytes a member may unpack to."""
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableDocumentError(self._name, f"its part {entry.filename} is encrypted; publish it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableDocumentError(
                self._name, f"its part {entry.filename} is packed in an unusual way; save or pack it again"
            )
        most = _FREE + entry.compress_size * self._limits.max_ratio
        if entry.file_size > most:
            raise self._too_large(entry)
        return most

    def _too_large(self, entry: zipfile.ZipInfo) -> UnreadableDocumentError:
        return UnreadableDocumentError(
            self._name,
            f"its part {entry.filename} unpacks to more than {self._limits.max_ratio:,} times its {entry.compress_size:,} bytes "
            "or to more than the whole may; that is no disclosure, or raise the limits (--max-ratio, --max-unpacked)",
        )


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
