# mypy: ignore-errors
"""Two tables of a budget are published, one while it is approved; its state changes until both are."""

from experta import AS, MATCH, NOT, DefFacts, Fact, Field, KnowledgeEngine, L, Rule


class Budget(Fact):
    """The budget the tables belong to."""

    state = Field(lambda state: state in ("draft", "revised", "approved"), mandatory=True)
    changes = Field(int, default=0)


class Table(Fact):
    """What is to be published."""


NEXT = {"draft": "approved", "approved": "revised", "revised": "draft"}


class Publishing(KnowledgeEngine):
    @DefFacts()
    def _at_first(self, state="draft"):
        yield Budget(state=state, changes=0)
        yield Table(name="income", at="desk")
        yield Table(name="spending", at="shelf")

    @Rule(AS.table << Table(name="income", at="desk"), Budget(state="approved"), salience=2)
    def publish(self, table):
        print("the income table is published")
        self.modify(table, at="website")

    @Rule(AS.table << Table(name="income", at="desk"), Budget(state=L("draft") | L("revised"), changes=MATCH.changes), salience=1)
    def hold(self, changes):
        print(f"the income table waits, change {changes}")

    @Rule(AS.table << Table(at="shelf"), Budget(state=~L("approved")), NOT(Table(at="desk")), salience=2)
    def follow(self, table):
        print(f"the {table['name']} table follows")
        self.modify(table, at="website")

    @Rule(AS.budget << Budget(state=MATCH.state, changes=MATCH.changes), NOT(NOT(Table(at=~L("website")))))
    def move_on(self, budget, state, changes):
        print(f"{state} becomes {NEXT[state]}")
        self.modify(budget, state=NEXT[state], changes=changes + 1)

    @Rule(Budget(state=MATCH.state), NOT(Table(at=~L("website"))), salience=-1)
    def done(self, state):
        print(f"both are public, the budget is {state}")
        self.halt()


def main():
    engine = Publishing()
    engine.reset()
    engine.run()
    engine.reset(state="revised")
    engine.run()


main()
