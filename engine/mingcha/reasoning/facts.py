"""What a program knows: facts, and what their fields may hold."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar, NoReturn, Self

from .conditions import Operable
from .constraints import FieldConstraint
from .errors import ConditionError, DeclarationError, FieldNameError, FieldValueError, FrozenFactError
from .freezing import freeze, unfreeze

_PLAIN = frozenset(
    {int, str, float, bool, type(None), bytes, complex, Decimal, Fraction, datetime.date, datetime.datetime, datetime.time}
)
_NO_DEFAULT = object()


class Field:
    """What a field of a ``Fact`` may hold; written as a class attribute.

    Args:
        validator: a class the value must be of; a function that must give true; a list ``[a, b]``: each element meets a or b; a
            dict: the same keys, each value meeting its entry, where a class or a function stands for one or more keys that
            meet it; an object with a method ``validate`` that raises (such as one of
            the package schema); anything else must be equal.
        mandatory: whether a fact without the field is refused when declared.
        default: the value where none is given, or a function that makes one.
    """

    NODEFAULT = _NO_DEFAULT

    def __init__(self, validator: Any, mandatory: bool = False, default: Any = _NO_DEFAULT) -> None:
        self.validator = validator
        self.mandatory = mandatory
        self.default = default

    def validate(self, value: Any) -> None:
        """Raise ``FieldValueError`` unless the value is one the field may hold."""
        if not _meets(self.validator, unfreeze(value)):
            raise FieldValueError(f"{value!r} does not meet {_shown(self.validator)}")

    def make(self) -> Any:
        """Give the default, frozen."""
        return freeze(self.default() if callable(self.default) else self.default)


def _shown(validator: Any) -> str:
    return getattr(validator, "__name__", None) or repr(validator)


def _meets(validator: Any, value: Any) -> bool:
    if isinstance(validator, type):
        return isinstance(value, validator)
    if hasattr(validator, "validate"):
        return not _raises(validator.validate, value)
    if isinstance(validator, list | tuple | set | frozenset):
        return isinstance(value, type(validator)) and all(any(_meets(each, item) for each in validator) for item in value)
    if isinstance(validator, dict):
        return isinstance(value, dict) and _dict_meets(validator, value)
    if callable(validator):
        return not _raises(validator, value) and bool(validator(value))
    return bool(validator == value)


def _dict_meets(validator: Mapping[Any, Any], value: Mapping[Any, Any]) -> bool:
    """Whether every key is one of the validator's, with a value that meets its entry, and none of these is left over."""
    given = {key: _key_among(validator, key) for key in value}
    return set(given.values()) == set(validator) and all(_meets(validator[own], value[key]) for key, own in given.items())


def _key_among(validator: Mapping[Any, Any], key: Any) -> Any:
    """The key itself where the validator has it; else the function, then the class, that it meets."""
    if key in validator:
        return key
    loose = [each for each in validator if callable(each) or hasattr(each, "validate")]
    return next((each for each in sorted(loose, key=lambda each: isinstance(each, type)) if _meets(each, key)), _NO_KEY)


_NO_KEY = object()


def _raises(function: Any, value: Any) -> bool:
    """Whether the value makes the function raise: a validator refuses so, or was not made for such a value."""
    try:
        function(value)
    except Exception:
        return True
    return False


