"""The content number, and the table of kept pages. What raises the number is made after every migration (apps.py)."""

from django.core.management import call_command
from django.db import migrations, models


def make_cache_tables(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("radslag", "0010_audit_log")]

    operations = [
        migrations.CreateModel(
            name="ContentNumber",
            fields=[
                ("shard", models.SmallAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(verbose_name="number")),
            ],
            options={"verbose_name": "content number", "verbose_name_plural": "content numbers"},
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop, "DROP FUNCTION IF EXISTS radslag_content_changed() CASCADE"
        ),
        migrations.RunPython(make_cache_tables, migrations.RunPython.noop, elidable=False),
    ]
