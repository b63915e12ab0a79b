"""One disclosure that was published in several files: which files belong together, and all of them as one document."""

from __future__ import annotations

import hashlib
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from zlib import crc32

import msgspec.structs

from ..amounts import Amount
from ..errors import UnreadableDocumentError
from ..knowledge import plain
from ..reading import Block, Document, Limits, Paragraph, Problem, Row, Spot, Table, refuse_over
from ..reading.archives import Left, Member
from ..reading.document import Span, lines_of
from ..reading.kinds import KINDS, Kind, kind_of
from ..understanding import Disclosure
from ..understanding.identity import identify
from ..understanding.money_units import amounts_told, digits_of
from ..understanding.outline import chinese_number
from .task import BUNDLE, Task

MANY = 100
"""An archive of more files than this is a collection, and none of them stands for the whole; see ``Screener.read_all``."""

_FEW_TABLES = 3
_FEW_CLAIMS = 10
_TWIN = 0.5
_KINDS = {"budget": "预算", "final_account": "决算"}
_SCOPE = re.compile(r"(部门|单位)(?:综合)?(?:预算|决算)(?![收支财总])")
_OWN = "本级"
_COVER = 8
_TELLING_DIGITS = 4
_SHARED = 3
_SHARE = 0.1
_SENTENCE = 10
_FIGURES = re.compile(r"[1-9]")
_NUMBER = re.compile(r"(\d+|(?<=[件表第])[一二三四五六七八九十]{1,3}|[一二三四五六七八九十]{1,3}(?=[、.．]))")


class Unpacked(NamedTuple):
    """The documents of an archive, and why others of its files are not among them, by the file's name.

    Attributes:
        passed: names of files that programs left behind.
        understood: what is understood of those documents for which it had to be known, by their names.
    """

    documents: tuple[Document, ...]
    failures: tuple[tuple[str, str], ...] = ()
    passed: tuple[str, ...] = ()
    understood: Mapping[str, Disclosure] = {}


class Part(NamedTuple):
    """What a document that may be a part of a disclosure says of whose and which that is; "" and 0 where it does not.

    Attributes:
        name: of the document.
        texts, tables: whether it has much narrative, and tables.
        sayings: its sentences and the rows of its tables, by their checksums.
        scope: 部门 where it is of a department with its units, 单位 where of one unit alone.
        told: the amounts that its text tells with their unit and that hardly any other disclosure has by chance.
        printed: the amounts of its tables, in fen.
    """

    name: str
    unit: str
    year: int
    kind: str
    texts: bool
    tables: bool
    sayings: frozenset[int]
    scope: str = ""
    told: frozenset[Amount] = frozenset()
    printed: frozenset[int] = frozenset()


def is_archive(data: bytes, name: str) -> bool:
    """Whether a file holds others.

    Raises:
        UnreadableDocumentError: it is of a kind that is not read.
    """
    return data.startswith(b"PK") and kind_of(data, name) == "zip"


def unpacked(data: bytes, name: str, limits: Limits) -> Unpacked:
    """Read the documents in an archive.

    Raises:
        UnreadableDocumentError: the archive is damaged or over a limit as a whole, or empty.
    """
    documents: list[Document] = []
    failures: list[tuple[str, str]] = []
    passed: list[str] = []
    deadline = time.monotonic() + limits.max_archive_seconds
    for one in listed(data, name, limits):
        path = f"{name}/{one.name}"
        if not isinstance(one, Member):
            if one.by_product:
                passed.append(path)
            else:
                failures.append((path, one.reason))
            continue
        if time.monotonic() >= deadline:
            over = f"the archive takes more than {limits.max_archive_seconds:,} seconds"
            failures.append((path, f"{over}; unpack it or raise the limit (--max-archive-seconds)"))
            continue
        try:
            # Only what the file needs is sent to the process that reads it.
            documents.append(read_member(data[one.packed.start : one.packed.end], path, limits, one))
        except UnreadableDocumentError as error:
            failures.append((path, error.reason))
    return Unpacked(tuple(documents), tuple(failures), tuple(passed))


