"""The data-protection page of the fictional municipality."""

from typing import Any

from home.demo.dates import Calendar

KEY = "dataskydd"
OFFICER = "dataskydd"
TITLE = "Dataskydd"
LEAD = "Här står vad vi gör med dina personuppgifter, vilka rättigheter du har och vem du kan fråga."
REVIEWED = -20
"""Days from today."""
WORDS: dict[str, Any] = {
    "responsible": "Kommunstyrelsen i Lövsunda",
    "purposes": (
        "<p>Vi använder personuppgifter för att du ska kunna lämna förslag, rösta, skriva inlägg och få svar. "
        "Vi använder dem inte till något annat, och vi säljer dem aldrig.</p>"
        "<p>Röster och inlägg kan visa vad någon tycker. Därför behandlar vi dem som känsliga: en röst sparas utan namn, "
        "och när omgången är förseglad kan ingen koppla den till dig.</p>"
    ),
    "recipients": (
        "<ul><li>Företaget som sköter vår server får lagra uppgifterna, men inte använda dem.</li>"
        "<li>Kommunarkivet tar emot det som var offentligt när en omgång är slut.</li></ul>"
    ),
}


def dates(calendar: Calendar) -> dict[str, Any]:
    """When the page was gone through."""
    return {"reviewed_on": calendar.day(REVIEWED)}


ENGLISH_TITLE = "Data protection"
ENGLISH_LEAD = "What we do with your personal data, which rights you have, and whom you can ask."
ENGLISH: dict[str, Any] = {
    "responsible": "The municipal executive board of Lövsunda",
    "purposes": (
        "<p>We use personal data so that you can submit proposals, vote, write comments and get answers. "
        "We use it for nothing else, and we never sell it.</p>"
        "<p>Votes and comments can show what somebody thinks. So we handle them as sensitive: a ballot is stored without a name, "
        "and once the round is sealed nobody can tie it to you.</p>"
    ),
    "recipients": (
        "<ul><li>The company that runs our server may store the data, but not use it.</li>"
        "<li>The municipal archive takes what was public when a round is over.</li></ul>"
    ),
}
