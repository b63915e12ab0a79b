"""Resolve a pattern: what can be asked of the fact alone, what joins it to earlier facts, and which names it binds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .constraints import ANDFC, NOTFC, ORFC, FieldConstraint, L, P, W
from .errors import ConditionError
from .facts import Fact, is_nested

Path = tuple[Hashable, ...]
"""Where a value is in a fact: the field, then the keys inside; ``()`` is the fact itself."""

Token = tuple[int, ...]
"""A partial match: the numbers of the facts that met the patterns so far."""

Facts = Mapping[int, Fact]


@dataclass(frozen=True, slots=True)
class Variable:
    """A name bound: at which place of the token, and where in that fact."""

    slot: int
    path: Path


Scope = Mapping[str, Variable]


@dataclass(frozen=True, slots=True)
class Ask:
    """A constraint that needs names: it holds of the value at ``path``, given their values."""

    path: Path
    constraint: FieldConstraint
    names: tuple[tuple[str, Variable], ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A pattern, taken apart.

    Attributes:
        kind: the class of the facts.
        present: what must be there.
        constants: values that must be equal: looked up in a table.
        asks: constraints on the fact alone; their names lie in the fact itself, at slot -1.
        joins: values that must equal earlier ones: joined by hash.
        compares: other constraints with earlier values.
        bound: the names it binds.
    """

    kind: type[Fact]
    present: tuple[Path, ...]
    constants: tuple[tuple[Path, Hashable], ...]
    asks: tuple[Ask, ...]
    joins: tuple[tuple[Path, Variable], ...]
    compares: tuple[Ask, ...]
    bound: tuple[tuple[str, Variable], ...]


HERE = -1
"""The slot of the fact that is being looked at."""


def resolve(pattern: Fact, scope: Scope, slot: int, rule: str) -> Resolved:
    """Take a pattern apart.

    Args:
        pattern: the pattern.
        scope: names bound by earlier patterns.
        slot: the place its facts get in the token.
        rule: whose pattern it is, for messages.

    Raises:
        ConditionError: for a name that is used before it is bound, or bound where it need not hold.
    """
    terms = [(_path(key), term) for key, value in pattern.items() for term in _terms(_constraint(value))]
    bound: dict[str, Variable] = {}
    for path, term in terms:
        for name in _binds(term):
            if name not in scope:
                bound.setdefault(name, Variable(HERE, path))
    if pattern.__bind__ is not None:
        if pattern.__bind__ in scope or pattern.__bind__ in bound:
            raise ConditionError(f"rule {rule}: {pattern!r}: the name {pattern.__bind__!r} is taken; give the fact another one")
        bound[pattern.__bind__] = Variable(HERE, ())
    constants: list[tuple[Path, Hashable]] = []
    asks: list[Ask] = []
    joins: list[tuple[Path, Variable]] = []
    compares: list[Ask] = []
    for path, term in terms:
        if isinstance(term, L):
            constants.append((path, term.value))
        elif not isinstance(term, W):
            names = _names(term, {**scope, **bound}, rule, pattern)
            together = all(variable.slot == HERE for _, variable in names)
            (asks if together else compares).append(Ask(path, term, names))
        if term.bound is None:
            continue
        if term.bound in scope:
            joins.append((path, scope[term.bound]))
        elif bound[term.bound].path != path:
            asks.append(Ask(path, W(term.bound), ((term.bound, bound[term.bound]),)))
    return Resolved(
        type(pattern),
        tuple(dict.fromkeys(path for path, _ in terms)),
        tuple(constants),
        tuple(asks),
        tuple(joins),
        tuple(compares),
        tuple((name, Variable(slot, variable.path)) for name, variable in bound.items()),
    )


def _path(key: Hashable) -> Path:
    if not is_nested(key):
        return (key,)
    first, *others = str(key).split("__")
    start = int(first[1:]) if first[:1] == "_" and first[1:].isdecimal() else first
    return (start, *(int(part) if part.isdecimal() else part for part in others))


def _constraint(value: Any) -> FieldConstraint:
    return value if isinstance(value, FieldConstraint) else L(value)


def _terms(constraint: FieldConstraint) -> Iterator[FieldConstraint]:
    """The constraints that ``&`` joined; a name given to them together is a term of its own."""
    if isinstance(constraint, ANDFC):
        for part in constraint.parts:
            yield from _terms(part)
        if constraint.bound is not None:
            yield W(constraint.bound)
    else:
        yield constraint


