"""Run the rules of a class over facts: ``KnowledgeEngine``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from math import inf
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar, get_args

from . import watchers
from .agenda import strategy_named
from .errors import ConditionError, UnknownFactError
from .facts import Fact, InitialFact
from .memory import facts_of
from .network import Definition, Network, parameter_names
from .nodes import Terminal
from .patterns import Token
from .rule import DefFacts, Rule
from .session import Derivation, FactList, RuleFailure, Session, Turns, refuse_other_than_facts

_INFO = 20

_ON_ERROR = Literal["raise", "collect"]


class Activation(NamedTuple):
    """A rule whose conditions are met.

    Attributes:
        rule: the rule.
        facts: those that met its patterns, in order.
        context: what the conditions bound, by name.
    """

    rule: Rule
    facts: tuple[Fact, ...]
    context: dict[str, Any]


class AgendaView:
    """What waits to fire, first comes first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def activations(self) -> list[Activation]:
        """The activations in the order in which they would fire."""
        return [_activation(self._session, terminal, token) for terminal, token in self._session.waiting()]

    def __len__(self) -> int:
        return len(self._session.agenda)

    def __iter__(self) -> Iterator[Activation]:
        return iter(self.activations)

    def __str__(self) -> str:
        return "\n".join(f"{place}: {each.rule.name} {each.facts!r}" for place, each in enumerate(self.activations))


