"""A proposal's log stays as it is, but for what a person who is erased had written in it."""

from django.db import migrations

FORGETTING = """
CREATE FUNCTION budgeting_move_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing text[] := ARRAY['by_id', 'reason', 'data'];
    words text[] := ARRAY['title', 'what', 'benefit', 'beneficiaries', 'place', 'period', 'shown_name', 'lines'];
BEGIN
    IF to_jsonb(OLD) - changing IS DISTINCT FROM to_jsonb(NEW) - changing
        OR NOT (NEW.data = OLD.data OR (OLD.act = 'edited' AND NEW.data = OLD.data - words))
        OR NOT (NEW.reason = OLD.reason OR (OLD.act = 'answered' AND NEW.reason = ''))
    THEN RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM OLD.by_id
    THEN RAISE EXCEPTION 'who is named in % is never somebody else', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER budgeting_moves_only_added ON budgeting_proposalmove;
CREATE TRIGGER budgeting_move_stays BEFORE UPDATE ON budgeting_proposalmove
    FOR EACH ROW EXECUTE FUNCTION budgeting_move_stays();
"""
NEVER = """
DROP TRIGGER budgeting_move_stays ON budgeting_proposalmove;
DROP FUNCTION budgeting_move_stays();
CREATE TRIGGER budgeting_moves_only_added BEFORE UPDATE ON budgeting_proposalmove
    FOR EACH ROW EXECUTE FUNCTION budgeting_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0031_payments_of_a_month")]

    operations = [migrations.RunSQL(FORGETTING, NEVER)]
