"""A real panel, read, checked, followed through its years and scored: which of its figures contradict each other, and why.

python -m benchmarks.panel [--out DIR]

The panel is mingcha_datasets.panel: budgets of universities as rankings in the press and official documents state them. First
the contradictions, by what must hold among figures (benchmarks/panel_relations.py), with the figure that is likeliest wrong and
what it should be. Then, with those figures corrected, the units across their years (mingcha.peers.years) and among their peers
(mingcha.peers.PeerForest). Compared is with ``judged.csv``, what a person found in the same panel by hand.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.contradictions import Contradiction, Figures, Key, Relation, Suspect, contradictions
from benchmarks.panel_relations import FUNCTIONS, TOTALS, all_rows, beside, figures_of, relations_of, repeated_rows, slid
from mingcha.checking import Place
from mingcha.peers import FeatureTable, PeerForest
from mingcha.peers.changes import logarithms
from mingcha.peers.observed import Observation
from mingcha.peers.profile import Amount, Profile
from mingcha.peers.table import write_table
from mingcha.peers.thresholds import Years
from mingcha.peers.units import unit_key
from mingcha.peers.years import observations
from mingcha_datasets.panel import DETAILS, FEN_IN_YI, OFFICIAL, RATIOS, UnitYear, judged

WEIGHTS = {"tables": 0.5}
"""Ranking and details were read from the same prints: where they differ, nothing says which is wrong."""
KNOBS = Years(fewest_repeated=3)
"""The press's tables have three amounts a row."""
TOP = 10
SEED = 1
_UNKNOWN = float("nan")


class Found(NamedTuple):
    """One thing that is wrong in the panel.

    Attributes:
        key: the figure that is likeliest wrong; ``stated`` and ``right`` in 亿元 or %, right "" where unknown.
        because: rules that do not hold; ``decided`` what put it before ``others``.
        slip: how it came about; ``copied`` from where.
        fen: about what it should be, the middle of a narrow range too; None where that is unknown.
    """

    key: Key
    stated: str
    right: str
    because: tuple[str, ...]
    decided: str
    slip: str = ""
    copied: str = ""
    others: tuple[str, ...] = ()
    fen: float | None = None


_NARROW = 1.5
"""How many times the lower end of a range the upper one may be for its middle to stand for the amount."""


