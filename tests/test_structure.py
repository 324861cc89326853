"""The shape of the project: which room may know which, sizes, and commands that are documented."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangpin.cli import cli
from fangpin.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fangpin"
MODULES = sorted(PACKAGE.rglob("*.py"))
# What a room may import of the package when it runs; only the pipeline and the commands know all.
MAY_KNOW = {
    "errors": set(),
    "sql": set(),
    "faults": set(),
    "child": {"errors", "io"},
    "io": {"errors", "child"},
    "rosters": {"errors", "faults", "io"},
    "reading": {"errors", "faults", "io", "child", "rosters", "__version__"},
    "match": {"errors", "sql", "rosters", "pairs"},
    "rules": {"errors", "sql"},
    "facts": {"errors", "sql", "rules"},
    "kept": {"sql", "report", "__version__"},
}
WHOLE = ("pipeline", "assemble", "database")  # what only those above may import
ABOVE = (
    "pipeline", "assemble", "database", "commands", "cli", "__main__", "explain", "whatif", "gaps",
    "compare", "diff", "checks", "cron", "verdict", "slips", "record", "results", "pairs",
    "office", "engine", "spark",
)  # fmt: skip


def room(module: str) -> str:
    """The first name below fangpin."""
    return module.split(".")[1] if "." in module else ""


def runtime_imports(tree: ast.Module) -> Iterator[str]:
    """The modules of fangpin that a file imports when it runs, not only for its types."""
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if node.module == "fangpin":
            yield from (f"fangpin.{alias.name}" for alias in node.names)
        elif node.module.startswith("fangpin."):
            yield node.module


@pytest.mark.parametrize("file", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_knows_only_what_it_may(file: Path) -> None:
    own = room(".".join(file.relative_to(ROOT).with_suffix("").parts))
    known = {room(m) for m in runtime_imports(ast.parse(file.read_text("utf-8")))} - {own}
    if own in MAY_KNOW:
        assert known <= MAY_KNOW[own]
    if own not in ABOVE:
        assert known.isdisjoint(WHOLE)


@pytest.mark.parametrize("file", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_over_300_lines_and_no_function_over_40(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            assert size <= 40, f"{node.name} has {size} lines"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_has_an_example(name: str) -> None:
    import click

    assert f"fangpin {name}" in (ROOT / "README.md").read_text("utf-8")
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    assert "例:" in command.help


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from fangpin.cli import run; run(['--help'], True);"
        "run(['explain', '--help'], True);"
        "print(sorted(m for m in ('pandas', 'polars', 'duckdb', 'pyarrow', 'pyspark', 'rich',"
        " 'sqlglot')"
        " if m in sys.modules))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.splitlines()[-1] == "[]"


def test_no_registry_and_no_path_of_a_machine_stands_in_the_tree() -> None:
    bad = tuple("".join(p) for p in (("py", "pi.org"), ("python", "hosted"), ("/wo", "rk/")))
    folders = ("fangpin", "tests", "benchmarks", "docs", "examples", ".ci")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*")]
    for path in [*files, *ROOT.glob("*.md"), *ROOT.glob("*.toml")]:
        if path.suffix in {".py", ".md", ".toml", ".sql", ".csv", ""} and path.is_file():
            text = path.read_text("utf-8", errors="replace")
            if "__pycache__" not in path.parts and "examples/fangpin" not in path.as_posix():
                assert not [word for word in bad if word in text], path
