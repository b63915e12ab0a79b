"""Mingcha (明察): screens the budget disclosures of Chinese government units.

``screen`` screens one document; a ``Screener`` loads the knowledge once and screens one after another, in any number of threads;
``screen_many`` streams the results of any number of documents from worker processes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import KnowledgeError, MingchaError, UnreadableDocumentError, UsageError

if TYPE_CHECKING:
    from .explaining import Node
    from .findings import Alternative, Basis, Evidence, Finding
    from .reading import Limits
    from .running import Screener, Screening, screen
    from .running.many import Result, screen_many, screen_many_async

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "Basis",
    "Evidence",
    "Finding",
    "KnowledgeError",
    "Limits",
    "MingchaError",
    "Node",
    "Result",
    "Screener",
    "Screening",
    "UnreadableDocumentError",
    "UsageError",
    "__version__",
    "screen",
    "screen_many",
    "screen_many_async",
]

_HOME = {
    **dict.fromkeys(("Alternative", "Basis", "Evidence", "Finding"), "findings"),
    "Node": "explaining",
    "Limits": "reading",
    **dict.fromkeys(("Screener", "Screening", "screen"), "running"),
    **dict.fromkeys(("Result", "screen_many", "screen_many_async"), "running.many"),
}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for, so that ``import mingcha`` costs next to nothing."""
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
