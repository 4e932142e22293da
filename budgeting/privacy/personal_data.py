"""What rounds and projects hold about people. What voting holds: `personal_data_of_votes`."""

from django.utils.translation import gettext_lazy as _

from budgeting.privacy import periods
from budgeting.privacy.personal_data_of_votes import declare_votes
from radslag.privacy.register import Ground, Held, Whose, acts_of_staff, declare, holds_nothing

AS_THE_ROUND = _("As long as the round: a public record, kept as the municipality’s archive says.")
REVIEWERS = _("You, and those who review there.")


def declare_all() -> None:
    """Fill the register with ours."""
    _proposals()
    _applicants()
    _projects()
    declare_votes()
    for model, fields in ACTS.items():
        acts_of_staff(model, *fields.split())
    for model, fields in NOTHING.items():
        holds_nothing(model, *fields.split())


def _proposals() -> None:
    declare(
        Held(
            model="budgeting.Proposal",
            fields=("title", "slug", "what", "benefit", "beneficiaries", "place", "period"),
            what=_("What you propose, in your words."),
            why=_("So that everyone can read it and vote for it, and see what was decided."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=_("Everyone, when the proposals are shown; before that those who review."),
            erased=_(
                "Stays without your name: what is submitted is a public record, and others may have voted for it."
            ),
            opinions=True,
        ),
        Held(
            model="budgeting.Proposal",
            fields=("shown_name", "author"),
            what=_("The name you let stand with it, and your account."),
            why=_("So that you can follow it, and stand for it if you want to."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=_("The name everyone; the account only those who review."),
            erased=_("Goes: the area stands there instead."),
            opinions=True,
        ),
        Held(
            model="budgeting.Answer",
            fields=("text",),
            what=_("Your answers to the questions of the round."),
            why=_("So that the proposal can be judged."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=_("As the question says: everyone, or those who review."),
            erased=_("Those that only staff see go; public ones stay with the proposal."),
        ),
        Held(
            model="budgeting.CostLine",
            fields=("what",),
            what=_("What a proposal costs, line by line."),
            why=_("So that the cost can be checked."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=_("Everyone."),
            erased=_("Stays with the proposal."),
        ),
        Held(
            model="budgeting.ProposalPicture",
            fields=("large", "card", "share", "alt"),
            what=_("Pictures you add, made anew without where and when they were taken."),
            why=_("So that others see what you mean."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=_("Everyone, when the proposal is shown."),
            erased=_("Goes."),
        ),
        Held(
            model="budgeting.ProposalDraft",
            fields=("author", "content", "language"),
            what=_("What you have written and not submitted."),
            why=_("So that you can stop and go on later."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=periods.DRAFTS,
            seen_by=_("Nobody but you."),
            erased=_("Goes, with pictures and files."),
            opinions=True,
        ),
        Held(
            model="budgeting.ProposalMove",
            fields=("by", "reason", "data"),
            what=_("The log of a proposal: submitted, changed, decided, by whom, and what was there before."),
            why=_("So that a decision about it can be looked into."),
            ground=Ground.DUTY,
            whose=Whose.BOTH,
            kept=AS_THE_ROUND,
            seen_by=REVIEWERS,
            erased=_("Your name goes, and what you wrote before you changed it; what was decided stays."),
        ),
    )


def _applicants() -> None:
    declare(
        Held(
            model="budgeting.Applicant",
            fields=("organisation", "name", "phone", "email", "co_applicants"),
            what=_("Who applies: name, telephone, address, association, and others who take part."),
            why=_("So that staff can ask you about the proposal, and know who gets the money."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=REVIEWERS,
            erased=_("Goes. The name of an association stays, since it is not a person."),
        ),
        Held(
            model="budgeting.Attachment",
            fields=("file", "name"),
            what=_("Files you add for those who review, such as a quote."),
            why=_("So that the proposal can be judged."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=REVIEWERS,
            erased=_("Goes."),
        ),
        Held(
            model="budgeting.Inquiry",
            fields=("text", "answer"),
            what=_("What those who review ask you about your proposal, and your answer."),
            why=_("So that nothing is declined for what could have been explained."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=AS_THE_ROUND,
            seen_by=REVIEWERS,
            erased=_("Your answer goes; that it was asked stays."),
        ),
        Held(
            model="budgeting.ReviewNote",
            fields=("text",),
            what=_("What those who review note about a proposal."),
            why=_("So that colleagues know what was found out."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=AS_THE_ROUND,
            seen_by=_("Those who review. Ask for an extract to see what is noted."),
            erased=_("Goes when it stands with your proposal."),
        ),
        Held(
            model="budgeting.RoundFollow",
            fields=("participant", "project", "told_until", "told_at"),
            what=_("Which rounds and projects you follow by mail."),
            why=_("So that you are told when something opens, is decided or happens."),
            ground=Ground.CONSENT,
            whose=Whose.RESIDENTS,
            kept=periods.ROUND_FOLLOWERS,
            seen_by=_("Nobody but you."),
            erased=_("Goes."),
        ),
    )


def _projects() -> None:
    declare(
        Held(
            model="budgeting.ProjectUpdate",
            fields=("text", "reason", "declined_reason"),
            what=_("What is said of a project, by staff or by those who proposed it."),
            why=_("So that everyone sees what became of the money."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=AS_THE_ROUND,
            seen_by=_("Everyone, when it is published."),
            erased=_("What is published stays without your name; the rest goes."),
        ),
        Held(
            model="budgeting.ProjectUpdate",
            fields=(),
            what=_("Texts about a project that staff did not publish."),
            why=_("So that you can read why."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=periods.DECLINED_UPDATES,
            seen_by=_("You, and those who answer for the round."),
            erased=_("Goes."),
        ),
        Held(
            model="budgeting.ProjectPicture",
            fields=("large", "card", "share", "alt"),
            what=_("Pictures of a project, made anew without where and when they were taken."),
            why=_("So that everyone sees what became of the money."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=AS_THE_ROUND,
            seen_by=_("Everyone, when it is published."),
            erased=_("Those that you added go."),
        ),
        Held(
            model="budgeting.Project",
            fields=("responsible", "responsible_shown", "plan", "reason"),
            what=_("Who of the staff answers for a project, and how it goes."),
            why=_("So that residents know whom to ask."),
            ground=Ground.WORK,
            whose=Whose.STAFF,
            kept=AS_THE_ROUND,
            seen_by=_("The name that is shown everyone; the account only staff."),
            erased=_("The account goes; what was done stays."),
        ),
        Held(
            model="budgeting.Voucher",
            fields=("file", "name"),
            what=_("Receipts and invoices of a payment. They may name who was paid."),
            why=_("So that what was paid can be checked."),
            ground=Ground.DUTY,
            whose=Whose.NAMED,
            kept=_(
                "Seven years after the payment, as the law on accounts says, and then as the archive says."
            ),
            seen_by=_("Those who answer for the round."),
            erased=_("Stays: the law on accounts asks for it."),
        ),
        Held(
            model="budgeting.Payment",
            fields=("what", "entered_by", "confirmed_by"),
            what=_("What was paid for a project, and who of the staff entered and confirmed it."),
            why=_("So that the money can be followed."),
            ground=Ground.DUTY,
            whose=Whose.STAFF,
            kept=_(
                "Seven years after the payment, as the law on accounts says, and then as the archive says."
            ),
            seen_by=_("What was paid everyone; by whom only staff."),
            erased=_("The name goes with the account; the payment stays."),
        ),
    )


ACTS = {
    "budgeting.Proposal": "reason cost_reason decided_by",
    "budgeting.RoundAct": "asked_by confirmed_by dropped_by reason",
    "budgeting.Recount": "by",
    "budgeting.PublicDraw": "typed_by confirmed_by",
    "budgeting.MoneyDecision": "reason asked_by confirmed_by dropped_by",
    "budgeting.CarriedOver": "by",
    "budgeting.PaymentRequest": "what asked_by dropped_by",
    "budgeting.Voucher": "added_by removed_by removed_why",
    "budgeting.ProjectUpdate": "written_by decided_by",
    "budgeting.ProjectReminder": "person",
    "budgeting.CriterionCheck": "by",
    "budgeting.ReviewNote": "by",
    "budgeting.ReviewScore": "by",
    "budgeting.Inquiry": "asked_by",
    "budgeting.Verdict": "by reason",
    "budgeting.Merge": "reason asked_by",
    "budgeting.Sealing": "by",
    "budgeting.CodeBatch": "made_by",
    "budgeting.VotingCode": "revoked_by revoked_why",
    "budgeting.PaperRefusal": "by",
}
NOTHING = {
    "budgeting.Round": "name postal_codes imported_from lot_commitment",
    "budgeting.RoundSecret": "lot_seed",
    "budgeting.RoundAct": "changes transaction_id",
    "budgeting.Proposal": "alternative",
    "budgeting.Count": "version seed facts inputs_hash steps result_hash transaction_id",
    "budgeting.CountInputs": "text",
    "budgeting.Recount": "version inputs_hash result_hash",
    "budgeting.PublicDraw": "seed how",
    "budgeting.Outcome": "code numbers tied",
    "budgeting.Comparison": "rows",
    "budgeting.Milestone": "title",
    "budgeting.Question": "text help_text options",
    "budgeting.Criterion": "text",
    "budgeting.Verdict": "status",
    "budgeting.Sealing": "transaction_id",
    "budgeting.CodeBatch": "name",
    "budgeting.PaperRefusal": "code",
}
"""Texts about no person. What a count keeps names proposals and sums, never voters."""
