"""Budgets in the form of Shandong (山东)."""
