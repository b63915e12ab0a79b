"""Tell the first and the third part of a disclosure of Shaanxi: who discloses, and what besides income and expenditure."""

from collections.abc import Iterator

from mingcha_datasets.corpus.facts import Fact
from mingcha_datasets.corpus.layouts.shaanxi.manner import Manner
from mingcha_datasets.corpus.layouts.tables import Row, board, header, money_line, numeral, title
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import BLANK, Block, Money, Piece
from mingcha_datasets.corpus.saying import amount, count, joined, named, told

_TEN_THOUSAND = Money("万元", 2)


# The first part.


def duties(manner: Manner) -> Iterator[Block]:
    """What stands below 主要职责及机构设置."""
    unit, random = manner.books.unit, manner.random
    listed = words("domains")[unit.domain]["duties"]
    yield manner.heading("（一）主要职责", 3, "duties")
    for number, duty in enumerate(random.sample(listed, random.randint(4, len(listed))), 1):
        yield manner.say("duties", f"{number}. {duty}。")
    yield manner.heading("（二）机构设置", 3, "organs")
    divisions = words("divisions")
    organs = random.sample([*divisions["common"], *divisions.get(unit.domain, [])], random.randint(3, 6))
    yield manner.say(
        "organs",
        manner.one_of(
            "{name}是{nature}{belongs}，内设{organs}{number}个机构。",
            "{name}为{nature}{belongs}。内设机构{number}个，分别是{organs}。",
        ),
        nature=words("shaanxi")["natures"][unit.nature],
        belongs=f"，主管部门是{unit.superior}" if unit.superior else "",
        organs="、".join(organs),
        number=str(len(organs)),
    )


def tasks(manner: Manner) -> Iterator[Block]:
    """What stands below 工作任务."""
    listed = words("domains")[manner.books.unit.domain]["tasks"]
    yield manner.say(
        "tasks",
        manner.one_of("{year}年，{self}主要工作任务：{tasks}。", "{year}年{self}重点做好以下工作：{tasks}。"),
        tasks="；".join(f"{numeral(number)}是{task}" for number, task in enumerate(listed, 1)),
    )


def composition(manner: Manner) -> Iterator[Block]:
    """What stands below 预算单位构成, of a department."""
    members = manner.books.unit.members or (manner.books.unit.name,)
    what = "部门本级（机关）预算和所属事业单位预算" if len(members) > 1 else "部门本级（机关）预算"
    yield manner.say("units", "从预算单位构成看，{self}的部门预算包括{what}。", what=what)
    yield manner.say(
        "units",
        "纳入{self}当年预算编制范围的预算单位共有{gap}{number}{gap}个，包括：",
        gap=manner.gap,
        number=count(Fact("units", "this", (), len(members))),
    )
    rows = [(Piece(str(number)), named(member), Piece("无")) for number, member in enumerate(members, 1)]
    yield board("units", "", header("序号|单位名称|拟变动情况"), rows)


def staff(manner: Manner) -> Iterator[Block]:
    """What stands below 人员情况说明."""
    items = ("posts", "administrative", "institutional", "filled", "administrative_filled", "institutional_filled", "retired")
    counts = {item: _counted(manner, manner.books.amount("staff", item), "人") for item in items}
    yield manner.say(
        "staff",
        "截止上年底，{self}人员编制{posts}，其中行政编制{administrative}、事业编制{institutional}；"
        "实有人员{filled}，其中行政{administrative_filled}、事业{institutional_filled}。单位管理的离退休人员{retired}。",
        **counts,
    )


def _counted(manner: Manner, fact: Fact, what: str) -> tuple[Piece, ...]:
    return told("{gap}{number}{gap}{what}", gap=manner.gap, number=count(fact), what=what)


# The third part.


def three_public(manner: Manner) -> Iterator[Block]:
    """What stands below “三公”经费及会议费、培训费情况说明."""
    books = manner.books
    items = {
        "abroad": "因公出国（境）经费",
        "reception": "公务接待费",
        "car_running": "公务用车运行维护费",
        "car_purchase": "公务用车购置费",
    }
    yield manner.say(
        "three_public",
        "{self}当年一般公共预算“三公”经费预算支出{whole}。其中：{parts}。",
        whole=_claim(manner, "", books.amount("three_public")),
        parts=joined((_claim(manner, name, books.amount("three_public", item)) for item, name in items.items()), "；"),
    )
    for measure, name in (("meetings", "会议费"), ("training", "培训费")):
        fact = books.amount(measure)
        yield manner.say("three_public", "{self}当年一般公共预算{claim}。", claim=_claim(manner, f"{name}预算支出", fact))
    yield from _meetings(manner)


