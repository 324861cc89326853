"""Whether a run needs a person: its exit status (cli.md, "Exit status")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fangpin.run import Scan

DONE, NEEDS_PERSON, ALERTS = 0, 1, 10
MAX_REJECTED = 0.005


def rejected_too_many(done: Scan, limit: float) -> list[str]:
    """The kinds of which more than a share of rows was rejected."""
    rows: dict[str, list[int]] = {}
    for one in done.read.sources:
        total = rows.setdefault(one.kind, [0, 0])
        total[0] += one.rows
        total[1] += one.rows - one.accepted
    return [kind for kind, (n, rejected) in rows.items() if n and rejected / n > limit]


def missing_listed(done: Scan, expect: list[str]) -> list[str]:
    """The rosters that the office expects and that did not come."""
    return [kind for kind in expect if all(one.kind != kind for one in done.read.sources)]


def status(done: Scan, config: dict[str, Any], fail_on_alerts: bool) -> int:
    """0 done, 1 something needs a person, 10 hits where the user asked for that."""
    if fail_on_alerts and any(o == "hit" for o in done.results.alerts["outcome"].to_pylist()):
        return ALERTS
    needs = (
        bool(done.read.faults)
        or bool(done.results.run["outdated"])
        or bool(done.decided.faults)
        or bool(done.results.run.get("exempt_faults"))
        or bool(rejected_too_many(done, float(config.get("max_rejected", MAX_REJECTED))))
        or bool(done.results.run.get("previous", {}).get("flags"))
        or bool(missing_listed(done, list(config.get("expect", ()))))
    )
    return NEEDS_PERSON if needs else DONE
