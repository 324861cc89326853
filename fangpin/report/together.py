"""Hiding figures that tell of illness together with what else would give them away.

Warnings by cause stand beside their union (households with any of them), beside causes that tell
of no illness, and below the number of households with any alert: one less the other tells as much
as a sum less its parts. So at a place where a cause of illness has 1 or 2 households, every cause
of illness is hidden there, noughts too, and the union with them. What a reader can still work out
is then worked out here, as the least and the most that a hidden figure may be; as long as a 1 or a
2 is pinned down, or the hidden ones below a shown sum come to less than three, more places are
hidden, and in the end the sum itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fangpin.report.suppress import SMALL, Path

_LEAST = 3  # households that the hidden figures below a shown sum come to, at least
_ROUNDS = 20
Span = tuple[int, int]


@dataclass(frozen=True)
class Figures:
    """What is counted at one place, in households.

    told: by cause of illness; others: by the other causes; union: with any cause, None where that
    is not shown; most: no more than these have any cause, as far as other figures tell; off: causes
    of illness that were not evaluated here.
    """

    told: tuple[int, ...]
    others: tuple[int, ...]
    union: int | None
    most: int
    off: frozenset[int] = frozenset()

    def value(self, column: int) -> int:
        """A figure that is hidden with others: a cause of illness, or after them the union."""
        return self.told[column] if column < len(self.told) else self.union or 0


def hidden(cells: Mapping[Path, Figures]) -> frozenset[Path]:
    """The places whose causes of illness, and union, are not shown; () is the city."""
    tree = _Tree(cells)
    while True:
        for parent in sorted(tree.parts, key=len, reverse=True):  # from the villages up
            tree.close(parent)
        if not tree.widen(tree.pinned()):
            return frozenset(tree.gone)


@dataclass
class _Tree:
    """Places, each the sum of its parts, and which are hidden so far."""

    cells: Mapping[Path, Figures]
    gone: set[Path] = field(init=False)
    parts: dict[Path, list[Path]] = field(init=False)

    def __post_init__(self) -> None:
        self.gone = {path for path, one in self.cells.items() if SMALL & set(one.told)}
        self.parts = {}
        for path in sorted(self.cells):
            if path:
                self.parts.setdefault(path[:-1], []).append(path)
        first = next(iter(self.cells.values()), None)
        self.told = 0 if first is None else len(first.told)
        self.columns = self.told + (first is not None and first.union is not None)

    def close(self, parent: Path) -> None:
        """Hide more parts until their sum does not give them away, else the parent too."""
        while parent not in self.gone:
            inside = [part for part in self.parts[parent] if part in self.gone]
            if not inside:
                return
            sums = [sum(self._unseen(part, c) for part in inside) for c in range(self.told)]
            short = [c for c, mass in enumerate(sums) if 0 < mass < _LEAST]
            if not short and len(inside) > 1:
                return
            if not self._hide_one_more(parent, short):
                self.gone.add(parent)

    def _hide_one_more(self, parent: Path, short: Sequence[int]) -> bool:
        """Hide the least of the parts that help: with figures of `short`, else with any alert."""
        parts = self.parts[parent]
        for column in short:
            if helps := self._open(parts, column):
                self._hide(min(helps)[1])
                return True
        room = [(self.cells[p].most, p) for p in parts if p not in self.gone and self.cells[p].most]
        if short or not room:
            return False
        self._hide(min(room)[1])
        return True

    def _hide(self, path: Path) -> None:
        """Hide a place, and as many of its parts as its figures would else be read from."""
        self.gone.add(path)
        parts = self.parts.get(path, ())
        for column, value in enumerate(self.cells[path].told):
            while parts and self._unseen(path, column) < min(_LEAST, value):
                self._hide(self._part_to_hide(parts, column))
        inside = [(self.cells[p].most, p) for p in parts if self.cells[p].most]
        if inside and not any(part in self.gone for part in parts):
            self._hide(min(inside)[1])

    def _part_to_hide(self, parts: Sequence[Path], column: int) -> Path:
        """The smallest part that is enough by itself, else the largest, so that few go."""
        left = self._open(parts, column)
        enough = [one for one in left if one[0] >= _LEAST]
        return min(enough)[1] if enough else max(left)[1]

    def _open(self, parts: Sequence[Path], column: int) -> list[tuple[int, Path]]:
        """The parts with households of a cause that could hide more of them."""
        values = [(self.cells[part].told[column], part) for part in parts]
        return [(n, part) for n, part in values if self._unseen(part, column) < min(_LEAST, n)]

    def _unseen(self, path: Path, column: int) -> int:
        """What a figure of a hidden place has over the least that the parts shown tell."""
        if path not in self.gone:
            return 0
        parts = self.parts.get(path)
        if parts is None:
            return self.cells[path].told[column]
        return sum(self._unseen(part, column) for part in parts)

    def widen(self, pinned: Sequence[Path]) -> bool:
        """Hide more around the places that can be worked out; whether there was more to hide."""
        above = [self._shown_above(path) for path in pinned]
        for parent in above:
            if parent is not None and not self._hide_one_more(parent, ()):
                self.gone.add(parent)
        return any(parent is not None for parent in above)

    def _shown_above(self, path: Path) -> Path | None:
        """The nearest place above that is shown, None where the city itself is hidden."""
        above = (path[:depth] for depth in reversed(range(len(path))))
        return next((one for one in above if one not in self.gone), None)

    def pinned(self) -> list[Path]:
        """The places where a 1 or a 2 can be worked out."""
        spans = self._known()
        return [
            path
            for path in sorted(self.gone)
            if any(
                self.cells[path].told[c] in SMALL and spans[path][c][0] == spans[path][c][1]
                for c in range(self.told)
            )
        ]

    def _known(self) -> dict[Path, list[Span]]:
        """The least and the most of every figure, as a reader may work them out."""
        spans = {path: self._first(path) for path in self.cells}
        for _ in range(_ROUNDS):
            before = {path: list(spans[path]) for path in self.gone}
            for path in self.gone:
                self._beside(path, spans)
            for path in sorted(self.parts, key=len, reverse=True):
                self._from_parts(path, spans)
            for path in sorted(self.parts, key=len):
                self._from_sum(path, spans)
            if all(spans[path] == before[path] for path in self.gone):
                break
        return spans

    def _first(self, path: Path) -> list[Span]:
        one = self.cells[path]
        if path in self.gone:
            return [(0, 0 if c in one.off else one.most) for c in range(self.columns)]
        return [(one.value(c), one.value(c)) for c in range(self.columns)]

    def _beside(self, path: Path, spans: dict[Path, list[Span]]) -> None:
        """What the union, the causes and their sum tell of one another at one place."""
        if self.columns == self.told:
            return
        own, one = spans[path], self.cells[path]
        low = max(own[-1][0], *one.others, *(span[0] for span in own[:-1]), 0)
        high = min(own[-1][1], sum(one.others) + sum(span[1] for span in own[:-1]))
        own[-1] = (low, high)
        for c in range(self.told):
            beside = sum(one.others) + sum(own[d][1] for d in range(self.told) if d != c)
            own[c] = (max(own[c][0], low - beside), min(own[c][1], high))

    def _from_parts(self, path: Path, spans: dict[Path, list[Span]]) -> None:
        for c in range(self.columns):
            least, most = self._sums(path, c, spans)
            spans[path][c] = (max(spans[path][c][0], least), min(spans[path][c][1], most))

    def _from_sum(self, path: Path, spans: dict[Path, list[Span]]) -> None:
        for c in range(self.columns):
            low, high = spans[path][c]
            least, most = self._sums(path, c, spans)
            for part in self._gone_parts(path):
                lo, hi = spans[part][c]
                spans[part][c] = (max(lo, low - (most - hi)), min(hi, high - (least - lo)))

    def _sums(self, path: Path, column: int, spans: dict[Path, list[Span]]) -> Span:
        several = [spans[part][column] for part in self.parts[path]]
        return sum(low for low, _ in several), sum(high for _, high in several)

    def _gone_parts(self, path: Path) -> Iterator[Path]:
        return (part for part in self.parts[path] if part in self.gone)
