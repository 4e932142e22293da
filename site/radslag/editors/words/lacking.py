"""Words of Wagtail's admin that its Swedish lacks altogether: those seen every day, what is rare, and what counts things."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

LACKING = (
    _("%(user_name)s has unsaved changes"),
    _("%(user_name)s saved a new version"),
    _("'%(page_title)s' has been moved successfully."),
    _("A network error occurred"),
    _("Accessible"),
    _("Alternatively, you can view the latest version in a new tab."),
    _("Anyone with editing permissions can create schedules"),
    _("Autosave is <span>paused</span>"),
    _("Autosave is paused"),
    _("But only those with publishing permissions can make them effective."),
    _("Cancel workflow"),
    _("Cancelled by %(cancelled_by)s"),
    _("Changes requested %(finished_at)s"),
    _("Choose when this %(model_name)s should go live and/or expire"),
    _("Compare"),
    _("Complex"),
    _("Currently idle"),
    _("Currently viewing"),
    _("Date updated"),
    _("Duplicate"),
    _("Expiry:"),
    _("Go-live:"),
    _("Good"),
    _("Invalid schedule"),
    _("Locked by"),
    _("Maximum filesize: %(max_upload_size)s."),
    _("Minimap"),
    _("Once scheduled:"),
    _("Page explorer"),
    _("Proceeding will overwrite the changes made by %(user_name)s."),
    _("Proceeding will overwrite the changes you made in that window."),
    _("Refresh"),
    _("Refreshing…"),
    _("Resubmit"),
    _("Saved"),
    _("Saving will overwrite a newer version."),
    _("Saving..."),
    _("Show issue"),
    _("Side panel width"),
    _("Side panels"),
    _("The page could not be saved as it is locked."),
    _("There are no %(model_name)s to display."),
    _("There are validation errors, click save to highlight them."),
    _("View latest version"),
    _("You saved a new version in another window"),
)
RARE = (
    _("%(model_name)s scheduled for publishing"),
    _("%(model_name)s scheduled for publishing at %(go_live_at)s"),
    _("%(model_name)s unscheduled for publishing at %(go_live_at)s"),
    _("%(model_name)s unscheduled from publishing"),
    _("Removed the '%(restriction)s' view restriction. The page is public."),
    _("- Select an option -"),
    _("will be set to the default %(model_name)s"),
    _("will do nothing"),
    _("may prevent deletion"),
    _("will be set to a %(model_name)s specified by the system"),
    _("will unset the reference"),
    _("any"),
    _("Any"),
    _("Anyone"),
    _("App"),
    _("System"),
    _("Exploring"),
    _('You do not have permission to publish pages at "%(page_title)s"'),
    _("Actions (footer)"),
    _('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
    _("Changing the privacy for this page has been disabled."),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s across entire site."),
    _(
        "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s in '<span "
        'class="w-title-ellipsis">%(title)s</span>\'.'
    ),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    _("Edit account avatar"),
    _(
        "Troubleshoot your connection to the site before proceeding. Open the editor in a "
        "separate tab to view the last saved version."
    ),
    _("account"),
    _("Keyboard shortcuts are currently disabled; manage your %(account_link)s to enable them."),
    _("To be created by %(user)s"),
    _("One or more references to this %(model_name)s prevent it from being deleted."),
    _("Enable custom ordering"),
    _("Disable custom ordering"),
    _("This workflow is disabled so it cannot be assigned to any snippets."),
    _(
        "Focus on the drag button and press up or down arrows to move the item, then press enter "
        "to submit the change."
    ),
    _("Button text is empty"),
    _("Use meaningful text for screen reader users"),
    _("Empty heading found"),
    _("Table header text is empty"),
    _("Empty frame title found"),
    _("Use a meaningful title for screen reader users"),
    _("Incorrect heading hierarchy"),
    _("Avoid skipping levels"),
    _("Input button text is empty"),
    _("Link text is empty"),
    _("Misusing paragraphs as headings"),
    _("Use proper heading tags"),
    _("Image alt text has inappropriate pattern"),
    _("Use meaningful text"),
    _("Meta description is empty"),
    _("Add a concise description for search engines"),
    _("%(model_name)s '%(object)s' has been scheduled for publishing."),
    _("%(model_name)s '%(object)s' created and scheduled for publishing."),
    _("%(model_name)s '%(object)s' is live and this version has been scheduled for publishing."),
    _("%(model_name)s '%(object)s' updated and published."),
    _("%(model_name)s '%(object)s' created and published."),
    _("%(model_name)s '%(object)s' has been submitted for moderation."),
    _("%(model_name)s '%(object)s' created and submitted for moderation."),
    _("Workflow on %(model_name)s '%(object)s' has been cancelled."),
    _("The %(model_name)s could not be saved as it is locked"),
    _("You are viewing a previous version of this %(model_name)s from <b>%(created_at)s</b> by %(user)s"),
    _("%(model_name)s '%(object)s' has been replaced with version from %(timestamp)s."),
    _("Preview for %(block_label)s (%(block_type)s)"),
    _("The %(model_name)s '%(title)s' is not currently awaiting moderation."),
    _("The %(model_name)s '%(title)s' is not currently awaiting moderation in task '%(task_name)s'."),
    _("Privacy is inherited from the ancestor page - %(ancestor_page)s"),
    _("%(parent_pages)s and %(child_pages)s have been deleted"),
    _("%(parent_pages)s and %(child_pages)s have been published"),
    _("%(parent_pages)s and %(child_pages)s have been unpublished"),
    _("Create a new %(model_name)s"),
    _("Request to create %(model_name)s was blocked by hook."),
    _("Request to edit %(model_name)s was blocked by hook."),
    _(
        "The slug '%(page_slug)s' is already in use at the selected parent page. Make sure the "
        "slug is unique and try again."
    ),
    _("Placeholder title"),
    _("Page/Snippet Type"),
    _("A heading that identifies the overall topic of the table, and is useful for screen reader users."),
    _("Table headers"),
    _("Display the first row as a header"),
    _("Display the first column as a header"),
    _("Display the first row AND first column as headers"),
    _("No headers"),
    _("Which cells should be displayed as headers?"),
    _("Select a header option"),
    _("The filter options you have selected are not valid."),
    _("%(num_pages)d pages and %(num_others)d others"),
    _('The %(model_name)s "%(title)s" has been rejected during "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been submitted for approval to moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s"'),
    _('The %(model_name)s "%(title)s" has been approved in workflow "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow '
        '"%(workflow)s" by %(rejector)s.'
    ),
    _('The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been rejected during "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been submitted for moderation to workflow '
        '"%(workflow)s" by %(requester)s.'
    ),
    _('The %(model_name)s "%(title)s" has been submitted for moderation to workflow "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been submitted to workflow "%(workflow)s"'),
)
COUNTED = (
    ngettext_lazy(
        "It will also delete 1 translation and its combined %(translation_descendant_count)s "
        "translated child page.",
        "It will also delete 1 translation and its combined %(translation_descendant_count)s "
        "translated child pages.",
        "translation_descendant_count",
    ),
    ngettext_lazy(
        "It will also delete %(translation_count)s translations and their combined "
        "%(translation_descendant_count)s translated child page.",
        "It will also delete %(translation_count)s translations and their combined "
        "%(translation_descendant_count)s translated child pages.",
        "translation_descendant_count",
    ),
    ngettext_lazy(
        "Deleting this page will also delete 1 translation and its combined "
        "%(translation_descendant_count)s translated child page.",
        "Deleting this page will also delete 1 translation and its combined "
        "%(translation_descendant_count)s translated child pages.",
        "translation_descendant_count",
    ),
    ngettext_lazy(
        "Deleting this page will also delete %(translation_count)s translations and their "
        "combined %(translation_descendant_count)s translated child page.",
        "Deleting this page will also delete %(translation_count)s translations and their "
        "combined %(translation_descendant_count)s translated child pages.",
        "translation_descendant_count",
    ),
    ngettext_lazy(
        "Deleting this page will also delete %(translation_count)s translation of this page.",
        "This will also delete %(descendant_count)s more child pages. Deleting this page will"
        " also delete %(translation_count)s translations of this page.",
        "translation_count",
    ),
    ngettext_lazy(
        "This will also move one translation of this page and its child pages",
        "This will also move %(translations_to_move_count)s translations of this page and their child pages",
        "translations_to_move_count",
    ),
    ngettext_lazy(
        "This will also unpublish one translation of the page.",
        "This will also unpublish all %(translation_count)s translations of the page.",
        "translation_count",
    ),
    ngettext_lazy(
        "This page has one subpage and its translations have a combined one translated child "
        "page. Unpublish these too",
        "This page has %(live_descendant_count)s child pages and its translations have a "
        "combined one translated child page. Unpublish these too",
        "live_descendant_count",
    ),
    ngettext_lazy(
        "This page has one child page and its translations have a combined "
        "%(translation_descendant_count)s translated child pages. Unpublish these too",
        "This page has %(live_descendant_count)s child pages and its translations have a "
        "combined %(translation_descendant_count)s translated child pages. Unpublish these "
        "too",
        "live_descendant_count",
    ),
    ngettext_lazy(
        "This action will delete <b>%(total_pages_formatted)s</b> page in total.",
        "This action will delete <b>%(total_pages_formatted)s</b> pages in total.",
        "total_pages",
    ),
    ngettext_lazy(
        "One other user is currently viewing",
        "%(num_user)s other users are currently viewing",
        "num_user",
    ),
    ngettext_lazy(
        "1 snippet type",
        "%(counter)s snippet types",
        "counter",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been deleted",
        "%(num_parent_objects)d pages have been deleted",
        "num_parent_objects",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page",
        "%(num_parent_objects)d pages",
        "num_parent_objects",
    ),
    ngettext_lazy(
        "%(num_child_objects)d child page",
        "%(num_child_objects)d child pages",
        "num_child_objects",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been published",
        "%(num_parent_objects)d pages have been published",
        "num_parent_objects",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been unpublished",
        "%(num_parent_objects)d pages have been unpublished",
        "num_parent_objects",
    ),
    ngettext_lazy(
        "%(num_pages)d page",
        "%(num_pages)d pages",
        "num_pages",
    ),
    ngettext_lazy(
        "This workflow is in progress on %(states_in_progress)d page/snippet. Disabling this "
        "workflow will cancel moderation on this page/snippet.",
        "This workflow is in progress on %(states_in_progress)d pages/snippets. Disabling "
        "this workflow will cancel moderation on these pages/snippets.",
        "states_in_progress",
    ),
    ngettext_lazy(
        "This task is in progress on %(states_in_progress)d page/snippet. Disabling this task"
        " will cause it to be skipped in the moderation workflow and not be listed for "
        "selection when editing a workflow.",
        "This task is in progress on %(states_in_progress)d pages/snippets. Disabling this "
        "task will cause it to be skipped in the moderation workflow and not be listed for "
        "selection when editing a workflow.",
        "states_in_progress",
    ),
)
