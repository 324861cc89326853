"""The office's own checks beside a scan: [checks.X] of fangpin.toml over the rosters it reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from fangpin.checks import audit
    from fangpin.checks.exempt import Exempted
    from fangpin.checks.reading import Read
    from fangpin.io import InputFile
    from fangpin.reading import Rosters
    from fangpin.run import Scan, ScanOptions


def prepare_own(options: ScanOptions) -> audit.Prepared | None:
    """The office's checks, bound before anything is read; None where it has none.

    Raises UseError for a check that is wrong.
    """
    if not options.config.get("checks"):
        return None
    from fangpin.checks import audit
    from fangpin.checks.pack import own_pack
    from fangpin.rosters.kinds import load_kinds

    pack = own_pack(options.config, options.config_file)
    if not pack.checks:
        return None
    places = options.config.get("places", {})
    return audit.prepare(pack, load_kinds(options.config), options.as_of, places)


def run_own(prepared: audit.Prepared, options: ScanOptions, done: Scan) -> Exempted:
    """The checks over the files of the kinds that they name, without what is exempted.

    Files are read once more, as text: a scan keeps only what its own kinds know of them.
    """
    from fangpin.checks import audit
    from fangpin.checks.alerts import Exemptions
    from fangpin.checks.exempt import apply
    from fangpin.checks.findings import findings

    wanted = {prepared.tables[use.table].name.kind for one in prepared.bound for use, _ in one.uses}
    texts = read_again(wanted, options, done)
    judged = audit.judge(prepared, texts.rosters)
    told = done.exemptions or Exemptions()
    memory = done.exempted.memory if done.exempted is not None else told.memory
    return apply(
        findings(judged), told.of_checks(), options.as_of, memory, audit.judged_ids(judged)
    )


def read_again(wanted: Collection[str], options: ScanOptions, done: Scan) -> Read:
    """The files that hold rosters of these kinds, as text."""
    from fangpin.checks.reading import read

    files = files_of(wanted, done.read)
    return read(files, done.kinds, options.how_to_read(), options.progress)


def files_of(wanted: Collection[str], read: Rosters) -> list[InputFile]:
    """The files in which rosters of these kinds were found."""
    from fangpin.io import InputFile

    names = sorted({one.file for one in read.sources if one.kind in wanted})
    return [InputFile(read.paths[name], name) for name in names if name in read.paths]


def with_checks(done: Scan, checked: Exempted) -> Scan:
    """The scan with what was exempted of the office's checks in its record."""
    if done.exempted is None:
        return done
    both = replace(
        done.exempted,
        hidden=pl.concat([done.exempted.hidden, checked.hidden]),
        lapsed=(*done.exempted.lapsed, *checked.lapsed),
        memory=checked.memory,
    )
    results = replace(done.results, run=done.results.run | both.record())
    return replace(done, exempted=both, results=results)


def write_exempted(done: Scan, checked: Exempted | None, folder: Path, memory: Path | None) -> None:
    """Write checks.csv and exempted.csv, and remember what the exemptions rest on."""
    from fangpin.checks.findings import MACHINE
    from fangpin.checks.remembered import save
    from fangpin.report.machine import write_csv

    if checked is not None:
        write_csv(checked.shown.select(MACHINE).to_arrow(), folder / "checks.csv")
    if done.exempted is not None:
        write_csv(done.exempted.table().to_arrow(), folder / "exempted.csv")
        if memory is not None:
            save(done.exempted.memory, memory)
