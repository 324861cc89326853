"""The same sheets in another layout: all as text, or all as workbooks."""

from __future__ import annotations

from pathlib import PurePosixPath

from fangpin.demo.sheet import Book


def in_layout(books: list[Book], layout: str) -> list[Book]:
    """The books as departments send them ("mixed"), or each sheet as a csv or xlsx of its own."""
    if layout == "mixed":
        return books
    return [other for book in books for other in _alone(book, layout)]


def _alone(book: Book, layout: str) -> list[Book]:
    """Each sheet in a file of its own, with nothing around the table but what tells its unit."""
    made = []
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        path = PurePosixPath(book.path)
        ending = f"_{path.suffix[1:]}" if path.suffix[1:] not in ("csv", "txt") else ""
        stem = f"{path.stem}{ending}" if len(book.sheets) == 1 else f"{path.stem}_{sheet.name}"
        sheet.merged, sheet.footer = [], False
        if layout == "csv":
            sheet.name = ""
            encoding = book.encoding if book.format == "text" else "utf-8"
            name = str(path.with_name(f"{stem}.csv"))
            made.append(Book(name, "text", [sheet], encoding, book.delimiter))
        else:
            sheet.name = sheet.name or "Sheet1"
            made.append(Book(str(path.with_name(f"{stem}.xlsx")), "xlsx", [sheet]))
    return made
