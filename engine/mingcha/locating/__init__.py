"""Violations to suspects: the fewest figures whose change makes every identity hold (Fellegi and Holt, 1976)."""

from .absent import absent_row
from .locate import locate
from .suspect import Alternative, Change, Located, Suspect

__all__ = ["Alternative", "Change", "Located", "Suspect", "absent_row", "locate"]
