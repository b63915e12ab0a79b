"""Keep the proofs of a run beside its findings, and find one again."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from ..errors import UsageError
from .ids import find
from .node import Node

FILE = "proofs.jsonl"


class _Kept(Struct):
    id: str
    proof: Raw


def line_of(finding_id: str, proof: Node) -> bytes:
    """A proof as a line of the file."""
    return msgspec.json.encode({"id": finding_id, "proof": proof}) + b"\n"


def find_proof(out: Path, finding_id: str) -> Node:
    """The proof of a finding of a run.

    Args:
        out: the folder that ``mingcha screen --out`` wrote.
        finding_id: the id of the finding, or a beginning that no other has.

    Raises:
        UsageError: there is no such run or finding, or the run kept no proofs.
    """
    proofs = _read(out)
    return msgspec.json.decode(proofs[find(finding_id, [proof.id for proof in proofs], str(out))].proof, type=Node)


def _read(out: Path) -> list[_Kept]:
    path = out / FILE
    try:
        return msgspec.json.Decoder(_Kept).decode_lines(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(_why_none(out)) from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name the folder that screen --out wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the proofs of a run ({error}); screen the documents again") from None


def _why_none(out: Path) -> str:
    if not out.is_dir():
        return f"{out}: there is no such folder; name the folder that screen --out wrote"
    if (out / "findings.jsonl").exists():
        return f"{out}: written by an older version, which kept no proofs; screen the documents again"
    return f"{out}: holds no findings of a run; name the folder that screen --out wrote"
