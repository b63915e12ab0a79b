"""Records and their bodies: encoded and compressed, as the journal keeps them."""

from __future__ import annotations

import zlib

import msgspec

from .task import Body

_LEVEL = 1
"""Of compression: a body takes a millisecond, and a fifth of its size is left."""


def packed(body: Body) -> bytes:
    """A body as a record holds it."""
    return zlib.compress(msgspec.msgpack.encode(body), _LEVEL)


def unpacked(data: bytes) -> Body:
    """The body of a record."""
    return _decode(zlib.decompress(data))


_decode = msgspec.msgpack.Decoder(Body).decode
