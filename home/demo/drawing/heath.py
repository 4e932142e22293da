"""Pictures from the heath: the stone ring, the cairn, paths, weather."""

import math

from home.demo.drawing.canvas import Canvas
from home.demo.drawing.shapes import (
    GREYS,
    heath,
    lamp,
    lawn,
    lit_stone,
    pebble,
    scattered,
    standing_stone,
    tree,
)


def stone_ring(canvas: Canvas) -> None:
    """Eleven stones in a ring; one of them is the reader's."""
    canvas.circle(470, 150, 78, "sun")
    canvas.hill([(-10, 236), (130, 186), (260, 212), (380, 232), (560, 184), (730, 214)], "sage")
    heath(canvas, 272)
    lawn(canvas, 336)
    canvas.ellipse(360, 434, 268, 78, "lichen")
    angles = sorted((math.tau * i / 11 + math.pi / 2 for i in range(11)), key=math.sin)
    for i, angle in enumerate(angles):
        x, y = 360 + 238 * math.cos(angle), 426 + 60 * math.sin(angle)
        near = (math.sin(angle) + 1) / 2
        mine = abs(angle - math.pi / 2) < 0.01
        size = 34 + 24 * near
        colours = ("wine", "heather") if mine else GREYS[i % 3]
        standing_stone(canvas, x, y, size, size * (1.32 if mine else 1.2), colours)


def cairn(canvas: Canvas) -> None:
    """Five stones on each other, as a report stands on its five areas."""
    canvas.circle(520, 170, 80, "sun")
    heath(canvas, 326)
    lawn(canvas, 412)
    for x, y, rx, ry, colours in (
        (326, 426, 142, 38, ("granite", "stone")),
        (340, 352, 98, 40, ("slate", "pale")),
        (330, 280, 82, 34, ("wine", "heather")),
        (338, 216, 60, 30, ("stone", "chalk")),
        (332, 162, 40, 27, ("spruce", "moss")),
    ):
        lit_stone(canvas, x, y, rx, ry, colours)
    scattered(canvas, [(502, 444, 34), (560, 456, 22), (180, 452, 27)], ["pale", "granite", "slate"])


def lit_path(canvas: Canvas) -> None:
    """A path at night, lamp after lamp."""
    canvas.hill([(-10, 250), (150, 184), (290, 236), (420, 216), (600, 184), (730, 220)], "night")
    path = [
        (250, 560), (276, 470), (214, 404), (262, 340), (372, 290), (392, 246), (418, 250), (420, 300), (330, 356),
        (322, 404), (440, 460), (480, 560),
    ]  # fmt: skip
    canvas.smooth(path, "blush")
    lamp(canvas, 352, 130, 268, 9, 42)
    lamp(canvas, 486, 140, 318, 13, 66)
    lamp(canvas, 182, 176, 400, 17, 84)
    lamp(canvas, 596, 160, 462, 21, 104)
    scattered(canvas, [(86, 432, 40), (142, 462, 28), (664, 484, 40), (70, 360, 22)], ["wine"])


def two_paths(canvas: Canvas) -> None:
    """A path that parts in two: broad questions about what comes next."""
    canvas.circle(360, 176, 74, "sun")
    canvas.hill([(-10, 210), (110, 170), (240, 214), (360, 244), (480, 210), (610, 166), (730, 206)], "sage")
    heath(canvas, 292)
    lawn(canvas, 332, "moss")
    left = [
        (306, 560),
        (330, 470),
        (300, 410),
        (180, 372),
        (122, 330),
        (150, 322),
        (230, 350),
        (360, 392),
        (398, 470),
        (420, 560),
    ]
    right = [
        (330, 560),
        (360, 440),
        (420, 396),
        (530, 362),
        (580, 328),
        (606, 332),
        (566, 380),
        (460, 420),
        (414, 470),
        (420, 560),
    ]
    canvas.smooth(left, "sand")
    canvas.smooth(right, "sand")
    standing_stone(canvas, 366, 384, 54, 78, ("wine", "heather"))
    tree(canvas, 116, 420, 130, ("spruce", "fern"))
    tree(canvas, 622, 430, 150, ("spruce", "fern"))
    scattered(
        canvas, [(212, 470, 30), (252, 490, 18), (520, 474, 34), (568, 492, 20)], ["slate", "pale", "granite"]
    )


def wind_and_rain(canvas: Canvas) -> None:
    """Wind, rain and a young tree on the heath."""
    canvas.circle(214, 150, 62, "sun")
    for x, y, rx, ry in ((470, 132, 74, 34), (524, 118, 58, 42), (566, 142, 56, 28)):
        canvas.ellipse(x, y, rx, ry, "pale")
    for i in range(9):
        x = 428 + 22 * i
        top = 184 + (i % 3) * 18
        canvas.line([(x, top), (x - 9, top + 30)], 5, "spruce")
    canvas.hill([(-10, 300), (150, 232), (300, 270), (430, 300), (590, 262), (730, 292)], "sage")
    heath(canvas, 330)
    _windmill(canvas, 214, 170, 330, 76)
    _windmill(canvas, 330, 214, 346, 52)
    lawn(canvas, 402)
    tree(canvas, 506, 448, 150, ("spruce", "moss"))
    scattered(
        canvas,
        [(420, 462, 30), (590, 470, 24), (250, 474, 34), (300, 488, 20)],
        ["slate", "pale", "granite", "wine"],
    )


