"""Random programs for a forward-chaining engine, as values that can be written for any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeAlias

from msgspec import Struct, field

Value: TypeAlias = int | str
Slot: TypeAlias = str | int
"""A name, or a position."""

KINDS: Mapping[str, tuple[Slot, ...]] = {"a": ("x", "y"), "b": ("x", "y"), "c": (0, 1), "d": ("x",)}
"""The kinds of facts and their slots. A named slot may be missing in a fact, a position never."""

VALUES: tuple[Value, ...] = (0, 1, 2, "red")

VARIABLES = ("v1", "v2", "v3", "v4")
"""Few, so that a negation and what stands after it, or two branches, use one name."""


class Term(Struct, frozen=True):
    """A value, or the value of a variable bound before; or, negated, any other one."""

    value: Value = 0
    variable: str = ""
    negated: bool = False


class Over(Struct, frozen=True):
    """A whole number over a limit, asked of the slot's own variable."""

    limit: int


class Constraint(Struct, frozen=True):
    """What a slot must hold: any of the alternatives, each of which demands all its terms; none means anything.

    Attributes:
        variable: what the value is bound to, or compared with where it was bound before; "" for none.
    """

    variable: str = ""
    alternatives: tuple[tuple[Term | Over, ...], ...] = ()


class Pattern(Struct, frozen=True):
    """A fact of a kind; ``name`` is what the fact is bound to, "" for none."""

    kind: str
    slots: tuple[tuple[Slot, Constraint], ...] = ()
    name: str = ""


class Test(Struct, frozen=True):
    """Whether two variables hold the ``same`` value or an ``other`` one, or the first a whole number ``over`` the second."""

    __test__ = False
    left: str
    right: str
    how: str


class And(Struct, frozen=True):
    """All of them."""

    parts: tuple[Condition, ...]


class Or(Struct, frozen=True):
    """Each of them that holds is a match of its own."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """They do not hold together."""

    parts: tuple[Condition, ...]


class Exists(Struct, frozen=True):
    """They hold together, however often."""

    parts: tuple[Condition, ...]


class Forall(Struct, frozen=True):
    """Wherever the first holds, the others hold too."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = "Pattern | Test | And | Or | Not | Exists | Forall"


class Declare(Struct, frozen=True):
    """A new fact; a value is given or a variable's."""

    kind: str
    slots: tuple[tuple[Slot, Term], ...]


class Retract(Struct, frozen=True):
    """Take back a fact that the rule matched."""

    name: str


class Change(Struct, frozen=True):
    """Modify a fact that the rule matched or, with ``copy``, declare one like it."""

    name: str
    slots: tuple[tuple[Slot, Term], ...]
    copy: bool = False


Action: TypeAlias = "Declare | Retract | Change"


class Rule(Struct, frozen=True):
    """When the conditions hold, the actions are done."""

    name: str
    salience: int
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]


Fact: TypeAlias = tuple[str, tuple[tuple[Slot, Value], ...]]
"""Kind and slots, in the order of KINDS; what is missing is left out."""


class Program(Struct, frozen=True):
    """Rules, and the facts that are declared before they run."""

    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]


def ordered(kind: str, values: Mapping[Slot, Value]) -> Fact:
    """A fact with its slots in the order of its kind."""
    return kind, tuple((slot, values[slot]) for slot in KINDS[kind] if slot in values)


class _Scope(Struct):
    """What is known at a point of a rule: the variables, and the names of matched facts with their kinds."""

    variables: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    made: list[int] = field(default_factory=lambda: [0])

    def inner(self) -> _Scope:
        return _Scope(list(self.variables), list(self.names), self.made)

    def name(self) -> str:
        """A name that no other fact of the rule has."""
        self.made[0] += 1
        return f"f{self.made[0]}"


def random_program(random: Random) -> Program:
    """A small program in which rules meet: few kinds, few values, up to four rules."""
    rules = tuple(_rule(random, f"r{number}") for number in range(random.randint(1, 5)))
    return Program(rules, tuple(_fact(random) for _ in range(random.randint(0, 9))))


def _fact(random: Random) -> Fact:
    kind = random.choice("aaabbbccd")
    kept = (slot for slot in KINDS[kind] if isinstance(slot, int) or random.random() < 0.9)
    return kind, tuple((slot, random.choice(VALUES)) for slot in kept)


def _rule(random: Random, name: str) -> Rule:
    scope = _Scope()
    conditions = tuple(_steady(random, scope) for _ in range(random.choice((1, 1, 2, 2, 3))))
    actions = tuple(_action(random, scope) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))))
    return Rule(name, random.choice((0, 0, 0, 5, -5)), conditions, actions)


def _steady(random: Random, scope: _Scope) -> Condition:
    """A condition that no single fact both makes and breaks.

    Of ``(not (and (a) (not (a))))`` CLIPS takes back the activation and makes it anew when a fact comes that is both. That is
    how its network goes about it, and no part of what a rule means.
    """
    while True:
        inner = scope.inner()
        condition = _condition(random, inner, 2, True)
        if not wavers(condition):
            scope.variables, scope.names = inner.variables, inner.names
            return condition


