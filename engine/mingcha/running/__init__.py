"""Run the steps: one document, or many with their report."""

from .one import Screener, Screening, screen
from .run import Run, collect, run, screen_bundles, screen_files

__all__ = ["Run", "Screener", "Screening", "collect", "run", "screen", "screen_bundles", "screen_files"]
