"""What was understood of a disclosure as rows of tables that others read: figures and claims as Arrow record batches."""

from __future__ import annotations

from ..understanding import Disclosure


def figures_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``figures``, as a record batch without its schema; b"" where there are none."""
    return b""  # until the table is made


def claims_of(disclosure: Disclosure) -> bytes:
    """The rows of a disclosure in the table ``claims``, likewise."""
    return b""  # until the table is made
