"""Rules as values, for knowledge that is data: ``RuleSet`` runs them over facts and tells what follows, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .agenda import fixed
from .errors import ConditionError, DeclarationError, EndlessLoopError
from .facts import Fact, InitialFact
from .network import Definition, Network
from .nodes import Terminal
from .patterns import Token
from .session import Derivation, RuleFailure, Session, Turns, refuse_other_than_facts
from .strata import stratify

_AnyFact = TypeVar("_AnyFact", bound=Fact)


class Match(Mapping[str, Any]):
    """One way the conditions of a rule are met: a mapping from the names bound to their values.

    Attributes:
        rule: the rule's id.
        facts: those that met its patterns, in order; none for NOT, EXISTS, FORALL and TEST.
    """

    __slots__ = ("_session", "_terminal", "_token", "facts", "rule")

    def __init__(self, session: Session, terminal: Terminal, token: Token, because: Derivation) -> None:
        self.rule, self.facts = because
        self._session = session
        self._terminal = terminal
        self._token = token

    def __getitem__(self, name: str) -> Any:
        return self._terminal.variables[name](self._token, self._session.facts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._terminal.variables)

    def __len__(self) -> int:
        return len(self._terminal.variables)

    def __repr__(self) -> str:
        return f"Match({self.rule}, {dict(self)!r})"


@dataclass(frozen=True, slots=True)
class Production:
    """A rule as a value.

    Attributes:
        id: its name; among rules of one stratum and salience the order of ids decides which fires first.
        when: its conditions, joined by AND.
        then: given a match, the facts to conclude; it must do nothing else.
        makes: classes or patterns of the facts it may conclude; without it, it may conclude anything.
        salience: rules with more fire before rules of the same stratum with less.
    """

    id: str
    when: tuple[Any, ...]
    then: Callable[[Match], Iterable[Fact] | None]
    makes: tuple[type[Fact] | Fact, ...] | None = None
    salience: int = 0


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What followed.

    Attributes:
        facts: those given and those concluded, in the order they came in.
        firings: the rules that fired, in order, each with the facts that met its patterns.
        failures: rules that raised; the others went on.
    """

    facts: tuple[Fact, ...]
    firings: tuple[Derivation, ...]
    failures: tuple[RuleFailure, ...]
    _reasons: Mapping[Fact, tuple[Derivation, ...]]

    def of(self, kind: type[_AnyFact]) -> tuple[_AnyFact, ...]:
        """Give the facts of a class."""
        return tuple(fact for fact in self.facts if type(fact) is kind)

    def derivations(self, fact: Fact) -> tuple[Derivation, ...]:
        """Give every way a fact was concluded; none for one that was only given."""
        return self._reasons.get(fact, ())


class RuleSet:
    """Rules compiled once, to be run over the facts of any number of documents, in any thread.

    The order of firing is total: stratum, salience, rule id, then the numbers of the facts in the order of the patterns, where
    facts are numbered as they come in. A stratum is done before the next begins, so that what a rule finds absent stays absent,
    and facts are never taken back.

    Args:
        productions: the rules.

    Raises:
        ConditionError: for conditions that cannot be understood, and an id used twice.
        StratificationError: when rules depend on the absence of what they themselves conclude.
    """

    def __init__(self, productions: Iterable[Production]) -> None:
        self.productions: Sequence[Production] = tuple(sorted(productions, key=lambda rule: rule.id))
        for one, other in zip(self.productions, self.productions[1:], strict=False):
            if one.id == other.id:
                raise ConditionError(f"two rules have the id {one.id}; give each its own")
        self.strata = stratify(self.productions)
        self._network = Network(
            [Definition(rule.id, tuple(rule.when), rule.salience, self.strata[rule.id], rule.then) for rule in self.productions]
        )

    def run(self, facts: Iterable[Fact], max_firings: int = 100_000) -> Conclusions:
        """Conclude all that follows from facts.

        A rule that raises is put among the failures with the facts it fired on; what it had given until then stands. A condition
        that raises counts as not met.

        Args:
            facts: what is given; equal ones are one.
            max_firings: after how many the rules are taken to loop; so is a rule that concludes more facts at once.

        Raises:
            EndlessLoopError: when rules keep one another going, or one concludes without end; names them.
            DeclarationError: for what is given and is a pattern, or no fact.
        """
        session = Session(self._network, fixed)
        given = (InitialFact(), *facts)
        refuse_other_than_facts(given)
        session.declare(given)
        firings: list[Derivation] = []
        failures: list[RuleFailure] = []
        turns = Turns(max_firings)
        while (firing := session.next()) is not None:
            because = session.derivation(*firing)
            turns.count(because.rule)
            firings.append(because)
            try:
                for place, fact in enumerate(firing[0].rule.action(Match(session, *firing, because)) or ()):
                    if place >= max_firings:
                        raise EndlessLoopError((because.rule,), max_firings, at_once=True)
                    if not isinstance(fact, Fact):
                        raise DeclarationError(f"rule {because.rule} concluded {fact!r}, which is no fact")
                    session.declare((fact,), because)
            except EndlessLoopError:
                raise
            except Exception as error:
                failures.append(RuleFailure(because.rule, because.facts, error, firing=True))
        failures += [
            RuleFailure(rule, facts_asked, error, firing=False)
            for rules, facts_asked, error in session.troubles()
            for rule in rules
        ]
        known = session.facts
        reasons = {known[number]: tuple(derivations) for number, derivations in session.derivations.items()}
        return Conclusions(tuple(known.values())[1:], tuple(firings), tuple(failures), reasons)

    def extended(self, productions: Iterable[Production]) -> RuleSet:
        """Give a rule set with more rules; one with the id of another replaces it."""
        rules = {rule.id: rule for rule in (*self.productions, *productions)}
        return RuleSet(rules.values())
