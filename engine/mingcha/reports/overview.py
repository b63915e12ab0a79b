"""The pages that tell of all units: the overview, the units, the findings, the rules, what was not read, the unusual units."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from ..checking import HOLDS, NO_DATA, NOT_APPLICABLE, VIOLATED
from ..findings import SEVERITIES, Basis, basis_of
from ..peers.telling import Teller, harmless
from ..reporting.files import whole
from ..running.kept import open_records
from ..running.records import unpacked
from ..running.report import DocumentReport
from .listed import FOLDER as PEERS
from .listed import listed_units, whole_of
from .pages import in_script, page_of, rendered

if TYPE_CHECKING:
    from ..knowledge import Rule
    from .cases import RunView
    from .site import Site

WORSTS = ("error", "warning", "info", "none", "failed")
"""What the gravest finding of a unit can be."""
_MOST_ON_PAGE = 200
_MOST_ON_INDEX = 10
_DOCUMENT = 300
"""Characters of a document's name that a list shows."""


class Amounts(NamedTuple):
    """How many findings of each severity something has."""

    error: int
    warning: int
    info: int

    @property
    def all(self) -> int:
        """How many in all."""
        return sum(self)


class RuleTold(NamedTuple):
    """A rule and how it fared.

    Attributes:
        id, title, why, severity, family: of the rule; a rule that is no longer known has its id as title.
        state: the gravest its documents ended in: violated, holds, not_enough_data or not_applicable.
        states: how many documents ended in each.
        findings: how many; ``reasons`` why it does not apply, and to how many documents.
        basis: the laws it rests on.
    """

    id: str
    title: str
    why: str
    severity: str
    family: str
    state: str
    states: dict[str, int]
    findings: Amounts
    reasons: tuple[tuple[str, int], ...]
    basis: tuple[Basis, ...]


class FamilyTold(NamedTuple):
    """A family of rules: its code, its name, its rules, how many findings they have."""

    id: str
    title: str
    rules: tuple[RuleTold, ...]
    findings: Amounts


class Unread(NamedTuple):
    """A document that was not read as a whole: its page, its name, its status, what is the matter with it."""

    page: str
    document: str
    status: str
    problems: tuple[str, ...]


class Unusual(NamedTuple):
    """A unit that is unusual among its peers, in words; ``page`` leads to its page with plots, ``unit_page`` to its own."""

    rank: int
    unit: str
    when: str
    group: str
    size: int
    score: str
    share: str
    reasons: tuple[str, ...]
    page: str
    unit_page: str


class Place(NamedTuple):
    """A year and region: how many units have which worst finding, and their static lists with the number of units of each."""

    year: int
    region: str
    worst: dict[str, int]
    lists: tuple[tuple[str, int], ...]

    @property
    def units(self) -> int:
        """How many there are."""
        return sum(self.worst.values())


def write_pages(view: RunView, out: Path, site: Site) -> None:
    """Write them; the overview last, as the others are there then.

    Raises:
        OSError: a file cannot be written.
    """
    families = tuple(sorted(_families(view, site), key=_most))
    shared: dict[str, Any] = {"root": "", "site": site, "summary": view.summary, "families": families}
    _write_rules(view, out, site, families)
    unread = _write_unread(view, out)
    compared, unusual = _write_peers(view, out)
    (out / "units.html").write_bytes(rendered(view, "units.html", here="units", places=tuple(_places(site)), **shared))
    for name in ("findings", "rules"):
        (out / f"{name}.html").write_bytes(rendered(view, f"{name}.html", here=name, **shared))
    (out / "data" / "site.js").write_bytes(b"mingcha.site=" + in_script(_site(view, site, families)) + b";\n")
    rules = sorted((rule for family in families for rule in family.rules if rule.findings.all), key=_most)
    index = rendered(
        view,
        "index.html",
        here="index",
        headline=_headline(view, site),
        about=_about(view, site),
        worsts={worst: site.tally["worst", worst] for worst in WORSTS},
        charts=tuple(_charts(view, site, families)),
        rules_by_state=_by_state(families),
        top_rules=rules[:_MOST_ON_INDEX],
        unread=unread[:_MOST_ON_INDEX],
        unusual=unusual[:_MOST_ON_INDEX],
        compared=compared,
        most=_MOST_ON_INDEX,
        **shared,
    )
    with whole(out / "index.html") as file:
        file.write(index)


