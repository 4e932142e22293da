"""Copying a page: what Wagtail's own view does not look at before it copies."""

from typing import Any

from django.core.validators import MaxLengthValidator
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page


class FittingCopyForm(CopyForm):
    """Refuses a title or an address at its field that no page has room for; Wagtail's own breaks when it saves the copy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in (("new_title", "title"), ("new_slug", "slug")):
            most = Page._meta.get_field(field).max_length
            self.fields[name].validators.append(MaxLengthValidator(most))
            self.fields[name].widget.attrs["maxlength"] = str(most)
