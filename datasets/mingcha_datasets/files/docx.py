"""Write a printed disclosure as a Word document: headings, paragraphs, tables with merged cells."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from mingcha_datasets.blocks import Block, Grid, Role

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT_WIDTH = 13_958
"""Of an A4 page on its side less its margins, in twentieths of a point."""
_ALIGNED = {Role.LABEL: "left", Role.TITLE: "center", Role.ABOVE: "right"}
_WRITTEN = (1980, 1, 1, 0, 0, 0)


def docx(blocks: Sequence[Block]) -> bytes:
    """The blocks as the bytes of a .docx file; the same blocks give the same bytes."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relation("styles", "styles.xml"),
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{_styles()}</w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{"".join(map(_block, blocks))}'
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="851" w:footer="992" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>",
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), _XML + xml, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'


def _styles() -> str:
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    headings = (
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="a"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        for level in range(1, 6)
    )
    return normal + "".join(headings)


def _block(block: Block) -> str:
    if isinstance(block, Grid):
        # A paragraph keeps two tables that follow each other from being one.
        return _table(block) + "<w:p/>"
    style = f'<w:pStyle w:val="{block.level}"/>' if block.level else ""
    aligned = f'<w:jc w:val="{_ALIGNED[block.role]}"/>' if block.role in _ALIGNED else ""
    return "".join(_paragraph(line, style + aligned) for line in block.text.split("\n") if line)


def _paragraph(text: str, properties: str = "") -> str:
    """A paragraph whose Chinese and other characters are runs of their own, as an editor writes them."""
    runs = (
        f'<w:r><w:rPr><w:rFonts w:hint="{"default" if ascii_ else "eastAsia"}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape("".join(run))}</w:t></w:r>'
        for ascii_, run in groupby(text, str.isascii)
    )
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def _table(grid: Grid) -> str:
    column = _TEXT_WIDTH // max(grid.width, 1)
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    columns = f'<w:gridCol w:w="{column}"/>' * grid.width
    rows = "".join(_rows(grid, column))
    return f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _rows(grid: Grid, width: int) -> Iterator[str]:
    spans = grid.spans()
    # The cell of a row that goes on with one begun above it, by where it stands.
    going_on = {(row + below, column): across for (row, column), (down, across) in spans.items() for below in range(1, down)}
    for row, cells in enumerate(grid.rows):
        printed = []
        for column, text in enumerate(cells):
            if (row, column) in spans:
                down, across = spans[row, column]
                printed.append(_cell(text, width, across, '<w:vMerge w:val="restart"/>' if down > 1 else ""))
            elif (row, column) in going_on:
                printed.append(_cell("", width, going_on[row, column], "<w:vMerge/>"))
        head = "<w:trPr><w:tblHeader/></w:trPr>" if row < grid.heads else ""
        yield f"<w:tr>{head}{''.join(printed)}</w:tr>"


def _cell(text: str, width: int, across: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width * across}" w:type="dxa"/>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>'
