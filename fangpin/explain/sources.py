"""Which cells the facts of one household came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fangpin import sql

if TYPE_CHECKING:
    import duckdb

GROUPS = {
    "costs": ("medical", "schooling", "loss", "rehabilitation"),
    "subsidy": ("subsidy", "income"),
}


class Sources:
    """The source cells of a household by the origin of facts (facts/names.toml)."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, hh: int, values: Mapping[str, Any]
    ) -> None:
        connection.execute("drop table if exists origin")
        connection.execute("create or replace table asked (hh bigint)")
        connection.execute("insert into asked values (?)", [hh])
        sql.run(connection, "fangpin.facts", "origins.sql", values)
        self.cells = connection.execute("""
            select o.origin, s.file, s.sheet, o.row, coalesce(list(f.header order by f.header)
                filter (where f.header is not null), [])
            from origin o
            join source s on s.source = o.source
            left join source_field f
                on f.source = o.source and list_contains(o.fields, f.field)
            group by o.origin, s.source, s.file, s.sheet, o.row order by s.source, o.row
        """).fetchall()

    def of(self, origin: str) -> list[dict[str, Any]]:
        """The cells of one origin: file, sheet, row, columns."""
        wanted = GROUPS.get(origin, (origin,))
        return [
            {"file": file, "sheet": sheet, "row": row, "columns": columns}
            for kind, file, sheet, row, columns in self.cells
            if kind in wanted
        ]
