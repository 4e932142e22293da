"""What the site itself and the libraries it is built of hold about people."""

from django.utils.translation import gettext_lazy as _

from radslag.privacy import site_periods
from radslag.privacy.of_staff import GONE_WITH_ACCOUNT, declare_nothing, declare_staff_at_work
from radslag.privacy.register import Ground, Held, Whose, declare

UNTIL_ERASED = _("Until you erase yourself here, or staff take the account away.")
STAFF_WHO_ADMINISTER = _("You, and staff who administer accounts; of residents nobody sees a list.")


def declare_all() -> None:
    """Fill the register with what is no app's."""
    _accounts()
    _sessions_and_mail()
    _registers()
    declare_staff_at_work()
    declare_nothing()


def _accounts() -> None:
    declare(
        Held(
            model="radslag.User",
            fields=("email",),
            what=_("Your e-mail address, when you joined and last logged in."),
            why=_("So that you can log in with a code, vote once, and get answers."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=UNTIL_ERASED,
            seen_by=STAFF_WHO_ADMINISTER,
            erased=_("Goes."),
        ),
        Held(
            model="radslag.User",
            fields=("first_name", "last_name", "password"),
            what=_("The name of staff, and a hash of their password. Residents have neither."),
            why=_("So that colleagues know who decided what, and nobody else logs in."),
            ground=Ground.WORK,
            whose=Whose.STAFF,
            kept=UNTIL_ERASED,
            seen_by=_("Staff."),
            erased=_("Goes."),
        ),
        Held(
            model="radslag.User",
            fields=(),
            what=_("Accounts that were asked for and never used."),
            why=_("So that an unknown address gets the same answer as a known one."),
            ground=Ground.TASK,
            whose=Whose.RESIDENTS,
            kept=site_periods.UNUSED_ACCOUNTS,
            seen_by=_("Nobody."),
            erased=_("Goes."),
        ),
        *(
            Held(
                model=model,
                fields=("user",),
                what=_("Which roles a person of the staff has."),
                why=_("So that everybody can do their own work and no other."),
                ground=Ground.WORK,
                whose=Whose.STAFF,
                kept=UNTIL_ERASED,
                seen_by=STAFF_WHO_ADMINISTER,
                erased=GONE_WITH_ACCOUNT,
            )
            for model in ("radslag.User_groups", "radslag.User_user_permissions")
        ),
        Held(
            model="account.EmailAddress",
            fields=("user", "email"),
            what=_("That the address of the account was shown to be yours."),
            why=_("So that only you can log in with it."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=UNTIL_ERASED,
            seen_by=_("Nobody."),
            erased=GONE_WITH_ACCOUNT,
        ),
        Held(
            model="account.EmailConfirmation",
            fields=("email_address", "key"),
            what=_("A link that confirms an address. We send codes instead, so the table is empty."),
            why=_("Part of the library that logs people in."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=_("Nothing is kept."),
            seen_by=_("Nobody."),
            erased=GONE_WITH_ACCOUNT,
        ),
    )


def _sessions_and_mail() -> None:
    declare(
        Held(
            model="sessions.Session",
            fields=("session_key", "session_data"),
            what=_(
                "Who is logged in in a browser, a code that waits to be typed, and a form that is not yet sent."
            ),
            why=_(
                "So that you stay logged in until you log out. Who only reads has no session and no cookie."
            ),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=site_periods.SESSIONS,
            seen_by=_("Nobody."),
            erased=_("You are logged out everywhere."),
        ),
        Held(
            model="radslag.OutgoingMail",
            fields=("message", "recipients", "subject", "about"),
            what=_("A mail on its way: to whom, and its words. It is deleted when it has been delivered."),
            why=_("So that no code, answer or receipt is lost when the mail server is away."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=site_periods.GIVEN_UP_MAIL,
            seen_by=_("Nobody. Staff see the subject of what could not be delivered, not to whom."),
            erased=_("What waits for your address goes."),
        ),
        Held(
            model="django_tasks_database.DBTaskResult",
            fields=("args_kwargs", "return_value", "traceback"),
            what=_("Numbers of rows that a background task is about, never names or addresses."),
            why=_("So that what was promised is done, also after a power cut."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=site_periods.FAILED_TASKS,
            seen_by=_("Nobody."),
            erased=_("What it points to is gone."),
        ),
        Held(
            model="radslag.LimitCount",
            fields=("key",),
            what=_(
                "How often something was done, under a hash that nobody can read an address or a network from."
            ),
            why=_("So that nobody can flood others with mail, or guess codes."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=_("Until the window of the limit ends; of networks at most a day."),
            seen_by=_("Nobody."),
            erased=_("Stays until the window ends; it leads to nobody."),
        ),
        Held(
            model="radslag.Erasure",
            fields=("key",),
            what=_("That an address was erased, under a keyed hash that leads to nobody."),
            why=_("So that you are erased again if we must restore a backup from before."),
            ground=Ground.DUTY,
            whose=Whose.RESIDENTS,
            kept=site_periods.ERASURES,
            seen_by=_("Nobody."),
            erased=_("Is made when you erase yourself, and goes after that time."),
        ),
        Held(
            model="radslag.LoginSession",
            fields=("user", "browser", "system"),
            what=_("Where you are logged in: browser and system by name, and when you last used it."),
            why=_("So that you can see and end it."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=site_periods.SESSIONS,
            seen_by=_("Nobody but you."),
            erased=_("You are logged out everywhere."),
        ),
        Held(
            model="radslag.ArchivePackage",
            fields=("file", "title"),
            what=_("What was public of a round or a conversation, packed for the municipality’s archive."),
            why=_("So that it can be read when the site is gone, as the law on archives asks for."),
            ground=Ground.DUTY,
            whose=Whose.NAMED,
            kept=site_periods.PACKAGES,
            seen_by=_(
                "Those who answer for the round or the conversation. In the archive as its own rules say."
            ),
            erased=_("Stays: kept for the archive in the public interest (article 17.3 d)."),
        ),
        Held(
            model="radslag.DailySalt",
            fields=("salt",),
            what=_(
                "The day’s secret with which networks are counted. No internet address is stored anywhere."
            ),
            why=_("So that nobody can find out which network a hash stands for, when the day is over."),
            ground=Ground.TASK,
            whose=Whose.BOTH,
            kept=site_periods.SALTS,
            seen_by=_("Nobody."),
            erased=_("Goes with the day."),
        ),
    )


def _registers() -> None:
    declare(
        Held(
            model="radslag.Contact",
            fields=("role", "name", "organisation", "phone", "email"),
            what=_("Whom residents can turn to at work: role, name, telephone and address."),
            why=_("So that residents reach the right person. The address itself is shown to nobody."),
            ground=Ground.TASK,
            whose=Whose.STAFF,
            kept=_("As long as the person has the task."),
            seen_by=_("Everyone; the address only staff."),
            erased=_("Staff change the contact when somebody leaves."),
        ),
        Held(
            model="wagtailcore.Page",
            fields=(
                "owner",
                "locked_by",
                "title",
                "draft_title",
                "slug",
                "seo_title",
                "search_description",
                "url_path",
            ),
            what=_(
                "Pages that editors publish. They may name people: who was at a meeting, who answers for a matter."
            ),
            why=_(
                "So that everyone can follow what the municipality does. Editors name people only with a reason."
            ),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_("As long as the page is published, and then as the municipality’s archive says."),
            seen_by=_("Everyone."),
            erased=_("Write to the data protection officer: an editor takes out your name."),
        ),
        Held(
            model="wagtailimages.Image",
            fields=("title", "file", "description", "uploaded_by_user"),
            what=_("Pictures that editors use, what they show, and who of the staff uploaded them."),
            why=_("So that pages can show what they are about."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_("As long as a page uses it, then until an editor deletes it."),
            seen_by=_("Everyone; who uploaded it only staff."),
            erased=_("Write to the data protection officer."),
        ),
        Held(
            model="wagtaildocs.Document",
            fields=("title", "file", "uploaded_by_user"),
            what=_("Documents that editors publish, and who of the staff uploaded them."),
            why=_("So that reports and minutes can be read."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_("As long as a page uses it, then until an editor deletes it."),
            seen_by=_("Those who may read it; who uploaded it only staff."),
            erased=_("Write to the data protection officer."),
        ),
        Held(
            model="radslag.DocumentFacts",
            fields=("file_name",),
            what=_("The name, size and number of pages of such a document."),
            why=_("So that readers know what they fetch."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_("As long as the document."),
            seen_by=_("Those who may read the document."),
            erased=_("Goes with the document."),
        ),
        Held(
            model="wagtailsearch.IndexEntry",
            fields=("title_text", "body_text", "autocomplete", "title", "body"),
            what=_("The words of published pages, as the search finds them."),
            why=_("So that you find what you are looking for."),
            ground=Ground.TASK,
            whose=Whose.NAMED,
            kept=_("As long as the page."),
            seen_by=_("Everyone."),
            erased=_("Goes with the page."),
        ),
    )
