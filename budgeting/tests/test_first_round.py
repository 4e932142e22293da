"""Who has published a programme is led on to its first round."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from budgeting.models import BudgetingPage
from budgeting.tests.builders import make_programme, make_round, make_staff, make_user
from budgeting.wagtail_hooks import offer_the_first_round
from radslag.models import User

pytestmark = pytest.mark.django_db


def told(page: BudgetingPage, user: User, **sent: str) -> str:
    request = RequestFactory().post("/admin/", sent)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    offer_the_first_round(request, page)
    return " ".join(str(message) for message in get_messages(request))


def test_a_published_programme_without_rounds_leads_to_the_form_of_the_first():
    programme, budgeter = make_programme(), make_staff()
    assert f"/admin/budgeting/round/create/?programme={programme.pk}" in told(
        programme, budgeter, **{"action-publish": "action-publish"}
    )
    assert not told(programme, budgeter), "a draft that is saved leads nowhere"
    assert not told(programme, make_user(is_staff=True), **{"action-publish": "1"}), "who may not make rounds"
    make_round(programme=programme)
    assert not told(programme, budgeter, **{"action-publish": "action-publish"})
