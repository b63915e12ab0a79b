"""Prove a finding: diagnosis, wrong figure, failed and sound identities, cells, laws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ..amounts import print_exact
from ..arithmetic import Amounts, holds, target_of, written_out
from ..checking import Place, Violation
from ..checking.identity import SUM, Identity
from ..checking.violation import place_of
from ..findings import LANGUAGES, Basis, Finding, basis_of, finding_of, message_in
from ..knowledge import Rule
from ..matters import Matter
from ..telling import as_told, message_of
from ..understanding import Disclosure
from ..whereabouts import where
from .node import Node, Words

if TYPE_CHECKING:
    from ..diagnosing import Derivation, Diagnosis
    from ..locating import Alternative, Change

_SAID: dict[str, Words] = {
    "document": {"zh": "{document}；{unit}；{year} 年度", "en": "{document}; {unit}; {year}"},
    "diagnosis": {
        "zh": "{title}（{id}，把握 {confidence:.1%}）：{sentence}",
        "en": "{title} ({id}, confidence {confidence:.1%}): {sentence}",
    },
    "other": {"zh": "{title}（{id}）：{sentence}", "en": "{title} ({id}): {sentence}"},
    "suspect": {
        "zh": "{place} 所列 {stated} {unit}，应为 {right} {unit}，相差 {difference} {unit}",
        "en": "{place} states {stated} {unit}, should state {right} {unit}, a difference of {difference} {unit}",
    },
    "unchanged": {
        "zh": "{place} 所列 {stated} {unit}，金额本身未见有误",
        "en": "{place} states {stated} {unit}; no fault in the amount itself",
    },
    "failed": {"zh": "{count} 项勾稽不符", "en": "relations that fail: {count}"},
    "tails": {"zh": "{count} 项勾稽有尾差", "en": "relations that are off by less than one unit of the last place: {count}"},
    "mended": {
        "zh": "{count} 项勾稽不符，更正后全部相符",
        "en": "relations that fail, all hold after the correction: {count}",
    },
    "sound": {"zh": "{count} 项相符的关系印证应有之数", "en": "relations that hold and confirm the right amount: {count}"},
    "identity": {"zh": "{id} {title}：{told}", "en": "{id} {title}: {told}"},
    "corrected": {"zh": "{told}（按更正后的数）", "en": "{told} (with the corrected figures)"},
    "rule": {"zh": "{id} {title}。{why}", "en": "{id} {title}. {why}"},
    "alternative": {"zh": "概率 {probability:.1%}", "en": "probability {probability:.1%}"},
    "unlocated": {
        "zh": "未能断定这些数中哪个有误",
        "en": "which of these figures is wrong could not be told",
    },
    "capped": {
        "zh": "未能断定这些数中哪个有误：定位要试的太多，超出上限，没有做完",
        "en": "which of these figures is wrong could not be told: the search was ended by its cap on what it tries",
    },
    "more": {"zh": "另有 {count} 项", "en": "more: {count}"},
    "nil": {"zh": "另有 {count} 个为零的数", "en": "more figures that are nil: {count}"},
    "law": {"zh": "{law}{article}：{demands}（{verified}）", "en": "{law} {article}: {demands} ({verified})"},
    "line": {"zh": "第 {line} 行", "en": "line {line}"},
}
_VERIFIED = {
    "full text": {"zh": "已读条文", "en": "full text read"},
    "restated": {"zh": "据转述", "en": "restated"},
    "cited": {"zh": "仅见引用", "en": "only cited"},
}
_MAX_IDENTITIES, _MAX_CELLS = 20, 40
_NONE: Mapping[str, Finding] = {}
_QUOTE = '"'


def prove(matter: Matter, disclosure: Disclosure, known: Mapping[str, Finding] = _NONE) -> Node:
    """The proof of the finding that tells of ``matter``, whose figures stand in ``disclosure``.

    Args:
        matter: what the finding tells of.
        disclosure: in which it was found.
        known: the finding in those languages in which it was told already.
    """
    finding = next(iter(known.values()), None) or finding_of(matter, disclosure, LANGUAGES[0])
    words = {lang: known[lang].message if lang in known else message_in(lang, finding, matter, disclosure) for lang in LANGUAGES}
    # In a text the finding of a plain matter says what its violation does; elsewhere there may be notes on how it was read.
    plain = matter.plain and not disclosure.whereabouts.lines
    body = _diagnosed(matter, disclosure) if matter.diagnoses else _violated(matter, disclosure, words if plain else None)
    about = _document(finding.document, finding.unit, finding.year)
    return Node("finding", words, finding.places[:1], (about, *body, *_laws(matter.rules)))


@lru_cache(maxsize=16)
def _document(name: str, unit: str, year: int) -> Node:
    return _node("document", document=name, unit=unit or "?", year=year or "?")


def _node(kind: str, *children: Node, places: Iterable[Place] = (), **values: object) -> Node:
    """A statement in both languages; a value that is itself in languages is told in each."""
    return Node(kind, _words(kind, **values), tuple(places), children)


def _words(said: str, **values: object) -> Words:
    return {lang: _SAID[said][lang].format(**{name: _in(value, lang) for name, value in values.items()}) for lang in LANGUAGES}


def _in(value: object, lang: str) -> object:
    return value[lang] if isinstance(value, dict) else value


# -- where only violations are known


def _violated(matter: Matter, disclosure: Disclosure, said: Words | None) -> Iterator[Node]:
    """What is violated, rule by rule.

    Args:
        matter: the violations.
        disclosure: in which they are.
        said: what the only one says, where that is known already.
    """
    for rule in matter.rules:
        violations = [violation for violation in matter.violations if violation.rule == rule.id]
        below = [_violation(one, said or _said_of(one, rule, disclosure), disclosure) for one in violations]
        yield Node("rule", _rule(rule), (), tuple(below))
    if any(violation.expected is not None and not violation.hint for violation in matter.violations):
        yield Node("unlocated", _words("capped" if matter.capped else "unlocated"))


@lru_cache(maxsize=1024)
def _rule(rule: Rule) -> Words:
    return _words("rule", id=rule.id, title=rule.title, why=rule.why)


def _violation(violation: Violation, words: Words, disclosure: Disclosure) -> Node:
    return Node("violation", words, violation.places[:1], tuple(_cells_of(violation, disclosure)))


def _said_of(violation: Violation, rule: Rule, disclosure: Disclosure) -> Words:
    return {lang: message_of(violation, rule, lang, disclosure.whereabouts) for lang in LANGUAGES}


def _cells_of(violation: Violation, disclosure: Disclosure) -> list[Node]:
    return _cells([*violation.places, *[place_of(figure, disclosure) for figure in violation.figures if figure.fen]])


# -- where the wrong figure was located


def _diagnosed(matter: Matter, disclosure: Disclosure) -> Iterator[Node]:
    right = {id(change.figure): change.right for change in matter.changes}
    rules = {rule.id: rule for rule in (*matter.rules, *matter.confirming)}
    for diagnosis in matter.diagnoses:
        grounds = _grounds(diagnosis.derivation, disclosure) if diagnosis.derivation else ()
        others = (_node("other", id=other.id, title=other.title, sentence=other.sentence) for other in diagnosis.others)
        yield _node(
            "diagnosis",
            *grounds,
            _suspect(diagnosis, matter, right, rules, disclosure),
            *others,
            id=diagnosis.id,
            title=diagnosis.title,
            sentence=diagnosis.sentence,
            confidence=diagnosis.confidence,
        )
        yield Node("correction", dict(diagnosis.correction))


def _grounds(derivation: Derivation, disclosure: Disclosure) -> Iterator[Node]:
    """The facts that met the diagnosis' conditions, each with what it was concluded from or where it stands."""
    for ground in derivation.grounds:
        below = _grounds(ground.because, disclosure) if ground.because else ()
        cells = _cells(place_of(figure, disclosure) for figure in ground.figures)
        yield Node("fact", dict(ground.said), (), (*below, *cells))
    for said in derivation.lacking:
        yield Node("absent", dict(said))


