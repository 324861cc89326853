"""What an office counts for itself: totals held against the data, tables of its own rates."""
