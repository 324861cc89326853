"""docs/office.md says what is so: its examples are read, and every name in it is a fact."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from fangpin.office import read

PAGE = (Path(__file__).parents[2] / "docs" / "office.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_are_read() -> None:
    tables, totals = (tomllib.loads(text) for text in EXAMPLES)
    [table] = read.tables(tables)
    assert (table.title, len(table.rates)) == ("十个百分百", 5)
    made = {one.key: one for one in read.totals(totals)}
    assert made["workers"].stated == 8012
    assert made["resettled"].parts[0].within
    assert "fringe_students" not in made


def test_the_names_are_facts() -> None:
    rows = [line for line in PAGE.partition("## Names")[2].splitlines() if line.startswith("| `")]
    for name in re.findall(r"`([a-z_]+)`", "\n".join(rows)):
        read.check(name, name, ())
