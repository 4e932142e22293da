"""One remark of the check list."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at before publishing: a sentence that says what to do, and the field it is about."""

    text: str | Promise
    field: str = ""
