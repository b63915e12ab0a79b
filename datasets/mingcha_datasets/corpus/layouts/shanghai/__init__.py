"""Budgets in the form of Shanghai (上海)."""
