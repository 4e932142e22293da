"""Refusals with stable codes, and the one place that turns a code into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.rules.counting_errors import COUNTING_MESSAGES
from budgeting.rules.money import format_kronor
from budgeting.rules.project_errors import PROJECT_MESSAGES
from budgeting.rules.trust_errors import TRUST_MESSAGES
from budgeting.rules.vote_errors import VOTE_MESSAGES


class RuleViolation(Exception):
    """A rule says no. `code` is stable; `params` carry the numbers of the message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.params)

    @property
    def message(self) -> str:
        """The translated sentence that says what to do."""
        return message_for(self.code, **self.params)


def _rebuild(code: str, params: dict[str, Any]) -> RuleViolation:
    return RuleViolation(code, **params)


def _too_many(chosen: int, limit: int) -> str:
    return ngettext(
        "You have chosen %(chosen)d proposals. Remove %(over)d.",
        "You have chosen %(chosen)d proposals. Remove %(over)d.",
        chosen - limit,
    ) % {"chosen": chosen, "over": chosen - limit}


def _too_few(chosen: int, least: int) -> str:
    return ngettext("Choose at least %(least)d proposal.", "Choose at least %(least)d proposals.", least) % {
        "least": least
    }


def _above_cap(cost_ore: int, cap_ore: int) -> str:
    return _("The cost is %(cost)s. It may be at most %(cap)s. Can you make the proposal smaller?") % {
        "cost": format_kronor(cost_ore),
        "cap": format_kronor(cap_ore),
    }


def _too_long(limit: int) -> str:
    return _("The text is too long. Write at most %(limit)d characters.") % {"limit": limit}


def _limit_reached(limit: int) -> str:
    return ngettext(
        "You have already submitted %(limit)d proposal, which is the most one person may submit.",
        "You have already submitted %(limit)d proposals, which is the most one person may submit.",
        limit,
    ) % {"limit": limit}


def _quarter_limit_reached(limit: int) -> str:
    return ngettext(
        "You have already submitted %(limit)d proposal this quarter, which is the most one person may submit.",
        "You have already submitted %(limit)d proposals this quarter, which is the most one person may submit.",
        limit,
    ) % {"limit": limit}


def _above_round_limit(left_ore: int) -> str:
    return _("Your proposals in this round may ask for %(left)s more, all together.") % {
        "left": format_kronor(left_ore)
    }


def _above_quarter_limit(left_ore: int) -> str:
    return _("Your proposals this quarter may ask for %(left)s more, all together.") % {
        "left": format_kronor(left_ore)
    }


def _same_phase(name: str) -> str:
    return _("“%(name)s” is in the same step at the same time. Choose other dates.") % {"name": name}


def _above_decided(left_ore: int) -> str:
    if left_ore <= 0:
        return _("All that was decided for the proposal is paid already.")
    return _("At most %(left)s is left to pay of what was decided.") % {"left": format_kronor(left_ore)}


def _too_many_pictures(limit: int) -> str:
    return _("There are %(limit)d pictures already. Remove one before you add another.") % {"limit": limit}


def _too_many_files(limit: int) -> str:
    return _("There are %(limit)d files already. Remove one before you add another.") % {"limit": limit}


def _frozen(field: str) -> str:
    return _("It is too late to change “%(field)s”: residents already rely on it.") % {"field": field}


