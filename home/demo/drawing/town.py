"""Pictures from the town: houses, the round table, the library, the yard."""

import math

from home.demo.drawing.canvas import Canvas
from home.demo.drawing.shapes import blob, house, lawn, pebble, scattered, tree


def houses(canvas: Canvas) -> None:
    """Four houses with lights on."""
    canvas.circle(262, 138, 54, "sun")
    canvas.hill([(-10, 330), (160, 276), (320, 316), (450, 300), (620, 276), (730, 310)], "sage")
    house(canvas, 40, 440, (132, 220), ("plum", "blush"), grid=(2, 3), roof=50)
    house(canvas, 186, 440, (168, 158), ("rose", "paper"), grid=(3, 2), roof=62)
    house(canvas, 368, 440, (120, 262), ("spruce", "lichen"), grid=(2, 4), roof=44)
    house(canvas, 502, 440, (160, 186), ("wine", "blush"), grid=(3, 3), roof=58)
    lawn(canvas, 432)
    places = [(90, 470, 27), (150, 486, 19), (430, 468, 32), (486, 486, 22), (640, 472, 25)]
    scattered(canvas, places, ["slate", "slate", "slate", "wine", "slate"])


def round_table(canvas: Canvas) -> None:
    """A round table seen from above, with a seat for everyone."""
    canvas.smooth(blob(canvas, 360, 270, 176, 146, wobble=0.02, corners=14), "paper")
    canvas.smooth(blob(canvas, 360, 270, 154, 126, wobble=0.02, corners=14), "sand")
    seats = ["wine", "slate", "spruce", "rose", "pale", "moss", "sun", "slate", "plum", "moss", "rose"]
    for i, colour in enumerate(seats):
        angle = math.tau * i / len(seats) - 0.45
        pebble(canvas, 360 + 240 * math.cos(angle), 270 + 202 * math.sin(angle), 37, colour, flat=0.84)
    canvas.smooth(blob(canvas, 316, 244, 48, 30, wobble=0.06), "blush")
    _note(canvas, 376, 226)
    canvas.circle(330, 318, 15, "wine")
    canvas.circle(400, 322, 10, "moss")


def shared_meal(canvas: Canvas) -> None:
    """Pizza for everyone round the table, and notes between the plates."""
    canvas.smooth(blob(canvas, 360, 270, 250, 196, wobble=0.02, corners=14), "lichen")
    canvas.smooth(blob(canvas, 360, 270, 150, 150, wobble=0.015, corners=16), "ember")
    canvas.smooth(blob(canvas, 360, 270, 130, 130, wobble=0.02, corners=16), "sun")
    for i in range(8):
        angle = math.tau * i / 8 + 0.2
        canvas.line([(360, 270), (360 + 142 * math.cos(angle), 270 + 142 * math.sin(angle))], 5, "sand")
        middle = angle + math.tau / 16
        pebble(canvas, 360 + 92 * math.cos(middle), 270 + 92 * math.sin(middle), 17, "wine", flat=0.95)
        leaf = middle + 0.16
        canvas.smooth(blob(canvas, 360 + 54 * math.cos(leaf), 270 + 54 * math.sin(leaf), 10, 7), "spruce")
    slice_angle = 0.2 + math.tau / 8
    canvas.polygon(_wedge(360, 270, 154, slice_angle, slice_angle + math.tau / 8), "lichen")
    seats = ["wine", "slate", "rose", "spruce", "pale", "plum", "moss", "heather"]
    for i, colour in enumerate(seats):
        angle = math.tau * i / len(seats) + 0.1
        pebble(canvas, 360 + 304 * math.cos(angle), 270 + 228 * math.sin(angle), 34, colour, flat=0.84)
    _note(canvas, 140, 236)
    _note(canvas, 520, 290)


def library_evening(canvas: Canvas) -> None:
    """The library in the evening, all windows lit."""
    canvas.circle(556, 112, 34, "blush")
    for x, y in ((120, 90), (214, 62), (330, 96), (440, 58), (640, 84), (76, 180)):
        canvas.circle(x, y, 3, "blush")
    canvas.hill([(-10, 330), (170, 262), (330, 300), (520, 262), (730, 312)], "night")
    canvas.polygon([(128, 196), (360, 118), (592, 196)], "wine")
    canvas.box(140, 194, 440, 224, "heather")
    canvas.box(128, 186, 464, 20, "wine", radius=4)
    for i in range(3):
        _shelves(canvas, 164 + i * 76, 226)
    _shelves(canvas, 492, 226)
    canvas.box(398, 246, 76, 172, "plum", radius=6)
    canvas.box(406, 254, 60, 164, "sun", radius=4)
    canvas.hill([(-10, 424), (180, 408), (380, 416), (730, 406)], "spruce")
    canvas.smooth([(396, 412), (476, 412), (520, 470), (560, 560), (280, 560), (350, 470)], "sun", 0.85)
    for x, colour in ((250, "rose"), (292, "pale"), (560, "blush"), (602, "slate")):
        canvas.smooth(blob(canvas, x, 440, 19, 25, wobble=0.05), colour)
    scattered(canvas, [(120, 470, 30), (170, 492, 20), (650, 486, 28)], ["wine", "granite", "slate"])


