"""What came with a paper application: the fields in which staff add its pictures and files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgeting.admin.proposals.review_forms import ReviewPart
from budgeting.forms.texts import Text
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import MAX_DETAIL
from budgeting.services.attachments import MOST_FILES, TAKEN
from budgeting.services.checked_files import CheckedFile, checked, clean_name
from budgeting.services.paper_files import PaperFiles
from budgeting.services.picture_sizes import Sizes, made_anew
from budgeting.services.pictures import MOST_PICTURES

Rows = list[list[forms.BoundField]]
KINDS_OF_FILES = ",".join(f".{ending}" for ending in (*TAKEN.documents, *TAKEN.pictures))


class FilesForm(forms.Form):
    """Pictures with what they show, and files, one row each, so that nothing needs scripts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_PICTURES + 1):
            named = {"number": n}
            self.fields[f"picture_{n}"] = _file_field(
                gettext("Picture %(number)d") % named, "image/jpeg,image/png,image/webp"
            )
            self.fields[f"shows_{n}"] = Text(
                limit=MAX_DETAIL,
                one_line=True,
                required=False,
                label=gettext("What does picture %(number)d show?") % named,
                help_text=_("For those who can’t see it: A lawn between two houses, with a swing."),
            )
        for n in range(1, MOST_FILES + 1):
            self.fields[f"file_{n}"] = _file_field(gettext("File %(number)d") % {"number": n}, KINDS_OF_FILES)

    @property
    def picture_rows(self) -> Rows:
        """Each picture with what it shows."""
        return [[self[f"picture_{n}"], self[f"shows_{n}"]] for n in range(1, MOST_PICTURES + 1)]

    @property
    def file_rows(self) -> Rows:
        """Each file."""
        return [[self[f"file_{n}"]] for n in range(1, MOST_FILES + 1)]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The two parts as they are drawn: the first row at once, the others folded until something stands there."""
        pictures = _part(
            heading=gettext("Pictures"),
            hint=gettext(
                "At most five, JPEG, PNG or WebP, 8 MB each. Place and camera are removed from them. "
                "Everyone can see them, so nobody should be recognised who has not been asked."
            ),
            more=gettext("More pictures"),
            rows=self.picture_rows,
        )
        files = _part(
            heading=gettext("Files for those who review"),
            hint=gettext(
                "A quote or a drawing, for example. They are not published. At most five: PDF, Word, Excel, OpenDocument "
                "or a picture, 10 MB each."
            ),
            more=gettext("More files"),
            rows=self.file_rows,
        )
        return [pictures, files]

    def full_clean(self) -> None:
        """What is refused is shown anew, and the browser then no longer has the files."""
        super().full_clean()
        if self.is_bound and self.errors:
            self.ask_again()

    def clean(self) -> dict[str, Any]:
        """Look at every file, so that all that is wrong is told at once."""
        data = super().clean() or {}
        for n in range(1, MOST_PICTURES + 1):
            self._look_at(f"picture_{n}", made_anew)
            if data.get(f"shows_{n}") and f"picture_{n}" not in self.files:
                self.add_error(f"picture_{n}", gettext("Choose the picture, or empty what it shows."))
        for n in range(1, MOST_FILES + 1):
            self._look_at(f"file_{n}", lambda file: checked(file, TAKEN))
        return data

    def _look_at(self, name: str, look: Callable[[UploadedFile], Sizes | CheckedFile]) -> None:
        file = self.files.get(name)
        if isinstance(file, UploadedFile) and name not in self.errors:
            try:
                self.cleaned_data[name] = look(file)
            except RuleViolation as refused:
                self.add_error(name, f"{_name(file)}: {refused.message}")

    def came_with(self) -> PaperFiles:
        """What the service takes; of a valid form."""
        data = self.cleaned_data
        pictures = [(data[f"picture_{n}"], data[f"shows_{n}"]) for n in range(1, MOST_PICTURES + 1)]
        files = [data[f"file_{n}"] for n in range(1, MOST_FILES + 1)]
        return PaperFiles(
            tuple((sizes, alt) for sizes, alt in pictures if sizes), tuple(file for file in files if file)
        )

    def ask_again(self) -> None:
        """Say which files must be chosen again: a browser does not send them twice."""
        for name, file in self.files.items():
            if isinstance(file, UploadedFile) and name in self.fields and name not in self.errors:
                self.add_error(name, gettext("Choose “%(name)s” again.") % {"name": _name(file)})


class ForgottenFilesForm(FilesForm, ReviewPart):
    """Pictures and files that were forgotten when the paper was typed in."""

    fields_of_codes = {"too_many_pictures": "picture_1", "too_many_files": "file_1"}

    def clean(self) -> dict[str, Any]:
        """Something is chosen."""
        data = super().clean()
        if not self.errors:
            data["came_with"] = self.came_with()
            if data["came_with"] == PaperFiles():
                self.add_error("picture_1", gettext("Choose a picture or a file."))
        return data

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs, and say what must be chosen again."""
        super().refuse(refused)
        self.ask_again()


def _file_field(label: str, accept: str) -> forms.FileField:
    """A field that judges nothing: what is wrong with a file is said in our own words."""
    widget = forms.FileInput(attrs={"accept": accept})
    return forms.FileField(label=label, required=False, allow_empty_file=True, max_length=None, widget=widget)


def _name(file: UploadedFile) -> str:
    return clean_name(file.name or "")[:60]


def _part(*, heading: str, hint: str, more: str, rows: Rows) -> dict[str, Any]:
    opened = any(field.errors or field.value() for row in rows[1:] for field in row)
    return {
        "heading": heading,
        "hint": hint,
        "more": more,
        "first": rows[0],
        "rest": rows[1:],
        "open": opened,
    }
