"""Screen the files of a folder in several threads at once and print what each gave: the process that ``test_threads`` starts.

In a fresh process nothing is loaded, compiled or remembered yet, so the threads meet wherever something is made at first use.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from pathlib import Path

import msgspec

import mingcha
from mingcha.knowledge import Knowledge


def main(folder: str, count: int) -> None:
    """Print for each file all that was given for it, as hashes: one, if every thread was given the same."""
    sys.setswitchinterval(1e-6)
    paths = sorted(Path(folder).iterdir())
    given: dict[str, set[str]] = {path.name: set() for path in paths}
    screener = mingcha.Screener()
    before = said(screener.knowledge)
    together = threading.Barrier(count)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            together.wait()
            for place in range(len(paths)):
                # Each thread begins with another file, and with another of the functions.
                path = paths[(place + number) % len(paths)]
                given[path.name].add(_all(screener, path, number))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    assert said(screener.knowledge) == before, "screening changed the knowledge"
    print(json.dumps({name: sorted(hashes) for name, hashes in given.items()}))


def said(knowledge: Knowledge) -> bytes:
    """All that a knowledge base says; what it remembers of what was asked of it is left out."""
    return msgspec.json.encode(knowledge, enc_hook=lambda other: vars(other) if hasattr(other, "__dict__") else repr(other))


def _all(screener: mingcha.Screener, path: Path, number: int) -> str:
    """A hash of everything that can be had of a file."""
    from mingcha.running.task import Task
    from mingcha.running.work import screened

    told: dict[str, bytes] = {}
    steps = [
        lambda: told.update(
            answer=msgspec.msgpack.encode(screened(screener, Task(path.name, (str(path),)), lambda seconds: None))
        ),
        lambda: told.update(_parts(screener, path)),
        lambda: told.update(_proofs(screener, path)),
    ]
    for place in range(len(steps)):
        steps[(place + number) % len(steps)]()
    return hashlib.sha256(b"\0".join(told[name] for name in sorted(told))).hexdigest()


def _parts(screener: mingcha.Screener, path: Path) -> dict[str, bytes]:
    """What reading, understanding and checking give one by one, and the profile."""
    from mingcha.peers.profiling import profile_of

    try:
        document = screener.read(path)
        screening = screener.check(document, screener.understand(document))
    except mingcha.UnreadableDocumentError as error:
        return {"parts": str(error).encode()}
    encode = msgspec.json.encode
    return {
        "document": encode(document.blocks),
        "figures": encode(screening.disclosure.figures),
        "states": encode([(outcome.rule, outcome.state) for outcome in screening.outcomes]),
        "profile": encode(profile_of(screening, screener.knowledge)),
    }


def _proofs(screener: mingcha.Screener, path: Path) -> dict[str, bytes]:
    """The findings and their proofs."""
    try:
        screening = screener.screen(path)
    except mingcha.UnreadableDocumentError as error:
        return {"findings": str(error).encode()}
    encode = msgspec.json.encode
    proofs = encode([screening.explain(finding.id) for finding in screening.findings])
    return {"findings": encode(screening.findings), "proofs": proofs}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
