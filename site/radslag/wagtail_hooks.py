"""What the site as a whole adds to the Wagtail admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from radslag.accounts.sessions import end_of_inactive
from radslag.archives import admin_views as archives
from radslag.audit.admin import AuditAdmin
from radslag.blocks.contacts import contact_chooser
from radslag.editors import asking_first, handbook, second_step
from radslag.editors.accessibility_checker import use_own_checker
from radslag.editors.dashboard import arrange_panels
from radslag.editors.editing import OwnPages, tell_hour, tell_remarks
from radslag.editors.in_use import warn_of_links
from radslag.editors.registers import RegistersAdmin
from radslag.editors.translating import urls as translating_urls
from radslag.editors.unreadable_forms import ask_where_to_copy
from radslag.editors.users import may_administer
from radslag.editors.waiting import of_pages, of_the_site  # noqa: F401  # they register what waits
from radslag.limits.admin import LimitAdmin
from radslag.limits.admin import urls as limit_urls
from radslag.mail.admin import FailedMailAdmin
from radslag.models import User
from radslag.privacy import admin_urls as privacy
from radslag.readers.rich_text import LeanPageLinkHandler

for admin in (AuditAdmin, LimitAdmin, FailedMailAdmin, RegistersAdmin):
    modeladmin_register(admin)
hooks.register("register_admin_urls", limit_urls)


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: Any) -> None:
    """Links to pages in running text, with fewer queries than Wagtail's own."""
    features.register_link_type(LeanPageLinkHandler)


@hooks.register("register_admin_viewset")
def register_contact_chooser() -> object:
    """The window in which an editor chooses a contact."""
    return contact_chooser


@hooks.register("before_bulk_action")
def only_staff_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Residents and superusers are out of reach for what is done with several people at once, too."""
    if not all(may_administer(request.user, thing) for thing in objects if isinstance(thing, User)):
        raise PermissionDenied


@hooks.register("after_bulk_action")
def end_sessions_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Who is switched off together with others is logged out at once, too."""
    if action_type == "set_active_state":
        end_of_inactive()


hooks.register("construct_homepage_panels", arrange_panels)
hooks.register("before_delete_page", warn_of_links, order=10)  # after what refuses
hooks.register("before_copy_page", ask_where_to_copy)


@hooks.register("insert_global_admin_css")
def own_style() -> SafeString:
    """What we add to the look of the admin."""
    sheets = ((static(f"css/admin/{name}.css"),) for name in ("waiting", "checklist", "handbook", "lists"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("insert_global_admin_js")
def own_script() -> SafeString:
    """What we mend of the admin's own forms."""
    return format_html('<script type="module" src="{}"></script>', static("js/admin/mends.js"))


@hooks.register("register_admin_viewset", order=10)
def register_own_pages() -> object:
    """The editor of our page types."""
    return OwnPages()


for bulk_action in asking_first.BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action, order=10)
for moment in ("after_edit_page", "after_create_page"):
    hooks.register(moment, tell_hour)
    hooks.register(moment, tell_remarks)
hooks.register("construct_wagtail_userbar", use_own_checker)


hooks.register("register_admin_urls", translating_urls, order=-10)  # before wagtail-localize's own
hooks.register("register_admin_urls", handbook.urls)
hooks.register("register_admin_urls", second_step.urls)
hooks.register("register_user_listing_buttons", second_step.listing_button)
hooks.register("register_log_actions", second_step.log_actions)
for item in second_step.account_items():
    hooks.register("register_account_menu_item", item)
hooks.register("register_admin_menu_item", handbook.menu_item)
hooks.register("register_admin_urls", privacy.urls)
hooks.register("register_admin_urls", archives.urls)
hooks.register("register_reports_menu_item", archives.menu_item)
hooks.register("register_settings_menu_item", privacy.register_item)
hooks.register("register_settings_menu_item", privacy.retention_item)


@hooks.register("construct_main_menu")
def one_help(request: HttpRequest, items: list[Any]) -> None:
    """Our handbook is the help; Wagtail's menu leads to pages in English elsewhere."""
    items[:] = [item for item in items if item.name != "help"]
