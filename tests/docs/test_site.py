"""The documentation: every rule has its page in both languages, with the finding that screening gives; no link is broken."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from properdocs.commands.build import build
from properdocs.config import load_config

from mingcha.rulebook.method import method
from mingcha.vocabulary.conditions import parse_patterns
from mingcha.vocabulary.facts import FIELDS
from mingcha.vocabulary.relations import RELATIONS, SEVERITIES
from tests.documents import findings_of, screened, screener

ROOT = Path(__file__).parents[2]
RULES = screener().knowledge.rules
WORDS = screener().knowledge.words["rulebook"]
LANGUAGES = ("zh", "en")


class Links(HTMLParser):
    """The ids, the links and the things fetched of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and value and tag == "a":
                self.links.append(value)
            elif name in ("href", "src", "srcset") and value:
                self.fetched.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a warning of the generator is an exception here."""
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "properdocs.yml"), site_dir=str(folder))
    assert config.strict
    build(config)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {path: Links(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_rule_has_a_page_in_both_languages(site: Path) -> None:
    for lang in LANGUAGES:
        made = {path.stem for path in (site / lang / "rules").rglob("???-*.html")}
        assert made == {rule.id for rule in RULES}


def test_both_languages_have_the_same_pages(site: Path) -> None:
    made = {lang: {path.relative_to(site / lang) for path in (site / lang).rglob("*.html")} for lang in LANGUAGES}
    assert made["zh"] == made["en"]


def test_both_languages_have_the_same_headings(pages: dict[Path, Links], site: Path) -> None:
    for path in (site / "zh").rglob("*.html"):
        assert pages[path].ids == pages[site / "en" / path.relative_to(site / "zh")].ids, path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_shows_the_findings_that_screening_gives_for_its_examples(site: Path, lang: str) -> None:
    for rule in RULES:
        page = (site / lang / "rules" / rule.family / f"{rule.id}.html").read_text(encoding="utf-8")
        shown = [unescape(message) for message in re.findall(r'<p class="message">(.*?)</p>', page, re.DOTALL)]
        found = [f.message for text in rule.examples["breaks"] for f in findings_of(screened(text), rule.id, lang)]
        assert found
        assert sorted(shown) == sorted(found), rule.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_what_its_rule_says(site: Path, lang: str) -> None:
    for rule in RULES:
        page = _text(site / lang / "rules" / rule.family / f"{rule.id}.html")
        for said in (rule.title[lang], rule.why[lang], *(one[lang] for one in rule.exclusions)):
            assert _squeezed(said) in page, rule.id
        for law in rule.basis:
            assert _squeezed(law["article"]) in page


def test_every_link_leads_to_a_page_and_an_anchor_that_is_there(pages: dict[Path, Links], site: Path) -> None:
    broken = defaultdict(list)
    for path, page in pages.items():
        for link in page.links:
            address, target = urlsplit(link), _target(path, link)
            if address.scheme or target not in pages or (address.fragment and unquote(address.fragment) not in pages[target].ids):
                broken[str(path.relative_to(site))].append(link)
    assert not broken


def test_every_page_is_reached_from_the_first(pages: dict[Path, Links], site: Path) -> None:
    first = site / "index.html"
    reached, waiting = {first}, [first]
    while waiting:
        path = waiting.pop()
        targets = {_target(path, link) for link in pages[path].links}
        waiting += targets - reached
        reached |= targets
    assert set(pages) - reached == set()


def test_a_page_fetches_nothing_but_its_own_style(pages: dict[Path, Links], site: Path) -> None:
    for path, page in pages.items():
        style, *others = sorted(page.fetched, key=lambda address: not address.endswith("style.css"))
        assert (path.parent / style).resolve() == site / "style.css"
        assert others == ["data:,"]
    style_sheet = (site / "style.css").read_text(encoding="utf-8")
    assert "url(" not in style_sheet
    assert "@import" not in style_sheet


def test_the_site_holds_pages_and_their_style_only(site: Path) -> None:
    assert {path.suffix for path in site.rglob("*") if path.is_file()} <= {".html", ".css", ".xml", ".gz"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_a_rule_can_say_has_a_word_in_both_languages(lang: str) -> None:
    fields = {field for fields in FIELDS.values() for field in fields}
    terms = {term for relation in RELATIONS.values() for term in relation.required | relation.optional}
    demanded = {
        "families": {rule.family for rule in RULES},
        "severities": set(SEVERITIES),
        "verified": {law["verified"] for rule in RULES for law in rule.basis},
        "laws": {law["law"] for rule in RULES for law in rule.basis},
        "relations": set(RELATIONS),
        "terms": terms,
        "facts": set(FIELDS),
        "fields": fields,
    }
    missing = {
        part: sorted(names - {name for name, words in WORDS[part].items() if words[lang]}) for part, names in demanded.items()
    }
    assert not {part: names for part, names in missing.items() if names}, "add the words in knowledge/language/rulebook.yaml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_conditions_of_a_pattern_are_told_in_words(lang: str) -> None:
    terms = [
        {"catalogue": {"as": "c", "empty": "yes", "topic": {"not": ["", "project"], "has": "费"}}},
        {
            "statement": {
                "as": "s",
                "topic": {"is": "c.topic"},
                "section_topic": {"differs": "c.topic"},
                "line": {"after": "c.label"},
            }
        },
        {
            "absent": {
                "table": {
                    "title": {"lacks": ["甲", "乙"], "matches": "^收", "fails": "表$"},
                    "figures": {"over": 0, "under": 5},
                    "kind": ["accounts", "projects"],
                }
            }
        },
    ]
    assert len(parse_patterns(terms)) == 3
    expected = {
        "zh": (
            "有目录中的一行：是否空表为是，事项不是空白或项目支出，事项含“费”",
            "有一句不带金额的说明：事项与第1项的事项相同，标题所说的事项与第1项的事项不同，所在行大于第1项的表号",
            "没有一张表：表题不含“甲”或“乙”，表题符合正则表达式`^收`，表题不符合正则表达式`表$`，数的个数大于0，数的个数小于5，种类为科目表或项目支出表",
        ),
        "en": (
            "there is: a line of the catalogue – whether it is said to be empty: yes; topic: not blank or project expenditure; "
            "topic: has “费” in it",
            "there is: a sentence without an amount – topic: the same as the topic of item 1; "
            "what the heading speaks of: other than the topic of item 1; line: greater than the number of item 1",
            "there is not: a table – title: lacks “甲” or “乙”; title: matches `^收`; "
            "title: does not match `表$`; how many figures: above 0; how many figures: below 5; "
            "kind: table of accounts or list of projects",
        ),
    }
    assert method("find", terms, screener().knowledge, lang).details == expected[lang]


def _target(page: Path, link: str) -> Path:
    path = urlsplit(link).path
    return (page.parent / unquote(path)).resolve() if path else page


def _text(page: Path) -> str:
    html = page.read_text(encoding="utf-8")
    return _squeezed(unescape(re.sub(r"<[^>]+>", "", html)))


def _squeezed(text: str) -> str:
    return "".join(text.replace("`", "").split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_diagnosis_has_a_page_with_its_sentence_and_the_finding_of_its_example(site: Path, lang: str) -> None:
    causes = screener().knowledge.causes
    assert {path.stem for path in (site / lang / "diagnoses").glob("*.html")} == {"index", *(cause.id for cause in causes)}
    for cause in causes:
        page = _text(site / lang / "diagnoses" / f"{cause.id}.html")
        for said in (cause.title[lang], cause.say[lang], cause.correct[lang], cause.why[lang]):
            assert _squeezed(said) in page, cause.id
        assert '<p class="message">' in (site / lang / "diagnoses" / f"{cause.id}.html").read_text(encoding="utf-8"), cause.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_feature_has_a_page_that_says_what_its_file_says(site: Path, lang: str) -> None:
    features = screener().knowledge.peers.features
    assert {path.stem for path in (site / lang / "features").glob("*.html")} == {"index", *features}
    for feature in features.values():
        page = _text(site / lang / "features" / f"{feature.id}.html")
        for said in (feature.title, feature.missing, feature.why, *feature.exclusions):
            assert _squeezed(said[lang]) in page, feature.id
