"""What those who take part in a round are mailed about an act: what was decided, why, and what is the case now."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.act_words import Change, changes_of
from budgeting.mails import AUTOMATIC, message, round_address
from budgeting.models import ActKind, RoundAct


def told(act: RoundAct, *, to: str, language: str) -> EmailMessage:
    """The act for one who takes part."""
    with translation.override(language):
        return message(_subject(act), _parts(act, language), to=to, headers=AUTOMATIC)


def _subject(act: RoundAct) -> str:
    subjects = {
        ActKind.CHANGE: lambda: _("Changed: %(round)s"),
        ActKind.PAUSE: lambda: _("Paused: %(round)s"),
        ActKind.RESUME: lambda: _("Goes on: %(round)s"),
        ActKind.CANCEL: lambda: _("Cancelled: %(round)s"),
    }
    return subjects[ActKind(act.kind)]() % {"round": act.round.name}


def _parts(act: RoundAct, language: str) -> Iterator[str]:
    said = {
        ActKind.CHANGE: lambda: _("Something that you rely on in %(round)s is changed."),
        ActKind.PAUSE: lambda: _("%(round)s is paused. Nobody can hand in or vote until it goes on."),
        ActKind.RESUME: lambda: _("%(round)s goes on after its pause."),
        ActKind.CANCEL: lambda: _(
            "%(round)s is cancelled. Nobody can hand in or vote, and no votes are counted."
        ),
    }
    kind = ActKind(act.kind)
    yield said[kind]() % {"round": act.round.name}
    yield _("The reason: %(reason)s") % {"reason": act.reason}
    yield from (_line(change) for change in changes_of(act))
    if kind is ActKind.PAUSE:
        yield _(
            "What you have handed in or voted is kept. When the round goes on, you get a mail with the new dates."
        )
    if page := round_address(act.round, language):
        yield _("The round’s page:") + f"\n{page}"
    yield _("You get this since you have written a proposal in the round, or follow it.")


def _line(change: Change) -> str:
    return _("%(term)s\nBefore: %(before)s\nNow: %(after)s") % {
        "term": change.label,
        "before": change.before,
        "after": change.after,
    }
