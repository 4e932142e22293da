"""Saving by a script, a log-in that runs out in the middle of it, and a computer that others use."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import re
import sys
import zlib
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from budgeting.models import Ballot, Receipt, VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.services.ballots import stored_ballot
from budgeting.services.review import withdraw_for_author
from budgeting.services.voters import Voter
from budgeting.views import kept_ballots
from budgeting.views.voter import MARK, mark_of
from radslag.clock import at
from radslag.models import User
from radslag.tests.people import log_in_by_code

from .builders import make_ballot, make_proposals, make_round, make_user
from .test_views import text_of

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
COOKIE = kept_ballots.COOKIE


@pytest.fixture
def resident(client):
    user = make_user()
    log_in_by_code(client, user)
    return user


def address(round_) -> str:
    return reverse("budgeting:ballot", args=[round_.pk])


# By a script


def test_a_save_by_a_script_says_when_by_the_clock_of_the_database_in_the_sites_zone(client, resident):
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    noon = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(12, 2)))
    with at(noon):
        answer = client.post(address(round_), {"declared": "1", "choices": [a.pk, b.pk]}, headers=JSON)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    assert told["said"] == "Sparad kl. 12.02" and told["when"].endswith("kl. 12.02.")
    assert set(told["choices"]) == {a.pk, b.pk}
    assert told["receipt"] == Receipt.objects.get().code
    assert set(told) == {"said", "when", "receipt", "choices", "points"}


def test_what_the_script_may_not_save_is_said_shortly(client, resident):
    round_ = make_round(postal_codes="25440")
    (a,) = make_proposals(round_, 1)
    sent = {"declared": "1", "postal_code": "111 11", "choices": [a.pk]}
    answer = client.post(address(round_), sent, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["said"] == "Inte sparad: postnumret hör inte till området"
    assert set(answer.json()["errors"]) == {"postal_code"}
    assert Ballot.objects.count() == 0


def test_the_network_is_kept_as_a_hash_and_no_address(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    client.post(address(round_), {"declared": "1", "choices": [a.pk]}, REMOTE_ADDR="192.0.2.7")
    neighbour = Client()
    log_in_by_code(neighbour, make_user())
    neighbour.post(address(round_), {"declared": "1", "choices": [a.pk]}, REMOTE_ADDR="192.0.2.8")
    first, second = Receipt.objects.values_list("network", flat=True)
    assert first == second and re.fullmatch(r"[0-9a-f]{64}", first)


# A page that has stood open


def test_a_script_asks_what_is_stored_now_and_for_whom(client, resident):
    round_ = make_round(ballot_max=3)
    a, b = make_proposals(round_, 2)
    mine = mark(round_, email=resident.email)[MARK]
    asked = client.get(address(round_), headers=JSON)
    assert asked.json() == {"voter": mine, "stored": "", "said": "Inte sparad än"}
    assert "no-store" in asked["Cache-Control"]
    make_ballot(round_, a, b, voter=Voter.of(resident))
    answer = client.get(address(round_), headers=JSON).json()
    assert answer["stored"] == ",".join(sorted(f"{id_}:" for id_ in (a.pk, b.pk)))
    client.logout()
    assert client.get(address(round_), headers=JSON).status_code == 401
    assert Ballot.objects.count() == 1


def test_what_waits_is_not_used_up_by_a_script_that_asks(client):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    client.post(address(round_), mark(round_) | {"choices": [a.pk]})
    voter_comes(client, round_, VoterIdentity.EMAIL)
    assert client.get(address(round_), headers=JSON).json()["stored"] == ""
    assert client.head(address(round_)).status_code == 200
    assert " checked" in client.get(address(round_)).content.decode()


def test_a_closed_vote_is_told_to_a_script_that_asks(client, resident):
    answer = client.get(address(make_round(Phase.COUNTING)), headers=JSON)
    assert answer.json()["title"] == "Röstningen är stängd"


def test_a_withdrawn_choice_is_nothing_that_a_page_could_have_changed(client, resident):
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    make_ballot(round_, a, b, voter=Voter.of(resident))
    withdraw_for_author(proposal_id=b.pk, by=make_user(), reason="Förslagsställaren ångrar sig.")
    html = client.get(address(round_)).content.decode()
    assert f'data-stored="{a.pk}:"' in html


def test_too_many_ticks_are_refused_and_not_cut(client, resident):
    round_ = make_round(ballot_kind="knapsack")
    (a,) = make_proposals(round_, 1)
    sent = {"declared": "1", "choices": [a.pk, *range(10**9, 10**9 + 200)]}
    answer = client.post(address(round_), sent)
    assert answer.status_code == 422 and "Du har valt 201 förslag. Ta bort 1." in text_of(answer)
    assert Ballot.objects.count() == 0 and " checked" in answer.content.decode()


# A log-in that has run out


SIV, KEY = "siv@example.org", "k" * 64


def mark(round_, identity=VoterIdentity.EMAIL, *, email=SIV):
    """What stands in the voter's forms."""
    voter = Voter(email=email) if identity == VoterIdentity.EMAIL else Voter(key=KEY, identity=identity)
    return {MARK: mark_of(voter, round_.pk)}


