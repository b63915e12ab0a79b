"""Texts made to do harm in a report, documents that hold them, and a run in which every field from a document does."""

from __future__ import annotations

import re
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
from mingcha_datasets import load_sample, print_disclosure

MARKUP = (
    "\"'></title></script><script>hit=1</script><img src=x onerror=hit=2><x-hostile onclick=hit=3></style></textarea><!--"
    "<a href=javascript:hit=4>甲</a><svg onload=hit=5><style>*{display:none}</style>]]>-->&lt;&#60;"
)
"""What ends every context of HTML that text may stand in, and then begins elements, scripts and styles."""
TEMPLATES = "{{7*7}}{%raw%}${7*7}#{7*7}{0}{a.__class__}%s"
SIGNS = "\u202e乙\u2066\u2028\u2029\ufeff\u0085\x00\x1b[31m\x7f\ufffe"
"""Marks that turn the direction of what follows, ends of lines that scripts could not bear, and what XML cannot hold."""
HARM = MARKUP + TEMPLATES + SIGNS
LEADS = ("=1+", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", '=HYPERLINK("http://x")', "=cmd|' /C x'!A0", "＝1", " =1")
"""What begins a formula in a spreadsheet."""

_OURS = {
    *("id", "sha256", "status", "kind", "rule", "rules", "severity", "stated", "expected", "difference", "residual"),
    *("unit_of_money", "diagnosis", "verified", "feature", "other", "mingcha", "knowledge", "knowledge_peers"),
}
"""Keys whose values are ids, numbers and words of ours; whatever else a line of JSON says may come from a document."""


def poisoned(text: str) -> str:
    """A text that does harm wherever it is not text; equal texts stay equal, and blank ones blank."""
    return LEADS[zlib.crc32(text.encode("utf-8", "replace")) % len(LEADS)] + text + HARM if text else ""


def write_documents(folder: Path) -> None:
    """Write documents with markup in names of files and units, titles, heads, labels, cells and sentences, and a huge cell."""
    for sample, unit, wide in (("zizhou-2024", "子洲县", 10_000_000), ("ankang-2024", "安康市", 0)):
        text = print_disclosure(load_sample(sample)).replace(unit, f"{unit}<script>hit=6</script>")
        text = re.sub(r"(?m)^(\d{3,7}\t[^\t]+)", lambda found: "=" + found[1][1:] + MARKUP, text, count=3)
        text = re.sub(r"(?m)^(\d{3,7}\t[^\t]+)", lambda found: found[1] + "<img src=x onerror=hit=7>{{7*7}}", text)
        text = re.sub(r"([，；])(?=[^\t]*$)", r'"><script>hit=8</script>\1', text, flags=re.M)
        text = text.replace("专项业务经费支出\t", "专项业务经费支出<img src=x onerror=hit=9>\t")
        text = text.replace("档案室管理经费", "=HYPERLINK(1)档案室管理经费")
        text = text.replace("商品和服务支出\t", "商品和服务支出" + "<b>" * (wide // 3) + "\t", 1)
        (folder / f"=cmd{{{{7*7}}}} '{unit}'<img src=x onerror=hit=10>.txt").write_text(text, encoding="utf-8")
    (folder / "-1+<script>hit=11<.script>.pdf").write_bytes(b"%PDF-1.7\n")


def poison_run(run: Path) -> None:
    """Put harm into every text of a run's records that may come from a document, and into its lists of scores and files."""
    with closing(sqlite3.connect(run / NAME)) as db, db:
        rows = db.execute("SELECT bodies.id, body, document, unit, region FROM bodies JOIN records ON records.id = bodies.id")
        for key, body, *header in rows.fetchall():
            db.execute("UPDATE bodies SET body = ? WHERE id = ?", (packed(_body(unpacked(body))), key))
            db.execute("UPDATE records SET document = ?, unit = ?, region = ? WHERE id = ?", (*map(poisoned, header), key))
    for name in ("scores.jsonl", "history.jsonl"):
        path = run / name
        path.write_bytes(b"".join(_line(line) + b"\n" for line in path.read_bytes().splitlines()))
    (run / "run.json").write_bytes(_line((run / "run.json").read_bytes()))


def _body(body: Body) -> Body:
    excerpt = msgspec.msgpack.decode(body.excerpt) if body.excerpt else None
    return replace(
        body,
        report=_line(body.report) + b"\n",
        findings=tuple(_line(line) + b"\n" for line in body.findings),
        proofs=tuple(_line(line) + b"\n" for line in body.proofs),
        excerpt=msgspec.msgpack.encode(_every(excerpt, lambda text: text if text in ("t", "p") else poisoned(text)))
        if excerpt
        else b"",
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
