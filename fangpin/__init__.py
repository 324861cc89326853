"""Find the households at risk of falling back into poverty from the rosters that departments export."""

__version__ = "0.1.0"
