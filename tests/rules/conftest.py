"""The judged cases of every rule, made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import pytest

from .casefile import Case, CaseFile, case_files
from .village import Here, Village, village


class Villages:
    """The villages of each case file, judged when first asked for and kept open."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.made: dict[str, list[Village]] = {}

    def of(self, file: CaseFile) -> list[Village]:
        """A village for each setting of a file's cases."""
        if file.rule not in self.made:
            ordered = sorted(file.cases, key=lambda case: case.setting)
            several = groupby(ordered, key=lambda case: case.setting)
            self.made[file.rule] = [
                self._found(list(cases), file, place) for place, (_, cases) in enumerate(several)
            ]
        return self.made[file.rule]

    def _found(self, cases: list[Case], file: CaseFile, place: int) -> Village:
        folder = self.folder / f"{file.rule}-{place}"
        folder.mkdir()
        return self.stack.enter_context(village(cases, file, folder))


@pytest.fixture(scope="session")
def files() -> dict[str, CaseFile]:
    """Every case file by its rule."""
    return {file.rule: file for file in case_files()}


@pytest.fixture(scope="session")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Villages]:
    """The judged cases; their databases close at the end."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr("fangpin.reading.Child", Here)
        yield Villages(tmp_path_factory.mktemp("villages"), stack)
