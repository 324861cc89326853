"""The engine for more rows than one machine holds: the same SQL and the same cleaning, on Spark."""
