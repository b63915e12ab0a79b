"""Write what scoring among peers gave, as lines, a table, a summary and pages; and show it on the screen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from rich.table import Table
from rich.text import Text

from .. import __version__
from ..checking import Place
from ..errors import UsageError
from ..findings import LANGUAGES
from ..loading.flaws import remedy
from ..peers.declared import MONEY
from ..peers.drift import FEWEST
from ..peers.profile import LAST_YEAR
from ..peers.results import Reason, Score
from ..peers.telling import Teller, amounts_of, in_order
from ..whereabouts import where
from .files import COMPARED, HISTORY, SCORES, SUMMARY, whole
from .terminal import terminal

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from ..peers.declared import Peers
    from ..peers.model import Model
    from ..peers.observed import Observation
    from ..peers.profile import Profile
    from ..peers.scoring import Scored
    from ..running.compared import Compared

_SHOWN, _SHOWN_UNLISTED, _NAMED = 50, 5, 5
_USUAL = 0.5
"""Above this p-value a unit is like most others, and what is told of it would be no reason."""

_K = TypeVar("_K")

_WORDS = {
    "zh": {
        "history": "同一单位不同年度之间：{count} 处值得注意，见 {path}",
        "title": "与同类相比",
        "rank": "名次",
        "unit": "单位",
        "pvalue": "p 值",
        "group": "同类（家数）",
        "why": "原因",
        "more": "另有 {count} 家列出，见 {path}",
        "unlisted": "以下为名次靠前的 {count} 家，未列入名单",
        "written": "同类比较结果写入 {path}",
        "fitted": "{units} 家单位、{features} 个指标，模型写入 {path}",
        "sample": "在 {of} 家单位中抽取 {units} 家（小组全取，大组按比例）",
        "year": "{year}：{units} 家",
        "few": "只有 {units} 家单位，不足 {fewest} 家：说不出什么是通常的，名次仅供参考",
        "undeclared": "{count} 个指标没有定义，按普通数字处理：{features}（已定义的指标见 mingcha peers features）",
        "without": "{count} 个指标没有一家有数据：{features}",
        "same": "{count} 个指标各家都一样，不分高下：{features}",
        "id": "编号",
        "feature": "指标",
        "family": "类",
        "in": "计量",
        "suspicious": "可疑的一侧",
        "high": "偏高",
        "low": "偏低",
        "both": "两侧",
    },
    "en": {
        "history": "years of one unit: {count} remarks, see {path}",
        "title": "among peers",
        "rank": "rank",
        "unit": "unit",
        "pvalue": "p",
        "group": "peers (units)",
        "why": "why",
        "more": "{count} more are listed, see {path}",
        "unlisted": "the first by rank ({count}); none of them is listed",
        "written": "scores among peers written to {path}",
        "fitted": "units: {units}, features: {features}; model written to {path}",
        "sample": "a sample of {units} of {of} units: small groups whole, of larger ones the same share each",
        "year": "{year}: {units}",
        "few": "only {units} units, fewer than {fewest}: they cannot say what is usual; take the ranks as no more than an order",
        "undeclared": "features that are not declared, taken as plain numbers: {count} ({features}; see mingcha peers features)",
        "without": "features that no unit has: {count} ({features})",
        "same": "features that are the same for all units and tell none apart: {count} ({features})",
        "id": "id",
        "feature": "feature",
        "family": "family",
        "in": "in",
        "suspicious": "suspicious",
        "high": "high",
        "low": "low",
        "both": "both",
    },
}


def write_compared(out: Path, compared: Compared, lang: str, *, pages: int = 100) -> None:
    """Write ``scores.jsonl``, the table ``scores``, ``history.jsonl``, ``peers.json`` and the page ``peers.html`` into ``out``.

    The same units, model and knowledge give the same bytes; no time or machine is recorded.

    Args:
        out: made where it is not there.
        compared: what comparing gave.
        lang: of the messages, zh or en.
        pages: so many of the listed units have a page of their own, with plots.

    Raises:
        UsageError: the folder cannot be written.
    """
    from .peers_page import write_page
    from .scores import write_scores

    teller = Teller(compared.knowledge.peers, lang)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with whole(out / SCORES) as file:
            for line in _lines(compared, teller):
                file.write(msgspec.json.encode(line) + b"\n")
        with whole(out / HISTORY) as file:
            for one in compared.history:
                file.write(msgspec.json.encode({**asdict(one), "message": teller.observation(one)}) + b"\n")
        write_scores(out, compared.scored.scores, compared.stored)
        with whole(out / SUMMARY) as file:
            file.write(msgspec.json.format(msgspec.json.encode(_summary(compared, teller)), indent=2) + b"\n")
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}; choose another folder with --out") from None
    write_page(
        out,
        compared.scored,
        compared.table,
        compared.knowledge,
        profiles=compared.profiles,
        reference=compared.reference,
        observations=compared.history,
        points=compared.points(pages),
        lang=lang,
        most_pages=pages,
    )


def remove_compared(out: Path) -> None:
    """Remove all that comparing the units of a former run wrote.

    Raises:
        UsageError: a file cannot be removed.
    """
    from .dataset import remove_parts
    from .peers_page import remove_pages
    from .scores import FOLDER

    try:
        remove_pages(out)
        remove_parts(out / FOLDER)
        for name in COMPARED:
            (out / (name + ".tmp")).unlink(missing_ok=True)
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}; choose another folder with --out") from None


def remarks_of(observations: Iterable[Observation], teller: Teller) -> dict[str, tuple[str, ...]]:
    """By unit-year what is told of it beside the unit's other years."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in observations:
        found[one.ids[-1]].append(teller.observation(one))
    return {name: tuple(told) for name, told in found.items()}


