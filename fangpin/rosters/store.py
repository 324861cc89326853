"""The columns of the database's table of one kind of roster."""

from __future__ import annotations

from fangpin.rosters.kinds import Kind, Kinds

TYPES: dict[str, str] = {
    "money": "decimal(18, 2)",
    "date": "date",
    "bool": "boolean",
    "int": "bigint",
    "year": "bigint",
    "school_year": "bigint",
    "measure": "double",
}
OWN: dict[str, str] = {
    "ord": "bigint",
    "source": "integer",
    "row": "bigint",
    "accepted": "boolean",
    "id_text": "varchar",
    "id_lost": "varchar",
    "id_disability_type": "varchar",
    "id_disability_grade": "varchar",
}


def columns(kind: Kind, kinds: Kinds) -> dict[str, str]:
    """Column -> SQL type: where each row stands, then every field of the kind."""
    names = list(kind.fields)
    if kind.inline:
        names += [f for f in kinds[kind.inline].fields if f not in names]
    return OWN | {name: TYPES.get(kinds.fields[name].type, "varchar") for name in names}