def main() -> int:
    """Read, find, print, compare with what a person found, and perhaps write."""
    arguments = _arguments()
    console = Console(width=150)
    rows = all_rows()
    figures = figures_of(rows)
    relations = relations_of(rows, figures)
    found = found_in(rows, figures, relations)
    console.print(_counted(rows, figures, relations))
    console.print(_shown(found))
    profiles = profiles_of(rows, found)
    history = [one for source in (DETAILS, OFFICIAL) for one in observations(profiles[source], KNOBS)]
    console.print(_told(history))
    console.print(_compared(found, history))
    scored = {source: scores_of(profiles[source]) for source in (DETAILS, OFFICIAL)}
    for source, table in scored.items():
        console.print(_ranked(source, table))
    if arguments.out:
        _write(arguments.out, found, history, scored)
        for source in scored:
            write_table(table_of(profiles[source]), arguments.out / f"{source}.parquet")
        console.print(f"Written to {arguments.out}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, help="folder for what was found, the scores and the feature tables")
    return parser.parse_args()


# Contradictions ---------------------------------------------------------------------------------------------------------------


def found_in(rows: Sequence[UnitYear], figures: Figures, relations: Sequence[Relation]) -> list[Found]:
    """Everything in the tables that cannot be as stated, by unit and year."""
    near = beside(figures)
    found = [_found(one) for one in contradictions(relations, figures, near.__getitem__, WEIGHTS)]
    known = {one.key for one in found}
    found += [
        Found(key, _money(figures[key].value), "", ("copy",), "copy", "", _name(of))
        for key, of in slid(figures)
        if key not in known
    ]
    found += [Found(key, "", "", ("repeated",), "copy", "", _name(of)) for key, of in repeated_rows(rows)]
    return sorted(found, key=lambda one: (one.key.unit, one.key.year, one.key.source, one.key.kind, one.key.name))


def _found(one: Contradiction) -> Found:
    first, *rest = one.suspects
    because = tuple(dict.fromkeys(relation.rule for relation in one.broken))
    others = [f"{_name(other.key)} {_value(other.key, other.stated)} → {_right(other)}" for other in rest]
    middle = (first.low + first.high) / 2 if first.high < _NARROW * first.low else None
    if because == ("rank",) and first.odd < 0:  # the years beside it speak for the amount
        others, middle = ["its rank"], None
    return Found(
        first.key,
        _value(first.key, first.stated),
        _right(first),
        because,
        one.decided,
        first.slip,
        _name(first.copied) if first.copied else "",
        tuple(others),
        first.right if first.right is not None else middle,
    )


def _right(suspect: Suspect) -> str:
    if suspect.right is not None:
        return _value(suspect.key, suspect.right)
    if suspect.high == inf:
        return f"≥ {_value(suspect.key, suspect.low)}"
    return f"≤ {_value(suspect.key, suspect.high)}" if suspect.low <= 0 else f"{_money(suspect.low)} – {_money(suspect.high)}"


def _value(key: Key, value: float) -> str:
    return f"{value / 100:.2f} %" if key.name in RATIOS else _money(value)


def _money(fen: float) -> str:
    yi = fen / FEN_IN_YI
    return f"{yi:.3g}" if abs(yi) >= 1e9 else f"{yi:.6f}".rstrip("0").rstrip(".")


def _name(key: Key) -> str:
    kind = "" if key.kind == "budget" else f" {key.kind}"
    return f"{key.source} {key.unit} {key.year}{kind} {key.name}"


def _counted(rows: Sequence[UnitYear], figures: Figures, relations: Sequence[Relation]) -> str:
    return f"{len(rows)} unit-years, {len(figures)} figures, {len(relations)} relations among them"


def _shown(found: Sequence[Found]) -> Table:
    table = Table("unit", "year", "table", "figure", "stated", "should be", "how", "not true", title="Contradictions (亿元)")
    for one in found:
        rank = "or its rank" if one.others == ("its rank",) else ""
        how = ", ".join(filter(None, (one.slip, one.copied and f"= {one.copied}", rank, "" if one.decided else "one of several")))
        figure = one.key.name if one.key.kind == "budget" else f"{one.key.name} ({one.key.kind})"
        table.add_row(one.key.unit, str(one.key.year), one.key.source, figure, one.stated, one.right, how, ", ".join(one.because))
    return table


def _compared(found: Sequence[Found], history: Sequence[Observation]) -> str:
    """How much of what a person found is found, and how much of what is found a person holds to be wrong."""
    people = {Key(one.source, unit_key(one.unit), one.year, one.kind, one.column): one for one in judged()}
    wrong = {key for key, one in people.items() if one.verdict == "wrong"}
    told = {one.key: one for one in reversed(found)}
    unclear = people.keys() - wrong
    unusual = {(unit_key(one.unit), year, name) for one in history for year in one.years for name in (one.amount, *one.also)}
    missed = [key for key in sorted(wrong - told.keys()) if (key.unit, key.year, key.name) not in unusual]
    rights = [key for key in wrong & told.keys() if people[key].right]
    other = [f"{_name(key)} {told[key].right}, not {people[key].right}" for key in rights if told[key].right != people[key].right]
    alone = sorted(told.keys() - people.keys())
    return "\n".join([
        f"A person found {len(wrong)} figures wrong: {len(wrong & told.keys())} are named as contradictions, "
        f"{len(wrong) - len(wrong & told.keys()) - len(missed)} as unusual across the years.",
        f"Missed: {', '.join(map(_name, missed)) or 'none'}.",
        f"Of {len(told)} named figures {len(told.keys() & wrong)} are wrong, {len(told.keys() & unclear)} may be.",
        f"Held right by the person: {', '.join(map(_name, alone)) or 'none'}.",
        f"Right amounts known to the person: {len(rights)}, told the same: {len(rights) - len(other)}. {'; '.join(other)}",
    ])  # fmt: skip


# Profiles ---------------------------------------------------------------------------------------------------------------------


def profiles_of(rows: Sequence[UnitYear], found: Iterable[Found] = ()) -> Mapping[str, list[Profile]]:
    """The panel as profiles, by table: with what was found corrected, or left out where nothing says what is right.

    The ranking's budgets are those of the details.
    """
    wrong = {one.key: one.fen for one in found if one.stated}
    profiles: dict[str, list[Profile]] = defaultdict(list)
    for row in rows:
        if row.source in (DETAILS, OFFICIAL):
            profiles[row.source].append(_profile(row, wrong))
    return profiles


def _profile(row: UnitYear, wrong: Mapping[Key, float | None]) -> Profile:
    amounts: dict[str, Amount] = {}
    for name, text in row.stated.items():
        fen = row.fen(name)
        key = Key(row.source, unit_key(row.unit), row.year, row.kind, name)
        right = wrong.get(key, fen)
        if fen is None or right is None:
            continue
        place = Place(None, None, row.source, row.unit, name, text)
        amounts[name] = Amount(round(right), fen if right != fen else None, (place,))
    prior, change = amounts.pop("prior_budget", None), amounts.pop("change", None)
    if prior is None and change is not None and "budget" in amounts:
        prior = Amount(amounts["budget"].fen - change.fen, None, change.places)
    return Profile(
        id=f"{unit_key(row.unit)} {row.year} {row.kind} {row.source}",
        document=f"{row.source}.csv",
        sha256="",
        unit=row.unit,
        year=row.year,
        kind=row.kind,
        province="",
        unit_type="institution",
        level="centre",
        domain="education",
        size="",
        amounts=amounts,
        last={"budget": prior} if prior is not None else {},
        values={},
    )


# Across the years and among the peers -----------------------------------------------------------------------------------------


def _told(history: Sequence[Observation]) -> Table:
    counts = ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(one.kind for one in history).items()))
    table = Table("unit", "years", "what", "amount", "stated", "year before", "expected", "peers", "deviations",
                  title=f"Across the years, after correction ({counts}); the strongest")  # fmt: skip
    for one in sorted(history, key=lambda one: (-one.strength, one.unit, one.years))[: 2 * TOP]:
        amounts = ["" if fen is None else _money(float(fen)) for fen in (one.stated, one.other, one.expected)]
        usual = "" if one.usual is None else f"{one.usual:+.0%}"
        years = "–".join(dict.fromkeys(map(str, (one.years[0], one.years[-1]))))
        table.add_row(one.unit, years, f"{one.kind} {one.slip}", one.amount, *amounts, usual, f"{one.strength:.1f}")
    return table