def _suspect(diagnosis: Diagnosis, matter: Matter, right: Amounts, rules: Mapping[str, Rule], disclosure: Disclosure) -> Node:
    """The wrong figure and what gives its right amount."""
    suspect = diagnosis.suspect
    wrong, *repeated = suspect.changes
    sound = [identity for identity in suspect.confirmed if holds(identity)]
    children = [_change("repeated", other, disclosure) for other in repeated]
    explained = [violation for violation in matter.violations if violation in suspect.explains]
    failed = [_failed(violation, right, rules, disclosure) for violation in explained]
    said = "tails" if matter.hint else "mended" if matter.mended else "failed"
    children.append(Node("failed", _words(said, count=len(failed)), (), tuple(failed)))
    if sound:
        shown = [_identity(identity, right, rules, disclosure) for identity in sound[:_MAX_IDENTITIES]]
        more = [_node("more", count=len(sound) - len(shown))] if len(sound) > len(shown) else []
        children.append(_node("sound", *shown, *more, count=len(sound)))
    children.extend(_alternative(other, disclosure) for other in suspect.alternatives if other.changes)
    return _change("suspect", wrong, disclosure, *children)


def _change(kind: str, change: Change, disclosure: Disclosure, *children: Node) -> Node:
    figure, place = change.figure, place_of(change.figure, disclosure)
    right = as_told(change.right, figure)
    words = _words(
        "suspect" if change.right != figure.fen else "unchanged",
        place=_spot(place),
        stated=print_exact(figure.fen, figure.unit),
        right=print_exact(right, figure.unit),
        difference=print_exact(figure.fen - right, figure.unit),
        unit=figure.unit,
    )
    return Node(kind, words, (place,), children)


