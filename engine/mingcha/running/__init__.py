"""Run the steps: one document, or many with their report."""

from .files import collect
from .one import Screener, Screening, screen
from .report import Run
from .run import run, screen_bundles, screen_files

__all__ = ["Run", "Screener", "Screening", "collect", "run", "screen", "screen_bundles", "screen_files"]
