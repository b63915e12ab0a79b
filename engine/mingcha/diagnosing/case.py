"""A suspect as diagnoses see it: what its symptoms are made with, and what they are when made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..checking.identity import SUM, Identity
from ..checking.violation import Violation, same_amount
from ..knowledge import Knowledge, Rule
from ..locating import Change, Suspect
from ..understanding import Coordinate, Figure, Line
from ..understanding.words import bare
from ..vocabulary.conditions import Value
from ..vocabulary.symptoms import OF
from .diagnosis import Words
from .places import place_words, row_name
from .surroundings import Surroundings

_TELLING = 3
"""An amount with fewer digits that are not nil stands in two places by chance."""
_PARTS = 2
"""How many parts make a sum; one is the same amount once more."""


class Symptom(Struct, frozen=True, gc=False):
    """One fact about a suspect.

    Attributes:
        type: of vocabulary/symptoms.py; ``values`` all of its fields.
        figures: what it was read from.
    """

    type: str
    values: Mapping[str, Value]
    figures: tuple[Figure, ...] = ()

    def __getattr__(self, name: str) -> Value:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


class Follow(Struct, frozen=True, gc=False):
    """A figure that is wrong because another is: its place, what it states and what is right."""

    place: Words
    stated: str
    right: str


class Case(Struct, frozen=True):
    """A suspect as diagnoses see it.

    Attributes:
        number: among the suspects of the document.
        place: of the wrong figure; ``places`` of all that state its wrong amount.
        follows: the figures that were computed from it, each with what it states and what is right.
        stated, right, difference: amounts as they are told.
        symptoms: its facts, the one of type ``suspect`` first.
    """

    number: int
    suspect: Suspect
    place: Words
    places: Words
    follows: tuple[Follow, ...]
    stated: str
    right: str
    difference: str
    symptoms: tuple[Symptom, ...]


class View:
    """What is looked at to find the symptoms of one suspect.

    Attributes:
        number: of the suspect among ``suspects``.
        figure, right: the wrong figure and the amount that would be right; ``claim`` the one that states it.
        is_change: whether it is a change against last year; ``hints`` whether only decimals were cut off.
        wrong: the figures of the suspect, by id; ``same`` are the changes that repeat the wrong amount, ``follow`` the others.
        parts: what the figure is the total of, each with its depth.
    """

    def __init__(
        self, number: int, suspects: Sequence[Suspect], around: Surroundings, knowledge: Knowledge, rules: Mapping[str, Rule]
    ) -> None:
        self.number, self.suspects, self.around, self.knowledge, self.rules = number, suspects, around, knowledge, rules
        self.suspect = suspect = suspects[number]
        self.cube = around.cube
        self.figure, self.right = suspect.changes[0].figure, suspect.changes[0].right
        self.claim = around.claim(self.figure)
        self.is_change = around.is_change(self.figure)
        self.hints = bool(suspect.explains) and all(violation.hint for violation in suspect.explains)
        self.wrong = {id(change.figure) for change in suspect.changes}
        self.same = [change for change in suspect.changes if self._repeats(change)]
        self.follow = [change for change in suspect.changes if not self._repeats(change)]
        self.parts = self._parts()

    def fact(self, type_: str, figures: Iterable[Figure], **values: Value) -> Symptom:
        """A symptom of the suspect."""
        return Symptom(type_, {OF: self.number, **values}, tuple(figures))

    def place(self, figure: Figure, right: int) -> Words:
        """Where a figure stands."""
        return place_words(figure, right, self.around.row(figure), self.around.is_change(figure), self.cube.disclosure)

    def name_of(self, figure: Figure) -> str:
        """The account a figure is of by its code and name, else the label of its row."""
        line = self.around.line(figure)
        code = code_of(figure, line)
        return f"{code} {bare(figure.row)[0]}" if code else row_name(figure, line)

    def is_right(self, figure: Figure) -> bool:
        """Whether a figure states the right amount, to its last place."""
        return same_amount(figure, replace(self.figure, fen=self.right))

    def _repeats(self, change: Change) -> bool:
        """Whether a change is of the same wrong amount to the same right one, each perhaps rounded in another way."""
        new = replace(change.figure, fen=change.right)
        return self.hints or (same_amount(change.figure, self.figure) and self.is_right(new))

    def _parts(self) -> list[tuple[Figure, int]]:
        """What a total is made of, by its table and by the identities that give its right amount."""
        parts = self.around.parts(self.figure)
        if sum(part.fen != 0 and depth == 1 for part, depth in parts) < _PARTS:
            parts = []  # the same amount once more, not a sum
        seen = {id(self.figure), *(id(part) for part, _ in parts)}
        for identity in self.suspect.confirmed:
            for part in _parts_in(identity, self.figure):
                if id(part) not in seen:
                    seen.add(id(part))
                    parts.append((part, 1))
        return parts


def _parts_in(identity: Identity, figure: Figure) -> Sequence[Figure]:
    """The parts of ``figure`` where it is the total of a sum: the only figure of its sign."""
    if identity.form != SUM:
        return ()
    own = [weight for one, weight in zip(identity.figures, identity.weights, strict=True) if one is figure]
    others = [(one, weight) for one, weight in zip(identity.figures, identity.weights, strict=True) if one is not figure]
    if len(own) != 1 or len(others) < 2 or any(weight == own[0] for _, weight in others):
        return ()
    return [one for one, _ in others]


def account(at: Coordinate) -> tuple[str, str, str]:
    """The account of each classification that a coordinate is of, "" where it is of all."""
    return at.function, at.economy_dept, at.economy_gov


def code_of(figure: Figure, line: Line | None) -> str:
    """The code printed in a figure's line, else that of its account."""
    return (line.code if line is not None else "") or next((code for code in reversed(account(figure.coordinate)) if code), "")


def residual(violation: Violation) -> int:
    """By how many fen a violation is off."""
    return 0 if violation.stated is None or violation.expected is None else violation.stated - violation.expected


def telling(figure: Figure) -> bool:
    """Whether an amount is too particular to stand in two places by chance."""
    return len(str(abs(figure.fen)).strip("0")) >= _TELLING
