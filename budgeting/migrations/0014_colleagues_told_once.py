"""When colleagues were told of a request: the guard of acts (0011) lets this be stamped later, like `told_at`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0013_when_dates_changed")]

    operations = [
        migrations.AddField(
            model_name="roundact",
            name="colleagues_told_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="colleagues told"),
        ),
    ]
