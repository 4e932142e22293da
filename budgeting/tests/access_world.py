"""One round with a proposal of every kind and a person of every role: for the tests of who gets at what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from budgeting.models import (
    Attachment,
    Challenge,
    ProjectPicture,
    Proposal,
    ProposalDraft,
    ProposalPicture,
    RoundAct,
    VoterIdentity,
)
from budgeting.rules.phases import Phase, Schedule
from budgeting.services import acts
from budgeting.services.attachments import TAKEN, add_attachment
from budgeting.services.checked_files import checked
from budgeting.services.counting import count_round
from budgeting.services.following import ask_to_follow
from budgeting.services.inquiries import ask_applicant
from budgeting.services.merging import suggest_merge
from budgeting.services.paper_files import PaperFiles, enter_paper
from budgeting.services.pictures import add_picture
from budgeting.services.project_updates import NewPicture, Said, say, write_as_applicant
from budgeting.services.proposals import Contact, withdraw_proposal
from budgeting.services.review import accept_proposal, decline_proposal
from budgeting.services.stored_files import hand_over_files
from budgeting.services.voters import Voter
from budgeting.services.vouchers import add_voucher
from home.services import roles
from home.services.roles import ensure_roles
from radslag.clock import TICK, at
from radslag.models import User
from radslag.tests.people import log_in_by_code

from .builders import (
    DAY,
    cancel,
    make_application,
    make_ballot,
    make_draft,
    make_payment,
    make_photo,
    make_programme,
    make_project,
    make_proposal,
    make_round,
    make_round_page,
    make_schedule,
    make_user,
)

PEOPLE = {
    "anon": "who is not logged in",
    "resident": "a resident with no part in it",
    "author": "who wrote the proposals",
    "named": "a resident whom the author named as taking part",
    "paper": "who handed in on paper, and shows by a code that the address on it is theirs",
    "editor": "writes pages of the branch",
    "reviewer": "reviews the proposals of the branch",
    "moder": "moderates the conversations of the branch",
    "budget": "answers for the budget of the branch",
    "admin": "administers the branch",
    "editor2": "writes pages of another organisation's branch",
    "review2": "reviews the proposals there",
    "budget2": "answers for the budget there",
    "super": "a superuser",
}
KINDS = ("received", "accepted", "declined", "withdrawn")
STATES = ("open", "before", "public", "unpublished", "cancelled", "cancelled_late", "voting")
"""When one looks: while proposals are taken, a tick before they are shown, from that instant on, the same with the page of
the round taken down, with the round cancelled before and after that instant, while residents vote."""


@dataclass
class World:
    """The round of one programme with all that hangs on it."""

    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Fields of the application of each kind, "draft" and "paper" where a test wants words of its own."""

    def __post_init__(self) -> None:
        self.programme, self.other_programme = make_programme(), make_programme()
        self.page = make_round_page(Phase.VOTING, programme=self.programme, proposals_per_person=10)
        self.round = self.page.round
        self.people = self._people()
        self.author, self.reviewer = self.people["author"], self.people["reviewer"]
        self.files: dict[str, tuple[ProposalPicture, Attachment]] = {}
        self.drafts = {kind: self._draft(kind) for kind in ("draft", *KINDS)}
        self.proposals = {kind: self._sent(kind) for kind in KINDS}
        self.proposals["paper"] = self._paper()
        self._decide()
        self.coded = make_round(  # with voting codes, and all of it to come
            Phase.BEFORE,
            programme=self.programme,
            identity=VoterIdentity.CODES,
            schedule=make_schedule(Phase.BEFORE, shift=60 * DAY),
        )
        earlier = make_schedule(Phase.RESULT, shift=-60 * DAY)
        self.funded = self._funded(earlier)
        self.follow = ask_to_follow(email="folj@example.org", round_id=self.round.pk).follow
        self.payment = make_payment(self.funded, by=self.people["budget"])
        self._follow_up()

    def _people(self) -> dict[str, User]:
        here = ensure_roles(branch=self.programme, organisation="Närlundahem")
        there = ensure_roles(branch=self.other_programme, organisation="Björkhem")
        groups = {
            "editor": here[roles.EDITORS],
            "reviewer": here[roles.REVIEWERS],
            "moder": here[roles.MODERATORS],
            "budget": here[roles.BUDGETERS],
            "admin": here[roles.ADMINISTRATORS],
            "editor2": there[roles.EDITORS],
            "review2": there[roles.REVIEWERS],
            "budget2": there[roles.BUDGETERS],
        }
        people = {who: make_user(email=f"{who}@example.org") for who in PEOPLE if who != "anon"}
        for who, group in groups.items():
            people[who].groups.add(group)
        User.objects.filter(pk=people["super"].pk).update(is_staff=True, is_superuser=True)
        return people

    def _draft(self, kind: str) -> ProposalDraft:
        """A draft with a picture and a file."""
        words = {"title": [self.texts.get(kind, {}).get("title", "Bänk")]}
        draft = make_draft(self.round, author=self.author, content=words)
        with at(self.round.submission_opens):
            picture = add_picture(
                draft_id=draft.pk,
                author=self.author,
                file=SimpleUploadedFile("a.jpg", make_photo()),
                alt=f"Bild {kind}",
            )
            name = self.texts.get("names", {}).get(kind, "offert")
            file = SimpleUploadedFile(f"{name}.jpg", make_photo())
            self.files[kind] = picture, add_attachment(draft_id=draft.pk, author=self.author, file=file)
        return draft

    def _sent(self, kind: str) -> Proposal:
        contact = Contact(co_applicants=self.people["named"].email)
        words = {"title": f"Bänk {kind}", "contact": contact} | self.texts.get(kind, {})
        proposal = make_proposal(self.round, accepted=False, author=self.author, **words)
        draft = self.drafts[kind]
        ProposalDraft.objects.filter(pk=draft.pk).update(proposal=proposal, sent_version=draft.version)
        hand_over_files(draft_id=draft.pk, proposal=proposal)
        return proposal

    def _paper(self) -> Proposal:
        words = {"contact": Contact(email=self.people["paper"].email)} | self.texts.get("paper", {})
        with at(self.round.submission_opens):
            file = checked(SimpleUploadedFile("papper.jpg", make_photo()), TAKEN)
            paper = enter_paper(
                round_id=self.round.pk,
                by=self.reviewer,
                application=make_application(**({"title": "Bänk paper"} | words)),
                came_with=PaperFiles(files=(file,)),
            )
            self.paper_file = paper.attachments.get()
        return paper

    def _decide(self) -> None:
        ids = {kind: proposal.pk for kind, proposal in self.proposals.items()}
        with at(self.round.submission_opens):
            withdraw_proposal(proposal_id=ids["withdrawn"], author=self.author)
        words = self.texts.get("review", {})
        with at(self.round.submission_closes):
            self.inquiry = ask_applicant(
                proposal_id=ids["accepted"], by=self.reviewer, text=words.get("inquiry", "Vem vattnar?")
            )
            self.paper_inquiry = ask_applicant(
                proposal_id=ids["paper"], by=self.reviewer, text=words.get("inquiry", "Vem?")
            )
            self.merge = suggest_merge(
                source_id=ids["received"],
                target_number=self.proposals["paper"].number,
                by=self.reviewer,
                reason=words.get("merge", "Samma bänk."),
            )
            accept_proposal(proposal_id=ids["accepted"], by=self.reviewer)
            decline_proposal(
                proposal_id=ids["declined"], by=self.reviewer, reason=words.get("reason", "Marken är privat.")
            )

    def _funded(self, schedule: Schedule) -> Proposal:
        """A proposal of the author that got money in an earlier round."""
        round_ = make_round(Phase.RESULT, programme=self.programme, schedule=schedule)
        proposal = make_proposal(round_, author=self.author)
        make_ballot(round_, proposal)
        count_round(round_id=round_.pk)
        return proposal

    def _follow_up(self) -> None:
        """What became of it: a word of staff, a text of the author that waits to be published, a receipt."""
        words = self.texts.get("project", {})
        self.project = make_project(proposal=self.funded)
        photo = SimpleUploadedFile("a.jpg", make_photo())
        self.said = say(
            project_id=self.project.pk,
            said=Said(date=timezone.localdate(), text="Vi har börjat."),
            pictures=[NewPicture(photo, "En bänk")],
            by=self.people["budget"],
        )
        self.text = write_as_applicant(
            project_id=self.project.pk,
            author=self.author,
            text=words.get("text", "Vi har målat."),
            pictures=[NewPicture(SimpleUploadedFile("b.jpg", make_photo()), "En pensel")],
        )
        name = words.get("receipt", "kvitto")
        self.voucher = add_voucher(
            owner=self.payment,
            file=SimpleUploadedFile(f"{name}.jpg", make_photo()),
            by=self.people["budget"],
        )

    def project_picture(self, of: str) -> ProjectPicture:
        """The picture of what staff said, or of the text that waits."""
        update = self.said if of == "said" else self.text
        picture: ProjectPicture = update.pictures.get()
        return picture

    @property
    def now(self) -> dict[str, dt.datetime]:
        """At what instant each state is looked at."""
        round_ = self.round
        shown = round_.proposals_shown
        return {
            "open": round_.submission_closes - TICK,
            "before": shown - TICK,
            "voting": round_.voting_opens,
        } | dict.fromkeys(("public", "unpublished", "cancelled", "cancelled_late"), shown)

    def enter(self, state: str) -> None:
        """Let happen what the state is about."""
        if state == "unpublished":
            self.page.unpublish()
        if state.startswith("cancelled"):
            late = state == "cancelled_late"
            with at(self.now["public"] if late else self.now["before"]):
                cancel(self.round)
        if state == "voting":
            voter = Voter(email=self.people["resident"].email)
            make_ballot(self.round, self.proposals["accepted"], voter=voter)
            make_ballot(self.round, self.proposals["accepted"])

    @cached_property
    def pause_request(self) -> RoundAct:
        """A request for a second person."""
        return acts.ask_to_pause(round_id=self.round.pk, by=make_user(), reason="Vi behöver tänka om.")

    @cached_property
    def challenge(self) -> Challenge:
        """A request that a ballot is not counted, which waits for a second person."""
        receipt = self.round.receipts.order_by("pk").first()
        made: Challenge = Challenge.objects.create(
            round=self.round,
            receipt=receipt,
            voter_key=receipt.voter_key if receipt else "",
            reason="Lånad kod.",
            asked_by=make_user(),
            asked_at=self.round.voting_opens,
        )
        return made

    def client(self, who: str) -> Client:
        """A browser of that person, logged in by a code."""
        client = Client()
        if who != "anon":
            log_in_by_code(client, self.people[who])
        return client
