"""Disclosures of units that are made up: drawn as figures, printed as a province's form prescribes, and damaged on purpose.

Nothing here reads a disclosure, and nothing here is known to what does: the two agree by what forms and laws say, or not at all.
"""
