"""The invented city, written once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangpin.report import write_reports
from fangpin.report.model import Results

from .build import results


@pytest.fixture(scope="session")
def city() -> Results:
    return results()


@pytest.fixture(scope="session")
def out(city: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    write_reports(city, folder)
    return folder


@pytest.fixture(scope="session")
def work(city: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    write_reports(city, folder, privacy="work")
    return folder
