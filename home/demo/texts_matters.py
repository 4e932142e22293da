"""The matters of the councils: what people asked for, and what became of it."""

import datetime as dt
from dataclasses import dataclass, field

from home.demo.dates import Calendar

REGISTER_KEY = "arenden"
REGISTER_TITLE = "Ärenden från råden"
REGISTER_LEAD = (
    "Det som behöver göras efter ett råd blir ett ärende. Här ser du alla, vem som ansvarar och vad som har hänt. "
    "Det som inte blir av får ett skäl."
)
REGISTER_ABOUT = (
    "<p>Deltagarna vid det tredje rådet bad oss visa varje ärende och berätta vad som görs. Så gör vi nu. Ett ärende skrivs in "
    "efter rådet, med den enhet som ansvarar. Enheten skriver en rad minst var tredje månad, också när inget har hänt.</p>"
    '<p>Har du en egen idé? Ta med den till <a href="page:rad-5">nästa råd</a>, eller skriv till oss.</p>'
)
NO_STATUS = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What was said one day; `status` when the matter got a new one, and then perhaps why."""

    date: dt.date
    text: str
    status: str = NO_STATUS
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MatterText:
    """A matter of the council with key `council`."""

    council: str
    title: str
    unit: str
    received: dt.date
    text: str
    raised_by: str = "residents"
    area: str = ""
    said: list[Word] = field(default_factory=list)


FIRST, SECOND, THIRD, FOURTH = (
    dt.date(2021, 1, 28),
    dt.date(2021, 5, 25),
    dt.date(2021, 11, 18),
    dt.date(2022, 10, 6),
)


def matters(calendar: Calendar) -> list[MatterText]:
    """All of them, in the order they were received."""
    return [*_broad_questions(), *_meeting_places(calendar), *_politics(calendar), *_climate(calendar)]


def _broad_questions() -> list[MatterText]:
    return [
        MatterText(
            "rad-1",
            "Samtal på fler språk än svenska",
            "Kommunikation",
            FIRST,
            "Tre av tio grupper hade egna tolkar med sig. De bad om samtalsledare på fler språk vid nästa råd.",
            said=[
                Word(dt.date(2021, 4, 12), "Vi söker samtalsledare på sex språk.", "under_way"),
                Word(dt.date(2021, 5, 25), "Vid det andra rådet fanns samtalsledare på sex språk.", "done"),
            ],
        ),
        MatterText(
            "rad-1",
            "Svar till alla som lämnade en idé",
            "Kontaktcenter",
            FIRST,
            "Många har skrivit till kommunen men aldrig fått veta vad som hände.",
            said=[
                Word(dt.date(2021, 3, 1), "120 av 211 idéer är besvarade.", "under_way"),
                Word(dt.date(2021, 5, 3), "Alla 211 idéer är lästa och besvarade.", "done"),
            ],
        ),
    ]


def _meeting_places(calendar: Calendar) -> list[MatterText]:
    return [
        MatterText(
            "rad-2",
            "Bänkar där folk redan stannar",
            "Gata och park",
            SECOND,
            "Stenarna på kartan låg tätt vid butiken, busshållplatsen och tvättstugan. Där finns inga bänkar.",
            area="narlunda",
            said=[
                Word(
                    dt.date(2021, 9, 6),
                    "Vi har valt fjorton platser efter kartan. Bänkarna är beställda.",
                    "under_way",
                ),
                Word(
                    dt.date(2022, 2, 14),
                    "Åtta bänkar står på plats. Resten väntar på att tjälen går ur marken.",
                ),
                Word(dt.date(2022, 5, 20), "Alla fjorton bänkar står på plats.", "done"),
            ],
        ),
        MatterText(
            "rad-2",
            "Skolans bibliotek öppet en kväll i veckan",
            "Skolförvaltningen",
            SECOND,
            "Det saknas platser som är öppna på kvällen och inte kostar något.",
            area="narlunda",
            said=[Word(dt.date(2021, 10, 7), "Två lokaler har öppet på torsdagar till kl. 20.", "done")],
        ),
        MatterText(
            "rad-2",
            "Nycklar till en egen lokal för unga",
            "Fastighet",
            SECOND,
            "Unga ville ha en lokal som de själva låser upp, i källaren på Ängsgatan.",
            area="bjorkhojden",
            said=[
                Word(dt.date(2021, 9, 1), "Vi undersöker källaren på Ängsgatan.", "under_way"),
                Word(
                    dt.date(2021, 12, 2),
                    "",
                    "not_done",
                    "Källaren har bara en utgång och får inte användas för möten. Att bygga en till kostar 1,9 miljoner kronor.",
                ),
            ],
        ),
        MatterText(
            "rad-2",
            "En anslagstavla vid varje tvättstuga",
            "Lövsundahem",
            SECOND,
            "Nyinflyttade vet inte var föreningarna finns. En tavla vid tvättstugan ser alla.",
            raised_by="associations",
            said=[
                Word(dt.date(2022, 3, 3), "Vi börjar i Närlunda. Tolv tavlor sitter uppe.", "under_way"),
                Word(calendar.day(-140), "31 av 48 tvättstugor har en tavla."),
            ],
        ),
    ]


def _politics(calendar: Calendar) -> list[MatterText]:
    return [
        MatterText(
            "rad-3",
            "Politiker på torget utan föranmälan",
            "Kommunledningskontoret",
            THIRD,
            "17 av 22 bord ville fortsätta med idén.",
            said=[
                Word(
                    dt.date(2022, 2, 5),
                    "Politiker från alla partier står på torget första lördagen i månaden.",
                    "done",
                )
            ],
        ),
        MatterText(
            "rad-3",
            "Beslut med enkla ord",
            "Kommunikation",
            THIRD,
            "En sida med enkla ord för varje beslut: vad det betyder, vad det kostar och vem som svarar.",
            said=[
                Word(dt.date(2022, 9, 12), "Vi prövar med besluten om skola och park.", "under_way"),
                Word(calendar.day(-12), "Besluten i tre av sju nämnder har en sida med enkla ord."),
            ],
        ),
        MatterText(
            "rad-3",
            "Visa varje ärende och vad som görs",
            "Digitalisering",
            THIRD,
            "Deltagarna ville kunna följa en idé från början till slut, utan att ringa.",
            said=[
                Word(dt.date(2022, 4, 4), "Vi samlar alla ärenden från råden i en lista.", "under_way"),
                Word(
                    calendar.day(-33),
                    "Listan är öppen för alla. Varje ärende har en egen sida med en adress som består.",
                    "done",
                ),
            ],
        ),
        MatterText(
            "rad-3",
            "Möten på skolans rast",
            "Skolförvaltningen",
            THIRD,
            "Unga vill träffa politiker där de redan är, inte på kvällen.",
            raised_by="residents",
            said=[
                Word(dt.date(2022, 3, 21), "Två skolor är med och prövar.", "under_way"),
                Word(calendar.day(-48), "Elevråden har haft sex möten. De vill ha ett i månaden."),
            ],
        ),
        MatterText(
            "rad-3",
            "Råd på video för den som inte kan komma",
            "Kommunikation",
            THIRD,
            "Möten kl. 18 passar inte familjer med små barn.",
            said=[
                Word(
                    calendar.day(-20),
                    "Från och med råd 5 kan man vara med på video, och det finns barnpassning.",
                    "done",
                )
            ],
        ),
        MatterText(
            "rad-3",
            "Öppna data om vad varje projekt kostar",
            "Ekonomi",
            THIRD,
            "Den som vill räkna själv ska kunna hämta siffrorna.",
            said=[
                Word(
                    dt.date(2022, 11, 7),
                    "Medborgarbudgetens siffror går att hämta. Nu tittar vi på resten.",
                    "under_way",
                ),
                Word(calendar.day(-101), "Vi väntar på ett nytt ekonomisystem."),
            ],
        ),
    ]


def _climate(calendar: Calendar) -> list[MatterText]:
    return [
        MatterText(
            "rad-4",
            "Skåp för mat som annars slängs",
            "Lövsundahem",
            FOURTH,
            "Ett skåp i varje område där man lämnar och tar mat.",
            raised_by="associations",
            area="sandby",
            said=[Word(dt.date(2023, 5, 8), "Tre skåp står på plats. Föreningarna sköter dem.", "done")],
        ),
        MatterText(
            "rad-4",
            "Gratis buss en dag i veckan",
            "Kommunledningskontoret",
            FOURTH,
            "En dag i veckan utan biljett skulle få fler att ställa bilen.",
            said=[
                Word(
                    dt.date(2023, 2, 20),
                    "Vi har räknat på förslaget tillsammans med trafikbolaget.",
                    "not_done",
                    "Det skulle kosta 6,4 miljoner kronor om året. De pengarna behövs till turer som annars läggs ned.",
                )
            ],
        ),
        MatterText(
            "rad-4",
            "Dammar som tar emot skyfall",
            "Gata och park",
            FOURTH,
            "Hamnen översvämmas när det regnar mycket. Dammar i parken kan ta emot vattnet.",
            raised_by="business",
            area="hamnen",
            said=[
                Word(dt.date(2023, 9, 4), "Platserna är mätta. Vi ritar två dammar.", "under_way"),
                Word(
                    calendar.day(-27),
                    "Ritningarna är klara. Grävningen börjar när kommunen har fått tillstånd.",
                ),
            ],
        ),
        MatterText(
            "rad-4",
            "Laddplatser vid småbåtshamnen",
            "Gata och park",
            calendar.day(-16),
            "Två företag i Hamnen frågade efter rådet om kommunen kan ställa upp laddare.",
            raised_by="business",
            area="hamnen",
        ),
    ]
