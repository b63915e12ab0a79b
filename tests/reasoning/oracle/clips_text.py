"""Random programs written for CLIPS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.reasoning.oracle.programs import (
    KINDS,
    Action,
    And,
    Change,
    Condition,
    Constraint,
    Declare,
    Exists,
    Fact,
    Forall,
    Not,
    Or,
    Over,
    Pattern,
    Retract,
    Rule,
    Slot,
    Term,
)

MISSING = "nil"
"""What CLIPS puts where a fact has no value of its own."""

TEMPLATES = tuple(
    f"(deftemplate {kind} {' '.join(f'(slot {slot})' for slot in slots)})"
    for kind, slots in KINDS.items()
    if isinstance(slots[0], str)
)


def printed(fact: Fact) -> str:
    """The fact as CLIPS prints it."""
    kind, slots = fact
    values = dict(slots)
    return f"({kind} {' '.join(_slot(slot, str(values.get(slot, MISSING))) for slot in KINDS[kind])})"


def written(rule: Rule) -> str:
    """The rule as CLIPS reads it.

    A fact that the rule has taken back already is left alone. Only the last action is written as CLIPS's own modify or
    duplicate, since after a modify CLIPS calls the old and the new fact by the same name.
    """
    kinds = {pattern.name: pattern.kind for pattern in patterns(rule.conditions)}
    last = len(rule.actions) - 1
    actions = (text for number, action in enumerate(rule.actions) for text in _action(action, kinds, number == last))
    conditions = " ".join(_condition(condition) for condition in rule.conditions)
    return f"(defrule {rule.name} (declare (salience {rule.salience})) {conditions} => {' '.join(actions)})"


def _slot(slot: Slot, text: str) -> str:
    return text if isinstance(slot, int) else f"({slot} {text})"


def patterns(conditions: Iterable[Condition]) -> Iterator[Pattern]:
    for condition in conditions:
        if isinstance(condition, Pattern):
            yield condition
        elif isinstance(condition, And | Or):
            yield from patterns(condition.parts)


def _condition(condition: Condition) -> str:
    match condition:
        case Pattern(kind, slots, name):
            constraints = dict(slots)
            texts = (_slot(slot, _constraint(slot, constraints.get(slot))) for slot in KINDS[kind] if _said(slot, constraints))
            return f"{f'?{name} <- ' if name else ''}({kind} {' '.join(texts)})"
        case And(parts):
            return f"(and {_all(parts)})"
        case Or(parts):
            return f"(or {_all(parts)})"
        case Not(parts):
            return f"(not {_all(parts)})" if len(parts) == 1 else f"(not (and {_all(parts)}))"
        case Exists(parts):
            return f"(exists {_all(parts)})"
        case Forall(parts):
            return f"(forall {_all(parts)})"
        case _:
            tests = {"same": "(eq ?{0} ?{1})", "other": "(neq ?{0} ?{1})"}
            over = "(and (integerp ?{0}) (integerp ?{1}) (> ?{0} ?{1}))"
            return f"(test {tests.get(condition.how, over).format(condition.left, condition.right)})"


def _all(parts: Iterable[Condition]) -> str:
    return " ".join(_condition(part) for part in parts)


def _said(slot: Slot, constraints: dict[Slot, Constraint]) -> bool:
    return isinstance(slot, int) or slot in constraints


def _constraint(slot: Slot, constraint: Constraint | None) -> str:
    """A slot that is spoken of must be there.

    That is asked by a function, since of the literal nil CLIPS would conclude types that are none, and first, since where the
    first term is a variable CLIPS binds it in all alternatives.
    """
    if constraint is None:
        return "?"
    there = f"~=(sym-cat {MISSING})"
    variable = f"?{constraint.variable}" if constraint.variable else ""
    terms = (tuple(_term(term, variable) for term in terms) for terms in constraint.alternatives or ((),))
    told = "|".join("&".join((there, *one)) for one in terms)
    return "&".join(part for part in (variable, told) if part)


def _term(term: Term | Over, variable: str) -> str:
    if isinstance(term, Over):
        return f":(and (integerp {variable}) (> {variable} {term.limit}))"
    return f"{'~' if term.negated else ''}{_value(term)}"


def _value(term: Term) -> str:
    return f"?{term.variable}" if term.variable else str(term.value)


def _action(action: Action, kinds: dict[str, str], last: bool) -> Iterator[str]:
    match action:
        case Declare(kind, slots):
            yield f"(assert {_new(kind, dict(slots), {})})"
        case Retract(name):
            yield f"(if (fact-existp ?{name}) then (retract ?{name}))"
        case Change(name, slots, copy):
            kind = kinds.get(name, "a")  # a name that nothing binds is for CLIPS to refuse
            named = isinstance(KINDS[kind][0], str)
            if last and named:
                told = " ".join(_slot(slot, _value(term)) for slot, term in slots)
                yield f"(if (fact-existp ?{name}) then ({'duplicate' if copy else 'modify'} ?{name} {told}))"
                return
            old = {slot: f"?old{number}" for number, slot in enumerate(KINDS[kind])}
            new = f"(assert {_new(kind, dict(slots), old)})"
            same = " ".join(("TRUE", *(f"(eq {old[slot]} {_value(term)})" for slot, term in slots)))
            yield f"(if (fact-existp ?{name}) then"
            yield from (f"(bind {variable} {_old(name, slot)})" for slot, variable in old.items())
            yield f"{new})" if copy else f"(if (not (and {same})) then (retract ?{name}) {new}))"


def _old(name: str, slot: Slot) -> str:
    if isinstance(slot, int):
        return f"(nth$ {slot + 1} (fact-slot-value ?{name} implied))"
    return f"(fact-slot-value ?{name} {slot})"


def _new(kind: str, told: dict[Slot, Term], old: dict[Slot, str]) -> str:
    texts = (_slot(slot, _value(told[slot]) if slot in told else old.get(slot, MISSING)) for slot in KINDS[kind])
    return f"({kind} {' '.join(texts)})"
