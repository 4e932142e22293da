"""A council's page: before the meeting and after it, what is refused, previews, calendars, the check list."""

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from councils.models import CouncilPage
from councils.tests import builders as make
from home.tests.builders import make_body, make_contact, make_document, make_editor
from home.tests.readers import MOST_BYTES, MOST_QUERIES, faults_of_a_public_page, read
from radslag.clock import TICK, at

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = dt.date(2026, 12, 3)


def make_full(**overrides: Any) -> CouncilPage:
    """A council with everything."""
    fields = {
        "title": "Skolvägar",
        "date": DAY,
        "starts": dt.time(17, 30),
        "ends": dt.time(20),
        "place": "Biblioteket",
        "is_digital": True,
        "join_url": "https://www.example.org/anslut",
        "groups": ["officials", "residents"],
        "must_register": True,
        "registration_url": "https://www.example.org/anmalan",
        "registration_contact": make_contact(email="hemlig@example.org"),
        "registration_until": dt.date(2026, 12, 1),
        "invitation": "<p>Kom och säg vad du ser.</p>",
        "agenda": [("point", {"time": dt.time(17, 30), "text": "Middag", "note": ""})],
        "summary": make_body("Det här bestämdes."),
        "thanks": "Tack alla.",
    }
    return make.make_council(**(fields | overrides))


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[misc]


def shown(page: CouncilPage, now: dt.datetime) -> str:
    with at(now):
        return read(page.url).html


def in_order(html: str, *texts: str) -> bool:
    main = html[html.index("<main") :]
    places = [main.find(text) for text in texts]
    return -1 not in places and places == sorted(places)


def test_before_the_meeting_the_invitation_comes_first_and_nothing_is_said_of_what_came_of_it() -> None:
    html = shown(make_full(), local(2026, 12, 3, 19, 59))
    assert in_order(
        html, "Kom och säg vad du ser.", "Torsdag 3 december 2026", "Middag", "Lampor", "vid porten"
    )
    assert in_order(
        html, "Biblioteket, och på nätet", "Boende", "Tjänstepersoner", "https://www.example.org/anslut"
    )
    assert "Det här bestämdes." not in html and "Tack alla." not in html


def test_after_the_meeting_the_summary_comes_first_and_the_plan_last() -> None:
    page = make_full(summary_document=make_document())
    make.make_matter(council=page, title="Lampor vid skolan", received=dt.date(2021, 1, 1))
    html = shown(page, local(2026, 12, 3, 20))
    assert in_order(
        html,
        "Det här bestämdes.",
        "rapport",
        "Lampor",
        "Lampor vid skolan",
        "Tack alla.",
        "Biblioteket",
        "Middag",
    )
    assert (
        "https://www.example.org/anslut" not in html and "Kom och säg" not in html and "Anmäl dig" not in html
    )


def test_matters_are_counted_in_words_that_agree() -> None:
    page = make_full()
    for n, status in enumerate(["done", "done", "under_way", "", ""]):
        matter = make.make_matter(council=page, received=dt.date(2021, 1, 1 + n))
        if status:
            make.make_update(matter, status=status)
    html = shown(page, local(2026, 12, 4))
    assert "5 ärenden: 2 mottagna, 1 pågår, 2 klara." in " ".join(html.split())


def test_a_council_that_is_over_without_a_summary_says_that_it_is_being_written() -> None:
    assert "Vi skriver på sammanfattningen" in shown(make_full(summary=[]), local(2026, 12, 4))


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ((2026, 12, 1, 23, 59, 59), "Sista dag: tisdag 1 december"),
        ((2026, 12, 2), "Anmälan är stängd"),
    ],
)
def test_registration_is_open_to_the_end_of_its_last_day(now: tuple[int, ...], text: str) -> None:
    html = shown(make_full(), local(*now))
    assert text in html
    assert ("https://www.example.org/anmalan" in html) is ("Sista dag" in text)


def test_one_registers_in_the_contacts_form_and_the_address_is_nowhere() -> None:
    page = make_full(registration_url="", must_register=False)
    html = shown(page, local(2026, 11, 1))
    assert f'href="/kontakt/{page.registration_contact_id}/"' in html
    assert "Du behöver inte anmäla dig" in html
    assert "hemlig@example.org" not in html


