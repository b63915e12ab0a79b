"""Write what peers gave as pages that open from disk: the list of units, and a page for each unit that is listed."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..peers.among import Peers
from ..peers.results import CLIP, RELATION, Reason, Score
from ..peers.telling import Teller, amounts_of, harmless, in_order
from ..whereabouts import where
from . import plots

if TYPE_CHECKING:
    from altair import LayerChart
    from jinja2 import Environment

    from ..checking import Place
    from ..knowledge import Knowledge
    from ..peers.observed import Observation, Point
    from ..peers.profile import Profile
    from ..peers.scoring import Scored
    from ..peers.table import FeatureTable

LIST, FOLDER = "peers.html", "peers"
MOST_PAGES = 1000
"""So many units, the most unusual, have a page of their own; the list has them all."""
_PIECES = Path(__file__).parent / "pages"
_MOST_FEATURES, _MOST_RELATIONS, _MOST_YEARS, _MOST_PLACES = 6, 2, 2, 3
_MOST_UNLISTED = 10
_MOST_OF_NAME = 40
_OURS = re.compile(r".*-[0-9a-f]{12}\.html")


class Picture(NamedTuple):
    """A plot as an image: its title, how it is read, its source, and what it shows in words for those who cannot see it."""

    title: str
    subtitle: str
    source: str
    told: str


class Linked(NamedTuple):
    """A place in words, and the link that leads there; "" where there is none."""

    told: str
    link: str = ""


class AmountRow(NamedTuple):
    """An amount behind a reason: its name, its value, what the document states where that was corrected, where it stands."""

    name: str
    value: str
    stated: str
    places: tuple[Linked, ...]


class ReasonTold(NamedTuple):
    """A reason: its sentence, the name of its kind, its distance and its part in the score."""

    sentence: str
    kind: str
    aside: str


@dataclass(frozen=True)
class Line:
    """A unit in the list; ``order`` is its score as a number for sorting, ``link`` its page or ""."""

    rank: int
    unit: str
    year: int
    when: str
    group: str
    size: int
    score: str
    order: float
    pvalue: float
    share: str
    reason: str
    link: str


@dataclass(frozen=True)
class UnitView:
    """A unit as its page shows it, all in words."""

    name: str
    when: str
    rank: str
    rare: str
    score: str
    share: str
    group: str
    size: int
    document: Linked
    reasons: tuple[ReasonTold, ...]
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    question: str
    amounts: tuple[AmountRow, ...] = ()
    history: tuple[str, ...] = ()
    years: tuple[Picture, ...] = ()


class Among(NamedTuple):
    """A table of units, and its units by group."""

    table: FeatureTable
    peers: Peers


@dataclass(frozen=True)
class Around:
    """What is around the scores of a run, that pages show of a unit.

    Attributes:
        teller: the words.
        table: what was scored; ``reference`` the units that the model was fitted on.
        scores: of all units; shape (n,).
        threshold: the lowest score that is listed; ``alpha`` the p-value up to which units are.
        profiles: by id; ``points`` by id and name of an amount; ``observations`` of all units.
    """

    teller: Teller
    table: FeatureTable
    scores: NDArray[np.float64]
    threshold: float | None
    alpha: float
    reference: FeatureTable | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    points: Mapping[str, Mapping[str, Sequence[Point]]] = field(default_factory=dict)
    observations: Sequence[Observation] = ()


def write_page(
    out: Path,
    scored: Scored,
    table: FeatureTable,
    knowledge: Knowledge,
    *,
    profiles: Mapping[str, Profile] | None = None,
    reference: FeatureTable | None = None,
    observations: Sequence[Observation] = (),
    points: Mapping[str, Mapping[str, Sequence[Point]]] | None = None,
    lang: str = "zh",
    most_pages: int = MOST_PAGES,
) -> Path:
    """Write ``peers.html`` into ``out``, and into ``out/peers`` a page for each listed unit; return the list's path.

    Where no unit is listed, as in a run of a few documents, the first by rank take their place, and the list says so.
    The same values give the same bytes. Pages of an earlier run are taken away.

    Args:
        out: the folder, made where it is not there.
        scored: the scores, the list as a whole, and what drifted.
        table: what was scored.
        knowledge: with the words.
        profiles: by id, for amounts and their places; none where a plain table was scored.
        reference: what the model was fitted on; None where that is ``table``.
        observations: of units across their years.
        points: the years of amounts as plots show them, by id and name of an amount.
        lang: zh or en.
        most_pages: so many of the listed units, the most unusual, have a page of their own.

    Raises:
        UsageError: the folder cannot be written.
    """
    from altair.utils.schemapi import debug_mode

    listed = list(islice(scored.scores, scored.whole.listed))
    scores = np.fromiter((score.score for score in scored.scores), dtype=np.float64, count=len(scored.scores))
    threshold = min((score.score for score in listed), default=None)
    shown = listed or [score for score in scored.scores[:_MOST_UNLISTED] if score.reasons]
    teller = Teller(knowledge.peers, lang)
    around = Around(
        *(teller, table, scores, threshold, scored.whole.alpha, reference), profiles or {}, points or {}, tuple(observations)
    )
    pages = _pages(teller)
    # The shapes of the plots are fixed and the tests check them against the schema: here that would double the time.
    with debug_mode(False):
        try:
            (out / FOLDER).mkdir(parents=True, exist_ok=True)
            _remove(out / FOLDER)
            for view, score in _views(shown[:most_pages], around, out / FOLDER):
                _write(out / FOLDER / page_name(score), pages, "unit.html", unit=view)
            picture = _picture(plots.score_plot(scores, threshold, around.alpha, teller), teller.whole(scored.whole))
            _write(
                out / LIST,
                pages,
                "peers.html",
                whole=teller.whole(scored.whole),
                remarks=_remarks(scored, teller),
                pictures=[picture],
                lines=[line_of(score, teller, with_page=index < most_pages) for index, score in enumerate(shown)],
                heading=teller.word("page.listed" if listed else "page.first"),
                shown=teller.word("page.shown"),
            )
        except OSError as error:
            raise UsageError(f"{out}: {error.strerror or error}; choose another folder with --out") from None
    return out / LIST


def remove_pages(out: Path) -> None:
    """Remove the pages of a former run.

    Raises:
        OSError: they cannot be removed.
    """
    (out / LIST).unlink(missing_ok=True)
    folder = out / FOLDER
    if folder.is_dir():
        _remove(folder)
        if not any(folder.iterdir()):
            folder.rmdir()


def _remove(folder: Path) -> None:
    for old in folder.iterdir():
        if _OURS.fullmatch(old.name):
            old.unlink()


def page_name(score: Score) -> str:
    """The file name of a unit's page: its name as far as a file can bear it, its year, and what keeps apart those alike."""
    key = hashlib.sha256(score.id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    name = "".join(character for character in harmless(score.unit) if unicodedata.category(character)[0] in "LN")
    return "-".join(part for part in (name[:_MOST_OF_NAME] or "unit", str(score.year or ""), key) if part) + ".html"


def line_of(score: Score, teller: Teller, *, with_page: bool = True) -> Line:
    """A unit as the list shows it."""
    return Line(
        rank=score.rank,
        unit=teller.unit(score),
        year=score.year,
        when=teller.when(score),
        group=teller.group(score),
        size=score.size,
        score=teller.score(score.score),
        order=score.score if np.isfinite(score.score) else 0.0,
        pvalue=score.pvalue,
        share=teller.share(score.pvalue),
        reason=teller.first(score),
        link=f"{FOLDER}/{quote(page_name(score))}" if with_page else "",
    )


def _views(listed: Iterable[Score], around: Around, folder: Path) -> Iterator[tuple[UnitView, Score]]:
    among = [Among(table, Peers(table)) for table in (around.reference, around.table) if table is not None]
    for score in listed:
        yield view_of(score, around, among, folder), score


def view_of(score: Score, around: Around, among: Sequence[Among], folder: Path) -> UnitView:
    """A unit with its reasons, plots, amounts and history in words.

    Args:
        score: the unit's.
        around: the run.
        among: where its peers are looked for, in this order.
        folder: where its page will be, for links.
    """
    teller = around.teller
    profile = around.profiles.get(score.id)
    features = tuple(dict.fromkeys(name for reason in score.reasons for name in (reason.feature, reason.other) if name))
    behind = [name.removeprefix("last.") for name in (amounts_of(profile, features) if profile else ())]
    observations = [one for one in around.observations if score.id in one.ids]
    document = Linked(harmless(score.document), _link(score.document, folder))
    return UnitView(
        name=teller.unit(score),
        when=teller.when(score),
        rank=teller.rank(score),
        rare=teller.rare(score),
        score=teller.score(score.score),
        share=teller.share(score.pvalue),
        group=teller.group(score),
        size=score.size,
        document=document,
        reasons=tuple(_reason(reason, teller) for reason in in_order(score.reasons)),
        pictures=tuple(_pictures(score, around, among)),
        notes=teller.notes(score, profile),
        question=teller.question(score),
        amounts=_amounts(profile, features, teller, folder) if profile else (),
        history=tuple(map(teller.observation, observations)),
        years=tuple(_years(score, [*behind, *(one.amount for one in observations)], around)),
    )


def _reason(reason: Reason, teller: Teller) -> ReasonTold:
    weight = teller.word("page.part", weight=teller.part(reason.weight)) if np.isfinite(reason.weight) else ""
    far = "page.away" if abs(reason.z) < CLIP or reason.kind == RELATION else "page.far"  # what is farther counts as so far
    away = teller.word(far, n=teller.score(abs(reason.z))) if reason.z and np.isfinite(reason.z) else ""
    return ReasonTold(teller.reason(reason), teller.kind(reason), teller.word("signs.list").join(filter(None, (away, weight))))


def _pictures(score: Score, around: Around, among: Sequence[Among]) -> Iterator[Picture]:
    """The plots of a unit, each with what it shows in words."""
    teller = around.teller
    found = next((one for one in among if len(one.peers.rows(score.group))), among[-1])
    own = {reason.other: reason.other_value for reason in score.reasons if reason.other}
    own |= {reason.feature: reason.value for reason in score.reasons}
    in_order = dict.fromkeys(name for reason in score.reasons for name in (reason.feature, reason.other))
    besides = [_beside(name, own[name], score, found) for name in in_order if name in found.table.features][:_MOST_FEATURES]
    if any(one.median is not None for one in besides):
        yield _picture(plots.peers_plot(besides, teller), teller.word("signs.apart").join(map(teller.reason, score.reasons)))
    pairs = ((_pairs(reason, score, found), reason) for reason in score.reasons if reason.kind == RELATION)
    for pair, reason in [(pair, reason) for pair, reason in pairs if pair is not None][:_MOST_RELATIONS]:
        yield _picture(plots.relation_plot(pair, teller), teller.reason(reason))
    told = teller.word("signs.apart").join(filter(None, (teller.rank(score), teller.rare(score))))
    yield _picture(plots.score_plot(around.scores, around.threshold, around.alpha, teller, score.score), told)


def _beside(name: str, value: float | None, score: Score, among: Among) -> plots.Beside:
    column = among.table.features.index(name)
    usual = among.peers.range(score.group, column, score.id)
    values: NDArray[np.float64] = among.table.values[_peers_of(score, among), column]
    return plots.Beside(name, value, values, usual.low, usual.median, usual.high)


def _pairs(reason: Reason, score: Score, among: Among) -> plots.Pairs | None:
    """What the plot of a broken relation shows; None where there is nothing to show."""
    names, own = (reason.other, reason.feature), (reason.other_value, reason.value)
    if any(name not in among.table.features for name in names) or any(value is None or not np.isfinite(value) for value in own):
        return None
    columns = [among.table.features.index(name) for name in names]
    peers: NDArray[np.float64] = among.table.values[_peers_of(score, among)][:, columns]
    return plots.Pairs(reason.feature, reason.other, peers, (own[0] or 0.0, own[1] or 0.0), reason.expected)


def _peers_of(score: Score, among: Among) -> NDArray[np.intp]:
    rows = among.peers.rows(score.group)
    others: NDArray[np.intp] = rows[among.table.ids[rows] != score.id]
    return others


def _years(score: Score, names: Iterable[str], around: Around) -> Iterator[Picture]:
    """Plots of the unit's own years, of those amounts that are behind its reasons or out of line themselves."""
    teller = around.teller
    series = around.points.get(score.id, {})
    told = [name for name in dict.fromkeys(names) if len(series.get(name, ())) > 1]
    for name in told[:_MOST_YEARS]:
        unit = teller.unit_of_amount(name)
        size = 100 if unit == "yuan" else 1
        years = [
            plots.Year(
                one.year, *(None if value is None else value / size for value in (one.stated, one.later, one.low, one.high))
            )
            for one in series[name]
        ]
        title = teller.word("plots.years.title", feature=teller.amount(name))
        yield _picture(plots.years_plot(teller.amount(name), unit, years, teller), title)


def _amounts(profile: Profile, features: Iterable[str], teller: Teller, folder: Path) -> tuple[AmountRow, ...]:
    """The amounts behind the features of the reasons, with the places they were read at."""
    return tuple(
        AmountRow(
            teller.called(name, amount),
            teller.exact(name, amount.fen),
            "" if amount.stated is None else teller.exact(name, amount.stated),
            tuple(_place(place, profile.document, teller.lang, folder) for place in amount.places[:_MOST_PLACES]),
        )
        for name, amount in amounts_of(profile, features).items()
    )


def _place(place: Place, document: str, lang: str, folder: Path) -> Linked:
    parts = (where(place.spot, place.line, lang), place.table, place.row, place.column)
    page = place.page or (place.spot.page if place.spot is not None else None)
    if place.spot is not None and place.spot.file and document:  # a document of several files, side by side
        document = os.path.join(os.path.dirname(document), place.spot.file)
    return Linked(" · ".join(harmless(part) for part in parts if part), _link(document, folder, page))


def _link(document: str, folder: Path, page: int | None = None) -> str:
    """The way from ``folder`` to a document that lies on this disk, to its page where it is a PDF; "" where it does not."""
    try:
        if not document or not os.path.isfile(document):
            return ""
        way = quote(os.path.relpath(document, folder).replace(os.sep, "/"))
    except ValueError:  # a name that no file can have, or another drive
        return ""
    return f"{way}#page={page}" if page and document.lower().endswith(".pdf") else way


def _remarks(scored: Scored, teller: Teller) -> list[str]:
    """What must be known of the run as a whole."""
    bases = [told for basis in scored.bases for told in [teller.basis(basis)] if told]
    return bases + [sentence for year in scored.drift for sentence in teller.drift(year)]


def _picture(chart: LayerChart, told: str) -> Picture:
    """A plot as an image in the page: whatever its texts are, an image runs nothing and fetches nothing."""
    source = b64encode(plots.svg_of(chart, titled=False).encode()).decode()
    return Picture(*plots.titles_of(chart), f"data:image/svg+xml;base64,{source}", told)


def _pages(teller: Teller) -> Environment:
    """The templates, with the words and the looks."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    script = (_PIECES / "list.js").read_text(encoding="utf-8")
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    pages = Environment(
        loader=FileSystemLoader(_PIECES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    from markupsafe import Markup

    pages.globals |= {
        "word": teller.word,
        "lang": teller.lang,
        "script": Markup(script),  # ours, as is the style: all else is escaped
        "style": Markup((_PIECES / "style.css").read_text(encoding="utf-8")),
        "policy": f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'",
    }
    return pages


def _write(path: Path, pages: Environment, template: str, **values: Any) -> None:
    text = pages.get_template(template).render(values)
    path.write_bytes(text.encode("utf-8", "replace"))
