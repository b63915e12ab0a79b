"""Keep the proofs of a run beside its findings, and find one again."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from ..errors import UsageError
from .ids import find
from .node import Node

FILE = "proofs.jsonl"


class _Id(Struct):
    id: str


class _Kept(Struct):
    proof: Node


def line_of(finding_id: str, proof: Node) -> bytes:
    """A proof as a line of the file."""
    return msgspec.json.encode({"id": finding_id, "proof": proof}) + b"\n"


def proof_in(line: bytes) -> Node:
    """The proof that a line of the file holds."""
    return msgspec.json.decode(line, type=_Kept).proof


def find_proof(out: Path, finding_id: str) -> Node:
    """The proof of a finding of a run.

    Args:
        out: the folder that ``mingcha screen --out`` wrote.
        finding_id: the id of the finding, or a beginning that no other has.

    Raises:
        UsageError: there is no such run or finding, or the run kept no proofs.
    """
    path = out / FILE
    try:
        with path.open("rb") as lines:
            ids, begins = _index(lines)
            lines.seek(begins[find(finding_id, ids, str(out))])
            return proof_in(lines.readline())
    except FileNotFoundError:
        raise UsageError(_why_none(out)) from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name the folder that screen --out wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the proofs of a run ({error}); screen the documents again") from None


def _index(lines: BinaryIO) -> tuple[list[str], list[int]]:
    """The ids, and where the line of each begins: the proofs of many documents are not held at once."""
    ids, begins, begin = [], [], 0
    decode = msgspec.json.Decoder(_Id).decode
    for line in lines:
        ids.append(decode(line).id)
        begins.append(begin)
        begin += len(line)
    return ids, begins


def _why_none(out: Path) -> str:
    if not out.is_dir():
        return f"{out}: there is no such folder; name the folder that screen --out wrote"
    if (out / "findings.jsonl").exists():
        return f"{out}: written by an older version, which kept no proofs; screen the documents again"
    return f"{out}: holds no findings of a run; name the folder that screen --out wrote"
