"""Cities that several tests look at, made once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fangpin.demo import make_city

HOUSEHOLDS = 200
SEED = 4


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with faults."""
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, seed=SEED, households=HOUSEHOLDS)
    return folder


@pytest.fixture(scope="session")
def clean_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city without."""
    folder = tmp_path_factory.mktemp("clean")
    make_city(folder, seed=SEED, households=HOUSEHOLDS, faults=False)
    return folder


@pytest.fixture(scope="session")
def planted(city: Path) -> list[dict[str, str]]:
    """The list of faults in the city."""
    with (city / ".demo/faults.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
