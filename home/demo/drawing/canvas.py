"""A small canvas for flat pictures: smooth shapes in the palette of the heath, drawn large and scaled down."""

import io
from collections.abc import Sequence
from random import Random
from typing import TypeAlias

from PIL import Image, ImageDraw

Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 720, 540
"""The drawing's own units (4:3). Cards crop it to 3:2, so the outermost 30 units above and below hold nothing that matters."""

_PIXELS_PER_UNIT = 5 / 3
_OVERSAMPLING = 2
_CURVE_STEPS = 14

PALETTE = {
    "paper": "#fbfbf8", "sand": "#f3ecd9", "mist": "#e8eedd", "lichen": "#cfdabd", "sage": "#b7c6a6", "moss": "#7f9570",
    "fern": "#5f7454", "spruce": "#4c6149", "bark": "#2c352f", "night": "#35102a", "plum": "#4f1439", "wine": "#7b2258",
    "heather": "#a44b81", "rose": "#c77aa6", "blush": "#ecc9dd", "granite": "#79837c", "slate": "#8d968f", "stone": "#9aa39a",
    "pale": "#b9c1b8", "chalk": "#c6cdc4", "sun": "#ffc53d", "ember": "#f08f3c",
}  # fmt: skip


class Canvas:
    """One picture being drawn. Coordinates are in drawing units; colours are names in `PALETTE`."""

    def __init__(self, background: str, seed: int) -> None:
        self._scale = _PIXELS_PER_UNIT * _OVERSAMPLING
        self._image = Image.new(
            "RGB", (round(WIDTH * self._scale), round(HEIGHT * self._scale)), PALETTE[background]
        )
        self._draw = ImageDraw.Draw(self._image, "RGBA")
        self.random = Random(seed)  # noqa: S311 - shapes of stones, no secrets

    def polygon(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """Fill the polygon through `points`."""
        self._draw.polygon(
            [(x * self._scale, y * self._scale) for x, y in points], fill=_rgba(colour, opacity)
        )

    def smooth(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """Fill a closed, rounded shape that passes through `points`."""
        self.polygon(closed_curve(points), colour, opacity)

    def hill(self, ridge: Sequence[Point], colour: str) -> None:
        """Fill everything below a smooth ridge that runs from edge to edge."""
        self.polygon([*open_curve(ridge), (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def circle(self, x: float, y: float, radius: float, colour: str, opacity: float = 1.0) -> None:
        """Fill a circle."""
        self.ellipse(x, y, radius, radius, colour, opacity)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: str, opacity: float = 1.0) -> None:
        """Fill an ellipse with the half axes `rx` and `ry`."""
        box = [(x - rx) * self._scale, (y - ry) * self._scale, (x + rx) * self._scale, (y + ry) * self._scale]
        self._draw.ellipse(box, fill=_rgba(colour, opacity))

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """Fill a rectangle, with rounded corners when `radius` is given."""
        corners = [x * self._scale, y * self._scale, (x + width) * self._scale, (y + height) * self._scale]
        self._draw.rounded_rectangle(corners, radius=radius * self._scale, fill=_rgba(colour, 1.0))

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """Draw a smooth line with round ends through `points`."""
        track = open_curve(points) if len(points) > 2 else list(points)
        scaled = [(x * self._scale, y * self._scale) for x, y in track]
        self._draw.line(scaled, fill=_rgba(colour, 1.0), width=round(width * self._scale), joint="curve")
        for x, y in (track[0], track[-1]):
            self.circle(x, y, width / 2, colour)

    def png(self) -> bytes:
        """The finished picture: 1200 x 900 pixels, at most 256 colours."""
        small = self._image.reduce(_OVERSAMPLING)
        reduced = small.quantize(colors=256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        out = io.BytesIO()
        reduced.save(out, "PNG")
        return out.getvalue()


def closed_curve(points: Sequence[Point]) -> list[Point]:
    """A closed Catmull-Rom curve through `points`."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count):
        curve += _segment(points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count])
    return curve


def open_curve(points: Sequence[Point]) -> list[Point]:
    """A Catmull-Rom curve from the first to the last of `points`."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for i in range(len(padded) - 3):
        curve += _segment(padded[i], padded[i + 1], padded[i + 2], padded[i + 3])
    return [*curve, points[-1]]


def _segment(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """The curve from b to c; a and d give its direction at the ends."""
    return [
        (
            _catmull_rom(a[0], b[0], c[0], d[0], step / _CURVE_STEPS),
            _catmull_rom(a[1], b[1], c[1], d[1], step / _CURVE_STEPS),
        )
        for step in range(_CURVE_STEPS)
    ]


def _catmull_rom(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _rgba(colour: str, opacity: float) -> tuple[int, int, int, int]:
    code = PALETTE[colour]
    red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue, round(255 * opacity)
