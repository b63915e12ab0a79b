"""What ``mingcha screen`` does: a run into a folder from its sources to its last file, and what is said of it on the screen."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import UsageError
from .reporting.files import COMPARED, RUN, begin, write_run, write_summary
from .reporting.screen import Bar, print_reports, print_run
from .running import Screener
from .running.bulk import prepare, screen_all
from .running.engine import Engine
from .running.here import Here
from .running.journal import Journal
from .running.kept import Progress
from .running.pool import Pool, processors
from .running.sources import bundle_tasks_of, is_url, tasks_of
from .running.task import Settings, Task

if TYPE_CHECKING:
    from .peers.model import Model
    from .reports.carrying import Carried
    from .reports.reviews import Review
    from .running.compared import Compared

FEW = 8
"""So many files are screened in this process unless it is told otherwise: a worker takes longer to start than they to screen.
Not where a run was cut off, for one of them may have done that, and would again."""


@dataclass(frozen=True)
class Order:
    """What the user asked for, as the options of ``mingcha screen`` say it; ``reports`` are their formats, "" for none."""

    sources: tuple[str, ...]
    out: str
    journal: Path | None = None
    bundle: bool = False
    jobs: int | None = None
    on: str | None = None
    retry_stopped: bool = False
    peers: bool = False
    peers_model: Path | None = None
    alpha: float = 0.01
    pages: int = 0
    reviews: tuple[Path, ...] = ()
    quiet: bool = False
    reports: str = ""
    knowledge: Path | None = None


def carry_out(order: Order, screener: Screener) -> Progress:
    """Carry an order out: screen what is not screened yet, write the files of the run, say what was found.

    Raises:
        UsageError: a source is not there, the folder cannot be written or is in use, a model does not fit, an unknown format.
        KeyboardInterrupt: it was told to stop; what was screened is kept.
    """
    folder = _folder(order)
    _expect_reports(order)
    model = _learnt(order.peers_model, screener)
    former = _former(order, folder)
    settings = Settings.of(screener.knowledge, screener.lang, screener.limits)
    cluster = _cluster(order, settings)
    with _told_to_stop(), Journal(folder, settings) as journal:
        _expect(journal, order, screener)
        with cluster or _engine(order, settings, screener, journal) as engine:
            summary = None
            if not (journal.is_complete and _is_whole(order, folder)):
                _begin(order, folder)
                with Bar(screener.lang) as bar:
                    screen_all(journal, engine, screener.limits, begun=lambda: bar.begin(journal.progress()), heard=bar.advance)
                with _local(engine, order, settings) as local:
                    summary = write_run(folder, folder, journal, screener.knowledge, local)
            compared = None
            if order.peers or model is not None:
                compared = _compared(folder, model, screener, engine, order)
        if summary is not None:
            write_summary(folder, summary)
        carried = _carry(former, folder) if order.reviews else None
        if is_url(order.out) and (summary is not None or compared is not None or carried is not None):
            from .reporting.upload import upload

            upload(folder, order.out)
        journal.complete()
        print_run(journal, order.out, screener.lang, with_findings=not order.quiet)
        if compared is not None:
            from .reporting.peers import print_compared

            print_compared(compared, folder, screener.lang, with_list=not order.quiet)
        if former is not None:
            _print_reviews(folder, carried, screener.lang)
        if order.reports:
            print_reports(_reports(order, folder, screener.lang), screener.lang)
        return journal.progress()


def _folder(order: Order) -> Path:
    """Where the run is written and its journal lies.

    Raises:
        UsageError: --out is a URL without --journal, or the journal would lie elsewhere for no reason.
    """
    if is_url(order.out):
        if order.journal is None:
            raise UsageError(f"{order.out}: a run is written on this machine first; name a folder for it with --journal")
        return order.journal
    if order.journal is not None and order.journal.resolve() != Path(order.out).resolve():
        raise UsageError(f"{order.journal}: the journal lies in {order.out}, with --out; --journal is for an --out that is a URL")
    return Path(order.out)


def _expect_reports(order: Order) -> None:
    """Look at what is asked for before the documents are screened, for whose screening a wrong word would have been waited.

    Raises:
        UsageError: a format is unknown, or the run is for a URL.
    """
    if not order.reports:
        return
    from .reports.command import formats_in

    formats_in([order.reports], "--report")
    if is_url(order.out):
        raise UsageError(f"{order.out}: reports are not written there; leave out --report, then mingcha report {order.journal}")


def _reports(order: Order, folder: Path, lang: str) -> list[Path]:
    """Write the reports of a run that is complete; what to open."""
    from .reports import command

    return command.write_reports(command.Order(folder, (order.reports,), lang=lang, knowledge=order.knowledge, jobs=order.jobs))


def _expect(journal: Journal, order: Order, screener: Screener) -> None:
    passed: list[str] = []
    find = bundle_tasks_of if order.bundle else tasks_of
    threads = order.jobs or processors()
    tasks = find(order.sources, passed=passed, limits=screener.limits)
    prepare(journal, _some(tasks, order), passed, screener.limits, again=order.retry_stopped, jobs=threads)


def _some(tasks: Iterable[Task], order: Order) -> Iterator[Task]:
    """Tasks, of which there is one at least.

    Raises:
        UsageError: there is none; where they are gone through, what another run left in the folder stays.
    """
    task = None
    for task in tasks:
        yield task
    if task is None:
        named = ", ".join(order.sources)
        raise UsageError(f"{named}: there is no file to screen; name it, or give a folder with documents")


def _cluster(order: Order, settings: Settings) -> Engine | None:
    """What --on names."""
    if order.on is None:
        return None
    from .running.engines import engine_named

    return engine_named(order.on, settings, order.jobs)


def _engine(order: Order, settings: Settings, screener: Screener, journal: Journal) -> Engine:
    """What the documents are screened by on this machine."""
    progress = journal.progress()
    if order.jobs is None and not journal.was_cut_off and progress.tasks - progress.done <= FEW:
        return Here(screener)
    return Pool(settings, order.jobs)


@contextmanager
def _local(engine: Engine, order: Order, settings: Settings) -> Iterator[Engine]:
    """An engine of this machine, whose workers can read the journal."""
    if order.on is None:
        yield engine
    else:
        with Pool(settings, order.jobs) as pool:
            yield pool


def _begin(order: Order, folder: Path) -> None:
    """Take away what says that the run is whole, and what compared its units: they may be others now."""
    begin(folder)
    if any((folder / (name + begun)).exists() for name in COMPARED for begun in ("", ".tmp")):
        from .reporting.peers import remove_compared

        remove_compared(folder)
    if is_url(order.out):
        from .reporting.upload import withdraw

        withdraw(order.out)


def _is_whole(order: Order, folder: Path) -> bool:
    """Whether the last file of the run is where it belongs."""
    if is_url(order.out):
        from .reporting.upload import is_sent

        return is_sent(folder, order.out)
    return (folder / RUN).is_file()


def _learnt(path: Path | None, screener: Screener) -> Model | None:
    """A model, read before the documents are, for whose screening a wrong one would have been waited."""
    if path is None:
        return None
    from .peers.model import load

    return load(path, screener.knowledge)


def _former(order: Order, folder: Path) -> list[tuple[str, Review]] | None:
    """Reviews of former runs, read before the documents are; None where there are none and the run itself keeps none.

    Raises:
        UsageError: those of a former run or of this one cannot be read.
    """
    from .reports.reviews import FILE, read_reviews

    if not order.reviews and not (folder / FILE).exists():
        return None
    from .reports.carrying import read_former

    read_reviews(folder)
    return read_former(order.reviews, folder)


def _carry(former: Sequence[tuple[str, Review]] | None, folder: Path) -> Carried:
    from .reports.carrying import carry

    return carry(former or (), folder)


def _print_reviews(folder: Path, carried: Carried | None, lang: str) -> None:
    from .reports.review_screen import print_carried, print_kept
    from .reports.reviewed import reviewed

    if carried is not None:
        print_carried(carried, folder, lang)
    print_kept(reviewed(folder), lang)


def _compared(folder: Path, model: Model | None, screener: Screener, engine: Engine, order: Order) -> Compared | None:
    """The units of a run compared with their peers, and written; None where none could be read."""
    from .cli_peers import warn
    from .reporting.peers import write_compared
    from .running.compared import compared_of_run

    compared = compared_of_run(folder, screener.knowledge, model, alpha=order.alpha, engine=engine, told=warn)
    if compared is None:
        warn("no unit could be read that could be compared with its peers")
    else:
        write_compared(folder, compared, screener.lang, pages=order.pages)
    return compared


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Take the signal that asks a process to end like Ctrl-C: what was screened is kept then."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
