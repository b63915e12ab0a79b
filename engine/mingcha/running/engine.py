"""What runs a function over many items: worker processes of this machine (``pool``) or of a cluster (``on_dask``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self, TypeVar

from .one import Screener
from .task import Allow, Failure, Sized

Item = TypeVar("Item", bound=Sized)
Given = TypeVar("Given")
Work = Callable[[Screener, Item, Allow], Given]
"""What is run over items in a worker: a function of a module, called with the worker's screener, the item, and what it tells how
long its next step may take."""


class Engine(Protocol):
    """Runs a function over items in other processes; whatever becomes of one item, the others go on."""

    def run(
        self, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool = False
    ) -> Iterator[tuple[Item, Given | Failure]]:
        """Each item with what the function gives for it, or why it gives nothing.

        Items are taken as they are needed, some chunks ahead, and so may be without end; None among them says that there is
        nothing at the moment. What ends a worker (a crash, a limit on
        time or memory) costs the item it was at, which is tried once more, alone in a fresh process, when the others are done.
        An exception that the function raises is a ``Failure`` at once, for it would be raised again.

        Args:
            work: must be a function of an importable module.
            items: anything that can be pickled and says its size.
            ordered: in the order of the items, else as they are done.

        Raises:
            UsageError: a process could not be started.
        """
        ...

    def close(self) -> None:
        """End the processes, whatever they are at."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
