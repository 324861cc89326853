"""What a run is asked for, and what it has come to: every stage above reading hands it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.pairs.memory import Decided
from fangpin.reading.model import ReadOptions
from fangpin.rules.evidence import label

if TYPE_CHECKING:
    import duckdb

    from fangpin.checks.alerts import Exemptions
    from fangpin.checks.exempt import Exempted
    from fangpin.checks.own_run import OwnRun
    from fangpin.compare.previous import Previous
    from fangpin.reading.model import Rosters
    from fangpin.report.model import Results
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.judge import Judgement
    from fangpin.rules.states import Setting, State


@dataclass(frozen=True)
class ScanOptions:
    """What a scan is asked for; paths are scanned in their own order by name.

    links: filled review workbooks or decisions files; decisions: where answers are remembered.
    exempt: registers of exemptions; exempt_memory: where it is remembered what they rest on.
    config_file: the file that config was read from, to name its lines. out: where the results go.
    """

    paths: Sequence[Path]
    as_of: date
    policy: str = "hohhot-2020"
    passwords: Sequence[str] = ()
    forced: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    counties: Sequence[str] = ()
    strict: bool = False
    previous: Previous | None = None
    links: Sequence[Path] = ()
    decisions: Path | None = None
    exempt: Sequence[Path] = ()
    exempt_memory: Path | None = None
    config_file: Path | None = None
    out: Path | None = None
    progress: Callable[[str], None] | None = None
    workers: int = 1
    cache: Path | None = None
    engine: str = "local"

    def how_to_read(self) -> ReadOptions:
        """How its files are read."""
        return ReadOptions(
            as_of=self.as_of,
            passwords=self.passwords,
            forced=self.forced,
            columns=self.columns,
            config=self.config,
            workers=self.workers,
            cache=self.cache,
        )

    def beside(self) -> set[Path]:
        """What is no roster although it may lie among them: answers, registers, the results."""
        named = (*self.links, self.decisions, *self.exempt, self.exempt_memory, self.out)
        return {path.resolve() for path in named if path is not None}


@dataclass(frozen=True)
class Scan:
    """A finished scan: results for the reports, what was read, what was exempted."""

    results: Results
    read: Rosters
    kinds: Kinds
    decided: Decided
    exempted: Exempted | None = None
    exemptions: Exemptions | None = None


@dataclass(frozen=True)
class Judged:
    """Everything that was read and judged, while its database is open.

    values: what the SQL of match and facts names; states: how far each rule was judged; own: what
    the office's own rules rest on.
    """

    connection: duckdb.DuckDBPyConnection
    read: Rosters
    kinds: Kinds
    setting: Setting
    states: Mapping[str, State]
    judgement: Judgement
    values: Mapping[str, Any]
    decided: Decided = field(default_factory=Decided)
    own: OwnRun | None = None

    def label(self, fact: str) -> str:
        """A fact in words, one of the office's own rules too."""
        return label(fact) if self.own is None else self.own.own.label(fact)
