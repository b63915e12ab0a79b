"""Peers: whose spending is unusual, among whom, and why.

``PeerForest`` is a scikit-learn estimator. The functions around it turn screened disclosures into profiles, profiles into a table
of features with peer groups, and scores into words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .estimator import PeerForest
    from .profile import Amount, Profile, Value
    from .results import Reason, Score
    from .table import FeatureTable

__all__ = ["Amount", "FeatureTable", "PeerForest", "Profile", "Reason", "Score", "Value"]

_HOME = {
    "PeerForest": "estimator",
    **dict.fromkeys(("Amount", "Profile", "Value"), "profile"),
    **dict.fromkeys(("Reason", "Score"), "results"),
    "FeatureTable": "table",
}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for: scikit-learn takes a second to import."""
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
