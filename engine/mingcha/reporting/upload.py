"""Send the files of a run to a URL: any file system that fsspec knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..reports.reviews import FILE as REVIEWS
from ..running.urls import file_system, said
from .dataset import TABLES
from .files import COMPARED, FILES, RUN
from .peers_page import FOLDER, LIST
from .scores import FOLDER as SCORED

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_FILES = (*FILES, *COMPARED, LIST)
_FOLDERS = (*TABLES, SCORED, FOLDER)


def withdraw(url: str) -> None:
    """Say that what is at a URL is not complete: before it changes.

    Raises:
        UsageError: the URL cannot be written.
    """
    system, root = file_system(url)
    with _told(url):
        _remove(system, [f"{root}/{RUN}"])


def upload(folder: Path, url: str) -> None:
    """Send the files of a run, run.json last, and take away those of an earlier run that this one does not have.

    Reviews are never taken away.

    Args:
        folder: of the run; its journal and what else is in it stay there.
        url: of a folder, made where there is none.

    Raises:
        UsageError: the URL cannot be written; the run is whole in the folder.
    """
    system, root = file_system(url)
    files = _files(folder)
    with _told(url, f"; the run is whole in {folder}, and the same command sends it again"):
        _remove(system, [f"{root}/{RUN}"])
        there = [f"{root}/{name}" for name in _FILES]
        there += [path for name in _FOLDERS for path in system.find(f"{root}/{name}")]
        kept = {f"{root}/{name}" for name in files}
        _remove(system, [path for path in there if path not in kept])
        for parent in sorted({f"{root}/{name}".rpartition("/")[0] for name in files}):
            system.makedirs(parent, exist_ok=True)
        sent = [name for name in files if name != RUN]
        system.put([str(folder / name) for name in sent], [f"{root}/{name}" for name in sent])
        system.put_file(str(folder / RUN), f"{root}/{RUN}")


def is_sent(folder: Path, url: str) -> bool:
    """Whether the run of a folder is at a URL, whole.

    Raises:
        UsageError: the URL cannot be read.
    """
    system, root = file_system(url)
    with _told(url):
        try:
            there: bytes = system.cat_file(f"{root}/{RUN}")
            return there == (folder / RUN).read_bytes()
        except FileNotFoundError:
            return False


def _files(folder: Path) -> list[str]:
    """The files of a run, as paths within its folder."""
    found = [folder / name for name in (*_FILES, REVIEWS)]
    found += [path for name in _FOLDERS for path in sorted((folder / name).rglob("*"))]
    return [path.relative_to(folder).as_posix() for path in found if path.is_file()]


def _remove(system: AbstractFileSystem, paths: list[str]) -> None:
    for path in paths:
        if system.exists(path):
            system.rm_file(path)


@contextmanager
def _told(url: str, kept: str = "") -> Iterator[None]:
    """An error of a file system, which may be any, as one for the user."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"{url}: {said(error)}; check the address, and what gives access to it{kept}") from None
