"""Which files are screened: what the user named, as tasks; folders, archives, lists, patterns and URLs."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from enum import Enum
from itertools import chain
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from ..errors import MingchaError, UsageError
from ..reading import Limits
from ..reading.archives import is_by_product
from .archives import divided
from .bundles import is_archive
from .files import contents, opened
from .task import BUNDLE, Task
from .urls import file_system, info_of, is_url, said

__all__ = ["SUFFIXES", "bundle_tasks_of", "is_url", "tasks_of"]

SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".tsv", ".csv", ".pdf", ".htm", ".html", ".xhtml", ".mht", ".mhtml"),
        *(".doc", ".docx", ".docm", ".dot", ".dotx", ".wps", ".wpt", ".rtf", ".odt", ".uof", ".uot", ".pptx"),
        *(".xls", ".xlsx", ".xlsm", ".xlt", ".xltx", ".xltm", ".xlsb", ".et", ".ett", ".ods"),
        *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".ofd", ".ceb", ".caj"),
        *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"),
    )
)
"""Names of files in a folder that are tried, those of kinds that are not read too: that such a file could not be read is told."""

_MAGIC = re.compile(r"[*?]")
_RUN = frozenset(("journal.sqlite", "documents.jsonl"))
"""What tells the folder of a run; the second where it was sent to a URL."""
_WRITTEN = re.compile(
    r"journal\.(sqlite(-\w+)?|lock)|((findings|proofs|profiles|documents|scores|history)\.jsonl|(run|peers)\.json|peers\.html)(\.tmp)?"
)
"""Files of a run in its folder."""
_PARTS = re.compile(r"part-\d+\.parquet(\.tmp)?")
_PAGES, _PAGE = "peers", re.compile(r".*-[0-9a-f]{12}\.html")
"""The folder of the pages of units, and how they are called."""


def tasks_of(sources: Iterable[str], passed: list[str] | None = None, limits: Limits | None = None) -> Iterator[Task]:
    """The files that sources name, in their order and sorted within each folder; never all in memory.

    A file that is named, or that a pattern fits, is always tried; of a folder only files whose names end like a document's or an
    archive's, and none that programs leave behind. What a run wrote into a folder is no source of the next. What is hidden in a
    folder is left alone, links to folders are not followed. A folder that cannot be listed and a line of a list that is not
    there come as tasks too, which fail with the reason when they are read. A file that two sources name comes twice.

    Args:
        sources: paths and URLs of files, folders and archives; patterns with ``*``, ``?`` and, for folders in each other, ``**``;
            ``@FILE`` for a list with one source a line, ``@-`` for one on the standard input. What is there is never a pattern
            or a list, whatever its name.
        passed: is given the names of what is passed over in folders.
        limits: of reading; where given, the files of an archive of many are tasks of their own (``archives``).

    Raises:
        UsageError: a source does not exist, a pattern fits nothing, a list cannot be read.
    """
    passed = [] if passed is None else passed
    for named in _named(sources):
        for file in _below(named, passed):
            task = Task(file.name, (file.path,), file.size, file.folder)
            yield from [task] if limits is None else divided(task, limits)


def bundle_tasks_of(sources: Iterable[str], limits: Limits, passed: list[str] | None = None) -> Iterator[Task]:
    """The disclosures that sources name: each archive and each folder one, and all other files together one.

    Args:
        sources: as of ``tasks_of``.
        limits: of reading.
        passed: is given the names of what is passed over in folders.

    Raises:
        UsageError: as ``tasks_of``.
    """
    passed = [] if passed is None else passed
    named = {found.name: found for found in _named(sources)}.values()
    files = [found for found in named if found.kind is not _Kind.FOLDER]
    archives = [file for file in files if _is_archive(file, limits)]
    loose = [file for file in files if file not in archives]
    for archive in archives:
        yield _bundle(archive.name, [archive])
    if loose:
        yield _bundle(loose[0].name, loose)
    for folder in named:
        if folder.kind is _Kind.FOLDER:
            yield _bundle(folder.name, list(_below(folder, passed)))


class _Kind(Enum):
    FILE, FOLDER, OTHER = range(3)


class _Found(NamedTuple):
    """What a name stands for.

    Attributes:
        path: what opens it: an absolute path or a URL.
        name: how it is called: as the user named it, or the folder it is in.
        folder: how the folder is called that it is in.
        kind: OTHER is what is neither a file nor a folder to look into: a link to a folder, a device.
        size: in bytes, 0 where it is not known.
    """

    path: str
    name: str
    folder: str
    kind: _Kind = _Kind.FILE
    size: int = 0


def _bundle(name: str, files: Sequence[_Found]) -> Task:
    paths, names = tuple(file.path for file in files), tuple(file.name for file in files)
    return Task(name, paths, sum(file.size for file in files), kind=BUNDLE, called=names)


def _is_archive(file: _Found, limits: Limits) -> bool:
    with suppress(MingchaError, OSError):
        with opened(file.path) as (start, _):
            if start.read(2) != b"PK":
                return False
        return is_archive(contents(file.path, limits), file.name)
    return False


# What is named.


def _named(sources: Iterable[str]) -> Iterator[_Found]:
    """The files and folders that sources stand for."""
    for source in sources:
        found = _look(source)
        if found is not None:
            yield found
        elif source.startswith("@"):
            for path in _lines(source):
                found = _Found(path, path, _parent(path)) if _says_file(path) else _look(path)
                yield from [found] if found is not None else _fitting(path) or [_missing(path)]
        else:
            fitting = _fitting(source)
            if fitting is None:
                what = "no file or folder fits this pattern" if _split(source)[1] else "there is no such file or folder"
                raise UsageError(f"{source}: {what}; check the path")
            yield from fitting


def _look(source: str) -> _Found | None:
    """What a path or URL names, None where there is nothing."""
    if is_url(source):
        url = _stripped(source)
        info = info_of(url)
        if info is None:
            return None
        # A folder that is named is looked into where it is a link, too.
        return _Found(url, url, _parent(url), _kind({**info, "islink": False}), info.get("size") or 0)
    try:
        status = os.stat(source)
    except PermissionError as error:
        raise UsageError(f"{source}: {error.strerror}; check the path and the permissions") from None
    except (OSError, ValueError):
        # A link that leads nowhere is there, and may lead somewhere the next time.
        return _missing(source) if os.path.islink(source) else None
    kind = _Kind.FOLDER if stat.S_ISDIR(status.st_mode) else _Kind.FILE
    return _Found(str(Path(source).absolute()), name := called(source), _parent(name), kind, status.st_size)


def _missing(path: str) -> _Found:
    """What is not there, as a file that cannot be read."""
    if is_url(path):
        return _Found(path, path, _parent(path))
    return _Found(str(Path(path).absolute()), name := called(path), _parent(name))


def _says_file(path: str) -> bool:
    """Whether a URL ends like a document's: in a list, asking for each of them what it is would take longer than reading some."""
    return is_url(path) and PurePath(path).suffix.lower() in SUFFIXES


