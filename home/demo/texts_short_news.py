"""Short news that keep the list alive, and what an article is made of."""

from dataclasses import dataclass

from home.demo.blocks import Block, act_in_round, contacts, figures, heading, number, quote, share, text
from home.demo.dates import Calendar
from home.demo.texts_proposals import COUNTED, COUNTED_VOTERS


@dataclass(frozen=True, slots=True)
class NewsText:
    """An article, published so many days from today (negative) at 9 in the morning."""

    key: str
    day: int
    title: str
    lead: str
    picture: str
    theme: str
    body: list[Block]
    area: str = ""
    thread: tuple[str, str] = ("", "")
    updated: int = 0
    """Days from today (negative) of the last change; 0: none since it was published."""
    picture_text: str = ""
    picture_caption: str = ""


def vote_now(calendar: Calendar) -> NewsText:
    """Voting has begun."""
    return NewsText(
        key="rosta-i-narlunda",
        day=-3,
        title="Åtta förslag att välja mellan i Närlunda",
        lead=f"Läxhjälp, lampor eller sommarbio? Du kan rösta till {calendar.words(5)} kl. 23.59.",
        picture="skal",
        theme="gemenskap",
        area="narlunda",
        body=[
            heading("Så gör du"),
            text(
                "<p>Logga in med din e-postadress. Du får en kod dit. Välj högst tre förslag och spara. Du kan ändra dig ända "
                "till röstningen stänger.</p>"
                "<p>Vill du ha hjälp? Kom till biblioteket i Närlunda, måndag till fredag kl. 10–18.</p>"
            ),
            act_in_round("Förslagen delar på 100 000 kr.", "omgang-rostning", "Mitt Närlunda"),
            contacts("Frågor?", "omradesutvecklare"),
        ],
    )


def fireplace() -> NewsText:
    """The first project is ready."""
    return NewsText(
        key="grillplatsen-ar-klar",
        day=-25,
        title="Grillplatsen vid Ängen är klar",
        lead="Den kostade 600 kr mindre än beslutat. Pengarna går tillbaka till potten.",
        picture="eld",
        theme="gemenskap",
        area="narlunda",
        thread=("Vad tycker du om grillplatsen?", "Har du varit där? Berätta."),
        body=[
            text(
                "<p>Grillen, två bord och fyra bänkar stod klara i lördags. Tjugo grannar hjälpte till att bära sten. Veden "
                "ligger i skjulet och kostar ingenting.</p>"
                "<p>Lövsundahem lade ut pengarna. Kommunen betalar när kvittona är granskade.</p>"
            ),
            figures(
                "Kvittot",
                "Källa: Lövsundahems bokföring och räkningen av rösterna.",
                number("23 400", "kostade grillplatsen. 24 000 kr var beslutat.", unit="kr"),
                share(COUNTED[0].votes, COUNTED_VOTERS, "röstade på förslaget."),
            ),
            act_in_round(
                "Se vad som är klart och vad som dröjer.", "omgang-raknad", "Omgången som gav pengarna"
            ),
        ],
    )


def bike_workshop(calendar: Calendar) -> NewsText:
    """A project is late, and why."""
    return NewsText(
        key="cykelverkstaden-drojer",
        day=-38,
        title="Cykelverkstaden dröjer",
        lead=f"Källaren behöver bättre ventilation. Ny plan: öppning i {calendar.month(105)}.",
        picture="cykel",
        theme="miljo",
        area="narlunda",
        body=[
            text(
                "<p>När elen drogs in visade det sig att luften i källaren är för dålig. Lövsundahem betalar ventilationen. Det "
                "tar inte av förslagets pengar.</p><p>Verktygen är köpta och ligger låsta i förrådet.</p>"
            ),
            contacts("Frågor?", "omradesutvecklare"),
        ],
    )


def summer(calendar: Calendar) -> NewsText:
    """The summer round is open."""
    return NewsText(
        key="sommarpotten-oppnar",
        day=-9,
        title="Nu kan du söka ur sommarpotten",
        lead=f"50 000 kr ska bli en bättre sommar i Närlunda. Lämna ditt förslag senast {calendar.words(19)}.",
        picture="sommar",
        theme="barn-och-unga",
        area="narlunda",
        body=[
            heading("Vad kan du söka för?"),
            text(
                "<p>Sommarpotten är till för sådant som händer utomhus i juni, juli och augusti. Ett förslag får kosta högst "
                "25 000 kr. Det tar ungefär tio minuter att skriva ett.</p>"
            ),
            act_in_round("Vad skulle göra sommaren bättre?", "sommarpotten", "Sommarpotten"),
        ],
    )


def benches() -> NewsText:
    """What came of the second council."""
    return NewsText(
        key="fjorton-bankar",
        day=-61,
        title="Fjorton bänkar senare",
        lead="Efter rådet om mötesplatser bad äldre om fler bänkar. Vi frågade dem som sitter där.",
        picture="motesplats",
        theme="moten",
        body=[
            quote("Nu orkar jag hela vägen till affären. Jag sätter mig tre gånger.", "Boende, 84 år"),
            text(
                "<p>Bänkarna står där folk redan brukade stanna. Två har flyttats efter önskemål. Saknar du en? Skriv till oss.</p>"
            ),
            contacts("Skriv till", "omradesutvecklare"),
        ],
    )