class KnowledgeEngine:
    """A program of rules: subclass it and decorate methods with ``Rule`` and ``DefFacts``.

    ``reset`` declares the initial facts, ``declare`` more, ``run`` fires rules until none is left. What is on the agenda is
    always what the facts warrant, as in CLIPS: an activation leaves it as soon as one of its conditions fails. Each activation
    fires once; it comes back only when its conditions failed in between. The order is total: see ``strategy``.

    The network is compiled when a class is first instantiated, and shared by its instances.

    Attributes:
        strategy: ``"depth"``: salience, then what was activated last, of one event what rests on the newest facts;
            ``"breadth"``: what was activated first; ``"fixed"``: the order of rules and facts alone. What this leaves open the
            order of the rules as written decides, then the facts' numbers.
        on_error: ``"raise"`` passes on what a rule or a condition raises, with a note that names rule and facts; ``"collect"``
            puts it in ``failures`` and goes on; a condition that raised counts as not met.
        max_firings: how many firings one ``run`` may need before the rules are taken to loop; none means any number.
        facts: the facts by number.
        agenda: what waits to fire.
        running: whether ``run`` is at work.
        failures: what was collected since ``reset``.

    Raises:
        ConditionError: for a rule that cannot be understood, and a strategy, ``on_error`` or ``max_firings`` that there is not.
    """

    strategy: ClassVar[str] = "depth"
    on_error: ClassVar[_ON_ERROR] = "raise"
    max_firings: ClassVar[int | None] = None

    _compiled: ClassVar[tuple[tuple[Rule, ...], Network] | None] = None

    def __init__(self) -> None:
        self._check_settings()
        self._network = self._compile()
        self._session = Session(self._network, strategy_named(self.strategy))
        self._deffacts = self.get_deffacts()
        self._because: Derivation | None = None
        self._seen: dict[tuple[int, Token], Activation] = {}
        self.running = False
        self.failures: list[RuleFailure] = []

    def _check_settings(self) -> None:
        known = get_args(_ON_ERROR)
        if self.on_error not in known:
            raise ConditionError(f"there is no on_error {self.on_error!r}; choose one of {', '.join(known)}")
        limit: object = self.max_firings
        if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
            raise ConditionError(f"max_firings = {limit!r}: it is a whole number from 1 up, or None for any number of firings")

    @classmethod
    def _compile(cls) -> Network:
        rules = tuple(_collected(cls, Rule).values())
        known = cls.__dict__.get("_compiled")
        if known is None or known[0] != rules:
            known = cls._compiled = (rules, Network([_definition(rule) for rule in rules]))
        return known[1]

    @property
    def facts(self) -> FactList:
        """The facts by number, in the order they came in."""
        return self._session.facts

    @property
    def agenda(self) -> AgendaView:
        """What waits to fire."""
        return AgendaView(self._session)

    def get_rules(self) -> list[Rule]:
        """Give the rules in the order they are written, those of base classes first."""
        return list(_collected(type(self), Rule).values())

    def get_deffacts(self) -> list[DefFacts]:
        """Give the initial facts' methods in the order in which ``reset`` calls them."""
        found = _collected(type(self), DefFacts)
        return [found[name] for name in sorted(found, key=lambda name: (found[name].order, name))]

    def get_activations(self) -> tuple[list[Activation], list[Activation]]:
        """Give what came on the agenda and what left it since this was last called."""
        now = {(terminal.rank, token): _activation(self._session, terminal, token) for terminal, token in self._session.waiting()}
        before, self._seen = self._seen, now
        added = [activation for place, activation in now.items() if place not in before]
        return added, [activation for place, activation in before.items() if place not in now]

    def reset(self, **kwargs: Any) -> None:
        """Forget all facts and declare the initial ones: ``InitialFact``, then what the ``DefFacts`` methods give.

        Args:
            kwargs: given to the ``DefFacts`` methods that have parameters of these names.
        """
        self._session = Session(self._network, strategy_named(self.strategy), self.facts.duplication)
        self._because = None
        self._seen = {}
        self.running = False
        self.failures = []
        self._declare([InitialFact()])
        for deffacts in self._deffacts:
            self._declare(list(deffacts(self, **kwargs)))

    def declare(self, *facts: Fact) -> Fact | None:
        """Add facts, before or while rules fire.

        Returns:
            The last fact, which cannot change from now on; nothing when an equal one is known, unless ``facts.duplication``
            is set.

        Raises:
            DeclarationError: for a pattern, or what is no fact; then none of the facts is added, nor after the next errors.
            FieldNameError, FieldValueError: for a field that is named or filled wrongly.
        """
        if self._because is None and not self.facts and watchers.ENGINE.level <= _INFO:
            watchers.ENGINE.warning("declared before reset(): rules that stand on InitialFact will not fire")
        return self._declare(facts)

    def _declare(self, facts: Sequence[Fact]) -> Fact | None:
        refuse_other_than_facts(facts)
        facts = [fact if fact.__factid__ is None else fact.copy() for fact in facts]
        first, new = self._session.declare(facts, self._because)
        for number, fact in enumerate(new, first):
            fact.__factid__ = number
        if watchers.FACTS.level <= _INFO:
            for fact in new:
                watchers.FACTS.info(" ==> %s: %r", fact, fact)
        self._heed()
        return new[-1] if new and new[-1] is facts[-1] else None

    def retract(self, idx_or_fact: int | Fact) -> None:
        """Remove a fact, given itself, an equal one, or its number.

        Raises:
            UnknownFactError: when there is none.
        """
        number = self._number(idx_or_fact)
        if watchers.FACTS.level <= _INFO:
            watchers.FACTS.info(" <== <f-%s>: %r", number, self.facts[number])
        self._session.retract(number)
        self._heed()

    def _number(self, idx_or_fact: int | Fact) -> int:
        if isinstance(idx_or_fact, Fact):
            return self._session.number_of(idx_or_fact)
        if idx_or_fact not in self.facts:
            raise UnknownFactError(f"there is no fact {idx_or_fact!r}; the facts are engine.facts")
        return idx_or_fact

    def modify(self, declared_fact: int | Fact, **modifiers: Any) -> Fact | None:
        """Retract a fact and declare a copy with other values; ``_0`` names the first positional value.

        Values that are equal change nothing, and the fact stays as it is: no rule fires again.

        Returns:
            The fact with the new values; nothing when an equal one is known.

        Raises:
            UnknownFactError: when the fact is not there.
        """
        number = self._number(declared_fact)
        fact = self.facts[number]
        changed = _changed(fact, modifiers)
        if changed == fact:
            return fact
        self.retract(number)
        return self.declare(changed)

    def duplicate(self, template_fact: int | Fact, **modifiers: Any) -> Fact | None:
        """Declare a copy of a fact with other values."""
        template = template_fact if isinstance(template_fact, Fact) else self.facts[self._number(template_fact)]
        return self.declare(_changed(template, modifiers))

    def halt(self) -> None:
        """Stop ``run`` when the rule that is firing is done."""
        self.running = False

    def run(self, steps: float = inf) -> None:
        """Fire rules until none is left, ``halt`` is called, or ``steps`` have fired.

        Raises:
            EndlessLoopError: after ``max_firings``; names the rules that keep one another going.
        """
        self.running = True
        turns = Turns(self.max_firings)
        try:
            for fired in count(1):
                if fired > steps or not self.running:
                    break
                if watchers.AGENDA.level <= _INFO:
                    watchers.AGENDA.info("%s", self.agenda)
                firing = self._session.next()
                if firing is None:
                    break
                turns.count(firing[0].rule.name)
                self._fire(fired, *firing)
        finally:
            self.running = False

    def _fire(self, fired: int, terminal: Terminal, token: Token) -> None:
        session = self._session
        rule, wanted = terminal.rule.action
        because = session.derivation(terminal, token)
        variables, facts = terminal.variables, session.facts
        named = {
            name: variables[name](token, facts) for name in (wanted if wanted is not None else variables) if name in variables
        }
        if watchers.RULES.level <= _INFO:
            watchers.RULES.info("FIRE %s %s: %s", fired, rule.name, ", ".join(f"<f-{number}>" for number in token))
        self._because = because
        try:
            rule.function(self, **named)
        except Exception as error:
            self._fail(RuleFailure(rule.name, because.facts, error, firing=True))
        finally:
            self._because = None
        if watchers.ACTIVATIONS.level <= _INFO:
            _tell(*self.get_activations())

    def _heed(self) -> None:
        """Report the conditions that raised while the last fact was matched."""
        for rules, facts, error in self._session.troubles():
            self._fail(RuleFailure(", ".join(rules), facts, error, firing=False))

    def _fail(self, failure: RuleFailure) -> None:
        if self.on_error == "raise":
            note = str(failure)
            if note not in getattr(failure.error, "__notes__", ()):
                failure.error.add_note(note)
            raise failure.error
        self.failures.append(failure)

    def derivations(self, fact: int | Fact) -> tuple[Derivation, ...]:
        """Give every way a fact was derived: the rule and the facts that met its patterns. Facts given from outside have none.

        Args:
            fact: the fact, an equal one, or its number; one that was retracted too, when it is the very fact or its number.

        Raises:
            UnknownFactError: when there never was such a fact, or only an equal one of it was there that is retracted.
        """
        if isinstance(fact, Fact):
            number = fact.__factid__
            if number is None or number not in self._session.derivations:
                number = self._session.number_of(fact)
        elif self._session.was(fact):
            number = fact
        else:
            raise UnknownFactError(f"there never was a fact {fact!r}; the facts are engine.facts")
        return tuple(self._session.derivations.get(number, ()))


