"""The worlds of the two access matrices, with what their forms need besides: for fuzzing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from budgeting.models import VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.services.draws import type_in_draw
from budgeting.services.voting_codes import make_batch
from budgeting.tests.access_world import World
from budgeting.tests.builders import (
    make_ballot,
    make_programme,
    make_proposal,
    make_round,
    make_round_page,
    make_user,
    pause,
)
from comments.mails import tokens
from comments.models import Participant
from comments.services import Sender, post_comment
from comments.services.appeals import make_appeal
from comments.tests.builders import make_hidden
from councils.tests.builders import make_council_index, make_report, make_report_index, make_update
from radslag.clock import at, database_now
from radslag.models import SiteSettings, User
from radslag.tests.test_second_step import CHIEF, PASSWORD, STAFF, by_password, set_up

from .access_of_site import SiteWorld
from .builders import make_news_index, make_news_page
from .test_accessibility import make_statement
from .test_data_protection import make_protection

NEW_CHIEF = "ny-chef@example.org"
LOT = {"lot_source": "drawn"}


class FuzzSite(SiteWorld):
    """The site, with a page of every type, a hidden comment and people halfway through the door."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = make_hidden(page=self.page)
        make_appeal(comment_id=self.hidden.pk, text="Varför?")
        self.appealable = make_hidden(page=self.page)
        now = database_now()
        Participant.objects.create(email=self.people["author"].email, created_at=now, confirmed_at=now)
        for address in (CHIEF, NEW_CHIEF):
            User.objects.create_superuser(address, PASSWORD)
        said = {"target": self.page, "text": "Ja, två.", "reply_to": self.comment.pk}
        self.answer = post_comment(sender=Sender(user=self.people["super"]), **said).comment
        self.update = make_update(self.matter).updates.last()
        self.pages = self._pages()

    def _pages(self) -> dict[str, Page]:
        """One of every type of the project, by its label."""
        made = [self.home, self.page, self.council, self.register, make_news_index(), make_news_page()]
        made += [make_council_index(), make_report_index(), make_report()]
        made += [make_statement(), make_protection()]
        programme = make_programme()
        made += [programme, make_round_page(Phase.SUBMISSION, programme=programme)]
        return {page._meta.label: page for page in made}

    def client(self, who: str) -> Client:
        """A browser of that person; one that tells of faults instead of a page."""
        client = Client()
        if who in self.people:
            client = super().client(who)
            client.raise_request_exception = True
        elif who == "asked":
            client.post(reverse("account_login"), {"email": "resident@example.org"})
        elif who == "chief":
            by_password(client, email=NEW_CHIEF)
        elif who == "halfway":
            by_password(first := Client())
            set_up(first)
            client.post(STAFF, {"username": CHIEF, "password": PASSWORD})
        return client

    def mine(self, name: str, comment: Any) -> str:
        """A page of the author's own."""
        return reverse(f"comments:{name}", args=[tokens.sign("mine", comment.pk)])


class FuzzBudgets(World):
    """Budgets, with rounds that wait for a lot and one with voting codes that are asked for now."""

    def __post_init__(self) -> None:
        super().__post_init__()
        SiteSettings.for_site(
            Site.objects.get(is_default_site=True)
        )  # else the first page that is shown makes them

    @cached_property
    def coded_now(self) -> Any:
        """Its voting is open."""
        round_ = make_round_page(Phase.VOTING, identity=VoterIdentity.CODES).round
        with at(round_.submission_opens):
            make_batch(round_id=round_.pk, name="Storgatan", size=10, by=make_user())
        return round_

    @cached_property
    def paused(self) -> Any:
        """Somebody may let it go on."""
        round_ = make_round(Phase.VOTING)
        pause(round_)
        return round_

    @cached_property
    def drawn(self) -> Any:
        """Waits for the first of two people to type in what was drawn."""
        round_ = make_round(Phase.COUNTING, **LOT)
        make_ballot(round_, make_proposal(round_))
        return round_

    @cached_property
    def drawn_once(self) -> Any:
        """Waits for the second."""
        round_ = make_round(Phase.COUNTING, **LOT)
        make_ballot(round_, make_proposal(round_))
        type_in_draw(round_id=round_.pk, seed="19 2 40", how="Kulor.", by=make_user())
        return round_
