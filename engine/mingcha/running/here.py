"""Run a function over items in this process: no start to wait for, and no protection from what crashes or hangs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from .engine import Given, Item, Work
from .one import Screener
from .task import Failure


class Here:
    """An ``Engine`` of this process alone."""

    def __init__(self, screener: Screener) -> None:
        self._screener = screener

    def run(
        self, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool = False
    ) -> Iterator[tuple[Item, Given | Failure]]:
        """As ``Engine.run``; always in the order of the items."""
        for item in items:
            if item is None:
                continue
            try:
                yield item, work(self._screener, item, _no_limit)
            except MemoryError:
                yield item, Failure("there is not enough memory to screen it; split the file", "max_screen_memory")
            except Exception as error:
                yield item, Failure(f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Nothing is to be ended."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass


def _no_limit(seconds: float | None) -> None:
    pass
