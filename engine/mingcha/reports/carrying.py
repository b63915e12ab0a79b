"""Reviews of former runs into a run of a later year: what was dismissed is dismissed for the same unit, rule and row again."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from ..errors import UsageError
from ..peers.units import unit_key
from ..reporting.files import RUN
from .abouts import abouts_of
from .applying import Conflict, changing, same
from .reviews import DISMISSED, FILE, About, Review, read_exchange, read_reviews, write_reviews

_Key = tuple[str, str, str, str, str, str]
_Group = list[tuple[int, Review]]
"""Reviews of one unit, rule, cause and row, each with the year of the disclosure that an examiner looked at."""


class Carried(NamedTuple):
    """What carrying over did.

    Attributes:
        reviews: what the run keeps now, by finding.
        taken: how many reviews were of findings that the run has too, of the same document, and are kept as they are.
        carried: dismissals of earlier years that are kept for findings of this one.
        mixed: open, each for a finding of which the same was last judged in several ways, so that no dismissal was carried over.
        elsewhere: open, each for a finding of which another row of the same unit, rule and cause was dismissed; that says nothing
            of it.
        conflicts: where the run keeps another judgement of the same finding; that stays.
        unnamed: how many reviews do not say what their finding was of; files from a page do not, runs do.
    """

    reviews: Mapping[str, Review]
    taken: int
    carried: tuple[Review, ...]
    mixed: tuple[Review, ...]
    elsewhere: tuple[Review, ...]
    conflicts: tuple[Conflict, ...]
    unnamed: int


def read_former(sources: Sequence[Path], run: Path) -> list[tuple[str, Review]]:
    """The reviews of former runs, each with the folder or file it is from.

    Args:
        sources: folders of runs, or files that ``mingcha review export`` wrote.
        run: that they are for, which is none of them.

    Raises:
        UsageError: one is not there, is wrong, or is the run itself.
    """
    found = []
    for path in sources:
        folder = path.parent if path.name == FILE else path
        if folder.resolve() == run.resolve():
            raise UsageError(f"{path}: this is the run itself; name the run of an earlier year")
        if folder.is_dir() and not (folder / FILE).exists() and not (folder / RUN).exists():
            raise UsageError(f"{path}: there is no finished run in it, and no {FILE}; name the run of an earlier year")
        reviews: Iterable[Review] = read_reviews(folder).values() if folder.is_dir() else read_exchange(path).reviews
        found += [(str(path), review) for review in reviews]
    return found


def carry(former: Sequence[tuple[str, Review]], run: Path) -> Carried:
    """Carry reviews of former runs over into a run; twice is as once.

    A review of the very same finding is kept as it is. A dismissal counts for findings of later years of the same unit (names
    made alike, as those of peers are), kind of disclosure, rule, cause and row, if the last year that was judged has dismissals
    only; it says the year it is from. What an examiner said of this run's findings stays, also that one is open.

    Args:
        former: as ``read_former`` gives them; of two reviews of a finding the later counts.
        run: the folder that ``mingcha screen --out`` wrote.

    Raises:
        UsageError: there is no finished run, or it cannot be written.
    """
    with changing(run):
        kept = read_reviews(run)
        units = {unit_key(review.about.unit) for _, review in former if review.about is not None} - {""}
        abouts = abouts_of(run, {review.finding for _, review in former}, units)
        now = dict(kept)
        taken, conflicts = _take(former, abouts, now, str(run / FILE))
        carried, mixed, elsewhere = _carry_over([review for _, review in former], abouts, now)
        if now != kept:
            write_reviews(run, now.values())
    unnamed = sum(review.about is None and review.finding not in abouts for _, review in former)
    return Carried(now, taken, tuple(carried), tuple(mixed), tuple(elsewhere), tuple(conflicts), unnamed)


def _take(
    former: Iterable[tuple[str, Review]], abouts: Mapping[str, About], now: dict[str, Review], path: str
) -> tuple[int, list[Conflict]]:
    """Take what examiners said of the very findings that the run has."""
    later = {review.finding: (source, review) for source, review in former if review.finding in abouts and not review.carried}
    conflicts = []
    for finding, (source, review) in later.items():
        before = now.get(finding)
        if before is None or before.carried or same(before, review):
            now[finding] = before if before is not None and same(before, review) else replace(review, about=abouts[finding])
        else:
            conflicts.append(Conflict(before, path, review, source))
    return len(later) - len(conflicts), conflicts


def _carry_over(
    former: Iterable[Review], abouts: Mapping[str, About], now: dict[str, Review]
) -> tuple[list[Review], list[Review], list[Review]]:
    """Dismiss findings as those of earlier years were: the reviews, and those for what is mixed and elsewhere."""
    known = {review.finding: (review, review.about) for review in former if review.about is not None and _is_named(review.about)}
    wanted = {finding: about for finding, about in sorted(abouts.items()) if _is_named(about)}
    provinces: dict[str, set[str]] = defaultdict(set)
    for about in [*wanted.values(), *(about for _, about in known.values())]:
        provinces[unit_key(about.unit)].update({about.province} - {""})
    groups: dict[_Key, _Group] = defaultdict(list)
    first: dict[tuple[str, ...], int] = {}
    for review, about in known.values():
        key, year = _key(about, provinces), review.carried or about.year
        groups[key].append((year, review))
        if review.state == DISMISSED:
            first[key[:-1]] = min(year, first.get(key[:-1], year))
    carried, mixed, elsewhere = [], [], []
    for finding, about in wanted.items():
        before = now.get(finding)
        if before is not None and not before.carried:
            continue
        key = _key(about, provinces)
        last = _last(groups.get(key, ()), about.year)
        dismissed = [review.state == DISMISSED for _, review in last]
        if last and all(dismissed):
            after = _dismissed(finding, about, last)
            now[finding] = after if before is None else max(before, after, key=lambda one: (one.carried, one.reason))
            carried.append(now[finding])
        elif any(dismissed):
            mixed.append(Review(finding, "open", about=about))
        elif key not in groups and first.get(key[:-1], about.year) < about.year:
            elsewhere.append(Review(finding, "open", about=about))
    return carried, mixed, elsewhere


def _is_named(about: About) -> bool:
    """Whether it says of which unit and year it is."""
    return bool(about.year and unit_key(about.unit))


def _key(about: About, provinces: Mapping[str, set[str]]) -> _Key:
    """Who was judged and what for; the same name in two provinces is two units."""
    name = unit_key(about.unit)
    province = about.province if len(provinces[name]) > 1 else ""
    return name, province, about.kind, about.rule, about.cause, _letters(about.at)


def _letters(words: str) -> str:
    """What stays of the name of a row, or of words, from year to year: no numbers, blanks and marks."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", words) if sign.isalpha())


def _last(group: Iterable[tuple[int, Review]], before: int) -> _Group:
    """Those of the last year before another."""
    earlier = [(year, review) for year, review in group if year < before]
    last = max((year for year, _ in earlier), default=0)
    return [(year, review) for year, review in earlier if year == last]


def _dismissed(finding: str, about: About, last: _Group) -> Review:
    reasons = "；".join(sorted({review.reason for _, review in last}))
    return Review(finding, "dismissed", reasons, carried=last[0][0], about=about)
