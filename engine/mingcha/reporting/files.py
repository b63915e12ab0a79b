"""Write findings.jsonl, proofs.jsonl, profiles.jsonl and run.json."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict

from ..errors import UsageError
from ..explaining.kept import FILE as PROOFS
from ..running import Run
from ..running.profiles import FILE as PROFILES
from ..running.profiles import lines_of

if TYPE_CHECKING:
    from ..running.compared import Compared


def write_run(run: Run, out: Path, version: str, compared: Compared | None = None) -> None:
    """Write ``findings.jsonl`` and ``proofs.jsonl``, one finding a line, ``profiles.jsonl`` and ``run.json`` into ``out``.

    Where its units were ``compared`` with their peers, run.json says each document's score.

    The same documents and knowledge give the same bytes; no time or machine is recorded.

    Raises:
        UsageError: the folder cannot be written.
    """
    summary = {
        "mingcha": version,
        "knowledge": run.knowledge,
        "knowledge_peers": run.peers,
        "documents": run.documents if compared is None else _with_peers(run, compared),
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


def _with_peers(run: Run, compared: Compared) -> list[dict[str, Any]]:
    """The reports of the documents with what became of their units among their peers, null for those that have no score."""
    among = {
        score.document: {"id": score.id, "score": score.score, "pvalue": score.pvalue, "rank": score.rank, "of": score.of}
        for score in compared.scored.scores
    }
    return [{**asdict(report), "peers": among.get(report.document)} for report in run.documents]
