"""A finished round that was counted by equal shares: two groups, and both got something."""

from home.demo.blocks import heading, text
from home.demo.texts_budgeting import RoundText
from home.demo.texts_proposals import ProposalText


def finished_round(season: str) -> RoundText:
    """The round of the year before. `season` is the half-year in which voting opened."""
    return RoundText(
        key="hamnen-lika-andelar",
        programme="hamnen",
        name=f"Min hamn, {season}",
        days=(-445, -418, -405, -398, -378, -375),
        budget=60_000,
        cap=30_000,
        question="Vad ska hända i Hamnen medan vi väntar?",
        lead="Varje röstande i Hamnen hade en lika stor andel av 60 000 kr. De som valde samma förslag betalade det tillsammans.",
        picture="sommar",
        terms={"rule": "equal_shares_add1_fill", "compares_rules": True},
        body=[
            heading("Därför lika andelar"),
            text(
                "<p>Barnfamiljerna är fler än studenterna. Med vanlig räkning hade de kunnat bestämma om alla pengar. Med lika "
                "andelar får också den mindre gruppen något, om den håller ihop.</p>"
            ),
        ],
    )


PROPOSALS = [
    ProposalText(
        "Sommarscen på kajen", 30_000, "kultur",
        "En låg scen av trä med plats för sextio på gräset. Föreningar och skolor bokar gratis.",
        "Det finns ingenstans att ses utomhus när det inte är marknad.",
        "Kajens vänner", place="Södra kajen", period="Maj till september",
    ),
    ProposalText(
        "Grillplats med tak", 25_000, "gemenskap",
        "Två grillar, ett långbord och ett tak mot regnet. Husvärden sköter om sopor och aska.",
        "Familjer som bor trångt får en plats att fira på.",
        "Skeppsgatans föräldrar", place="Bredvid lekplatsen",
    ),
    ProposalText(
        "Utegym vid bananpiren", 28_000, "halsa",
        "Fyra redskap av stål som tål salt vind, och en bänk att pusta på.",
        "Träna ska man kunna göra utan kort och kö.",
        "Hamnlöparna", place="Gamla bananpiren",
    ),
    ProposalText(
        "Studieplats på kvällarna", 15_000, "barn-och-unga",
        "Vi håller föreningslokalen öppen till klockan 22 tre kvällar i veckan. Pengarna går till lampor, bord och uttag.",
        "I ettorna i Magasin 4 går det inte att plugga två samtidigt.",
        "Studenterna i Magasin 4", period="Ett läsår",
    ),
    ProposalText(
        "Trappa för vinterbad", 20_000, "halsa",
        "En trappa med räcke ner i vattnet och en krok för livbojen. Hamnen monterar den.",
        "I dag hoppar folk från stenarna. Det är halt och farligt.",
        "Hamnbadarna", place="Norra kajen",
    ),
    ProposalText(
        "Cykelpump och verktyg", 6_000, "miljo",
        "En pump och en stolpe med verktyg på vajer vid bron.",
        "Alla här cyklar, och närmaste verkstad ligger två kilometer bort.",
        "Studenterna i Magasin 4", place="Vid gångbron",
    ),
]  # fmt: skip

BALLOTS = ((26, (0, 1, 2)), (6, (0, 1)), (14, (3, 4)), (8, (4, 5)), (6, (3, 5)))
"""How many voters chose which proposals, by their place above: barely half want the same three things."""
