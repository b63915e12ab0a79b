"""The knowledge base as typed values: read once, checked, hashed, and passed in wherever it is needed."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from msgspec import Struct

from .errors import KnowledgeError

_Parsed = TypeVar("_Parsed")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_FILE_BYTES = 2_000_000
_QUOTES = str.maketrans("", "", "“”\"‘’'「」『』《》\u200b\u200d\ufeff")
_CIRCLED = {chr(0x2460 + i): f"({i + 1})" for i in range(20)}
_MAYBE_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])\*\w")
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


class Accounts(Struct, frozen=True):
    """One classification of accounts.

    Attributes:
        names: code to its usual name.
        codes: name_key of every name to the codes that bear it.
    """

    names: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]

    def code_of(self, name: str, *, length: int | None = None) -> str | None:
        """The only code of ``name`` (of ``length`` digits where given); None where there is none or several."""
        found = [code for code in self.codes.get(name_key(name), ()) if length is None or len(code) == length]
        return found[0] if len(found) == 1 else None


class TableKind(Struct, frozen=True):
    """Words of a title or a head that announce a kind of table."""

    kind: str
    title: tuple[str, ...] = ()
    head: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """A disclosure rule as its file says it; see docs on the fields in knowledge/rules/README.md.

    Attributes:
        id: family and number; the file's name.
        kind: the kind of its findings.
        severity: error, warning or info.
        title, say, why: texts by language.
        relation: the name of the one relation it demands, and ``terms`` its arguments.
        scope: kinds of disclosure and years it applies to.
        basis: laws, each with article, demand and how far the citation is verified.
        together: whether all violations in a document make one finding.
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

    @property
    def family(self) -> str:
        """The three letters before the number."""
        return self.id.partition("-")[0]


class Knowledge(Struct, frozen=True):
    """All that Mingcha knows, as values.

    Attributes:
        hash: of all files' contents; the same knowledge has the same hash on any machine.
        dimensions: fund, component, item, measure, period.
        functional, economy_dept, economy_gov: the account tables.
        words: other word lists, by file stem.
        tables: kinds of tables, the first that matches wins.
        rules: in the order of their ids.
    """

    hash: str
    dimensions: Mapping[str, Dimension]
    functional: Accounts
    economy_dept: Accounts
    economy_gov: Accounts
    words: Mapping[str, Any]
    tables: tuple[TableKind, ...]
    terms: tuple[tuple[str, Meaning], ...]
    rules: tuple[Rule, ...]


def shipped() -> Path:
    """Where the knowledge that came with Mingcha lies: in the wheel, or beside engine/ in a checkout."""
    inside = Path(__file__).parent / "knowledge"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "knowledge"


def load(overlay: Path | None = None) -> Knowledge:
    """Read the knowledge base, with ``overlay``, a user's own folder, laid over it file by file.

    Raises:
        KnowledgeError: a file is missing, too large, not YAML, or does not say what it must.
    """
    files = _files(shipped(), overlay)
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    terms = _formed("language/terms.yaml", lambda name: _terms(_yaml(files, name), name))
    words = {
        Path(name).stem: _yaml(files, name)
        for name in files
        if name.endswith(".yaml") and name.split("/")[0] in ("layouts", "language") and Path(name).stem not in ("tables", "terms")
    }
    from .checking.rules import check_measures, parse_rule
    from .checking.slips import check_slips

    dimensions = _formed("taxonomy/dimensions.yaml", lambda name: _dimensions(_yaml(files, name), name))
    rules = [parse_rule(_yaml(files, name), name) for name in files if name.startswith("rules/") and name.endswith(".yaml")]
    for rule in rules:
        check_measures(rule, dimensions["measure"].nodes)
    for name, needed in _WORD_LISTS.items():
        _check_words(words, name, needed)
    check_slips(words["slips"]["slips"], "language/slips.yaml")
    return Knowledge(
        hash=digest.hexdigest(),
        dimensions=dimensions,
        functional=_formed("taxonomy/functional.csv", lambda name: _accounts(files, name)),
        economy_dept=_formed("taxonomy/economy_dept.csv", lambda name: _accounts(files, name)),
        economy_gov=_formed("taxonomy/economy_gov.csv", lambda name: _accounts(files, name)),
        words=words,
        tables=_formed("layouts/tables.yaml", lambda name: _table_kinds(_yaml(files, name))),
        terms=terms,
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
    )