def _write_rules(view: RunView, out: Path, site: Site, families: Sequence[FamilyTold]) -> None:
    """A page for each rule."""
    for family in families:
        for rule in family.rules:
            found = site.first.get(rule.id, [])
            page = rendered(view, "rule.html", root="../", here="rules", rule=rule, family=family, found=found)
            (out / "rules" / f"{rule.id}.html").write_bytes(page)


def _headline(view: RunView, site: Site) -> str:
    counts = {severity: view.summary.findings.get(severity, 0) for severity in SEVERITIES}
    told = {
        "documents": sum(view.summary.documents.values()),
        "found": sum(site.tally["worst", severity] for severity in SEVERITIES),
        "findings": sum(counts.values()),
        **counts,
    }
    return view.words("overview.headline", **{name: f"{count:,}" for name, count in told.items()})


def _site(view: RunView, site: Site, families: Sequence[FamilyTold]) -> dict[str, Any]:
    """What the scripts know: how many scripts of rows there are, the rules and the words."""
    keys = [key for key in view.words.texts if key.startswith(("list.", "severity.", "overview.worst.", "review."))]
    return {
        "chunks": dict(sorted(site.chunks.items())),
        "families": {family.id: family.title for family in families},
        "rules": {rule.id: rule.title for family in families for rule in family.rules},
        "kinds": {kind: told[view.lang] for kind, told in view.knowledge.peers.groups.kinds.items()},
        "years": sorted({year for year, *_ in site.lists}, reverse=True),
        "regions": sorted({region for _, region, *_ in site.lists}),
        "words": {key: view.words(key) for key in keys},
        "lang": view.lang,
    }


def _families(view: RunView, site: Site) -> Iterator[FamilyTold]:
    known = {rule.id: rule for rule in view.knowledge.rules}
    told = [_rule(name, known.get(name), view, site) for name in sorted({*known, *view.summary.rules, *site.first})]
    for family in sorted({rule.family for rule in told}):
        rules = tuple(rule for rule in told if rule.family == family)
        yield FamilyTold(family, view.words.texts.get(f"family.{family}", family), rules, _amounts(site, "family", family))


def _rule(name: str, rule: Rule | None, view: RunView, site: Site) -> RuleTold:
    counts = view.summary.rules.get(name, {})
    states = {state: counts.get(state, 0) for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)}
    reasons = [
        (why, count) for (what, *rest), count in site.tally.items() if what == "why" and rest[0] == name for why in rest[1:]
    ]
    return RuleTold(
        id=name,
        title=rule.title[view.lang] if rule else name,
        why=rule.why[view.lang] if rule else "",
        severity=rule.severity if rule else "",
        family=name.partition("-")[0],
        state=next((state for state, count in states.items() if count), NO_DATA),
        states=states,
        findings=_amounts(site, "rule", name),
        reasons=tuple(sorted(reasons, key=lambda one: (-one[1], one[0]))),
        basis=tuple(basis_of(rule, view.lang)) if rule else (),
    )


def _amounts(site: Site, *key: str) -> Amounts:
    return Amounts(*(site.tally[(*key, severity)] for severity in reversed(SEVERITIES)))


def _charts(view: RunView, site: Site, families: Sequence[FamilyTold]) -> Iterator[str]:
    """The plots of the overview: units by their gravest finding, findings by family."""
    from .charts import Bar, bars

    names = {worst: view.words(f"overview.worst.{worst}") for worst in WORSTS}
    units = [Bar(names[worst], {worst: site.tally["worst", worst]}) for worst in WORSTS]
    yield bars(units, names, view.words("list.units"), view.words("overview.units"))
    rows = [Bar(family.title, family.findings._asdict()) for family in families if family.findings.all]
    names = {severity: view.words(f"severity.{severity}") for severity in reversed(SEVERITIES)}
    yield bars(rows, names, view.words("page.findings"), view.words("overview.families"))


def _most(told: RuleTold | FamilyTold) -> tuple[int, str]:
    """Those with the most findings first."""
    return -told.findings.all, told.id


def _by_state(families: Sequence[FamilyTold]) -> dict[str, int]:
    """How many rules there are of each state."""
    states = Counter(rule.state for family in families for rule in family.rules)
    return {state: states[state] for state in (VIOLATED, HOLDS, NO_DATA, NOT_APPLICABLE)}


