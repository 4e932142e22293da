"""Standing pages: how things work, rules, personal data, contact."""

from dataclasses import dataclass

from home.demo.blocks import Block, act, advice, contacts, heading, quote, text


@dataclass(frozen=True, slots=True)
class PageText:
    """A page by its key (also its address), in the words of the municipality."""

    key: str
    title: str
    lead: str
    body: list[Block]
    picture: str = ""


PAGES = [
    PageText(
        key="om-medborgarbudget",
        title="Om medborgarbudget",
        lead="En medborgarbudget är pengar som du som bor i området bestämmer över. Så här fungerar den i Lövsunda.",
        picture="skal",
        body=[
            heading("Kort om saken"),
            text(
                "<p>Vi avsätter en summa. Du och dina grannar kommer på vad den ska räcka till. Ni röstar, och det som får "
                "flest röster blir av.</p>"
                "<p>Du som föreslår något är också med och gör det. Vi står för pengarna och hjälper till med tillstånd, "
                "avtal och kvitton.</p>"
            ),
            heading("Vem får vara med?"),
            text(
                "<ul><li>Alla som bor i området får lämna förslag.</li><li>Alla som bor i området får rösta.</li>"
                "<li>På sidan för varje omgång står hur du röstar: med din e-post, med en röstkod eller med e-legitimation.</li>"
                "<li>Du kan få hjälp på biblioteket, på svenska eller ditt eget språk.</li></ul>"
            ),
            heading("Vad får pengarna gå till?"),
            text(
                "<p>Det ska göra området tryggare, trevligare eller mer gemensamt. Det ska vara öppet för alla som bor där. "
                "Det ska gå att göra på mark som kommunen eller Lövsundahem äger.</p>"
                "<p>Pengarna får inte gå till löner i egna företag, partipolitik eller sådant som bara några få har nytta av.</p>"
            ),
            advice(
                "Fem tips till dig som vill föreslå något",
                "Prata med tre grannar innan du skriver.",
                "Skriv så att en tioåring förstår.",
                "Ta reda på vad det kostar. Ring och fråga två ställen.",
                "Tänk på vem som sköter det efteråt.",
                "Be oss läsa ett utkast. Vi svarar inom två dagar.",
            ),
            quote(
                "Det svåraste var att börja. Sedan hörde grannar av sig och ville hjälpa till.",
                "Boende som fick pengar förra omgången",
            ),
            act(
                "Se alla omgångar",
                "Varje område har en egen sida. Där ser du vad som pågår och vad som har blivit av.",
                "Till medborgarbudgeten",
                "medborgarbudget",
            ),
            contacts("Frågor?", "samordnare", "omradesutvecklare"),
        ],
    ),
    PageText(
        key="sa-raknas-rosterna",
        title="Så räknas rösterna",
        lead="Förslag med många röster går först, så länge pengarna räcker. Här är reglerna med ett exempel.",
        picture="bord",
        body=[
            heading(
                "Reglerna",
                "De bestäms innan omgången öppnar. Sedan ändras de bara med ett skäl som alla kan läsa.",
            ),
            text(
                "<ol><li>Oftast väljer du högst tre förslag, och alla dina val väger lika. I en del omgångar väljer du så länge "
                "pengarna räcker, eller delar ut poäng. Det står på omgångens sida.</li>"
                "<li>Vi räknar hur många röster, eller poäng, varje förslag har fått.</li>"
                "<li>Förslaget med flest röster får pengar först. Sedan går vi nedåt i listan.</li>"
                "<li>Kostar ett förslag mer än det som är kvar går vi vidare till nästa som ryms.</li>"
                "<li>Har två förslag lika många röster avgör lotten. Den bestäms innan röstningen öppnar.</li></ol>"
            ),
            heading("Ett exempel", "Potten är 30 000 kr."),
            text(
                "<ul><li>Lekhus: 40 röster, kostar 20 000 kr. Får pengar. 10 000 kr är kvar.</li>"
                "<li>Scen: 35 röster, kostar 18 000 kr. Ryms inte i 10 000 kr. Vi går vidare.</li>"
                "<li>Bänkar: 20 röster, kostar 9 000 kr. Får pengar. 1 000 kr är kvar.</li></ul>"
                "<p>Scenen fick fler röster än bänkarna men rymdes inte. Därför står det alltid varför bredvid varje förslag.</p>"
            ),
            heading("Din röst är hemlig"),
            text(
                "<p>Ingen lista och ingen sida visar vad du har valt. Medan röstningen pågår visas inga "
                "siffror om hur det går.</p>"
                "<p>Du får ett kvitto när du röstar. Det visar att din röst är med, men inte vad du valde. När rösterna är räknade "
                "kan du slå upp ditt kvitto på omgångens sida.</p>"
            ),
            heading("Ändra dig eller rösta sent"),
            text(
                "<p>Du kan ändra din röst tills röstningen stänger. Den senast sparade rösten räknas. Tiden bestäms av vår klocka. "
                "En röst som kommer efter stängning räknas inte, hur liten förseningen än är.</p>"
            ),
            contacts("Stämmer något inte?", "samordnare"),
        ],
    ),
    PageText(
        key="samtalsregler",
        title="Regler för samtalet",
        lead="Alla får skriva, med eller utan namn. Här står vad vi läser först, vad vi döljer och hur du säger emot.",
        picture="ring",
        body=[
            advice(
                "Så håller vi ringen öppen",
                "Håll dig till ämnet. Starta något nytt om du vill prata om något annat.",
                "Kritisera saken, inte personen.",
                "Skriv inte om enskilda människor, varken grannar eller anställda.",
                "Lämna inte ut telefonnummer, adresser eller personnummer.",
                "Länka gärna, men säg vad länken handlar om.",
            ),
            heading("Vad vi läser först"),
            text(
                "<p>På många sidor läser en moderator varje inlägg innan det visas. På andra visas det direkt.</p>"
                "<p>Några inlägg läses alltid först: de som har länkar, telefonnummer, e-postadresser eller personnummer, bara "
                "stora bokstäver eller ord som ofta sårar. Det gäller också när många inlägg kommer på kort tid. Det betyder "
                "inte att du har gjort fel. Personnummer visar vi aldrig.</p>"
                "<p>Vi läser vardagar mellan kl. 8 och 17. De flesta inlägg visas inom ett dygn.</p>"
            ),
            heading("När vi döljer något"),
            text(
                "<p>Ett inlägg som bryter mot reglerna döljer vi. Där det stod ser alla när och varför. Ibland räcker det att "
                "ta bort ett namn. Då står det att något är borttaget.</p>"
                "<p>Har vi din e-postadress får du veta varför. Tycker du att vi har fel? Begär en ny prövning på inläggets "
                "privata sida. En annan moderator läser och svarar dig.</p>"
            ),
            heading("Anmäl det som är fel"),
            text(
                "<p>Under varje inlägg finns Anmäl. Säg vad som är fel, så läser en moderator snarast. Anmäler tre personer "
                "med bekräftad adress ställs inlägget undan tills vi har läst det. Det vi har godkänt ställs inte undan "
                "igen. Ingen får veta vem som har anmält.</p>"
            ),
            heading("Dina inlägg är dina"),
            text(
                "<p>Du kan ändra ditt inlägg i 15 minuter. Du kan ta bort det när du vill. Då ser andra att ett inlägg stod "
                "där, men inte vad du skrev. Du kan också radera det helt: text, namn och adress försvinner.</p>"
                "<p>Din e-postadress visas aldrig. Vi sparar inte varifrån du skrev. Ett inlägg som aldrig bekräftas raderas "
                "efter två dygn. Texten i dolda och borttagna inlägg raderas efter två år. Vem som har anmält glömmer vi "
                "efter tre månader.</p>"
            ),
            heading("Vem ansvarar?"),
            text(
                "<p>Lövsunda kommun driver samtalet och ansvarar för det enligt lagen om elektroniska anslagstavlor "
                "(1998:112). Det betyder att vi håller uppsikt och tar bort hot, hets och annat som är uppenbart "
                "brottsligt. För det du själv skriver ansvarar du.</p>"
                "<p>Det som skrivs till en kommun är offentligt. Någon kan begära ut också det som är dolt.</p>"
            ),
            contacts("Frågor om reglerna", "demokrati"),
        ],
    ),
    PageText(
        key="dina-uppgifter",
        title="Dina uppgifter och kakor",
        lead="Vi sparar så lite som möjligt. Här ser du vad, varför och hur länge.",
        body=[
            heading("När du läser"),
            text(
                "<p>Ingenting. Vi sätter ingen kaka, mäter inte vad du gör och hämtar inget från andra företag.</p>"
            ),
            heading("När du skriver ett inlägg"),
            text(
                "<p>Vi sparar texten, tiden och det namn du själv skriver. Vi sparar inte din IP-adress. Inlägget finns kvar så "
                "länge samtalet gör det, om du inte ber oss ta bort det.</p>"
            ),
            heading("När du loggar in"),
            text(
                "<p>Vi sparar din e-postadress och skickar en kod dit. Då behövs en kaka (cookie), annars vet vi inte att du är "
                "inloggad. Den försvinner när du loggar ut, senast efter tolv timmar.</p>"
                "<p>Begär du en kod men använder den aldrig tar vi bort adressen efter ett dygn.</p>"
            ),
            heading("När du röstar"),
            text(
                "<p>Vi sparar vilka förslag du valde, bredvid en nyckel i stället för ditt namn. Nyckeln går bara att räkna fram i "
                "den omgången. En månad efter resultatet tar vi bort den. Sedan kan ingen koppla ihop dig och din röst, inte vi "
                "heller.</p>"
                "<p>Röstar du med e-legitimation får du inget konto. Vi läser din ålder och om du bor i området, och glömmer "
                "resten. Ditt personnummer och ditt namn sparas aldrig. Den som ger ut e-legitimationen ser att du har varit här, "
                "men inte vad du valde.</p>"
                "<p>Röstar du med en röstkod vet vi att någon har använt koden, men inte vem. Vad du intygar och vilket "
                "postnummer du skriver sparas inte.</p>"
                "<p>Vi sparar inte din IP-adress. Vi sparar ett spår som visar om många röster kommer från samma nätverk samma dag. "
                "Det tas bort samtidigt som nyckeln.</p>"
            ),
            heading("Dina rättigheter"),
            text(
                "<ul><li>Du får veta vad vi har om dig.</li><li>Du får rätta det som är fel.</li>"
                "<li>Du får be oss radera dina uppgifter.</li>"
                "<li>Du får klaga hos Integritetsskyddsmyndigheten.</li></ul>"
                "<p>Vi behandlar uppgifterna därför att kommunen har en uppgift av allmänt intresse. Det som kommer in till "
                "kommunen kan vara en allmän handling.</p>"
            ),
            contacts("Kontakt", "dataskydd"),
        ],
    ),
    PageText(
        key="kontakta-oss",
        title="Kontakta oss",
        lead="Skriv, ring eller kom förbi. Du får svar av en människa.",
        picture="bibliotek",
        body=[
            contacts("Skriv eller ring", "kontaktcenter", "samordnare", "demokrati", "trygghet", "press"),
            heading("Kom förbi"),
            text(
                "<p>Biblioteket i Närlunda har öppet måndag till fredag kl. 10–18. Där kan du få hjälp att lämna förslag, rösta "
                "och skriva inlägg. Säg till om du behöver tolk.</p>"
            ),
            heading("Hitta svaret själv"),
            text(
                '<ul><li><a href="page:om-medborgarbudget">Om medborgarbudget</a></li>'
                '<li><a href="page:sa-raknas-rosterna">Så räknas rösterna</a></li>'
                '<li><a href="page:samtalsregler">Regler för samtalet</a></li>'
                '<li><a href="page:dina-uppgifter">Dina uppgifter och kakor</a></li></ul>'
            ),
        ],
    ),
]
