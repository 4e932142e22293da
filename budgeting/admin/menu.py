"""The menu of participatory budgets and the list of rounds. Tiny, so that a move away from modeladmin is small."""

from __future__ import annotations

from typing import Any

from django.urls import re_path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdminGroup

from budgeting.admin.acts.changes import ChangeTermsView
from budgeting.admin.acts.views import ActsView, ConfirmView, ResumeView
from budgeting.admin.counts.views import ChangeResultView, CountingView
from budgeting.admin.projects.listing import ProjectAdmin
from budgeting.admin.projects.payments import PaymentAdmin
from budgeting.admin.proposals.listing import ProposalAdmin
from budgeting.admin.rights import ByPageTree, may_key_papers
from budgeting.admin.rounds.carrying_over import CarryView
from budgeting.admin.rounds.listing import (
    FilteredListView,
    PhaseFilter,
    ProgrammeFilter,
    ResultYearFilter,
    RoundColumns,
    RoundSearch,
    listed,
)
from budgeting.admin.rounds.try_rules import TryRulesView
from budgeting.admin.rounds.views import ChangeRoundView, NewRoundView, TimeLineView
from budgeting.admin.voting.codes import CodeSheetsView, CodesView
from budgeting.admin.voting.papers import PaperBallotView, PapersView
from budgeting.admin.voting.views import ChallengeView, SealView, VotingView
from budgeting.models import Round, VoterIdentity
from radslag.clock import database_now
from radslag.editors.lists import ListAdmin


class RoundButtons(ButtonHelper):
    """The buttons say what is made; each round can be the model of the next."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        """Add what has happened, for who may change it, and “New round like this one”, for who may make one."""
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if self.permission_helper.user_can_edit_obj(self.request.user, obj):
            acts = self.url_helper.get_action_url("acts", obj.pk)
            buttons.append(self._second(acts, _("Pause, cancel, change")))
            buttons.append(self._second(self.url_helper.get_action_url("voting", obj.pk), _("The voting")))
            if obj.clock_at(self.now) < obj.submission_opens:
                carry = self.url_helper.get_action_url("carry", obj.pk)
                buttons.append(self._second(carry, _("Money from earlier rounds")))
            buttons.append(self._second(self.url_helper.get_action_url("counting", obj.pk), _("The count")))
        buttons += self._of_codes(obj)
        if self.may_make:
            like = f"{self.url_helper.create_url}?som={obj.pk}"
            buttons.append(self._second(like, _("New round like this one")))
        return buttons

    def _of_codes(self, obj):
        """In a round with voting codes: the codes, and the ballots on paper that carry them."""
        if obj.identity != VoterIdentity.CODES:
            return []
        wanted = [
            ("codes", _("Voting codes"), self.permission_helper.user_can_edit_obj(self.request.user, obj)),
            ("papers", _("Ballots on paper"), may_key_papers(self.request.user, obj)),
        ]
        urls = self.url_helper.get_action_url
        return [self._second(urls(action, obj.pk), label) for action, label, may in wanted if may]

    @cached_property
    def now(self):
        """The instant at which the list is true."""
        return database_now()

    @cached_property
    def may_make(self):
        """Whether the person may make rounds: asked once for the whole list."""
        return self.permission_helper.user_can_create(self.request.user)

    def _second(self, url, label):
        return {
            "url": url,
            "label": label,
            "classname": self.finalise_classname(["button-secondary", "button-small"]),
            "title": label,
        }

    def add_button(self, *args, **kwargs):
        """“New round”."""
        return super().add_button(*args, **kwargs) | {"label": _("New round"), "title": _("New round")}


class RoundAdmin(RoundColumns, ListAdmin):
    """Rounds: the contract of each."""

    model = Round
    menu_icon = "history"
    list_display = ("name", "programme", "phase", "comes_next", "proposals")
    list_filter = (ProgrammeFilter, PhaseFilter, ResultYearFilter)
    list_per_page = 50
    list_export = (
        "pk",
        "name",
        "programme",
        "phase",
        "comes_next",
        "handed_in",
        "submission_opens",
        "submission_closes",
        "proposals_shown",
        "voting_opens",
        "voting_closes",
        "result_at",
        "budget_kronor",
        "cap_kronor",
    )
    export_filename = "omgangar"
    index_view_class = FilteredListView
    index_view_extra_css = ["css/admin/review.css", "css/admin/rounds.css"]
    index_template_name = "radslag/admin/folded_list.html"
    search_fields = ("name", "programme__title")
    search_handler_class = RoundSearch
    permission_helper_class = ByPageTree
    button_helper_class = RoundButtons
    create_view_class = NewRoundView
    edit_view_class = ChangeRoundView

    def get_queryset(self, request):
        """Rounds of the person's programmes, as they stand now."""
        return listed(request.user, database_now())

    def get_admin_urls_for_registration(self) -> Any:
        """Add what is decided about a round that is going on, and the time line of one that is planned."""
        views = {
            "acts": ActsView,
            "resume": ResumeView,
            "change": ChangeTermsView,
            "voting": VotingView,
            "seal": SealView,
            "counting": CountingView,
            "change_result": ChangeResultView,
        }
        views |= {"codes": CodesView, "code_sheets": CodeSheetsView}
        views |= {"papers": PapersView, "paper_ballot": PaperBallotView, "carry": CarryView}
        urls = [
            re_path(
                self.url_helper.get_action_url_pattern(action),
                self._further(view),
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in views.items()
        ]
        request = rf"^{self.url_helper.base_url_path}/acts/(?P<instance_pk>[0-9]+)/(?P<act_pk>[0-9]+)/$"
        name = self.url_helper.get_action_url_name("confirm")
        line = rf"^{self.url_helper.base_url_path}/time-line/$"
        line_name = self.url_helper.get_action_url_name("time_line")
        trying = rf"^{self.url_helper.base_url_path}/try-rules/$"
        trying_name = self.url_helper.get_action_url_name("try_rules")
        return (
            *super().get_admin_urls_for_registration(),
            *urls,
            re_path(line, TimeLineView.as_view(model_admin=self), name=line_name),
            re_path(trying, TryRulesView.as_view(model_admin=self), name=trying_name),
            re_path(request, self._further(ConfirmView), name=name),
            re_path(
                rf"^{self.url_helper.base_url_path}/voting/(?P<instance_pk>[0-9]+)/(?P<challenge_pk>[0-9]+)/$",
                self._further(ChallengeView),
                name=self.url_helper.get_action_url_name("challenge"),
            ),
        )

    def _further(self, view: Any) -> Any:
        return lambda request, instance_pk, **rest: view.as_view(model_admin=self, instance_pk=instance_pk)(
            request, **rest
        )


class BudgetingAdmin(ModelAdminGroup):
    """Everything of participatory budgeting in one menu."""

    menu_label = pgettext_lazy("menu", "Budget")  # short: the menu is narrow
    menu_icon = "group"
    menu_order = 240
    items = (RoundAdmin, ProposalAdmin, ProjectAdmin, PaymentAdmin)
