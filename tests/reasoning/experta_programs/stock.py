# mypy: ignore-errors
"""A store room: predicates, values inside values, positional facts, duplicate, retract and steps."""

from experta import AS, GE, LT, MATCH, REGEX, TEST, Fact, KnowledgeEngine, Rule, W


class Part(Fact):
    """A part: number, and what is known of it."""


class Order(Fact):
    """So many of a part."""


class Store(KnowledgeEngine):
    @Rule(AS.part << Part(MATCH.number, stock__count=LT(5), maker=REGEX("A.*")))
    def short(self, part, number):
        print(f"short of {number}: {part['stock']['count']} left at {part['stock']['place']}")
        self.declare(Order(number, 10))

    @Rule(AS.order << Order(MATCH.number, MATCH.count & GE(10)), Part(MATCH.number, stock=MATCH.stock), salience=1)
    def split(self, order, number, count):
        print(f"{count} of {number} in two halves")
        self.retract(order)
        half = self.declare(Order(number, count // 2, turn=1))
        self.duplicate(half, turn=2)

    @Rule(Order(MATCH.number, MATCH.count, turn=MATCH.turn), TEST(lambda turn: turn == 2))
    def second(self, number, count, turn):
        print(f"turn {turn}: {count} of {number}")

    @Rule(Order(W(), W(), turn=1), salience=-1)
    def first(self):
        print("the first turn is out")


engine = Store()
engine.reset()
engine.declare(
    Part("p-1", stock={"count": 3, "place": "shelf 4"}, maker="Acme"),
    Part("p-2", stock={"count": 9, "place": "shelf 5"}, maker="Apex"),
    Part("p-3", stock={"count": 1, "place": "floor"}, maker="Bolt"),
)
engine.run(1)
print("after one step", sorted(type(fact).__name__ for fact in engine.facts.values()))
engine.run()
print("at the end", sorted(type(fact).__name__ for fact in engine.facts.values()))
