"""Find the households at risk of falling back into poverty in departments' rosters."""

__version__ = "0.1.0"
