"""Files written side by side, and taken from an earlier run where they come out the same."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pytest

from fangpin.errors import UseError
from fangpin.report import city, county_parts, jobs, write_reports
from fangpin.report.county import write_county, write_cut
from fangpin.report.county_frames import build
from fangpin.report.model import Results

from .build import results


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MANY", 0)


@pytest.fixture
def wrote(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is written in this process, not copied."""
    names: list[str] = []
    function = jobs._function

    def watched(task: str) -> Any:
        def write(*arguments: Any) -> None:
            names.append(arguments[-1].name)
            function(task)(*arguments)

        return write

    monkeypatch.setattr(jobs, "_function", watched)
    return names


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_children_and_an_earlier_run_give_the_same_bytes(
    out: Path, tmp_path: Path, wrote: list[str]
) -> None:
    cache = tmp_path / "cache"
    write_reports(results(), tmp_path / "a", workers=2, cache=cache)
    assert wrote == []  # children did it
    write_reports(results(), tmp_path / "b", workers=1, cache=cache)
    assert wrote == []
    assert content(tmp_path / "a") == content(tmp_path / "b") == content(out)
    for path in (cache, *cache.rglob("*"), *(tmp_path / "b").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_taken_is_a_copy(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_reports(results(), tmp_path / name, cache=tmp_path / "cache")
    for path in (tmp_path / "b" / "send").iterdir():
        path.write_bytes(b"sealed")
    write_reports(results(), tmp_path / "c", cache=tmp_path / "cache")
    assert content(tmp_path / "c") == content(tmp_path / "a")


def test_a_changed_alert_writes_its_county_alone(tmp_path: Path, wrote: list[str]) -> None:
    cache = tmp_path / "cache"
    before = results()
    write_reports(before, tmp_path / "a", cache=cache)
    wrote.clear()
    rows = before.alerts.to_pylist()
    row = next(row for row in rows if row["county"] == "武川县" and row["outcome"] == "hit")
    row["evidence"] = ["人均纯收入1元，低于5000元"]
    changed = replace(before, alerts=pa.Table.from_pylist(rows, before.alerts.schema))
    write_reports(changed, tmp_path / "b", cache=cache)
    assert wrote == ["预警清单_武川县.xlsx"]
    write_reports(changed, tmp_path / "c")
    assert content(tmp_path / "b") == content(tmp_path / "c")


@pytest.mark.parametrize("record", ["exempted_counts", "rules"])
def test_what_the_record_says_of_a_county_is_told_there_alone(
    tmp_path: Path, wrote: list[str], record: str
) -> None:
    cache = tmp_path / "cache"
    write_reports(results(), tmp_path / "a", cache=cache)
    wrote.clear()
    changed = results()
    if record == "rules":
        changed.run["rules"]["W1"]["not_in"] = ["新城区"]
    else:
        changed.run[record] = {"W1": {"新城区": 3}}
    write_reports(changed, tmp_path / "b", cache=cache)
    assert "预警清单_新城区.xlsx" in wrote
    assert set(wrote) <= {"预警清单_新城区.xlsx", "report.html"}  # the city's two files are one job
    write_reports(changed, tmp_path / "c")
    assert content(tmp_path / "b") == content(tmp_path / "c")


def test_another_privacy_level_is_another_workbook(
    work: Path, tmp_path: Path, wrote: list[str]
) -> None:
    write_reports(results(), tmp_path / "a", cache=tmp_path / "cache")
    wrote.clear()
    write_reports(results(), tmp_path / "b", cache=tmp_path / "cache", privacy="work")
    assert len(wrote) == 6  # five counties, the city; 配对复核 has no such level
    assert content(tmp_path / "b") == content(work)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-7]),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
)
@pytest.mark.parametrize("which", ["*.0", "*.json"])
def test_a_damaged_copy_is_never_used(
    out: Path, tmp_path: Path, wrote: list[str], spoil: Any, which: str
) -> None:
    cache = tmp_path / "cache"
    write_reports(results(), tmp_path / "a", cache=cache)
    number = len(wrote)
    for path in (cache / "books").glob(which):
        spoil(path)
    for name in ("b", "c"):
        write_reports(results(), tmp_path / name, cache=cache)
        assert content(tmp_path / name) == content(out)
    assert len(wrote) == 2 * number  # written anew once, and then kept again


