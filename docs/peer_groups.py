"""The page of the peer groups: what the labels of a unit-year are, in which order and why, and what tells each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docs.book import Book
from docs.tables import plain, table
from mingcha.peers.grouping import Domain


def peer_groups(book: Book) -> str:
    """The page as Markdown."""
    groups, labels, lang = book.knowledge.peers.groups, book.labels, book.lang
    amount = book.knowledge.peers.amounts[groups.amount].title[lang]
    sections = {
        "labels": [labels["about_labels"], table(labels["heads_labels"], labels["rows_labels"])],
        "label_order": labels["about_label_order"],
        "levels": [labels["about_levels"], _list(one.told[lang] for one in groups.levels)],
        "unit_types": [labels["about_unit_types"], _list(one.told[lang] for one in groups.unit_types)],
        "domains": [
            labels["about_domains"].format(near=f"{groups.near:g}", overhead=_codes(groups.overhead, book)),
            table([labels["domain"], labels["codes"]], _domains(groups.domains, book)),
        ],
        "sizes": [labels["about_sizes"].format(amount=plain(amount)), _list(one.told[lang] for one in groups.sizes)],
    }
    parts = [f"# {labels['peer_groups']} {{ #top }}", labels["about_peer_groups"]]
    for name, told in sections.items():
        parts += [f"## {labels['title_' + name]} {{ #{name} }}", *told]
    return "\n\n".join(parts) + "\n"


def _list(told: Iterator[str]) -> str:
    return "\n".join(f"- {plain(one)}" for one in told)


def _domains(domains: Sequence[Domain], book: Book) -> Iterator[tuple[str, str]]:
    for domain in domains:
        by_name = str(book.labels["by_name"]) if domain.decides else ""
        yield plain(domain.told[book.lang]), by_name or _codes(domain.codes, book)


def _codes(codes: Sequence[str], book: Book) -> str:
    """Codes with their names, as far as units print them today; old lists name some that now mean something else."""
    names = book.knowledge.functional.names
    named = (f"{code} {names[code]}" if code in names else code for code in codes)
    return str(book.labels["comma"]).join(plain(one) for one in named)
