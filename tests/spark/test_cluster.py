"""A scan on a cluster of two workers gives what the local engine gives, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from fangpin.demo import AS_OF
from fangpin.demo.city import make
from fangpin.errors import UseError
from fangpin.spark import session
from tests.spark.rosters import city

DAY = "2020-04-18"
CLUSTER = """
[spark]
master = "local-cluster[2,1,1024]"
chunk_mb = 0.02
{more}
[spark.conf]
"spark.driver.memory" = "2g"
"spark.sql.shuffle.partitions" = 2
"""
LIMIT = 1500  # seconds of one scan
# What tells of the run itself.
APART = ("timing.json",)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def java() -> None:
    """A person's machine may lack Java; CI may not."""
    try:
        session.refuse_missing()
    except UseError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


def scan(rosters: Path, out: Path, *more: str) -> Path:
    """The results of a scan, in a process of its own: a Java machine keeps the memory that the
    first session in its process asked for."""
    wanted = [sys.executable, "-m", "fangpin", "scan", str(rosters), "--as-of", DAY]
    wanted += ["--out", str(out), "-q", "--no-cache", *more]
    assert subprocess.run(wanted, timeout=LIMIT, check=False).returncode in (0, 1)
    return out


def config(folder: Path, text: str) -> str:
    file = folder / "fangpin.toml"
    file.write_text(text, "utf-8")
    return str(file)


def contents(out: Path) -> Mapping[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name not in APART)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def test_a_small_city_with_hostile_rows(tmp_path: Path) -> None:
    rosters = city(tmp_path / "rosters")
    (tmp_path / "local").mkdir()
    (tmp_path / "spark").mkdir()
    local = scan(rosters, tmp_path / "local" / "out")
    asked = config(tmp_path, CLUSTER.format(more=""))
    spark = scan(rosters, tmp_path / "spark" / "out", "--engine", "spark", "--config", asked)
    rows = pq.read_table(spark / "alerts.parquet").to_pylist()
    assert rows == pq.read_table(local / "alerts.parquet").to_pylist()
    assert len(rows) > 20
    names = pq.read_table(spark / "households.parquet")["head_name"].to_pylist()
    assert {"买买提·艾力", "\\';drop", "${x}{y}"} <= set(names)
    ours, theirs = contents(local), contents(spark)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_tables_by_county(tmp_path: Path) -> None:
    """output = "parquet": the rows of the files, in a folder a county."""
    rosters = city(tmp_path / "rosters")
    local = scan(rosters, tmp_path / "local")
    asked = config(tmp_path, '[spark]\noutput = "parquet"\n')
    spark = scan(rosters, tmp_path / "spark", "--engine", "spark", "--config", asked)
    assert not list(spark.rglob("*.xlsx"))
    for name, key in (("alerts", "alert_id"), ("households", "household_id")):
        one = pq.read_table(local / f"{name}.parquet").to_pylist()
        parts = sorted((spark / name).glob("county=*/*.parquet"))
        assert len(parts) > 3
        other = [
            row | {"county": part.parent.name.partition("=")[2]}
            for part in parts
            for row in pq.ParquetFile(part).read().to_pylist()
        ]
        for row in one:
            row["county"] = row["county"] or "未注明"
        assert sorted(one, key=lambda r: r[key]) == sorted(other, key=lambda r: r[key])
    assert list((spark / "problems").glob("county=武川县/*.parquet"))


def test_two_hundred_thousand_persons(tmp_path: Path) -> None:
    rosters = tmp_path / "rosters"
    make(rosters, seed=3, households=71_860, faults=True, as_of=AS_OF, layout="csv", big=True)
    more = ("--split", "none", "--workers", "2")
    local = scan(rosters, tmp_path / "local", *more)
    roomy = '[spark.conf]\n"spark.driver.memory" = "8g"\n'  # all that Spark has, with local[*]
    asked = config(tmp_path, f"[spark]\nchunk_mb = 4\n{roomy}")
    spark = scan(rosters, tmp_path / "spark", *more, "--engine", "spark", "--config", asked)
    for name in ("alerts.parquet", "households.parquet", "problems.csv", "candidates.csv"):
        assert (local / name).read_bytes() == (spark / name).read_bytes(), name
