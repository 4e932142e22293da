"""What strangers wrote can do nothing in a mail: no header of its own, no link, no line that looks like ours."""

import email
import email.policy
from pathlib import Path
from types import SimpleNamespace

import pytest

from comments.mails import digest as digest_mail
from comments.mails import following as mails
from comments.mails import to_authors as mails_to_authors
from comments.models import Comment
from comments.services.following import ask_to_follow, follow
from comments.tests.builders import make_hidden, make_page, make_participant, make_shown
from radslag.mail.writing import LONGEST_SUBJECT

pytestmark = pytest.mark.django_db
PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
MORE = [
    "Hej\r\nBcc: alla@example.org",
    "Hej\nSubject: Ditt lösenord\n\nKlicka",
    "x\u2028Bcc: alla@example.org",
    "=?utf-8?q?Bcc:_alla?=",
    "https://ond.example/?a=b www.ond.example ond.example/x HTTPS://ond.example",
    "å" * 3000,
]
OWN_HEADERS = {
    "content-type",
    "mime-version",
    "content-transfer-encoding",
    "subject",
    "from",
    "to",
    "date",
    "message-id",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
}


def sent(message):
    """As a mail server gets it, read again."""
    return email.message_from_bytes(message.message().as_bytes(), policy=email.policy.SMTP)


def set_words(comment, page, words):
    """Write past the services, which would have made the words plain: the mails must not rely on them."""
    comment.comment, comment.user_name, comment.hidden_text = words, words[:50], words[:200]
    comment.conversation.page.title = words[:255] or "Sida"
    type(page).objects.filter(pk=page.pk).update(title=words.replace("\x00", "")[:255] or "Sida")


def test_no_payload_gets_out_of_its_place_in_any_mail():
    page = make_page()
    author = make_participant(email="siv@example.org")
    comment = make_hidden(page=page, participant=author)
    comment = Comment.objects.select_related("conversation__page", "participant").get(pk=comment.pk)
    row = follow(participant=author, conversation=comment.conversation)
    asked = ask_to_follow(email="ny@example.org", conversation=comment.conversation).follow
    for words in [*PAYLOADS, *MORE]:
        set_words(comment, page, words)
        row.conversation = asked.conversation = comment.conversation
        appeal = SimpleNamespace(granted=False, answer=words)
        built = [
            mails.new_comment(row, comment),
            mails.confirm_follow(asked),
            mails_to_authors.hidden(comment, author),
            mails_to_authors.shown(comment, author, again=False),
            mails_to_authors.answered(comment, comment, author),
            mails_to_authors.appeal_answered(appeal, comment, author),
            digest_mail.digest(
                author, [digest_mail.Part(mails.page_title(comment.conversation), row, [comment] * 7)]
            ),
        ]
        for message in built:
            read = sent(message)
            assert {name.lower() for name in read} <= OWN_HEADERS
            assert read["To"] in ("siv@example.org", "ny@example.org")
            assert len(read["Subject"].strip()) <= LONGEST_SUBJECT
            assert all(len(line) <= 998 for line in message.message().as_bytes().split(b"\n"))


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Se https://ond.example/x", "> Se https[:]//ond[.]example/x"),
        ("rad ett\n\nrad två", "> rad ett\n>\n> rad två"),
        ("bl.a. kl. 14.30, t.ex. 3.5 kr", "> bl.a. kl. 14.30, t.ex. 3.5 kr"),
        ("javascript:alert(1)", "> javascript:alert(1)"),
    ],
)
def test_an_excerpt_is_marked_as_somebody_elses_and_holds_no_link(words, seen):
    assert mails.excerpt(SimpleNamespace(comment=words)) == seen


def test_a_long_text_is_cut():
    assert len(mails.excerpt(SimpleNamespace(comment="å " * 1500))) <= mails.LONGEST_EXCERPT + 2


def test_links_in_mails_lead_to_the_sites_own_address_alone(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://radslag.example.org"
    comment = make_shown(text="https://ond.example", name="http://ond.example")
    comment = Comment.objects.select_related("conversation__page").get(pk=comment.pk)
    row = follow(participant=make_participant(), conversation=comment.conversation)
    body = mails.new_comment(row, comment).body
    assert body.count("://") == body.count("https://radslag.example.org/samtal/") == 2
