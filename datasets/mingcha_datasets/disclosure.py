"""A published disclosure as facts and figures: what one YAML file says, as values.

Every amount is the text that was printed (`"3,254,218.00"`, `"≤5万"`, `"3590.3"`), never a number: precision,
separators and slips are what a checker has to find, so nothing here repairs or rounds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """How an amount differs from last year's, as stated."""

    direction: str
    amount: str = ""
    unit: str | None = None
    percent: str = ""
    trend: str = ""
    against: str | None = None


@dataclass(frozen=True)
class Claim:
    """One figure of the narrative: its subject, amount, parts, change, share and reason."""

    subject: str
    code: str = ""
    amount: str = ""
    unit: str | None = None
    share: str = ""
    among: str | None = None
    parts: tuple["Claim", ...] = ()
    names: tuple[str, ...] = ()
    change: Change | None = None
    because: str | None = None
    reason: str = ""
    end: str = ""


@dataclass(frozen=True)
class Absence:
    """A statement that there is nothing to disclose under some name."""

    absent: tuple[str, ...]
    years: str = ""
    empty_table: bool = False


Statement = str | Claim | Absence


@dataclass(frozen=True)
class CatalogueEntry:
    """A line of the list of tables: its label, its name, whether it is empty, and why."""

    label: str
    name: str
    empty: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its rows are the printed cells from left to right, blanks at the end left out."""

    kind: str
    title: str = ""
    label: str = ""
    money: str = ""
    header: tuple[tuple[str, ...], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PerformanceForm:
    """A form of performance targets: what is funded, with how much, and by which indicators it is judged."""

    kind: str
    title: str = ""
    label: str = ""
    fields: tuple[tuple[str, ...], ...] = ()
    funds: tuple[tuple[str, ...], ...] = ()
    tasks: tuple[tuple[str, ...], ...] = ()
    goals: tuple[tuple[str, ...], ...] = ()
    indicators: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Disclosure:
    """One unit's disclosure of one year."""

    name: str
    year: int
    kind: str
    layout: str
    level: str
    name_on_tables: str = ""
    above_title: str = ""
    label_below_title: bool = False
    leaves_out: tuple[str, ...] = ()
    catalogue: tuple[CatalogueEntry, ...] = ()
    narrative: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    performance: tuple[PerformanceForm, ...] = ()
