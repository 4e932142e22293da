"""Words that Wagtail's Swedish says wrongly, stiffly or in words of its makers, and what it says otherwise than we do."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OTHERWISE = (
    _("%(label)s and Publish"),
    _("Awaiting my review"),
    _("Change privacy"),
    _("Dashboard"),
    _("First published"),
    _("In Moderation"),
    _("Page '%(page_title)s' created and published."),
    _("Page '%(page_title)s' created and scheduled for publishing."),
    _("Page '%(page_title)s' created and submitted for moderation."),
    _("Page '%(page_title)s' has been published."),
    _("Page '%(page_title)s' has been scheduled for publishing."),
    _("Page '%(page_title)s' has been submitted for moderation."),
    _("Page '%(page_title)s' is live and this version has been scheduled for publishing."),
    _("Page '%(page_title)s' is now unlocked."),
    _("Page '%(page_title)s' unpublished."),
    _("Please add some alt text for your image or mark it as decorative"),
    _("Privacy"),
    _("Resubmit to %(task_name)s"),
    _("Submit for moderation"),
    _("Submit to %(workflow_name)s"),
    _("This %(model_name)s is currently awaiting moderation."),
    _("Toggle comments"),
    _("Toggle preview"),
    _(
        "Upload successful. Please update this document with a more appropriate title, if necessary. You "
        "may also delete the document completely if the upload wasn't required."
    ),
    _(
        "Upload successful. Please update this image with a more appropriate title, if necessary. You "
        "may also delete the image completely if the upload wasn't required."
    ),
    _("in moderation"),
    _("live + in moderation"),
    _("The password you have entered is not correct. Please try again."),
)
"""Pages are reviewed (granskning) and comments moderated; a button is a verb, and a mark of quotation is ours."""
PLAINER = (
    _("Your username and password didn't match. Please try again."),
    _("Your %(username_field)s and password didn't match. Please try again."),
    _(
        "Your account doesn't have access to this page. To proceed, please log in with an account"
        " that has access."
    ),
    _("Please select another parent."),
    _("New slug"),
    _('This slug is already in use within the context of its parent page "%(parent_page_title)s"'),
    _("The slug '%(page_slug)s' is already in use within the parent page."),
    _("The slug '%(page_slug)s' is already in use within the parent page at '%(parent_url_path)s'."),
    _("Please select at least one group."),
    _("Can access Wagtail admin"),
    _(
        "The root level is where you can add new sites to your Wagtail installation. Pages "
        "created here will not be accessible at any URL until they are associated with a site."
    ),
    _("If you just want to add pages to an existing site, create them as children of the homepage instead."),
    _(
        "Pages created here will not be accessible at any URL. To add pages to an existing site, "
        "create them as children of the homepage."
    ),
    _(
        "There is no site set up for this location. Pages created here will not be accessible at "
        "any URL until a site is associated with this location."
    ),
    _("There is no site record for this location. Pages created here will not be accessible at any URL."),
    _("Please type <b>%(wagtail_site_name)s</b> to confirm."),
    _("Visit the live page"),
    _("Visible to all. Visit the live page"),
    _("Private. Visit the live page"),
    _("Are you sure you want to unschedule this revision?"),
    _("Choose when this page should go live and/or expire"),
    _("go live date/time"),
    _("expiry date/time"),
    _("Go live date/time must be before expiry date/time"),
    _("Expiry date/time must be in the future."),
    _("No publishing schedule set"),
    _('This publishing schedule will only take effect after you select the "Schedule to publish" option'),
    _("Parent"),
    _("Once live anyone can view"),
    _("Toggle checks"),
    _("Toggle status"),
    _("This page hasn't been submitted for moderation yet"),
    _("This %(model_name)s hasn't been submitted for moderation yet"),
    _("No pages/snippets have been submitted for moderation yet"),
    _("The page '%(page_title)s' is not currently awaiting moderation."),
    _("The page '%(page_title)s' is not currently awaiting moderation in task '%(task_name)s'."),
    _('The page "%(title)s" has been submitted for approval in moderation stage "%(task)s"'),
    _('The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s" by %(requester)s.'),
    _('The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s".'),
    _("View Wagtail quick actions"),
    _("Receive notification when a page is submitted for moderation"),
    _(
        "Receive notification when comments have been created, resolved, or deleted on a page "
        "that you have subscribed to receive comment notifications on"
    ),
    _("Members of the chosen Wagtail Groups can approve this task"),
    _("Pages/snippets at this step in a workflow will be moderated or approved by these groups of users"),
    _(
        "Active workflows can be added to pages/snippets. Deactivating a workflow does not remove"
        " it from existing pages/snippets."
    ),
    _("The source image file could not be found. Please change the source or delete the image."),
    _("The file could not be found. Please change the source or delete the document."),
    _("The page title as you'd like it to be seen by the public"),
    _("Sorry, you do not have permission to access this area."),
    _("Promote"),
    _('Sorry, there are no matches for "<em>%(search_query)s</em>"'),
    _("Preview cannot display due to validation errors. <br /> Click save to highlight the relevant fields."),
    _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _("Sorry, you cannot create a page at this location."),
    _("No results in '<span class=\"w-title-ellipsis\">%(title)s</span>'."),
    _("Search the whole site"),
    _("This page is protected from public view"),
    _("Sorry, no pages match <em>%(query_string)s</em>"),
    _("No locked pages found."),
    _("No log entries found."),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("Site history"),
    _('Sorry, no groups match "%(query)s"'),
    _("Sorry, no users match your query"),
    _('Sorry, no images match "<em>%(query_string)s</em>"'),
    _('Sorry, no documents match "<em>%(search_query)s</em>"'),
    _('Sorry, no documents match "<em>%(query_string)s</em>"'),
    _("Sorry, upload failed."),
    _("The minimum number of items is %(min_num)d"),
    _("The maximum number of items is %(max_num)d"),
    _("The %(model_name)s could not be created due to errors."),
    _("The %(model_name)s could not be saved due to errors."),
    _("The document could not be created due to errors."),
    _("The document could not be saved due to errors."),
    _("The image could not be created due to errors."),
    _("The image could not be saved due to errors."),
    _("The group could not be saved due to errors."),
    _("The user could not be saved due to errors."),
    _("Notifications"),
    _("Preferred language"),
    _("Theme preferences"),
    _("admin theme"),
    _("density"),
    _("System default"),
    _("Enable custom keyboard shortcuts specific to Wagtail."),
    _(
        "JavaScript is required to use Wagtail, but it is currently disabled.<br /> Here are the "
        '<a href="https://www.enable-javascript.com/" target="_blank" '
        'rel="noreferrer">instructions how to enable JavaScript in your web browser</a>.'
    ),
    _("The locale could not be saved due to errors."),
)
PLAINER_COUNTED = (
    ngettext_lazy(
        "The following page cannot be moved due to duplicate slug",
        "The following pages cannot be moved due to duplicate slugs",
        "counter",
    ),
    ngettext_lazy(
        "Deleting this page will also delete %(descendant_count)s child page.",
        "Deleting this page will also delete %(descendant_count)s more child pages.",
        "descendant_count",
    ),
    ngettext_lazy(
        "This page has one unpublished subpage", "This page has %(counter)s unpublished subpages", "counter"
    ),
    ngettext_lazy("This page has one subpage", "This page has %(counter)s subpages", "counter"),
    ngettext_lazy(
        "This page has one subpage. Unpublish this too",
        "This page has %(live_descendant_count)s subpages. Unpublish these too",
        "live_descendant_count",
    ),
    ngettext_lazy("Referenced %(count)s time", "Referenced %(count)s times", "count"),
    ngettext_lazy(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
        "usage_count",
    ),
)
"""Theirs says of pages that can't be moved that they can't be deleted, and leaves out a space before a number."""
