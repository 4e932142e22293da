"""How many ballots on paper only one person has read is published, and stays when the papers are deleted."""

from django.db import migrations, models

COUNT = """
    UPDATE budgeting_paperpile AS pile SET read_once = (
        SELECT count(*) FROM budgeting_papervote AS paper
        WHERE paper.round_id = pile.round_id AND paper.cast_at IS NOT NULL AND paper.second_at IS NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0018_a_challenge_follows_its_voter")]

    operations = [
        migrations.AddField(
            model_name="paperpile",
            name="read_once",
            field=models.PositiveIntegerField(default=0, verbose_name="read by one person"),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
