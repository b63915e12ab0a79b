"""What the page on the whole country calculates follows from the figures that it says were measured."""

import re
from pathlib import Path

import pytest

_DOCS = Path(__file__).parents[2] / "docs"
_DOCUMENTS, _USED, _PAGES = 667_900, 0.9, 27
_SHARES = (0.2, 0.75, 0.05)


def _rows(page: str, heading: str) -> list[list[float]]:
    """The figures of the table below a heading, row by row; what is no figure is left out."""
    text = page.split(heading, 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|")[1:] for line in text.splitlines() if line.startswith("|")][2:]
    found = [[re.match(r"[\d.,]+", cell.strip()) for cell in row] for row in rows]
    return [[float(figure[0].replace(",", "")) for figure in row if figure] for row in found]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_calculates_with_what_was_measured(lang: str) -> None:
    page = (_DOCS / lang / "country.md").read_text("utf-8")
    screening, rest, pdf, scanned, dask, command, _, *_ = (row[0] for row in _rows(page, "{ #measured }"))
    text = screening + rest + dask
    kinds = [text, text + pdf, text + _PAGES * scanned]
    kinds.append(sum(share * seconds for share, seconds in zip(_SHARES, kinds, strict=True)))
    for row, seconds in zip(_rows(page, "{ #time }"), kinds, strict=True):
        hours = _DOCUMENTS * seconds / 3600
        walls = [max(hours / (_USED * threads), _DOCUMENTS * command / 3600) for threads in (16, 64, 256)]
        assert row == pytest.approx([seconds, hours, *walls], rel=0.08)


def test_both_languages_have_the_same_figures() -> None:
    zh, en = ((_DOCS / lang / "country.md").read_text("utf-8") for lang in ("zh", "en"))
    for heading in ("{ #measured }", "{ #time }"):
        assert _rows(zh, heading) == _rows(en, heading)
