"""Damage done to a paper on purpose, a module a family of kinds; each says what it did as a label."""
