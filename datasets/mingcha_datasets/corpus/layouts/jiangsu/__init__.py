"""Budgets in the form of Jiangsu (江苏)."""
