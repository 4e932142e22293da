"""The editors' side of acts: two people, every form, every refusal, and nothing done by looking."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgeting.admin.waiting.rounds import acts_to_confirm
from budgeting.models import ActKind, CodeBatch, Round, RoundAct, VotingCode
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.telling import tell_second_persons
from radslag.clock import at
from radslag.templatetags.dates import moment
from radslag.tests.background import run_tasks

from .builders import (
    DAY,
    KRONA,
    REASON,
    make_draft,
    make_programme,
    make_proposal,
    make_round,
    make_schedule,
    make_staff,
    make_user,
    pause,
)
from .test_admin import make_official

pytestmark = pytest.mark.django_db
ASKED = {ActKind.PAUSE: acts.ask_to_pause, ActKind.CANCEL: acts.ask_to_cancel}


def url(action, round_, *more):
    return reverse(f"budgeting_round_modeladmin_{action}", args=[round_.pk, *more])


def text_of(response) -> str:
    main = response.content.decode().partition('id="main"')[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).replace("\N{NO-BREAK SPACE}", " ")


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def two_editors(round_):
    """Two people who may change the round, each with a browser."""
    people = [make_official(round_.programme) for _ in range(2)]
    return [(person, browser_of(person)) for person in people]


def asked_by(person, round_, kind=ActKind.PAUSE):
    return ASKED[kind](round_id=round_.pk, by=person, reason=REASON)


# Two people


@pytest.mark.parametrize("kind", list(ASKED))
def test_one_asks_in_the_page_and_another_confirms_on_a_page_of_its_own(kind):
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_)
    (siv, sivs), (bo, bos) = two_editors(round_)
    page = text_of(sivs.get(url("acts", round_)))
    assert "Så är läget" in page and str(bo) in page and "1 person som deltar får mejl." in page
    assert sivs.post(url("acts", round_), {"ask": kind, "reason": REASON}).url == url("acts", round_)
    act = RoundAct.objects.get()
    assert (act.kind, act.asked_by, act.waits) == (kind, siv, True)
    confirm = url("confirm", round_, act.pk)
    own = sivs.get(url("acts", round_))
    assert confirm not in own.content.decode() and str(bo) in text_of(own) and REASON in text_of(own)
    assert confirm in bos.get(url("acts", round_)).content.decode()
    looked = text_of(bos.get(confirm))
    assert REASON in looked and "1 person som deltar får mejl." in looked and str(siv) in looked
    round_.refresh_from_db()
    assert (round_.paused_at, round_.cancelled_at) == (None, None)
    assert bos.post(confirm).url == url("acts", round_)
    round_.refresh_from_db()
    assert (round_.cancelled_at if kind == ActKind.CANCEL else round_.paused_at) is not None
    log = text_of(sivs.get(url("acts", round_)))
    for said in (f"Begärt av {siv}", f"Bekräftat av {bo}", REASON):
        assert said in log
    run_tasks()
    assert "De som deltar fick mejl" in text_of(bos.get(url("acts", round_)))


def test_who_asks_can_not_confirm_and_is_told_who_can():
    round_ = make_round()
    (siv, sivs), (bo, _bos) = two_editors(round_)
    act = asked_by(siv, round_)
    page = sivs.get(url("confirm", round_, act.pk))
    assert "Någon annan måste bekräfta" in text_of(page) and str(bo) in text_of(page)
    assert "Ja, pausa omgången" not in text_of(page)
    refused = sivs.post(url("confirm", round_, act.pk), follow=True)
    assert "Någon annan måste bekräfta" in refused.content.decode()
    act.refresh_from_db()
    assert act.waits


def test_who_is_alone_is_told_so_before_asking_and_a_superuser_counts():
    round_ = make_round()
    siv = make_official(round_.programme)
    sivs = browser_of(siv)
    make_official(make_programme())
    make_official(round_.programme, permissions=("view_round", "change_proposal"))
    gone = make_official(round_.programme)
    gone.is_active = False
    gone.save()
    assert "Ingen annan får bekräfta än" in text_of(sivs.get(url("acts", round_)))
    root = make_staff(first_name="Rut", last_name="Rot")
    page = text_of(sivs.get(url("acts", round_)))
    assert "Ingen annan får bekräfta än" not in page and str(root) in page


@pytest.mark.parametrize("who", ["asker", "other"])
def test_a_request_is_dropped_by_either(who):
    round_ = make_round()
    (siv, sivs), (_bo, bos) = two_editors(round_)
    act = asked_by(siv, round_)
    client = sivs if who == "asker" else bos
    assert client.post(url("acts", round_), {"drop": act.pk}).url == url("acts", round_)
    act.refresh_from_db()
    assert act.dropped_at
    page = text_of(client.get(url("acts", round_)))
    assert "begäran togs bort" in page and "Väntar på en person till" not in page
    again = client.post(url("acts", round_), {"drop": act.pk}, follow=True)
    assert "Det här är redan bekräftat eller borttaget." in again.content.decode()


def test_colleagues_who_may_confirm_are_mailed_where_it_is_done_and_nobody_else():
    round_ = make_round(Phase.SUBMISSION, name="Mitt Närlunda")
    make_draft(round_)
    (siv, _sivs), (bo, _bos) = two_editors(round_)
    make_official(make_programme())
    make_official(round_.programme, permissions=("view_round", "change_proposal"))
    act = asked_by(siv, round_)
    run_tasks()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([bo.email], "Att bekräfta: Mitt Närlunda")
    address = f"{settings.WAGTAILADMIN_BASE_URL}{url('confirm', round_, act.pk)}"
    for said in (f"{siv} begär att Mitt Närlunda pausas.", REASON, address):
        assert said in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert tell_second_persons(act_id=act.pk) == 0  # a task may run twice
    assert len(mail.outbox) == 1
    acts.confirm(act_id=act.pk, by=bo)
    act.refresh_from_db()
    assert act.colleagues_told_at


@pytest.mark.parametrize("what", ["drop", "confirm"])
def test_colleagues_are_not_mailed_about_what_waits_no_longer(what):
    round_ = make_round(Phase.SUBMISSION)
    (siv, _sivs), (bo, _bos) = two_editors(round_)
    act = asked_by(siv, round_)
    getattr(acts, what)(act_id=act.pk, by=bo)
    assert tell_second_persons(act_id=act.pk) == 0
    siv.delete()
    lost = asked_by(bo, make_round(programme=make_programme()))
    bo.delete()
    assert tell_second_persons(act_id=lost.pk) == 0


def test_a_second_confirmation_and_one_that_comes_too_late_change_nothing():
    round_ = make_round()
    (siv, _sivs), (_bo, bos) = two_editors(round_)
    act = asked_by(siv, round_)
    confirm = url("confirm", round_, act.pk)
    bos.post(confirm)
    round_.refresh_from_db()
    first = round_.paused_at
    said = bos.post(confirm, follow=True).content.decode()
    assert "Det här är redan bekräftat" in said
    round_.refresh_from_db()
    assert round_.paused_at == first
    assert "Ja, pausa omgången" not in text_of(bos.get(confirm))
    gone = asked_by(siv, round_, ActKind.CANCEL)
    acts.drop(act_id=gone.pk, by=siv)
    bos.post(url("confirm", round_, gone.pk))
    round_.refresh_from_db()
    assert round_.cancelled_at is None


def test_a_request_that_time_has_overtaken_says_so():
    round_ = make_round(Phase.COUNTING)
    (siv, _sivs), (_bo, bos) = two_editors(round_)
    act = asked_by(siv, round_)
    with at(round_.result_at):
        page = text_of(bos.get(url("confirm", round_, act.pk)))
        assert "Ja, pausa omgången" not in page and "Omgången är redan pausad, inställd eller klar." in page
        bos.post(url("confirm", round_, act.pk))
        assert acts_to_confirm(request_of(_bo)) == []
    round_.refresh_from_db()
    assert round_.paused_at is None


def test_when_the_one_who_asked_is_gone_it_can_only_be_dropped():
    round_ = make_round()
    (siv, _sivs), (bo, bos) = two_editors(round_)
    act = asked_by(siv, round_)
    siv.delete()
    page = bos.get(url("acts", round_))
    assert url("confirm", round_, act.pk) not in page.content.decode()
    assert "någon som inte finns kvar" in text_of(page)
    assert acts_to_confirm(request_of(bo)) == []
    bos.post(url("acts", round_), {"drop": act.pk})
    act.refresh_from_db()
    assert act.dropped_at


@pytest.mark.parametrize("kind", list(ASKED))
@pytest.mark.parametrize(("reason", "said"), [("  ", "Fyll i"), ("x" * 501, "för lång")])
def test_a_reason_is_asked_for_at_its_field_and_kept(kind, reason, said):
    round_ = make_round()
    (_siv, sivs), _bo = two_editors(round_)
    response = sivs.post(url("acts", round_), {"ask": kind, "reason": reason})
    assert response.status_code == 200 and said in text_of(response)
    (ask,) = (ask for ask in response.context["asks"] if ask["kind"] == kind)
    assert ask["form"].errors["reason"] and ask["form"]["reason"].value() == reason
    assert not RoundAct.objects.exists()


def test_the_same_is_not_asked_for_twice_nor_of_what_is_finished():
    round_, done = make_round(), make_round(Phase.RESULT)
    (siv, _sivs), (_bo, bos) = two_editors(round_)
    asked_by(siv, round_)
    assert {ask["kind"] for ask in bos.get(url("acts", round_)).context["asks"]} == {ActKind.CANCEL}
    twice = bos.post(url("acts", round_), {"ask": "pause", "reason": REASON})
    assert twice.status_code == 200 and RoundAct.objects.count() == 1
    assert "Det här är redan begärt" in twice.content.decode()
    admin = browser_of(make_staff())
    assert "Inget mer." in text_of(admin.get(url("acts", done)))
    admin.post(url("acts", done), {"ask": "cancel", "reason": REASON})
    admin.post(url("acts", done), {"ask": "resume", "reason": REASON})
    admin.post(url("acts", done), {})
    assert RoundAct.objects.count() == 1


def test_a_request_of_another_round_is_not_found():
    round_, other = make_round(), make_round()
    act = asked_by(make_user(), other)
    admin = browser_of(make_staff())
    assert admin.get(url("confirm", round_, act.pk)).status_code == 404
    assert admin.post(url("confirm", round_, act.pk)).status_code == 404
    for named in (act.pk, "x", "9" * 30):
        assert admin.post(url("acts", round_), {"drop": named}).status_code == 404
    change = acts.change_with_reason(
        round_id=make_round(Phase.SUBMISSION).pk, by=make_user(), reason=REASON, cap_ore=30_000 * KRONA
    )
    assert admin.get(url("confirm", change.round, change.pk)).status_code == 404


# Going on


def test_the_new_dates_are_shown_before_a_round_goes_on():
    round_ = make_round()
    (_siv, sivs), _bo = two_editors(round_)
    pause(round_)
    with at(round_.paused_at + 2 * DAY):
        page = sivs.get(url("resume", round_))
        changed = [(change.label, change.after) for change in page.context["changes"]]
        assert changed == [
            ("Röstningen stänger", moment(round_.voting_closes + 2 * DAY)),
            ("Resultatet visas", moment(round_.result_at + 2 * DAY)),
        ]
        seen = page.context["form"].seen_now
        empty = sivs.post(url("resume", round_), {"seen": seen, "reason": ""})
        assert empty.context["form"].errors["reason"]
        done = sivs.post(url("resume", round_), {"seen": seen, "reason": "Nu är det klart."})
        assert done.url == url("acts", round_)
    before = round_.voting_closes
    round_.refresh_from_db()
    assert round_.paused_at is None and round_.voting_closes == before + 2 * DAY
    assert "Nu är det klart." in text_of(sivs.get(url("acts", round_)))


def test_dates_that_became_others_while_one_looked_are_looked_at_once_more():
    round_ = make_round()
    (_siv, sivs), _bo = two_editors(round_)
    pause(round_)
    with at(round_.paused_at + dt.timedelta(hours=23)):
        seen = sivs.get(url("resume", round_)).context["form"].seen_now
    with at(round_.paused_at + dt.timedelta(hours=25)):
        response = sivs.post(url("resume", round_), {"seen": seen, "reason": "Klart."})
        assert "Titta på det en gång till" in text_of(response)
        assert response.context["form"]["reason"].value() == "Klart."
        assert Round.objects.get(pk=round_.pk).paused_at
        fresh = response.context["form"].seen_now
        sivs.post(url("resume", round_), {"seen": fresh, "reason": "Klart."})
    assert Round.objects.get(pk=round_.pk).paused_at is None


def test_a_round_in_the_way_is_named():
    programme = make_programme()
    round_ = make_round(programme=programme)
    names = (
        "submission_opens",
        "submission_closes",
        "proposals_shown",
        "voting_opens",
        "voting_closes",
        "result",
    )
    begins = round_.voting_closes
    instants = dict(zip(names, (begins + n * DAY for n in range(-9, 30, 3)), strict=False))
    later = make_round(
        Phase.BEFORE, programme=programme, schedule=make_schedule(**instants), name="Nästa omgång"
    )
    pause(round_)
    admin = browser_of(make_staff())
    with at(later.voting_opens):
        seen = admin.get(url("resume", round_)).context["form"].seen_now
        response = admin.post(url("resume", round_), {"seen": seen, "reason": "Klart."})
    assert "Nästa omgång" in text_of(response) and Round.objects.get(pk=round_.pk).paused_at


def test_what_is_not_paused_does_not_go_on():
    round_ = make_round()
    admin = browser_of(make_staff())
    assert "Omgången är inte pausad." in text_of(admin.get(url("resume", round_)))
    admin.post(url("resume", round_), {"seen": "", "reason": "Klart."})
    assert not RoundAct.objects.exists()


# Changing with a reason


def typed(response, **overrides):
    """What the form would send, with what a person typed."""
    form = response.context["form"]
    data = {"seen": form.seen_now, "reason": "Många vill hinna."}
    for bound in form:
        value = bound.field.prepare_value(bound.initial)
        if isinstance(value, dt.datetime):
            value = timezone.localtime(bound.initial).strftime("%Y-%m-%d %H:%M")
        data.setdefault(bound.name, "" if value is None else value)
    return data | overrides


def minutes(instant):
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")


def test_a_change_is_typed_looked_at_and_then_done():
    round_ = make_round(Phase.SUBMISSION)
    make_draft(round_)
    siv = make_official(round_.programme)
    client = browser_of(siv)
    page = client.get(url("change", round_))
    assert "Gäller nu: 25 000 kr" in text_of(page)
    data = typed(page, cap_ore="30 000 kr", submission_closes=minutes(round_.submission_closes + DAY))
    looked = client.post(url("change", round_), data)
    text = text_of(looked)
    assert [change.before for change in looked.context["changes"]] == [
        moment(round_.submission_closes),
        "25\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr",
    ]
    for said in ("25 000 kr", "30 000 kr", "Många vill hinna.", "1 person som deltar får mejl."):
        assert said in text
    assert not RoundAct.objects.exists()
    back = client.post(url("change", round_), data | {"step": "edit"})
    assert back.context["form"]["cap_ore"].value() == "30 000 kr" and "changes" not in back.context
    assert client.post(url("change", round_), data | {"step": "do"}).url == url("acts", round_)
    act = RoundAct.objects.get()
    assert (act.asked_by, set(act.changes)) == (siv, {"cap_ore", "submission_closes"})
    round_.refresh_from_db()
    assert round_.cap_ore == 30_000 * KRONA
    assert "Många vill hinna." in text_of(client.get(url("acts", round_)))


def test_how_one_votes_is_changed_with_a_reason_and_said_in_words():
    round_ = make_round(Phase.SUBMISSION, postal_codes="25440 25441")
    admin = browser_of(make_staff())
    page = admin.get(url("change", round_))
    assert "Gäller nu: 254 40, 254 41" in text_of(page) and "Gäller nu: –" in text_of(page)
    points = {"ballot_kind": "points", "points_total": "10", "points_most": "5"}
    data = typed(page, identity="eid", postal_codes="", **points)
    data["postal_codes"] = ""
    looked = admin.post(url("change", round_), data)
    before_and_after = {(change.before, change.after) for change in looked.context["changes"]}
    assert before_and_after == {
        ("En bekräftad e-postadress", "E-legitimation"),
        ("254\N{NO-BREAK SPACE}40, 254\N{NO-BREAK SPACE}41", "ingen frågas"),
        ("Välj några förslag: varje val är en röst", "Dela ut poäng till förslagen"),
        ("–", "10 poäng"),
        ("–", "5 poäng"),
    }
    assert admin.post(url("change", round_), data | {"step": "do"}).url == url("acts", round_)
    round_.refresh_from_db()
    assert (round_.identity, round_.postal_codes, round_.points_total) == ("eid", "", 10)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"postal_codes": "254"}, "postal_codes"),
        ({"identity": "codes", "postal_codes": "254 40"}, "postal_codes"),
        ({"ballot_kind": "points", "points_total": "4", "points_most": "5"}, "points_most"),
        ({"ballot_kind": "knapsack", "ballot_min": "5"}, "ballot_min"),
        ({"identity": "email"}, "identity"),
    ],
)
def test_ways_to_vote_that_do_not_go_together_are_refused_at_their_field(changes, field):
    round_ = make_round(Phase.SUBMISSION, identity="codes")
    batch = CodeBatch.objects.create(round=round_, name="Hamngatan", size=1, made_at=timezone.now())
    VotingCode.objects.create(round=round_, batch=batch, number=1, voter_key="k")
    admin = browser_of(make_staff())
    data = typed(admin.get(url("change", round_))) | changes
    for step in ("look", "do"):
        form = admin.post(url("change", round_), data | {"step": step}).context["form"]
        assert field in form.errors and not form.non_field_errors()
    assert not RoundAct.objects.exists()


def test_what_was_not_touched_stays_to_the_microsecond():
    round_ = make_round(Phase.SUBMISSION)
    admin = browser_of(make_staff())
    data = typed(admin.get(url("change", round_)), cap_ore="24 000", step="do")
    admin.post(url("change", round_), data)
    assert RoundAct.objects.get().changes == {"cap_ore": [25_000 * KRONA, 24_000 * KRONA]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cap_ore", "1 000 000"),
        ("cap_ore", "mycket"),
        ("cap_ore", "9 999"),
        ("budget_ore", "999 000 000 000"),
        ("budget_ore", ""),
        ("submission_closes", "2020-01-01 12:00"),
        ("submission_closes", "2999-01-01 12:00"),
        ("voting_opens", ""),
        ("voting_closes", "i morgon"),
        ("ballot_max", "0"),
        ("rule", "coin"),
        ("least_age", "-1"),
        ("reason", ""),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_nothing_typed_is_lost(field, value):
    round_ = make_round(Phase.SUBMISSION)
    make_proposal(round_, accepted=False)
    admin = browser_of(make_staff())
    data = typed(admin.get(url("change", round_)), threshold="7") | {field: value}
    for step in ("look", "do", "edit"):
        response = admin.post(url("change", round_), data | {"step": step})
        form = response.context["form"]
        where = {"submission_closes": {"submission_closes", "proposals_shown"}, "ballot_max": {"ballot_max"}}
        assert where.get(field, {field}) & set(form.errors), form.errors
        assert form["threshold"].value() == "7" and form[field].value() == value
        assert "changes" not in response.context
    assert not RoundAct.objects.exists()


def test_nothing_changed_is_said():
    round_ = make_round(Phase.SUBMISSION)
    admin = browser_of(make_staff())
    response = admin.post(url("change", round_), typed(admin.get(url("change", round_)), step="do"))
    assert "Inget är ändrat. Skriv det som ska bli annorlunda." in text_of(response)
    assert not RoundAct.objects.exists()


def test_only_what_may_be_changed_is_in_the_form():
    admin = browser_of(make_staff())
    voting = make_round(Phase.VOTING)
    page = admin.get(url("change", voting))
    assert page.context["form"].names == ["voting_closes", "result_at"]
    data = typed(page, cap_ore="1", voting_closes=minutes(voting.voting_closes + DAY), step="do")
    admin.post(url("change", voting), data)
    assert set(RoundAct.objects.get().changes) == {"voting_closes"}
    pause(voting)
    for round_ in (voting, make_round(Phase.RESULT), make_round(Phase.CANCELLED)):
        page = admin.get(url("change", round_))
        assert "går att ändra längre" in text_of(page) and not page.context["form"].names
        assert admin.post(url("change", round_), {"reason": REASON, "step": "do"}).status_code == 200
    assert RoundAct.objects.filter(kind=ActKind.CHANGE).count() == 1


def test_a_change_by_somebody_else_meanwhile_is_not_undone_unseen():
    round_ = make_round(Phase.SUBMISSION)
    admin = browser_of(make_staff())
    data = typed(admin.get(url("change", round_)), threshold="7", step="do")
    acts.change_with_reason(round_id=round_.pk, by=make_user(), reason=REASON, cap_ore=30_000 * KRONA)
    response = admin.post(url("change", round_), data)
    assert "Någon har ändrat omgången under tiden" in text_of(response)
    assert "Gäller nu: 30 000 kr" in text_of(response)
    assert response.context["form"]["threshold"].value() == "7"
    round_.refresh_from_db()
    assert (round_.threshold, round_.cap_ore) == (1, 30_000 * KRONA)


# The list, the form of the round, the first page


def test_the_list_and_the_locked_form_lead_there():
    round_ = make_round(Phase.SUBMISSION)
    (_siv, sivs), _bo = two_editors(round_)
    listed = sivs.get(reverse("budgeting_round_modeladmin_index")).content.decode()
    assert url("acts", round_) in listed and "Pausa, ställ in, ändra" in listed
    form = sivs.get(url("edit", round_))
    assert url("change", round_) in form.content.decode() and "litar de boende redan på" in text_of(form)
    done, early = make_round(Phase.RESULT), make_round(Phase.BEFORE)
    admin = browser_of(make_staff())
    assert "Det går inte att ändra längre." in text_of(admin.get(url("edit", done)))
    page = admin.get(url("edit", early))
    assert "litar de boende redan på" not in text_of(page) and url("acts", early) in page.content.decode()


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = type(user).objects.get(pk=user.pk)
    return request


def test_the_first_page_tells_everybody_who_may_confirm_but_not_who_asked():
    round_ = make_round(name="Mitt Närlunda")
    (siv, _sivs), (bo, bos) = two_editors(round_)
    act = asked_by(siv, round_)
    others = [
        make_official(make_programme()),
        make_official(round_.programme, permissions=("view_round", "change_proposal")),
    ]
    (thing,) = acts_to_confirm(request_of(bo))
    assert thing.urgent and thing.url == url("confirm", round_, act.pk) and REASON in thing.text
    assert acts_to_confirm(request_of(make_staff()))
    assert [acts_to_confirm(request_of(who)) for who in (siv, *others)] == [[], [], []]
    assert "Bekräfta eller ta bort: pausa Mitt Närlunda" in bos.get("/admin/").content.decode()
    acts.confirm(act_id=act.pk, by=bo)
    assert acts_to_confirm(request_of(bo)) == []


# Who gets in


WHO = ["anonymous", "resident", "foreign_editor", "reviewer", "without_the_right"]


def person_of(who, round_):
    programme = round_.programme
    return {
        "resident": make_user,
        "foreign_editor": lambda: make_official(make_programme()),
        "reviewer": lambda: make_official(programme, permissions=("view_round", "change_proposal")),
        "without_the_right": lambda: make_official(programme, permissions=()),
        "editor": lambda: make_official(programme),
        "superuser": make_staff,
    }[who]()


def sent_to(round_, act):
    return {
        "acts": (url("acts", round_), {"ask": "cancel", "reason": REASON}),
        "drop": (url("acts", round_), {"drop": act.pk}),
        "confirm": (url("confirm", round_, act.pk), {}),
        "change": (url("change", round_), {"reason": REASON, "cap_ore": "30 000", "step": "do"}),
        "resume": (url("resume", round_), {"reason": REASON}),
    }


@pytest.mark.parametrize("who", WHO)
def test_others_neither_see_nor_do_anything(who):
    round_ = make_round(Phase.SUBMISSION, name="Hemlig omgång")
    act = asked_by(make_user(), round_)
    client = Client()
    if who != "anonymous":
        client.force_login(person_of(who, round_))
    for address, data in sent_to(round_, act).values():
        for response in (client.get(address), client.post(address, data)):
            assert response.status_code in (302, 403) and response.get("Location") != url("acts", round_)
            assert REASON not in response.content.decode()
    act.refresh_from_db()
    round_.refresh_from_db()
    assert act.waits and RoundAct.objects.count() == 1 and round_.cap_ore == 25_000 * KRONA


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_who_may_change_the_round_gets_in_and_looking_does_nothing(who):
    round_ = make_round(Phase.SUBMISSION)
    act = asked_by(make_user(), round_)
    client = browser_of(person_of(who, round_))
    for address, data in sent_to(round_, act).values():
        assert client.get(address).status_code == 200
        assert client.get(address, data).status_code == 200
    act.refresh_from_db()
    assert act.waits and RoundAct.objects.count() == 1


def test_nothing_is_taken_without_a_token():
    round_ = make_round(Phase.SUBMISSION)
    act = asked_by(make_user(), round_)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff())
    for address, data in sent_to(round_, act).values():
        assert client.post(address, data).status_code == 403
    act.refresh_from_db()
    assert act.waits and RoundAct.objects.count() == 1


def test_reasons_are_shown_as_text():
    round_ = make_round()
    act = ASKED[ActKind.PAUSE](
        round_id=round_.pk, by=make_user(), reason="<script>alert(1)</script> <b>fet</b>"
    )
    admin = browser_of(make_staff())
    for address in (url("acts", round_), url("confirm", round_, act.pk), "/admin/"):
        html = admin.get(address).content.decode()
        assert "<b>fet" not in html and "&lt;b&gt;fet" in html


def test_no_more_queries_with_many_acts():
    round_ = make_round(Phase.SUBMISSION)
    admin = browser_of(make_staff())
    pages = [url("acts", round_), "/admin/"]

    def queries():
        counts = []
        for page in pages:
            admin.get(page)
            with CaptureQueriesContext(connection) as found:
                admin.get(page)
            counts.append(len(found))
        return counts

    def more(n):
        acts.change_with_reason(
            round_id=round_.pk, by=make_user(), reason=REASON, cap_ore=(25_000 + n) * KRONA
        )
        acts.drop(act_id=asked_by(make_user(), round_).pk, by=make_user())
        asked_by(make_user(), make_round())

    more(1)
    few = queries()
    for n in range(2, 7):
        more(n)
    assert queries() == few
