"""Whether a scan would give again what is there: a key of everything that decides the results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin import __version__
from fangpin.io.find import find_files
from fangpin.leaving.listing import NAME, digest

if TYPE_CHECKING:
    from fangpin.run import ScanOptions

# Tables of fangpin.toml that decide nothing of what a scan writes.
_ELSEWHERE = frozenset({"mail", "send", "validate", "inspect", "demo", "links", "template"})
_MACHINE = ("run.json", "alerts.csv", "alerts.parquet", "households.parquet", "problems.csv")
OWN = "fangpin 自己"  # so begins why find_files leaves out what fangpin wrote
_COST = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True)
class Done:
    """What an earlier run says of itself. key: of its inputs; status: its exit status but for
    --fail-on-alerts; hits: whether it had any."""

    key: str
    status: int
    hits: bool


def key_of_inputs(asked: ScanOptions) -> list[list[str]]:
    """[name, SHA-256] of every file that would be read, and why others would not be."""
    files, skipped = find_files(list(asked.paths), asked.beside())
    left = [[name, why] for name, why in skipped if not why.startswith(OWN)]
    return [*([one.name, digest_or(one.path)] for one in files), *left]


def key_of(asked: ScanOptions, inputs: list[list[str]], more: Mapping[str, Any]) -> str:
    """The key of a run. inputs: as `key_of_inputs` found them before the run read them;
    more: options that decide how results are written; `secrets` in it is made slow to guess."""
    previous = asked.previous.digest if asked.previous is not None else ""
    plain = {key: value for key, value in more.items() if key != "secrets"}
    config = {k: v for k, v in asked.config.items() if k not in _ELSEWHERE}
    told = [
        __version__,
        package_digest(),
        asked.as_of.isoformat(),
        digest_or(Path(asked.policy)) or asked.policy,
        inputs,
        asked.forced,
        asked.columns,
        config,
        sorted(asked.counties),
        asked.strict,
        previous,
        [digest_or(one) for one in asked.links],
        "" if asked.decisions is None else digest_or(asked.decisions),
        [digest_or(one) for one in asked.exempt],
        "" if asked.exempt_memory is None else digest_or(asked.exempt_memory),
        plain,
    ]
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, default=str).encode()
    secret = json.dumps([list(asked.passwords), more.get("secrets")]).encode()
    salt = hashlib.sha256(text).digest()
    return hashlib.scrypt(secret, salt=salt, dklen=32, **_COST).hex()


def find_done(out: Path) -> Done | None:
    """What the run in `out` says of itself; None where it is none, or not whole any more."""
    try:
        called = json.loads((out / "timing.json").read_text("utf-8"))["called"]
        done = Done(str(called["key"]), int(called["status"]), bool(called["hits"]))
        listed = json.loads((out / NAME).read_text("utf-8"))["files"]
        names = [f"send/{one['name']}" for one in listed]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return done if all((out / name).is_file() for name in (*_MACHINE, *names)) else None


@cache
def package_digest() -> str:
    """A digest of fangpin's own code and data: between versions they change too."""
    found = hashlib.sha256()
    for name, data in sorted(_files(resources.files("fangpin"), "")):
        found.update(name.encode() + b"\0" + data)
    return found.hexdigest()


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _files(one, f"{prefix}{one.name}/")
        elif one.name.endswith((".py", ".toml", ".sql")):
            found.append((prefix + one.name, one.read_bytes()))
    return found


def digest_or(path: Path) -> str:
    """SHA-256 of a file, "" where it can't be read."""
    try:
        return digest(path) if path.is_file() else ""
    except OSError:
        return ""
