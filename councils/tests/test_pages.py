"""Councils and reports: what they show, their order and dates, that an editor can edit them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from councils.models import CouncilPage, TraineeReportPage
from councils.tests import builders as make
from home.tests.builders import make_document, make_editor, make_picture
from home.tests.readers import faults_of_a_public_page, read

THREAD = {"thread_mode": "off", "thread_heading": "", "thread_question": ""}
IDEA = {"text": "Lampor", "parts": {"count": 1, "0": {"value": "vid porten", "deleted": "", "order": "0"}}}
IDEAS = {
    "title": "Gården",
    "text": "",
    "ideas": {"count": 1, "0": {"value": IDEA, "deleted": "", "order": "0"}},
}
COUNCIL = {
    "title": "Trygghet",
    "slug": "trygghet",
    "lead": "Kort.",
    "number": "1",
    "date": "2026-11-20",
    "precision": "day",
    "starts": "18:00",
    "ends": "20:00",
    "place": "Skolan",
    "groups": ["residents", "elected"],
    "participants": "Tio var",
    "invitation": rich_text("<p>Kom!</p>"),
    "agenda": streamfield([("point", {"time": "18:00", "text": "Fika", "note": ""})]),
    "tested_ideas": streamfield([("area", IDEAS)]),
    "summary": streamfield([]),
    "thanks": "Tack!",
    **THREAD,
}
RECOMMENDATION = {"number": "1.1", "text": "Öppna en lokal.", "note": ""}
FOCUS_AREA = {
    "number": "1",
    "title": "Mötesplatser",
    "text": "",
    "recommendations": {"count": 1, "0": {"value": RECOMMENDATION, "deleted": "", "order": "0"}},
}
REPORT = {
    "title": "Boende",
    "slug": "boende",
    "lead": "Kort.",
    "group_number": "19",
    "period_start": "2024-09-01",
    "period_end": "2025-08-31",
    "commissioned_by": "Kommunen",
    "background": rich_text("<p>Varför.</p>"),
    "results_heading": "Två råd",
    "results": rich_text("<p>Kort.</p>"),
    "municipalities": streamfield([("municipality", "Lövsunda")]),
    "focus_areas": streamfield([("focus_area", FOCUS_AREA)]),
    "body": streamfield([]),
    **THREAD,
}


class TestEditors(WagtailPageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make_editor()
        self.client.force_login(self.editor)

    def test_every_kind_of_page_can_be_shown_edited_and_previewed(self) -> None:
        body = {"body": streamfield([])}
        for page, data in (
            (
                make.make_council_index(),
                {
                    "title": "Råden",
                    "slug": "invanarrad",
                    "lead": "Kort.",
                    "introduction": rich_text("<p>Om råden.</p>"),
                    **body,
                    **THREAD,
                },
            ),
            (make.make_council(), COUNCIL),
            (
                make.make_register(),
                {
                    "title": "Ärenden",
                    "slug": "arenden",
                    "lead": "Kort.",
                    "about": rich_text("<p>Om.</p>"),
                    **THREAD,
                },
            ),
            (make.make_report_index(), {"title": "Rapporter", "slug": "rapporter", "lead": "Kort."}),
            (make.make_report(), REPORT),
        ):
            with self.subTest(page=type(page).__name__):
                posted = nested_form_data(data | {"action-publish": "yes", "comments": inline_formset([])})
                self.assertPageIsRoutable(page)
                self.assertPageIsRenderable(page)
                self.assertPageIsEditable(page, post_data=posted, user=self.editor)
                self.assertPageIsPreviewable(page, post_data=posted, user=self.editor)
                self.client.force_login(self.editor)
                self.client.post(f"/admin/pages/{page.pk}/edit/", posted)
                page.refresh_from_db()
                assert page.lead == "Kort."

    def test_an_editor_makes_a_council(self) -> None:
        self.assertCanCreate(make.make_council_index(), CouncilPage, nested_form_data(COUNCIL))

    def test_an_editor_makes_a_report(self) -> None:
        self.assertCanCreate(make.make_report_index(), TraineeReportPage, nested_form_data(REPORT))


@pytest.mark.django_db
class TestCouncils:
    def test_the_series_shows_the_councils_in_the_order_of_their_dates(self) -> None:
        make.make_council(title="Det andra", date=dt.date(2022, 5, 1))
        make.make_council(title="Det första", date=dt.date(2021, 11, 18))
        make.make_council(title="Utkast", live=False)
        html = read("/invanarrad/").html
        assert html.index("Det första") < html.index("Det andra")
        assert "Utkast" not in html
        assert "2 råd" in html

    def test_a_series_without_councils_says_so(self) -> None:
        make.make_council_index()
        assert "Inget råd är planerat än" in read("/invanarrad/").html

    def test_a_vague_date_is_written_vaguely(self) -> None:
        council = make.make_council(date=dt.date(2027, 10, 1), precision="season")
        html = read(council.url).html
        assert "hösten 2027" in html
        assert "1 oktober" not in html

    def test_a_council_is_past_from_its_last_instant_on(self) -> None:
        council = make.make_council(date=dt.date(2026, 3, 10), ends=dt.time(20))
        end = dt.datetime(2026, 3, 10, 20, tzinfo=timezone.get_default_timezone())
        assert not council.is_past_at(end - dt.timedelta(microseconds=1))
        assert council.is_past_at(end)

    def test_a_council_whose_day_is_not_set_is_not_past_within_its_season(self) -> None:
        council = make.make_council(date=dt.date(2026, 9, 1), precision="season")
        assert not council.is_past_at(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
        assert council.is_past_at(council.ends_at)
        assert council.ends_at.isoformat() == "2026-12-01T00:00:00+01:00"

    def test_the_database_refuses_a_council_that_ends_before_it_begins(self) -> None:
        council = make.make_council()
        with pytest.raises(ValidationError):
            CouncilPage(
                title="x", number=1, date=dt.date(2026, 1, 1), starts=dt.time(20), ends=dt.time(18)
            ).clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            CouncilPage.objects.filter(pk=council.pk).update(starts=dt.time(20), ends=dt.time(18))


@pytest.mark.django_db
class TestReports:
    def test_a_report_shows_its_own_numbers(self) -> None:
        html = read(make.make_report().url).html
        for text in (
            "2.1",
            "2.2",
            "Mötesplatser",
            "Fråga först.",
            "September 2024 – augusti 2025",
            "Lövsunda kommun",
        ):
            assert text in html

    def test_reports_come_newest_first(self) -> None:
        make.make_report(title="Äldst", period_start=dt.date(2020, 1, 1), period_end=dt.date(2020, 2, 1))
        make.make_report(title="Nyast", period_start=dt.date(2025, 1, 1), period_end=dt.date(2025, 2, 1))
        html = read("/rapporter/").html
        assert html.index("Nyast") < html.index("Äldst")

    def test_a_list_without_reports_says_so(self) -> None:
        make.make_report_index()
        assert "Inga rapporter än" in read("/rapporter/").html

    def test_the_final_report_can_be_fetched(self) -> None:
        report = make.make_report(final_report=make_document())
        html = read(report.url).html
        assert report.final_report.url in html
        assert "PDF" in html
        answer = read(report.final_report.url).response
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith(("attachment", "inline"))

    def test_the_database_refuses_a_report_whose_work_ends_before_it_begins(self) -> None:
        report = make.make_report()
        with pytest.raises(IntegrityError), transaction.atomic():
            TraineeReportPage.objects.filter(pk=report.pk).update(period_end=dt.date(2020, 1, 1))


def queries_of(path: str) -> int:
    """The number of queries once renditions and content types are there."""
    read(path)
    return len(read(path).queries)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["series", "council", "list", "report"])
def test_is_fit_for_a_shared_cache(kind: str) -> None:
    picture = make_picture()
    council = make.make_council(
        picture=picture, thread_mode="open", summary_document=make_document(), starts=dt.time(18)
    )
    report = make.make_report(picture=picture, thread_mode="open", final_report=make_document())
    paths = {"series": "/invanarrad/", "council": council.url, "list": "/rapporter/", "report": report.url}
    assert not faults_of_a_public_page(paths[kind])
