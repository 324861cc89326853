"""Which files lie under the paths that were given, and which of them are not read."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fangpin.errors import UseError

ENDINGS = frozenset(
    {
        ".xlsx",
        ".xlsm",
        ".xlsb",
        ".xls",
        ".et",
        ".ods",
        ".csv",
        ".tsv",
        ".txt",
        ".parquet",
    }
)
LOCK = ".fangpin.lock"  # fangpin.cron.lock puts it beside results: it tells of no roster
_OWN_PREFIX = ("预警清单_", "一致性核查_")
_OWN_NAMES = frozenset({"统计汇总.xlsx", "配对复核.xlsx", "配对决定.csv", "豁免登记.xlsx"})


@dataclass(frozen=True)
class InputFile:
    """A file to read. name: relative to the PATH given, with "/"; department: the top folder
    under that PATH, "" where the file lies in it directly or was given itself."""

    path: Path
    name: str
    department: str = ""

    def size(self) -> int:
        """Its bytes, 0 where the system does not tell."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def find_files(
    paths: Sequence[Path], without: Collection[Path] = frozenset()
) -> tuple[list[InputFile], list[tuple[str, str]]]:
    """The files to read under `paths` and the (name, why in Chinese) of those left out, both in
    the order of their names by code points.

    without: files and folders, resolved, that are no input at all: they are not spoken of.
    Raises UseError for a path that does not exist.
    """
    search = _Search(without)
    for path in paths:
        if path.is_dir():
            search.folder(path, f"{_own_name(path)}/" if len(paths) > 1 else "")
        elif path.exists():
            search.add(InputFile(path, readable(path.name)))
        else:
            raise UseError(f"找不到路径：{path}", "请检查文件或文件夹的名称是否写对")
    found = search.found
    return [found[name] for name in sorted(found)], sorted(search.skipped.items())


def readable(name: str) -> str:
    """A file name that is not in the system's encoding, as the GB18030 it most likely is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _own_name(folder: Path) -> str:
    return readable(folder.name or folder.resolve().name)


class _Search:
    """Collects files by name; what is the same file on disk is read once."""

    def __init__(self, without: Collection[Path] = frozenset()) -> None:
        self._without = frozenset(str(path) for path in without)
        self.found: dict[str, InputFile] = {}
        self.skipped: dict[str, str] = {}
        self._real: dict[str, str] = {}  # real path -> the name it goes by

    def add(self, file: InputFile) -> None:
        real = os.path.realpath(file.path)
        before = self._real.get(real)
        if before is not None:
            if before != file.name:
                self.skipped[file.name] = f"与“{before}”是同一个文件"
            return
        name = file.name
        if name in self.found:
            name = f"{_own_name(file.path.parent)}/{name}"
        if name in self.found:
            name = readable(file.path.as_posix())
        self._real[real] = name
        self.found[name] = InputFile(file.path, name, file.department)

    def folder(self, root: Path, prefix: str) -> None:
        for path, why in _walk(root, self._without):
            relative = path.relative_to(root)
            inside = readable(relative.as_posix())
            name = prefix + (inside if inside != "." else _own_name(root))
            if why:
                self.skipped[name] = why
            else:
                department = readable(relative.parts[0]) if len(relative.parts) > 1 else ""
                self.add(InputFile(path, name, department))


def _walk(root: Path, without: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Every file under root with why it is left out ("" to read it); each real folder once."""
    seen: set[str] = set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in without:
            folders.clear()
            continue
        if "run.json" in files and _is_own_run(Path(folder, "run.json")):
            yield Path(folder), "fangpin 自己的输出文件夹"
            folders.clear()
            continue
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        for name in sorted(name for name in folders if name.startswith(".")):
            yield Path(folder, name), "隐藏文件夹"
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if name == LOCK or (without and os.path.realpath(path) in without):
                continue
            why = why_skipped(name)
            yield path, why if why or path.is_file() else "不是普通文件，或链接已失效"


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
