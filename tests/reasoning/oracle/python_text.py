"""Random programs written for mingcha.reasoning, as a person would write them, and run step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from mingcha import reasoning
from mingcha.reasoning import Fact as AnyFact
from mingcha.reasoning import InitialFact, KnowledgeEngine, Match, Production, RuleSet
from tests.reasoning.oracle.clips_text import patterns, printed
from tests.reasoning.oracle.judge import Activation
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
    Program,
    Retract,
    Rule,
    Slot,
    Term,
    ordered,
)

CLASSES: dict[str, type[AnyFact]] = {kind: type(kind.upper(), (AnyFact,), {}) for kind in KINDS}
_KINDS = {cls: kind for kind, cls in CLASSES.items()}


def written(program: Program) -> str:
    """The program in Python.

    A fact that a rule has taken back already is left alone.
    """
    return "\n".join(("class Engine(KnowledgeEngine):", "    pass", *(line for rule in program.rules for line in _rule(rule))))


class Ours:
    """A program in mingcha.reasoning."""

    def __init__(self, program: Program) -> None:
        self._engine = _engine(program)
        self._engine.reset()

    def declare(self, fact: Fact) -> None:
        """Declare a fact."""
        self._engine.declare(_declared(*fact))

    def agenda(self) -> Counter[Activation]:
        """What waits to fire."""
        return Counter(_told(one) for one in self._engine.agenda.activations)

    def fire(self) -> Activation | None:
        """Fire what comes first."""
        first = next(iter(self._engine.agenda.activations), None)
        self._engine.run(1)
        return first and _told(first)

    def facts(self) -> Counter[str]:
        """The facts as they are."""
        return Counter(map(_printed, _without_initial(self._engine.facts.values())))


def as_rule_set(program: Program) -> RuleSet:
    """The rules of a program that only declares, as values.

    Raises:
        StratificationError: the rules depend on the absence of what they conclude.
    """
    made = zip(program.rules, _engine(program).get_rules(), strict=True)
    return RuleSet(
        Production(
            rule.name,
            tuple(ours.conditions),
            partial(_conclude, rule),
            tuple({CLASSES[action.kind] for action in rule.actions if isinstance(action, Declare)}),
            rule.salience,
        )
        for rule, ours in made
    )


def concluded(rules: RuleSet, facts: Iterable[Fact]) -> tuple[Counter[Activation], Counter[str]]:
    """What fired, and the facts that are there then."""
    done = rules.run(_declared(*fact) for fact in facts)
    fired = Counter((each.rule, tuple(map(_printed, _without_initial(each.facts)))) for each in done.firings)
    return fired, Counter(map(_printed, _without_initial(done.facts)))


def _conclude(rule: Rule, match: Match) -> Iterator[AnyFact]:
    for action in rule.actions:
        if isinstance(action, Declare):
            told = ((slot, match[term.variable] if term.variable else term.value) for slot, term in action.slots)
            yield _declared(action.kind, tuple(told))


def _engine(program: Program) -> KnowledgeEngine:
    names = {name: getattr(reasoning, name) for name in reasoning.__all__}
    names |= {cls.__name__: cls for cls in CLASSES.values()} | {"over": over, "there": _there}
    exec(written(program), names)
    engine: KnowledgeEngine = names["Engine"]()
    return engine


def _declared(kind: str, slots: Iterable[tuple[Slot, Any]]) -> AnyFact:
    values = dict(slots)
    return CLASSES[kind](*_positional(values.items()), **_named(values.items()))


def _without_initial(facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
    return (fact for fact in facts if not isinstance(fact, InitialFact))


def over(one: object, other: object) -> bool:
    """Whether both are whole numbers and the first is the greater."""
    return isinstance(one, int) and isinstance(other, int) and one > other


def _there(engine: KnowledgeEngine, fact: AnyFact) -> bool:
    return any(one is fact for one in engine.facts.values())


def _told(activation: Any) -> Activation:
    return activation.rule.name, tuple(map(_printed, _without_initial(activation.facts)))


def _printed(fact: AnyFact) -> str:
    return printed(ordered(_KINDS[type(fact)], dict(fact.items())))


def _positional(slots: Iterable[tuple[Slot, Any]]) -> list[Any]:
    return [value for slot, value in slots if isinstance(slot, int)]


def _named(slots: Iterable[tuple[Slot, Any]]) -> dict[str, Any]:
    return {slot: value for slot, value in slots if isinstance(slot, str)}


def _rule(rule: Rule) -> Iterator[str]:
    conditions = [*map(_condition, rule.conditions), *([f"salience={rule.salience}"] if rule.salience else [])]
    kinds = {pattern.name: pattern.kind for pattern in patterns(rule.conditions)}
    used = sorted({name for action in rule.actions for name in _used(action)})
    yield f"    @Rule({', '.join(conditions)})"
    yield f"    def {rule.name}({', '.join(('self', *used))}):"
    gone = False
    for action in rule.actions:
        guard = f"if there(self, {action.name}): " if gone and not isinstance(action, Declare) else ""
        yield f"        {guard}{_action(action, kinds)}"
        gone = gone or not isinstance(action, Declare)
    if not rule.actions:
        yield "        pass"


def _used(action: Action) -> Iterator[str]:
    if not isinstance(action, Declare):
        yield action.name
    if not isinstance(action, Retract):
        yield from (term.variable for _, term in action.slots if term.variable)


def _condition(condition: Condition) -> str:
    match condition:
        case Pattern(kind, slots, name):
            constraints = dict(slots)
            told = {slot: _constraint(constraints[slot]) if slot in constraints else "W()" for slot in KINDS[kind]}
            fact = _fact(kind, [(slot, text) for slot, text in told.items() if slot in constraints or isinstance(slot, int)])
            return f"AS.{name} << {fact}" if name else fact
        case And() | Or() | Not() | Exists() | Forall():
            return f"{type(condition).__name__.upper()}({', '.join(map(_condition, condition.parts))})"
        case _:
            left, right = condition.left, condition.right
            test = {"same": f"{left} == {right}", "other": f"{left} != {right}", "over": f"over({left}, {right})"}
            return f"TEST(lambda {', '.join(sorted({left, right}))}: {test[condition.how]})"


def _fact(kind: str, slots: Iterable[tuple[Slot, str]]) -> str:
    return f"{CLASSES[kind].__name__}({', '.join(text if isinstance(slot, int) else f'{slot}={text}' for slot, text in slots)})"


def _constraint(constraint: Constraint) -> str:
    alternatives = [" & ".join(map(_term, terms)) for terms in constraint.alternatives]
    told = " | ".join(f"({one})" if " & " in one else one for one in alternatives)
    if not constraint.variable:
        return told or "W()"
    return f"MATCH.{constraint.variable}" + (f" & ({told})" if told else "")


def _term(term: Term | Over) -> str:
    if isinstance(term, Over):
        return f"P(lambda value: over(value, {term.limit}))"
    return f"{'~' if term.negated else ''}{f'MATCH.{term.variable}' if term.variable else f'L({term.value!r})'}"


def _action(action: Action, kinds: dict[str, str]) -> str:
    match action:
        case Declare(kind, slots):
            return f"self.declare({_fact(kind, [(slot, _value(term)) for slot, term in slots])})"
        case Retract(name):
            return f"self.retract({name})"
        case Change(name, slots, copy):
            changes = (f"{f'_{slot}' if isinstance(slot, int) else slot}={_value(term)}" for slot, term in slots)
            return f"self.{'duplicate' if copy else 'modify'}({', '.join((name, *changes))})"


def _value(term: Term) -> str:
    return term.variable or repr(term.value)