def test_a_contact_who_takes_no_messages_any_longer_is_no_way_to_register() -> None:
    gone = make_contact(is_reachable=False, phone="")
    page = make_full(registration_url="", registration_contact=gone)
    html = shown(page, local(2026, 11, 1))
    assert "Anmäl dig" not in html and f"/kontakt/{gone.pk}/" not in html
    assert "registration_contact" in {remark.field for remark in page.publishing_remarks(local(2026, 11, 1))}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": dt.time(17)}, "ends"),
        ({"ends": dt.time(17, 30)}, "ends"),
        ({"registration_url": "", "registration_contact": None}, "registration_url"),
        ({"registration_until": dt.date(2026, 12, 4)}, "registration_until"),
        ({"is_digital": False}, "is_digital"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
        ({"registration_url": "ftp://example.org/"}, "registration_url"),
        ({"groups": ["kings"]}, "groups"),
        ({"date": dt.date(2027, 3, 28), "starts": dt.time(2, 30), "ends": dt.time(3, 15)}, "starts"),
        ({"date": dt.date(2027, 3, 28), "starts": dt.time(1, 30), "ends": dt.time(2)}, "ends"),
        ({"date": dt.date(9999, 12, 31)}, "date"),
        ({"date": dt.date(206, 11, 18)}, "date"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(wrong: dict[str, Any], field: str) -> None:
    page = make_full()
    for name, value in wrong.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert field in refused.value.message_dict
    page.publishing_remarks(local(2026, 11, 1))  # beside the refused form


def test_the_last_day_to_register_may_be_any_day_of_a_season_that_is_not_set_yet() -> None:
    make_full(
        date=dt.date(2026, 9, 1), precision="season", registration_until=dt.date(2026, 11, 30)
    ).full_clean()


def test_the_database_knows_the_groups() -> None:
    page = make_full()
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilPage.objects.filter(pk=page.pk).update(groups=["kings"])


def test_a_preview_shows_the_page_before_and_after_whatever_the_time_is() -> None:
    page = make_full()
    seen = {
        mode: page.make_preview_request(preview_mode=mode).content.decode() for mode in ("before", "after")
    }
    assert "Kom och säg" in seen["before"] and "https://www.example.org/anmalan" in seen["before"]
    assert "Det här bestämdes." in seen["after"] and "Kom och säg" not in seen["after"]


def test_the_list_pages_its_time_line_and_takes_the_same_queries_for_one_and_for_many() -> None:
    index, first = make.make_council_index(), make.make_council(title="Det första", date=dt.date(2000, 1, 1))
    make.make_register()
    make.make_matter(council=first)
    read(index.url)
    few = len(read(index.url).queries)
    for n in range(24):
        council = make.make_council(date=dt.date(2001 + n, 5, 1), precision="month")
        make.make_matter(council=council)
    reading = read(index.url)
    print(
        f"\nseries of councils: {few} queries with 1, {len(reading.queries)} with 25; {len(reading.html.encode())} bytes"
    )
    assert few == len(reading.queries) <= MOST_QUERIES
    assert len(reading.html.encode()) <= MOST_BYTES
    assert "25 råd" in reading.html and "Det första" not in reading.html and "25 ärenden" in reading.html
    older = read(f"{index.url}?sida=3").html
    assert "Det första" in older and f'{index.url}?sida=3">' in re.search("<link rel=.canonical.*", older)[0]  # type: ignore[index]
    assert read(f"{index.url}?sida=sjutton").response.status_code == 200


def test_pages_of_councils_are_fit_for_a_shared_cache() -> None:
    page = make_full(thread_mode="open")
    make.make_register()
    make.make_matter(council=page)
    for now in (local(2026, 11, 1), local(2026, 12, 4)):
        with at(now):
            assert not faults_of_a_public_page(page.url)
            assert not faults_of_a_public_page(make.make_council_index().url)


# Calendars


def events(path: str) -> list[Any]:
    response = Client().get(path)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content == Client().get(path).content
    assert b"\r\n" in response.content and not response.cookies
    again = Client().get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in response.content
    assert b"X-PUBLISHED-TTL:PT12H\r\n" in response.content and b"METHOD" not in response.content
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_meeting_is_in_the_calendar_at_the_right_time_in_winter_and_in_summer() -> None:
    for date, hour in ((DAY, 16), (dt.date(2026, 6, 3), 15)):
        page = make_full(date=date, registration_until=None)
        page.save_revision().publish()
        page.refresh_from_db()
        (event,) = events(f"{page.url}kalender.ics")
        assert event["DTSTART"].dt == dt.datetime(date.year, date.month, date.day, hour, 30, tzinfo=dt.UTC)
        assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(hours=2, minutes=30)
        assert event["UID"] == str(page.translation_key)
        assert event["DTSTAMP"].dt == page.last_published_at.replace(microsecond=0)
        assert str(event["SUMMARY"]) == f"Invånarråd {page.number}: Skolvägar"
        assert str(event["LOCATION"]) == "Biblioteket"


def test_a_change_that_is_published_has_a_higher_number_and_the_same_identity() -> None:
    page = make_full()
    page.first_published_at = local(2026, 1, 1)
    page.save_revision().publish()
    (before,) = events(f"{page.url}kalender.ics")
    page.refresh_from_db()
    CouncilPage.objects.filter(pk=page.pk).update(
        last_published_at=page.last_published_at + dt.timedelta(minutes=1)
    )
    (after,) = events(f"{page.url}kalender.ics")
    assert after["SEQUENCE"] > before["SEQUENCE"] and after["UID"] == before["UID"]


def test_the_series_calendar_holds_set_days_alone_and_a_day_without_hours_is_a_whole_day() -> None:
    make_full(title="Utan tid", starts=None, ends=None)
    vague = make_full(title="Vagt", precision="season", registration_until=None)
    make_full(title="Utkast", live=False)
    (event,) = events("/invanarrad/kalender.ics")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + dt.timedelta(days=1))
    assert Client().get(f"{vague.url}kalender.ics").status_code == 404
    html = shown(vague, local(2026, 10, 1))
    assert "Dagen är inte bestämd" in html and f"{vague.url}kalender.ics" not in html


def test_a_draft_or_a_council_for_some_has_no_calendar_whoever_asks(client: Client) -> None:
    draft, private = make_full(live=False), make_full()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(make_editor())
    for page in (draft, private):
        assert client.get(f"/invanarrad/{page.slug}/kalender.ics").status_code == 404
    assert events("/invanarrad/kalender.ics") == []
    assert Client().post("/invanarrad/kalender.ics").status_code == 405
    assert Client().get("/finns/inte/kalender.ics").status_code == 404


# Search engines and the check list


def test_search_engines_read_an_event_with_its_zone(client: Client) -> None:
    html = shown(make_full(), local(2026, 11, 1))
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])["@graph"]  # type: ignore[index]
    (event,) = [thing for thing in graph if thing["@type"] == "Event"]
    assert event["startDate"] == "2026-12-03T17:30:00+01:00"
    assert {place["@type"] for place in event["location"]} == {"Place", "VirtualLocation"}
    assert '"Event"' not in shown(make_full(precision="month"), local(2026, 11, 1))


