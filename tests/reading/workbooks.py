"""Small workbooks as files, for tests: by openpyxl and xlwt, and part by part for what those do not write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from mingcha.reading import Block, Content, Limits, Paragraph, read_here

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(sheets: Mapping[str, Rows], *, merged: Iterable[str] = (), formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook; ``merged`` ranges and ``formats`` by cell are of its last sheet."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    sheet: Worksheet | None = None
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    assert sheet is not None
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    for span in merged:
        sheet.merge_cells(span)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook made by openpyxl."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def raw_xlsx(sheet: str, *, shared: str = "", styles: str = "", name: str = "表", main: str = _MAIN) -> bytes:
    """A workbook of one sheet from the XML inside its elements."""
    relations = [
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>',
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>',
        f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="/xl/styles.xml"/>',
    ]
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{"".join(relations)}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in parts.items():
            package.writestr(part, text if text.startswith("<?xml") or "<!DOCTYPE" in text else '<?xml version="1.0"?>' + text)
    return file.getvalue()


def xls(sheets: Mapping[str, Rows], *, formats: Mapping[tuple[int, int], str] | None = None) -> bytes:
    """An old workbook; ``formats`` by row and column from 0 are of all sheets."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                code = (formats or {}).get((row, column))
                if value is not None:
                    sheet.write(row, column, value, xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style)
    return saved_xls(book)


def saved_xls(book: xlwt.Workbook) -> bytes:
    """The bytes of a workbook made by xlwt."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def content(data: bytes, kind: str = "xlsx", limits: Limits | None = None) -> Content:
    """What is read of a workbook."""
    return read_here(data, "book." + kind, kind, limits or Limits())


def blocks(data: bytes, kind: str = "xlsx", limits: Limits | None = None) -> list[str | list[list[str]]]:
    """Lines of text as they are, tables as lists of rows."""
    return [_plain(block) for block in content(data, kind, limits).blocks]


def _plain(block: Block) -> str | list[list[str]]:
    return block.text if isinstance(block, Paragraph) else [list(row.cells) for row in block.rows]
