"""The URI of a document by the name that findings give it: a path as it was given, or a URL."""

from __future__ import annotations

import re
from pathlib import PurePath, PureWindowsPath
from urllib.parse import quote

from ..running.urls import is_url

_ON_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_IN_URLS = "!#$%&'()*+,/:;=?@[]~"
"""What a URL keeps: it was given as one, so a % in it stands for what follows."""


def uri_of(name: str) -> str:
    """A URI as RFC 3986 has it: a path that is absolute as ``file:``, any other relative to where the command was given.

    Nothing in it can be taken for markup, and no path for a scheme: all but letters, digits and ``-._~/`` is percent-encoded.
    """
    if is_url(name):
        return quote(name, _IN_URLS)
    if _ON_WINDOWS.match(name):
        return PureWindowsPath(name).as_uri()
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
