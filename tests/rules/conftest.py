"""The judged cases of all rules, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from .casefile import by_setting, case_files, columns_of
from .city import DemoCity, demo_city
from .village import Here, Village, village


@pytest.fixture(scope="session")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Village]]:
    """Every case judged, those of one setting together; their databases close at the end."""
    folder, files = tmp_path_factory.mktemp("villages"), list(case_files())
    given = columns_of(files)
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr("fangpin.reading.Child", Here)
        yield [
            stack.enter_context(village(cases, given, folder / str(place)))
            for place, cases in enumerate(by_setting(files).values())
        ]


@pytest.fixture(scope="session")
def outcomes(villages: list[Village]) -> dict[tuple[str, str], tuple[str, str]]:
    """Case -> outcome and level of its rule."""
    return {key: found for one in villages for key, found in one.outcomes().items()}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> DemoCity:
    """A demo city with faults."""
    return demo_city(tmp_path_factory.mktemp("demo") / "city", seed=11, households=200)