def voter_comes(client, round_, identity, *, email=SIV, key=KEY):
    """Let the browser know who votes, as each door does."""
    if identity == VoterIdentity.EMAIL:
        log_in_by_code(client, User.objects.filter(email=email).first() or make_user(email=email))
        return
    session = client.session
    until = (timezone.now() + dt.timedelta(hours=1)).timestamp()
    known = {"identity": str(identity), "key": key, "age": True, "area": True, "until": until}
    session["radslag_voters"] = {str(round_.pk): known}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


@pytest.mark.parametrize("identity", [VoterIdentity.EMAIL, VoterIdentity.EID])
@pytest.mark.parametrize("script", [False, True])
def test_choices_come_back_after_a_log_in_that_had_run_out(client, identity, script):
    round_ = make_round(identity=identity)
    a, b, _c = make_proposals(round_, 3)
    url = address(round_)
    sent = mark(round_, identity) | {"declared": "1", "choices": [a.pk, b.pk]}
    answer = client.post(url, sent, headers=JSON if script else {})
    assert answer.status_code == (401 if script else 302)
    assert not script or answer.json()["go"] == url
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == url
    assert not cookie["max-age"] and not cookie["expires"], "it goes with the browser"
    assert str(a.pk) not in answer.get("Location", "") and Ballot.objects.count() == 0
    assert "choices" not in str(dict(client.session))

    voter_comes(client, round_, identity)
    shown = client.get(url)
    html = shown.content.decode()
    assert set(re.findall(r'name="choices" value="(\d+)"[^>]* checked', html)) == {str(a.pk), str(b.pk)}
    assert "Inte sparad än" in html and "när inloggningen gick ut" in html
    assert shown.cookies[COOKIE]["max-age"] == 0
    assert shown.cookies[COOKIE]["path"] == url
    assert not re.findall(r'name="choices"[^>]* checked', client.get(url).content.decode())


def test_points_and_what_was_declared_come_back_too(client):
    round_ = make_round(ballot_kind="points", points_total=10, points_most=5, postal_codes="25440")
    a, b = make_proposals(round_, 2)
    sent = {"declared": "1", "postal_code": "254 40", f"points-{a.pk}": "4", f"points-{b.pk}": ""}
    client.post(address(round_), mark(round_) | sent)
    voter_comes(client, round_, VoterIdentity.EMAIL)
    html = client.get(address(round_)).content.decode()
    assert f'name="points-{a.pk}" value="4"' in html and 'value="254 40"' in html
    assert re.search(r'name="declared"[^>]* checked', html)


