"""Pages come and go at the hour that an editor has set, whatever happens to other pages."""

import datetime as dt

import pytest
from wagtail.models import Page

from radslag.clock import at, database_now
from radslag.editors.publishing import publish_scheduled

HOUR = dt.timedelta(hours=1)


def make_page(**overrides) -> Page:
    number = Page.objects.count()
    page = Page(**{"title": f"Sida {number}", "slug": f"sida-{number}", "live": False} | overrides)
    return Page.objects.get(depth=1).add_child(instance=page)


def schedule(page: Page, *, go_live_at: dt.datetime) -> None:
    page.go_live_at = go_live_at
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.mark.django_db
def test_a_page_goes_live_at_its_hour_and_not_before():
    page = make_page()
    hour = database_now() + HOUR
    schedule(page, go_live_at=hour)
    with at(hour - dt.timedelta(microseconds=1)):
        assert publish_scheduled() == 0
    page.refresh_from_db()
    assert not page.live


@pytest.mark.django_db
def test_a_page_whose_hour_has_come_goes_live():
    page = make_page()
    schedule(page, go_live_at=database_now() + HOUR)
    past = database_now() - HOUR
    page.revisions.update(approved_go_live_at=past)
    revision = page.revisions.get()
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    assert publish_scheduled() == 1
    page.refresh_from_db()
    assert page.live
    assert publish_scheduled() == 0


@pytest.mark.django_db
def test_a_page_that_has_expired_is_taken_down():
    page = make_page(live=True, expire_at=database_now() - HOUR)
    staying = make_page(live=True, expire_at=database_now() + HOUR)
    assert publish_scheduled() == 1
    page.refresh_from_db()
    staying.refresh_from_db()
    assert (page.live, page.expired, staying.live) == (False, True, True)


@pytest.mark.django_db
def test_a_page_that_fails_is_reported_and_does_not_stop_the_next(monkeypatch, caplog):
    broken = make_page(live=True, expire_at=database_now() - HOUR)
    whole = make_page(live=True, expire_at=database_now() - HOUR)
    unpublish = Page.unpublish

    def sometimes(page, *args, **kwargs):
        if page.pk == broken.pk:
            raise ValueError("anna@example.org wrote something")
        return unpublish(page, *args, **kwargs)

    monkeypatch.setattr(Page, "unpublish", sometimes)
    assert publish_scheduled() == 1
    whole.refresh_from_db()
    assert not whole.live
    assert f"{broken.pk}: ValueError" in caplog.text
    assert "anna@example.org" not in caplog.text