class Fact(Operable, dict[Any, Any]):  # type: ignore[misc]  # | joins conditions, as in experta, and not dicts
    """A piece of knowledge: values at 0, 1, … and at names; in a rule, a pattern for such facts.

    ``Fact(1, 2, colour="red")`` has the keys 0, 1 and "colour". Lists, dicts and sets are frozen deeply. Subclass it to name
    kinds of facts; a pattern matches facts of exactly its class. Two facts are equal when class and items are. Python's
    equality holds, so 1, 1.0 and True are one value.

    In a pattern, ``a__b__0`` looks into the value of ``a``: its item "b", and of that item 0. A pattern asks only for the
    fields it names.
    """

    __fields__: ClassVar[Mapping[Any, Field]] = {}
    __factid__: int | None = None
    __bind__: str | None = None
    _identity: Hashable = None
    _is_pattern = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        for name in own:
            delattr(cls, name)
        cls.__fields__ = {**cls.__fields__, **{_key(name): field for name, field in own.items()}}

    def __init__(self, *values: Any, **named: Any) -> None:
        place = 0
        for value in values:
            dict.__setitem__(self, place, value if value.__class__ in _PLAIN else self._admit(value))
            place += 1  # noqa: SIM113  # enumerate is slower here, where every fact passes
        for name, value in named.items():
            if "_" in name:
                name = self._name(name)
            dict.__setitem__(self, name, value if value.__class__ in _PLAIN else self._admit(value))

    def _admit(self, value: Any) -> Any:
        if isinstance(value, FieldConstraint):
            self._is_pattern = True
            return value
        return freeze(value)

    def _name(self, name: Any) -> Any:
        key = _key(name)
        if is_nested(key):
            self._is_pattern = True
        return key

    @classmethod
    def from_iter(cls, pairs: Iterable[tuple[Any, Any]]) -> Self:
        """Make a fact of pairs of key and value; numbers first, in order."""
        made = cls.__new__(cls)
        items = dict(pairs)
        for key in sorted(key for key in items if isinstance(key, int)):
            made[key] = items.pop(key)
        made.update(items)
        return made

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set a value, as long as the fact is not declared."""
        self._thaw()
        dict.__setitem__(self, self._name(key), self._admit(value))

    def __missing__(self, key: Any) -> Any:
        """Give the default of a field that has one."""
        field = self.__fields__.get(key)
        if field is None or field.default is _NO_DEFAULT:
            raise KeyError(key)
        value = field.make()
        if self._identity is None:
            dict.__setitem__(self, key, value)
        return value

    def _thaw(self) -> None:
        if self._identity is not None:
            raise FrozenFactError(
                f"{self!r} was declared and cannot change any more; use engine.modify(fact, ...) or change fact.copy()"
            )

    def __delitem__(self, key: Any) -> None:
        self._thaw()
        dict.__delitem__(self, key)

    def update(self, *others: Any, **named: Any) -> None:
        """Set several values, as long as the fact is not declared."""
        for key, value in dict(*others, **named).items():
            self[key] = value

    def pop(self, *arguments: Any) -> Any:
        """Take a value out, as long as the fact is not declared."""
        self._thaw()
        return dict.pop(self, *arguments)

    def popitem(self) -> tuple[Any, Any]:
        """Take the last item out, as long as the fact is not declared."""
        self._thaw()
        return dict.popitem(self)

    def clear(self) -> None:
        """Take everything out, as long as the fact is not declared."""
        self._thaw()
        dict.clear(self)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Set a value where there is none, as long as the fact is not declared."""
        if key not in self:
            self[key] = default
        return self[key]

    def __ior__(self, other: Any) -> NoReturn:  # type: ignore[misc]  # dict's in-place union is not for facts
        raise ConditionError(f"{self!r} |= …: a fact joins another with |, which means OR; use update() for its values")

    def copy(self) -> Self:
        """Give an equal fact that is not declared."""
        made = type(self).__new__(type(self))
        dict.update(made, self)
        if self._is_pattern:
            made._is_pattern = True
        if self.__bind__ is not None:
            made.__bind__ = self.__bind__
        return made

    def as_dict(self) -> dict[Any, Any]:
        """Give the values as a dict, lists and dicts inside unfrozen."""
        return {key: unfreeze(value) for key, value in self.items()}

    def has_field_constraints(self) -> bool:
        """Whether a value is a constraint, so that this can only be a pattern."""
        return any(isinstance(value, FieldConstraint) for value in self.values())

    def has_nested_accessor(self) -> bool:
        """Whether a key looks into a value, so that this can only be a pattern."""
        return any(is_nested(key) for key in self)

    def validate(self) -> None:
        """Raise ``FieldValueError`` unless every field is there that must be and holds what it may."""
        for name, field in self.__fields__.items():
            if name in self:
                if not _meets(field.validator, unfreeze(self[name])):
                    raise FieldValueError(f"field {name!r} of {self!r}: the value does not meet {_shown(field.validator)}")
            elif field.mandatory:
                raise FieldValueError(
                    f"{self!r} lacks field {name!r}, which {type(self).__name__} makes mandatory; give it a value"
                )

    def identity(self) -> Hashable:
        """Give what tells this fact from others of its class, after which it cannot change: for an engine that takes it in.

        Raises:
            DeclarationError: when it is a pattern.
            FieldNameError: when a key looks into a value.
            FieldValueError: when a field is missing or wrong.
        """
        identity = self._identity
        if identity is None:
            if self._is_pattern:
                self._refuse_pattern()
            if self.__fields__:
                self.validate()
                for name, field in self.__fields__.items():
                    if name not in self and field.default is not _NO_DEFAULT:
                        dict.__setitem__(self, name, field.make())
            identity = self._identity = self._content()
        return identity

    def _content(self) -> Hashable:
        """Give what facts with equal items share, in whatever order these were given; few objects, as thousands are kept."""
        keys, read = _read_in_order(tuple(self))
        return (keys, read(self)) if read else frozenset(self.items())

    def _refuse_pattern(self) -> None:
        if self.has_field_constraints():
            raise DeclarationError(f"{self!r} is a pattern: a declared fact holds values, not L, W, P or MATCH")
        if self.has_nested_accessor():
            raise FieldNameError(
                f"{self!r}: no field of a declared fact has '__' in its name; that looks into values in patterns"
            )

    def __eq__(self, other: object) -> bool:
        return self.__class__ is other.__class__ and dict.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none; a fact has
        return hash((self.__class__, self._content() if self._identity is None else self._identity))

    def __rlshift__(self, name: str) -> Self:
        """``AS.f << Fact(...)``: the fact that matches is called f."""
        if not isinstance(name, str):
            raise ConditionError(f"{name!r} << {self!r}: the left side names the fact; write AS.name or a string")
        bound = self.copy()
        bound.__bind__ = name
        return bound

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_iter, (tuple(self.items()),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._shown())})"

    def _shown(self) -> Iterator[str]:
        for key, value in self.items():
            yield repr(value) if isinstance(key, int) else f"{key}={value!r}"

    def __str__(self) -> str:
        return f"<f-{self.__factid__}>" if self.__factid__ is not None else repr(self)


@lru_cache(maxsize=1024)
def _read_in_order(keys: tuple[Hashable, ...]) -> tuple[tuple[Hashable, ...], Callable[[Fact], Any] | None]:
    """The keys in an order that is the same in whatever order they are given, and how to read their values in it.

    None reads them where there is no such order: two keys have one hash; nor where there are no keys.
    """
    ordered = tuple(sorted(keys, key=hash))
    distinct = len(set(map(hash, keys))) == len(keys)
    return ordered, itemgetter(*ordered) if keys and distinct else None


def _key(name: Any) -> Hashable:
    """``_0`` is place 0; any other name is itself."""
    if isinstance(name, str) and name[:1] == "_" and name[1:].isdecimal():
        return int(name[1:])
    return name  # type: ignore[no-any-return]  # whatever is a key of a dict


def is_nested(key: object) -> bool:
    """Whether a key of a pattern looks into a value: ``a__b``; a name that begins with two underscores is a plain one."""
    return isinstance(key, str) and "__" in key and not key.startswith("__")


class InitialFact(Fact):
    """The fact that ``reset`` declares first: what a rule stands on that has no pattern or begins with NOT, EXISTS or TEST."""
