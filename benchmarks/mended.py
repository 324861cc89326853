"""Mend one file of a city, as an analyst does between two scans: its last row goes."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path


def mend_one(folder: Path, name: str) -> Path:
    """Take the last row out of the first file with `name` in its name; other links to it stay."""
    file = min(path for path in folder.rglob(f"*{name}*") if path.is_file())
    draft = file.with_name(file.name + ".new")
    if file.suffix == ".xlsx":
        _workbook(file, draft)
    else:
        data = file.read_bytes()
        draft.write_bytes(data[: data.rstrip(b"\r\n").rfind(b"\n") + 1])
    draft.replace(file)
    return file


def _workbook(file: Path, draft: Path) -> None:
    with (
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for item in old.infolist():
            if item.filename == "xl/worksheets/sheet1.xml":
                data = old.read(item)
                cut, end = data.rfind(b"<row "), data.rfind(b"</sheetData>")
                with new.open(item.filename, "w", force_zip64=True) as part:
                    part.write(data[:cut] + data[end:])
            else:
                with (
                    old.open(item) as source,
                    new.open(item.filename, "w", force_zip64=True) as part,
                ):
                    shutil.copyfileobj(source, part, 1 << 20)
