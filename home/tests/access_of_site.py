"""One thing of every kind that an address of the site names, and a person of every role: for the site's access matrix."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Site, Task, Workflow

from comments.mails import tokens
from comments.tests.builders import make_comment, make_question, make_shown
from councils.tests.builders import make_council, make_matter, make_register
from home.services import roles
from home.services.roles import ensure_roles
from home.tests.builders import (
    make_area,
    make_contact,
    make_document,
    make_home,
    make_picture,
    make_standard_page,
    make_theme,
)
from radslag.audit.services import record
from radslag.limits import limit_for, use
from radslag.models import AuditEntry, LimitCount, OutgoingMail, SiteSettings, User
from radslag.tests.people import log_in_by_code

PEOPLE = ("anon", "resident", "author", "editor", "reviewer", "moder", "budget", "budget2", "admin", "super")
"""Who asks, in the order of the columns: `author` wrote the comment; roles are those of the site's own branch, but `budget2`,
who answers for the budget in the branch of another organisation."""
ROLES = {
    "editor": roles.EDITORS,
    "reviewer": roles.REVIEWERS,
    "moder": roles.MODERATORS,
    "budget": roles.BUDGETERS,
    "admin": roles.ADMINISTRATORS,
}


class SiteWorld:
    """A small site, made once for all rows."""

    def __init__(self) -> None:
        self.home = make_home()
        self.page = make_standard_page(title="Om oss", thread_mode="open")
        self.goal = make_standard_page(title="Målet")
        branch = make_standard_page(title="Björkhem")
        groups = ensure_roles(branch=self.home)
        there = ensure_roles(branch=branch, organisation="Björkhem")
        self.people = {
            who: User.objects.create_user(email=f"{who}@example.org") for who in PEOPLE if who != "anon"
        }
        for who, role in ROLES.items():
            self.people[who].groups.add(groups[role])
        self.people["budget2"].groups.add(there[roles.BUDGETERS])
        User.objects.filter(pk=self.people["super"].pk).update(is_staff=True, is_superuser=True)
        self.colleague = User.objects.create_user(email="kollega@example.org")
        self.colleague.groups.add(groups[roles.EDITORS])
        self.comment = make_shown(page=self.page)
        self.waiting = make_comment(page=self.page)
        self.question = make_question(page=self.page)
        self.picture, self.document, self.contact = make_picture(), make_document(), make_contact()
        self.shown = self.picture.get_rendition("fill-20x20").url
        for file in (self.document, self.picture):
            file.get_file_size()  # else the first who looks has it written down
        self.area, self.theme = make_area(), make_theme()
        self.council = make_council()
        self.register = make_register()
        self.matter = make_matter(council=self.council)
        self.redirect = Redirect.objects.create(old_path="/gammal", redirect_page=self.page)
        self.page.save_revision(user=self.people["editor"])
        record("test.act", by=self.people["editor"])
        self.entry = AuditEntry.objects.order_by("-pk").first()
        use(limit_for("login-code", "siv@example.org", times=5, window=dt.timedelta(hours=1)))
        self.limit = LimitCount.objects.exclude(name="").first()
        now = dt.datetime.now(dt.UTC)
        self.mail = OutgoingMail.objects.create(
            message={}, recipients="a@example.org", subject="x", next_attempt_at=now, gave_up_at=now
        )
        self.settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        self.collection = Collection.objects.get(name=roles.OWN_FILES)
        self.workflow, self.task = Workflow.objects.first(), Task.objects.first()

    def client(self, who: str) -> Client:
        """A browser of that person, logged in by a code."""
        client = Client(raise_request_exception=False)
        if who != "anon":
            log_in_by_code(client, self.people[who])
        return client

    def arguments(self, name: str, parameters: list[str]) -> dict[str, Any]:
        """What stands in the address of a route: by the name of its place, and by the part of the site it belongs to."""
        return {parameter: self._value(name, parameter) for parameter in parameters}

    def _value(self, name: str, parameter: str) -> Any:
        own = self._of_part(name)
        if parameter in ("pk", "instance_pk") and own is not None:
            return own
        page_type = {"content_type_app_name": "home", "content_type_model_name": "standardpage"}
        return {
            **page_type,
            "page_id": self.page.pk,
            "parent_page_id": self.home.pk,
            "page_to_move_id": self.page.pk,
            "destination_id": self.goal.pk,
            "revision_id": self.page.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "page_pk": self.page.pk,
            "workflow_pk": self.workflow.pk,
            "task_id": self.task.pk,
            "collection_id": self.collection.pk,
            "image_id": self.picture.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "uploaded_file_id": 0,
            "redirect_id": self.redirect.pk,
            "user_id": self.colleague.pk,
            "contact_id": self.contact.pk,
            "comment_id": self.comment.pk,
            "root_id": self.comment.pk,
            "target": self.page.pk,
            "key": self.page.pk,
            "app_label": "radslag" if "localize" in name else "home",
            "app_name": "radslag",
            "model_name": "sitesettings"
            if "settings" in name
            else "area"
            if "localize" in name
            else "standardpage",
            "object_id": self.page.pk,
            "session_id": 0,
            "action_name": "approve" if "workflow" in name else "publish",
            "task_state_id": 0,
            "workflow_state_id": 0,
            "translation_source_id": 0,
            "translation_id": 0,
            "string_segment_id": 0,
            "overridable_segment_id": 0,
            "mode": "utkast",
            "filter_spec": "width-100",
            "slug": self.area.slug
            if name == "area"
            else self.theme.slug
            if name == "theme"
            else "skriva-en-sida",
            "action": "delete",
            "restriction_id": 0,
            "page_view_restriction_id": 0,
            "uidb64": "MQ",
            "token": self._token(name),
            "name": "comments" if name == "privacy_decide" else "arenden.png",
            "path": (self.register if name.startswith("matters") else self.council).url.lstrip("/"),
            "pk": self.page.pk,
        }.get(parameter, 0)

    def _of_part(self, name: str) -> Any:
        parts = {
            "wagtailadmin_api:documents": self.document,
            "wagtailadmin_api:images": self.picture,
            "wagtailadmin_collections": self.collection,
            "wagtailadmin_workflows:edit_task": self.task,
            "wagtailadmin_workflows:disable_task": self.task,
            "wagtailadmin_workflows:enable_task": self.task,
            "wagtailadmin_workflows": self.workflow,
            "wagtailsites": Site.objects.get(is_default_site=True),
            "wagtaillocales": Locale.get_default(),
            "wagtailusers_users": self.colleague,
            "wagtailusers_groups": Group.objects.get(name=roles.EDITORS),
            "wagtaildocs_chooser": self.document,
            "wagtailimages_chooser": self.picture,
            "wagtailsettings": self.settings.site,
            "contact_chooser": self.contact,
            "radslag_auditentry": self.entry,
            "radslag_limitcount": self.limit,
            "radslag_outgoingmail": self.mail,
            "radslag_area": self.area,
            "radslag_theme": self.theme,
            "radslag_contact": self.contact,
            "councils_matter": self.matter,
            "comments_comment": self.comment,
            "comments_question": self.question,
        }
        found = next((thing for part, thing in parts.items() if name.startswith(part)), None)
        if name.startswith("radslag_limitcount"):
            return 1  # its key is no number, and nothing of it has an address
        return found.pk if found is not None else None

    def _token(self, name: str) -> str:
        if name.startswith("comments:mine"):
            return tokens.sign("mine", self.comment.pk)
        if name in ("comments:confirm", "comments:already"):
            return tokens.sign("confirm", self.waiting.pk)
        return "1.forged"

    def path(self, name: str, parameters: list[str]) -> str:
        """The address of a named route."""
        return reverse(name, kwargs=self.arguments(name, parameters)) if parameters else reverse(name)
