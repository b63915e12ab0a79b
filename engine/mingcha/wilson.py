"""How sure a share is: Wilson's interval."""

from __future__ import annotations

from math import sqrt


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The Wilson score interval of a share, with 95 % confidence: it says something of few trials too.

    Args:
        successes: at most ``trials``.
        trials: at least 1.
    """
    share, z = successes / trials, 1.959964
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
