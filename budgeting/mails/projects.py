"""Mails about projects and their money: to colleagues who may confirm, to who follows up, to applicants who have written."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.mails.review import language_of, reached_at
from budgeting.models import MoneyDecision, PaymentRequest, Project, ProjectUpdate, Proposal
from budgeting.rules.money import format_kronor
from radslag.mail.writing import address, message
from radslag.templatetags.dates import day

MOST_TITLES = 20


def desk_url(project_id: int) -> str:
    """The whole address of a project's page on the editors' side."""
    return address("budgeting_project_modeladmin_edit", project_id)


def payment_to_confirm(request: PaymentRequest, *, to: str) -> EmailMessage:
    """A payment, or a counter-entry, that waits for a second person, for a colleague of who entered it."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {
            "who": request.asked_by,
            "sum": format_kronor(abs(request.amount_ore)),
            "title": request.proposal.title,
        }
        if request.reverses_id is None:
            text = _("%(who)s has entered a payment of %(sum)s to “%(title)s”.") % named
            why = _("For what: %(what)s") % {"what": request.what}
        else:
            text = _("%(who)s wants to take back a payment of %(sum)s to “%(title)s”.") % named
            why = _("The reason: %(reason)s") % {"reason": request.what}
        return _to_confirm(request.proposal, text, why, to=to)


def money_to_confirm(decision: MoneyDecision, *, to: str) -> EmailMessage:
    """A decision about more or less money that waits for a second person."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {
            "who": decision.asked_by,
            "sum": format_kronor(abs(decision.amount_ore)),
            "title": decision.proposal.title,
        }
        if decision.amount_ore > 0:
            text = _("%(who)s asks that “%(title)s” gets %(sum)s more.") % named
        else:
            text = _("%(who)s asks that “%(title)s” gets %(sum)s less.") % named
        why = _("The reason: %(reason)s") % {"reason": decision.reason}
        return _to_confirm(decision.proposal, text, why, to=to)


def _to_confirm(proposal: Proposal, text: str, why: str, *, to: str) -> EmailMessage:
    parts = [
        text,
        why,
        _("It takes two people. Nothing is paid or decided until one more has looked at it:")
        + f"\n{desk_url(proposal.project.pk)}",
        _("You get this since you may enter payments in the programme."),
    ]
    subject = _("To confirm: %(round)s") % {"round": proposal.round.name}
    return message(subject, parts, to=to)


def text_to_publish(update: ProjectUpdate, *, to: str) -> EmailMessage:
    """An applicant's text that waits to be published."""
    project = update.project
    with translation.override(settings.LANGUAGE_CODE):
        parts = [
            _("Those who submitted “%(title)s” have written about what has happened.")
            % {"title": project.proposal.title},
            _("Read it, then publish it or say why not:") + f"\n{desk_url(project.pk)}",
        ]
        return message(_("A text about a project waits to be published"), parts, to=to)


def text_decided(update: ProjectUpdate) -> EmailMessage | None:
    """Whether the applicant's text was published, and why not."""
    proposal = update.project.proposal
    to = str(update.written_by.email) if update.written_by else reached_at(proposal)
    if not to:
        return None
    with translation.override(language_of(proposal)):
        named = {"title": proposal.title}
        if update.published_at is not None:
            subject = _("What you wrote is published")
            parts = [_("What you wrote about “%(title)s” is now public. Thank you!") % named]
        else:
            subject = _("What you wrote is not published")
            parts = [
                _("We have read what you wrote about “%(title)s”. It is not published.") % named,
                _("The reason: %(reason)s") % {"reason": update.declined_reason},
                _("You can write it in another way and send it again."),
            ]
        return message(subject, parts, to=to)


def silent(projects: list[Project], *, to: str) -> EmailMessage:
    """Projects about which nothing was published for 60 days, for who follows them up."""
    with translation.override(settings.LANGUAGE_CODE):
        count = len(projects)
        lines = [
            _("– %(title)s (last word %(day)s)") % {"title": p.proposal.title, "day": day(p.latest)}
            + f"\n  {desk_url(p.pk)}"
            for p in projects[:MOST_TITLES]
        ]
        if count > MOST_TITLES:
            rest = count - MOST_TITLES
            lines.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
        parts = [
            ngettext(
                "Nothing was said for 60 days of this project:",
                "Nothing was said for 60 days of these projects:",
                count,
            ),
            "\n".join(lines),
            _(
                "Write a line on each, also when nothing has happened: then people know that it is not forgotten."
            ),
        ]
        subject = ngettext("%(n)d project waits for a word", "%(n)d projects wait for a word", count)
        return message(subject % {"n": count}, parts, to=to)