def _note(canvas: Canvas, x: float, y: float) -> None:
    canvas.box(x, y, 64, 46, "paper", radius=4)
    canvas.box(x + 10, y + 12, 44, 5, "pale")
    canvas.box(x + 10, y + 25, 30, 5, "pale")


def _wedge(x: float, y: float, radius: float, start: float, end: float) -> list[tuple[float, float]]:
    arc = [start + (end - start) * i / 12 for i in range(13)]
    return [(x, y), *((x + radius * math.cos(a), y + radius * math.sin(a)) for a in arc)]


def _shelves(canvas: Canvas, x: float, y: float) -> None:
    """A tall window with bookshelves behind it."""
    canvas.box(x, y, 58, 140, "sun", radius=4)
    for shelf in range(3):
        bottom = y + 42 + shelf * 44
        left = x + 7.0
        while left < x + 46:
            width, height = canvas.random.choice((6, 8, 10)), canvas.random.uniform(20, 32)
            canvas.box(
                left,
                bottom - height,
                width,
                height,
                canvas.random.choice(("wine", "spruce", "plum", "heather", "fern")),
            )
            left += width + 1.5
        canvas.box(x, bottom, 58, 5, "wine")


def courtyard(canvas: Canvas) -> None:
    """A yard with planting boxes between the houses."""
    canvas.circle(566, 130, 56, "sun")
    canvas.hill([(-10, 300), (200, 262), (420, 290), (730, 262)], "sage")
    house(canvas, 60, 372, (150, 178), ("plum", "blush"), grid=(3, 3), roof=52)
    house(canvas, 232, 372, (122, 132), ("rose", "paper"), grid=(2, 2), roof=46)
    tree(canvas, 640, 396, 190, ("spruce", "fern"))
    lawn(canvas, 362, "lichen")
    for x, y in ((120, 404), (314, 424), (508, 404)):
        _planting_box(canvas, x, y)
    scattered(canvas, [(80, 490, 26), (284, 508, 20), (640, 494, 30)], ["slate", "wine", "pale"])


def _planting_box(canvas: Canvas, x: float, y: float) -> None:
    for i in range(5):
        stem = x + 16 + i * 25
        height = canvas.random.uniform(26, 58)
        canvas.line([(stem, y + 10), (stem, y - height)], 4, "spruce")
        canvas.smooth(blob(canvas, stem - 8, y - height * 0.45, 11, 7), "fern")
        canvas.smooth(blob(canvas, stem + 8, y - height * 0.7, 11, 7), "spruce")
        if i % 2 == 0:
            canvas.circle(stem, y - height, 9, canvas.random.choice(("wine", "rose", "sun")))
    canvas.box(x, y, 132, 56, "heather", radius=5)
    canvas.box(x, y + 26, 132, 4, "wine")


def meeting_places(canvas: Canvas) -> None:
    """A bench and a table under a large tree."""
    canvas.circle(180, 150, 60, "sun")
    canvas.hill([(-10, 300), (170, 250), (400, 290), (570, 252), (730, 280)], "sage")
    canvas.hill([(-10, 350), (200, 320), (430, 344), (730, 322)], "rose")
    lawn(canvas, 392)
    canvas.box(410, 250, 34, 190, "bark", radius=8)
    for x, y, rx, ry, colour in (
        (350, 200, 96, 82, "spruce"),
        (504, 196, 98, 88, "spruce"),
        (428, 140, 112, 84, "fern"),
    ):
        canvas.smooth(blob(canvas, x, y, rx, ry, wobble=0.05, corners=10), colour)
    canvas.smooth(blob(canvas, 392, 116, 54, 36, wobble=0.06), "moss")
    for x in (150, 318, 486):
        _bench(canvas, x, 424)
    for i, (x, colour) in enumerate(
        ((186, "wine"), (230, "sun"), (356, "slate"), (404, "rose"), (522, "plum"), (570, "pale"))
    ):
        canvas.smooth(blob(canvas, x, 402 - (i % 2) * 3, 20, 24, wobble=0.05), colour)
    scattered(canvas, [(110, 496, 28), (620, 502, 30)], ["slate", "granite"])


def _bench(canvas: Canvas, x: float, y: float) -> None:
    canvas.box(x + 14, y, 9, 44, "bark")
    canvas.box(x + 97, y, 9, 44, "bark")
    canvas.box(x, y, 120, 16, "wine", radius=6)


