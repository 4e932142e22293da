"""The audit log, and what the database itself does for it: numbers and hashes at commit, and no later change."""

from django.db import migrations, models

# Two steps, both when the transaction commits. The first only makes the second come after every other check of the
# transaction (foreign keys lock rows then): who holds the lock of the chain waits for nobody, so nobody waits in a circle.
CHAIN = r"""
CREATE FUNCTION radslag_audit_text(previous text, e radslag_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT array_to_string(ARRAY[
        previous, e.number::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        coalesce(e.user_id::text, ''), e.action, e.kind, e.object_id, e.within, e.label, e.facts::text], E'\n')
$$;
CREATE FUNCTION radslag_audit_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE radslag_auditentry SET number = NULL WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION radslag_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head record; entry radslag_auditentry := NEW;
BEGIN
    PERFORM pg_advisory_xact_lock(7310, 0);
    SELECT number, hash INTO head FROM radslag_auditentry WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
    entry.number := coalesce(head.number, 0) + 1;
    entry.previous := coalesce(head.hash, repeat('0', 64));
    entry.at := clock_timestamp();
    UPDATE radslag_auditentry SET number = entry.number, at = entry.at, previous = entry.previous,
        hash = encode(sha256(convert_to(radslag_audit_text(entry.previous, entry), 'UTF8')), 'hex')
        WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION radslag_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.number IS NULL AND pg_trigger_depth() > 1 AND
            (OLD.id, OLD.user_id, OLD.action, OLD.kind, OLD.object_id, OLD.within, OLD.label, OLD.facts)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.user_id, NEW.action, NEW.kind, NEW.object_id, NEW.within, NEW.label, NEW.facts)
        THEN RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'check_violation';
END $$;
CREATE CONSTRAINT TRIGGER radslag_audit_wait AFTER INSERT ON radslag_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION radslag_audit_wait();
CREATE CONSTRAINT TRIGGER radslag_audit_chain AFTER UPDATE ON radslag_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION radslag_audit_chain();
CREATE TRIGGER radslag_audit_keep BEFORE UPDATE OR DELETE ON radslag_auditentry
    FOR EACH ROW EXECUTE FUNCTION radslag_audit_keep();
CREATE TRIGGER radslag_audit_keep_all BEFORE TRUNCATE ON radslag_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION radslag_audit_keep();
"""
NO_CHAIN = """
DROP TRIGGER radslag_audit_keep_all ON radslag_auditentry;
DROP TRIGGER radslag_audit_keep ON radslag_auditentry;
DROP TRIGGER radslag_audit_chain ON radslag_auditentry;
DROP TRIGGER radslag_audit_wait ON radslag_auditentry;
DROP FUNCTION radslag_audit_keep();
DROP FUNCTION radslag_audit_chain();
DROP FUNCTION radslag_audit_wait();
DROP FUNCTION radslag_audit_text(text, radslag_auditentry);
"""


class Migration(migrations.Migration):
    dependencies = [("radslag", "0009_mail_says_what_it_retells")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveBigIntegerField(
                        help_text="Without gaps, from 1.", null=True, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        help_text="The clock of the database.", null=True, verbose_name="when"
                    ),
                ),
                (
                    "user_id",
                    models.BigIntegerField(
                        db_index=True, help_text="Empty: the site by itself.", null=True, verbose_name="who"
                    ),
                ),
                ("action", models.CharField(db_index=True, max_length=60, verbose_name="what")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="kind of thing")),
                (
                    "object_id",
                    models.CharField(blank=True, max_length=64, verbose_name="number of the thing"),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="What it was called then; never the name or the words of a resident.",
                        max_length=200,
                        verbose_name="thing",
                    ),
                ),
                (
                    "within",
                    models.CharField(
                        blank=True,
                        help_text="Such as a round: its kind and its number.",
                        max_length=60,
                        verbose_name="belongs to",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                (
                    "previous",
                    models.CharField(blank=True, max_length=64, verbose_name="hash of the one before"),
                ),
                ("hash", models.CharField(blank=True, max_length=64, verbose_name="hash")),
            ],
            options={
                "verbose_name": "entry in the audit log",
                "verbose_name_plural": "entries in the audit log",
                "ordering": ["-number"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["kind", "object_id"], name="radslag_audit_of_thing"),
                    models.Index(fields=["within", "number"], name="radslag_audit_within"),
                    models.Index(fields=["at"], name="radslag_audit_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="radslag_audit_numbered_with_hash",
                        condition=models.Q(number=None, at=None, previous="", hash="")
                        | (
                            models.Q(number__gt=0, at__isnull=False)
                            & ~models.Q(previous="")
                            & ~models.Q(hash="")
                        ),
                    ),
                    models.CheckConstraint(
                        name="radslag_audit_in_lines",
                        condition=~models.Q(label__regex=r"[\n\r]") & ~models.Q(object_id__regex=r"[\n\r]"),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("entries", models.PositiveBigIntegerField(verbose_name="entries")),
                (
                    "head",
                    models.CharField(
                        blank=True,
                        help_text="The hash of the last entry.",
                        max_length=64,
                        verbose_name="digest",
                    ),
                ),
                (
                    "broken_at",
                    models.PositiveBigIntegerField(null=True, verbose_name="first that is wrong"),
                ),
            ],
            options={
                "verbose_name": "check of the audit log",
                "verbose_name_plural": "checks of the audit log",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(CHAIN, NO_CHAIN),
    ]
