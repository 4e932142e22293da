"""Publishing and unpublishing at the hour that an editor has set, one thing at a time."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from django.apps import apps
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Revision

from radslag.clock import database_now

logger = logging.getLogger(__name__)


def publish_scheduled() -> int:
    """Take down what has expired and publish what is due; return how many went well.

    Each in a transaction of its own: what fails is reported and tried again at the next run, and does not keep
    the others from their hour (Wagtail's own command stops at the first failure).
    """
    return sum(_done(step) for step in [*_expiries(), *_publications()])


def _expiries() -> Iterable[Callable[[], None]]:
    for model in _models_with_drafts():
        for pk in model.objects.filter(live=True, expire_at__lte=database_now()).values_list("pk", flat=True):  # type: ignore[attr-defined]
            yield partial(_expire, model, pk)


def _publications() -> Iterable[Callable[[], None]]:
    due = Revision.objects.filter(approved_go_live_at__lte=database_now()).order_by(
        "approved_go_live_at", "pk"
    )
    for pk in due.values_list("pk", flat=True):
        yield partial(_publish, pk)


def _models_with_drafts() -> list[type[models.Model]]:
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def _expire(model: type[models.Model], pk: object) -> None:
    thing = model.objects.select_for_update(of=("self",)).filter(pk=pk, live=True).first()  # type: ignore[attr-defined]
    if thing is not None:
        getattr(thing, "specific", thing).unpublish(
            set_expired=True, log_action="wagtail.unpublish.scheduled"
        )


def _publish(pk: int) -> None:
    revision = Revision.objects.filter(pk=pk, approved_go_live_at__isnull=False).first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")


def _done(step: Callable[[], None]) -> bool:
    try:
        with transaction.atomic():
            step()
    except Exception as error:  # a broken page of one editor must not stop the pages of the others
        logger.error("Scheduled publishing failed for %s: %s", step.args[-1], type(error).__name__)  # type: ignore[attr-defined]
        return False
    return True
