"""Asking the rules about a text: with the site's word list, and what the site itself publishes."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site

from comments.models import Comment, ConversationSettings
from comments.rules.acts import Hold
from comments.rules.holding import Occasion, Published, holds_for
from radslag.models import Contact

LASTING_HOLDS = frozenset({Hold.TOO_FAST, Hold.TOO_MANY, Hold.SAME_TEXT})
"""They are about how a comment came, and stay when its text is changed or its author confirmed."""


def holds_of(
    text: str, *, name: str, defaults: ConversationSettings, occasion: Occasion | None = None
) -> list[Hold]:
    """Why a comment is to be read first. No query unless it has a number or a link."""
    return holds_for(
        text,
        name=name,
        words=defaults.words,
        holds_links=defaults.holds_links,
        published=_published,
        occasion=occasion or Occasion(),
    )


def holds_again(comment: Comment, *, defaults: ConversationSettings) -> list[Hold]:
    """The same for a stored comment, whose text may have changed; how it once came is kept."""
    now = {*holds_of(comment.comment, name=comment.user_name, defaults=defaults)}
    return [hold for hold in Hold if hold in now or (hold in LASTING_HOLDS and hold in comment.holds)]


def stands_elsewhere(text_key: str) -> bool:
    """Whether a comment with these words is stored already, shown or not."""
    return bool(text_key) and Comment.objects.order_by().filter(text_key=text_key).exists()


def _published() -> Published:
    phones = Contact.objects.order_by().exclude(phone="").values_list("phone", flat=True)
    hosts = Site.objects.values_list("hostname", flat=True)
    main = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    return Published(phones=list(phones), hosts={*hosts, main})
