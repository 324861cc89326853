"""What a log tells of a stage: numbers, never whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.reading import Rosters


def of_reading(read: Rosters) -> dict[str, int]:
    """Tables and rows that were read; rows = accepted + rejected."""
    rows = sum(one.rows for one in read.sources)
    accepted = sum(one.accepted for one in read.sources)
    tables = len(read.sources)
    return {"tables": tables, "rows": rows, "accepted": accepted, "rejected": rows - accepted}


def of_alerts(alerts: pa.Table) -> dict[str, int]:
    """Alerts by outcome."""
    outcomes = alerts["outcome"].to_pylist()
    return {"hits": outcomes.count("hit"), "checks": outcomes.count("check")}


def of_tables(connection: duckdb.DuckDBPyConnection, **named: str) -> dict[str, int]:
    """Rows of tables; a table may be followed by its "where"."""
    made = {}
    for name, table in named.items():
        row = connection.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        made[name] = int(row[0])
    return made
