"""Tables and sentences drawn again say what the document says, and no mark is lost."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mingcha.reports.drawing import DOUBT, PROOF, WRONG, Brush, Drawing, Mark, Marked, Painter, shown
from mingcha.reports.pointing import WHOLE, Lines, Pointed
from mingcha.running.excerpt import Excerpt, Rows, Shown, Text, Titled

BRUSH = Brush(
    tags={"wrong": "误", "doubt": "疑", "other": "或", "proof": "证"},
    rights={"wrong": "应为 {right}", "doubt": "比较 {right}", "other": "或应为 {right}", "proof": "{right}"},
    line="第{line}行",
    gap="… 省略 {count} 行 …",
    long="（共 {count} 字）",
    text=20,
)
HOSTILE = "<script>alert(1)</script>\"'&\u202eabc\u2066\x00=1+1"


def table(
    *rows: Sequence[str], heads: Sequence[tuple[int, str]] = (), spans: Sequence[Sequence[tuple[int, int, int]]] = ()
) -> Lines:
    own = tuple(Shown(tuple(row), number, tuple(spans[number - 1]) if spans else ()) for number, row in enumerate(rows, 1))
    return Lines(Excerpt((Rows(own),), (Titled("1", "收支总表", "元", 1, len(rows), tuple(heads)),)))


def cell(line: int, index: int, kind: str = WRONG, right: str = "", length: int = 1) -> Marked:
    return Marked(Pointed(line, index, 0, length), Mark(kind, right))


def words(line: int, start: int, end: int, kind: str = WRONG, right: str = "") -> Marked:
    return Marked(Pointed(line, WHOLE, start, end), Mark(kind, right))


def drawn(lines: Lines, *marks: Marked) -> list[Drawing]:
    return Painter(lines, BRUSH).draw(marks)


def tree(drawing: Drawing) -> html.HtmlElement:
    return html.fromstring(f"<table>{drawing.html}</table>" if drawing.rows else f"<div>{drawing.html}</div>")


def text_of(drawing: Drawing) -> str:
    return str(tree(drawing).text_content())


LONG = table(["科目", "金额"], *([f"第{number}项", f"{number}.00"] for number in range(2, 41)), heads=[(1, "金额")])


def test_a_wrong_cell_is_struck_and_what_is_right_stands_beside_it() -> None:
    (one,) = drawn(LONG, cell(20, 1, right="21.00", length=5))
    (wrong,) = tree(one).xpath("//td[contains(@class, 'wrong')]")
    assert wrong.text_content() == "误20.00 应为 21.00"
    assert wrong.xpath("string(s)") == "20.00"


def test_what_is_only_in_question_is_not_struck() -> None:
    (one,) = drawn(LONG, cell(20, 1, DOUBT, "21.00", length=5))
    (asked,) = tree(one).xpath("//td[contains(@class, 'doubt')]")
    assert asked.text_content() == "疑20.00 比较 21.00"
    assert not asked.xpath(".//s")


def test_of_a_long_table_the_head_and_the_rows_around_a_mark_are_drawn_and_the_others_counted() -> None:
    (one,) = drawn(LONG, cell(20, 1))
    rows = [row.text_content() for row in tree(one).xpath("//tr")]
    assert rows == ["1科目金额", "… 省略 17 行 …", "19第19项19.00", "20第20项误20.00", "21第21项21.00", "… 省略 19 行 …"]


def test_a_short_table_is_drawn_whole() -> None:
    lines = table(*(["甲", str(number)] for number in range(8)))
    (one,) = drawn(lines, cell(1, 1))
    assert len(tree(one).xpath("//tr")) == 8


def test_a_mark_of_a_whole_row_stands_at_its_line() -> None:
    (one,) = drawn(LONG, Marked(Pointed(20, WHOLE, 0, 0), Mark(DOUBT)))
    (row,) = tree(one).xpath("//tr[@class='doubt']")
    assert row.text_content() == "疑 20第20项20.00"


def test_a_mark_of_a_whole_row_is_there_where_lines_are_no_places() -> None:
    (one,) = Painter(LONG, BRUSH._replace(line="")).draw([Marked(Pointed(20, WHOLE, 0, 0), Mark(DOUBT))])
    (row,) = tree(one).xpath("//tr[@class='doubt']")
    assert row.text_content() == "疑 第20项20.00"
    assert {len(each) for each in tree(one).xpath("//tr[not(@class)]")} == {2}


def test_merged_cells_are_merged_as_printed() -> None:
    lines = table(
        ["项目", "", "合计"],
        ["编码", "名称", ""],
        ["201", "公共", "1.00"],
        heads=[(2, "合计")],
        spans=[[(0, 2, 1), (2, 1, 2)], [], []],
    )
    (one,) = drawn(lines, cell(3, 2))
    first, second, third = tree(one).xpath("//tr")
    assert [(each.text_content(), each.get("colspan"), each.get("rowspan")) for each in first.xpath("th[@scope='col']")] == [
        ("项目", "2", None),
        ("合计", None, "2"),
    ]
    assert [each.text_content() for each in second.xpath("th[@scope='col']")] == ["编码", "名称"]
    assert [each.text_content() for each in third.xpath("td")] == ["201", "公共", "误1.00"]


def test_a_cell_that_is_merged_with_rows_left_out_is_said_again() -> None:
    rows = [["类", "款", "数"], *([("支出" if number == 0 else ""), f"款{number}", f"{number}.00"] for number in range(20))]
    lines = table(*rows, heads=[(2, "数")], spans=[[], [(0, 1, 20)], *([[]] * 19)])
    (one,) = drawn(lines, cell(15, 2))
    again = tree(one).xpath("//td[@rowspan]")
    assert [(each.text_content(), each.get("rowspan")) for each in again] == [("支出", "3")]


def test_sentences_keep_their_words_and_long_ones_say_how_long_they_are() -> None:
    text = "前" * 300 + "共计5万元" + "后" * 300
    (one,) = drawn(Lines(Excerpt((Text(text, ((0, 3),)),))), words(3, 302, 305, right="6万元"))
    assert text_of(one) == "第3行 …" + "前" * 8 + "共计误5万元 应为 6万元" + "后" * 10 + "… （共 605 字）"


def test_marks_that_overlap_are_all_there() -> None:
    lines = Lines(Excerpt((Text("本年支出5万元", ((0, 3),)),)))
    (one,) = drawn(lines, words(3, 0, 7, PROOF), words(3, 4, 7, WRONG, "6万元"))
    assert text_of(one) == "第3行 证本年支出误5万元 应为 6万元"


def test_the_drawing_with_the_gravest_mark_comes_first() -> None:
    blocks = (Text("支出5万元", ((0, 1),)), Rows((Shown(("支出", "6"), 2),)), Text("收入5万元", ((0, 3),)))
    drawings = drawn(Lines(Excerpt(blocks)), words(1, 2, 5, PROOF), cell(2, 1, WRONG), words(3, 2, 5, DOUBT))
    assert [one.line for one in drawings] == [2, 3, 1]


def test_what_documents_say_is_text_and_never_markup() -> None:
    lines = table([HOSTILE, "1"], heads=[(1, "数")])
    (one,) = drawn(lines, cell(1, 1, right=HOSTILE))
    assert not tree(one).xpath("//script")
    assert text_of(one).count("<script>alert(1)</script>\"'&U+202EabcU+2066U+0000=1+1") == 2


def test_characters_that_cannot_be_seen_are_shown_by_their_numbers() -> None:
    assert shown("a\u202eb") == 'a<span class="sign">U+202E</span>b'


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=8
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=30)
SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(1, 5)), max_size=2)


@given(ROWS, st.data())
def test_every_cell_of_every_row_that_is_drawn_is_there_and_every_mark(rows: list[list[str]], data: st.DataObject) -> None:
    spans = [[span for span in data.draw(SPANS) if span[0] < len(row)] for row in rows]
    lines = table(*rows, heads=[(0, "数")], spans=spans)
    places = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=5, unique=True))
    marks = [cell(at + 1, data.draw(st.integers(0, len(rows[at]) - 1)), length=8) for at in places]
    (one,) = drawn(lines, *marks)
    assert len(tree(one).xpath("//*[contains(@class, 'wrong')]")) == len(marks)
    seen = {int(row.xpath("string(th[@class='line'])")): row for row in tree(one).xpath("//tr[th[@class='line']]")}
    assert {mark.at.line for mark in marks} <= set(seen)
    for line, row in seen.items():
        said = [each.xpath("string(s)") if "wrong" in each.get("class", "") else each.text_content() for each in row]
        kept = [text for text in said if text]
        assert [text for text in rows[line - 1] if text] == [text for text in kept[1:] if text in rows[line - 1]]
    left = sum(int(gap.text_content().split()[2]) for gap in tree(one).xpath("//tr[@class='gap']"))
    assert left + len(seen) == len(rows)


@given(st.text("甲乙5 <&", min_size=1).map(lambda text: text * 5), st.data())
def test_no_mark_of_a_sentence_is_lost(text: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30)), min_size=1, max_size=4))
    marks = {(start, min(start + length, len(text))) for start, length in spans}
    lines = Lines(Excerpt((Text(text, ((0, 3),)),)))
    (one,) = drawn(lines, *(words(3, start, end, DOUBT) for start, end in marks))
    starts = {start for start, _ in marks}
    assert len(tree(one).xpath("//b[@class='tag']")) == len(starts)
    for start, end in marks:
        assert text[start:end] in text_of(one).replace("疑", "")
