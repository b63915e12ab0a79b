"""Findings to proofs: from what is told down to the cells it rests on, in words."""

from .node import Node
from .proof import prove

__all__ = ["Node", "prove"]
