"""The register and the report as tables for spreadsheets."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from radslag.privacy.display import Part
from radslag.privacy.report import Line
from radslag.templatetags.dates import moment


def register_rows(parts: Iterable[Part]) -> Iterator[list[object]]:
    """The register, a row for each entry."""
    yield [
        _("Where"), _("Tables"), _("Fields"), _("What"), _("Why"), _("Legal ground"), _("Whose"), _("How long"),
        _("Who sees it"), _("When you erase yourself"), _("May show opinions"),
    ]  # fmt: skip
    for part in parts:
        for entry in part.entries:
            held = entry.held
            yield [
                part.title, entry.heading, ", ".join(entry.fields), str(held.what), str(held.why),
                str(held.ground.label), str(held.whose.label), entry.kept, str(held.seen_by), str(held.erased),
                _("yes") if held.opinions else _("no"),
            ]  # fmt: skip


def retention_rows(lines: Iterable[Line]) -> Iterator[list[object]]:
    """The report, a row for each period."""
    yield [
        _("What"), _("Counted from"), _("How long"), _("Default"), _("Decision"), _("Date"), _("Due now"), _("Last run"),
        _("Removed then"),
    ]  # fmt: skip
    for line in lines:
        decision, run = line.decision, line.run
        yield [
            str(line.period.title), str(line.period.begins), line.in_words, line.default_in_words,
            decision.decision if decision else "", decision.decided_on if decision else "",
            "" if line.due is None else line.due, moment(run.started_at) if run else "",
            "" if run is None or run.removed is None else run.removed,
        ]  # fmt: skip
