"""Imported elections are in nobody's way, stand under a programme once, and never become rounds of one's own."""

from django.db import migrations

STEPS = (
    ("submission", "submission_opens", "submission_closes"),
    ("review", "submission_closes", "voting_opens"),
    ("voting", "voting_opens", "voting_closes"),
)


def never_the_same_step(which: str) -> str:
    """As migration 0009 made the constraints, of the rounds that `which` names."""
    return "".join(
        f"""
ALTER TABLE budgeting_round DROP CONSTRAINT budgeting_one_round_in_{step};
ALTER TABLE budgeting_round ADD CONSTRAINT budgeting_one_round_in_{step} EXCLUDE USING gist (
    int8range(programme_id, programme_id, '[]') WITH &&, tstzrange({begins}, {ends}) WITH &&
) WHERE ({which}) DEFERRABLE INITIALLY IMMEDIATE;
"""
        for step, begins, ends in STEPS
    )


ONCE = """
CREATE UNIQUE INDEX budgeting_imported_once ON budgeting_round (programme_id, imported_from) WHERE imported_from <> '';
"""
OFTEN = "DROP INDEX budgeting_imported_once;"

STAYS = """
CREATE FUNCTION budgeting_origin_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where round % comes from never changes', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER budgeting_origin_stays BEFORE UPDATE ON budgeting_round FOR EACH ROW
    WHEN (OLD.imported_from IS DISTINCT FROM NEW.imported_from) EXECUTE FUNCTION budgeting_origin_stays();
"""
LEAVES = "DROP TRIGGER budgeting_origin_stays ON budgeting_round; DROP FUNCTION budgeting_origin_stays();"


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0024_comparisons")]

    operations = [
        migrations.RunSQL(
            never_the_same_step("cancelled_at IS NULL AND imported_from = ''"),
            never_the_same_step("cancelled_at IS NULL"),
        ),
        migrations.RunSQL(ONCE, OFTEN),
        migrations.RunSQL(STAYS, LEAVES),
    ]
