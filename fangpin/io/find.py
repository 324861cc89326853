"""Which files lie under the paths that were given, and which of them are not read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fangpin.errors import UseError

ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt"})
_OWN_PREFIX = "预警清单_"
_OWN_NAMES = frozenset({"统计汇总.xlsx", "配对复核.xlsx", "配对决定.csv"})


@dataclass(frozen=True)
class InputFile:
    """A file to read. name: relative to the PATH given, with "/"; department: the top folder
    under that PATH, "" where the file lies in it directly or was given itself."""

    path: Path
    name: str
    department: str = ""


def find_files(paths: Sequence[Path]) -> tuple[list[InputFile], list[tuple[str, str]]]:
    """The files to read under `paths` and the (name, why in Chinese) of those left out, both in
    the order of their names by code points.

    Raises UseError for a path that does not exist.
    """
    several = len(paths) > 1
    found: dict[str, InputFile] = {}
    skipped: dict[str, str] = {}
    for path in paths:
        if path.is_dir():
            prefix = f"{_own_name(path)}/" if several else ""
            _search(path, prefix, found, skipped)
        elif path.exists():
            _add(found, InputFile(path, path.name))
        else:
            raise UseError(f"找不到路径：{path}", "请检查文件或文件夹的名称是否写对")
    return [found[name] for name in sorted(found)], sorted(skipped.items())


def _own_name(folder: Path) -> str:
    return folder.name or folder.resolve().name


def _add(found: dict[str, InputFile], file: InputFile) -> None:
    """Keep two files of one name apart; the same file given twice is read once."""
    before = found.get(file.name)
    if before is None:
        found[file.name] = file
    elif not before.path.samefile(file.path):
        name = f"{_own_name(file.path.parent)}/{file.name}"
        if name in found:
            name = file.path.as_posix()
        _add(found, InputFile(file.path, name, file.department))


def _search(root: Path, prefix: str, found: dict[str, InputFile], skipped: dict[str, str]) -> None:
    for path, why in _walk(root, skipped, prefix, root):
        relative = path.relative_to(root)
        name = prefix + relative.as_posix()
        if why:
            skipped[name] = why
        else:
            department = relative.parts[0] if len(relative.parts) > 1 else ""
            _add(found, InputFile(path, name, department))


def _walk(
    root: Path, skipped: dict[str, str], prefix: str, top: Path
) -> Iterator[tuple[Path, str]]:
    """Every file under root with why it is left out ("" to read it); each real folder once."""
    seen: set[str] = set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        own = "run.json" in files and _is_own_run(Path(folder, "run.json"))
        if real in seen or own:
            if own:
                name = prefix + Path(folder).relative_to(top).as_posix()
                skipped[name + "/"] = "fangpin 自己的输出文件夹"
            folders.clear()
            continue
        seen.add(real)
        for name in sorted(name for name in folders if name.startswith(".")):
            yield Path(folder, name), "隐藏文件夹"
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            yield Path(folder, name), why_skipped(name)


def _is_own_run(path: Path) -> bool:
    """Whether a run.json is a run record of fangpin's and not somebody else's file."""
    try:
        head = path.read_bytes()
    except OSError:
        return False
    return b'"policy"' in head and b'"as_of"' in head


def why_skipped(name: str) -> str:
    """Why a file found in a folder is not read, "" if it is."""
    if name.startswith(("~$", ".~")):
        return "办公软件的锁文件"
    if name.startswith("."):
        return "隐藏文件"
    ending = Path(name).suffix.lower()
    if name in _OWN_NAMES or (ending == ".xlsx" and name.startswith(_OWN_PREFIX)):
        return "fangpin 自己写出的文件"
    if ending not in ENDINGS:
        return f"不是表格文件（{ending or '没有扩展名'}）"
    return ""
