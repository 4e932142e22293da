"""Following a project by mail: from its page, what is told and when, and what ends it. Rounds are in test_following."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from budgeting.mails import tokens
from budgeting.mails.following import is_last_day, is_news, is_project_news
from budgeting.models import ProjectStatus, RoundFollow, RoundNotice, RoundPage
from budgeting.rules.phases import Phase
from budgeting.services import project_updates, telling_of_news
from budgeting.services.following import ask_to_follow, follow_again, follow_round, forget_followers, unfollow
from budgeting.services.project_updates import Said
from budgeting.services.telling import participants
from budgeting.services.telling_followers import tell_followers, tell_followers_of
from budgeting.services.telling_of_news import OLDEST, SETTLED, tell_of_news
from budgeting.tests.test_following import SIV, link, opened
from radslag.clock import TICK, at
from radslag.mail.once_a_day import again_from
from radslag.mail.services import deliver_mail
from radslag.models.mail import OutgoingMail
from radslag.schedule import JOBS
from radslag.tests.people import log_in_by_code

from .builders import DAY, make_funded, make_project, make_proposal, make_round, make_user
from .test_recounts import damage

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def project():
    made = make_project()
    mail.outbox.clear()
    return made


def address(project):
    return reverse("budgeting:follow_project", args=[project.proposal.round_id, project.proposal.number])


def follow(project, email=SIV, **kwargs):
    return follow_round(email=email, round_id=project.proposal.round_id, project_id=project.pk, **kwargs)


def say(project, instant, text="Nu gräver vi.", **said):
    with at(instant):
        today = timezone.localdate(instant)
        return project_updates.say(
            project_id=project.pk, said=Said(date=today, text=text, **said), by=make_user()
        )


def tell(instant):
    """The mails that the job writes at an instant."""
    before = len(mail.outbox)
    with at(instant):
        number = tell_of_news()
    assert len(mail.outbox) - before == number
    return mail.outbox[before:]


def test_the_page_of_a_project_that_goes_on_leads_there_and_says_what_one_gets(client, project):
    html = client.get(project.proposal.get_absolute_url()).content.decode()
    assert address(project) in html
    assert "Säg till när det händer något med projektet" in html
    form = client.get(address(project)).content.decode()
    assert "högst ett om dagen" in form
    assert project.proposal.title in form
    assert 'name="email"' in form
    assert "Lämna det här tomt</label>" in form, (
        "who sees it, in a browser without styles, is told no other thing"
    )


def test_a_project_that_is_finished_is_not_offered_and_the_page_says_so(client, project):
    say(project, timezone.now(), status=ProjectStatus.DONE)
    assert address(project) not in client.get(project.proposal.get_absolute_url()).content.decode()
    assert "Projektet är avslutat" in client.get(address(project)).content.decode()
    posted = client.post(address(project), {"email": SIV, "opened": opened(), "website": ""})
    assert posted.status_code == 409
    assert not RoundFollow.objects.exists()


def test_a_proposal_without_a_public_project_can_not_be_followed(client, project):
    round_id = project.proposal.round_id
    for args in ([round_id, 10**6], [10**8, 1]):
        assert client.get(reverse("budgeting:follow_project", args=args)).status_code == 404
    PageViewRestriction.objects.create(
        page=RoundPage.objects.get(round=round_id), restriction_type=PageViewRestriction.LOGIN
    )
    row = follow(project)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(address(project)).status_code == 404
    shown = client.get(link("unfollow_round", row)).content.decode()
    assert project.proposal.title not in shown


def test_somebody_unknown_follows_by_a_link_that_names_nothing_a_resident_wrote(client, project):
    posted = client.post(address(project), {"email": SIV, "opened": opened(), "website": ""})
    assert "Titta i din e-post" in posted.content.decode()
    row = RoundFollow.objects.get()
    (sent,) = mail.outbox
    assert sent.subject == "Bekräfta att du vill följa projektet"
    assert project.proposal.title not in sent.body
    assert project.proposal.round.name in sent.body
    url = link("confirm_follow", row)
    assert url in sent.body
    assert "Följa projektet?" in client.get(url).content.decode()
    done = client.post(url).content.decode()
    assert "Nu följer du" in done
    assert project.proposal.get_absolute_url() in done
    row.refresh_from_db()
    assert (row.project, row.told_until) == (project, row.confirmed_at)


def test_a_link_that_came_too_late_leads_to_asking_for_the_project_again(client, project):
    asked = ask_to_follow(email=SIV, round_id=project.proposal.round_id, project_id=project.pk)
    with at(asked.follow.created_at + DAY):
        answer = client.post(link("confirm_follow", asked.follow))
    assert answer.status_code == 410
    assert address(project) in answer.content.decode()


def test_who_is_logged_in_follows_several_projects_and_the_round_each_by_itself(client, project):
    log_in_by_code(client, make_user(email=SIV))
    other = make_project(proposal=make_funded())
    for one in (project, other):
        for _twice in range(2):
            assert "Nu följer du" in client.post(address(one)).content.decode()
    follow_round(email=SIV, round_id=project.proposal.round_id)
    assert RoundFollow.objects.count() == 3
    html = client.get(reverse("my_pages")).content.decode()
    part = html.split('id="foljda-omgangar"')[1].split("</section>")[0]
    for one in (project, other):
        assert one.proposal.title in part
    assert part.count("högst ett om dagen") == 2


def test_news_is_told_once_after_a_while_to_correct_it_then_at_most_once_a_day(project):
    row = follow(project)
    first = row.confirmed_at + MINUTE
    said = say(project, first, status=ProjectStatus.UNDER_WAY)
    assert tell(said.published_at + SETTLED - TICK) == []
    (sent,) = tell(said.published_at + SETTLED)
    assert sent.subject == f"Nytt om ett projekt: {project.proposal.round.name}"
    assert sent.to == [SIV]
    for words in (project.proposal.title, "Pågår", "\nNu gräver vi.", link("unfollow_round", row)):
        assert words in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    told = said.published_at + SETTLED
    say(project, told + MINUTE, "Bänkarna är här.")
    say(project, told + 2 * MINUTE, "Bänkarna är målade.")
    tomorrow = again_from(told)
    assert tell(tomorrow - TICK) == []
    (later,) = tell(tomorrow)
    assert "Nu gräver vi" not in later.body
    assert later.body.index("Bänkarna är här.") < later.body.index("Bänkarna är målade.")
    assert tell(again_from(tomorrow)) == []


def test_no_two_mails_have_the_same_date_also_when_a_day_has_25_hours(project):
    early = dt.datetime(2027, 10, 31, 0, 5, tzinfo=timezone.get_default_timezone())
    with at(early - DAY):
        follow(project)
    say(project, early - SETTLED)
    assert len(tell(early)) == 1
    say(project, early + MINUTE)
    assert tell(early.replace(hour=23, minute=55)) == []
    assert len(tell(early + DAY)) == 1


def test_what_was_published_before_somebody_followed_is_no_news(project):
    now = timezone.now()
    say(project, now - MINUTE)
    with at(now):
        follow(project)
    assert tell(now + DAY) == []


def test_what_was_not_told_for_a_week_is_no_news(project):
    said = say(project, follow(project).confirmed_at + MINUTE)
    assert tell(said.published_at + SETTLED + OLDEST) == []
    assert len(tell(said.published_at + SETTLED + OLDEST - TICK)) == 1


def test_what_staff_wrote_is_told_whole_and_its_links_work(project):
    text = (
        "Rita med oss.\n\n" + " ".join(["Ta med penna."] * 40) + "\nAnmäl dig: https://narlunda.example/rita"
    )
    said = say(project, follow(project).confirmed_at + MINUTE, text)
    (sent,) = tell(said.published_at + DAY)
    assert text in sent.body


def test_what_the_applicant_wrote_is_told_when_it_is_published_and_as_theirs(project):
    author = project.proposal.author
    now = follow(project).confirmed_at + MINUTE
    with at(now):
        text = project_updates.write_as_applicant(
            project_id=project.pk, author=author, text="Se http://ond.example"
        )
    assert tell(now + DAY) == []
    with at(now + DAY):
        project_updates.publish(update_id=text.pk, by=make_user())
    (sent,) = tell(now + 2 * DAY)
    assert "Från dem som lämnade förslaget" in sent.body
    assert "> Se http[:]//ond[.]example" in sent.body


def test_who_has_not_confirmed_or_has_ended_it_is_told_nothing(project):
    ask_to_follow(email="bo@example.org", round_id=project.proposal.round_id, project_id=project.pk)
    row = follow(project)
    said = say(project, row.confirmed_at + MINUTE)
    Client().post(link("unfollow_round", row), {"List-Unsubscribe": "One-Click"})
    mail.outbox.clear()
    assert tell(said.published_at + DAY) == []


@pytest.mark.parametrize(
    "back", [lambda row: follow_again(follow_id=row.pk), lambda row: follow(row.project)]
)
def test_who_ends_it_by_mistake_and_comes_back_misses_no_news_and_gets_no_second_mail_that_day(project, back):
    row = follow(project)
    said = say(project, row.confirmed_at + MINUTE)
    told = timezone.localtime(said.published_at + SETTLED)
    assert len(tell(told)) == 1
    say(project, told + MINUTE, "Bänkarna är här.")
    with at(told + 2 * MINUTE):
        assert unfollow(follow_id=row.pk)
    with at(told + 3 * MINUTE):
        say(project, told + 3 * MINUTE, "Bänkarna är målade.")
        assert back(row)
    assert tell(told + dt.timedelta(hours=1)) == []
    (sent,) = tell(again_from(told))
    assert "Bänkarna är här." in sent.body
    assert "Bänkarna är målade." in sent.body
    assert "Nu gräver vi" not in sent.body


def test_followers_of_a_round_and_of_a_project_get_each_their_own(project):
    round_ = project.proposal.round
    follow(project)
    with at(round_.submission_opens - DAY):
        follow_round(email="bo@example.org", round_id=round_.pk)
    said = say(project, timezone.now() + MINUTE)
    assert [m.to for m in tell(said.published_at + DAY)] == [[SIV]]
    assert SIV not in participants(round_.pk)
    with at(round_.result_at + MINUTE):
        tell_followers()
    assert [m.to for m in mail.outbox[1:]] == [["bo@example.org"]]
    assert "På varje projekts sida" in mail.outbox[-1].body


def hide(row):
    page = RoundPage.objects.get(round=row.round)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def unpublish(row):
    RoundPage.objects.get(round=row.round).unpublish()


def take_away(row):
    """As a proposal that its author took back before it was shown: it has no page."""
    before = row.round.proposals_shown - DAY
    taken = "UPDATE budgeting_proposal SET status = 'withdrawn', decided_at = %s WHERE id = %s"
    damage(taken, before, row.project.proposal_id)


def a_project():
    """One that is followed: its follow, its name, when there is news, and what may then be said of it."""
    project = make_project()
    row = follow(project)
    news_at = say(project, row.confirmed_at + MINUTE).published_at + SETTLED
    return row, project.proposal.title, news_at, [is_project_news]


def a_round():
    """The same of a round, on the last day to vote."""
    round_ = make_round(Phase.VOTING)
    make_proposal(round_)
    row = follow_round(email=SIV, round_id=round_.pk)
    return row, round_.name, round_.voting_closes - DAY, [is_news, is_last_day]


@pytest.mark.parametrize(
    ("followed", "meanwhile", "instead"),
    [
        *(
            (a_project, change, "Ett projekt som inte är offentligt")
            for change in (hide, unpublish, take_away)
        ),
        *((a_round, change, "En omgång som inte är offentlig") for change in (hide, unpublish)),
    ],
)
def test_what_not_everyone_may_read_any_more_is_told_and_named_nowhere(client, followed, meanwhile, instead):
    log_in_by_code(client, make_user(email=SIV))
    row, name, news_at, checks = followed()
    mine, end = reverse("my_pages"), link("unfollow_round", row)
    for url in (mine, end):
        assert name in client.get(url).content.decode()
    with at(news_at):
        assert all(may_leave([row.pk], news_at) for may_leave in checks)
    meanwhile(row)
    for url in (mine, end):
        assert name not in client.get(url).content.decode()
    assert f"{instead} just nu" in client.get(mine).content.decode()
    with at(news_at):
        assert not any(may_leave([row.pk], news_at) for may_leave in checks)
        assert tell_of_news() == tell_followers_of(round_id=row.round_id) == 0
    assert not RoundNotice.objects.filter(at=news_at).exists(), "it is told when everyone may read it again"


@pytest.mark.parametrize(
    ("meanwhile", "leaves"),
    [(lambda _row: None, True), (lambda row: unfollow(follow_id=row.pk), False), (hide, False)],
)
def test_a_mail_that_waited_leaves_only_while_it_is_true(project, settings, meanwhile, leaves):
    row = follow(project)
    said = say(project, row.confirmed_at + MINUTE)
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    with at(said.published_at + SETTLED):
        assert tell_of_news() == 1
        waiting = OutgoingMail.objects.latest("pk")
        OutgoingMail.objects.filter(pk=waiting.pk).update(created_at=said.published_at)
        meanwhile(row)
        assert deliver_mail(mail_id=waiting.pk) is leaves
    assert len(mail.outbox) == leaves


def test_followers_of_what_is_finished_are_forgotten_after_the_period_and_others_stay(project):
    open_one = follow(make_project(proposal=make_funded()), "bo@example.org")
    now = follow(project).confirmed_at
    say(project, now + MINUTE, status=ProjectStatus.DONE)
    with at(now + 30 * DAY):
        assert forget_followers() == 0
    with at(now + 32 * DAY):
        assert forget_followers() == 1
    assert RoundFollow.objects.get() == open_one


def test_one_that_fails_does_not_keep_the_news_from_the_others(project, monkeypatch, caplog):
    rows = [follow(project, f"p{n}@example.org") for n in range(2)]
    said = say(project, rows[1].confirmed_at + MINUTE)
    whole = telling_of_news.following_mails.project_news

    def broken(row, updates):
        if row == rows[0]:
            raise ValueError("p0@example.org")
        return whole(row, updates)

    monkeypatch.setattr(telling_of_news.following_mails, "project_news", broken)
    assert [m.to for m in tell(said.published_at + DAY)] == [["p1@example.org"]]
    assert "ValueError" in caplog.text
    assert "p0@example.org" not in caplog.text


def test_nothing_to_tell_is_one_query(project):
    for n in range(3):
        follow(project, f"p{n}@example.org")
    with CaptureQueriesContext(connection) as queries:
        tell_of_news()
    assert len([q for q in queries if "budgeting_roundfollow" in q["sql"]]) == 1


def test_a_finished_round_tells_that_its_projects_can_be_followed(client, project):
    shown = client.get(reverse("budgeting:follow_round", args=[project.proposal.round_id]))
    assert "På varje projekts sida" in shown.content.decode()


def test_a_token_of_a_project_ends_that_project_alone(client, project):
    one, whole = follow(project), follow_round(email=SIV, round_id=project.proposal.round_id)
    url = reverse("budgeting:unfollow_round", args=[tokens.sign("unfollow", one.pk)])
    assert "Du följer inte projektet längre" in client.post(url).content.decode()
    one.refresh_from_db()
    whole.refresh_from_db()
    assert (one.confirmed_at is None, whole.confirmed_at is None) == (True, False)
    one.delete()
    shown = client.get(url).content.decode()
    assert "Du får inga fler mejl om det här." in shown
    assert "omgången" not in shown


def test_the_job_runs_by_itself():
    services = {job.service: job.interval for job in JOBS}
    assert services["budgeting.services.telling_of_news.tell_of_news"] <= dt.timedelta(hours=1)


def test_whether_a_follow_may_be_read_of_is_asked_of_its_proposal_and_not_of_every_one_of_the_site():
    asked = str(RoundFollow.objects.that_may_be_read(timezone.now()).query)
    assert ".id = (budgeting_project.proposal_id)" in asked.replace('"', "")
    assert not re.search(r"proposal_id IN \(SELECT", asked.replace('"', ""))
