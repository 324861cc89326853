"""Tables of the database that an earlier run made are taken from the cache, not made again.

A statement gives the same rows whenever its text, its parameters and what it reads are the same; so
a table is kept as Parquet under a key of these three. What it reads counts by content where it is
small: a mended sheet that changes nothing in, say, the list of duplicates changes nothing after it.
Only what took long is kept, in the folder of the cleaned rosters, for its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import __version__
from fangpin.kept.files import Column, KeptFiles
from fangpin.sql import names_in

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SECONDS = 0.1  # what took less is made again
SMALL = 100_000  # rows of a table that counts by what it holds
PART = "part__"  # the rows that are inserted
CREATE = re.compile(
    r'\s*create\s+(or\s+replace\s+)?(temp\s+)?(table|view)\s+"?(\w+)"?\s*(as\b|\()', re.IGNORECASE
)
CHANGE = re.compile(
    r'\s*(insert\s+into|delete\s+from|update|drop\s+table(?:\s+if\s+exists)?)\s+"?(\w+)"?(.*)',
    re.IGNORECASE | re.DOTALL,
)
ROWS = re.compile(r"\s*\(?\s*(select|with|from)\b", re.IGNORECASE)
Parameters = Mapping[str, Any] | Sequence[Any] | None


@dataclass(frozen=True)
class Relation:
    """A table or view by name; taken: a view of a kept file that stands for a table; reads: what a
    view reads, as it is whenever the view is read; counted: whether the key tells the content of a
    small table already."""

    key: str
    taken: bool = False
    reads: frozenset[str] = frozenset()
    counted: bool = True


class KeptTables:
    """A DuckDB connection that takes tables from earlier runs.

    day: the as-of date, by which rosters were cleaned. All statements that make or change a table
    must go through `execute`, `executemany` and `register`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, day: date) -> None:
        import duckdb

        self.connection = connection
        self.files = KeptFiles(folder)
        self.before = [__version__, duckdb.__version__, day.isoformat()]
        self.keeping = True
        self.relations: dict[str, Relation] = {}
        self.pool = ThreadPoolExecutor(1)
        self.writing: dict[str, Future[None]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, query: str, parameters: Parameters = None) -> duckdb.DuckDBPyConnection:
        """Run a statement; a table that is kept is there without it."""
        if made := CREATE.match(query):
            self._create(query, parameters, made)
        elif made := CHANGE.match(query):
            self._change(query, parameters, made)
        else:
            self._run(query, parameters)
        return self.connection

    def executemany(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert or change by rows of values."""
        made = CHANGE.match(query)
        assert made is not None
        name = made[2].lower()
        self._settle(name)
        self._own(name)
        key = self._key(query, [list(row) for row in rows])
        self.connection.executemany(query, rows)
        self._changed(name, key)

    def register(self, name: str, table: Any) -> None:
        """Let queries name an Arrow table or a pandas frame."""
        import pyarrow as pa

        arrow = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table)
        self.relations[name.lower()] = Relation(content_of(arrow) if self.keeping else "")
        self.connection.register(name, arrow)

    def unregister(self, name: str) -> None:
        """Forget what was registered; what was made of it stays."""
        del self.relations[name.lower()]
        self.connection.unregister(name)

    def rest(self) -> None:
        """Keep and take nothing from here on: what later stages make hangs on every roster."""
        self.keeping = False

    def close(self) -> None:
        """Wait until everything is kept, then close the database."""
        self.pool.shutdown()
        self.connection.close()

    def _create(self, query: str, parameters: Parameters, made: re.Match[str]) -> None:
        again, temporary, what, name = made[1], made[2], made[3].lower(), made[4].lower()
        key = self._key(query, parameters)
        self._settle(name)
        rows = made[5].lower() == "as"
        if what == "table" and rows and not temporary and self._take(name, key):
            return
        old = self.relations.get(name)
        if old is not None and old.taken and again:
            if what == "table":  # it may read what it replaces
                self._replace(name, query[made.end() :], parameters, key)
                return
            self.connection.execute(f"drop view {name}")
        took = self._run(query, parameters)
        if what == "view":
            reads = frozenset(names_in(query) & self.relations.keys() - {name})
            self.relations[name] = Relation(hash_of(query), reads=reads)
            return
        self._changed(name, key)
        if rows and not temporary and took >= SECONDS:
            self._keep(name, key)

    def _replace(self, name: str, rows: str, parameters: Parameters, key: str) -> None:
        """A new table in the place of one that was taken."""
        took = self._run(f"create table {name}__new as {rows}", parameters)
        self.connection.execute(f"drop view {name}")
        self.connection.execute(f"alter table {name}__new rename to {name}")
        self._changed(name, key)
        if took >= SECONDS:
            self._keep(name, key)

    def _take(self, name: str, key: str) -> bool:
        """Put a view of a kept file in a table's place, if there is one."""
        found = self.files.find(key) if self.keeping else None
        if found is None:
            return False
        old = self.relations.get(name)
        if old is not None:
            self.connection.execute(f"drop {'view' if old.taken else 'table'} {name}")
        self.connection.execute(f"create view {name} as {found.query}")
        self.relations[name] = Relation(found.counts_as, taken=True)
        return True

    def _change(self, query: str, parameters: Parameters, made: re.Match[str]) -> None:
        """Insert, delete, update or drop."""
        name, rest = made[2].lower(), made[3]
        self._settle(name)
        if made[1].lower().startswith("drop"):
            old = self.relations.pop(name, None)
            taken = old is not None and old.taken
            self.connection.execute(f"drop view {name}" if taken else query)
            return
        self._own(name)
        if self.keeping and made[1].lower().startswith("insert") and ROWS.match(rest):
            self._insert(name, rest, parameters)
            return
        key = self._key(query, parameters)
        self._run(query, parameters)
        self._changed(name, key)

    def _insert(self, name: str, rows: str, parameters: Parameters) -> None:
        """Add the rows of a query, kept ones where they are; they do not hang on the rows that are
        there already, unless the query reads them."""
        key = self._key(f"into {rows}", parameters)
        found = self.files.find(key)
        if found is not None:
            self.connection.execute(f"insert into {name} {found.query}")
            self._changed(name, hash_of([self.relations[name].key, found.counts_as]))
            return
        took = self._run(f"create table {PART} as {rows}", parameters)
        self._changed(PART, key)
        if took >= SECONDS:
            self._keep(PART, key)
        part = self._counted(PART)
        self.connection.execute(f"insert into {name} select * from {PART}")
        self._settle(PART)
        self.connection.execute(f"drop table {PART}")
        self._changed(name, hash_of([self.relations[name].key, part.key]))

    def _own(self, name: str) -> None:
        """Make a table of a view of a kept file, before it is changed."""
        if self.relations[name].taken:
            self.connection.execute(f"create table {name}__new as select * from {name}")
            self.connection.execute(f"drop view {name}")
            self.connection.execute(f"alter table {name}__new rename to {name}")
            self.relations[name] = Relation(self.relations[name].key)

    def _run(self, query: str, parameters: Parameters) -> float:
        start = time.perf_counter()
        self.connection.execute(query, parameters)
        return time.perf_counter() - start

    def _key(self, query: str, parameters: Any) -> str:
        """Of a statement and everything that it reads."""
        if not self.keeping:
            return ""
        versions = self._versions(names_in(query) & self.relations.keys())
        return hash_of([*self.before, query, parameters, versions])

    def _versions(self, names: Iterable[str]) -> list[Any]:
        """What is in tables and views now."""
        told = ((name, self._counted(name)) for name in sorted(names))
        return [[name, one.key, self._versions(one.reads)] for name, one in told]

    def _changed(self, name: str, key: str) -> None:
        """A table has other rows now."""
        self.relations[name] = Relation(key, counted=not self.keeping)

    def _counted(self, name: str) -> Relation:
        """A table by the content of its rows where they are few, else by their making."""
        one = self.relations[name]
        if one.counted:
            return one
        row = self.connection.execute(f"select count(*) from {name}").fetchone()
        assert row is not None
        key = one.key
        if row[0] <= SMALL:
            told = self.connection.execute(
                f"select count(*), sum(hash(one)::hugeint)::varchar, bit_xor(hash(one))"
                f" from {name} one"
            ).fetchone()
            key = hash_of([told, self._columns(name)])
        self.relations[name] = Relation(key)
        return self.relations[name]

    def _columns(self, name: str) -> list[Column]:
        rows = self.connection.execute(f"describe {name}").fetchall()
        return [(row[0], row[1]) for row in rows]

    def _keep(self, name: str, key: str) -> None:
        """Write a table's file beside the work that goes on."""
        if not self.keeping:
            return
        columns, counts_as = self._columns(name), self._counted(name).key
        cursor = self.connection.cursor()
        job = self.pool.submit(self.files.keep, cursor, name, columns, key, counts_as)
        self.writing[name] = job

    def _settle(self, name: str) -> None:
        """Wait until a table is kept, before it is changed."""
        if name in self.writing:
            self.writing.pop(name).result()


def hash_of(told: Any) -> str:
    """A digest of what JSON can tell, other values by their text."""
    return hashlib.sha256(json.dumps(told, default=repr).encode()).hexdigest()


def content_of(table: pa.Table) -> str:
    """A digest of an Arrow table's columns."""
    import pyarrow as pa

    plain = table.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, plain.schema) as stream:
        stream.write_table(plain)
    return hashlib.sha256(sink.getvalue()).hexdigest()
