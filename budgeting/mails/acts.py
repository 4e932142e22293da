"""What those who take part in a round are mailed about an act: what was decided, why, and what is the case now.

And what colleagues are mailed about a request: who asks for what, why, and where it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.mails import following as following_mails
from budgeting.mails.addresses import round_address
from budgeting.models import ActKind, RoundAct
from budgeting.words.acts import Change, changes_of
from radslag.mail.writing import address, message


def told(act: RoundAct, *, to: str, language: str, follow_id: int | None = None) -> EmailMessage:
    """The act for one who takes part; `follow_id` for who only follows the round, and can end that."""
    with translation.override(language):
        end = _("You get this since you have written a proposal in the round.")
        headers: dict[str, str] = {}
        if follow_id is not None:
            end, headers = following_mails.ending(follow_id)
        return message(_subject(act), [*_parts(act, language), end], to=to, headers=headers)


def to_confirm(act: RoundAct, *, to: str) -> EmailMessage:
    """A request that waits for a second person, for a colleague of who asked."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {"round": act.round.name, "who": act.asked_by}
        asked = {
            ActKind.PAUSE: lambda: _("%(who)s asks to pause %(round)s."),
            ActKind.CANCEL: lambda: _("%(who)s asks to cancel %(round)s."),
            ActKind.OVERRIDE: lambda: _("%(who)s asks to change the result of %(round)s."),
        }
        page = address("budgeting_round_modeladmin_confirm", act.round_id, act.pk)
        parts = [
            asked[ActKind(act.kind)]() % named,
            _("The reason: %(reason)s") % {"reason": act.reason},
            _("Two people decide. Nothing happens until one more has read it and confirmed, or dropped it:")
            + f"\n{page}",
            _("You get this since you may change the round."),
        ]
        subject = _("To confirm: %(round)s") % named
        return message(subject, parts, to=to)


def _subject(act: RoundAct) -> str:
    subjects = {
        ActKind.CHANGE: lambda: _("Changed: %(round)s"),
        ActKind.PAUSE: lambda: _("Paused: %(round)s"),
        ActKind.RESUME: lambda: _("Goes on: %(round)s"),
        ActKind.CANCEL: lambda: _("Cancelled: %(round)s"),
        ActKind.OVERRIDE: lambda: _("The result is changed: %(round)s"),
    }
    return subjects[ActKind(act.kind)]() % {"round": act.round.name}


def _parts(act: RoundAct, language: str) -> Iterator[str]:
    said = {
        ActKind.CHANGE: lambda: _("Something that you rely on in %(round)s is changed."),
        ActKind.PAUSE: lambda: _(
            "%(round)s is paused. Nobody can submit proposals or vote until it goes on."
        ),
        ActKind.RESUME: lambda: _("%(round)s goes on after its pause."),
        ActKind.CANCEL: lambda: _(
            "%(round)s is cancelled. Nobody can submit proposals or vote, and no votes are counted."
        ),
        ActKind.OVERRIDE: lambda: _(
            "The result of %(round)s is changed. The votes are counted anew by the same rule, and the earlier count stays to "
            "be seen."
        ),
    }
    kind = ActKind(act.kind)
    yield said[kind]() % {"round": act.round.name}
    yield _("The reason: %(reason)s") % {"reason": act.reason}
    yield from (_line(change) for change in changes_of(act))
    if kind is ActKind.PAUSE:
        yield _(
            "What you have submitted or voted is kept. When the round goes on, you get a mail with the new dates."
        )
    if page := round_address(act.round, language):
        yield _("The round’s page:") + f"\n{page}"


def _line(change: Change) -> str:
    return _("%(term)s\nBefore: %(before)s\nNow: %(after)s") % {
        "term": change.label,
        "before": change.before,
        "after": change.after,
    }
