"""Consistency checks over rosters, written as data."""
