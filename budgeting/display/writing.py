"""What the form of a proposal shows beside its fields: money left, what differs in another tab. Private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.forms.cost_lines import sum_typed
from budgeting.forms.proposal import ProposalForm
from budgeting.models import Attachment, ProposalDraft, ProposalPicture, ProposalStatus, Round, RoundPage
from budgeting.rules.drafts import DECLARATIONS, LINE_WHAT, TEXTS, Content, differing, rows_of
from budgeting.rules.money import format_kronor, parse_kronor
from budgeting.rules.phases import Phase
from budgeting.services.limits import Room, room_left
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number
from radslag.models import Theme, User

TYPED = (*TEXTS, LINE_WHAT, "organisation", "name", "phone", "co_applicants")


@dataclass(frozen=True, slots=True)
class MoneyShown:
    """The sum of the rows and what is left, in öre. `most_ore`: by the round's cap and the applicant's own limits."""

    sum_ore: int
    most_ore: int
    room: list[str]

    @property
    def left_ore(self) -> int:
        """What may still be added."""
        return max(0, self.most_ore - self.sum_ore)

    @property
    def over_ore(self) -> int:
        """What is too much."""
        return max(0, self.sum_ore - self.most_ore)


def money_shown(
    round_: Round, author: User, content: Content, *, leaving_out: int | None = None
) -> MoneyShown:
    """The money of a proposal that is being written; `leaving_out` is the proposal that it changes."""
    room = room_left(round_, author, leaving_out=leaving_out)
    most = round_.cap_ore if room.most_ore is None else min(round_.cap_ore, room.most_ore)
    return MoneyShown(sum_typed(content), most, _room_in_words(room))


def _room_in_words(room: Room) -> list[str]:
    """What is left of the applicant's limits."""
    counts = [room.proposals] if room.quarter_proposals is None else [room.proposals, room.quarter_proposals]
    left = min(counts)
    words = [
        ngettext(
            "You can submit %(n)d more proposal, this one included.",
            "You can submit %(n)d more proposals, this one included.",
            left,
        )
        % {"n": left}
    ]
    if room.most_ore is not None:
        words.append(_above_all(room.most_ore))
    return words


def _above_all(left_ore: int) -> str:
    return _("Your proposals may ask for %(left)s more, all together.") % {"left": format_kronor(left_ore)}