def _about(view: RunView, site: Site) -> str:
    """What was screened: years, kinds, regions, rules."""
    years = [year for year, *_ in site.lists if year]
    kinds = [
        view.words("overview.of_kind", kind=told[view.lang], count=f"{site.tally['kind', kind]:,}")
        for kind, told in view.knowledge.peers.groups.kinds.items()
        if site.tally["kind", kind]
    ]
    return view.words(
        "overview.about",
        years="–".join(map(str, sorted({min(years, default=0), max(years, default=0)}))),
        kinds=view.words("overview.comma").join(kinds),
        regions=len({region for _, region, *_ in site.lists if region}),
        rules=len(view.summary.rules),
    )


def _places(site: Site) -> Iterator[Place]:
    found: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for year, region, path, count in site.lists:
        found.setdefault((year, region), []).append((path, count))
    for (year, region), lists in sorted(found.items(), key=lambda one: (-one[0][0], one[0][1])):
        worst = {worst: site.tally["where", str(year), region, worst] for worst in WORSTS}
        yield Place(year, region, worst, tuple(lists))


def _unusual(view: RunView) -> Iterator[Unusual]:
    teller = Teller(view.knowledge.peers, view.lang)
    for score, page, _ in listed_units(view.folder):
        yield Unusual(
            score.rank,
            teller.unit(score),
            teller.when(score),
            teller.group(score),
            score.size,
            teller.score(score.score),
            teller.share(score.pvalue),
            tuple(map(teller.reason, score.reasons[:3])),
            page,
            f"units/{page_of(score.document)}.html",
        )


def _write_unread(view: RunView, out: Path) -> list[Unread]:
    """Write the pages of what was not read as a whole; gives the first."""
    count = sum(view.summary.documents[status] for status in ("partly", "failed"))
    found = _unread(view)
    first = list(islice(found, _MOST_ON_PAGE))
    pages = max(1, -(-count // _MOST_ON_PAGE))
    shown = first
    for number in range(1, pages + 1):
        page = rendered(view, "unread.html", root="", here="unread", shown=shown, number=number, pages=pages, count=count)
        (out / _numbered("unread", number)).write_bytes(page)
        shown = list(islice(found, _MOST_ON_PAGE))
    return first


def _unread(view: RunView) -> Iterator[Unread]:
    decode = msgspec.json.Decoder(DocumentReport).decode
    for record in open_records(view.folder, unread=True):
        problems = decode(unpacked(record.body).report).problems
        name = harmless(record.document)
        shown = name if len(name) <= _DOCUMENT else "…" + name[-_DOCUMENT:]
        yield Unread(f"units/{page_of(record.document)}.html", shown, record.status, problems)


def _write_peers(view: RunView, out: Path) -> tuple[str, tuple[Unusual, ...]]:
    """Write the pages of unusual units; gives what the list promises, "" where units were not compared, and the units."""
    unusual = tuple(_unusual(view))
    whole = whole_of(view.folder)
    told = "" if whole is None else Teller(view.knowledge.peers, view.lang).whole(whole)
    pages = max(1, -(-len(unusual) // _MOST_ON_PAGE))
    for number in range(1, pages + 1):
        shown = unusual[(number - 1) * _MOST_ON_PAGE : number * _MOST_ON_PAGE]
        page = rendered(view, "peers.html", root="", here="peers", shown=shown, number=number, pages=pages, told=told)
        (out / _numbered("peers", number)).write_bytes(page)
    _copy_peers(view.folder, out, unusual)
    return told, unusual


def _numbered(name: str, number: int) -> str:
    return f"{name}.html" if number == 1 else f"{name}-{number}.html"


def _copy_peers(run: Path, out: Path, unusual: Sequence[Unusual]) -> None:
    """The pages with plots go with the report; their links to documents are those from where they lie now."""
    before, after = run / PEERS, out / PEERS
    for unit in unusual:
        if unit.page:
            after.mkdir(exist_ok=True)
            name = Path(unit.page).name
            text = (before / name).read_text(encoding="utf-8")
            moved = re.sub(r'(?<=href=")(?!\.\./peers\.html")[^"#]+', lambda found: _moved(found[0], before, after), text)
            (after / name).write_text(moved, encoding="utf-8", newline="\n")


def _moved(way: str, before: Path, after: Path) -> str:
    return quote(os.path.relpath(before / unquote(way), after).replace(os.sep, "/"))
