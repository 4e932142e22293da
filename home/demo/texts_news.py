"""News: the articles on safety, on the four labs and on the budgeting pilot."""

from home.demo.blocks import (
    act,
    advice,
    change,
    contacts,
    figures,
    heading,
    number,
    picture,
    quote,
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
        vote_now(calendar), _safety(), _five_ways(), _pilot_news(), fireplace(), bike_workshop(calendar), summer(calendar),
        _pilot(), benches(),
    ]  # fmt: skip


def _safety() -> NewsText:
    return NewsText(
        key="fler-kanner-sig-trygga",
        day=-4,
        title="Fler hyresgäster känner sig trygga",
        lead="Två av tre hyresgäster hos Lövsundahem säger nu att de är trygga. Mest har det ändrats på Björkhöjden.",
        picture="hus",
        theme="trygghet",
        area="bjorkhojden",
        body=[
            figures(
                "Så har det ändrats",
                "Källa: den årliga enkäten till hyresgäster.",
                change("57", "67", "%", "av alla hyresgäster känner sig trygga. Jämfört med slutet av 2018."),
                change("46", "64", "%", "på Björkhöjden känner sig trygga. Så mycket ändrades på två år."),
            ),
            heading("Det har vi gjort", "Tillsammans med kommunen, polisen och skolorna."),
            text(
                "<p>Ingen enskild åtgärd förklarar siffrorna. Arbetet har skett på tre sätt samtidigt.</p>"
                "<h3>Fysisk miljö</h3>"
                "<p>Ny belysning i trapphus och på gårdar. Dörrar som går att låsa. Buskar är klippta så att man ser ut över "
                "gångvägen.</p>"
                "<h3>Förvaltning och kontroll</h3>"
                "<p>Bovärdar som är på plats varje dag. Skador lagas inom ett dygn. Andrahandskontrakt kontrolleras oftare.</p>"
                "<h3>Social styrka</h3>"
                "<p>Läxhjälp, sommarjobb och odling. Grannar som känner varandra hälsar, och den som hälsar märker när något "
                "är fel.</p>"
            ),
            quote("Förr gick jag raka vägen in. Nu stannar jag och pratar.", "Boende på Björkhöjden"),
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
                "<p>Gruppen besökte elva områden, både dag och kväll. Det som skiljde områdena åt var sällan pengarna. Det var "
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
            heading("Läs mer"),
            text(
                '<p>Slutrapporten finns hos <a href="https://www.example.org/labb">Hyresgästerna i Lövsunda</a>. I Närlunda har '
                'vi redan börjat: se <a href="page:narlunda">Mitt Närlunda</a>.</p>'
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
            act("Till Mitt Närlunda", "Se vad som pågår just nu.", "Till projektets sida", "narlunda"),
            contacts("Kontakt", "omradesutvecklare", "samordnare"),
        ],
    )
