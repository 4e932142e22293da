"""What residents wrote, and what the municipality answered. Every person is made up."""

import datetime as dt
from dataclasses import dataclass

from home.demo.dates import Calendar, instant


@dataclass(frozen=True, slots=True)
class CommentText:
    """An entry in a thread. Without a name it stands as Anonymous; `answer` is the municipality's, with its instant."""

    written: dt.datetime
    text: str
    name: str = ""
    answer: tuple[dt.datetime, str] | None = None
    replies: tuple[tuple[dt.datetime, str, str], ...] = ()
    """Instant, name and text of residents' replies."""
    hidden: bool = False
    waiting: bool = False

    def below(self) -> list[tuple[dt.datetime, str | None, str]]:
        """Everything below the entry: instant, name (None is the municipality) and text."""
        answers = [(self.answer[0], None, self.answer[1])] if self.answer else []
        return [*self.replies, *answers]


def _november(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return instant(dt.date(2021, 11, day), hour, minute)


EVERY_MATTER = "Lägg ut varje ärende som kommer in och skriv vad som hände med det. Annars känns det som att det försvinner."
OPEN_COSTS = "Publicera vad varje projekt kostar som öppna data, så att vi kan räkna själva."

IDEAS_BEFORE_COUNCIL_3 = [
    CommentText(
        _november(2, 19, 12),
        "Börja med att ta reda på vilka ni vill nå. Unga, äldre och nyinflyttade behöver helt olika saker. Ett möte för alla "
        "blir lätt ett möte för ingen.",
        "Föreningsaktiv i Hamnen",
        answer=(
            _november(4, 10, 5),
            "Bra fråga. Till råd 3 bjuder vi in genom skolorna, hemtjänsten och tvättstugorna. Vi räknar efteråt vilka som kom.",
        ),
    ),
    CommentText(
        _november(4, 7, 48),
        "Läs den här debattartikeln om hur en mindre stad gjorde: https://www.example.org/debatt/demokrati-pa-torget "
        "Där ställde de ut ett bord på torget varje lördag. Kan vi pröva samma sak?",
        "Tidningsläsare",
    ),
    CommentText(
        _november(9, 21, 30),
        "Bygg en egen plats för samtal i stället för att använda sociala medier. Alla har inte konto där, och alla vill inte "
        "ha det.",
        answer=(
            _november(11, 13, 20),
            "Vi håller med. Tills den finns kan du skriva här, utan konto.",
        ),
    ),
    CommentText(_november(11, 20, 2), OPEN_COSTS, "Siffernörd"),
    CommentText(
        _november(11, 20, 9),
        OPEN_COSTS + " (Skickar igen, sidan hängde sig.)",
        "Siffernörd",
        answer=(
            _november(12, 9, 15),
            "Båda kom fram! Vi tar med oss det till rådet. Kostnaderna finns redan hos oss, men i en form som ingen orkar läsa.",
        ),
    ),
    CommentText(
        _november(12, 16, 40),
        "Det behövs klubbar för barn som inte gillar sport. Schack, teater, baka, vad som helst. Och de måste vara gratis.",
        "Mamma till tre",
    ),
    CommentText(
        _november(13, 8, 25),
        "Fråga på fler språk. Min mamma har bott här i tjugo år och har massor att säga.",
        "Boende i Sandby",
        answer=(_november(15, 9, 0), "Tack. På råd 3 finns tolk i fem språk, och papper på tre till."),
    ),
    CommentText(_november(14, 18, 55), EVERY_MATTER, "Boende på Ängsgatan"),
    CommentText(
        _november(14, 18, 58),
        EVERY_MATTER + " Det gäller även när svaret är nej.",
        "Boende på Ängsgatan",
        answer=(
            _november(19, 11, 30),
            "Rådet tog upp det här i går. Från nyår får varje ärende en egen sida där du ser vad som är gjort.",
        ),
    ),
    CommentText(
        _november(15, 6, 58),
        "Möten klockan 18 går inte när man har små barn. Kan man inte få vara med på video, eller svara i efterhand?",
        "Förälder i Närlunda",
        replies=((_november(15, 12, 10), "", "Håller med. Eller på lördag förmiddag."),),
        answer=(
            _november(16, 8, 45),
            "Råd 3 sänds på video, och frågorna ligger kvar en vecka efteråt. Vi prövar en lördag till våren.",
        ),
    ),
    CommentText(
        _november(15, 22, 14),
        "Politiker borde komma till oss i stället för tvärtom. Stå utanför affären en fredag så får ni höra.",
    ),
    CommentText(
        _november(16, 15, 33),
        "Jag vill att det ska finnas en klubb för barn där man kan bygga saker. Inte bara fotboll.",
        "Anonym, 9 år",
        answer=(
            _november(17, 9, 10),
            "Tack för att du skrev! I februari börjar en byggklubb på biblioteket, varje tisdag efter skolan. Du är varmt "
            "välkommen.",
        ),
    ),
]


def school_roads(calendar: Calendar) -> list[CommentText]:
    """The thread before the coming council."""
    return [
        CommentText(
            calendar.at(-12, 20, 15),
            "Gången under järnvägen. Jag går hellre tio minuter längre än där.",
            "Kvällsarbetare",
        ),
        CommentText(
            calendar.at(-8, 16, 2),
            "Varför tänds lamporna vid skolan först klockan fem? Barnen går hem halv fyra och då är det redan mörkt.",
            "Förälder i Närlunda",
            answer=(
                calendar.at(-7, 9, 40),
                "Tack, det var fel inställt. Från och med i dag tänds de när det blir mörkt, ungefär kl. 15.30.",
            ),
            replies=(
                (calendar.at(-6, 18, 22), "Granne", "Det märks! Nu hoppas vi på stigen vid dammen också."),
            ),
        ),
        CommentText(
            calendar.at(-5, 12, 0),
            "Han på nummer 14 kör alltid för fort förbi skolan, någon borde säga till honom.",
            "Arg",
            hidden=True,
        ),
        CommentText(calendar.at(-3, 19, 50), "Kommer det att finnas tolk på arabiska?", "Mormor i Sandby"),
        CommentText(
            calendar.at(-1, 17, 5),
            "Kan man klippa buskarna vid cykelvägen? Man ser inte om någon står där.",
            waiting=True,
        ),
    ]


def ballot_questions(calendar: Calendar) -> list[CommentText]:
    """Questions while the round is in voting."""
    return [
        CommentText(
            calendar.at(-10, 18, 30),
            "Får jag rösta om jag hyr i andra hand?",
            "Ny i Närlunda",
            answer=(
                calendar.at(-9, 10, 12),
                "Ja. Bor du i Närlunda får du rösta, oavsett vem som står på kontraktet.",
            ),
        ),
        CommentText(
            calendar.at(-4, 20, 44),
            "Vem sköter utegymmet om tio år? Det gamla vid skolan blev aldrig lagat.",
            answer=(
                calendar.at(-3, 13, 5),
                "Lövsundahem tar över skötseln efter första året. Gymmet vid skolan lagas före sommaren.",
            ),
        ),
        CommentText(
            calendar.at(-1, 21, 10),
            "Kan ni skriva ut förslagen på papper i tvättstugan?",
            "Boende, 78 år",
            waiting=True,
        ),
    ]


def fireplace(calendar: Calendar) -> list[CommentText]:
    """Under the news of the finished fireplace."""
    return [
        CommentText(
            calendar.at(-21, 19, 0),
            "Vi grillade i lördags. Tolv grannar jag aldrig hade pratat med!",
            "Granne på Ängsgatan",
        ),
        CommentText(
            calendar.at(-19, 8, 30),
            "Var slänger man askan?",
            answer=(calendar.at(-18, 9, 0), "I plåttunnan bakom grillen. Skylt kommer den här veckan."),
        ),
    ]
