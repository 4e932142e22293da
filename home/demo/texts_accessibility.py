"""The accessibility statement of the fictional municipality, in Swedish and English."""

from typing import Any

from home.demo.blocks import Block
from home.demo.dates import Calendar

KEY = "tillganglighet"
CONTACT = "tillganglighet"
TITLE = "Tillgänglighet"
LEAD = "Alla ska kunna använda Rådslag. Här står vad som fungerar, vad som brister och hur du säger till."
PUBLISHED, TESTED, REVIEWED = -480, -40, -12
"""Days from today."""


def dates(calendar: Calendar) -> dict[str, Any]:
    """When the site opened, was tested, and the statement was gone through."""
    return {
        "site_published_on": calendar.day(PUBLISHED),
        "assessed_on": calendar.day(TESTED),
        "reviewed_on": calendar.day(REVIEWED),
    }


def _shortcoming(what: str, plan: str, *criteria: str) -> Block:
    return {"type": "shortcoming", "value": {"what": what, "criteria": list(criteria), "plan": plan}}


WORDS: dict[str, Any] = {
    "responsible": "Lövsunda kommun",
    "covers": "webbplatsen Rådslag",
    "how_accessible": (
        "<p>Det mesta på Rådslag går att använda för alla. Du kan läsa, skriva, lämna förslag och rösta med bara "
        "tangentbord, med skärmläsare och på en liten skärm.</p>"
        "<p>Vi vet att några delar inte är helt tillgängliga. Det gäller äldre filer och sådant som boende själva har skrivit.</p>"
    ),
    "answer_time": "två arbetsdagar",
    "alternatives": (
        "<ul><li>Vi kan läsa upp en text för dig i telefon.</li><li>Vi kan skicka texten med stor stil eller som vanlig text.</li>"
        "<li>Du kan få hjälp att rösta och lämna förslag på biblioteket.</li></ul>"
    ),
    "testing": (
        "<ul><li>Vi har gått igenom varje sorts sida med programmet axe, i ljust och mörkt läge.</li>"
        "<li>Vi har röstat, lämnat förslag och skrivit inlägg med bara tangentbord.</li>"
        "<li>Vi har läst alla sidor på en skärm som är 320 punkter bred.</li>"
        "<li>Vi har prövat alla sidor utan JavaScript.</li></ul>"
    ),
    "burden": "",
    "outside_law": (
        "<p>Filer från före den 23 september 2018 omfattas inte av lagen. Några av dem saknar rubriker och beskrivningar. "
        "Be oss om en annan form om du behöver innehållet.</p>"
    ),
}

SHORTCOMINGS = [
    _shortcoming(
        "Några rapporter och sammanfattningar finns bara som PDF. Där saknas rubriker och läsordning, så de är svåra att "
        "läsa med skärmläsare.",
        "Det viktigaste står också som text på sidan. Vi gör om filen när du ber om det.",
        "1.3.1",
        "1.3.2",
    ),
    _shortcoming(
        "Bilder som boende lägger till sina förslag har ibland ingen beskrivning.",
        "Vi skriver en beskrivning när vi granskar förslaget. Äldre förslag går vi igenom i vår.",
        "1.1.1",
    ),
    _shortcoming(
        "Inlägg på andra språk än svenska är inte märkta, så en skärmläsare kan läsa dem med fel uttal.",
        "Vi letar efter ett bra sätt att märka dem.",
        "3.1.2",
    ),
]

ENGLISH: dict[str, Any] = {
    "responsible": "Lövsunda municipality",
    "covers": "the site Rådslag",
    "how_accessible": (
        "<p>Most of Rådslag works for everyone. You can read, write, submit proposals and vote with a keyboard alone, with a "
        "screen reader and on a small screen.</p>"
        "<p>We know that some parts are not fully accessible: older files, and what residents have written themselves. Only a few "
        "pages are in English.</p>"
    ),
    "answer_time": "two working days",
    "alternatives": (
        "<ul><li>We can read a text to you by telephone.</li><li>We can send the text in large print or as plain text.</li>"
        "<li>You can get help to vote and to submit proposals at the library.</li></ul>"
    ),
    "testing": (
        "<ul><li>We went through every kind of page with the program axe, in light and dark mode.</li>"
        "<li>We voted, submitted proposals and wrote comments with a keyboard alone.</li>"
        "<li>We read all pages on a screen 320 points wide.</li><li>We tried all pages without JavaScript.</li></ul>"
    ),
    "outside_law": (
        "<p>The law does not cover files from before 23 September 2018. Some of them lack headings and descriptions. Ask us for "
        "another form if you need what is in them.</p>"
    ),
    "shortcomings": [
        _shortcoming(
            "Some reports and summaries exist only as PDF. They lack headings and a reading order, so they are hard to read "
            "with a screen reader.",
            "The most important things are on the page as text too. We remake the file when you ask.",
            "1.3.1",
            "1.3.2",
        ),
        _shortcoming(
            "Pictures that residents add to their proposals sometimes have no description.",
            "We write one when we review the proposal. We go through older proposals this spring.",
            "1.1.1",
        ),
        _shortcoming(
            "Comments in languages other than Swedish are not marked, so a screen reader may read them with the wrong sounds.",
            "We are looking for a good way to mark them.",
            "3.1.2",
        ),
    ],
}