FEATURES: Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    DETAILS: {
        "income of the year to budget": (("current_year_income", "annual_income"), ("budget",)),
        "expenditure of the year to budget": (("annual_expenditure",), ("budget",)),
        "appropriation to budget": (("fiscal_appropriation",), ("budget",)),
    },
    OFFICIAL: {
        "appropriation to income": (("general_public_budget_income", "fiscal_appropriation_income"), ("current_year_income",)),
        "own earnings to income": (("undertaking_income",), ("current_year_income",)),
        "other income to income": (("other_income",), ("current_year_income",)),
        "carried in to total": (("carryover_from_previous_year",), TOTALS),
        "carried out to total": (("carryover_to_next_year",), TOTALS),
        "surplus used to total": (("non_fiscal_surplus_used",), TOTALS),
        "expenditure to income of the year": (("current_year_expense",), ("current_year_income",)),
        "education to expenditure": (("education_expense",), ("current_year_expense",)),
        "science to expenditure": (("science_technology_expense",), ("current_year_expense",)),
        "housing to expenditure": (("housing_security_expense",), ("current_year_expense",)),
    },
}
"""Ratios of the first amount that is there to the first of the others, by table."""


class Scored(NamedTuple):
    """One unit-year among its peers: how unusual, and the features that say so."""

    id: str
    score: float
    pvalue: float
    group: str
    reasons: tuple[str, ...]


def table_of(profiles: Sequence[Profile]) -> FeatureTable:
    """Profiles of one table of the panel as features: how large, how changed, and what of what; NaN where unknown.

    The total is in 亿元. A year of the press is one group; official documents are one a kind, being ten a year.
    """
    ratios = FEATURES[profiles[0].document.removesuffix(".csv")]
    by_unit = {(unit_key(one.unit), one.kind, one.year): one for one in profiles}
    values = np.array([
        [
            _first(one, ("budget", *TOTALS)) / FEN_IN_YI,
            _ratio(_first(one, ("budget", *TOTALS)), _total_before(one, by_unit)),
            *(_ratio(_first(one, of), _first(one, to)) for of, to in ratios.values()),
            _concentration(one),
        ]
        for one in profiles
    ])  # fmt: skip
    features = ("total", "total to last year's", *ratios, "concentration of functions")
    used = [column for column in range(len(features)) if np.isfinite(values[:, column]).any()]
    groups = [[f"{one.year} {one.kind}" if one.document == "details.csv" else one.kind] for one in profiles]
    ids, units = np.array([one.id for one in profiles]), np.array([one.unit for one in profiles])
    return FeatureTable(ids, tuple(features[column] for column in used), values[:, used], np.array(groups), units)


