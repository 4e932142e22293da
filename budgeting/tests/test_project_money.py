"""The ledger of a project: two people above an amount, receipts, more or less money, what goes back or on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from budgeting.models import (
    CarriedOver,
    MoneyDecision,
    Payment,
    PaymentRequest,
    Project,
    Proposal,
    Round,
    Voucher,
)
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import (
    carrying_over,
    money_decisions,
    overrides,
    payment_requests,
    project_updates,
    vouchers,
)
from budgeting.services.payments import PaymentWords, decided_for
from budgeting.services.project_updates import Said
from budgeting.services.projects import keep_projects
from budgeting.services.terms import envelope_left
from radslag.clock import at

from .builders import (
    DAY,
    KRONA,
    make_funded,
    make_photo,
    make_programme,
    make_project,
    make_round,
    make_schedule,
    make_user,
)
from .test_recounts import override

pytestmark = pytest.mark.django_db
ABOVE = 5_000


def funded(**overrides):
    """10 000 kr in a programme where it takes two people above 5 000 kr."""
    programme = make_programme(two_people_above_ore=ABOVE * KRONA, envelope_ore=120_000 * KRONA)
    return make_funded(programme=programme, **overrides)


def words(kronor=6_000, **overrides):
    fields = {"amount_ore": kronor * KRONA, "paid_on": timezone.localdate(), "what": "Virke"}
    return PaymentWords(**(fields | overrides))


def pay(proposal, kronor=6_000, by=None, **overrides):
    return payment_requests.enter_payment(
        proposal_id=proposal.pk, words=words(kronor, **overrides), by=by or make_user()
    )


def receipt(name="kvitto.jpg"):
    return SimpleUploadedFile(name, make_photo(), "image/jpeg")


def refused(code, call, **kwargs):
    with pytest.raises(RuleViolation) as found:
        call(**kwargs)
    assert found.value.code == code and found.value.message
    return found.value


# Two people


def test_up_to_the_amount_one_person_pays_and_above_it_waits_for_another():
    proposal, first, second = funded(), make_user(), make_user()
    assert isinstance(pay(proposal, ABOVE, by=first), Payment)
    request = pay(proposal, 5_000, by=first, what="Jord")
    assert isinstance(request, PaymentRequest) and request.waits
    assert sum(p.amount_ore for p in proposal.payments.all()) == ABOVE * KRONA
    refused("second_person", payment_requests.confirm_payment, request_id=request.pk, by=first)
    paid = payment_requests.confirm_payment(request_id=request.pk, by=second)
    assert (paid.entered_by, paid.confirmed_by, paid.of_two) == (first, second, True)
    refused("payment_not_waiting", payment_requests.confirm_payment, request_id=request.pk, by=make_user())
    refused("payment_not_waiting", payment_requests.drop_payment, request_id=request.pk, by=second)


def test_a_sum_that_is_split_within_thirty_days_takes_two_as_well():
    proposal = funded()
    assert isinstance(pay(proposal, 3_000, what="Ett"), Payment)
    assert isinstance(pay(proposal, 2_100, what="Två"), PaymentRequest)
    with at(timezone.now() + 29 * DAY):
        assert isinstance(pay(proposal, 2_200, what="Två igen"), PaymentRequest)
    with at(timezone.now() + 31 * DAY):
        assert isinstance(pay(proposal, 2_500, what="Tre"), Payment)


def test_a_counter_entry_is_what_it_takes_back_and_nobody_becomes_somebody_else():
    proposal, by, other = funded(), make_user(), make_user()
    paid = pay(proposal, 3_000, by=by)
    counter = {"proposal": proposal, "paid_on": paid.paid_on, "what": "Fel", "entered_at": timezone.now()}
    for amount_ore in (-1, -2_999 * KRONA):
        with pytest.raises(IntegrityError, match="counter-entry"), transaction.atomic():
            Payment.objects.create(**counter, amount_ore=amount_ore, reverses=paid, entered_by=by)
    request = pay(proposal, 4_000, by=by)
    for rows, name in ((Payment.objects, "entered_by"), (PaymentRequest.objects, "asked_by")):
        with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
            rows.update(**{name: other})
    payment_requests.drop_payment(request_id=request.pk, by=by)
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        PaymentRequest.objects.update(dropped_by=other)
    by.delete()
    assert Payment.objects.get().entered_by is None and PaymentRequest.objects.get().asked_by is None


def test_without_an_amount_one_person_is_always_enough():
    programme = make_programme(two_people_above_ore=None)
    assert isinstance(pay(make_funded(programme=programme), 10_000), Payment)


def test_what_waits_is_spoken_for_until_it_is_dropped():
    proposal, by = funded(), make_user()
    request = pay(proposal, 8_000, by=by)
    assert refused("above_decided", pay, proposal=proposal, kronor=3_000).params == {
        "left_ore": 2_000 * KRONA
    }
    refused("paid_already", pay, proposal=proposal, kronor=8_000)
    payment_requests.drop_payment(request_id=request.pk, by=by)
    assert isinstance(pay(proposal, 3_000), Payment)


def test_taking_back_a_large_payment_takes_two_people():
    proposal, by = funded(), make_user()
    paid = payment_requests.confirm_payment(request_id=pay(proposal, 8_000).pk, by=by)
    request = payment_requests.enter_reversal(payment_id=paid.pk, reason="Fel förslag", by=by)
    assert isinstance(request, PaymentRequest) and not Payment.objects.filter(reverses=paid).exists()
    refused("reversal_waits", payment_requests.enter_reversal, payment_id=paid.pk, reason="Igen", by=by)
    refused("second_person", payment_requests.confirm_payment, request_id=request.pk, by=by)
    counter = payment_requests.confirm_payment(request_id=request.pk, by=make_user())
    assert (counter.amount_ore, counter.reverses) == (-8_000 * KRONA, paid)
    assert isinstance(pay(proposal, 4_000), Payment)


def test_what_was_right_when_it_was_entered_is_looked_at_again():
    proposal = funded()
    request = pay(proposal, 8_000)
    money_decisions_less(proposal, 1_000)
    paid = payment_requests.confirm_payment(request_id=request.pk, by=make_user())
    assert paid.amount_ore == 8_000 * KRONA


def test_nobody_enters_or_confirms_a_payment_to_the_own_proposal():
    proposal = funded()
    refused("own_payment", pay, proposal=proposal, by=proposal.author)
    request = pay(proposal)
    refused("own_payment", payment_requests.confirm_payment, request_id=request.pk, by=proposal.author)
    refused("own_payment", payment_requests.drop_payment, request_id=request.pk, by=proposal.author)


def test_the_database_refuses_large_payments_of_one_person_and_changed_requests():
    proposal, by = funded(), make_user()
    now = timezone.now()
    common = {
        "proposal": proposal,
        "paid_on": now.date(),
        "what": "Virke",
        "entered_at": now,
        "entered_by": by,
    }
    for wrong in (
        {"amount_ore": 5_001 * KRONA},
        {"amount_ore": 6_000 * KRONA, "of_two": True},
        {"amount_ore": 6_000 * KRONA, "of_two": True, "confirmed_by": by},
        {"amount_ore": 100, "confirmed_by": make_user()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(**(common | wrong))
    request = pay(proposal)
    for change in ({"amount_ore": 1}, {"what": "Annat"}, {"paid_on": now.date() - DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.filter(pk=request.pk).delete()
    payment_requests.drop_payment(request_id=request.pk, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.filter(pk=request.pk).update(dropped_at=None)
    by.delete()  # who is named may be forgotten


# Receipts


def test_a_receipt_comes_with_its_payment_and_stays_private(django_capture_on_commit_callbacks):
    proposal, by = funded(), make_user()
    request = payment_requests.enter_payment(
        proposal_id=proposal.pk, words=words(), voucher=receipt("C:\\kvitton\\virke.JPG"), by=by
    )
    voucher = Voucher.objects.get()
    assert (voucher.name, voucher.request, voucher.payment) == ("virke.jpg", request, None)
    paid = payment_requests.confirm_payment(request_id=request.pk, by=make_user())
    voucher.refresh_from_db()
    assert voucher.payment == paid
    more = vouchers.add_voucher(owner=paid, file=receipt(), by=by)
    storage, name = more.file.storage, more.file.name
    assert name.startswith("payments/vouchers/") and storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        vouchers.remove_voucher(voucher_id=more.pk, by=by)
    assert not storage.exists(name)


def test_the_receipt_of_a_payment_that_is_made_is_marked_and_kept(django_capture_on_commit_callbacks):
    proposal, by, other = funded(), make_user(), make_user()
    request = payment_requests.enter_payment(proposal_id=proposal.pk, words=words(), voucher=receipt(), by=by)
    paid = payment_requests.confirm_payment(request_id=request.pk, by=other)
    seen = paid.vouchers.get()
    added = vouchers.add_voucher(owner=paid, file=receipt(), by=by)
    hour = added.added_at + dt.timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        for row, person, instant in (
            (seen, by, seen.added_at),
            (added, other, added.added_at),
            (added, by, hour + dt.timedelta(seconds=1)),
        ):
            with at(instant):
                refused("required", vouchers.remove_voucher, voucher_id=row.pk, by=person)
        vouchers.remove_voucher(voucher_id=seen.pk, by=by, why="Fel faktura")
    seen.refresh_from_db()
    assert (seen.removed_by, seen.removed_why) == (by, "Fel faktura") and seen.removed_at
    assert seen.file.storage.exists(seen.file.name)
    refused("voucher_removed", vouchers.remove_voucher, voucher_id=seen.pk, by=by, why="Igen")
    with at(hour):
        vouchers.remove_voucher(voucher_id=added.pk, by=by)
    assert list(paid.vouchers.all()) == [seen]


def test_what_waits_gets_a_forgotten_receipt_and_what_is_dropped_keeps_none(
    django_capture_on_commit_callbacks,
):
    proposal, by = funded(), make_user()
    request = pay(proposal, by=by)
    wrong = vouchers.add_voucher(owner=request, file=receipt(), by=by)
    right = vouchers.add_voucher(owner=request, file=receipt(), by=by)
    with django_capture_on_commit_callbacks(execute=True):
        vouchers.remove_voucher(voucher_id=wrong.pk, by=make_user())
        assert list(request.vouchers.all()) == [right]
        payment_requests.drop_payment(request_id=request.pk, by=by)
    assert not Voucher.objects.exists() and not right.file.storage.exists(right.file.name)
    refused("payment_not_waiting", vouchers.add_voucher, owner=request, file=receipt(), by=by)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("a.svg", b"<svg/>"), "voucher_kind"),
        (SimpleUploadedFile("a.docx", b"PK"), "voucher_kind"),
        (SimpleUploadedFile("a.pdf", b""), "file_empty"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4 nej"), "file_not_taken"),
        (SimpleUploadedFile("a.jpg", b"<script>"), "picture_broken"),
        (SimpleUploadedFile("a.pdf", b"x" * (8 * 1024 * 1024 + 1)), "voucher_too_large"),
    ],
)
def test_what_is_no_receipt_is_refused_and_nothing_is_paid(file, code):
    proposal = funded()
    with pytest.raises(RuleViolation) as found:
        payment_requests.enter_payment(
            proposal_id=proposal.pk, words=words(100), voucher=file, by=make_user()
        )
    assert found.value.code == code and found.value.message
    assert not Payment.objects.exists() and not Voucher.objects.exists()


# More or less money


def money_decisions_less(proposal, kronor):
    asked = money_decisions.ask_for_money(
        proposal_id=proposal.pk, amount_ore=-kronor * KRONA, reason="Billigare.", by=make_user()
    )
    return money_decisions.confirm_money(decision_id=asked.pk, by=make_user())


def test_more_money_takes_a_published_decision_of_two_people():
    proposal, first = funded(), make_user()
    asked = money_decisions.ask_for_money(
        proposal_id=proposal.pk, amount_ore=2_000 * KRONA, reason="Virket blev dyrare.", by=first
    )
    now = timezone.now()
    assert decided_for(proposal, now) == 10_000 * KRONA
    refused("second_person", money_decisions.confirm_money, decision_id=asked.pk, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            proposal=proposal, amount_ore=12_000 * KRONA, paid_on=now.date(), what="För mycket", entered_at=now,
            entered_by=first, confirmed_by=make_user(), of_two=True,
        )  # fmt: skip
    decision = money_decisions.confirm_money(decision_id=asked.pk, by=make_user())
    assert decision.at and decision.goes_to == ""
    assert decided_for(proposal, timezone.now()) == 12_000 * KRONA
    found = Proposal.objects.funded(timezone.now()).get()
    assert found.given_ore == 12_000 * KRONA
    paid = payment_requests.confirm_payment(request_id=pay(proposal, 12_000).pk, by=make_user())
    assert paid.amount_ore == 12_000 * KRONA
    refused("money_not_waiting", money_decisions.drop_money, decision_id=asked.pk, by=first)


def test_more_money_comes_from_what_the_programme_has_left_this_year():
    proposal = funded()
    programme, now = proposal.round.programme, timezone.now()
    left_ore = envelope_left(programme, now)
    assert (
        left_ore == 110_000 * KRONA
    )  # 120 000 kr less what the counted round gave, since what is left goes back
    ask = {"proposal_id": proposal.pk, "reason": "Mer.", "by": make_user()}
    too_much = refused("money_above_envelope", money_decisions.ask_for_money, amount_ore=left_ore + 1, **ask)
    assert too_much.params == {"left_ore": left_ore}
    asked = money_decisions.ask_for_money(amount_ore=left_ore, **ask)
    refused("money_asked", money_decisions.ask_for_money, amount_ore=100, **ask)
    money_decisions.confirm_money(decision_id=asked.pk, by=make_user())
    assert envelope_left(programme, now) == 0


def test_less_money_never_goes_below_what_is_paid_or_waits():
    proposal = funded()
    pay(proposal, 3_000)
    pay(proposal, 5_500)
    ask = {"proposal_id": proposal.pk, "reason": "Mindre.", "by": make_user()}
    below = refused("decided_below_paid", money_decisions.ask_for_money, amount_ore=-2_000 * KRONA, **ask)
    assert below.params == {"left_ore": 1_500 * KRONA}
    refused("not_positive", money_decisions.ask_for_money, amount_ore=0, **ask)
    decision = money_decisions_less(proposal, 1_500)
    assert (decision.goes_to, decided_for(proposal, timezone.now())) == ("returned", 8_500 * KRONA)


def test_the_database_keeps_decisions_as_they_were_made():
    proposal = funded()
    pay(proposal, 4_000)
    decision = money_decisions_less(proposal, 1_000)
    now = timezone.now()
    for change in ({"amount_ore": -100}, {"reason": "Annat"}, {"at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MoneyDecision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.delete()
    person = make_user()
    common = {"proposal": proposal, "reason": "Nej", "asked_at": now, "asked_by": person}
    for wrong in (
        {"amount_ore": 100, "at": now},
        {"amount_ore": 100, "at": now, "confirmed_by": person},
        {"amount_ore": -6_000 * KRONA, "goes_to": "returned", "at": now, "confirmed_by": make_user()},
        {"amount_ore": -100},
        {"amount_ore": 100, "closes": True, "at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MoneyDecision.objects.create(**(common | wrong))


def test_a_finished_project_gives_back_what_is_left():
    proposal, by = funded(), make_user()
    project = make_project(proposal=proposal)
    pay(proposal, 5_000)
    give = {"proposal_id": proposal.pk, "reason": "Virket blev billigare.", "by": by}
    refused("project_goes_on", money_decisions.give_back, **give)
    project_updates.say(
        project_id=project.pk, said=Said(date=timezone.localdate(), text="Klart!", status="done"), by=by
    )
    waits = pay(proposal, 4_900, by=by, what="Jord")
    refused("payments_wait", money_decisions.give_back, **give)
    payment_requests.drop_payment(request_id=waits.pk, by=by)
    before = envelope_left(proposal.round.programme, timezone.now())
    decision = money_decisions.give_back(**give)
    assert (decision.amount_ore, decision.closes, decision.goes_to) == (-5_000 * KRONA, True, "returned")
    assert envelope_left(proposal.round.programme, timezone.now()) == before + 5_000 * KRONA
    refused("nothing_left", money_decisions.give_back, **give)
    assert refused("above_decided", pay, proposal=proposal, kronor=1).params == {"left_ore": 0}
    ledger = Project.objects.with_money().get()
    assert (ledger.decided_ore, ledger.paid_ore, ledger.left_ore) == (5_000 * KRONA, 5_000 * KRONA, 0)


@pytest.mark.parametrize(
    ("status", "paid"), [("stopped", 0), ("stopped", 5_000), ("done", 0), ("done", 4_999)]
)
def test_nobody_takes_the_money_of_a_project_alone(status, paid):
    proposal, by, second = funded(), make_user(), make_user()
    project = make_project(proposal=proposal)
    if paid:
        pay(proposal, paid)
    said = {"date": timezone.localdate(), "text": "Så blev det."}
    reason = "Marken håller inte." if status == "stopped" else ""
    project_updates.say(project_id=project.pk, said=Said(**said, status=status, reason=reason), by=by)
    asked = money_decisions.give_back(proposal_id=proposal.pk, reason="Inget mer görs.", by=by)
    assert asked.waits and decided_for(proposal, timezone.now()) == 10_000 * KRONA
    refused("money_asked", money_decisions.give_back, proposal_id=proposal.pk, reason="Nu.", by=second)
    refused("second_person", money_decisions.confirm_money, decision_id=asked.pk, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyDecision.objects.filter(pk=asked.pk).update(at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyDecision.objects.filter(pk=asked.pk).update(at=timezone.now(), confirmed_by=by)
    project_updates.say(project_id=project.pk, said=Said(**said, status="under_way"), by=by)
    refused("project_goes_on", money_decisions.confirm_money, decision_id=asked.pk, by=second)
    project_updates.say(project_id=project.pk, said=Said(**said, status=status or "", reason=reason), by=by)
    money_decisions.confirm_money(decision_id=asked.pk, by=second)
    assert decided_for(proposal, timezone.now()) == paid * KRONA


def test_the_database_keeps_a_new_count_from_taking_away_what_is_paid(monkeypatch):
    proposal = funded()
    pay(proposal, 4_000)
    monkeypatch.setattr(overrides, "_check_payments", lambda round_: None)
    with pytest.raises(IntegrityError, match="has been paid more"), transaction.atomic():
        override(proposal.round, withdrawn=[proposal.number])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_project_that_a_new_count_gives_nothing_is_stopped_with_the_reason():
    project = make_project(proposal=funded())
    by = make_user()
    override(project.proposal.round, withdrawn=[project.proposal.number], reason="Sökanden drog sig ur.")
    assert keep_projects() == 1 and keep_projects() == 0
    project.refresh_from_db()
    assert (project.status, project.moves) == ("stopped", frozenset())
    assert project.reason.endswith("Sökanden drog sig ur.") and project.updates.published().count() == 1
    said = Said(date=timezone.localdate(), text="Vi börjar.")
    refused("project_without_money", project_updates.say, project_id=project.pk, said=said, by=by)
    refused("not_funded", pay, proposal=project.proposal)
    assert Project.objects.with_money().get().decided_ore == 0


# Carried over


def carrying(**overrides):
    """A finished round that carries over 90 000 kr, and the next one."""
    programme = make_programme(envelope_ore=150_000 * KRONA)
    proposal = make_funded(programme=programme, leftover="carried_over")
    goal = make_round(
        Phase.BEFORE,
        programme=programme,
        budget_ore=50_000 * KRONA,
        schedule=make_schedule(Phase.BEFORE, shift=60 * DAY),
        **overrides,
    )
    return proposal.round, goal


def test_money_left_over_becomes_part_of_the_next_round():
    source, goal = carrying()
    now = timezone.now()
    assert carrying_over.left_to_carry(source, now) == 90_000 * KRONA
    assert carrying_over.sources_for(goal, now) == [(source, 90_000 * KRONA)]
    move = {"from_round_id": source.pk, "to_round_id": goal.pk, "by": make_user()}
    refused("above_carried", carrying_over.carry_over, amount_ore=90_000 * KRONA + 1, **move)
    carried = carrying_over.carry_over(amount_ore=90_000 * KRONA, **move)
    goal.refresh_from_db()
    assert goal.budget_ore == 140_000 * KRONA
    assert carrying_over.left_to_carry(source, now) == 0
    refused("carried_already", carrying_over.carry_over, amount_ore=1, **move)
    carrying_over.carry_back(carried_id=carried.pk, by=make_user())
    goal.refresh_from_db()
    assert goal.budget_ore == 50_000 * KRONA and not CarriedOver.objects.exists()


def test_money_is_carried_to_a_later_round_of_the_programme_until_it_opens():
    source, goal = carrying()
    by, amount = make_user(), 100
    refused(
        "not_carried_between",
        carrying_over.carry_over,
        from_round_id=source.pk,
        to_round_id=make_round(Phase.BEFORE).pk,
        amount_ore=amount,
        by=by,
    )
    with at(goal.submission_opens):
        refused(
            "carried_to_closed",
            carrying_over.carry_over,
            from_round_id=source.pk,
            to_round_id=goal.pk,
            amount_ore=amount,
            by=by,
        )


def test_a_programme_can_be_saved_when_money_was_returned_or_carried_over():
    source, goal = carrying()
    carrying_over.carry_over(
        from_round_id=source.pk, to_round_id=goal.pk, amount_ore=90_000 * KRONA, by=make_user()
    )
    programme = goal.programme
    years = {timezone.localtime(round_.result_at).year for round_ in (source, goal)}
    most = (
        150_000 if len(years) == 1 else 100_000
    )  # the carried 90 000 kr are taken from the first year alone
    assert Round.objects.dearest_year_ore(programme.translation_key) == most * KRONA
    programme.clean()


def test_returned_money_can_be_shared_out_again_in_its_year():
    first = funded(budget_ore=100_000 * KRONA)
    programme, year = first.round.programme, timezone.now()
    assert Round.objects.dearest_year_ore(programme.translation_key) == 10_000 * KRONA
    assert envelope_left(programme, year) == 110_000 * KRONA
