"""The same work done by what a user would take instead: experta, DuckDB, scikit-learn's forest, each in its own environment.

Identities: the figures of documents and which of them must add up or be equal, as the rules of the knowledge say. The rivals
are told which cells belong together and only judge; Mingcha finds that out in the time that is taken. All must name the same
identities that do not hold. experta gets one document, it is that slow. Forest: worlds of synthetic units; how well anomalies
are ranked, and how long fit and score take.

Every engine runs in a process of its own, in turns; times are of the processor, on one thread.
"""
