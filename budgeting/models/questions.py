"""What a round asks beyond what every proposal says, and what its reviewers look at. Frozen when submission opens."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.rounds import Round


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    CHOICE = "choice", _("One of several answers")


class Question(models.Model):
    """A question of the editor's own in the form of a proposal."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=150)
    help_text = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind.choices, default=QuestionKind.SHORT)
    options = models.TextField(
        _("answers to choose from"), max_length=1000, blank=True, help_text=_("One answer a line.")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_public = models.BooleanField(
        _("the answer is shown to everyone"),
        default=False,
        help_text=_("Else only those who review the proposals read it."),
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["round", "sort_order", "pk"]
        verbose_name = _("question of a round")
        verbose_name_plural = _("questions of rounds")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_question_known_kind", condition=Q(kind__in=QuestionKind.values)
            ),
            models.CheckConstraint(
                name="budgeting_choice_has_options",
                condition=~Q(kind=QuestionKind.CHOICE) | ~Q(options=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def option_list(self) -> list[str]:
        """The answers one may choose from."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class Criterion(models.Model):
    """One thing that reviewers look at in every proposal of a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(_("criterion"), max_length=200)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["round", "sort_order", "pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
