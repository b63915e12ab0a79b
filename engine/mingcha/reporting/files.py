"""Write findings.jsonl, proofs.jsonl, profiles.jsonl and run.json."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..errors import UsageError
from ..explaining.kept import FILE as PROOFS
from ..running import Run
from ..running.profiles import FILE as PROFILES
from ..running.profiles import lines_of


def write_run(run: Run, out: Path, version: str) -> None:
    """Write ``findings.jsonl`` and ``proofs.jsonl``, one finding a line, ``profiles.jsonl`` and ``run.json`` into ``out``.

    The same documents and knowledge give the same bytes; no time or machine is recorded.

    Raises:
        UsageError: the folder cannot be written.
    """
    summary = {
        "mingcha": version,
        "knowledge": run.knowledge,
        "documents": run.documents,
        "profiles": len(run.profiles),
        "rules": run.rules,
        "diagnoses": run.diagnoses,
        "passed_over": run.passed_over,
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        lines = b"".join(msgspec.json.encode(finding) + b"\n" for finding in run.findings)
        (out / "findings.jsonl").write_bytes(lines)
        (out / PROOFS).write_bytes(b"".join(run.proofs))
        (out / PROFILES).write_bytes(b"".join(lines_of(run.profiles)))
        (out / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}; choose another folder with --out") from None
