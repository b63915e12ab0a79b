"""Excel workbooks (.xlsx, .xlsm, .xltx): what every cell shows, sheet by sheet.

The XML is read here as it streams by, and not by openpyxl: that builds an object for every cell of a merged range or a
formatted column before a limit can be kept, refuses workbooks for flaws in styles and properties, and takes twenty times as
long. Only local names are looked at, so the strict and the transitional form of ECMA-376 are read alike.
"""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Problem
from .limits import Limits
from .number_formats import BUILT_IN, shown, shown_text
from .ooxml import Package
from .sheets import Merge, Sheet, cell_text, read_sheets, refuse_blank

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NO_FORMULA = re.compile(r"[^\[(!]*(?<!\w)\d+(?:\.\d+)?[\u4e00-\u9fff][^\[(!]*\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_PICTURE = 1_440_000  # English metric units: 4 cm; what is smaller is a logo, a seal or a sign
_FEW_CELLS = 10
_TRUE = ("1", "true", "on")
_OTHER_SHEETS = {"chartsheet": "chart", "dialogsheet": "dialog", "xlMacrosheet": "macro", "xlIntlMacrosheet": "macro"}
_DAMAGED = "the workbook is damaged ({}); open it in its program, save it and publish it again"


class _Style(NamedTuple):
    """What a cell's style says: the code of its number format, and whether it has a rule at its left or right."""

    code: str
    ruled: bool


class _Listed(NamedTuple):
    """A sheet as the workbook lists it: its name, the kind of its part and where that is, whether it is hidden."""

    name: str
    kind: str
    part: str
    hidden: bool


class _Workbook(NamedTuple):
    sheets: list[_Listed]
    strings: list[str]
    styles: list[_Style]
    from_1904: bool


def read_xlsx(data: bytes, name: str, limits: Limits) -> Content:
    """Read a workbook.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: members and their ratio, cells, columns, spans.

    Raises:
        UnreadableDocumentError: damaged, or over a limit.
    """
    package = Package(data, name, limits, "xl/workbook.xml")
    try:
        book = _workbook(package, limits)
        problems: list[Problem] = []
        sheets: list[Sheet] = []
        room = limits.max_cells
        for listed in book.sheets:
            part = package.read(listed.part)
            if part is None or listed.kind != "worksheet":
                problems.append(_not_read(listed))
                continue
            sheet, cells = _sheet(part, listed, book, room, limits)
            room -= cells
            sheets.append(sheet)
            problems.extend(_drawn(package, listed, sheet))
            if room < 0:
                problems.append(
                    Problem(f"only the first {limits.max_cells:,} cells were read, up to sheet {listed.name!r} (--max-cells)")
                )
                break
    except (etree.XMLSyntaxError, LookupError, ValueError, OverflowError) as error:
        raise UnreadableDocumentError(name, _DAMAGED.format(str(error) or type(error).__name__)) from None
    refuse_blank(sheets, name, problems)
    return read_sheets(sheets, limits, problems)


def _drawn(package: Package, listed: _Listed, sheet: Sheet) -> Iterator[Problem]:
    """What lies over the cells of a sheet: nothing of it is read, and where hardly a cell says anything, it is the sheet."""
    counts = Counter[str]()
    for kind, part in package.related(listed.part).values():
        drawing = package.parsed(part) if kind == "drawing" else None
        if drawing is not None:
            counts.update(filter(None, map(_kind_of_drawing, drawing)))
    if counts:
        few = sum(len(cells) for cells in sheet.rows.values()) < _FEW_CELLS
        yield Problem(
            f"sheet {sheet.name!r} has {', '.join(f'{count:,} {kind}(s)' for kind, count in counts.items())} that were not read; "
            "publish in cells what they show",
            left_out=few and set(counts) != {"chart"},
        )


def _kind_of_drawing(anchor: etree._Element) -> str:
    """What is drawn in one place; "" for a shape without text, and for a picture too small to hold a table."""
    if any(data.get("uri", "").endswith(("/chart", "/chartex")) for data in anchor.iter("{*}graphicData")):
        return "chart"
    if any((text.text or "").strip() for text in anchor.iter("{*}t")):
        return "text box"
    if next(anchor.iter("{*}blip"), None) is None:
        return ""
    sizes = [min(_size(extent, "cx"), _size(extent, "cy")) for extent in anchor.iter("{*}ext") if extent.get("cx")]
    return "picture" if not any(sizes) or max(sizes) >= _PICTURE else ""


def _size(extent: etree._Element, side: str) -> int:
    said = extent.get(side, "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _not_read(listed: _Listed) -> Problem:
    """What is said of a sheet without cells."""
    if listed.kind in _OTHER_SHEETS:
        return Problem(f"sheet {listed.name!r} is a {_OTHER_SHEETS[listed.kind]} and was not read", left_out=False)
    return Problem(f"sheet {listed.name!r} is not in the file and was not read; open the workbook, save it and publish it again")


def _events(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Elements as they begin and end; nothing is fetched, and a document type, which no workbook has, is refused."""
    if re.search(rb"<!DOCTYPE", data[:4096], re.I) or re.search("<!DOCTYPE".encode("utf-16-le"), data[:4096]):
        raise ValueError("a part of it declares a document type")
    yield from etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip


def _local(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def _attribute(element: etree._Element, local: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == local), "")


def _ended(data: bytes, clear: Callable[[str], bool]) -> Iterator[tuple[str, etree._Element]]:
    """Each element when it ends, with its local name; those that ``clear`` names are emptied afterwards to save memory."""
    for event, element in _events(data):
        if event == "end":
            local = _local(element)
            yield local, element
            if clear(local):
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]  # type: ignore[union-attr]  # what has a sibling has a parent


def _workbook(package: Package, limits: Limits) -> _Workbook:
    if package.document is None:
        raise ValueError("it names no list of sheets")
    listed: list[_Listed] = []
    from_1904 = False
    for element in package.document.iter("{*}workbookPr", "{*}sheet"):
        if _local(element) == "workbookPr":
            from_1904 = element.get("date1904", "") in _TRUE
        else:
            kind, part = package.relations.get(_attribute(element, "id"), ("", ""))
            listed.append(_Listed(element.get("name", ""), kind, part, element.get("state", "visible") != "visible"))
    strings = package.read(package.path_of("sharedStrings"))
    styles = package.read(package.path_of("styles"))
    return _Workbook(
        listed,
        [] if strings is None else _strings(strings, limits),
        [] if styles is None else _styles(styles),
        from_1904,
    )


def _strings(data: bytes, limits: Limits) -> list[str]:
    """The texts that cells share; those beyond the limit are blank."""
    strings: list[str] = []
    for local, element in _ended(data, lambda local: local == "si"):
        if local == "si":
            strings.append(_rich_text(element) if len(strings) < limits.max_cells else "")
    return strings


def _rich_text(element: etree._Element) -> str:
    """The text of all runs; how it is to be pronounced is none of it."""
    pieces = []
    for child in element:
        local = _local(child)
        if local == "t":
            pieces.append(child.text or "")
        elif local == "r":
            pieces.extend(text.text or "" for text in child if _local(text) == "t")
    text = "".join(pieces)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _styles(data: bytes) -> list[_Style]:
    codes: dict[str, str] = {}
    ruled: list[bool] = []
    styles: list[_Style] = []
    for local, element in _ended(data, lambda local: False):
        parent = element.getparent()
        if local == "numFmt" and parent is not None and _local(parent) == "numFmts":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif local == "border":
            sides = {_local(side): side.get("style", "none") for side in element}
            ruled.append(any(sides.get(side, "none") != "none" for side in ("left", "right", "start", "end")))
        elif local == "xf" and parent is not None and _local(parent) == "cellXfs":
            number = element.get("numFmtId", "0")
            border = int(element.get("borderId", "0"))
            code = codes.get(number) or BUILT_IN.get(int(number), "General")
            styles.append(_Style(code, border < len(ruled) and ruled[border]))
    return styles


class _Found:
    """What was found of a sheet while its XML streams by."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.ruled: dict[int, tuple[int, int]] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: list[tuple[int, int]] = []
        self.blank_formulas: list[tuple[int, int]] = []
        self.unseen: list[tuple[int, int]] = []
        self.zeros = True


def _sheet(data: bytes, listed: _Listed, book: _Workbook, room: int, limits: Limits) -> tuple[Sheet, int]:
    """A sheet, and how many cells it has; those beyond ``room`` are not read."""
    found = _Found()
    row = column = -1
    cells = 0
    for event, element in _events(data):
        local = _local(element)
        if event == "start":
            if local == "row":
                row, column = _row_number(element, row), -1
                if element.get("hidden") in _TRUE or element.get("ht") == "0":
                    found.hidden_rows.add(row)
            elif local == "sheetView":
                found.zeros = element.get("showZeros", "1") in _TRUE
            continue
        if local == "c":
            column = _column_number(element, column)
            cells += 1
            if cells > room:
                break
            if row < _MAX_ROW and column < _MAX_COLUMN:
                _cell(found, row, column, element, book)
            element.clear()
        elif local == "row":
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]  # what has a sibling has a parent
        elif local == "col" and (element.get("hidden") in _TRUE or element.get("width") == "0"):
            first, last = int(element.get("min", "1")), min(int(element.get("max", "1")), _MAX_COLUMN)
            found.hidden_columns.update(range(first - 1, last))
        elif local == "mergeCell" and len(found.merges) < limits.max_cells:
            merge = _merge(element.get("ref", ""))
            if merge is not None:
                found.merges.append(merge)
    sheet = Sheet(
        listed.name,
        found.rows,
        found.merges,
        listed.hidden,
        frozenset(found.hidden_rows),
        frozenset(found.hidden_columns),
        found.ruled,
        found.errors,
        found.blank_formulas,
        found.unseen,
    )
    return sheet, cells


def _row_number(element: etree._Element, before: int) -> int:
    """The row's number from 0; one that does not say it stands below the one before."""
    said = element.get("r", "")
    return int(said) - 1 if said.isdigit() and 0 < int(said) <= _MAX_ROW else before + 1


def _column_number(element: etree._Element, before: int) -> int:
    match = _REFERENCE.match(element.get("r", ""))
    return _column(match[1]) if match else before + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    return Merge(int(start[2]) - 1, _column(start[1]), int(end[2]) - 1, _column(end[1]))


def _cell(found: _Found, row: int, column: int, element: etree._Element, book: _Workbook) -> None:
    """Record what one cell shows."""
    style_id = element.get("s", "0")
    style = book.styles[int(style_id)] if style_id.isdigit() and int(style_id) < len(book.styles) else _PLAIN
    if style.ruled:
        first, last = found.ruled.get(row, (column, column))
        found.ruled[row] = (min(first, column), max(last, column))
    kind = element.get("t", "n")
    value = formula = inline = None
    for child in element:
        local = _local(child)
        if local == "v":
            value = child.text
        elif local == "f":
            formula = child
        elif local == "is":
            inline = _rich_text(child)
    if formula is not None and not value and kind not in ("str", "inlineStr"):
        said = formula.text or ""
        if _NO_FORMULA.match(_QUOTED.sub("", said)):
            inline = "=" + said  # text that a program took for a formula, as =104767人
        else:
            found.blank_formulas.append((row, column))
            return
    if kind == "e":
        found.errors.append((row, column))
    text = inline if inline is not None else _shown(value or "", kind, style, book, zeros=found.zeros)
    text = cell_text(text)
    if not text and kind == "n" and _number(value or "0"):
        found.unseen.append((row, column))
    if text:
        found.rows.setdefault(row, {})[column] = text


_PLAIN = _Style("General", False)


def _shown(value: str, kind: str, style: _Style, book: _Workbook, *, zeros: bool) -> str:
    if not value:
        return ""
    if kind == "s":
        index = int(value)
        if not 0 <= index < len(book.strings):
            raise ValueError("a cell shows a text that is not in it")
        return shown_text(book.strings[index], style.code)
    if kind == "b":
        return "TRUE" if value.strip() in _TRUE else "FALSE"
    if kind != "n":
        return shown_text(value, style.code)
    number = _number(value)
    if number is None:
        return value
    if number == 0 and not zeros:
        return ""
    return shown(number, style.code, from_1904=book.from_1904)


def _number(value: str) -> int | float | None:
    """The number of a cell; None where it is none."""
    value = value.strip()
    if value.lstrip("-").isdigit() and len(value) <= 16:
        return int(value)
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e300 else None
