"""Every error a user can meet, one class each: what, where, why, and what to do about it."""

from __future__ import annotations


class MingchaError(Exception):
    """Base of the errors Mingcha raises on purpose; its text is a sentence for the user."""


class UnreadableDocumentError(MingchaError):
    """A document that could not be read at all.

    Attributes:
        name: the document's name as given.
        reason: why it could not be read, and what would help.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


class KnowledgeError(MingchaError):
    """A knowledge file that is wrong; names the file, the place in it and the remedy."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class UsageError(MingchaError):
    """A call that cannot be carried out: a path that is not there, an output that cannot be written."""
