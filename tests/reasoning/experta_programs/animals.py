# mypy: ignore-errors
"""Which animal it is, from what was seen of it."""

from experta import AND, AS, MATCH, NOT, OR, TEST, Fact, KnowledgeEngine, P, Rule, W


class Seen(Fact):
    """Something seen of the animal."""


class Is(Fact):
    """What the animal is."""


class Keeper(KnowledgeEngine):
    @Rule(OR(Seen(cover="hair"), Seen(gives="milk")))
    def mammal(self):
        self.declare(Is(kind="mammal"))

    @Rule(OR(Seen(cover="feathers"), AND(Seen(does="flies"), Seen(lays="eggs"))))
    def bird(self):
        self.declare(Is(kind="bird"))

    @Rule(Is(kind="mammal"), OR(Seen(eats="meat"), AND(Seen(teeth="pointed"), Seen(feet="claws"))))
    def carnivore(self):
        self.declare(Is(order="carnivore"))

    @Rule(Is(kind="mammal"), Seen(feet="hooves"))
    def ungulate(self):
        self.declare(Is(order="ungulate"))

    @Rule(Is(order="carnivore"), Seen(colour="tawny"), Seen(marks="stripes"))
    def tiger(self):
        self.declare(Is(animal="tiger"))

    @Rule(Is(order="carnivore"), Seen(colour="tawny"), Seen(marks="spots"))
    def cheetah(self):
        self.declare(Is(animal="cheetah"))

    @Rule(Is(order="ungulate"), Seen(neck=P(lambda metres: metres > 1)), Seen(legs=MATCH.legs), TEST(lambda legs: legs > 1.5))
    def giraffe(self, legs):
        self.declare(Is(animal="giraffe", legs=legs))

    @Rule(Is(kind="bird"), NOT(Seen(does="flies")), Seen(does="swims"))
    def penguin(self):
        self.declare(Is(animal="penguin"))

    @Rule(AS.found << Is(animal=W()), salience=-10)
    def tell(self, found):
        print(f"it is a {found['animal']}")

    @Rule(NOT(Is(animal=W())), salience=-20)
    def give_up(self):
        print("no idea")


SIGHTINGS = (
    ({"cover": "hair"}, {"eats": "meat"}, {"colour": "tawny"}, {"marks": "stripes"}),
    ({"gives": "milk"}, {"teeth": "pointed"}, {"feet": "claws"}, {"colour": "tawny"}, {"marks": "spots"}),
    ({"cover": "hair"}, {"feet": "hooves"}, {"neck": 2}, {"legs": 1.8}),
    ({"cover": "hair"}, {"feet": "hooves"}, {"neck": 2}, {"legs": 1.2}),
    ({"cover": "feathers"}, {"does": "swims"}),
    ({"cover": "feathers"}, {"does": "swims"}, {"does": "flies"}),
)

for sighting in SIGHTINGS:
    engine = Keeper()
    engine.reset()
    for seen in sighting:
        engine.declare(Seen(**seen))
    engine.run()
