"""Two programmes whose rounds are voted on in other ways: with voting codes, and with electronic identification."""

from home.demo.blocks import heading, text
from home.demo.texts_budgeting import ProgrammeText, RoundText
from home.demo.texts_proposals import ProposalText

WITH_CODES, WITH_EID = "sandby-koder", "hamnen-poang"

KNOWN_CODES = tuple(f"DEM0SANDBY{number:02}" for number in range(1, 9))
"""Voting codes that README tells everyone, so that one can try them. The others of the demo nobody has ever seen."""
KNOWN_BATCH, MAILED_BATCH = "Koder att prova med", "Brev till alla hushåll"
MAILED = 120

PROGRAMMES = [
    ProgrammeText(
        key="sandby",
        title="Mitt Sandby",
        area="sandby",
        lead="I Sandby röstar man med en kod som kommer i brevlådan, på webben eller på papper.",
        purpose="Pengarna ska göra det lättare att träffas längs ån, också för den som inte har en koloni.",
        rules=(
            "Du som bor i Sandby får lämna förslag. Du som har fått en röstkod får rösta.\n"
            "Ett förslag får kosta högst 30 000 kr.\n"
            "Det som blir av är öppet för alla i området och går att göra inom ett år."
        ),
        envelope=60_000,
        picture="labb",
        contacts=("samordnare",),
        body=[
            heading("Din röstkod"),
            text(
                "<p>Alla som är folkbokförda i Sandby och har fyllt 13 år får ett brev med en kod. Har du inte fått något, eller "
                "tappat bort det? Ring oss, så spärrar vi den gamla koden och skickar en ny.</p>"
            ),
        ],
    ),
    ProgrammeText(
        key="hamnen",
        title="Min hamn",
        area="hamnen",
        lead="I Hamnen röstar man med e-legitimation och delar ut poäng till förslagen.",
        purpose="Det byggs mycket i Hamnen. De här pengarna går till det som ska finnas redan nu, medan vi väntar.",
        rules=(
            "Du som bor i Hamnen och har fyllt 13 år får lämna förslag och rösta.\n"
            "Ett förslag får kosta högst 30 000 kr.\n"
            "Det som blir av är öppet för alla i området och går att göra inom ett år."
        ),
        envelope=80_000,
        picture="sommar",
        contacts=("samordnare",),
        body=[
            heading("Varför poäng?"),
            text(
                "<p>I Hamnen bor både barnfamiljer och studenter. Med poäng kan du visa vad du vill mest, och ändå stötta "
                "grannens idé.</p>"
            ),
        ],
    ),
]


def rounds(season: str) -> list[RoundText]:
    """Both rounds are in voting. `season` is the half-year in which voting opens."""
    days = (-60, -33, -20, -12, 9, 12)
    return [
        RoundText(
            key=WITH_CODES,
            programme="sandby",
            name=f"Mitt Sandby, {season}",
            days=days,
            budget=60_000,
            cap=30_000,
            question="Vad ska Sandby få?",
            lead="Du som har fått en röstkod väljer förslag tills 60 000 kr är slut.",
            picture="labb",
            terms={"identity": "codes", "ballot_kind": "knapsack", "least_age": 13},
            body=[
                heading("Rösta på papper"),
                text(
                    "<p>Röstsedlar finns i föreningshuset. Skriv koden från brevet överst på sedeln. En kod ger en röst, på webben "
                    "eller på papper.</p>"
                ),
            ],
        ),
        RoundText(
            key=WITH_EID,
            programme="hamnen",
            name=f"Min hamn, {season}",
            days=days,
            budget=80_000,
            cap=30_000,
            question="Vad ska hända i Hamnen?",
            lead="Du som bor i Hamnen har tio poäng att dela ut. De förslag som får flest poäng delar på 80 000 kr.",
            picture="sommar",
            terms={
                "identity": "eid",
                "ballot_kind": "points",
                "points_total": 10,
                "points_most": 5,
                "least_age": 13,
                "postal_codes": "25266 25267",
            },
            body=[],
        ),
    ]


