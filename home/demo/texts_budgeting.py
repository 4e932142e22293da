"""The participatory budgets: programmes, and what their rounds' pages say. Proposals stand in texts_proposals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from budgeting.services.rounds import NewQuestion
from home.demo.blocks import Block, advice, contacts, heading, text

KRONA = 100
"""Öre in a krona."""


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """A programme. `envelope` is whole kronor for a year."""

    key: str
    title: str
    area: str
    lead: str
    purpose: str
    rules: str
    envelope: int
    picture: str
    contacts: tuple[str, ...]
    body: list[Block]


@dataclass(frozen=True, slots=True)
class RoundText:
    """A round. Days count from today: submission opens and closes, proposals show, voting opens and closes, result."""

    key: str
    programme: str
    name: str
    days: tuple[int, int, int, int, int, int]
    budget: int
    question: str
    lead: str
    picture: str
    body: list[Block]
    cap: int = 25_000
    terms: Mapping[str, Any] = field(default_factory=dict)
    """More of the contract: fields of Terms."""
    slug: str = ""
    thread: tuple[str, str] = ("", "")


CRITERIA = (
    "Det är i området och öppet för alla som bor där",
    "Det går att göra inom ett år",
    "Den som äger marken eller huset säger ja",
    "Kostnaden är rimlig",
)
QUESTIONS = (
    NewQuestion(
        text="Vem sköter det när det är klart?",
        help_text="En person, en grupp, en förening eller Lövsundahem.",
        is_public=True,
    ),
    NewQuestion(
        text="Behöver ni hjälp av Lövsundahem?",
        kind="choice",
        options="Ja, med plats eller el\nJa, med att gräva eller bygga\nNej",
    ),
)
REQUIREMENTS = (
    "vara öppet för alla som bor i området\ngå att göra inom ett år\ninte tjäna pengar åt någon enskild"
)

OVERVIEW_KEY = "medborgarbudget"
OVERVIEW_TITLE = "Medborgarbudget"
OVERVIEW_LEAD = "Pengar som du som bor i området bestämmer över. Välj ditt område och se vad som pågår."


def overview_body() -> list[Block]:
    """The page above all programmes."""
    return [
        heading("Så fungerar det"),
        text(
            '<p>Läs mer <a href="page:om-medborgarbudget">om medborgarbudget</a> och om '
            '<a href="page:sa-raknas-rosterna">hur rösterna räknas</a>. Bor du någon annanstans? Skriv till oss, så berättar vi '
            "när det blir er tur.</p>"
        ),
        contacts("Frågor?", "samordnare"),
    ]


PROGRAMMES = [
    ProgrammeText(
        key="narlunda",
        title="Mitt Närlunda",
        area="narlunda",
        lead="Du som bor i Närlunda har idéerna, planerar och gör. Lövsundahem och kommunen står för pengarna.",
        purpose=(
            "Området ska bli tryggare, trevligare och mer gemensamt. Det som blir av ska alla i Närlunda ha glädje av. "
            "Varje omgång har sin egen pott och en högsta kostnad för ett förslag."
        ),
        rules=(
            "Du som bor i Närlunda får lämna förslag och rösta.\n"
            "Ett förslag får kosta högst 25 000 kr.\n"
            "Det som blir av är öppet för alla i området och går att göra inom ett år.\n"
            "Ingen enskild får tjäna pengar på det.\n"
            "Du som fick pengar gör jobbet, visar kvitton och berättar hur det gick."
        ),
        envelope=300_000,
        picture="gard",
        contacts=("omradesutvecklare", "samordnare"),
        body=[
            heading("Så började det"),
            text(
                '<p>Första året var potten 100 000 kr. Läs <a href="page:narlundaborna-bestammer">nyheten från starten</a>. Nu '
                "räcker pengarna till flera omgångar om året.</p>"
            ),
            heading("Så går det till"),
            text(
                "<ol><li>Du lämnar ett förslag här på sidan, medan omgången är öppen.</li>"
                "<li>Vi läser alla förslag. De som följer reglerna visas, och den som får nej får veta varför.</li>"
                "<li>Alla som bor i området röstar på högst tre förslag.</li>"
                "<li>De med flest röster får pengar, så länge potten räcker.</li>"
                "<li>Du som fick pengar gör jobbet och berättar hur det gick.</li></ol>"
            ),
            advice(
                "Tre frågor som ditt förslag ska svara på",
                "Vad vill du göra?",
                "Hur hjälper det området och dem som bor där?",
                "Vad kostar det, på ett ungefär?",
            ),
        ],
    ),
    ProgrammeText(
        key="bjorkhojden",
        title="Mitt Björkhöjden",
        area="bjorkhojden",
        lead="Nu är det Björkhöjdens tur. Första omgången öppnar om några veckor.",
        purpose="Samma regler som i Närlunda, men ni bestämmer vad pengarna ska räcka till.",
        rules=(
            "Du som bor på Björkhöjden och har fyllt 13 år får lämna förslag och rösta.\n"
            "Ett förslag får kosta högst 25 000 kr, och allt du lämnar in högst 50 000 kr.\n"
            "Det som blir av är öppet för alla i området och går att göra inom ett år."
        ),
        envelope=100_000,
        picture="hus",
        contacts=("bjorkhojden", "samordnare"),
        body=[
            heading("Förbered dig"),
            text(
                "<p>Prata med grannarna redan nu. Kom till tvättstugan på Backgatan en torsdag kl. 17–19. Där hjälper vi till med "
                "att räkna på kostnader.</p>"
            ),
        ],
    ),
]


def rounds(spring: str, autumn: str) -> list[RoundText]:
    """All rounds. `spring` and `autumn` are the half-years of the counted round and of the one in voting."""
    return [_counted(spring), _voting(autumn), _submission(), _coming(), _coming_elsewhere()]


def _counted(season: str) -> RoundText:
    return RoundText(
        key="omgang-raknad",
        programme="narlunda",
        name=f"Mitt Närlunda, {season}",
        days=(-270, -241, -222, -205, -186, -183),
        budget=100_000,
        question="Vad ska Närlunda få?",
        lead="Här ser du hur rösterna föll, varför varje förslag fick ja eller nej, och vad som har hänt sedan dess.",
        picture="ring",
        body=[
            heading(
                "Så betalas pengarna ut", "Den som fick pengar gör jobbet och berättar själv hur det går."
            ),
            text("<p>Lövsundahem lägger ut pengarna. Kommunen betalar när kvittona är granskade.</p>"),
        ],
    )


def _voting(season: str) -> RoundText:
    return RoundText(
        key="omgang-rostning",
        programme="narlunda",
        name=f"Mitt Närlunda, {season}",
        days=(-70, -41, -22, -15, 5, 8),
        budget=100_000,
        question="Vad ska Närlunda få?",
        lead="Du som bor i Närlunda kan rösta på högst tre förslag. De med flest röster delar på 100 000 kr.",
        picture="skal",
        thread=("Frågor om förslagen", "Undrar du något innan du röstar?"),
        body=[
            heading("Få hjälp att rösta"),
            text(
                "<p>Kom till biblioteket i Närlunda, måndag till fredag kl. 10–18. Där kan du låna en dator, och personalen visar hur du "
                "gör. Behöver du tolk? Säg till, så ordnar vi det.</p>"
            ),
        ],
    )


def _submission() -> RoundText:
    return RoundText(
        key="sommarpotten",
        programme="narlunda",
        name="Sommarpotten i Närlunda",
        days=(-9, 19, 33, 40, 61, 64),
        budget=50_000,
        question="Vad gör sommaren bättre?",
        lead="50 000 kr till sådant som händer utomhus i sommar. Ett förslag får kosta högst 25 000 kr.",
        picture="sommar",
        thread=("Hitta någon att göra det med", "Har du en idé men saknar sällskap?"),
        body=[
            heading("Behöver du hjälp att skriva?"),
            text(
                "<p>Kom till biblioteket i Närlunda en tisdag kl. 16–18. Vi skriver tillsammans, på svenska eller ditt eget språk. Du "
                "kan också ringa.</p>"
            ),
        ],
    )


def _coming() -> RoundText:
    return RoundText(
        key="ungas-val",
        programme="narlunda",
        name="Ungas val i Närlunda",
        days=(31, 59, 70, 75, 95, 98),
        budget=50_000,
        question="Vad vill unga göra?",
        lead="Förslagen kommer från dig som är mellan 10 och 20 år. Alla i Närlunda får rösta.",
        picture="eld",
        body=[
            heading("Planen"),
            text(
                "<p>Vi börjar på skolorna. Där kan du skriva förslag på lektionstid, ensam eller med din klass. En vuxen måste vara "
                "med och hålla i pengarna.</p>"
            ),
        ],
    )


def _coming_elsewhere() -> RoundText:
    return RoundText(
        key="bjorkhojden-forsta",
        programme="bjorkhojden",
        name="Mitt Björkhöjden, första omgången",
        days=(24, 52, 68, 73, 94, 97),
        budget=100_000,
        question="Vad ska Björkhöjden få?",
        lead="Första omgången på Björkhöjden. 100 000 kr att dela på.",
        picture="hus",
        terms={"least_age": 13, "applicant_round_ore": 50_000 * KRONA, "leftover": "carried_over"},
        body=[],
    )
