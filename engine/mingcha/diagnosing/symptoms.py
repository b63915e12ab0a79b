"""Suspects to symptoms: the few dozen facts about each wrong figure and what stands around it that a cause can be told from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..checking import Cube
from ..knowledge import Knowledge
from ..locating import Suspect
from . import conversion, copies, elsewhere, own, totals
from .case import Case, Follow, Symptom, View
from .places import amounts_told, money
from .surroundings import Surroundings

_SEEN: Sequence[Callable[[View], Iterator[Symptom]]] = (
    own.slips,
    totals.parts,
    copies.neighbours,
    copies.copied,
    elsewhere.last_year,
    elsewhere.same_amounts,
    elsewhere.exchanged,
    totals.absent,
    totals.vanished,
    conversion.damage,
    conversion.named,
)
"""What could be behind a wrong amount; of decimals that were cut off none of it is asked."""
_JOINED = {"zh": "、", "en": ", "}


def cases_of(suspects: Sequence[Suspect], cube: Cube, knowledge: Knowledge) -> list[Case]:
    """Each suspect with its symptoms."""
    around = Surroundings(cube)
    rules = {rule.id: rule for rule in knowledge.rules}
    return [_case(View(number, suspects, around, knowledge, rules)) for number in range(len(suspects))]


def _case(view: View) -> Case:
    stated, right = amounts_told(view.figure, view.right, view.is_change)
    places = [view.place(change.figure, change.right) for change in view.same]
    seen = () if view.hints else [symptom for look in _SEEN for symptom in look(view)]
    return Case(
        number=view.number,
        suspect=view.suspect,
        place=places[0],
        places={lang: mark.join(dict.fromkeys(place[lang] for place in places)) for lang, mark in _JOINED.items()},
        follows=tuple(
            Follow(view.place(one.figure, one.right), *amounts_told(one.figure, one.right, view.is_change)) for one in view.follow
        ),
        stated=stated,
        right=right,
        difference=money(abs(view.figure.fen - view.right), view.figure),
        symptoms=(own.suspect(view), *own.broken(view), *seen),
    )
