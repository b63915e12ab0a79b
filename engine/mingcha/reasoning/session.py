"""Facts and a network at work: what is declared, retracted and fired, and why each fact is there."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .agenda import Agenda, Strategy, fixed
from .errors import DeclarationError, EndlessLoopError, UnknownFactError
from .facts import Fact
from .memory import Memory, Trouble, facts_of
from .network import Network
from .nodes import Terminal
from .patterns import Token


class Derivation(NamedTuple):
    """One reason for a fact: the rule, and the facts that met its patterns, in the order of the patterns.

    The first reason of a fact rests on facts that came before it; a later one may go in a circle.
    """

    rule: str
    facts: tuple[Fact, ...]


class RuleFailure(NamedTuple):
    """A rule that raised.

    Attributes:
        rule: its name.
        facts: those it fired on, or those a test of its conditions was asked of.
        error: what it raised.
        firing: whether it raised when firing, and not in its conditions.
    """

    rule: str
    facts: tuple[Fact, ...]
    error: Exception
    firing: bool

    def __str__(self) -> str:
        where = "firing on" if self.firing else "its condition asked of"
        shown = ", ".join(map(repr, self.facts)) or "no facts"
        return f"rule {self.rule}, {where} {shown}: {type(self.error).__name__}: {self.error}"


class FactList(dict[int, Fact]):
    """The facts by number, in the order they came in.

    Attributes:
        duplication: whether an equal fact can be declared again; off unless set.
    """

    def __init__(self, duplication: bool = False) -> None:
        super().__init__()
        self.duplication = duplication

    def __str__(self) -> str:
        return "\n".join(f"<f-{number}>: {fact!r}" for number, fact in self.items())

    def __repr__(self) -> str:
        return f"FactList({list(self.items())!r})"


def refuse_other_than_facts(given: Iterable[object]) -> None:
    """Raise ``DeclarationError`` where one of what is given is no fact."""
    for each in given:
        if not isinstance(each, Fact):
            raise DeclarationError(f"{each!r} is no fact; declare Fact(...) or a subclass")


class Session:
    """One run of a network over facts.

    Attributes:
        facts: what is known.
        agenda: what waits to fire.
        derivations: for each fact that a rule declared, by number, every way it was derived; kept after it is retracted.
    """

    __slots__ = ("_identities", "_memory", "_next", "_together", "agenda", "derivations", "facts", "network")

    def __init__(self, network: Network, strategy: Strategy, duplication: bool = False) -> None:
        self.network = network
        self.facts = FactList(duplication)
        self.agenda = Agenda(strategy)
        self.derivations: dict[int, dict[Derivation, None]] = {}
        self._memory = Memory(network, self.facts, self.agenda)
        self._identities: dict[type[Fact], dict[Hashable, int]] = defaultdict(dict)
        self._next = 0
        self._together = strategy is fixed or not network.groups

    def declare(self, facts: Sequence[Fact], because: Derivation | None = None) -> tuple[int, Sequence[Fact]]:
        """Take facts in that are new; give the number of the first, and them: numbers run on.

        New or not, ``because`` is kept as a reason for each. When one of them is refused none is taken in.
        """
        first = number = self._next
        new: list[Fact] = []
        known, duplication = self.facts, self.facts.duplication
        for fact, identity in zip(facts, [fact.identity() for fact in facts], strict=True):
            identities = self._identities[fact.__class__]
            place = identities.setdefault(identity, number)
            if duplication and place != number:
                identities[identity] = place = number
            if place == number:
                known[number] = fact
                new.append(fact)
                number += 1
            if because is not None:
                self.derivations.setdefault(place, {})[because] = None
        self._next = number
        if self._together:
            self._memory.insert(first, new)
        else:
            for number, fact in enumerate(new, first):
                self._memory.insert(number, (fact,))
        return first, new

    def was(self, number: int) -> bool:
        """Whether a fact of this number was ever taken in."""
        return number in range(self._next)

    def retract(self, number: int) -> Fact:
        """Take a fact out, and with it every activation that rests on it."""
        fact = self.facts[number]
        self._memory.delete(number, fact)
        del self.facts[number]
        identity, identities = fact.identity(), self._identities[fact.__class__]
        if identities[identity] == number:
            del identities[identity]
            if self.facts.duplication:
                identities.update((identity, other) for other, same in self.facts.items() if same == fact)
        return fact

    def number_of(self, fact: Fact) -> int:
        """Give the number of a fact that is known: this very one, or one that is equal.

        Raises:
            UnknownFactError: when there is none.
        """
        number = fact.__factid__
        if number is not None and self.facts.get(number) is fact:
            return number
        found = self._identities[fact.__class__].get(fact.copy().identity())
        if found is None:
            raise UnknownFactError(f"{fact!r} is not among the facts; it was never declared here, or is already retracted")
        return found

    def troubles(self) -> list[Trouble]:
        """Give the tests that raised since this was last called."""
        found = self._memory.troubles
        if found:
            self._memory.troubles = []
        return found

    def next(self) -> tuple[Terminal, Token] | None:
        """Take the activation that fires next off the agenda."""
        place = self.agenda.pop()
        return None if place is None else (self.network.terminals[place[0]], place[1])

    def waiting(self) -> Iterator[tuple[Terminal, Token]]:
        """The activations on the agenda, in the order in which they would fire."""
        return ((self.network.terminals[rank], token) for rank, token in self.agenda)

    def names(self, terminal: Terminal, token: Token) -> Mapping[str, Any]:
        """Give what the conditions bound."""
        return {name: read(token, self.facts) for name, read in terminal.variables.items()}

    def derivation(self, terminal: Terminal, token: Token) -> Derivation:
        """Give the firing as a reason for what it declares."""
        return Derivation(terminal.rule.name, facts_of(token[terminal.start :], self.facts))


class Turns:
    """Counts firings, and stops rules that keep one another going.

    Args:
        limit: how many firings are allowed; none means any number.
    """

    __slots__ = ("_count", "_last", "_limit")

    _KEPT = 1000

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._count = 0
        self._last: deque[str] = deque(maxlen=self._KEPT)

    def count(self, rule: str) -> None:
        """Note that a rule is about to fire.

        Raises:
            EndlessLoopError: when the limit is reached; names the rules that fired in turn.
        """
        if self._limit is None:
            return
        if self._count >= self._limit:
            raise EndlessLoopError(_loop([*self._last, rule]), self._limit)
        self._count += 1
        self._last.append(rule)


def _loop(names: Sequence[str]) -> tuple[str, ...]:
    """The rules that repeat at the end of the names: the shortest row that the last names are made of, at least three times."""
    for length in range(1, len(names) // 3 + 1):
        tail = names[-3 * length :]
        if tail[:length] == tail[length : 2 * length] == tail[2 * length :]:
            return tuple(dict.fromkeys(tail[:length]))
    return tuple(dict.fromkeys(islice(reversed(names), len(names) // 2 + 1)))
