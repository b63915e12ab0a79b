"""Runs that tests review: so much of their files as reviews look at, written out without screening anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mingcha.reports.reviews import Review


class Found(NamedTuple):
    """A finding of a run."""

    id: str
    unit: str = "某县档案馆"
    year: int = 2024
    rule: str = "TOT-003"
    cause: str | None = None
    row: str = "商品和服务支出"
    kind: str = "budget"
    province: str = ""


def finding_id(number: int) -> str:
    """An id as findings have it."""
    return f"{number:016x}"


def write_run(folder: Path, findings: Iterable[Found], reviews: Iterable[Mapping[str, Any]] = ()) -> Path:
    """A finished run with these findings, each of a document of its own, and reviews that it keeps."""
    folder.mkdir(parents=True, exist_ok=True)
    found = list(findings)
    place = {"page": None, "line": 1, "table": "", "column": "", "text": "1.00"}
    lines: dict[str, list[dict[str, Any]]] = {
        "findings.jsonl": [
            {
                "id": one.id,
                "document": f"{one.id}.txt",
                "unit": one.unit,
                "year": one.year,
                "rule": one.rule,
                "diagnosis": one.cause,
                "because": [],
                "places": [{**place, "row": one.row}],
            }
            for one in found
        ],
        "documents.jsonl": [{"document": f"{one.id}.txt", "sha256": one.id, "status": "read", "kind": one.kind} for one in found],
        "profiles.jsonl": [{"document": f"{one.id}.txt", "province": one.province} for one in found],
    }
    for name, values in lines.items():
        (folder / name).write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")
    (folder / "run.json").write_text('{"knowledge": "", "documents": {}, "rules": {}}', encoding="utf-8")
    given = list(reviews)
    if given:
        text = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in given)
        (folder / "reviews.jsonl").write_text(text, encoding="utf-8")
    return folder


def write_file(path: Path, reviews: Iterable[Mapping[str, Any]]) -> Path:
    """A file of reviews as a page exports it."""
    value = {"form": "mingcha-reviews/1", "run": "0" * 16, "reviews": list(reviews)}
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def dismissed(finding: str, reason: str = "表内另有说明", **more: Any) -> dict[str, Any]:
    """A dismissal as a file has it."""
    return {"finding": finding, "state": "dismissed", "reason": reason, **more}


def confirmed(finding: str, **more: Any) -> dict[str, Any]:
    """A confirmation as a file has it."""
    return {"finding": finding, "state": "confirmed", **more}


def said(reviews: Mapping[str, Review]) -> dict[str, str]:
    """The state of each review by finding; with the year where it was carried over."""
    return {finding: one.state + (f" {one.carried}" if one.carried else "") for finding, one in sorted(reviews.items())}
