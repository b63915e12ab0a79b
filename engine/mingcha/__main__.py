"""``python -m mingcha`` is the command."""

from .cli import main

main()
