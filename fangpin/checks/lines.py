"""Where in a TOML file a table and its keys stand, so that an error can name the line."""

from __future__ import annotations

import re


class Lines:
    """The lines of one TOML file."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def table(self, *path: str) -> int:
        """The line of a table's header, of a key where it is written inline, else 1."""
        parts = (rf"(?:{re.escape(p)}|\"{re.escape(p)}\"|'{re.escape(p)}')" for p in path)
        header = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(parts) + r"\s*\]")
        inline = re.compile(rf"\s*(?:.*\.)?[\"']?{re.escape(path[-1])}[\"']?\s*=")
        for wanted in (header, inline):
            for number, line in enumerate(self._lines, 1):
                if wanted.match(line):
                    return number
        return 1

    def key(self, name: str, *path: str) -> int:
        """The line of a key of a table, the table's own where it is not to be found."""
        start = self.table(*path)
        for number, line in enumerate(self._lines[start:], start + 1):
            if re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line):
                return number
            if re.match(r"\s*\[", line):
                break
        return start

    def text_of(self, name: str, *path: str) -> int:
        """The line on which the text of a key begins: after an opening ''' the next one."""
        number = self.key(name, *path)
        line = "".join(self._lines[number - 1 : number])
        return number + bool(re.search(r"=\s*(?:'''|\"\"\")\s*$", line))

    def every(self, name: str) -> list[int]:
        """The lines of the headers of an array of tables: [[name]]."""
        header = re.compile(rf"\s*\[\[\s*\"?{re.escape(name)}\"?\s*\]\]")
        return [n for n, line in enumerate(self._lines, 1) if header.match(line)]
