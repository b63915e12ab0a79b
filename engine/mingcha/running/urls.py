"""Files that a URL names, on any file system that fsspec knows and whose package is installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ..errors import UsageError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_URL = re.compile(r"[A-Za-z][\w+.-]*://")


def is_url(text: str) -> bool:
    """Whether a source is a URL, and no path."""
    return _URL.match(text) is not None


def file_system(url: str) -> tuple[AbstractFileSystem, str]:
    """The file system of a URL, and what the URL names there.

    Raises:
        UsageError: it is of an unknown kind, its package is not installed, or it cannot be reached.
    """
    # fsspec is imported for the first URL only.
    from fsspec.core import url_to_fs

    try:
        # What is in a folder is asked once; keeping it would fill the memory.
        found: tuple[AbstractFileSystem, str] = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise UsageError(f"{url}: {error}; pip install {_package(url)}") from None
    except Exception as error:  # file systems raise what they like
        raise UsageError(f"{url}: {said(error)}; check the address, and what gives access to it") from None
    return found


def open_url(url: str) -> BinaryIO:
    """A file that a URL names, to be read; some know its ``size``.

    Raises:
        UsageError: as ``file_system``.
        Exception: what the file system raises.
    """
    system, path = file_system(url)
    return cast(BinaryIO, system.open(path, "rb"))


def info_of(url: str) -> dict[str, Any] | None:
    """What a file system says of a file or folder: ``type`` and ``size`` among others; None where it is not there.

    Raises:
        UsageError: as ``file_system``, or the file system does not say.
    """
    system, path = file_system(url)
    try:
        found: dict[str, Any] = system.info(path)
    except FileNotFoundError:
        return None
    except Exception as error:
        raise UsageError(f"{url}: {said(error)}; check the address, and what gives access to it") from None
    return found


def said(error: BaseException) -> str:
    """What an error says in its first line, or else what it is."""
    return next((line for line in str(error).splitlines() if line), type(error).__name__)


def _package(url: str) -> str:
    from fsspec.registry import known_implementations

    protocol = url.split("://")[0]
    package: str = known_implementations[protocol]["class"].split(".")[0]
    return f"'fsspec[{protocol}]'" if package == "fsspec" else package
