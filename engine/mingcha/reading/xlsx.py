"""Excel workbooks (.xlsx, .xlsm, .xltx): what every cell shows, sheet by sheet.

The XML is read here as it streams by, and not by openpyxl: that builds an object for every cell of a merged range or a
formatted column before a limit can be kept, refuses workbooks for flaws in styles and properties, and takes twenty times as
long. Only local names are looked at, so the strict and the transitional form of ECMA-376 are read alike.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from ..errors import UnreadableDocumentError
from .blocks import Content
from .document import Problem
from .limits import Limits
from .members import Members
from .number_formats import BUILT_IN, shown, shown_text
from .sheets import Merge, Sheet, cell_text, read_sheets

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NO_FORMULA = re.compile(r"(?<!\w)\d+(?:\.\d+)?[\u4e00-\u9fff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_SHEET_KINDS = ("worksheet", "dialogsheet", "chartsheet", "macrosheet")
_TRUE = ("1", "true", "on")
_DAMAGED = "the workbook is damaged ({}); open it in its program, save it and publish it again"


class _Style(NamedTuple):
    """What a cell's style says: the code of its number format, and whether it has a rule at its left or right."""

    code: str
    ruled: bool


class _Listed(NamedTuple):
    """A sheet as the workbook lists it: its name, its part of the package, whether it is hidden."""

    name: str
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
    members = Members(data, name, limits)
    try:
        book = _workbook(members, limits)
        problems: list[Problem] = []
        sheets: list[Sheet] = []
        room = limits.max_cells
        for listed in book.sheets:
            sheet, cells = _sheet(members, listed, book, room, limits)
            room -= cells
            sheets.append(sheet)
            if room < 0:
                problems.append(
                    Problem(f"only the first {limits.max_cells:,} cells were read, up to sheet {listed.name!r} (--max-cells)")
                )
                break
        if not book.sheets:
            raise UnreadableDocumentError(name, "the workbook has no sheet with cells; publish or export it again")
    except (etree.XMLSyntaxError, KeyError, ValueError, OverflowError) as error:
        raise UnreadableDocumentError(name, _DAMAGED.format(str(error) or type(error).__name__)) from None
    return read_sheets(sheets, limits, problems)


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


def _workbook(members: Members, limits: Limits) -> _Workbook:
    root_part = _target(members, "_rels/.rels", "", "officeDocument") or "xl/workbook.xml"
    relations = dict(_relations(members, root_part))
    listed: list[_Listed] = []
    from_1904 = False
    for local, element in _ended(members.read(root_part), lambda local: False):
        if local == "workbookPr":
            from_1904 = element.get("date1904", "") in _TRUE
        elif local == "sheet":
            kind, part = relations.get(_attribute(element, "id"), ("", ""))
            if kind in ("", "worksheet") and part in members:
                listed.append(_Listed(element.get("name", ""), part, element.get("state", "visible") != "visible"))
    by_kind = {kind: part for kind, part in relations.values() if part in members}
    strings = _strings(members.read(by_kind["sharedStrings"]), limits) if "sharedStrings" in by_kind else []
    styles = _styles(members.read(by_kind["styles"])) if "styles" in by_kind else []
    return _Workbook(listed, strings, styles, from_1904)


def _relations(members: Members, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Of each relation of a part its id, kind and target part."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    if rels not in members:
        return
    for local, element in _ended(members.read(rels), lambda local: False):
        if local == "Relationship" and element.get("TargetMode", "") != "External":
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield element.get("Id", ""), (element.get("Type", "").rpartition("/")[2], path)


def _target(members: Members, rels: str, folder: str, kind: str) -> str:
    """The part that a package names as its document, or ""."""
    if rels not in members:
        return ""
    for local, element in _ended(members.read(rels), lambda local: False):
        if local == "Relationship" and element.get("Type", "").endswith("/" + kind):
            target = posixpath.normpath(element.get("Target", "").lstrip("/"))
            return target if target in members else ""
    return ""


def _strings(data: bytes, limits: Limits) -> list[str]:
    """The texts that cells share."""
    strings: list[str] = []
    for local, element in _ended(data, lambda local: local == "si"):
        if local == "si":
            strings.append(_rich_text(element))
            if len(strings) > limits.max_cells:
                break
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
        self.zeros = True


def _sheet(members: Members, listed: _Listed, book: _Workbook, room: int, limits: Limits) -> tuple[Sheet, int]:
    """A sheet, and how many cells it has; those beyond ``room`` are not read."""
    found = _Found()
    row = column = -1
    cells = 0
    for event, element in _events(members.read(listed.part)):
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
        if _NO_FORMULA.search(_QUOTED.sub("", said)):
            inline = "=" + said  # text that a program took for a formula, as =104767人
        else:
            found.blank_formulas.append((row, column))
            return
    if kind == "e":
        found.errors.append((row, column))
    text = inline if inline is not None else _shown(value or "", kind, style, book, zeros=found.zeros)
    text = cell_text(text)
    if text:
        found.rows.setdefault(row, {})[column] = text


_PLAIN = _Style("General", False)


def _shown(value: str, kind: str, style: _Style, book: _Workbook, *, zeros: bool) -> str:
    if not value:
        return ""
    if kind == "s":
        index = int(value)
        return shown_text(book.strings[index], style.code) if 0 <= index < len(book.strings) else ""
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