@pytest.mark.parametrize("fault", ["forged", "too old", "empty", "of another purpose"])
def test_a_cookie_that_is_not_ours_or_too_old_is_passed_over(client, fault):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    an_hour_ago = timezone.now() - dt.timedelta(minutes=16)
    if fault == "too old":
        import time_machine

        with time_machine.travel(an_hour_ago, tick=True):
            client.post(address(round_), mark(round_) | {"choices": [a.pk]})
    else:
        client.post(address(round_), mark(round_) | {"choices": [a.pk]})
    value = client.cookies[COOKIE].value
    forged = {"forged": value[:-3] + "xxx", "too old": value, "empty": "", "of another purpose": "a:b:c"}
    client.cookies[COOKIE] = forged[fault]
    voter_comes(client, round_, VoterIdentity.EMAIL)
    answer = client.get(address(round_))
    assert answer.status_code == 200 and " checked" not in answer.content.decode()


def test_a_huge_post_without_a_voter_leaves_no_huge_cookie(client):
    round_ = make_round()
    client.post(address(round_), mark(round_) | {f"points-{n}": str(n * 7919) for n in range(900)})
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("identity", [VoterIdentity.EMAIL, VoterIdentity.EID])
def test_what_waits_is_not_given_to_who_comes_next(client, identity):
    round_ = make_round(identity=identity)
    (a,) = make_proposals(round_, 1)
    client.post(address(round_), mark(round_, identity) | {"declared": "1", "choices": [a.pk]})
    assert client.cookies[COOKIE].value
    voter_comes(client, round_, identity, email="bo@example.org", key="b" * 64)
    html = client.get(address(round_)).content.decode()
    assert " checked" not in html and "när inloggningen gick ut" not in html
    assert not client.cookies[COOKIE].value, "it is deleted"
    voter_comes(client, round_, identity)
    assert " checked" not in client.get(address(round_)).content.decode()


def test_what_waits_can_not_be_read_in_the_browser(client):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    client.post(address(round_), mark(round_) | {"choices": [a.pk]})
    for part in client.cookies[COOKIE].value.split("."):
        plain = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        for text in (plain, *_inflated(plain)):
            assert b"choices" not in text and mark(round_)[MARK].encode() not in text


def _inflated(data):
    for bits in (-15, 15):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(data, bits)


def test_a_form_that_says_for_nobody_leaves_nothing_in_the_browser(client):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    client.post(address(round_), {"choices": [a.pk]})
    assert COOKIE not in client.cookies


# At a library's computer


def test_done_leaves_nothing_of_the_vote_in_the_browser(client, resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    made = make_ballot(round_, a, voter=Voter.of(resident))
    leave = reverse("budgeting:leave_ballot", args=[round_.pk])
    assert leave in client.get(address(round_)).content.decode()
    client.cookies[COOKIE] = "something"
    pressed = client.post(leave)
    assert pressed["Clear-Site-Data"] == '"cache", "storage"'
    answer = client.get(pressed.url)
    assert "no-store" in answer["Cache-Control"]
    text = text_of(answer)
    assert "Du är utloggad" in text and "Stäng fönstret" in text
    assert not any(secret in text for secret in (made.receipt, "Förslag 1", resident.email, round_.name))
    assert all(not client.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, COOKIE))
    assert "logga-in" in client.get(address(round_)).url
    assert stored_ballot(round_=round_, voter=Voter.of(resident)) == made


@pytest.mark.parametrize("identity", [VoterIdentity.EMAIL, VoterIdentity.EID])
def test_who_gets_no_mail_is_told_to_keep_the_receipt(client, identity):
    round_ = make_round(identity=identity)
    voter_comes(client, round_, identity)
    is_told = "Skriv upp ditt kvitto" in text_of(client.get(address(round_)))
    assert is_told == (identity != VoterIdentity.EMAIL)


