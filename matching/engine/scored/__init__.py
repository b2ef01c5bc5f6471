"""The scored form: people, places and given scores, without any rule but seats, budgets and overlaps.

docs/matching/scored.md says what the tables mean.
"""
