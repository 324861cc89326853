"""The town, scanned once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fangpin.report.model import Results
from tests.rules.village import Here

from .town import Office, Rosters, town


@dataclass(frozen=True)
class Base:
    """The run that others are held against."""

    rosters: Rosters
    results: Results
    out: Path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fangpin.reading.Child", Here)
        yield Office(tmp_path_factory.mktemp("previous"))


@pytest.fixture(scope="session")
def base(office: Office) -> Base:
    rosters = town()
    results = office.scan(rosters)
    return Base(rosters, results, office.last)
