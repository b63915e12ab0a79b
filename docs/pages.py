"""The pages of the rules as Markdown, made from the rule files and from what screening says of their examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import yaml

from docs.book import Book
from docs.causes import cause_pages
from docs.examples import shown
from docs.features import feature_pages
from docs.legal import demand, legal_basis, verified, whole
from docs.peer_groups import peer_groups
from docs.reference import reference
from docs.tables import plain, table
from mingcha import Finding
from mingcha.knowledge import Rule, shipped
from mingcha.rulebook.examples import alone, written
from mingcha.rulebook.method import method
from mingcha.vocabulary.scope import scope_words


def pages(book: Book) -> dict[str, str]:
    """All generated pages of a language: Markdown by path within docs/."""
    made = {f"rules/{rule.id[:3]}/{rule.id}.md": _rule_page(rule, book) for rule in book.knowledge.rules}
    made |= {f"rules/{family}/index.md": _family_page(family, book) for family in book.words["families"]}
    made |= {"rules/index.md": _all_rules(book), "legal-basis.md": legal_basis(book)}
    made |= {"reference.md": reference(book), "peer-groups.md": peer_groups(book)}
    made |= cause_pages(book)
    made |= feature_pages(book)
    return {f"{book.lang}/{path}": text for path, text in made.items()}


def _rule_page(rule: Rule, book: Book) -> str:
    text = (shipped() / _file(rule)).read_text(encoding="utf-8")
    labels = book.labels
    parts = [
        f"# <small>{rule.id}</small> {plain(rule.title[book.lang])} {{ #top }}",
        _head(rule, book),
        _heading("method", labels),
        _method(rule, yaml.safe_load(text), book),
        _heading("basis", labels),
        _basis(rule, book),
        _heading("scope", labels),
        plain(scope_words(rule, book.lang)) or labels["every_document"],
        _heading("holds", labels),
        *(shown(example, (), labels) for example in rule.examples["holds"]),
        _heading("breaks", labels),
        *(part for example in rule.examples["breaks"] for part in _broken(example, rule, book)),
        _heading("why", labels),
        plain(rule.why[book.lang]),
        _heading("exclusions", labels),
        "\n".join(f"- {plain(one[book.lang])}" for one in rule.exclusions) or labels["no_exclusions"],
        _heading("change", labels),
        _change(rule, text, labels),
    ]
    return "\n\n".join(parts) + "\n"


def _file(rule: Rule) -> str:
    return f"rules/{rule.family}/{rule.id}.yaml"


def _heading(name: str, labels: Mapping[str, Any]) -> str:
    return f"## {labels[name]} {{ #{name} }}"


def _head(rule: Rule, book: Book) -> str:
    family = f"[{book.name('families', rule.family)} {rule.family}](index.md)"
    return f"{_severity(rule, book)} {family} · {book.labels['confidence']} {rule.confidence:g}\n{{ .head }}"


def _severity(rule: Rule, book: Book) -> str:
    return f'<span class="severity {rule.severity}">{book.name("severities", rule.severity)}</span>'


def _method(rule: Rule, file: Mapping[str, Any], book: Book) -> str:
    told = method(rule.relation, file[rule.relation], book.knowledge, book.lang)
    bullet = "1." if rule.relation == "find" else "-"
    details = "\n".join(f"{bullet} {plain(one)}" for one in told.details)
    return "\n\n".join((plain(told.sentence), details, book.labels["together"] if rule.together else ""))


def _basis(rule: Rule, book: Book) -> str:
    rows = (
        (plain(book.name("laws", law["law"])), whole(law["article"]), plain(demand(law, book)), verified(law, book))
        for law in rule.basis
    )
    return _table(("law", "article", "demands", "verified"), rows, book.labels)


def _broken(example: str, rule: Rule, book: Book) -> Iterator[str]:
    findings = alone(rule, book.screener.screen(written(example), name=rule.id), book.lang)
    yield shown(example, [place for finding in findings for place in finding.places], book.labels)
    yield f'<p class="found">{book.labels["found"]}</p>'
    yield from (_finding(finding, book) for finding in findings)


def _finding(finding: Finding, book: Book) -> str:
    place = finding.places[0]
    where = [book.labels["line"].format(line=place.line), place.table, place.row, place.column]
    told = " · ".join(escape(part, quote=False) for part in dict.fromkeys(where) if part)
    severity = f'<span class="severity {finding.severity}">{book.name("severities", finding.severity)}</span>'
    message = escape(finding.message, quote=False)
    return f'<div class="finding {finding.severity}"><p class="where">{severity} {told}</p><p class="message">{message}</p></div>'


def _change(rule: Rule, text: str, labels: Mapping[str, Any]) -> str:
    commands = [
        f"mkdir -p mine/rules/{rule.family}",
        f"cp knowledge/{_file(rule)} mine/{_file(rule)}",
        f"mingcha rules check mine/{_file(rule)}",
        "mingcha screen disclosures/ --knowledge mine --out run",
    ]
    return "\n\n".join(
        (
            labels["change_about"],
            "\n".join(f"    {command}" for command in commands),
            labels["change_more"].format(path="../../adding-a-rule.md"),
            f"<details><summary>{labels['file']}</summary><pre><code>{escape(text, quote=False)}</code></pre></details>",
        )
    )


def _family_page(family: str, book: Book) -> str:
    names = book.words["families"][family]
    rules = [rule for rule in book.knowledge.rules if rule.family == family]
    return f"# {names[book.lang]} {family} {{ #top }}\n\n{names['about'][book.lang]}\n\n{_rules(rules, '', book)}\n"


def _all_rules(book: Book) -> str:
    parts = [f"# {book.labels['all_rules']} {{ #top }}", book.labels["all_rules_about"]]
    for family, names in book.words["families"].items():
        rules = [rule for rule in book.knowledge.rules if rule.family == family]
        parts.append(f"## [{names[book.lang]} {family}]({family}/index.md) {{ #{family} }}")
        parts += [names["about"][book.lang], _rules(rules, f"{family}/", book)]
    return "\n\n".join(parts) + "\n"


def _rules(rules: Iterable[Rule], folder: str, book: Book) -> str:
    rows = [
        (f"[{rule.id}]({folder}{rule.id}.md)", plain(rule.title[book.lang]), _severity(rule, book), _articles(rule, book))
        for rule in rules
    ]
    return _table(("rule", "title", "severity", "basis_short"), rows, book.labels) if rows else str(book.labels["no_rules"])


def _articles(rule: Rule, book: Book) -> str:
    laws = (f"{law['law'] if book.lang == 'zh' else book.name('laws', law['law'])} {law['article']}" for law in rule.basis)
    return "<br>".join(whole(law) for law in laws)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], labels: Mapping[str, Any]) -> str:
    return table([str(labels[head]) for head in heads], rows)
