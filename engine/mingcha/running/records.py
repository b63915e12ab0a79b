"""Records and their bodies: encoded and compressed, as the journal keeps them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa

from .task import Body

FOUND, SHOWN = ("report", "findings"), ("proofs", "profile")
ROWS, EXCERPT = ("figures", "claims", "profiles", "states"), ("excerpt",)
"""What of a body is compressed together, so that who needs no more than that unpacks no more."""
_GROUPS = (FOUND, SHOWN, ROWS, EXCERPT)
_SIZES = struct.Struct(f"<{2 * len(_GROUPS)}I")
"""Before the groups: for each how many bytes it has compressed, and how many it has."""


def packed(body: Body) -> bytes:
    """A body as a record holds it."""
    encoded = [_encode([getattr(body, name) for name in group]) for group in _GROUPS]
    compressed = [_codec.compress(data, asbytes=True) for data in encoded]
    sizes = [len(data) for pair in zip(compressed, encoded, strict=True) for data in pair]
    return b"".join([_SIZES.pack(*sizes), *compressed])


def unpacked(data: bytes, groups: Sequence[tuple[str, ...]] = _GROUPS) -> Body:
    """The body of a record.

    Args:
        data: as the record holds it.
        groups: those that are needed, of ``FOUND``, ``SHOWN``, ``ROWS`` and ``EXCERPT``; of the others nothing is in the body.
    """
    fields: dict[str, Any] = {}
    sizes, begin = iter(_SIZES.unpack_from(data)), _SIZES.size
    for group, length, size in zip(_GROUPS, sizes, sizes, strict=True):
        if group in groups:
            values = _decode(_codec.decompress(memoryview(data)[begin : begin + length], size, asbytes=True))
            fields.update(zip(group, values, strict=True))
        begin += length
    return Body(**fields)


_codec = pa.Codec("lz4_raw")
"""A fifth of the size is left; zstd would leave a sixth, yet take twice the time to pack and unpack."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[bytes | tuple[bytes, ...], ...]).decode