def wavers(condition: Condition) -> bool:
    """Whether within one negation facts of the same kind stand on both sides."""
    if isinstance(condition, Not | Exists | Forall):
        sides = set(_sides(condition, True))
        return any((kind, not side) in sides for kind, side in sides)
    return isinstance(condition, And | Or) and any(map(wavers, condition.parts))


def _sides(condition: Condition, side: bool) -> Iterator[tuple[str, bool]]:
    """The kinds of facts in a condition, and whether a fact of the kind helps it to hold."""
    match condition:
        case Pattern(kind):
            yield kind, side
        case Not(parts):
            for part in parts:
                yield from _sides(part, not side)
        case Forall((first, *others)):
            yield from _sides(first, not side)
            for part in others:
                yield from _sides(part, side)
        case And(parts) | Or(parts) | Exists(parts):
            for part in parts:
                yield from _sides(part, side)


def _condition(random: Random, scope: _Scope, depth: int, outer: bool) -> Condition:
    """A condition; ``outer`` where the facts it matches can be bound, that is not within a negation."""
    chance = random.random()
    if scope.variables and chance < 0.08:
        right = random.choice(scope.variables)
        return Test(random.choice(scope.variables), right, random.choice(("same", "other", "over")))
    if depth == 0 or chance < 0.6:
        return _pattern(random, scope, outer)
    if chance < 0.65:
        return And(_several(random, scope, depth - 1, outer))
    if chance < 0.72:
        branches = [scope.inner() for _ in range(2)]
        parts = tuple(_condition(random, branch, depth - 1, outer) for branch in branches)
        scope.variables[:] = [one for one in branches[0].variables if one in branches[1].variables]
        return Or(parts)
    inside = scope.inner()
    if chance < 0.88:
        return Not(_several(random, inside, depth - 1, False))
    if chance < 0.95:
        return Exists(_several(random, inside, depth - 1, False))
    first = _pattern(random, inside, False)
    return Forall((first, *(_pattern(random, inside, False) for _ in range(random.choice((1, 1, 2))))))


def _several(random: Random, scope: _Scope, depth: int, outer: bool) -> tuple[Condition, ...]:
    return tuple(_condition(random, scope, depth, outer) for _ in range(random.choice((1, 1, 1, 2))))


def _pattern(random: Random, scope: _Scope, outer: bool) -> Pattern:
    kind = random.choice("aaabbbccd")
    slots: list[tuple[Slot, Constraint]] = []
    for slot in KINDS[kind]:
        if random.random() < (0.4 if outer else 0.7):
            slots.append((slot, _constraint(random, scope, [constraint.variable for _, constraint in slots])))
    name = scope.name() if outer else ""
    if outer:
        scope.names.append((name, kind))
    return Pattern(kind, tuple(slots), name)


def _constraint(random: Random, scope: _Scope, before: Sequence[str]) -> Constraint:
    """What a slot must hold.

    A variable that stands in the same pattern before stands alone: of ``(a (x ?v) (y ?v&1))`` CLIPS forgets that the two
    are to be the same.
    """
    known = list(scope.variables)
    variable = ""
    if known and random.random() < 0.35:
        variable = random.choice(known)
    elif random.random() < 0.6:
        variable = random.choice([one for one in VARIABLES if one not in known] or known)
        scope.variables.append(variable)
    if variable in before or random.random() < (0.8 if variable else 0.1):
        return Constraint(variable)
    alternatives = tuple(_terms(random, known, variable) for _ in range(random.choice((1, 1, 1, 2))))
    return Constraint(variable, alternatives)


def _terms(random: Random, known: list[str], variable: str) -> tuple[Term | Over, ...]:
    """Terms that can hold together: CLIPS refuses a pattern that nothing can match."""
    if random.random() < 0.4:
        return (Term(value=random.choice(VALUES)),)
    terms: list[Term | Over] = [Term(value=random.choice(VALUES), negated=True)] if random.random() < 0.5 else []
    if variable and random.random() < 0.3:
        terms.append(Over(random.randint(0, 1)))
    if (known and random.random() < 0.6) or not terms:
        other = random.choice(known) if known else ""
        terms.append(Term(variable=other, negated=random.random() < 0.6) if other else Term(value=2, negated=True))
    return tuple(terms)


def _action(random: Random, scope: _Scope) -> Action:
    chance = random.random()
    if not scope.names or chance < 0.5:
        kind = random.choice("aaabbbccd")
        kept = tuple(slot for slot in KINDS[kind] if isinstance(slot, int) or random.random() < 0.9)
        return Declare(kind, _told(random, scope, kept))
    name, kind = random.choice(scope.names)
    if chance < 0.75:
        return Retract(name)
    changed = tuple(slot for slot in KINDS[kind] if random.random() < 0.6)
    return Change(name, _told(random, scope, changed or KINDS[kind]), copy=chance > 0.92)


def _told(random: Random, scope: _Scope, slots: tuple[Slot, ...]) -> tuple[tuple[Slot, Term], ...]:
    """What each slot is to hold: a value, or a variable's."""
    return tuple((slot, _given(random, scope)) for slot in slots)


def _given(random: Random, scope: _Scope) -> Term:
    if scope.variables and random.random() < 0.4:
        return Term(variable=random.choice(scope.variables))
    return Term(value=random.choice(VALUES))
