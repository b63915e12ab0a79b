"""The tables of a run that others read: their columns, and the rows that records give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import astuple
from numpy.typing import NDArray

from ..amounts import parse_amount
from ..checking import Place
from ..knowledge import Knowledge
from ..peers.declared import NamedAmount
from ..reading import Spot
from ..running.rows import NULL, STATES, ProfileRow, held
from ..running.task import Body, Record
from .columns import CLAIMS, FIGURES, REPEATED, YUAN, column, held_as, numbered, numbers_of, table_of, texts_of


class _Report(Struct):
    """What the tables tell of a ``DocumentReport``."""

    tables: int = 0
    numbers: int = 0
    figures: int = 0
    unread: int = 0
    claims: int = 0
    capped: bool = False
    corrected: list[str] = []
    failures: list[str] = []
    problems: list[str] = []


class _Finding(Struct):
    """What the tables tell of a ``Finding``."""

    id: str
    rule: str
    kind: str
    severity: str
    confidence: float
    title: str
    message: str
    places: list[Place]
    stated: str | None
    expected: str | None
    difference: str | None
    unit_of_money: str | None
    diagnosis: str | None
    because: msgspec.Raw
    basis: msgspec.Raw
    correction: str | None
    alternatives: msgspec.Raw


class Row(NamedTuple):
    """A record with what it holds."""

    record: Record
    body: Body
    report: _Report
    findings: list[_Finding]


class Made(NamedTuple):
    """Rows of a table: how many each document has, and the columns beside those that say whose they are."""

    counts: Sequence[int]
    columns: Sequence[Any]


class Table:
    """A table: its columns, also as they are held until they are written, and how rows are made of documents."""

    def __init__(self, schema: Any, made: Callable[[Sequence[Row]], Made], repeated: Iterable[str] = ()) -> None:
        self.schema = schema
        self.made = made
        self.held = held_as(schema, {*repeated, *[field.name for field in WHOSE]})


WHOSE = [
    column("document", pa.string(), "name of the document, as in findings.jsonl"),
    column("sha256", pa.string(), "of its bytes; empty where they could not be read"),
    column("unit", pa.string(), "whose disclosure; empty where it does not say"),
    column("kind", pa.string(), "budget, final_account, or empty where it does not say"),
]
"""The columns that every table begins with."""

_PLACE = pa.struct(
    [
        column("line", pa.int32(), "line, from 1; of a file that is no text, of what was read of it"),
        column("file", pa.string(), "of several files read as one disclosure, the file; else null"),
        column("page", pa.int32(), "page, from 1, or null"),
        column("sheet", pa.string(), "sheet of a workbook, or null"),
        column("cell", pa.string(), "cell of a workbook, or null"),
        column("table_name", pa.string(), "label and title of its table; empty in the text"),
        column("row_label", pa.string(), "what its row is called"),
        column("column_label", pa.string(), "what its column is called"),
        column("text", pa.string(), "as printed"),
    ]
)
_FINDINGS = pa.schema(
    [
        *WHOSE,
        column("id", pa.string(), "stable for the same document, cause or rule, and places"),
        column("rule", pa.string(), "id of the rule, of several the most telling"),
        column("finding_kind", pa.string(), "`kind` in findings.jsonl: hierarchy_sum, cross_table, percent"),
        column("severity", pa.string(), "error, warning or info"),
        column("confidence", pa.float64(), "how sure it is, 0 to 1"),
        column("diagnosis", pa.string(), "id of the cause, or null where only the failing rule is known"),
        column("title", pa.string(), "the cause, or what must hold"),
        column("message", pa.string(), "what is wrong, in words"),
        column("correction", pa.string(), "what the unit should do, or null"),
        *_PLACE,
        column("stated", pa.string(), "exact decimal number in unit_of_money, or null"),
        column("expected", pa.string(), "what the other figures demand, likewise"),
        column("difference", pa.string(), "stated less expected, likewise"),
        column("unit_of_money", pa.string(), "元, 万元, 亿元, or null"),
        column("stated_yuan", YUAN, "stated, in yuan"),
        column("expected_yuan", YUAN, "expected, in yuan"),
        column("difference_yuan", YUAN, "difference, in yuan"),
        column("places", pa.list_(_PLACE), "all places: the wrong one, those that repeat it, what it was compared with"),
        column("because", pa.string(), "JSON: the relations that fail"),
        column("basis", pa.string(), "JSON: the laws it rests on"),
        column("alternatives", pa.string(), "JSON: what else may be wrong instead"),
    ]
)
_DOCUMENTS = pa.schema(
    [
        *WHOSE,
        column("status", pa.string(), "read, partly (some of it was left out) or failed"),
        column("errors", pa.int32(), "findings of severity error"),
        column("warnings", pa.int32(), "findings of severity warning"),
        column("hints", pa.int32(), "findings of severity info"),
        column("tables", pa.int32(), "tables"),
        column("numbers", pa.int32(), "numeric cells of its tables"),
        column("figures", pa.int32(), "those of them that are amounts at a coordinate"),
        column("unread", pa.int32(), "numbers that were not understood"),
        column("claims", pa.int32(), "claims of its text"),
        column("capped", pa.bool_(), "whether the search for wrong figures was cut short"),
        column("corrected", pa.list_(pa.string()), "figures of a scan that were put right"),
        column("failures", pa.list_(pa.string()), "causes that could not be tried"),
        column("problems", pa.list_(pa.string()), "what was left out or is worth knowing, with the reason"),
    ]
)
_STATES = pa.schema(
    [
        *WHOSE,
        column("rule", pa.string(), "id of the rule"),
        column("state", pa.string(), "violated, holds, not_enough_data or not_applicable"),
    ]
)


def tables_of(knowledge: Knowledge) -> dict[str, Table]:
    """All tables by name; the columns of ``profiles`` are the amounts and features of the knowledge."""
    profiles = _profile_schema(knowledge)
    return {
        "documents": Table(_DOCUMENTS, _documents),
        "findings": Table(_FINDINGS, _findings),
        "figures": Table(
            pa.schema([*WHOSE, *FIGURES]), lambda rows: _encoded([row.body.figures for row in rows], FIGURES), REPEATED
        ),
        "claims": Table(pa.schema([*WHOSE, *CLAIMS]), lambda rows: _encoded([row.body.claims for row in rows], CLAIMS)),
        "states": Table(_STATES, lambda rows: _states(rows, [rule.id for rule in knowledge.rules]), ("rule", "state")),
        "profiles": Table(profiles, lambda rows: _profiles(rows, profiles)),
    }


def row_of(record: Record, body: Body) -> Row:
    """A record with what it holds."""
    return Row(record, body, _report(body.report), [_finding(line) for line in body.findings])


def filled(table: Table, rows: Sequence[Row]) -> Any:
    """The rows of documents in a table, as Arrow."""
    counts, columns = table.made(rows)
    whose = [texts_of([getattr(row.record, field.name) for row in rows], counts) for field in WHOSE]
    return pa.Table.from_arrays([*whose, *columns], schema=table.held)


_report = msgspec.json.Decoder(_Report).decode
_finding = msgspec.json.Decoder(_Finding).decode


def _arrays(values: Iterable[Sequence[Any]], fields: Iterable[Any]) -> list[Any]:
    return [pa.array(one, field.type) for one, field in zip(values, fields, strict=True)]


def _encoded(encoded: Sequence[bytes], schema: Any) -> Made:
    """Figures or claims, which the workers encoded."""
    table, counts = table_of(encoded, schema)
    return Made(counts, table.columns)


def _documents(rows: Sequence[Row]) -> Made:
    own = list(_DOCUMENTS)[len(WHOSE) :]
    values = [[getattr(row.record if field.name in _OF_RECORD else row.report, field.name) for row in rows] for field in own]
    return Made([1] * len(rows), _arrays(values, own))


_OF_RECORD = ("status", "errors", "warnings", "hints")


def _states(rows: Sequence[Row], rules: Sequence[str]) -> Made:
    states = states_in(rows, len(rules))
    columns = numbered(np.tile(np.arange(len(rules)), len(states)), rules), numbered(states.ravel(), STATES)
    return Made([len(row.body.states) for row in rows], columns)


def states_in(rows: Sequence[Row], rules: int) -> NDArray[np.uint8]:
    """The state of each of so many rules on each document that could be read, as its number in ``STATES``."""
    return np.frombuffer(b"".join([row.body.states for row in rows]), np.uint8).reshape(-1, rules)


# -- findings -----------------------------------------------------------------------------------------------------


_NOWHERE = Spot()


def _findings(rows: Sequence[Row]) -> Made:
    findings = [finding for row in rows for finding in row.findings]
    first = [finding.places[0] for finding in findings]
    counts = [len(finding.places) for finding in findings]
    places = pa.StructArray.from_arrays(_places(list(chain.from_iterable(one.places for one in findings))), fields=list(_PLACE))
    offsets = pa.array(accumulate(counts, initial=0), pa.int32())
    of = _by_field(findings, _Finding)
    made = {
        "finding_kind": of["kind"],
        **{name: of[name] for name in _PLAIN},
        **{name: list(map(bytes, of[name])) for name in ("because", "basis", "alternatives")},
        **{field.name: array for field, array in zip(_PLACE, _places(first), strict=True)},
        **{f"{name}_yuan": _yuan(of[name], of["unit_of_money"]) for name in ("stated", "expected", "difference")},
        "places": pa.ListArray.from_arrays(offsets, places, type=_FINDINGS.field("places").type),
    }
    own = list(_FINDINGS)[len(WHOSE) :]
    arrays = [one if isinstance(one, pa.Array) else pa.array(one, field.type) for field in own for one in (made[field.name],)]
    return Made([len(row.findings) for row in rows], arrays)


_PLAIN = (
    *("id", "rule", "severity", "confidence", "diagnosis", "title", "message", "correction"),
    *("stated", "expected", "difference", "unit_of_money"),
)


def _places(places: Sequence[Place]) -> list[Any]:
    """The columns of places."""
    of = _by_field(places, Place)
    spots = [spot or _NOWHERE for spot in of["spot"]] if any(of["spot"]) else []
    files, sheets, cells = (
        [getattr(spot, name) or None for spot in spots] or [None] * len(places) for name in ("file", "sheet", "cell")
    )
    said = [of[name] for name in ("table", "row", "column", "text")]
    return _arrays([of["line"], files, of["page"], sheets, cells, *said], _PLACE)


def _by_field(structs: Sequence[Struct], kind: type[Struct]) -> dict[str, Sequence[Any]]:
    """What values of one kind have in each field; faster than to ask each for one field after the other."""
    if not structs:
        return dict.fromkeys(kind.__struct_fields__, ())
    return dict(zip(kind.__struct_fields__, zip(*map(astuple, structs), strict=True), strict=True))


def _yuan(amounts: Sequence[str | None], units: Sequence[str | None]) -> Any:
    """Amounts of findings in yuan, null where there is none or it is too large."""
    told = [parse_amount(text, unit) if text and unit else None for text, unit in zip(amounts, units, strict=True)]
    return numbers_of([held(amount.fen) if amount else NULL for amount in told], YUAN)


# -- profiles -----------------------------------------------------------------------------------------------------


_LISTED = pa.struct(
    [
        column("name", pa.string(), "listing and place by size: projects.1 is the largest"),
        column("called", pa.string(), "what the disclosure calls it"),
        column("yuan", YUAN, "amount in yuan"),
    ]
)


def _profile_schema(knowledge: Knowledge) -> Any:
    """Wide and flat: one row a unit-year is what is compared, and columns of numbers are what every reader filters and sums."""
    amounts = knowledge.peers.amounts.values()
    features = knowledge.peers.features.values()
    return pa.schema(
        [
            *WHOSE,
            column("id", pa.string(), "unit, year and kind; with the hash of the document where one of them is unknown"),
            column("unit_type", pa.string(), "administrative, civil_service, institution, or empty"),
            column("level", pa.string(), "centre, province, city, county, or empty"),
            column("domain", pa.string(), "id of knowledge/peers/groups.yaml, or empty"),
            column("size", pa.string(), "band of expenditure, or empty"),
            *(_amount(_AMOUNT, one) for one in amounts),
            *(_amount(_LAST, one) for one in amounts),
            *(column(_FEATURE + one.id, pa.float64(), f"{one.title['en']} ({one.unit})") for one in features),
            column("undefined", pa.list_(pa.string()), "features whose parts are all there and that have no value"),
            column("corrected", pa.list_(pa.string()), "features that rest on an amount that was put right"),
            column("listed", pa.list_(_LISTED), "members of listings that features name"),
        ]
    )


_AMOUNT, _LAST, _FEATURE = "amount_", "last_", "feature_"
"""What the names of columns begin with: amounts of this year and of last year, and features."""
_HEAD = 5
"""How many columns stand before them."""


def _amount(prefix: str, amount: NamedAmount) -> Any:
    """A column of an amount: money in yuan, else how many."""
    return column(prefix + amount.name, YUAN if amount.unit == "fen" else pa.int64(), amount.title["en"])


def _profiles(rows: Sequence[Row], schema: Any) -> Made:
    there = [row.body.profiles for row in rows if row.body.profiles]
    counts = [1 if row.body.profiles else 0 for row in rows]
    kinds = [field.type for field in schema][len(WHOSE) :]
    if not there:
        return Made(counts, [pa.array([], kind) for kind in kinds])
    profiles = [_profile(one) for one in there]
    amounts = _columns([profile.amounts + profile.last for profile in profiles], np.int64)
    features = _columns([profile.features for profile in profiles], np.float64)
    columns = [
        *(pa.array(texts, pa.string()) for texts in zip(*(profile.head for profile in profiles), strict=True)),
        *(numbers_of(fens, kind) for fens, kind in zip(amounts, kinds[_HEAD:], strict=False)),
        *(pa.array(values, pa.float64(), mask=~np.isfinite(values)) for values in features),
        pa.array([profile.undefined for profile in profiles], pa.list_(pa.string())),
        pa.array([profile.corrected for profile in profiles], pa.list_(pa.string())),
        _listed([profile.listed for profile in profiles]),
    ]
    return Made(counts, columns)


_profile = msgspec.msgpack.Decoder(ProfileRow).decode


def _columns(data: Sequence[bytes], kind: Any) -> Any:
    """Numbers of profiles, one row for each column of the table."""
    return np.ascontiguousarray(np.frombuffer(b"".join(data), kind).reshape(len(data), -1).T)


def _listed(listed: Sequence[Sequence[tuple[str, str, int]]]) -> Any:
    members = [one for each in listed for one in each]
    arrays = [
        pa.array([name for name, _, _ in members], pa.string()),
        pa.array([called for _, called, _ in members], pa.string()),
        numbers_of([fen for _, _, fen in members], YUAN),
    ]
    offsets = pa.array(accumulate((len(one) for one in listed), initial=0), pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(arrays, fields=list(_LISTED)), type=pa.list_(_LISTED))
