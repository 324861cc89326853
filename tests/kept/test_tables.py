"""Tables that an earlier run made: taken where they would come out the same, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangpin.kept import tables
from fangpin.kept.tables import KeptTables

DAY = date(2020, 4, 18)
ONE = "create table one as select i, i % 7 as k, 'x' || i as t from incoming"
TWO = "create table two as select k, sum(i) as total, count(*) as n from one group by k"


@pytest.fixture(autouse=True)
def everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what took no time too."""
    monkeypatch.setattr(tables, "SECONDS", 0.0)


@contextmanager
def opened(folder: Path, day: date = DAY) -> Iterator[KeptTables]:
    kept = KeptTables(duckdb.connect(), folder, day)
    try:
        yield kept
    finally:
        kept.close()


def numbers(n: int) -> pa.Table:
    return pa.table({"i": pa.array(range(n), pa.int64())})


def given_numbers(kept: KeptTables, n: int) -> None:
    kept.register("incoming", numbers(n))


def rows(kept: KeptTables, query: str) -> list[tuple[Any, ...]]:
    return kept.execute(query).fetchall()


def taken(kept: KeptTables) -> set[str]:
    return {name for name, one in kept.relations.items() if one.taken}


def test_a_table_is_taken_when_text_and_inputs_are_the_same(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
        kept.execute(TWO)
        first = rows(kept, "select * from two order by k")
        assert taken(kept) == set()
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
        kept.execute(TWO)
        assert taken(kept) == {"one", "two"}
        assert rows(kept, "select * from two order by k") == first
        told = rows(kept, "describe two")  # a sum is of 128 bits, which Parquet has not
        assert [row[1] for row in told] == ["BIGINT", "HUGEINT", "BIGINT"]


@pytest.mark.parametrize("change", ["rows", "text", "parameter", "day"])
def test_nothing_is_taken_when_something_differs(tmp_path: Path, change: str) -> None:
    query = "create table one as select i from incoming where i < $most"
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(query, {"most": 30})
    with opened(tmp_path, date(2020, 4, 19) if change == "day" else DAY) as kept:
        given_numbers(kept, 51 if change == "rows" else 50)
        kept.execute(
            query.replace("<", "<=") if change == "text" else query,
            {"most": 31 if change == "parameter" else 30},
        )
        assert taken(kept) == set()


def test_what_comes_out_the_same_changes_nothing_after_it(tmp_path: Path) -> None:
    small = "create table small as select i from incoming where i < 5"
    after = "create table after as select count(*) as n from small"
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(small)
        kept.execute(after)
    with opened(tmp_path) as kept:
        given_numbers(kept, 60)
        kept.execute(small)
        kept.execute(after)
        assert taken(kept) == {"after"}


def test_a_taken_table_can_be_changed(tmp_path: Path) -> None:
    def make(kept: KeptTables) -> list[tuple[Any, ...]]:
        given_numbers(kept, 20)
        kept.execute(ONE)
        kept.execute("delete from one where i < 3")
        kept.execute("update one set t = 'y' where i = 4")
        kept.execute("insert into one select i + 100, k, t from one where i < 6")
        kept.executemany("insert into one values (?, ?, ?)", [[1, 2, "z"]])
        kept.execute("create or replace table one as select i, t from one where i > 0")
        kept.execute("create table gone as select 1 as a")
        kept.execute("drop table gone")
        kept.execute("create table gone as select 2 as a")
        return rows(kept, "select i, t, a from one, gone order by all")

    made = []
    for _ in range(3):
        with opened(tmp_path) as kept:
            made.append(make(kept))
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 21


def test_a_table_that_is_replaced_while_it_is_kept(tmp_path: Path) -> None:
    """What is written beside the work is what the table was, not what it became."""
    for _ in range(2):
        with opened(tmp_path) as kept:
            given_numbers(kept, 300_000)
            kept.execute(ONE)
            kept.execute("create or replace table one as select i from one where i < 3")
    with opened(tmp_path) as kept:
        given_numbers(kept, 300_000)
        kept.execute(ONE)
        assert taken(kept) == {"one"}
        assert rows(kept, "select count(*) from one") == [(300_000,)]


def test_rows_that_are_inserted_are_kept_apart(tmp_path: Path) -> None:
    def make(kept: KeptTables, n: int) -> list[tuple[Any, ...]]:
        given_numbers(kept, n)
        kept.execute("create table found (i bigint)")
        kept.execute("insert into found select i from incoming where i % 2 = 0 order by i")
        kept.execute("insert into found select 7")
        return rows(kept, "select * from found")

    with opened(tmp_path) as kept:
        first = make(kept, 10)
    files = {path.name for path in tmp_path.glob("*.parquet")}
    with opened(tmp_path) as kept:
        assert make(kept, 10) == first == [(0,), (2,), (4,), (6,), (8,), (7,)]
    assert {path.name for path in tmp_path.glob("*.parquet")} == files
    with opened(tmp_path) as kept:
        assert make(kept, 4) == [(0,), (2,), (7,)]


@pytest.mark.parametrize("harm", ["cut", "no record", "no file", "record", "rubbish"])
def test_a_damaged_file_is_not_taken(tmp_path: Path, harm: str) -> None:
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
    (file,) = tmp_path.glob("*.parquet")
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-10])
    elif harm == "no file":
        file.unlink()
    elif harm == "rubbish":
        file.write_bytes(bytes(file.stat().st_size))
    else:
        record = file.with_suffix(".json")
        record.unlink() if harm == "no record" else record.write_text("{", "utf-8")
    with opened(tmp_path) as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
        assert taken(kept) == set()
        assert rows(kept, "select count(*) from one") == [(50,)]


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("", "utf-8")
    with opened(place / "tables") as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
        assert rows(kept, "select count(*) from one") == [(50,)]


