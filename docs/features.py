"""The pages of the features as Markdown, made from their files and from what their formulas give for their examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from docs.book import Book
from docs.tables import plain, table
from mingcha.knowledge import shipped
from mingcha.peers.declared import MONEY, At, Example, Feature, NamedAmount, NamedListing, Rounded, Unchanged

_DIMENSIONS = ("measure", "period", "fund", "component", "item")
_ACCOUNTS = ("function", "economy_dept", "economy_gov")


def feature_pages(book: Book) -> dict[str, str]:
    """A page a feature and one that lists them all: Markdown by path within the language's folder."""
    made = {f"features/{feature.id}.md": _page(feature, book) for feature in book.knowledge.peers.features.values()}
    return made | {"features/index.md": _all(book)}


def _page(feature: Feature, book: Book) -> str:
    labels, lang = book.labels, book.lang
    text = (shipped() / "peers" / "features" / f"{feature.id}.yaml").read_text(encoding="utf-8")
    parts = [
        f"# {plain(feature.title[lang])} {{ #top }}",
        f"[{plain(book.knowledge.peers.families[feature.family][lang])}](index.md#{feature.family}) · "
        f"{labels['feature_units'][feature.unit]} · {labels['suspicious'][feature.suspicious]}\n{{ .head }}",
        f"## {labels['formula']} {{ #formula }}",
        plain(_told(feature, book)),
        table([labels["part"], labels["stands"]], _parts(feature, book)),
        plain(labels["scales"][feature.scale]),
        f"## {labels['missing']} {{ #missing }}",
        plain(feature.missing[lang]),
        f"## {labels['shows']} {{ #shows }}",
        *(_shown(example, feature, book) for example in feature.examples),
        f"## {labels['why']} {{ #why }}",
        plain(feature.why[lang]),
        f"## {labels['usual']} {{ #usual }}",
        "\n".join(f"- {plain(one[lang])}" for one in feature.exclusions) or str(labels["no_exclusions"]),
        f"## {labels['feature_file']} {{ #file }}",
        f"<details><summary>{feature.id}.yaml</summary><pre><code>{escape(text, quote=False)}</code></pre></details>",
    ]
    return "\n\n".join(parts) + "\n"


def _named(feature: Feature) -> tuple[Sequence[str], Sequence[str]]:
    """The names of the amounts or the listing that a formula is of, and of those that it divides by."""
    of: str | tuple[str, ...] = feature.formula.of
    return (of,) if isinstance(of, str) else (*of, *getattr(feature.formula, "also", ())), getattr(feature.formula, "to", ())


def _told(feature: Feature, book: Book) -> str:
    """A formula in words."""
    of, to = (_sum(names, feature, book) for names in _named(feature))
    kind = type(feature.formula).__name__.lower()
    grain = f"{feature.formula.grain:,}" if isinstance(feature.formula, Rounded) else ""
    return str(book.labels["formulas"][kind]).format(of=of, to=to, grain=grain)


def _sum(names: Sequence[str], feature: Feature, book: Book) -> str:
    """Names in words; those of several that are added up before they are divided stand in brackets."""
    told = str(book.labels["plus"]).join(_declared(name, book).title[book.lang] for name in names)
    return (
        str(book.labels["bracketed"]).format(told=told) if len(names) > 1 and not isinstance(feature.formula, Unchanged) else told
    )


def _declared(name: str, book: Book) -> NamedAmount | NamedListing:
    peers = book.knowledge.peers
    return peers.amounts[name] if name in peers.amounts else peers.listings[name]


def _parts(feature: Feature, book: Book) -> Iterator[tuple[str, str]]:
    """Each amount or listing of a formula, and where a disclosure states it."""
    of, to = _named(feature)
    for name in dict.fromkeys((*of, *to)):
        one = _declared(name, book)
        yield plain(one.title[book.lang]), "<br>".join(_places(one, book))


def _places(one: NamedAmount | NamedListing, book: Book) -> Iterator[str]:
    labels = book.labels
    yield from (plain(_coordinate(at, one.funds, book)) for at in one.at)
    if isinstance(one, NamedAmount):
        if one.count is not None:
            yield plain(labels["counted"])
        if one.sum:
            parts = labels["plus"].join(book.knowledge.peers.amounts[part].title[book.lang] for part in one.sum)
            yield plain(labels["added"].format(parts=parts))
        if one.nil:
            words = labels["comma"].join(dict.fromkeys(word for nil in one.nil for word in nil.words))
            yield plain(labels["nil_named"].format(words=words) if words else labels["nil"])


def _coordinate(at: At, funds: str, book: Book) -> str:
    """A coordinate in the words of its dimensions."""
    knowledge, lang = book.knowledge, book.lang
    told = []
    for name in _DIMENSIONS:
        member = getattr(at, name)
        if member and (name, member) != ("period", "this"):
            node = knowledge.dimensions[name].nodes[member]
            told.append(node.zh if lang == "zh" else node.en)
    for name in _ACCOUNTS:
        code = getattr(at, name)
        if code:
            told.append(f"{code} {knowledge.accounts_of(code).names.get(code, '')}".strip())
    if not at.fund:
        told.append(book.labels["funds"][funds])
    return " · ".join(dict.fromkeys(told))


def _shown(example: Example, feature: Feature, book: Book) -> str:
    labels, lang = book.labels, book.lang
    peers = book.knowledge.peers
    rows = [
        (plain(said.format(name=peers.amounts[name].title[lang])), _amount(value, name, book))
        for said, amounts in (("{name}", example.amounts), (labels["last_year"], example.last))
        for name, value in amounts.items()
    ]
    rows += [
        (plain(peers.listings[name].title[lang]), plain(labels["comma"].join(f"{value:,.10g}" for value in members)))
        for name, members in example.listings.items()
    ]
    given = labels["undefined"] if example.value is None else f"{example.value:,.6g}"
    rows.append((f"**{plain(feature.title[lang])}**", f"**{plain(given)}**"))
    return table([labels["part"], labels["value"]], rows)


def _amount(value: float, name: str, book: Book) -> str:
    return f"{value:,.2f}" if book.knowledge.peers.amounts[name].unit == MONEY else f"{value:g}"


def _all(book: Book) -> str:
    labels, lang, peers = book.labels, book.lang, book.knowledge.peers
    parts = [f"# {labels['features']} {{ #top }}", labels["about_features"]]
    for family, title in peers.families.items():
        features = [feature for feature in peers.features.values() if feature.family == family]
        rows = (
            (
                f"[{plain(feature.title[lang])}]({feature.id}.md)",
                plain(_told(feature, book)),
                str(labels["feature_units"][feature.unit]),
                str(labels["suspicious"][feature.suspicious]),
            )
            for feature in features
        )
        heads = [str(labels[name]) for name in ("feature", "formula", "unit", "side")]
        parts += [f"## {plain(title[lang])} {{ #{family} }}", table(heads, rows)]
    return "\n\n".join(parts) + "\n"
