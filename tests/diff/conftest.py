"""Rosters are read in this process: tiny cities need no children."""

from __future__ import annotations

import pytest

from tests.rules.village import Here


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangpin.reading.Child", Here)
