"""The residents' councils that have been: what was on, and what came out of it."""

import datetime as dt

from home.demo.blocks import (
    advice,
    contacts,
    figures,
    heading,
    number,
    picture,
    quote,
    share,
    text,
)
from home.demo.council_shape import CouncilText, area, point
from home.demo.dates import instant


def held_councils() -> list[CouncilText]:
    """The four, in the order they were held."""
    return [_broad_questions(), _meeting_places(), _pizza_and_politics(), _environment()]


def _broad_questions() -> CouncilText:
    return CouncilText(
        key="rad-1",
        document="rad-1",
        number=1,
        theme="Breda frågor om framtiden",
        lead="Vad är viktigast för dig som bor här? Svaren styrde vilka ämnen de följande råden tog upp.",
        picture="vagskal",
        date=dt.date(2021, 1, 28),
        starts=dt.time(18),
        ends=dt.time(20),
        more={"is_digital": True, "participants": "84 personer i tio grupper."},
        agenda=[
            point("18:00", "Välkomna"),
            point("18:15", "Samtal i tio grupper", "Varje grupp har en samtalsledare."),
            point("19:30", "Vi läser upp idéerna"),
        ],
        thanks="Tack till er 84 som var med, och till de tio som ledde samtalen. Det ni skrev bestämde ämnena för de råd som följde.",
        themes=("moten",),
        published=instant(dt.date(2021, 2, 10), 10),
        body=[
            figures(
                "Rådet i siffror",
                "Källa: anteckningarna från de tio samtalen.",
                number("84", "deltog, varav hälften aldrig hade varit på ett möte med kommunen förut."),
                number("211", "idéer skrevs ned under kvällen.", prefix="hela"),
                share(3, 10, "grupper samtalade på ett annat språk än svenska."),
            ),
            heading("Tre ämnen återkom"),
            text(
                "<ul><li><strong>Någonstans att vara.</strong> Det saknas platser som är öppna på kvällen och inte kostar något."
                "</li><li><strong>Att bli hörd.</strong> Många har skrivit till kommunen men aldrig fått veta vad som hände."
                "</li><li><strong>Klimatet.</strong> Vad kan en gård, ett kvarter eller en stadsdel göra själv?</li></ul>"
            ),
            quote("Fråga oss inte vad vi tycker om er plan. Fråga vad vi behöver.", "Deltagare"),
            heading("Så gick det vidare"),
            text(
                '<p>De tre ämnena blev tre råd: <a href="page:rad-2">mötesplatser</a>, <a href="page:rad-3">lokal politik</a> '
                'och <a href="page:rad-4">miljö och klimat</a>.</p>'
            ),
        ],
    )


def _meeting_places() -> CouncilText:
    return CouncilText(
        key="rad-2",
        document="rad-2",
        number=2,
        theme="Mötesplatser",
        lead="Var träffas vi, och vem saknar en plats att vara på?",
        picture="motesplats",
        date=dt.date(2021, 5, 25),
        starts=dt.time(17, 30),
        ends=dt.time(20),
        place="Utomhus i Ängsparken",
        agenda=[
            point("17:30", "Fika på gräset"),
            point("18:00", "Lägg dina stenar på kartan", "Fem stenar var."),
            point("19:00", "Samtal om det vi ser"),
        ],
        thanks="Tack alla som kom, trots regnet. Kartan med era stenar hänger i stadshusets entré.",
        areas=("narlunda", "bjorkhojden"),
        themes=("gemenskap",),
        published=instant(dt.date(2021, 6, 8), 10),
        body=[
            heading("Så gick det till"),
            text(
                "<p>Vi lade ut en karta på gräset, stor som en badmintonplan. Var och en fick fem stenar. En sten på varje plats "
                "där du trivs, en där du inte vill vara.</p>"
            ),
            heading("Det här såg vi"),
            text(
                "<ul><li>Äldre träffas vid butiken, eftersom det är enda bänken.</li>"
                "<li>Unga träffas i trapphus, eftersom det är varmt.</li>"
                "<li>Nyinflyttade vet inte var föreningarna finns.</li></ul>"
            ),
            advice(
                "Deltagarnas råd till kommunen",
                "Ställ bänkar där folk redan stannar.",
                "Håll skolans bibliotek öppet en kväll i veckan.",
                "Låt unga ha nycklar till en egen lokal.",
                "Sätt upp en tavla vid varje tvättstuga.",
            ),
        ],
    )


