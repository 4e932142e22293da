"""The roles of a branch of the page tree: groups with rights to its pages, pictures, files, comments and rounds."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from radslag.audit.services import record

EDITORS = "Redaktörer"
REVIEWERS = "Granskare"
MODERATORS = "Moderatorer"
BUDGETERS = "Budgetansvariga"
ADMINISTRATORS = "Administratörer"

# Words that many pages use. An area or a theme can be mended by whoever writes; a contact says to whom residents' letters go.
REGISTERS = (
    *(f"radslag.{action}_{model}" for model in ("area", "theme") for action in ("add", "change", "view")),
    "radslag.add_contact",
    "radslag.view_contact",
)
TRANSLATING = ("wagtail_localize.submit_translation",)  # of pages one may edit (radslag.editors.translating)
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
CHOOSING = ("choose_image", "choose_document")
REVIEW_OF_PAGES = "Granskning"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do: actions on pages of its branch, codenames for files, and permissions (app.codename)."""

    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()


def _on(app: str, models: Iterable[str], actions: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{app}.{action}_{model}" for model in models for action in actions)


EVERYTHING = ("add", "change", "view", "delete")
ROLES = {
    EDITORS: Rights(
        pages=("add_page", "change_page", "publish_page"),
        files=FILES,
        permissions=(*REGISTERS, *TRANSLATING, *_on("councils", ("matter",), ("add", "change", "view"))),
    ),
    REVIEWERS: Rights(
        pages=("change_page", "publish_page", "lock_page", "unlock_page"),
        files=CHOOSING,
        permissions=("budgeting.view_round", *_on("budgeting", ("proposal",), ("change", "view"))),
    ),
    # The right to unlock only says which branch it is: moderators neither write, publish nor take down pages.
    MODERATORS: Rights(pages=("unlock_page",), files=CHOOSING, permissions=("comments.moderate_comment",)),
    BUDGETERS: Rights(
        pages=("add_page", "change_page", "publish_page"),
        files=FILES,
        permissions=(
            *_on("budgeting", ("round", "proposal"), ("add", "change", "view")),
            *_on("budgeting", ("project",), ("change", "view")),
            *_on("budgeting", ("payment",), ("add", "view")),
            *REGISTERS,
            *TRANSLATING,
        ),
    ),
    ADMINISTRATORS: Rights(
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
        files=FILES,
        permissions=(
            *_on("budgeting", ("round", "proposal"), ("add", "change", "view")),
            *_on("budgeting", ("project",), ("change", "view")),
            *_on("budgeting", ("payment",), ("add", "view")),
            "comments.moderate_comment",
            *_on("councils", ("matter",), EVERYTHING),
            *_on("radslag", ("area", "theme", "contact"), EVERYTHING),
            *TRANSLATING,
        ),
    ),
}
# How conversations work on the whole site: who moderates them lives with the rules, and knows which words come.
CONVERSATIONS = ("comments.change_conversationsettings",)
# What belongs to no branch: only the groups of the site itself, never those of an organisation on it. Nobody of them
# makes a superuser or reaches a resident's account (radslag.editors.users).
WHOLE_SITE = {
    MODERATORS: CONVERSATIONS,
    ADMINISTRATORS: (
        *_on("radslag", ("user",), EVERYTHING),
        *_on("auth", ("group",), EVERYTHING),
        *_on("wagtailredirects", ("redirect",), EVERYTHING),
        "radslag.change_sitesettings",
        "radslag.view_outgoingmail",
        "radslag.view_auditentry",
        *_on("radslag", ("limitcount",), ("view", "delete")),
        *_on("radslag", ("retentiondecision",), ("change", "view")),
        *CONVERSATIONS,
    ),
}
OWN_FILES = "Webbplatsen"
"""The collection of the site's own pictures and documents; an organisation's carries its name."""


@transaction.atomic
def ensure_roles(*, branch: Page, organisation: str = "", reviewed: bool | None = None) -> dict[str, Group]:
    """Make the five groups of `branch` and give them their rights. Repeating it changes nothing.

    `reviewed`: whether what editors write must be approved by a reviewer. A new branch lets editors publish themselves,
    since many municipalities have one; None keeps what holds.

    Groups of a second organisation on the same site carry its name: "Redaktörer, Lövsundahem". Everyone may use all
    pictures and documents; one adds and changes those in the collection of the own organisation.
    """
    groups: dict[str, Group] = {}
    if reviewed is None:
        reviewed = _is_reviewed(branch, _group_name(EDITORS, organisation))
    own, all_files = ensure_collection(organisation), Collection.get_first_root_node()
    for role, rights in ROLES.items():
        group, _made = Group.objects.get_or_create(name=_group_name(role, organisation))
        group.permissions.add(*_permissions(("wagtailadmin.access_admin", *rights.permissions)))
        if not organisation:
            group.permissions.add(*_permissions(WHOLE_SITE.get(role, ())))
        on_pages = _permissions(f"wagtailcore.{action}" for action in rights.pages)
        GroupPagePermission.objects.bulk_create(
            [GroupPagePermission(group=group, page=branch, permission=permission) for permission in on_pages],
            ignore_conflicts=True,
        )
        GroupCollectionPermission.objects.bulk_create(
            [
                GroupCollectionPermission(
                    group=group,
                    collection=all_files if permission.codename in CHOOSING else own,
                    permission=permission,
                )
                for permission in _file_permissions(rights.files)
            ],
            ignore_conflicts=True,
        )
        groups[role] = group
    if reviewed:
        own_rights = GroupPagePermission.objects.filter(group=groups[EDITORS], page=branch)
        own_rights.filter(permission__codename="publish_page").delete()
    _ensure_review(branch, groups[REVIEWERS])
    record("home.ensure_roles", about=branch, facts={"groups": [group.pk for group in groups.values()]})
    return groups


def ensure_collection(organisation: str = "") -> Collection:
    """The collection of the pictures and documents of `organisation`; without a name, of the site itself."""
    root, name = Collection.get_first_root_node(), organisation or OWN_FILES
    found: Collection | None = root.get_children().filter(name=name).first()
    return found or root.add_child(name=name)


def _group_name(role: str, organisation: str) -> str:
    return f"{role}, {organisation}" if organisation else role


def _is_reviewed(branch: Page, editors: str) -> bool:
    """Whether the editors of the branch are there already and may not publish."""
    rights = GroupPagePermission.objects.filter(group__name=editors, page=branch)
    return rights.exists() and not rights.filter(permission__codename="publish_page").exists()


@transaction.atomic
def remove_default_groups() -> None:
    """Remove the two groups that Wagtail makes when it is installed, unless someone is in them, and their workflow."""
    for group in Group.objects.filter(name__in=["Editors", "Moderators"], user=None):
        group.delete()
    for workflow in Workflow.objects.filter(name="Moderators approval"):
        tasks = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
        if not tasks.exclude(groups=None).exists():
            WorkflowPage.objects.filter(workflow=workflow).delete()
            workflow.deactivate()


def _ensure_review(branch: Page, reviewers: Group) -> None:
    """A page that an editor sends to review goes to the reviewers of its branch."""
    if WorkflowPage.objects.filter(page=branch).exists():
        return
    task, _made = GroupApprovalTask.objects.get_or_create(name=f"{REVIEW_OF_PAGES}: {reviewers.name}")
    task.groups.add(reviewers)
    workflow, _made = Workflow.objects.get_or_create(name=f"{REVIEW_OF_PAGES}: {reviewers.name}")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.create(workflow=workflow, page=branch)


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = {tuple(name.split(".", 1)) for name in names}
    found = Permission.objects.filter(codename__in={codename for _app, codename in wanted})
    return [
        each
        for each in found.select_related("content_type")
        if (each.content_type.app_label, each.codename) in wanted
    ]


def _file_permissions(codenames: Iterable[str]) -> list[Permission]:
    apps = ("wagtailimages", "wagtaildocs")
    return list(Permission.objects.filter(content_type__app_label__in=apps, codename__in=list(codenames)))
