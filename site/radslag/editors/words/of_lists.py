"""Words of wagtail-modeladmin and wagtail-localize that their Swedish says stiffly."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OF_LISTS = (
    _("Add a new %(object)s"),
    _("Create new %(object)s"),
    _("Inspect"),
    _("Inspect this %(object)s"),
    _("Inspecting"),
    _("Inspecting %(object)s"),
    _("Delete this %(object)s"),
    _("Copy this %(object)s"),
    _("%(model_name)s could not be deleted"),
    _("Go back to listing"),
    _("Sorry, there are no %(name)s matching your search parameters."),
    _(
        "No %(name)s have been created yet. One of the following must be created before you can "
        "add any %(name)s:"
    ),
    _("No %(name)s have been created yet."),
    _('Why not <a href="%(url)s">add one</a>?'),
    _("%(model_name)s '%(object)s' created."),
    _("The %(object)s could not be created due to errors."),
    _("%(model_name)s '%(object)s' updated."),
    _("The %(object)s could not be saved due to errors."),
    _("Confirm deletion of %(object)s"),
    _(
        "Are you sure you want to delete this %(object)s? If other things in your site are "
        "related to it, they may also be affected."
    ),
    _("%(model_name)s '%(object)s' deleted."),
    _(
        "'%(instance_name)s' is currently referenced by other objects, and cannot be deleted "
        "without jeopardising data integrity. To delete it successfully, first remove references "
        "from the following objects, then try again:"
    ),
    _("Download XLSX"),
    _("Download CSV"),
    _("By %(filter_title)s"),
)
"""Of wagtail-modeladmin: its sentences say en or ett of nouns that are the other, so ours do without."""
OF_TRANSLATING = (
    _("Sync translated %(model_name)s"),
    _("The {model_name} '{object}' was successfully submitted for translation into {locales}"),
    _("The page '{page_title}' was successfully submitted for translation into {locales}"),
    _("All child pages will be created."),
    _("No translations found."),
    _("Why would I sync my page?"),
    _(
        "Changes are not automatically applied between translated pages. Syncing will add new "
        "content for translation and remove deleted content."
    ),
    _("The last sync date was %(last_sync_date)s. You are about to sync the following:"),
    _(
        "New validation errors were found when publishing '{object}' in {locale}. Please fix them"
        " or click publish again to ignore these translations for now."
    ),
    _("Published '{object}' in {locale} with missing translations - see below."),
    _("Published '{object}' in {locale}."),
    _("Translation has been stopped."),
    _("Translation has been restarted."),
    _("Please upload a valid PO file."),
    _("Cannot import PO file that was created for a different translation."),
    _("Successfully imported translations from PO File."),
    _("There isn't anything left to translate."),
    _("Successfully updated translations for '{object}'"),
    _("Sync translations of '%(title)s'"),
    _("Sync translated pages"),
    _(
        "This page hasn't been translated yet. It is mirroring the <a "
        'href="%(edit_original_page_url)s" target="_blank">%(original_locale)s page</a>.'
    ),
    _("Convert to alias"),
    _("Convert to alias %(title)s"),
    _("Convert to alias page"),
    _("Convert page to alias"),
    _("Yes, convert it"),
    _("No, leave it as a page"),
    _(
        "Are you sure you want to convert this page into an alias? This will overwrite the "
        "content of the page with the content of '%(source_page_title)s' (%(source_page_locale)s)"
    ),
    _("Page '{}' has been converted into an alias."),
)
"""Of wagtail-localize: a translation is kept up to date (uppdatera), nothing is synchronised."""
BELOW = ngettext_lazy("Include subtree ({} page)", "Include subtree ({} pages)", "pages")
"""The box with which the pages below come along."""