def _claim(manner: Manner, subject: str, fact: Fact) -> tuple[Piece, ...]:
    return told("{subject}{amount}，{compared}", subject=subject, amount=manner.stated(fact), compared=manner.compared(fact))


def _meetings(manner: Manner) -> Iterator[Block]:
    """The list of meetings and courses, with the amounts that the sentences above state."""
    yield title("会议费培训费明细")
    yield money_line(_TEN_THOUSAND)
    rows: list[Row] = []
    for measure, names in (("meetings", ("年度工作会议", "业务推进会议")), ("training", ("业务能力培训", "综合素质培训"))):
        fact = manner.books.amount(measure)
        if fact.value:
            name = manner.random.choice(names)
            rows.append((Piece(str(len(rows) + 1)), named(name), BLANK, BLANK, amount(fact, _TEN_THOUSAND), BLANK))
    yield board("meetings", "", header("序号|会议/培训名称|时间|人数|金额|备注"), rows)


def assets(manner: Manner) -> Iterator[Block]:
    """What stands below 国有资产占有使用及资产购置情况说明."""
    books = manner.books
    bought = Fact("cars_to_buy", "this", (), 1 if books.amount("three_public", "car_purchase").value else 0)
    yield manner.say(
        "assets",
        "截止上年底，{self}共有车辆{cars}，单价20万元以上的设备{devices}。"
        "当年部门预算安排购置车辆{bought}；安排购置单价20万元以上的设备{none}。",
        cars=_counted(manner, books.amount("cars"), "辆"),
        devices=_counted(manner, books.amount("devices"), "台（套）"),
        bought=_counted(manner, bought, "辆"),
        none=_counted(manner, Fact("devices_to_buy", "this", (), 0), "台（套）"),
    )


def procurement(manner: Manner) -> Iterator[Block]:
    """What stands below 政府采购情况说明."""
    books = manner.books
    whole = books.amount("procurement")
    if not whole.value:
        yield manner.say("procurement", "{self}当年无政府采购预算，并已公开空表。")
        return
    items = {"goods": "政府采购货物预算", "works": "政府采购工程预算", "services": "政府采购服务预算"}
    yield manner.say(
        "procurement",
        "{self}当年政府采购预算{whole}，其中：{parts}。",
        whole=manner.stated(whole),
        parts=joined(
            (
                told("{name}{amount}", name=name, amount=manner.stated(books.amount("procurement", item)))
                for item, name in items.items()
            ),
            "、",
        ),
    )


def targets(manner: Manner) -> Iterator[Block]:
    """What stands below 绩效目标情况说明."""
    income = manner.books.income
    yield manner.say(
        "performance",
        "{self}绩效目标管理全覆盖，涉及当年一般公共预算拨款{general}，当年政府性基金预算拨款{fund}，"
        "当年国有资本经营预算拨款{capital}（详见公开报表中的绩效目标表）。",
        general=manner.stated(income(source="general")),
        fund=manner.stated(income(source="government_fund")),
        capital=manner.stated(income(source="state_capital")),
    )


def operating(manner: Manner) -> Iterator[Block]:
    """What stands below 机关运行经费安排情况说明, or below 公用经费情况说明 of an institution."""
    books = manner.books
    if books.unit.has_agency_operating:
        name, fact = "机关运行经费", books.agency_operating()
    else:
        name, fact = "公用经费", books.spent(fund="general", component="operating")
    yield manner.say("operating", "{self}当年{claim}。", claim=_claim(manner, f"{name}预算安排", fact))


def terms(manner: Manner) -> Iterator[Block]:
    """What stands below 专业名词解释."""
    listed = words("terms")
    chosen = manner.random.sample(sorted(listed), manner.random.randint(3, 6))
    for number, name in enumerate(chosen, 1):
        means = manner.random.choice(listed[name]["means"]).format(kind=_LEVELS[manner.books.unit.level])
        yield manner.say("terms", f"{number}. {listed[name]['name']}：{means}")


_LEVELS = {"province": "省级", "city": "市级", "county": "县级"}