def _binds(constraint: FieldConstraint) -> Iterator[str]:
    """The names a constraint gives to the field's value: to all of its alternatives, or to none."""
    if constraint.bound is not None:
        yield constraint.bound
    match constraint:
        case ANDFC(parts):
            for part in parts:
                yield from _binds(part)
        case ORFC((first, *others)):
            everywhere = set(_binds(first)).intersection(*(set(_binds(other)) for other in others))
            yield from (name for name in _binds(first) if name in everywhere or name == _leading(first))


def _leading(constraint: FieldConstraint) -> str | None:
    """The name in front of the first alternative: in ``MATCH.x & a | b`` it is that of the field, as in CLIPS's ``?x&a|b``."""
    match constraint:
        case ANDFC((W(name), *_)):
            return name
    return None


def _names(constraint: FieldConstraint, scope: Scope, rule: str, pattern: Fact) -> tuple[tuple[str, Variable], ...]:
    """The names a constraint reads, and where they are."""
    names = tuple(dict.fromkeys(_used(constraint, top=True)))
    for name in names:
        if name not in scope:
            raise ConditionError(
                f"rule {rule}: {pattern!r}: {name} is read in {constraint!r} before anything binds it; "
                f"bind it in an earlier pattern or field with MATCH.{name}, outside of ~, "
                f"or in front of the alternatives: MATCH.{name} & (a | b)"
            )
    return tuple((name, scope[name]) for name in names)


def _used(constraint: FieldConstraint, top: bool = False) -> Iterator[str]:
    if constraint.bound is not None and not top:
        yield constraint.bound
    match constraint:
        case ANDFC(parts) | ORFC(parts):
            for part in parts:
                yield from _used(part)
        case NOTFC(part):
            yield from _used(part)


def check(constraint: FieldConstraint, top: bool = True) -> Callable[[Any, Mapping[str, Any]], bool]:
    """Make the function that says whether a constraint holds of a value, given the values of names.

    The name of the outermost constraint is bound elsewhere and not asked for.
    """
    asked = _plain_check(constraint)
    if constraint.bound is None or (top and not isinstance(constraint, W)):
        return asked
    name = constraint.bound
    return lambda value, names: value == names[name] and asked(value, names)


def _plain_check(constraint: FieldConstraint) -> Callable[[Any, Mapping[str, Any]], bool]:
    match constraint:
        case L(wanted):
            return lambda value, names: bool(value == wanted)
        case P(match):
            return lambda value, names: bool(match(value))
        case ANDFC(parts):
            every = [check(part, top=False) for part in parts]
            return lambda value, names: all(each(value, names) for each in every)
        case ORFC(parts):
            some = [check(part, top=False) for part in parts]
            return lambda value, names: any(each(value, names) for each in some)
        case NOTFC(part):
            inner = check(part, top=False)
            return lambda value, names: not inner(value, names)
    return lambda value, names: True


class _Missing:
    """What is found where nothing is; equal to nothing else."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


def reader(path: Path) -> Callable[[Fact], Any]:
    """Make the function that reads the value at ``path`` and gives ``MISSING`` where there is none."""
    if not path:
        return lambda fact: fact
    field = path[0]
    if len(path) == 1:
        return lambda fact: fact.get(field, MISSING)
    inside = path[1:]

    def read(fact: Fact) -> Any:
        value = fact.get(field, MISSING)
        for key in inside:
            try:
                value = value[key]
            except (TypeError, LookupError):
                return MISSING
        return value

    return read


def getter(path: Path) -> Callable[[Fact], Any]:
    """Make the function that reads the value at ``path`` and raises ``KeyError`` where there is none."""
    if len(path) == 1:
        return itemgetter(path[0])
    read = reader(path)

    def get(fact: Fact) -> Any:
        value = read(fact)
        if value is MISSING:
            raise KeyError(path)
        return value

    return get


def variable_reader(variable: Variable) -> Callable[[Token, Facts], Any]:
    """Make the function that reads what a name is bound to."""
    slot, path = variable.slot, variable.path
    if not path:
        return lambda token, facts: facts[token[slot]]
    if len(path) == 1:
        field = path[0]
        return lambda token, facts: facts[token[slot]][field]
    read = reader(path)
    return lambda token, facts: read(facts[token[slot]])
