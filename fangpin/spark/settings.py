"""How Spark is called: the table [spark] of fangpin.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fangpin.errors import UseError

OUTPUTS = ("files", "parquet")
CHUNK_MB = 64
KEYS = "master、output、work、chunk_mb、conf"


@dataclass(frozen=True)
class Settings:
    """The table [spark]. conf: Spark's own settings; output: files or parquet; work: the folder of
    what is between the stages, seen by the driver and by every worker, None for a temporary one;
    chunk: bytes of a file that one task reads at once."""

    master: str = "local[*]"
    conf: Mapping[str, str] = field(default_factory=dict)
    output: str = "files"
    work: Path | None = None
    chunk: int = CHUNK_MB * 2**20

    @property
    def local(self) -> bool:
        """Whether the workers are threads of the driver's own process."""
        return self.master.startswith("local[") or self.master == "local"


def settings(config: Mapping[str, Any]) -> Settings:
    """The settings of a configuration. Raises UseError for a key or a value that is none."""
    table = config.get("spark", {})
    if not isinstance(table, dict):
        raise UseError("fangpin.toml 中的 spark 应是一个表", '写法:[spark] 下一行 master = "…"')
    tests = {
        "master": lambda v: isinstance(v, str) and v != "",
        "output": lambda v: v in OUTPUTS,
        "work": lambda v: isinstance(v, str) and v != "",
        "chunk_mb": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and v > 0,
        "conf": lambda v: isinstance(v, dict) and all(isinstance(x, str | int) for x in v.values()),
    }
    for key, value in table.items():
        if key not in tests:
            raise UseError(f"fangpin.toml 的 [spark] 中没有“{key}”这一项", f"可用:{KEYS}")
        if not tests[key](value):
            raise UseError(f"fangpin.toml 的 [spark] 中 {key} 写得不对", "写法见 docs/spark.md")
    work = table.get("work")
    return Settings(
        master=table.get("master", "local[*]"),
        conf={str(k): conf_text(v) for k, v in table.get("conf", {}).items()},
        output=table.get("output", "files"),
        work=None if work is None else Path(work).expanduser().resolve(),
        chunk=int(table.get("chunk_mb", CHUNK_MB) * 2**20),
    )


def conf_text(value: str | int) -> str:
    """A value as Spark wants it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
