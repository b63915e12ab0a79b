"""What the findings of a run are of: unit, year, rule and cause, by which reviews know them again."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from ..peers.units import unit_key
from ..reporting.files import DOCUMENTS, FINDINGS
from ..running.profiles import FILE as PROFILES
from .reviews import About, lines_of

_MOST = 100
"""Characters that are kept of what stands at a place."""


class _Place(Struct):
    row: str
    text: str


class _Found(Struct):
    id: str
    document: str
    unit: str
    year: int
    rule: str
    places: tuple[_Place, ...]
    diagnosis: str | None = None


class _Document(Struct):
    document: str
    kind: str = ""


class _Head(Struct):
    document: str
    province: str


def abouts_of(run: Path, wanted: Collection[str], units: Collection[str] = ()) -> dict[str, About]:
    """What findings are of, by their ids; the others of the run are not held.

    Args:
        run: the folder that ``mingcha screen --out`` wrote.
        wanted: ids of findings; those that the run does not have are left out.
        units: of which all findings are wanted, by ``unit_key``.

    Raises:
        UsageError: there is no finished run, or it is damaged.
    """
    key = lru_cache(maxsize=1024)(unit_key)
    found = [one for one in lines_of(run / FINDINGS, _Found) if one.id in wanted or key(one.unit) in units]
    if not found:
        return {}
    kinds = {one.document: one.kind for one in lines_of(run / DOCUMENTS, _Document)}
    provinces = {one.document: one.province for one in lines_of(run / PROFILES, _Head)}
    return {
        one.id: About(
            unit=one.unit,
            year=one.year,
            kind=kinds.get(one.document, ""),
            province=provinces.get(one.document, ""),
            rule=one.rule,
            cause=one.diagnosis or "",
            at=_at(one.places),
        )
        for one in found
    }


def _at(places: tuple[_Place, ...]) -> str:
    return (places[0].row or places[0].text)[:_MOST] if places else ""
