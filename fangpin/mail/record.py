"""send.json: what each address of a county has, so that a second `send` sends only the rest."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fangpin.errors import UseError

NAME = "send.json"
SLIPS = "部门:"  # so begins a department's name here, where a county may have the same


@dataclass
class Record:
    """has: county -> address -> file name -> {content, sha256, message_id}, the newest that the
    server took for it; states: county -> {state, why}."""

    path: Path
    has: dict[str, dict[str, dict[str, dict[str, str]]]] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)

    def holds(self, county: str, address: str, name: str, content: str) -> bool:
        """Whether this address was sent the file with this content last."""
        return self._files(county, address).get(name, {}).get("content") == content

    def knows(self, county: str, address: str, name: str) -> bool:
        """Whether this address was sent the file before, whatever it said then."""
        return name in self._files(county, address)

    def took(self, county: str, address: str, files: Iterable[Mapping[str, str]], id: str) -> None:
        """The server took a message for an address; files: name, content, sha256."""
        own = self.has.setdefault(county, {}).setdefault(address, {})
        for one in files:
            own[one["name"]] = {
                "content": one["content"],
                "sha256": one["sha256"],
                "message_id": id,
            }

    def say(self, county: str, state: str, why: str = "") -> None:
        """How far it is with a county."""
        self.states[county] = {"state": state, "why": why}

    def save(self) -> None:
        """Write the file whole or not at all, for its owner only. Raises OSError."""
        from fangpin.report.machine import write_json

        every = {
            whom: {**self.states.get(whom, {}), "to": self.has.get(whom, {})}
            for whom in {*self.has, *self.states}
        }
        told = {"counties": {w: one for w, one in every.items() if not w.startswith(SLIPS)}}
        slips = {w.removeprefix(SLIPS): o for w, o in every.items() if w.startswith(SLIPS)}
        draft = self.path.with_name(f".{self.path.name}.part")
        write_json(told | ({"departments": slips} if slips else {}), draft)
        os.replace(draft, self.path)  # noqa: PTH105 - replaces on Windows too

    def _files(self, county: str, address: str) -> dict[str, dict[str, str]]:
        return self.has.get(county, {}).get(address, {})


def read_record(out: Path) -> Record:
    """The record of a result folder; an empty one where nothing was sent yet.

    Raises UseError where it can't be understood: to send again on a guess would be worse.
    """
    path = out / NAME
    made = Record(path)
    try:
        kept = json.loads(path.read_text("utf-8"))
        told: dict[str, dict[str, Any]] = dict(kept["counties"])
        told |= {SLIPS + name: one for name, one in kept.get("departments", {}).items()}
        for county, one in told.items():
            made.has[county] = {a: dict(files) for a, files in one["to"].items()}
            if "state" in one:
                made.say(county, str(one["state"]), str(one.get("why", "")))
    except FileNotFoundError:
        return made
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UseError(
            f"发送记录 {path} 读不懂,不知道哪些已经发过", "请恢复它;确实要全部重发,请先把它移走"
        ) from None
    return made
