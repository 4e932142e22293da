"""The editors' lists: every one exports inert text and opens no row to who has no right."""

import codecs
import csv
import io

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail_modeladmin.options import ModelAdmin

from radslag.editors.lists import ListAdmin
from radslag.models import Area, Contact, Theme, User

pytestmark = pytest.mark.django_db
LISTS = ["radslag_area", "radslag_theme", "radslag_contact", "budgeting_round", "budgeting_proposal"]
LISTS += ["comments_comment", "comments_decision", "comments_question", "councils_matter"]


def client_of(**fields) -> Client:
    client, person = Client(), User.objects.create_user(email="nagon@example.org", **fields)
    client.force_login(person)
    return client


def all_below(kind: type) -> set[type]:
    return {below for child in kind.__subclasses__() for below in {child} | all_below(child)}


def test_every_list_is_one_of_ours():
    assert {kind for kind in all_below(ModelAdmin) - {ListAdmin} if kind.model} <= all_below(ListAdmin)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_has_a_history_that_asks_for_no_right(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"{name}_modeladmin_history", args=[1])


@pytest.mark.parametrize("name", LISTS)
def test_without_a_right_no_view_of_a_list_opens(name):
    group = Group.objects.create(name="Bara in")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    Area.objects.create(name="Hemliga gatan", slug="hemlig")
    client = client_of()
    User.objects.get().groups.add(group)
    app_and_model = name.replace("_", "/")
    for rest in ("", "?export=csv", "create/", "edit/1/", "delete/1/", "inspect/1/", "choose_parent/"):
        answer = client.get(f"/admin/{app_and_model}/{rest}")
        assert answer.status_code in (302, 403, 404), rest
    assert client.get(f"/admin/{app_and_model}/edit/abc/").status_code == 404


@pytest.mark.parametrize("name", [name for name in LISTS if not name.startswith(("budgeting", "councils"))])
def test_a_list_answers_no_question_that_none_of_its_filters_asks(name):
    """Else rows that come and go with `?user__password__startswith=` would spell out what nobody may read."""
    from comments.tests.builders import make_shown

    Area.objects.create(name="Hemliga gatan", slug="hemlig")
    make_shown(name="Hemliga gatan")
    client = client_of(is_superuser=True)
    address = reverse(f"{name}_modeladmin_index")
    asked = client.get(f"{address}?foo=1&pk=0&slug=x&user__password__startswith=x&comment__user__email__gt=b")
    assert asked.status_code == 200
    assert asked.context["result_count"] == client.get(address).context["result_count"]
    if name in ("radslag_area", "comments_comment"):
        assert "Hemliga gatan" in asked.content.decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_an_export_of_a_register_holds_no_formula(start):
    Area.objects.create(name=f"{start}1+1", slug="a")
    Theme.objects.create(name=f"{start}1+1", slug="t")
    Contact.objects.create(role=f"{start}1+1", phone=f"{start}46 70", email="a@example.org")
    client = client_of(is_superuser=True)
    for name in LISTS[:3]:
        address = reverse(f"{name}_modeladmin_index")
        table = client.get(address, {"export": "csv"}).getvalue().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table), delimiter=";"))
        assert f"'{start}1+1" in rows[1]
        assert not [cell for cell in rows[1] if cell.startswith(start)]
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(address, {"export": "xlsx"}).getvalue())).active
        assert f"'{start}1+1" in [cell.value for cell in sheet[2]]
        assert "f" not in {cell.data_type for cell in sheet[2]}


def test_a_table_opens_in_a_swedish_spreadsheet_also_from_wagtails_own_reports():
    from home.tests.builders import make_home

    Area.objects.create(name="Närlunda; norra", slug="a")
    client = client_of(is_superuser=True)
    own = client.get(reverse("radslag_area_modeladmin_index"), {"export": "csv"}).getvalue()
    assert own.startswith(codecs.BOM_UTF8) and 'Namn;Kortnamn\r\n"Närlunda; norra";a\r\n'.encode() in own
    page = make_home()
    page.title = "=1+1"
    page.save_revision(log_action=True).publish()
    report = client.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"}).getvalue()
    assert report.startswith(codecs.BOM_UTF8) and b";" in report.splitlines()[0]
    assert b"'=1+1" in report and b";=1+1" not in report and b'"=1+1' not in report
