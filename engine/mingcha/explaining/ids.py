"""Find a finding by its id or a beginning of it."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError

_MANY = 5


def find(wanted: str, ids: Sequence[str], where: str = "") -> int:
    """The position of the only id that is, or begins with, ``wanted``; the first where one document was screened twice.

    Args:
        wanted: as the user wrote it.
        ids: of all findings.
        where: what the error message begins with, such as the folder of a run.

    Raises:
        UsageError: there is none, the nearest ones are named; or there are several, they are named.
    """
    wanted = wanted.strip().lower()
    found = [number for number, one in enumerate(ids) if wanted and one.startswith(wanted)]
    place = f"{where}: " if where else ""
    several = list(dict.fromkeys(ids[number] for number in found))
    if len(several) == 1:
        return found[0]
    if several:
        raise UsageError(f"{place}{len(several)} findings begin with {wanted!r}: {_named(several)}; write more of the id")
    if not ids:
        raise UsageError(f"{place}there is no finding {wanted!r}; nothing was found")
    raise UsageError(f"{place}there is no finding {wanted!r}; nearest are {_named(_nearest(wanted, ids))}")


def _nearest(wanted: str, ids: Sequence[str]) -> list[str]:
    """Those with the longest common beginning, then the most alike."""
    from difflib import SequenceMatcher

    def unlike(one: str) -> tuple[int, float, str]:
        common = next((n for n, (a, b) in enumerate(zip(one, wanted, strict=False)) if a != b), min(len(one), len(wanted)))
        return -common, -SequenceMatcher(None, one, wanted).ratio(), one

    return sorted(ids, key=unlike)[:3]


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MANY]) + (", …" if len(ids) > _MANY else "")
