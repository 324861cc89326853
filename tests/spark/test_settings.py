"""[spark] of fangpin.toml, and what is said where something is missing."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from fangpin.errors import UseError
from fangpin.spark import session
from fangpin.spark.settings import settings


def test_without_a_table_all_cores_of_this_machine() -> None:
    made = settings({})
    assert (made.master, made.output, made.local) == ("local[*]", "files", True)


def test_conf_reaches_spark_as_text_but_what_results_rest_on_stays(tmp_path: Any) -> None:
    conf = {
        "spark.executor.memory": "8g",
        "spark.ui.enabled": True,
        "spark.sql.ansi.enabled": False,
    }
    told = session.configured(settings({"spark": {"conf": conf}}), tmp_path)
    assert told["spark.executor.memory"] == "8g"
    assert told["spark.ui.enabled"] == "true"
    assert told["spark.sql.ansi.enabled"] == "true"


@pytest.mark.parametrize(
    "table", [{"mastre": "x"}, {"output": "csv"}, {"chunk_mb": 0}, {"conf": {"a": []}}, {"work": 3}]
)
def test_a_wrong_setting_is_told(table: dict[str, Any]) -> None:
    with pytest.raises(UseError, match=next(iter(table))):
        settings({"spark": table})


def test_without_pyspark_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    with pytest.raises(UseError) as told:
        session.refuse_missing()
    assert "fangpin[spark]" in str(told.value.hint)


@pytest.mark.parametrize(("said", "word"), [(None, "没有找到"), (11, "Java 11")])
def test_without_java_one_sentence(
    monkeypatch: pytest.MonkeyPatch, said: int | None, word: str
) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: object())
    monkeypatch.setattr(session, "java_version", lambda: said)
    with pytest.raises(UseError, match=word):
        session.refuse_missing()


def test_the_version_of_java(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], 0, b"", b'openjdk version "21.0.1" 2023-10-17')

    monkeypatch.setattr(session.subprocess, "run", run)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    assert session.java_version() == 21
