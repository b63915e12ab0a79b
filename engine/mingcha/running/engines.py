"""The engine that ``--on`` names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from types import TracebackType
from typing import Self

from ..errors import UsageError
from .engine import Engine, Given, Item, Work
from .task import Failure, Settings


def engine_named(text: str, settings: Settings, jobs: int | None = None) -> Engine:
    """An engine beside the processes of this machine; it is not looked for before there is something to do.

    Args:
        text: dask=SCHEDULER for a cluster: the address of its scheduler or the path of its scheduler file; dask for a cluster
            within this process, to try it.
        settings: what documents are screened with.
        jobs: how many items are worked on at a time within this process.

    Raises:
        UsageError: there is no such engine, or it is not installed; of the first run of items: the cluster cannot be used.
    """
    name, _, scheduler = text.partition("=")
    if name != "dask" or (not scheduler and name != text):
        raise UsageError(
            f"--on {text}: there is no such engine; use dask=SCHEDULER (tcp://HOST:8786 or NAME.json), or dask to try it"
        )
    try:
        from .on_dask import DaskEngine
    except ImportError as error:
        raise UsageError(f"--on {text}: Dask is not installed ({error}); install mingcha[cluster]") from None
    for logger in ("distributed", "distributed.client"):  # what the user has to know is told as an error
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    return _Later(lambda: DaskEngine(settings, scheduler or None, jobs))


class _Later:
    """An ``Engine`` that is made for the first item."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        self._make = make
        self._engine: Engine | None = None

    def run(
        self, work: Work[Item, Given], items: Iterable[Item | None], *, ordered: bool = False
    ) -> Iterator[tuple[Item, Given | Failure]]:
        """As ``Engine.run``."""
        rest = iter(items)
        for first in rest:
            self._engine = self._engine or self._make()
            yield from self._engine.run(work, chain([first], rest), ordered=ordered)

    def close(self) -> None:
        """As ``Engine.close``."""
        if self._engine is not None:
            self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