def _alternative(other: Alternative, disclosure: Disclosure) -> Node:
    return _node(
        "alternative", *(_change("instead", change, disclosure) for change in other.changes), probability=other.probability
    )


def _failed(violation: Violation, right: Amounts, rules: Mapping[str, Rule], disclosure: Disclosure) -> Node:
    """A violation as its identity, written out; in the rule's words where no identity is it."""
    rule = rules[violation.rule]
    if violation.identity is not None:
        return _identity(violation.identity, right, rules, disclosure)
    told = {lang: said.rstrip("。.") for lang, said in _said_of(violation, rule, disclosure).items()}
    cells = tuple(_cells_of(violation, disclosure))
    return _node("identity", *cells, places=violation.places[:1], id=rule.id, title=rule.title, told=told)


def _identity(identity: Identity, right: Amounts, rules: Mapping[str, Rule], disclosure: Disclosure) -> Node:
    place = target_of(identity, right)
    target = identity.figures[place]
    # A sum may have dozens of parts that are nil; they add nothing.
    others = [
        figure
        for number, figure in enumerate(identity.figures)
        if number != place and (figure.fen or id(figure) in right or identity.form != SUM)
    ]
    cells = [*_cells(place_of(figure, disclosure) for figure in (target, *others))]
    nil = len(identity.figures) - 1 - len(others)
    told = written_out(identity, right)
    return _node(
        "identity",
        *cells,
        *([_node("nil", count=nil)] if nil else []),
        places=(place_of(target, disclosure),),
        id=identity.rule,
        title=rules[identity.rule].title,
        told=_words("corrected", told=told) if id(target) in right and holds(identity) else told,
    )


# -- what everything ends in


def _cells(places: Iterable[Place]) -> list[Node]:
    told = list(dict.fromkeys(places))
    cells = [_cell(place) for place in told[:_MAX_CELLS]]
    return [*cells, _node("more", count=len(told) - _MAX_CELLS)] if len(told) > _MAX_CELLS else cells


def _cell(place: Place) -> Node:
    spot = _spot(place)
    return Node("cell", {"zh": f"{spot['zh']}：{place.text}", "en": f"{spot['en']}: {place.text}"}, (place,))


def _spot(place: Place) -> Words:
    """Where a place is, in words."""
    line, row = _where(place), place.row
    table = f" {place.table}" if place.table else ""
    column = f" {place.column}" if place.column else ""
    return {
        "zh": f"{line['zh']}{table}{row and f' “{row}”'}{column}",
        "en": f"{line['en']}{table}{row and f' {_QUOTE}{row}{_QUOTE}'}{column}",
    }


def _where(place: Place) -> Words:
    if place.spot is None:
        return _line(place.line)
    return {lang: where(place.spot, place.line, lang) for lang in LANGUAGES}


@lru_cache(maxsize=4096)
def _line(line: int | None) -> Words:
    return _words("line", line=line)


@lru_cache(maxsize=1024)
def _laws(rules: tuple[Rule, ...]) -> tuple[Node, ...]:
    laws = {zh: en for rule in rules for zh, en in zip(basis_of(rule, "zh"), basis_of(rule, "en"), strict=True)}
    return tuple(_law(zh, en) for zh, en in laws.items())


def _law(zh: Basis, en: Basis) -> Node:
    demands = {"zh": zh.demands, "en": en.demands}
    return _node("law", law=zh.law, article=zh.article, demands=demands, verified=_VERIFIED[zh.verified])
