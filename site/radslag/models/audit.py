"""The audit log: who did what in the editors' side. Rows are added, never changed; each carries the hash of the one before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act. Written by `radslag.audit.services` alone, in the transaction of the act.

    No person stands in it but by number: when the person is erased, nobody can tell any more who it was. The database gives
    `number`, `at`, `previous` and `hash` when the transaction commits (migration 0010), and refuses every later change.
    """

    number = models.PositiveBigIntegerField(
        _("number"), null=True, unique=True, help_text=_("Without gaps, from 1.")
    )
    at = models.DateTimeField(_("when"), null=True, help_text=_("The clock of the database."))
    user_id = models.BigIntegerField(
        _("who"), null=True, db_index=True, help_text=_("Empty: the site by itself.")
    )
    action = models.CharField(_("what"), max_length=60, db_index=True)
    kind = models.CharField(_("kind of thing"), max_length=60, blank=True)
    object_id = models.CharField(_("number of the thing"), max_length=64, blank=True)
    label = models.CharField(
        _("thing"),
        max_length=200,
        blank=True,
        help_text=_("What it was called then; never the name or the words of a resident."),
    )
    within = models.CharField(
        _("belongs to"),
        max_length=60,
        blank=True,
        help_text=_("Such as a round: its kind and its number."),
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    previous = models.CharField(_("hash of the one before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry in the audit log")
        verbose_name_plural = _("entries in the audit log")
        default_permissions = ("view",)
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="radslag_audit_of_thing"),
            models.Index(fields=["within", "number"], name="radslag_audit_within"),
            models.Index(fields=["at"], name="radslag_audit_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="radslag_audit_numbered_with_hash",
                condition=Q(number=None, at=None, previous="", hash="")
                | (Q(number__gt=0, at__isnull=False) & ~Q(previous="") & ~Q(hash="")),
            ),
            models.CheckConstraint(
                name="radslag_audit_in_lines",
                condition=~Q(label__regex=r"[\n\r]") & ~Q(object_id__regex=r"[\n\r]"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class AuditCheck(models.Model):
    """What `radslag.audit.checking` found: how far the chain reached then, and where it broke, if it did."""

    at = models.DateTimeField(_("when"))
    entries = models.PositiveBigIntegerField(_("entries"))
    head = models.CharField(
        _("digest"), max_length=64, blank=True, help_text=_("The hash of the last entry.")
    )
    broken_at = models.PositiveBigIntegerField(_("first that is wrong"), null=True)

    class Meta:
        verbose_name = _("check of the audit log")
        verbose_name_plural = _("checks of the audit log")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at}: {self.entries}"
