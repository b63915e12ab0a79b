"""What was understood: figures at their coordinates, listings, claims, catalogue, performance forms."""

from __future__ import annotations

from msgspec import Struct

from ..whereabouts import Whereabouts

CLASSIFICATIONS = ("function", "economy_dept", "economy_gov")
"""The dimensions of which a coordinate has an account."""


class Coordinate(Struct, frozen=True, gc=False, cache_hash=True):
    """What an amount speaks of; "" is the root of a dimension, all of it.

    Attributes: measure (income, expenditure …), period (this, last, executed, budget, change, whole), fund, function
    (2xx code), economy_dept (3xx), economy_gov (5xx), component (basic, project …), item (a project, a
    three-public item, an indicator).
    """

    measure: str = ""
    period: str = "this"
    fund: str = ""
    function: str = ""
    economy_dept: str = ""
    economy_gov: str = ""
    component: str = ""
    item: str = ""


class Figure(Struct, frozen=True, gc=False):
    """One stated amount.

    Attributes:
        fen: value in 0.01 yuan.
        ulp: one unit of the last printed place, in fen.
        unit: money unit as printed (元, 万元 …).
        coordinate: what it speaks of.
        line: 1-based line; ``table`` the index of its table, -1 in the narrative.
        row, column: labels as printed; ``text`` the cell or the sentence part as printed.
        cell: index of the cell in its row, -1 where it stands in no cell.
    """

    fen: int
    ulp: int
    unit: str
    coordinate: Coordinate
    line: int
    table: int
    row: str
    column: str
    text: str
    cell: int = -1


class Column(Struct, frozen=True, gc=False):
    """An amount column: its place in the row, its head and the dimensions the head sets."""

    index: int
    head: str
    measure: str
    period: str
    fund: str
    component: str
    item: str
    of_which: bool = False


class Line(Struct, frozen=True, gc=False):
    """One row of a listing.

    Attributes:
        line: 1-based source line.
        label: as printed; ``code`` the account code, inherited parts filled in.
        counterpart: the code of the other economic classification in the same row, or "".
        role: item, total, subtotal, grand, carried, of_which, group or unit.
        misprint, counterpart_misprint: the codes as printed where they were mistyped, and ``code`` and ``counterpart`` are
            those that are meant; else "".
    """

    line: int
    label: str
    code: str
    counterpart: str
    counterpart_name: str
    role: str
    measure: str
    fund: str
    function: str
    economy_dept: str
    economy_gov: str
    component: str
    item: str
    misprint: str = ""
    counterpart_misprint: str = ""

    @property
    def account(self) -> str:
        """The code of the account that it speaks of, whether or not it prints the code; "" where of none."""
        return self.function or self.economy_dept or self.economy_gov


class Sum(Struct, frozen=True, gc=False):
    """A total and its parts inside one listing.

    Attributes:
        axis: "column" when the parts stand in one row under several heads, "row" when they stand below
            each other in one column.
        along: the dimension the parts divide.
        total, parts: indices of columns or lines; ``optional`` parts may or may not be in the total.
    """

    axis: str
    along: str
    total: int
    parts: tuple[int, ...]
    optional: tuple[int, ...] = ()


class Listing(Struct, frozen=True, gc=False):
    """A list of names with its amount columns; a table holds one or several side by side."""

    table: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    cells: tuple[tuple[Figure | None, ...], ...]
    sums: tuple[Sum, ...]


MALFORMED = "the commas or points in it are not where a number has them"
"""Why a cell of digits in an amount column is no amount."""
LOST_CELLS = "the blank cells of the table were lost when the text was made, so that no number stands in its column"
"""Why no number of a table is understood."""


class Unread(Struct, frozen=True, gc=False):
    """A number that was not understood, and why; ``table`` is -1 in the narrative."""

    line: int
    table: int
    text: str
    reason: str


class UnderstoodTable(Struct, frozen=True, gc=False):
    """A table as understood.

    Attributes:
        index: its position in the disclosure.
        label: such as 表6; "" where none is printed. ``title`` as printed.
        kind: accounts, projects, three_public, agency_operating, procurement, performance, catalogue, …
        unit: money unit, "" where none is stated anywhere near.
        line: first line; ``end`` last line.
        measure, fund, component: what the title says of all its amounts.
        listings: its body.
        numbers: how many numeric cells it has; ``figures`` how many of them became figures, ``labels`` how many
            are codes, ordinals, page numbers and indicator values.
    """

    index: int
    label: str
    title: str
    kind: str
    unit: str
    line: int
    end: int
    measure: str
    fund: str
    component: str
    listings: tuple[Listing, ...]
    numbers: int
    figures: int
    labels: int


class Claim(Struct, frozen=True, gc=False):
    """What a part of a sentence asserts.

    Attributes:
        line: 1-based line; ``text`` the part of the sentence.
        subject: the words it speaks of; ``coordinate`` what they mean; ``code`` as printed in brackets.
        open_fund: whether the fund was not said, so that any fund may be meant.
        amount: stated level, or None.
        change: signed change against last year, or None; ``direction`` up, down, none or "".
        growth: signed growth in 1/100 of a percent with its ulp, or None.
        share: share in 1/100 of a percent with its ulp, or None; ``share_of`` the amount of the text it is a share
            of, else ``share_bases`` the coordinates at which its whole may stand.
        reason: the words after 原因, or "".
        section: topic words of its heading.
        listing: claims of one enumeration carry one number; 0 outside enumerations.
        code_name: the account's name as printed beside the code.
        base: the period with whose amount the change and the growth compare.
    """

    line: int
    text: str
    subject: str
    coordinate: Coordinate
    code: str
    code_name: str
    open_fund: bool
    amount: Figure | None
    change: Figure | None
    direction: str
    growth: tuple[int, int] | None
    share: tuple[int, int] | None
    share_of: Figure | None
    reason: str
    section: str
    listing: int
    share_bases: tuple[Coordinate, ...] = ()
    base: str = "last"


