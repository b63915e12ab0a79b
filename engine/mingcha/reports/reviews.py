"""What examiners judged of findings: confirmed, dismissed with a reason, or open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "reviews.jsonl"
"""The file of a run that keeps them; no run removes it."""
OPEN, CONFIRMED, DISMISSED = STATES = ("open", "confirmed", "dismissed")


class Review(Struct, frozen=True, omit_defaults=True):
    """What was judged of a finding.

    Attributes:
        finding: its id.
        state: open, confirmed or dismissed.
        reason: why it was dismissed; "" where it was not, or nothing was said.
        carried: the year of the disclosure it was dismissed in, where that was another one of the same unit; else 0.
    """

    finding: str
    state: str
    reason: str = ""
    carried: int = 0


def read_reviews(run: Path) -> Mapping[str, Review]:
    """The reviews that a run keeps, by id of the finding; none where nobody reviewed it."""
    path = run / FILE
    if not path.exists():
        return {}
    decode = msgspec.json.Decoder(Review).decode
    return {review.finding: review for review in map(decode, path.read_bytes().splitlines())}
