"""What a Shandong budget says of itself: changes, three-public, running costs, procurement, assets, performance."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Project, matching
from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts.northern import Pieces, Voice, counted, listed
from mingcha_datasets.corpus.layouts.tables import numeral
from mingcha_datasets.corpus.paper import Piece, Words
from mingcha_datasets.corpus.saying import count, line, named, prints, told

_SOURCES = {
    "special_account": "财政专户管理资金收入",
    "business": "事业收入",
    "operating": "事业单位经营收入",
    "superior": "上级补助收入",
    "subordinate": "附属单位上缴收入",
    "other": "其他收入",
}
_FUNDS = {"general": "一般公共预算收入", "government_fund": "政府性基金预算收入", "state_capital": "国有资本经营预算收入"}
_CARS = {
    "confidential": "机要通信用车",
    "emergency": "应急保障用车",
    "enforcement": "执法执勤用车",
    "special": "特种专业技术用车",
}


def narrative(voice: Voice) -> Iterator[Words]:
    """Chapters one to six, the last as far as its forms."""
    chapters = (
        ("预算收支增减变化情况说明", "changes", _changes),
        ("“三公”经费支出情况", "three_public", _three_public),
        ("机关运行经费情况", "agency_operating", _agency_operating),
        ("政府采购情况", "procurement", _procurement),
        ("国有资产占有使用情况", "assets", _assets),
        ("绩效目标情况说明", "performance", _performance),
    )
    for number, (title, topic, tell) in enumerate(chapters, 1):
        yield line(f"{numeral(number)}、{title}", topic, BlockRole.HEADING, 2)
        yield from (replace(each, topic=topic) for each in tell(voice))


def _incomes(voice: Voice) -> list[tuple[str, Fact]]:
    books = voice.books
    return [
        *((name, books.income(fund=fund)) for fund, name in _FUNDS.items()),
        *((name, books.income(source=source)) for source, name in _SOURCES.items()),
        ("上年结转", books.carried_in()),
    ]


def _outlays(voice: Voice) -> list[tuple[str, Fact]]:
    books = voice.books
    components = [(name, books.spent(component=each)) for each, name in (("basic", "基本支出"), ("project", "项目支出"))]
    return [*components, ("结转下年", books.carried_out())]


def _changes(voice: Voice) -> Iterator[Words]:
    yield line(
        voice.one_of(
            "按照综合预算的原则，本{kind}所有收入和支出均纳入部门预算管理。",
            "按照综合预算管理要求，本{kind}的全部收入和支出都编入部门预算。",
            "本{kind}各项收入和支出全部纳入部门预算统一管理。",
        ),
        kind=voice.level,
    )
    total = voice.books.total()
    for number, side, parts in ((1, "收入", _incomes(voice)), (2, "支出", _outlays(voice))):
        stated = [
            told("{name}{amount}", name=name, amount=voice.stated(fact)) for name, fact in parts if prints(fact, voice.money)
        ]
        yield line(
            f"（{numeral(number)}）{side}预算：{{year}} 年{side}预算{{total}}，其中：{{parts}}。",
            year=voice.year,
            total=voice.stated(total),
            parts=listed(stated),
        )
    yield line(
        "（三）增减变化情况：{year} 年收支预算{total}，{change}{end}",
        year=voice.year,
        total=voice.stated(total),
        change=voice.changed(total, voice.one_of("较上年预算", "比上年预算"), ("与上年预算", "持平")),
        end="，其中：",
    )
    for number, side, parts in ((1, "收入", _incomes(voice)), (2, "支出", _outlays(voice))):
        moved = [told("{name}{change}", name=name, change=voice.changed(fact, "")) for name, fact in parts]
        if number == 1:
            moved.insert(-1, (Piece("使用非财政拨款结余与上年持平"),))
        template = f"{number}. {side}预算{{change}}，其中：{{parts}}。"
        yield line(template, change=voice.changed(total, ""), parts=listed(moved))
    if prints(voice.books.change(total), voice.money):
        opening = voice.one_of("3. 收支预算{direction}的主要原因是", "3. 收支预算{direction}，主要原因是")
        direction = "增加" if voice.books.change(total).value > 0 else "减少"
        yield line(opening + "{why}。", direction=direction, why=voice.why(total, ""))


def _three_public(voice: Voice) -> Iterator[Words]:
    books = voice.books
    total = books.amount("three_public")
    opening = voice.one_of(
        "{year} 年通过一般公共预算财政拨款安排的“三公”经费预算共{amount}，{change}。其中：",
        "{year} 年一般公共预算财政拨款安排的“三公”经费预算为{amount}，{change}。其中：",
    )
    yield line(opening, year=voice.year, amount=voice.stated(total), change=_compared(voice, total))
    yield line("1. 因公出国（境）费{told}。", told=_item(voice, "abroad"))
    yield line(
        "2. 公务用车购置及运行费{total}，包括公务用车购置费{bought}；公务用车运行维护费{run}。",
        total=voice.stated(books.amount("three_public", "car")),
        bought=_item(voice, "car_purchase"),
        run=_item(voice, "car_running"),
    )
    yield line("3. 公务接待费{told}。", told=_item(voice, "reception"))


def _compared(voice: Voice, fact: Fact) -> Pieces:
    """The change of 三公经费 as a whole, here and there with its percentage."""
    return voice.compared(fact) if voice.random.random() < 0.5 else voice.changed(fact)


def _item(voice: Voice, item: str) -> Pieces:
    """One of the three with its change and the reason for it."""
    fact = voice.books.amount("three_public", item)
    change = voice.changed(fact, same=("与上年", voice.one_of("持平", "基本持平")))
    return told("{amount}，{change}{why}", amount=voice.stated(fact), change=change, why=voice.why(fact))


def _agency_operating(voice: Voice) -> Iterator[Words]:
    yield line(
        voice.one_of(
            "机关运行经费指行政单位和参照公务员法管理的事业单位用于购买货物和服务的日常公用经费，包括办公、邮电、差旅、水电、取暖、物业等费用。",
            "机关运行经费是为保障行政单位及参公管理事业单位运行，用来购买货物和服务的各项公用开支。",
        )
    )
    fact = voice.books.agency_operating()
    if not fact.value:
        yield line(voice.one_of("本{kind}没有安排机关运行经费。", "本{kind}为事业单位，无机关运行经费。"), kind=voice.level)
        return
    against = f"较 {voice.books.year - 1} 年预算"
    why = voice.why(fact, "主要原因是：")
    yield line(
        "{year} 年本{kind}机关运行经费安排{amount}。{change}。{why}",
        year=voice.year,
        kind=voice.level,
        amount=voice.stated(fact),
        change=voice.compared(fact, against),
        why=told("{why}。", why=why) if why else (),
    )


def _procurement(voice: Voice) -> Iterator[Words]:
    items = (("goods", "货物"), ("works", "工程"), ("services", "服务"))
    parts = [
        told("政府采购{name}预算{amount}", name=name, amount=voice.stated(voice.books.amount("procurement", item)))
        for item, name in items
    ]
    yield line(
        voice.one_of(
            "{year} 年政府采购预算{total}，其中：{parts}。", "{year} 年本{kind}安排政府采购预算{total}，其中：{parts}。"
        ),
        year=voice.year,
        kind=voice.level,
        total=voice.stated(voice.books.amount("procurement")),
        parts=listed(parts),
    )


def _assets(voice: Voice) -> Iterator[Words]:
    uses = voice.books.unit.car_uses
    named_uses = [
        told("{name} {number} 辆", name=name, number=count(voice.books.amount("cars", use))) for use, name in _CARS.items()
    ]
    rest = {use: number for use, number in uses.items() if use not in _CARS}
    other = counted("cars", sum(rest.values()), "elsewhere")
    named_uses.append(told("其他按照规定配备的公务用车 {number} 辆", number=other))
    yield line(
        "截至 {year} 年 12 月 31 日，本{kind}共有车辆 {number} 辆，其中：{uses}。",
        year=voice.last_year,
        kind=voice.level,
        number=count(voice.books.amount("cars")),
        uses=listed(named_uses, "、"),
    )
    yield line("单位价值 100 万元以上的设备 {number} 台（件、套）。", number=count(voice.books.amount("devices")))
    yield line("{year} 年预算未安排购置单位价值 100 万元以上大型设备。", year=voice.year)


def _performance(voice: Voice) -> Iterator[Words]:
    yield line("（一）预算绩效管理情况", role=BlockRole.HEADING, level=3)
    projects = voice.books.projects
    if not projects:
        yield line("{name} {year} 年没有安排项目支出，不涉及项目绩效目标。", name=voice.name, year=voice.year)
        return
    spent = voice.books.spent(component="project")
    appropriated = voice.books.spent(component="project", fund="appropriation")
    yield line(
        "{name} {year} 年项目支出全面实施绩效目标管理，涉及预算项目支出 {number} 个，"
        "预算资金{amount}，其中财政拨款{appropriated}。",
        name=voice.name,
        year=voice.year,
        number=counted("projects", len(projects)),
        amount=voice.stated(spent),
        appropriated=voice.stated(appropriated),
    )
    # A car that is bought is no programme to evaluate.
    programmes = [
        project
        for project in projects
        if not any(each.dept == "31013" for each in matching(voice.books.this.entries, {"project": project.name}))
    ]
    if not programmes:
        return
    chosen = programmes[: voice.random.randint(1, min(3, len(programmes)))]
    yield line(
        voice.one_of(
            "拟对{names}等 {number} 个项目开展部门重点绩效评价，涉及预算资金{amount}。",
            "计划选取{names}等 {number} 个项目进行重点绩效评价，涉及预算资金{amount}。",
        ),
        names=_names(chosen),
        number=counted("projects", len(chosen), "evaluated"),
        amount=_together(voice, chosen),
    )
    yield line(
        voice.one_of(
            "根据以前年度绩效评价结果，完善{names}等项目支出 {year} 年预算安排，进一步改进管理。",
            "结合以前年度绩效评价情况，调整和规范{names}等项目支出 {year} 年预算，完善相关制度。",
        ),
        names=_names(programmes[-1:]),
        year=voice.year,
    )


def _names(projects: Sequence[Project]) -> Pieces:
    return listed([(named(project.name),) for project in projects], "、")


def _together(voice: Voice, projects: Sequence[Project]) -> Pieces:
    """What some projects cost together."""
    members = tuple(voice.books.spent(project=project.name) for project in projects)
    if len(members) == 1:
        return voice.stated(members[0])
    fact = Fact("evaluated", "this", (), sum(member.value for member in members))
    return tuple(replace(piece, of=members) if piece.fact else piece for piece in voice.stated(fact))
