"""Budgets in the form of Shaanxi (陕西)."""
