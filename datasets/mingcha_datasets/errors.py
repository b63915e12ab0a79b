"""What can go wrong with a disclosure written as figures, as sentences a person can act on."""


class DatasetError(Exception):
    """Base of every error this package raises on purpose."""


class MalformedDisclosureError(DatasetError):
    """A disclosure file says something the format does not know, or leaves out what it needs."""

    def __init__(self, file: str, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {place}: {problem}; {remedy}" if place else f"{file}: {problem}; {remedy}")
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy


class UnknownSampleError(DatasetError):
    """A sample was asked for by a name that none of them has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no sample {name!r}; choose one of {', '.join(known)}")


class MissingLibraryError(DatasetError):
    """A kind of file was asked for whose writer needs a library that is not installed."""

    def __init__(self, what: str, library: str) -> None:
        super().__init__(
            f"to write {what} {library} is needed, which is not installed; pip install {library}, or mingcha[corpus] for all"
        )
        self.library = library