@pytest.mark.parametrize(
    ("lacking", "now", "field"),
    [
        ({"invitation": ""}, (2026, 11, 1), "invitation"),
        ({"place": "", "is_digital": False, "join_url": ""}, (2026, 11, 1), "place"),
        ({"starts": None, "ends": None}, (2026, 11, 1), "starts"),
        ({"groups": []}, (2026, 11, 1), "groups"),
        ({}, (2026, 12, 2), "registration_until"),
        ({"summary": []}, (2026, 12, 4), "summary"),
    ],
)
def test_the_check_list_says_what_is_lacking(
    lacking: dict[str, Any], now: tuple[int, ...], field: str
) -> None:
    remarks = make_full(**lacking).publishing_remarks(local(*now))
    assert field in {remark.field for remark in remarks}


def test_the_check_list_sees_two_councils_with_one_number() -> None:
    one = make_full(number=1)
    assert "number" not in {remark.field for remark in one.publishing_remarks(local(2026, 11, 1))}
    two = make_full(number=1, title="Samma")
    assert "number" in {remark.field for remark in two.publishing_remarks(local(2026, 11, 1))}


def test_the_check_list_is_content_with_a_council_that_has_everything() -> None:
    page = make_full(lead="Kort.")
    for now in (local(2026, 11, 1), page.ends_at - 2 * 86400 * dt.timedelta(seconds=1), page.ends_at + TICK):
        fields = {remark.field for remark in page.publishing_remarks(now)}
        assert not fields & {"invitation", "place", "starts", "groups", "summary"}
