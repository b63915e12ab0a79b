"""Keep what the YAML files say in a form that is read in a hundredth of the time.

Only what the parser gives is kept, under the hash of the very files: whatever they mean is looked at anew each time, so a cache
can neither be out of date nor hide an error. One that is torn, damaged or of somebody else is passed over and written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from .. import __version__

ENVIRONMENT = "MINGCHA_CACHE"
"""The variable that names another folder for the cache."""

_KEPT = 8
_FORM = 1  # of the cached trees; another number when parse_yaml gives other values for the same text
_SUFFIX = ".knowledge"
_DIGEST_BYTES = hashlib.sha256().digest_size

Trees = Mapping[str, Any]


def cached(digest: str) -> Trees | None:
    """The trees of the files with this hash; None where they are not kept or cannot be trusted."""
    try:
        data = _file(digest).read_bytes()
    except (OSError, RuntimeError):
        return None
    body = data[_DIGEST_BYTES:]
    if hashlib.sha256(_key(digest).encode() + body).digest() != data[:_DIGEST_BYTES]:
        return None
    try:
        return msgspec.msgpack.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


def keep(digest: str, trees: Trees) -> None:
    """Keep the trees; a folder that cannot be written is no error, and writers at one time do not meet."""
    try:
        body = msgspec.msgpack.encode(trees)
        same = msgspec.msgpack.decode(body, type=dict[str, Any]) == trees
    except (TypeError, OverflowError, RecursionError, msgspec.MsgspecError):
        return
    if not same:  # a date, a set: YAML can say more than the cache can
        return
    with contextlib.suppress(OSError, RuntimeError):
        _write(_file(digest), hashlib.sha256(_key(digest).encode() + body).digest() + body)


def folder() -> Path:
    """Where the cache lies: the folder that MINGCHA_CACHE names, else one in the user's own cache folder."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("mingcha", appauthor=False)


def _key(digest: str) -> str:
    return hashlib.sha256(f"{__version__}\0{_FORM}\0{digest}".encode()).hexdigest()


def _file(digest: str) -> Path:
    return folder() / (_key(digest) + _SUFFIX)


def _write(path: Path, data: bytes) -> None:
    import tempfile

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    old = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)[_KEPT:]
    for one in old:
        one.unlink(missing_ok=True)
