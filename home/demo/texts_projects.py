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
        title="Grillplats vid Ängen",
        responsible="Områdesutvecklaren i Närlunda",
        plan="Grunden gjuts när marken har torkat. Sedan muras grillen, och bord och bänkar ställs på plats.",
        steps=(
            StepText(title="Platsen är utmärkt", planned=-165, done=-166),
            StepText(title="Grunden är gjuten", planned=-90, done=-94),
            StepText(title="Grillen är murad", planned=-30, done=-27),
        ),
        said=(
            SaidText(
                day=-166, text="Platsen är utmärkt tillsammans med dem som föreslog den.", status="under_way"
            ),
            SaidText(
                day=-94, text="Grunden är gjuten. Bord och bänkar står i förrådet tills grillen är murad."
            ),
            SaidText(
                day=-26,
                text="Vi var tjugo grannar som bar sten i lördags. Nu står grillen där, med två bord och fyra bänkar.",
                picture=("motesplats", "Bänkar under ett träd."),
                by_applicant=True,
            ),
            SaidText(day=-25, text="Grillplatsen är klar. Veden ligger i skjulet.", status="done"),
        ),
        payments=(
            PaymentText(
                day=-164,
                kronor=14_900,
                what="Sten, tegel och murbruk",
                receipt="Sten, tegel, murbruk, 14 900 kr",
            ),
            PaymentText(day=-100, kronor=8_500, what="Bord och bänkar", receipt="Bord och bänkar, 8 500 kr"),
        ),
        money=(MoneyText(day=-24, reason="Grillplatsen kostade 600 kr mindre än beslutat."),),
    ),
    ProjectText(
        title="Odlingslådor på gården",
        responsible="Områdesutvecklaren i Närlunda",
        plan="Virket köps in av bostadsbolaget. De boende bygger lådorna en helg och sköter dem sedan själva.",
        expected=75,
        steps=(
            StepText(title="Virket är köpt", planned=-170, done=-171),
            StepText(title="Lådorna är byggda", planned=-160, done=-161),
            StepText(title="Marken är dränerad", planned=-20, done=-22),
            StepText(title="Jord och vatten på plats", planned=45),
        ),
        said=(
            SaidText(
                day=-172, text="Virket är beställt och kommer till gården på fredag.", status="under_way"
            ),
            SaidText(
                day=-160,
                text="Vi var sjutton som byggde i lördags. Tre lådor har låg kant, så att man når från rullstol.",
                by_applicant=True,
            ),
            SaidText(
                day=-22,
                text="Marken är dränerad, och lådorna står på sin plats. Jorden kommer när det blir varmare.",
                picture=("gard", "Lådor med gröna växter på en gård."),
            ),
            SaidText(
                day=-1,
                text="I helgen fyllde vi de första lådorna med löv, fem grannar och två barn.",
                by_applicant=True,
                published=False,
            ),
        ),
        payments=(
            PaymentText(
                day=-171, kronor=11_000, what="Virke och skruv", receipt="Virke och skruv, 11 000 kr"
            ),
            PaymentText(day=-21, kronor=3_400, what="Dränering", receipt="Dränering, 3 400 kr"),
        ),
        money=(
            MoneyText(
                day=-40, kronor=1_500, reason="Marken behövde dräneras innan lådorna kunde ställas ut."
            ),
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
            StepText(title="Ventilationen är bättre", planned=-50),
        ),
        said=(
            SaidText(day=-128, text="Rummet är tömt, och ställ och pump är köpta.", status="under_way"),
            SaidText(
                day=-35,
                text="När elen drogs in visade det sig att luften är för dålig. Bostadsbolaget betalar ventilationen.",
                status="late",
                reason="Källaren behöver bättre ventilation innan verkstaden kan öppna.",
                expected=105,
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
