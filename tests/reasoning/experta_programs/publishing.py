# mypy: ignore-errors
"""A robot and a tram at a crossing with a light; the light changes until all are over."""

from experta import AS, MATCH, NOT, DefFacts, Fact, Field, KnowledgeEngine, L, Rule


class Light(Fact):
    """The light for those who want to cross."""

    colour = Field(lambda colour: colour in ("red", "amber", "green"), mandatory=True)
    changes = Field(int, default=0)


class Walker(Fact):
    """Who wants to cross."""


NEXT = {"red": "green", "green": "amber", "amber": "red"}


class Crossing(KnowledgeEngine):
    @DefFacts()
    def _at_first(self, colour="red"):
        yield Light(colour=colour, changes=0)
        yield Walker(name="robot", at="kerb")
        yield Walker(name="tram", at="stop")

    @Rule(AS.walker << Walker(name="robot", at="kerb"), Light(colour="green"), salience=2)
    def walk(self, walker):
        print("the robot walks")
        self.modify(walker, at="beyond")

    @Rule(AS.walker << Walker(name="robot", at="kerb"), Light(colour=L("red") | L("amber"), changes=MATCH.changes), salience=1)
    def wait(self, changes):
        print(f"the robot waits, change {changes}")

    @Rule(AS.walker << Walker(at="stop"), Light(colour=~L("green")), NOT(Walker(at="kerb")), salience=2)
    def roll(self, walker):
        print(f"the {walker['name']} rolls")
        self.modify(walker, at="beyond")

    @Rule(AS.light << Light(colour=MATCH.colour, changes=MATCH.changes), NOT(NOT(Walker(at=~L("beyond")))))
    def change(self, light, colour, changes):
        print(f"{colour} turns {NEXT[colour]}")
        self.modify(light, colour=NEXT[colour], changes=changes + 1)

    @Rule(Light(colour=MATCH.colour), NOT(Walker(at=~L("beyond"))), salience=-1)
    def done(self, colour):
        print(f"all are over, the light is {colour}")
        self.halt()


def main():
    engine = Crossing()
    engine.reset()
    engine.run()
    engine.reset(colour="amber")
    engine.run()


main()
