"""Small files of every kind, made by hand, and what is wrong with some of them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

MAIN = "application/vnd.openxmlformats-officedocument."
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'


def zipped(members: Mapping[str, str | bytes], packed: bool = True) -> bytes:
    """A zip archive of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(part: str, content_type: str, body: str | bytes = "<x/>", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An Office document whose main part stands at ``part``."""
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    parts = {"[Content_Types].xml": TYPES.format(override), "_rels/.rels": related("officeDocument", part), part: body}
    return zipped(parts | dict(more or {}))


def related(how: str, target: str) -> str:
    """A list of one relationship, rId1."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}/{how}" Target="{target}"/></Relationships>'
    )


def word(body: str, head: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document with these elements in its body; ``head`` stands before the root."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    return office("word/document.xml", MAIN + "wordprocessingml.document.main+xml", document, more)


def workbook(sheet: str, head: str = "") -> bytes:
    """An Excel workbook with one sheet of these elements; ``head`` stands before the sheet's root."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = f'<workbook xmlns="{main}" xmlns:r="{RELATION}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{MAIN}spreadsheetml.{what}+xml"/>'
        for part, what in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"))
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return zipped(
        {
            "[Content_Types].xml": TYPES.format(rels + types),
            "_rels/.rels": related("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": related("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{head}<worksheet xmlns="{main}">{sheet}</worksheet>',
        }
    )


def compound(*names: str, embedded: str = "", sector: int = 512) -> bytes:
    """An OLE2 compound file with these streams at the top, and one more in a storage among them."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, sector.bit_length() - 1, 6,
        0, 1, 1, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[free] * 108)
    entries = [_entry("Root Entry", 5, child=1)]
    for number, name in enumerate(names, 1):
        entries.append(_entry(name, 2, right=number + 1 if number < len(names) or embedded else free))
    if embedded:
        entries.append(_entry("ObjectPool", 1, child=len(names) + 2))
        entries.append(_entry(embedded, 2))
    directory = b"".join(entries)
    sectors = -(-len(directory) // sector)
    chain = [table, *range(2, sectors + 1), end]
    fat = struct.pack(f"<{sector // 4}I", *chain, *[free] * (sector // 4 - len(chain)))
    return header.ljust(sector, b"\0") + fat + directory.ljust(sectors * sector, b"\0")


def _entry(name: str, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII", coded, len(coded), kind, 1, 0xFFFFFFFF, right, child).ljust(128, b"\0")


def pdf(*objects: str | bytes, root: int = 1, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1, with a right table of their places."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + (content.encode() if isinstance(content, str) else content) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root {root} 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, entries: str = "") -> bytes:
    """A PDF stream object."""
    return f"<</Length {len(content)}{entries}>>\nstream\n".encode() + content + b"\nendstream"


PAGE = pdf(
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
    "/BaseFont/Helvetica>>>>>>>>",
    stream(b"BT /F 12 Tf 20 200 Td (301 office 1.00) Tj ET"),
)
"""A PDF of one page with one line."""
