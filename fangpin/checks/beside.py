"""The office's own checks beside a scan: [checks.X] of fangpin.toml over the rosters it reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangpin.checks import audit
    from fangpin.pipeline import Scan, ScanOptions


def prepare_own(options: ScanOptions, config: str | None) -> audit.Prepared | None:
    """The office's checks, bound before anything is read; None where it has none.

    config: the file that --config names. Raises UseError for a check that is wrong.
    """
    if not options.config.get("checks"):
        return None
    from fangpin.checks import audit
    from fangpin.checks.pack import own_pack
    from fangpin.config import find_config
    from fangpin.rosters.kinds import load_kinds

    path = Path(config) if config else find_config(Path.cwd(), options.paths)
    pack = own_pack(options.config, path)
    if not pack.checks:
        return None
    return audit.prepare(pack, load_kinds(options.config), options.as_of)


def write_own(prepared: audit.Prepared, options: ScanOptions, done: Scan, folder: Path) -> int:
    """Run the checks over the files of the kinds that they name; write checks.csv; how many found.

    Files are read once more, as text: a scan keeps only what its own kinds know of them.
    """
    from fangpin.checks import audit
    from fangpin.checks.findings import MACHINE, findings
    from fangpin.checks.reading import read
    from fangpin.io import InputFile
    from fangpin.reading import ReadOptions
    from fangpin.report.machine import write_csv

    wanted = {prepared.tables[use.table].name.kind for one in prepared.bound for use, _ in one.uses}
    names = sorted({one.file for one in done.read.sources if one.kind in wanted})
    files = [InputFile(done.read.paths[name], name) for name in names if name in done.read.paths]
    how = ReadOptions(
        options.as_of, options.passwords, forced=options.forced, columns=options.columns
    )
    rosters = read(files, done.kinds, how).rosters
    found = findings(audit.judge(prepared, rosters))
    write_csv(found.select(MACHINE).to_arrow(), folder / "checks.csv")
    return found.height
