"""Write what a run gave: machine formats and the screen."""

from .files import write_run

__all__ = ["write_run"]
