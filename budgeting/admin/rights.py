"""Rights follow the page tree: one and the same role says what one may do and in which programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Locale
from wagtail_modeladmin.helpers import PermissionHelper

from budgeting.models import BudgetingPage, Payment, Project, Proposal, Round
from budgeting.querysets.projects import ProjectQuerySet
from budgeting.querysets.rounds import ProposalQuerySet, RoundQuerySet
from radslag.editors.rights import pages_where
from radslag.models import User

ROUNDS = ("budgeting.add_round", "budgeting.change_round", "budgeting.view_round")
PROPOSALS = ("budgeting.change_proposal", "budgeting.view_proposal")
PROJECTS = ("budgeting.change_project", "budgeting.view_project")
PAYMENTS = ("budgeting.add_payment", "budgeting.view_payment")


def programmes_of(user: User, *permissions: str) -> QuerySet[BudgetingPage]:
    """The programmes whose page a role of the person may change, when that role also holds any of `permissions`.

    Without `permissions`: those in which the person may make or change rounds.
    """
    pages = pages_where(user, permissions or ROUNDS[:2], ["change_page"])
    return BudgetingPage.objects.filter(pk__in=pages.values("pk"))


def one_of_each(programmes: QuerySet[BudgetingPage]) -> QuerySet[BudgetingPage]:
    """The programmes without the translations of one that is there in the site's first language."""
    first = Locale.get_default()
    originals = programmes.filter(locale=first).values("translation_key")
    return programmes.filter(Q(locale=first) | ~Q(translation_key__in=originals))


class ByPageTree(PermissionHelper):
    """What a role of the person allows, in the programmes whose page that role may change. Nothing is deleted here."""

    def user_can_list(self, user: User) -> bool:
        """Whether there is anything to list."""
        return has_programmes(user, *(ROUNDS if self.model is Round else PROPOSALS))

    def user_can_create(self, user: User) -> bool:
        """Rounds are made here; of proposals only those that came on paper."""
        right = "budgeting.add_round" if self.model is Round else "budgeting.change_proposal"
        return has_programmes(user, right)

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        """A role of the person changes rounds, or proposals, in the programme."""
        round_ = obj if isinstance(obj, Round) else obj.round
        permission = f"budgeting.change_{self.opts.model_name}"
        return round_.programme_id in _asked_once(user, permission)

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        """Never: what residents have seen stays."""
        return False


def may_key_papers(user: User, round_: Round) -> bool:
    """Whether the person keys ballots on paper: whoever changes proposals or rounds of the programme."""
    programmes = _asked_once(user, "budgeting.change_proposal") | _asked_once(user, "budgeting.change_round")
    return round_.programme_id in programmes


def has_programmes(user: User, *permissions: str) -> bool:
    """Whether there is a programme in which a role of the person holds any of `permissions`. Asked once for the whole menu."""
    return bool(_asked_once(user, *permissions))


def _asked_once(user: User, *permissions: str) -> set[int]:
    """Ids of the programmes in which the person has any of the rights: a list asks for each of its rows, the menu for
    each of its entries. Kept as long as the person's object lives, which is one request."""
    known: dict[tuple[str, ...], set[int]] = user.__dict__.setdefault("_budgeting_programmes", {})
    if permissions not in known:
        known[permissions] = set(programmes_of(user, *permissions).values_list("pk", flat=True))
    return known[permissions]


def own_rounds(user: User) -> RoundQuerySet:
    """Rounds of the person's programmes."""
    return Round.objects.filter(programme__in=programmes_of(user, *ROUNDS))


def own_proposals(user: User) -> ProposalQuerySet:
    """Proposals that the person may read before others do."""
    proposals = Proposal.objects.filter(round__programme__in=programmes_of(user, *PROPOSALS))
    return proposals.filter(round__imported_from="")


def own_projects(user: User, *permissions: str) -> ProjectQuerySet:
    """Projects of the programmes in which a role of the person follows them up, or holds any of `permissions`."""
    programmes = programmes_of(user, *(permissions or PROJECTS))
    return Project.objects.filter(proposal__round__programme__in=programmes)


def payments_of(user: User) -> QuerySet[Payment]:
    """Payments in the programmes where a role of the person shows or enters them."""
    return Payment.objects.filter(proposal__round__programme__in=programmes_of(user, *PAYMENTS))


def may_in(user: User, permission: str, round_: Round) -> bool:
    """Whether a role of the person holds the permission in the round's programme. Asked once for all rows of a list."""
    return round_.programme_id in _asked_once(user, permission)


def rounds_to_review(user: User) -> RoundQuerySet:
    """Rounds whose proposals the person may read."""
    return Round.objects.own().filter(programme__in=programmes_of(user, *PROPOSALS))
