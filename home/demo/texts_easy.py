"""Lättläst: the same in easy Swedish, for readers who ask for it. By the key of the page."""

EASY: dict[str, str] = {
    "start": (
        "<p>Här kan du vara med och bestämma om Lövsunda.</p>"
        "<p>Du kan göra fyra saker:</p>"
        "<ul><li>Du kan rösta om pengar till ditt område.</li>"
        "<li>Du kan lämna ett förslag på något som du vill ska bli gjort.</li>"
        "<li>Du kan komma till ett möte. Mötet heter invånarråd.</li>"
        "<li>Du kan skriva vad du tycker.</li></ul>"
        "<p>Det kostar inget. Alla får vara med.</p>"
        "<p>Behöver du hjälp? Gå till biblioteket i Närlunda. Där finns människor som hjälper dig.</p>"
    ),
    "sa-raknas-rosterna": (
        "<h3>Så går det till</h3>"
        "<ul><li>Du väljer de förslag som du tycker är bäst. Ofta får du välja tre.</li>"
        "<li>Vi räknar hur många som har valt varje förslag.</li>"
        "<li>Det förslag som har flest röster får pengar först.</li>"
        "<li>Sedan får nästa förslag pengar. Så fortsätter vi tills pengarna är slut.</li></ul>"
        "<p>Ibland kostar ett förslag mer än vi har kvar. Då får det inga pengar. Vi går vidare till nästa förslag.</p>"
        "<h3>Din röst är hemlig</h3>"
        "<p>Ingen får se vad du har röstat på.</p>"
        "<p>Du kan ändra din röst. Det kan du göra tills röstningen stänger. Efter det är det för sent.</p>"
    ),
    "samtalsregler": (
        "<p>Alla får skriva på Rådslag. Du behöver inte säga vad du heter.</p>"
        "<h3>Det här får du göra</h3>"
        "<ul><li>Du får tycka vad du vill.</li><li>Du får säga att något är dåligt.</li><li>Du får fråga.</li></ul>"
        "<h3>Det här får du inte göra</h3>"
        "<ul><li>Du får inte vara elak mot någon.</li><li>Du får inte hota någon.</li>"
        "<li>Du får inte skriva om en viss person, till exempel en granne.</li>"
        "<li>Du får inte skriva någons telefonnummer eller adress.</li></ul>"
        "<p>Vi läser allt innan det visas. Det tar ofta en dag. Bryter du mot reglerna visar vi inte det du skrev.</p>"
    ),
    "om-medborgarbudget": (
        "<p>En medborgarbudget är pengar. Du som bor i området är med och bestämmer vad de ska gå till.</p>"
        "<ul><li>Kommunen lägger undan pengar.</li><li>Du och dina grannar säger vad pengarna ska räcka till.</li>"
        "<li>Alla som bor i området får rösta.</li><li>Det som får flest röster blir av.</li></ul>"
        "<p>Man röstar på olika sätt i olika områden: med e-post, med en kod på papper eller med BankID. Det står på sidan där du "
        "röstar. Är det svårt? Gå till biblioteket, så hjälper de dig.</p>"
    ),
    "tillganglighet": (
        "<p>Alla ska kunna använda Rådslag. Det är lag på det.</p>"
        "<p>Det mesta fungerar bra. Men några saker är svåra:</p>"
        "<ul><li>Gamla filer kan vara svåra att läsa med skärmläsare.</li>"
        "<li>Några bilder har ingen text som berättar vad de visar.</li></ul>"
        "<p>Är något svårt för dig? Säg till oss. Vi hjälper dig inom två dagar.</p>"
    ),
    "medborgarbudget": (
        "<p>Varje område har en egen sida. Där ser du hur mycket pengar det finns.</p>"
        "<ul><li>Ibland kan du lämna förslag.</li><li>Ibland kan du rösta.</li>"
        "<li>Ibland räknar vi röster. Då får du vänta.</li></ul>"
        "<p>Välj ditt område här nedanför.</p>"
    ),
    "narlunda": (
        "<p>Mitt Närlunda är pengar till Närlunda. Du som bor här bestämmer vad de ska gå till.</p>"
        "<ul><li>Du lämnar ett förslag.</li><li>Vi läser det.</li><li>Alla i Närlunda får rösta.</li>"
        "<li>De förslag som får flest röster blir av.</li></ul>"
        "<p>Du får hjälp. Ring oss eller kom till biblioteket.</p>"
    ),
    "omgang-rostning": (
        "<p>Nu kan du som bor i Närlunda rösta.</p>"
        "<ul><li>Läs förslagen.</li><li>Välj högst tre.</li><li>Tryck på Rösta. Vi skickar en kod till din e-post. "
        "Skriv in koden.</li></ul>"
        "<p>Ingen får veta vad du väljer. Du kan ändra dig tills röstningen stänger.</p>"
        "<p>Vill du ha hjälp? Gå till biblioteket i Närlunda.</p>"
    ),
    "invanarrad": (
        "<p>Ett invånarråd är ett möte. Där pratar du med andra som bor i Lövsunda. Politiker och de som jobbar på kommunen är "
        "också med.</p>"
        "<p>Alla får komma. Det kostar inget. Du får mat.</p>"
        "<p>Efter mötet skriver vi vad alla sa. Sedan skriver vi vad som hände.</p>"
    ),
    "rad-2": (
        "<p>I maj 2021 träffades vi i Ängsparken. Vi pratade om platser där man kan vara.</p>"
        "<p>Det här sa de som var med:</p>"
        "<ul><li>Det finns för få bänkar.</li><li>Unga har ingenstans att vara på kvällen.</li>"
        "<li>Den som är ny vet inte var föreningarna finns.</li></ul>"
        "<p>Det här hände sedan:</p>"
        "<ul><li>Vi ställde ut 14 bänkar.</li><li>Två lokaler är öppna på torsdagar.</li>"
        "<li>Unga fick ingen egen lokal. Den hade bara en utgång, och det är farligt om det brinner.</li></ul>"
    ),
    "rad-5": (
        "<p>Kom till ett möte på biblioteket i Närlunda. Vi ska prata om vägen till skolan när det är mörkt.</p>"
        "<ul><li>Det kostar inget.</li><li>Du får middag.</li><li>Du kan ta med barn.</li><li>Du kan få tolk.</li></ul>"
        "<p>Du behöver inte säga till innan. Du kan också vara med på video.</p>"
    ),
    "goda-boendemiljoer": (
        "<p>En grupp har undersökt varför folk trivs där de bor. De besökte elva områden. De pratade med dem som bor där.</p>"
        "<p>De ger tio råd. Några av dem är:</p>"
        "<ul><li>Det ska finnas en lokal som alla får låna. Den ska inte kosta något.</li>"
        "<li>Trasiga lampor ska bytas inom fem dagar.</li>"
        "<li>Kommunen ska svara på alla förslag. Också när svaret är nej.</li></ul>"
    ),
}
