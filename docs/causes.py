"""The pages of the diagnoses as Markdown, made from their files and from what screening says of their examples."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docs.book import Book
from docs.examples import shown
from docs.tables import plain, table
from mingcha.diagnosing.telling import conditions
from mingcha.knowledge import Cause, shipped
from mingcha.rulebook.examples import written


def cause_pages(book: Book) -> dict[str, str]:
    """A page a diagnosis and one that lists them all: Markdown by path within the language's folder."""
    made = {f"diagnoses/{cause.id}.md": _page(cause, book) for cause in book.knowledge.causes}
    return made | {"diagnoses/index.md": _all(book)}


def _page(cause: Cause, book: Book) -> str:
    labels, lang = book.labels, book.lang
    text = (shipped() / "diagnoses" / f"{cause.id}.yaml").read_text(encoding="utf-8")
    parts = [
        f"# {plain(cause.title[lang])} {{ #top }}",
        f"{_severity(cause, book)} [{labels['diagnoses']}](index.md) · {labels['weight']} {cause.weight}\n{{ .head }}",
        f"## {labels['when']} {{ #when }}",
        "\n".join(f"1. {plain(one)}" for one in conditions(cause.terms, book.knowledge, lang)),
        f"## {labels['say']} {{ #say }}",
        _code(cause.say[lang]),
        f"## {labels['correct']} {{ #correct }}",
        _code(cause.correct[lang]),
        f"## {labels['shows']} {{ #shows }}",
        *(part for examples in cause.examples.values() for example in examples for part in _shown(example, cause, book)),
        f"## {labels['why']} {{ #why }}",
        plain(cause.why[lang]),
        f"## {labels['exclusions']} {{ #exclusions }}",
        "\n".join(f"- {plain(one[lang])}" for one in cause.exclusions) or str(labels["no_exclusions"]),
        f"## {labels['file']} {{ #file }}",
        f"<details><summary>{cause.id}.yaml</summary><pre><code>{escape(text, quote=False)}</code></pre></details>",
    ]
    return "\n\n".join(parts) + "\n"


def _code(template: str) -> str:
    return f"<pre><code>{escape(template, quote=False)}</code></pre>"


def _severity(cause: Cause, book: Book) -> str:
    return f'<span class="severity {cause.severity}">{book.name("severities", cause.severity)}</span>'


def _shown(example: str, cause: Cause, book: Book) -> Iterator[str]:
    """An example with the findings whose figures were diagnosed, where this cause is told or stands among the others."""
    screening = book.screener.screen(written(example), name=cause.id)
    told = [
        finding
        for finding, matter in zip(screening.findings, screening.matters, strict=True)
        if any(cause.id in (one.id, *(other.id for other in one.others)) for one in matter.diagnoses)
    ]
    yield shown(example, [place for finding in told for place in finding.places[:1]], book.labels)
    yield f'<p class="found">{book.labels["found"]}</p>'
    for finding in told:
        message = escape(finding.message, quote=False)
        where = escape(str(book.labels["line"].format(line=finding.places[0].line)), quote=False)
        yield f'<div class="finding {finding.severity}"><p class="where">{where}</p><p class="message">{message}</p></div>'


def _all(book: Book) -> str:
    rows = (
        (f"[{plain(cause.title[book.lang])}]({cause.id}.md)", plain(cause.why[book.lang]), _severity(cause, book))
        for cause in book.knowledge.causes
    )
    listed = table([str(book.labels[name]) for name in ("cause", "why", "severity")], rows)
    return f"# {book.labels['diagnoses']} {{ #top }}\n\n{book.labels['about_diagnoses']}\n\n{listed}\n"
