"""The words of reports: all are there in both languages and used, and a user's own go before them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from mingcha.errors import KnowledgeError
from mingcha.knowledge import shipped
from mingcha.loading.files import read_source
from mingcha.loading.yamls import parse_yaml
from mingcha.reports.words import NAME, Words, load_words

REPORTS = Path(__file__).parents[2] / "engine" / "mingcha" / "reports"


def _sources(folder: Path) -> str:
    paths = [path for path in folder.rglob("*") if path.suffix in {".py", ".html", ".js"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    zh, en = load_words("zh"), load_words("en")
    assert zh.texts.keys() == en.texts.keys()
    assert {key: _placeholders(text) for key, text in zh.texts.items()} == {
        key: _placeholders(text) for key, text in en.texts.items()
    }


def _is_used(key: str, reports: str, engine: str) -> bool:
    """By its whole key, or put together: its beginning stands before a value, or before others where its end is a word too."""
    cuts = [key[: match.end()] for match in re.finditer(r"[._]", key)]
    if any(f"{quote}{name}" in reports for quote in "\"'" for name in (f"{key}{quote}", *(f"{cut}{{" for cut in cuts))):
        return True
    end = rf"\b{re.escape(key.rpartition('.')[2])}\b"
    return any(f"{quote}{cut}{quote}" in reports for cut in cuts for quote in "\"'") and re.search(end, engine) is not None


def test_every_text_is_used() -> None:
    families = " ".join(path.name for path in (shipped() / "rules").iterdir())
    reports, engine = _sources(REPORTS), _sources(REPORTS.parent) + families
    assert [key for key in load_words("zh").texts if not _is_used(key, reports, engine)] == []


def test_an_english_text_has_no_chinese_but_what_it_quotes() -> None:
    texts = load_words("en").texts
    assert not [key for key, text in texts.items() if re.search(r"[\u4e00-\u9fff]", re.sub(r"（.*?）|\(.*?\)|「.*?」", "", text))]


def test_the_chinese_has_one_word_for_screening() -> None:
    assert not [key for key, text in load_words("zh").texts.items() if "筛查" in text or "筛选出" in text]


def _own(folder: Path, text: str) -> Path:
    (folder / "reports").mkdir(parents=True)
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def test_the_texts_of_a_users_folder_go_before_those_that_are_shipped(tmp_path: Path) -> None:
    words = load_words("zh", _own(tmp_path, "severity: {warning: {zh: 存疑, en: doubt}}\n"))
    assert words("severity.warning") == "存疑"
    assert words("severity.error") == load_words("zh")("severity.error")


def test_a_folder_without_words_changes_none(tmp_path: Path) -> None:
    assert load_words("en", tmp_path).texts == load_words("en").texts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("severity: {fatal: {zh: 甲, en: a}}\n", "severity.fatal: no report uses this text"),
        ("severity: {error: {zh: 甲}}\n", "severity.error: give it a text for each of zh, en"),
        ("severity: {error: {zh: 甲, en: a, fr: b}}\n", "severity.error: give it a text for each of zh, en"),
        ("severity: {error: {zh: 甲, en: 1}}\n", "severity.error: give it a text for each of zh, en"),
        ("severity: [\n", "words.yaml"),
    ],
)
def test_words_that_are_wrong_are_refused_with_the_file_and_the_key(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        load_words("zh", _own(tmp_path, text))
    assert reason in str(raised.value)
    assert str(tmp_path / NAME) in str(raised.value)


def test_values_stand_in_a_text_as_they_are() -> None:
    assert Words({"a.b": "{name}！"}, "zh")("a.b", name="{0}<b>") == "{0}<b>！"


def test_a_text_without_values_is_not_filled_in() -> None:
    assert Words({"a.b": "{}"}, "zh")("a.b") == "{}"


def test_the_shipped_file_has_no_key_twice() -> None:
    parse_yaml(read_source(shipped() / NAME, NAME))
