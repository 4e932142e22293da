"""The trainee report, and the documents that pages let the reader fetch."""

import datetime as dt
from typing import Any

from home.demo.blocks import Block, contacts, heading, quote, text
from home.demo.documents import Paragraph

INDEX_KEY = "rapporter"
INDEX_TITLE = "Rapporter"
INDEX_LEAD = "Traineer från hela regionen undersöker en fråga i ett år. Här är vad de kom fram till, och vad som hände sedan."

KEY = "goda-boendemiljoer"
THEMES = ("trygghet", "gemenskap")
TITLE = "Goda och attraktiva boendemiljöer"
LEAD = (
    "Vad gör att människor trivs där de bor? Sju kommuner lät en grupp traineer ta reda på det. "
    "Resultatet är tio råd i fem fokusområden."
)
RESULTS_HEADING = "Tio råd på fem områden"
GROUP = 19
PERIOD = dt.date(2024, 9, 1), dt.date(2025, 8, 31)
THREAD = ("Vad tycker du om råden?", "Vilket råd vill du se i ditt område?")
COMMISSIONER = "Kommunerna kring Sundet"
MUNICIPALITIES = ["Lövsunda", "Ekvik", "Norrhaga", "Sandnäs", "Strandby", "Västerlund", "Åmarken"]
RESULTS = (
    "<p>Det som skilde områden där folk trivs från andra var sällan pengarna. Det var om någon svarade när de boende "
    "frågade, och om något hände sedan. Därför handlar de flesta råden om arbetssätt.</p>"
)
AREA_TEXTS = {
    "1": "Människor trivs där de har någonstans att ta vägen, också när de inte handlar.",
    "2": "Trygghet börjar med det man ser: ljus, fri sikt och att det som är trasigt blir lagat.",
    "3": "Den som får ett svar kommer tillbaka. Den som inte får det slutar fråga.",
    "4": "Den som kan bo kvar när livet ändras lär känna sina grannar.",
    "5": "Kommunerna delar frågor, men sällan svar.",
}

BACKGROUND = (
    "<p>Kommunerna växer, men inte överallt. En del områden har kö till varje lägenhet. I andra flyttar folk så fort de kan. "
    "Gruppen ville förstå skillnaden.</p>"
    "<p>De läste forskning, besökte elva bostadsområden och pratade med boende, bovärdar, planerare och föreningar. Varje "
    "besök gjordes två gånger: en förmiddag och en kväll.</p>"
)
PURPOSE = "<p>Syftet var att ge kommunerna råd som går att börja med redan nästa år, utan nya lagar och utan stora investeringar.</p>"

FOCUS_AREAS: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    (
        "1",
        "Mötesplatser för alla",
        [
            (
                "1.1",
                "Öppna en lokal i varje område som boende kan boka utan avgift.",
                "Börja i områden där det är långt till bibliotek och fritidsgård.",
            ),
            (
                "1.2",
                "Låt unga vara med från första skissen.",
                "Ge betalda uppdrag i stället för enkäter: de som deltar ska få lön.",
            ),
        ],
    ),
    (
        "2",
        "Trygga stråk och gårdar",
        [
            (
                "2.1",
                "Gå trygghetsvandring två gånger om året.",
                "Publicera varje brist ni hittar och när den är lagad.",
            ),
            ("2.2", "Byt trasiga lampor inom fem arbetsdagar.", ""),
            ("2.3", "Plantera så att man ser och syns längs gångvägar.", ""),
        ],
    ),
    (
        "3",
        "Dialog som märks",
        [
            (
                "3.1",
                "Svara på varje förslag, även när svaret är nej.",
                "Skriv varför med en mening som går att förstå utan förkunskaper.",
            ),
            ("3.2", "Pröva medborgarbudget i varje kommun.", "En liten pott räcker för att komma i gång."),
        ],
    ),
    (
        "4",
        "Bostäder för livets alla delar",
        [("4.1", "Bygg fler hus med gemensamma rum för gäster, verkstad och tvätt.", "")],
    ),
    (
        "5",
        "Samarbete över kommungränser",
        [
            ("5.1", "Utse en kontaktperson för boendemiljö i varje kommun.", ""),
            (
                "5.2",
                "Mät trygghet och trivsel med samma frågor.",
                "Då går det att jämföra områden och lära av varandra.",
            ),
        ],
    ),
]
"""Number, title and recommendations (number, text, explanation) as the report has them."""


