"""Make what a test is about; everything else has a value that works."""

import datetime as dt
import itertools
from typing import Any

import altcha
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Page, Site

from comments.models import Comment, Participant, Question, ThreadMixin
from comments.services import Sender, approve_comment, hide_comment, post_comment
from radslag.clock import at
from radslag.tests.tree import put_under

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


def make_page(**overrides: Any) -> Any:
    """A published page with an open thread, of the first page type that has one and needs nothing more."""
    number = next(_numbers)
    values = {"title": f"Sida {number}", "slug": f"sida-{number}", "thread_mode": "open", **overrides}
    parent = values.pop("parent", None) or make_top()
    return put_under(parent, page_type()(**values))


def make_top() -> Page:
    """The home page of the site; made anew when a test with real transactions has emptied the tables."""
    found = Page.objects.filter(depth=2).first()
    if found is not None:
        return found
    locale = Locale.objects.get_or_create(language_code="sv")[0]
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    top = put_under(root, Page(title="Hem", slug="hem", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": top})
    return top


def page_type() -> type[Any]:
    models = [m for m in apps.get_models() if issubclass(m, ThreadMixin)]
    return min(models, key=lambda m: len(m._meta.local_fields))


def make_user(**overrides: Any) -> Any:
    values = {"email": f"person{next(_numbers)}@example.org", "password": "lång-nog-mening", **overrides}
    return get_user_model().objects.create_user(**values)


def make_moderator(*, branch: Page | None = None, **overrides: Any) -> Any:
    """Someone who moderates the pages below `branch` (all pages if None) and may enter the admin."""
    user = make_user(**overrides)
    group = Group.objects.create(name=f"Moderatorer {next(_numbers)}")
    group.permissions.add(
        Permission.objects.get(codename="moderate_comment"), Permission.objects.get(codename="access_admin")
    )
    GroupPagePermission.objects.create(
        group=group,
        page=branch or Page.objects.get(depth=1),
        permission=Permission.objects.get(codename="unlock_page"),
    )
    user.groups.add(group)
    return user


def make_comment(*, at_instant: dt.datetime | None = None, **overrides: Any) -> Comment:
    """A comment that waits for a moderator."""
    values = {"text": f"Bygg en bro nummer {next(_numbers)}.", **overrides}
    values["target"] = values.pop("page", None) or values.get("target") or make_page()
    author = values.pop("author", None)
    values.setdefault("sender", Sender(user=author, participant=values.pop("participant", None)))
    with at(at_instant or NOON + dt.timedelta(seconds=next(_numbers))):
        return post_comment(**values).comment


def make_shown(*, moderator: Any = None, at_instant: dt.datetime | None = None, **overrides: Any) -> Comment:
    """A comment that a moderator has approved."""
    comment = make_comment(at_instant=at_instant, **overrides)
    return approve_comment(comment_id=comment.pk, moderator=moderator or make_moderator())


def make_shown_at_once(**overrides: Any) -> Comment:
    """A comment that is shown though no moderator has read it."""
    comment = make_comment(**overrides)
    comment.state, comment.waiting_since = "approved", None
    comment.shown_at = comment.decided_at = comment.submit_date
    comment.save()
    return comment


def make_participant(**overrides: Any) -> Participant:
    """Someone whose address is confirmed."""
    values = {
        "email": f"deltagare{next(_numbers)}@example.org",
        "created_at": NOON,
        "confirmed_at": NOON,
        **overrides,
    }
    return Participant.objects.create(**values)


def make_question(
    *, moderator: Any = None, due_on: dt.date | None = None, unit: str = "Gata och park", **overrides: Any
) -> Question:
    """A shown comment that asks the municipality something, to be answered on the day after the tests' noon."""
    moderator = moderator or make_moderator()
    comment = make_shown(moderator=moderator, **overrides)
    return Question.objects.create(
        comment=comment,
        unit=unit,
        assigned_to=moderator,
        due_on=due_on or NOON.date() + dt.timedelta(days=1),
        asked_by=moderator,
        asked_at=comment.submit_date,
    )


def make_hidden(
    *, moderator: Any = None, reason: str = "person", words: str = "", **overrides: Any
) -> Comment:
    """A comment that was shown and then hidden."""
    moderator = moderator or make_moderator()
    comment = make_shown(moderator=moderator, **overrides)
    return hide_comment(comment_id=comment.pk, moderator=moderator, reason=reason, text=words)


def make_proof() -> str:
    """What a browser sends when it has solved its sum; solved at once, since the answer is known."""
    expires = dt.datetime.now() + dt.timedelta(hours=2)  # noqa: DTZ005 - altcha's own clock is the machine's
    options = altcha.ChallengeOptions(hmac_key=settings.ALTCHA_HMAC_KEY, number=7, expires=expires)
    made = altcha.create_challenge(options)
    return altcha.Payload(made.algorithm, made.challenge, 7, made.salt, made.signature).to_base64()
