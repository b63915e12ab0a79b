# mypy: ignore-errors
"""Asks for what it does not know before it greets: an agenda led by NOT and salience."""

from experta import AS, MATCH, NOT, DefFacts, Fact, KnowledgeEngine, Rule, W

ANSWERS = {"name": "Mei", "town": "Xi'an"}


class Greeter(KnowledgeEngine):
    @DefFacts()
    def _to_do(self):
        yield Fact(action="greet")

    @Rule(Fact(action="greet"), NOT(Fact(name=W())))
    def ask_name(self):
        print("What is your name?")
        self.declare(Fact(name=ANSWERS["name"]))

    @Rule(Fact(action="greet"), NOT(Fact(town=W())))
    def ask_town(self):
        print("Where are you?")
        self.declare(Fact(town=ANSWERS["town"]))

    @Rule(AS.to_do << Fact(action="greet"), Fact(name=MATCH.name), Fact(town=MATCH.town), salience=1)
    def greet(self, to_do, name, town):
        print(f"Hello {name}, how is the weather in {town}?")
        self.retract(to_do)


engine = Greeter()
engine.reset()
engine.declare(Fact(town="Yulin"))
engine.run()
print(len(engine.facts), "facts are left")
