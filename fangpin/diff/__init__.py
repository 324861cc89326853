"""Diff: what changed between two finished runs, each change with its one cause."""