def _lines(compared: Compared, teller: Teller) -> Iterator[dict[str, Any]]:
    """The lines of the scores; the profile is read where figures of it are told."""
    remarks = remarks_of(compared.history, teller)
    for score in compared.scored.scores:
        stored = compared.stored.get(score.id)
        profile = stored.whole if stored is not None and (score.reasons or score.corrected) else None
        sha256 = "" if stored is None else stored.sha256
        yield _line(score, sha256, profile, compared.knowledge, teller, remarks.get(score.id, ()))


def _line(
    score: Score, sha256: str, profile: Profile | None, knowledge: Knowledge, teller: Teller, remarks: Sequence[str]
) -> dict[str, Any]:
    """A score as its line of the file: its fields, in words, and the figures behind its reasons with their places."""
    return {
        **asdict(score),
        "sha256": sha256,
        "message": teller.message(score, profile),
        "reasons": [_reason(reason, score, profile, knowledge, teller) for reason in score.reasons],
        "corrected_amounts": [] if profile is None else _corrected(score, profile, knowledge),
        "history": remarks,
    }


def _corrected(score: Score, profile: Profile, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The amounts that were used as corrected, with what the document states."""
    return [one for one in _amounts(score.corrected, profile, knowledge) if one["stated"] is not None]


def _reason(reason: Reason, score: Score, profile: Profile | None, knowledge: Knowledge, teller: Teller) -> dict[str, Any]:
    feature = knowledge.peers.features.get(reason.feature)
    return {
        **asdict(reason),
        "title": feature.title if feature is not None else dict.fromkeys(LANGUAGES, reason.feature),
        "unit": feature.unit if feature is not None else "number",
        "message": teller.reason(reason),
        "amounts": [] if profile is None else list(_amounts((reason.feature, reason.other), profile, knowledge)),
    }


def _amounts(features: Iterable[str], profile: Profile, knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """The amounts that features are computed from, and where they stand."""
    tellers = [Teller(knowledge.peers, lang) for lang in LANGUAGES]
    for key, amount in amounts_of(profile, features).items():
        name = key.removeprefix(LAST_YEAR)
        named = knowledge.peers.amounts.get(name)
        yield {
            "amount": name,
            "title": {teller.lang: teller.called(name, amount) for teller in tellers},
            "unit": named.unit if named is not None else MONEY,
            "period": "this" if name == key else "last",
            "value": amount.fen,
            "stated": amount.stated,
            "document": profile.document,
            "places": amount.places,
        }


def _summary(compared: Compared, teller: Teller) -> dict[str, Any]:
    scored, head, knowledge = compared.scored, compared.model.head, compared.knowledge
    return {
        "mingcha": __version__,
        "knowledge": knowledge.hash,
        "model": {**asdict(head), "same_knowledge": head.knowledge == knowledge.hash},
        "list": {**asdict(scored.whole), "message": teller.whole(scored.whole)},
        "compared": [{**asdict(basis), "message": teller.basis(basis)} for basis in scored.bases],
        "groups": _groups(scored, teller),
        "drift": [{**asdict(year), "message": teller.drift(year)} for year in scored.drift],
        "history": dict(sorted(Counter(one.kind for one in compared.history).items())),
    }


def _groups(scored: Scored, teller: Teller) -> list[dict[str, Any]]:
    """The groups that units were scored in: in words, how many units of this run, and how many of them are listed."""
    first: dict[tuple[str, ...], Score] = {}
    units: Counter[tuple[str, ...]] = Counter()
    listed: Counter[tuple[str, ...]] = Counter()
    for score in scored.scores:
        first.setdefault(score.group, score)
        units[score.group] += 1
        listed[score.group] += score.pvalue <= scored.whole.alpha
    return [
        {"group": group, "title": teller.group(first[group]), "units": units[group], "listed": listed[group]}
        for group in sorted(first)
    ]


def print_compared(compared: Compared, out: Path, lang: str, *, with_list: bool) -> None:
    """Print the listed units with their reasons, the first by rank where none is listed; then the list as a whole, and drift."""
    console, words, teller = terminal(), _WORDS[lang], Teller(compared.knowledge.peers, lang)
    scored = compared.scored
    listed = scored.whole.listed
    if with_list and listed:
        console.print(_table(list(islice(compared.listed(), _SHOWN)), teller, lang))
        if listed > _SHOWN:
            console.print(Text(words["more"].format(count=listed - _SHOWN, path=out / SCORES)))
    first = [score for score in scored.scores[:_SHOWN_UNLISTED] if score.pvalue <= _USUAL]
    if with_list and not listed and first:
        console.print(Text(words["unlisted"].format(count=len(first))))
        console.print(_table(first, teller, lang))
    console.print(Text(teller.whole(scored.whole), style="bold"))
    told = [*map(teller.basis, scored.bases), *(sentence for year in scored.drift for sentence in teller.drift(year))]
    for sentence in filter(None, told):
        console.print(Text(sentence))
    if compared.history:
        console.print(Text(words["history"].format(count=len(compared.history), path=out / HISTORY)))
    console.print(Text(words["written"].format(path=out)))


def _table(scores: Sequence[Score], teller: Teller, lang: str) -> Table:
    words = _WORDS[lang]
    table = Table(title=Text(words["title"]), title_justify="left", show_lines=True)
    table.add_column(words["rank"], justify="right", no_wrap=True)
    table.add_column(words["unit"], max_width=28, overflow="fold")
    table.add_column(words["pvalue"], no_wrap=True)
    table.add_column(words["group"], max_width=28, overflow="fold")
    table.add_column(words["why"], ratio=1, overflow="fold")
    for score in scores:
        table.add_row(
            str(score.rank),
            Text(f"{teller.unit(score)} {teller.when(score)}".strip()),
            f"{score.pvalue:.4f}",
            Text(f"{teller.group(score)} ({score.size})"),
            Text("\n".join(teller.reason(reason) for reason in in_order(score.reasons))),
        )
    return table


class _Amount(Struct):
    """An amount behind a reason, as scores.jsonl has it."""

    amount: str
    title: Mapping[str, str]
    period: str
    value: int
    stated: int | None
    document: str
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        """As profiles name it: last year's as last.NAME."""
        return (LAST_YEAR if self.period == "last" else "") + self.amount


class _Because(Reason, frozen=True):
    """A reason as scores.jsonl has it, with the amounts behind it."""

    amounts: tuple[_Amount, ...] = ()


class Kept(Score, frozen=True):
    """A score as scores.jsonl has it."""

    reasons: tuple[_Because, ...] = ()
    history: tuple[str, ...] = ()
    corrected_amounts: tuple[_Amount, ...] = ()


def find_scores(out: Path, unit: str) -> list[Kept]:
    """The scores of a unit, one a year, the latest first.

    Args:
        out: the folder that ``mingcha peers score`` or ``screen --peers`` wrote.
        unit: the id of a unit-year, else the unit's name, else the beginning of an id or a part of the name.

    Raises:
        UsageError: there are no scores, no such unit, or several units that fit.
    """
    path = out / SCORES
    scores = list(_read(out, _Name))
    tries: tuple[Callable[[_Name], bool], ...] = (
        lambda score: score.id == unit,
        lambda score: score.unit == unit,
        lambda score: score.id.startswith(unit) or unit in score.unit,
    )
    for fits in tries:
        ids = {score.id for score in scores if fits(score)}
        names = sorted({score.unit for score in scores if score.id in ids})
        if len(names) > 1:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            raise UsageError(f"{path}: {unit!r} fits several units ({', '.join(names[:_NAMED])}{more}); name one of them in full")
        if ids:
            found = (score for score in _read(out, Kept) if score.id in ids)
            return sorted(found, key=lambda score: (-score.year, score.id))
    raise UsageError(f"{path}: there is no unit {unit!r}; {remedy(unit, {score.unit for score in scores})}")


class _Name(Struct):
    """Whose a score is: so much of each is read at first."""

    id: str
    unit: str


def _read(out: Path, kind: type[_K]) -> Iterator[_K]:
    """The lines of the scores, one after the other."""
    path = out / SCORES
    decode = msgspec.json.Decoder(kind).decode
    try:
        with path.open("rb") as file:
            yield from map(decode, file)
    except FileNotFoundError:
        raise UsageError(f"{out}: holds no scores; name the folder that mingcha peers score or screen --peers wrote") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name the folder that mingcha peers score wrote") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not the scores of a run ({error}); score the units again") from None


