"""What ``mingcha report`` does: the reports of a run in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from ..errors import UsageError
from ..knowledge import load
from .cases import RunView

FOLDER = "report"
"""Where reports go inside the folder of a run unless they are told to go elsewhere."""
FORMATS = {"html": "site", "xlsx": "workbook", "sarif": "sarif", "csv": "plain"}
"""The module of this package that writes each format."""


@dataclass(frozen=True)
class Order:
    """What the user asked for.

    Attributes:
        run: the folder of the run; ``out`` that of the reports, or None.
        formats: names of ``FORMATS``.
        lang: zh or en.
        knowledge: the user's knowledge folder, or None.
        jobs: how many processes write, or None.
    """

    run: Path
    formats: tuple[str, ...] = ("html",)
    out: Path | None = None
    lang: str = "zh"
    knowledge: Path | None = None
    jobs: int | None = None


class Format(Protocol):
    """A module that writes a format."""

    def write(self, view: RunView, out: Path, jobs: int | None) -> Path:
        """Write the report into a folder that is there.

        Returns:
            The file to open.

        Raises:
            OSError: a file cannot be written.
        """
        ...


def write_reports(order: Order) -> list[Path]:
    """Write the reports.

    Returns:
        The file to open of each format, in the order of the formats.

    Raises:
        UsageError: an unknown format, no finished run, or a folder that cannot be written.
        KnowledgeError: the knowledge or the words are wrong.
    """
    formats = formats_in(order.formats)
    view = RunView(order.run, load(order.knowledge), order.lang, order.knowledge)
    out = order.out or order.run / FOLDER
    try:
        out.mkdir(parents=True, exist_ok=True)
        return [_writer(name).write(view, out, order.jobs) for name in formats]
    except OSError as error:
        remedy = "see that it can be read and written, or choose another folder with --out"
        raise UsageError(f"{error.filename or out}: {error.strerror or error}; {remedy}") from None


def formats_in(named: Sequence[str], option: str = "--format") -> list[str]:
    """Formats as given with an option, each once, in the order of ``FORMATS``: the workbook links to pages that are there.

    Raises:
        UsageError: one is unknown, or there is none.
    """
    names = list(dict.fromkeys(name for one in named for name in one.lower().replace(",", " ").split()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        reason = f"there is no format {', '.join(unknown)}" if unknown else "no format is named"
        raise UsageError(f"{option} {','.join(named)}: {reason}; use {', '.join(FORMATS)}")
    return [name for name in FORMATS if name in names]


def _writer(name: str) -> Format:
    module: Format = import_module(f".{FORMATS[name]}", __package__)
    return module
