"""Formats of openpyxl's cells in the words of XlsxWriter."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook

_BORDERS = (
    "none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed",
    "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)  # fmt: skip
_PATTERNS = (
    "none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical",
    "darkDown", "darkUp", "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical",
    "lightDown", "lightUp", "lightGrid", "lightTrellis", "gray125", "gray0625",
)  # fmt: skip
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
_ACROSS = {"center", "left", "right", "fill", "justify", "distributed"}
_UPRIGHT = {"top": "top", "center": "vcenter", "bottom": "bottom", "justify": "vjustify"}
# The order in which cells name a theme's colours is not the order in which it lists them.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE_COLOURS = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5",
    "70AD47", "0563C1", "954F72",
)  # fmt: skip
_OFFICE = dict(zip(_THEME, _OFFICE_COLOURS, strict=True))


class Styles:
    """The distinct formats of a workbook's cells. known: each in XlsxWriter's words."""

    def __init__(self, book: Workbook) -> None:
        self.known: list[dict[str, Any]] = []
        self._places: dict[tuple[int, ...], int] = {}
        self._theme = _theme(book)

    def of(self, cell: Cell | MergedCell) -> int:
        """Which of the formats a cell has."""
        key = tuple(cell._style)  # type: ignore[union-attr]
        if key not in self._places:
            self._places[key] = len(self.known)
            self.known.append(self._translated(cell))
        return self._places[key]

    def _translated(self, cell: Cell | MergedCell) -> dict[str, Any]:
        made = {
            **self._font(cell.font),
            **self._fill(cell.fill),
            **self._border(cell.border),
            **_alignment(cell.alignment),
            "num_format": cell.number_format,
        }
        return {name: value for name, value in made.items() if value not in (None, False, 0, "")}

    def _font(self, font: Any) -> dict[str, Any]:
        return {
            "font_name": font.name,
            "font_size": font.sz,
            "bold": bool(font.b),
            "italic": bool(font.i),
            "font_strikeout": bool(font.strike),
            "underline": _UNDERLINES.get(font.u or ""),
            "font_color": self._colour(font.color),
        }

    def _fill(self, fill: Any) -> dict[str, Any]:
        pattern = getattr(fill, "patternType", None)
        if pattern not in _PATTERNS[1:]:
            return {}
        made = {"pattern": _PATTERNS.index(pattern), "fg_color": self._colour(fill.fgColor)}
        # XlsxWriter turns the two colours of a solid fill round.
        return made if pattern == "solid" else made | {"bg_color": self._colour(fill.bgColor)}

    def _border(self, border: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name in ("left", "right", "top", "bottom"):
            side = getattr(border, name)
            if side is not None and side.style in _BORDERS[1:]:
                made[name] = _BORDERS.index(side.style)
                made[f"{name}_color"] = self._colour(side.color)
        return made

    def _colour(self, colour: Any) -> str | None:
        """#RRGGBB, None where it is the automatic one."""
        if colour is None:
            return None
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            base = colour.rgb[-6:]
        elif colour.type == "theme" and colour.theme < len(_THEME):
            base = self._theme[_THEME[colour.theme]]
        elif colour.type == "indexed":
            from openpyxl.styles.colors import COLOR_INDEX

            if colour.indexed >= len(COLOR_INDEX):
                return None
            base = COLOR_INDEX[colour.indexed][-6:]
        else:
            return None
        return "#" + _tinted(base, colour.tint or 0.0)


def _alignment(one: Any) -> dict[str, Any]:
    across = (one.horizontal or "").replace("centerContinuous", "center")
    turned = one.textRotation or 0
    return {
        "align": across if across in _ACROSS else None,
        "valign": _UPRIGHT.get(one.vertical or ""),
        "text_wrap": bool(one.wrap_text),
        "shrink": bool(one.shrink_to_fit),
        "indent": int(one.indent or 0) or None,
        "rotation": turned if turned <= 90 else 270 if turned == 255 else 90 - turned,
    }


def _tinted(base: str, tint: float) -> str:
    """A colour made lighter (tint > 0) or darker (ECMA-376, 18.8.19)."""
    if not tint:
        return base
    red, green, blue = (int(base[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, light, strong = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, strong))


def _theme(book: Workbook) -> dict[str, str]:
    """The workbook's own theme colours over Office's."""
    text = book.loaded_theme
    if not text:
        return dict(_OFFICE)
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(text if isinstance(text, bytes) else text.encode(), parser)
    found = dict(_OFFICE)
    for scheme in () if root is None else root.iter("{*}clrScheme"):
        for one in scheme:
            name = etree.QName(one).localname
            value = next((c.get("lastClr") or c.get("val") for c in one), None)
            if name in found and value and len(value) == 6:
                found[name] = value
    return found
