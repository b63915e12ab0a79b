"""Word documents: what Word prints, revisions as accepted, with paragraph numbers and table cells as places.

Hidden text (``w:vanish``) is read, after the paragraph it stands in, as a line of its own that is marked hidden: it was
published, but whoever looks at the page does not see it. Headers, footers and comments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec.structs
from lxml import etree
from msgspec import Struct

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Problem, Spot
from .grid import Cell, columns_of, raised
from .html import items_of
from .kinds import kind_of
from .limits import Limits
from .nested import Grid, Item, Line, content_of, lines_of, says_something, table_of
from .numbering import Numbering
from .ooxml import Package, first

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_VAL = _W + "val"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE, _ROW, _CELL, _RUN, _ALIEN = (_W + tag for tag in ("tbl", "tr", "tc", "r", "altChunk"))
_PARAGRAPH_PROPERTIES, _RUN_PROPERTIES, _ROW_PROPERTIES, _CELL_PROPERTIES = (_W + tag for tag in ("pPr", "rPr", "trPr", "tcPr"))
_STRIKES, _RAISED = (_W + "strike", _W + "dstrike"), _W + "vertAlign"
_STYLE, _RUN_STYLE, _VANISH = (_W + tag for tag in ("pStyle", "rStyle", "vanish"))
_PARAGRAPHS = frozenset((_W + "p", _A + "p"))
_BLOCKS = frozenset((*_PARAGRAPHS, _TABLE, _ALIEN))
_BOXES = frozenset((_W + "txbxContent", _A + "txBody"))
_ALTERNATIVES, _CHOICE, _FALLBACK = (_MC + tag for tag in ("AlternateContent", "Choice", "Fallback"))
_NOTES = {_W + "footnoteReference": "footnotes", _W + "endnoteReference": "endnotes"}
_TEXTS = frozenset((_W + "t", _MATH + "t", _A + "t"))
_SIGNS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _A + "br": "\n",
    _W + "noBreakHyphen": "-",
}
_FIELD, _INSTRUCTION, _SYMBOL, _OBJECT, _DRAWING, _PICT = (
    _W + tag for tag in ("fldChar", "instrText", "sym", "object", "drawing", "pict")
)
# What is not printed: properties, what a revision took away, instructions of fields, phonetic guides.
_UNPRINTED = frozenset(
    _W + tag
    for tag in (
        *("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr"),
        *("sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rt", "rubyPr", "fldData"),
        *("del", "moveFrom", "delText", "delInstrText"),
    )
)
_REVISED = {"cont": "continue", "rest": "restart"}
_OFF = frozenset(("0", "false", "off"))
_BOXES_TO_TICK = {
    **dict.fromkeys((0x52, 0xFE), "☑"),
    **dict.fromkeys((0x53, 0x54, 0xFD), "☒"),
    **dict.fromkeys((0x50, 0xFC), "√"),
    **dict.fromkeys((0x4F, 0xFB), "×"),
    **dict.fromkeys((0x6F, 0x71, 0xA3, 0xA8), "□"),
}
_SLIVER = 100  # twentieths of a point: what is narrower than 1.8 mm is a border that was moved, not a column
_PICTURE = 1_440_000  # English metric units: 4 cm; what is smaller is a logo, a seal or a sign


def read_docx(data: bytes, name: str, limits: Limits) -> Content:
    """Read a Word document (.docx, .docm).

    Raises:
        UnreadableDocumentError: damaged, no Word document, with a document type definition, over a limit, or without text.
    """
    package = Package(data, name, limits)
    body = None if package.document is None else package.document.find(_W + "body")
    if body is None:
        raise UnreadableDocumentError(name, "there is no Word document in the file; open it in Word and save it as .docx")
    story = _Story(package, name, limits)
    items = story.items(body)
    if not says_something(items):
        raise UnreadableDocumentError(
            name,
            "the Word document has pictures but no text; print it to PDF, so that the pictures can be recognised"
            if story.pictures
            else "the Word document has no text; publish or export it again",
        )
    return content_of(items, limits, story.problems())


# -- what stands in a document -----------------------------------------------------------------------------------------------


class _Flow(Struct):
    """What runs in a paragraph: pieces of text and whether each is hidden; text boxes; whether it is of a table of contents."""

    pieces: list[tuple[str, bool]]
    boxes: list[etree._Element]
    contents: bool = False


class _Field(Struct, gc=False):
    """A field that has begun: whether its result has, and whether it is a table of contents."""

    result: bool = False
    contents: bool = False


class _Table(Struct):
    """A table that is being read.

    Attributes:
        number: in the document, from 1.
        rows: how many are read; ``cells`` what is printed, ``inside`` all that the cells hold.
        merged: the cells of the last row that may go on below, by the column they begin in.
    """

    number: int
    rows: int = 0
    cells: list[Cell] = []
    inside: list[Item] = []
    merged: dict[int, Cell] = {}


class _Story:
    """Walks through a document in reading order and numbers what it meets."""

    def __init__(self, package: Package, name: str, limits: Limits) -> None:
        self._package = package
        self._name = name
        self._limits = limits
        styles = package.part("styles")
        self._numbering = Numbering(package.part("numbering"), styles)
        self._hidden_styles = _hidden_styles(styles)
        self._notes: dict[str, dict[str, etree._Element]] = {}
        self._told: set[etree._Element] = set()
        self._waiting: list[etree._Element] = []
        self._fields: list[_Field] = []
        self._inside: Spot | None = None
        self._paragraphs = self._tables = self._cells = 0
        self.pictures: list[int] = []
        self._objects: list[int] = []
        self._aliens: list[int] = []
        self._foreign: list[Problem] = []
        self._covered: list[int] = []
        self._struck: list[int] = []
        self._wide = 0

    def problems(self) -> list[Problem]:
        """What was left out, once the document was walked through."""
        left_out = [
            Problem(
                f"{len(places):,} {what} not read ({where} {_listed(places)}); {remedy}",
                # Where the tables are text, a picture is a chart or a photograph.
                left_out=places is not self.pictures or not self._tables,
            )
            for places, what, where, remedy in (
                (self.pictures, "picture(s)", "after paragraph", "publish as text what they show"),
                (self._objects, "embedded object(s) or chart(s)", "after paragraph", "publish them as tables or as files"),
                (self._aliens, "embedded document(s)", "after paragraph", "open the file in Word and save it again"),
                (self._struck, "crossed-out figure(s)", "after paragraph", "delete them in Word"),
                (self._covered, "text(s) behind merged cells or hidden in cells", "in table", "delete them in Word"),
            )
            if places
        ]
        if self._wide:
            left_out.append(Problem(f"{self._wide:,} merged cells span more than {self._limits.max_span:,} columns (--max-span)"))
        return left_out + self._foreign

    # -- blocks

    def items(self, container: etree._Element) -> list[Item]:
        """The lines and tables of a body, a cell, a text box or a note."""
        items: list[Item] = []
        carried = _Flow([], [])
        for block in _within(container, _BLOCKS):
            if block.tag in _PARAGRAPHS:
                carried = self._paragraph(block, carried, items)
            elif block.tag == _TABLE:
                items.extend(self._table(block))
                self._tell(Spot(table=self._tables), items)
            else:
                items.extend(self._alien(block))
        self._say(carried, "", items)
        return items

    def _alien(self, chunk: etree._Element) -> list[Item]:
        """A document of another kind that Word takes in when it opens the file: a web page, as web programs write it, is read."""
        data = self._package.bytes_of(chunk.get(_RELATION, ""))
        try:
            page = kind_of(data or b" ", self._name) in ("html", "mht")
            items, problems = items_of(data, self._name, self._limits, self._tables) if page else ([], [])
        except UnreadableDocumentError:
            page, items, problems = False, [], []
        if not page:
            self._aliens.append(self._paragraphs)
        self._tables = max([self._tables, *(item.number for item in items if isinstance(item, Grid))])
        self._foreign.extend(problems)
        return items

    def _paragraph(self, paragraph: etree._Element, flow: _Flow, items: list[Item]) -> _Flow:
        """Read one paragraph; what is returned goes on in the next, because the mark between them is deleted or hidden."""
        properties = first(paragraph, _PARAGRAPH_PROPERTIES)
        hidden = properties is not None and self._is_hidden(first(properties, _STYLE))
        self._run_on(paragraph, hidden, flow)
        self._fields = [field for field in self._fields if field.result]
        if properties is not None and self._is_joined(properties):
            if any(text and not hidden for text, hidden in flow.pieces) or not flow.pieces:
                return flow
            self._say(flow, "", items)
        else:
            self._say(flow, self._numbering.of(properties), items)
        return _Flow([], [])

    def _say(self, flow: _Flow, number: str, items: list[Item]) -> None:
        """Put a paragraph's lines, then its hidden text, its text boxes and the notes it refers to."""
        if not (flow.pieces or flow.boxes or number or self._waiting):
            return
        seen = "".join([text for text, hidden in flow.pieces if not hidden])
        unseen = "".join([text for text, hidden in flow.pieces if hidden])
        spot = self._inside
        if spot is None:
            self._paragraphs += bool(seen.strip() or unseen.strip())
            spot = Spot(paragraph=self._paragraphs)
        if seen.strip() or (number and self._inside is not None):
            for place, text in enumerate((number + seen).split("\n")):
                items.append(Line(text, spot, place > 0, flow.contents))
        if unseen.strip():
            items.extend(Line(text, msgspec.structs.replace(spot, hidden=True)) for text in unseen.split("\n"))
        for box in flow.boxes:
            items.extend(self._aside(box, spot))
        self._tell(spot, items)

    def _tell(self, spot: Spot, items: list[Item]) -> None:
        """Put the notes that the paragraph or table before refers to, where it does not stand in a table itself."""
        if self._inside is None and self._waiting:
            waiting, self._waiting = self._waiting, []
            for note in waiting:
                items.extend(self._aside(note, spot))

    def _aside(self, container: etree._Element, spot: Spot) -> list[Item]:
        """The items of a text box or note, whose lines stand where it is anchored."""
        before, fields = self._inside, self._fields
        self._inside, self._fields = spot, []
        items = self.items(container)
        self._inside, self._fields = before, fields
        return items

    # -- what runs in a paragraph

    def _run_on(self, element: etree._Element, hidden: bool, flow: _Flow) -> None:
        for child in element:
            tag = child.tag
            if tag == _RUN:
                properties = first(child, _RUN_PROPERTIES)
                if properties is not None and any(_is_on(first(properties, mark)) for mark in _STRIKES):
                    self._struck.extend([self._paragraphs] * any(map(str.isdigit, _text_of(child))))
                    for mark in child.iterchildren(_FIELD):
                        self._field(mark.get(_W + "fldCharType"))
                    continue
                begun = len(flow.pieces)
                self._run_on(child, hidden or (properties is not None and self._vanishes(properties)), flow)
                if properties is not None and _is_raised(properties):
                    _raise(flow.pieces, begun)
            elif tag in _TEXTS:
                self._put(" ".join(child.text.splitlines()) if child.text else "", hidden, flow)
            elif tag in _UNPRINTED:
                continue
            elif tag in _SIGNS:
                self._put(_SIGNS[tag], hidden, flow)
            elif tag == _SYMBOL:
                self._put(_symbol(child), hidden, flow)
            elif tag == _FIELD:
                self._field(child.get(_W + "fldCharType"))
            elif tag == _INSTRUCTION:
                if self._fields and (child.text or "").split()[:1] == ["TOC"]:
                    self._fields[-1].contents = True
            elif tag in _BOXES:
                flow.boxes.append(child)
            elif tag in _NOTES:
                self._refer(_NOTES[tag], child.get(_W + "id", ""))
            elif tag == _ALTERNATIVES:
                self._run_on(_chosen(child), hidden, flow)
            elif tag == _OBJECT:
                if not any(embedded.get("ProgID", "").startswith("Equation") for embedded in child.iter(_O + "OLEObject")):
                    self._objects.append(self._paragraphs)
            else:
                if tag in (_DRAWING, _PICT):
                    self._picture(child)
                self._run_on(child, hidden, flow)

    def _put(self, text: str, hidden: bool, flow: _Flow) -> None:
        for field in self._fields:
            if not field.result:
                return
            flow.contents = flow.contents or field.contents
        flow.pieces.append((text, hidden))

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(_Field())
        elif self._fields and mark == "separate":
            self._fields[-1].result = True
        elif self._fields and mark == "end":
            self._fields.pop()

    def _refer(self, kind: str, name: str) -> None:
        """Have a note read after the paragraph, at its first reference."""
        if kind not in self._notes:
            root = self._package.part(kind)
            self._notes[kind] = {} if root is None else {note.get(_W + "id", ""): note for note in root}
        note = self._notes[kind].get(name)
        if note is not None and note not in self._told:
            self._told.add(note)
            self._waiting.append(note)

    def _picture(self, drawing: etree._Element) -> None:
        if drawing.tag == _PICT:
            if any(_is_large(image.getparent()) for image in drawing.iter(_V + "imagedata")):
                self.pictures.append(self._paragraphs)
            return
        for frame in drawing:
            extent = frame.find(_WP + "extent")
            large = extent is None or min(_integer(extent.get("cx"), 0), _integer(extent.get("cy"), 0)) >= _PICTURE
            kind = next((data.get("uri", "") for data in frame.iter(_A + "graphicData")), "").rpartition("/")[2]
            if kind in ("chart", "diagram", "chartex"):
                self._objects.append(self._paragraphs)
            elif large and next(frame.iter(_A + "blip"), None) is not None:
                self.pictures.append(self._paragraphs)

    def _vanishes(self, properties: etree._Element) -> bool:
        for element in properties:
            if element.tag == _VANISH:
                return _is_on(element)
            if element.tag == _RUN_STYLE and self._is_hidden(element) and first(properties, _VANISH) is None:
                return True
        return False

    def _is_hidden(self, style: etree._Element | None) -> bool:
        return style is not None and style.get(_VAL) in self._hidden_styles

    def _is_joined(self, properties: etree._Element) -> bool:
        """Whether the mark at a paragraph's end is deleted or hidden."""
        mark = first(properties, _RUN_PROPERTIES)
        return mark is not None and (
            mark.find(_W + "del") is not None or mark.find(_W + "moveFrom") is not None or _is_on(mark.find(_W + "vanish"))
        )

    # -- tables

    def _table(self, element: etree._Element) -> list[Item]:
        self._tables += 1
        table, outside = _Table(self._tables), self._inside
        for row in _within(element, frozenset((_ROW,))):
            told = _properties(row, _ROW_PROPERTIES)
            if _W + "del" not in told and _W + "moveFrom" not in told:
                self._row(row, told, table)
        self._inside = outside
        return table_of(table.number, _snapped(table.cells, _grid_columns(element)), table.rows, table.inside)

    def _row(self, row: etree._Element, told: dict[str, etree._Element], table: _Table) -> None:
        hidden = _is_on(told.get(_W + "hidden"))
        column = self._span(told.get(_W + "gridBefore"), 0)
        merged: dict[int, Cell] = {}
        cell: Cell | None = None
        for index, element in enumerate(_within(row, frozenset((_CELL,)))):
            self._count()
            told = _properties(element, _CELL_PROPERTIES)
            if _W + "cellDel" in told:
                continue
            across = self._span(told.get(_W + "gridSpan"), 1)
            down, sideways = _merge(told)
            self._inside = Spot(table=table.number, row=table.rows + 1, column=index + 1)
            items = self.items(element)
            table.inside.extend(items)
            own = Cell(table.rows, column, across, 1, *lines_of(items, hidden))
            above = table.merged.get(column) if down == "continue" else cell if sideways == "continue" else None
            cell = self._covered_by(above, own, table.number) if above is not None else own
            if cell is own:
                table.cells.append(own)
            if down is not None:
                merged[column] = cell
            if any(isinstance(item, Line) and item.spot.hidden for item in items) and not cell.hidden:
                self._covered.append(table.number)
            column += across
        table.merged = merged
        table.rows += cell is not None

    def _covered_by(self, above: Cell, own: Cell, table: int) -> Cell:
        """The merged cell that goes on where ``own`` stands; what that says is not seen, unless it repeats the other."""
        above.down = max(above.down, own.row - above.row + 1)
        if own.row == above.row:
            above.across = own.column + own.across - above.column
        if any(own.lines) and own.lines != above.lines:
            self._covered.append(table)
        return above

    def _count(self) -> None:
        self._cells += 1
        if self._cells > self._limits.max_cells:
            raise UnreadableDocumentError(
                self._name, f"it has more than {self._limits.max_cells:,} table cells; split it or raise the limit (--max-cells)"
            )

    def _span(self, element: etree._Element | None, default: int) -> int:
        """How many columns are spanned or skipped."""
        if element is None:
            return default
        span = max(_integer(element.get(_VAL), default), default)
        self._wide += span > self._limits.max_span
        return min(span, self._limits.max_span)


