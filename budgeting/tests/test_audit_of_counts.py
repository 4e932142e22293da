"""A count stands in the audit log, and the open data of its round say where: so the log can't be made anew unseen."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from budgeting.models import Count
from budgeting.privacy.audited import entry_of_count
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.tests.builders import make_ballot, make_programme, make_proposal, make_round_page
from radslag.audit.checking import check_chain
from radslag.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_open_data_tell_the_entry_of_the_count_in_the_audit_log():
    page = make_round_page(Phase.RESULT, programme=make_programme())
    make_ballot(page.round, make_proposal(page.round))
    count = count_round(round_id=page.round_id)
    connection.check_constraints()
    entry = AuditEntry.objects.get(action="budgeting.store_count")
    assert (entry.user_id, entry.within, entry.facts) == (
        None,
        f"budgeting.round:{page.round_id}",
        {"count": count.pk},
    )
    assert entry_of_count(count) == (entry.number, entry.hash)
    client = Client()
    shown = client.get(reverse("budgeting:open_data", args=[page.round_id])).content.decode()
    assert entry.hash in shown
    body = client.get(reverse("budgeting:open_data_file", args=[page.round_id, "resultat.json"])).content
    assert json.loads(body)["audit_log"] == {"entry": entry.number, "sha256": entry.hash}
    assert check_chain(noted=(entry.number, entry.hash)).broken_at is None


def test_a_count_from_before_the_log_tells_of_no_entry():
    page = make_round_page(Phase.RESULT, programme=make_programme())
    make_ballot(page.round, make_proposal(page.round))
    count_round(round_id=page.round_id)
    count = Count.objects.get()
    count.pk += 1000
    assert entry_of_count(count) is None