SANDBY = [
    ProposalText(
        "Flytbrygga vid ån", 30_000, "moten",
        "En flytbrygga med räcke och bänk, så att man kommer ända ner till vattnet också med rullstol.",
        "Ån är det finaste vi har, men i dag är det bara kolonisterna som når den.",
        "Åns vänner", place="Nedanför föreningshuset",
    ),
    ProposalText(
        "Verktygsbod att låna ur", 18_000, "miljo",
        "En bod med häcksax, jordfräs och kärror. Man bokar i en pärm och lånar i två dagar.",
        "Alla behöver en jordfräs, men bara en gång om året.",
        "Sandby egnahemsförening", place="Vid vändplanen",
    ),
    ProposalText(
        "Belysning på gångbron", 24_000, "trygghet",
        "Sex låga lampor längs bron och trappan. De tänds av rörelse och lyser varmt.",
        "Barnen går över bron till träningen. På vintern är det kolsvart.",
        "Föräldrar på Kolonivägen", place="Gångbron över ån",
    ),
    ProposalText(
        "Skördefest i september", 12_000, "gemenskap",
        "Långbord i föreningshuset, soppa på det som vuxit och musik av dem som kan spela.",
        "De som odlar och de som inte gör det träffas nästan aldrig.",
        "Koloniföreningen", period="En lördag i september",
    ),
    ProposalText(
        "Bänkar längs stigen", 9_000, "halsa",
        "Tre bänkar med ryggstöd, en var tvåhundrade meter, på stigen mot skogen.",
        "Den som behöver vila ibland vågar gå längre när det finns någonstans att sitta.",
        "Promenadgruppen", place="Stigen mot skogen",
    ),
]  # fmt: skip

HAMNEN = [
    ProposalText(
        "Bastu på kajen", 30_000, "halsa",
        "En vedeldad bastu på hjul, med plats för åtta. Man bokar en timme och eldar själv.",
        "I väntan på badhuset kan vi bada ändå, året om.",
        "Hamnbadarna", place="Norra kajen",
    ),
    ProposalText(
        "Parkour av överblivet virke", 26_000, "barn-och-unga",
        "Vi bygger en bana av pålar och pallar från de gamla magasinen. Den kan flyttas när det ska byggas.",
        "Det finns ingen lekplats än, och barnen klättrar redan där de inte får.",
        "Skeppsgatans föräldrar", place="Gamla bananpiren",
    ),
    ProposalText(
        "Båtverkstad för unga", 28_000, "kultur",
        "Två kvällar i veckan lagar vi en gammal eka tillsammans med en båtbyggare. Till våren sjösätter vi den.",
        "Man lär sig ett hantverk, och att något trasigt går att laga.",
        "Båtklubben Lyran", period="Oktober till april",
    ),
    ProposalText(
        "Öppen scen på fredagar", 14_000, "kultur",
        "En pall, en mikrofon och tak över. Den som vill läser, spelar eller berättar.",
        "Hamnen är tyst när varven har stängt.",
        "Studenterna i Magasin 4", period="Fredagar, maj till augusti",
    ),
]  # fmt: skip

SANDBY_BALLOTS = ((0, 1, 4), (0, 2), (2, 1, 3), (3, 4, 0), (2, 0), (1, 3, 4), (0, 3), (2, 4, 1), (0, 1, 3))
"""Which proposals each voter chose, by their place above; together they cost no more than there is."""
HAMNEN_BALLOTS = (
    {0: 5, 1: 3, 3: 2},
    {1: 5, 2: 5},
    {0: 4, 3: 4, 2: 2},
    {1: 5, 0: 3},
    {2: 5, 1: 4, 0: 1},
    {3: 5},
)
"""How many points each voter gave, by the place of the proposal above."""