def _windmill(canvas: Canvas, x: float, hub: float, foot: float, reach: float) -> None:
    canvas.polygon([(x - 4, hub), (x + 4, hub), (x + 8, foot), (x - 8, foot)], "paper")
    for turn in (0.35, 0.35 + math.tau / 3, 0.35 + 2 * math.tau / 3):
        tip = (x + reach * math.cos(turn), hub + reach * math.sin(turn))
        side = (x + reach * 0.3 * math.cos(turn + 0.3), hub + reach * 0.3 * math.sin(turn + 0.3))
        canvas.polygon([(x, hub), side, tip], "paper")
    canvas.circle(x, hub, 8, "wine")


def bowl_of_pebbles(canvas: Canvas) -> None:
    """A bowl where each pebble is a vote."""
    canvas.circle(530, 140, 66, "sun")
    canvas.hill([(-10, 330), (180, 292), (360, 316), (560, 290), (730, 318)], "lichen")
    lawn(canvas, 396, "sage")
    canvas.ellipse(366, 452, 226, 30, "moss")
    colours = ["wine", "slate", "rose", "moss", "chalk", "heather", "spruce", "stone", "plum", "pale"]
    rows = ((252, 262, 10, 26), (222, 214, 8, 26), (194, 158, 6, 25), (168, 96, 3, 24))
    for r, (y, half, count, radius) in reversed(list(enumerate(rows))):
        for i in range(count):
            x = 360 - half * 0.82 + (half * 1.64) * i / max(count - 1, 1)
            pebble(
                canvas, x, y + canvas.random.uniform(-5, 5), radius, colours[(i * 3 + r * 4) % 10], flat=0.84
            )
    bowl = (
        [(118, 262)]
        + [(118 + 484 * t / 20, 262 + 196 * math.sin(math.pi * t / 20) ** 0.62) for t in range(1, 20)]
        + [(602, 262)]
    )
    canvas.polygon(bowl, "plum")
    canvas.box(108, 252, 504, 26, "wine", radius=13)
    canvas.smooth([(176, 300), (210, 372), (262, 414), (240, 416), (186, 370), (160, 306)], "heather", 0.7)
    pebble(canvas, 440, 116, 22, "wine", flat=0.84)


def summer_lake(canvas: Canvas) -> None:
    """A lake in summer: small boats, and bunting over it."""
    canvas.circle(360, 250, 92, "sun")
    canvas.hill([(-10, 250), (120, 214), (260, 250), (460, 250), (600, 206), (730, 244)], "sage")
    canvas.hill([(-10, 268), (160, 252), (560, 258), (730, 250)], "spruce")
    canvas.hill([(-10, 290), (730, 290)], "rose")
    for y, half in ((306, 120), (330, 96), (356, 64)):
        canvas.box(360 - half, y, half * 2, 7, "blush", radius=3)
    for x, y, size, colour in ((196, 362, 1.25, "wine"), (512, 346, 0.95, "plum"), (600, 398, 1.3, "paper")):
        _boat(canvas, x, y, size, colour)
    canvas.hill([(-10, 470), (130, 438), (330, 480), (560, 450), (730, 476)], "moss")
    scattered(
        canvas,
        [(106, 484, 30), (150, 500, 19), (590, 492, 34), (430, 502, 22)],
        ["slate", "pale", "stone", "wine"],
    )
    rope = [(-10, 66), (140, 118), (360, 136), (580, 118), (730, 66)]
    canvas.line(rope, 5, "bark")
    for i, x in enumerate(range(70, 680, 84)):
        knot = 136 - 0.00048 * (x - 360) ** 2
        colour = ("wine", "spruce", "heather", "plum")[i % 4]
        canvas.polygon([(x - 22, knot), (x + 22, knot), (x, knot + 48)], colour)


def _boat(canvas: Canvas, x: float, y: float, size: float, colour: str) -> None:
    canvas.polygon([(x - 3 * size, y), (x - 3 * size, y - 70 * size), (x + 44 * size, y - 8 * size)], "sand")
    canvas.polygon(
        [(x - 10 * size, y), (x - 10 * size, y - 58 * size), (x - 38 * size, y - 8 * size)], "mist"
    )
    canvas.polygon(
        [
            (x - 48 * size, y),
            (x + 52 * size, y),
            (x + 34 * size, y + 22 * size),
            (x - 32 * size, y + 22 * size),
        ],
        colour,
    )
