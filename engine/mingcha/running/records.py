"""Records and their bodies: encoded and compressed, as the journal keeps them."""

from __future__ import annotations

import msgspec
import pyarrow as pa

from .task import Body

_LEVEL = 1
"""Of compression: a body takes a third of a millisecond, and an eighth of its size is left."""
_SIZE = 8
"""Bytes before a compressed body that say its size."""


def packed(body: Body) -> bytes:
    """A body as a record holds it."""
    data = msgspec.msgpack.encode(body)
    return len(data).to_bytes(_SIZE, "big") + bytes(_codec.compress(data, asbytes=True))


def unpacked(data: bytes) -> Body:
    """The body of a record."""
    size = int.from_bytes(data[:_SIZE], "big")
    return _decode(_codec.decompress(memoryview(data)[_SIZE:], size, asbytes=True))


_codec = pa.Codec("zstd", _LEVEL)
_decode = msgspec.msgpack.Decoder(Body).decode
