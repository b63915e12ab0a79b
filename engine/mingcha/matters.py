"""One cause, one finding: which violations of a disclosure are told together, and under which rule."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from .checking import Outcome, Violation
from .knowledge import Rule
from .telling import message_of
from .vocabulary.relations import SEVERITIES

if TYPE_CHECKING:
    from .diagnosing import Diagnosis
    from .locating import Change


class Matter(Struct, frozen=True):
    """What one finding tells of: the violations of one cause.

    Attributes:
        rules: those of the violations without repeats, the one the finding is told under first.
        violations: all that the cause explains, the most telling first.
        diagnoses: what went wrong, where it was located: more than one where one slip spoilt several figures.
        confirming: the rules that the identities are of which confirm the right amounts.
        capped: whether the search for the wrong figure was cut short; the violations may then follow from another one.
    """

    rules: tuple[Rule, ...]
    violations: tuple[Violation, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    confirming: tuple[Rule, ...] = ()
    capped: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """The wrong figures with their right amounts, the first one wrong first; none where nothing was located."""
        return tuple(change for diagnosis in self.diagnoses for change in diagnosis.suspect.changes)

    @property
    def hint(self) -> bool:
        """Whether decimals that were cut off are all that is wrong."""
        return all(violation.hint for violation in self.violations)

    @property
    def plain(self) -> bool:
        """Whether it is one violation, of which its finding says what its rule says and nothing else."""
        first = self.violations[0]
        return len(self.violations) == 1 and not (self.diagnoses or self.capped or first.hint or first.given)

    @property
    def mended(self) -> bool:
        """Whether other amounts mend it; else a right amount stands in the wrong place or something beside it is missing."""
        return any(change.right != change.figure.fen for change in self.changes)


def matters_of(
    outcomes: Iterable[Outcome], rules: Mapping[str, Rule], diagnoses: Sequence[Diagnosis] = (), *, capped: bool = False
) -> list[Matter]:
    """All that is wrong, each cause once: what was located, what says the same, and what stands alone.

    A located cause takes every violation that it explains, of all families. Mere hints of one rule are one cause.

    Args:
        outcomes: of every rule.
        rules: by their ids.
        diagnoses: of the located suspects; none where nothing was located.
        capped: whether locating was ended by its cap on what it tries.
    """
    violations = [violation for outcome in outcomes for violation in outcome.violations]
    told: set[Hashable] = set()
    matters = []
    for together in _by_key(diagnoses):
        explained = [violation for diagnosis in together for violation in diagnosis.suspect.explains]
        if explained:
            matters.append(_located(explained, together, rules))
            told.update(map(_key, explained))
    rest = [violation for violation in violations if _key(violation) not in told]
    hints: dict[str, list[Violation]] = {}
    for violation in rest:
        if violation.hint:
            hints.setdefault(violation.rule, []).append(violation)
    alone = [violation for violation in rest if not violation.hint]
    for kin in _kindred(alone, rules):
        matters.append(_matter(kin, rules, capped=capped and any(violation.identity is not None for violation in kin)))
    matters.extend(_matter(kin, rules) for kin in hints.values())
    return matters


def _key(violation: Violation) -> Hashable:
    return violation.rule, violation.places, violation.stated, violation.expected


def _by_key(diagnoses: Iterable[Diagnosis]) -> list[list[Diagnosis]]:
    """Diagnoses that say they are one cause together, all others alone, in the order of the first ones."""
    groups: dict[Hashable, list[Diagnosis]] = {}
    for number, diagnosis in enumerate(diagnoses):
        groups.setdefault(diagnosis.together or number, []).append(diagnosis)
    return list(groups.values())


def _located(violations: Iterable[Violation], diagnoses: Sequence[Diagnosis], rules: Mapping[str, Rule]) -> Matter:
    """A located cause is told under the rule that shows the wrong amount best.

    First come violations that accuse the wrong figure, then those that demand its right amount, or no other where only its
    place is wrong, then the order of all.
    """
    wrong = diagnoses[0].suspect.changes[0]
    demanded = wrong.right if wrong.right != wrong.figure.fen else None

    def telling(violation: Violation) -> tuple[bool, bool, _Rank]:
        accuses = bool(violation.figures) and violation.figures[0] is wrong.figure
        return not accuses, violation.expected != demanded, _rank(violation, rules)

    once = {_key(violation): violation for violation in violations}
    return _matter(sorted(once.values(), key=telling), rules, diagnoses)


_Rank = tuple[int, int, str, int]
_FAMILIES = ("TOT", "AGR", "NAR")
"""Of equally grave violations one inside a table tells most, then one between tables, then one of the text."""


def _rank(violation: Violation, rules: Mapping[str, Rule]) -> _Rank:
    """The graver first, then by family, rule and line."""
    rule = rules[violation.rule]
    gravity = 0 if violation.hint else SEVERITIES.index(rule.severity)
    family = _FAMILIES.index(rule.family) if rule.family in _FAMILIES else len(_FAMILIES)
    return -gravity, family, rule.id, violation.places[0].line or 0


def _matter(
    violations: Sequence[Violation], rules: Mapping[str, Rule], diagnoses: Sequence[Diagnosis] = (), *, capped: bool = False
) -> Matter:
    ids = dict.fromkeys(violation.rule for violation in violations)
    confirming = dict.fromkeys(identity.rule for diagnosis in diagnoses for identity in diagnosis.suspect.confirmed)
    told, confirmed = (tuple(rules[rule] for rule in some) for some in (ids, confirming))
    return Matter(told, tuple(violations), tuple(diagnoses), confirmed, capped)


def _kindred(violations: Sequence[Violation], rules: Mapping[str, Rule]) -> list[list[Violation]]:
    """Violations that bear a common mark, directly or through others, together; the graver, then the earlier first."""
    heads = list(range(len(violations)))

    def head(number: int) -> int:
        while heads[number] != number:
            heads[number] = number = heads[heads[number]]
        return number

    bearers: dict[Hashable, int] = {}
    for number, violation in enumerate(violations):
        for mark in _marks(violation, rules[violation.rule]):
            heads[head(number)] = head(bearers.setdefault(mark, number))
    groups: dict[int, list[Violation]] = {}
    for number, violation in enumerate(violations):
        groups.setdefault(head(number), []).append(violation)
    return [sorted(group, key=lambda violation: _rank(violation, rules)) for group in groups.values()]


def _marks(violation: Violation, rule: Rule) -> Iterator[Hashable]:
    """What a violation shares with all others of its cause."""
    first = violation.places[0]
    if violation.expected is not None:
        # The same amount at the same place should be the same other one; a line of the narrative may repeat it.
        at = (first.line, first.table, first.row, first.column, first.text) if first.table else first.line
        yield at, violation.stated, violation.expected
        return
    yield rule.id, message_of(violation, rule, "zh")
    if rule.kind == "narrative_internal":
        # Sentences that contradict each other: whichever is in two contradictions joins them to one.
        yield from violation.places
