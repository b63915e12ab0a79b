"""Run the steps: one document, or many with their report."""

from .one import Screener, Screening, screen
from .report import Run
from .run import run

__all__ = ["Run", "Screener", "Screening", "run", "screen"]