def fireplace(canvas: Canvas) -> None:
    """A fire in a ring of stones at dusk."""
    canvas.hill([(-10, 300), (160, 240), (330, 284), (520, 236), (730, 288)], "night")
    for x, height in ((92, 150), (164, 190), (590, 200), (654, 150)):
        canvas.polygon([(x - height * 0.24, 360), (x, 360 - height), (x + height * 0.24, 360)], "spruce")
    canvas.hill([(-10, 366), (200, 346), (480, 356), (730, 344)], "wine")
    canvas.ellipse(360, 420, 190, 66, "ember", 0.28)
    canvas.ellipse(360, 424, 150, 46, "ember", 0.35)
    for i in range(12):
        angle = math.tau * i / 12 - math.pi
        if math.sin(angle) <= 0:
            pebble(
                canvas,
                360 + 112 * math.cos(angle),
                420 + 36 * math.sin(angle),
                25,
                ("slate", "pale", "granite")[i % 3],
            )
    canvas.smooth(
        [(296, 420), (290, 350), (322, 296), (340, 226), (386, 286), (428, 344), (424, 420), (360, 434)],
        "ember",
    )
    canvas.smooth([(326, 420), (326, 366), (350, 316), (366, 288), (388, 340), (398, 420), (360, 430)], "sun")
    canvas.line([(290, 436), (430, 414)], 18, "bark")
    canvas.line([(292, 414), (430, 438)], 18, "bark")
    for i in range(12):
        angle = math.tau * i / 12 - math.pi
        if math.sin(angle) > 0:
            pebble(
                canvas,
                360 + 112 * math.cos(angle),
                424 + 40 * math.sin(angle),
                28,
                ("pale", "slate", "granite")[i % 3],
            )


def seedlings(canvas: Canvas) -> None:
    """Four pots, each grown a little further: four labs in four towns."""
    canvas.circle(360, 196, 112, "sun")
    canvas.box(70, 414, 580, 22, "spruce", radius=6)
    canvas.box(110, 436, 16, 104, "spruce")
    canvas.box(594, 436, 16, 104, "spruce")
    pots = ((150, 60, "wine"), (286, 110, "granite"), (424, 160, "plum"), (560, 214, "heather"))
    for x, height, colour in pots:
        top = 330
        canvas.line([(x, top), (x - 4, top - height * 0.5), (x, top - height)], 7, "spruce")
        for level in range(max(1, round(height / 46))):
            y = top - 34 - level * 44
            canvas.smooth([(x, y + 8), (x - 22, y - 14), (x - 48, y - 16), (x - 30, y + 6)], "fern")
            canvas.smooth([(x, y - 4), (x + 22, y - 26), (x + 48, y - 28), (x + 30, y - 6)], "spruce")
        if height > 100:
            canvas.smooth(blob(canvas, x, top - height, 20, 20, wobble=0.1), "rose")
            canvas.circle(x, top - height, 8, "paper")
        canvas.polygon([(x - 46, top), (x + 46, top), (x + 34, 414), (x - 34, 414)], colour)
        canvas.box(x - 52, top - 8, 104, 22, colour, radius=4)
        canvas.box(x - 52, top + 14, 104, 4, "night", radius=1)


def bicycle(canvas: Canvas) -> None:
    """A bicycle on its stand, half mended."""
    canvas.box(0, 396, 720, 144, "slate")
    canvas.box(0, 388, 720, 12, "granite")
    canvas.circle(566, 128, 58, "sun")
    for x, colour in ((70, "spruce"), (112, "wine"), (148, "granite"), (186, "heather")):
        canvas.box(x, 96, 14, 92, colour, radius=6)
    canvas.box(52, 80, 168, 16, "bark", radius=5)
    for x in (232, 500):
        _wheel(canvas, x, 340)
    frame = [
        ((232, 340), (306, 220)),
        ((306, 220), (452, 220)),
        ((452, 220), (350, 340)),
        ((306, 220), (350, 340)),
    ]
    for start, end in [*frame, ((232, 340), (350, 340))]:
        canvas.line([start, end], 14, "wine")
    canvas.line([(500, 340), (446, 190)], 14, "wine")
    canvas.line([(294, 196), (306, 220)], 12, "bark")
    canvas.box(260, 184, 72, 18, "bark", radius=9)
    canvas.line([(446, 190), (474, 178), (502, 190)], 12, "bark")
    canvas.circle(350, 340, 26, "bark")
    canvas.circle(350, 340, 12, "sun")
    for x, y, radius, colour in ((96, 470, 24, "wine"), (620, 462, 34, "pale"), (576, 484, 20, "chalk")):
        pebble(canvas, x, y, radius, colour, flat=0.7)


def _wheel(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, 92, "bark")
    canvas.circle(x, y, 76, "lichen")
    for i in range(8):
        angle = math.tau * i / 16
        across, down = 76 * math.cos(angle), 76 * math.sin(angle)
        canvas.line([(x - across, y - down), (x + across, y + down)], 2.4, "granite")
    canvas.circle(x, y, 13, "bark")
