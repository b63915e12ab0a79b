"""Budgets in the form of Shanxi (山西)."""