class Statement(Struct, frozen=True, gc=False):
    """A sentence without an amount that asserts something: nothing of a kind, an empty table published."""

    line: int
    text: str
    kind: str
    topic: str
    section: str
    section_line: int


class CatalogueEntry(Struct, frozen=True, gc=False):
    """One line of the catalogue: table label and title, whether empty, and the reason given."""

    line: int
    label: str
    title: str
    empty: str
    reason: str
    topic: str
    reason_topic: str


class ContentsEntry(Struct, frozen=True, gc=False):
    """One line of the table of contents.

    Attributes:
        part: number of the 第…部分 it stands under, 0 where there is none.
        level, number: how deep (0 for 第一部分, 1 for 一、, 2 for （一）) and which; number 0 for a table's label.
        label: 六 of 表六 as "6", else "".
    """

    line: int
    part: int
    level: int
    number: int
    label: str
    title: str


class Section(Struct, frozen=True, gc=False):
    """A heading of the body: its part, level and number as in ``ContentsEntry``, and the text below it.

    Attributes:
        text: down to the next heading as high as it or higher, cut where it is very long.
        own: down to the next heading of any level; ``own_line`` the line it begins on.
    """

    line: int
    part: int
    level: int
    number: int
    title: str
    text: str
    own: str
    own_line: int


class Misnumbered(Struct, frozen=True, gc=False):
    """Two numbered headings, items or rows that follow each other out of order.

    Attributes:
        line, before_line: of the second and the first; ``table`` their table, -1 in the narrative.
        before, text: how they begin; ``repeated``: whether the number is the same, else one is left out.
    """

    line: int
    before_line: int
    table: int
    before: str
    text: str
    repeated: bool


class UnitName(Struct, frozen=True, gc=False):
    """A unit's name where a disclosure says whose it is.

    Attributes:
        of: field (beside 单位名称), form (in the form of a whole unit), operator (实施单位 in the form of a project), text
            (subject of the overview), title (of a table), list (of units, the unit itself) or mention
            (anywhere else, only where a slip is in it).
        name: as printed, "" where the field is blank.
    """

    line: int
    table: int
    of: str
    name: str


class Indicator(Struct, frozen=True, gc=False):
    """One performance indicator.

    Attributes:
        number: its value times 1,000,000, None where it is none; ``comparator`` as printed.
        points: how many points it can earn, times 100; None where the form gives none.
    """

    line: int
    project: str
    level1: str
    level2: str
    name: str
    value: str
    comparator: str
    number: int | None
    unit: str
    scoring: str
    points: int | None = None


class Form(Struct, frozen=True, gc=False):
    """One performance form: the project, its funds and its indicators.

    Attributes:
        project_line: the line of the project's name, 0 where the form asks for none.
        unit_line: the line of the unit's name, 0 where the form asks for none; ``unit_name`` "" where it is blank.
        objective: the text of the objective without the form's own words; ``objective_line`` 0 where it asks for none.
        unit: the money unit that the form prints for its funds, "" where none.
        slid: lines of tasks whose amounts stand left of their columns.
        operator, operator_line: the unit that carries the project out (实施单位); 0 where the form asks for none.
        points: what the head of the points says that they come to (分值（90）), times 100; None where it says nothing.
    """

    line: int
    table: int
    project: str
    unit_name: str
    funds: tuple[Figure, ...]
    tasks: tuple[Figure, ...]
    indicators: tuple[Indicator, ...]
    unit_line: int = 0
    objective: str = ""
    objective_line: int = 0
    unit: str = ""
    slid: tuple[int, ...] = ()
    operator: str = ""
    operator_line: int = 0
    project_line: int = 0
    points: int | None = None


class Count(Struct, frozen=True, gc=False):
    """A number of people or things the narrative states; ``what`` such as staff_quota, staff_actual, vehicles."""

    line: int
    what: str
    part: str
    number: int
    text: str


class Disclosure(Struct, frozen=True, gc=False):
    """Everything understood of one document.

    Attributes:
        unit, year, kind: whose, of which year, budget or final_account ("" and 0 where not found).
        tables, claims, statements, catalogue, forms, counts, figures: in document order.
        unread: the numbers that were not understood.
        amounts_in_text: how many amounts with a money unit the narrative has.
        contents, sections, misnumbered: the outline; ``names`` where the disclosure says whose it is.
        unit_type: administrative (行政), civil_service (参公), institution (事业), "" where the document does not say.
        province: such as 陕西, "" where the document does not say.
        whereabouts: where the lines and cells stand in the file, where that is no text.
    """

    document: str
    sha256: str
    unit: str
    year: int
    kind: str
    tables: tuple[UnderstoodTable, ...]
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...]
    catalogue: tuple[CatalogueEntry, ...]
    forms: tuple[Form, ...]
    counts: tuple[Count, ...]
    figures: tuple[Figure, ...]
    unread: tuple[Unread, ...]
    amounts_in_text: int
    contents: tuple[ContentsEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    misnumbered: tuple[Misnumbered, ...] = ()
    names: tuple[UnitName, ...] = ()
    unit_type: str = ""
    province: str = ""
    whereabouts: Whereabouts = Whereabouts()
