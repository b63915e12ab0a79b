from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from lxml import etree, html
from msgspec.structs import replace

from mingcha.checking import Place
from mingcha.errors import UsageError
from mingcha.peers.observed import Observation, Point
from mingcha.peers.profile import Amount, Profile, Value
from mingcha.peers.results import ABSENT, LEVEL, RELATION, Reason, Score
from mingcha.peers.scoring import Basis, Scored, Whole
from mingcha.peers.table import FeatureTable
from mingcha.reporting import plots
from mingcha.reporting.peers_page import page_name, write_page
from tests.peers.units import knowledge, table

HOSTILE = "<script>alert('甲')</script> & \"乙\" \u202e局"
UNITS = table(60)
SHARE, MONEY = "project_share", "total_spending"
REASONS = (
    Reason(RELATION, SHARE, 0.82, 6, 0.5, other=MONEY, other_value=30000.0, expected=0.4, median=0.5, z=6.0),
    Reason(LEVEL, MONEY, 30000.0, 6, 0.3, median=20000.0, low=10000.0, high=25000.0, z=4.0),
    Reason(ABSENT, "staff", None, 6, 0.2, known=0.98),
)


def score(row: int, **changes: Any) -> Score:
    one = Score(
        id=str(UNITS.ids[row]),
        document="",
        unit=f"第{row}单位",
        year=2024,
        score=6.0 - row,
        pvalue=0.001 if row < 3 else 0.5,
        rank=row + 1,
        of=60,
        group=tuple(UNITS.groups[row, :3].tolist()),
        size=6,
        reasons=REASONS,
    )
    return replace(one, **changes)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots stay empty, for tests of what stands around them."""
    monkeypatch.setattr(plots, "svg_of", lambda chart, *, titled: "<svg xmlns='http://www.w3.org/2000/svg'/>")


def scored(*scores: Score, **changes: Any) -> Scored:
    listed = sum(one.pvalue <= 0.01 for one in scores)
    return replace(Scored(scores, Whole(60, listed, 0.01, 0.6, 0.001), ()), **changes)


def read(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes().decode())


def text(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def pages(out: Path) -> list[Path]:
    return sorted((out / "peers").iterdir())


@pytest.mark.usefixtures("undrawn")
def test_the_list_has_every_listed_unit_and_each_has_a_page(tmp_path: Path) -> None:
    written = write_page(tmp_path, scored(*map(score, range(6))), UNITS, knowledge())
    page = read(written)
    assert "在 60 家中列出 3 家" in text(page)
    links = [unquote(link) for link in page.xpath("//table//a/@href")]
    assert [tmp_path / link for link in links] == [tmp_path / "peers" / page_name(score(row)) for row in range(3)]
    assert sorted(tmp_path / link for link in links) == pages(tmp_path)


def test_a_units_page_tells_its_reasons_and_shows_its_plots(tmp_path: Path) -> None:
    write_page(tmp_path, scored(score(0)), UNITS, knowledge())
    page = read(pages(tmp_path)[0])
    told = text(page)
    for part in ("第0单位", "60 家中列第 1", "82%", "的通常关系不符", "98% 公开了", "请说明原因", "2024年预算"):
        assert part in told
    pictures = page.xpath("//img")
    assert len(pictures) == 3  # beside its peers, the broken relation, among all scores
    for picture in pictures:
        assert picture.get("alt")
        kind, _, data = picture.get("src").partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert etree.fromstring(base64.b64decode(data)).tag.endswith("svg")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("undrawn")
def test_nothing_is_fetched_and_nothing_is_left_to_fill_in(tmp_path: Path, lang: str) -> None:
    write_page(tmp_path, scored(score(0), score(1)), UNITS, knowledge(), lang=lang)
    for path in (tmp_path / "peers.html", *pages(tmp_path)):
        page = read(path)
        assert not page.xpath(
            "//link | //iframe | //script[@src] | //*[starts-with(@href, 'http')] | //*[starts-with(@src, 'http')]"
        )
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")
        page.xpath("//body")[0].xpath("//style")[0].text = ""
        shown = " ".join(page.xpath("//main")[0].text_content().split())
        assert not re.search(r"\bnan\b|\bNone\b|[{}]", shown)
        assert page.get("lang") == ("zh-CN" if lang == "zh" else "en")


def test_what_documents_say_is_text_and_never_markup(tmp_path: Path) -> None:
    place = Place(3, 12, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    name = next(iter(knowledge().peers.amounts))
    hostile = score(0, unit=HOSTILE, document=HOSTILE, group=(HOSTILE,), too_few=HOSTILE, corrected=(SHARE,))
    profile = Profile(
        **dict.fromkeys(("sha256", "kind", "province", "unit_type", "level", "domain", "size"), ""),
        id=hostile.id,
        document=HOSTILE,
        unit=HOSTILE,
        year=2024,
        amounts={name: Amount(100, stated=200, places=(place,))},
        last={},
        listed={},
        values={SHARE: Value(0.82, amounts=(name,), corrected=True)},
    )
    seen = Observation("renamed", HOSTILE, (2023, 2024), "budget", partner=HOSTILE, ids=(hostile.id,))
    write_page(tmp_path, scored(hostile), UNITS, knowledge(), profiles={hostile.id: profile}, observations=[seen])
    for path in (tmp_path / "peers.html", *pages(tmp_path)):
        page = read(path)
        assert len(page.xpath("//script")) == (path.name == "peers.html")
        assert "alert" not in "".join(page.xpath("//script/text()"))
        assert "<script>alert('甲')</script> & \"乙\" 局" in text(page)
        assert "\u202e" not in path.read_text(encoding="utf-8")
        assert re.fullmatch(r"[\w.-]+", path.name)


@pytest.mark.usefixtures("undrawn")
def test_a_name_that_no_file_can_have_still_has_a_page(tmp_path: Path) -> None:
    odd = [score(row, unit=unit) for row, unit in enumerate(["../../etc/passwd", "\ud800/\x00", "长" * 500])]
    write_page(tmp_path, scored(*odd), UNITS, knowledge())
    assert len(pages(tmp_path)) == 3


@pytest.mark.usefixtures("undrawn")
def test_amounts_are_told_to_the_cent_with_links_to_their_places(tmp_path: Path) -> None:
    document = tmp_path / "预算 1.pdf"
    document.write_bytes(b"%PDF")
    name = next(iter(knowledge().peers.amounts))
    one = score(0, document=str(document))
    profile = Profile(
        **dict.fromkeys(("sha256", "kind", "province", "unit_type", "level", "domain", "size"), ""),
        id=one.id,
        document=str(document),
        unit="甲",
        year=2024,
        amounts={name: Amount(123_456_78, stated=12_345_678, places=(Place(3, 12, "表1", "合计", "", ""),))},
        last={},
        listed={},
        values={SHARE: Value(0.82, amounts=(name,))},
    )
    write_page(tmp_path / "out", scored(one), UNITS, knowledge(), profiles={one.id: profile})
    page = read(pages(tmp_path / "out")[0])
    rows = page.xpath("//table[@class='amounts']//tr[td]")
    assert "123,456.78 元" in text(rows[0])
    (link,) = rows[0].xpath(".//a/@href")
    way, _, anchor = unquote(link).partition("#")
    assert (tmp_path / "out" / "peers" / way).resolve() == document.resolve()
    assert anchor == "page=3"


@pytest.mark.usefixtures("undrawn")
def test_a_member_of_a_listing_is_told_as_the_disclosure_calls_it_with_its_place(tmp_path: Path) -> None:
    one = score(0)
    profile = Profile(
        **dict.fromkeys(("document", "sha256", "kind", "province", "unit_type", "level", "domain", "size"), ""),
        id=one.id,
        unit="甲",
        year=2024,
        amounts={},
        last={},
        listed={"projects.1": Amount(123_456_78, places=(Place(3, 12, "表1", "<馆舍>", "", ""),), called="<馆舍>修缮")},
        values={SHARE: Value(0.82, amounts=("projects.1",))},
    )
    write_page(tmp_path / "out", scored(one), UNITS, knowledge(), profiles={one.id: profile})
    (row,) = read(pages(tmp_path / "out")[0]).xpath("//table[@class='amounts']//tr[td]")
    told = text(row)
    assert knowledge().peers.listings["projects"].title["zh"] + "：<馆舍>修缮" in told
    assert "123,456.78 元" in told
    assert "表1" in told


@pytest.mark.usefixtures("undrawn")
def test_a_document_that_is_not_there_is_named_without_a_link(tmp_path: Path) -> None:
    write_page(tmp_path, scored(score(0, document="gone/甲.pdf")), UNITS, knowledge())
    page = read(pages(tmp_path)[0])
    assert "gone/甲.pdf" in text(page)
    assert page.xpath("//main//a/@href") == ["../peers.html"]


def test_the_units_own_years_are_told_and_drawn(tmp_path: Path) -> None:
    name = next(iter(knowledge().peers.amounts))
    one = score(0)
    seen = Observation("jump", "甲", (2023, 2024), "budget", amount=name, stated=9 * 10**8, other=3 * 10**8, ids=("x", one.id))
    points = {one.id: {name: [Point(2023, 3 * 10**8, 3 * 10**8), Point(2024, 9 * 10**8, None, 2.8e8, 3.4e8)]}}
    write_page(tmp_path, scored(one), UNITS, knowledge(), observations=[seen], points=points)
    page = read(pages(tmp_path)[0])
    assert "由 2023 年的 300 万元变为 2024 年的 900 万元" in text(page)
    assert len(page.xpath("//img")) == 4


def test_peers_are_sought_in_the_reference_first(tmp_path: Path) -> None:
    reference = table(900, first=100)
    write_page(tmp_path, scored(score(0)), UNITS, knowledge(), reference=reference)
    with_reference = pages(tmp_path)[0].read_bytes()
    write_page(tmp_path, scored(score(0)), UNITS, knowledge())
    assert pages(tmp_path)[0].read_bytes() != with_reference


def test_the_same_scores_give_the_same_pages_whatever_the_order_of_the_table(tmp_path: Path) -> None:
    order = np.random.default_rng(3).permutation(60)
    other = FeatureTable(UNITS.ids[order], UNITS.features, UNITS.values[order], UNITS.groups[order])
    write_page(tmp_path / "a", scored(score(0)), UNITS, knowledge())
    write_page(tmp_path / "b", scored(score(0)), other, knowledge())
    for one, two in zip(pages(tmp_path / "a"), pages(tmp_path / "b"), strict=True):
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.usefixtures("undrawn")
def test_pages_of_an_earlier_run_are_taken_away_and_nothing_else(tmp_path: Path) -> None:
    write_page(tmp_path, scored(score(0), score(1)), UNITS, knowledge())
    (tmp_path / "peers" / "notes.html").write_text("mine")
    write_page(tmp_path, scored(score(1)), UNITS, knowledge())
    assert {path.name for path in pages(tmp_path)} == {"notes.html", page_name(score(1))}


@pytest.mark.usefixtures("undrawn")
def test_where_no_unit_is_listed_the_first_by_rank_are_shown_and_it_is_said(tmp_path: Path) -> None:
    whole = scored(score(4), score(5), bases=(Basis("2024 budget", 12, "other", "2023 budget"),))
    page = read(write_page(tmp_path, whole, UNITS, knowledge()))
    assert "没有一家达到列出的标准" in text(page)
    assert "名次靠前的单位（均未达到列出的标准）" in text(page)
    assert "改与2023年预算的单位比较" in text(page)
    assert len(page.xpath("//table//a")) == len(pages(tmp_path)) == 2


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("scores", [(), (score(5, reasons=()),)])
def test_a_run_with_nothing_to_tell_says_so(tmp_path: Path, scores: tuple[Score, ...]) -> None:
    page = read(write_page(tmp_path, scored(*scores), UNITS, knowledge()))
    assert "没有列出的单位。" in text(page)
    assert not page.xpath("//script")


@pytest.mark.usefixtures("undrawn")
def test_ten_thousand_units_make_a_short_list(tmp_path: Path) -> None:
    many = [score(0, id=f"u{number}", rank=number + 1, pvalue=0.001 if number < 100 else 0.5) for number in range(10_000)]
    page = write_page(tmp_path, scored(*many), UNITS, knowledge(), most_pages=1)
    assert page.stat().st_size < 200_000
    assert len(read(page).xpath("//table//tbody/tr")) == 100
    assert len(read(page).xpath("//table//a")) == 1
    assert len(pages(tmp_path)) == 1


@pytest.mark.usefixtures("undrawn")
def test_features_and_groups_that_the_table_does_not_have_leave_their_plots_out(tmp_path: Path) -> None:
    strange = score(0, group=("no such year",), reasons=(replace(REASONS[0], feature="no_such", other="neither"),))
    write_page(tmp_path, scored(strange, replace(score(1), reasons=())), UNITS, knowledge())
    assert [len(read(path).xpath("//img")) for path in pages(tmp_path)] == [1, 1]


@pytest.mark.usefixtures("undrawn")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file.*choose another folder with --out"):
        write_page(tmp_path / "file", scored(score(0)), UNITS, knowledge())
