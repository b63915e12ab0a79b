"""Watch an engine at work: loggers that ``watch`` turns on and ``unwatch`` off.

``FACTS`` tells of facts that come and go, ``RULES`` of rules that fire, ``ACTIVATIONS`` of what a firing put on the agenda or
took off, ``AGENDA`` of the agenda before a rule fires, ``ENGINE`` of the engine itself.
"""

from __future__ import annotations

import logging

_OFF = logging.CRITICAL + 1


def _watcher(name: str) -> logging.Logger:
    logger = logging.getLogger(f"{__name__}.{name}")
    logger.setLevel(_OFF)
    return logger


RULES = _watcher("RULES")
ACTIVATIONS = _watcher("ACTIVATIONS")
FACTS = _watcher("FACTS")
AGENDA = _watcher("AGENDA")
ENGINE = _watcher("ENGINE")

ALL = ("RULES", "ACTIVATIONS", "FACTS", "AGENDA", "ENGINE")


def _loggers(names: tuple[str, ...]) -> list[logging.Logger]:
    for name in names:
        if name not in ALL:
            raise KeyError(f"there is no watcher {name!r}; choose from {', '.join(ALL)}")
    return [logging.getLogger(f"{__name__}.{name}") for name in names or ALL]


def watch(*names: str, level: int = logging.DEBUG) -> None:
    """Turn watchers on, all when none is named. They write through ``logging``.

    Raises:
        KeyError: when there is no such watcher.
    """
    if not logging.getLogger().handlers:
        logging.basicConfig()
    for logger in _loggers(names):
        logger.setLevel(level)


def unwatch(*names: str) -> None:
    """Turn watchers off, all when none is named.

    Raises:
        KeyError: when there is no such watcher.
    """
    for logger in _loggers(names):
        logger.setLevel(_OFF)
