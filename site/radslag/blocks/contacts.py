"""Contacts from the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from radslag.models import Contact

contact_chooser = ChooserViewSet(
    "contact_chooser",
    model="radslag.Contact",
    icon="user",
    choose_one_text=_("Choose a contact"),
    choose_another_text=_("Choose another contact"),
    edit_item_text=_("Edit this contact"),
    form_fields=["role", "name", "organisation", "phone", "email"],
    page_title=_("Choose a contact"),
)
ContactChooserBlock = contact_chooser.get_block_class(
    name="ContactChooserBlock", module_path="radslag.blocks.contacts"
)


MOST_IN_PREVIEW = 2


class ContactsBlock(blocks.StructBlock):
    """A part of the page with people to turn to."""

    heading = blocks.CharBlock(
        max_length=120, default="Kontakt", label=_("Heading"), help_text=_("Stands before the people.")
    )
    note = blocks.CharBlock(
        required=False, max_length=240, label=_("Note"), help_text=_("A short line under the heading.")
    )
    contacts = blocks.ListBlock(
        ContactChooserBlock(
            label=_("Contact"), help_text=_("From the register. Residents write through a form.")
        ),
        min_num=1,
        max_num=6,
        label=_("Contacts"),
        help_text=_("In the order they are to stand."),
    )

    def get_preview_value(self) -> Any:
        """The first contacts of the register."""
        contacts = list(Contact.objects.all()[:MOST_IN_PREVIEW])
        return self.normalize({"heading": "Kontakt", "note": "", "contacts": contacts})

    class Meta:
        icon = "user"
        label = _("Contacts")
        group = _("Facts")
        template = "blocks/contacts_block.html"
        description = _("People to turn to, from the register of contacts. E-mail addresses are never shown.")
