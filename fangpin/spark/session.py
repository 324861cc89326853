"""Start Spark, or say in one sentence what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import UseError
from fangpin.spark.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_JAVA = 17
RULES = "org.apache.spark.sql.catalyst.optimizer"
# Below a union of twenty rosters one anti-join would become twenty, each with a copy of its side.
WITHOUT = ("PushDownLeftSemiAntiJoin", "PushLeftSemiLeftAntiThroughJoin")
VERSION = re.compile(r'version "([0-9]+)')


def refuse_missing() -> None:
    """Raise UseError without PySpark or without a Java that it runs on."""
    if find_spec("pyspark") is None:
        raise UseError(
            "--engine spark 需要 PySpark,还没有安装", "请运行 pip install 'fangpin[spark]'"
        )
    found = java_version()
    if found is None or found < LEAST_JAVA:
        told = "没有找到 Java" if found is None else f"现有的是 Java {found}"
        raise UseError(
            f"--engine spark 需要 Java {LEAST_JAVA} 或更新的版本,{told}",
            "请安装(Debian:apt install default-jre-headless),或把 JAVA_HOME 指向它",
        )


def java_version() -> int | None:
    """The main version of the Java that Spark would start, None without one."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return None
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run([java, "-version"], capture_output=True, timeout=60, check=False)
        match = VERSION.search(told.stderr.decode("utf-8", "replace"))
        return int(match[1]) if match else None
    return None


def start(settings: Settings, work: Path) -> SparkSession:
    """A session as the settings want it. Raises UseError where it does not come up."""
    refuse_missing()
    # of pandas: whatever passes between Spark and Python here is Arrow, or text and bytes
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    import pyspark
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # PySpark takes the workers' Python from the environment alone
    python = settings.conf.get("spark.pyspark.python", sys.executable)
    os.environ.setdefault("PYSPARK_PYTHON", python)
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))  # of local-cluster[...]
    builder = SparkSession.builder.master(settings.master).appName("fangpin")
    for key, value in configured(settings, work).items():
        builder = builder.config(key, value)
    try:
        with stderr_to(work / "spark.log"):
            return builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        first = str(error).strip().splitlines()[:1]
        raise UseError(
            f"Spark 没有启动:{''.join(first)[:200]}", "请检查 [spark] 和 Java"
        ) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "py4j":
            raise
        raise UseError(
            f"Spark 没有启动(master = {settings.master})", "请检查 [spark] 的 master 和 conf"
        ) from error


@contextmanager
def stderr_to(path: Path) -> Iterator[None]:
    """What is started meanwhile, the JVM above all, writes its warnings into a file."""
    sys.stderr.flush()
    kept = os.dup(2)
    with path.open("ab") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def configured(settings: Settings, work: Path) -> Mapping[str, str]:
    """Spark's settings: what the SQL rests on, what suits the machine, then the user's own."""
    cores = os.cpu_count() or 1
    made = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.maxResultSize": "0",
        "spark.driver.extraJavaOptions": quiet(),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.artifact.isolation.enabled": "false",
        "spark.sql.optimizer.excludedRules": ",".join(f"{RULES}.{one}" for one in WITHOUT),
    }
    if settings.local:
        made |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "4g",
            "spark.local.dir": str(work / "local"),
            "spark.sql.shuffle.partitions": str(max(4, 2 * cores)),
        }
    fixed = {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.caseSensitive": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    return made | dict(settings.conf) | fixed


def quiet() -> str:
    """The option by which the driver logs nothing but what ends it: messages hold values."""
    file = resources.files("fangpin.spark").joinpath("log4j2.properties")
    return f"-Dlog4j2.configurationFile=file:{file} --enable-native-access=ALL-UNNAMED"
