"""A disclosure, or any blocks, as a file of any kind a unit publishes."""

from collections.abc import Callable, Mapping, Sequence

from mingcha_datasets.blocks import Block, text_of
from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.files.docx import docx
from mingcha_datasets.files.html import html
from mingcha_datasets.files.pdf import pdf, scan
from mingcha_datasets.files.typeset import Style
from mingcha_datasets.printing import printed_blocks

Writer = Callable[[Sequence[Block], str], bytes]


def _xlsx(blocks: Sequence[Block]) -> bytes:
    # Imported for workbooks only: it needs openpyxl, which the engine does not.
    from mingcha_datasets.files.xlsx import xlsx

    return xlsx(blocks)


_WRITERS: Mapping[str, tuple[str, Writer]] = {
    "txt": (".txt", lambda blocks, _: text_of(blocks).encode()),
    "docx": (".docx", lambda blocks, _: docx(blocks)),
    "xlsx": (".xlsx", lambda blocks, _: _xlsx(blocks)),
    "html": (".html", html),
    "html-gb": ("-gb.html", lambda blocks, title: html(blocks, title, "gb18030", "gb2312")),
    "pdf": (".pdf", pdf),
    "pdf-turned": ("-turned.pdf", lambda blocks, title: pdf(blocks, title, Style(turned=True, repeat_heads=False))),
    "pdf-heads": ("-heads.pdf", lambda blocks, title: pdf(blocks, title, Style(ruling="heads"))),
    "pdf-unruled": ("-unruled.pdf", lambda blocks, title: pdf(blocks, title, Style(ruling="none", furniture=False))),
    "scan": ("-scan.pdf", lambda blocks, title: scan(pdf(blocks, title))),
}

FORMATS = tuple(_WRITERS)
"""The kinds of files a disclosure can be written as."""


def file_of(blocks: Sequence[Block], title: str, format_: str) -> tuple[bytes, str]:
    """The bytes of a file of this kind, and how the file's name ends; the same blocks give the same bytes.

    Args:
        blocks: what to print.
        title: what pages are headed and a web page is called.
        format_: one of `FORMATS`: `html-gb` is GB18030 that calls itself gb2312; the tables of `pdf` and of `pdf-turned` are
            ruled, those of `pdf-turned` stand on turned pages and do not repeat their headers; `pdf-heads` has rules at headers
            only, `pdf-unruled` none.

    Raises:
        MissingLibraryError: a library that only this kind needs is not installed.
    """
    ending, writer = _WRITERS[format_]
    return writer(blocks, title), ending


def write(disclosure: Disclosure, format_: str) -> tuple[bytes, str]:
    """A disclosure as `file_of` writes its blocks."""
    return file_of(printed_blocks(disclosure), f"{disclosure.year}年预算公开", format_)
