"""A corrected cost beside cost lines: the guard read a column that only the lines have, whichever table it stood at."""

from django.db import migrations

LINES_MAKE_THE_COST = """
CREATE OR REPLACE FUNCTION budgeting_lines_make_the_cost() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint; total bigint; asked bigint;
BEGIN
    IF TG_TABLE_NAME = 'budgeting_proposal' THEN which := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN which := OLD.proposal_id;
    ELSE which := NEW.proposal_id;
    END IF;
    SELECT sum(amount_ore) INTO total FROM budgeting_costline WHERE proposal_id = which;
    SELECT coalesce(asked_cost_ore, cost_ore) INTO asked FROM budgeting_proposal WHERE id = which;
    IF total IS NOT NULL AND asked IS NOT NULL AND total <> asked
    THEN RAISE EXCEPTION 'the lines of proposal % do not make its cost', which USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0011_acts_of_two_people")]

    operations = [migrations.RunSQL(LINES_MAKE_THE_COST, migrations.RunSQL.noop)]
