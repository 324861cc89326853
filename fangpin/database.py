"""Put what was read into DuckDB: a table a kind, and where each row came from."""

from __future__ import annotations

import atexit
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from fangpin.match import linked
from fangpin.pairs import confirm
from fangpin.rosters.duplicates import find_duplicates
from fangpin.rosters.store import columns

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from fangpin.pairs.memory import Decided
    from fangpin.reading import Rosters, Source
    from fangpin.rosters.kinds import Kind, Kinds
    from fangpin.rules.given import Given

    MakeRows = Callable[
        [duckdb.DuckDBPyConnection, Kind, Kinds, Sequence[Source], Mapping[str, str]], None
    ]


def connect(memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """An in-process database that spills to disk past its memory limit."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{memory}'")
    connection.execute(f"set temp_directory = {literal(spill_folder())}")
    connection.execute("set preserve_insertion_order = true")
    connection.execute("set enable_progress_bar = false")  # it would write over our own lines
    # a checkpoint in memory rewrites what was written, for nothing: no table outlives the run
    connection.execute("set checkpoint_threshold = '1TB'")
    return connection


@cache
def spill_folder() -> str:
    """Where this process's databases put what has no room in memory; its owner's only, and gone
    with the process."""
    folder = mkdtemp(prefix="fangpin-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


def load(
    connection: duckdb.DuckDBPyConnection,
    read: Rosters,
    kinds: Kinds,
    places: Mapping[str, str],
    decided: Decided | None = None,
    *,
    make_rows: MakeRows | None = None,
) -> None:
    """Make all_<kind>, certificate, source, source_field, candidate (empty) and duplicate.

    places: the user's own names of counties -> canonical ones; names come out canonical. decided:
    the answered pairs; the confirmed ones give their rows a number before duplicates are sought.
    make_rows: how an engine makes all_<kind> of its own kind of files.
    """
    make_rows = make_rows or rows_of_files
    aliases = county_aliases(places)
    for kind in kinds:
        own = [one for one in read.sources if one.kind == kind.name]
        make_rows(connection, kind, kinds, own, aliases)
    connection.execute(
        "create table source (source int, file varchar, sheet varchar, kind varchar,"
        " alleviated boolean)"
    )
    connection.execute("create table source_field (source int, field varchar, header varchar)")
    insert_sources(connection, read.sources)
    connection.execute(
        "create table candidate (kind varchar, ord bigint, pid bigint, id_number varchar,"
        " score double, reason varchar)"
    )
    confirm.apply(connection, read, kinds, decided)
    linked.old_numbers(connection, read)
    find_duplicates(connection, [(kind, mapped(read, kind)) for kind in kinds])
    certificates(connection, kinds)


def mapped(read: Rosters, kind: Kind) -> dict[int, frozenset[str]]:
    """Source -> the fields that its table maps, of the tables of one kind."""
    own = (one for one in read.sources if one.kind == kind.name)
    return {one.source: frozenset(one.headers) & set(kind.fields) for one in own}


def rows_of_files(
    connection: duckdb.DuckDBPyConnection,
    kind: Kind,
    kinds: Kinds,
    sources: Sequence[Source],
    aliases: Mapping[str, str],
) -> None:
    """Make all_<kind>, a view of the files' rows in reading order; `ord` numbers them from 0.

    A view, because the rows are read only a few columns at a time, and need no memory so.
    """
    types = columns(kind, kinds)
    parts: list[str] = []
    start = 0
    for one in sources:
        there = set(connection.from_parquet(str(one.path)).columns)
        given = {
            "ord": f"file_row_number + {start}",
            "source": str(one.source),
            "county": canonical(aliases),
        }
        chosen = ", ".join(
            f"cast({given.get(name, name)} as {type_name}) as {name}"
            if name in there or name in ("ord", "source")
            else f"cast(null as {type_name}) as {name}"
            for name, type_name in types.items()
        )
        file = literal(str(one.path))
        parts.append(f"select {chosen} from read_parquet({file}, file_row_number = true)")
        start += one.rows
    nothing = ", ".join(f"cast(null as {told}) as {name}" for name, told in types.items())
    rows = " union all ".join(parts) or f"select {nothing} where false"
    connection.execute(f"create view all_{kind.name} as {rows}")


def county_aliases(own: Mapping[str, str]) -> dict[str, str]:
    """Names of counties as departments write them -> canonical, the user's own on top."""
    text = resources.files("fangpin.match").joinpath("places.toml").read_text("utf-8")
    return {**tomllib.loads(text)["county"], **own}


def canonical(aliases: Mapping[str, str]) -> str:
    """SQL: the column county with each alias replaced."""
    cases = " ".join(
        f"when {literal(alias)} then {literal(name)}" for alias, name in sorted(aliases.items())
    )
    return f"case county {cases} else county end"


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def insert_sources(connection: duckdb.DuckDBPyConnection, sources: list[Source]) -> None:
    """One row a table that was read, one row a column of it."""
    tables = [[s.source, s.file, s.sheet, s.kind, s.alleviated] for s in sources]
    fields = [[s.source, f, h] for s in sources for f, h in sorted(s.headers.items())]
    if tables:
        connection.executemany("insert into source values (?, ?, ?, ?, ?)", tables)
    if fields:
        connection.executemany("insert into source_field values (?, ?, ?)", fields)


def certificates(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make certificate: the disability that a number in an ID column of any roster tells."""
    connection.execute(
        "create table told_certificate"
        " (id_number varchar, disability_type varchar, disability_grade varchar)"
    )
    for kind in kinds:
        if "id_number" in kind.fields:
            connection.execute(f"""
                insert into told_certificate
                select id_number, id_disability_type, id_disability_grade from all_{kind.name}
                where accepted and id_number is not null and id_disability_grade is not null
            """)
    connection.execute("""
        create table certificate as
        select id_number, min(disability_type) as disability_type,
            min(disability_grade) as disability_grade
        from told_certificate
        group by id_number
    """)


def given(read: Rosters, kinds: Kinds, last_year: int, composites: dict[str, str]) -> Given:
    """What was given: kinds, their columns, and flags of the data."""
    from fangpin.rules.given import Given

    names: set[str] = set()
    inline = set(kinds["households"].fields)
    for one in read.sources:
        names.add(one.kind)
        for field in one.headers:
            names.add(f"{one.kind}.{field}")
            if one.kind == "members" and field in inline and field not in kinds["members"].own:
                names.add(f"households.{field}")
        if one.alleviated and one.kind == "members":
            names.add("alleviated_title")
        if one.kind in ("members", "households"):
            for year, word in ((last_year, "last_year"), (last_year - 1, "year_before")):
                if year in one.years or (year == last_year and None in one.years):
                    names |= {f"{word}.{field}" for field in one.headers}
    return Given(frozenset(names), composites)
