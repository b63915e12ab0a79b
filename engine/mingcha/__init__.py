"""Mingcha (明察): screens the budget disclosures of Chinese government units.

``screen`` screens one document; a ``Screener`` loads the knowledge once and screens many.
"""

from __future__ import annotations

from .errors import KnowledgeError, MingchaError, UnreadableDocumentError, UsageError
from .findings import Basis, Evidence, Finding
from .reading import Limits
from .running import Screener, Screening, screen

__version__ = "0.1.0"

__all__ = [
    "Basis",
    "Evidence",
    "Finding",
    "KnowledgeError",
    "Limits",
    "MingchaError",
    "Screener",
    "Screening",
    "UnreadableDocumentError",
    "UsageError",
    "__version__",
    "screen",
]
