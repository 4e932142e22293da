"""News: the articles on safety, on the four labs and on the budgeting pilot."""

import datetime as dt

from home.demo.blocks import (
    act,
    act_in_round,
    advice,
    change,
    contacts,
    figures,
    heading,
    link,
    measures,
    number,
    picture,
    places,
    quote,
    read_more,
    share,
    text,
)
from home.demo.dates import Calendar
from home.demo.texts_short_news import NewsText, benches, bike_workshop, fireplace, summer, vote_now

INDEX_KEY = "nyheter"
INDEX_TITLE = "Nyheter"
INDEX_LEAD = "Vad som händer i områdena, vad som blev av och vad som dröjer."


def news(calendar: Calendar) -> list[NewsText]:
    """All articles, newest first."""
    return [
        vote_now(calendar), _safety(calendar), _five_ways(), _pilot_news(), fireplace(), bike_workshop(calendar), summer(calendar),
        _pilot(), benches(),
    ]  # fmt: skip


def _safety(calendar: Calendar) -> NewsText:
    now, before = calendar.day(-30), calendar.day(-30 - 2 * 365)
    return NewsText(
        key="fler-kanner-sig-trygga",
        day=-4,
        title="Fler hyresgäster känner sig trygga",
        lead="Två av tre hyresgäster hos Lövsundahem säger nu att de är trygga. Mest har det ändrats på Björkhöjden.",
        picture="hus",
        theme="trygghet",
        area="bjorkhojden",
        updated=-2,
        picture_text="Fyra hus på rad i solsken, med ljus i fönstren.",
        picture_caption="På Björkhöjden har mest hänt.",
        body=[
            figures(
                "Så har det ändrats",
                "Källa: den årliga enkäten till hyresgäster.",
                change(
                    ("57", dt.date(2018, 12, 1)), ("67", now), "%", "av alla hyresgäster känner sig trygga."
                ),
                change(("46", before), ("64", now), "%", "på Björkhöjden känner sig trygga. Det tog två år."),
                places(
                    "Så många känner sig trygga, område för område",
                    "%",
                    before,
                    now,
                    {
                        "Björkhöjden": ("46", "64"),
                        "Närlunda": ("58", "66"),
                        "Hamnen": ("63", "68"),
                        "Sandby": ("70", "70"),
                    },
                ),
            ),
            measures(
                "Det har vi gjort",
                "Tillsammans med kommunen, polisen och skolorna. Ingen enskild åtgärd förklarar siffrorna.",
                (
                    "Fysisk miljö",
                    "Det ska vara ljust, och man ska se och synas.",
                    [
                        "Ny belysning i trapphus och på gårdar",
                        "Dörrar som går att låsa",
                        "Klippta buskar vid gångvägen",
                    ],
                ),
                (
                    "Förvaltning och kontroll",
                    "Det som går sönder ska lagas, och den som bor ska ha ett kontrakt.",
                    [
                        "Bovärdar på plats varje dag",
                        "Skador lagas inom ett dygn",
                        "Andrahandskontrakt kontrolleras oftare",
                    ],
                ),
                (
                    "Social styrka",
                    "Grannar som känner varandra hälsar. Den som hälsar märker när något är fel.",
                    ["Läxhjälp två kvällar i veckan", "Sommarjobb för unga i området", "Odling på gårdarna"],
                ),
            ),
            quote(
                "Förr gick jag raka vägen in. Nu stannar jag och pratar.",
                "Boende på Björkhöjden",
                "hyresgäst sedan 1998",
            ),
            heading("Vad händer nu?"),
            text(
                "<p>En av tre känner sig fortfarande otrygg. Därför frågar vi var och när. Svaren visar vi här till våren.</p>"
            ),
            contacts("Kontakt", "trygghet", "press"),
        ],
    )


def _five_ways() -> NewsText:
    return NewsText(
        key="fem-vagar",
        day=-13,
        title="Fem vägar till goda boendemiljöer",
        lead="En traineegrupp har granskat hur kommunerna bygger och frågar. Här är deras råd.",
        picture="rose",
        theme="moten",
        body=[
            heading("Tio råd"),
            text(
                "<p>Gruppen besökte elva områden, både dag och kväll. Det som skilde områdena åt var sällan pengarna. Det var "
                "om någon svarade när man frågade.</p>"
            ),
            act(
                "Läs rapporten",
                "Fem fokusområden med ett till tre råd i varje.",
                "Till rapporten",
                "goda-boendemiljoer",
            ),
            contacts("Kontakt", "trainee"),
        ],
    )