def _lines(source: str) -> Iterator[str]:
    """The lines of a list, those that are blank left out."""
    path = source.removeprefix("@")
    try:
        with nullcontext((sys.stdin.buffer, 0)) if path == "-" else opened(path) as (file, _):
            for number, line in enumerate(file, 1):
                if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in line:
                    raise UsageError(f"{source}, line {number}: this is no line of a text in UTF-8; save the list anew as UTF-8")
                if told := line.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n"):
                    yield os.fsdecode(told)
    except UsageError:
        raise
    except Exception as error:  # file systems raise what they like
        reason = getattr(error, "strerror", None) or said(error)
        raise UsageError(f"{source}: the list cannot be read ({reason}); check the path and the permissions") from None


# What is in folders.


def _below(found: _Found, passed: list[str]) -> Iterator[_Found]:
    """The files in a folder and in those within it, sorted by their paths; of a file itself."""
    if found.kind is not _Kind.FOLDER:
        yield found
        return
    waiting = [iter([found])]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif entry.kind is _Kind.FOLDER:
            try:
                waiting.append(_entries(entry))
            except OSError:
                yield entry
        elif entry.kind is _Kind.FILE and PurePath(entry.name).suffix.lower() in SUFFIXES and not is_by_product(entry.name):
            yield entry
        else:
            passed.append(entry.name)


def _entries(folder: _Found) -> Iterator[_Found]:
    """What is in a folder and not hidden, sorted; only the names are held.

    Raises:
        OSError: it cannot be listed.
    """
    if is_url(folder.path):
        return _listed(folder)
    return (_entry(folder, name) for name in _sources(os.listdir(folder.path), _base(folder.path)))


def _entry(folder: _Found, name: str) -> _Found:
    path = os.path.join(folder.path, name)
    shown = _shown(folder.path, name)
    called = shown if folder.name == os.curdir else os.path.join(folder.name, shown)
    try:
        status = os.lstat(path)
        is_link = stat.S_ISLNK(status.st_mode)
        if is_link:
            status = os.stat(path)
    except OSError:
        return _Found(path, called, folder.name)  # it is gone, or the link leads nowhere: reading it tells
    if stat.S_ISREG(status.st_mode):
        return _Found(path, called, folder.name, _Kind.FILE, status.st_size)
    kind = _Kind.FOLDER if stat.S_ISDIR(status.st_mode) and not is_link else _Kind.OTHER
    return _Found(path, called, folder.name, kind)


