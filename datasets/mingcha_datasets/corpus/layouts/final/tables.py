"""The tables of a final account, 公开01表 to 公开09表, and those that single provinces add."""

from collections.abc import Callable, Sequence

from mingcha_datasets.corpus.books import Books, matching
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts import tables
from mingcha_datasets.corpus.layouts.final.form import Telling
from mingcha_datasets.corpus.layouts.tables import Amounts, Row
from mingcha_datasets.corpus.names import dept_name, function_name, words
from mingcha_datasets.corpus.paper import BLANK, Board, Piece, Role
from mingcha_datasets.corpus.saying import named

THREE_PUBLIC = ("", "abroad", "car", "car_purchase", "car_running", "reception")
"""The items of the three-public expenses in the order of the form; "" is all of them."""


def table(kind: str, title: str, telling: Telling) -> Board:
    """A table of that kind."""
    return _TABLES[kind](kind, title, telling)


def is_empty(kind: str, books: Books) -> bool:
    """Whether a table of that kind has nothing to show."""
    match kind:
        case "government_fund" | "state_capital":
            return not (books.total(fund=kind).value or books.carried_in(fund=kind).value)
        case "three_public":
            items = [*(("three_public", item) for item in THREE_PUBLIC), ("meetings", ""), ("training", "")]
            return not any(books.amount(*item, period).value for item in items for period in ("this", "planned"))
        case "agency":
            return not books.unit.has_agency_operating
        case "procurement":
            return not books.amount("procurement").value
    return False


# 01 and 04: income on the left, spending by class on the right.


