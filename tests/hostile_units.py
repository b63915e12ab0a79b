"""Texts made to do harm in a report, a run of documents that hold them, and a run in which every field from a document does."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from mingcha.running.kept import NAME
from mingcha.running.records import packed, unpacked
from mingcha.running.task import Body

MARKUP = (
    "\"'></title></style></textarea></script><script>hit=1</script><!--<img src=x onerror=hit=2><x-hostile onclick=hit=3>"
    "<a href=javascript:hit=4>甲</a><svg onload=hit=5><style>*{display:none}</style>]]>-->"
)
"""What ends every context of HTML that text may stand in, and then begins elements, scripts and styles."""
TEMPLATES = "{{7*7}}{%raw%}${7*7}#{7*7}{0}{a.__class__}%s"
SIGNS = "\u202e乙\u2066\u2028\u2029\ufeff\u0085"
"""Marks that turn the direction of what follows, and ends of lines that scripts once could not bear."""
HARM = MARKUP + TEMPLATES + SIGNS
LEADS = (
    "=1+",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C x'!A0",
    "＝1",
    "javascript:hit=6//",
)
"""What begins a formula in a spreadsheet, or a link that runs a script."""

_OURS = {
    *("id", "sha256", "status", "kind", "rule", "rules", "severity", "stated", "expected", "difference", "residual"),
    *("unit_of_money", "diagnosis", "verified", "feature", "other", "mingcha", "knowledge", "knowledge_peers"),
}
"""Keys whose values are ids, numbers and words of ours; whatever else a line of JSON says may come from a document."""


def poisoned(text: str) -> str:
    """A text that does harm wherever it is not text; equal texts stay equal, and blank ones blank."""
    return LEADS[zlib.crc32(text.encode("utf-8", "replace")) % len(LEADS)] + text + HARM if text else ""


def poison_run(run: Path) -> None:
    """Put harm into every text of a run's records that may come from a document, and into its lists of scores and files."""
    with closing(sqlite3.connect(run / NAME)) as db, db:
        rows = db.execute("SELECT bodies.id, body, document, unit, region FROM bodies JOIN records ON records.id = bodies.id")
        for key, body, *header in rows.fetchall():
            db.execute("UPDATE bodies SET body = ? WHERE id = ?", (packed(_body(unpacked(body))), key))
            db.execute("UPDATE records SET document = ?, unit = ?, region = ? WHERE id = ?", (*map(poisoned, header), key))
    for name in ("scores.jsonl", "run.json"):
        path = run / name
        whole = name == "run.json"
        lines = [path.read_bytes()] if whole else path.read_bytes().splitlines()
        path.write_bytes(b"\n".join(map(_line, lines)) + b"\n")


def _body(body: Body) -> Body:
    excerpt = msgspec.msgpack.decode(body.excerpt)
    return replace(
        body,
        report=_line(body.report) + b"\n",
        findings=tuple(_line(line) + b"\n" for line in body.findings),
        proofs=tuple(_line(line) + b"\n" for line in body.proofs),
        excerpt=msgspec.msgpack.encode(_every(excerpt, lambda text: text if text in ("t", "p") else poisoned(text))),
    )


def _line(line: bytes) -> bytes:
    return msgspec.json.encode(_every(msgspec.json.decode(line), poisoned))


def _every(value: Any, change: Callable[[str], str]) -> Any:
    """A value with each of its texts changed, but those of ours."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_every(one, change) for one in value]
    if isinstance(value, Mapping):
        return {key: one if key in _OURS else _every(one, change) for key, one in value.items()}
    return value
