"""Mingcha (明察): screens the budget disclosures of Chinese government units.

``screen`` screens one document; a ``Screener`` loads the knowledge once and screens many.
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
    "Screener",
    "Screening",
    "UnreadableDocumentError",
    "UsageError",
    "__version__",
    "screen",
]

_HOME = {
    **dict.fromkeys(("Alternative", "Basis", "Evidence", "Finding"), "findings"),
    "Node": "explaining",
    "Limits": "reading",
    **dict.fromkeys(("Screener", "Screening", "screen"), "running"),
}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for, so that ``import mingcha`` costs next to nothing."""
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
