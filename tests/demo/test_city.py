"""A synthetic city is the same for the same seed, and has every kind of roster."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fangpin.demo import make_city
from fangpin.errors import UseError
from fangpin.io import find_files, read_file
from fangpin.rosters import tables_of
from fangpin.rosters.model import Checked
from tests.demo.conftest import HOUSEHOLDS, SEED, contents

KINDS = {
    "members", "population", "households", "subsidies", "subsistence", "applications", "enrolment",
    "student_aid", "education_costs", "insurance", "medical", "illness", "family_doctor",
    "housing", "water", "employment", "pension", "disability", "losses", "industry_support",
    "relocation", "property", "deaths",
}  # fmt: skip
SMALL = 30
AS_OF = date(2020, 4, 18)


def tables_in(folder: Path) -> list[Checked]:
    """The tables in the files below a folder, none of them refused."""
    found = []
    for file in find_files([folder])[0]:
        tables = tables_of(read_file(file.path, name=file.name), AS_OF)
        assert not tables.refused, file.name
        found += tables.checked
    return found


def kinds_in(tables: list[Checked]) -> set[str]:
    """The kinds that the reader tells."""
    return {one.roster.kind.name for one in tables if one.roster.kind}


@pytest.fixture(scope="module")
def clean_tables(clean_city: Path) -> list[Checked]:
    return tables_in(clean_city)


def test_the_same_seed_gives_the_same_bytes(city: Path, tmp_path: Path) -> None:
    make_city(tmp_path, seed=SEED, households=HOUSEHOLDS)
    assert contents(tmp_path) == contents(city)


def test_another_seed_gives_other_persons(tmp_path: Path) -> None:
    make_city(tmp_path / "a", seed=1, households=SMALL)
    make_city(tmp_path / "b", seed=2, households=SMALL)
    name = "卫健/家庭医生签约.csv"
    assert (tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes()


def test_a_city_has_every_kind_of_roster(clean_tables: list[Checked]) -> None:
    assert kinds_in(clean_tables) == KINDS


@pytest.mark.parametrize("layout", ["csv", "xlsx"])
def test_every_kind_comes_in_one_format_too(layout: str, tmp_path: Path) -> None:
    make_city(tmp_path, seed=SEED, households=160, faults=False, layout=layout)
    assert {Path(name).suffix for name in contents(tmp_path)} == {f".{layout}"}
    assert kinds_in(tables_in(tmp_path)) == KINDS


def test_a_city_without_faults_has_none(clean_city: Path, clean_tables: list[Checked]) -> None:
    assert not (clean_city / ".demo").exists()
    for one in clean_tables:
        assert one.rejected == 0, one.roster.file
        assert one.problems.empty, (one.roster.file, one.problems["code"].tolist())


@pytest.mark.parametrize("as_of", [date(2020, 2, 29), date(2021, 9, 1), date(2019, 12, 31)])
def test_a_city_can_stand_on_any_day(as_of: date, tmp_path: Path) -> None:
    make_city(tmp_path, seed=1, households=SMALL, as_of=as_of)
    assert (tmp_path / f"扶贫/11_户表{as_of.year - 1}_武川县.xlsx").exists()


@pytest.mark.parametrize(
    "wrong", [{"layout": "pdf"}, {"households": 1}, {"seed": -1}], ids=lambda w: next(iter(w))
)
def test_arguments_that_make_no_city_are_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    given = {"seed": 1, "households": SMALL, **wrong}
    with pytest.raises(UseError):
        make_city(tmp_path, **given)  # type: ignore[arg-type]
