"""CSV, Parquet and JSON for machines."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangpin.report.machine import write_csv, write_json, write_parquet


def _written(table: pa.Table, path: Path) -> list[dict[str, str]]:
    write_csv(table, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd", "'+cmd"),
        ("-1+1", "'-1+1"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-300", "-300"),  # a number, which a spreadsheet does not run
        ("-300.50", "-300.50"),
        ("150121195001159502", "150121195001159502"),
        (" =1", " =1"),
        ("", ""),
        (None, ""),
    ],
)
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(
    tmp_path: Path, text: str | None, cell: str
) -> None:
    rows = _written(pa.table({"id": ["1"], "a": pa.array([text], pa.string())}), tmp_path / "a.csv")
    assert rows == [{"id": "1", "a": cell}]


def test_numbers_dates_and_nulls(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": pa.array([-5, None], pa.int64()),
            "money": pa.array([Decimal("-1.50"), None], pa.decimal128(18, 2)),
            "day": pa.array([date(2020, 4, 18), None]),
            "nothing": pa.nulls(2),
            "code": pa.array(["a", None]).dictionary_encode(),
        }
    )
    first, second = _written(table, tmp_path / "a.csv")
    assert list(first.values()) == ["-5", "-1.50", "2020-04-18", "", "a"]
    assert set(second.values()) == {""}


def test_csv_begins_with_a_bom(tmp_path: Path) -> None:
    write_csv(pa.table({"名": ["值"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff名\n值\n".encode()


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)))


@settings(max_examples=60)
@given(st.lists(st.none() | st.lists(st.none() | _TEXT), min_size=1))
def test_lists_are_json_arrays_whatever_stands_in_them(
    tmp_path_factory: pytest.TempPathFactory, lists: list[Any]
) -> None:
    table = pa.table({"n": list(range(len(lists))), "a": pa.array(lists, pa.list_(pa.string()))})
    rows = _written(table, tmp_path_factory.mktemp("lists") / "a.csv")
    assert [json.loads(row["a"]) if row["a"] else None for row in rows] == lists


def test_parquet_keeps_values_as_they_are(tmp_path: Path) -> None:
    table = pa.table({"a": ["=1", None], "l": [["x"], []]})
    write_parquet(table, tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").equals(table)


def test_json_is_sorted_and_plain(tmp_path: Path) -> None:
    record = {"b": date(2020, 4, 18), "a": {"县": Decimal("0.5"), "n": Decimal(3)}, "c": ("x",)}
    write_json(record, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"a": {"n": 3, "县": 0.5}, "b": "2020-04-18", "c": ["x"]}
    assert text.index('"a"') < text.index('"b"')
    assert "县" in text


def test_json_refuses_what_json_lacks(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json({"a": float("nan")}, tmp_path / "a.json")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_the_owner_may_read_even_over_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch(0o644)
    write_csv(pa.table({"a": [1]}), path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_system_without_modes_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    write_json({}, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text() == "{}\n"
