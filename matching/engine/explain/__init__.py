"""Reasons in codes and numbers: of a pair, of a solution, of what would change it, and what insisting costs."""