MESSAGES: dict[str, Callable[..., str]] = {
    # Time
    "not_voting_yet": lambda: _("Voting has not opened yet. Your vote was not saved."),
    "voting_closed": lambda: _("Voting has closed. Your vote came after that and is not counted."),
    "not_submission_yet": lambda: _("It is not possible to submit proposals yet. Nothing has been saved."),
    "submission_closed": lambda: _(
        "The time for submitting proposals is over. Your proposal was not received."
    ),
    "too_late_to_withdraw": lambda: _(
        "The proposal can no longer be withdrawn here. Contact us and we will help you."
    ),
    "too_late_to_decide": lambda: _("Voting has opened. The proposals can no longer be changed."),
    "too_early_to_count": lambda: _("Voting has not closed yet."),
    "round_paused": lambda: _("The round is paused. Nothing has been saved. Try again when it goes on."),
    "round_cancelled": lambda: _("The round is cancelled. Nothing has been saved."),
    # Ballots
    "too_many": _too_many,
    "too_few": _too_few,
    "chosen_twice": lambda: _("You have chosen the same proposal twice. Choose each proposal once."),
    "not_on_the_ballot": lambda: _(
        "One of the proposals can’t be chosen any longer. Look at your choices and save again."
    ),
    "no_ballot": lambda: _("There is no saved vote to withdraw."),
    **VOTE_MESSAGES,
    **TRUST_MESSAGES,
    **PROJECT_MESSAGES,
    **COUNTING_MESSAGES,
    # Proposals
    "required": lambda: _("Fill this in."),
    "too_long": _too_long,
    "not_a_sum": lambda: _("Write the sum in figures, for example 25 000."),
    "not_positive": lambda: _("The cost must be more than 0 kr."),
    "above_cap": _above_cap,
    "limit_reached": _limit_reached,
    "not_yours": lambda: _("This proposal belongs to someone else."),
    "illegal_move": lambda: _("The proposal has already been decided."),
    "reason_required": lambda: _(
        "Write the reason. It is shown to the one who submitted the proposal, and to everyone."
    ),
    "own_proposal": lambda: _("You can’t decide about your own proposal."),
    # Rounds
    "submission_order": lambda: _("Submission must close after it opens."),
    "shown_order": lambda: _("The proposals can’t be shown before submission has closed."),
    "voting_after_review": lambda: _("Voting can’t open before the proposals are shown."),
    "voting_order": lambda: _("Voting must close after it opens."),
    "result_order": lambda: _("The result must come after voting has closed."),
    "cap_above_budget": lambda: _("One proposal can’t cost more than the whole budget."),
    "budget_not_positive": lambda: _("The budget must be more than 0 kr."),
    "budget_above_envelope": lambda left_ore: (
        _("Only %(left)s is left of the money for the year.") % {"left": format_kronor(left_ore)}
    ),
    "ballot_limits": lambda: _("The least number of choices can’t be higher than the greatest."),
    "threshold_too_low": lambda: _("A proposal without votes never gets money: write at least 1."),
    "threshold_no_share": lambda: _("Write a share from 1 to 100 per cent, or leave it empty."),
    "frozen": _frozen,
    "same_phase": _same_phase,
    "second_person": lambda: _("Somebody else must confirm this: two people decide."),
    "already_asked": lambda: _("This has been asked for already and waits for a second person."),
    "not_waiting": lambda: _("This has been confirmed or dropped already."),
    "cap_below_proposals": lambda cost_ore: (
        _("A proposal that came in costs %(cost)s. The most a proposal may cost can’t be lower than that.")
        % {"cost": format_kronor(cost_ore)}
    ),
    "not_paused": lambda: _("The round is not paused."),
    "already_stopped": lambda: _("The round is paused, cancelled or finished already."),
    "instant_passed": lambda: _("Choose a time to come: what has been can’t be moved."),
    "nothing_changed": lambda: _("Nothing is changed: write what is to be different."),
    # Drafts and the review
    "changed_meanwhile": lambda: _("The draft was changed in another tab or on another device."),
    "draft_too_large": lambda most_kb: (
        _(
            "The text is too long to be saved. All of it together may be %(most)d thousand characters. "
            "Nothing is lost: shorten it here."
        )
        % {"most": most_kb}
    ),
    "sent_already": lambda: _("The proposal is sent already. You can withdraw it instead."),
    "paper_there": lambda: _("This paper has been typed in already."),
    "too_many_drafts": lambda: _("You have many drafts already. Finish or remove one of them first."),
    "quarter_limit_reached": _quarter_limit_reached,
    "above_round_limit": _above_round_limit,
    "above_quarter_limit": _above_quarter_limit,
    "no_groups": lambda: _("In this round only individuals submit proposals, not groups or associations."),
    "line_without_sum": lambda: _("Write what it costs, or remove the line."),
    "sum_without_line": lambda: _("Write what the money is for."),
    "too_many_lines": lambda: _("There are too many lines. Put some of them together."),
    "not_an_answer": lambda: _("Choose one of the answers."),
    # Pictures and files
    "picture_empty": lambda: _("The picture is empty. Choose another one."),
    "picture_too_large": lambda: _("The picture is too large. Choose one that is smaller than 8 MB."),
    "picture_too_many_pixels": lambda: _(
        "The picture is too large. Choose one of at most 25 million pixels, such as 6 000 × 4 000."
    ),
    "picture_kind": lambda: _(
        "This kind of picture can’t be shown. Choose one that ends with .jpg, .png or .webp, or take a screenshot of it."
    ),
    "picture_broken": lambda: _("The picture is broken. Open it in a picture program and save it anew."),
    "too_many_pictures": _too_many_pictures,
    "file_empty": lambda: _("The file is empty. Choose another one."),
    "file_too_large": lambda: _("The file is too large. Choose one that is smaller than 10 MB."),
    "file_kind": lambda: _(
        "This kind of file can’t be added. Choose one that ends with .pdf, .docx, .odt, .xlsx, .jpg or .png."
    ),
    "file_not_taken": lambda text: str(text),
    "too_many_files": _too_many_files,
    "proposal_changed": lambda seen: _(
        "Something has happened to the proposal since you opened it. Look at it, and decide anew. Nothing was saved."
    ),
    "score_out_of_range": lambda: _("Choose a score from 1 to 5."),
    "nobody_to_ask": lambda: _(
        "There is no e-mail address to write to. Call instead, and write a note of what was said."
    ),
    "already_answered": lambda: _("The question has been answered already. Your new answer was not saved."),
    "not_to_merge": lambda: _("Choose another proposal of the same round that is received or accepted."),
    "merge_waits": lambda: _("These two have been asked already. Wait for their answers."),
    "merge_over": lambda: _("This question is no longer open. Nothing has been changed."),
    # Payments
    "not_funded": lambda: _("The proposal gets no money, or the result is not published yet."),
    "above_decided": _above_decided,
    "below_nothing": lambda: _("More can’t be taken back than has been paid."),
    "paid_later": lambda: _("Write the day when it was paid, not a day to come."),
    "paid_before_decision": lambda: _("Nothing is paid before the result is published. Look at the year."),
    "paid_already": lambda: _(
        "This payment has been entered already. Is it another one? Then write what tells them apart."
    ),
    "already_reversed": lambda: _("This payment has been put right already."),
    "own_payment": lambda: _("Somebody else must enter payments to your own proposal."),
}


def message_for(code: str, **params: Any) -> str:
    """The translated message of `code`. An unknown code is a programmer's mistake: KeyError."""
    return MESSAGES[code](**params)
