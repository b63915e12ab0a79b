from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.reading.finder import layout_of
from mingcha.reading.pages import Char, Page, PageTable, Rule
from tests.reading.drawing import Sheet, edges, fill_in, layout, lines, pdf_of, ruled, tables, texts

HEAD = ["科目编码", "科目名称", "合计", "基本支出"]
BODY = [
    ["201", "一般公共服务支出", "50.00", "12.00"],
    ["20199", "其他一般公共服务支出", "1,250.00", "1,000.00"],
    ["208", "社会保障和就业支出", "2,434.97", "0.97"],
    ["2080505", "养老保险缴费支出", "128.97", "100.00"],
]
ROWS = [HEAD, *BODY]
XS, YS = edges(60, [80, 180, 90, 90]), edges(120, [18] * 5)
PROSE = [
    "本单位当年财政拨款收入 325.42 万元，其中一般公共预算拨款收入 325.42 万元，较上年",
    "增加 12.30 万元，增长 3.9%，主要原因是人员增加；政府性基金拨款收入 0 万元，与上年",
    "持平。基本支出 288.40 万元，占 88.6%；项目支出 37.02 万元，占 11.4%。",
]

Draw = Callable[[Sheet], None]


def test_a_fully_ruled_table_is_a_grid() -> None:
    (table,) = (part for part in layout(pdf_of(ruled(XS, YS, ROWS))).parts if isinstance(part, PageTable))
    assert texts(table) == ROWS
    assert table.ruled == "grid"
    assert table.edges == pytest.approx(XS, abs=0.6)


def _per_cell_boxes(sheet: Sheet) -> None:
    for (left, right), (top, bottom) in itertools.product(itertools.pairwise(XS), itertools.pairwise(YS)):
        sheet.box(left + 0.4, top + 0.4, right - 0.4, bottom - 0.4)


def _per_cell_pieces(sheet: Sheet) -> None:
    for left, right in itertools.pairwise(XS):
        for y in YS:
            sheet.line(left + 0.5, y, right - 0.5, y)
    for top, bottom in itertools.pairwise(YS):
        for x in XS:
            sheet.line(x, top + 0.5, x, bottom - 0.5)


def _double(sheet: Sheet) -> None:
    for shift in (0, 1.6):
        for x in XS:
            sheet.line(x + shift, YS[0], x + shift, YS[-1])
        for y in YS:
            sheet.line(XS[0], y + shift, XS[-1], y + shift)


def _dashed(sheet: Sheet) -> None:
    sheet.canvas.setDash(3, 2)
    for x in XS:
        sheet.line(x, YS[0], x, YS[-1])
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    sheet.canvas.setDash()


