"""When and where people meet, who they are, and how they register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from councils.models.groups import GroupsField, ParticipantGroup
from radslag.clock import TICK
from radslag.language.dates import Precision, first_day, last_day, vague_date

Faults = dict[str, Any]
FIRST_YEAR, LAST_YEAR = 1900, 2199
web_address = URLValidator(
    schemes=["https", "http"], message=_("Write an address that begins with https://.")
)


class Meeting(models.Model):
    """The facts of a meeting. By the clock it is before its end or past it, half-open: at its last instant it is past."""

    number = models.PositiveSmallIntegerField(
        _("number in the series"), help_text=_("The first council has number 1.")
    )
    date = models.DateField(_("date"), help_text=_("If only the season is known, choose any day in it."))
    precision = models.CharField(
        _("how exact"),
        max_length=10,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("Decides how the date is written: 18 november 2021, november 2021, hösten 2021 or 2021."),
    )
    starts = models.TimeField(
        _("begins at"), null=True, blank=True, help_text=_("Leave empty if it is not set yet.")
    )
    ends = models.TimeField(
        _("ends at"), null=True, blank=True, help_text=_("Leave empty if it is not set yet.")
    )
    place = models.CharField(
        _("place"),
        max_length=120,
        blank=True,
        help_text=_("Where people meet: Tryckeriet, Storgatan 4. Leave empty if it is on the net alone."),
    )
    is_digital = models.BooleanField(
        _("can be joined on the net"),
        default=False,
        help_text=_("Tick it for a video meeting, also when people meet in a room at the same time."),
    )
    join_url = models.CharField(
        _("link to join"),
        max_length=400,
        blank=True,
        validators=[web_address],
        help_text=_("Shown until the meeting is over. You can add it the same day."),
    )
    groups = GroupsField(
        models.CharField(max_length=20, choices=ParticipantGroup.choices),
        blank=True,
        default=list,
        verbose_name=_("who takes part"),
        help_text=_("Groups, never names."),
    )
    participants = models.CharField(
        _("more about who takes part"),
        max_length=200,
        blank=True,
        help_text=_("Such as how many they are: Tio personer från varje grupp. Never names."),
    )
    must_register = models.BooleanField(
        _("one must register"),
        default=False,
        help_text=_(
            "Leave it unticked when people can simply come. Then they may register, if you give a way."
        ),
    )
    registration_url = models.CharField(
        _("register at"),
        max_length=400,
        blank=True,
        validators=[web_address],
        help_text=_("The address of a form or an e-service."),
    )
    registration_contact = models.ForeignKey(
        "radslag.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("register by writing to"),
        help_text=_("People write in the contact’s form. The e-mail address is never shown."),
    )
    registration_until = models.DateField(
        _("last day to register"), null=True, blank=True, help_text=_("People can register that whole day.")
    )

    meeting_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("date"), FieldPanel("precision")]),
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("place"),
                FieldRowPanel([FieldPanel("is_digital"), FieldPanel("join_url")]),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldPanel("groups", widget=forms.CheckboxSelectMultiple), FieldPanel("participants")],
            heading=_("Who takes part"),
        ),
    ]
    registration_panels = [
        MultiFieldPanel(
            [
                FieldPanel("must_register"),
                FieldPanel("registration_url"),
                FieldPanel("registration_contact"),
                FieldPanel("registration_until"),
            ],
            heading=_("Registration"),
        )
    ]

    class Meta:
        abstract = True

    def meeting_faults(self) -> Faults:
        """What is wrong with the facts, by field. Never depends on the clock."""
        if self.date and not FIRST_YEAR <= self.date.year <= LAST_YEAR:
            return {"date": _("Look at the year: it can’t be right.")}
        faults: Faults = {}
        if self.starts and self.ends and self.ends <= self.starts:
            faults["ends"] = _("The meeting must end after it begins.")
        for name in ("starts", "ends"):
            time = getattr(self, name)
            if self.date and time and not _exists(self.date, time):
                faults[name] = _("Clocks skip that time on this day, when summer time begins.")
        if self.join_url and not self.is_digital:
            faults["is_digital"] = _("There is a link to join. Tick this, or take the link away.")
        names_a_way = self.registration_url or self.registration_contact_id
        if (self.must_register or self.registration_until) and not names_a_way:
            faults["registration_url"] = _("Say how one registers: an address here, or a contact below.")
        if (
            self.registration_until
            and self.date
            and self.registration_until > last_day(self.date, self.precision)
        ):
            faults["registration_until"] = _("The last day to register is after the meeting.")
        return faults

    def clean(self) -> None:
        """Refuse what can’t be true, next to the field it is about."""
        super().clean()
        if faults := self.meeting_faults():
            raise ValidationError({name: [text] for name, text in faults.items()})

    @property
    def has_registration(self) -> bool:
        """Whether there is a way to register: an address, or a contact who still takes messages or calls."""
        contact = self.registration_contact
        return bool(self.registration_url or (contact and (contact.is_reachable or contact.phone)))

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        return vague_date(self.date, self.precision)

    @property
    def is_exact(self) -> bool:
        """Whether the day is set."""
        return bool(self.precision == Precision.DAY)

    @property
    def group_names(self) -> list[str]:
        """The groups that take part, in the order in which they are always given."""
        return [str(group.label) for group in ParticipantGroup if group.value in self.groups]

    @property
    def begins_at(self) -> dt.datetime:
        """The first instant of the meeting; of one without time, or whose day is not set, the first it can have."""
        return _local(first_day(self.date, self.precision), self.starts or dt.time(0))

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant after the meeting; of one whose end is not set, the midnight after its last possible day."""
        last = last_day(self.date, self.precision)
        return _local(last, self.ends) if self.ends else _local(last + dt.timedelta(days=1), dt.time(0))

    @property
    def registration_ends_at(self) -> dt.datetime:
        """The first instant that is too late to register: the midnight after the last day, or the meeting’s end."""
        if not self.registration_until:
            return self.ends_at
        return min(_local(self.registration_until + dt.timedelta(days=1), dt.time(0)), self.ends_at)

    @property
    def before_it(self) -> dt.datetime:
        """An instant at which people are still invited, for the preview."""
        return min(self.begins_at, self.registration_ends_at) - TICK

    def is_past_at(self, now: dt.datetime) -> bool:
        """Whether the meeting is over at `now`."""
        return self.ends_at <= now

    def is_registration_open_at(self, now: dt.datetime) -> bool:
        """Whether one can still register at `now`."""
        return self.has_registration and now < self.registration_ends_at


def _exists(date: dt.date, time: dt.time) -> bool:
    """Whether clocks in Sweden show it."""
    there = _local(date, time)
    return there.astimezone(dt.UTC).astimezone(timezone.get_default_timezone()).time() == time


def _local(date: dt.date, time: dt.time) -> dt.datetime:
    """The aware instant at which clocks in Sweden show it."""
    return dt.datetime.combine(date, time, timezone.get_default_timezone())
