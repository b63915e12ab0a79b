"""Reviews from files into a run: later files win, and what they disagree in or the run does not have is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from msgspec.structs import replace

from ..errors import UsageError
from ..reporting.files import RUN
from .abouts import abouts_of
from .reviews import FILE, About, Review, read_exchange, read_reviews, write_reviews

_LOCK = "reviews.lock"
_PATIENCE = 60.0
"""Seconds to wait while another process writes reviews."""


class Conflict(NamedTuple):
    """Two judgements of a finding that say different things.

    Attributes:
        now: that which counts; ``now_from`` the file it is from.
        was: that which gave way; ``was_from`` the file it is from.
    """

    now: Review
    now_from: str
    was: Review
    was_from: str


class Applied(NamedTuple):
    """What applying files did.

    Attributes:
        reviews: what the run keeps now, by finding.
        taken: how many of the files' reviews are kept now; ``new`` how many of those findings had none or another before.
        conflicts: where files differ from each other or from what the run kept.
        unknown: reviews of findings that the run does not have, each with its file; they were not taken.
        vanished: reviews that the run keeps aside: it no longer has their findings.
    """

    reviews: Mapping[str, Review]
    taken: int
    new: int
    conflicts: tuple[Conflict, ...]
    unknown: tuple[tuple[str, Review], ...]
    vanished: tuple[Review, ...]


def apply(run: Path, files: Sequence[Path]) -> Applied:
    """Keep the reviews of files with a run; nothing is written where a file is wrong or none of its findings is known.

    A judgement of this year's finding does not give way to one that was carried over from another year.

    Args:
        run: the folder that ``mingcha screen --out`` wrote.
        files: that report pages or ``mingcha review export`` wrote; of two reviews of a finding that of the later file counts.

    Raises:
        UsageError: a file is not there or wrong, there is no finished run, all reviews are of findings it does not have, or it
            cannot be written.
    """
    given = [(str(path), review) for path in files for review in read_exchange(path).reviews]
    with changing(run):
        kept = read_reviews(run)
        abouts = abouts_of(run, {review.finding for _, review in given} | set(kept))
        unknown = tuple((path, one) for path, one in given if one.finding not in abouts and one.finding not in kept)
        if given and len(unknown) == len(given):
            names = ", ".join(map(str, files))
            remedy = "name the folder of the run whose report they were exported from"
            raise UsageError(f"{names}: {run} has none of the {len(given)} findings they are of; {remedy}")
        now = {finding: (str(run / FILE), review) for finding, review in kept.items()}
        conflicts = []
        for path, review in given:
            if review.finding not in abouts and review.finding not in kept:
                continue
            before = now.get(review.finding)
            after = (path, review)
            if before is not None and review.carried and not before[1].carried:
                before, after = after, before
            if before is not None and not same(before[1], after[1]):
                conflicts.append(Conflict(after[1], after[0], before[1], before[0]))
            now[review.finding] = after
        reviews = {finding: _known(review, abouts, kept) for finding, (_, review) in now.items()}
        if reviews != kept:
            write_reviews(run, reviews.values())
    return Applied(
        reviews=reviews,
        taken=sum(path != str(run / FILE) for path, _ in now.values()),
        new=sum(kept.get(finding) != review for finding, review in reviews.items()),
        conflicts=tuple(conflicts),
        unknown=unknown,
        vanished=tuple(reviews[finding] for finding in sorted(reviews) if finding not in abouts),
    )


def _known(review: Review, abouts: Mapping[str, About], kept: Mapping[str, Review]) -> Review:
    """A review with what its finding is of, as the run says it now, else as it was kept."""
    before = kept.get(review.finding)
    return replace(review, about=abouts.get(review.finding) or (before.about if before else None) or review.about)


def same(one: Review, other: Review) -> bool:
    """Whether two reviews say the same of a finding, whenever they did."""
    return (one.state, one.reason, one.carried) == (other.state, other.reason, other.carried)


@contextmanager
def changing(run: Path) -> Iterator[None]:
    """Have the reviews of a run to oneself.

    Raises:
        UsageError: there is no finished run, or another process writes them all the time.
    """
    if not (run / RUN).is_file():
        raise UsageError(f"{run}: there is no finished run in it; name the folder that mingcha screen --out was given")
    try:
        with FileLock(run / _LOCK, timeout=_PATIENCE):
            yield
    except Timeout:
        raise UsageError(f"{run / FILE}: another process is writing it; try again when it has ended") from None
    except PermissionError as error:
        raise UsageError(f"{run / _LOCK}: {error.strerror}; see that the folder can be written") from None