def _within(container: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """The elements that are wanted, also inside content controls, revisions and other wrappers."""
    for child in container:
        if child.tag in wanted:
            yield child
        elif child.tag == _ALTERNATIVES:
            yield from _within(_chosen(child), wanted)
        elif child.tag not in _UNPRINTED:
            yield from _within(child, wanted)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Of alternatives the first that says something, as later ones repeat it for older programs; else the first."""
    chosen = [child for child in alternatives if child.tag in (_CHOICE, _FALLBACK)]
    speaking = (child for child in chosen if any(text.text for tag in _TEXTS for text in child.iter(tag)))
    return next(speaking, chosen[0] if chosen else alternatives)


def _properties(element: etree._Element, tag: str) -> dict[str, etree._Element]:
    """The properties of a row or cell by their tag."""
    return {child.tag: child for properties in element.iterchildren(tag) for child in properties}


def _merge(told: dict[str, etree._Element]) -> tuple[str | None, str | None]:
    """Whether a cell begins ("restart") or goes on ("continue") with one merged downwards, and with one merged sideways."""
    down, sideways = told.get(_W + "vMerge"), told.get(_W + "hMerge")
    revised = told.get(_W + "cellMerge")
    way = _REVISED.get(revised.get(_W + "vMerge", "")) if revised is not None else None
    return (
        way if down is None else down.get(_VAL, "continue"),
        None if sideways is None else sideways.get(_VAL, "continue"),
    )


def _grid_columns(table: etree._Element) -> list[int]:
    """Where each column of a table's grid begins, in twentieths of a point."""
    places = [0]
    for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol"):
        places.append(places[-1] + max(_integer(column.get(_W + "w"), 0), 0))
    return places


def _snapped(cells: list[Cell], places: Sequence[int]) -> list[Cell]:
    """Cells whose columns begin within a sliver of each other begin in one column, unless two of one row would."""
    starts = columns_of(cells)
    place: dict[int, int] = {}
    for before, start in pairwise([-1, *starts]):
        near = before >= 0 and start < len(places) and 0 < places[start] - places[place[before]] < _SLIVER
        place[start] = place[before] if near else start
    moved = {(cell.row, place[cell.column]) for cell in cells}
    if len(moved) == len(cells) and any(place[start] != start for start in starts):
        for cell in cells:
            end = cell.column + cell.across
            cell.column = place[cell.column]
            cell.across = max(place.get(end, end) - cell.column, 1)
    return cells


# -- values ------------------------------------------------------------------------------------------------------------------


def _hidden_styles(styles: etree._Element | None) -> frozenset[str | None]:
    """The styles whose text is hidden."""
    if styles is None:
        return frozenset()
    return frozenset(
        style.get(_W + "styleId")
        for style in styles.iterchildren(_W + "style")
        if _is_on(style.find(f"{_RUN_PROPERTIES}/{_W}vanish"))
    )


def _is_raised(properties: etree._Element) -> bool:
    mark = first(properties, _RAISED)
    return mark is not None and mark.get(_VAL) == "superscript"


def _raise(pieces: list[tuple[str, bool]], begun: int) -> None:
    """Make raised digits of those from ``begun`` on, where digits stand right before them."""
    if begun and pieces[begun - 1][0][-1:].isdecimal():
        pieces[begun:] = [(raised(text), hidden) for text, hidden in pieces[begun:]]


def _text_of(run: etree._Element) -> str:
    return "".join([child.text or "" for child in run if child.tag in _TEXTS])


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(_VAL, "1") not in _OFF


def _symbol(symbol: etree._Element) -> str:
    """A character named by its number in a font; of symbol fonts only ticks and boxes to tick are known."""
    code = int(symbol.get(_W + "char", "0"), 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", symbol.get(_W + "char", "")) else 0
    if 0xF000 <= code <= 0xF0FF:
        return _BOXES_TO_TICK.get(code - 0xF000, "")
    return chr(code) if code >= 0x20 and not 0xD800 <= code <= 0xF8FF else ""


def _is_large(shape: etree._Element | None) -> bool:
    """Whether a shape of the older drawing language is as wide and high as a picture with text in it."""
    style = "" if shape is None else shape.get("style", "")
    sizes = [float(size) for size in re.findall(r"(?:\A|;)\s*(?:width|height):(\d{1,6}(?:\.\d{1,6})?)pt", style)]
    return len(sizes) == 2 and min(sizes) * 12_700 >= _PICTURE


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default


def _listed(places: Sequence[int]) -> str:
    listed = sorted(set(places))
    return ", ".join(map(str, listed[:10])) + (" …" if len(listed) > 10 else "")