def print_score(score: Kept, teller: Teller, lang: str) -> None:
    """Print why a unit has its score, each reason with the amounts behind it and where they stand."""
    console = terminal()
    console.print(Text(f"{teller.unit(score)} {teller.when(score)}  [{score.id}]".strip(), style="bold"))
    console.print(Text(f"{teller.rank(score)}  {score.document}".rstrip()))
    words = _WORDS[lang]
    console.print(Text(f"{words['pvalue']} {score.pvalue:.4f}  {teller.rare(score)}"))
    console.print(Text(teller.among(score)))
    for number, reason in enumerate(in_order(score.reasons), 1):
        console.print(Text(f"{number}. {teller.reason(reason)}"))
        for amount in reason.amounts:
            used = teller.used(amount.name, amount.value, amount.stated)
            console.print(Text(f"   {_called(amount, teller)} {used}{_at(amount, lang)}"))
    amounts = score.corrected_amounts
    corrected = [
        teller.correction(_called(one, teller), one.name, one.value, one.stated) for one in amounts if one.stated is not None
    ]
    notes = (teller.too_few(score), *(corrected or teller.corrected(score)), teller.missing(score), *score.history)
    for note in filter(None, notes):
        console.print(Text(note))


def _called(amount: _Amount, teller: Teller) -> str:
    """The name of an amount, and of last year's that it is of last year; a member of a listing is called as the document does."""
    return teller.amount(amount.name) if amount.amount in teller.peers.amounts else amount.title.get(teller.lang, amount.name)


