"""What the site generator is told: the generated pages, and the words and links of the frame around each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from properdocs.config.defaults import ProperDocsConfig
from properdocs.structure.files import File, Files
from properdocs.structure.pages import Page

from docs.book import LANGUAGES, Book
from docs.pages import pages
from mingcha import Screener

_CHINESE_LINE_END = re.compile(r"(?<=[，。；：、）”])\n(?=[^\s|#<-])|(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff（“《])")


@cache
def books() -> dict[str, Book]:
    """By language, what the generated pages are made of."""
    labels = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return {lang: Book(lang, Screener(lang=lang), labels[lang]) for lang in LANGUAGES}


def on_files(files: Files, *, config: ProperDocsConfig) -> Files:
    """Add the generated pages to those that stand in docs/."""
    for book in books().values():
        for path, text in pages(book).items():
            files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: ProperDocsConfig, files: Files) -> str:
    """Join the lines of a Chinese paragraph: where a Latin line ends there is a blank, where a Chinese one does there is none."""
    return _CHINESE_LINE_END.sub("", markdown)


def on_page_context(context: dict[str, Any], *, page: Page, config: ProperDocsConfig, nav: object) -> dict[str, Any]:
    """Add what the frame shows: the page's language, the same page in the other one, and the links beside it."""
    lang, _, rest = page.file.src_uri.partition("/")
    if lang not in LANGUAGES:
        return {**context, "lang": "", "labels": {}, "groups": []}
    other = next(one for one in LANGUAGES if one != lang)
    book = books()[lang]
    return {
        **context,
        "lang": lang,
        "labels": book.labels,
        "groups": list(_groups(book)),
        "counterpart": f"{other}{page.file.url.removeprefix(lang)}",
        "here": rest,
    }


def _groups(book: Book) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """The links beside a page: a heading, and for each link its text, its address, its short mark."""
    labels = book.labels
    yield labels["start"], [(name, f"{book.lang}/{page}.html", "") for page, name in labels["pages"].items()]
    families = book.words["families"].items()
    links = [(names[book.lang], f"{book.lang}/rules/{family}/index.html", family) for family, names in families]
    yield labels["families"], [(labels["all_rules"], f"{book.lang}/rules/index.html", ""), *links]
