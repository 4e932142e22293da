"""Things that no reader may see, each with a word of its own in every text it has: drafts, what is to come, what has been,
what is for some only. Nothing of them may be found by a reader, wherever one looks."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from budgeting.models import BudgetingPage, Proposal, RoundPage
from budgeting.services import project_updates
from budgeting.services.money_decisions import ask_for_money
from budgeting.services.payment_requests import enter_payment
from budgeting.services.payments import PaymentWords
from budgeting.services.proposals import Application, submit_proposal
from comments.models import Comment, Decision
from comments.rules.acts import ReportReason
from comments.rules.states import HiddenReason, State
from comments.services.appeals import make_appeal
from comments.services.moderation import approve_comment, hide_comment, redact_comment
from comments.services.own import erase_comment, withdraw_comment
from comments.services.participants import ensure_participant
from comments.services.posting import post_comment
from comments.services.reports import ENOUGH, Reporter, report_comment
from e2e.empty import ASKED_FOR, page_types
from e2e.projects import costs, project_in
from e2e.states import round_in
from home.models import HomePage, StandardPage
from radslag.accounts.services import ensure_account
from radslag.clock import database_now
from radslag.models import User
from radslag.pages import BasePage

MARK = "fördolt7q"  # the beginning of every secret word: a search for it would find them all
ADDRESS = "fordolt7q"  # the same in an address
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)
PageState = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Secret:
    """A hidden thing: what it is, the word in it, and the addresses at which it would stand."""

    kind: str
    word: str
    addresses: tuple[str, ...] = ()


def hide_everything() -> list[Secret]:
    """Put a secret of every kind into the site."""
    pages = [_hidden(model, name) for model in page_types() if model is not HomePage for name in STATES]
    return [*pages, *_later_words(), _document(), *_words_of_residents()]


def _draft(page: Page) -> None:
    """Never published."""


def _scheduled(page: Page) -> None:
    page.go_live_at = database_now() + DAY
    page.save_revision().publish()


def _expired(page: Page) -> None:
    page.expire_at = database_now() - DAY
    page.live, page.expired = False, True
    page.save()


def _for_some(page: Page) -> None:
    page.save_revision().publish()
    restriction = PageViewRestriction(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="bara-vi"
    )
    restriction.save()


def _below_private(page: Page) -> None:
    """Handled by where it is put: see `_hidden`."""
    page.save_revision().publish()


STATES: dict[str, PageState] = {
    "draft": _draft,
    "scheduled": _scheduled,
    "expired": _expired,
    "private": _for_some,
    "below a private page": _below_private,
}


def _hidden(model: type[BasePage], state: str) -> Secret:
    word = f"{MARK}{next(_numbers)}"
    parent = _parent_of(model, private=state == "below a private page")
    page = model(**_filled(model, word), slug=word.replace("ö", "o"), live=False)
    parent.add_child(instance=page)
    STATES[state](page)
    page.refresh_from_db()
    assert page.live == (state in ("private", "below a private page")), (model, state)
    return Secret(f"{model.__name__}, {state}", word, (page.url or "", *_staff_views(page)))


def _filled(model: type[models.Model], word: str) -> dict[str, Any]:
    """A value for each field that must have one, and the word in each text."""
    values: dict[str, Any] = {}
    inherited = {f.name for f in Page._meta.get_fields()} - {"title", "seo_title", "search_description"}
    for field in model._meta.concrete_fields:
        if field.name in inherited or field.primary_key:
            continue
        value = _value(field, word)
        if value is not None:
            values[field.name] = value
    return values | {n: value for n, value in (ASKED_FOR | {"is_digital": True}).items() if hasattr(model, n)}


def _value(field: models.Field[Any, Any], word: str) -> Any:
    if isinstance(field, StreamField):
        return [("paragraph", f"<p>{word}</p>")] if "paragraph" in field.stream_block.child_blocks else None
    if field.choices or field.has_default():
        return None
    if isinstance(field, models.URLField) or field.name.endswith("_url"):
        return f"https://example.org/{word}"
    if isinstance(field, (models.CharField, models.TextField)):
        return word
    if isinstance(field, models.DateField) and not field.null:
        return dt.date(2026, 1, 15)
    if isinstance(field, models.ForeignKey) and not field.null:
        return field.related_model._default_manager.earliest("pk")  # type: ignore[union-attr]
    if isinstance(field, models.IntegerField) and not field.null:
        return 97
    return None


def _parent_of(model: type[BasePage], *, private: bool) -> Page:
    """A published parent that takes the type; a `private` one is for some only."""
    kinds = model.clean_parent_page_models()
    if not private:
        found: Page = kinds[0].objects.live().filter(locale__language_code="sv").earliest("pk")
        return found
    word = f"{ADDRESS}-inne-{next(_numbers)}"
    kind = StandardPage if HomePage in kinds else kinds[0]
    inner = kind(**_filled(kind, MARK), slug=word, live=True)
    above = _parent_of(kind, private=False)
    above.add_child(instance=inner)
    PageViewRestriction.objects.create(page=inner, restriction_type=PageViewRestriction.LOGIN)
    return inner


def _staff_views(page: Page) -> tuple[str, ...]:
    """Where staff see it."""
    latest = page.latest_revision_id
    revision = (f"/admin/pages/{page.pk}/revisions/{latest}/view/",) if latest else ()
    return (f"/admin/pages/{page.pk}/view_draft/", f"/admin/pages/{page.pk}/edit/preview/", *revision)


def _later_words() -> list[Secret]:
    """What an editor has written in a published page and not published yet."""
    secrets = []
    for model in [*page_types(), RoundPage]:
        page = model.objects.live().first()
        if page is None:
            continue
        word, before = f"{MARK}{next(_numbers)}", page.title
        page.title = page.lead = page.seo_title = page.search_description = word
        page.save_revision()
        assert model.objects.get(pk=page.pk).title == before
        secrets.append(Secret(f"{model.__name__}, words to come", word, _staff_views(page)))
    return secrets


def _document() -> Secret:
    """A file for some only."""
    word = f"{ADDRESS}{next(_numbers)}"
    room = Collection.get_first_root_node().add_child(name=word)
    CollectionViewRestriction.objects.create(collection=room, restriction_type="login")
    document = get_document_model()(title=word, collection=room)
    document.file.save(f"{word}.txt", ContentFile(word.encode()))
    return Secret("a document for some", word, (document.url, document.file.url))


def _words_of_residents() -> list[Secret]:
    """Proposals that are not shown yet, and comments that wait or are hidden."""
    author, boss = ensure_account(email="fordold@example.org"), User.objects.filter(is_superuser=True).first()
    boss = boss or User.objects.filter(groups__name="Administratörer").earliest("pk")
    assert author
    word = f"{MARK}{next(_numbers)}"
    draft = Application(title=word, what=word, benefit=word, cost_ore=100_000, shown_name=word)
    proposal = submit_proposal(round_id=round_in("submission").pk, author=author, application=draft)
    secrets = [Secret("a proposal that nobody has read yet", word, (_address_of(proposal),))]
    return [*secrets, *_words_about_money(), *_comments_nobody_reads(boss)]


def _words_about_money() -> list[Secret]:
    """What waits for staff to publish it or for a second person to confirm it, and what was declined."""
    project = project_in("under_way")
    proposal, boss = project.proposal, User.objects.get(email="budgetansvarig@example.org")
    assert proposal.author
    words = [f"{MARK}{next(_numbers)}" for _kind in range(4)]
    addresses = (proposal.get_absolute_url(), costs(), costs(".json"), costs("/rss/"))
    project_updates.write_as_applicant(project_id=project.pk, author=proposal.author, text=words[0])
    declined = project_updates.write_as_applicant(
        project_id=project.pk, author=proposal.author, text=words[1]
    )
    project_updates.decline(update_id=declined.pk, reason=words[1], by=boss)
    paid = PaymentWords(amount_ore=100, paid_on=timezone.localdate(), what=words[2])
    BudgetingPage.objects.filter(pk=proposal.round.programme_id).update(two_people_above_ore=0)
    enter_payment(proposal_id=proposal.pk, words=paid, by=boss)
    ask_for_money(proposal_id=proposal.pk, amount_ore=-100, reason=words[3], by=boss)
    kinds = ("a text that waits", "a text that was declined", "a payment that waits", "a decision that waits")
    return [Secret(kind, word, addresses) for kind, word in zip(kinds, words, strict=True)]


def _comments_nobody_reads(boss: User) -> list[Secret]:
    """Comments that are not shown, or no longer, with what the log, the reports and the appeals say of them."""
    page = next(p for p in Page.objects.live().specific() if getattr(p, "thread_open", False))
    secrets = []
    for kind, put_away in COMMENTS.items():
        word = f"{MARK}{next(_numbers)}"
        posted = post_comment(target=page, text=f"{word} och mer", name=word).comment
        put_away(posted.pk, boss, word)
        posted.refresh_from_db()
        addresses = [posted.get_absolute_url()]
        addresses += [
            reverse(f"comments:{name}", args=[posted.pk])
            for name in ("whole", "thread", "like", "report", "reply")
        ]
        secrets.append(Secret(f"a comment that is {kind}", word, tuple(addresses)))
    return secrets


def _hide(pk: int, boss: User, word: str) -> None:
    hide_comment(comment_id=pk, moderator=boss, reason=HiddenReason.values[0])
    make_appeal(comment_id=pk, text=f"{word} menade jag inte")


def _withdraw(pk: int, boss: User, word: str) -> None:
    approve_comment(comment_id=pk, moderator=boss)
    withdraw_comment(comment_id=pk)


def _set_aside(pk: int, boss: User, word: str) -> None:
    approve_comment(comment_id=pk, moderator=boss)
    Comment.objects.filter(pk=pk).update(decided_by=None)
    Decision.objects.filter(comment=pk).delete()
    for number in range(ENOUGH):
        reporter = ensure_participant(email=f"{ADDRESS}{pk}-{number}@example.org", confirmed=True)
        report_comment(comment_id=pk, by=Reporter(reporter, ""), reason=ReportReason.INSULT, text=word)
    assert Comment.objects.get(pk=pk).state == State.ASIDE


def _redact(pk: int, boss: User, word: str) -> None:
    redact_comment(comment_id=pk, moderator=boss, text="och mer", name="", show=True)


def _erase(pk: int, boss: User, word: str) -> None:
    approve_comment(comment_id=pk, moderator=boss)
    erase_comment(comment_id=pk)


COMMENTS: dict[str, Callable[[int, User, str], None]] = {
    "waiting": lambda pk, boss, word: None,
    "hidden": _hide,
    "withdrawn": _withdraw,
    "set aside": _set_aside,
    "redacted": _redact,
    "erased": _erase,
}


def _address_of(proposal: Proposal) -> str:
    return f"/omgang/{proposal.round_id}/forslag/{proposal.number}/"