def focus_areas() -> list[dict[str, Any]]:
    """The five areas as values of focus area blocks."""
    return [
        {
            "number": number,
            "title": title,
            "text": AREA_TEXTS[number],
            "recommendations": [
                {"number": n, "text": words, "note": note} for n, words, note in recommendations
            ],
        }
        for number, title, recommendations in FOCUS_AREAS
    ]


def body() -> list[Block]:
    """What stands beside the report's own fields."""
    return [
        heading("Så arbetade gruppen"),
        text(
            "<ul><li>48 samtal med boende i sju kommuner</li><li>22 promenader, dag och kväll</li>"
            "<li>Tre verkstäder där boende fick rita om sin gård</li></ul>"
        ),
        quote(
            "Ingen hade frågat mig om gården förut. Nu har jag en ritning på kylskåpet.",
            "Boende som deltog i en verkstad",
        ),
        contacts("Frågor om rapporten", "trainee", "demokrati"),
    ]


def _report() -> list[Paragraph]:
    parts = [
        Paragraph(
            "P",
            "Slutrapport från traineegrupp 19, september 2024 – augusti 2025. Uppdrag från Kommunerna kring Sundet.",
        ),
        Paragraph("H2", "Bakgrund och syfte"),
        *(Paragraph("P", part) for part in _plain(BACKGROUND + PURPOSE)),
    ]
    for number, title, recommendations in FOCUS_AREAS:
        parts.append(Paragraph("H2", f"{number} {title}"))
        parts += [Paragraph("P", f"{n} {words} {note}".strip()) for n, words, note in recommendations]
    return [
        *parts,
        Paragraph("H2", "Tack"),
        Paragraph("P", "Till alla som öppnade sin dörr, sin gård och sin kalender för oss."),
    ]


def _plain(html: str) -> list[str]:
    return [part.removeprefix("<p>") for part in html.split("</p>") if part]


def documents() -> dict[str, tuple[str, str, list[Paragraph]]]:
    """The files of the demo by key: file name, title, text."""
    return {
        "slutrapport": ("slutrapport-goda-boendemiljoer.pdf", TITLE, _report()),
        **{
            f"rad-{n}": (f"sammanfattning-rad-{n}.pdf", f"Sammanfattning av råd {n}", _summary(n))
            for n in range(1, 5)
        },
    }


_SUMMARIES = {
    1: (
        "Breda frågor om framtiden, 28 januari 2021, på video.",
        ["84 personer deltog i tio grupper.", "Tre ämnen återkom: mötesplatser, lokalt inflytande och klimat."],
        ["De tre ämnena blev tre egna råd.", "Alla 211 idéer är lästa och besvarade."],
    ),
    2: (
        "Mötesplatser, 25 maj 2021, Ängsparken.",
        ["Deltagarna lade stenar på en karta där de trivs och där de inte vill vara.", "Det saknas bänkar, öppna kvällar och lokaler för unga."],
        ["Fjorton bänkar är på plats.", "Två lokaler har öppet på torsdagar.", "Ungdomslokalen blev inte av: källaren har bara en utgång."],
    ),
    3: (
        "Pizza och politik, 18 november 2021, Tryckeriet.",
        ["22 bord testade idéer på tre områden: möta politiker, förstå beslut, lämna idéer.", "De flesta borden vill fortsätta med politiker på torget och beslut med enkla ord."],
        ["Politiker står på torget första lördagen i månaden.", "Varje ärende får en egen sida.", "Möten på skolans rast prövas i två skolor."],
    ),
    4: (
        "Miljö och klimat, hösten 2022, Växthuset i Hamnen.",
        ["Fyra bord pratade om mat, värme, resor och vatten.", "Kvällen gav tio idéer."],
        ["Tre idéer är klara.", "Fem idéer pågår.", "Två idéer blev inte av: en var för dyr och en kräver en ny lag."],
    ),
}  # fmt: skip


def _summary(number: int) -> list[Paragraph]:
    occasion, said, done = _SUMMARIES[number]
    return [
        Paragraph("P", occasion),
        Paragraph("H2", "Vad vi pratade om"),
        *(Paragraph("P", line) for line in said),
        Paragraph("H2", "Vad det ledde till"),
        *(Paragraph("P", line) for line in done),
    ]