@pytest.mark.parametrize("identity", [VoterIdentity.EMAIL, VoterIdentity.EID])
def test_done_tells_once_whether_a_vote_is_saved(client, identity):
    round_ = make_round(identity=identity)
    (a,) = make_proposals(round_, 1)
    leave = reverse("budgeting:leave_ballot", args=[round_.pk])
    saved, none = "Din röst är sparad.", "Du har ingen sparad röst"
    voter_comes(client, round_, identity)
    text = text_of(client.post(leave, follow=True))
    assert none in text and saved not in text
    voter_comes(client, round_, identity)
    client.post(address(round_), {"declared": "1", "choices": [a.pk]})
    text = text_of(client.post(leave, follow=True))
    assert saved in text and none not in text
    text = text_of(client.get(leave))
    assert saved not in text and none not in text, "who comes next is not told"


def test_done_does_not_guess_of_a_vote_that_nobody_can_find(client):
    """The log-in has run out, or the votes are sealed."""
    round_ = make_round()
    text = text_of(client.post(reverse("budgeting:leave_ballot", args=[round_.pk]), follow=True))
    assert "Det du har sparat finns kvar." in text and "röst är sparad" not in text


def test_done_ends_a_vote_by_electronic_identification_too(client):
    round_ = make_round(identity=VoterIdentity.EID)
    voter_comes(client, round_, VoterIdentity.EID)
    assert client.get(address(round_)).status_code == 200
    client.post(reverse("budgeting:leave_ballot", args=[round_.pk]))
    assert client.get(address(round_)).status_code == 302


def test_looking_at_the_way_out_logs_nobody_out_and_erases_nothing(client, resident):
    """Another site can make a browser load the address as a picture."""
    round_ = make_round()
    looked = client.get(reverse("budgeting:leave_ballot", args=[round_.pk]))
    assert "Clear-Site-Data" not in looked
    assert client.get(address(round_)).status_code == 200


@pytest.mark.parametrize("phase", [Phase.REVIEW, Phase.VOTING, Phase.COUNTING])
@pytest.mark.parametrize("name", ["ballot", "remove_ballot", "leave_ballot"])
def test_no_page_of_a_vote_is_kept_by_a_browser(client, resident, phase, name):
    round_ = make_round(phase)
    url = reverse(f"budgeting:{name}", args=[round_.pk])
    for answer in (Client().get(url), client.get(url), client.post(url), Client().post(url)):
        assert "no-store" in answer["Cache-Control"]


# When something breaks


def report_of(client, url, sent):
    """What would be mailed to those who run the site when saving breaks: as text and as HTML."""
    found = []

    def note(request, **_kwargs):
        reporter = ExceptionReporter(request, *sys.exc_info())
        found.extend([reporter.get_traceback_text(), reporter.get_traceback_html()])

    client.raise_request_exception = False
    got_request_exception.connect(note)
    try:
        assert client.post(url, sent).status_code == 500
    finally:
        got_request_exception.disconnect(note)
    return found


def test_a_report_of_an_error_does_not_tell_how_somebody_votes(client, resident):
    round_ = make_round()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('budgeting_proposal', 'id'), 918273645)")
    (a,) = make_proposals(round_, 1)
    sent = {"declared": "1", "postal_code": "25 443", "choices": [a.pk]}
    for broken in ("budgeting.services.ballots.hit", "budgeting.services.ballots._choose"):
        with patch(broken, side_effect=ZeroDivisionError("broken")):
            reports = report_of(client, address(round_), sent)
        assert len(reports) == 2 and all("broken" in report for report in reports)
        for report in reports:
            assert str(a.pk) not in report and "25 443" not in report
            assert stored_ballot(round_=round_, voter=Voter.of(resident)) is None


def test_what_is_printed_of_a_voter_and_a_vote_tells_neither(resident):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    made = make_ballot(round_, a, voter=Voter.of(resident))
    assert resident.email not in repr(Voter.of(resident)) and "kkk" not in repr(Voter(key="k" * 64))
    assert made.receipt not in repr(made) and "choices" not in repr(made)
