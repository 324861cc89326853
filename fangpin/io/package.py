"""The parts of an OOXML package, however its writer spelt their names."""

from __future__ import annotations

import posixpath
import zipfile
from typing import IO

from fangpin.errors import FileFault
from fangpin.io.xml import parse_xml, refuse_entities


class Package:
    """Parts by name, where case and the slash's direction don't matter (both occur)."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_plain(name): name for name in reversed(archive.namelist())}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def open(self, part: str) -> IO[bytes]:
        """The part as a stream; raises FileFault file.truncated where it is missing."""
        entry = self._entries.get(_plain(part))
        if entry is None:
            raise FileFault("file.truncated", "工作簿缺少部件，文件可能没有传完")
        try:
            return self._archive.open(entry)
        except RuntimeError as error:  # the entry has a password of its own
            raise FileFault("file.encrypted", "压缩包里的内容有密码") from error
        except (ValueError, OSError) as error:  # an offset that leads out of the file
            raise FileFault("file.truncated", "压缩包结构不完整，文件可能没有传完") from error

    def size(self, part: str) -> int:
        """The part's declared size in bytes, 0 where it is missing."""
        entry = self._entries.get(_plain(part))
        return 0 if entry is None else self._archive.getinfo(entry).file_size

    def read(self, part: str) -> bytes:
        """The whole part."""
        with self.open(part) as stream:
            return stream.read()

    def text(self, part: str) -> str:
        """The whole part as text; XML parts are UTF-8, UTF-16 ones say so by their mark."""
        data = self.read(part)
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        return data.decode("utf-16" if marked else "utf-8-sig", "replace")

    def refuse_entities(self) -> None:
        """Raise file.entity_expansion where an XML part begins with a DTD."""
        for name in self._entries:
            if name.endswith((".xml", ".rels")):
                with self.open(name) as stream:
                    refuse_entities(stream.read(4096).decode("latin-1"))

    def workbook(self) -> str:
        """The part that lists the sheets, "" where there is none."""
        for kind, target in self._relations("").values():
            if kind == "officeDocument" and target in self:
                return target
        usual = ("xl/workbook.xml", "xl/workbook.bin", "workbook.xml")
        return next((part for part in usual if part in self), "")

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (kind: worksheet, chartsheet, sharedStrings, ..., the part it leads to)
        of one part."""
        return self._relations(part)

    def beside(self, part: str, kind: str) -> str:
        """The first part of a kind that this part is related to, "" without one."""
        found = (target for of, target in self._relations(part).values() if of == kind)
        return next((target for target in found if target in self), "")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for element in parse_xml(self.text(relations)).iter("{*}Relationship"):
            if element.get("TargetMode") == "External":
                continue  # never followed
            target = element.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = kind, path
        return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
