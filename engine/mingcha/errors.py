"""Every error a user can meet, one class each: what, where, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


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
    """A knowledge file that is wrong; names the file, the place in it and the remedy.

    Attributes:
        path: the file, as the user knows it.
        reason: what is wrong and what helps.
        line, column: 1-based; 0 where the file as a whole is meant.
        others: what else is wrong, in this file and in others.
    """

    def __init__(self, path: str, reason: str, line: int = 0, column: int = 0, others: Sequence[KnowledgeError] = ()) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column
        self.others = tuple(others)
        place = path + (f", line {line}" if line else "") + (f", column {column}" if column else "")
        super().__init__("\n".join([f"{place}: {reason}", *(str(other) for other in self.others)]))

    @property
    def all(self) -> tuple[KnowledgeError, ...]:
        """This error and the others, each alone."""
        return (KnowledgeError(self.path, self.reason, self.line, self.column), *self.others)


def together(errors: Iterable[KnowledgeError]) -> KnowledgeError:
    """Several errors as one that names them all."""
    first, *others = (one for error in errors for one in error.all)
    return KnowledgeError(first.path, first.reason, first.line, first.column, others)


class UsageError(MingchaError):
    """A call that cannot be carried out: a path that is not there, an output that cannot be written."""
