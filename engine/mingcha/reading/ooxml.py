"""Parts of an Office Open XML file, found through their relations and parsed without loading or expanding anything."""

from __future__ import annotations

import io
import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from ..errors import UnreadableDocumentError
from .limits import Limits
from .members import Members

# ISO 29500 strict names the same elements in namespaces of its own.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_HEAD = 65_536
_DEFINITION = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


class Package:
    """The parts of a document.

    Args:
        data: the file's bytes.
        name: how to call it in messages.
        limits: on its members.
        usual: the main part of a package that names none.

    Attributes:
        document: the root of the main part, None where there is none.
        relations: kind and target of each relation of the main part, by its id.

    Raises:
        UnreadableDocumentError: damaged, over a limit, or with a document type definition.
    """

    def __init__(self, data: bytes, name: str, limits: Limits, usual: str = "") -> None:
        self._name = name
        self._members = Members(data, name, limits)
        self._folded = {unquote(member).lower(): member for member in self._members.names}
        main = next((target for kind, target in self.related("").values() if kind == "officeDocument"), usual)
        self.document = self.parsed(main)
        self.relations = self.related(main)

    def part(self, kind: str) -> etree._Element | None:
        """The root of the main part's part of a kind, such as "styles"; None where there is none."""
        return self.parsed(self.path_of(kind))

    def path_of(self, kind: str) -> str:
        """Where the main part's part of a kind should be, "" where it names none."""
        return next((target for found, target in self.relations.values() if found == kind), "")

    def bytes_of(self, relation: str) -> bytes:
        """What the main part's relation of an id leads to, b"" where it leads nowhere."""
        return self.read(self.relations.get(relation, ("", ""))[1]) or b""

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """Kind and target of each relation of a part by its id; "" is the package itself."""
        folder, file = posixpath.split(source)
        root = self.parsed(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, _target(relation))).lstrip("/"),
            )
            for relation in root.iterchildren("{*}Relationship")
            if relation.get("TargetMode") != "External"
        }

    def read(self, path: str) -> bytes | None:
        """The bytes of a part; None where there is none. Names are told apart neither by case nor by how they are quoted."""
        member = self._folded.get(path.lower())
        return None if member is None else self._members.read(member)

    def parsed(self, path: str) -> etree._Element | None:
        """The root of a part; None where there is none."""
        data = self.read(path)
        return None if data is None else parsed(data, self._name, path)


def _target(relation: etree._Element) -> str:
    return unquote(relation.get("Target", "")).replace("\\", "/")


def first(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child with a tag; ``find`` says the same in twice the time, which counts where every run of text is asked."""
    return next(element.iterchildren(tag), None)


def packed(data: bytes, name: str) -> bytes:
    """A package that was saved as one XML file ("flat OPC"), as the zip file that it usually is.

    Raises:
        UnreadableDocumentError: damaged, or another kind of XML.
    """
    root = parsed(data, name, "package")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in root.iterchildren(_FLAT + "part"):
            inside = part.find(f"{_FLAT}xmlData/*")
            if inside is not None:
                archive.writestr(part.get(_FLAT + "name", "").lstrip("/"), etree.tostring(inside, with_tail=False))
    return file.getvalue()


def is_flat(data: bytes) -> bool:
    """Whether bytes are a package that was saved as one XML file."""
    return _FLAT[1:-1].encode() in data[:_HEAD]


def parsed(data: bytes, name: str, member: str) -> etree._Element:
    """The root of an XML part.

    Raises:
        UnreadableDocumentError: damaged, too deep, or with a document type definition, which no Office file has.
    """
    if any(mark in data for mark in _DEFINITION):
        raise UnreadableDocumentError(
            name,
            f"its part {member} has a document type definition, which no Office file has; open it in Office and save it again",
        )
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(
            name, f"its part {member} is damaged ({error.msg}); open it in Office and save it again"
        ) from None
