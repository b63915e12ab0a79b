"""What is dealt out to be screened, and what comes back: a task, and its answer with a record for each document."""

from __future__ import annotations

import hashlib
import pickle
from typing import Protocol, Self

import msgspec
from msgspec import Struct

from .. import __version__
from ..knowledge import Knowledge
from ..reading import Limits

FILE, BUNDLE = "file", "bundle"
"""What a task is: a file, which may be an archive of several disclosures; or several files that are one disclosure."""


class Task(Struct, frozen=True, array_like=True):
    """The unit that is dealt out, that the journal keeps whole or not at all, and that fails alone.

    Attributes:
        name: how the file is called in findings: its path or URL as given; of a bundle that of the first of its files. Of the
            tasks of one kind no two have the same.
        paths: where its bytes are read from: one path or URL for a file, several for a bundle.
        size: bytes of its files, 0 where unknown: tasks are dealt out in chunks by it.
        container: the folder whose files may be parts of one disclosure; "" where it is told to stand alone.
        kind: file or bundle.
        data: the bytes themselves, where they are not to be read from a path.
        called: how each file of a bundle is called; () where as its path.
    """

    name: str
    paths: tuple[str, ...]
    size: int = 0
    container: str = ""
    kind: str = FILE
    data: bytes | None = None
    called: tuple[str, ...] = ()


class Record(Struct, frozen=True, array_like=True):
    """What became of one document, as the journal keeps it and every output is written from.

    Attributes:
        document: its name; an archive's members are called ARCHIVE/MEMBER.
        sha256: of its bytes, "" where they could not be read.
        status: read, partly or failed.
        unit, year, region, kind: whose disclosure, "" and 0 where the document does not say; ``region`` is the province.
        errors, warnings, hints: how many findings of severity error, warning and info it has.
        part: what it says of the disclosure it may be a part of (``bundles.Part``), encoded; b"" where it stands alone.
        body: a ``Body``, encoded and compressed (``records``).
    """

    document: str
    sha256: str
    status: str
    unit: str
    year: int
    region: str
    kind: str
    errors: int
    warnings: int
    hints: int
    part: bytes
    body: bytes


class Body(Struct, frozen=True, array_like=True):
    """The rest of a record: lines of JSON as the files of a run hold them, and rows of its tables as Arrow.

    Attributes:
        report: the ``DocumentReport``, one line.
        findings: one line each, in the order of first line, rule and id.
        proofs: one line for each finding, in the same order.
        profile: one line, b"" where the document could not be read.
        figures, claims, profiles: rows of the tables of those names, as ``rows`` encodes them; b"" where there are none.
        states: of the rules, as ``rows`` encodes them; b"" where the document could not be read.
        excerpt: the document as it was read (``excerpt``), encoded; b"" where it could not be.
    """

    report: bytes = b""
    findings: tuple[bytes, ...] = ()
    proofs: tuple[bytes, ...] = ()
    profile: bytes = b""
    figures: bytes = b""
    claims: bytes = b""
    profiles: bytes = b""
    states: bytes = b""
    excerpt: bytes = b""


class Answer(Struct, frozen=True, array_like=True):
    """What screening a task gave.

    Attributes:
        task: its name, and ``kind`` its kind.
        content: sha256 of the bytes of its files, "" where they could not be read; what is unchanged is not screened again.
        records: one for each document, at least one for a file that could not be read; none for an empty archive.
        passed: names of members of an archive that programs left behind.
        stopped: whether a limit of screening or a crash ended it (``Failure``).
    """

    task: str
    kind: str
    content: str
    records: tuple[Record, ...]
    passed: tuple[str, ...] = ()
    stopped: bool = False


class Settings(Struct, frozen=True):
    """All that decides, beside a document's bytes and name, what screening it gives; the same on any machine.

    Attributes:
        version: of Mingcha.
        knowledge: the knowledge base, pickled: machines of a cluster need no copy of its folder.
        hash: of the knowledge, and ``peers`` of that part of it which says what a feature means.
        lang: of messages.
        limits: of reading and screening.
    """

    version: str
    knowledge: bytes
    hash: str
    peers: str
    lang: str
    limits: Limits

    @classmethod
    def of(cls, knowledge: Knowledge, lang: str, limits: Limits) -> Self:
        """Those of this version with a knowledge base."""
        pickled = pickle.dumps(knowledge, pickle.HIGHEST_PROTOCOL)
        return cls(__version__, pickled, knowledge.hash, knowledge.peers.hash, lang, limits)

    def loaded(self) -> Knowledge:
        """The knowledge base."""
        knowledge = pickle.loads(self.knowledge)
        assert isinstance(knowledge, Knowledge)
        return knowledge

    @property
    def key(self) -> str:
        """A hash of all but the form that the knowledge is sent in: what was screened with another is screened again."""
        said = msgspec.json.encode([self.version, self.hash, self.peers, self.lang, self.limits])
        return hashlib.sha256(said).hexdigest()


class Allow(Protocol):
    """Tells who watches over a worker how long, in seconds on the wall from now, what comes next may take; None: no limit.

    Until it is called an item may take ``Limits.max_screen_seconds``.
    """

    def __call__(self, seconds: float | None) -> None:
        """Begin a step."""
        ...


class Sized(Protocol):
    """What is dealt out to workers."""

    @property
    def size(self) -> int:
        """In bytes, or what stands for them."""
        ...


class Failure(Struct, frozen=True):
    """Why a worker gave nothing for an item, after a second try alone: an English sentence without the item's name.

    Attributes:
        reason: in words, with the remedy.
        limit: max_screen_seconds, max_screen_memory, or "" where the process crashed.
    """

    reason: str
    limit: str = ""
