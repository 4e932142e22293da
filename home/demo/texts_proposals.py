"""What residents have proposed, round by round, and what the review said."""

from dataclasses import dataclass

NOBODYS_NAME = "Boende i Närlunda"
"""What stands with a proposal whose author shows no name."""


@dataclass(frozen=True, slots=True)
class ProposalText:
    """A proposal. `cost` is whole kronor. Without `votes` nobody has voted yet; `declined` or `withdrawn` is the reason."""

    title: str
    cost: int
    theme: str
    what: str
    benefit: str
    name: str = NOBODYS_NAME
    votes: int = 0
    declined: str = ""
    withdrawn: str = ""
    waiting: bool = False
    """Not reviewed yet."""
    place: str = ""
    period: str = ""
    who: str = ""
    """Who benefits."""
    lines: tuple[tuple[str, int], ...] = ()
    """What it costs, in whole kronor; together the cost."""
    picture: tuple[str, str] | None = None
    """A drawing of the demo by its key, and what it shows."""
    answer: str = ""
    """To the round's question of who looks after it."""
    alternative: str = ""
    """Of proposals with the same words at most one gets money."""
    paper: bool = False
    """Typed in by staff."""
    asked: str = ""
    replied: str = ""
    """What the reviewers asked, and the answer."""


COUNTED_VOTERS = 48
VOTING_VOTERS = 32

COUNTED = [
    ProposalText(
        "Grillplats vid Ängen", 24_000, "gemenskap",
        "En murad grill, två bord och fyra bänkar på gräset bakom Ängsgatan 20. Vi bär sten och gjuter själva, en helg.",
        "Det finns ingenstans att sitta ute tillsammans. En grill samlar folk som annars bara möts i hissen.",
        "Sex grannar på Ängsgatan", votes=24,
        place="Gräset bakom Ängsgatan 20", period="En helg i maj", who="Alla som vill sitta ute",
        lines=(("Sten, tegel och murbruk", 13_500), ("Två bord och fyra bänkar", 8_500), ("Hyra av blandare", 2_000)),
        picture=("eld", "En eld i en ring av stenar."),
    ),
    ProposalText(
        "Läxhjälp på torsdagar", 18_500, "barn-och-unga",
        "Två studenter hjälper till med läxor varje torsdag kl. 16–18 i kvarterslokalen. Frukt och smörgås ingår.",
        "Många barn har ingen hemma som hinner eller kan. Här får alla hjälp, och studenterna får betalt.",
        "Föräldragruppen", votes=22,
        place="Kvarterslokalen", period="Varje torsdag i ett år", who="Barn och unga i skolåldern",
        lines=(("Lön till två studenter", 14_000), ("Frukt och smörgås", 4_500)),
    ),
    ProposalText(
        "Odlingslådor på gården", 22_000, "gront",
        "Tolv odlingslådor med jord och vattentunna. Vi bygger dem tillsammans. Lådorna lottas varje vår.",
        "Gården är mest asfalt. Den som odlar är ute, och den som är ute pratar med andra.",
        votes=19,
        place="Gården mellan Ängsgatan 8 och 12", period="April till oktober", who="Alla på gården",
        lines=(("Virke och skruv", 11_000), ("Jord", 7_500), ("Vattentunna och slang", 3_500)),
        picture=("gard", "Lådor med gröna växter på en gård."),
    ),
    ProposalText(
        "Cykelverkstad i källaren", 25_000, "miljo",
        "Ställ, pump och verktyg i det tomma cykelrummet. En kväll i veckan finns någon på plats som kan laga.",
        "Fler cyklar, färre slängs. Unga lär sig något och får ett ställe att vara på.",
        "Mekargänget", votes=17,
        place="Cykelrummet på Lyckogatan 3", period="En kväll i veckan", who="Alla som cyklar",
        lines=(("Ställ och pump", 9_000), ("Verktyg", 12_000), ("Reservdelar", 4_000)),
        picture=("cykel", "En cykel i en verkstad."),
    ),
    ProposalText(
        "Utegym för äldre", 25_000, "halsa",
        "Tre redskap vid dammen som passar den som är över 65. Låg höjd, handtag och mjukt underlag.",
        "Den som rör sig ramlar mindre. Och det är roligare tillsammans än på en balkong.",
        "Pensionärer i Närlunda", votes=15,
        place="Vid dammen",
        lines=(("Tre redskap", 19_000), ("Underlag", 6_000)),
    ),
    ProposalText(
        "Filmkvällar för barn", 9_500, "kultur",
        "En film i månaden i samlingssalen. Barnen i årskurs 3 väljer. Popcorn på köpet.",
        "Bion i stan kostar för mycket. Här kan alla komma.",
        votes=13,
        place="Samlingssalen", period="En fredag i månaden", who="Barn upp till tolv år",
    ),
    ProposalText(
        "Gårdsfest i juni", 12_000, "gemenskap",
        "Långbord, musik och lekar en lördag i juni. Vi hyr tält och lånar stolar av kyrkan.",
        "Nya och gamla grannar träffas en gång om året, i alla fall.",
        votes=11,
        period="En lördag i juni",
    ),
    ProposalText(
        "Bokskåp vid porten", 4_500, "kultur",
        "Ett väggfast skåp där man lämnar och tar böcker. Vi snickrar själva och målar det i husets färg.",
        "Böcker på alla språk, utan lånekort och öppettider.",
        votes=8,
        place="Vid porten, Ängsgatan 14",
    ),
    ProposalText(
        "Hundrastgård", 25_000, "gemenskap",
        "Staket, grind och två bänkar på den smala gräsmattan vid garagen.",
        "Hundarna får springa lösa, och de som är rädda slipper möta dem på stigen.",
        "Hundägare på Lyckogatan", votes=4,
    ),
]  # fmt: skip

