"""Small consistent budgets at random, printed as a disclosure of the Shaanxi form, with every figure's own line known.

A cube is drawn in fen; what is printed of it is rounded figure by figure, as a unit's accountant does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st

from mingcha.amounts import print_amount

COMPONENTS = ("personnel", "operating", "project")
FUNCTIONS = {
    "201": ("一般公共服务支出", {"20126": ("档案事务", {"2012601": "行政运行", "2012604": "档案馆"})}),
    "208": (
        "社会保障和就业支出",
        {
            "20805": ("行政事业单位养老支出", {"2080505": "机关事业单位基本养老保险缴费支出", "2080502": "事业单位离退休"}),
            "20899": ("其他社会保障和就业支出", {"2089999": "其他社会保障和就业支出"}),
        },
    ),
    "221": ("住房保障支出", {"22102": ("住房改革支出", {"2210201": "住房公积金"})}),
}
# By component, the economic accounts that it is spent on.
ECONOMY = {
    "personnel": {"30101": "基本工资", "30102": "津贴补贴", "30302": "退休费"},
    "operating": {"30201": "办公费", "30207": "邮电费"},
    "project": {"30201": "办公费", "30227": "委托业务费", "31002": "办公设备购置"},
}
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}


class Unit(NamedTuple):
    """How amounts are printed: the money unit, and the fen of one unit of the last place."""

    name: str
    decimals: int
    fen: int


YUAN = Unit("元", 2, 1)
TEN_THOUSAND = Unit("万元", 2, 10_000)


@dataclass(frozen=True)
class Cube:
    """A budget: fen by item of the functional classification and component, the same by economic account, and changes.

    Nothing is stated twice here; what is printed twice is summed twice.
    """

    functions: dict[tuple[str, str], int]
    economy: dict[tuple[str, str], int]
    changes: dict[str, int]

    def by_function(self, code: str, *components: str) -> int:
        """The sum below ``code`` over ``components``."""
        return sum(fen for (item, part), fen in self.functions.items() if item.startswith(code) and part in components)

    def by_economy(self, code: str, *components: str) -> int:
        """The sum below ``code`` over ``components``."""
        return sum(fen for (item, part), fen in self.economy.items() if item.startswith(code) and part in components)


@st.composite
def cubes(draw: st.DrawFn, multiple: int = 1) -> Cube:
    """Consistent cubes whose amounts are multiples of ``multiple`` fen."""
    classes = draw(st.sampled_from((["201"], ["208"], ["201", "208"], ["201", "221"], ["208", "221"], ["201", "208", "221"])))
    items = [item for one in classes for _, below in FUNCTIONS[one][1].values() for item in below]
    amounts = st.integers(min_value=0, max_value=500_000_000 // multiple).map(lambda count: count * multiple)
    functions = {(item, part): draw(amounts) for item in items for part in COMPONENTS}
    # Enough of every component, so that no total is nil and no blank hides a figure.
    for part in COMPONENTS:
        functions[items[0], part] += 1_000_000
    economy: dict[tuple[str, str], int] = {}
    for part, accounts in ECONOMY.items():
        left = sum(fen for (_, other), fen in functions.items() if other == part) // multiple
        for account in list(accounts)[:-1]:
            taken = draw(st.integers(min_value=0, max_value=left))
            economy[account, part] = taken * multiple
            left -= taken
        economy[list(accounts)[-1], part] = left * multiple
    # A change is nil or at least half of what is printed: 持平 is exact.
    change = st.one_of(st.just(0), st.integers(min_value=-200, max_value=200)).map(lambda count: count * 10_000)
    if multiple == 1:
        change = st.one_of(change, st.integers(min_value=5_000, max_value=2_000_000))
    changes = {item: draw(change) for item in items}
    # Nothing rises by more than it is.
    spent = {item: sum(functions[item, part] for part in COMPONENTS) for item in items}
    return Cube(functions, economy, {item: by if by <= spent[item] else 0 for item, by in changes.items()})


@dataclass
class Printed:
    """A document as pieces: fixed text and, between it, the figures that can be changed."""

    pieces: list[str] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    units: dict[int, Unit] = field(default_factory=dict)

    def text(self, changed: int = -1, by: int = 0) -> str:
        """The document; with ``changed``, the figure of that number ``by`` so many units of its last place too high."""
        pieces = list(self.pieces)
        for number, place in enumerate(self.figures):
            if number == changed:
                unit = self.units[place]
                fen = round(float(pieces[place]) * 10**unit.decimals) * unit.fen + by * unit.fen
                pieces[place] = print_amount(fen, unit.name, unit.decimals)
        return "".join(pieces)

    def line(self, figure: int) -> int:
        """The 1-based line a figure stands on."""
        return "".join(self.pieces[: self.figures[figure]]).count("\n") + 1

    def say(self, text: str) -> None:
        """Add fixed text."""
        self.pieces.append(text)

    def amount(self, fen: int, unit: Unit) -> None:
        """Add a figure, rounded to the last place of ``unit``."""
        self.figures.append(len(self.pieces))
        self.units[len(self.pieces)] = unit
        self.pieces.append(print_amount(fen, unit.name, unit.decimals))

    def row(self, labels: Sequence[str], amounts: Sequence[int], unit: Unit) -> None:
        """Add a row of labels and amounts; a nil amount is left blank."""
        self.say("\t".join(labels))
        for fen in amounts:
            self.say("\t")
            if fen:
                self.amount(fen, unit)
        self.say("\n")


def printed(cube: Cube, unit: Unit = YUAN) -> Printed:
    """``cube`` as a disclosure of the Shaanxi form: summary, by function, by economy, basic expenditure, narrative."""
    document = Printed()
    document.say("2024年某县档案馆单位预算公开\n\n目录\n\n第一部分 情况说明\n\n四、收支说明\n\n")
    _narrative(document, cube)
    document.say("第二部分 公开报表\n\n")
    _summary(document, cube, unit)
    _by_function(document, cube, unit)
    _by_economy(document, cube, unit)
    _basic(document, cube, unit)
    return document


def _narrative(document: Printed, cube: Cube) -> None:
    """What the tables say once more in sentences, always in 万元 with two decimals; a part without amount is not said."""
    unit = TEN_THOUSAND
    total = cube.by_function("2", *COMPONENTS)
    document.say("本单位当年预算收入 ")
    document.amount(total, unit)
    document.say(" 万元。\n\n本单位当年一般公共预算支出 ")
    document.amount(total, unit)
    document.say(" 万元，其中人员经费 ")
    document.amount(cube.by_function("2", "personnel"), unit)
    document.say(" 万元、公用经费 ")
    document.amount(cube.by_function("2", "operating"), unit)
    document.say(" 万元、专项业务经费 ")
    document.amount(cube.by_function("2", "project"), unit)
    document.say(" 万元。\n\n")
    _said_with_change(document, "本单位当年一般公共预算支出", total, sum(cube.changes.values()))
    document.say("，主要原因是业务变化。\n\n本单位当年一般公共预算支出 ")
    document.amount(total, unit)
    document.say(" 万元，其中：\n\n")
    for number, (item, name) in enumerate(_items(cube), 1):
        fen = cube.by_function(item, *COMPONENTS)
        _said_with_change(document, f"（{number}）{name}（{item}）", fen, cube.changes[item])
        document.say("，原因是业务变化；\n\n")


def _said_with_change(document: Printed, subject: str, fen: int, change: int) -> None:
    document.say(f"{subject} ")
    document.amount(fen, TEN_THOUSAND)
    document.say(" 万元，")
    if print_amount(abs(change), *TEN_THOUSAND[:2]) == "0.00":
        document.say("与上年持平")
        return
    document.say(f"较上年{'增加' if change > 0 else '减少'} ")
    document.amount(abs(change), TEN_THOUSAND)
    document.say(" 万元")


def _items(cube: Cube) -> list[tuple[str, str]]:
    return [
        (item, name)
        for code in sorted(FUNCTIONS)
        for _, below in FUNCTIONS[code][1].values()
        for item, name in below.items()
        if (item, "personnel") in cube.functions
    ]


def _summary(document: Printed, cube: Cube, unit: Unit) -> None:
    total = cube.by_function("2", *COMPONENTS)
    document.say(f"表1\n\n单位综合预算收支总表\n\n单位：{unit.name}\n\n收入\t\t支出\t\t\t\n")
    document.say("项目\t预算数\t支出功能分类科目\t预算数\t单位预算支出经济分类科目\t预算数\n")
    nil = -1  # printed as a nil with decimals that stays as it is
    income = [
        ("一、财政拨款", total),
        ("1、一般公共预算拨款", total),
        ("2、政府性基金拨款", nil),
        ("3、国有资本经营预算收入", nil),
    ]
    functions = [
        (f"{number}、{FUNCTIONS[code][0]}", cube.by_function(code, *COMPONENTS)) for number, code in enumerate(_classes(cube), 1)
    ]
    economy: list[tuple[str, int]] = []
    for number, (name, parts) in enumerate(
        (("人员经费和公用经费支出", ("personnel", "operating")), ("专项业务经费支出", ("project",))), 1
    ):
        economy.append((f"{number}、{name}", cube.by_function("2", *parts)))
        economy += [(f"({place}){CLASSES[code]}", cube.by_economy(code, *parts)) for place, code in enumerate(CLASSES, 1)]
    lists = (income, functions, economy)
    for place in range(max(map(len, lists))):
        for number, one in enumerate(lists):
            label, fen = one[place] if place < len(one) else ("", 0)
            document.say(f"{label}\t{'0.00' if fen == nil else ''}")
            if fen > 0:
                document.amount(fen, unit)
            document.say("\n" if number == 2 else "\t")
    for labels in (("本年收入合计", "本年支出合计", "本年支出合计"), ("收入总计", "支出总计", "支出总计")):
        for number, label in enumerate(labels):
            document.say(f"{label}\t")
            document.amount(total, unit)
            document.say("\n" if number == 2 else "\t")
    document.say("\n")


def _classes(cube: Cube) -> list[str]:
    return [code for code in FUNCTIONS if cube.by_function(code, *COMPONENTS)]


def _by_function(document: Printed, cube: Cube, unit: Unit) -> None:
    document.say(f"表5\n\n单位综合预算一般公共预算支出明细表（按支出功能分类科目）\n\n单位：{unit.name}\n\n")
    document.say("功能科目编码\t功能科目名称\t合计\t人员经费支出\t公用经费支出\t专项业务经费支出\n")
    for code, name in [("", "合计"), *_codes(cube)]:
        amounts = [cube.by_function(code or "2", part) for part in COMPONENTS]
        if sum(amounts):
            document.row((code, name), [sum(amounts), *amounts], unit)
    document.say("\n")


def _codes(cube: Cube) -> list[tuple[str, str]]:
    found = []
    for code in _classes(cube):
        name, sections = FUNCTIONS[code]
        found.append((code, name))
        for section, (section_name, items) in sections.items():
            found.append((section, section_name))
            found += items.items()
    return found


def _by_economy(document: Printed, cube: Cube, unit: Unit) -> None:
    document.say(f"表6\n\n单位综合预算一般公共预算支出明细表（按支出经济分类科目）\n\n单位：{unit.name}\n\n")
    document.say("单位经济科目编码\t单位经济科目名称\t合计\t人员经费支出\t公用经费支出\t专项业务经费支出\n")
    for code, name in _economy_rows(cube, *COMPONENTS):
        amounts = [cube.by_economy(code or "3", part) for part in COMPONENTS]
        document.row((code, name), [sum(amounts), *amounts], unit)
    document.say("\n")


def _economy_rows(cube: Cube, *components: str) -> list[tuple[str, str]]:
    found = [("", "合计")]
    names = {code: name for accounts in ECONOMY.values() for code, name in accounts.items()}
    for code, name in CLASSES.items():
        if cube.by_economy(code, *components):
            found.append((code, name))
            found += [(one, names[one]) for one in sorted(names) if one.startswith(code) and cube.by_economy(one, *components)]
    return found


def _basic(document: Printed, cube: Cube, unit: Unit) -> None:
    document.say(f"表8\n\n单位综合预算一般公共预算基本支出明细表（按支出经济分类科目）\n\n单位：{unit.name}\n\n")
    document.say("单位经济科目编码\t单位经济科目名称\t合计\t人员经费支出\t公用经费支出\n")
    for code, name in _economy_rows(cube, "personnel", "operating"):
        amounts = [cube.by_economy(code or "3", part) for part in ("personnel", "operating")]
        document.row((code, name), [sum(amounts), *amounts], unit)
