"""Conversations with everything that can happen in them: replies to replies, questions to us, reports, likes. All made up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from comments.rules.acts import ReportReason
from home.demo.dates import Calendar

MUNICIPALITY = "kommunen"
"""Stands for the name of who answers for the municipality."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said, and what was done with it. `done`: waiting, withdrawn, erased, or nothing.

    `likes` and `reports` are numbers of readers; `asked` is the unit that answers and by when; `led_to` is the kind and the
    title of what became of it.
    """

    written: dt.datetime
    name: str
    text: str
    replies: tuple["Said", ...] = ()
    done: str = ""
    pinned: bool = False
    likes: int = 0
    reports: int = 0
    reason: str = ReportReason.INSULT
    asked: tuple[str, dt.date] | None = None
    led_to: tuple[str, str] | None = None

    def all(self) -> list["Said"]:
        """This and everything below it."""
        return [self, *(entry for reply in self.replies for entry in reply.all())]


def choices(calendar: Calendar) -> dict[str, dict[str, Any]]:
    """What the editors have chosen for the conversations of some pages, by the page's key."""
    return {
        "rad-4": {
            "thread_mode": "open",
            "thread_heading": "Efter rådet",
            "thread_question": "Vad tog du med dig hem?",
            "thread_ends": calendar.at(-30, 23, 59),
        },
        "grillplatsen-ar-klar": {"thread_showing": "at_once"},
        "arenden": {"thread_mode": "open", "thread_question": "Vet du något mer om det här?"},
    }


def talks(calendar: Calendar) -> dict[str, list[Said]]:
    """What is said, by the key of the page."""
    return {
        "rad-5": _school_roads(calendar),
        "rad-4": _after_the_council(calendar),
        "grillplatsen-ar-klar": _fireplace(calendar),
        "goda-boendemiljoer": _report(calendar),
    }


def about_a_proposal(calendar: Calendar) -> tuple[str, list[Said]]:
    """The title of a proposal, and what is said of it."""
    return "Läxhjälp även på tisdagar", [
        Said(
            calendar.at(-11, 17, 20),
            "Student i Hamnen",
            "Jag kan hjälpa till i matte. Var anmäler man sig om det blir av?",
            (Said(calendar.at(-10, 8, 50), "Läxhjälpen", "Kom förbi biblioteket en torsdag, så pratar vi."),),
            likes=2,
        )
    ]


def about_a_matter(calendar: Calendar) -> tuple[str, list[Said]]:
    """The title of a matter, and what is said of it."""
    return "En anslagstavla vid varje tvättstuga", [
        Said(
            calendar.at(-20, 19, 5),
            "Boende på Sandvägen",
            "Tavlan hos oss satt uppe en vecka, sedan var glaset borta. Går det att få en utan glas?",
            (
                Said(
                    calendar.at(-18, 10, 15),
                    MUNICIPALITY,
                    "Ja. Vi byter till plexiglas när vi ändå är på plats i nästa månad.",
                ),
            ),
            likes=1,
        )
    ]


def _school_roads(calendar: Calendar) -> list[Said]:
    return [
        Said(
            calendar.at(-11, 7, 35),
            "Pappa med cykel",
            "Vem plogar cykelvägen mellan skolan och stationen? Förra vintern var den oframkomlig till klockan nio.",
            (
                Said(calendar.at(-11, 12, 2), "Granne", "Samma på vår sida. Barnen fick gå i körbanan."),
                Said(
                    calendar.at(-10, 9, 30),
                    MUNICIPALITY,
                    "Från i vinter plogas skolvägarna först, senast kl. 6.30. Här kan du se ordningen på rådet.",
                    (
                        Said(
                            calendar.at(-10, 18, 45),
                            "Pappa med cykel",
                            "Tack! Gäller det även genvägen genom parken?",
                            (
                                Said(
                                    calendar.at(-9, 8, 20),
                                    MUNICIPALITY,
                                    "Ja, hela vägen fram till skolgården.",
                                ),
                            ),
                        ),
                    ),
                    pinned=True,
                    likes=3,
                ),
            ),
            likes=4,
            asked=("Gata och park", calendar.day(-8)),
        ),
        Said(
            calendar.at(-4, 21, 12),
            "Nattarbetare",
            "Kan lamporna på stigen vid dammen lysa hela natten? Jag går hem klockan två och då är det helt svart.",
            likes=2,
            asked=("Gata och park", calendar.day(6)),
        ),
    ]


def _after_the_council(calendar: Calendar) -> list[Said]:
    return [
        Said(
            calendar.at(-45, 20, 10),
            "Odlare på Ängen",
            "Det bästa var att få räkna på en egen odlingslåda. Finns det plats för fler vid Ängen?",
            (Said(calendar.at(-44, 9, 5), MUNICIPALITY, "Ja, sex lådor till. Vi lägger ut dem efter påsk."),),
            likes=1,
        ),
        Said(calendar.at(-43, 13, 30), "Deltagare", "Jag skrev något här som jag ångrar.", done="withdrawn"),
    ]


def _fireplace(calendar: Calendar) -> list[Said]:
    return [
        Said(
            calendar.at(-16, 18, 40),
            "Morgonpigg",
            "Kan man tvätta bort klottret på bänken?",
            (
                Said(
                    calendar.at(-15, 7, 10),
                    "Snäll granne",
                    "Jag har tagit bort det med såpa. Säg till om det kommer mer.",
                ),
                Said(calendar.at(-15, 8, 0), "", "Ni som klottrar är patetiska allihop.", reports=3),
            ),
            likes=1,
        ),
        Said(
            calendar.at(-14, 20, 25),
            "Besviken",
            "Det är alltid samma gäng som tar grillen. Någon borde skälla ut dem.",
            reports=1,
        ),
    ]


def _report(calendar: Calendar) -> list[Said]:
    return [
        Said(
            calendar.at(-60, 16, 15),
            "Hyresgäst på Björkhöjden",
            "Det borde finnas en tavla i tvättstugan där man kan läsa om allt det här. Alla är inte på nätet.",
            (Said(calendar.at(-58, 11, 0), MUNICIPALITY, "Det blev ett ärende. Följ det här nedanför."),),
            likes=3,
            led_to=("arende", "En anslagstavla vid varje tvättstuga"),
        ),
        Said(calendar.at(-55, 10, 10), "Före detta granne", "Det här hör inte hit längre.", done="erased"),
        Said(
            calendar.at(-2, 22, 30),
            "Undrar",
            "Vem bestämmer vilka råd som blir av? Jag har mejlat men inte fått svar.",
            done="waiting",
        ),
    ]
