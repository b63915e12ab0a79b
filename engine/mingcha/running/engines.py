"""The engine that ``--on`` names."""

from __future__ import annotations

import logging

from ..errors import UsageError
from .engine import Engine
from .task import Settings


def engine_named(text: str, settings: Settings, jobs: int | None = None) -> Engine:
    """An engine beside the processes of this machine.

    Args:
        text: dask=SCHEDULER for a cluster: the address of its scheduler or the path of its scheduler file; dask for a cluster
            within this process, to try it.
        settings: what documents are screened with.
        jobs: how many items are worked on at a time within this process.

    Raises:
        UsageError: there is no such engine, it is not installed, or the cluster cannot be used.
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
    return DaskEngine(settings, scheduler or None, jobs)
