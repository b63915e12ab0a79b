"""The knowledge base as typed values: loaded once and passed in wherever it is needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from .peers.declared import Peers

_QUOTES = str.maketrans("", "", "“”\"‘’'「」『』《》\u200b\u200d\ufeff")
_CIRCLED = {chr(0x2460 + i): f"({i + 1})" for i in range(20)}
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` as it is compared: compatibility forms folded, blanks and quotation marks removed."""
    if not text.isascii():
        for mark in _CIRCLED:
            if mark in text:
                text = text.replace(mark, _CIRCLED[mark])
        text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return _SPACE.sub("", text).replace("、、", "、")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name as accounts are compared by meaning: without 的, brackets' style and a final 支出."""
    key = plain(name).replace("的", "").replace("[", "(").replace("]", ")").replace("·", "").replace("・", "")
    return key[:-2] if key.endswith("支出") and len(key) > 4 else key


class Meaning(NamedTuple):
    """What words say of a coordinate; an empty string where they say nothing.

    Fields are those of a Coordinate that words can set.
    """

    measure: str = ""
    period: str = ""
    fund: str = ""
    component: str = ""
    item: str = ""


NOTHING = Meaning()


class Node(Struct, frozen=True):
    """One member of a dimension: its parent (None for a root) and its names."""

    parent: str | None
    zh: str
    en: str


class Dimension:
    """A dimension of the cube: a tree of nodes under the root ""."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes
        self._ancestors = {name: self._path(name) for name in nodes}

    def _path(self, name: str) -> tuple[str, ...]:
        path: list[str] = []
        parent = self.nodes[name].parent
        while parent is not None:
            path.append(parent)
            parent = self.nodes[parent].parent
        return tuple(path)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """From the parent up to the root; empty for a root or an unknown member."""
        return self._ancestors.get(name, ())

    def within(self, name: str, other: str) -> bool:
        """Whether ``name`` is ``other`` or below it."""
        return name == other or other in self.ancestors(name)


class Account(Struct, frozen=True, gc=False):
    """A name of an account code: the years it is known for (0 and 9999 where open) and the trust in its source."""

    name: str
    first_year: int
    last_year: int
    trust: str

    def certain(self, year: int) -> bool:
        """Whether published disclosures print the name with its code in that year."""
        return self.trust == "attested" and self.first_year <= year <= self.last_year


class Accounts(Struct, frozen=True, eq=False):
    """One classification of accounts; it can be a key, so that what follows from a code and a name is worked out once.

    As a key it is itself alone: to find two of thousands of names equal takes longer than what is worked out.

    Attributes:
        names: code to its usual name.
        codes: name_key of every name to the codes that bear it.
        entries: code to all its names, those of old lists too, which ``names`` and ``codes`` leave out.
    """

    names: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, tuple[Account, ...]]

    def code_of(self, name: str, *, length: int | None = None) -> str | None:
        """The only code of ``name`` (of ``length`` digits where given); None where there is none or several."""
        found = [code for code in self.codes.get(name_key(name), ()) if length is None or len(code) == length]
        return found[0] if len(found) == 1 else None


class Content(Struct, frozen=True):
    """Words of a project's name that say which account its money belongs to; ``also``: other accounts that may take it."""

    code: str
    says: tuple[str, ...]
    also: tuple[str, ...]


class TableKind(Struct, frozen=True):
    """Words of a title or a head that announce a kind of table."""

    kind: str
    title: tuple[str, ...] = ()
    head: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """A disclosure rule as its file says it; see docs on the fields in knowledge/rules/README.md.

    It can be a key, so that what follows from it is worked out once.

    Attributes:
        id: family and number; the file's name.
        kind: the kind of its findings.
        severity: error, warning or info.
        title, say, why: texts by language.
        relation: the name of the one relation it demands, and ``terms`` its arguments.
        scope: kinds of disclosure, years, types of unit and provinces it applies to.
        basis: laws, each with article, demand and how far the citation is verified.
        together: whether all violations in a document make one finding.
        path: the file, as the user knows it.
    """

    id: str
    kind: str
    severity: str
    title: Mapping[str, str]
    say: Mapping[str, str]
    relation: str
    terms: Any
    scope: Mapping[str, tuple[Any, ...]]
    basis: tuple[Mapping[str, str], ...]
    confidence: float
    why: Mapping[str, str]
    exclusions: tuple[Mapping[str, str], ...]
    examples: Mapping[str, tuple[str, ...]]
    path: str
    together: bool = False

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def family(self) -> str:
        """The three letters before the number."""
        return self.id.partition("-")[0]


