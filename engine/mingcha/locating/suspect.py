"""What locating gives: the figures that must be wrong, what they should be, and what that explains."""

from __future__ import annotations

from msgspec import Struct

from ..checking.identity import Identity
from ..checking.violation import Violation
from ..understanding import Figure


class Change(Struct, frozen=True, gc=False):
    """A figure that must be wrong, and the amount in fen that would be right.

    It is as precise as what gives it, which may be more than the figure is printed; equal to the figure's own where its
    amount is right and stands in the wrong place.
    """

    figure: Figure
    right: int


class Alternative(Struct, frozen=True, gc=False):
    """Another explanation of the same violations.

    Attributes:
        changes: figures that would be wrong instead.
        probability: its share among all explanations that were found, 0 to 1.
    """

    changes: tuple[Change, ...]
    probability: float


class Suspect(Struct, frozen=True, gc=False):
    """One cause: a wrong figure, or one wrong amount that several places repeat.

    Attributes:
        changes: the wrong figure first, then those that repeat its wrong amount.
        probability: of this explanation among all that were found, 0 to 1, before calibration.
        explains: the violations that disappear with the changes.
        confirmed: identities that give the right amount: those that were broken and hold after the change, and those of
            figures at the same coordinate.
        alternatives: what else could explain the same, the likeliest first.
    """

    changes: tuple[Change, ...]
    probability: float
    explains: tuple[Violation, ...]
    confirmed: tuple[Identity, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Located(Struct, frozen=True, gc=False):
    """What became of the violations of one disclosure.

    Attributes:
        suspects: independent causes, in the order of their first figure's line.
        unlocated: violations that no change of amounts explains, or that lie beyond the cap.
        restated: percentages that stay wrong when the suspects are right, each as it was told and as it is then.
        capped: whether the search ended before it was complete, because it had tried so much.
    """

    suspects: tuple[Suspect, ...]
    unlocated: tuple[Violation, ...]
    capped: bool = False
    restated: tuple[tuple[Violation, Violation], ...] = ()
