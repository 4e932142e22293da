"""The English part of the site: small but whole. Each page is a translation of the Swedish page with the same key."""

from dataclasses import dataclass, field
from typing import Any

from home.demo import texts_accessibility, texts_data_protection
from home.demo.blocks import Block, act, advice, contacts, heading, quote, text

PREFIX = "en-"
"""Keys of English pages in references: `page:en-narlunda`."""


@dataclass(frozen=True, slots=True)
class EnglishText:
    """What the page with `key` says in English; `fields` are those of its type beside title, lead and body."""

    key: str
    slug: str
    title: str
    lead: str
    body: list[Block]
    fields: dict[str, Any] = field(default_factory=dict)


GUIDE = [
    ("You propose", "Write what you want to do, how it helps the area and what it costs."),
    (
        "We review",
        "The municipality checks that the proposal follows the rules. Then all proposals are shown here.",
    ),
    ("Everyone votes", "If you live in the area you choose up to three proposals. Your vote is secret."),
    ("We count", "The proposals with the most votes get money, as long as it lasts."),
    ("You follow up", "Here you see what is ready, what is late and what it cost."),
]


def pages() -> list[EnglishText]:
    """All English pages, parents first."""
    return [
        _home(),
        _overview(),
        _programme(),
        _round(),
        _counting(),
        _accessibility(),
        _data_protection(),
    ]


def _home() -> EnglishText:
    return EnglishText(
        key="start",
        slug="start-en",
        title="Here we decide together",
        lead="Vote on money for your area. Submit a proposal. See what was done and what it cost.",
        fields={
            "guide": [{"type": "step", "value": {"title": title, "text": words}} for title, words in GUIDE]
        },
        body=[
            heading("Why Rådslag?", "One place for all of Lövsunda."),
            text(
                "<p>People once met in a ring of stones to decide. This ring is open day and night. Read what others think, "
                "say what you think and see what came of it.</p>"
                "<p>Everything that comes in is shown. If the answer is no, you can read why. If it is yes, you can follow every "
                "krona.</p>"
            ),
            quote(
                "I wrote it on the bus home. Half a year later I sat on the bench I had asked for.",
                "Resident of Närlunda",
            ),
            heading("In Swedish", "Most pages are in Swedish."),
            text(
                '<p>Councils, reports and news are in Swedish: <a href="page:start">go to the Swedish start page</a>. Do you need '
                "help in another language? Call us, and we find an interpreter.</p>"
            ),
            contacts("We help you", "samordnare", "kontaktcenter"),
        ],
    )


def _overview() -> EnglishText:
    return EnglishText(
        key="medborgarbudget",
        slug="participatory-budget",
        title="Participatory budget",
        lead="Money that the people who live in an area decide on. See what is going on.",
        body=[
            heading("How it works"),
            text(
                "<p>We set money aside. You and your neighbours suggest how to use it. You vote, and what gets the most "
                'votes is done. Read <a href="page:en-sa-raknas-rosterna">how the votes are counted</a>.</p>'
                "<ul><li>Everyone who lives in the area may submit proposals and vote.</li>"
                "<li>You do not need an electronic ID. An e-mail address is enough.</li>"
                "<li>You may write in English. We will translate it.</li></ul>"
            ),
            contacts("Questions?", "samordnare"),
        ],
    )


def _programme() -> EnglishText:
    return EnglishText(
        key="narlunda",
        slug="narlunda",
        title="Mitt Närlunda",
        lead="The people of Närlunda come up with the ideas, plan them and do them. Lövsundahem and the municipality pay.",
        fields={
            "purpose": (
                "The area should be safer, nicer and more for everyone. All of Närlunda should gain from what is done. "
                "Each round has its own sum, and a limit for what one proposal may cost."
            ),
        },
        body=[
            heading("How it works"),
            text(
                "<ol><li>You submit a proposal while the round is open.</li>"
                "<li>We read all of them. Those that follow the rules are shown, and if we say no we say why.</li>"
                "<li>Everyone who lives in the area votes for up to three proposals.</li>"
                "<li>Those with the most votes get money, as long as it lasts.</li>"
                "<li>If you get money, you do the work and tell everyone how it went.</li></ol>"
            ),
            advice(
                "Three questions your proposal should answer",
                "What do you want to do?",
                "How does it help the area and those who live there?",
                "What does it cost, more or less?",
            ),
        ],
    )


def _round() -> EnglishText:
    return EnglishText(
        key="omgang-rostning",
        slug="vote",
        title="Mitt Närlunda: the vote",
        lead="If you live in Närlunda you may vote for up to three proposals. Those with the most votes share 100 000 kr.",
        fields={
            "question": "What should Närlunda get?",
            "requirements": "be open to everyone in the area\nbe done within a year\nnot make money for anyone",
            "thread_mode": "off",
        },
        body=[
            heading("Get help to vote"),
            text(
                "<p>Come to the library in Närlunda, Monday to Friday 10 am to 6 pm. Borrow a computer, and the staff show you. The proposals "
                "are shown in the language they were written in.</p>"
            ),
            act(
                "More about the programme",
                "What has been done so far, and what comes next.",
                "Go to Mitt Närlunda",
                "en-narlunda",
            ),
        ],
    )


def _counting() -> EnglishText:
    return EnglishText(
        key="sa-raknas-rosterna",
        slug="how-votes-are-counted",
        title="How the votes are counted",
        lead="Proposals with many votes go first, as long as the money lasts. Here are the rules, with an example.",
        fields={"show_in_menus": True},
        body=[
            heading("The rules", "They are set before the round opens and do not change."),
            text(
                "<ol><li>You choose up to the number of proposals the round allows, often three. All your choices weigh the same.</li>"
                "<li>We count how many have chosen each proposal.</li>"
                "<li>The proposal with the most votes gets money first. Then we go down the list.</li>"
                "<li>If a proposal costs more than what is left, we go on to the next one that fits.</li>"
                "<li>If two proposals have equally many votes, a lot decides. It is fixed before voting opens.</li></ol>"
            ),
            heading("An example", "There is 30 000 kr to share."),
            text(
                "<ul><li>Playhouse: 40 votes, costs 20 000 kr. Gets money. 10 000 kr is left.</li>"
                "<li>Stage: 35 votes, costs 18 000 kr. Does not fit in 10 000 kr. We go on.</li>"
                "<li>Benches: 20 votes, cost 9 000 kr. Get money. 1 000 kr is left.</li></ul>"
                "<p>The stage had more votes than the benches but did not fit. That is why the reason always stands beside each "
                "proposal.</p>"
            ),
            heading("Your vote is secret"),
            text(
                "<p>No list and no page shows what you chose. While voting is open no figures show how it goes. Your receipt says "
                "that your vote is in, not what it says.</p>"
            ),
            heading("Change your mind, or vote late"),
            text(
                "<p>You may change your vote until the round closes. The one saved last counts. Our clock decides. A vote that comes "
                "after closing does not count, however little late it is.</p>"
            ),
            contacts("Is something wrong?", "samordnare"),
        ],
    )


def _accessibility() -> EnglishText:
    return EnglishText(
        key=texts_accessibility.KEY,
        slug="accessibility",
        title="Accessibility",
        lead="Everyone should be able to use Rådslag. Here is what works, what does not, and how to tell us.",
        body=[],
        fields=texts_accessibility.ENGLISH,
    )


def _data_protection() -> EnglishText:
    text = texts_data_protection
    return EnglishText(
        key=text.KEY,
        slug="data-protection",
        title=text.ENGLISH_TITLE,
        lead=text.ENGLISH_LEAD,
        body=[],
        fields=text.ENGLISH,
    )
