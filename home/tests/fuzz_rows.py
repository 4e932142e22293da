"""Where each form of the project is fuzzed: who sends it, to which address, and what would be right to send.

`page=True`: hidden and filled-in fields are first read from the page, as a browser would send them.
`forgets`: fields that are not shown again (codes, passwords). `told=False`: shown to those alone who can do it right.
`keeps`: tables in which something stays although the form is refused, since nothing that somebody wrote is to be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

BASES = {
    "budgeting.admin.voting.code_forms.CodeForm",
    "budgeting.admin.forms.Refusable",
    "budgeting.admin.forms.Unjudged",
    "budgeting.admin.proposals.paper_files.FilesForm",
    "budgeting.admin.projects.forms.ProjectForm",
    "budgeting.admin.proposals.review_forms.ReviewPart",
    "budgeting.admin.rounds.dates.DatedForm",
    "budgeting.admin.rounds.vote.VoteChecks",
    "budgeting.admin.rounds.vote.VoteForm",
    "comments.admin.answers.forms.Refusable",
    "comments.admin.moderation.forms.SeenForm",
    "councils.admin_forms.Refusable",
    "radslag.incoming.spam.GuardedForm",
}
"""Forms that are only there for others to be made from."""
SHOWN_ONLY = {
    "budgeting.admin.voting.paper_forms.RefusePaperForm": "its view reads the two values by itself",
}


class Row(NamedTuple):
    """One form at one address."""

    form: str
    who: str
    path: str | Callable[[Any], str]
    sent: dict[str, Any] | Callable[[Any], dict[str, Any]]
    state: str = "now"
    page: bool = False
    keeps: str = ""
    forgets: tuple[str, ...] = ()
    told: bool = True


def _opened(purpose: str) -> dict[str, str]:
    from radslag.clock import at, database_now
    from radslag.incoming.spam import SOONEST, stamp

    with at(database_now() - 20 * SOONEST):
        return {"opened": stamp(purpose), "website": ""}


def _site(name: str, arguments: Callable[[Any], list[Any]]) -> Callable[[Any], str]:
    from django.urls import reverse

    return lambda world: reverse(name, args=arguments(world))


BASE = "comments.admin.moderation.forms"
WRITING = {"comment": "Kan vi få en bänk till?", "name": "Siv", "email": "siv@example.org"}
OF_THE_SITE = [
    Row(
        "home.forms.ContactForm",
        "anon",
        "contact",
        lambda w: (
            {"name": "Siv", "email": "siv@example.org", "message": "Hej på er."}
            | _opened(f"contact:{w.contact.pk}")
        ),
    ),
    Row("comments.forms.writing.CommentForm", "anon", "comments:reply", WRITING, page=True),
    Row(
        "comments.views.reports.ReportForm",
        "anon",
        "comments:report",
        {"reason": "insult", "text": "Elakt."},
        page=True,
    ),
    Row(
        "comments.forms.following.FollowForm",
        "anon",
        "comments:follow",
        lambda _w: {"email": "ny@example.org", "pace": "daily"} | _opened("follow"),
    ),
    Row("comments.forms.following.PaceForm", "author", "comments:follow", {"pace": "daily"}),
    Row(
        "comments.forms.own.OwnTextForm",
        "anon",
        lambda w: w.mine("mine_edit", w.comment),
        {"comment": "En annan bänk."},
    ),
    Row(
        "comments.forms.own.AppealForm",
        "anon",
        lambda w: w.mine("mine_appeal", w.appealable),
        {"text": "Jag menade det inte så."},
    ),
    Row(f"{BASE}.HideForm", "super", "comments_hide", {"reason": "other", "text": "Ingen bänk."}, page=True),
    Row(f"{BASE}.RedactForm", "super", "comments_redact", {"text": "Kan vi?"}, page=True),
    Row(
        f"{BASE}.AnswerForm",
        "super",
        _site("comments_answer", lambda w: [w.hidden.pk]),
        {"granted": "1", "answer": "Ja."},
        page=True,
    ),
    Row(
        f"{BASE}.PickedForm",
        "super",
        "comments_bulk",
        lambda w: {"pick": [f"{w.waiting.pk}:"], "act": "approve"},
    ),
    Row(f"{BASE}.TryForm", "super", "comments_try", {"text": "Kan vi få en bänk?"}),
    Row(
        "comments.admin.answers.forms.QuestionForm",
        "super",
        "comments_ask",
        lambda w: {"unit": "Park", "due_on": "2030-05-01", "assigned_to": w.people["super"].pk},
        page=True,
    ),
    Row(
        "comments.admin.answers.forms.AnswerForm",
        "super",
        "comments_ask",
        lambda w: {"choose": "1", "answer": w.answer.pk},
        told=False,
    ),
    Row(
        "comments.admin.answers.forms.OutcomeForm",
        "super",
        "comments_outcome",
        lambda w: {"thing": f"arende-{w.matter.pk}", "text": "Det blev så."},
        page=True,
    ),
    Row(
        "councils.admin_forms.MatterForm",
        "super",
        "councils_matter_modeladmin_create",
        lambda w: {
            "council": w.council.pk,
            "title": "Bänk",
            "text": "En bänk.",
            "unit": "Park",
            "raised_by": "",
            "received": "2026-10-01",
        },
        page=True,
    ),
    Row(
        "councils.admin_forms.UpdateForm",
        "super",
        "councils_matter_modeladmin_edit",
        {"text": "Vi har mätt.", "status": "in_progress", "date": "2026-10-02"},
        page=True,
    ),
    Row(
        "councils.admin_forms.CorrectionForm",
        "super",
        _site("councils_matter_modeladmin_correct", lambda w: [w.update.pk]),
        {"text": "Vi har mätt om.", "reason": "Fel."},
        page=True,
    ),
    Row(
        "radslag.accounts.forms.RequestCodeForm",
        "anon",
        "account_login",
        {"email": "ny@example.org"},
        forgets=("email",),
    ),
    Row(
        "radslag.accounts.forms.ConfirmCodeForm",
        "asked",
        "account_confirm_login_code",
        {"code": "111111"},
        forgets=("code",),
    ),
    Row(
        "radslag.accounts.forms.StaffLoginForm",
        "anon",
        "staff_login",
        {"username": "chef@example.org", "password": "fel"},
        forgets=("password",),
    ),
    Row(
        "radslag.accounts.forms_second_step.CodeForm",
        "halfway",
        "mfa_authenticate",
        {"code": "111111"},
        forgets=("code",),
    ),
    Row(
        "radslag.accounts.forms_second_step.PasskeyForm",
        "halfway",
        "mfa_authenticate",
        {"credential": "{}"},
        forgets=("credential",),
        told=False,
    ),
    Row(
        "radslag.accounts.forms_second_step.NewAppForm",
        "chief",
        "mfa_activate_totp",
        {"code": "111111"},
        forgets=("code",),
    ),
    Row(
        "radslag.accounts.forms_second_step.NewPasskeyForm",
        "chief",
        "mfa_add_webauthn",
        {"name": "Telefonen", "credential": "{}"},
        forgets=("credential",),
    ),
    Row(
        "radslag.accounts.forms_second_step.PasswordForm",
        "chief",
        "account_reauthenticate",
        {"password": "fel"},
        forgets=("password",),
    ),
    Row("radslag.limits.admin.LiftForm", "super", "radslag_lift_limits", {"whose": "siv@example.org"}),
    Row(
        "radslag.privacy.forms.DecideForm",
        "super",
        _site("privacy_decide", lambda _w: ["unused_accounts"]),
        {"days": "400", "decision": "KS 2026:1", "decided_on": "2026-05-01"},
        page=True,
    ),
    Row("radslag.privacy.forms.EraseForm", "resident", "privacy:erase_me", {"word": "nej"}, page=True),
    Row(
        "radslag.media.uploads.DocumentUploadForm",
        "super",
        "wagtaildocs:add",
        lambda w: {"title": "Rapport", "file": "", "collection": w.collection.pk},
    ),
    Row(
        "radslag.media.uploads.ImageUploadForm",
        "super",
        "wagtailimages:add",
        lambda w: {"title": "Bild", "file": "", "collection": w.collection.pk},
    ),
    Row("radslag.SiteSettings", "super", "wagtailsettings:edit#1", {}, page=True),
    Row(
        "comments.ConversationSettings",
        "super",
        _site("wagtailsettings:edit", lambda w: ["comments", "conversationsettings", w.settings.site_id]),
        {},
        page=True,
    ),
    Row(
        "radslag.Area",
        "super",
        "radslag_area_modeladmin_create",
        {"name": "Sandby", "slug": "sandby"},
        page=True,
    ),
    Row(
        "radslag.Theme", "super", "radslag_theme_modeladmin_create", {"name": "Lek", "slug": "lek"}, page=True
    ),
    Row(
        "radslag.Contact",
        "super",
        "radslag_contact_modeladmin_create",
        {"role": "Utvecklare", "email": "a@example.org", "phone": "070-1"},
        page=True,
    ),
    Row("radslag.User", "super", "wagtailusers_users:edit", {}, page=True),
    Row("auth.Group", "super", "wagtailusers_groups:edit", {}, page=True),
    Row(
        "wagtailredirects.Redirect",
        "super",
        "wagtailredirects:add",
        {"old_path": "/x", "redirect_link": "/y"},
        page=True,
    ),
    Row("wagtailcore.Collection", "super", "wagtailadmin_collections:add", {"name": "Mapp"}, page=True),
    Row(
        "wagtailcore.Site",
        "super",
        "wagtailsites:add",
        {"hostname": "x.example.org", "port": "80"},
        page=True,
    ),
    Row("wagtailcore.Workflow", "super", "wagtailadmin_workflows:add", {"name": "Flöde"}, page=True),
    Row("radslag.editors.copying.FittingCopyForm", "super", "wagtailadmin_pages:copy", {}, page=True),
    Row(
        "wagtail.admin.forms.choosers.ExternalLinkChooserForm",
        "super",
        "wagtailadmin_choose_page_external_link",
        {"external-link-chooser-url": "/x", "external-link-chooser-link_text": "x"},
    ),
]


def _of(
    model: str, action: str, thing: Callable[[Any], Any] | None = None, query: str = ""
) -> Callable[[Any], str]:
    from django.urls import reverse

    def path(world: Any) -> str:
        args = [thing(world).pk] if thing else []
        return reverse(f"budgeting_{model}_modeladmin_{action}", args=args) + query.format(
            round=world.round.pk
        )

    return path


def _public(name: str, arguments: Callable[[Any], list[Any]]) -> Callable[[Any], str]:
    return _site(f"budgeting:{name}", arguments)


def _round(world: Any) -> Any:
    return world.round


def _project(world: Any) -> Any:
    return world.project


def _paid(_world: Any) -> dict[str, Any]:
    from django.utils import timezone

    return {"amount_ore": "1", "paid_on": timezone.localdate().isoformat(), "what": "Skruvar"}


CODES, PAPERS = _of("round", "codes", lambda w: w.coded_now), _of("round", "papers", lambda w: w.coded_now)
DESK, REVIEW = _of("project", "edit", _project), _of("proposal", "edit", lambda w: w.proposals["received"])
VOTING, PAYMENT = _of("round", "voting", _round), _of("payment", "edit", lambda w: w.payment)
REASON = "Vi behöver tänka om."
PROPOSAL = {
    "title": "Pump",
    "what": "En pump.",
    "benefit": "Barn lagar.",
    "kind": "person",
    "show_as": "area",
    "phone": "070-1",
    "name": "Siv",
    "line_what": ["Pump"],
    "line_kronor": ["2 500"],
    "action": "send",
}
PAPER = {"title": "Bänk", "what": "En bänk.", "benefit": "Vila.", "cost": "5 000", "kind": "person"}
A, B = "budgeting.admin.", "budgeting."
OF_BUDGETS = [
    Row(
        f"{B}forms.proposal.ProposalForm",
        "resident",
        _public("new_proposal", lambda w: [w.round.pk]),
        PROPOSAL,
        "open",
        keeps="budgeting_proposaldraft",
    ),
    Row(
        f"{B}forms.inquiries.AnswerForm",
        "author",
        _public("inquiry", lambda w: [w.inquiry.pk]),
        {"text": "Vi gör det."},
        "before",
    ),
    Row(
        f"{B}forms.projects.TellForm",
        "author",
        _public("tell_of_project", lambda w: [w.project.pk]),
        {"text": "Vi har grävt."},
        "before",
        page=True,
    ),
    Row(
        f"{B}forms.following.RoundFollowForm",
        "anon",
        _public("follow_round", lambda w: [w.round.pk]),
        lambda _w: {"email": "ny@example.org"} | _opened("follow"),
        "public",
    ),
    Row(
        f"{B}forms.receipt.ReceiptForm",
        "anon",
        _public("receipt_lookup", lambda w: [w.funded.round.pk]),
        {"kvitto": "AAA-AAA-AAA"},
    ),
    Row(
        f"{B}forms.voting_code.VotingCodeForm",
        "anon",
        _public("voting_code", lambda w: [w.coded_now.pk]),
        {"code": "K7QF-2M9D-XR4P"},
        forgets=("code",),
    ),
    Row(
        f"{B}forms.ballot.BallotForm",
        "resident",
        _public("ballot", lambda w: [w.round.pk]),
        lambda w: {"choices": [w.proposals["accepted"].pk], "declared": "1"},
        "voting",
    ),
    Row(
        f"{A}rounds.form.RoundForm",
        "super",
        _of("round", "create", None, "?round={round}"),
        {},
        "before",
        page=True,
    ),
    Row(
        f"{A}rounds.question_forms.QuestionForm",
        "super",
        _of("round", "create", None, "?round={round}"),
        {"form-0-text": "Vem vattnar?", "form-0-kind": "choice"},
        "before",
        page=True,
    ),
    Row(
        f"{A}rounds.question_forms.QuestionFormSet",
        "super",
        _of("round", "edit", lambda w: w.coded),
        {},
        "before",
        page=True,
    ),
    Row(
        f"{A}rounds.try_rules.TryRulesForm",
        "super",
        _of("round", "try_rules"),
        {"budget": "10 000"},
        "before",
        page=True,
    ),
    Row(
        f"{A}acts.forms.ReasonForm",
        "super",
        _of("round", "acts", _round),
        {"ask": "pause", "reason": REASON},
        "before",
        page=True,
    ),
    Row(
        f"{A}acts.forms.LookedAtForm",
        "super",
        _of("round", "resume", lambda w: w.paused),
        {"reason": REASON, "seen": ""},
    ),
    Row(
        f"{A}acts.forms.ChangeTermsForm",
        "super",
        _of("round", "change", _round),
        {"reason": REASON, "step": "do"},
        "before",
        page=True,
    ),
    Row(
        f"{A}rounds.carrying_over.CarryForm",
        "super",
        _of("round", "carry", lambda w: w.coded),
        lambda w: {"carry": "1", "source": w.funded.round.pk, "amount_ore": "1"},
        "before",
        told=False,
    ),
    Row(f"{A}voting.code_forms.MakeForm", "super", CODES, {"act": "make", "name": "Storgatan", "size": "10"}),
    Row(
        f"{A}voting.code_forms.RevokeForm",
        "super",
        CODES,
        {"act": "revoke", "numbers": "1, 3-4", "reason": "Borta."},
    ),
    Row(
        f"{A}voting.code_forms.ReplaceForm",
        "super",
        CODES,
        {"act": "replace", "number": "1", "reason": "Borta."},
    ),
    Row(
        f"{A}voting.code_forms.RevokeBatchForm",
        "super",
        CODES,
        {"act": "revoke_batch", "batch": "1", "reason": "Borta."},
    ),
    Row(f"{A}voting.paper_forms.PileForm", "super", PAPERS, {"act": "pile", "papers": "3"}),
    Row(
        f"{A}voting.paper_forms.PaperVoteForm",
        "super",
        PAPERS,
        {"act": "save", "code": "K7QF-2M9D-XR4P", "numbers": "1", "seen": "1"},
        told=False,
    ),
    Row(
        f"{A}counts.forms.ChangeResultForm",
        "super",
        _of("round", "change_result", lambda w: w.funded.round),
        {"reason": REASON, "out_1": "on"},
        "before",
        page=True,
    ),
    Row(
        f"{A}counts.forms.DrawForm",
        "super",
        _of("round", "counting", lambda w: w.drawn),
        {"draw": "1", "seed": "19 2 40", "how": "Kulor."},
    ),
    Row(
        f"{A}counts.forms.AgainForm",
        "super",
        _of("round", "counting", lambda w: w.drawn_once),
        {"draw": "1", "seed": "19 2 40"},
        forgets=("seed",),
    ),
    Row(
        f"{A}voting.forms.FindForm",
        "super",
        VOTING,
        {"find": "1", "typed": "siv@example.org"},
        "voting",
        keeps="wagtailcore_modellogentry",
        forgets=("typed",),
    ),
    Row(
        f"{A}voting.forms.ChallengeForm",
        "super",
        VOTING,
        lambda w: {"ask": "1", "reason": REASON, "ballot": w.round.receipts.last().pk},
        "voting",
    ),
    Row(
        f"{A}proposals.paper_form.PaperForm",
        "super",
        _of("proposal", "create", None, "?round={round}"),
        PAPER,
        "before",
        page=True,
    ),
    Row(
        f"{A}proposals.review_forms.DecisionForm",
        "super",
        REVIEW,
        {"decision": "decline", "reason": "Marken är privat."},
        "before",
        page=True,
    ),
    Row(
        f"{A}proposals.paper_files.ForgottenFilesForm",
        "super",
        _of("proposal", "edit", lambda w: w.proposals["paper"]),
        {"act": "files", "shows_1": "En bänk."},
        "before",
    ),
    Row(f"{A}proposals.review_forms.InquiryForm", "super", REVIEW, {"act": "ask", "text": "Hur?"}, "before"),
    Row(
        f"{A}proposals.review_forms.CostForm",
        "super",
        REVIEW,
        {"act": "cost", "cost_ore": "900", "reason": "Dyrare."},
        "before",
    ),
    Row(
        f"{A}proposals.review_forms.AlternativeForm",
        "super",
        REVIEW,
        {"act": "alternative", "about": "Torget"},
        "before",
    ),
    Row(
        f"{A}proposals.review_forms.WithdrawForm",
        "super",
        REVIEW,
        {"act": "withdraw", "reason": "Egen önskan."},
        "before",
    ),
    Row(
        f"{A}proposals.review_forms.TakeAwayForm",
        "super",
        REVIEW,
        lambda w: {
            "act": "take_away",
            "thing": f"picture-{w.files['received'][0].pk}",
            "reason": "Någon syns.",
        },
        "before",
    ),
    Row(
        f"{A}proposals.review_forms.MergeForm",
        "super",
        REVIEW,
        {"act": "merge", "target": "1", "reason": "Samma."},
        "before",
    ),
    Row(
        f"{A}projects.forms.SayForm",
        "super",
        DESK,
        {"act": "say", "text": "Vi har grävt.", "status": "", "date": "2026-11-01"},
        page=True,
    ),
    Row(
        f"{A}projects.forms.PlanForm",
        "super",
        DESK,
        {"act": "plan", "plan": "Gräva.", "expected_on": "2030-05-01", "expected_precision": "month"},
        page=True,
    ),
    Row(
        f"{A}projects.forms.StepForm",
        "super",
        DESK,
        {"act": "new_step", "title": "Målat", "planned_on": "2030-05-01", "precision": "month"},
    ),
    Row(
        f"{A}projects.forms.DeclineForm",
        "super",
        DESK,
        lambda w: {"act": "decline", "pk": w.text.pk, "reason": "Fel bild."},
        told=False,
    ),
    Row(
        f"{A}projects.forms.CorrectForm",
        "super",
        _of("project", "correct", lambda w: w.said),
        {"text": "Vi har målat.", "reason": "Fel."},
        page=True,
    ),
    Row(f"{A}projects.money_forms.PayForm", "super", DESK, lambda w: {"act": "pay"} | _paid(w)),
    Row(
        f"{A}projects.money_forms.MoneyForm",
        "super",
        DESK,
        {"act": "money", "way": "more", "amount_ore": "100", "reason": "Dyrare."},
    ),
    Row(
        f"{A}projects.money_forms.GiveBackForm",
        "super",
        DESK,
        {"act": "give_back", "reason": "Klart."},
        told=False,
    ),
    Row(f"{A}projects.money_forms.VoucherForm", "super", PAYMENT, {"act": "add_voucher", "voucher": ""}),
    Row(
        f"{A}projects.money_forms.RemoveVoucherForm",
        "super",
        PAYMENT,
        lambda w: {"act": "remove_voucher", "pk": w.voucher.pk, "why": "Fel fil."},
    ),
    Row(f"{A}projects.payment_views.CounterEntryForm", "super", PAYMENT, {"what": "Fel förslag"}),
    Row(
        f"{A}projects.payment_views.PaymentForm",
        "super",
        _of("payment", "create"),
        lambda w: {"proposal": w.funded.pk} | _paid(w),
    ),
]
