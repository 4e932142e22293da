"""Mails to who follows a round or a project: the link that confirms it, and what has happened. Plain text.

What residents wrote stands only in mails about a project, which go to confirmed addresses, and never in a header.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.mails import tokens
from budgeting.mails.addresses import round_address
from budgeting.models import ProjectStatus, ProjectUpdate, Round, RoundFollow, UpdateAuthor
from budgeting.rules.following import LAST_DAY, STALE_AFTER, Event
from comments.mails.following import inert, quoted
from radslag.clock import database_now
from radslag.incoming.plain import plain_line
from radslag.mail.about import retelling
from radslag.mail.writing import address, message
from radslag.templatetags.dates import day, moment

MOST_NEWS = 5
"""So many of the newest words about a project stand in one mail; the page has all."""


def confirm_follow(follow: RoundFollow) -> EmailMessage:
    """The link with which the owner of an address says that it is they who want to be told. Of a project it names the round,
    which is staff's text: a title is a resident's."""
    with translation.override(follow.participant.language):
        link = address("budgeting:confirm_follow", tokens.sign("follow", follow.pk, follow.created_at))
        if follow.project_id is None:
            subject = _("Confirm that you want to follow the round")
            what = _("Somebody, probably you, wants mails about this participatory budget: %(round)s.")
            comes = _(
                "You get a mail when something new can be done or read. Each mail has a link that ends it."
            )
        else:
            subject = _("Confirm that you want to follow the project")
            what = _(
                "Somebody, probably you, wants mails about a project in this participatory budget: %(round)s."
            )
            comes = _(
                "You get an e-mail when there is news about the project, at most one a day. Each has a link that ends it."
            )
        parts = [
            what % {"round": follow.round.name},
            _("Open the link and press the button:") + f"\n{link}",
            comes,
            _(
                "The link works for 24 hours. If it was not you, there is nothing you need to do: no more mails will come."
            ),
        ]
        return message(subject, parts, to=follow.participant.email)


def news(follow: RoundFollow, event: Event, *, gives_money: bool = False) -> EmailMessage:
    """What has happened in the round, with the way there and the way out. `gives_money`: the result made projects."""
    with translation.override(follow.participant.language):
        subject, text = _words(follow.round, event, gives_money=gives_money)
        end, headers = ending(follow.pk)
        parts = [
            text,
            _("Read more and take part:") + f"\n{round_address(follow.round, follow.participant.language)}",
            end,
        ]
        mail = message(subject, parts, to=follow.participant.email, headers=headers)
        kind = "round_last_day" if event is Event.LAST_DAY else "round_news"
        return retelling(mail, kind, [follow.pk])


def project_news(follow: RoundFollow, updates: Sequence[ProjectUpdate]) -> EmailMessage:
    """What was published about the project that is followed, the oldest first."""
    proposal = follow.project.proposal  # type: ignore[union-attr]
    with translation.override(follow.participant.language):
        named = {"title": inert(plain_line(proposal.title)), "round": follow.round.name}
        end, headers = ending(follow.pk, of_project=True)
        link = address("budgeting:proposal", follow.round_id, proposal.number)
        parts = [
            _("There is news about “%(title)s” in %(round)s.") % named,
            *(_said(update) for update in updates[-MOST_NEWS:]),
            _("Read more on the page of the project:") + f"\n{link}",
            end,
        ]
        subject = _("News about a project: %(round)s") % named
        mail = message(subject, parts, to=follow.participant.email, headers=headers)
        return retelling(mail, "project_news", [follow.pk])


def _said(update: ProjectUpdate) -> str:
    """An update as in the list of the page: when, who, where the project stands now, and the words.

    Those of the staff are whole, and their links work; those of the applicant are the beginning, marked as a stranger's.
    """
    head = f"{day(update.date)} · {update.get_author_display()}"
    status = str(ProjectStatus(update.status).label) if update.status else ""
    why = _("Why: %(reason)s") % {"reason": update.reason} if update.reason else ""
    expected = _("Expected to be done: %(when)s.") % {"when": update.expected} if update.expected_on else ""
    words = quoted(update.text) if update.author == UpdateAuthor.APPLICANT else update.text
    return "\n".join(part for part in (head, status, why, expected, words) if part)


def ending(follow_id: int, *, of_project: bool = False) -> tuple[str, dict[str, str]]:
    """The last words of a mail to a follower, in the language that is active, and the headers of it: both end the mails,
    the headers in one click (RFC 8058)."""
    end = address("budgeting:unfollow_round", tokens.sign("unfollow", follow_id))
    one_click = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    why = (
        _("You get this since you follow the project. End the mails:")
        if of_project
        else _("You get this since you follow the round. End the mails:")
    )
    return f"{why}\n{end}", one_click


def is_news(follow_ids: list[int], written_at: dt.datetime) -> bool:
    """Whether a mail that waited in the outbox may still leave: the round goes on, is followed, everyone may read of it,
    and it is no old story."""
    now = database_now()
    rows = RoundFollow.objects.confirmed().that_may_be_read(now).filter(pk__in=follow_ids)
    going_on = rows.filter(round__in=Round.objects.not_stopped(now))
    return now - written_at < STALE_AFTER and going_on.count() == len(follow_ids)


def is_last_day(follow_ids: list[int], written_at: dt.datetime) -> bool:
    """The same for a mail about the last day to vote: it does not leave when voting has closed, or closes another day."""
    open_ = Round.objects.taking_votes(database_now()).filter(voting_closes__lte=written_at + LAST_DAY)
    follows = RoundFollow.objects.filter(pk__in=follow_ids, round__in=open_)
    return is_news(follow_ids, written_at) and follows.count() == len(follow_ids)


def is_project_news(follow_ids: list[int], written_at: dt.datetime) -> bool:
    """Whether a mail about a project that waited in the outbox may still leave: it is followed, and everyone may read of it."""
    now = database_now()
    public = RoundFollow.objects.confirmed().that_may_be_read(now).filter(pk__in=follow_ids)
    return now - written_at < STALE_AFTER and public.count() == len(follow_ids)


def _words(round_: Round, event: Event, *, gives_money: bool) -> tuple[str, str]:
    """Subject and text of the news."""
    more = ""
    if gives_money:
        more = " " + _("On the page of each project you can ask for mails about what becomes of it.")
    values = {
        "round": round_.name,
        "submission": moment(round_.submission_closes),
        "voting": moment(round_.voting_opens),
        "closes": moment(round_.voting_closes),
    }
    words = {
        Event.SUBMISSION_OPENS: (
            _("Now you can submit proposals: %(round)s"),
            _("%(round)s is open for proposals. Submit yours before %(submission)s."),
        ),
        Event.PROPOSALS_SHOWN: (
            _("The proposals are shown: %(round)s"),
            _("Now everyone can read the proposals in %(round)s. Voting opens %(voting)s."),
        ),
        Event.VOTING_OPENS: (
            _("Voting is open: %(round)s"),
            _("Now you can vote in %(round)s. Voting closes %(closes)s."),
        ),
        Event.LAST_DAY: (
            _("Voting closes soon: %(round)s"),
            _("Voting in %(round)s closes %(closes)s.")
            + " "
            + _("If you have voted already, there is nothing you need to do."),
        ),
        Event.RESULT: (
            _("The result is here: %(round)s"),
            _("The votes in %(round)s are counted. See which proposals get money, and why.") + more,
        ),
    }
    subject, text = words[event]
    return subject % values, text % values