@dataclass(slots=True, kw_only=True)
class Desk:
    """The form of a proposal with all that stands around it. `content` is what the form shows; `draft` what is stored."""

    round_: Round
    page: RoundPage | None
    author: User
    content: Content
    draft: ProposalDraft | None = None
    was_kept: bool = False
    """The words come from before a log-in and are not stored yet."""
    seen_version: int | None = None
    """The version that the words were written from, when it is not the one that is stored."""
    check: bool = False
    more_rows: bool = False
    is_conflict: bool = False
    refusal: str = ""
    picture_faults: list[str] = field(default_factory=list)
    file_faults: list[str] = field(default_factory=list)
    _form: ProposalForm | None = None

    @property
    def stored(self) -> ProposalDraft:
        """The draft, once there is one."""
        if self.draft is None:
            raise TypeError("nothing is stored yet")
        return self.draft

    @property
    def version(self) -> int:
        """The version that the form is sent with; 0 for a new proposal."""
        if self.seen_version is not None:
            return self.seen_version
        return self.draft.version if self.draft else 0

    @property
    def form(self) -> ProposalForm:
        """The form; judged when it is to be sent."""
        if self._form is None or self._form.is_bound != self.check:
            rows = len(rows_of(self.content)) + 2 if self.more_rows else 0
            self._form = ProposalForm(self.content, round_=self.round_, check=self.check, least_rows=rows)
        return self._form

    @property
    def address(self) -> str:
        """Where the draft is found; before it is stored, where one begins."""
        if self.draft is None:
            return reverse("budgeting:new_proposal", args=[self.round_.pk])
        return reverse("budgeting:draft", args=[self.draft.pk])

    @property
    def is_open(self) -> bool:
        """Whether it can be handed in, or what was handed in can be changed, now."""
        now = database_now()
        takes = self.round_.phase_at(now) is Phase.SUBMISSION and not self.round_.is_paused_at(now)
        sent = self.draft.proposal if self.draft else None
        return takes and self.page is not None and (sent is None or sent.status == ProposalStatus.RECEIVED)

    @property
    def money(self) -> MoneyShown:
        """The sum and what is left."""
        sent = self.draft.proposal_id if self.draft else None
        return money_shown(self.round_, self.author, self.content, leaving_out=sent)

    @property
    def pictures(self) -> list[ProposalPicture]:
        """The pictures so far."""
        return list(self.draft.pictures.all()) if self.draft else []

    @property
    def files(self) -> list[Attachment]:
        """The files so far."""
        return list(self.draft.attachments.all()) if self.draft else []

    @property
    def differences(self) -> list[Difference]:
        """What is stored against what was sent, after a conflict."""
        return differences(self.stored, self.content, self.form) if self.is_conflict else []

    @property
    def has_faults(self) -> bool:
        """Whether something keeps it from being taken."""
        return bool(
            self.refusal
            or self.picture_faults
            or self.file_faults
            or (self.check and not self.form.is_valid())
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the stored words are others than those that were sent."""

    label: str
    stored: str
    mine: str


def differences(draft: ProposalDraft, mine: Content, form: ProposalForm) -> list[Difference]:
    """Field by field, what is stored against what was sent."""
    return [
        Difference(label, _text(draft.content, name, form), _text(mine, name, form))
        for name in differing(draft.content, mine)
        if (label := _label(name, form))
    ]


def whole_text(content: Content, form: ProposalForm) -> list[tuple[str, str]]:
    """Label and text of all that was written, in the order of the form; to read and to copy."""
    names = [LINE_WHAT if name == "lines" else name for name in form.in_order() if name not in DECLARATIONS]
    pairs = [(_label(name, form), _text(content, name, form)) for name in names]
    return [(label, text) for label, text in pairs if label and text]


def texts_of_no_round(content: Content) -> list[tuple[str, str]]:
    """The same when there is no round to ask, or nobody who may: only what was typed, not what was chosen."""
    fields = ProposalForm.base_fields
    pairs = [(str(fields["lines" if name == LINE_WHAT else name].label), name) for name in TYPED]
    pairs += [("", name) for name in sorted(content) if name.startswith("question_")]
    texts = [(label, _typed(content, name)) for label, name in pairs]
    return [(label, text) for label, text in texts if text]


def _typed(content: Mapping[str, Sequence[str]], name: str) -> str:
    if name == LINE_WHAT:
        rows = [(what, _in_kronor(kronor)) for what, kronor in rows_of(content)]
        return "\n".join(" – ".join(part for part in row if part.strip()) for row in rows)
    return next(iter(content.get(name, ())), "")


def _in_kronor(typed: str) -> str:
    """As it was understood: 25.000:- is 25 000 kr. What nobody understands stays as it was typed."""
    ore = parse_kronor(typed)
    return typed if ore is None else format_kronor(ore)


def _label(name: str, form: ProposalForm) -> str:
    field = form.fields.get("lines" if name == LINE_WHAT else name)
    return str(field.label) if field else ""


def _text(content: Mapping[str, Sequence[str]], name: str, form: ProposalForm) -> str:
    text = _typed(content, name)
    if name in DECLARATIONS:
        return _("Yes") if text else ""
    if name == "theme":
        return str(Theme.objects.filter(pk=text).first() or "") if is_row_number(text) else ""
    if name in ("kind", "show_as") and name in form.fields:
        choices: list[tuple[str, object]] = list(form.fields[name].choices)  # type: ignore[attr-defined]
        return next((str(label) for value, label in choices if str(value) == text), "")
    return text