def test_a_cache_that_takes_nothing_does_no_harm(out: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    write_reports(results(), tmp_path / "a", cache=tmp_path / "cache")
    assert content(tmp_path / "a") == content(out)


def test_a_small_run_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MANY", 1_000_000)
    monkeypatch.setattr(jobs, "_writer", None)  # no child is started either
    write_reports(results(), tmp_path / "a", cache=tmp_path / "cache", workers=2)
    assert not (tmp_path / "cache").exists()


def test_arguments_are_the_same_bytes_in_every_process() -> None:
    code = (
        "from pathlib import Path; from hashlib import sha256; from fangpin.report import jobs;"
        "jobs.MANY = 0; from fangpin.report.city import city_jobs;"
        "from fangpin.report.county import county_jobs; from tests.report.build import results;"
        "made = results(); to = Path();"
        "every = [*city_jobs(made, to, 'work'), *county_jobs(made, to, 'work', 'town')];"
        "print([sha256(jobs.packed(one.arguments)).hexdigest() for one in every])"
    )
    root = Path(__file__).parents[2]
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_neither_identity_nor_what_lies_under_a_null_shows() -> None:
    text = "".join(["同", "一"])
    assert jobs.packed((text, text)) == jobs.packed((text, "".join(["同", "一"])))
    numbers = [
        pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b"\x01"), pa.array([7, n]).buffers()[1]])
        for n in (1, 2)
    ]
    first, second = (jobs.packed(pa.table({"a": column})) for column in numbers)
    assert first == second


class Asked(dict[str, Any]):
    """A record that remembers which of its keys were asked for."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class AskedInput(Asked):
    asked: ClassVar[set[str]] = set()


def watched_results() -> Results:
    made = results()
    more = {
        "exempted": {"W1": 1},
        "exempted_counts": {"W1": {"武川县": 1}},
        "lapsed": [("W1", "", "登记 第2行", "已过期", "")],
        "linkage": {"subsistence": {"武川县": {"rows": 5, "linked": 4}}},
    }
    inputs = [AskedInput(one) for one in made.run["inputs"]]
    return replace(made, run=Asked(made.run | more | {"inputs": inputs}))


def test_the_city_is_told_all_that_it_asks_for(tmp_path: Path) -> None:
    made = watched_results()
    Asked.asked, AskedInput.asked = set(), set()
    paths = [tmp_path / name for name in ("a.xlsx", "a.html", "b.xlsx", "b.html")]
    city.write_city(made, "review", *paths[:2])
    assert Asked.asked <= {*city.KEYS, "inputs"}
    assert AskedInput.asked <= set(city.INPUT)
    city.write_city(city.told_of_city(made), "review", *paths[2:])
    assert [p.read_bytes() for p in paths[:2]] == [p.read_bytes() for p in paths[2:]]


@pytest.mark.parametrize("privacy", ["work", "public"])
def test_a_county_is_told_all_that_it_asks_for(tmp_path: Path, privacy: Any) -> None:
    made = watched_results()
    made.run["monitored_without_hit"] = [
        {"household_id": home, "state": "监测无命中"}
        for home in made.households["household_id"].to_pylist()[::7]
    ]
    Asked.asked = set()
    frames = build(made, privacy)
    whole = county_parts.without_rows(made)
    for place, own in county_parts.parts(made, "county").items():
        path, cut = tmp_path / "whole.xlsx", tmp_path / "cut.xlsx"
        mine = replace(
            frames,
            **{
                name: getattr(frames, name).filter(place=place)
                for name in ("alerts", "checks", "members", "sources", "exits", "rules")
            },
        )
        write_county(whole, place, mine, privacy, path)
        write_cut(own, place, "county", privacy, cut)
        assert path.read_bytes() == cut.read_bytes()
    by_county = {"rules", "exempted_counts", "monitored_without_hit"}
    assert Asked.asked <= {*county_parts.KEYS, *by_county}


def refuse(path: Path) -> None:
    raise UseError(f"{path.name} 被改动", "请再运行一次", status=3)


def test_what_a_job_refuses_is_told_by_the_parent(tmp_path: Path) -> None:
    job = jobs.Job(f"{__name__}:refuse", (), (tmp_path / "a",), 1)
    with pytest.raises(UseError, match="被改动") as told, jobs.written([job], workers=2):
        pass
    assert (told.value.hint, told.value.status) == ("请再运行一次", 3)


def test_a_caller_that_fails_ends_the_jobs(tmp_path: Path) -> None:
    task = "tests.report.test_jobs:sleep"
    several = [jobs.Job(task, (60,), (tmp_path / str(n),), 1) for n in range(4)]
    with pytest.raises(OSError, match="disk"), jobs.written(several, workers=2):
        raise OSError("disk")


def sleep(seconds: int, path: Path) -> None:
    import time

    time.sleep(seconds)
