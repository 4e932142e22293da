"""Nobody splits a payment over days: what one person enters for a project within thirty days counts together. A counter-entry is
what it takes back, and who entered, asked or confirmed may be forgotten but never becomes somebody else.
"""

from django.db import migrations

import budgeting.models.money

PAID_WITHIN = """
CREATE OR REPLACE FUNCTION budgeting_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; alone bigint; most bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM budgeting_payment
        WHERE id = NEW.reverses_id AND proposal_id = NEW.proposal_id AND amount_ore = -NEW.amount_ore)
    THEN RAISE EXCEPTION 'a counter-entry is what it takes back' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(amount_ore), 0) + NEW.amount_ore INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF paid < 0 OR (NEW.amount_ore > 0 AND paid > budgeting_decided_for(NEW.proposal_id))
    THEN RAISE EXCEPTION 'payments of proposal % leave what was decided', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.of_two THEN
        IF NEW.entered_by_id IS NULL OR NEW.confirmed_by_id IS NULL
        THEN RAISE EXCEPTION 'two people are two people' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT b.two_people_above_ore INTO most FROM budgeting_proposal p JOIN budgeting_round r ON r.id = p.round_id
        JOIN budgeting_budgetingpage b ON b.page_ptr_id = r.programme_id WHERE p.id = NEW.proposal_id;
    SELECT coalesce(sum(abs(p.amount_ore)), 0) + abs(NEW.amount_ore) INTO alone FROM budgeting_payment p
        WHERE p.proposal_id = NEW.proposal_id AND NOT p.of_two AND sign(p.amount_ore) = sign(NEW.amount_ore)
        AND p.entered_at > NEW.entered_at - interval '720 hours' AND p.entered_at <= NEW.entered_at
        AND NOT EXISTS (SELECT 1 FROM budgeting_payment back WHERE back.reverses_id = p.id);
    IF alone > most
    THEN RAISE EXCEPTION 'proposal % is paid so much by two people only', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

ONLY_ADDED = """
CREATE OR REPLACE FUNCTION budgeting_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE people text[] := ARRAY['by_id', 'entered_by_id', 'confirmed_by_id']; was jsonb := to_jsonb(OLD); who text;
BEGIN
    IF was - people IS DISTINCT FROM to_jsonb(NEW) - people
    THEN RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    FOREACH who IN ARRAY people LOOP
        IF to_jsonb(NEW) ->> who IS NOT NULL AND to_jsonb(NEW) ->> who IS DISTINCT FROM was ->> who
        THEN RAISE EXCEPTION 'who is named in % is never somebody else', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""

ASKED = """
CREATE FUNCTION budgeting_asked_by_them() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD); becomes jsonb := to_jsonb(NEW); who text;
    done boolean := coalesce(was ->> 'at', was ->> 'confirmed_at', was ->> 'dropped_at') IS NOT NULL;
BEGIN
    FOREACH who IN ARRAY ARRAY['asked_by_id', 'confirmed_by_id', 'dropped_by_id'] LOOP
        IF (done OR who = 'asked_by_id') AND becomes ->> who IS NOT NULL AND becomes ->> who IS DISTINCT FROM was ->> who
        THEN RAISE EXCEPTION 'who is named in % is never somebody else', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_payment_asked_by_them BEFORE UPDATE ON budgeting_paymentrequest
    FOR EACH ROW EXECUTE FUNCTION budgeting_asked_by_them();
CREATE TRIGGER budgeting_money_asked_by_them BEFORE UPDATE ON budgeting_moneydecision
    FOR EACH ROW EXECUTE FUNCTION budgeting_asked_by_them();
"""
NO_ASKED = """
DROP TRIGGER budgeting_money_asked_by_them ON budgeting_moneydecision;
DROP TRIGGER budgeting_payment_asked_by_them ON budgeting_paymentrequest;
DROP FUNCTION budgeting_asked_by_them();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0030_guards_of_published_counts")]

    # On the way back the first two stay as they are: stricter than what stood there (migrations 0009 and 0023).
    operations = [
        migrations.AlterField(
            "budgetingpage",
            "two_people_above_ore",
            budgeting.models.money.LimitField(
                blank=True,
                db_default=1000000,
                default=1000000,
                help_text="In kronor. A payment above it counts when a second person has confirmed it; so does what one person enters for a project within thirty days. 0: every payment takes two. Empty: one person is always enough. Only a superuser sets it; it holds as soon as the page is saved.",
                null=True,
                verbose_name="payments by two people above",
            ),
        ),
        migrations.RunSQL(PAID_WITHIN, migrations.RunSQL.noop),
        migrations.RunSQL(ONLY_ADDED, migrations.RunSQL.noop),
        migrations.RunSQL(ASKED, NO_ASKED),
    ]