def _totals(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books
    left = [(name, [books.income(source=source)]) for source, name in _named("incomes")]
    right = [(name, [books.spent(function=code)]) for code, name in _classes()]
    closing = [
        ("本年收入合计", [books.income()], "本年支出合计", [books.spent()]),
        ("使用非财政拨款结余", [_none("surplus_used")], "结余分配", [_none("surplus_distributed")]),
        ("年初结转和结余", [books.carried_in()], "年末结转和结余", [books.carried_out()]),
        ("总计", [books.total()], "总计", [books.total()]),
    ]
    return _two_sides(kind, title, telling, left, right, closing, ("决算数",))


def _appropriation(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books

    def over(measure: Callable[..., Fact], **key: str) -> list[Fact]:
        return [measure(fund=fund, **key) for fund in ("appropriation", *_FUNDS)]

    left = [(name, [books.income(fund=fund)]) for fund, name in _named("funds")]
    right = [(name, over(books.spent, function=code)) for code, name in _classes()]
    whole = {"fund": "appropriation"}
    closing = [
        ("本年收入合计", [books.income(**whole)], "本年支出合计", over(books.spent)),
        ("年初财政拨款结转和结余", [books.carried_in(**whole)], "年末财政拨款结转和结余", over(books.carried_out)),
        *((name, [books.carried_in(fund=fund)], "", []) for fund, name in _named("funds")),
        ("总计", [books.total(**whole)], "总计", over(books.total)),
    ]
    heads = ("合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    return _two_sides(kind, title, telling, left, right, closing, heads)


_FUNDS = ("general", "government_fund", "state_capital")
_Side = tuple[str, Sequence[Fact]]


def _two_sides(
    kind: str,
    title: str,
    telling: Telling,
    left: Sequence[_Side],
    right: Sequence[_Side],
    closing: Sequence[tuple[str, Sequence[Fact], str, Sequence[Fact]]],
    heads: Sequence[str],
) -> Board:
    """Two lists beside each other and the rows that close both.

    Args:
        kind: of the table.
        title: of the table.
        telling: what is printed.
        left: names and facts of the rows, one fact each.
        right: the same, as many facts as there are heads.
        closing: of each row the left name and facts and the right.
        heads: of the right's columns.
    """
    ordinal = telling.form.numbered_rows
    length = max(len(left), len(right))
    numbers = iter(range(1, 2 * (length + len(closing)) + 1))

    def side(rows: Sequence[_Side], width: int) -> list[Row]:
        cells: list[Row] = []
        for name, facts in rows:
            number = [Piece(str(next(numbers)))] if ordinal else []
            amounts = tables.printed(facts, telling.table) if facts else tuple([BLANK] * width)
            cells.append((named(name) if name else BLANK, *number, *amounts))
        return cells

    def padded(rows: Sequence[_Side]) -> list[_Side]:
        names = tables.numbered([name for name, _ in rows])
        return [*zip(names, (facts for _, facts in rows), strict=True), *[("", ())] * (length - len(rows))]

    rows = tables.beside(
        side([*padded(left), *((name, facts) for name, facts, _, _ in closing)], 1),
        side([*padded(right), *((name, facts) for _, _, name, facts in closing)], len(heads)),
    )
    line = ["行次"] if ordinal else []
    amount = "金额" if ordinal else "决算数"
    own = [amount] if len(heads) == 1 else list(heads)
    top = ["收入", *[""] * (1 + len(line)), "支出", *[""] * (len(own) + len(line))]
    head = [top, ["项目", *line, amount, "项目", *line, *own]]
    if telling.form.numbered_columns:
        counted = [str(number) for number in range(2, len(own) + 2)]
        blank = [""] * len(line)
        head.append(["栏次", *blank, "1", "栏次", *blank, *counted])
    return tables.board(kind, title, _header(head), rows)


def _named(listed: str) -> list[tuple[str, str]]:
    return [(row["key"], row["name"]) for row in words("final")[listed]]


def _classes() -> list[tuple[str, str]]:
    return [(code, function_name(code)) for code in words("final")["classes"]]


def _none(measure: str) -> Fact:
    """What no unit of ours has, though the form has a place for it."""
    return Fact(measure, "this", (), 0)


# Listings of functions.


def _incomes(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books
    sources: list[dict[str, str]] = [{"fund": "appropriation"}, *({"source": each} for each in words("final")["sources"][1:])]

    def amounts(code: str) -> list[Fact]:
        return [books.income(function=code), *(books.income(**source, function=code) for source in sources)]

    return _by_function(kind, title, telling, "incomes", codes_of(books, paid="own"), amounts)


def _outlays(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books

    def amounts(code: str) -> list[Fact | None]:
        return [*_components(books, code), None, None, None]

    return _by_function(kind, title, telling, "outlays", tables.codes(books, "function", (3, 5, 7)), amounts)


def _of_fund(fund: str) -> Callable[[str, str, Telling], Board]:
    def build(kind: str, title: str, telling: Telling) -> Board:
        books = telling.books
        listed = tables.codes(books, "function", (3, 5, 7), fund=fund)
        head = "by_function_plain" if telling.form.total_last else "by_function"
        last = telling.form.total_last and fund == "general"
        return _by_function(kind, title, telling, head, listed, lambda code: _components(books, code, fund=fund), last)

    return build


def _fund(kind: str, title: str, telling: Telling) -> Board:
    """With what was there, came in and is left, where the title says so; else what was spent."""
    if "收入支出" not in title:
        return _of_fund(kind)(kind, title, telling)
    books = telling.books

    def amounts(code: str) -> list[Fact]:
        key = {"fund": kind, "function": code}
        spent = _components(books, code, fund=kind)
        return [books.carried_in(**key), books.income(**key), *spent, books.carried_out(**key)]

    return _by_function(kind, title, telling, "fund", codes_of(books, fund=kind), amounts)


def _components(books: Books, code: str, **key: str) -> list[Fact]:
    return [books.spent(function=code, **key, component=component) for component in ("", "basic", "project")]


def codes_of(books: Books, **key: str) -> tuple[str, ...]:
    """The functions, with those above them, of what came in and was there, spent or kept."""
    entries = matching((*books.this.entries, *books.this.kept), key)
    return tuple(sorted({entry.function[:length] for entry in entries for length in (3, 5, 7)}))


def _by_function(
    kind: str, title: str, telling: Telling, head: str, listed: Sequence[str], amounts: Amounts, last: bool = False
) -> Board:
    coding = tables.split_in_full if telling.codes == "split" else _spread if telling.codes == "three" else tables.whole
    across = 1 if telling.codes == "one" else 3
    empty = not listed
    rows = tables.listing(listed, function_name, amounts, telling.table, coding)
    total = tables.total(amounts, telling.table, across + 1, 0 if across == 1 else 3)
    if empty and kind in ("government_fund", "state_capital"):
        rows = [tuple(BLANK for _ in total)] * 3
        total = tuple(replace_blank(piece) for piece in total)
    every = [*rows, total] if last else [total, *rows]
    return tables.board(kind, title, _header(_coded(head, telling, across)), every)


def replace_blank(piece: Piece) -> Piece:
    """An amount of a table without data, which is left blank; names stay."""
    return BLANK if piece.role is Role.AMOUNT else piece


def _spread(code: str) -> tuple[str, ...]:
    """The whole code below 类|款|项, where it is one cell."""
    return code, "", ""


def _coded(head: str, telling: Telling, across: int) -> list[list[str]]:
    """A header with the columns of codes and names before those of amounts."""
    amounts = [list(row) for row in words("final")["heads"][head]]
    width = len(amounts[0])
    if len(amounts) == 1:
        amounts.append([""] * width)
    blank = [""] * (across - 1)
    rows = [["项目", *blank, "", *amounts[0]], ["功能分类科目编码", *blank, "科目名称", *amounts[1]]]
    counted = [str(number) for number in range(1, width + 1)]
    if across == 3:
        rows.append(["类", "款", "项", "栏次", *counted])
    elif telling.form.numbered_columns:
        rows.append(["栏次", "", *counted])
    return rows


def _header(rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    return tables.header(*("|".join(row) for row in rows))


# Listings of economic accounts.


def _basic_of(fund: str) -> Callable[[str, str, Telling], Board]:
    def build(kind: str, title: str, telling: Telling) -> Board:
        return _basic(kind, title, telling, fund)

    return build


def _basic(kind: str, title: str, telling: Telling, fund: str) -> Board:
    """Personnel on the left, what is bought on the right, all accounts of the form, also those of nil."""
    books = telling.books
    spent = tables.codes(books, "dept", (3, 5), fund=fund, component="basic")
    known = words("economy_dept")

    def amounts(code: str) -> list[Fact]:
        return [books.spent(fund=fund, dept=code, component="basic")]

    lists = [
        tables.listing(
            [code for up in ups for code in sorted(known) if code.startswith(up) and (up in spent or up in _ALWAYS)],
            dept_name,
            amounts,
            telling.table,
        )
        for ups in words("final")["basic"]
    ]
    personnel = books.spent(fund=fund, component="personnel")
    operating = books.spent(fund=fund, component="operating")
    closing = (
        (named("人员经费合计"), BLANK, *tables.printed([personnel], telling.table)),
        (named("公用经费合计"), BLANK, *tables.printed([operating], telling.table)),
    )
    rows = [*tables.beside(*lists), *tables.beside(*([each] for each in closing))]
    head = [["人员经费", "", "", "公用经费", "", ""], ["经济分类科目编码", "科目名称", "决算数"] * 2]
    return tables.board(kind, title, _header(head), rows)


_ALWAYS = ("301", "302", "303", "310")
"""Classes that are listed though nothing was spent on them."""


def _agency(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books
    spent = tables.codes(books, "dept", (3, 5), fund="general", component="operating")
    listed = [code for code in spent if books.agency_operating(dept=code).value]

    def amounts(code: str) -> list[Fact]:
        return [books.agency_operating(**({"dept": code} if code else {}))]

    if is_empty(kind, books):
        rows: list[Row] = [(named("合计"), BLANK, BLANK)]
    else:
        rows = [tables.total(amounts, telling.table, 2), *tables.listing(listed, dept_name, amounts, telling.table)]
    return tables.board(kind, title, tables.header("经济分类科目编码|科目名称|机关运行经费支出决算数"), rows)


# Lists of items.


def _three_public(kind: str, title: str, telling: Telling) -> Board:
    """Budget and account side by side; 会议费 and 培训费 too where the title names them."""
    books = telling.books
    more = [("meetings", "会议费"), ("training", "培训费")] if "会议费" in title else []
    measures = [*(("three_public", item) for item in THREE_PUBLIC), *((measure, "") for measure, _ in more)]
    items, below = words("final")["heads"]["three_public"]
    top = [*items, *("" for _ in more)]
    below = [*below, *("" for _ in more)]
    # The total is that of the three only, which a head above them says where others stand beside them.
    over = [["“三公”经费", *[""] * (len(items) - 1), *(name for _, name in more)]] if more else []
    facts = [[books.amount(measure, item, period) for measure, item in measures] for period in ("planned", "this")]
    if telling.form.total_last:
        rows = [
            [cell for name in top for cell in (name, "")],
            [cell for name in below for cell in (name, "")],
            ["预算数", "决算数"] * len(top),
        ]
        every = [fact for pair in zip(*facts, strict=True) for fact in pair]
    else:
        blank = [""] * (len(top) - 1)
        rows = [["预算数", *blank, "决算数", *blank], *(row * 2 for row in (*over, top, below))]
        every = [*facts[0], *facts[1]]
    if telling.form.numbered_columns:
        rows.append([str(number) for number in range(1, len(every) + 1)])
    return tables.board(kind, title, _header(rows), [tables.printed(every, telling.table)])


def _procurement(kind: str, title: str, telling: Telling) -> Board:
    books = telling.books
    items = (("合计", ""), ("货物", "goods"), ("工程", "works"), ("服务", "services"))
    rows = [tables.named(name, [books.amount("procurement", item)], telling.table) for name, item in items]
    return tables.board(kind, title, tables.header("项目|决算数"), rows)


_TABLES: dict[str, Callable[[str, str, Telling], Board]] = {
    "totals": _totals,
    "incomes": _incomes,
    "outlays": _outlays,
    "appropriation": _appropriation,
    "appropriated": _of_fund("appropriation"),
    "appropriated_basic": _basic_of("appropriation"),
    "general": _of_fund("general"),
    "basic": _basic_of("general"),
    "government_fund": _fund,
    "state_capital": _fund,
    "three_public": _three_public,
    "agency": _agency,
    "procurement": _procurement,
}