def _drawn_dashes(sheet: Sheet) -> None:
    for y in YS:
        for step in range(int(XS[-1] - XS[0]) // 4):
            sheet.line(XS[0] + 4 * step, y, XS[0] + 4 * step + 2, y)
    for x in XS:
        for step in range(int(YS[-1] - YS[0]) // 4):
            sheet.line(x, YS[0] + 4 * step, x, YS[0] + 4 * step + 2)


def _thin_fills(sheet: Sheet) -> None:
    for x in XS:
        sheet.box(x - 0.25, YS[0], x + 0.25, YS[-1], stroke=False, fill=0)
    for y in YS:
        sheet.box(XS[0], y - 0.25, XS[-1], y + 0.25, stroke=False, fill=0)


def _shades(sheet: Sheet) -> None:
    for row, (top, bottom) in enumerate(itertools.pairwise(YS)):
        for left, right in itertools.pairwise(XS):
            sheet.box(left + 0.5, top + 0.5, right - 0.5, bottom - 0.5, stroke=False, fill=0.8 if row % 2 else 0.95)


def _open_sides(sheet: Sheet) -> None:
    for x in XS[1:-1]:
        sheet.line(x, YS[0], x, YS[-1])
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)


def _in_a_form(sheet: Sheet) -> None:
    sheet.canvas.beginForm("rules")
    ruled(XS, YS, [[""] * 4] * 5)(sheet)
    sheet.canvas.endForm()
    sheet.canvas.saveState()
    sheet.canvas.translate(20, -30)
    sheet.canvas.translate(-20, 30)
    sheet.canvas.doForm("rules")
    sheet.canvas.restoreState()


@pytest.mark.parametrize(
    "rules",
    [
        _per_cell_boxes,
        _per_cell_pieces,
        _double,
        _dashed,
        _drawn_dashes,
        _thin_fills,
        _shades,
        _open_sides,
        _in_a_form,
    ],
)
def test_rules_are_the_same_however_they_are_drawn(rules: Draw) -> None:
    def draw(sheet: Sheet) -> None:
        rules(sheet)
        fill_in(sheet, XS, YS, ROWS)

    assert tables(pdf_of(draw)) == [ROWS]


def test_shading_that_stops_short_of_the_borders_makes_no_columns() -> None:
    def draw(sheet: Sheet) -> None:
        for left, right in itertools.pairwise(XS):
            sheet.box(left + 5, YS[0] + 1, right - 5, YS[1] - 1, stroke=False, fill=0.9)
        ruled(XS, YS, ROWS)(sheet)

    assert tables(pdf_of(draw)) == [ROWS]


def test_merged_cells_stand_at_their_first_place_with_what_they_span() -> None:
    def draw(sheet: Sheet) -> None:
        xs, ys = edges(60, [100, 80, 80]), edges(100, [20, 20, 20])
        for y in ys:
            sheet.line(xs[0] if y != ys[1] else xs[1], y, xs[-1], y)
        for x in (xs[0], xs[1], xs[3]):
            sheet.line(x, ys[0], x, ys[-1])
        sheet.line(xs[2], ys[1], xs[2], ys[-1])
        sheet.text(90, 123, "项目")
        sheet.text(220, 113, "本年支出")
        sheet.text(170, 133, "基本支出")
        sheet.text(250, 133, "项目支出")
        fill_in(sheet, xs, ys[2:], [["合计", "12.00", "3.50"]])

    (table,) = (part for part in layout(pdf_of(draw)).parts if isinstance(part, PageTable))
    assert texts(table) == [["项目", "本年支出", ""], ["", "基本支出", "项目支出"], ["合计", "12.00", "3.50"]]
    assert table.rows[1][0] is None
    first, second = table.rows[0][:2]
    assert first is not None
    assert second is not None
    assert (first.across, first.down, second.across, second.down) == (1, 2, 2, 1)


@st.composite
def _merged(draw: st.DrawFn) -> tuple[list[float], list[float], list[tuple[int, int, int, int]]]:
    """A grid and its cells as row, column, rows and columns, some merged."""
    xs = edges(50, draw(st.lists(st.integers(40, 70), min_size=2, max_size=6)))
    ys = edges(60, draw(st.lists(st.integers(16, 40), min_size=2, max_size=7)))
    free = {(row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)}
    cells = []
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        down, across = draw(st.sampled_from([(1, 1)] * 4 + [(1, 2), (2, 1), (2, 2), (1, 3), (3, 1)]))
        wanted = {(row + y, column + x) for y in range(down) for x in range(across)}
        if not wanted <= free:
            down = across = 1
            wanted = {(row, column)}
        free -= wanted
        cells.append((row, column, down, across))
    return xs, ys, cells


@given(_merged())
@settings(max_examples=40)
def test_any_grid_with_merged_cells_is_read_back(grid: tuple[list[float], list[float], list[tuple[int, int, int, int]]]) -> None:
    xs, ys, cells = grid

    def draw(sheet: Sheet) -> None:
        for number, (row, column, down, across) in enumerate(cells):
            sheet.box(xs[column], ys[row], xs[column + across], ys[row + down])
            sheet.text((xs[column] + xs[column + across]) / 2, (ys[row] + ys[row + down]) / 2 + 3, f"格{number}", 9, "middle")

    # An edge that no cell ends at is no edge of the grid that was drawn.
    kept_rows = sorted({row for row, *_ in cells} | {row + down for row, _, down, _ in cells})
    kept_columns = sorted({column for _, column, *_ in cells} | {column + across for _, column, _, across in cells})
    expected = [["" for _ in kept_columns[1:]] for _ in kept_rows[1:]]
    for number, (row, column, _, _) in enumerate(cells):
        expected[kept_rows.index(row)][kept_columns.index(column)] = f"格{number}"
    found = tables(pdf_of(draw))
    assert found == ([expected] if len(kept_columns) > 2 else found)


def test_wrapped_text_of_a_cell_is_joined() -> None:
    def draw(sheet: Sheet) -> None:
        xs, ys = edges(60, [60, 46, 100]), edges(100, [40, 30])
        for x in xs:
            sheet.line(x, ys[0], x, ys[-1])
        for y in ys:
            sheet.line(xs[0], y, xs[-1], y)
        sheet.text(64, 112, "机关事业单位", 9)
        sheet.text(64, 124, "养老保险缴费", 9)
        sheet.text(103, 112, "", 9)
        sheet.text(123, 112, "1,234,567", 9)
        sheet.text(123, 124, ".89", 9)
        sheet.text(170, 112, "Southwest", 9)
        sheet.text(170, 124, "University", 9)
        sheet.text(64, 155, "合计", 9)
        sheet.text(123, 155, "5.00", 9)

    assert tables(pdf_of(draw)) == [[["机关事业单位养老保险缴费", "1,234,567.89", "Southwest University"], ["合计", "5.00", ""]]]


def test_two_tables_side_by_side_are_two() -> None:
    left, right = edges(40, [110, 80]), edges(320, [110, 80])
    ys = edges(100, [20, 20])

    def draw(sheet: Sheet) -> None:
        ruled(left, ys, [["收入", "金额"], ["财政拨款", "1.00"]])(sheet)
        ruled(right, ys, [["支出", "金额"], ["基本支出", "2.00"]])(sheet)

    assert tables(pdf_of(draw)) == [[["收入", "金额"], ["财政拨款", "1.00"]], [["支出", "金额"], ["基本支出", "2.00"]]]


def _header_rule(sheet: Sheet) -> None:
    sheet.line(XS[0], YS[1], XS[-1], YS[1])


def _rules_across(sheet: Sheet) -> None:
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)


