# mypy: ignore-errors
"""Who is what to whom, and which households are complete: joins, EXISTS and FORALL."""

from experta import EXISTS, FORALL, MATCH, NOT, TEST, Fact, KnowledgeEngine, Rule


class Parent(Fact):
    """``of`` is a child of ``who``."""


class Person(Fact):
    """A name and an age."""


class Kin(Fact):
    """What was concluded."""


class Family(KnowledgeEngine):
    @Rule(Parent(who=MATCH.elder, of=MATCH.middle), Parent(who=MATCH.middle, of=MATCH.young))
    def grandparent(self, elder, young):
        self.declare(Kin(how="grandparent", who=elder, of=young))

    @Rule(Parent(who=MATCH.parent, of=MATCH.one), Parent(who=MATCH.parent, of=~MATCH.one & MATCH.other))
    def sibling(self, one, other):
        self.declare(Kin(how="sibling", who=one, of=other))

    @Rule(
        Kin(how="sibling", who=MATCH.one, of=MATCH.other),
        Person(name=MATCH.one, age=MATCH.age),
        Person(name=MATCH.other, age=MATCH.less),
        TEST(lambda age, less: age > less),
    )
    def elder_sibling(self, one, other):
        self.declare(Kin(how="elder", who=one, of=other))

    @Rule(Person(name=MATCH.name), NOT(Parent(who=MATCH.name)), EXISTS(Parent(of=MATCH.name)))
    def youngest(self, name):
        self.declare(Kin(how="without children", who=name, of=""))

    @Rule(FORALL(Parent(of=MATCH.child), Person(name=MATCH.child)))
    def complete(self):
        self.declare(Kin(how="complete", who="", of=""))


PARENTS = (("Ada", "Ben"), ("Ada", "Cleo"), ("Ben", "Dot"), ("Ben", "Eli"), ("Cleo", "Finn"))
AGES = {"Ada": 81, "Ben": 55, "Cleo": 52, "Dot": 20, "Eli": 24, "Finn": 9}

engine = Family()
engine.reset()
engine.declare(*(Parent(who=who, of=of) for who, of in PARENTS), *(Person(name=name, age=age) for name, age in AGES.items()))
engine.run()
kin = [fact for fact in engine.facts.values() if isinstance(fact, Kin)]
for line in sorted(f"{fact['how']}: {fact['who']} {fact['of']}".strip() for fact in kin):
    print(line)