def test_files_are_their_owners_only(tmp_path: Path) -> None:
    with opened(tmp_path / "tables") as kept:
        given_numbers(kept, 50)
        kept.execute(ONE)
    assert (tmp_path / "tables").stat().st_mode & 0o77 == 0
    for file in (tmp_path / "tables").iterdir():
        assert file.stat().st_mode & 0o77 == 0


def test_after_rest_nothing_is_kept_or_taken(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path) as kept:
            given_numbers(kept, 50)
            kept.execute(ONE)
            kept.rest()
            kept.execute(TWO)
            kept.execute("create or replace table one as select 1 as i")
            kept.execute("insert into two select 1, 2, 3")
            assert "two" not in taken(kept)
            assert rows(kept, "select count(*) from two") == [(8,)]
    assert len(list(tmp_path.glob("*.parquet"))) == 1


STEPS = (
    "create or replace table a as select i, i % 3 as k from incoming",
    "create or replace table b as select k, count(*) as n, sum(i) as s from a group by k",
    "create or replace view v as select a.i, b.n from a join b on a.k = b.k",
    "create or replace table c as select n, max(i) as i from v group by n",
    "insert into a select i + 1, k from a where i < 4",
    "insert into b select k, 1, 2 from a where i < 2",
    "delete from a where i in (select i from c)",
    "update b set n = n + 1 where k = 1",
    "create or replace table a as select i, k from a where i <> 2",
    "create or replace temp table d as select count(*) as n from v",
    "create or replace table b as select k, n + (select n from d) as n, s from b",
)
START = (STEPS[0], STEPS[1], STEPS[2], STEPS[3], STEPS[9])


@settings(max_examples=40, deadline=None)
@given(
    runs=st.lists(
        st.tuples(
            st.integers(0, 9), st.lists(st.integers(0, len(STEPS) - 1), max_size=12), st.booleans()
        ),
        min_size=2,
        max_size=4,
    )
)
def test_the_same_rows_as_without(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, list[int], bool]]
) -> None:
    """Whatever earlier runs kept: each run ends with the rows of a plain connection."""
    folder = tmp_path_factory.mktemp("kept")
    for n, chosen, rest in runs:
        plain = duckdb.connect()
        with opened(folder) as kept:
            plain.register("incoming", numbers(n))
            given_numbers(kept, n)
            steps = [*START, *(STEPS[one] for one in chosen)]
            for number, step in enumerate(steps):
                if rest and number == len(steps) - 2:
                    kept.rest()
                plain.execute(step)
                kept.execute(step)
            for name in "abcdv":
                query = f"select * from {name} order by all"
                assert kept.execute(query).fetchall() == plain.execute(query).fetchall()
                told = f"describe {name}"
                assert kept.execute(told).fetchall() == plain.execute(told).fetchall()
        plain.close()
