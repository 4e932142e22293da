"""Where the audit log hears of acts: Wagtail's log, log-ins, second factors, and rights that are given or taken away.

What has no signal is told by the service that does it (`services.record`), and downloads by `radslag.audit.middleware`.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.log_actions import get_active_log_context
from wagtail.models import GroupCollectionPermission, GroupPagePermission, ModelLogEntry, PageLogEntry

from radslag.models import User

from . import names
from .failed_logins import note_failed_login
from .services import record, write

FLAGS = ("is_superuser", "is_staff", "is_active")
LABELLED = (
    "wagtailcore.page", "wagtailcore.site", "wagtailcore.locale", "wagtailcore.collection", "wagtailcore.workflow",
    "wagtailcore.task", "auth.group", "radslag.area", "radslag.theme", "radslag.sitesettings",
)  # fmt: skip


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    names.register(*LABELLED, called=str)
    for model in (PageLogEntry, ModelLogEntry):
        _on(post_save, on_log_entry, sender=model)
    _on(user_logged_in, on_log_in)
    _on(user_logged_out, on_log_out)
    _on(user_login_failed, on_failed_login)
    for signal, action in (
        (authenticator_added, "radslag.add_factor"),
        (authenticator_removed, "radslag.remove_factor"),
        (authenticator_reset, "radslag.reset_factor"),
    ):
        signal.connect(_factor(action), weak=False, dispatch_uid=f"radslag.audit.{action}")
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        _on(m2m_changed, on_rights, sender=through)
    for model in (GroupPagePermission, GroupCollectionPermission):
        _on(post_save, on_right_given, sender=model)
        _on(post_delete, on_right_taken, sender=model)
    _on(pre_save, on_flags, sender=User)


def _on(signal: Any, receiver: Any, sender: Any = None) -> None:
    signal.connect(
        receiver,
        sender=sender,
        dispatch_uid=f"radslag.audit.{receiver.__name__}.{getattr(sender, '__name__', '')}",
    )


def on_log_entry(sender: Any, instance: Any, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Whatever Wagtail's log is told, by Wagtail and by our services."""
    if raw or not created:
        return
    is_page = isinstance(instance, PageLogEntry)
    model = instance.content_type.model_class() if instance.content_type else None
    kind = "wagtailcore.page" if is_page else names.kind_of(model) if model else ""
    write(
        instance.action,
        user_id=instance.user_id,
        kind=kind,
        object_id=str(instance.page_id if is_page else instance.object_id),
        label=names.label_of(kind, instance.label),
        facts=instance.data or {},
    )


def on_log_in(sender: Any, request: Any, user: Any, **_kwargs: Any) -> None:
    """People of the staff; residents come and go as they like."""
    if user.has_perm("wagtailadmin.access_admin"):
        record("radslag.log_in", by=user, about=user)


def on_log_out(sender: Any, request: Any, user: Any, **_kwargs: Any) -> None:
    """People of the staff."""
    if user is not None and user.has_perm("wagtailadmin.access_admin"):
        record("radslag.log_out", by=user, about=user)


def on_failed_login(sender: Any, credentials: dict[str, Any], **_kwargs: Any) -> None:
    """A password that was not right."""
    given = credentials.get("username") or credentials.get("email") or credentials.get("login") or ""
    note_failed_login(str(given))


def _factor(action: str) -> Any:
    def on_factor(sender: Any, user: Any, authenticator: Any, **_kwargs: Any) -> None:
        by = get_active_log_context().user or user
        record(action, by=by, about=user, facts={"kind": getattr(authenticator, "type", "")})

    return on_factor


def on_rights(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **_kwargs: Any) -> None:
    """Groups of a person, or permissions of a person or a group."""
    verbs = {"post_add": "give_rights", "post_remove": "take_rights", "pre_clear": "take_rights"}
    if action not in verbs or (action != "pre_clear" and not pk_set):
        return
    what = "groups" if sender is User.groups.through else "permissions"
    facts = {"rights": what, "numbers": sorted(pk_set or ()), "all": action == "pre_clear"}
    record(f"radslag.{verbs[action]}", by=get_active_log_context().user, about=instance, facts=facts)


def on_right_given(sender: Any, instance: Any, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """A group's right on a branch of pages, or on a collection."""
    if created and not raw:
        _right("radslag.give_rights", instance)


def on_right_taken(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """The same, taken away."""
    _right("radslag.take_rights", instance)


def _right(action: str, right: Any) -> None:
    on_pages = isinstance(right, GroupPagePermission)
    where = {"page": right.page_id} if on_pages else {"collection": right.collection_id}
    facts = {"rights": "pages" if on_pages else "files", "numbers": [right.permission_id], **where}
    group = Group.objects.filter(pk=right.group_id).first()  # it may be on its way out
    record(action, by=get_active_log_context().user, about=group, facts=facts)


def on_flags(
    sender: Any, instance: User, raw: bool = False, update_fields: Any = None, **_kwargs: Any
) -> None:
    """Whether a person is a superuser, of the staff, or active at all."""
    if raw or instance.pk is None or (update_fields is not None and not set(FLAGS) & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).values(*FLAGS).first()
    if before is None:
        return
    changed = {name: getattr(instance, name) for name in FLAGS if getattr(instance, name) != before[name]}
    if changed:
        record("radslag.change_flags", by=get_active_log_context().user, about=instance, facts=changed)