def _rules_across_by_cells(sheet: Sheet) -> None:
    for y in YS:
        for left, right in itertools.pairwise(XS):
            sheet.line(left, y, right, y)


def _three_rules(sheet: Sheet) -> None:
    for y in (YS[0], YS[1], YS[-1]):
        sheet.line(XS[0], y, XS[-1], y)


def _no_rule(sheet: Sheet) -> None:
    pass


def _upright_rules_only(sheet: Sheet) -> None:
    for x in XS:
        sheet.line(x, YS[0], x, YS[-1])
    for y in (YS[0], YS[1], YS[-1]):
        sheet.line(XS[0], y, XS[-1], y)


@pytest.mark.parametrize(
    ("rules", "ruled_as"),
    [
        (_header_rule, "partly"),
        (_rules_across, "partly"),
        (_rules_across_by_cells, "partly"),
        (_three_rules, "partly"),
        (_no_rule, "none"),
        (_upright_rules_only, "grid"),
    ],
)
def test_a_table_ruled_in_part_or_not_at_all_is_found(rules: Draw, ruled_as: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(220, 90, "支出预算总表", 14)
        sheet.text(440, 112, "单位：万元", 9)
        rules(sheet)
        fill_in(sheet, XS, YS, ROWS)
        for number, line in enumerate(PROSE):
            sheet.text(60, 300 + 18 * number, line, 10)

    data = pdf_of(draw)
    assert tables(data) == [ROWS]
    assert [part.ruled for part in layout(data).parts if isinstance(part, PageTable)] == [ruled_as]
    assert lines(data) == ["支出预算总表", "单位：万元", *PROSE]


def test_a_heading_over_several_columns_is_a_merged_cell_without_rules_too() -> None:
    xs = edges(60, [140, 90, 90, 90])

    def draw(sheet: Sheet) -> None:
        sheet.line(60, 96, 470, 96)
        sheet.text(xs[2] + 45, 106, "本年支出", 9, "middle")
        sheet.line(xs[1] + 3, 110, xs[4] - 3, 110, 0.3)
        sheet.text(130, 114, "项目", 9, "middle")
        for column, text in enumerate(["合计", "基本支出", "项目支出"], 1):
            sheet.text((xs[column] + xs[column + 1]) / 2, 122, text, 9, "middle")
        sheet.line(60, 127, 470, 127)
        fill_in(
            sheet,
            xs,
            edges(128, [16, 16, 16]),
            [["教育支出", "3.50", "2.00", "1.50"], ["卫生健康支出", "10.00", "4.00", "6.00"], ["合计", "13.50", "6.00", "7.50"]],
        )

    (table,) = (part for part in layout(pdf_of(draw)).parts if isinstance(part, PageTable))
    assert texts(table) == [
        ["项目", "本年支出", "", ""],
        ["", "合计", "基本支出", "项目支出"],
        ["教育支出", "3.50", "2.00", "1.50"],
        ["卫生健康支出", "10.00", "4.00", "6.00"],
        ["合计", "13.50", "6.00", "7.50"],
    ]
    spanning = table.rows[0][1]
    assert spanning is not None
    assert spanning.across == 3


def test_running_text_with_underlines_frames_and_figures_is_no_table() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 60, 540, 130)
        for number, line in enumerate(PROSE):
            sheet.text(60, 80 + 18 * number, line, 10)
            sheet.line(60, 83 + 18 * number, 200, 83 + 18 * number)
        for number, line in enumerate(PROSE * 3):
            sheet.text(60, 180 + 18 * number, line, 10)
        sheet.text(60, 400, "一、部门职责")
        sheet.text(60, 418, "二、机构设置")

    data = pdf_of(draw)
    assert tables(data) == []
    assert lines(data) == [*PROSE, *PROSE * 3, "一、部门职责", "二、机构设置"]


