"""Write what a run found from its journal: JSON lines, Parquet tables, and run.json when all else is there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import UsageError
from ..explaining.kept import FILE as PROOFS
from ..running.profiles import FILE as PROFILES
from ..running.task import Allow, Failure

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..running.engine import Engine
    from ..running.journal import Journal
    from ..running.one import Screener

FINDINGS, DOCUMENTS, RUN = "findings.jsonl", "documents.jsonl", "run.json"
FILES = (FINDINGS, PROOFS, PROFILES, DOCUMENTS, RUN)
"""The files of a run beside its tables; the last is there when all others are."""
SCORES, HISTORY, SUMMARY = COMPARED = ("scores.jsonl", "history.jsonl", "peers.json")
"""The files of a run whose units were compared."""
_BUFFER = 1 << 20
"""Bytes of a file that are written at once."""
STATUSES = ("read", "partly", "failed")
Tally = Counter[tuple[str, ...]]
"""What run.json counts: (documents, status), (findings, severity), (rules, rule, state), (diagnoses, cause), (profiles,)."""


class Summary(Struct, frozen=True):
    """What run.json says.

    Attributes:
        mingcha: its version.
        knowledge: hash of the knowledge; ``knowledge_peers`` of that part of it which says what a feature means and who is
            whose peer.
        documents: how many have each status; ``findings`` each severity.
        profiles: how many there are.
        rules: for every rule how many documents ended in each state.
        diagnoses: how many findings have which cause.
        passed_over: files of folders and archives whose names say that they are no documents.
    """

    mingcha: str
    knowledge: str
    knowledge_peers: str
    documents: dict[str, int]
    findings: dict[str, int]
    profiles: int
    rules: dict[str, dict[str, int]]
    diagnoses: dict[str, int]
    passed_over: list[str]


class Share(Protocol):
    """What one worker writes."""

    @property
    def size(self) -> int:
        """About as many bytes as are read for it."""
        ...

    def write(self, knowledge: Knowledge) -> Tally:
        """Write it, and count what run.json tells.

        Raises:
            OSError: a file cannot be written.
        """
        ...


class Lines(NamedTuple):
    """All records as JSON lines.

    Attributes:
        out: the folder of the files; ``folder`` that of the journal.
    """

    out: Path
    folder: Path

    @property
    def size(self) -> int:
        """More than any part has."""
        return 1 << 40

    def write(self, knowledge: Knowledge) -> Tally:
        """As ``Share.write``; counts nothing, as the parts do."""
        from ..running.kept import open_records
        from ..running.records import FOUND, SHOWN, unpacked

        with ExitStack() as stack:
            names = (FINDINGS, PROOFS, PROFILES, DOCUMENTS)
            findings, proofs, profiles, documents = (stack.enter_context(whole(self.out / name)) for name in names)
            for record in open_records(self.folder):
                body = unpacked(record.body, [FOUND, SHOWN])
                findings.writelines(body.findings)
                proofs.writelines(body.proofs)
                profiles.write(body.profile)
                documents.write(body.report)
        return Counter()


def begin(out: Path) -> None:
    """Make the folder of a run, and say that what is in it is not complete.

    Raises:
        UsageError: it cannot be written.
    """
    with _told(out):
        out.mkdir(parents=True, exist_ok=True)
        (out / RUN).unlink(missing_ok=True)
        _keep(out)


def write_run(out: Path, folder: Path, journal: Journal, knowledge: Knowledge, engine: Engine) -> Summary:
    """Write the files and tables of a run, all but run.json, from its journal; the same records give the same bytes.

    Args:
        out: where they go; what former runs wrote there and this one does not is removed.
        folder: where the journal is.
        journal: of the run.
        knowledge: that the documents were screened with.
        engine: whose workers write; they read the journal's file, so it must be of this machine.

    Raises:
        UsageError: a file cannot be written.
    """
    from ..running.kept import cuts
    from .dataset import MOST, parts_of, remove_others

    parts = list(parts_of(out, folder, cuts(folder, MOST)))
    tally: Tally = Counter()
    with _told(out):
        shares: list[Share] = [Lines(out, folder), *parts]
        for _, given in engine.run(_written, shares):
            if isinstance(given, Failure):
                raise UsageError(f"{out}: {given.reason}; what was screened is kept, run the same command again")
            tally.update(given)
        remove_others(out, parts)
    return _summary(tally, journal.passed(), knowledge)


def write_summary(out: Path, summary: Summary) -> None:
    """Write run.json, which says that the run is complete.

    Raises:
        UsageError: it cannot be written.
    """
    with _told(out), whole(out / RUN) as file:
        file.write(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that is there under its name when all of it is on the disk; if not, what was there stays."""
    begun = path.with_name(path.name + ".tmp")
    try:
        with begun.open("wb", _BUFFER) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
    _keep(path.parent)


def _written(screener: Screener, share: Share, allow: Allow) -> Tally:
    """Write a share in a worker; an ``engine.Work``."""
    allow(None)
    return share.write(screener.knowledge)


def _summary(tally: Tally, passed: list[str], knowledge: Knowledge) -> Summary:
    def counts(*keys: str) -> dict[str, int]:
        return {key[-1]: count for key, count in sorted(tally.items()) if key[:-1] == keys}

    rules: dict[str, dict[str, int]] = {rule.id: {} for rule in knowledge.rules}
    for (what, *rest), count in sorted(tally.items()):
        if what == "rules":
            rule, state = rest
            rules[rule][state] = count
    return Summary(
        __version__,
        knowledge.hash,
        knowledge.peers.hash,
        {status: tally["documents", status] for status in STATUSES},
        counts("findings"),
        tally["profiles",],
        rules,
        counts("diagnoses"),
        passed,
    )


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """What the system refuses becomes a sentence."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}; choose another folder with --out") from None


def _keep(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can be asked for that."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
