"""Small panels of profiles for tests: units that grow, each year with 上年数 of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from msgspec.structs import replace

from mingcha.peers.profile import Amount, Profile

NAMES = ("income", "expenditure", "personnel", "project", "three_public")


def profile(
    unit: str,
    year: int,
    amounts: Mapping[str, int],
    last: Mapping[str, int] | None = None,
    *,
    kind: str = "budget",
    province: str = "陕西",
    unit_type: str = "",
) -> Profile:
    """A profile of these amounts, in fen."""
    return Profile(
        id=f"{unit} {year} {kind} {province}{unit_type}",
        document=f"{unit}{year}.txt",
        sha256="",
        unit=unit,
        year=year,
        kind=kind,
        province=province,
        unit_type=unit_type,
        level="county",
        domain="health",
        size="",
        amounts={name: Amount(fen) for name, fen in amounts.items()},
        last={name: Amount(fen) for name, fen in (last or {}).items()},
        values={},
    )


def panel(units: int = 30, years: Iterable[int] = range(2018, 2025), seed: int = 1, growth: float = 0.05) -> list[Profile]:
    """Units whose amounts grow a little unevenly, and whose 上年数 are those of the year before."""
    random = Random(seed)
    profiles: list[Profile] = []
    for number in range(units):
        now = {name: random.randrange(10**7, 10**9) * 100 for name in NAMES}
        last: dict[str, int] = {}
        for year in years:
            profiles.append(profile(f"第{number}县医院", year, now, last))
            last = now
            now = {name: round(fen * (1 + growth + random.uniform(-0.04, 0.04))) for name, fen in now.items()}
    return profiles


def with_amount(profiles: Iterable[Profile], id: str, name: str, fen: int, *, last: bool = False) -> list[Profile]:
    """The profiles with one amount (or 上年数) of one of them another one."""
    field = "last" if last else "amounts"
    return [replace(one, **{field: {**getattr(one, field), name: Amount(fen)}}) if one.id == id else one for one in profiles]