VOTING = [
    ProposalText(
        "Lampor längs gångvägen till bussen", 24_500, "trygghet",
        "Sex låga stolpar med solceller längs den mörka stigen mellan Ängsgatan och busshållplatsen. Lövsundahem sätter upp "
        "dem, vi väljer platserna tillsammans en kväll i januari.",
        "Många går en omväg när det är mörkt. Med ljus vågar fler ta stigen, och ju fler som går där desto tryggare blir den.",
        "Tre grannar på Ängsgatan", votes=17,
        place="Stigen mellan Ängsgatan och busshållplatsen", period="Klart före sommaren", who="Alla som går till bussen",
        lines=(("Sex stolpar med solceller", 21_000), ("Fundament och grus", 3_500)),
        picture=("ljus", "Lampor längs en stig i skymningen."),
        answer="Lövsundahem, som redan sköter stigen",
    ),
    ProposalText(
        "Språkkafé på onsdagar", 12_000, "moten",
        "Öva svenska och andra språk över en kopp kaffe, varje onsdag i tvättstugans samlingssal. Pengarna går till fika, "
        "böcker och en som håller i det.",
        "Den som är ny får någon att prata med. Den som har bott här länge får nya grannar.",
        "Kaffeklubben", votes=12,
        place="Tvättstugans samlingssal", period="Varje onsdag i ett år", who="Alla som vill prata",
        lines=(("Fika", 5_000), ("Böcker och spel", 2_000), ("Ersättning till den som håller i det", 5_000)),
        answer="Kaffeklubben",
    ),
    ProposalText(
        "Utegym för äldre vid dammen", 25_000, "halsa",
        "Tre redskap med låg höjd och en bänk. Samma förslag som förra gången, nu med billigare redskap.",
        "Vi var nära sist. Den som rör sig ramlar mindre, och dammen är redan en plats där folk går.",
        "Pensionärer i Närlunda", votes=13,
        place="Vid dammen", who="Alla över 65",
        lines=(("Tre redskap", 18_500), ("En bänk", 4_000), ("Underlag", 2_500)),
        answer="Pensionärer i Närlunda",
    ),
    ProposalText(
        "Läxhjälp även på tisdagar", 16_000, "barn-och-unga",
        "Torsdagarna är fulla. Två studenter hjälper till en kväll till i veckan hela vårterminen.",
        "Elva barn varje vecka får hjälp. Lika många står i kö.",
        "Föräldragruppen", votes=15,
        place="Kvarterslokalen", period="Tisdagar hela vårterminen", who="Barn och unga i skolåldern",
    ),
    ProposalText(
        "Lånebod med verktyg", 18_000, "miljo",
        "Borrmaskin, stege och cykelpump att låna med tvättstugebrickan. Vi sköter boden själva.",
        "Alla behöver en borr två gånger om året. Ingen behöver äga den.",
        "Mekargänget", votes=9,
    ),
    ProposalText(
        "Sommarbio på fotbollsplanen", 22_000, "kultur",
        "Fyra filmkvällar i augusti med uppblåsbar duk. Gratis för alla, ta med egen filt.",
        "När skolan börjar är alla hemma igen men kvällarna är fortfarande ljumma. Då ska det hända något här.",
        votes=12,
        alternative="årets stora fest utomhus",
        place="Fotbollsplanen", period="Fyra kvällar i augusti", who="Alla åldrar",
        lines=(("Hyra av duk och ljud", 16_000), ("Filmer", 4_000), ("Affischer", 2_000)),
        picture=("sommar", "En sjö med båtar och vimplar."),
    ),
    ProposalText(
        "Bärbuskar på gårdarna", 9_500, "gront",
        "Trettio buskar med vinbär, krusbär och hallon. Alla får plocka. Vi planterar tillsammans.",
        "Grönt att titta på, något att äta och en anledning att gå ut.",
        "Odlarna", votes=7,
        place="Gårdarna på Ängsgatan och Lyckogatan", period="En lördag i april",
    ),
    ProposalText(
        "Gårdsfest med knytkalas", 12_000, "gemenskap",
        "En dag i maj med långbord, musik från grannar och lekar. Vi hyr tält och toaletter.",
        "Förra gången kom inte festen med. Nu är vi tjugo som vill hjälpa till.",
        votes=8,
        alternative="årets stora fest utomhus",
        place="Ängsparken", period="En dag i maj",
        picture=("bord", "Ett runt bord sett uppifrån."),
    ),
    ProposalText(
        "Studsmatta vid järnvägen", 19_000, "barn-och-unga",
        "En nedgrävd studsmatta på gräset mellan husen och spåret.",
        "Barnen har inget att göra på den sidan.",
        declined="Marken vid spåret ägs inte av kommunen eller Lövsundahem. Vi hjälper gärna till att hitta en annan plats.",
    ),
    ProposalText(
        "Pingisbord i parken", 14_000, "halsa",
        "Ett bord i betong som tål regn, bredvid bänkarna i Ängsparken.",
        "Alla åldrar kan spela, också den som inte kan prata med varandra än.",
        withdrawn="Kommunen ställer ut ett pingisbord i vår ändå.",
        place="Ängsparken",
    ),
]  # fmt: skip

