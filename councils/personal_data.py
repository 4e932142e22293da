"""What councils hold about people."""

from django.utils.translation import gettext_lazy as _

from radslag.privacy.register import Ground, Held, Whose, acts_of_staff, declare, holds_nothing


def declare_all() -> None:
    """Fill the register with ours."""
    declare(
        Held(
            model="councils.Matter",
            fields=("title", "text", "reason"),
            what=_(
                "What a council brought up, and what became of it. Nobody is named; a text may still tell who it is about."
            ),
            why=_("So that everyone can see what happens to what residents bring up."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_(
                "As long as the register of matters is published, and then as the municipality’s archive says."
            ),
            seen_by=_("Everyone."),
            erased=_("Write to the data protection officer: an editor takes out what is about you."),
        ),
        Held(
            model="councils.MatterUpdate",
            fields=("text", "reason"),
            what=_("What has happened in a matter."),
            why=_("So that everyone can see what happens to what residents bring up."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_(
                "As long as the register of matters is published, and then as the municipality’s archive says."
            ),
            seen_by=_("Everyone."),
            erased=_("Write to the data protection officer: an editor takes out what is about you."),
        ),
    )
    acts_of_staff("councils.MatterUpdate", "written_by")
    acts_of_staff("councils.SilenceReminder", "editor")
    holds_nothing("councils.Matter", "unit")
