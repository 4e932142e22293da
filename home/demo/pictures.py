"""The demo's pictures by name. Drawn when the demo is loaded, so the repository holds no binary and downloads none."""

from collections.abc import Callable
from dataclasses import dataclass

from home.demo.drawing import heath, town
from home.demo.drawing.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: what it shows (the file's title, for editors) and how it is drawn."""

    title: str
    background: str
    draw: Callable[[Canvas], None]
    seed: int = 7

    def png(self) -> bytes:
        """The same bytes every time: the seed decides each stone."""
        canvas = Canvas(self.background, self.seed)
        self.draw(canvas)
        return canvas.png()


PICTURES: dict[str, Picture] = {
    "ring": Picture("Stenring på heden", "sand", heath.stone_ring),
    "rose": Picture("Röse med fem stenar", "sand", heath.cairn),
    "ljus": Picture("Lampor längs en stig", "plum", heath.lit_path),
    "vagskal": Picture("Stig som delar sig", "sand", heath.two_paths),
    "klimat": Picture("Vind och regn över heden", "mist", heath.wind_and_rain),
    "skal": Picture("Skål med röststenar", "sand", heath.bowl_of_pebbles),
    "hus": Picture("Fyra hus", "sand", town.houses),
    "bord": Picture("Runt bord sett uppifrån", "lichen", town.round_table),
    "pizza": Picture("Pizza på ett runt bord", "moss", town.shared_meal),
    "bibliotek": Picture("Biblioteket på kvällen", "plum", town.library_evening),
    "gard": Picture("Odlingslådor på gården", "sand", town.courtyard),
    "motesplats": Picture("Bänkar under ett träd", "sand", town.meeting_places),
    "eld": Picture("Eld i en ring av stenar", "plum", town.fireplace),
    "cykel": Picture("Cykel i en verkstad", "lichen", town.bicycle),
    "sommar": Picture("Sjö med båtar och vimplar", "sand", heath.summer_lake),
    "labb": Picture("Fyra krukor som växer", "blush", town.seedlings),
}
