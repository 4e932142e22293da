"""Which tables readers can see anything of: all but those named here. Triggers on them raise the content number.

A new table is watched until somebody says that nothing of it shows. What is written with every ballot, log-in or mail stands
here, else a busy evening would leave no page alive; turnout on kept pages is at most a minute old.
"""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections

UNSEEN = frozenset({
    # the site's own work
    "django_migrations",
    "django_session",
    "django_content_type",
    "django_tasks_database_dbtaskresult",
    "radslag_cache",
    "radslag_page_cache",
    "radslag_contentnumber",
    "radslag_jobrun",
    "radslag_limitcount",
    "radslag_dailysalt",
    "radslag_outgoingmail",
    # accounts
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "radslag_loginsession",
    "radslag_staffidentity",
    # ballots: their sums show once counted, and a count is seen
    "budgeting_ballot",
    "budgeting_ballotchoice",
    "budgeting_receipt",
    "budgeting_votingcode",
    "budgeting_papervote",
    # what only its author or staff see
    "budgeting_applicant",
    "budgeting_proposaldraft",
    "budgeting_reviewnote",
    "budgeting_reviewscore",
    "budgeting_criterioncheck",
    "budgeting_verdict",
    # who was told, and who wants to be
    "budgeting_roundfollow",
    "budgeting_roundnotice",
    "budgeting_projectreminder",
    "comments_follow",
    "comments_notice",
    "comments_queuealarm",
    "councils_silencereminder",
    # the editors' desk
    "wagtailadmin_admin",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_apitoken",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_referenceindex",
    "wagtailcore_revision",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflowstate",
    "wagtailimages_rendition",
    "wagtailsearch_indexentry",
    "wagtailusers_userprofile",
})  # fmt: skip
ONLY_NAMES = {"radslag_user": ("first_name", "last_name")}
"""Tables of which these columns alone show: a log-in notes its time in the same row."""

FUNCTION = """
CREATE OR REPLACE FUNCTION radslag_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this text := pg_current_xact_id()::text || ' ' || statement_timestamp()::text;
    free smallint;
BEGIN
    IF current_setting('radslag.content_changed', true) = this THEN
        RETURN NULL;  -- this statement has raised it already
    END IF;
    SELECT shard INTO free FROM radslag_contentnumber LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF free IS NULL THEN
        -- Others hold every row: a row of one's own. It begins with the time, so that a number of a table that was emptied
        -- never comes again.
        INSERT INTO radslag_contentnumber (number) VALUES ((extract(epoch FROM clock_timestamp()) * 1000)::bigint);
    ELSE
        UPDATE radslag_contentnumber SET number = number + 1 WHERE shard = free;
    END IF;
    PERFORM set_config('radslag.content_changed', this, true);
    RETURN NULL;
END
$$
"""
EVERY_ROW = """
CREATE OR REPLACE TRIGGER content_rows AFTER INSERT OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION radslag_content_changed();
CREATE OR REPLACE TRIGGER content_update AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION radslag_content_changed();
CREATE OR REPLACE TRIGGER content_truncate AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION radslag_content_changed()
"""
SOME_COLUMNS = """
CREATE OR REPLACE TRIGGER content_update AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION radslag_content_changed()
"""
NO_LONGER = """
    SELECT tgrelid::regclass, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
        AND tgname IN ('content_rows', 'content_update', 'content_truncate')
"""
UNWATCHED = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relname = ANY(%s)
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = 'content_update')
    ORDER BY relname
"""


def unwatched_tables(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables that readers see something of and that have no trigger yet."""
    with connections[using].cursor() as cursor:
        cursor.execute(UNWATCHED, [sorted(UNSEEN)])
        return [name for (name,) in cursor.fetchall()]


def watch(using: str = DEFAULT_DB_ALIAS, **_kwargs: object) -> None:
    """Give every table that needs them its triggers, and take them from those of which nothing shows.

    Run after each migration. Tables that are as they should be are left alone.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(NO_LONGER, [sorted(UNSEEN)])
        for table, trigger in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}")  # both named by the catalogue itself
    _create(unwatched_tables(using), using)


def _create(tables: Iterable[str], using: str) -> None:
    quote = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        for table in tables:
            columns = ONLY_NAMES.get(table)
            if columns is None:
                cursor.execute(EVERY_ROW.format(table=quote(table)))
                continue
            old, new = (", ".join(f"{row}.{quote(name)}" for name in columns) for row in ("OLD", "NEW"))
            cursor.execute(SOME_COLUMNS.format(table=quote(table), old=old, new=new))
