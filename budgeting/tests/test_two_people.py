"""Above which amount a payment takes two people: not for those who enter payments to say."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from budgeting.models import BudgetingPage
from budgeting.services.two_people import set_two_people_above
from home.services import roles
from home.services.roles import ensure_roles

from .builders import KRONA, make_programme, make_staff, make_user

pytestmark = pytest.mark.django_db
ABOVE = 5_000 * KRONA
FIELD = "two_people_above_ore"


def above(programme: BudgetingPage) -> int | None:
    return BudgetingPage.objects.values_list(FIELD, flat=True).get(pk=programme.pk)


def edited(client: Client, programme: BudgetingPage, action: str = "action-publish", **values: str) -> str:
    """The form of the page, sent as it came but for `values`; what the form held."""
    address = reverse("wagtailadmin_pages:edit", args=[programme.pk])
    html = client.get(address).content.decode()
    form = querydict_from_html(html, form_id="page-edit-form")
    for name, value in {"body-count": "0", **values, action: action}.items():  # what scripts add
        form[name] = value
    assert client.post(address, form).status_code == 302
    return html


@pytest.mark.parametrize("role", [roles.BUDGETERS, roles.ADMINISTRATORS])
def test_who_enters_payments_does_not_say_when_it_takes_two(client, role):
    programme = make_programme(two_people_above_ore=ABOVE)
    person = make_user()
    person.groups.add(ensure_roles(branch=programme, organisation="Närlundahem")[role])
    client.force_login(person)
    for value in ("", "9 000 000"):
        html = edited(client, programme, title="Nytt namn", **{FIELD: value})
        assert f'name="{FIELD}"' not in html
    programme.refresh_from_db()
    assert programme.title == "Nytt namn" and above(programme) == ABOVE


def test_no_version_of_the_page_brings_another_amount_back(client):
    programme = make_programme(two_people_above_ore=None)
    old = programme.save_revision()
    BudgetingPage.objects.filter(pk=programme.pk).update(two_people_above_ore=ABOVE)
    old.publish()
    assert above(programme) == ABOVE
    old.as_object().save_revision().publish()
    assert above(programme) == ABOVE


@pytest.mark.parametrize("action", ["action-publish", "action-save-draft"])
def test_a_superuser_sets_it_when_the_page_is_saved_and_the_history_tells(client, action):
    programme = make_programme(two_people_above_ore=ABOVE)
    client.force_login(make_staff())
    edited(client, programme, action, **{FIELD: "7 000"})
    edited(client, programme, action, title="Nytt namn")
    assert above(programme) == 7_000 * KRONA
    noted = PageLogEntry.objects.get(action="budgeting.two_people")
    assert noted.data == {"above_ore": [ABOVE, 7_000 * KRONA]}
    edited(client, programme, action, **{FIELD: ""})
    assert above(programme) is None
    edited(client, programme, action, **{FIELD: "0"})
    assert above(programme) == 0


def test_the_service_takes_nobody_else():
    programme = make_programme(two_people_above_ore=ABOVE)
    with pytest.raises(PermissionDenied):
        set_two_people_above(programme_id=programme.pk, above_ore=None, by=make_user(is_staff=True))
    assert above(programme) == ABOVE