def listed(data: bytes, name: str, limits: Limits) -> tuple[Member | Left, ...]:
    """What is in an archive, without reading it.

    Raises:
        UnreadableDocumentError: as ``unpacked``.
    """
    from ..reading.sandbox import shared

    refuse_over(len(data), limits.max_bytes, "--max-bytes", name)
    kind = Kind(KINDS["zip"].title, "archives:listed")
    return shared().call(kind, data, name, limits, gives=tuple[Member | Left, ...])


def read_member(data: bytes, name: str, limits: Limits, member: Member) -> Document:
    """Read one file of an archive.

    Args:
        data: where it stands in there (``Member.packed``), packed.
        name: how to call it.
        limits: what is too large to read.
        member: what it is.

    Raises:
        UnreadableDocumentError: it could not be read.
    """
    from ..reading.sandbox import shared

    kind, packed = Kind(KINDS[member.kind].title, "archives:read_member"), member.packed
    return shared().call(kind, data, name, limits, packed.method, packed.checksum, *member.place[1:], gives=Document)


def is_whole(disclosure: Disclosure) -> bool:
    """Whether a document has both narrative and tables, so that nothing need be added to it."""
    return _has_text(disclosure) and _has_tables(disclosure)


def part_of(document: Document, disclosure: Disclosure) -> Part:
    """What a document says of the disclosure it may be a part of: itself, or else the name of its file."""
    stem = PurePosixPath(document.name).stem
    named = identify((Paragraph(stem, (Span(0, 1),)),))
    said = [word for word in _KINDS.values() if word in stem] or [
        word for word in _KINDS.values() if any(word in text for text in _texts(document))
    ]
    kind = next((kind for kind, word in _KINDS.items() if [word] == said), disclosure.kind if said else "")
    return Part(
        document.name,
        plain(disclosure.unit or named.unit),
        disclosure.year or named.year,
        kind,
        _has_text(disclosure),
        _has_tables(disclosure),
        _sayings(document),
        _scope(stem, document),
        frozenset(amount for text in _paragraphs(document) for amount in amounts_told(text) if _is_telling(amount)),
        frozenset(figure.fen for figure in disclosure.figures if figure.fen),
    )


def groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Which documents of one folder or archive are one disclosure, each group in reading order; alone where in doubt.

    Documents belong together where unit, scope, year and kind are the same, or are not said by one and only one disclosure
    is possible, and where there are tables to add. One that does not say its unit belongs to another only where the amounts that
    the text of one tells stand in the tables of the other. A document that repeats another stays alone.
    """
    found: list[list[Part]] = []
    alone: list[list[Part]] = []
    by_unit: defaultdict[str, list[list[Part]]] = defaultdict(list)
    by_name: dict[str, list[Part]] = {}
    akin = _akin(parts)
    for part in sorted(parts, key=lambda part: (not part.unit, -_says(part), _place(part))):
        shown = {id(group): group for name in akin[part.name] if (group := by_name.get(name)) is not None}
        possible = by_unit[part.unit] if part.unit else shown.values()
        fitting = [group for group in possible if all(_fit(part, other) for other in group)]
        if fitting and (len(fitting) > 1 or not _adds(part, fitting[0])):
            alone.append([part])
            continue
        if not fitting:
            fitting = [[]]
            found.extend(fitting)
            by_unit[part.unit].extend(fitting)
        fitting[0].append(part)
        by_name[part.name] = fitting[0]
    for group in found:
        alone.extend([group] if any(part.tables for part in group) else [[part] for part in group])
    return sorted(map(in_order, alone), key=lambda group: min(map(_named, group)))


def bundles_of(container: str, members: Sequence[tuple[Task, Part]]) -> list[Task]:
    """Which files of a folder are one disclosure.

    Args:
        container: the folder.
        members: its files that may be parts of one.
    """
    found: list[Task] = []
    tasks = {part.name: task for task, part in members}
    for group in groups([part for _, part in members]):
        if len(group) > 1:
            names = tuple(part.name for part in group)
            paths = tuple(tasks[name].paths[0] for name in names)
            size = sum(tasks[name].size for name in names)
            found.append(Task(names[0], paths, size, container, BUNDLE, called=names))
    return found


def disclosures(documents: Sequence[Document], understand: Callable[[Document], Disclosure]) -> list[tuple[Document, Disclosure]]:
    """The documents of an archive, with those that are parts of one disclosure bundled, and what is understood of each.

    Args:
        documents: of one archive or folder.
        understand: what is understood of a document.
    """
    understood = {document.name: (document, understand(document)) for document in documents}
    found = [pair for pair in understood.values() if is_whole(pair[1])]
    for group in groups([part_of(*pair) for pair in understood.values() if not is_whole(pair[1])]):
        if len(group) == 1:
            found.append(understood[group[0].name])
        else:
            whole = bundle([understood[part.name][0] for part in group], group[0].name)
            found.append((whole, understand(whole)))
    return sorted(found, key=lambda pair: _natural(pair[0].name))


def bundle(documents: Sequence[Document], name: str) -> Document:
    """Several documents as one: their blocks after one another, every place with its file.

    Lines are counted through. A file whose first block is a table has its name for a title, as a sheet has.

    Args:
        documents: in reading order, narrative first; at least one.
        name: how to call it in messages and findings.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    markup: list[tuple[int, str]] = []
    spots: dict[int, Spot] = {}
    last = 0
    for document, file in zip(documents, _files([document.name for document in documents]), strict=True):
        if document.blocks and isinstance(document.blocks[0], Table):
            last += 1
            blocks.append(Paragraph(PurePosixPath(file).stem, (Span(0, last),)))
            spots[last] = Spot(file=file)
        lines = [line for block in document.blocks for line in lines_of(block)]
        spots |= {last + line: _in_file(document.spots.get(line), file, line) for line in lines}
        blocks.extend(_moved(block, last, file) for block in document.blocks)
        problems.extend(
            Problem(f"{file}: {problem.reason}", problem.line and last + problem.line) for problem in document.problems
        )
        markup.extend((last + line, tag) for line, tag in document.markup)
        last += max(lines, default=0)
    together = hashlib.sha256("".join(document.sha256 for document in documents).encode()).hexdigest()
    kinds = {document.kind for document in documents}
    kind = kinds.pop() if len(kinds) == 1 else "zip"
    return Document(name, together, tuple(blocks), tuple(problems), tuple(markup), kind, spots)


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Parts of one disclosure in reading order: narrative first, then tables, each by the numbers in their names."""
    return sorted(parts, key=_place)


def _has_text(disclosure: Disclosure) -> bool:
    return len(disclosure.claims) + len(disclosure.statements) + len(disclosure.counts) >= _FEW_CLAIMS


def _has_tables(disclosure: Disclosure) -> bool:
    """Whether it has tables as a file of tables has: many, or any where it has no narrative."""
    tables = [table for table in disclosure.tables if table.kind not in ("catalogue", "contents")]
    return len(tables) >= (_FEW_TABLES if _has_text(disclosure) else 1)


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell for row in block.rows for cell in row.cells if cell)


def _paragraphs(document: Document) -> Iterator[str]:
    return (block.text for block in document.blocks if isinstance(block, Paragraph))


def _scope(stem: str, document: Document) -> str:
    """Whether the name of its file, or else its cover, calls it the disclosure of a department or of a single unit."""
    if _OWN in stem:
        return "单位"
    cover = [block.text for block in document.blocks[:_COVER] if isinstance(block, Paragraph)]
    said = _SCOPE.findall(stem) or [scope for text in cover for scope in _SCOPE.findall(text.replace(" ", ""))]
    return said[0] if len(set(said)) == 1 else ""


def _is_telling(amount: Amount) -> bool:
    return digits_of(amount) >= _TELLING_DIGITS


def _akin(parts: Sequence[Part]) -> Mapping[str, set[str]]:
    """Which documents show that they are of one disclosure: amounts that the text of one tells stand in the other's tables."""
    akin: defaultdict[str, set[str]] = defaultdict(set)
    if all(part.unit for part in parts):
        return akin
    printed = sorted((fen, place) for place, part in enumerate(parts) for fen in part.printed)
    for part in parts:
        stand: Counter[int] = Counter()
        for fen, ulp in part.told:
            first, last = bisect_left(printed, (fen - ulp // 2, 0)), bisect_right(printed, (fen + ulp // 2, len(parts)))
            stand.update({place for _, place in printed[first:last]})
        for place, count in stand.items():
            if parts[place] is not part and count >= max(_SHARED, _SHARE * len(part.told)):
                akin[part.name].add(parts[place].name)
                akin[parts[place].name].add(part.name)
    return akin


def _says(part: Part) -> int:
    return bool(part.unit) + bool(part.year) + bool(part.kind)


def _fit(one: Part, other: Part) -> bool:
    return all(
        not mine or not theirs or mine == theirs
        for mine, theirs in (
            (one.unit, other.unit),
            (one.scope, other.scope),
            (one.year, other.year),
            (one.kind, other.kind),
        )
    )


def _adds(part: Part, group: Sequence[Part]) -> bool:
    """Whether a part has something that the group lacks, or is at least of the same unit by its own words."""
    return bool(part.unit or part.texts or part.tables) and not any(_repeats(part, other) for other in group)


def _repeats(one: Part, other: Part) -> bool:
    """Whether most of what one document says the other says too."""
    return len(one.sayings & other.sayings) > _TWIN * min(len(one.sayings), len(other.sayings))


def _sayings(document: Document) -> frozenset[int]:
    """Checksums of its sentences and of the rows of its tables that have figures."""
    said = [block.text for block in document.blocks if isinstance(block, Paragraph) and len(block.text) > _SENTENCE]
    rows = ["|".join(filter(None, row.cells)) for block in document.blocks if isinstance(block, Table) for row in block.rows]
    return frozenset(crc32(plain(text).encode()) for text in (*said, *filter(_FIGURES.search, rows)))


def _place(part: Part) -> tuple[bool, tuple[tuple[int, str], ...]]:
    return part.tables and not part.texts, _named(part)


def _named(part: Part) -> tuple[tuple[int, str], ...]:
    return _natural(part.name)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A name as people sort it: 附件2 before 附件10, 附件二 before 附件十."""
    pieces = _NUMBER.split(name)
    return tuple(
        (int(piece) if piece.isdecimal() else chinese_number(piece), "") if place % 2 else (-1, piece)
        for place, piece in enumerate(pieces)
    )


def _files(names: Sequence[str]) -> list[str]:
    """Each file's name without what all paths begin with."""
    paths = [PurePosixPath(name) for name in names]
    short = [path.name for path in paths]
    if len(set(short)) == len(short):
        return short
    common = 0
    while all(len(path.parts) > common + 1 for path in paths) and len({path.parts[common] for path in paths}) == 1:
        common += 1
    return ["/".join(path.parts[common:]) for path in paths]


def _in_file(spot: Spot | None, file: str, line: int) -> Spot:
    return Spot(file=file, line=line) if spot is None else _within(spot, file)


def _within(spot: Spot, file: str) -> Spot:
    """A place in a file that is itself one of several, or several."""
    return msgspec.structs.replace(spot, file=f"{file}/{spot.file}" if spot.file else file)


def _moved(block: Block, by: int, file: str) -> Block:
    """A block whose lines are counted on from ``by``."""
    if isinstance(block, Paragraph):
        return Paragraph(block.text, tuple(Span(span.offset, by + span.line) for span in block.spans))
    return Table(
        tuple(Row(row.cells, by + row.line, tuple(spot and _within(spot, file) for spot in row.spots)) for row in block.rows)
    )
