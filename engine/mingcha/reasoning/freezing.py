"""Turn lists, dicts and sets into values that cannot change, and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import singledispatch
from typing import Any, NoReturn

from .errors import DeclarationError


class FrozenList(tuple[Any, ...]):
    """A list that cannot change: a tuple that knows it was a list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"FrozenList({list(self)!r})"


class FrozenDict(Mapping[Any, Any]):
    """A dict that cannot change and has a hash."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[Any, Any]) -> None:
        self._items = dict(items)
        self._hash = hash(frozenset(self._items.items()))

    def __getitem__(self, key: Any) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenDict):
            return self._items == other._items
        return bool(self._items == other)

    def __repr__(self) -> str:
        return f"FrozenDict({self._items!r})"


@singledispatch
def freeze(value: Any) -> Hashable:
    """Give an equal value that cannot change: lists, dicts and sets deeply, anything that has a hash as it is.

    Register a class of your own with ``@freeze.register(MyClass)``.

    Raises:
        DeclarationError: for a value that can change and is none of these.
    """
    try:
        hash(value)
    except TypeError:
        _refuse(value)
    return value  # type: ignore[no-any-return]  # it has a hash


def _refuse(value: object) -> NoReturn:
    kind = type(value).__name__
    raise DeclarationError(
        f"a value of class {kind} can change and has no hash, so no fact can hold it; "
        f"say what stands for it with @freeze.register({kind})"
    ) from None


@freeze.register
def _(value: dict) -> Hashable:  # type: ignore[type-arg]  # singledispatch reads the bare class
    return FrozenDict({freeze(key): freeze(item) for key, item in value.items()})


@freeze.register
def _(value: list) -> Hashable:  # type: ignore[type-arg]  # as above
    return FrozenList(map(freeze, value))


@freeze.register
def _(value: set) -> Hashable:  # type: ignore[type-arg]  # as above
    return frozenset(map(freeze, value))


@freeze.register
def _(value: tuple) -> Hashable:  # type: ignore[type-arg]  # as above
    try:
        hash(value)
    except TypeError:
        return tuple(map(freeze, value))
    return value


@singledispatch
def unfreeze(value: Any) -> Any:
    """Undo ``freeze``: lists, dicts and sets again, deeply; anything else as it is."""
    return value


@unfreeze.register
def _(value: FrozenDict) -> Any:
    return {unfreeze(key): unfreeze(item) for key, item in value.items()}


@unfreeze.register
def _(value: FrozenList) -> Any:
    return [unfreeze(item) for item in value]


@unfreeze.register
def _(value: frozenset) -> Any:  # type: ignore[type-arg]  # singledispatch reads the bare class
    return {unfreeze(item) for item in value}
