"""Registers, home page and footer of the fictional municipality."""

from dataclasses import dataclass
from typing import Any

from home.demo.blocks import Block, act, contacts, heading, link, quote, text

MUNICIPALITY = "Lövsunda kommun"
COMPANY = "Lövsundahem"

AREAS = {
    "narlunda": (
        "Närlunda",
        "Hyreshus från femtiotalet, en skola och ett torg. Här började medborgarbudgeten, och här delar de boende på 100 000 kr om året.",
    ),
    "bjorkhojden": (
        "Björkhöjden",
        "Ett högt läge med utsikt, många barn och en ny gångväg till skolan. Fler här känner sig trygga än för två år sedan.",
    ),
    "sandby": ("Sandby", "Egnahem och koloniträdgårdar längs ån. De boende samlas i föreningshuset."),
    "hamnen": ("Hamnen", "Båtar, verkstäder och nya bostäder. Mycket byggs, och mycket är inte bestämt än."),
}
"""Short name: name and description."""

THEMES = {
    "trygghet": (
        "Trygghet",
        "lampor",
        "Ljus, låsta dörrar och folk som syns. Det som gör att man vågar gå hem.",
    ),
    "moten": ("Möten", "sprakkafe", "Platser och tillfällen där man träffas och pratar med varandra."),
    "halsa": ("Hälsa", "utegym", "Det som får oss att röra på oss och må bra."),
    "barn-och-unga": (
        "Barn och unga",
        "laxhjalp",
        "Lekplatser, läxhjälp och det som barn själva har föreslagit.",
    ),
    "miljo": ("Miljö", "verktyg", "Att laga, dela och spara. Ren luft och rent vatten."),
    "kultur": ("Kultur", "sommarbio", "Film, musik, böcker och konst där vi bor."),
    "gront": ("Grönt", "barbuskar", "Parker, odling och träd."),
    "gemenskap": ("Gemenskap", "gardsfest", "Fester, föreningar och grannar som känner varandra."),
}
"""Short name: name, drawing and description."""


@dataclass(frozen=True, slots=True)
class ContactText:
    """A contact by role, with a number from the series kept for fiction."""

    role: str
    organisation: str
    phone: str
    email: str


CONTACTS = {
    "omradesutvecklare": ContactText(
        "Områdesutvecklare", f"{COMPANY}, Närlunda", "070-174 06 12", "narlunda@example.org"
    ),
    "samordnare": ContactText(
        "Samordnare för medborgarbudget", MUNICIPALITY, "070-174 06 34", "medborgarbudget@example.org"
    ),
    "bjorkhojden": ContactText(
        "Områdesutvecklare", f"{COMPANY}, Björkhöjden", "070-174 06 13", "bjorkhojden@example.org"
    ),
    "trygghet": ContactText("Trygghetssamordnare", COMPANY, "070-174 06 45", "trygghet@example.org"),
    "press": ContactText("Presskontakt", COMPANY, "070-174 06 51", "press@example.org"),
    "demokrati": ContactText("Demokratiutvecklare", MUNICIPALITY, "070-174 06 27", "invanarrad@example.org"),
    "trainee": ContactText(
        "Handledare för traineerna", "Kommunerna kring Sundet", "070-174 06 68", "trainee@example.org"
    ),
    "labb": ContactText(
        "Projektledare för labben", "Hyresgästerna i Lövsunda", "070-174 06 72", "labb@example.org"
    ),
    "labb-plats": ContactText(
        "Labbledare på plats", "Hyresgästerna i Lövsunda", "070-174 06 73", "labbledare@example.org"
    ),
    "kontaktcenter": ContactText("Kontaktcenter", MUNICIPALITY, "070-174 06 05", "kontakt@example.org"),
    "dataskydd": ContactText("Dataskyddsombud", MUNICIPALITY, "070-174 06 90", "dataskydd@example.org"),
    "tillganglighet": ContactText(
        "Tillgänglighetssamordnare", MUNICIPALITY, "070-174 06 88", "tillganglighet@example.org"
    ),
}

HOME_TITLE = "Här bestämmer vi tillsammans"
HOME_LEAD = "Rösta om pengar till ditt område. Lämna förslag. Se vad som blev gjort och vad det kostade."

FOOTER: list[tuple[str, list[dict[str, Any]]]] = [
    (
        "Vad du kan göra",
        [
            link("Rösta om pengar", page="medborgarbudget"),
            link("Lämna ett förslag", page="sommarpotten"),
            link("Kom till ett invånarråd", page="invanarrad"),
        ],
    ),
    (
        "Insyn",
        [
            link("Följ pengarna", page="omgang-raknad"),
            link("Så räknas rösterna", page="sa-raknas-rosterna"),
            link("Om medborgarbudget", page="om-medborgarbudget"),
        ],
    ),
    (
        "Läs mer",
        [
            link("Nyheter", page="nyheter"),
            link("Rapporter", page="rapporter"),
        ],
    ),
    (
        "Hjälp",
        [
            link("Kontakta oss", page="kontakta-oss"),
            link("Regler för samtalet", page="samtalsregler"),
            link("Dina uppgifter och kakor", page="dina-uppgifter"),
        ],
    ),
]
FOOTER_NOTE = "Rådslag drivs av Lövsunda kommun. Kommunen läser alla inlägg."
FOOTER_IN_ENGLISH = {
    "Vad du kan göra": "What you can do",
    "Insyn": "How it works",
    "Läs mer": "Read more",
    "Hjälp": "Help",
    FOOTER_NOTE: "Rådslag is run by Lövsunda municipality. The municipality reads all comments.",
}


GUIDE = [
    ("Du föreslår", "Skriv vad du vill göra, hur det hjälper området och vad det kostar."),
    ("Vi granskar", "Kommunen ser om förslaget följer reglerna. Sedan visas alla förslag här."),
    ("Alla röstar", "Du som bor i området väljer högst tre förslag. Din röst är hemlig."),
    ("Rösterna räknas", "Förslagen med flest röster får pengar, så länge pengarna räcker."),
    ("Du följer upp", "Här ser du vad som är klart, vad som dröjer och vad det kostade."),
]


def guide() -> list[Block]:
    """The five steps from idea to follow-up."""
    return [{"type": "step", "value": {"title": title, "text": words}} for title, words in GUIDE]


def home_body() -> list[Block]:
    """What stands on the home page beside the rounds, figures and news that come by themselves."""
    return [
        heading("Varför Rådslag?", "Ett gemensamt ställe för hela Lövsunda."),
        text(
            "<p>Förr mötte vi varandra i en ring av stenar. Här är ringen öppen dygnet runt. Du läser vad andra tycker, "
            "säger vad du själv tycker och ser vad det ledde till.</p>"
            "<p>Allt som kommer in syns. Får du nej står det varför. Får du ja kan du följa varje krona.</p>"
        ),
        quote(
            "Jag skrev på bussen hem. Ett halvår senare satt jag på bänken jag föreslog.", "Boende i Närlunda"
        ),
        act(
            "Bor du på Björkhöjden?",
            "Snart öppnar den första omgången för er. Tänk redan nu på vad som skulle göra området bättre.",
            "Läs om Mitt Björkhöjden",
            "bjorkhojden",
        ),
        contacts("Vi hjälper dig", "samordnare", "demokrati"),
    ]
