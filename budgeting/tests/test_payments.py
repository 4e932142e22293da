"""Payments: within what was decided, added and never changed, by those who may."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgeting.models import Applicant, Payment, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.payment_requests import enter_reversal
from radslag.clock import at

from .builders import (
    KRONA,
    make_ballot,
    make_funded,
    make_payment,
    make_programme,
    make_proposals,
    make_round,
    make_user,
)
from .test_admin import make_official

pytestmark = pytest.mark.django_db
RIGHTS = ("add_payment", "view_payment")
DAY = dt.timedelta(days=1)


def url(action="index", pk=None):
    return reverse(f"budgeting_payment_modeladmin_{action}", args=[pk] if pk else [])


def posted(proposal, **overrides):
    today = timezone.localdate().isoformat()
    return {"proposal": proposal.pk, "amount_ore": "4 000 kr", "paid_on": today, "what": "Virke"} | overrides


# The service


def test_payments_up_to_what_was_decided_are_entered():
    proposal, by = make_funded(), make_user()
    first = make_payment(proposal, 4_000, by=by)
    make_payment(proposal, 6_000)
    assert (first.entered_by, first.reverses) == (by, None)
    assert sum(p.amount_ore for p in proposal.payments.all()) == 10_000 * KRONA


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"amount_ore": 10_000 * KRONA + 1}, "above_decided"),
        ({"amount_ore": 0}, "not_positive"),
        ({"amount_ore": -100}, "not_positive"),
        ({"what": " \u200b "}, "required"),
        ({"what": "x" * 151}, "too_long"),
        ({"paid_on": timezone.localdate() + DAY}, "paid_later"),
        ({"paid_on": timezone.localdate() - 6 * DAY}, "paid_before_decision"),
    ],
)
def test_a_payment_that_can_not_be_is_refused_in_words(overrides, code):
    with pytest.raises(RuleViolation) as refused:
        make_payment(make_funded(), **overrides)
    assert refused.value.code == code and refused.value.message
    assert not Payment.objects.exists()


def test_what_is_left_is_named_when_too_much_is_paid():
    proposal = make_funded()
    make_payment(proposal, 4_000)
    with pytest.raises(RuleViolation) as refused:
        make_payment(proposal, 6_001)
    assert refused.value.params == {"left_ore": 6_000 * KRONA}


def test_nothing_is_paid_to_a_proposal_without_money_nor_before_its_result_is_public():
    round_ = make_round(Phase.RESULT)
    wanted, unwanted = make_proposals(round_, 2)
    make_ballot(round_, wanted)
    count_round(round_id=round_.pk)
    with pytest.raises(RuleViolation, match="not_funded"):
        make_payment(unwanted)
    with (
        at(round_.result_at - dt.timedelta(microseconds=1)),
        pytest.raises(RuleViolation, match="not_funded"),
    ):
        make_payment(wanted)
    assert list(Proposal.objects.funded(timezone.now())) == [wanted]
    assert list(Proposal.objects.funded(round_.result_at - DAY)) == []


def test_the_same_payment_sent_twice_is_entered_once():
    proposal = make_funded()
    make_payment(proposal, 1_000, what="Virke")
    with pytest.raises(RuleViolation, match="paid_already"):
        make_payment(proposal, 1_000, what=" Virke ")
    make_payment(proposal, 1_000, what="Virke, del två")
    assert proposal.payments.count() == 2


def test_nobody_enters_a_payment_to_the_own_proposal():
    proposal = make_funded()
    with pytest.raises(RuleViolation, match="own_payment"):
        make_payment(proposal, by=proposal.author)
    payment = make_payment(proposal)
    with pytest.raises(RuleViolation, match="own_payment"):
        enter_reversal(payment_id=payment.pk, reason="Fel", by=proposal.author)


def test_nobody_enters_a_payment_to_a_proposal_that_names_them():
    proposal, named = make_funded(), make_user(email="med@example.org")
    Applicant.objects.filter(proposal=proposal).update(co_applicants="Med Sökande, med@example.org")
    with pytest.raises(RuleViolation, match="own_payment"):
        make_payment(proposal, by=named)


def test_a_payment_is_put_right_once_by_a_counter_entry_that_says_why():
    proposal = make_funded()
    payment = make_payment(proposal, 4_000, what="Virke")
    counter = enter_reversal(payment_id=payment.pk, reason="Fel förslag", by=make_user())
    assert (counter.amount_ore, counter.what, counter.reverses) == (-4_000 * KRONA, "Fel förslag", payment)
    for pk in (payment.pk, counter.pk):
        with pytest.raises(RuleViolation, match="already_reversed"):
            enter_reversal(payment_id=pk, reason="En gång till", by=None)
    make_payment(proposal, 4_000, what="Virke")  # what was taken back may be entered anew
    make_payment(proposal, 6_000)
    assert proposal.payments.count() == 4


def test_the_database_itself_refuses_more_than_was_decided_and_any_change_of_a_payment():
    proposal = make_funded()
    payment = make_payment(proposal)
    today, now = timezone.localdate(), timezone.now()
    for amount_ore, reverses in ((6_001 * KRONA, None), (-4_001 * KRONA, payment)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(
                proposal=proposal,
                amount_ore=amount_ore,
                paid_on=today,
                what="x",
                entered_at=now,
                reverses=reverses,
            )
    for change in (
        lambda: Payment.objects.update(amount_ore=1),
        lambda: Payment.objects.filter(pk=payment.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# The editors' side


def test_a_budgeter_enters_a_payment_as_people_write_it_and_finds_it_in_the_list(client):
    proposal = make_funded()
    client.force_login(make_official(proposal.round.programme, permissions=RIGHTS))
    assert "10 000 kr".replace(" ", "\N{NO-BREAK SPACE}") in client.get(url("create")).content.decode()
    assert client.post(url("create"), posted(proposal, amount_ore="4.000:-")).url == url()
    payment = Payment.objects.get()
    assert (payment.amount_ore, payment.what) == (4_000 * KRONA, "Virke")
    listed = client.get(url()).content.decode()
    assert "Virke" in listed and proposal.title in listed and url("edit", payment.pk) in listed


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(client):
    proposal = make_funded()
    client.force_login(make_official(proposal.round.programme, permissions=RIGHTS))
    for field, value in (
        ("amount_ore", "11 000"),
        ("amount_ore", "mycket"),
        ("what", ""),
        ("paid_on", "2999-01-01"),
    ):
        response = client.post(url("create"), posted(proposal, **{field: value}))
        assert field in response.context["form"].errors and response.status_code == 200
    assert "Virke" in response.content.decode()
    assert not Payment.objects.exists()


def test_a_payment_is_put_right_in_the_list_and_then_has_no_button(client):
    payment = make_payment(make_funded())
    client.force_login(make_official(payment.proposal.round.programme, permissions=RIGHTS))
    assert payment.what in client.get(url("edit", payment.pk)).content.decode()
    assert "what" in client.post(url("edit", payment.pk), {"what": ""}).context["form"].errors
    assert client.post(url("edit", payment.pk), {"what": "Fel förslag"}).url == url()
    assert Payment.objects.count() == 2
    listed = client.get(url()).content.decode()
    assert url("edit", payment.pk) not in listed and "Fel förslag" in listed
    again = client.post(url("edit", payment.pk), {"what": "Fel igen"})
    assert again.status_code == 200 and Payment.objects.count() == 2


def test_the_list_filters_by_round_and_year_and_searches(client):
    programme = make_programme()
    one = make_payment(make_funded(programme=programme), what="Virke")
    official = make_official(programme, permissions=RIGHTS)
    client.force_login(official)
    year, round_id = one.paid_on.year, one.proposal.round_id
    for query, is_listed in (
        (f"round={round_id}", True),
        (f"round={round_id + 1}", False),
        (f"year={year}", True),
        (f"year={year - 1}", False),
        ("year=99999999", True),
        ("round=x", True),
        ("q=virke", True),
        ("q=spade", False),
    ):
        assert ("Virke" in client.get(f"{url()}?{query}").content.decode()) == is_listed, query


def test_the_export_is_inert_and_holds_only_the_own_programmes(client):
    mine = make_payment(make_funded(), what="=1+1")
    make_payment(make_funded(), what="Deras")
    client.force_login(make_official(mine.proposal.round.programme, permissions=RIGHTS))
    response = client.get(url() + "?export=csv")
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    _head, *rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    assert len(rows) == 1 and "'=1+1" in rows[0] and "4000" in rows[0]


def test_payments_are_for_those_who_may_in_their_own_programmes(client):
    payment = make_payment(make_funded())
    proposal = payment.proposal
    addresses = [url(), url("create"), url("edit", payment.pk)]
    resident, reviewer = (
        make_user(),
        make_official(proposal.round.programme, permissions=("change_proposal",)),
    )
    stranger = make_official(make_programme(), permissions=RIGHTS)
    reader = make_official(proposal.round.programme, permissions=("view_payment",))
    for user in (None, resident, reviewer, proposal.author, stranger):
        client.logout()
        if user:
            client.force_login(user)
        for address in addresses[2 if user == stranger else 0 :]:
            assert client.get(address).status_code in (302, 403), (user, address)
            assert client.post(address, posted(proposal)).status_code in (302, 403)
        client.post(url("create"), posted(proposal))
    client.force_login(reader)
    assert client.get(url()).status_code == 200
    for address in addresses[1:]:
        assert client.post(address, posted(proposal, what="Av en läsare")).status_code in (302, 403)
    assert list(Payment.objects.all()) == [payment]


def test_a_post_without_a_token_is_refused_and_reading_writes_nothing():
    payment = make_payment(make_funded())
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_official(payment.proposal.round.programme, permissions=RIGHTS))
    for address in (url("create"), url("edit", payment.pk)):
        assert client.get(address).status_code == 200
        assert client.post(address, posted(payment.proposal, what="Spik")).status_code == 403
    assert list(Payment.objects.all()) == [payment]


def test_more_payments_ask_no_more_of_the_database(client, django_assert_max_num_queries):
    proposal = make_funded()
    client.force_login(make_official(proposal.round.programme, permissions=RIGHTS))
    make_payment(proposal, 10, by=make_user())
    client.get(url())
    with django_assert_max_num_queries(1_000) as few:
        client.get(url())
    for n in range(1, 8):
        make_payment(proposal, n, by=make_user())
    enter_reversal(payment_id=Payment.objects.earliest("pk").pk, reason="Fel", by=None)
    with django_assert_max_num_queries(len(few)):
        client.get(url())
