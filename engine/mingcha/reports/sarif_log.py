"""The values of SARIF 2.1.0, an OASIS standard for what tools find, that reports use; called as the standard calls them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
_MOST = 2000
"""Characters of a text: a cell of a hostile document may have millions, and many findings name it."""

Properties = dict[str, Any]
"""What the standard has no word for."""


class _Value(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """A value; what keeps its default is not written."""


class Message(_Value, frozen=True):
    """A text: braces doubled and what looks like a link escaped (``message``)."""

    text: str


class ReportingConfiguration(_Value, frozen=True):
    """How serious a rule is; ``rank`` from 0 to 100."""

    level: str
    rank: float


class ReportingDescriptor(_Value, frozen=True):
    """A rule, or a member of a taxonomy."""

    id: str
    short_description: Message
    full_description: Message
    help: Message | None = None
    default_configuration: ReportingConfiguration | None = None
    properties: Properties | None = None


class ToolComponentReference(_Value, frozen=True):
    """A taxonomy of the run."""

    name: str
    index: int


class ToolComponent(_Value, frozen=True):
    """The program with its rules, or a taxonomy with its members."""

    name: str
    full_name: str
    version: str
    language: str
    short_description: Message
    semantic_version: str | None = None
    rules: tuple[ReportingDescriptor, ...] = ()
    taxa: tuple[ReportingDescriptor, ...] = ()
    supported_taxonomies: tuple[ToolComponentReference, ...] = ()
    properties: Properties | None = None


class Tool(_Value, frozen=True):
    """What made the report."""

    driver: ToolComponent


class ArtifactLocation(_Value, frozen=True):
    """Where a document is; ``uri_base_id`` what a relative URI is relative to; ``index`` among the artifacts."""

    uri: str
    uri_base_id: str | None = None
    index: int = -1


class Artifact(_Value, frozen=True):
    """A document."""

    location: ArtifactLocation
    roles: tuple[str, ...]
    hashes: dict[str, str] | None = None
    properties: Properties | None = None


class Region(_Value, frozen=True):
    """A line of a text, from 1."""

    start_line: int


class PhysicalLocation(_Value, frozen=True):
    """A document, and the line where that is a text."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(_Value, frozen=True):
    """A cell, row, table or text by its name."""

    name: str
    fully_qualified_name: str
    kind: str


class Location(_Value, frozen=True):
    """A place in a document."""

    physical_location: PhysicalLocation
    id: int = -1
    logical_locations: tuple[LogicalLocation, ...] = ()
    message: Message | None = None
    properties: Properties | None = None


class Suppression(_Value, frozen=True):
    """That a person dismissed a result, and why."""

    kind: str
    status: str
    justification: str | None = None


class Taxon(_Value, frozen=True):
    """A member of a taxonomy."""

    id: str
    tool_component: ToolComponentReference
    index: int


class Result(_Value, frozen=True):
    """A finding; ``suppressions`` () where it was reviewed and not dismissed, None where nothing was."""

    rule_id: str
    level: str
    message: Message
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    rank: float
    rule_index: int = -1
    taxa: tuple[Taxon, ...] = ()
    related_locations: tuple[Location, ...] = ()
    suppressions: tuple[Suppression, ...] | None = None
    properties: Properties | None = None


class Notification(_Value, frozen=True):
    """What the user should know of the run, and of which document."""

    level: str
    message: Message
    locations: tuple[Location, ...]


def short(text: str) -> str:
    """A text from a document that is cut where it is longer than any reader of a log would read."""
    return text if len(text) <= _MOST else text[:_MOST] + "…"


def message(text: str) -> Message:
    """A text of a tool or a document as a message, in which nothing is taken for a placeholder or a link."""
    text = short(text).replace("{", "{{").replace("}", "}}")
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return Message(text)
