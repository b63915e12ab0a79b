"""The command ``mingcha`` whose documents are screened by other work: python -m benchmarks.bulk_command WORK screen ...

WORK is a function of benchmarks/bulk_works.py.
"""

from __future__ import annotations

import sys
from functools import partial

from benchmarks import bulk_works
from mingcha import cli, screening
from mingcha.running.bulk import screen_all


def main() -> None:
    """Put the work in the place of screening and run the command."""
    work = getattr(bulk_works, sys.argv.pop(1))
    screening.screen_all = partial(screen_all, work=work)  # type: ignore[attr-defined]
    cli.main()


if __name__ == "__main__":
    main()