def _listed(folder: _Found) -> Iterator[_Found]:
    system, path = file_system(folder.path)
    try:
        infos: list[dict[str, Any]] = system.ls(path, detail=True)
    except Exception as error:  # file systems raise what they like
        raise OSError(said(error)) from None
    # Some list the folder itself among what is in it.
    within = (info for info in infos if info["name"].strip("/") != path.strip("/"))
    entries = {_base(info["name"]): (_kind(info), info.get("size") or 0) for info in within}
    return (
        _Found(url := _joined(folder.path, name), url, folder.name, *entries[name])
        for name in _sources(entries, _base(folder.path))
    )


def _sources(names: Collection[str], folder: str) -> list[str]:
    """The names in a folder that are neither hidden nor what a run wrote there, sorted."""
    ours = [_PARTS] + [_PAGE] * (folder == _PAGES) + [_WRITTEN] * (not _RUN.isdisjoint(names))
    return sorted(name for name in names if not (name.startswith(".") or any(form.fullmatch(name) for form in ours)))


def _kind(info: dict[str, Any]) -> _Kind:
    if info["type"] == "directory":
        return _Kind.OTHER if info.get("islink") else _Kind.FOLDER
    return _Kind.FILE if info["type"] == "file" else _Kind.OTHER


# What patterns fit.


def _fitting(source: str) -> Iterator[_Found] | None:
    """The files and folders that a pattern fits; None where there are none."""
    base, pattern = _split(source)
    root = _look(base) if pattern else None
    if root is None or root.kind is not _Kind.FOLDER:
        return None
    found = _search(root, pattern)
    first = next(found, None)
    return None if first is None else chain([first], found)


def _split(source: str) -> tuple[str, Sequence[str]]:
    """A folder, and the pattern of what is in it, one for each folder on the way."""
    head, parts = "", list(Path(source).parts)
    if is_url(source):
        scheme, _, rest = source.partition("://")
        head, parts = scheme + "://", rest.split("/")
    plain = next((place for place, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    base = "/".join(parts[:plain]) or "/" * plain if head else str(Path(*parts[:plain]))
    return head + base, parts[plain:]


def _search(root: _Found, pattern: Sequence[str]) -> Iterator[_Found]:
    """What a pattern fits in a folder; what is in a folder that it fits is not looked at."""
    places = _reached({0}, pattern)
    if len(pattern) in places:
        yield root
        return
    waiting = [(_entries(root), places)]
    while waiting:
        entries, places = waiting[-1]
        entry = next(entries, None)
        if entry is None:
            waiting.pop()
            continue
        here = frozenset(_after(places, _base(entry.path), pattern))
        after = _reached(here, pattern) if entry.kind is _Kind.FOLDER else here
        if len(pattern) in after:
            yield entry
        elif after and entry.kind is _Kind.FOLDER:
            try:
                waiting.append((_entries(entry), after))
            except OSError:
                yield entry


def _after(places: Iterable[int], name: str, pattern: Sequence[str]) -> Iterator[int]:
    """Where in a pattern one may be behind a name, being in one of these places before it."""
    for place in places:
        if pattern[place] == "**":
            yield place
        elif re.fullmatch(re.escape(pattern[place]).replace(r"\*", ".*").replace(r"\?", "."), name, re.DOTALL):
            yield place + 1


def _reached(places: Iterable[int], pattern: Sequence[str]) -> frozenset[int]:
    """These places in a pattern, and those behind them where what is between fits nothing at all, too."""
    found = set(places)
    for place, part in enumerate(pattern):
        if part == "**" and place in found:
            found.add(place + 1)
    return frozenset(found)


# Names.


def called(source: str) -> str:
    """How what a path names is called: as the user did, in characters that can be written anywhere."""
    path = Path(source)
    if _is_text(source):
        return str(path)
    folders = ("", *map(str, reversed(path.parents)))[-len(path.parts) :]
    return str(Path(*(_shown(folder, part) for folder, part in zip(folders, path.parts, strict=True))))


def _shown(folder: str, name: str) -> str:
    """A name in a folder; one that is no UTF-8 is what it is in GB18030, unless there is a file of that name, too."""
    if _is_text(name):
        return name
    encoded = os.fsencode(name)
    with suppress(UnicodeDecodeError):
        told = encoded.decode("gb18030")
        if not os.path.lexists(os.path.join(folder, told)):
            return told
    return encoded.decode("utf-8", "backslashreplace")


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parent(name: str) -> str:
    return _stripped(name[: name.rindex("/") + 1]) if is_url(name) else str(Path(name).parent)


def _stripped(url: str) -> str:
    """A URL without the slashes at its end, those of its beginning excepted."""
    return re.sub(r"(?<=[^/:])/+\Z", "", url)


def _joined(url: str, name: str) -> str:
    return url + name if url.endswith("/") else f"{url}/{name}"


def _base(path: str) -> str:
    return PurePath(path).name
