"""Pages become the paragraphs and tables that were set on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.reading import Limits, Paragraph, Spot, Table
from mingcha.reading.blocks import Content, blocks_of
from mingcha.reading.flow import printed
from mingcha.reading.pages import PageCell, PageLayout, PageLine, PageTable

from .typeset import BOTTOM, LEFT, PITCH, TOP, Rows, line, page, table, typeset

FOOT = 450.0
EDGES = (60.0, 200.0, 400.0, 540.0)


def content_of(layouts: Iterable[PageLayout]) -> Content:
    return blocks_of(printed(layouts), Limits())


def told(layouts: Iterable[PageLayout]) -> list[str | list[tuple[str, ...]]]:
    """Paragraphs as texts, tables as rows."""
    blocks = content_of(layouts).blocks
    return [block.text if isinstance(block, Paragraph) else [row.cells for row in block.rows] for block in blocks]


# -- what was set comes back -------------------------------------------------------------------------------------------

words = st.text("预算支出经费万元其中公共服务", min_size=1, max_size=12)
sentences = st.lists(words, min_size=1, max_size=20).map(lambda found: "，".join(found) + "。")
paragraphs = st.lists(sentences, min_size=1, max_size=3).map("".join)
amounts = st.integers(0, 10**9).map(lambda number: f"{number / 100:,.2f}")


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """A head, then rows with a name and amounts; no two rows alike."""
    width = draw(st.integers(2, 4))
    head = ("项目", *(f"第{number}列" for number in range(1, width)))
    count = draw(st.integers(1, 50))
    return [
        head,
        *(
            (f"{number}{draw(words)}", *draw(st.lists(amounts, min_size=width - 1, max_size=width - 1)))
            for number in range(count)
        ),
    ]


@st.composite
def documents(draw: st.DrawFn) -> list[str | Rows]:
    blocks: list[str | Rows] = []
    for _ in range(draw(st.integers(1, 3))):
        blocks += draw(st.lists(paragraphs, min_size=1, max_size=3))
        if draw(st.booleans()):
            blocks.append(draw(tables()))
    return blocks


@given(documents(), st.integers(0, 1), st.sampled_from(["— {} —", "{}", "第 {} 页", "第{}页 共30页", "{}/30", ""]), st.booleans())
def test_what_is_set_on_pages_comes_back(blocks: list[str | Rows], repeat: int, number: str, running: bool) -> None:
    def furniture(page: int) -> Iterator[PageLine]:
        if number:
            yield line(number.format(page), FOOT, 290)
        if running and count >= 3:
            yield line("某县医疗保障局二〇二四年预算", 40)

    count = len(typeset(blocks, repeat=repeat))
    found = told(typeset(blocks, repeat=repeat, furniture=furniture))
    if running and count >= 3:
        assert found.pop(0) == "某县医疗保障局二〇二四年预算"
    assert found == [block if isinstance(block, str) else list(block) for block in blocks]


# -- furniture ---------------------------------------------------------------------------------------------------------


def of_pages(*texts: str, top: float) -> list[PageLayout]:
    """Pages with a paragraph each and a line at a height."""
    return [page(number, line(text, top, 200), line(f"第{number}件事办完了。", 300)) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("- 1 -", "- 2 -"), ("第1页 共2页",), ("1/2",), ("7", "8")])
def test_page_numbers_are_left_out(numbers: tuple[str, ...]) -> None:
    found = told(of_pages(*numbers, top=FOOT))
    assert found == [f"第{number}件事办完了。" for number in range(1, len(numbers) + 1)]


def test_numbers_at_the_foot_that_do_not_count_pages_stay() -> None:
    assert "15" in told(of_pages("15", "7", top=FOOT))


@pytest.mark.parametrize(
    "mark", ["https://www.example.gov.cn/art/2024/1/5/art_1.html", "file:///D:/budget.html 1/9", "2024/2/5 09:12 部门预算公开"]
)
def test_what_a_browser_prints_on_each_page_is_left_out(mark: str) -> None:
    assert told(of_pages(mark, top=12)) == ["第1件事办完了。"]


@pytest.mark.parametrize(
    "text",
    ["单位：万元", "部门支出预算总表", "表3", "（2024年度）", "合计 325.42", "余额 7 万元", "部门：某县医保局"],
)
def test_titles_labels_and_amounts_are_no_running_heads_though_each_page_repeats_them(text: str) -> None:
    assert told(of_pages(text, text, text, text, top=60)).count(text) == 4


@pytest.mark.parametrize(
    "texts",
    [
        [f"项目{number}自评得分9{number}分，预算执行率9{number}%。" for number in range(1, 5)],
        [f"附件{number}" for number in range(1, 5)],
        [f"项目{number}" for number in range(1, 5)],
        [f"自评得分9{number}分" for number in range(1, 5)],
        ["预算执行率90%"] * 4,
        ["全部目标已经完成。"] * 4,
    ],
)
@pytest.mark.parametrize("top", [40, FOOT])
def test_what_each_page_says_with_numbers_of_its_own_or_as_a_sentence_stays(texts: list[str], top: float) -> None:
    found = told(of_pages(*texts, top=top))
    assert [text for text in found if text in texts] == texts


def test_a_line_that_each_page_repeats_below_its_edge_stays() -> None:
    assert told(of_pages(*["自评结论"] * 4, top=80)).count("自评结论") == 4


@pytest.mark.parametrize("foot", ["某县财政局 {}", "第{}页 某县财政局", "某县财政局 · {} / 4"])
def test_a_running_foot_with_the_number_of_the_page_is_left_out(foot: str) -> None:
    found = told(of_pages(*(foot.format(number) for number in range(3, 7)), top=FOOT))
    assert found == [f"第{number}件事办完了。" for number in range(1, 5)]


def test_what_is_repeated_at_other_heights_is_no_running_head() -> None:
    pages = [page(number, line("某县财政局", 40.0 + 20 * number, 200), line("办完了。", 300)) for number in range(1, 5)]
    assert told(pages).count("某县财政局") == 4


def test_a_running_head_that_the_document_says_nowhere_else_is_kept_once() -> None:
    found = told(of_pages("某县医保局2024年预算", "某县医保局2024年预算", "某县医保局2024年预算", top=40))
    assert found.count("某县医保局2024年预算") == 1


# -- paragraphs --------------------------------------------------------------------------------------------------------

FULL = "预算支出经费万元其中公共服务预算支出经费万元其中公共服务预算支出经费万元其中公共服务预算支出经费万元"


def test_a_sentence_goes_on_over_a_page_end_and_the_page_number() -> None:
    first = page(1, line(FULL, 368), line(FULL, 384), line("1", FOOT, 290))
    second = page(2, line("增长三成。", TOP), line(FULL, 200), line("2", FOOT, 290))
    assert told([first, second])[0] == FULL + FULL + "增长三成。"


def test_a_line_ends_early_where_the_next_number_finds_no_room() -> None:
    lines = [line(FULL, 100), line(FULL[:-4], 116), line("3,254,218.00元，", 132), line("其余不变。", 148)]
    assert told([page(1, *lines)]) == [FULL + FULL[:-4] + "3,254,218.00元，其余不变。"]


def test_entries_of_contents_are_not_joined_though_they_reach_the_margin() -> None:
    entries = [f"{name}{'.' * 60}{number}" for number, name in enumerate(("收支预算总表", "收入预算总表", "支出预算总表"), 1)]
    assert told([page(1, *(line(entry, 100 + 16 * place) for place, entry in enumerate(entries)))]) == entries


def test_items_at_the_margin_begin_anew_though_the_line_before_is_full() -> None:
    items = ["十一、" + FULL[3:], "十二、政府采购预算表"]
    indented = [line("　" + FULL, 300, LEFT + 20), line("预算。", 316), line(FULL[:40], 332, LEFT + 20)]
    assert told([page(1, line(items[0], 100), line(items[1], 116), *indented)])[:2] == items


def test_space_between_lines_tells_paragraphs_apart_where_indents_do_not() -> None:
    paragraphs = [FULL[:-1] + "。" + FULL[:number] + "。" for number in range(3, 10)]
    lines: list[PageLine] = []
    for paragraph in paragraphs:
        top = lines[-1].box[1] + 24 if lines else TOP
        lines += [line(paragraph[:50], top), line(paragraph[50:], top + 14)]
    others = [line(text, TOP + 14 * place) for place, text in enumerate([FULL] * 6 + ["办完了。"])]
    assert told([page(1, *lines), page(2, *others)]) == [*paragraphs, FULL * 6 + "办完了。"]


PROSE = ["本单位严格执行预算管理制度，" * 20 + "。"] * 3


def test_the_rest_of_a_long_title_in_the_middle_below_it_goes_on() -> None:
    title, rest = "县级单位综合预算一般公共预算基本支出明细表（按部门预算的支出" + "经济分类的全部类款科" * 2, "目分别列示）"
    first, *more = typeset(PROSE)
    titled = page(9, line(title[:48], 80), line(rest, 96, 300 - 30))
    assert told([first, *more, titled])[-1] == title[:48] + rest


def test_a_short_title_in_the_middle_below_a_wide_one_stays_one() -> None:
    first, *more = typeset(PROSE)
    titled = page(9, line("县人力资源和社会保障局综合预算一般公共预算支出总表和其他各类报表", 80, 140), line("目录", 96, 290))
    assert told([first, *more, titled])[-1] == "目录"


def test_a_page_of_short_lines_ends_where_other_pages_do() -> None:
    first, *more = typeset(PROSE)
    titles = [line("一、" + "本单位职责和机构的设置情况" * 2 + "的说明", 120 + 16 * step, 84) for step in range(3)]
    contents = page(
        9, line("县人力资源和社会保障局综合预算和支出总表及其他各类的公开报表和情况说明表", 80, 112), line("目录", 96), *titles
    )
    assert "目录" in told([first, *more, contents])


def test_lines_side_by_side_are_one_line() -> None:
    found = told(
        [
            page(
                1,
                line("部门：某县医疗保障局", 100),
                line("单位：万元", 101, 480),
                table([("项目", "金额"), ("合计", "1.00")], EDGES[:3], 120),
            )
        ]
    )
    assert found[0] == "部门：某县医疗保障局 单位：万元"


# -- tables over pages -------------------------------------------------------------------------------------------------

HEAD = ("项目", "支出功能分类", "金额")


NARROW = (60.0, 200.0, 330.0, 540.0)


def rows(first: int, last: int) -> list[tuple[str, str, str]]:
    return [(f"{number}号项目", "医疗保障管理事务", f"{number}.00") for number in range(first, last + 1)]


def over_pages(*parts: Sequence[Sequence[str]], edges: Sequence[float] = EDGES) -> list[PageLayout]:
    """Pages with a table each, down to the foot."""
    return [page(number, table(part, edges, BOTTOM - PITCH * len(part))) for number, part in enumerate(parts, 1)]


def test_a_table_goes_on_on_the_next_page() -> None:
    assert told(over_pages([HEAD, *rows(1, 3)], rows(4, 6))) == [[HEAD, *rows(1, 6)]]


def test_a_head_that_is_repeated_stands_once() -> None:
    assert told(over_pages([HEAD, *rows(1, 3)], [HEAD, *rows(4, 6)], [HEAD, *rows(7, 7)])) == [[HEAD, *rows(1, 7)]]


def test_a_head_with_numbers_in_it_is_repeated_too() -> None:
    head = ("项目编码", "371502241002060800023", "长期护理")
    assert told(over_pages([head, *rows(1, 3)], [head, *rows(4, 6)])) == [[head, *rows(1, 6)]]


def test_a_row_of_amounts_that_begins_each_page_is_no_repeated_head() -> None:
    total = ("", "合计", "12.00")
    found = told(over_pages([total, *rows(1, 3)], [total, *rows(4, 6)]))
    assert str(found).count("合计") == 2


def test_rows_like_the_heads_second_row_are_data_where_other_pages_repeat_one_row() -> None:
    second = ("主管部门", "某市医疗保障局", "")
    found = told(over_pages([HEAD, second, *rows(1, 3)], [HEAD, second, *rows(4, 6)], [HEAD, *rows(7, 8)]))
    assert found == [[HEAD, second, *rows(1, 3), second, *rows(4, 8)]]


def test_a_title_begins_another_table() -> None:
    first, second = over_pages([HEAD, *rows(1, 3)], [HEAD, *rows(4, 6)])
    titled = page(2, line("部门收入预算总表", 60, 250), *second.parts)
    assert told([first, titled]) == [[HEAD, *rows(1, 3)], "部门收入预算总表", [HEAD, *rows(4, 6)]]


def test_a_title_inside_the_table_begins_another_one() -> None:
    title = ("部门收入预算总表", "", "")
    assert len(told(over_pages([HEAD, *rows(1, 3)], [title, HEAD, *rows(4, 6)]))) == 2


def test_a_form_that_begins_as_the_one_before_is_another_one() -> None:
    found = told(over_pages([("项目名称", "甲项目", ""), *rows(1, 3)], [("项目名称", "乙项目", ""), *rows(4, 6)]))
    assert len(found) == 2


def test_other_columns_are_another_table() -> None:
    first = page(1, table([HEAD, *rows(1, 3)], EDGES, 300))
    second = page(2, table(rows(4, 6), (60.0, 150.0, 400.0, 540.0), TOP))
    assert len(told([first, second])) == 2


def test_columns_that_are_moved_with_the_whole_table_are_the_same() -> None:
    first = page(1, table([HEAD, *rows(1, 3)], EDGES, 300))
    second = page(2, table(rows(4, 6), tuple(edge + 30 for edge in EDGES), TOP))
    assert told([first, second]) == [[HEAD, *rows(1, 6)]]


def test_a_page_that_lacks_edges_has_its_cells_under_the_columns_of_the_other() -> None:
    first = page(1, table([("项目名称", "城乡医疗救助")], (EDGES[0], EDGES[1], EDGES[3]), 380))
    second = page(2, table(rows(4, 5), EDGES, TOP))
    assert told([first, second]) == [[("项目名称", "城乡医疗救助", ""), *rows(4, 5)]]


def test_a_row_that_the_page_end_cut_is_whole_again() -> None:
    cut = ("2080505", "机关事业单位基本养老保险", "5.00")
    found = told(over_pages([HEAD, *rows(1, 3), cut], [HEAD, ("", "缴费支出", ""), *rows(4, 6)], edges=NARROW))
    assert found == [[HEAD, *rows(1, 3), ("2080505", "机关事业单位基本养老保险缴费支出", "5.00"), *rows(4, 6)]]


def test_a_text_of_several_lines_that_the_page_end_cut_is_whole_again() -> None:
    text = "全面落实医疗保障发展规划，" * 4
    found = told(
        over_pages(
            [("项目", "内容", ""), ("保证项目实施的措施", text, "")], [("和制度", "完善制度。", "")], edges=(60, 130, 330, 540)
        )
    )
    assert found == [[("项目", "内容", ""), ("保证项目实施的措施和制度", text + "完善制度。", "")]]


@pytest.mark.parametrize(
    "row",
    [
        ("", "缴费支出", "6.00"),
        ("", "（二）缴费支出", ""),
        ("缴费", "缴费支出", ""),
        ("", "", "6.00"),
    ],
)
def test_a_row_of_its_own_after_the_page_end_stays_one(row: tuple[str, str, str]) -> None:
    cut = ("2080505", "机关事业单位基本养老保险", "5.00")
    assert told(over_pages([HEAD, cut], [HEAD, row], edges=NARROW)) == [[HEAD, cut, row]]


def test_after_a_cell_with_room_left_a_row_of_its_own_begins() -> None:
    cut = ("2080505", "养老", "5.00")
    assert told(over_pages([HEAD, cut], [HEAD, ("", "其中在职", "")], edges=NARROW)) == [[HEAD, cut, ("", "其中在职", "")]]


def test_a_row_of_labels_on_two_sides_is_never_the_rest_of_a_row_with_figures() -> None:
    edges = (60.0, 130.0, 200.0, 270.0, 340.0)
    cut = ("本年收入合计", "1,852.36", "本年支出合计", "1,852.36")
    row = ("上年结转", "", "结转下年", "")
    assert told(over_pages([cut], [row], edges=edges)) == [[cut, row]]
    assert told(over_pages([cut], [("上年结转", "", "", "")], edges=edges)) == [[cut, ("上年结转", "", "", "")]]


# -- whatever stands on the pages --------------------------------------------------------------------------------------

numbers = st.sampled_from([-50.0, 0.0, 0.1, 60.0, 61.0, 200.0, 540.0, 600.0])
boxes = st.tuples(numbers, numbers, numbers, numbers)
texts = st.sampled_from(["", "合计", "支出总表", "1", "— 1 —", "3,254.00", "<p>目标</p>", "一、收入", "单位：元", FULL])
any_lines = st.builds(PageLine, texts, boxes, st.sampled_from([0.0, 9.0, 10.5]))
any_cells = st.none() | st.builds(PageCell, texts, boxes, st.integers(1, 3), st.integers(1, 3))


@st.composite
def any_tables(draw: st.DrawFn) -> PageTable:
    edges = tuple(sorted(draw(st.lists(numbers, min_size=2, max_size=5, unique=True))))
    row = st.tuples(*[any_cells] * (len(edges) - 1))
    return PageTable(
        tuple(draw(st.lists(row, max_size=3))), edges, draw(boxes), draw(st.sampled_from(["grid", "partly", "none"]))
    )


@given(st.lists(st.lists(any_lines | any_tables(), max_size=4), max_size=5))
def test_any_layout_is_read_to_its_end_and_loses_no_amount(parts: list[list[PageLine | PageTable]]) -> None:
    layouts = [PageLayout(number, 600.0, 800.0, tuple(found)) for number, found in enumerate(parts, 1)]
    read = str(told(layouts))
    assert ("3,254.00" in read) == ("3,254.00" in str(layouts))


# -- places ------------------------------------------------------------------------------------------------------------


def test_lines_and_cells_know_their_page_and_box() -> None:
    merged = PageTable(
        ((PageCell("收入", (60, 100, 400, 116), across=2, score=0.8), None, PageCell("金额", (400, 100, 540, 116))),),
        EDGES,
        (60, 100, 540, 116),
    )
    content = content_of([page(1), page(2, line("单位：元", 80), merged)])
    (row,) = next(block.rows for block in content.blocks if isinstance(block, Table))
    assert content.spots[1] == Spot(page=2, box=(60, 80, 100, 90))
    assert content.spots[row.line] == Spot(page=2, box=(60, 100, 540, 116), score=0.8)
    assert row.spots == (Spot(page=2, box=(60, 100, 400, 116), across=2, score=0.8), None, Spot(page=2, box=(400, 100, 540, 116)))


def test_markup_printed_in_a_cell_is_taken_out_and_recorded() -> None:
    content = content_of([page(1, table([("目标", "<p>目标1</p>")], EDGES[:3], TOP))])
    assert content.markup == ((1, "<p>"),)
    assert [row.cells for block in content.blocks if isinstance(block, Table) for row in block.rows] == [("目标", "目标1")]


def test_full_width_digits_are_narrowed() -> None:
    assert told([page(1, table([("合计", "１２．５０")], EDGES[:3], TOP))]) == [[("合计", "12.50")]]
