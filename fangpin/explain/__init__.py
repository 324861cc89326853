"""Explain: one household's card, which tells each verdict with its numbers and re-computes it."""