_Kind = TypeVar("_Kind", Rule, DefFacts)


def _collected(cls: type, kind: type[_Kind]) -> dict[str, _Kind]:
    """The decorated methods of a class by name, as written, those of base classes first; a subclass may replace them."""
    found: dict[str, _Kind] = {}
    for base in reversed(cls.__mro__):
        for name, value in list(vars(base).items()):  # another thread may add to a class meanwhile
            if isinstance(value, kind):
                found[name] = value
            else:
                found.pop(name, None)
    return found


def _definition(rule: Rule) -> Definition:
    """A rule for the network; its action is the rule and the names it takes."""
    return Definition(rule.name, rule.conditions, rule.salience, action=(rule, parameter_names(rule.function)))


def _activation(session: Session, terminal: Terminal, token: Token) -> Activation:
    return Activation(terminal.rule.action[0], facts_of(token, session.facts), dict(session.names(terminal, token)))


def _changed(fact: Fact, modifiers: dict[str, Any]) -> Fact:
    made = fact.copy()
    made.update(modifiers)
    return made


def _tell(added: list[Activation], removed: list[Activation]) -> None:
    for sign, activations in ((" ==>", added), (" <==", removed)):
        for each in activations:
            watchers.ACTIVATIONS.info("%s %r: %s", sign, each.rule.name, ", ".join(map(str, each.facts)))
