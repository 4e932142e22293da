"""When the dates of a round changed last: calendars that hold them ask for it, whoever changed them and how."""

import django.db.models.functions.datetime
from django.db import migrations, models

NOTE_CHANGE = """
CREATE FUNCTION budgeting_note_changed_dates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.name, NEW.submission_opens, NEW.submission_closes, NEW.proposals_shown, NEW.voting_opens, NEW.voting_closes,
        NEW.result_at, NEW.paused_at, NEW.cancelled_at)
       IS DISTINCT FROM
       (OLD.name, OLD.submission_opens, OLD.submission_closes, OLD.proposals_shown, OLD.voting_opens, OLD.voting_closes,
        OLD.result_at, OLD.paused_at, OLD.cancelled_at)
    THEN NEW.changed_at := greatest(clock_timestamp(), OLD.changed_at + interval '1 second');
    ELSE NEW.changed_at := OLD.changed_at;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_note_changed_dates BEFORE UPDATE ON budgeting_round
    FOR EACH ROW EXECUTE FUNCTION budgeting_note_changed_dates();
"""
FORGET_CHANGE = """
DROP TRIGGER budgeting_note_changed_dates ON budgeting_round;
DROP FUNCTION budgeting_note_changed_dates();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0012_lines_and_corrected_costs")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="changed_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="dates changed",
            ),
        ),
        migrations.RunSQL(NOTE_CHANGE, FORGET_CHANGE),
    ]
