"""Trainee reports: their numbers and addresses, what is refused, their file, and the list."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from councils.models import TraineeReportPage
from councils.tests import builders as make
from councils.tests.test_pages import FOCUS_AREA, RECOMMENDATION, REPORT, queries_of
from home.demo.documents import Paragraph, make_pdf
from home.tests.builders import make_copies, make_document, make_editor, make_picture
from home.tests.readers import MOST_QUERIES, faults_of_a_public_page, read
from radslag.media.document_facts import note_facts, note_missing_facts
from radslag.models import DocumentFacts, Theme
from radslag.tests.test_filters import HARMLESS


def area(number: str, *numbers: str) -> tuple[str, dict[str, Any]]:
    """A focus area with recommendations as the editor's form posts it."""
    items = {
        str(n): {"value": RECOMMENDATION | {"number": each}, "deleted": "", "order": str(n)}
        for n, each in enumerate(numbers)
    }
    return (
        "focus_area",
        FOCUS_AREA | {"number": number, "recommendations": {"count": len(numbers), **items}},
    )


class TestWhatIsRefused(WagtailPageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(make_editor())
        self.parent = make.make_report_index()

    def answer(self, **overrides: Any) -> Any:
        """The editor's form after trying to publish a report."""
        more = {"action-publish": "yes", "comments": inline_formset([])}
        data = nested_form_data(REPORT | overrides | more)
        return self.client.post(
            f"/admin/pages/add/councils/traineereportpage/{self.parent.pk}/", data, follow=True
        )

    def test_numbers_that_are_wrong_are_refused_at_their_field_and_nothing_is_lost(self) -> None:
        for areas, words in (
            ([], "minst ett fokusområde"),
            ([area("1", "1.1"), area("1", "1.1")], "redan ett fokusområde 1"),
            ([area("2", "3.1")], "Under fokusområde 2 ska numret vara 2.1"),
            ([area("2", "2.1", "2.1")], "redan ett råd 2.1"),
            ([area("två", "2.1")], "Skriv bara områdets nummer"),
            ([area("2", "2.x")], "Under fokusområde 2"),
        ):
            with self.subTest(words=words):
                html = self.answer(focus_areas=streamfield(areas)).content.decode()
                assert json.dumps(words)[1:-1] in html  # the editor's blocks are drawn from JSON
                assert (
                    json.dumps("Varför.")[1:-1] in html.replace("\\\\", "\\")
                    and not TraineeReportPage.objects.exists()
                )

    def test_what_is_right_is_published_and_a_full_stop_after_a_number_is_taken_away(self) -> None:
        self.answer(
            focus_areas=streamfield([area("1.", "1.1.", "1.2"), area("A", "A.1"), area("12", "12.10")])
        )
        report = TraineeReportPage.objects.get()
        assert [entry.anchor for entry in report.contents if entry.number] == [
            "fokus-1",
            "fokus-A",
            "fokus-12",
        ]
        html = read(report.url).html
        for anchor in ("rad-1-1", "rad-1-2", "rad-A-1", "rad-12-10"):
            assert f'id="{anchor}"' in html and f'href="#{anchor}"' in html

    def test_a_report_is_for_at_least_one_municipality(self) -> None:
        assert "municipalities" in self.answer(municipalities=streamfield([])).context["form"].errors


@pytest.mark.django_db
class TestReport:
    def test_it_has_a_list_of_contents_and_addresses_that_last(self) -> None:
        body = [("heading", {"text": "Så arbetade gruppen", "note": ""}), ("paragraph", "<p>Hej</p>")]
        report = make.make_report(
            body=body, final_report=make_document(), municipalities=[("municipality", "Ekvik")]
        )
        html = read(report.url).html
        block = report.body[0].id
        for anchor in ("om", "bakgrund", "resultat", "fokus-2", "slutrapport", f"del-{block}"):
            assert f'href="#{anchor}"' in html and html.count(f'id="{anchor}"') == 1
        assert "Länk till råd 2.1" in html and "<li>Ekvik</li>" in html
        report.title, report.focus_areas = "Nytt namn", [make.make_focus_area(title="Nytt", number="2")]
        report.save_revision().publish()
        assert 'id="rad-2-1"' in read(report.url).html and f'id="del-{block}"' in read(report.url).html
        assert not faults_of_a_public_page(report.url)

    def test_the_pages_of_its_file_are_counted_once_and_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = [Paragraph("P", "Ett råd. " * 60)] * 20
        pdf = ContentFile(make_pdf("Slutrapport", text), name="slutrapport.PDF")
        document = make_document(file=pdf)
        assert document.facts.pages > 3 and document.facts.size == len(make_pdf("Slutrapport", text))
        monkeypatch.setattr("radslag.media.document_facts.PdfReader", lambda file: pytest.fail("read again"))
        report = make.make_report(final_report=document)
        html = read(report.url).html
        assert f"(PDF, {document.facts.pages} sidor, " in html
        document.title = "Annat namn"
        document.save()
        assert [str(source) for source, _references in document.get_usage()] == [report.title]

    @pytest.mark.parametrize(
        "content", [b"", b"%PDF-1.4 rapport", b"%PDF-1.7\n" + b"[" * 90_000, b"PK\x03\x04"]
    )
    def test_a_file_that_is_no_pdf_is_kept_and_shows_its_size_alone(self, content: bytes) -> None:
        document = make_document(file=ContentFile(content, name="trasig.pdf"))
        assert (document.facts.pages, document.facts.size) == (None, len(content))
        other = make_document(file=ContentFile(b"text", name="text.docx"))
        html = read(make.make_report(final_report=other).url).html
        assert "(DOCX, 4" in html and "sidor" not in html

    def test_a_new_file_is_looked_into_and_an_old_one_is_found(self) -> None:
        document = make_document()
        document.file = ContentFile(make_pdf("Ny", [Paragraph("P", "Kort.")]), name="ny.pdf")
        document.save()
        assert DocumentFacts.objects.get(document=document).pages == 1
        DocumentFacts.objects.all().delete()
        assert note_missing_facts() == 1 and note_missing_facts() == 0
        document.file.delete(save=False)
        assert note_facts(document) is not None

    def test_the_check_list_asks_for_the_file_and_a_contact(self) -> None:
        found = {remark.field for remark in make.make_report().publishing_remarks(timezone.now())}
        assert {"final_report", "body"} <= found


@pytest.mark.django_db
class TestList:
    def test_reports_are_filtered_by_year_and_theme(self) -> None:
        theme = Theme.objects.create(name="Boende", slug="boende")
        old = {"period_start": dt.date(2020, 1, 1), "period_end": dt.date(2021, 2, 1)}
        make.make_report(title="Äldst", themes=[theme], **old)
        make.make_report(title="Nyast", themes=[theme])
        make.make_report(title="Utan tema")
        secret = make.make_report(title="Hemlig", themes=[theme])
        PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
        assert [r.title for r in read("/rapporter/?tema=boende").response.context["reports"]] == [
            "Nyast",
            "Äldst",
        ]
        html = read("/rapporter/?ar=2021").html
        assert "Äldst" in html and "Nyast" not in html and "Hemlig" not in html
        for value in HARMLESS:
            answer = Client().get("/rapporter/", {"ar": value, "tema": value, "sida": value})
            assert answer.status_code == 200 and "Äldst" in answer.content.decode()

    def test_the_list_takes_the_same_queries_for_one_and_for_five_hundred(self) -> None:
        theme = Theme.objects.create(name="Boende", slug="boende")
        report = make.make_report(picture=make_picture(), themes=[theme], period_start=dt.date(2000, 1, 1))
        few = queries_of("/rapporter/?tema=boende")
        make_copies(report, 499, dates="period_end")
        many = queries_of("/rapporter/?tema=boende")
        print(f"\nqueries of the filtered list of reports: {few} with 1, {many} with 500")
        assert few == many <= MOST_QUERIES
