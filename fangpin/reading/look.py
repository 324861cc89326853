"""How one file is read, for people, in whatever process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fangpin.errors import FileFault
from fangpin.reading.model import ReadOptions
from fangpin.reading.one import kinds_config, kinds_of


def inspect_path(path: Path, options: ReadOptions) -> dict[str, Any]:
    """What rosters.inspect says of a file; a file that can't be read is told too."""
    from fangpin.io import read_file
    from fangpin.rosters.inspect import inspect_file, inspect_refused

    name = path.name
    try:
        raw = read_file(path, name=name, password=options.passwords, limits=options.limits)
    except FileFault as fault:
        return inspect_refused(name, fault)
    return inspect_file(
        raw,
        options.as_of,
        kinds=kinds_of(kinds_config(options)),
        forced_kind=options.forced.get(name),
        forced_columns=options.columns.get(name, {}),
    )