def test_a_list_of_contents_is_no_table() -> None:
    def draw(sheet: Sheet) -> None:
        for number, text in enumerate(
            ["第一部分 部门概况", "一、主要职能", "二、机构设置", "第二部分 预算报表", "一、收支预算总表"]
        ):
            sheet.text(60, 100 + 20 * number, text)
            sheet.text(520, 100 + 20 * number, str(number + 1), align="right")

    assert tables(pdf_of(draw)) == []


def test_rows_that_go_on_over_a_page_keep_the_columns_of_the_table() -> None:
    def first(sheet: Sheet) -> None:
        fill_in(sheet, XS, YS, ROWS)

    def second(sheet: Sheet) -> None:
        fill_in(sheet, XS, edges(40, [18, 18]), [["221", "住房保障支出", "", "7.00"], ["22102", "住房改革支出", "", "7.00"]])

    data = pdf_of(first, second)
    before = next(part for part in layout(data).parts if isinstance(part, PageTable))
    from mingcha.reading.pdf import open_pdf, pages_of

    with open_pdf(data, "test.pdf") as pdf:
        parts = layout_of(pages_of(pdf, 1).pages[0], before).parts
    assert [texts(part) for part in parts if isinstance(part, PageTable)] == [
        [["221", "住房保障支出", "", "7.00"], ["22102", "住房改革支出", "", "7.00"]]
    ]


def test_words_that_run_out_of_their_cell_stay_whole() -> None:
    def draw(sheet: Sheet) -> None:
        xs, ys = edges(60, [80, 30, 80]), edges(100, [20, 20])
        ruled(xs, ys, [["项目", "额", "备注"], ["合计", "", "无"]])(sheet)
        sheet.text(xs[2] - 2, 133, "12,345.67", 9, "right")

    assert tables(pdf_of(draw)) == [[["项目", "额", "备注"], ["合计", "12,345.67", "无"]]]


def test_a_recognised_page_with_words_and_approximate_rules_is_read() -> None:
    """Words with slightly skewed boxes, rules a little off, as recognition gives them."""
    chars, rules = [], []
    for number, (row, (top, bottom)) in enumerate(zip(ROWS, itertools.pairwise(YS), strict=True)):
        for text, (left, right) in zip(row, itertools.pairwise(XS), strict=True):
            shift = (number % 3) * 0.7
            chars.append(Char(text, left + 4 + shift, top + 4 + shift, right - 8, bottom - 4 + shift, 0.9))
    for number, x in enumerate(XS):
        rules.append(Rule(x, YS[0] + number % 2, x, YS[-1] - 1.5))
    for number, y in enumerate(YS):
        rules.append(Rule(XS[0] - 1, y, XS[-1] + number % 3, y))
    found = layout_of(Page(1, 595, 842, tuple(chars), tuple(rules), recognised=True))
    (table,) = (part for part in found.parts if isinstance(part, PageTable))
    assert texts(table) == ROWS
    assert found.recognised
    assert {cell.score for row in table.rows for cell in row if cell} == {0.9}
