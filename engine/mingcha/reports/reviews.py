"""What examiners judged of findings: confirmed, dismissed with a reason, or open; as a run keeps it and as files pass it on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from ..errors import UsageError
from ..reporting.files import DOCUMENTS, whole

FILE = "reviews.jsonl"
"""The file of a run that keeps them; no run removes it."""
State = Literal["open", "confirmed", "dismissed"]
OPEN, CONFIRMED, DISMISSED = STATES = ("open", "confirmed", "dismissed")
_Line = TypeVar("_Line")


class About(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a finding was of: so much that it is known again in another year, and when it is no longer there.

    Attributes:
        unit, year: whose disclosure; ``kind`` budget or final_account, ``province`` where the disclosure tells it.
        rule: whose finding it is; ``cause`` its diagnosis, "" where none is known.
        at: the row of its first place, or the words where it is in no row; a beginning of them where they are long.
    """

    unit: str = ""
    year: int = 0
    kind: str = ""
    province: str = ""
    rule: str = ""
    cause: str = ""
    at: str = ""


class Review(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was judged of a finding.

    Attributes:
        finding: its id.
        state: open, confirmed or dismissed; open where it was set back.
        reason: why it was dismissed; else what was noted, or "".
        carried: the year of the disclosure it was dismissed in, where that was another one of the same unit; else 0.
        when: it was judged, UTC, "" where that is not known; of two marks of one browser the later one counts.
        about: what the finding was of; None until it is kept with a run.
    """

    finding: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    state: State
    reason: str = ""
    carried: Annotated[int, Meta(ge=0)] = 0
    when: Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$")] = ""
    about: About | None = None

    def __post_init__(self) -> None:
        if self.state == DISMISSED and not self.reason.strip():
            raise ValueError("dismissed without a reason; write the reason")
        if self.when:
            datetime.fromisoformat(self.when)


class Exchange(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of reviews as pages and ``mingcha review export`` write it.

    Attributes:
        form: of the file.
        run: which documents the run was of (``run_id``).
        reviews: in the order of the findings' ids.
    """

    form: Literal["mingcha-reviews/1"]
    run: str
    reviews: tuple[Review, ...]


def read_reviews(run: Path) -> Mapping[str, Review]:
    """The reviews that a run keeps, by id of the finding, those of findings it no longer has too; none where nobody reviewed it.

    Raises:
        UsageError: the file is damaged.
    """
    path = run / FILE
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; see that it can be read") from None
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            review = _review(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            remedy = "put the line right, or remove it and apply the exported file again with mingcha review apply"
            raise UsageError(f"{path}, line {number}: not a review ({error}); {remedy}") from None
        found[review.finding] = review
    return found


def write_reviews(run: Path, reviews: Iterable[Review]) -> None:
    """Write what a run keeps, whole or not at all; the same reviews in any order give the same bytes.

    Raises:
        UsageError: it cannot be written.
    """
    ordered = sorted(reviews, key=lambda review: review.finding)
    try:
        with whole(run / FILE) as file:
            file.writelines(msgspec.json.encode(review) + b"\n" for review in ordered)
    except OSError as error:
        raise UsageError(f"{run / FILE}: {error.strerror or error}; see that the folder can be written") from None


def read_exchange(path: Path) -> Exchange:
    """A file of reviews.

    Raises:
        UsageError: there is none, or it is wrong: where, and what helps.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a file that a report page exported") from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(data, type=Exchange)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        remedy = "put it right, or export it again from the report page"
        raise UsageError(f"{path}{_line(str(error), data)}: not a file of reviews ({error}); {remedy}") from None


def exchange_text(run: str, reviews: Iterable[Review]) -> bytes:
    """A file of reviews, as ``read_exchange`` reads it."""
    ordered = tuple(sorted(reviews, key=lambda review: review.finding))
    return msgspec.json.format(msgspec.json.encode(Exchange("mingcha-reviews/1", run, ordered)), indent=1) + b"\n"


def run_id(run: Path) -> str:
    """Which documents a run is of, as a hash of their names and contents.

    Raises:
        UsageError: its documents.jsonl is not there or damaged.
    """
    digest = hashlib.sha256()
    for document in lines_of(run / DOCUMENTS, _Document):
        digest.update(f"{document.document}\0{document.sha256}\n".encode())
    return digest.hexdigest()[:16]


def lines_of(path: Path, kind: type[_Line]) -> Iterator[_Line]:
    """The lines of a file of a run, one by one.

    Raises:
        UsageError: it is not there or damaged.
    """
    decode = msgspec.json.Decoder(kind).decode
    try:
        with path.open("rb") as lines:
            yield from map(decode, lines)
    except FileNotFoundError:
        raise UsageError(
            f"{path.parent}: there is no finished run in it; name the folder that mingcha screen --out wrote"
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: not a file of a run ({error}); screen the documents again") from None


class _Document(Struct):
    document: str
    sha256: str = ""


def _line(error: str, data: bytes) -> str:
    """The line of an error that names a byte, in words; 10 is a line feed."""
    at = _BYTE.search(error)
    return f", line {data[: int(at[1])].count(10) + 1}" if at else ""


_BYTE = re.compile(r"\(byte (\d+)\)")
_review = msgspec.json.Decoder(Review).decode
