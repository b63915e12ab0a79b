"""What is in a file that a path or a URL names, within limits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from ..errors import UnreadableDocumentError, UsageError
from ..reading import Limits, refuse_over
from .urls import is_url, open_url, said
from .within import within


def contents(path: str | os.PathLike[str], limits: Limits, name: str | None = None) -> bytes:
    """The bytes of a file; of one that is too large nothing is read, and of what has no size no more than may be.

    Args:
        path: of the file, or its URL; of a file in an archive (``within``), what is there is still packed.
        limits: what is too large to read.
        name: how to call it in messages; the path where None.

    Raises:
        UnreadableDocumentError: it is over ``max_bytes``, a folder, not there, or the user may not read it.
    """
    path = os.fspath(path)
    name = name or path
    place = within(path)
    path = path if place is None else place.archive
    try:
        with opened(path) as (file, size):
            refuse_over(size, limits.max_bytes, "--max-bytes", name)
            if place is not None and place.member is not None:
                file.seek(place.member.packed.start)
                return file.read(place.member.packed.end - place.member.packed.start)
            data = file.read(limits.max_bytes + 1)
    except UnreadableDocumentError:
        raise
    except UsageError as error:
        raise UnreadableDocumentError(name, str(error).removeprefix(f"{path}: ")) from None
    except OSError as error:
        raise UnreadableDocumentError(name, f"{error.strerror or said(error)}; check the path and the permissions") from None
    except Exception as error:
        if not is_url(path):
            raise
        raise UnreadableDocumentError(name, f"{said(error)}; check the address, and what gives access to it") from None
    refuse_over(len(data), limits.max_bytes, "--max-bytes", name)
    return data


@contextmanager
def opened(path: str) -> Iterator[tuple[BinaryIO, int]]:
    """A file to be read, and its size, 0 where that is not known.

    Args:
        path: of the file, or its URL.

    Raises:
        UsageError: the file system of the URL is not known, or its package not installed.
        Exception: OSError, or whatever else the file system of a URL raises.
    """
    if is_url(path):
        with open_url(path) as remote:
            yield remote, getattr(remote, "size", None) or 0
    else:
        with open(path, "rb") as file:
            yield file, os.fstat(file.fileno()).st_size
