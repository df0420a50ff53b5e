"""Small plots as SVG text: lines on a linear or logarithmic ground, nothing to load."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, FOOT = 420, 300, 56, 44
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """A range with its marks; `log` for powers of ten."""

    name: str
    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value lies on the axis, 0 to 1."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return (math.log10(max(value, self.low)) - low) / (high - low)
        return (value - self.low) / (self.high - self.low)

    def marks(self) -> list[tuple[float, str]]:
        """The values to write beside it."""
        if self.log:
            powers = range(math.ceil(math.log10(self.low)), round(math.log10(self.high)) + 1)
            return [(10.0**power, f"1e{power}" if power else "1") for power in powers]
        step = (self.high - self.low) / 5
        return [(self.low + k * step, f"{self.low + k * step:.1f}") for k in range(6)]


def plot(title: str, x: Axis, y: Axis, lines: Sequence[Sequence[Point]]) -> str:
    """An SVG picture: the first line solid, the next ones dashed."""
    drawn = "".join(_line(x, y, points, dashed=n > 0) for n, points in enumerate(lines))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'<text class="title" x="{LEFT}" y="16">{escape(title)}</text>'
        f"{_ground(x, y)}{drawn}</svg>"
    )


def _at(x: Axis, y: Axis, point: Point) -> tuple[float, float]:
    right, down = WIDTH - LEFT - 14, HEIGHT - FOOT - 28
    return LEFT + x.place(point[0]) * right, 28 + (1 - y.place(point[1])) * down


def _line(x: Axis, y: Axis, points: Sequence[Point], *, dashed: bool) -> str:
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in (_at(x, y, p) for p in points))
    return f'<polyline class="{"dashed" if dashed else "solid"}" points="{path}"/>'


def _ground(x: Axis, y: Axis) -> str:
    parts = []
    for value, text in x.marks():
        (across, foot), (_, top) = _at(x, y, (value, y.low)), _at(x, y, (value, y.high))
        parts.append(f'<path class="grid" d="M{across:.1f} {foot:.1f}V{top:.1f}"/>')
        parts.append(f'<text class="x" x="{across:.1f}" y="{foot + 15:.1f}">{text}</text>')
    for value, text in y.marks():
        (left, down), (right, _) = _at(x, y, (x.low, value)), _at(x, y, (x.high, value))
        parts.append(f'<path class="grid" d="M{left:.1f} {down:.1f}H{right:.1f}"/>')
        parts.append(f'<text class="y" x="{left - 6:.1f}" y="{down + 4:.1f}">{text}</text>')
    parts.append(f'<text class="x" x="{WIDTH / 2}" y="{HEIGHT - 8}">{escape(x.name)}</text>')
    turn = f"translate(12 {HEIGHT / 2}) rotate(-90)"
    parts.append(f'<text class="x" transform="{turn}">{escape(y.name)}</text>')
    return "".join(parts)