class Cause(Struct, frozen=True):
    """A diagnosis as its file says it; see knowledge/diagnoses/README.md.

    Attributes:
        id: the file's name.
        title, say, correct, why: texts by language.
        kind: the kind of its findings, "" for that of the rule that is broken; ``severity`` error, warning or info.
        weight: of several causes that fit a suspect the one with the most is told.
        when: the symptoms that must be there, or must not, as patterns; ``terms`` the same as the file has them.
        together: a text with placeholders, by which suspects of one cause are known; "" where each stands alone.
        path: the file, as the user knows it.
    """

    id: str
    title: Mapping[str, str]
    kind: str
    severity: str
    weight: int
    when: tuple[Any, ...]
    terms: tuple[Any, ...]
    say: Mapping[str, str]
    correct: Mapping[str, str]
    why: Mapping[str, str]
    together: str
    exclusions: tuple[Mapping[str, str], ...]
    examples: Mapping[str, tuple[str, ...]]
    path: str


class Calibration(Struct, frozen=True, gc=False):
    """How often a diagnosis is right: up to this probability of its explanation, this share.

    Attributes:
        cause: the diagnosis' id, "" for those that have no lines of their own.
        upto: the highest probability the line is for; ``share`` right of place and amount, of ``seen`` cases.
    """

    cause: str
    upto: float
    share: float
    seen: int


class Odds(Struct, frozen=True):
    """How likely a figure is wrong in a given way, as diagnoses/odds.yaml says it: minus the natural logarithm of a share."""

    slip: float
    other: float
    blank: float
    per_way: float
    per_digit: float
    most_digits: int
    off_by_part: float
    follows: float
    moved: float
    in_text: float
    negative: float
    nil: float
    beside: float
    recurs: float
    recurs_per_digit: float
    recurs_against: float
    least: float
    applies: float
    per_doubt: float
    least_doubt: float
    percentage: float
    computed: float
    relabelled: float
    row_absent: float
    least_likely: float


class Knowledge(Struct, frozen=True):
    """All that Mingcha knows, as values.

    Attributes:
        hash: of all files' contents; the same knowledge has the same hash on any machine.
        dimensions: fund, component, item, measure, period.
        functional, economy_dept, economy_gov: the account tables.
        dept_to_gov: class of economy_dept to the classes of economy_gov it may go with, each with its source's trust.
        contents: what certain accounts are for.
        words: other word lists, by file stem.
        tables: kinds of tables, the first that matches wins.
        rules: in the order of their ids.
        causes: the diagnoses, those of more weight first, then in the order of their ids.
        calibration: how often they are right.
        odds: how likely a figure is wrong in a given way.
        peers: named amounts, features, groups.
    """

    hash: str
    dimensions: Mapping[str, Dimension]
    functional: Accounts
    economy_dept: Accounts
    economy_gov: Accounts
    dept_to_gov: Mapping[str, Mapping[str, str]]
    contents: tuple[Content, ...]
    words: Mapping[str, Any]
    tables: tuple[TableKind, ...]
    terms: tuple[tuple[str, Meaning], ...]
    odds: Odds
    rules: tuple[Rule, ...]
    causes: tuple[Cause, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    peers: Peers = Peers()

    def accounts_of(self, code: str) -> Accounts:
        """The classification a code belongs to, by its first digit."""
        return self.economy_dept if code[:1] == "3" else self.economy_gov if code[:1] == "5" else self.functional


def shipped() -> Path:
    """Where the knowledge that came with Mingcha lies: in the wheel, or beside engine/ in a checkout."""
    inside = Path(__file__).parent / "knowledge"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "knowledge"


def load(overlay: Path | None = None) -> Knowledge:
    """Read the knowledge base, with ``overlay``, a user's own folder, laid over it file by file.

    Raises:
        KnowledgeError: names each file that is missing, too large, not YAML, or does not say what it must, and where.
    """
    from .loading import load_knowledge

    return load_knowledge(overlay)
