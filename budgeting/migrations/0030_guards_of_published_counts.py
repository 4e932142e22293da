"""What a count decided and what it counted are written with the count itself or never, and a comparison is written once."""

from django.db import migrations, models

WITH_THE_COUNT = """
CREATE FUNCTION budgeting_stamp_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_stamp_count BEFORE INSERT ON budgeting_count
    FOR EACH ROW EXECUTE FUNCTION budgeting_stamp_count();
CREATE FUNCTION budgeting_with_the_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM budgeting_count
        WHERE id = NEW.count_id AND transaction_id = pg_current_xact_id()::text)
    THEN RAISE EXCEPTION 'nothing is added to count % afterwards', NEW.count_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_outcome_with_the_count BEFORE INSERT ON budgeting_outcome
    FOR EACH ROW EXECUTE FUNCTION budgeting_with_the_count();
CREATE TRIGGER budgeting_inputs_with_the_count BEFORE INSERT ON budgeting_countinputs
    FOR EACH ROW EXECUTE FUNCTION budgeting_with_the_count();
CREATE TRIGGER budgeting_freeze_comparison BEFORE UPDATE ON budgeting_comparison
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
"""
AT_ANY_TIME = """
DROP TRIGGER budgeting_freeze_comparison ON budgeting_comparison;
DROP TRIGGER budgeting_inputs_with_the_count ON budgeting_countinputs;
DROP TRIGGER budgeting_outcome_with_the_count ON budgeting_outcome;
DROP FUNCTION budgeting_with_the_count();
DROP TRIGGER budgeting_stamp_count ON budgeting_count;
DROP FUNCTION budgeting_stamp_count();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0029_guards_of_decisions")]

    operations = [
        migrations.AddField(
            model_name="count",
            name="transaction_id",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=20),
        ),
        migrations.RunSQL(WITH_THE_COUNT, AT_ANY_TIME),
    ]
