"""Small Word documents written by hand, as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    """A part of relations: kind and target of each."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def part(root: str, inside: str) -> str:
    """A part with the usual namespaces."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{inside}</w:{root}>'


def word(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word document.

    Args:
        body: what stands in ``w:body``.
        main: where the main part lies.
        parts: by kind (styles, numbering, footnotes …) what stands in the part's root.
    """
    folder, _, file = main.rpartition("/")
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr"}
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relations(("officeDocument", main)),
            main: part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
            f"{folder}/_rels/{file}.rels": relations(*((kind, f"{kind}.xml") for kind in parts)),
            **{f"{folder}/{kind}.xml": part(roots[kind], inside) for kind, inside in parts.items()},
        }
    )


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """A paragraph; what is no markup becomes a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(one if one.startswith('<') else run(one) for one in inside)}</w:p>"


def cell(*inside: str, across: int = 1, properties: str = "") -> str:
    """A table cell; what is no markup becomes a paragraph."""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    blocks = "".join(one if one.startswith("<") else paragraph(one) for one in inside) or "<w:p/>"
    return f"<w:tc><w:tcPr>{span}{properties}</w:tcPr>{blocks}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row; what is no markup becomes a cell."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(one if one.startswith('<') else cell(one) for one in cells)}</w:tr>"


def table(*rows: str, columns: tuple[int, ...] = ()) -> str:
    """A table, with the widths of its grid columns in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
