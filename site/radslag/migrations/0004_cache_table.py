"""The table of the database cache, so that nobody has to remember `createcachetable`."""

from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("radslag", "0003_background")]

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False)]
