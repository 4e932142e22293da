"""What the site keeps of staff at work, and the tables that hold nothing about anybody."""

from django.utils.translation import gettext_lazy as _

from radslag.privacy.register import Ground, Held, Whose, acts_of_staff, declare, holds_nothing

GONE_WITH_ACCOUNT = _("Goes with the account.")


def declare_staff_at_work() -> None:
    log = _("Which page or row somebody of the staff changed, and what was there.")
    for model, fields in LOGS.items():
        declare(
            Held(
                model=model,
                fields=fields,
                what=log,
                why=_("So that mistakes can be undone, and decisions looked into."),
                ground=Ground.WORK,
                whose=Whose.STAFF,
                kept=_("As long as the page or row."),
                seen_by=_("Staff with rights there."),
                erased=_("The name goes with the account; what was done stays."),
            )
        )
    for model, fields in OWN_CHOICES.items():
        declare(
            Held(
                model=model,
                fields=fields,
                what=_(
                    "How somebody of the staff has set up the editors’ side, and what they have open or waiting."
                ),
                why=_("So that it looks and works as they chose."),
                ground=Ground.WORK,
                whose=Whose.STAFF,
                kept=_("As long as the account."),
                seen_by=_("The person, and those who administer accounts."),
                erased=GONE_WITH_ACCOUNT,
            )
        )
    acts_of_staff("radslag.RetentionDecision", "changed_by")
    acts_of_staff("radslag.AuditEntry", "user_id")
    acts_of_staff("radslag.ArchivePackage", "asked_by", "confirmed_by")


LOGS = {
    "wagtailcore.ModelLogEntry": ("user", "label", "data", "object_id"),
    "wagtailcore.PageLogEntry": ("user", "label", "data"),
    "wagtailcore.Revision": ("user", "object_str", "content", "object_id"),
    "wagtailcore.TaskState": ("finished_by", "comment"),
    "wagtailcore.WorkflowState": ("requested_by", "object_id"),
    "wagtailcore.Comment": ("user", "resolved_by", "text", "contentpath", "position"),
    "wagtailcore.CommentReply": ("user", "text"),
    "wagtail_localize.StringTranslation": ("last_translated_by", "data", "field_error", "tool_name"),
    "wagtail_localize.SegmentOverride": ("last_translated_by", "data_json", "field_error"),
}
"""What staff did, as Wagtail and its translations keep it."""
OWN_CHOICES = {
    "wagtailusers.UserProfile": ("user", "avatar", "dismissibles", "current_time_zone", "preferred_language"),
    "wagtailadmin.EditingSession": ("user", "object_id"),
    "wagtailadmin.FormState": ("user", "data", "object_id", "parent_object_id"),
    "wagtailcore.PageSubscription": ("user",),
    "mfa.Authenticator": ("user", "data"),
    "radslag.StaffIdentity": ("user", "issuer", "subject"),
    "wagtailcore.APIToken": ("user", "name", "key_hash", "prefix"),
    "wagtailcore.UploadedFile": ("uploaded_by_user", "file"),
}


def declare_nothing() -> None:
    for model, fields in NOTHING.items():
        holds_nothing(model, *fields.split())


NOTHING = {
    "radslag.JobRun": "name error",
    "radslag.Backup": "name place holds",
    "radslag.Maintenance": "why",
    "radslag.ArchivePackage": "kind decision sha256",
    "radslag.AuditCheck": "head",
    "radslag.AuditEntry": "action kind object_id label within facts previous hash",
    "radslag.OutgoingMail": "last_error",
    "radslag.LimitCount": "name",
    "radslag.Area": "name slug description",
    "radslag.Theme": "name slug description",
    "radslag.SiteSettings": "name owner footer footer_note footer_notes",
    "radslag.RetentionDecision": "name decision",
    "django_tasks_database.DBTaskResult": "task_path worker_ids queue_name backend_name exception_class_path",
    "auth.Group": "name",
    "auth.Permission": "name codename",
    "wagtailimages.Image": "file_hash",
    "wagtailimages.Rendition": "filter_spec file focal_point_key",
    "wagtaildocs.Document": "file_hash",
    "wagtailsearch.IndexEntry": "object_id",
    "wagtailembeds.Embed": "url hash html title author_name provider_name thumbnail_url",
    "wagtailcore.Page": "path",
    "wagtailcore.Collection": "path name",
    "wagtailcore.CollectionViewRestriction": "password",
    "wagtailcore.PageViewRestriction": "password",
    "wagtailcore.Locale": "language_code",
    "wagtailcore.Site": "hostname site_name",
    "wagtailcore.Task": "name",
    "wagtailcore.Workflow": "name",
    "wagtailcore.ModelLogEntry": "action",
    "wagtailcore.PageLogEntry": "action",
    "wagtailcore.ReferenceIndex": "object_id to_object_id model_path content_path",
    "wagtailredirects.Redirect": "old_path redirect_page_route_path redirect_link",
    "wagtail_localize.TranslationSource": "object_repr content_json schema_version",
    "wagtail_localize.String": "data",
    "wagtail_localize.TranslationContext": "path field_path",
    "wagtail_localize.Template": "template template_format",
    "wagtail_localize.StringSegment": "attrs",
    "wagtail_localize.OverridableSegment": "data_json",
}
"""Texts about no person: names of things, addresses of pages, and what the translations of pages are made of."""
