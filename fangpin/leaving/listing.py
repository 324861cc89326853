"""leaving.json: every file of OUT/send, whose it is and the digest of what it says."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import UseError
from fangpin.leaving.encrypt import encrypt_file
from fangpin.leaving.passwords import Passwords, refuse_missing

if TYPE_CHECKING:
    from fangpin.report.model import Results

NAME = "leaving.json"
_PLACE, _KIND = "fangpin.place", "fangpin.kind"
DEPARTMENT = "fangpin.department"  # a custom property of slips


@dataclass(frozen=True)
class Leaving:
    """A file of OUT/send. county: "" where it is no county's; content: SHA-256 of what it says;
    sealed: SHA-256 of the encrypted file, "" where it is not encrypted; department: whose slip it
    is, "" where it is none."""

    name: str
    county: str
    content: str
    sealed: str
    department: str = ""


def seal(out: Path, passwords: Passwords | None, privacy: str) -> None:
    """Encrypt every workbook of out/send where there are passwords, and write leaving.json.

    Raises UseError where a workbook has no password, OSError where it can't be written.
    """
    from fangpin.report.machine import write_json

    folder = out / "send"
    paths = sorted(p for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []
    files = [_seal(path, passwords) for path in paths]
    write_json({"privacy": privacy, "files": [asdict(one) for one in files]}, out / NAME)


def keep_sent(old: Path, new: Path) -> None:
    """Take the record of what was mailed along when results are replaced. Raises OSError."""
    from fangpin.mail.record import NAME as SENT
    from fangpin.report.private import open_private

    try:
        data = (old / SENT).read_bytes()
    except FileNotFoundError:
        return
    with open_private(new / SENT) as file:
        file.write(data)


def _seal(path: Path, passwords: Passwords | None) -> Leaving:
    book = path.suffix == ".xlsx"
    county, department = whose(path) if book else ("", "")
    content = digest(path)
    if passwords is None or not book:
        return Leaving(path.name, county, content, "", department)
    names = names_of(path.name, county)
    refuse_missing(passwords, [names])
    password = passwords.of(*names)
    assert password is not None
    encrypt_file(path, password)
    return Leaving(path.name, county, content, digest(path), department)


def names_of(file: str, county: str) -> tuple[str, ...]:
    """The names by which a file's password is looked up, best first: 武川县, 统计汇总, 民政."""
    stem = file.removesuffix(".xlsx")
    place = stem.partition("_")[2] or stem
    return tuple(dict.fromkeys(name for name in (county, place, stem) if name))


def needed(results: Results, split: str) -> list[tuple[str, ...]]:
    """The names under which passwords will be looked up, before anything is written.

    Slips are left to `seal`: only their writer knows which department gets one.
    """
    from fangpin.report.words import NO_PLACE

    places = {"全市"}
    if split != "none":
        tables = (results.households, results.alerts)
        places = {str(c or NO_PLACE) for t in tables for c in t["county"].unique().to_pylist()}
    return [(name,) for name in (*sorted(places), "统计汇总")]


def whose(path: Path) -> tuple[str, str]:
    """The county or the department that a workbook of fangpin's is for, "" for neither."""
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(archive.read("docProps/custom.xml"))
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return "", ""
    told = {str(one.get("name")): "".join(map(str, one.itertext())) for one in root}
    place = told.get(_PLACE, "") if told.get(_KIND) == "county" else ""
    # the county of a town's workbook (report.county_frames)
    return place.partition("_")[0], told.get(DEPARTMENT, "")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_listing(out: Path) -> tuple[str, list[Leaving]]:
    """The privacy level and the files that a scan left in out/send.

    Raises UseError where `out` is not what a scan wrote.
    """
    try:
        told = json.loads((out / NAME).read_text("utf-8"))
        return str(told["privacy"]), [Leaving(**one) for one in told["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise UseError(
            f"{out} 不是可以发送的 fangpin scan 结果(缺少可用的 {NAME})",
            "请指定 fangpin scan 写出的结果文件夹;较早版本的结果请重新扫描一次",
        ) from None