def _at(amount: _Amount, lang: str) -> str:
    """Where an amount stands first, as it stands there."""
    if not amount.places:
        return ""
    place = amount.places[0]
    told = (where(place.spot, place.line, lang), place.table, place.row, place.column, place.text)
    return "  " + " ".join(part for part in told if part)


def print_fitted(model: Model, path: Path, of: int, teller: Teller, lang: str) -> None:
    """Print what a model was fitted on (``of`` how many units), by year and kind, and where nothing can be learnt of it."""
    import numpy as np

    from ..peers.scoring import futile

    words, console = _WORDS[lang], terminal()
    if of > model.head.units:
        console.print(Text(words["sample"].format(units=model.head.units, of=of)))
    years = Counter(labels[0] for labels in model.reference.groups.tolist() if labels)
    for year, units in sorted(years.items()):
        console.print(Text(words["year"].format(year=teller.label(year), units=units)))
    undeclared = [feature for feature in model.head.features if feature not in teller.peers.features]
    if undeclared:
        console.print(Text(words["undeclared"].format(features=", ".join(undeclared[:_NAMED]), count=len(undeclared))))
    if why := futile(model.reference, model.reference):
        console.print(Text(teller.futile(why)))
    else:
        values = model.reference.values
        gaps = np.isnan(values)
        without = gaps.all(axis=0)
        same = ~without & (gaps | (values == np.where(gaps, -np.inf, values).max(axis=0))).all(axis=0) & (len(values) > 1)
        for which, columns in (("without", without), ("same", same)):
            names = [teller.feature(model.head.features[column]) for column in np.flatnonzero(columns)]
            if names:
                console.print(Text(words[which].format(features=", ".join(names[:_NAMED]), count=len(names))))
    if not why and model.head.units < FEWEST:
        console.print(Text(words["few"].format(units=model.head.units, fewest=FEWEST)))
    told = words["fitted"].format(units=model.head.units, features=len(model.head.features), path=path)
    console.print(Text(told, style="bold"))


def listed_features(peers: Peers) -> list[dict[str, Any]]:
    """What of each feature a user chooses by."""
    return [
        {
            "id": feature.id,
            "family": feature.family,
            "title": feature.title,
            "unit": feature.unit,
            "suspicious": feature.suspicious,
            "missing": feature.missing,
            "why": feature.why,
            "file": feature.path,
        }
        for feature in peers.features.values()
    ]


def print_features(peers: Peers, lang: str) -> None:
    """Print the features by family, with unit and the side that is suspicious."""
    words, console = _WORDS[lang], terminal()
    table = Table()
    for column in ("id", "feature", "family", "in", "suspicious"):
        table.add_column(words[column], overflow="fold")
    for feature in peers.features.values():
        table.add_row(
            feature.id, feature.title[lang], peers.families[feature.family][lang], feature.unit, words[feature.suspicious]
        )
    console.print(table)
