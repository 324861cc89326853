"""Blank workbooks for departments to fill in; what they make reads back without a fault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangpin.rosters.kinds import Kind, Kinds


def file_name(kind: Kind) -> str:
    """The file of a kind's template."""
    return f"模板_{kind.title}.xlsx"


def write_template(kind: Kind, kinds: Kinds, path: Path) -> None:
    """Write the blank workbook of a kind. Raises OSError where it can't be written."""
    from fangpin.template.write import write

    write(kind, kinds, path)
