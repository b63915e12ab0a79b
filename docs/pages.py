"""The pages of the rules as Markdown, made from the rule files and from what screening says of their examples."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import yaml
from msgspec import Struct

from docs.examples import shown
from docs.reference import reference
from docs.tables import plain, table
from mingcha import Finding, Screener
from mingcha.knowledge import Knowledge, Rule, shipped
from mingcha.rulebook.method import method

LANGUAGES = ("zh", "en")


class Book(Struct, frozen=True):
    """What the pages of one language are made of.

    Attributes:
        screener: with the shipped knowledge; tells its findings in ``lang``.
        labels: the page's own words, from docs/words.yaml.
    """

    lang: str
    screener: Screener
    labels: Mapping[str, Any]

    @property
    def knowledge(self) -> Knowledge:
        """All that is known."""
        return self.screener.knowledge

    @property
    def words(self) -> Mapping[str, Any]:
        """How rules are told, from knowledge/language/rulebook.yaml."""
        words: Mapping[str, Any] = self.knowledge.words["rulebook"]
        return words

    def name(self, of: str, member: str) -> str:
        """What a family, a severity, a law … is called; a member without a name keeps its own."""
        return str(self.words[of].get(member, {}).get(self.lang, member))


def pages(book: Book) -> dict[str, str]:
    """All generated pages of a language: Markdown by path within docs/."""
    made = {f"rules/{rule.id[:3]}/{rule.id}.md": _rule_page(rule, book) for rule in book.knowledge.rules}
    made |= {f"rules/{family}/index.md": _family_page(family, book) for family in book.words["families"]}
    made |= {"rules/index.md": _all_rules(book), "legal-basis.md": _legal_basis(book)}
    made["reference.md"] = reference(book.knowledge, book.labels, book.lang)
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
        _scope(rule, book),
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
        (plain(book.name("laws", law["law"])), _whole(law["article"]), plain(_demand(law, book)), _verified(law, book))
        for law in rule.basis
    )
    return _table(("law", "article", "demands", "verified"), rows, book.labels)


def _whole(text: str) -> str:
    return f'<span class="whole">{plain(text)}</span>'


def _verified(law: Mapping[str, str], book: Book) -> str:
    return _whole(book.name("verified", law["verified"]))


def _demand(law: Mapping[str, str], book: Book) -> str:
    return law.get("demands_en", law["demands"]) if book.lang == "en" else law["demands"]


def _scope(rule: Rule, book: Book) -> str:
    labels = book.labels
    lines = (
        f"- {plain(book.name('scope', name))}{labels['colon']}{labels['comma'].join(_called(one, book) for one in values)}"
        for name, values in rule.scope.items()
    )
    return "\n".join(lines) or str(labels["every_document"])


def _called(value: object, book: Book) -> str:
    return plain(book.name("values", str(value)))


def _broken(example: str, rule: Rule, book: Book) -> Iterator[str]:
    found = book.screener.screen(tabbed(example).encode(), name=rule.id).findings
    findings = [finding for finding in found if finding.rule == rule.id]
    yield shown(example, [place for finding in findings for place in finding.places], book.labels)
    yield f'<p class="found">{book.labels["found"]}</p>'
    yield from (_finding(finding, book) for finding in findings)


def tabbed(example: str) -> str:
    """An example as a document has it: a line with "|" is a row, its cells between tabs."""
    lines = example.split("\n")
    return "\n".join("\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line for line in lines)


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
        "mingcha screen disclosures/ --knowledge mine --out report",
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
    return "<br>".join(_whole(law) for law in laws)


def _legal_basis(book: Book) -> str:
    labels = book.labels
    resting: dict[str, dict[str, list[tuple[Rule, Mapping[str, str]]]]] = {law: {} for law in book.words["laws"]}
    for rule in book.knowledge.rules:
        for law in rule.basis:
            resting.setdefault(law["law"], {}).setdefault(law["article"], []).append((rule, law))
    parts = [f"# {labels['legal_title']} {{ #top }}", labels["legal_about"], labels["verified_about"]]
    parts.append(
        "\n".join(f"- **{one[book.lang]}**{labels['colon']}{one['about'][book.lang]}" for one in book.words["verified"].values())
    )
    for number, (name, articles) in enumerate(((name, articles) for name, articles in resting.items() if articles), 1):
        title = book.name("laws", name)
        parts.append(f"## {plain(title if book.lang == 'zh' else f'{title} ({name})')} {{ #law-{number} }}")
        rows = (_article_row(article, articles[article], book) for article in sorted(articles, key=_numbers))
        parts.append(_table(("article", "demands", "verified", "rules"), rows, labels))
    return "\n\n".join(parts) + "\n"


def _article_row(article: str, resting: Iterable[tuple[Rule, Mapping[str, str]]], book: Book) -> tuple[str, ...]:
    rules = {rule.id: f"[{rule.id}](rules/{rule.family}/{rule.id}.md)" for rule, _ in resting}
    demands = dict.fromkeys(plain(_demand(law, book)) for _, law in resting)
    verified = dict.fromkeys(_verified(law, book) for _, law in resting)
    return _whole(article), "<br>".join(demands), "<br>".join(verified), " ".join(rules.values())


def _numbers(article: str) -> tuple[tuple[int, ...], str]:
    """第十四条第二款 as 14, 2, so that articles stand in the order of the law."""
    return tuple(_number(found) for found in re.findall("[一二三四五六七八九十百]+", article)), article


def _number(numeral: str) -> int:
    total = digit = 0
    for value in (int(unicodedata.numeric(character)) for character in numeral):
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return total + digit


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], labels: Mapping[str, Any]) -> str:
    return table([str(labels[head]) for head in heads], rows)