def _first(profile: Profile, names: Iterable[str]) -> float:
    return next((float(profile.amounts[name].fen) for name in names if name in profile.amounts), _UNKNOWN)


def _total_before(one: Profile, by_unit: Mapping[tuple[str, str, int], Profile]) -> float:
    if "budget" in one.last:
        return float(one.last["budget"].fen)
    before = by_unit.get((unit_key(one.unit), one.kind, one.year - 1))
    return _first(before, ("budget", *TOTALS)) if before else _UNKNOWN


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else _UNKNOWN


def _concentration(one: Profile) -> float:
    """Herfindahl and Hirschman's index of the functions of expenditure."""
    parts = [float(one.amounts[name].fen) for name in FUNCTIONS if name in one.amounts]
    return sum((part / sum(parts)) ** 2 for part in parts) if len(parts) > 1 and sum(parts) > 0 else _UNKNOWN


def scores_of(profiles: Sequence[Profile]) -> list[Scored]:
    """Every unit-year among its peers, the most unusual first; ratios are compared by their logarithms."""
    table = table_of(profiles)
    values = logarithms(table.values)
    forest = PeerForest(random_state=SEED).fit(values, groups=table.groups, ids=table.ids)
    scores = -forest.score_samples(values, groups=table.groups)
    pvalues = forest.pvalues(values, groups=table.groups)
    order = np.lexsort((table.ids, -scores))
    reasons = forest.explain(values[order], groups=table.groups[order])
    return [
        Scored(
            str(table.ids[row]),
            float(scores[row]),
            float(pvalues[row]),
            str(table.groups[row, -1]),
            tuple(filter(None, (_reason(table, int(row), because.feature) for because in found))),
        )
        for row, found in zip(order, reasons, strict=True)
    ]


def _reason(table: FeatureTable, row: int, feature: int) -> str:
    """A feature beside its peers; nothing where most of them lack it too."""
    name, value = table.features[feature], table.values[row, feature]
    peers = table.values[(table.groups == table.groups[row]).all(axis=1), feature]
    if np.isnan(peers).mean() > _MOST:
        return ""
    usual = float(np.nanmedian(peers))
    if np.isnan(value):
        return f"no {name}"
    if name.startswith("concentration"):
        return f"{name} {value:.2f}, usual {usual:.2f}"
    if name == "total":
        return f"{name} {value:.1f}, usual {usual:.1f} 亿元"
    return f"{name} {value:.0%}, usual {usual:.0%}"


_MOST = 0.5


def _ranked(source: str, scored: Sequence[Scored]) -> Table:
    table = Table(
        "unit-year", "score", "p", "among", "why", title=f"{source}: {len(scored)} unit-years among their peers; the first {TOP}"
    )
    for one in scored[:TOP]:
        table.add_row(
            one.id.removesuffix(f" {source}"), f"{one.score:.1f}", f"{one.pvalue:.3f}", one.group, "; ".join(one.reasons)
        )
    return table


def _write(out: Path, found: Sequence[Found], history: Sequence[Observation], scored: Mapping[str, Sequence[Scored]]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "contradictions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["table", "unit", "year", "kind", "column", "stated", "right", "because", "decided", "slip", "copied", "others"]
        )
        for one in found:
            joined = ("; ".join(one.because), one.decided, one.slip, one.copied, "; ".join(one.others))
            writer.writerow([*one.key, one.stated, one.right, *joined])
    encoder = msgspec.json.Encoder()
    (out / "history.jsonl").write_bytes(b"".join(encoder.encode(one) + b"\n" for one in history))
    with (out / "scores.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", "id", "score", "pvalue", "group", "reasons"])
        for source, table in scored.items():
            writer.writerows([source, *one[:4], "; ".join(one.reasons)] for one in table)


if __name__ == "__main__":
    raise SystemExit(main())
