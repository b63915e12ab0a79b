"""Members of a zip file, read within limits: archives, Word and Excel files are zip files."""

from __future__ import annotations

import io
import zipfile
import zlib

from ..errors import UnreadableDocumentError
from .limits import Limits

_FREE = 1_000_000
_ENCRYPTED = 0x1


class Members:
    """The members of a zip file.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: ``max_members`` and ``max_unpacked`` are kept at once, ``max_ratio`` when a member is read.

    Attributes:
        names: of the members that are files, in their order.

    Raises:
        UnreadableDocumentError: damaged or over a limit.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
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
        self._entries = {
            name: entry for entry in entries if (name := entry.filename.replace("\\", "/")) and not name.endswith("/")
        }
        self._left = limits.max_unpacked
        self.names = tuple(self._entries)

    def __contains__(self, member: str) -> bool:
        return member in self._entries

    def check(self) -> None:
        """Test every member as it declares itself, without unpacking any.

        Raises:
            UnreadableDocumentError: one is encrypted, packed in an unusual way or over ``max_ratio``.
        """
        for entry in self._entries.values():
            self._allowed(entry)

    def read(self, member: str) -> bytes:
        """The bytes of one member, unpacked.

        Raises:
            KeyError: there is no such member.
            UnreadableDocumentError: it is encrypted, damaged or over a limit.
        """
        entry = self._entries[member]
        most = min(self._allowed(entry), self._left)
        try:
            with self._zip.open(entry) as file:
                data = file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
            raise UnreadableDocumentError(
                self._name, f"its part {member} is damaged ({_said(error)}); publish or download the file again"
            ) from None
        if len(data) > most:
            raise self._too_large(entry)
        self._left -= len(data)
        return data

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