SUBMISSION = [
    ProposalText(
        "Vattenlek på asfalten", 11_500, "barn-och-unga",
        "Två spridare och en låda med hinkar på den stora asfaltsytan, varje varm dag i juli.",
        "Alla åker inte bort. Barn som är hemma ska också få bada.",
        "Sommarlediga föräldrar",
        place="Den stora asfaltsytan vid skolan", period="Varje varm dag i juli", who="Barn som är hemma på sommaren",
        lines=(("Två spridare", 6_500), ("Slangar och kopplingar", 3_000), ("Hinkar och leksaker", 2_000)),
        picture=("sommar", "En sjö med båtar och vimplar."),
        answer="Sommarlediga föräldrar",
    ),
    ProposalText(
        "Schack i skuggan", 6_000, "moten",
        "Två bord med schackrutor under eken och pjäser att låna i kiosken.",
        "Gamla och unga spelar lika bra. Ibland vinner nioåringen.",
        place="Under eken vid kiosken",
        paper=True,
    ),
    ProposalText(
        "Cykelkurs för vuxna", 9_000, "halsa",
        "Sex kvällar på skolgården med två ledare och lånade cyklar.",
        "Den som kan cykla når jobbet, affären och badet.",
        "Kvinnor på hjul", waiting=True,
        place="Skolgården", period="Sex kvällar i juni", who="Vuxna som inte har lärt sig cykla",
        lines=(("Två ledare", 7_000), ("Reparation av lånade cyklar", 2_000)),
        asked="Får ni använda skolgården på kvällarna?",
        replied="Ja, rektorn har sagt ja. Vi har nyckel till grinden.",
    ),
    ProposalText(
        "Kvällsöppen fotbollsplan", 20_000, "barn-och-unga",
        "En ledare på plats kl. 18–22 tre kvällar i veckan. Lag och bollar för alla som dyker upp.",
        "Sommarkvällar är långa. Det är bättre att ha något att göra.",
        waiting=True,
        place="Fotbollsplanen", period="Juni till augusti, tre kvällar i veckan", who="Unga mellan 13 och 20 år",
        lines=(("Lön till en ledare", 17_500), ("Bollar och västar", 2_500)),
        asked="Vem är ledare, och har föreningen räknat med semesterersättning?",
    ),
    ProposalText(
        "Fyrverkeri på midsommar", 8_000, "gemenskap",
        "Tio minuter fyrverkeri över dammen när dansen är slut.",
        "Alla ser det, också från balkongen.",
        place="Vid dammen", period="Midsommarafton",
        declined="Fyrverkerier är inte tillåtna i området. Vi hjälper gärna till att hitta något annat att fira med.",
    ),
]  # fmt: skip

PAPER_APPLICANT = ("Kerstin i kiosken", "070-174 06 29", "kiosken@example.org")
"""Name, telephone and address on the paper."""

BEGUN = {
    "title": ["Hängmattor i dungen"],
    "what": [
        "Sex hängmattor mellan tallarna bakom skolan. Vi hänger upp dem i juni och tar in dem i september."
    ],
    "place": ["Dungen bakom skolan"],
    "line_what": ["Sex hängmattor", "Rep och skydd för träden"],
    "line_kronor": ["4 800", ""],
}
"""What a resident has begun to write for the round that is open: the form as it was typed."""
