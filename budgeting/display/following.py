"""What the links and pages say with which one follows a round, or a project of it: the same for everyone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.models.projects import Project
from budgeting.models.rounds import Round
from budgeting.rules.following import Event, next_event

if TYPE_CHECKING:
    from budgeting.models.pages import RoundPage


@dataclass(frozen=True, slots=True)
class DateLinks:
    """Ways to get the dates to come: by mail, and as a calendar file."""

    follow_label: str
    follow_url: str
    calendar_url: str


def date_links(page: RoundPage, now: dt.datetime) -> DateLinks | None:
    """The links of a round's page; None when nothing more comes, or not everyone may read the page."""
    label = follow_label(page.round, now)
    if not label or page.get_view_restrictions().exists():
        return None
    number = [page.round_id]
    return DateLinks(
        label,
        reverse("budgeting:follow_round", args=number),
        reverse("budgeting:round_calendar", args=number),
    )


def follow_label(round_: Round, now: dt.datetime) -> str:
    """The words of the link; empty when nothing more comes that one could be told of."""
    event = None if round_.is_cancelled_at(now) else next_event(round_.schedule, round_.clock_at(now))
    if event is None:
        return ""
    return {
        Event.SUBMISSION_OPENS: _("Tell me when proposals can be submitted"),
        Event.PROPOSALS_SHOWN: _("Tell me when the proposals are shown"),
        Event.VOTING_OPENS: _("Tell me when voting opens"),
        Event.LAST_DAY: _("Remind me the day before voting closes"),
        Event.RESULT: _("Tell me when the result comes"),
    }[event]


@dataclass(frozen=True, slots=True)
class FollowWords:
    """What the pages of following say of what is followed."""

    lead: str
    comes: str
    """When a mail comes."""
    question: str
    to: str
    """The words of the link to its page."""
    over: str
    again: str
    """Why the link of a mail does not work any more, and what to do."""
    end: str
    ended: str
    hidden: str
    """What stands instead of the name while not everyone may read of it."""


def round_words(*, has_projects: bool = False) -> FollowWords:
    """Of a round. Once it has projects, these can be followed instead."""
    over = _(
        "The round is over or cancelled, so there is nothing more to mail about. You have not been added to any list."
    )
    if has_projects:
        over = _(
            "The round has its result, so there is nothing more to mail about it. On the page of each project you can ask "
            "for mails about what becomes of it."
        )
    return FollowWords(
        lead=_(
            "You get a mail then, later when something new can be done or read in the round, and the day before voting "
            "closes: five mails at most. You are also told if the round is changed or stopped. You can end it whenever you want."
        ),
        comes=_("You get a mail when something new can be done or read."),
        question=_("Follow the round?"),
        to=_("To the round"),
        over=over,
        again=_("It worked for 24 hours. Ask to follow the round once more: then a new link comes."),
        end=_("End the mails about the round?"),
        ended=_("You no longer follow the round."),
        hidden=_("A round that is not public now"),
    )


def project_words() -> FollowWords:
    """Of a project."""
    return FollowWords(
        lead=_(
            "You get an e-mail when there is news about the project, or when its status changes: at most one a "
            "day. You can stop at any time."
        ),
        comes=_("You get an e-mail when there is news about the project, at most one a day."),
        question=_("Follow the project?"),
        to=_("To the project"),
        over=_(
            "The project is finished, so there is nothing more to mail about. You have not been added to any list."
        ),
        again=_("It worked for 24 hours. Ask to follow the project once more: then a new link comes."),
        end=_("End the mails about the project?"),
        ended=_("You no longer follow the project."),
        hidden=_("A project that is not public now"),
    )


def forgotten() -> str:
    """What an old link says of something that was ended long ago: nobody knows any more what it was."""
    return _("You get no more mails about this.")


def project_follow_label(project: Project) -> str:
    """The words of the link; empty when the project is finished."""
    return _("Tell me when there is news about the project") if project.is_open else ""
