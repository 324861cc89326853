"""The village, scanned once for all tests that answer its pairs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .city import scan, village


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("village")
    scan(village(folder / "名册"), folder / "出")
    return folder


@pytest.fixture
def first(scanned: Path, tmp_path: Path) -> Path:
    """The output of a first scan, with two open pairs, beside its rosters."""
    for name in ("名册", "出"):
        shutil.copytree(scanned / name, tmp_path / name)
    return tmp_path / "出"