def _pizza_and_politics() -> CouncilText:
    return CouncilText(
        key="rad-3",
        document="rad-3",
        number=3,
        theme="Pizza och politik",
        lead="Hur blir det lättare att påverka lokalt? Deltagarna testade idéer på tre områden.",
        ideas=[
            area(
                "Möta politiker",
                ("på torget, utan föranmälan", ["första lördagen i månaden", "alla partier vid samma bord"]),
                "på skolans rast",
                words="Tolv bord provade: någon spelade politiker, de andra kom med frågor.",
            ),
            area(
                "Förstå beslut",
                ("en sida med enkla ord för varje beslut", ["vad det kostar", "vem som svarar"]),
            ),
            area(
                "Lämna idéer",
                "på papper, mobil eller telefon",
                ("följa vad som händer", ["ett nummer för varje ärende"]),
            ),
        ],
        agenda=[
            point("17:30", "Pizza och välkomst"),
            point("18:00", "Vi testar en idé vid varje bord"),
            point("19:30", "Alla lägger en lapp i skålen", "För den idé man vill fortsätta med."),
            point("20:00", "Vad tar politikerna med sig?"),
        ],
        thanks=(
            "Tack till alla som kom till Tryckeriet, testade, skrev och åt pizza. Sju av er är bordsvärdar nu.\n\n"
            "Välkomna till nästa råd!"
        ),
        themes=("moten", "barn-och-unga"),
        picture="pizza",
        date=dt.date(2021, 11, 18),
        starts=dt.time(17, 30),
        ends=dt.time(20, 30),
        place="Tryckeriet",
        published=instant(dt.date(2021, 10, 20), 10),
        body=[
            heading("Så gick kvällen till", "Varje bord fick en idé, en timme och en pizza."),
            text(
                "<p>Tjugotvå bord ställdes upp i den gamla tryckerihallen. På varje låg en av idéerna, skriven med stora "
                "bokstäver. Först provade alla idén på riktigt: någon spelade politiker på torget, någon ringde in ett förslag, "
                "någon läste ett beslut högt.</p>"
                "<p>Sedan fick var och en säga vad som fungerade. Den som hellre skrev fick papper. När pizzan var slut lade alla "
                "en lapp i skålen för den idé de ville fortsätta med.</p>"
            ),
            figures(
                "Vad tyckte deltagarna?",
                "Källa: lappar som deltagarna lade i skålar när de gick hem.",
                share(17, 22, "bord vill fortsätta med politiker på torget."),
                share(20, 22, "bord vill ha beslut med enkla ord."),
                number("7", "nya personer anmälde sig som bordsvärdar."),
            ),
            picture(
                "bord",
                "Ett runt bord sett uppifrån med elva färgade stenar omkring sig, ett papper och två spelpjäser.",
                "Ett bord, elva platser, lika lång tid för alla.",
            ),
            quote(
                "Jag trodde att man måste vara medlem någonstans för att få prata med en politiker.",
                "Deltagare, 17 år",
            ),
            contacts("Frågor om rådet", "demokrati"),
        ],
    )


def _environment() -> CouncilText:
    return CouncilText(
        key="rad-4",
        document="rad-4",
        number=4,
        theme="Miljö och klimat",
        lead="Vad kan en gård, ett kvarter och en stad göra? Rådet tog fram tio idéer som går att börja med genast.",
        picture="klimat",
        date=dt.date(2022, 9, 1),
        precision="season",
        place="Växthuset i Hamnen",
        thanks="Tack till er som satt kvar när lamporna släcktes. Tio idéer på en kväll är många.",
        areas=("hamnen",),
        themes=("miljo",),
        published=instant(dt.date(2022, 8, 15), 10),
        body=[
            heading("Fyra bord, fyra frågor"),
            text(
                "<ul><li>Mat: hur slänger vi mindre?</li><li>Värme: vem betalar för att huset läcker?</li>"
                "<li>Resor: vad får dig att ställa bilen?</li><li>Vatten: vart tar skyfallet vägen?</li></ul>"
            ),
            figures(
                "Så gick det för idéerna",
                "Källa: kommunens uppföljning ett år efter rådet.",
                share(3, 10, "idéer är klara."),
                share(5, 10, "idéer pågår."),
                share(2, 10, "idéer blev inte av. Varför står i sammanfattningen."),
            ),
        ],
    )
