"""Write a printed disclosure as an Excel workbook: a sheet a table, the text between on sheets of its own; needs openpyxl."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO

from mingcha_datasets.blocks import Block, Grid, Role, Text
from mingcha_datasets.errors import MissingLibraryError

try:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.worksheet.worksheet import Worksheet
except ModuleNotFoundError as error:
    raise MissingLibraryError("an .xlsx file", "openpyxl") from error

_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?P<commas>(?:,\d{3})+))(?:\.(?P<decimals>\d+))?")
_PERCENT = re.compile(r"-?\d+(?:\.(?P<decimals>\d+))?%")
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OF_A_TABLE = {Role.LABEL, Role.TITLE, Role.ABOVE}
_LONGEST_NAME = 31
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_WRITTEN = (1980, 1, 1, 0, 0, 0)
_NARRATIVE_WIDTH = 9


def xlsx(blocks: Sequence[Block]) -> bytes:
    """The blocks as the bytes of a .xlsx file; amounts are numbers with the format that prints them, codes are text.

    The same blocks give the same bytes.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for page in _pages(blocks):
        sheet = workbook.create_sheet(_name(page, workbook.sheetnames))
        _fill(sheet, page)
    file = BytesIO()
    workbook.save(file)
    return _of_no_time(file)


def _of_no_time(file: BytesIO) -> bytes:
    """The workbook without the time it was written at."""
    timeless = BytesIO()
    with zipfile.ZipFile(file) as written, zipfile.ZipFile(timeless, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in written.namelist():
            data = _TIMES.sub(b"", written.read(name)) if name == "docProps/core.xml" else written.read(name)
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), data, zipfile.ZIP_DEFLATED)
    return timeless.getvalue()


def _pages(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """What stands on one sheet: a table with its lines, of one without a title the line above, or the text up to the next."""
    page: list[Block] = []
    for block in blocks:
        is_note = isinstance(block, Text) and block.role is Role.NOTE
        last = page[-1] if page else None
        if (isinstance(last, Grid) and not is_note) or (isinstance(last, Text) and last.role is Role.NOTE):
            yield page
            page = []
        elif isinstance(last, Text) and last.role not in _OF_A_TABLE and (isinstance(block, Grid) or block.role in _OF_A_TABLE):
            above = [page.pop()] if isinstance(block, Grid) and len(last.text) <= _LONGEST_NAME else []
            if page:
                yield page
            page = above
        page.append(block)
    if page:
        yield page


def _name(page: Sequence[Block], taken: Sequence[str]) -> str:
    """The label or the title of the table, as a sheet may be named; Sheet4 where it has none; 说明 for text."""
    texts = [each for each in page if isinstance(each, Text)]
    captions = [each.text for each in texts if each.role in (Role.LABEL, Role.TITLE)]
    is_table = any(isinstance(each, Grid) for each in page)
    untitled = f"Sheet{len(taken) + 1}" if is_table else "说明"
    wanted = re.sub(r"[\\/*?:\[\]\s]", "", captions[0]) if captions else untitled
    names = (wanted[: _LONGEST_NAME - len(end)] + end for end in ("", *(f"-{count}" for count in range(2, len(taken) + 3))))
    return next(name for name in names if name not in taken)


def _fill(sheet: Worksheet, page: Sequence[Block]) -> None:
    width = max((each.width for each in page if isinstance(each, Grid)), default=_NARRATIVE_WIDTH)
    row = 1
    left = [each for each in page if isinstance(each, Text) and each.role is Role.ABOVE][:-1]
    for block in page:
        if isinstance(block, Grid):
            _fill_table(sheet, block, row)
            row += len(block.rows)
        elif block.role is Role.ABOVE:
            # Whose table it is stands left, its unit of money right, on one row.
            _put(sheet, block.text, row, 1 if block in left else width, 1, 1)
            row += block not in left
        else:
            for line in filter(None, block.text.split("\n")):
                _put(sheet, line, row, 1, 1, 1 if block.role is Role.LABEL else width)
                if block.role is Role.TITLE:
                    sheet.cell(row, 1).alignment = Alignment(horizontal="center")
                row += 1


def _fill_table(sheet: Worksheet, grid: Grid, top: int) -> None:
    for (row, column), (down, across) in grid.spans().items():
        _put(sheet, grid.rows[row][column], top + row, column + 1, down, across)
    for line in sheet.iter_rows(top, top + len(grid.rows) - 1, 1, grid.width):
        for cell in line:
            cell.border = _BORDER


def _put(sheet: Worksheet, text: str, row: int, column: int, down: int, across: int) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.number_format = _valued(text)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # what begins with = is no formula
    if down * across > 1:
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + down - 1, end_column=column + across - 1)


def _valued(text: str) -> tuple[str | float | None, str]:
    """What the cell holds and the format that prints it so; digits alone are a code, and text."""
    if not text:
        return None, "General"
    if percent := _PERCENT.fullmatch(text):
        decimals = len(percent["decimals"] or "")
        return round(float(text[:-1]) / 100, decimals + 2), f"{_places(decimals)}%"
    number = _NUMBER.fullmatch(text)
    if not number or not (number["commas"] or number["decimals"]):
        return text, "@"
    thousands = "#,##" if number["commas"] or "," in text else ""
    return float(text.replace(",", "")), thousands + _places(len(number["decimals"] or ""))


def _places(decimals: int) -> str:
    return "0." + "0" * decimals if decimals else "0"
