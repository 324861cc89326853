"""A run against the one before: what is new, what goes on, and what only went missing."""
