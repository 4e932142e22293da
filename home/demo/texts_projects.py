"""What became of the proposals of the counted round. Days are counted from today, negative in the past; money in whole kronor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """A step of a plan: when it was to be done, and when it was."""

    title: str
    planned: int
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidText:
    """A word about a project. `expected` is the month in which that day lies; `picture` a drawing and what it shows."""

    day: int
    text: str = ""
    status: str = ""
    reason: str = ""
    expected: int | None = None
    picture: tuple[str, str] | None = None
    by_applicant: bool = False
    published: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentText:
    """A payment; `receipt` is what its receipt says, `waits` that nobody has confirmed it yet."""

    day: int
    kronor: int
    what: str
    receipt: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyText:
    """More money for a project, or what it gave back (`kronor` 0: all that is left)."""

    day: int
    reason: str
    kronor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectText:
    """A project by the title of its proposal."""

    title: str
    responsible: str
    plan: str
    expected: int | None = None
    steps: tuple[StepText, ...] = ()
    said: tuple[SaidText, ...] = ()
    payments: tuple[PaymentText, ...] = ()
    money: tuple[MoneyText, ...] = ()


PROJECTS = [
    ProjectText(
        title="Odlingslådor på gården",
        responsible="Områdesutvecklaren i Närlunda",
        plan="Virket köps in av bostadsbolaget. De boende bygger lådorna en helg och sköter dem sedan själva.",
        steps=(
            StepText(title="Virket är köpt", planned=-170, done=-171),
            StepText(title="Lådorna är byggda", planned=-160, done=-161),
            StepText(title="Jord och vatten på plats", planned=-155, done=-156),
        ),
        said=(
            SaidText(
                day=-172, text="Virket är beställt och kommer till gården på fredag.", status="under_way"
            ),
            SaidText(
                day=-160,
                text="Vi var sjutton som byggde i lördags. Tre lådor har låg kant, så att man når från rullstol.",
                picture=("gard", "Lådor med gröna växter på en gård."),
                by_applicant=True,
            ),
            SaidText(
                day=-154,
                text="Lådorna är fulla av jord, tunnan är på plats och lotterna är dragna.",
                status="done",
            ),
        ),
        payments=(
            PaymentText(
                day=-171, kronor=11_000, what="Virke och skruv", receipt="Virke och skruv, 11 000 kr"
            ),
            PaymentText(
                day=-158, kronor=11_000, what="Jord, vattentunna och slang", receipt="Jord, 11 000 kr"
            ),
        ),
    ),
    ProjectText(
        title="Grillplats vid Ängen",
        responsible="Områdesutvecklaren i Närlunda",
        plan="Grunden gjuts när marken har torkat. Sedan muras grillen, och bord och bänkar ställs på plats.",
        expected=75,
        steps=(
            StepText(title="Platsen är utmärkt", planned=-165, done=-166),
            StepText(title="Bord och bänkar är köpta", planned=-150, done=-151),
            StepText(title="Grunden är gjuten", planned=-20, done=-22),
            StepText(title="Grillen är murad", planned=45),
        ),
        said=(
            SaidText(
                day=-166, text="Platsen är utmärkt tillsammans med dem som föreslog den.", status="under_way"
            ),
            SaidText(
                day=-22,
                text="Grunden är gjuten. Bord och bänkar står i förrådet tills grillen är murad.",
                picture=("motesplats", "Bänkar under ett träd."),
            ),
            SaidText(
                day=-1,
                text="I helgen sorterade vi sten, fem grannar och två barn. Vi är klara att börja mura.",
                by_applicant=True,
                published=False,
            ),
        ),
        payments=(
            PaymentText(
                day=-164,
                kronor=14_900,
                what="Sten, tegel och murbruk",
                receipt="Sten, tegel, murbruk, 14 900 kr",
            ),
            PaymentText(day=-150, kronor=8_500, what="Bord och bänkar", receipt="Bord och bänkar, 8 500 kr"),
        ),
        money=(
            MoneyText(day=-40, kronor=1_500, reason="Marken behövde dräneras innan grunden kunde gjutas."),
        ),
    ),
    ProjectText(
        title="Läxhjälp på torsdagar",
        responsible="Fritidsenheten",
        plan="Två studenter i taget, varje torsdag under ett läsår. Fritidsenheten betalar ut lönen.",
        expected=150,
        steps=(StepText(title="Studenterna är anställda", planned=-150, done=-147),),
        said=(
            SaidText(
                day=-146, text="Läxhjälpen har börjat. Första torsdagen kom nio barn.", status="under_way"
            ),
            SaidText(day=-96, text="Våren är slut. Som mest kom fjorton barn på en torsdag."),
        ),
        payments=(
            PaymentText(day=-140, kronor=7_000, what="Lön till två studenter, våren"),
            PaymentText(
                day=-96, kronor=1_850, what="Frukt och smörgås, våren", receipt="Frukt och smörgås, 1 850 kr"
            ),
        ),
    ),
    ProjectText(
        title="Cykelverkstad i källaren",
        responsible="Fastighetsskötseln",
        plan="Rummet töms och målas. Sedan köps verktyg, och de som föreslog verkstaden sköter kvällarna.",
        steps=(
            StepText(title="Rummet är tömt", planned=-130, done=-128),
            StepText(title="Rummet är torrt och målat", planned=-50),
        ),
        said=(
            SaidText(day=-128, text="Rummet är tömt, och ställ och pump är köpta.", status="under_way"),
            SaidText(
                day=-35,
                text="Golvet har brutits upp för att torka.",
                status="late",
                reason="Rummet har fått en vattenskada och måste torka innan det målas.",
                expected=60,
            ),
        ),
        payments=(
            PaymentText(day=-120, kronor=6_400, what="Ställ och pump", receipt="Ställ och pump, 6 400 kr"),
            PaymentText(day=-2, kronor=11_200, what="Verktyg", receipt="Verktyg, 11 200 kr", waits=True),
        ),
    ),
    ProjectText(
        title="Filmkvällar för barn",
        responsible="Fritidsenheten",
        plan="En film i månaden i samlingssalen.",
        said=(
            SaidText(
                day=-110,
                text="Vi har letat efter en annan sal i området, men ingen är stor nog.",
                status="stopped",
                reason="Samlingssalen byggs om och blir inte klar i tid.",
            ),
        ),
        money=(MoneyText(day=-100, reason="Filmkvällarna blir inte av, eftersom det inte finns någon sal."),),
    ),
]
