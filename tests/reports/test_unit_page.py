"""The page of a disclosure says what was read, every finding with its place, proof and law, and how the rules fared."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from lxml import html
from msgspec.structs import replace

from mingcha.checking import Place
from mingcha.explaining.node import Node
from mingcha.findings import SEVERITIES, Alternative
from mingcha.reports import drawing
from mingcha.reports import unit_page as module
from mingcha.reports.cases import Case, RunView, Told
from mingcha.reports.drawing import DOUBT, PROOF
from mingcha.reports.marking import marks_of
from mingcha.reports.pages import Links
from mingcha.reports.pointing import Lines
from mingcha.reports.reviews import Review
from mingcha.reports.standings import Standings
from mingcha.reports.unit_page import unit_page
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, screener, written
from tests.reports.views import view_of

LINKS = Links("../../", "ab/abcdef012345", "units/list.html", before="aa/a", after="cc/c")
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e=1+1'
DOCUMENTS = {
    "sample.txt": print_disclosure(load_sample("zizhou-2024")).encode(),
    "clean.txt": written(CLEAN),
    "nasty.txt": written(WRONG.replace("一般公共服务支出", f"一般{NASTY}")),
    "wrong.txt": written(WRONG),
    "broken.pdf": b"%PDF-1.7 nothing",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "out"
    view_of(out, DOCUMENTS)
    return out


def case_of(run: Path, name: str, lang: str = "zh") -> tuple[Case, RunView]:
    view = RunView(run, screener().knowledge, lang)
    return next(case for case in view.cases() if case.record.document == name), view


def page_of(run: Path, name: str, lang: str = "zh") -> html.HtmlElement:
    return parsed(unit_page(*case_of(run, name, lang), LINKS))


def parsed(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def text_of(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_it_says_whose_disclosure_it_is_and_what_was_read(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    page = text_of(page_of(run, "sample.txt"))
    for said in (case.record.unit, "2024", "预算", "sample.txt", case.record.sha256, f"表格 {case.report.tables} 张"):
        assert said in page


def test_findings_stand_by_severity_then_place_each_with_its_id(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    found = {told.finding.id: told.finding for told in case.findings}
    ids = [each.get("id") for each in page_of(run, "sample.txt").xpath("//article")]
    assert sorted(ids) == sorted(found)
    order = [(-SEVERITIES.index(found[each].severity), found[each].places[0].line) for each in ids]
    assert order == sorted(order)


def test_each_finding_has_its_words_its_law_and_its_proof(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    page = page_of(run, "sample.txt")
    for told in case.findings:
        (article,) = page.xpath(f"//article[@id='{told.finding.id}']")
        said = text_of(article)
        assert " ".join(told.finding.message.split()) in said
        for law in told.finding.basis:
            assert f"{law.law}{law.article}：{law.demands}" in said
        leaf = told.proof
        while leaf.children and leaf.children[0].kind != "document":
            leaf = leaf.children[0]
        assert article.xpath(".//details[@class='tree']//li")


def test_the_wrong_cell_its_right_value_and_the_cells_that_prove_it_are_marked(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    told = next(told for told in case.findings if told.finding.rule == "TOT-005")
    (article,) = page_of(run, "sample.txt").xpath(f"//article[@id='{told.finding.id}']")
    wrong = [text_of(cell) for cell in article.xpath(".//td[contains(@class, 'wrong')]")]
    assert wrong == ["误405200.00 应为 425400.00", "误350000.00 应为 370200.00"]
    proof = [text_of(cell) for cell in article.xpath(".//td[contains(@class, 'proof')]")]
    assert "证20200.00" in proof


def test_a_claim_of_the_text_is_marked_beside_the_table_that_it_contradicts(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    told = next(told for told in case.findings if told.finding.rule == "COD-001")
    (article,) = page_of(run, "sample.txt").xpath(f"//article[@id='{told.finding.id}']")
    (claim,) = article.xpath(".//figure//mark[@class='doubt']")
    assert text_of(claim).startswith("疑")
    assert article.xpath(".//table//td[contains(@class, 'proof')]")


def test_what_has_no_located_cause_is_headed_by_the_requirement_that_is_not_met(run: Path) -> None:
    titles = [text_of(each) for each in page_of(run, "sample.txt").xpath("//article//h3")]
    assert "▲ 疑点 不符合要求：单位名称前后一致" in titles
    assert "● 错误 漏计下级" in titles


def test_a_page_without_findings_says_what_was_checked(run: Path) -> None:
    page = page_of(run, "clean.txt")
    assert not page.xpath("//article")
    said = text_of(page)
    assert "没有发现问题不等于没有错误" in said or "没有发现问题。" in said
    assert page.xpath("//details[@class='state']")


def test_a_document_that_was_not_read_has_a_page_that_says_why(run: Path) -> None:
    case, _ = case_of(run, "broken.pdf")
    said = text_of(page_of(run, "broken.pdf"))
    assert "文件未能读取，没有审查" in said
    assert all(" ".join(problem.split()) in said for problem in case.report.problems)
    assert case.report.problems


def test_every_rule_is_listed_in_its_state(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    listed = page_of(run, "sample.txt").xpath("//details[@class='state']//ul[@class='rules']//a/text()")
    assert sorted(listed) == sorted(case.report.rules)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_documents_say_is_text_and_never_markup(run: Path, lang: str) -> None:
    case, view = case_of(run, "nasty.txt", lang)
    case = case._replace(
        record=replace(case.record, unit=NASTY, document=f"甲/{NASTY}.txt", region=NASTY),
        report=replace(case.report, problems=(NASTY,), corrected=(NASTY,), failures=(NASTY,)),
        findings=tuple(_nasty(told) for told in case.findings),
    )
    page = parsed(unit_page(case, view, LINKS))
    assert case.findings
    assert not page.xpath("//img | //script[not(@src)] | //*[@onerror] | //*[@style] | //style")
    assert NASTY.replace("\u202e", "") in page.text_content().replace("\u202e", "")
    drawn = "".join(each.text_content() for each in page.xpath("//div[@class='drawn'] | //ul[@class='statements'] | //pre"))
    assert "\u202e" not in drawn


def _nasty(told: Told) -> Told:
    finding = told.finding
    places = tuple(replace(place, table=NASTY, row=NASTY) for place in finding.places)
    return told._replace(
        finding=replace(finding, message=NASTY, title=NASTY, correction=NASTY, places=places),
        review=Review(finding.id, "dismissed", NASTY),
    )


def test_all_ids_of_a_page_differ_and_its_links_lead_somewhere(run: Path) -> None:
    page = page_of(run, "sample.txt")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in page.xpath("//a/@href"):
        assert link.startswith("../../") or link[1:] in ids
    assert {"../../units/aa/a.html", "../../units/cc/c.html", "../../units/list.html"} <= set(page.xpath("//a/@href"))


def test_the_same_case_gives_the_same_page(run: Path) -> None:
    case, view = case_of(run, "sample.txt")
    assert unit_page(case, view, LINKS) == unit_page(*case_of(run, "sample.txt"), LINKS)


def test_a_page_that_would_be_too_large_is_cut_short_and_says_so(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, view = case_of(run, "sample.txt")
    whole = unit_page(case, view, LINKS)
    for most in (150_000, 80_000, 70_000):
        monkeypatch.setattr(module, "MOST_BYTES", most)
        cut = unit_page(case, view, LINKS)
        assert len(cut) < len(whole)
        assert "本页内容过多" in cut.decode()
        for told in case.findings:
            assert told.finding.id in cut.decode()


def test_texts_and_findings_without_end_stay_below_the_limit(run: Path) -> None:
    case, view = case_of(run, "wrong.txt")
    (told,) = case.findings[:1]
    long = told._replace(finding=replace(told.finding, message="长" * 10_000_000, correction="长" * 1_000_000))
    many = tuple(told._replace(finding=replace(told.finding, id=f"{number:016x}")) for number in range(5_000))
    for findings in ((long,), many):
        assert len(unit_page(case._replace(findings=findings), view, LINKS)) <= module.MOST_BYTES
    assert "另有" in unit_page(case._replace(findings=many), view, LINKS).decode()


def test_of_very_many_problems_the_first_are_told_and_the_others_counted(run: Path) -> None:
    case, view = case_of(run, "broken.pdf")
    many = replace(case.report, problems=tuple(f"problem {number}." for number in range(500)))
    said = text_of(parsed(unit_page(case._replace(report=many), view, LINKS)))
    assert "problem 199." in said
    assert "problem 200." not in said
    assert "另有 300 条" in said


def test_a_rule_that_the_knowledge_lacks_has_no_page_to_lead_to(run: Path) -> None:
    case, view = case_of(run, "wrong.txt")
    told = case.findings[0]._replace(finding=replace(case.findings[0].finding, rule="OWN-001"))
    page = parsed(unit_page(case._replace(findings=(told,)), view, LINKS))
    assert "OWN-001" in text_of(page.xpath("//article")[0])
    assert not page.xpath("//article//a[contains(@href, 'OWN-001')]")


def test_how_a_unit_stands_among_its_peers_is_told_where_it_was_compared(run: Path, tmp_path: Path) -> None:
    line = {
        "document": "clean.txt",
        "message": "甲：第 1",
        "rank": 1,
        "of": 9,
        "reasons": [{"message": "多 <b>"}],
        "history": ["去年"],
    }
    (tmp_path / "scores.jsonl").write_bytes(
        msgspec.json.encode({**line, "document": "甲"}) + b"\n" + msgspec.json.encode(line) + b"\n"
    )
    standings = Standings(tmp_path)
    standing = standings.of("clean.txt")
    assert standing is not None
    assert ([one.message for one in standing.reasons], standing.history) == (["多 <b>"], ("去年",))
    assert standings.of("乙") is None
    assert Standings(tmp_path / "none").of("甲") is None


def test_the_plots_of_a_unit_are_shown_with_what_they_say_in_words(tmp_path: Path) -> None:
    image = "data:image/svg+xml;base64,PHN2Zy8+"
    figures = "".join(
        f"<figure><figcaption><strong>{name}</strong>\n<small>怎样读</small></figcaption><img src='{source}' alt='多'></figure>"
        for name, source in (("甲", image), ("乙", "https://example.org/x.svg"))
    )
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "甲-2024.html").write_text(f"<!doctype html><main>{figures}</main>", encoding="utf-8")
    standings = Standings(tmp_path)
    assert standings.pictures("peers/%E7%94%B2-2024.html") == [("甲 怎样读", image, "多")]
    assert standings.pictures("peers/none.html") == standings.pictures("") == []


# -- what is marked


def _lines(case: Case) -> Lines:
    return Lines(case.excerpt)


def _kinds(case: Case, rule: str) -> list[tuple[str, str]]:
    told = next(told for told in case.findings if told.finding.rule == rule)
    rules = {one.id: one for one in screener().knowledge.rules}
    lines = _lines(case)
    found = []
    for at, mark in marks_of(told, rules[rule], lines):
        text = lines.row(at.line).cells[at.cell] if at.line in lines.rows else lines.pieces[at.line].paragraph.text
        found.append((mark.kind, text[at.start : at.end]))
    return found


def test_all_places_of_one_slip_are_in_question(run: Path) -> None:
    assert _kinds(case_of(run, "sample.txt")[0], "NAM-001") == [(DOUBT, "子洲县医疗保险经办机构")] * 3


def test_what_a_slip_is_compared_with_is_proof(run: Path) -> None:
    kinds = _kinds(case_of(run, "sample.txt")[0], "CAT-003")
    assert [kind for kind, _ in kinds] == [DOUBT, PROOF]


def test_a_located_cause_whose_amount_is_right_is_not_called_wrong(run: Path) -> None:
    kinds = _kinds(case_of(run, "sample.txt")[0], "CHG-001")
    assert (DOUBT, "30.1 万元") in kinds
    assert drawing.WRONG not in {kind for kind, _ in kinds}


def test_a_cause_that_is_hardly_sure_calls_no_figure_wrong(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    told = next(told for told in case.findings if told.finding.rule == "TOT-005")
    lines, doubtful = _lines(case), told._replace(finding=replace(told.finding, confidence=0.6))
    first = told.finding.places[0]
    assert drawing.WRONG in {mark.kind for _, mark in marks_of(told, None, lines)}
    marks = {(at.line, mark) for at, mark in marks_of(doubtful, None, lines)}
    assert (first.line, drawing.Mark(DOUBT, "370200.00")) in marks
    assert drawing.WRONG not in {mark.kind for _, mark in marks}


def test_what_else_may_be_wrong_says_its_money_unit(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    told = next(told for told in case.findings if told.finding.rule == "TOT-005")
    other = Alternative(told.finding.places[-1], "35.02", 0.2)
    told = told._replace(finding=replace(told.finding, alternatives=(other,), unit_of_money="万元"))
    assert drawing.Mark(drawing.OTHER, "35.02万元") in [mark for _, mark in marks_of(told, None, _lines(case))]


def test_what_a_document_says_cannot_feign_a_right_amount(run: Path) -> None:
    case, _ = case_of(run, "sample.txt")
    told = next(told for told in case.findings if told.finding.rule == "CHG-001")
    feigned = 'line 58 ", should state 1 元, a difference of 2 元" states 3 元; no fault in the amount itself'
    place = Place(None, 58, "", "", "", "30.1 万元")
    node = Node("suspect", {"zh": "", "en": feigned}, (place,))
    marks = marks_of(told._replace(proof=Node("finding", {}, (), (node,))), None, _lines(case))
    assert {mark.kind for _, mark in marks} == {DOUBT, PROOF}


def test_a_percentage_is_in_question_rather_than_its_amounts(tmp_path: Path) -> None:
    text = CLEAN + "\n    第二部分 说明\n\n    三公经费支出10.00元，比上年增加5.00元，增长90.00%。\n"
    view = view_of(tmp_path / "out", {"a.txt": written(text)})
    (case,) = view.cases()
    marks = [kind for kind in _kinds(case, "SHR-001") if kind[0] == DOUBT]
    assert marks == [(DOUBT, "90.00%")]


def test_nothing_on_a_page_is_left_untold(run: Path) -> None:
    for lang in ("zh", "en"):
        for name in DOCUMENTS:
            page = unit_page(*case_of(run, name, lang), LINKS).decode()
            page = re.sub(r'<section class="review-tools".*?</section>', "", page, flags=re.DOTALL)  # has its texts as they are
            assert not re.search(r"unit\.[a-z]+\.|letter\.[a-z]+\.|\{[a-z]+\}|None<", page)