_WORD_LISTS = {
    "layouts/columns.yaml": ("naming", "roles"),
    "layouts/columns.yaml: roles": ("ordinal", "code", "code_part", "name", "amount", "note"),
    "layouts/rows.yaml": ("total", "subtotal", "grand", "carried", "of_which", "group"),
    "language/units.yaml": ("types", "several", "posts", "provinces"),
    "language/slips.yaml": ("slips",),
    "language/narrative.yaml": (
        "skip_sections",
        "neutral",
        "moved",
        "rises",
        "falls",
        "of_last_year",
        "generic",
        "matters",
        "levels",
    ),
}
"""The lists that must be there, and the file (and the part of it) that holds them."""


def _check_words(words: Mapping[str, Any], name: str, needed: Iterable[str]) -> None:
    path, _, part = name.partition(": ")
    found = words.get(Path(path).stem)
    found = found.get(part) if part and isinstance(found, Mapping) else found
    missing = [one for one in needed if not isinstance(found, Mapping) or one not in found]
    if missing:
        raise KnowledgeError(path, f"the list {missing[0]!r} is missing{f' under {part}' if part else ''}")


def _formed(name: str, parse: Callable[[str], _Parsed]) -> _Parsed:
    """What ``parse`` makes of a file; a file of another form is named, whatever it stumbled over."""
    try:
        return parse(name)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise KnowledgeError(name, f"not of the form this file must have ({type(error).__name__}: {error})") from None


def _table_kinds(entries: Iterable[Mapping[str, Any]]) -> tuple[TableKind, ...]:
    return tuple(TableKind(e["kind"], _plain_tuple(e.get("title")), _plain_tuple(e.get("head"))) for e in entries)


def _files(base: Path, overlay: Path | None) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in (base, overlay):
        if folder is None:
            continue
        if not folder.is_dir():
            raise KnowledgeError(str(folder), "there is no such knowledge folder; check --knowledge")
        for path in folder.rglob("*"):
            if path.suffix in (".yaml", ".csv") and path.is_file():
                if path.stat().st_size > _MAX_FILE_BYTES:
                    raise KnowledgeError(str(path), f"over {_MAX_FILE_BYTES:,} bytes; split the file")
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def _yaml(files: Mapping[str, Path], name: str) -> Any:
    path = files.get(name)
    if path is None:
        raise KnowledgeError(name, "the file is missing; restore it from the release")
    try:
        text = path.read_text(encoding="utf-8")
        if _MAYBE_ALIAS.search(text):
            _refuse_aliases(text, path)
        return yaml.load(text, Loader=_LOADER)
    except UnicodeDecodeError:
        raise KnowledgeError(str(path), "not UTF-8; save the file as UTF-8") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise KnowledgeError(str(path), f"not valid YAML: {' '.join(str(error).split())}") from None


def _refuse_aliases(text: str, path: Path) -> None:
    """An alias can make a small file describe gigabytes; no knowledge file needs one."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise KnowledgeError(str(path), f"line {line}: aliases (*name) are not allowed; write the value out")


def _dimensions(data: Mapping[str, Mapping[str, Mapping[str, str]]], name: str) -> dict[str, Dimension]:
    dimensions = {}
    for dimension, nodes in data.items():
        for node, fields in nodes.items():
            if fields.get("within") is not None and fields["within"] not in nodes:
                raise KnowledgeError(name, f"{dimension}.{node}: within {fields['within']!r} is not a member of {dimension}")
        dimensions[dimension] = Dimension({n: Node(f.get("within"), f["zh"], f["en"]) for n, f in nodes.items()})
    return dimensions


def _accounts(files: Mapping[str, Path], name: str) -> Accounts:
    path = files.get(name)
    if path is None:
        raise KnowledgeError(name, "the file is missing; restore it from the release")
    names: dict[str, str] = {}
    codes: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        names.setdefault(row["code"], row["name"])
    # The newest code of a name comes first: an account that was renumbered keeps its old code on an old line.
    for row in sorted(rows, key=lambda row: (-int(row["last_year"] or 9999), row["code"])):
        known = codes.setdefault(name_key(row["name"]), [])
        if row["code"] not in known:
            known.append(row["code"])
    return Accounts(names, {key: tuple(found) for key, found in codes.items()})


def _terms(entries: Iterable[Mapping[str, Any]], name: str) -> tuple[tuple[str, Meaning], ...]:
    terms: dict[str, Meaning] = {}
    for entry in entries:
        dims = {key: str(value) for key, value in entry.items() if key != "say"}
        unknown = set(dims) - set(Meaning._fields)
        if unknown:
            raise KnowledgeError(
                name, f"{entry['say'][0]}: unknown dimension {sorted(unknown)[0]!r}; one of {', '.join(Meaning._fields)}"
            )
        for phrase in entry["say"]:
            terms[plain(phrase)] = Meaning(**dims)
    return tuple(sorted(terms.items(), key=lambda term: (-len(term[0]), term[0])))


def _plain_tuple(words: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(plain(word) for word in words or ())