def _pilot_news() -> NewsText:
    return NewsText(
        key="fyra-labb",
        day=-17,
        title="Fyra labb visade vad ett hyresbolag kan göra",
        lead="Under två år prövade fyra städer nya sätt att arbeta i sina bostadsområden. Nu finns resultaten och fem råd till andra.",
        picture="labb",
        theme="gemenskap",
        body=[
            heading("Fyra mål", "Labben pågick 2018–2019."),
            text(
                "<ul><li>Färre ska vara utan arbete länge.</li><li>Fler ska klara skolan.</li>"
                "<li>Servicen i området ska bli bättre.</li><li>Brotten ska bli färre.</li></ul>"
                "<p>I varje stad arbetade hyresgäster, bostadsbolag, kommun och föreningar i samma rum. De prövade i liten "
                "skala, mätte och ändrade.</p>"
            ),
            figures(
                "Resultat i siffror",
                "Källa: labbens slutrapport.",
                share(9, 10, "nyanlända som deltog fick arbete eller började studera."),
                share(
                    15,
                    22,
                    "kvinnor fick arbete, praktik, studier eller eget företag. Sex till planerar ett kooperativ.",
                ),
                number("80", "fler deltog i aktiviteterna när labben var slut än när de började.", unit="%"),
                number("100", "aktiviteter för unga ordnades under 2019.", prefix="över"),
            ),
            picture(
                "labb",
                "Fyra krukor på rad. I varje kruka har en planta hunnit lite längre än i den förra.",
                "Fyra labb, fyra städer, samma frågor.",
            ),
            advice(
                "Fem råd till andra",
                "Fråga de boende först, och fråga igen.",
                "Börja smått och visa snabbt något som märks.",
                "Ge en person tid och mandat att hålla ihop arbetet.",
                "Dela siffror öppet, även dåliga.",
                "Stanna kvar när projektpengarna är slut.",
            ),
            read_more(
                link(
                    "Läs slutrapporten",
                    url="https://www.example.org/labb",
                    description="Allt om de fyra labben, hos Hyresgästerna i Lövsunda.",
                ),
                link(
                    "Se Mitt Närlunda",
                    page="narlunda",
                    description="I Närlunda har vi redan börjat göra som labben.",
                ),
            ),
            contacts("Kontakt", "labb", "labb-plats"),
        ],
    )


def _pilot() -> NewsText:
    return NewsText(
        key="narlundaborna-bestammer",
        day=-275,
        title="Närlundaborna bestämmer över 100 000 kr",
        lead="Lövsundahem prövar medborgarbudget. De boende har idéerna och gör jobbet. Bolaget står för pengarna.",
        picture="ring",
        theme="gemenskap",
        area="narlunda",
        body=[
            heading("Tre mål", "Trygghet, gemenskap och trivsel."),
            text(
                "<p>Mitt Närlunda är ett försök. Den som bor i området föreslår något, planerar det och genomför det. "
                "Lövsundahem och kommunen hjälper till med det som är krångligt.</p>"
                "<p>Potten är 100 000 kr om året. Ett projekt får högst 25 000 kr per kvartal.</p>"
            ),
            heading("Så söker du"),
            text(
                '<p>Du skickar in ditt förslag på <a href="page:narlunda">sidan för Mitt Närlunda</a>. Berätta tre saker:</p>'
                "<ol><li>Vad vill du göra?</li><li>Hur hjälper det området och dem som bor där?</li><li>Vad kostar det?</li></ol>"
                "<p>När tiden är ute visas alla förslag på sidan. Sedan röstar de boende. Var och en väljer högst tre. De med flest "
                "röster får pengar.</p>"
            ),
            heading("Fler områden"),
            text("<p>Går det bra fortsätter vi i flera områden. Först i kön står Björkhöjden.</p>"),
            act_in_round("Alla som bor i Närlunda får vara med.", "omgang-rostning", "Mitt Närlunda just nu"),
            contacts("Kontakt", "omradesutvecklare", "samordnare"),
        ],
    )
