"""Divide an amount into parts that a form lists and the books do not know."""

from random import Random


def shared_out(whole: int, parts: int, grain: int, random: Random) -> list[int]:
    """At most so many amounts above nil, together the whole, each but the last a multiple of the grain."""
    cuts = sorted({random.randint(1, whole // grain) * grain for _ in range(parts - 1)} - {whole}) if whole >= grain else []
    return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]
