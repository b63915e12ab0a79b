"""What all pages of the report have in common: their templates, their names, and values that are safe inside a script."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from .. import __version__
from ..findings import SEVERITIES

if TYPE_CHECKING:
    from jinja2 import Environment

    from .cases import RunView

PIECES = Path(__file__).parent / "pages"
"""Templates, looks and scripts."""
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; "
    "form-action 'none'"
)
"""Nothing but what lies beside the page is loaded, and no script or style in it counts. Browsers differ in whether 'self' is a
page's folder where it is opened from disk: file: says so."""
SIGNS = {"error": "●", "warning": "▲", "info": "○"}
"""A shape for each severity, so that colour is never all that tells them apart."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Controls other than tab and ends of lines, marks of direction that embed, override or isolate, and what is no character."""


class Links(NamedTuple):
    """Where a page of a unit lies among the others.

    Attributes:
        root: the way from the page to the report's folder, such as ``../../``.
        page: its own name without .html, such as ``ab/abcdef012345``.
        list: the static list that has it, from the report's folder.
        peers: the unit's page among its peers, from the report's folder; "" where there is none.
        before, after: pages of the units before and after it in that list, "" at its ends.
    """

    root: str
    page: str
    list: str
    peers: str = ""
    before: str = ""
    after: str = ""


@lru_cache(maxsize=2)
def environment(view: RunView) -> Environment:
    """The templates with the words of a run; made once for each."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(PIECES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # A filter of a constant is looked up when the template is compiled: hundreds of words on a page then cost nothing.
    pages.filters["word"] = view.words
    pages.filters["n"] = "{:,}".format
    pages.globals |= {
        "word": view.words,
        "lang": view.lang,
        "policy": POLICY,
        "run_id": view.run_id,
        "version": __version__,
        "kinds": {kind: told[view.lang] for kind, told in view.knowledge.peers.groups.kinds.items()},
        "severities": tuple(reversed(SEVERITIES)),
        "signs": SIGNS,
    }
    return pages


def rendered(view: RunView, template: str, **values: Any) -> bytes:
    """A page as bytes."""
    return encoded(environment(view).get_template(template).render(values))


def encoded(page: str) -> bytes:
    """A page as bytes; what says nothing in a document's text is replaced: it can turn the words after it around, ours too."""
    return _UNSEEN.sub("\ufffd", page).encode("utf-8", "replace")


def page_of(document: str, alike: int = 0) -> str:
    """The name of a unit's page below ``units/``, without .html.

    Args:
        document: its name.
        alike: how many documents of the same name come before it.
    """
    name = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{name[:2]}/{name}" + (f"-{alike + 1}" if alike else "")


def in_script(value: object) -> bytes:
    """A value as JSON that can stand in a script, whatever its texts are: it neither ends the script nor a line of it."""
    return harmless_json(msgspec.json.encode(value))


def harmless_json(data: bytes) -> bytes:
    """JSON without the characters that mean something to HTML or to old scripts."""
    for raw, written in _ESCAPES:
        data = data.replace(raw, written)
    return data


_ESCAPES = tuple((sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in "<>&\u2028\u2029")
