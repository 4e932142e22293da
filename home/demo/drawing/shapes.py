"""What the pictures are built from: stones, houses, trees, lamps. Each takes the canvas and drawing units."""

import math
from collections.abc import Sequence

from home.demo.drawing.canvas import Canvas, Point

GREYS = (("granite", "stone"), ("slate", "pale"), ("stone", "chalk"))


def blob(
    canvas: Canvas,
    x: float,
    y: float,
    rx: float,
    ry: float,
    *,
    wobble: float = 0.07,
    corners: int = 9,
    square: float = 1.0,
) -> list[Point]:
    """The outline of something uneven and round, a little different each time; `square` below 1 makes it boxier."""
    points = []
    turn = canvas.random.uniform(0, math.tau)
    for i in range(corners):
        angle = turn + math.tau * i / corners
        reach = 1 + canvas.random.uniform(-wobble, wobble)
        across, down = (
            math.copysign(abs(part) ** square, part) for part in (math.cos(angle), math.sin(angle))
        )
        points.append((x + rx * reach * across, y + ry * reach * down))
    return points


def pebble(canvas: Canvas, x: float, y: float, rx: float, colour: str, *, flat: float = 0.78) -> None:
    """A plain pebble without light or shadow."""
    canvas.smooth(blob(canvas, x, y, rx, rx * flat), colour)


def lit_stone(
    canvas: Canvas,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colours: tuple[str, str],
    *,
    wobble: float = 0.05,
) -> None:
    """A stone with light from above; `colours` are the stone and its lit side."""
    canvas.smooth(blob(canvas, x, y, rx, ry, wobble=wobble, corners=8), colours[0])
    canvas.smooth(
        blob(canvas, x - rx * 0.14, y - ry * 0.24, rx * 0.6, ry * 0.56, wobble=wobble, corners=8), colours[1]
    )


def standing_stone(
    canvas: Canvas, x: float, foot: float, width: float, height: float, colours: tuple[str, str]
) -> None:
    """A raised stone whose foot stands at `foot`, with its shadow on the grass."""
    canvas.smooth(blob(canvas, x + width * 0.1, foot, width * 0.66, width * 0.2), "fern")
    middle = foot - height * 0.46
    canvas.smooth(
        blob(canvas, x, middle, width * 0.5, height * 0.52, wobble=0.06, corners=10, square=0.66), colours[0]
    )
    lit = blob(
        canvas, x - width * 0.08, middle - height * 0.15, width * 0.29, height * 0.27, corners=8, square=0.8
    )
    canvas.smooth(lit, colours[1])


def house(
    canvas: Canvas,
    x: float,
    foot: float,
    size: Point,
    colours: tuple[str, str],
    *,
    grid: Point,
    roof: float = 46,
) -> None:
    """A gabled house; `colours` are wall and pane, `grid` is windows (across, down). Some windows are lit."""
    width, height = size
    top = foot - height
    canvas.polygon(
        [(x, top), (x + width / 2, top - roof), (x + width, top), (x + width, foot), (x, foot)], colours[0]
    )
    across, down = int(grid[0]), int(grid[1])
    step_x, step_y = width / (across + 0.5), height / (down + 0.35)
    for row in range(down):
        for column in range(across):
            pane = "sun" if canvas.random.random() < 0.3 else colours[1]
            left = x + step_x * (column + 0.75) - 12
            canvas.box(left, top + step_y * (row + 0.32), 24, 32, pane, radius=3)


def tree(canvas: Canvas, x: float, foot: float, height: float, colours: tuple[str, str]) -> None:
    """A round tree; `colours` are the crown and its lit side."""
    canvas.box(x - height * 0.035, foot - height * 0.5, height * 0.07, height * 0.5, "bark", radius=3)
    canvas.smooth(
        blob(canvas, x, foot - height * 0.64, height * 0.32, height * 0.36, wobble=0.06), colours[0]
    )
    canvas.smooth(
        blob(canvas, x - height * 0.07, foot - height * 0.72, height * 0.19, height * 0.2, wobble=0.08),
        colours[1],
    )


def lamp(canvas: Canvas, x: float, top: float, foot: float, radius: float, spread: float) -> None:
    """A street lamp with its cone of light."""
    canvas.polygon([(x, top), (x - spread, foot), (x + spread, foot)], "rose", 0.55)
    canvas.box(x - 3, top, 6, foot - top, "blush")
    canvas.circle(x, top, radius, "sun")


def heath(canvas: Canvas, top: float) -> None:
    """Bands of flowering heath across the picture, the first ridge at about `top`."""
    canvas.hill(
        [(-10, top), (130, top - 34), (270, top - 6), (400, top - 20), (600, top - 34), (730, top - 4)],
        "rose",
    )
    canvas.hill(
        [(-10, top + 30), (150, top + 4), (300, top + 34), (460, top + 18), (640, top + 14), (730, top + 26)],
        "heather",
    )


def lawn(canvas: Canvas, top: float, colour: str = "moss") -> None:
    """The grass in front."""
    canvas.hill([(-10, top + 6), (160, top - 10), (330, top + 4), (520, top - 4), (730, top + 2)], colour)


def scattered(canvas: Canvas, places: Sequence[tuple[float, float, float]], colours: Sequence[str]) -> None:
    """Pebbles lying about: (x, y, radius) each."""
    for i, (x, y, radius) in enumerate(places):
        pebble(canvas, x, y, radius, colours[i % len(colours)], flat=0.62)
