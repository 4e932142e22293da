"""The residents' councils: words about the series, and the one to come."""

import datetime as dt

from home.demo.blocks import Block, contacts, heading, text
from home.demo.council_shape import CouncilText, area, point
from home.demo.dates import Calendar
from home.demo.texts_held_councils import held_councils

INDEX_KEY = "invanarrad"
INDEX_TITLE = "Invånarråd"
INDEX_LEAD = (
    "Här möts boende, föreningar, företag, politiker och tjänstepersoner för att prata om hur Lövsunda ska utvecklas. "
    "Alla som bor eller verkar här får komma."
)
THANKS = "Tack till alla som har varit med hittills. Ni har gett oss 640 idéer. Välkommen till nästa råd!"

THREAD = ("Idéer inför råd 3", "Vad skulle få dig att vilja påverka i Lövsunda?")
"""The conversation on the page of the series."""


INTRODUCTION = (
    "<p>Ett råd är en kväll runt små bord. Vid varje bord sitter boende, någon från en förening eller ett företag, en "
    "politiker och en tjänsteperson. Alla har lika lång tid att prata. Råden är en del av satsningen Framtidens Lövsunda.</p>"
    "<p>Det första rådet handlade om allt. Svaren därifrån bestämde vad de följande skulle handla om. Efter varje råd "
    "skriver vi en sammanfattning. Det som behöver göras blir ett ärende, och du kan följa varje ärende här.</p>"
)


def index_body() -> list[Block]:
    """What follows the time line."""
    return [
        heading("Tack, och välkommen tillbaka"),
        text(f"<p>{THANKS}</p>"),
        contacts("Frågor om råden", "demokrati"),
    ]


def councils(calendar: Calendar) -> list[CouncilText]:
    """All councils in the order they are held."""
    return [*held_councils(), _coming(calendar)]


def _coming(calendar: Calendar) -> CouncilText:
    evening = calendar.working_day(11)
    return CouncilText(
        key="rad-5",
        number=5,
        theme="Skolvägar och belysning",
        lead="Vi pratar om vägen till skolan när det är mörkt. Middag, barnpassning och tolk finns på plats. Du kan också vara med på video.",
        picture="bibliotek",
        date=calendar.day(evening),
        starts=dt.time(17, 30),
        ends=dt.time(20),
        place="Biblioteket i Närlunda",
        published=calendar.at(-20, 9),
        thread=("Frågor och idéer inför kvällen", "Vilken väg undviker du när det är mörkt?"),
        invitation=(
            "<p>Var är det mörkt där du eller dina barn går? Kom och visa oss på kartan. Vi går en runda tillsammans och "
            "bestämmer sedan vilka vägar som är viktigast.</p>"
            "<p>Kom när du kan, gå när du vill.</p><h3>Bra att veta</h3>"
            "<ul><li>Det kostar ingenting, och vi bjuder på middag.</li>"
            "<li>Skriv till oss om du vill ha tolk eller barnpassning.</li>"
            "<li>Lokalen går att nå med rullstol. Hörslinga finns.</li></ul>"
        ),
        agenda=[
            point("17:30", "Middag och välkomst"),
            point(
                "18:00",
                "Vi går en runda och ser efter",
                "Ta med ficklampa om du har. Den som är med på video ser film.",
            ),
            point("18:45", "Samtal vid borden"),
            point("19:45", "Vad tar vi med oss?"),
        ],
        ideas=[
            area(
                "Ljus",
                ("lampor som tänds när någon kommer", ["vid gångtunneln", "på stigen bakom skolan"]),
                "ljusare övergångsställen",
            ),
            area("Sällskap", "gå tillsammans till skolan", "vuxna på plats på morgonen"),
            area("Sikt", "klipp buskar vid gångvägarna"),
        ],
        more={
            "is_digital": True,
            "join_url": "https://www.example.org/rad-5",
            "participants": "Elevråden på Närlundaskolan är särskilt inbjudna.",
            "registration_until": calendar.day(evening - 2),
        },
        registration="demokrati",
        areas=("narlunda",),
        themes=("trygghet", "barn-och-unga"),
        body=[],
    )
