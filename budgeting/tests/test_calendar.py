"""The dates of a round as a calendar file."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from budgeting.models import Round
from budgeting.rules.acts import INSTANTS
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.rounds import change_round
from radslag.clock import at

from .builders import (
    DAY,
    REASON,
    cancel,
    make_programme,
    make_round_page,
    make_schedule,
    make_staff,
    make_user,
    pause,
)

pytestmark = pytest.mark.django_db


def address(round_):
    return reverse("budgeting:round_calendar", args=[round_.pk])


def fetch(round_, prefix=""):
    answer = Client().get(prefix + address(round_))
    assert answer.status_code == 200
    return answer


def events(round_, prefix=""):
    """The events by what they stand for."""
    found = Calendar.from_ical(fetch(round_, prefix).content).walk("VEVENT")
    assert len(found) == len(INSTANTS)
    return dict(zip(INSTANTS, found, strict=True))


def test_every_instant_is_an_event_at_its_time_in_utc(settings):
    page = make_round_page(Phase.BEFORE, name="Mitt Närlunda, våren")
    for name, event in events(page.round).items():
        instant = getattr(page.round, name)
        assert event["DTSTART"].dt == instant.astimezone(dt.UTC).replace(microsecond=0)
        assert "TZID" not in event["DTSTART"].params
        assert "DTEND" not in event
        assert event["STATUS"] == "CONFIRMED"
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["URL"] == f"{settings.WAGTAILADMIN_BASE_URL}{page.url}"
        assert str(event["SUMMARY"]).endswith(": Mitt Närlunda, våren")
    assert str(events(page.round)["voting_opens"]["SUMMARY"]) == "Röstningen öppnar: Mitt Närlunda, våren"


@pytest.mark.parametrize(("month", "hour"), [(1, 22), (7, 21)])
def test_one_minute_to_midnight_is_the_right_hour_in_winter_and_in_summer(month, hour):
    closes = dt.datetime(2031, month, 14, 23, 59, tzinfo=ZoneInfo("Europe/Stockholm"))
    schedule = make_schedule(Phase.SUBMISSION, now=closes - 5 * DAY)
    page = make_round_page(Phase.BEFORE, schedule=schedule)
    assert (
        events(page.round)["submission_closes"]["DTSTART"].to_ical()
        == f"2031{month:02}14T{hour}5900Z".encode()
    )


def test_the_file_is_as_the_standard_has_it_and_the_same_each_time():
    words = "Bänkar, träd; lek\\rörelse och " + "å" * 80
    round_ = make_round_page(Phase.BEFORE, name=words).round
    answer = fetch(round_)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.ics"')
    content = answer.content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "Bänkar\\, träd\\; lek\\\\rörelse" in unfolded
    assert "METHOD" not in unfolded
    assert "VERSION:2.0" in unfolded
    assert str(events(round_)["voting_opens"]["SUMMARY"]) == f"Röstningen öppnar: {words}"
    assert fetch(round_).content == content


def test_a_file_is_named_as_its_page_also_in_other_letters():
    page = make_round_page(Phase.BEFORE)
    page.slug = "våren-мир"
    page.save()
    disposition = fetch(page.round)["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''v%C3%A5ren-%D0%BC%D0%B8%D1%80.ics"


@pytest.mark.parametrize("evil", ["A\r\nBEGIN:VALARM\r\nACTION:AUDIO", "A\nATTACH:file:///etc/passwd"])
def test_a_name_adds_no_line_of_its_own(evil):
    round_ = make_round_page(Phase.BEFORE).round
    Round.objects.filter(pk=round_.pk).update(name=evil)
    lines = fetch(round_).content.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"BEGIN:VALARM", b"ATTACH", b"ACTION"))]


def test_a_program_that_has_the_file_is_spared_it_and_no_cookie_is_set():
    round_ = make_round_page(Phase.BEFORE).round
    answer = fetch(round_)
    assert not answer.cookies
    again = Client().get(address(round_), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(address(round_)).status_code == 200
    assert Client().post(address(round_)).status_code == 405


def test_a_changed_date_keeps_its_identity_and_has_a_higher_number():
    page = make_round_page(Phase.BEFORE)
    before = events(page.round)
    round_ = change_round(round_id=page.round_id, voting_closes=page.round.voting_closes + DAY)
    after = events(round_)
    for name in INSTANTS:
        assert after[name]["UID"] == before[name]["UID"]
        assert after[name]["SEQUENCE"] > before[name]["SEQUENCE"]
        assert after[name]["DTSTAMP"].dt > before[name]["DTSTAMP"].dt
    assert after["voting_closes"]["DTSTART"].dt - before["voting_closes"]["DTSTART"].dt == DAY
    assert len({event["UID"] for event in after.values()}) == len(INSTANTS)


def test_a_change_of_money_or_a_save_that_changes_nothing_is_no_new_version():
    round_ = make_round_page(Phase.BEFORE).round
    content = fetch(round_).content
    change_round(round_id=round_.pk, threshold=3)
    Round.objects.get(pk=round_.pk).save()
    assert fetch(round_).content == content


def test_an_old_copy_of_the_row_does_not_turn_the_number_back():
    old = make_round_page(Phase.BEFORE).round
    new = change_round(round_id=old.pk, name="Ny")
    sequence = events(new)["voting_opens"]["SEQUENCE"]
    old.name = "Äldre"
    old.save()
    assert events(old)["voting_opens"]["SEQUENCE"] > sequence


def test_events_of_two_rounds_are_never_the_same():
    programme = make_programme()
    one = make_round_page(Phase.SUBMISSION, programme=programme).round
    two = make_round_page(Phase.BEFORE, programme=programme, schedule=make_schedule(shift=200 * DAY)).round
    assert not {e["UID"] for e in events(one).values()} & {e["UID"] for e in events(two).values()}


def test_a_cancelled_round_cancels_what_had_not_happened():
    round_ = make_round_page(Phase.REVIEW).round
    before = events(round_)
    cancel(round_)
    after = events(round_)
    status = {name: str(event["STATUS"]) for name, event in after.items()}
    assert status == {
        "submission_opens": "CONFIRMED",
        "submission_closes": "CONFIRMED",
        "proposals_shown": "CANCELLED",
        "voting_opens": "CANCELLED",
        "voting_closes": "CANCELLED",
        "result_at": "CANCELLED",
    }
    assert after["voting_opens"]["SEQUENCE"] > before["voting_opens"]["SEQUENCE"]
    assert "inställd" in str(after["voting_opens"]["DESCRIPTION"])
    assert "DESCRIPTION" not in after["submission_opens"]


def test_dates_ahead_of_a_pause_are_tentative_until_the_round_goes_on_with_new_ones():
    round_ = make_round_page(Phase.REVIEW).round
    old = round_.voting_opens
    pause(round_)
    assert [str(e["STATUS"]) for e in events(round_).values()] == ["CONFIRMED"] * 2 + ["TENTATIVE"] * 4
    with at(old + DAY):
        acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    event = events(round_)["voting_opens"]
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["DTSTART"].dt > old


def test_what_is_said_is_in_the_language_of_the_address_with_one_identity():
    round_ = make_round_page(Phase.BEFORE, name="Våren").round
    swedish, english = events(round_)["voting_opens"], events(round_, "/en")["voting_opens"]
    assert str(english["SUMMARY"]) == "Voting opens: Våren"
    assert swedish["UID"] == english["UID"]


def test_there_is_a_file_for_everyone_or_for_nobody(client):
    draft, private, below = (make_round_page(Phase.BEFORE) for _ in range(3))
    draft.unpublish()
    for page in (private, below.get_parent()):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(make_staff())
    for page in (draft, private, below):
        answer = client.get(address(page.round))
        assert answer.status_code == 404
        assert page.round.name not in answer.content.decode()
    assert client.get(reverse("budgeting:round_calendar", args=[10**9])).status_code == 404
    assert client.get(reverse("budgeting:round_calendar", args=[10**30])).status_code == 404


def test_the_round_page_links_to_the_file_beside_its_steps():
    page = make_round_page(Phase.VOTING)
    html = Client().get(page.url).content.decode()
    band = html.split('<div class="phase">')[1].split('<section class="row"')[0]
    assert address(page.round) in band
    assert "Datumen till din kalender" in band
    assert "(kalenderfil)" in band
