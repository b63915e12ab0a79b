"""Runs of the command that screens: how it is called, and what it wrote."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

_JOURNAL = "journal"


def screening(documents: Path, out: Path, jobs: int, *options: str, work: str = "") -> list[str]:
    """The command that screens a folder, perhaps with ``work`` of benchmarks/bulk_works.py in the place of screening."""
    command = ["-m", "benchmarks.bulk_command", work] if work else ["-m", "mingcha"]
    return [sys.executable, *command, "screen", str(documents), "--out", str(out), "--jobs", str(jobs), "--quiet", *options]


def files_of(out: Path) -> dict[str, str]:
    """The files of a run with a hash of each; without the journal, which is the run's own."""
    paths = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith(_JOURNAL))
    return {str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def names_in(out: Path) -> Counter[str]:
    """How often each document is told of."""
    with open(out / "documents.jsonl", "rb") as lines:
        return Counter(map(_document, lines))


def lines_without(out: Path, documents: Iterable[str]) -> dict[str, list[bytes]]:
    """The lines of the files of a run but for those that tell of some documents."""
    left_out = set(documents)
    return {
        name: [line for line in (out / name).read_bytes().splitlines() if _document(line) not in left_out]
        for name in ("documents.jsonl", "findings.jsonl", "profiles.jsonl")
    }


def problems_in(out: Path) -> dict[str, list[str]]:
    """Why documents were not read, by their names."""
    reports = map(json.loads, (out / "documents.jsonl").read_text(encoding="utf-8").splitlines())
    return {report["document"]: report["problems"] for report in reports if report["status"] == "failed"}


class _Named(msgspec.Struct):
    document: str


def _document(line: bytes) -> str:
    return msgspec.json.decode(line, type=_Named).document
